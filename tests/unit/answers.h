/* answers.h: a response in a block of its own, with what is said and found of its Reason
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

/** A response that was read. */
typedef struct {
    text_slice sent; /**< all of its bytes */
    message m;
    response r;
    text_slice phrase;
    blocked_call blocked;
    findings found; /**< what core/agreement and core/blocked find */
} answer;

/** What stands behind the third digit and the space. */
static inline text_slice phrase_of_line(text_slice status_line)
{
    return text_skip(status_line, strlen("SIP/2.0 200 "));
}

/** Reads a response of any bytes; its phrase is the given one, with NULL that of its status line. answer_free() frees it. */
static inline answer *answer_from(guint code, const char *phrase, const char *bytes, gsize length)
{
    answer *a = g_new0(answer, 1);

    a->sent = own_bytes(bytes, length);
    message_read(&a->m, a->sent.bytes, length);
    a->r.m = &a->m;
    a->r.code = code;
    a->phrase = phrase != NULL ? text_from(phrase) : phrase_of_line(a->m.status_line);
    a->blocked = blocked_read(&a->r, a->phrase);
    agreement_check(&a->r, &a->found);
    blocked_check(&a->blocked, &a->found);
    return a;
}

/** The response to the method with these header fields behind its CSeq; without a phrase (NULL) it has its code's. */
static inline answer *answer_to(const char *method, guint code, const char *phrase, const char *fields)
{
    const char *name = code_lookup(code)->name;
    char *text = g_strdup_printf("SIP/2.0 %03u %s\r\nCSeq: 1 %s\r\n%s\r\n", code, phrase != NULL ? phrase : name != NULL ? name
                                                                                                                         : "Something",
                                 method, fields);
    answer *a = answer_from(code, NULL, text, strlen(text));

    g_assert_true(a->m.complete);
    g_free(text);
    return a;
}

/** The response to an INVITE with a phrase that says nothing. */
static inline answer *answer_of(guint code, const char *fields)
{
    return answer_to("INVITE", code, "Whatever", fields);
}

/** Frees what the functions above have made. */
static inline void answer_free(answer *a)
{
    free_text(a->sent);
    g_free(a);
}

/** All parts of a Reason lie in the bytes that it was read from. */
static inline void assert_reason_inside(text_slice whole, const reason_value *reason)
{
    assert_empty_or_inside(whole, reason->sent);
    assert_empty_or_inside(whole, reason->protocol);
    assert_empty_or_inside(whole, reason->text);
    assert_empty_or_inside(whole, reason->location);
    assert_empty_or_inside(whole, reason->ppi);
}

/** The findings' names and severities, in their order: "reason_malformed:warn reason_conflict:note". */
static inline void assert_found(const answer *a, const char *expected)
{
    static const char *const severities[] = { "chat", "note", "warn", "error" };
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < a->found.count; i++) {
        g_string_append_printf(names, "%s%s:%s", i > 0 ? " " : "", a->found.list[i].name, severities[a->found.list[i].severity]);
    }
    g_assert_cmpstr(names->str, ==, expected);
    g_string_free(names, TRUE);
}

/** The finding's sentence holds this part. */
static inline void assert_says(const answer *a, guint number, const char *part)
{
    g_assert_cmpuint(number, <, a->found.count);
    if (strstr(a->found.list[number].text, part) == NULL) {
        g_error("\"%s\" is not in \"%s\"", part, a->found.list[number].text);
    }
}

#endif
