/* header_names.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "header_names.h"

#include <stdint.h>
#include <string.h>

#define WORD sizeof(uint64_t)

known_header_name header_names[HEADER_ID_COUNT] = {
    [HEADER_OTHER] = { "?", 0, 0, 0, 0 },
#define HEADER(id, name, compact) [HEADER_##id] = { name, 0, 0, sizeof(name) - 1, compact },
#include "headers.def"
};

uint8_t header_name_slots[1 << HEADER_NAME_SLOT_BITS];
static uint8_t compact_names[26];

_Static_assert(HEADER_ID_COUNT <= UINT8_MAX, "a slot of the tables is one byte");

const char *header_name(header_id id)
{
    return header_names[id].name;
}

/* ---- The tables ---- */

#define SLOT_COUNT (1U << HEADER_NAME_SLOT_BITS)

/* The first bytes of the name, as a word; no byte behind it is looked at. */
static uint64_t head_of(const char *name, size_t length)
{
    char head[WORD] = { 0 };

    memcpy(head, name, MIN(length, WORD));
    return text_load_word(head);
}

static void fill_tables(void)
{
    for (uint32_t id = HEADER_OTHER + 1; id < HEADER_ID_COUNT; id++) {
        known_header_name *one = &header_names[id];
        uint32_t slot;

        one->head = head_of(one->name, one->length);
        one->tail = one->length >= WORD ? text_load_word(one->name + one->length - WORD) : 0;
        slot = header_name_slot(one->head, one->length);
        while (header_name_slots[slot] != 0) {
            slot = (slot + 1) % SLOT_COUNT;
        }
        header_name_slots[slot] = (uint8_t)id;
        if (one->compact != 0) {
            compact_names[one->compact - 'a'] = (uint8_t)id;
        }
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
    for (uint32_t slot = header_name_slot(head_of(name.bytes, name.length), name.length); header_name_slots[slot] != 0; slot = (slot + 1) % SLOT_COUNT) {
        const known_header_name *one = &header_names[header_name_slots[slot]];

        if (one->length == name.length
            && (memcmp(one->name, name.bytes, name.length) == 0 || g_ascii_strncasecmp(one->name, name.bytes, name.length) == 0)) {
            return header_name_slots[slot];
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

bool header_name_is_plain(const char *name, size_t length, uint64_t head)
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
