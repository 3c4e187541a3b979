/* answers.h: a response in a block of its own, with what its Reason says and what is found of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#ifndef SIPCODES_ANSWERS_H
#define SIPCODES_ANSWERS_H

#include <string.h>

#include "agreement.h"
#include "blocked.h"
#include "codes.h"
#include "reason.h"
#include "slices.h"

/* ---- A response in a block of its own ---- */

typedef struct {
    message m;
    response r;
    blocked_call blocked;
    findings found;
    char *bytes;
    gsize length;
} answer;

static inline void check_inside(const char *bytes, gsize length, text_slice text)
{
    if (text.length > 0) {
        g_assert_true(text.bytes >= bytes);
        g_assert_cmpuint((gsize)(text.bytes - bytes), <=, length);
        g_assert_cmpuint(text.length, <=, length - (gsize)(text.bytes - bytes));
    }
}

static inline void check_slices(const char *bytes, gsize length, const reason_value *reason)
{
    check_inside(bytes, length, reason->sent);
    check_inside(bytes, length, reason->protocol);
    check_inside(bytes, length, reason->text);
    check_inside(bytes, length, reason->location);
    check_inside(bytes, length, reason->ppi);
}

static inline answer *answer_from_text(guint code, const char *phrase, const char *text)
{
    answer *a = g_new0(answer, 1);

    a->length = strlen(text);
    a->bytes = g_malloc(MAX(a->length, 1));
    memcpy(a->bytes, text, a->length);
    message_read(&a->m, a->bytes, a->length);
    a->r.m = &a->m;
    a->r.code = code;
    a->blocked = blocked_read(&a->r, text_from(phrase));
    agreement_check(&a->r, &a->found);
    blocked_check(&a->blocked, &a->found);
    return a;
}

static inline answer *answer_to(const char *method, guint code, const char *phrase, const char *fields)
{
    char *text = g_strdup_printf("SIP/2.0 %u %s\r\nCSeq: 1 %s\r\n%s\r\n", code, phrase, method, fields);
    answer *a = answer_from_text(code, phrase, text);

    g_assert_true(a->m.complete);
    g_free(text);
    return a;
}

static inline answer *answer_of(guint code, const char *fields)
{
    return answer_to("INVITE", code, "Whatever", fields);
}

static inline void answer_free(answer *a)
{
    g_free(a->bytes);
    g_free(a);
}

/* The findings' ids and severities, in their order. */
static inline char *names_of(const findings *found)
{
    static const char *const severities[] = { "chat", "note", "warn", "error" };
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < found->count; i++) {
        g_string_append_printf(names, "%s%s:%s", i > 0 ? " " : "", found->list[i].name,
                               severities[found->list[i].severity]);
    }
    return g_string_free(names, FALSE);
}

static inline void assert_found(const answer *a, const char *expected)
{
    char *names = names_of(&a->found);

    g_assert_cmpstr(names, ==, expected);
    g_free(names);
}

static inline void assert_says(const answer *a, guint number, const char *part)
{
    g_assert_cmpuint(number, <, a->found.count);
    if (strstr(a->found.list[number].text, part) == NULL) {
        g_error("\"%s\" is not in \"%s\"", part, a->found.list[number].text);
    }
}

static inline void check_answer(guint code, const char *fields, const char *expected)
{
    answer *a = answer_of(code, fields);

    assert_found(a, expected);
    answer_free(a);
}

#endif
