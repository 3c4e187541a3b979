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

/** One of the names, and the words that header_name_read_plain() compares. */
typedef struct {
    const char *name;
    uint64_t head; /**< its first eight bytes, as text_load_word() gives them, or all it has */
    uint64_t tail; /**< its last eight, where it has so many */
    uint8_t length;
    char compact;
} known_header_name;

#define HEADER_NAME_SLOT_BITS 9

/** By header_id; the words are there after header_names_prepare(). */
extern known_header_name header_names[HEADER_ID_COUNT];

/** A hash of them: header_id or 0. */
extern uint8_t header_name_slots[1 << HEADER_NAME_SLOT_BITS];

/** The slot at which the search for a name begins. The multiplication spreads what tells the names apart over the highest bits, by a number
 * that was found by trial: no two of the names share a slot. 0x20 is what tells the cases of letters apart. */
static inline uint32_t header_name_slot(uint64_t head, size_t length)
{
    return (uint32_t)((((head | UINT64_C(0x2020202020202020)) + length) * UINT64_C(0x85EBFCA43BAD35F7)) >> (64 - HEADER_NAME_SLOT_BITS));
}

/** Names that are longer than this, in words, are not plain. */
#define HEADER_NAME_PLAIN_WORDS 4

/** True if the name, whose first bytes are the word, has two bytes or more and is nothing but letters and hyphens. */
bool header_name_is_plain(const char *name, size_t length, uint64_t head);

/** True if the name is this one behind its first eight bytes. */
static inline bool header_name_ends_so(const known_header_name *one, const char *name)
{
    return one->length <= sizeof one->tail
        || (text_load_word(name + one->length - sizeof one->tail) == one->tail
            && (one->length <= 2 * sizeof one->tail
                || memcmp(name + sizeof one->tail, one->name + sizeof one->tail, one->length - 2 * sizeof one->tail) == 0));
}

/**
 * header_name_read() of most lines, in a third of the time: for names without white space around them, spelt as the RFC spells them, or
 * unknown. False says nothing. Here because each header field of each message goes through it.
 */
static inline bool header_name_read_plain(const char *line, const char *end, header_id *id, size_t *length)
{
    const known_header_name *one;
    uint64_t head, marks;
    size_t before = 0;

    if ((size_t)(end - line) < sizeof head) {
        return false;
    }
    head = text_load_word(line);
    marks = text_mark(head, ':');
    if (marks != 0) {
        head &= text_first_mark(marks) - 1;
    }
    while (marks == 0) {
        before += sizeof head;
        if (before == HEADER_NAME_PLAIN_WORDS * sizeof head || (size_t)(end - line) < before + sizeof head) {
            return false;
        }
        marks = text_mark(text_load_word(line + before), ':');
    }
    *length = before + text_mark_place(text_first_mark(marks));
    *id = header_name_slots[header_name_slot(head, *length)];
    if (*id == HEADER_OTHER) {
        return header_name_is_plain(line, *length, head);
    }
    one = &header_names[*id];
    return one->head == head && one->length == *length && header_name_ends_so(one, line);
}

#endif
