/* calls_responses.c: takes responses into attempts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>

#include "calls_taking.h"

/* ---- Other dialogs of a fork ---- */

void set_other_tag(taking *c, attempt *t, uint32_t tag)
{
    attempt_rest *rest = tag != 0 || rest_of(c->all, t).other_tag != 0 ? rest_make(c->all, t) : NULL;

    if (rest != NULL) {
        rest->other_tag = tag;
    }
}

/* ---- To the chain ---- */

static void note_response(taking *c, attempt *t)
{
    if (c->seen.method == METHOD_INDEX_INVITE && !is_known(call_of(t)->responded) && is_known(now_in(c, t))) {
        call_of(t)->responded = now_in(c, t);
        *c->said |= SAID_SRD;
    }
}

/* The final by which the attempt ends, unless the client follows it. */
static void note_final(taking *c, attempt *t)
{
    attempt_rest *rest;
    uint32_t made_in;

    t->final = now_in(c, t);
    set_final_frame(c->all, t, c->seen.frame);
    t->code = (uint16_t)c->seen.code & 0x3ff;
    t->ended = (uint8_t)c->seen.ended & 0x1f;
    t->made_by = seen_maker(c->all->messages, &c->seen, &made_in) & 0xffffff;
    rest = made_in != 0 || t->rest != 0 ? rest_make(c->all, t) : NULL;
    if (rest != NULL) {
        rest->made_in = made_in;
        rest->brief = 0;
    }
}

static void decide(taking *c, attempt *t)
{
    note_final(c, t);
    note_response(c, t);
    t->flags |= ATTEMPT_DECIDED;
    *c->said |= SAID_OUTCOME;
    if (c->seen.method == METHOD_INDEX_INVITE && span_between(call_of(t)->ringing, t->final) != CALL_TIME_UNKNOWN) {
        *c->said |= SAID_RING;
    }
}

static void add_redirections(taking *c, attempt *t, int more)
{
    attempt_rest *rest = rest_make(c->all, t);

    if (rest != NULL && (more < 0 || rest->redirections < UINT8_MAX)) {
        rest->redirections = (uint16_t)(rest->redirections + more);
    }
}

static void take_another_answer(taking *c, attempt *t)
{
    if (c->seen.method == METHOD_INDEX_INVITE && c->seen.to_tag != call_of(t)->answer_tag) {
        t->flags |= ATTEMPT_FORKED;
        set_other_tag(c, t, c->seen.to_tag);
    }
}

static void take_answer(taking *c, attempt *t)
{
    attempt_rest rest = rest_of(c->all, t);

    if ((t->flags & ATTEMPT_ANSWERED) != 0) {
        take_another_answer(c, t);
        return;
    }
    if ((t->flags & ATTEMPT_BYE) != 0 && rest.other_tag != c->seen.to_tag) {
        /* It ended an early dialog of another branch. */
        t->flags &= ~(uint32_t)(ATTEMPT_BYE | ATTEMPT_BYE_ANSWERED | ATTEMPT_BYE_FAILED | ATTEMPT_BYE_CHALLENGED);
        t->end = CALL_NOT_ENDED;
        t->reason = CALL_REASON_NONE;
    }
    if (rest.redirections >= t->requests) {
        /* A proxy may hand on a 2xx behind another final (RFC 3261, section 16.7, item 5): it was not redirected, then. */
        add_redirections(c, t, -1);
    }
    t->flags |= ATTEMPT_ANSWERED;
    if (c->seen.method == METHOD_INDEX_INVITE) {
        call_of(t)->answer_tag = c->seen.to_tag;
    }
    set_other_tag(c, t, 0);
    decide(c, t);
    if (is_known(t->final)) {
        *c->said |= SAID_SETUP;
    }
}

static bool is_followed(outcome ended)
{
    return ended == OUTCOME_CHALLENGED || ended == OUTCOME_TRY_AGAIN || ended == OUTCOME_REDIRECTED;
}

/* While other branches are open, nothing is decided. */
static void take_failure(taking *c, attempt *t)
{
    if (c->seen.ended == OUTCOME_REDIRECTED) {
        add_redirections(c, t, 1);
    }
    if ((t->flags & ATTEMPT_ANSWERED) != 0) {
        return;
    }
    if (is_followed(c->seen.ended) || t->open > 0) {
        note_final(c, t);
    } else {
        decide(c, t);
    }
}

static void take_final(taking *c, attempt *t)
{
    if (c->seen.is_first_final && is_newest_request(c, t)) {
        t->open -= t->open > 0;
    }
    if (c->seen.code < 300) {
        take_answer(c, t);
    } else if (c->seen.is_first_final && is_newest_request(c, t)) {
        take_failure(c, t);
    }
}

static void take_provisional(taking *c, attempt *t)
{
    if (c->seen.has_final) {
        return;
    }
    if (c->seen.code == 180 && c->seen.method == METHOD_INDEX_INVITE && !is_known(call_of(t)->ringing)) {
        t->flags |= ATTEMPT_RANG;
        call_of(t)->ringing = now_in(c, t);
    }
    note_response(c, t);
}

static void take_chain_response(taking *c, attempt *t)
{
    t->flags |= is_newest_request(c, t) ? ATTEMPT_RESPONDED : 0;
    if (c->seen.via_count != t->vias || c->seen.code <= 100) {
        return;
    }
    t->flags |= ATTEMPT_FIXED;
    if (c->seen.code < 200) {
        take_provisional(c, t);
    } else {
        take_final(c, t);
    }
}

/* ---- To a BYE ---- */

static bool is_bye(link_word link, const attempt *t)
{
    return (link & LINK_BYE) != 0 && ((link & LINK_BYE_ODD) != 0) == ((t->flags & ATTEMPT_BYE_ODD) != 0);
}

static void take_bye_response(taking *c, attempt *t)
{
    if (!c->seen.is_first_final || (t->flags & ATTEMPT_BYE) == 0) {
        return;
    }
    if (c->seen.code < 300) {
        t->flags |= ATTEMPT_BYE_ANSWERED;
    } else if (is_bye(*c->link, t)) {
        t->flags |= c->seen.ended == OUTCOME_CHALLENGED ? ATTEMPT_BYE_CHALLENGED : ATTEMPT_BYE_FAILED;
    }
    if (!is_bye(*c->link, t) || c->seen.code >= 300) {
        return;
    }
    call_of(t)->gone = now_in(c, t);
    if ((t->flags & ATTEMPT_ANSWERED) != 0 && span_between(call_of(t)->hung_up, call_of(t)->gone) != CALL_TIME_UNKNOWN) {
        *c->said |= SAID_DISCONNECT;
    }
}

void calls_take_response(taking *c)
{
    attempt *t = attempt_at(c->all, *c->link);

    if (t == NULL) {
        return;
    }
    if ((*c->link & LINK_OF_CHAIN) != 0) {
        take_chain_response(c, t);
    } else if (c->seen.method == METHOD_INDEX_BYE) {
        take_bye_response(c, t);
    }
}
