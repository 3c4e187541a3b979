/* transaction_tracker.c: takes the messages of a capture in their order
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transactions.h"

#include <string.h>

#include <glib.h>

#include "blocked.h"
#include "reason.h"
#include "status_line.h"
#include "transaction_findings.h"
#include "transaction_match.h"
#include "transaction_notes.h"
#include "transaction_store.h"

/* T1 of RFC 3261, section 17.1.1.1: what is sent again is so at the earliest then. */
#define T1 (500 * MILLISECOND)

/* The same packet on another interface, or twice on a mirror port, is not later than this. */
#define COPY_MAX (50 * MILLISECOND)

/* ---- A tracker ---- */

#define RECENT_AT_FIRST 256
#define RECENT_MAX 65536

tracker *tracker_new(uint32_t transactions_max)
{
    tracker *all = g_new0(tracker, 1);

    all->key = hash_key_new();
    all->transactions_max = MAX(transactions_max, 1);
    numbered_begin(&all->transactions, sizeof(transaction));
    numbered_begin(&all->records, sizeof(record));
    numbered_begin(&all->extras, sizeof(transaction_extra));
    numbered_begin(&all->endpoints, sizeof(known_endpoint));
    numbered_begin(&all->notes, sizeof(note));
    hash_slots_begin(&all->by_key);
    hash_slots_begin(&all->by_call);
    hash_slots_begin(&all->by_endpoint);
    all->recent_count = RECENT_AT_FIRST;
    all->recent = g_new0(recent_packet, all->recent_count);
    return all;
}

void tracker_free(tracker *all)
{
    if (all == NULL) {
        return;
    }
    notes_forget(all, all->notes.next);
    numbered_end(&all->transactions);
    numbered_end(&all->records);
    numbered_end(&all->extras);
    numbered_end(&all->endpoints);
    numbered_end(&all->notes);
    hash_slots_end(&all->by_key);
    hash_slots_end(&all->by_call);
    hash_slots_end(&all->by_endpoint);
    g_free(all->recent);
    g_free(all);
}

uint64_t tracker_forgotten(const tracker *all)
{
    return all->transactions.first - 1;
}

/* ---- The clock ---- */

#define STEP_BACK (10000 * MILLISECOND)
#define STEP_FORWARD (MILLISECOND * 24 * 3600 * 1000)
#define RAW_MAX (INT64_MAX / 4)

/* Merged files have clocks that step, one by twenty years: a step takes no time. */
void tracker_clock(tracker *all, int64_t time)
{
    int64_t raw = CLAMP(time, -RAW_MAX, RAW_MAX);
    int64_t passed = raw - all->raw_time;

    if (all->has_time && (passed < -STEP_BACK || passed > STEP_FORWARD)) {
        all->offset -= passed;
        all->epoch++;
    }
    all->now = all->has_time ? MAX(all->now, raw + all->offset) : raw + all->offset;
    all->raw_time = raw;
    all->has_time = true;
}

static void set_time(arrival *a)
{
    int64_t time = a->time - a->t->start;

    if (a->t->epoch != a->all->epoch || time < 0 || time >= INT64_C(0xffffffffffff)) {
        time = INT64_C(0xffffffffffff);
    }
    a->r->time_low = (uint32_t)time;
    a->r->time_high = (uint16_t)(time >> 32);
}

/* ---- Copies ---- */

/* Packets whose hashes share a set; a new one takes the place of the oldest. */
#define RECENT_WAYS 4

static recent_packet *recent_set(const tracker *all, uint64_t packet)
{
    return &all->recent[(packet >> 32) % (all->recent_count / RECENT_WAYS) * RECENT_WAYS];
}

static recent_packet *recent_oldest(recent_packet *set)
{
    recent_packet *oldest = set;

    for (int i = 1; i < RECENT_WAYS; i++) {
        if (set[i].record < oldest->record) {
            oldest = &set[i];
        }
    }
    return oldest;
}

/* Room for twice of what comes within the time in which a packet can be seen again. */
static void make_recent_room(arrival *a)
{
    tracker *all = a->all;
    recent_packet *old = all->recent;
    uint32_t count = all->recent_count;
    int64_t passed = a->time - all->recent_since;

    if (++all->recent_used < count) {
        return;
    }
    all->recent_used = 0;
    all->recent_since = a->time;
    if (count == RECENT_MAX || passed < 0 || passed >= 2 * T1) {
        return;
    }
    all->recent_count *= 2;
    all->recent = g_new0(recent_packet, all->recent_count);
    for (uint32_t i = 0; i < count; i++) {
        *recent_oldest(recent_set(all, old[i].packet)) = old[i];
    }
    g_free(old);
}

/* The same bytes between the same addresses at once; or, one end being the same, on the other side of a NAT. Linux sends the
 * identification 0 from some sockets, so two of them prove nothing. */
static bool is_copy(const arrival *a, const recent_packet *before)
{
    const record *original = record_at(a->all, before->record);
    int64_t apart = ABS(a->time - before->time);

    if (original == NULL || original->frame == a->message->frame) {
        return false;
    }
    if (before->source == a->source && before->destination == a->destination) {
        return apart <= COPY_MAX
            && (before->datagram_id == a->message->datagram_id || before->interface != a->message->interface);
    }
    return apart < T1 && (before->source == a->source || before->destination == a->destination);
}

/* The record of which the packet is a copy; 0 where it is none. */
static uint32_t find_original(const arrival *a, uint64_t packet)
{
    const recent_packet *set = recent_set(a->all, packet);

    for (int i = 0; i < RECENT_WAYS; i++) {
        if (set[i].record != 0 && set[i].packet == packet && is_copy(a, &set[i])) {
            return set[i].record;
        }
    }
    return 0;
}

static void remember_packet(arrival *a, uint64_t packet)
{
    recent_packet *slot;

    make_recent_room(a);
    slot = recent_oldest(recent_set(a->all, packet));
    *slot = (recent_packet){ packet, a->time, a->r_number, a->source, a->destination, a->message->datagram_id, a->message->interface };
}

/* ---- What a message is in its transaction ---- */

/* With another RSeq, or with a session description added, it is another one. */
static bool is_same_provisional(const arrival *a, const record *r, uint32_t what)
{
    const transaction_extra *extra = extra_of(a->all, a->t);
    const header_field *rseq = message_first(a->message->m, HEADER_RSEQ);
    uint32_t number;

    if ((r->what & (RECORD_RELIABLE | RECORD_BODY)) != (what & (RECORD_RELIABLE | RECORD_BODY))) {
        return false;
    }
    return (what & RECORD_RELIABLE) == 0 || extra == NULL || rseq == NULL || !text_to_number(rseq->value, &number) || number == extra->rseq;
}

/* Of what the transaction's chain has, the one that the message repeats: a record's number; 0 where it is new. */
static uint32_t find_repeated(const arrival *a, uint32_t what)
{
    uint32_t number = a->t->last, looked = 0;

    for (const record *r = record_at(a->all, number); r != NULL && looked < LOOK_BACK_MAX; r = record_at(a->all, number), looked++) {
        if ((r->what & (RECORD_CODE | RECORD_ACK)) == (what & (RECORD_CODE | RECORD_ACK)) && r->tag == a->keys.to_tag
            && ((what & RECORD_CODE) < 101 || (what & RECORD_CODE) >= 200 || is_same_provisional(a, r, what))) {
            return number;
        }
        number = r->link;
    }
    return 0;
}

static void chain_record(arrival *a)
{
    a->r->link = a->t->last;
    a->t->last = a->r_number;
}

static void note_resend(arrival *a, uint32_t first_number)
{
    record *first = record_at(a->all, first_number);

    a->r->what |= RECORD_RESENT;
    a->r->link = first->frame;
    a->r->ended = first->ended;
    a->r->facts = first->facts;
    if (first->resend < UINT16_MAX) {
        first->resend++;
    }
    a->r->resend = first->resend;
}

static void take_request(arrival *a)
{
    if (a->t->sendings < UINT16_MAX) {
        a->t->sendings++;
    }
    if (record_at(a->all, a->t->request) != NULL) {
        note_resend(a, a->t->request);
        return;
    }
    if (a->t->request == 0) {
        a->t->request = a->r_number;
        a->t->source = a->source;
        a->t->destination = a->destination;
    }
    chain_record(a);
}

static uint32_t what_is_known(const arrival *a, uint32_t cancel_number)
{
    const transaction *cancel = transaction_at(a->all, cancel_number);
    uint32_t code = a->message->code;
    uint32_t known = (a->t->facts & TRANSACTION_RANG) != 0 ? KNOWN_RANG : 0;

    if (cancel != NULL) {
        known |= KNOWN_CANCELLED | ((cancel->facts & TRANSACTION_ELSEWHERE) != 0 ? KNOWN_ELSEWHERE : 0);
    }
    if (code == 603 || code == 607 || code == 608) {
        response r = { .m = a->message->m, .code = code };

        known |= blocked_read(&r, status_line_phrase(a->message->m->status_line)).is_blocked ? KNOWN_BLOCKED : 0;
    }
    return known;
}

static void end_invite(arrival *a)
{
    uint32_t code = a->message->code;
    uint32_t cancel = code == 487 || code < 300 ? cancel_of(a->all, a->t) : 0;

    a->r->ended = (uint8_t)outcome_of(true, code, what_is_known(a, cancel));
    a->r->facts |= (a->t->facts & TRANSACTION_RANG) != 0 ? FLOW_RANG : 0;
    if (cancel != 0) {
        a->r->facts |= code == 487 ? FLOW_CANCELLED : FLOW_ANSWERED_BEFORE_CANCEL;
    }
}

static void end_other(arrival *a)
{
    const transaction *invite = transaction_at(a->all, a->t->partner);

    a->r->ended = (uint8_t)outcome_of(false, a->message->code, 0);
    if (a->t->method == METHOD_INDEX_CANCEL && invite != NULL && a->message->code < 300 && response_within(a->all, invite, 200, 299) != 0) {
        a->r->facts |= FLOW_ANSWERED_BEFORE_CANCEL;
    }
}

static void take_response(arrival *a)
{
    uint32_t repeated = find_repeated(a, a->r->what);
    known_endpoint *sender = endpoint_at(a->all, a->source);

    if (sender != NULL) {
        sender->has_responded = true;
    }
    if (repeated != 0) {
        note_resend(a, repeated);
        return;
    }
    chain_record(a);
    if (a->source != a->t->destination || a->destination != a->t->source) {
        a->r->facts |= RECORD_OTHER_WAY;
    }
    if (a->message->code == 180) {
        a->t->facts |= TRANSACTION_RANG;
    }
    if (a->message->code < 200) {
        return;
    }
    if (a->t->method == METHOD_INDEX_INVITE) {
        end_invite(a);
    } else {
        end_other(a);
    }
    if (a->t->final == 0) {
        a->t->final = a->r_number;
    }
}

static void take_ack(arrival *a)
{
    uint32_t repeated = find_repeated(a, a->r->what);

    if (repeated != 0) {
        note_resend(a, repeated);
    } else {
        chain_record(a);
    }
}

/* ---- Taking a message ---- */

static uint32_t what_it_is(const arrival *a)
{
    const message *m = a->message->m;
    uint32_t what = MIN(a->message->code, 999);

    if (a->keys.is_request && a->keys.method == METHOD_INDEX_ACK && a->invite != NULL) {
        what |= RECORD_ACK;
    }
    if (what > 100 && what < 200 && message_has(m, HEADER_RSEQ)) {
        what |= RECORD_RELIABLE;
    }
    return what | (m->body.length > 0 ? RECORD_BODY : 0);
}

static bool begin_record(arrival *a, uint32_t what)
{
    a->r = record_add(a->all, &a->r_number);
    if (a->r == NULL) {
        return false;
    }
    a->r->frame = a->message->frame;
    a->r->place = a->message->place;
    a->r->transaction = a->t_number;
    a->r->tag = a->keys.to_tag;
    a->r->what = (uint16_t)what;
    set_time(a);
    return true;
}

static void take_copy(arrival *a, uint32_t original_number)
{
    /* A new record can have it forgotten. */
    const record original = *record_at(a->all, original_number);

    a->t_number = original.transaction;
    a->t = transaction_at(a->all, a->t_number);
    if (a->t != NULL && begin_record(a, (original.what & (RECORD_CODE | RECORD_ACK | RECORD_BODY | RECORD_RELIABLE)) | RECORD_COPY)) {
        a->r->link = original.frame;
        a->r->ended = original.ended;
        a->r->facts = original.facts;
    }
}

static void take(arrival *a)
{
    if ((a->r->what & RECORD_ACK) != 0) {
        take_ack(a);
    } else if (a->keys.is_request) {
        take_request(a);
    } else {
        take_response(a);
    }
    transaction_findings_add(a);
}

static bool is_in_order(const tracker *all, const tracked_message *taken)
{
    const record *last = record_at(all, all->records.next - 1);

    return last == NULL || last->frame < taken->frame
        || (last->frame == taken->frame && record_find(all, taken->frame, taken->place) == 0);
}

void tracker_add(tracker *all, const tracked_message *taken)
{
    arrival a = { .all = all, .message = taken };
    uint32_t original;
    uint64_t packet;

    if (!is_in_order(all, taken) || !message_keys_read(&a.keys, &all->key, taken->m, taken->code == 0)) {
        return;
    }
    tracker_clock(all, taken->time);
    a.time = all->raw_time + all->offset;
    a.source = endpoint_number(all, &taken->source);
    a.destination = endpoint_number(all, &taken->destination);
    packet = hash_packet(&a.keys, taken->code, taken->sent);
    original = find_original(&a, packet);
    if (original != 0) {
        take_copy(&a, original);
        return;
    }
    if (match_transaction(&a) && begin_record(&a, what_it_is(&a))) {
        remember_packet(&a, packet);
        take(&a);
    }
}
