/* text_blocks.c: what is looked for in all of a text, a block of bytes at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"

#define BLOCK ((size_t)32)

/* Blocks of a fixed size are what compilers compare in one step each. */
static inline void count_in_block(uint8_t sums[BLOCK], const char *block, char byte)
{
    for (size_t i = 0; i < BLOCK; i++) {
        sums[i] = (uint8_t)(sums[i] + (block[i] == byte));
    }
}

static inline size_t sum_of_bytes(const uint8_t sums[BLOCK])
{
    const uint64_t every_second = UINT64_C(0x00FF00FF00FF00FF);
    uint64_t words[BLOCK / sizeof(uint64_t)];
    uint64_t all = 0;

    memcpy(words, sums, sizeof words);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        all += words[i];
    }
    return (size_t)(((all & every_second) + (all >> 8 & every_second)) * UINT64_C(0x0001000100010001) >> 48);
}

/* glibc chooses by the processor, once. Not where what checks memory is not there yet when it does so. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_THE_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_THE_PROCESSOR
#endif

/* A byte holds the sum of as many blocks as it has values, and that of a place in each of the four words. */
FOR_THE_PROCESSOR size_t text_count_byte(text_slice text, char byte)
{
    const size_t steps_each = 4;
    size_t count = 0;

    while (text.length > 0) {
        uint8_t sums[BLOCK] = { 0 };
        size_t blocks = MIN(text.length / BLOCK, UINT8_MAX / 4 - 1);
        const char *at = text.bytes;

        for (size_t steps = blocks / steps_each; steps > 0; steps--, at += steps_each * BLOCK) {
            count_in_block(sums, at, byte);
            count_in_block(sums, at + BLOCK, byte);
            count_in_block(sums, at + 2 * BLOCK, byte);
            count_in_block(sums, at + 3 * BLOCK, byte);
        }
        for (blocks %= steps_each; blocks > 0; blocks--, at += BLOCK) {
            count_in_block(sums, at, byte);
        }
        text = text_skip(text, (size_t)(at - text.bytes));
        if (text.length < BLOCK) {
            char rest[BLOCK];

            memset(rest, byte ^ 1, sizeof rest);
            memcpy(rest, text.bytes, text.length);
            count_in_block(sums, rest, byte);
            text.length = 0;
        }
        count += sum_of_bytes(sums);
    }
    return count;
}

static inline void note_line_in_block(uint8_t found[BLOCK], const char *block, const char *word)
{
    /* 0x20 is what tells the cases of a letter apart. */
    for (size_t i = 0; i < BLOCK; i++) {
        bool is_like = (block[i] == '\n') & ((block[i + 1] | 0x20) == word[0]) & ((block[i + 3] | 0x20) == word[2]);

        found[i] |= is_like ? UINT8_MAX : 0;
    }
}

static inline bool any_is_found(const uint8_t found[BLOCK])
{
    uint64_t words[BLOCK / sizeof(uint64_t)];
    uint64_t any = 0;

    memcpy(words, found, sizeof words);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        any |= words[i];
    }
    return any != 0;
}

/* The second letter would cost as much as each of the others, and tells little more. */
FOR_THE_PROCESSOR bool text_may_have_line(text_slice text, const char *word)
{
    const size_t looked_at = BLOCK + strlen("rea");
    uint8_t found[BLOCK] = { 0 };
    const char *at = text.bytes;

    if (text.length < looked_at) {
        return true;
    }
    for (const char *last = text.bytes + text.length - looked_at; at < last; at += BLOCK) {
        note_line_in_block(found, at, word);
    }
    note_line_in_block(found, text.bytes + text.length - looked_at, word);
    return any_is_found(found);
}
