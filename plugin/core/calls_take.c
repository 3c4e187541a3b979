/* calls_take.c: takes messages into attempts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls.h"

#include <glib.h>

#include "calls_taking.h"
#include "reason.h"

/* Attempts of one Call-ID that are looked at, newest first. */
#define ATTEMPTS_LOOK_BACK_MAX 64

/* True if what comes now comes too late to follow what was then. */
static bool has_waited(const taking *c, const attempt *t, span since)
{
    return span_between(since, now_in(c, t)) > CALLS_WAIT;
}

/* ---- Which attempt ---- */

/* Of the Call-ID, the newest whose From tag is one of the two, which can be the same. */
static uint32_t find_attempt(const attempt_table *table, uint32_t call_hash, uint32_t tag, uint32_t or_tag)
{
    uint32_t number = newest_attempt(table, call_hash);

    for (uint32_t looked = 0; looked < ATTEMPTS_LOOK_BACK_MAX; looked++) {
        const attempt *t = (const attempt *)numbered_at(&table->attempts, number);

        if (t == NULL) {
            break;
        }
        if (t->from_tag == tag || t->from_tag == or_tag) {
            return number;
        }
        number = t->older;
    }
    return 0;
}

static uint32_t party(taking *c, header_id id)
{
    const header_field *field = message_first(c->message->m, id);

    return field == NULL ? 0 : names_number(c->all->parties, name_of_party(field->value)) & NAMES_END;
}

/* The attempt begins with the message, which is its first request as seen from the hop with the fewest Via so far. */
static void set_first_request(taking *c, attempt *t)
{
    uint32_t final_frame = final_frame_of(c->all, t);

    set_start_of_attempt(c->all, t, c->seen.time, c->message->time);
    t->epoch = c->seen.epoch;
    t->frame = c->seen.frame;
    set_place_of_attempt(c->all, t, c->seen.place);
    if (final_frame != 0) {
        set_final_frame(c->all, t, final_frame);
    }
}

/* One more request of the newest CSeq at the attempt's hop. */
static void count_request(taking *c, attempt *t)
{
    t->requests += t->requests < UINT16_MAX;
    t->hop_requests += t->hop_requests < UINT8_MAX;
    t->open += t->open < UINT8_MAX;
    t->sent = now_in(c, t);
}

/* The newest request of the chain; others of the same CSeq are its branches and the hops behind it. */
static void begin_request(taking *c, attempt *t)
{
    t->cseq = (uint16_t)c->seen.cseq;
    t->vias = c->seen.via_count;
    t->flags &= ~(uint32_t)(ATTEMPT_RESPONDED | ATTEMPT_FIXED | ATTEMPT_DECIDED);
    t->hop_requests = 0;
    t->open = 0;
    count_request(c, t);
}

static void come_nearer(taking *c, attempt *t)
{
    t->requests -= t->hop_requests;
    if (t->requests == 0) {
        set_first_request(c, t);
    }
    begin_request(c, t);
}

static attempt *begin_attempt(taking *c, attempt_table *table, uint32_t *number)
{
    attempt *t = attempt_add(table, c->all->attempts_max, c->seen.call, number);

    if (t == NULL) {
        return NULL;
    }
    set_first_request(c, t);
    t->from_tag = c->seen.from_tag;
    t->from = party(c, HEADER_FROM);
    t->to = party(c, HEADER_TO);
    t->sent = t->final = span_of(CALL_TIME_UNKNOWN);
    if (table == &c->all->tables[false]) {
        call_attempt *own = call_of(t);

        own->responded = own->ringing = own->hung_up = own->gone = span_of(CALL_TIME_UNKNOWN);
    }
    begin_request(c, t);
    return t;
}

/* Another hop of the same request never begins one. */
static bool begins_anew(const taking *c, const attempt *t, bool is_registration)
{
    if (is_newest_request(c, t) && c->seen.via_count != t->vias) {
        return false;
    }
    if ((t->flags & ATTEMPT_BYE) != 0 || (is_registration && (t->flags & ATTEMPT_DECIDED) != 0)) {
        return true;
    }
    return t->open == 0 ? has_waited(c, t, t->final) : (t->flags & ATTEMPT_RESPONDED) == 0 && has_waited(c, t, t->sent);
}

static void take_into_chain(taking *c, bool is_registration)
{
    attempt_table *table = &c->all->tables[is_registration];
    uint32_t number = find_attempt(table, c->seen.call, c->seen.from_tag, c->seen.from_tag);
    attempt *t = (attempt *)numbered_at(&table->attempts, number);
    link_word kind = (is_registration ? LINK_REGISTRATION : 0) | LINK_OF_CHAIN;

    if (t == NULL || begins_anew(c, t, is_registration)) {
        t = begin_attempt(c, table, &number);
    } else if (!is_newest_request(c, t)) {
        begin_request(c, t);
    } else if (seen_is_sighting(c->all->messages, &c->seen)) {
        kind &= (link_word)~LINK_OF_CHAIN;
    } else if (c->seen.via_count == t->vias) {
        count_request(c, t);
    } else if (c->seen.via_count < t->vias && (t->flags & ATTEMPT_FIXED) == 0) {
        come_nearer(c, t);
    }
    *c->link = t == NULL ? 0 : number | kind;
}

/* ---- Requests in a dialog ---- */

static void note_reason(taking *c, attempt *t)
{
    attempt_rest *rest;
    reason_walk walk = reason_values(c->message->m, HEADER_REASON);
    reason_value reason;
    text_slice value;

    if (!reason_next_value(&walk, &value)) {
        return;
    }
    reason = reason_read(value);
    t->reason = reason_is(&reason, "SIP") ? CALL_REASON_SIP : reason_is(&reason, "Q.850") ? CALL_REASON_Q850
                                                                                          : CALL_REASON_OTHER;
    if (reason.has_cause && reason.cause <= UINT16_MAX && (rest = rest_make(c->all, t)) != NULL) {
        rest->cause = (uint16_t)reason.cause;
    }
}

/* Of several dialogs of a fork the caller keeps one, and ends the others at once: that does not end the call. */
static bool leaves_a_dialog(taking *c, attempt *t, uint32_t tag)
{
    uint32_t other = rest_of(c->all, t).other_tag;

    if ((t->flags & ATTEMPT_FORKED) == 0) {
        return true;
    }
    if (tag == call_of(t)->answer_tag && other == 0) {
        return true;
    }
    if (tag == call_of(t)->answer_tag) {
        call_of(t)->answer_tag = other;
        set_other_tag(c, t, 0);
    } else if (tag == other) {
        set_other_tag(c, t, 0);
    }
    return false;
}

/* The BYE that ends the call. */
static void set_bye(taking *c, attempt *t)
{
    t->flags ^= ATTEMPT_BYE_ODD;
    *c->link &= ~(link_word)LINK_BYE_ODD;
    *c->link |= LINK_BYE | ((t->flags & ATTEMPT_BYE_ODD) != 0 ? LINK_BYE_ODD : 0);
}

static void take_bye(taking *c, attempt *t)
{
    bool is_callers = c->seen.from_tag == t->from_tag;
    uint32_t tag = is_callers ? c->seen.to_tag : c->seen.from_tag;

    if ((t->flags & ATTEMPT_BYE) != 0) {
        if ((t->flags & ATTEMPT_BYE_CHALLENGED) != 0 && is_callers == (t->end == CALL_BYE_OF_CALLER)) {
            t->flags &= ~(uint32_t)ATTEMPT_BYE_CHALLENGED;
            set_bye(c, t);
        }
        return;
    }
    if ((t->flags & ATTEMPT_ANSWERED) == 0) {
        set_other_tag(c, t, tag);
    } else if (!leaves_a_dialog(c, t, tag)) {
        return;
    }
    t->flags |= ATTEMPT_BYE;
    set_bye(c, t);
    t->end = is_callers ? CALL_BYE_OF_CALLER : CALL_BYE_OF_CALLEE;
    call_of(t)->hung_up = now_in(c, t);
    note_reason(c, t);
    if (span_between(t->final, call_of(t)->hung_up) != CALL_TIME_UNKNOWN && (t->flags & ATTEMPT_ANSWERED) != 0) {
        *c->said |= SAID_DURATION;
    }
}

static void take_in_dialog(taking *c)
{
    uint32_t number = find_attempt(&c->all->tables[false], c->seen.call, c->seen.from_tag, c->seen.to_tag);
    attempt *t = (attempt *)numbered_at(&c->all->tables[false].attempts, number);

    *c->link = number;
    if (t == NULL) {
        return;
    }
    if (c->seen.to_tag != 0) {
        /* It shows that somebody has responded, though that was not captured. */
        t->flags |= ATTEMPT_RESPONDED;
    }
    if (c->seen.method == METHOD_INDEX_BYE) {
        take_bye(c, t);
    }
}

/* One that a proxy sends to a branch of a fork, behind the hop of the attempt, is not the caller's. */
static void take_cancel(taking *c)
{
    const link_word *link = (const link_word *)numbered_at(&c->all->links, c->seen.invite);
    attempt *t;

    if (link == NULL) {
        take_in_dialog(c);
        return;
    }
    *c->link = *link & (LINK_NUMBER | LINK_REGISTRATION);
    t = attempt_at(c->all, *c->link);
    if (t == NULL || (t->flags & (ATTEMPT_ANSWERED | ATTEMPT_BYE)) != 0 || t->end != CALL_NOT_ENDED) {
        return;
    }
    if (seen_vias(c->all->messages, c->seen.invite) == t->vias) {
        t->end = CALL_CANCEL;
        note_reason(c, t);
    }
}

/* In the INVITE's own transaction. */
static void take_ack(taking *c)
{
    attempt *t = attempt_at(c->all, *c->link);

    if (t != NULL && c->seen.to_tag != 0 && is_newest_request(c, t)) {
        t->flags |= ATTEMPT_RESPONDED;
    }
}

static void take_request(taking *c)
{
    bool begins = c->seen.to_tag == 0 && message_has(c->message->m, HEADER_TO);

    if (c->seen.method == METHOD_INDEX_INVITE && begins) {
        take_into_chain(c, false);
    } else if (c->seen.method == METHOD_INDEX_REGISTER) {
        take_into_chain(c, true);
    } else if (c->seen.method == METHOD_INDEX_CANCEL) {
        take_cancel(c);
    } else {
        take_in_dialog(c);
    }
}

/* ---- Taking a message ---- */

/* The element with the number, which is the newest. Those that the tracker has forgotten go, and what was not given is empty. */
static void *make_at(numbered *all, uint32_t oldest, uint32_t number)
{
    uint32_t unused;

    while (all->next <= number && numbered_add(all, &unused) != NULL) {
    }
    if (oldest > all->first) {
        numbered_forget(all, MIN(oldest, all->next));
    }
    return numbered_at(all, number);
}

static void take(taking *c)
{
    if (c->seen.code != 0) {
        calls_take_response(c);
    } else if (!c->seen.is_request) {
        take_ack(c);
    } else if (*c->link == 0) {
        take_request(c);
    }
}

void calls_add(calls *all, const tracked_message *taken)
{
    taking c = { .all = all, .message = taken };
    uint32_t transaction_number, record_number;

    if (!seen_newest(all->messages, &c.seen) || c.seen.frame != taken->frame || c.seen.place != taken->place
        || c.seen.record < all->said.next) {
        return;
    }
    seen_oldest(all->messages, &transaction_number, &record_number);
    c.said = (uint8_t *)make_at(&all->said, record_number, c.seen.record);
    c.link = (link_word *)make_at(&all->links, transaction_number, c.seen.transaction);
    if (c.said == NULL || c.link == NULL) {
        return;
    }
    if (!c.seen.is_repeated) {
        take(&c);
    }
    *c.said |= *c.link != 0 ? SAID_NUMBER : 0;
}
