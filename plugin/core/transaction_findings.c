/* transaction_findings.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_findings.h"

#include "reason.h"
#include "transaction_credentials.h"
#include "transaction_negotiation.h"
#include "transaction_notes.h"
#include "transaction_requests.h"
#include "transaction_responses.h"

/* ---- What later messages are judged by ---- */

/* The CANCEL of a call that was picked up on another phone says so, as SIP;cause=200 (RFC 3326, section 2) or in the usual words. */
static bool says_elsewhere(const message *m)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);

        if (reason_is(&reason, "SIP")
            && ((reason.has_cause && reason.cause == 200) || text_equal(reason.text, "Call completed elsewhere"))) {
            return true;
        }
    }
    return false;
}

static void keep_cancel(arrival *a)
{
    if (says_elsewhere(a->message->m)) {
        a->t->facts |= TRANSACTION_ELSEWHERE;
    }
    if (a->invite != NULL) {
        cell_set(a->all, a->t, CELL_PARTNER, a->invite_number, 0);
        cell_set(a->all, a->invite, CELL_PARTNER, a->t_number, 0);
    }
}

/* RAck: "RSeq CSeq-number method" (RFC 3262, section 7.2). */
static void keep_rack(arrival *a)
{
    const header_field *rack = message_first(a->message->m, HEADER_RACK);
    uint32_t number = 0, cseq = 0;
    text_slice rest;

    if (rack != NULL) {
        text_to_number(text_split_word(rack->value, &rest), &number);
        text_to_number(text_split_word(rest, &rest), &cseq);
        cell_set(a->all, a->t, CELL_RACK, number, cseq);
    }
}

static void keep_request(arrival *a)
{
    const message *m = a->message->m;

    a->t->from_tag = a->keys.from_tag;
    a->t->via_count = a->keys.via_count;
    a->t->vias = (uint16_t)a->keys.vias;
    a->t->facts |= (message_is_whole(m) ? TRANSACTION_SURE : 0) | (a->message->by == CARRIED_BY_STREAM ? TRANSACTION_STREAM : 0)
        | (message_has(m, HEADER_EXPIRES) ? TRANSACTION_HAS_EXPIRES : 0) | (m->body.length > 0 ? TRANSACTION_OFFERS : 0);
    if (a->keys.method == METHOD_INDEX_CANCEL) {
        keep_cancel(a);
    } else if (a->keys.method == METHOD_INDEX_PRACK) {
        keep_rack(a);
    }
    credentials_keep(a);
    negotiation_keep(a);
}

static void keep_provisional(arrival *a)
{
    const header_field *rseq = a->r->is_reliable ? message_first(a->message->m, HEADER_RSEQ) : NULL;
    uint32_t number = 0;

    if (rseq != NULL) {
        text_to_number(rseq->value, &number);
        cell_set(a->all, a->t, CELL_RSEQ, number, a->keys.to_tag);
    }
    negotiation_keep_early(a);
}

/* ---- At once ---- */

static void take_response(arrival *a)
{
    uint32_t code = record_code(a->r);

    responses_check(a);
    if (code < 200) {
        keep_provisional(a);
    } else if (code < 300) {
        negotiation_check(a);
    } else if (code == 401 || code == 407) {
        credentials_check(a);
    }
    negotiation_forget(a);
}

void transaction_findings_add(arrival *a)
{
    bool is_resent = a->r->kind == RECORD_RESENT;

    if (record_is_ack(a->r)) {
        if (!is_resent) {
            requests_check_ack(a);
        }
    } else if (a->keys.is_request && is_resent) {
        requests_check_resent(a);
    } else if (a->keys.is_request) {
        keep_request(a);
        requests_check(a);
    } else if (is_resent) {
        responses_check_resent(a);
    } else {
        take_response(a);
    }
}

/* ---- Later ---- */

/* The INVITE of a CANCEL that got a 2xx long ago, and is open still; NULL. */
static const transaction *left_open(const tracker *all, const transaction *cancel)
{
    const transaction *invite = cancel->method == METHOD_INDEX_CANCEL ? transaction_at(all, partner_of(all, cancel)) : NULL;
    const record *accepted = record_at(all, cancel->final);

    if (invite == NULL || accepted == NULL || record_code(accepted) / 100 != 2 || invite->final != 0 || request_of(all, invite) == NULL
        || link_of_record(all, invite->request) != 0 || instant_of(all, cancel->final) == INSTANT_UNKNOWN) {
        return NULL;
    }
    return all->now - instant_of(all, cancel->final) >= TRANSACTION_TIMEOUT ? invite : NULL;
}

static void tell_later(const tracker *all, uint32_t number, const record *r, findings *found)
{
    const transaction *t = transaction_at(all, r->transaction);

    if (t == NULL) {
        return;
    }
    if (t->request == number && (t->facts & TRANSACTION_SERIES_NOTED) == 0 && requests_is_unanswered(all, t)) {
        requests_tell_unanswered(all, t, found);
    }
    if (t->final == number && left_open(all, t) != NULL) {
        findings_add(found, FINDING_cancel_without_487,
                     "The CANCEL was answered, but within 32 s the INVITE in frame %u got no final response, which should be 487 "
                     "(RFC 3261, section 9.2).",
                     frame_of(all, left_open(all, t)->request));
    }
}

void tracker_findings(const tracker *all, uint32_t frame, uint32_t place, bool with_later, findings *found)
{
    uint32_t number = record_find(all, frame, place);
    const record *r = record_at(all, number);

    if (r == NULL || r->kind == RECORD_COPY) {
        return;
    }
    if (r->has_notes) {
        notes_tell(all, number, found);
    }
    if (with_later) {
        tell_later(all, number, r, found);
    }
}

/* ---- For the report ---- */

static void tell_absence(const tracker *all, const transaction *t, finding_index index, void (*take)(const absence *one, void *context),
                         void *context)
{
    const known_endpoint *peer = endpoint_at(all, t->destination);
    const char *method = message_method_name(t->method);
    /* clang-format off */
    absence one = { .frame = frame_of(all, t->request), .place = place_of(all, t->request), .sendings = sendings_of(all, t),
                    .index = index };
    /* clang-format on */

    g_strlcpy(one.method, method != NULL ? method : "?", sizeof one.method);
    if (peer != NULL) {
        one.destination = peer->at;
    }
    take(&one, context);
}

/* An INVITE whose CANCEL was answered; NULL where that is not so, or it has ended. */
static bool is_left_open(const tracker *all, const transaction *invite)
{
    const transaction *cancel = invite->method == METHOD_INDEX_INVITE ? transaction_at(all, partner_of(all, invite)) : NULL;

    return cancel != NULL && left_open(all, cancel) == invite;
}

void tracker_absences(const tracker *all, void (*take)(const absence *one, void *context), void *context)
{
    for (uint32_t number = all->transactions.first; number < all->transactions.next; number++) {
        const transaction *t = transaction_at(all, number);

        if (requests_is_unanswered(all, t)) {
            tell_absence(all, t, FINDING_never_answered, take, context);
        } else if (is_left_open(all, t)) {
            tell_absence(all, t, FINDING_cancel_without_487, take, context);
        }
    }
}
