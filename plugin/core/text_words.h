/* text_words.h: looks at eight bytes of a text at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TEXT_WORDS_H
#define SIPCODES_TEXT_WORDS_H

#include "text.h"

/** True if no byte of the word is one of "(<>?, nor blank, * or =, which differ from these in the bits that are not looked at. */
static inline bool word_is_plain_in_uri(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t low = (word & each * 0xF5) ^ each * 0x20;
    uint64_t high = (word & each * 0xFC) ^ each * 0x3C;

    return ((((low - each) & ~low) | ((high - each) & ~high)) & each << 7) == 0;
}

/** True if no byte of the word is one of "(<, nor blank or *, which differ from the first two in the bits that are not looked at. */
static inline bool word_opens_nothing(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t low = (word & each * 0xF5) ^ each * 0x20;
    uint64_t bracket = word ^ each * '<';

    return ((((low - each) & ~low) | ((bracket - each) & ~bracket)) & each << 7) == 0;
}

/** True if the text has eight bytes or more, and all its words are so; the last can overlap the one before. */
static inline bool text_words_are(text_slice text, bool (*is_so)(uint64_t word))
{
    size_t at = 0;

    if (text.length < sizeof(uint64_t)) {
        return false;
    }
    for (; at + sizeof(uint64_t) < text.length; at += sizeof(uint64_t)) {
        if (!is_so(text_load_word(text.bytes + at))) {
            return false;
        }
    }
    return is_so(text_load_word(text.bytes + text.length - sizeof(uint64_t)));
}

#endif
