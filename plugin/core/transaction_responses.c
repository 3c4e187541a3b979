/* transaction_responses.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_responses.h"

#include "transaction_notes.h"

/* What crosses on its way does so within this time. */
#define CROSSING_MAX (100 * MILLISECOND)

static double seconds(int64_t time)
{
    return (double)time / 1e9;
}

static bool is_invite(const arrival *a)
{
    return a->t->method == METHOD_INDEX_INVITE;
}

static bool is_two_hundred(uint32_t code)
{
    return code >= 200 && code < 300;
}

/* ---- Sent again ---- */

/* The ACK may have gone by another hop. */
static bool is_acked(const arrival *a, uint32_t tag)
{
    uint32_t looked = 0;

    for (uint32_t number = newest_around(a); transaction_at(a->all, number) != NULL;) {
        const transaction *t = transaction_at(a->all, number);

        if (t->method == METHOD_INDEX_INVITE && t->cseq == a->t->cseq && t->from_tag == a->t->from_tag
            && ack_with_tag(a->all, t, tag) != 0) {
            return true;
        }
        number = next_of_call(a->all, t, &looked);
    }
    return false;
}

static void check_answer_acked(arrival *a)
{
    uint32_t other;

    if (is_acked(a, a->keys.to_tag)) {
        return;
    }
    other = ack_with_tag(a->all, a->t, 0);
    if (other != 0) {
        note_add(a, FINDING_answer_never_acked,
                 "The %u to INVITE was sent %u times by now, and no ACK was seen with its To tag; that of the ACK in frame %u is another "
                 "(RFC 3261, section 13.3.1.4).",
                 record_code(a->r), a->resend + 1U, frame_of(a->all, other));
        return;
    }
    note_add(a, FINDING_answer_never_acked,
             "The %u to INVITE was sent %u times by now, and no ACK was seen: it does not reach the caller, or the ACK does not come "
             "through; the call will drop after 32 s (RFC 3261, section 13.3.1.4).",
             record_code(a->r), a->resend + 1U);
}

static void check_failure_acked(arrival *a)
{
    if (a->message->by == CARRIED_BY_DATAGRAM && ack_with_tag(a->all, a->t, 0) == 0) {
        note_add(a, FINDING_failure_never_acked,
                 "The %u to INVITE was sent %u times by now, and no ACK was seen: it does not reach the caller's side, or that does not "
                 "send one (RFC 3261, section 17.1.1.3).",
                 record_code(a->r), a->resend + 1U);
    }
}

/* The PRACK of the reliable provisional response; NULL where none was seen. */
static const transaction *prack_of(const arrival *a, uint32_t rseq)
{
    uint32_t looked = 0;

    for (uint32_t number = newest_around(a); transaction_at(a->all, number) != NULL;) {
        const transaction *t = transaction_at(a->all, number);
        const cell *rack = t->method == METHOD_INDEX_PRACK ? cell_of(a->all, t, CELL_RACK) : NULL;

        if (rack != NULL && rack->a == rseq && rack->b == a->t->cseq && t->from_tag == a->t->from_tag) {
            return t;
        }
        number = next_of_call(a->all, t, &looked);
    }
    return NULL;
}

static void check_reliable_resent(arrival *a)
{
    const cell *rseq = cell_of(a->all, a->t, CELL_RSEQ);
    const transaction *prack = rseq == NULL || rseq->b != a->keys.to_tag ? NULL : prack_of(a, rseq->a);
    const record *final = prack == NULL ? NULL : record_at(a->all, prack->final);

    if (rseq == NULL || rseq->b != a->keys.to_tag) {
        return;
    }
    if (final != NULL && is_two_hundred(record_code(final)) && time_since(a, prack, prack->final) > CROSSING_MAX) {
        note_add(a, FINDING_provisional_resent_after_prack,
                 "The %u with RSeq %u was sent again although its PRACK got the %u in frame %u: the sender does not match that PRACK "
                 "(RFC 3262, section 3).",
                 record_code(a->r), rseq->a, record_code(final), frame_of(a->all, prack->final));
    } else if (prack == NULL && a->resend >= 2) {
        note_add(a, FINDING_reliable_without_prack,
                 "The %u with RSeq %u was sent %u times by now, and no PRACK with that number was seen (RFC 3262, section 4).",
                 record_code(a->r), rseq->a, a->resend + 1U);
    }
}

void responses_check_resent(arrival *a)
{
    uint32_t code = record_code(a->r);

    if (!is_invite(a) || request_of(a->all, a->t) == NULL) {
        return;
    }
    if (code < 200) {
        if (a->r->is_reliable) {
            check_reliable_resent(a);
        }
    } else if (a->resend >= 2 && code < 300) {
        check_answer_acked(a);
    } else if (a->resend >= 2) {
        check_failure_acked(a);
    }
}

/* ---- Provisional responses ---- */

/* What is relayed late, and a fork of a call that is answered elsewhere, is no fault; what shares a frame shows no order. */
static void check_after_final(arrival *a)
{
    const record *final = record_at(a->all, a->t->final);
    int64_t passed;

    if (final == NULL || frame_of(a->all, a->t->final) == a->message->frame || final->other_way != a->r->other_way
        || (is_two_hundred(record_code(final)) && a->keys.to_tag != tag_of(a->all, a->t, a->t->final) && a->keys.to_tag != 0)) {
        return;
    }
    passed = time_since(a, a->t, a->t->final);
    if (passed > CROSSING_MAX || (a->message->by == CARRIED_BY_STREAM && passed != TIME_UNKNOWN)) {
        note_add(a, FINDING_provisional_after_final,
                 "This %u came %.3f s after the %u in frame %u, which was the final response: behind that no provisional one may be sent "
                 "(RFC 3261, section 17.2.1).",
                 record_code(a->r), seconds(passed), record_code(final), frame_of(a->all, a->t->final));
    }
}

/* Early, it slows down the repeats of a request that is lost further on. */
static void check_early_100(arrival *a)
{
    int64_t passed = time_since(a, a->t, a->t->request);

    if (!is_invite(a) && a->message->by == CARRIED_BY_DATAGRAM && (a->t->facts & TRANSACTION_STREAM) == 0 && passed != TIME_UNKNOWN
        && passed < 3500 * MILLISECOND) {
        note_add(a, FINDING_early_100,
                 "The 100 came %.3f s after the request: over UDP, none may be sent to a request other than INVITE before 3.5 s "
                 "(RFC 4320, section 4.1).",
                 seconds(passed));
    }
}

static void check_slow(arrival *a)
{
    int64_t passed;

    if (!is_invite(a) || sendings_of(a->all, a->t) < 2 || link_of_record(a->all, a->r_number) != a->t->request) {
        return;
    }
    passed = time_since(a, a->t, a->t->request);
    if (passed > 200 * MILLISECOND) {
        note_add(a, FINDING_slow_first_response,
                 "The first response came %.3f s after the INVITE, which was sent %u times by then: a 100 within 0.2 s would have kept it "
                 "from being sent again (RFC 3261, section 17.2.1).",
                 seconds(passed), sendings_of(a->all, a->t));
    }
}

/* ---- Final responses ---- */

/* 2xx of forks come one after the other, and one behind a failure is legal. A stateless server answers each sending, with whatever To
 * tag. */
static void check_two_finals(arrival *a)
{
    const record *final = record_at(a->all, a->t->final);
    uint32_t code = record_code(a->r);

    if (final == NULL || final == a->r || code < 300 || final->other_way || a->r->other_way) {
        return;
    }
    if (record_code(final) == code
        && (sendings_of(a->all, a->t) > 1 || tag_of(a->all, a->t, a->t->final) == 0 || a->keys.to_tag == 0)) {
        return;
    }
    if (record_code(final) == code) {
        note_add(a, FINDING_two_finals,
                 "A second %u in one transaction, with another To tag than that in frame %u: a server sends one final response "
                 "(RFC 3261, section 17.2.1).",
                 code, frame_of(a->all, a->t->final));
        return;
    }
    note_add(a, FINDING_two_finals,
             "This %u is a second final response after the %u in frame %u: a server sends one in a transaction, and the client drops this "
             "(RFC 3261, section 17.2.1).",
             code, record_code(final), frame_of(a->all, a->t->final));
}

/* A proxy answers the CANCEL by itself, so what comes at once behind that may have been on its way. */
static void check_after_cancel(arrival *a)
{
    const transaction *cancel = transaction_at(a->all, partner_of(a->all, a->t));
    const record *accepted = cancel == NULL ? NULL : record_at(a->all, cancel->final);
    uint32_t tag;
    int64_t passed;

    if (accepted == NULL || !is_two_hundred(record_code(accepted)) || record_code(a->r) < 300 || record_code(a->r) == 487
        || a->t->final != a->r_number) {
        return;
    }
    passed = time_since(a, cancel, cancel->final);
    tag = tag_of(a->all, cancel, cancel->final);
    if (passed > CROSSING_MAX || (passed != TIME_UNKNOWN && tag != 0 && tag == a->keys.to_tag)) {
        note_add(a, FINDING_failure_after_cancel,
                 "The INVITE ended with %u although its CANCEL had got %u in frame %u: it should be 487 (RFC 3261, section 9.2).",
                 record_code(a->r), record_code(accepted), frame_of(a->all, cancel->final));
    }
}

static void check_crossed_cancel(arrival *a)
{
    const transaction *cancel = transaction_at(a->all, partner_of(a->all, a->t));
    const record *request = cancel == NULL ? NULL : request_of(a->all, cancel);

    if (request != NULL && is_two_hundred(record_code(a->r)) && a->t->final == a->r_number) {
        note_add(a, FINDING_answered_while_cancelled,
                 "The call was answered while the CANCEL in frame %u was on its way: legal; the caller's side has to send ACK and then BYE "
                 "(RFC 5407, section 3.1.2).",
                 frame_of(a->all, cancel->request));
    }
}

static bool has_bye_since(const arrival *a)
{
    uint32_t looked = 0;

    for (uint32_t number = newest_around(a); transaction_at(a->all, number) != NULL && number >= a->t_number;) {
        const transaction *t = transaction_at(a->all, number);

        if (t->method == METHOD_INDEX_BYE) {
            return true;
        }
        number = next_of_call(a->all, t, &looked);
    }
    return false;
}

static void check_terminated(arrival *a)
{
    if (record_code(a->r) == 487 && (a->t->facts & (TRANSACTION_SURE | TRANSACTION_HAS_EXPIRES)) == TRANSACTION_SURE
        && cancel_of(a->all, a->t) == 0 && !has_bye_since(a) && a->t->final == a->r_number) {
        note_add(a, FINDING_terminated_without_cancel,
                 "487 without a CANCEL: none was seen for this INVITE, no early BYE either, and it has no Expires; who ended the call is "
                 "not in this capture, or this element did (RFC 3261, sections 9.2 and 15.1.2).");
    }
}

static void check_late(arrival *a)
{
    int64_t passed = time_since(a, a->t, a->t->request);

    if (passed > TRANSACTION_TIMEOUT && a->t->final == a->r_number) {
        note_add(a, FINDING_late_final,
                 "The %u came %.1f s after the request: the client gave up after 32 s and drops it (RFC 4320, section 4.2).",
                 record_code(a->r), seconds(passed));
    }
}

/* The BYE, or INVITE, that the other side sent before the response; NULL where none was seen. */
static const transaction *crossing(const arrival *a)
{
    uint32_t looked = 0;

    for (uint32_t number = newest_around(a); transaction_at(a->all, number) != NULL;) {
        const transaction *t = transaction_at(a->all, number);
        int64_t ended = instant_of(a->all, t->final);

        if (t->method == a->t->method && t->source == a->t->destination && t->destination == a->t->source
            && request_of(a->all, t) != NULL && (ended == INSTANT_UNKNOWN || ended >= start_of(a->all, a->t))) {
            return t;
        }
        number = next_of_call(a->all, t, &looked);
    }
    return NULL;
}

static void explain_crossing(arrival *a)
{
    uint32_t code = record_code(a->r);
    bool is_glare = code == 491 && is_invite(a), is_bye = code == 481 && a->t->method == METHOD_INDEX_BYE;
    const transaction *other = is_glare || is_bye ? crossing(a) : NULL;

    if (other == NULL) {
        return;
    }
    if (is_glare) {
        note_add(a, FINDING_glare,
                 "Both sides sent an INVITE at once (frames %u and %u): no fault; each waits a while and tries again "
                 "(RFC 3261, section 14.1).",
                 frame_of(a->all, a->t->request), frame_of(a->all, other->request));
    } else {
        note_add(a, FINDING_bye_481,
                 "Both sides hung up at once (BYE in frames %u and %u): no fault; the call has ended (RFC 5407, section 3.2.1).",
                 frame_of(a->all, a->t->request), frame_of(a->all, other->request));
    }
}

/* ---- What a response has to repeat ---- */

static void add_name(char *names, size_t size, const char *name)
{
    g_strlcat(names, names[0] == '\0' ? "" : ", ", size);
    g_strlcat(names, name, size);
}

static void check_echo(arrival *a)
{
    uint32_t tag = tag_of(a->all, a->t, a->t->request);
    /* Tags of different Call-IDs cannot be compared; find_by_branch() has seen that the From tag agrees. */
    bool is_same_call = a->keys.call == a->t->call;
    char names[64];

    names[0] = '\0';

    if ((uint32_t)a->keys.method != a->t->method) {
        note_add(a, FINDING_response_cseq_method,
                 "CSeq has another method than the request with this branch, in frame %u: the client drops the response "
                 "(RFC 3261, sections 8.2.6.2 and 17.1.3).",
                 frame_of(a->all, a->t->request));
        return;
    }
    if (a->keys.call != a->t->call) {
        add_name(names, sizeof names, "Call-ID");
    }
    if (a->keys.cseq != a->t->cseq) {
        add_name(names, sizeof names, "CSeq number");
    }
    if ((a->t->facts & TRANSACTION_SURE) != 0 && message_is_whole(a->message->m)) {
        if (is_same_call && a->keys.from_tag != a->t->from_tag) {
            add_name(names, sizeof names, "From tag");
        }
        if (is_same_call && tag != 0 && a->keys.to_tag != tag) {
            add_name(names, sizeof names, "To tag");
        }
        if (record_code(a->r) > 100 && a->t->via_count < UINT8_MAX
            && (a->keys.via_count != a->t->via_count || (uint16_t)a->keys.vias != a->t->vias)) {
            add_name(names, sizeof names, "Via");
        }
    }
    if (names[0] != '\0') {
        note_add(a, FINDING_response_echo,
                 "Not as in the request in frame %u: %s. A response repeats them as they are; the client, or a proxy on the way, drops "
                 "this one or takes it for another's (RFC 3261, section 8.2.6.2).",
                 frame_of(a->all, a->t->request), names);
    }
}

/* ---- All ---- */

static void check_invite_final(arrival *a)
{
    check_after_cancel(a);
    check_crossed_cancel(a);
    check_terminated(a);
}

void responses_check(arrival *a)
{
    if (request_of(a->all, a->t) == NULL) {
        return;
    }
    check_echo(a);
    check_slow(a);
    if (record_code(a->r) < 200) {
        check_after_final(a);
        if (record_code(a->r) == 100) {
            check_early_100(a);
        }
        return;
    }
    check_two_finals(a);
    if (is_invite(a)) {
        check_invite_final(a);
    } else {
        check_late(a);
    }
    explain_crossing(a);
}
