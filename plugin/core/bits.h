/* bits.h: the bits of a word, one after the other, and sets of them: one bit for each member, in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_BITS_H
#define SIPCODES_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The number of the lowest bit that is set. Not for 0. */
static inline uint32_t bits_lowest(uint64_t bits)
{
#ifdef __GNUC__
    return (uint32_t)__builtin_ctzll(bits);
#else
    /* A multiplication by a de Bruijn sequence. */
    /* clang-format off */
    static const uint8_t bit_numbers[64] = {
        0,  1,  56, 2,  57, 49, 28, 3,  61, 58, 42, 50, 38, 29, 17, 4,  62, 47, 59, 36, 45, 43, 51, 22, 53, 39, 33, 30, 24, 18, 12, 5,
        63, 55, 48, 27, 60, 41, 37, 16, 46, 35, 44, 21, 52, 32, 23, 11, 54, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9,  13, 8,  7,  6,
    };
    /* clang-format on */

    return bit_numbers[((bits & (~bits + 1)) * UINT64_C(0x03F79D71B4CA8B09)) >> 58];
#endif
}

/** How many words a set needs for members from 0 to below count. */
#define BITS_WORDS(count) (((count) + 63) / 64)

/** True if the set has the member. */
static inline bool bits_have(const uint64_t *words, uint32_t member)
{
    return (words[member / 64] >> member % 64 & 1) != 0;
}

/** Puts the member into the set. */
static inline void bits_add(uint64_t *words, uint32_t member)
{
    words[member / 64] |= UINT64_C(1) << member % 64;
}

/** Takes it out. */
static inline void bits_remove(uint64_t *words, uint32_t member)
{
    words[member / 64] &= ~(UINT64_C(1) << member % 64);
}

/** Takes it out where it is in the set, else puts it in. */
static inline void bits_toggle(uint64_t *words, uint32_t member)
{
    words[member / 64] ^= UINT64_C(1) << member % 64;
}

/** Puts all of another set of as many words into the set. */
static inline void bits_add_all(uint64_t *words, const uint64_t *more, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words[i] |= more[i];
    }
}

/** Leaves in the set only what another of as many words has, too. */
static inline void bits_keep_common(uint64_t *words, const uint64_t *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words[i] &= others[i];
    }
}

#endif
