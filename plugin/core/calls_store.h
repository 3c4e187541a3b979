/* calls_store.h: what is kept of calls; for the files named calls* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_STORE_H
#define SIPCODES_CALLS_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "calls.h"
#include "numbered.h"
#include "transaction_seen.h"

/** How long is waited for what follows: 64 * T1 (RFC 3261, section 17, timers B and F). */
#define CALLS_WAIT INT64_C(32000000000)

/** A time from the attempt's start, in nanoseconds: 48 bits, the lowest first. All bits set: not known. */
typedef struct {
    uint16_t parts[3];
} span;

/** Of nanoseconds; not known where they are negative or too many (78 hours). */
static inline span span_of(int64_t time)
{
    if (time < 0 || time > INT64_C(0xfffffffffffe)) {
        return (span){ { UINT16_MAX, UINT16_MAX, UINT16_MAX } };
    }
    return (span){ { (uint16_t)time, (uint16_t)(time >> 16), (uint16_t)(time >> 32) } };
}

/** In nanoseconds; CALL_TIME_UNKNOWN. */
static inline int64_t span_time(span one)
{
    int64_t time = (int64_t)one.parts[2] << 32 | (int64_t)one.parts[1] << 16 | one.parts[0];

    return time == INT64_C(0xffffffffffff) ? CALL_TIME_UNKNOWN : time;
}

/** From one to the other; CALL_TIME_UNKNOWN where one is not known, or the other is earlier. */
static inline int64_t span_between(span from, span to)
{
    int64_t start = span_time(from), end = span_time(to);

    return start == CALL_TIME_UNKNOWN || end < start ? CALL_TIME_UNKNOWN : end - start;
}

/** What is known of an attempt beside numbers. */
enum {
    ATTEMPT_RESPONDED = 1 << 0, /**< something answered the newest request of the chain, at any hop */
    ATTEMPT_FIXED = 1 << 1,     /**< a response other than 100 came at its hop: it stays there */
    ATTEMPT_RANG = 1 << 2,
    ATTEMPT_DECIDED = 1 << 3, /**< a final came that the client does not follow by itself */
    ATTEMPT_ANSWERED = 1 << 4,
    ATTEMPT_FORKED = 1 << 5, /**< several dialogs were answered */
    ATTEMPT_BYE = 1 << 6,
    ATTEMPT_BYE_CHALLENGED = 1 << 7,
    ATTEMPT_BYE_ANSWERED = 1 << 8,
    ATTEMPT_BYE_FAILED = 1 << 9,
    ATTEMPT_BYE_ODD = 1 << 10, /**< see LINK_BYE_ODD */
    ATTEMPT_FLAGS_BITS = 11
};

/** A registration, or what a call has, too, in 68 bytes. To be read with the functions below. */
typedef struct {
    uint32_t call; /**< hash of the Call-ID */
    uint32_t from_tag;
    uint32_t older;        /**< the attempt before it with the same Call-ID */
    uint32_t start[2];     /**< of its first request, on the tracker's steady clock */
    uint32_t frame;        /**< of the first request */
    uint32_t rest;         /**< an attempt_rest's number */
    uint32_t made_by : 24; /**< an endpoint's number */
    uint32_t vias : 8;     /**< the hop at which it is taken */
    uint32_t from : 24;    /**< a name's number */
    uint32_t epoch : 8;    /**< of its start: see seen_message */
    uint32_t to : 24;
    uint32_t hop_requests : 8; /**< of requests, those with the newest CSeq */
    uint32_t final_since : 24; /**< the final's frame, from the first request's; 0: none, or in rest */
    uint32_t open : 8;         /**< of hop_requests, the ones without a final */
    uint32_t flags : ATTEMPT_FLAGS_BITS;
    uint32_t code : 10;
    uint32_t ended : 5;  /**< outcome */
    uint32_t end : 2;    /**< call_end */
    uint32_t reason : 2; /**< call_reason */
    uint16_t cseq;       /**< of the newest request in the chain, the last 16 bits */
    uint16_t requests;
    uint16_t place; /**< see place_of_attempt() */
    uint16_t clock; /**< between the steady clock and the capture's, at its start: a number in calls.clocks */
    span sent;      /**< the newest request */
    span final;     /**< the newest final, also one that is followed */
} attempt;

/** A call in 96 bytes. */
typedef struct {
    attempt chain;
    uint32_t answer_tag; /**< the To tag of the dialog that was answered first, or is left of several */
    span responded;      /**< when the first response came that srd is of */
    span ringing;        /**< the first 180 */
    span hung_up;        /**< the BYE */
    span gone;           /**< its 2xx */
} call_attempt;

/** What few attempts have. */
typedef struct {
    uint32_t place;       /**< of the first request */
    uint32_t final_frame; /**< where it is far behind the first request */
    uint32_t made_in;
    uint32_t other_tag; /**< of another dialog that was answered; before an answer, the one that a BYE ended */
    uint16_t cause;
    uint16_t redirections;
    uint32_t brief; /**< as in call */
} attempt_rest;

_Static_assert(sizeof(attempt) == 68, "a registration is kept in 68 bytes");
_Static_assert(sizeof(call_attempt) == 96, "a call is kept in 96 bytes");
_Static_assert(CALL_CANCEL <= 3 && CALL_REASON_OTHER <= 3 && OUTCOME_COUNT <= 32, "each has room in an attempt");

/** The last number of a name that an attempt has room for. */
#define NAMES_END 0xffffff

/** The start on the steady clock. */
static inline int64_t attempt_start(const attempt *t)
{
    return (int64_t)((uint64_t)t->start[1] << 32 | t->start[0]);
}

/** The call's own part of an attempt that is no registration. */
static inline call_attempt *call_of(attempt *t)
{
    return (call_attempt *)t;
}

/** The same to be read. */
static inline const call_attempt *call_of_const(const attempt *t)
{
    return (const call_attempt *)t;
}

/** Calls, or registrations. */
typedef struct {
    numbered attempts;
    hash_slots by_call;
} attempt_table;

/** The attempt of a transaction: its number, and LINK_ bits. */
typedef uint32_t link_word;

enum {
    LINK_NUMBER = 0x0fffffff,
    LINK_BYE_ODD = 0x10000000, /**< of a BYE that ends the call: it is the newest of these if this is as ATTEMPT_BYE_ODD */
    LINK_BYE = 0x20000000,
    LINK_REGISTRATION = 0x40000000
};

/** The transaction is one of the chain. */
#define LINK_OF_CHAIN UINT32_C(0x80000000)

/** What became known with a message. */
enum {
    SAID_OUTCOME = 1 << 0,
    SAID_SRD = 1 << 1,
    SAID_SETUP = 1 << 2,
    SAID_RING = 1 << 3,
    SAID_DURATION = 1 << 4,
    SAID_DISCONNECT = 1 << 5,
    SAID_NUMBER = 1 << 6 /**< a response can come before its request, where a capture was put together */
};

struct calls {
    tracker *messages;
    uint32_t attempts_max;
    attempt_table tables[2]; /**< by is_registration */
    numbered rests;          /**< attempt_rest */
    numbered clocks;         /**< int64_t: what makes the capture's time of the steady clock's */
    numbered links;          /**< a link_word for each transaction, with its number */
    numbered said;           /**< a byte of SAID_ bits for each message, with its record's number */
    names *parties;
};

/** The attempt that the link leads to; NULL where it is 0 or forgotten. */
static inline attempt *attempt_at(const calls *all, link_word link)
{
    return (attempt *)numbered_at(&all->tables[(link & LINK_REGISTRATION) != 0].attempts, link & LINK_NUMBER);
}

/** The newest attempt with the Call-ID: a number; 0 where there is none. */
uint32_t newest_attempt(const attempt_table *table, uint32_t call_hash);

/** A new attempt, and its number; forgets the oldest where there are too many. NULL where no number is left. */
attempt *attempt_add(attempt_table *table, uint32_t attempts_max, uint32_t call_hash, uint32_t *number);

/** What few attempts have; all 0 where this one has nothing. */
attempt_rest rest_of(const calls *all, const attempt *t);

/** The same to be set; NULL where no number is left. */
attempt_rest *rest_make(calls *all, attempt *t);

/** Sets which message of its frame the first request is. */
void set_place_of_attempt(calls *all, attempt *t, uint32_t place);

/** Which message of its frame the first request is. */
uint32_t place_of_attempt(const calls *all, const attempt *t);

/** Sets the first request's time: on the steady clock, and as the capture has it. */
void set_start_of_attempt(calls *all, attempt *t, int64_t start, int64_t started);

/** The first request's time as the capture has it. */
int64_t started_of(const calls *all, const attempt *t);

/** Sets the final's frame. */
void set_final_frame(calls *all, attempt *t, uint32_t frame);

/** The final's frame; 0 where there is none. */
uint32_t final_frame_of(const calls *all, const attempt *t);

#endif
