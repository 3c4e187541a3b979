/* calls.h: transactions into calls and registrations: how each ended, and how long it took
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An attempt is what a user knows as one call: the INVITEs without To tag of one Call-ID and From tag that follow one another after a
 * challenge, a redirection, a 422 and the like (RFC 3261, sections 8.1.3.4 and 22.2), split by a BYE, or by 32 s of waiting after the
 * last final. It is taken at the hop with the fewest Via, the nearest to the caller; branches of a fork are one attempt. A registration is
 * the same of REGISTERs, and ends with a final response that the client does not follow.
 *
 * Fed with each message behind its tracker. What was said of a message when it came does not change.
 */
#ifndef SIPCODES_CALLS_H
#define SIPCODES_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names.h"
#include "outcomes.h"
#include "transactions.h"

/** Calls and registrations of a capture. */
typedef struct calls calls;

/** A time that is not known, or has not come. */
#define CALL_TIME_UNKNOWN INT64_C(-1)

/** Who ended a call. */
typedef enum {
    CALL_NOT_ENDED, /**< nobody, or it was not seen */
    CALL_BYE_OF_CALLER,
    CALL_BYE_OF_CALLEE,
    CALL_CANCEL /**< before it was answered */
} call_end;

/** The protocol of the first Reason value in the BYE or CANCEL (RFC 3326). */
typedef enum {
    CALL_REASON_NONE,
    CALL_REASON_SIP,
    CALL_REASON_Q850,
    CALL_REASON_OTHER
} call_reason;

/** What a message says of its attempt: what became known with it, and no more. Times in nanoseconds. */
typedef struct {
    uint32_t number; /**< of the attempt, from 1; calls and registrations are counted apart */
    bool is_registration;
    outcome ended;            /**< of the final that decides, as far as was known then; else OUTCOME_NONE */
    int64_t srd;              /**< of the first response that is neither 100 nor followed by the client: session request delay */
    int64_t setup_time;       /**< of the first 2xx: from the first INVITE; from the first REGISTER */
    int64_t ring_time;        /**< of the final that decides: from the first 180 */
    int64_t duration;         /**< of the BYE: from the first 2xx */
    int64_t disconnect_delay; /**< of the 2xx to the BYE: from the BYE */
} call_said;

/** An attempt, with all that is known by now. Frames are 0 where there is none; times in nanoseconds. */
typedef struct {
    uint32_t number;
    bool is_registration;
    uint32_t frame; /**< of its first INVITE or REGISTER */
    uint32_t place;
    int64_t time;  /**< of that frame, as the capture has it */
    outcome ended; /**< OUTCOME_UNDETERMINED: the capture ended first; OUTCOME_NO_RESPONSE: none came within 32 s */
    uint32_t code; /**< of the final that decides; 0 where there is none */
    uint32_t final_frame;
    uint32_t made_in;      /**< where that final was seen first on its way, if elsewhere */
    endpoint made_by;      /**< who made it; length 0 where that is not known */
    uint32_t brief;        /**< what is wrong with that final: 1 and the finding_index that calls_note_brief() was told; else 0 */
    uint32_t requests;     /**< INVITEs, or REGISTERs, of the chain, resends not counted */
    uint32_t redirections; /**< of them, those that got a 3xx */
    bool rang;             /**< a 180 came */
    bool is_up;            /**< answered, and not ended when the capture did */
    bool is_completed;     /**< answered, and its BYE got a 2xx */
    int64_t srd;
    int64_t setup_time; /**< of a registration its delay */
    int64_t ring_time;
    int64_t duration;
    int64_t disconnect_delay;
    call_end end;
    call_reason reason; /**< why it was ended */
    uint32_t cause;     /**< 0 where the Reason has none, or one above 65535 */
    const char *from;   /**< the parties, as name_of_party() gives them, to be shown; good until the next calls_add() */
    const char *to;
} call;

/** Starts with nothing; the tracker has to outlive it. More calls than the limit, at least 1, are kept by forgetting the oldest;
 * registrations likewise. calls_free() ends it. */
calls *calls_new(tracker *messages, uint32_t attempts_max);

/** Frees all but the tracker; NULL is let be. */
void calls_free(calls *all);

/** Takes the message that tracker_add() took last; nothing where the tracker has not kept it. To be called for each one. */
void calls_add(calls *all, const tracked_message *taken);

/** Notes what is wrong with the message, if it is the final that decides its attempt by now. */
void calls_note_brief(calls *all, uint32_t frame, uint32_t place, finding_index index);

/** What the message says of its attempt: the same at any time. False, and *said is cleared, where it belongs to none that is kept. */
bool calls_said(const calls *all, uint32_t frame, uint32_t place, call_said *said);

/** The attempt of the message; false, and *found is cleared, where it belongs to none that is kept. */
bool calls_find(const calls *all, uint32_t frame, uint32_t place, call *found);

/** Gives each call, then each registration, in the order of their numbers. */
void calls_each(const calls *all, void (*take)(const call *one, void *context), void *context);

/** How many calls, or registrations, were forgotten. */
uint64_t calls_forgotten(const calls *all, bool registrations);

/** How many bytes are kept, but for what the allocator adds. */
size_t calls_memory(const calls *all);

#endif
