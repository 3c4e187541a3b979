/* header_names.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "header_names.h"

#include <stdint.h>
#include <string.h>

#define WORD sizeof(uint64_t)

static const struct {
    const char *name;
    uint8_t length;
    char compact;
} names[HEADER_ID_COUNT] = {
    [HEADER_OTHER] = { "?", 0, 0 },
#define HEADER(id, name, compact) [HEADER_##id] = { name, sizeof(name) - 1, compact },
#include "headers.def"
};

_Static_assert(HEADER_ID_COUNT <= UINT8_MAX, "a slot of the tables is one byte");

const char *header_name(header_id id)
{
    return names[id].name;
}

char header_compact_form(header_id id)
{
    return names[id].compact;
}

/* ---- The tables ---- */

#define SLOT_BITS 9
#define SLOT_COUNT (1U << SLOT_BITS)

/* A hash of the names in any case: header_id or 0. */
static uint8_t slots[SLOT_COUNT];
static uint8_t compact_names[26];

const header_spelling *header_spellings[1 << HEADER_SPELLING_BITS];

static header_spelling spellings[] = {
#define HEADER(id, name, compact) { name ":", 0, 0, 0, NULL, HEADER_##id, sizeof(name) - 1 },
#include "headers.def"
#define HEADER_NAME(name) { name ":", 0, 0, 0, NULL, HEADER_OTHER, sizeof(name) - 1 },
#include "unasked_headers.def"
};

/* The first bytes of the name, as a word; no byte behind it is looked at. */
static uint64_t head_of(const char *name, size_t length)
{
    char head[WORD] = { 0 };

    memcpy(head, name, MIN(length, WORD));
    return text_load_word(head);
}

/* Where the search for a name begins. The multiplication spreads what tells the names apart over the highest bits, by a number that was
 * found by trial: no two of the names share a slot. 0x20 is what tells the cases of letters apart. */
static uint32_t slot_of(uint64_t head, size_t length)
{
    return (uint32_t)((((head | UINT64_C(0x2020202020202020)) + length) * UINT64_C(0x85EBFCA43BAD35F7)) >> (64 - SLOT_BITS));
}

/* The shortest stands first: of those that begin alike it is mostly the one that is sent. */
static void add_spelling(header_spelling *one)
{
    size_t length = (size_t)one->length + 1;
    const header_spelling **place, *before = NULL;

    one->head = head_of(one->name, length);
    one->mask = length < WORD ? (UINT64_C(1) << length * 8) - 1 : UINT64_MAX;
    one->tail = length > WORD ? text_load_word(one->name + length - WORD) : 0;
    place = &header_spellings[header_spelling_slot(one->head)];
    for (const header_spelling *other = *place; other != NULL && other->length <= one->length; other = other->next) {
        before = other;
    }
    one->next = before != NULL ? before->next : *place;
    if (before != NULL) {
        spellings[before - spellings].next = one;
    } else {
        *place = one;
    }
}

static void fill_tables(void)
{
    for (uint32_t id = HEADER_OTHER + 1; id < HEADER_ID_COUNT; id++) {
        uint32_t slot = slot_of(head_of(names[id].name, names[id].length), names[id].length);

        while (slots[slot] != 0) {
            slot = (slot + 1) % SLOT_COUNT;
        }
        slots[slot] = (uint8_t)id;
        if (names[id].compact != 0) {
            compact_names[names[id].compact - 'a'] = (uint8_t)id;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++) {
        add_spelling(&spellings[i]);
    }
}

void header_names_prepare(void)
{
    static gsize are_filled = 0;

    if (g_once_init_enter(&are_filled)) {
        fill_tables();
        g_once_init_leave(&are_filled, 1);
    }
}

/* ---- Any name ---- */

static header_id id_of_letter(char letter)
{
    letter = g_ascii_tolower(letter);
    return letter >= 'a' && letter <= 'z' ? compact_names[letter - 'a'] : HEADER_OTHER;
}

static header_id id_of(text_slice name)
{
    if (name.length == 1) {
        return id_of_letter(name.bytes[0]);
    }
    for (uint32_t slot = slot_of(head_of(name.bytes, name.length), name.length); slots[slot] != 0; slot = (slot + 1) % SLOT_COUNT) {
        header_id id = slots[slot];

        if (names[id].length == name.length
            && (memcmp(names[id].name, name.bytes, name.length) == 0 || g_ascii_strncasecmp(names[id].name, name.bytes, name.length) == 0)) {
            return id;
        }
    }
    return HEADER_OTHER;
}

bool header_name_read(text_slice line, field_name *read)
{
    const char *colon = memchr(line.bytes, ':', line.length);

    if (colon == NULL) {
        return false;
    }
    read->colon = (size_t)(colon - line.bytes);
    read->name = text_trim(text_between(line.bytes, colon));
    if (read->name.length == 0) {
        return false;
    }
    read->id = id_of(read->name);
    return read->id != HEADER_OTHER || text_is_token(read->name);
}

/* ---- Plain names ---- */

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define HIGHEST_BITS (EACH_BYTE << 7)

/* True if all bytes are letters or hyphens. */
static inline bool is_plain(uint64_t word)
{
    uint64_t lower = word | EACH_BYTE * 0x20;
    uint64_t above_z = lower + EACH_BYTE * (0x80 - 'z' - 1);
    uint64_t from_a = (lower | HIGHEST_BITS) - EACH_BYTE * 'a';
    uint64_t no_hyphen = ((word ^ EACH_BYTE * '-') & ~HIGHEST_BITS) + EACH_BYTE * 0x7F;

    return ((word | above_z | (~from_a & no_hyphen)) & HIGHEST_BITS) == 0;
}

/* The same of a name of two bytes or more, whose first bytes are the word. */
static bool name_is_plain(const char *name, size_t length, uint64_t head)
{
    size_t at = 0;

    if (length < WORD) {
        /* Letters in the place of what is not the name's. A single letter is a compact form. */
        return length > 1 && is_plain(head | EACH_BYTE * 'a' << length * 8);
    }
    for (; at + WORD < length; at += WORD) {
        if (!is_plain(text_load_word(name + at))) {
            return false;
        }
    }
    return is_plain(text_load_word(name + length - WORD));
}

/* Longer names, in words, are not plain. */
#define PLAIN_WORDS 4

bool header_name_read_unknown(const char *line, const char *end, size_t *length)
{
    uint64_t head, marks;
    size_t before = 0;

    /* The empty line, mostly. */
    if ((size_t)(end - line) < WORD || (unsigned char)*line <= ' ') {
        return false;
    }
    head = text_load_word(line);
    marks = text_mark(head, ':');
    if (marks != 0) {
        head &= text_first_mark(marks) - 1;
    }
    while (marks == 0) {
        before += WORD;
        if (before == PLAIN_WORDS * WORD || (size_t)(end - line) < before + WORD) {
            return false;
        }
        marks = text_mark(text_load_word(line + before), ':');
    }
    *length = before + text_mark_place(text_first_mark(marks));
    /* It may be a known one, spelt otherwise. */
    return slots[slot_of(head, *length)] == HEADER_OTHER && name_is_plain(line, *length, head);
}
