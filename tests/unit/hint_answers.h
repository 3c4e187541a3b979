/* hint_answers.h: a response, and the hint that it gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#ifndef SIPCODES_HINT_ANSWERS_H
#define SIPCODES_HINT_ANSWERS_H

#include <string.h>

#include "answers.h"
#include "hints.h"

/** The hint for the response. */
static inline hint hint_of(const answer *a)
{
    return hint_for(&a->r, &a->blocked, code_lookup(a->r.code));
}

/** The row of hints.def. */
static inline hint_row row_named(const char *name)
{
    hint_row row;

    for (size_t i = 0; hint_row_at(i, &row); i++) {
        if (strcmp(row.name, name) == 0) {
            return row;
        }
    }
    g_error("hints.def has no row %s", name);
    return row;
}

/** TRUE where one of the hint's pieces is the text. */
static inline bool has_piece(const hint *all, const char *text)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->pieces[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* Header fields that rows ask for. */
#define Q850(cause) "Reason: Q.850;cause=" #cause "\r\n"
#define SIP(cause) "Reason: SIP;cause=" #cause "\r\n"
#define STIR(cause) "Reason: STIR;cause=" #cause "\r\n"
#define WARN(code) "Warning: " #code " a.example \"b\"\r\n"

#endif
