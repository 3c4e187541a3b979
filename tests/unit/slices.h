/* slices.h: texts in blocks of just their size, so that a memory checker sees a read before or behind them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_SLICES_H
#define SIPCODES_SLICES_H

#include <string.h>

#include "text.h"

/** A copy of the bytes in a block of its own; free_text() frees it. */
static inline text_slice own_bytes(const char *bytes, gsize length)
{
    char *block = g_malloc(MAX(length, 1));

    memcpy(block, bytes, length);
    return (text_slice){ block, length };
}

/** As own_bytes(), without the NUL at the string's end. */
static inline text_slice own_text(const char *text)
{
    return own_bytes(text, strlen(text));
}

/** Frees what own_bytes() or own_text() made. */
static inline void free_text(text_slice text)
{
    g_free((char *)text.bytes);
}

/** The part lies in the whole. */
static inline void assert_inside(text_slice whole, text_slice part)
{
    g_assert_true(part.bytes >= whole.bytes);
    g_assert_cmpuint((gsize)(part.bytes - whole.bytes), <=, whole.length);
    g_assert_cmpuint(part.length, <=, whole.length - (gsize)(part.bytes - whole.bytes));
}

/** The part lies in the whole, or has no bytes. */
static inline void assert_empty_or_inside(text_slice whole, text_slice part)
{
    if (part.length > 0) {
        assert_inside(whole, part);
    }
}

/** The slice holds the string's bytes and no others. */
#define assert_slice(text, expected) g_assert_cmpmem((text).bytes, (text).length, expected, strlen(expected))

#endif
