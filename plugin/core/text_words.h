/* text_words.h: looks at eight bytes of a text at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TEXT_WORDS_H
#define SIPCODES_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

/** Eight bytes as one number, the first the lowest on every machine. */
static inline uint64_t text_load_word(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return GUINT64_FROM_LE(word);
}

/** The highest bit of the first byte of the word that is the character; 0 if none is. Higher bits mean nothing. */
static inline uint64_t text_mark(uint64_t word, char character)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t different = word ^ each * (unsigned char)character;

    /* Only a byte that is 0, or stands behind one, gets its highest bit by the subtraction and had none before. */
    return (different - each) & ~different & each << 7;
}

/** The lowest bit of the byte of a mark, which is there. */
static inline uint64_t text_first_mark(uint64_t mark)
{
    return (mark & (~mark + 1)) >> 7;
}

/** The number of the byte that this is the lowest bit of, counted from 0. */
static inline size_t text_mark_place(uint64_t lowest_bit)
{
    return (size_t)(lowest_bit * UINT64_C(0x0001020304050607) >> 56);
}

/** True if no byte of the word is one of "(<, nor blank or *, which differ from the first two in the bits that are not looked at. */
static inline bool word_opens_nothing(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t low = (word & each * 0xF5) ^ each * 0x20;
    uint64_t bracket = word ^ each * '<';

    return ((((low - each) & ~low) | ((bracket - each) & ~bracket)) & each << 7) == 0;
}

/** True if there are eight bytes or more, and all their words are so; the last can overlap the one before. */
static inline bool words_are(const char *bytes, size_t length, bool (*is_so)(uint64_t word))
{
    size_t at = 0;

    if (length < sizeof(uint64_t)) {
        return false;
    }
    for (; at + sizeof(uint64_t) < length; at += sizeof(uint64_t)) {
        if (!is_so(text_load_word(bytes + at))) {
            return false;
        }
    }
    return is_so(text_load_word(bytes + length - sizeof(uint64_t)));
}

#endif
