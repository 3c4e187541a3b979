/* verdict.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "verdict.h"

#include <string.h>

#include "agreement.h"
#include "header_watch.h"
#include "reason.h"
#include "status_line.h"
#include "user_codes.h"

static void read_bytes(message *m, const char *bytes, size_t length, const message_way *way)
{
    if (way->is_datagram) {
        length = MIN(length, way->datagram_length);
    }
    if (way->is_carried && !way->is_cut) {
        message_read_part(m, bytes, length);
    } else {
        message_read(m, bytes, length);
    }
    if (way->is_carried) {
        m->complete = FALSE;
    }
    /* All of a datagram was seen, so what is not in it was not sent. */
    if (way->is_datagram && !way->is_carried && length == way->datagram_length) {
        message_end(m);
    }
}

void verdict_read(message *m, response *r, uint32_t code, const char *bytes, size_t length, const message_way *way)
{
    r->m = m;
    r->code = code;
    r->over_stream = way->over_stream;
    r->line_ends_before = way->is_datagram ? way->line_ends_before : 0;
    r->from_public = way->from_public;
    r->flow = way->flow;
    read_bytes(m, bytes, length, way);
    r->datagram = way->is_datagram && m->complete;
    r->datagram_body_length = r->datagram ? way->datagram_length - (size_t)(m->body.bytes - m->start) : 0;
}

bool request_read(message *m, const char *bytes, size_t length, const message_way *way)
{
    read_bytes(m, bytes, length, way);
    return message_take_request_method(m);
}

/* ---- Responses ---- */

static void check(verdict *v, bool is_carried, wanted_checks wanted)
{
    rule_groups groups = (wanted.methods ? RULES_METHODS : 0) | (wanted.headers ? RULES_HEADERS : 0);

    findings_clear(&v->all);
    if (wanted.no_findings) {
        return;
    }
    v->all.without_sentences = wanted.no_sentences;
    status_line_check_place(v->r.line_ends_before, &v->all);
    user_code_check(v->code, &v->all);
    code_check(v->info, v->code, &v->all);
    if (wanted.phrases && v->phrase_is_whole) {
        code_check_phrase(v->info, v->code, v->phrase, &v->all);
    }
    /* What is carried may leave out any header field (RFC 3420, section 2.1), so the rules do not speak of it. */
    if (!is_carried) {
        rules_check(&v->r, groups, &v->all, NULL);
    }
    if (wanted.headers) {
        agreement_check(&v->r, &v->all);
        blocked_check(&v->blocked, &v->all);
    }
}

/* With the end of the line. */
static size_t status_line_length(const char *bytes, size_t length)
{
    const char *end = memchr(bytes, '\n', length);

    return end != NULL ? (size_t)(end - bytes) + 1 : length;
}

bool verdict_reach(verdict *v, const char *bytes, size_t length, const message_way *way, wanted_checks wanted)
{
    if (!status_line_code((text_slice){ bytes, length }, &v->code)) {
        return false;
    }
    v->info = user_code_lookup(v->code);
    if (wanted.no_findings && wanted.no_header_fields) {
        length = status_line_length(bytes, length);
    }
    verdict_read(&v->m, &v->r, v->code, bytes, length, way);
    v->phrase = status_line_phrase(v->m.status_line);
    v->phrase_is_whole = v->m.status_line_ended;
    v->has_more_values = reason_has_more_values(&v->m);
    v->blocked = blocked_read(&v->r, v->phrase);
    check(v, way->is_carried, wanted);
    return true;
}

hint verdict_hint(const verdict *v)
{
    return hint_for(&v->r, &v->blocked, v->info);
}

void verdict_explanations(const verdict *v, explanations *all)
{
    explanations_read(&v->m, v->info, v->phrase_is_whole ? v->phrase : (text_slice){ v->m.start, 0 }, all);
}

/* ---- Requests ---- */

typedef struct {
    header_watch reason; /* about which something can be found */
    header_watch words;  /* and all others that say something */
} request_watches;

static const request_watches *watches(void)
{
    static gsize are_filled = 0;
    static request_watches both;

    if (g_once_init_enter(&are_filled)) {
        header_set headers = { { 0 } };

        header_set_add(&headers, HEADER_REASON);
        header_watch_fill(&both.reason, &headers);
        explanations_add_headers(&headers);
        hints_add_request_headers(&headers);
        header_watch_fill(&both.words, &headers);
        g_once_init_leave(&are_filled, 1);
    }
    return &both;
}

bool request_may_say(const char *bytes, size_t length, wanted_checks wanted)
{
    return (!wanted.no_findings || !wanted.no_header_fields)
        && header_watch_sees(wanted.no_words ? &watches()->reason : &watches()->words, (text_slice){ bytes, length });
}

static void check_request(request_verdict *v, wanted_checks wanted)
{
    if (!wanted.no_findings && wanted.headers) {
        agreement_check(&(response){ .m = &v->m }, &v->all);
    }
}

bool request_verdict_reach(request_verdict *v, const char *bytes, size_t length, const message_way *way, wanted_checks wanted)
{
    findings_clear(&v->all);
    v->all.without_sentences = wanted.no_sentences;
    if (!request_may_say(bytes, length, wanted) || !request_read(&v->m, bytes, length, way)) {
        return false;
    }
    check_request(v, wanted);
    return true;
}

hint request_verdict_hint(const request_verdict *v)
{
    return hint_for_request(&v->m);
}

void request_verdict_explanations(const request_verdict *v, explanations *all)
{
    explanations_read(&v->m, NULL, (text_slice){ v->m.start, 0 }, all);
}
