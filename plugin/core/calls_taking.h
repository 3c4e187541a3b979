/* calls_taking.h: a message on its way into an attempt; for the files named calls* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_TAKING_H
#define SIPCODES_CALLS_TAKING_H

#include "calls_store.h"

/** A message that is being taken. */
typedef struct {
    calls *all;
    const tracked_message *message;
    seen_message seen;
    uint8_t *said;
    link_word *link; /**< of its transaction */
} taking;

/** Of the chain, or a response to it. */
static inline bool is_newest_request(const taking *c, const attempt *t)
{
    return (uint16_t)c->seen.cseq == t->cseq;
}

/** Now, from the attempt's start. */
static inline span now_in(const taking *c, const attempt *t)
{
    bool is_timed = c->seen.has_time && c->seen.epoch == t->epoch;

    return span_of(is_timed ? c->seen.time - attempt_start(t) : CALL_TIME_UNKNOWN);
}

/** True for a time that is known. */
static inline bool is_known(span one)
{
    return span_time(one) != CALL_TIME_UNKNOWN;
}

/** Sets the tag of another dialog. */
void set_other_tag(taking *c, attempt *t, uint32_t tag);

/** Takes a response. */
void calls_take_response(taking *c);

#endif
