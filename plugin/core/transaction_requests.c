/* transaction_requests.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_requests.h"

#include "transaction_notes.h"

static bool is_same_hop(const arrival *a, const transaction *t)
{
    return t->source == a->source && t->destination == a->destination;
}

/* ---- Without an answer ---- */

/* Sendings by the end of timers B and F over UDP (RFC 3261, sections 17.1.1.2 and 17.1.2.2). */
#define INVITE_SENDINGS 7
#define OTHER_SENDINGS 11

/* So many say enough where the capture ends, or the client gave up, before that. */
#define SENDINGS_SEEN 5

static bool has_an_answer(const tracker *all, const transaction *t)
{
    return t->final != 0 || (t->method == METHOD_INDEX_INVITE && response_within(all, t, 100, 199) != 0);
}

/* A response that was captured before its request shows that others may be missing. */
static bool can_be_unanswered(const tracker *all, const transaction *t)
{
    return request_of(all, t) != NULL && link_of_record(all, t->request) == 0 && t->method != METHOD_INDEX_ACK && (t->facts & TRANSACTION_SURE) != 0
        && !has_an_answer(all, t);
}

bool requests_is_unanswered(const tracker *all, const transaction *t)
{
    return can_be_unanswered(all, t) && (sendings_of(all, t) >= SENDINGS_SEEN || all->now - start_of(all, t) >= TRANSACTION_TIMEOUT);
}

#define UNANSWERED_FORMAT "No response%s was seen to this request, which was sent %u time%s%s (RFC 3261, section 17.1)."

static const char *of_that_peer(const tracker *all, const transaction *t)
{
    const known_endpoint *peer = endpoint_at(all, t->destination);

    return peer != NULL && peer->has_responded
        ? ""
        : "; this capture shows no response from there at all: is it down, or was that way not captured?";
}

#define UNANSWERED_ARGS(all, t) \
    response_within(all, t, 100, 199) != 0 ? " but 100" : "", sendings_of(all, t), sendings_of(all, t) == 1 ? "" : "s", of_that_peer(all, t)

void requests_tell_unanswered(const tracker *all, const transaction *t, findings *found)
{
    findings_add(found, FINDING_never_answered, UNANSWERED_FORMAT, UNANSWERED_ARGS(all, t));
}

void requests_check_resent(arrival *a)
{
    uint32_t whole = a->t->method == METHOD_INDEX_INVITE ? INVITE_SENDINGS : OTHER_SENDINGS;

    if (sendings_of(a->all, a->t) == whole && a->message->by == CARRIED_BY_DATAGRAM && can_be_unanswered(a->all, a->t)) {
        a->t->facts |= TRANSACTION_SERIES_NOTED;
        note_add(a, FINDING_never_answered, UNANSWERED_FORMAT, UNANSWERED_ARGS(a->all, a->t));
    }
}

/* ---- To tags ---- */

/* What the INVITEs of a call, at all hops, say of a To tag. */
typedef struct {
    bool in_final; /**< of a 2xx, or a failure */
    bool in_provisional;
    bool others_answered; /**< a 2xx has another */
    bool others_early;    /**< a provisional response has another */
    bool acked_wrongly;   /**< the ACK had one that no 2xx has */
} tag_use;

static void note_tag(tag_use *use, uint32_t code, uint32_t others, uint32_t tag)
{
    if (code < 101 || others == 0) {
        return;
    }
    if (others == tag) {
        use->in_final |= code >= 200;
        use->in_provisional |= code < 200;
    } else {
        use->others_answered |= code >= 200 && code < 300;
        use->others_early |= code < 200;
    }
}

static void note_tags_of(const tracker *all, const transaction *invite, uint32_t tag, tag_use *use)
{
    uint32_t number = invite->last, looked = 0;

    for (const record *r = record_at(all, number); r != NULL; r = record_at(all, number)) {
        note_tag(use, record_code(r), record_tag(all, invite, r, number), tag);
        number = record_link(all, r, number);
        /* Not all is known of so many. */
        if (++looked == LOOK_BACK_MAX) {
            use->in_final = true;
            return;
        }
    }
    use->acked_wrongly |= (invite->facts & TRANSACTION_WRONG_TAG) != 0;
}

/* Only what the caller sends is looked at: its To tag has to be one that it got. */
static tag_use use_of_tag(const arrival *a, bool of_one_invite)
{
    tag_use use = { .in_final = false };
    uint32_t looked = 0;

    for (uint32_t number = a->newest; transaction_at(a->all, number) != NULL;) {
        const transaction *t = transaction_at(a->all, number);

        if (t->method == METHOD_INDEX_INVITE && t->from_tag == a->keys.from_tag && (t->cseq == a->keys.cseq || !of_one_invite)) {
            bool has_request = request_of(a->all, t) != NULL;

            /* A re-INVITE is within the dialog that it has to have been set up by. */
            if (of_one_invite || !has_request || tag_of(a->all, t, t->request) == 0) {
                note_tags_of(a->all, t, a->keys.to_tag, &use);
            }
            /* Nor where the INVITE was not seen, or went the other way: some take both tags for one. */
            use.in_final |= !has_request || (t->source == a->destination && t->destination == a->source);
        }
        number = next_of_call(a->all, t, &looked);
    }
    return use;
}

static void say_tag_is_wrong(arrival *a, const char *method)
{
    note_add(a, FINDING_dialog_tag,
             "The To tag of this %s is not that of the answer to the INVITE: the other side finds no dialog for it, and drops it or answers "
             "with 481 (RFC 3261, section 12.2.1.1).",
             method);
}

/* ---- ACK ---- */

static void check_ack_tag(arrival *a)
{
    tag_use use = use_of_tag(a, true);

    if (a->keys.to_tag != 0 && !use.in_final && use.others_answered) {
        a->t->facts |= TRANSACTION_WRONG_TAG;
        say_tag_is_wrong(a, "ACK");
    }
}

static void check_ack_branch(arrival *a)
{
    bool answered = response_within(a->all, a->t, 200, 299) != 0, failed = response_within(a->all, a->t, 300, 999) != 0;

    if (a->invite_in_branch && answered && !failed && a->keys.has_cookie) {
        note_add(a, FINDING_ack_of_2xx_in_branch,
                 "The ACK to a 2xx has the branch of the INVITE: it is a transaction of its own and needs a new one; some proxies drop it "
                 "(RFC 3261, sections 13.2.2.4 and 17.1.1.3).");
    } else if (!a->invite_in_branch && failed && !answered && is_same_hop(a, a->t) && a->keys.has_cookie
               && (a->t->facts & TRANSACTION_SURE) != 0 && ack_with_tag(a->all, a->t, 0) == a->r_number) {
        note_add(a, FINDING_ack_branch,
                 "The ACK to a failure has another branch than its INVITE in frame %u: the server does not match it and sends the failure "
                 "again (RFC 3261, section 17.1.1.3).",
                 frame_of(a->all, a->t->request));
    }
}

void requests_check_ack(arrival *a)
{
    if (request_of(a->all, a->t) != NULL) {
        check_ack_branch(a);
        check_ack_tag(a);
    }
}

/* ---- CANCEL ---- */

static void check_cancel(arrival *a)
{
    uint32_t request = a->invite == NULL ? 0 : frame_of(a->all, a->invite->request);

    if (request == 0) {
        return;
    }
    if (!a->invite_in_branch) {
        if (is_same_hop(a, a->invite) && a->invite->final == 0 && a->keys.has_cookie) {
            note_add(a, FINDING_cancel_branch,
                     "The CANCEL has another branch than its INVITE in frame %u: the server cannot find what to cancel "
                     "(RFC 3261, section 9.1).",
                     request);
        }
    } else if (response_within(a->all, a->invite, 100, 999) == 0) {
        note_add(a, FINDING_cancel_before_provisional,
                 "The CANCEL was sent before any response to the INVITE in frame %u: it can overtake the INVITE, and the phone then rings "
                 "on (RFC 3261, section 9.1).",
                 request);
    }
}

/* ---- CSeq ---- */

static void check_number(arrival *a, const transaction *before)
{
    const record *final = record_at(a->all, before->final);
    uint32_t frame = frame_of(a->all, before->request);

    if (before->cseq > a->keys.cseq && before->epoch == a->all->epoch && a->time - start_of(a->all, before) > 100 * MILLISECOND) {
        note_add(a, FINDING_cseq_goes_back,
                 "CSeq %u is below the %u of the request in frame %u: the other side takes this for an old one and answers with 500 "
                 "(RFC 3261, sections 12.2.1.1 and 12.2.2).",
                 a->keys.cseq, before->cseq, frame);
    } else if (before->cseq == a->keys.cseq && before->branch != a->keys.branch && final != NULL
               && (record_code(final) == 401 || record_code(final) == 407) && (a->t->facts & TRANSACTION_HAS_CREDENTIALS) != 0) {
        note_add(a, FINDING_cseq_not_incremented,
                 "The request with credentials has the CSeq number %u of the one in frame %u that was challenged: it has to be higher "
                 "(RFC 3261, section 22.2).",
                 a->keys.cseq, frame);
    }
}

/* A second call may begin anew with the Call-ID of one that has ended. */
static void check_cseq(arrival *a)
{
    uint32_t number = a->t->older, looked = 0;

    for (const transaction *t = transaction_at(a->all, number); t != NULL; t = transaction_at(a->all, number)) {
        if (t->method == METHOD_INDEX_BYE && a->keys.to_tag == 0) {
            return;
        }
        if (t->method == a->t->method && t->from_tag == a->keys.from_tag && is_same_hop(a, t) && request_of(a->all, t) != NULL
            && tag_of(a->all, t, t->request) == a->keys.to_tag) {
            check_number(a, t);
            return;
        }
        number = next_of_call(a->all, t, &looked);
    }
}

/* ---- Within a dialog ---- */

static const char *method_in_call(uint32_t method)
{
    switch (method) {
    case METHOD_INDEX_BYE:
        return "BYE";
    case METHOD_INDEX_PRACK:
        return "PRACK";
    case METHOD_INDEX_UPDATE:
        return "UPDATE";
    case METHOD_INDEX_INFO:
        return "INFO";
    case METHOD_INDEX_INVITE:
        return "INVITE";
    default:
        return NULL;
    }
}

static bool is_of_early_dialogs(uint32_t method)
{
    return method == METHOD_INDEX_PRACK || method == METHOD_INDEX_UPDATE;
}

/* An early dialog can be ended by BYE beside the one that is answered, so a tag of a provisional response is wrong only where the ACK had
 * it too. */
static void check_dialog_tag(arrival *a)
{
    const char *method = method_in_call(a->t->method);
    tag_use use;

    if (method == NULL || a->keys.to_tag == 0) {
        return;
    }
    use = use_of_tag(a, false);
    if (use.in_final) {
        return;
    }
    if (use.in_provisional ? use.acked_wrongly && use.others_answered
                           : use.others_answered || (use.others_early && is_of_early_dialogs(a->t->method))) {
        say_tag_is_wrong(a, method);
    }
}

void requests_check(arrival *a)
{
    if (a->t->method == METHOD_INDEX_CANCEL) {
        check_cancel(a);
        return;
    }
    if (a->t->method != METHOD_INDEX_ACK) {
        check_cseq(a);
        check_dialog_tag(a);
    }
}
