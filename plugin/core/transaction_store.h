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

/* ---- Times ---- */

/** Nanoseconds in a millisecond. */
#define MILLISECOND INT64_C(1000000)

/** 64 * T1: how long a transaction waits, by RFC 3261, section 17 (timers B, F, H). */
#define TRANSACTION_TIMEOUT (32000 * MILLISECOND)

/** A time between two messages that is not known: the clock stepped, or one of them was not seen. */
#define TIME_UNKNOWN INT64_C(-1)

/** A time on the tracker's steady clock that is not known. */
#define INSTANT_UNKNOWN INT64_MIN

/* ---- Messages ---- */

/** What a record is of. */
typedef enum {
    RECORD_FIRST, /**< a first sending; the transaction's are chained, newest first */
    RECORD_RESENT,
    RECORD_COPY
} record_kind;

/**
 * A message in 20 bytes. Frame and time are counted from those of its chunk (record_base); what has no room here stands in a wide_record.
 * To be read with the functions below.
 */
typedef struct {
    uint32_t frame_since : 20;
    uint32_t time_high : 12;
    uint32_t time_low;
    uint32_t transaction;
    uint32_t back : 24;       /**< to the record before it in the chain; of what is none, to the first sending's or the original's frame */
    uint32_t place_index : 8; /**< in tracker.places */
    uint32_t code : 10;       /**< of a response; 0 for a request, RECORD_ACK */
    uint32_t kind : 2;        /**< record_kind */
    uint32_t sending : 4;     /**< which time it was sent again */
    uint32_t has_tag : 1;     /**< its To tag is transaction.to_tag; else it has none */
    uint32_t is_wide : 1;
    uint32_t is_reliable : 1; /**< a provisional response that wants a PRACK (RFC 3262) */
    uint32_t has_notes : 1;
    uint32_t has_body : 1;
    uint32_t other_way : 1; /**< a response that came between other addresses than its request */
    uint32_t facts : 5;     /**< flow_fact */
    uint32_t ended : 5;     /**< outcome */
} record;

/** Stands for the code of an ACK in the INVITE's transaction: none is so high. */
#define RECORD_ACK 1000

_Static_assert(sizeof(record) == 20, "a message is kept in 20 bytes");
_Static_assert(OUTCOME_COUNT <= 32, "an outcome has room in a record");

/** What the frames and times of a chunk of records are counted from. */
typedef struct {
    int64_t time;
    uint32_t frame;
} record_base;

/** A message of which one value at least is too large for a record: all such values. */
typedef struct {
    int64_t time; /**< on the steady clock; INSTANT_UNKNOWN */
    uint32_t record;
    uint32_t frame;
    uint32_t place;
    uint32_t link;
    uint32_t tag;
    uint32_t sending;
} wide_record;

/** Places of messages in their frames that a record has room for: nearly all messages of a capture have one of few. */
#define PLACES_MAX 256

/* ---- Transactions ---- */

/** What is known of a transaction beside its messages. */
enum {
    TRANSACTION_RANG = 1 << 0,
    TRANSACTION_ELSEWHERE = 1 << 1, /**< a CANCEL: its Reason says that the call was completed elsewhere */
    TRANSACTION_SURE = 1 << 2,      /**< the request's header section was seen whole */
    TRANSACTION_STREAM = 1 << 3,    /**< the request came over a stream */
    TRANSACTION_HAS_EXPIRES = 1 << 4,
    TRANSACTION_HAS_CREDENTIALS = 1 << 5,
    TRANSACTION_OFFERS = 1 << 6,       /**< the request has a session description */
    TRANSACTION_WANTS_TIMER = 1 << 7,  /**< the request asks for a session timer (RFC 4028) */
    TRANSACTION_WRONG_TAG = 1 << 8,    /**< an ACK had a To tag that no 2xx has */
    TRANSACTION_SERIES_NOTED = 1 << 9, /**< never_answered was said of its last sending */
    TRANSACTION_HAD_MORE = 1 << 10,    /**< it has facts in cells, or had some */
    TRANSACTION_FACTS_BITS = 11
};

/** A transaction in 52 bytes. */
typedef struct {
    uint32_t call;   /**< of the Call-ID: with the From tag, or branch and CSeq, beside it, 32 bits of its hash are enough */
    uint32_t branch; /**< with Call-ID, CSeq number and method beside it, 32 bits of its hash are enough */
    uint32_t cseq;
    uint32_t source : 24; /**< of the request, also where it was not seen: an endpoint's number */
    uint32_t via_count : 8;
    uint32_t destination : 24;
    uint32_t epoch : 8; /**< how often the clock had stepped */
    uint32_t older;     /**< the transaction before it with the same Call-ID */
    uint32_t request;   /**< the record of its first sending; 0 where it was not seen */
    uint32_t last;      /**< the newest record in the chain */
    uint32_t final;     /**< the record of the first final response */
    uint32_t from_tag;
    uint32_t to_tag; /**< the first that a message of it had */
    uint32_t cells;  /**< what few transactions have: the first cell's number */
    uint32_t facts : TRANSACTION_FACTS_BITS;
    uint32_t method : 5;
    uint32_t vias : 16; /**< part of the hash, to find a difference by */
} transaction;

_Static_assert(sizeof(transaction) == 52, "a transaction is kept in 52 bytes");
_Static_assert(METHOD_INDEX_COUNT <= 32, "a method has room in a transaction");

/** What a cell says. */
typedef enum {
    CELL_PARTNER,       /**< of an INVITE its CANCEL, of a CANCEL its INVITE: a transaction's number */
    CELL_RESENT,        /**< a record's number, and how often it was sent again */
    CELL_USED,          /**< credentials of the request: realm and nonce; see transaction_credentials.c */
    CELL_ISSUED,        /**< a challenge of its 401 or 407: realm and nonce */
    CELL_REFUSED,       /**< how often credentials were refused in a row, with this transaction */
    CELL_EARLY,         /**< the session description of a provisional response, and its To tag */
    CELL_EARLY_FRAME,   /**< its frame */
    CELL_RSEQ,          /**< of the last reliable provisional response: RSeq and To tag */
    CELL_RACK,          /**< of a PRACK: the RSeq and CSeq number that it confirms */
    CELL_ASKED,         /**< the time that was asked for, and the Contact, 0 where there is none */
    CELL_ASKED_CONTACT, /**< the same without a time */
    CELL_KINDS
} cell_kind;

/** One fact that few transactions have. Cells of one transaction are chained; those that are free are used again. */
typedef struct {
    uint32_t next : 28;
    uint32_t kind : 4; /**< cell_kind */
    uint32_t a;
    uint32_t b;
} cell;

_Static_assert(CELL_KINDS <= 16, "a kind has room in a cell");

/** No transaction has more. */
#define CELLS_EACH 32

/* ---- What stands beside them ---- */

/** One end, and what is known of it. */
typedef struct {
    endpoint at;
    uint32_t hash;
    bool has_responded;
} known_endpoint;

/** The last number of an endpoint that transaction has room for. */
#define ENDPOINTS_END 0xffffff

/** One finding of a message. */
typedef struct {
    uint32_t record;
    uint32_t index;
    char *text;
} note;

/** A packet of late, to know copies by. */
typedef struct {
    uint32_t packet[2];
    uint32_t time; /**< on the steady clock, in units of 1024 ns, which come round after an hour */
    uint32_t record;
    uint32_t source;
    uint32_t destination;
    uint16_t datagram_id;
    uint16_t interface;
} recent_packet;

/** Transactions of late that are found by their branch alone. */
#define BRANCHES_OF_LATE 1024

struct tracker {
    hash_key key;
    uint32_t transactions_max;
    numbered transactions;
    numbered records;
    numbered bases; /* of each chunk of records */
    numbered wide;
    numbered cells;
    numbered endpoints;
    numbered notes;
    hash_slots by_call;
    uint32_t call_of_late; /* asked for last, and its newest transaction */
    uint32_t newest_of_late;
    hash_slots by_key; /* those that are not among the newest of their call */
    hash_slots by_endpoint;
    uint32_t free_cell;
    uint32_t places[PLACES_MAX];              /* a place and 1; 0 is free */
    uint32_t by_branch[BRANCHES_OF_LATE];     /* the newest transaction whose branch falls there */
    uint32_t tag_by_branch[BRANCHES_OF_LATE]; /* its From tag, whatever its Call-ID */
    uint32_t ends[2];                         /* asked for last: endpoints' numbers */
    uint32_t *found_last;                     /* a record's number: of a message several things are asked, and then of the next one */
    recent_packet *recent;
    uint32_t recent_count; /* a power of 2 */
    uint32_t recent_used;  /* remembered since recent_since */
    int64_t recent_since;
    size_t notes_length; /* of the notes' texts */
    int64_t raw_time;    /* of the newest message */
    int64_t offset;      /* the steady clock is the raw time and this */
    int64_t now;         /* on the steady clock, the highest */
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
    uint32_t resend; /**< which time it was sent again */
    transaction *t;
    uint32_t t_number;
    transaction *invite; /**< of an ACK, CANCEL or PRACK: what it belongs to; NULL where that is not known */
    uint32_t invite_number;
    bool invite_in_branch; /**< it has the INVITE's branch */
    uint32_t newest;       /**< the newest transaction with its Call-ID */
    bool is_new;           /**< the transaction began with it */
} arrival;

/** Transactions of one Call-ID that are looked at, newest first; and messages of one transaction. */
#define LOOK_BACK_MAX 64

/** The transaction with the number, NULL where it is forgotten. */
static inline transaction *transaction_at(const tracker *all, uint32_t number)
{
    return (transaction *)numbered_sized_at(&all->transactions, number, sizeof(transaction));
}

/** The record with the number, NULL where it is forgotten. */
static inline record *record_at(const tracker *all, uint32_t number)
{
    return (record *)numbered_sized_at(&all->records, number, sizeof(record));
}

/** The record of the transaction's request; NULL where it was not seen. */
static inline record *request_of(const tracker *all, const transaction *t)
{
    return record_at(all, t->request);
}

/* ---- What a record says ---- */

/** The code of a response; 0 for a request. */
static inline uint32_t record_code(const record *one)
{
    return one->code == RECORD_ACK ? 0 : one->code;
}

/** True for an ACK in the INVITE's transaction. */
static inline bool record_is_ack(const record *one)
{
    return one->code == RECORD_ACK;
}

/** Of what a chunk's frames and times are counted from. */
static inline const record_base *base_of(const tracker *all, uint32_t number)
{
    return (const record_base *)numbered_sized_at(&all->bases, (number - 1) / NUMBERED_CHUNK + 1, sizeof(record_base));
}

/** What has no room in the record with the number; NULL where all has. */
const wide_record *wide_of(const tracker *all, uint32_t number);

/** The frame of the record with the number; 0 where it is forgotten. */
static inline uint32_t frame_of(const tracker *all, uint32_t number)
{
    const record *one = record_at(all, number);

    if (one == NULL) {
        return 0;
    }
    return one->is_wide ? wide_of(all, number)->frame : base_of(all, number)->frame + one->frame_since;
}

/** Which message of its frame it is. The record is kept. */
uint32_t place_of(const tracker *all, uint32_t number);

/** On the steady clock; INSTANT_UNKNOWN, also where it is forgotten. */
int64_t instant_of(const tracker *all, uint32_t number);

/** The hash of the To tag of a record and its number; 0 where it has none. */
static inline uint32_t record_tag(const tracker *all, const transaction *t, const record *one, uint32_t number)
{
    return one->is_wide ? wide_of(all, number)->tag : one->has_tag ? t->to_tag
                                                                   : 0;
}

/** The same by its number. The record is kept. */
static inline uint32_t tag_of(const tracker *all, const transaction *t, uint32_t number)
{
    return record_tag(all, t, record_at(all, number), number);
}

/** As link_of_record(), for what is wide, was sent again or is a copy. */
uint32_t link_of_other(const tracker *all, uint32_t number);

/** Of a record and its number the one before it in the chain, 0 at its end; of what was sent again or is a copy the frame of the first. */
static inline uint32_t record_link(const tracker *all, const record *one, uint32_t number)
{
    if (one->is_wide || one->kind != RECORD_FIRST) {
        return link_of_other(all, number);
    }
    return one->back == 0 ? 0 : number - one->back;
}

/** The same by its number. */
static inline uint32_t link_of_record(const tracker *all, uint32_t number)
{
    return record_link(all, record_at(all, number), number);
}

/** Which time it was sent again; 0 for a first sending. The record is kept. */
uint32_t sending_of(const tracker *all, uint32_t number);

/** From one message to another, in nanoseconds; TIME_UNKNOWN, also where it is negative. */
int64_t time_between(const tracker *all, uint32_t from, uint32_t to);

/** From the message with the number, in the transaction, to the one that is being taken; TIME_UNKNOWN, also where it is negative. */
int64_t time_since(const arrival *a, const transaction *t, uint32_t number);

/** The first message of the transaction, on the steady clock; INSTANT_UNKNOWN where it is forgotten. */
int64_t start_of(const tracker *all, const transaction *t);

/** What is set down of a new record. */
typedef struct {
    uint32_t frame;
    uint32_t place;
    uint32_t tag;
    int64_t time;  /**< INSTANT_UNKNOWN */
    uint32_t link; /**< as link_of_record() gives it */
    uint32_t sending;
} record_values;

/** Sets it down in the newest record, whose kind and transaction are set. */
void record_set(tracker *all, transaction *t, const record_values *values);

/* ---- What few transactions have ---- */

/** The first cell of the kind; NULL where there is none. */
cell *cell_of(const tracker *all, const transaction *t, cell_kind kind);

/** The next of the same kind; NULL where there is none. */
cell *cell_next(const tracker *all, const cell *one);

/** A new cell behind the others; NULL where there are too many. */
cell *cell_add(tracker *all, transaction *t, cell_kind kind, uint32_t a, uint32_t b);

/** Sets the only cell of the kind, made where there is none. */
void cell_set(tracker *all, transaction *t, cell_kind kind, uint32_t a, uint32_t b);

/** Gives the cells of the kind back; all with CELL_KINDS. */
void cells_free(tracker *all, transaction *t, cell_kind kind);

/** Of an INVITE its CANCEL, of a CANCEL the INVITE that it belongs to: a transaction's number; 0 where it is not known. */
uint32_t partner_of(const tracker *all, const transaction *t);

/** The cell that counts how often the record was sent again; NULL where it was not. */
cell *resent_cell(const tracker *all, const transaction *t, uint32_t number);

/** How often the request was sent; 0 where it was not seen. */
uint32_t sendings_of(const tracker *all, const transaction *t);

/* ---- All ---- */

/** The number of the endpoint, a new one where it was not known; 0 where no number is left. */
uint32_t endpoint_number(tracker *all, const endpoint *one);

/** The endpoint with the number; NULL where it is forgotten. */
static inline known_endpoint *endpoint_at(const tracker *all, uint32_t number)
{
    return (known_endpoint *)numbered_sized_at(&all->endpoints, number, sizeof(known_endpoint));
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
uint32_t newest_of_call(const tracker *all, uint32_t call);

/** The same for the message that is being taken, for which it is asked more than once. */
uint32_t newest_of_call_now(tracker *all, uint32_t call);

/** As newest_of_call() of the call of the message's transaction, which is another one's where a response echoes wrongly. */
static inline uint32_t newest_around(const arrival *a)
{
    return a->t->call == a->keys.call ? a->newest : newest_of_call(a->all, a->t->call);
}

/** As many of a call's newest transactions are looked at one by one; the others are found in by_key. */
#define NEWEST_OF_CALL 8

/** The hash by which transactions are found in by_key. */
uint32_t transaction_hash(uint32_t call, uint32_t branch, uint32_t cseq, method_index method);

/** A new transaction with these keys, and its number; forgets the oldest where there are too many. NULL where no number is left. */
transaction *transaction_add(tracker *all, const message_keys *keys, uint32_t *number);

/** A new record; forgets the oldest where there are too many. NULL where no number is left. */
record *record_add(tracker *all, uint32_t *number);

#endif
