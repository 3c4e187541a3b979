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
    ATTEMPT_BYE_FAILED = 1 << 9
};

/** A call or a registration. */
typedef struct {
    uint64_t call;   /**< hash of the Call-ID */
    int64_t start;   /**< of its first request, on the tracker's steady clock */
    int64_t started; /**< the same, as the capture has it */
    uint32_t from_tag;
    uint32_t older; /**< the attempt before it with the same Call-ID */
    uint32_t cseq;  /**< of the newest request in the chain */
    uint32_t frame; /**< of the first request */
    uint32_t place;
    uint32_t final_frame;
    uint32_t made_in;
    uint32_t made_by;    /**< an endpoint's number */
    uint32_t answer_tag; /**< the To tag of the dialog that was answered first, or is left of several */
    uint32_t other_tag;  /**< of another dialog that was answered; before an answer, the one that a BYE ended */
    uint32_t bye;        /**< the BYE's transaction */
    uint32_t from;       /**< a name's number */
    uint32_t to;
    span sent;      /**< the newest request */
    span responded; /**< when the first response came that srd is of */
    span ringing;   /**< the first 180 */
    span final;     /**< the newest final, also one that is followed */
    span hung_up;   /**< the BYE */
    span gone;      /**< its 2xx */
    uint16_t flags;
    uint16_t code;
    uint16_t requests;
    uint16_t cause;
    uint8_t redirections;
    uint8_t hop_requests; /**< of requests, those with the newest CSeq */
    uint8_t open;         /**< of these, the ones without a final */
    uint8_t vias;         /**< the hop at which it is taken */
    uint8_t ended;        /**< outcome */
    uint8_t end;          /**< call_end */
    uint8_t reason;       /**< call_reason */
    uint8_t epoch;        /**< of its start: see seen_message */
} attempt;

_Static_assert(sizeof(attempt) <= 128, "an attempt is kept in 128 bytes");

/** Calls, or registrations. */
typedef struct {
    numbered attempts;
    hash_slots by_call;
} attempt_table;

/** The attempt of a transaction: its number, and LINK_ bits. */
typedef uint32_t link_word;

enum {
    LINK_NUMBER = 0x3fffffff,
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
uint32_t newest_attempt(const attempt_table *table, uint64_t call_hash);

/** A new attempt, and its number; forgets the oldest where there are too many. NULL where no number is left. */
attempt *attempt_add(attempt_table *table, uint32_t attempts_max, uint64_t call_hash, uint32_t *number);

#endif
