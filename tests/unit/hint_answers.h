/* hint_answers.h: a response, and the hint that it gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#ifndef SIPCODES_HINT_ANSWERS_H
#define SIPCODES_HINT_ANSWERS_H

#include <string.h>

#include "hints.h"

typedef struct {
    message m;
    response r;
    blocked_call blocked;
    char *bytes;
} answer;

static inline answer *answer_from(guint code, const char *text)
{
    answer *a = g_new0(answer, 1);
    gsize length = strlen(text);
    gsize start = MIN(strlen("SIP/2.0 200 "), length);

    a->bytes = g_memdup2(text, length);
    message_read(&a->m, a->bytes, length);
    a->r.m = &a->m;
    a->r.code = code;
    a->blocked = blocked_read(&a->r, (text_slice){ a->m.status_line.bytes + start, a->m.status_line.length - start });
    return a;
}

static inline void answer_free(answer *a)
{
    g_free(a->bytes);
    g_free(a);
}

static const char *phrase_of(guint code)
{
    const char *name = code_lookup(code)->name;

    return name != NULL ? name : "Something";
}

static inline answer *answer_to(const char *method, guint code, const char *phrase, const char *fields)
{
    char *text = g_strdup_printf("SIP/2.0 %u %s\r\nCSeq: 1 %s\r\n%s\r\n", code, phrase != NULL ? phrase : phrase_of(code), method, fields);
    answer *a = answer_from(code, text);

    g_assert_true(a->m.complete);
    g_free(text);
    return a;
}

static inline hint hint_of(const answer *a)
{
    return hint_for(&a->r, &a->blocked, code_lookup(a->r.code));
}

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

static inline bool has_piece(const hint *all, const char *text)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->pieces[i], text) == 0) {
            return true;
        }
    }
    return false;
}

#define Q850(cause) "Reason: Q.850;cause=" #cause "\r\n"
#define SIP(cause) "Reason: SIP;cause=" #cause "\r\n"
#define STIR(cause) "Reason: STIR;cause=" #cause "\r\n"
#define WARN(code) "Warning: " #code " a.example \"b\"\r\n"

#endif
