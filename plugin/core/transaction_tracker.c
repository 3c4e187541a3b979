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

#define RECENT_AT_FIRST 64
#define RECENT_MAX 65536

tracker *tracker_new(uint32_t transactions_max)
{
    tracker *all = g_new0(tracker, 1);

    all->key = hash_key_new();
    all->transactions_max = MAX(transactions_max, 1);
    numbered_begin(&all->transactions, sizeof(transaction));
    numbered_begin(&all->records, sizeof(record));
    numbered_begin(&all->bases, sizeof(record_base));
    numbered_begin(&all->wide, sizeof(wide_record));
    numbered_begin(&all->cells, sizeof(cell));
    numbered_begin(&all->endpoints, sizeof(known_endpoint));
    numbered_begin(&all->notes, sizeof(note));
    hash_slots_begin(&all->by_key);
    hash_slots_begin(&all->by_call);
    hash_slots_begin(&all->by_endpoint);
    all->found_last = g_new0(uint32_t, 1);
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
    numbered_end(&all->bases);
    numbered_end(&all->wide);
    numbered_end(&all->cells);
    numbered_end(&all->endpoints);
    numbered_end(&all->notes);
    hash_slots_end(&all->by_key);
    hash_slots_end(&all->by_call);
    hash_slots_end(&all->by_endpoint);
    g_free(all->found_last);
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

/* What comes before the transaction's start has a clock of its own. */
static int64_t instant_now(const arrival *a)
{
    bool can_be_before = a->time < a->all->now && !a->is_new;

    return a->t->epoch != a->all->epoch || (can_be_before && a->time < start_of(a->all, a->t)) ? INSTANT_UNKNOWN : a->time;
}

static void set_record(arrival *a, uint32_t link, uint32_t sending)
{
    const record_values values = { a->message->frame, a->message->place, a->keys.to_tag, instant_now(a), link, sending };

    record_set(a->all, a->t, &values);
}

/* ---- Copies ---- */

/* Packets whose hashes share a set; a new one takes the place of the oldest. */
#define RECENT_WAYS 4

static recent_packet *recent_set(const tracker *all, uint64_t packet)
{
    return &all->recent[(packet >> 32) % (all->recent_count / RECENT_WAYS) * RECENT_WAYS];
}

static uint64_t recent_hash(const recent_packet *one)
{
    return (uint64_t)one->packet[1] << 32 | one->packet[0];
}

#define RECENT_UNIT 1024

static uint32_t recent_time(int64_t time)
{
    return (uint32_t)((uint64_t)time / RECENT_UNIT);
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
        *recent_oldest(recent_set(all, recent_hash(&old[i]))) = old[i];
    }
    g_free(old);
}

/* The same bytes between the same addresses at once; or, one end being the same, on the other side of a NAT. Linux sends the
 * identification 0 from some sockets, so two of them prove nothing. */
static bool is_copy(const arrival *a, const recent_packet *before)
{
    uint32_t frame = frame_of(a->all, before->record);
    int64_t apart = ABS((int64_t)(int32_t)(recent_time(a->time) - before->time)) * RECENT_UNIT;

    if (frame == 0 || frame == a->message->frame) {
        return false;
    }
    if (before->source == a->source && before->destination == a->destination) {
        return apart <= COPY_MAX
            && (before->datagram_id == (uint16_t)a->message->datagram_id || before->interface != (uint16_t)a->message->interface);
    }
    return apart < T1 && (before->source == a->source || before->destination == a->destination);
}

/* The record of which the packet is a copy; 0 where it is none. */
static uint32_t find_original(const arrival *a, uint64_t packet)
{
    const recent_packet *set = recent_set(a->all, packet);

    for (int i = 0; i < RECENT_WAYS; i++) {
        if (set[i].record != 0 && recent_hash(&set[i]) == packet && is_copy(a, &set[i])) {
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
    /* clang-format off */
    *slot = (recent_packet){ .packet = { (uint32_t)packet, (uint32_t)(packet >> 32) }, .time = recent_time(a->time),
                             .record = a->r_number, .source = a->source, .destination = a->destination,
                             .datagram_id = (uint16_t)a->message->datagram_id, .interface = (uint16_t)a->message->interface };
    /* clang-format on */
}

/* ---- What a message is in its transaction ---- */

/* With another RSeq, or with a session description added, it is another one. */
static bool is_same_provisional(const arrival *a, const record *r)
{
    const cell *kept = cell_of(a->all, a->t, CELL_RSEQ);
    const header_field *rseq = message_first(a->message->m, HEADER_RSEQ);
    uint32_t number;

    if (r->is_reliable != a->r->is_reliable || r->has_body != a->r->has_body) {
        return false;
    }
    return !r->is_reliable || kept == NULL || rseq == NULL || !text_to_number(rseq->value, &number) || number == kept->a;
}

/* Of what the transaction's chain has, the one that the message repeats: a record's number; 0 where it is new. */
static uint32_t find_repeated(const arrival *a)
{
    uint32_t number = a->t->last, looked = 0, code = a->r->code;

    for (const record *r = record_at(a->all, number); r != NULL && looked < LOOK_BACK_MAX; r = record_at(a->all, number), looked++) {
        if (r->code == code && record_tag(a->all, a->t, r, number) == a->keys.to_tag
            && (code < 101 || code >= 200 || is_same_provisional(a, r))) {
            return number;
        }
        number = record_link(a->all, r, number);
    }
    return 0;
}

static void chain_record(arrival *a)
{
    set_record(a, a->t->last, 0);
    a->t->last = a->r_number;
}

/* Which time the record with the number is sent again. */
static uint32_t count_resend(arrival *a, uint32_t number)
{
    cell *known = resent_cell(a->all, a->t, number);

    if (known == NULL) {
        cell_add(a->all, a->t, CELL_RESENT, number, 1);
        return 1;
    }
    known->b += known->b < UINT16_MAX;
    return known->b;
}

static void note_resend(arrival *a, uint32_t first_number)
{
    const record *first = record_at(a->all, first_number);

    a->r->kind = RECORD_RESENT;
    a->r->ended = first->ended;
    a->r->facts = first->facts;
    a->r->other_way = first->other_way;
    a->resend = count_resend(a, first_number);
    set_record(a, frame_of(a->all, first_number), a->resend);
}

static void take_request(arrival *a)
{
    if (record_at(a->all, a->t->request) != NULL) {
        note_resend(a, a->t->request);
        return;
    }
    if (a->t->request == 0) {
        a->t->request = a->r_number;
        a->t->source = a->source & ENDPOINTS_END;
        a->t->destination = a->destination & ENDPOINTS_END;
    } else {
        count_resend(a, a->t->request);
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

    a->r->ended = (uint8_t)outcome_of(true, code, what_is_known(a, cancel)) & 0x1f;
    a->r->facts |= (a->t->facts & TRANSACTION_RANG) != 0 ? FLOW_RANG : 0;
    if (cancel != 0) {
        a->r->facts |= code == 487 ? FLOW_CANCELLED : FLOW_ANSWERED_BEFORE_CANCEL;
    }
}

static void end_other(arrival *a)
{
    const transaction *invite = a->t->method == METHOD_INDEX_CANCEL ? transaction_at(a->all, partner_of(a->all, a->t)) : NULL;

    a->r->ended = (uint8_t)outcome_of(false, a->message->code, 0) & 0x1f;
    if (invite != NULL && a->message->code < 300 && response_within(a->all, invite, 200, 299) != 0) {
        a->r->facts |= FLOW_ANSWERED_BEFORE_CANCEL;
    }
}

static void take_response(arrival *a)
{
    uint32_t repeated = find_repeated(a);
    known_endpoint *sender = endpoint_at(a->all, a->source);

    if (sender != NULL) {
        sender->has_responded = true;
    }
    if (repeated != 0) {
        note_resend(a, repeated);
        return;
    }
    chain_record(a);
    a->r->other_way = a->source != a->t->destination || a->destination != a->t->source;
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
    uint32_t repeated = find_repeated(a);

    if (repeated != 0) {
        note_resend(a, repeated);
    } else {
        chain_record(a);
    }
}

/* ---- Taking a message ---- */

static bool begin_record(arrival *a)
{
    a->r = record_add(a->all, &a->r_number);
    if (a->r != NULL) {
        a->r->transaction = a->t_number;
    }
    return a->r != NULL;
}

static void set_what_it_is(arrival *a)
{
    const message *m = a->message->m;
    bool is_ack = a->keys.is_request && a->keys.method == METHOD_INDEX_ACK && a->invite != NULL;

    a->r->code = is_ack ? RECORD_ACK : (uint16_t)MIN(a->message->code, 999) & 0x3ff;
    a->r->is_reliable = a->r->code > 100 && a->r->code < 200 && message_has(m, HEADER_RSEQ);
    a->r->has_body = m->body.length > 0;
}

static void take_copy(arrival *a, uint32_t original_number)
{
    /* A new record can have it forgotten. */
    const record original = *record_at(a->all, original_number);
    uint32_t frame = frame_of(a->all, original_number);

    a->t_number = original.transaction;
    a->t = transaction_at(a->all, a->t_number);
    if (a->t != NULL && begin_record(a)) {
        a->r->kind = RECORD_COPY;
        a->r->code = original.code;
        a->r->is_reliable = original.is_reliable;
        a->r->has_body = original.has_body;
        a->r->ended = original.ended;
        a->r->facts = original.facts;
        a->r->other_way = original.other_way;
        set_record(a, frame, 0);
    }
}

static void take(arrival *a)
{
    if (record_is_ack(a->r)) {
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
    uint32_t last = frame_of(all, all->records.next - 1);

    return last < taken->frame || (last == taken->frame && record_find(all, taken->frame, taken->place) == 0);
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
    if (match_transaction(&a) && begin_record(&a)) {
        set_what_it_is(&a);
        remember_packet(&a, packet);
        take(&a);
    }
}
