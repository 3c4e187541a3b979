/* header_names.h: which header field has this name?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_HEADER_NAMES_H
#define SIPCODES_HEADER_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/** The header fields of headers.def. */
typedef enum {
    HEADER_OTHER,
#define HEADER(id, name, compact) HEADER_##id,
#include "headers.def"
    HEADER_ID_COUNT
} header_id;

/** The name as the RFC writes it; "?" for HEADER_OTHER. */
const char *header_name(header_id id);

/** Its compact form, 0 if it has none. */
char header_compact_form(header_id id);

/** Makes the tables of what follows: to be called before it, as often as one likes. */
void header_names_prepare(void);

/** What a line of the header section begins with. */
typedef struct {
    header_id id;
    size_t colon;    /**< its place in the line */
    text_slice name; /**< without the white space around it */
} field_name;

/**
 * Reads the name of the header field, in any case or in its compact form; HEADER_OTHER is one that headers.def does not have. False for
 * a line that has no colon, or before it nothing that can be a name: a token.
 */
bool header_name_read(text_slice line, field_name *read);

/* ---- Names as most software writes them ---- */

/** A name as it is nearly always spelt, and the words that header_name_read_plain() compares. */
typedef struct header_spelling {
    const char *name;                   /**< with its colon */
    uint64_t head;                      /**< its first eight bytes, as text_load_word() gives them, or all it has */
    uint64_t mask;                      /**< the bits of the head that are the name's */
    uint64_t tail;                      /**< its last eight bytes, where it has more than eight */
    const struct header_spelling *next; /**< begins like this one and is no shorter; NULL ends them */
    header_id id;
    uint8_t length; /**< without the colon */
} header_spelling;

#define HEADER_SPELLING_BITS 9

/** The spellings that begin with three bytes of this hash; there after header_names_prepare(). */
extern const header_spelling *header_spellings[1 << HEADER_SPELLING_BITS];

/** That hash: the multiplication spreads the three bytes over the highest bits. */
static inline uint32_t header_spelling_slot(uint64_t head)
{
    return ((uint32_t)head << 8) * UINT32_C(0x9E3779B1) >> (32 - HEADER_SPELLING_BITS);
}

/** True if the line goes on with the rest of the name and the colon, behind its first eight bytes. */
static inline bool header_spelling_goes_on(const header_spelling *one, const char *line, const char *end)
{
    const size_t word = sizeof one->tail;

    if ((size_t)(end - line) <= one->length) {
        return false;
    }
    for (size_t at = word; at + word <= one->length; at += word) {
        if (text_load_word(line + at) != text_load_word(one->name + at)) {
            return false;
        }
    }
    return text_load_word(line + one->length + 1 - word) == one->tail;
}

/**
 * The length, without the colon, of a name that header_spelling_of() does not have, is none of headers.def, and is written as plainly.
 * False says nothing.
 */
bool header_name_read_unknown(const char *line, const char *end, size_t *length);

/**
 * header_name_read() of most lines, in a fourth of the time: for names without white space around them, spelt as the RFC spells them.
 * NULL says nothing. Here because each header field of each message goes through it.
 */
static inline const header_spelling *header_spelling_of(const char *line, const char *end)
{
    uint64_t head;

    if ((size_t)(end - line) < sizeof head) {
        return NULL;
    }
    head = text_load_word(line);
    for (const header_spelling *one = header_spellings[header_spelling_slot(head)]; one != NULL; one = one->next) {
        if ((head & one->mask) == one->head && (one->length < sizeof head || header_spelling_goes_on(one, line, end))) {
            return one;
        }
    }
    return NULL;
}

#endif
