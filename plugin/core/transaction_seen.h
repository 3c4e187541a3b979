/* transaction_seen.h: a message with its transaction, as calls.h needs it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Narrow on purpose: whoever makes calls of transactions knows nothing else of what a tracker keeps.
 */
#ifndef SIPCODES_TRANSACTION_SEEN_H
#define SIPCODES_TRANSACTION_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "transactions.h"

/** A message that a tracker keeps. Numbers are from 1; hashes are 0 where there is nothing. */
typedef struct {
    uint32_t record; /**< its number among all messages, in the order of arrival */
    uint32_t frame;
    uint32_t place;
    uint32_t transaction;
    uint32_t invite; /**< of a CANCEL: the INVITE's transaction; 0 where it is not known */
    uint32_t call;   /**< hash of the Call-ID */
    uint32_t from_tag;
    uint32_t to_tag;
    uint32_t cseq;
    uint32_t code;       /**< 0 for a request */
    uint32_t sender;     /**< of a response: number of the endpoint that sent it; see seen_endpoint() */
    int64_t time;        /**< on the tracker's steady clock */
    bool has_time;       /**< false where the clock has stepped since the transaction began */
    uint8_t epoch;       /**< how often the clock had stepped when the transaction began: times of two epochs tell nothing */
    uint8_t via_count;   /**< of the request */
    method_index method; /**< the transaction's */
    outcome ended;       /**< of a final */
    bool is_ack;
    bool is_request;     /**< and no ACK in an INVITE's transaction */
    bool is_repeated;    /**< sent again, or a copy */
    bool is_first_final; /**< the first final response of its transaction */
    bool has_final;      /**< its transaction has one by now */
} seen_message;

/** The message that was taken last; false where there is none. */
bool seen_newest(const tracker *all, seen_message *seen);

/** The message; false where it is not kept. */
bool seen_find(const tracker *all, uint32_t frame, uint32_t place, seen_message *seen);

/** True for the first request of a transaction that is the same request as another one's, seen at once between two other addresses: on the
 * other side of what translates both. */
bool seen_is_sighting(const tracker *all, const seen_message *request);

/** How many Via the request of the transaction has; 0 where it is forgotten. */
uint8_t seen_vias(const tracker *all, uint32_t transaction);

/** The steady clock: how far the capture has gone, never back. */
int64_t seen_clock(const tracker *all);

/** The numbers of the oldest transaction and message that are kept still. */
void seen_oldest(const tracker *all, uint32_t *transaction, uint32_t *record);

/** The endpoint with the number; one of length 0 where it is forgotten. */
endpoint seen_endpoint(const tracker *all, uint32_t number);

/** Where the newest message, a response, was made: *frame is 0 where it was seen nowhere before. The number of who made it. */
uint32_t seen_maker(tracker *all, const seen_message *newest, uint32_t *frame);

#endif
