/* transactions.h: messages in their order, into transactions (RFC 3261, section 17)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tracker takes each message of a capture once, in the order of the frames, and keeps per message which transaction it belongs to
 * and what it is in it. Nothing points into a message afterwards. What is asked later about an earlier message is answered with all
 * that is known by then; what was said of a message when it came does not change.
 *
 * Its rooms, none of which others include:
 *
 *   transaction_tracker                      takes a message: copies, resends, finals
 *   transaction_keys  transaction_match      what a message is matched by; which transaction it belongs to
 *   transaction_lookup  transaction_store    what is known by now; what is kept, and when it is forgotten
 *     transaction_records  _cells            a message in few bytes; what few transactions have
 *   transaction_findings                     which checks are made of a message, and what is missing later; it calls
 *     transaction_responses  _requests  _credentials  _negotiation    what each of these shows with what came before it
 *     transaction_notes                      the sentences
 */
#ifndef SIPCODES_TRANSACTIONS_H
#define SIPCODES_TRANSACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "findings.h"
#include "message.h"
#include "outcomes.h"

/** One end of a message's way: an IP address, or what stands for one, and a port. Unused bytes are 0. */
typedef struct {
    uint8_t bytes[16];
    uint8_t length; /**< of the address; 0 where there is none */
    uint16_t port;
} endpoint;

/** What carries a message. */
typedef enum {
    CARRIED_BY_DATAGRAM, /**< UDP: what is lost is sent again by SIP */
    CARRIED_BY_STREAM    /**< TCP, TLS, WebSocket, SCTP: nothing is lost on the way */
} carrier;

/** A message as it came. */
typedef struct {
    const message *m; /**< read with verdict_read() or request_read(); message.status_line is its first line */
    uint32_t code;    /**< 0 for a request */
    uint32_t frame;   /**< from 1; not below that of the message before */
    uint32_t place;   /**< which message of its frame: the same number whenever the frame is dissected, no other's in the frame */
    int64_t time;     /**< of its frame, in nanoseconds, as the capture has it: it can step back */
    carrier by;
    endpoint source;
    endpoint destination;
    text_slice sent;      /**< all captured bytes of the message: two packets with the same ones may be one, captured twice */
    uint32_t datagram_id; /**< IP's identification; 0 where there is none */
    uint32_t interface;   /**< where it was captured */
} tracked_message;

/** What a message is in its flow; for hints, which do not speak of frames. */
typedef enum {
    FLOW_CREDENTIALS_REFUSED = 1 << 0,    /**< a 401 or 407 to credentials with a nonce that had just been issued */
    FLOW_NONCE_EXPIRED = 1 << 1,          /**< a 401 or 407 to credentials with an older nonce, not marked as stale */
    FLOW_ANSWERED_BEFORE_CANCEL = 1 << 2, /**< a 2xx to a CANCEL whose INVITE had its 2xx, or the 2xx itself after the CANCEL */
    FLOW_CANCELLED = 1 << 3,              /**< a 487 with its CANCEL seen, at any hop */
    FLOW_RANG = 1 << 4                    /**< a final to an INVITE that got a 180 before */
} flow_fact;

/** What is known of one message. Frames are 0 where there is none. */
typedef struct {
    uint32_t transaction; /**< its number, from 1 in the order of first sight; that of the INVITE for an ACK; 0: no CSeq, or forgotten */
    method_index method;  /**< the transaction's: INVITE for an ACK whose INVITE is known, to a failure or a 2xx */
    bool is_ack;
    uint32_t request_frame;  /**< of a response: the first sending of its request; of an ACK or CANCEL: that of the INVITE */
    uint32_t response_frame; /**< of a request: its first final; known later only */
    uint32_t cancel_frame;   /**< of a 487, and of a 2xx to the INVITE: the CANCEL */
    int64_t response_time;   /**< of a response, in nanoseconds from the first sending of its request; -1 where it is not known */
    uint32_t resend;         /**< how often it was sent before: 1 for the first repetition; 0: it is the first */
    uint32_t resend_of;      /**< the first sending's frame */
    uint32_t copy_of;        /**< the very same packet, or it on the other side of a NAT, captured before in this frame: nothing happened twice */
    uint32_t made_in;        /**< of a response that came by here before on its way: the frame in which it was seen first */
    endpoint made_by;        /**< with made_in: who sent it there */
    outcome ended;           /**< of a final; of a request known later only */
    uint32_t facts;          /**< flow_fact */
    bool is_request;
} tracked;

/** Transactions, and what is kept per message. */
typedef struct tracker tracker;

/** Starts with nothing. More transactions than the limit, at least 1, are kept by forgetting the oldest. tracker_free() ends it. */
tracker *tracker_new(uint32_t transactions_max);

/** Frees all; NULL is let be. */
void tracker_free(tracker *all);

/** Takes a message. One without a readable CSeq or Call-ID belongs to no transaction and is not kept. The same frame and place twice
 * is taken once. Any values do. */
void tracker_add(tracker *all, const tracked_message *taken);

/** Says that the capture has gone on to this time, also without a SIP message: for what is missing. Not needed after tracker_add(). */
void tracker_clock(tracker *all, int64_t time);

/** What is known of the message by now; false, and *found is cleared, where it is not kept. */
bool tracker_find(const tracker *all, uint32_t frame, uint32_t place, tracked *found);

/**
 * Adds what several messages show of this one. Only what could be said when it came, unless with_later, which adds what is missing as
 * far as the capture has gone by now (32 s, or a whole series of resends). Nothing where the message is not kept.
 */
void tracker_findings(const tracker *all, uint32_t frame, uint32_t place, bool with_later, findings *found);

/** How many transactions were forgotten. */
uint64_t tracker_forgotten(const tracker *all);

/** How many bytes it takes by now. */
size_t tracker_memory(const tracker *all);

/** A request that got no final, for the report: after 32 s of further capture, or after its whole series of resends. */
typedef struct {
    uint32_t frame; /**< of its first sending */
    uint32_t place;
    uint32_t sendings;
    char method[16]; /**< cut there, made safe */
    endpoint destination;
    finding_index index; /**< never_answered, or what else is missing (cancel_without_487) */
} absence;

/** Gives each absence that is known by now, in the order of the frames. */
void tracker_absences(const tracker *all, void (*take)(const absence *one, void *context), void *context);

#endif
