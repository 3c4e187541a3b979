/* calls_tell.c: what is known of attempts by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>

#include "calls_store.h"

/* ---- All of one attempt ---- */

static bool is_after(const calls *all, const attempt *t, span then)
{
    int64_t time = span_time(then);

    return time != CALL_TIME_UNKNOWN && seen_clock(all->messages) - attempt_start(t) - time >= CALLS_WAIT;
}

/* A final that is followed stands where nothing follows. An INVITE can ring for long (RFC 3261, section 16.6, timer C). */
static outcome outcome_by_now(const calls *all, const attempt *t, bool is_registration)
{
    if ((t->flags & ATTEMPT_ANSWERED) != 0 || t->open == 0) {
        return (outcome)t->ended;
    }
    if (((t->flags & ATTEMPT_RESPONDED) == 0 || is_registration) && is_after(all, t, t->sent)) {
        return OUTCOME_NO_RESPONSE;
    }
    return OUTCOME_UNDETERMINED;
}

static void tell_final(const calls *all, const attempt *t, call *found)
{
    found->code = t->code;
    found->final_frame = final_frame_of(all, t);
    found->made_in = rest_of(all, t).made_in;
    found->brief = rest_of(all, t).brief;
    found->made_by = seen_endpoint(all->messages, t->made_by);
    found->ring_time = found->is_registration ? CALL_TIME_UNKNOWN : span_between(call_of_const(t)->ringing, t->final);
    found->setup_time = (t->flags & ATTEMPT_ANSWERED) != 0 ? span_time(t->final) : CALL_TIME_UNKNOWN;
}

static bool is_up(const calls *all, const attempt *t)
{
    if ((t->flags & ATTEMPT_ANSWERED) == 0) {
        return false;
    }
    if ((t->flags & ATTEMPT_BYE) == 0) {
        return true;
    }
    return (t->flags & (ATTEMPT_BYE_ANSWERED | ATTEMPT_BYE_FAILED)) == 0 && !is_after(all, t, call_of_const(t)->hung_up);
}

static void tell_end(const calls *all, const attempt *t, call *found)
{
    found->end = (call_end)t->end;
    found->reason = (call_reason)t->reason;
    found->cause = rest_of(all, t).cause;
    found->is_up = is_up(all, t);
    if ((t->flags & ATTEMPT_ANSWERED) != 0) {
        found->is_completed = (t->flags & ATTEMPT_BYE_ANSWERED) != 0;
        found->duration = span_between(t->final, call_of_const(t)->hung_up);
        found->disconnect_delay = span_between(call_of_const(t)->hung_up, call_of_const(t)->gone);
    }
}

static void tell(const calls *all, const attempt *t, uint32_t number, bool is_registration, call *found)
{
    *found = (call){
        /* clang-format off */
        .number = number, .is_registration = is_registration, .frame = t->frame, .place = place_of_attempt(all, t), .time = started_of(all, t),
        .ended = outcome_by_now(all, t, is_registration), .requests = t->requests, .redirections = rest_of(all, t).redirections,
        .rang = (t->flags & ATTEMPT_RANG) != 0, .srd = CALL_TIME_UNKNOWN, .setup_time = CALL_TIME_UNKNOWN,
        .ring_time = CALL_TIME_UNKNOWN, .duration = CALL_TIME_UNKNOWN, .disconnect_delay = CALL_TIME_UNKNOWN,
        .from = names_at(all->parties, t->from), .to = names_at(all->parties, t->to),
    };
    /* clang-format on */
    if (!is_registration) {
        found->srd = span_time(call_of_const(t)->responded);
        tell_end(all, t, found);
    }
    if ((t->flags & ATTEMPT_ANSWERED) != 0 || t->open == 0) {
        tell_final(all, t, found);
    }
}

/* ---- By message ---- */

static link_word link_of(const calls *all, const seen_message *seen)
{
    const link_word *link = (const link_word *)numbered_at(&all->links, seen->transaction);

    return link == NULL ? 0 : *link;
}

bool calls_find(const calls *all, uint32_t frame, uint32_t place, call *found)
{
    seen_message seen;
    link_word link = seen_find(all->messages, frame, place, &seen) ? link_of(all, &seen) : 0;
    const attempt *t = attempt_at(all, link);

    *found = (call){ .number = 0 };
    if (t != NULL) {
        tell(all, t, link & LINK_NUMBER, (link & LINK_REGISTRATION) != 0, found);
    }
    return t != NULL;
}

void calls_note_brief(calls *all, uint32_t frame, uint32_t place, finding_index index)
{
    seen_message seen;
    link_word link = seen_find(all->messages, frame, place, &seen) ? link_of(all, &seen) : 0;
    attempt *t = attempt_at(all, link);
    attempt_rest *rest;

    if (t != NULL && (link & LINK_OF_CHAIN) != 0 && !seen.is_repeated && seen.code == t->code && frame == final_frame_of(all, t)
        && (rest = rest_make(all, t)) != NULL) {
        rest->brief = index + 1U;
    }
}

/* From one time of the attempt to the message. */
static int64_t time_since(const attempt *t, int64_t then, const seen_message *seen)
{
    return seen->time - attempt_start(t) - then;
}

static void tell_said(const attempt *t, uint8_t bits, const seen_message *seen, call_said *said)
{
    if ((bits & SAID_OUTCOME) != 0) {
        said->ended = seen->ended;
    }
    if ((bits & SAID_SRD) != 0 && !said->is_registration) {
        said->srd = time_since(t, 0, seen);
    }
    if ((bits & SAID_SETUP) != 0) {
        said->setup_time = time_since(t, 0, seen);
    }
    if ((bits & SAID_RING) != 0) {
        said->ring_time = time_since(t, span_time(call_of_const(t)->ringing), seen);
    }
    if ((bits & SAID_DURATION) != 0) {
        said->duration = time_since(t, span_time(t->final), seen);
    }
    if ((bits & SAID_DISCONNECT) != 0) {
        said->disconnect_delay = time_since(t, span_time(call_of_const(t)->hung_up), seen);
    }
}

bool calls_said(const calls *all, uint32_t frame, uint32_t place, call_said *said)
{
    seen_message seen;
    link_word link = seen_find(all->messages, frame, place, &seen) ? link_of(all, &seen) : 0;
    const attempt *t = attempt_at(all, link);
    const uint8_t *bits = (const uint8_t *)numbered_at(&all->said, seen.record);

    *said = (call_said){ 0, false, OUTCOME_NONE, CALL_TIME_UNKNOWN, CALL_TIME_UNKNOWN, CALL_TIME_UNKNOWN, CALL_TIME_UNKNOWN,
                         CALL_TIME_UNKNOWN };
    if (t == NULL || bits == NULL || (*bits & SAID_NUMBER) == 0) {
        return false;
    }
    said->number = link & LINK_NUMBER;
    said->is_registration = (link & LINK_REGISTRATION) != 0;
    tell_said(t, *bits, &seen, said);
    return true;
}

/* ---- All ---- */

static void give_each(const calls *all, bool is_registration, void (*take)(const call *one, void *context), void *context)
{
    const numbered *attempts = &all->tables[is_registration].attempts;
    call one;

    for (uint32_t number = attempts->first; number < attempts->next; number++) {
        tell(all, (const attempt *)numbered_at(attempts, number), number, is_registration, &one);
        take(&one, context);
    }
}

void calls_each(const calls *all, void (*take)(const call *one, void *context), void *context)
{
    give_each(all, false, take, context);
    give_each(all, true, take, context);
}
