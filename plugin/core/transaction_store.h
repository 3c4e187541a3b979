/* transaction_store.h: what a tracker keeps; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_STORE_H
#define SIPCODES_TRANSACTION_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "numbered.h"
#include "transaction_keys.h"
#include "transactions.h"

/* ---- What is kept ---- */

/** A message. The transaction's distinct messages are chained, newest first; what was sent again is not in the chain. */
typedef struct {
    uint32_t frame;
    uint32_t place;
    uint32_t transaction;
    uint32_t link;      /**< the record before it in the chain; of what was sent again the first sending's frame; of a copy the original's */
    uint32_t tag;       /**< the To tag's hash */
    uint32_t time_low;  /**< from the transaction's start, in nanoseconds: see record_time() */
    uint16_t time_high;
    uint16_t resend;    /**< which time it was sent again; of a first sending, how often it was since */
    uint16_t what;      /**< the code, and RECORD_ bits */
    uint8_t facts;      /**< flow_fact, and RECORD_OTHER_WAY */
    uint8_t ended;      /**< outcome */
} record;

enum {
    RECORD_CODE = 0x3ff,    /**< 0 for a request */
    RECORD_ACK = 1 << 10,   /**< an ACK in the INVITE's transaction */
    RECORD_COPY = 1 << 11,
    RECORD_RESENT = 1 << 12,
    RECORD_RELIABLE = 1 << 13, /**< a provisional response that wants a PRACK (RFC 3262) */
    RECORD_NOTED = 1 << 14,    /**< it has notes */
    RECORD_BODY = 1 << 15      /**< it has a body */
};

/** A response that came between other addresses than its request: one of the bits that flow_fact leaves in record.facts. */
#define RECORD_OTHER_WAY (1 << 7)

/** Nanoseconds in a millisecond. */
#define MILLISECOND INT64_C(1000000)

/** 64 * T1: how long a transaction waits, by RFC 3261, section 17 (timers B, F, H). */
#define TRANSACTION_TIMEOUT (32000 * MILLISECOND)

/** A time that is not known: the clock stepped, or the request was not seen. */
#define TIME_UNKNOWN INT64_C(-1)

/** From the transaction's start, in nanoseconds; TIME_UNKNOWN. */
static inline int64_t record_time(const record *one)
{
    int64_t time = (int64_t)one->time_high << 32 | one->time_low;

    return time == INT64_C(0xffffffffffff) ? TIME_UNKNOWN : time;
}

/** The code of a response; 0 for a request. */
static inline uint32_t record_code(const record *one)
{
    return one->what & RECORD_CODE;
}

/** What is known of a transaction beside its messages. */
enum {
    TRANSACTION_RANG = 1 << 0,
    TRANSACTION_ELSEWHERE = 1 << 1,  /**< a CANCEL: its Reason says that the call was completed elsewhere */
    TRANSACTION_SURE = 1 << 2,       /**< the request's header section was seen whole */
    TRANSACTION_STREAM = 1 << 3,     /**< the request came over a stream */
    TRANSACTION_HAS_EXPIRES = 1 << 4,
    TRANSACTION_HAS_CREDENTIALS = 1 << 5,
    TRANSACTION_OFFERS = 1 << 6,     /**< the request has a session description */
    TRANSACTION_KNOWS_VIAS = 1 << 7,
    TRANSACTION_WANTS_TIMER = 1 << 8, /**< the request asks for a session timer (RFC 4028) */
    TRANSACTION_WRONG_TAG = 1 << 9,   /**< an ACK had a To tag that no 2xx has */
    TRANSACTION_SERIES_NOTED = 1 << 10 /**< never_answered was said of its last sending */
};

/** A transaction. */
typedef struct {
    uint64_t call;
    int64_t start;        /**< on the tracker's steady clock */
    uint32_t branch;      /**< with Call-ID, CSeq number and method beside it, 32 bits of its hash are enough */
    uint32_t cseq;
    uint32_t source;      /**< of the request, also where it was not seen: an endpoint's number */
    uint32_t destination;
    uint32_t older;       /**< the transaction before it with the same Call-ID */
    uint32_t request;     /**< the record of its first sending; 0 where it was not seen */
    uint32_t last;        /**< the newest record in the chain */
    uint32_t final;       /**< the record of the first final response */
    uint32_t partner;     /**< of an INVITE its CANCEL, of others the INVITE that they belong to: a transaction's number */
    uint32_t from_tag;
    uint32_t vias;
    uint32_t extra;       /**< a transaction_extra's number */
    uint16_t facts;
    uint16_t sendings;    /**< of the request */
    uint8_t via_count;
    uint8_t method;
    uint8_t epoch;        /**< how often the clock had stepped */
} transaction;

_Static_assert(sizeof(record) == 32, "a message is kept in 32 bytes");
_Static_assert(sizeof(transaction) <= 72, "a transaction is kept in 72 bytes");

/** One end, and what is known of it. */
typedef struct {
    endpoint at;
    uint32_t hash;
    bool has_responded;
} known_endpoint;

/** The credentials of a request, or a challenge: hashes, 0 where there is none. */
typedef struct {
    uint32_t realm;
    uint32_t nonce;
} realm_nonce;

/** Challenges, or credentials, of one message that are looked at. */
#define CREDENTIALS_MAX 4

/** What few transactions have. */
typedef struct {
    uint32_t transaction;
    realm_nonce used[CREDENTIALS_MAX];   /**< the request's credentials; for whom is in their order: see credentials.c */
    realm_nonce issued[CREDENTIALS_MAX]; /**< the challenges of its 401 or 407 */
    uint16_t refused;                    /**< how often credentials were refused in a row, with this transaction */
    uint32_t early_answer;               /**< session description of a provisional response, and its To tag */
    uint32_t early_tag;
    uint32_t early_frame;
    uint32_t rseq;                       /**< of the last reliable provisional response */
    uint32_t rseq_tag;
    uint32_t rack;                       /**< of a PRACK: the RSeq that it confirms */
    uint32_t rack_cseq;
    uint32_t expires;                    /**< asked for, with has_expires */
    uint32_t contact;
    bool has_expires;
} transaction_extra;

/** One finding of a message. */
typedef struct {
    uint32_t record;
    uint32_t index;
    char *text;
} note;

/** A packet of late, to know copies by. */
typedef struct {
    uint64_t packet;
    int64_t time;
    uint32_t record;
    uint32_t source;
    uint32_t destination;
    uint32_t datagram_id;
    uint32_t interface;
} recent_packet;

/** Transactions of late that are found by their branch alone. */
#define BRANCHES_OF_LATE 1024

struct tracker {
    hash_key key;
    uint32_t transactions_max;
    numbered transactions;
    numbered records;
    numbered extras;
    numbered endpoints;
    numbered notes;
    hash_slots by_key;
    hash_slots by_call;
    hash_slots by_endpoint;
    uint32_t by_branch[BRANCHES_OF_LATE]; /* the newest transaction whose branch falls there */
    uint32_t ends[2];                     /* asked for last: endpoints' numbers */
    recent_packet *recent;
    uint32_t recent_count; /* a power of 2 */
    uint32_t recent_used;  /* remembered since recent_since */
    int64_t recent_since;
    size_t notes_length;   /* of the notes' texts */
    int64_t raw_time;      /* of the newest message */
    int64_t offset;        /* the steady clock is the raw time and this */
    int64_t now;           /* on the steady clock, the highest */
    uint8_t epoch;
    bool has_time;
};

/** A message that is being taken. */
typedef struct {
    tracker *all;
    const tracked_message *message;
    message_keys keys;
    int64_t time; /**< on the steady clock */
    uint32_t source;
    uint32_t destination;
    record *r;
    uint32_t r_number;
    transaction *t;
    uint32_t t_number;
    transaction *invite; /**< of an ACK, CANCEL or PRACK: what it belongs to; NULL where that is not known */
    uint32_t invite_number;
    bool invite_in_branch; /**< it has the INVITE's branch */
    bool is_new; /**< the transaction began with it */
} arrival;

/** Transactions of one Call-ID that are looked at, newest first; and messages of one transaction. */
#define LOOK_BACK_MAX 64

/** The transaction with the number, NULL where it is forgotten. */
static inline transaction *transaction_at(const tracker *all, uint32_t number)
{
    return (transaction *)numbered_at(&all->transactions, number);
}

/** The record with the number, NULL where it is forgotten. */
static inline record *record_at(const tracker *all, uint32_t number)
{
    return (record *)numbered_at(&all->records, number);
}

/** The record of the transaction's request; NULL where it was not seen. */
static inline record *request_of(const tracker *all, const transaction *t)
{
    return record_at(all, t->request);
}

/** From one message of the transaction to another, in nanoseconds; TIME_UNKNOWN, also where it is negative. */
static inline int64_t time_between(const record *from, const record *to)
{
    if (record_time(from) == TIME_UNKNOWN || record_time(to) == TIME_UNKNOWN || record_time(to) < record_time(from)) {
        return TIME_UNKNOWN;
    }
    return record_time(to) - record_time(from);
}

/** From the record of the transaction, or any other, to the message that is being taken; TIME_UNKNOWN, also where it is negative. */
int64_t time_since(const arrival *a, const transaction *t, const record *r);

/** What few have of the transaction; NULL where it has none. */
transaction_extra *extra_of(const tracker *all, const transaction *t);

/** The same, made where there is none; NULL where no number is left. */
transaction_extra *extra_make(tracker *all, transaction *t, uint32_t t_number);

/** The number of the endpoint, a new one where it was not known; 0 where no number is left. */
uint32_t endpoint_number(tracker *all, const endpoint *one);

/** The endpoint with the number; NULL where it is forgotten. */
static inline known_endpoint *endpoint_at(const tracker *all, uint32_t number)
{
    return (known_endpoint *)numbered_at(&all->endpoints, number);
}

/** The record of the message; 0 where it is not kept. */
uint32_t record_find(const tracker *all, uint32_t frame, uint32_t place);

/** The CANCEL of the INVITE at any hop: a transaction's number; 0 where none was seen. */
uint32_t cancel_of(const tracker *all, const transaction *invite);

/** The first response in the transaction with the To tag and a code in the range: a record's number; 0 where none was seen. */
uint32_t response_with_tag(const tracker *all, const transaction *t, uint32_t tag, uint32_t first, uint32_t last);

/** The first ACK in the INVITE's transaction with the To tag; any with tag 0. A record's number; 0 where none was seen. */
uint32_t ack_with_tag(const tracker *all, const transaction *invite, uint32_t tag);

/** The first response in the transaction with a code in the range: a record's number; 0 where none was seen. */
uint32_t response_within(const tracker *all, const transaction *t, uint32_t first, uint32_t last);

/** The transaction of the same call before this one: its number; 0 at the end, or where enough were looked at. */
static inline uint32_t next_of_call(const tracker *all, const transaction *t, uint32_t *looked)
{
    return ++*looked < LOOK_BACK_MAX && transaction_at(all, t->older) != NULL ? t->older : 0;
}

/** The newest transaction with the Call-ID; 0 where there is none. */
uint32_t newest_of_call(const tracker *all, uint64_t call);

/** The hash by which transactions are found in by_key. */
uint32_t transaction_hash(uint64_t call, uint32_t branch, uint32_t cseq, method_index method);

/** A new transaction, and its number; forgets the oldest where there are too many. NULL where no number is left. */
transaction *transaction_add(tracker *all, uint64_t call, uint32_t branch, uint32_t cseq, method_index method, uint32_t *number);

/** A new record; forgets the oldest where there are too many. NULL where no number is left. */
record *record_add(tracker *all, uint32_t *number);

#endif
