/* transaction_lookup.c: what is known of a message and its transaction by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_store.h"

#include <glib.h>

/* ---- Messages ---- */

/* The first record of the frame, or of the one behind it. */
static uint32_t first_of_frame(const tracker *all, uint32_t frame)
{
    uint32_t low = all->records.first, high = all->records.next;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (frame_of(all, middle) < frame) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_record_of(const tracker *all, uint32_t number, uint32_t frame, uint32_t place)
{
    return record_at(all, number) != NULL && frame_of(all, number) == frame && place_of(all, number) == place;
}

uint32_t record_find(const tracker *all, uint32_t frame, uint32_t place)
{
    const uint32_t likely[] = { all->records.next - 1, *all->found_last, *all->found_last + 1 };

    for (size_t i = 0; i < G_N_ELEMENTS(likely); i++) {
        if (is_record_of(all, likely[i], frame, place)) {
            *all->found_last = likely[i];
            return likely[i];
        }
    }
    for (uint32_t number = first_of_frame(all, frame); record_at(all, number) != NULL && frame_of(all, number) == frame; number++) {
        if (place_of(all, number) == place) {
            *all->found_last = number;
            return number;
        }
    }
    return 0;
}

/* ---- Transactions ---- */

/* The first message in the transaction, which has the newest first, whose code, or RECORD_ACK, is in the range. Any To tag will do where
 * tag is NULL. */
static uint32_t first_in_chain(const tracker *all, const transaction *t, uint32_t first, uint32_t last, const uint32_t *tag)
{
    uint32_t found = 0, looked = 0, number = t->last;

    for (const record *r = record_at(all, number); r != NULL && looked < LOOK_BACK_MAX; r = record_at(all, number), looked++) {
        if (r->code >= first && r->code <= last && (tag == NULL || record_tag(all, t, r, number) == *tag)) {
            found = number;
        }
        number = record_link(all, r, number);
    }
    return found;
}

uint32_t response_within(const tracker *all, const transaction *t, uint32_t first, uint32_t last)
{
    return first_in_chain(all, t, first, last, NULL);
}

uint32_t response_with_tag(const tracker *all, const transaction *t, uint32_t tag, uint32_t first, uint32_t last)
{
    return first_in_chain(all, t, first, last, &tag);
}

uint32_t ack_with_tag(const tracker *all, const transaction *invite, uint32_t tag)
{
    return first_in_chain(all, invite, RECORD_ACK, RECORD_ACK, tag == 0 ? NULL : &tag);
}

uint32_t cancel_of(const tracker *all, const transaction *invite)
{
    uint32_t looked = 0, partner = partner_of(all, invite);

    if (transaction_at(all, partner) != NULL) {
        return partner;
    }
    for (uint32_t number = newest_of_call(all, invite->call); transaction_at(all, number) != NULL;) {
        const transaction *t = transaction_at(all, number);

        if (t->method == METHOD_INDEX_CANCEL && t->cseq == invite->cseq && t->from_tag == invite->from_tag && t->request != 0) {
            return number;
        }
        number = next_of_call(all, t, &looked);
    }
    return 0;
}

/* ---- Where a response was made ---- */

/* A proxy hands on code, To tag and CSeq as they are (RFC 3261, section 16.7); a response without a To tag could be anybody's. */
static uint32_t made_by_record(const tracker *all, uint32_t number, uint32_t tag, uint32_t code, const transaction *own)
{
    uint32_t best = number, looked = 0;

    if (tag == 0 || code <= 100) {
        return 0;
    }
    for (uint32_t other = newest_of_call(all, own->call); transaction_at(all, other) != NULL;) {
        const transaction *t = transaction_at(all, other);

        if (t != own && t->cseq == own->cseq && t->method == own->method && t->from_tag == own->from_tag) {
            uint32_t same = response_with_tag(all, t, tag, code, code);

            best = same != 0 && same < best ? same : best;
        }
        other = next_of_call(all, t, &looked);
    }
    return best == number ? 0 : best;
}

static void find_maker(const tracker *all, uint32_t number, uint32_t tag, uint32_t code, const transaction *own, tracked *found)
{
    uint32_t made = made_by_record(all, number, tag, code, own);
    const record *first = record_at(all, made);
    const transaction *t = first == NULL ? NULL : transaction_at(all, first->transaction);
    const known_endpoint *sender = t == NULL ? NULL : endpoint_at(all, t->destination);

    if (sender != NULL) {
        found->made_in = frame_of(all, made);
        found->made_by = sender->at;
    }
}

/* ---- All of one message ---- */

static void tell_request(const tracker *all, const transaction *t, tracked *found)
{
    const record *final = record_at(all, t->final);
    const transaction *invite = t->method == METHOD_INDEX_CANCEL ? transaction_at(all, partner_of(all, t)) : NULL;

    if (invite != NULL) {
        found->request_frame = frame_of(all, invite->request);
    }
    if (final != NULL) {
        found->response_frame = frame_of(all, t->final);
        found->ended = (outcome) final->ended;
    }
}

static void tell_response(const tracker *all, uint32_t number, uint32_t frame, const transaction *t, tracked *found)
{
    const record *r = record_at(all, number);
    uint32_t tag = tag_of(all, t, number), code = record_code(r);
    const transaction *cancel;

    found->request_frame = frame_of(all, t->request);
    found->ended = (outcome)r->ended;
    found->response_time = time_between(all, t->request, number);
    if (t->method == METHOD_INDEX_INVITE && (code == 487 || code / 100 == 2)) {
        cancel = transaction_at(all, cancel_of(all, t));
        found->cancel_frame = cancel == NULL ? 0 : frame_of(all, cancel->request);
        /* What came later is not why. */
        found->cancel_frame = found->cancel_frame <= frame ? found->cancel_frame : 0;
    }
    if (r->kind == RECORD_RESENT) {
        number = response_with_tag(all, t, tag, code, code);
    }
    if (r->kind != RECORD_COPY) {
        find_maker(all, number, tag, code, t, found);
    }
}

bool tracker_find(const tracker *all, uint32_t frame, uint32_t place, tracked *found)
{
    uint32_t number = record_find(all, frame, place);
    const record *r = record_at(all, number);
    const transaction *t = r == NULL ? NULL : transaction_at(all, r->transaction);

    *found = (tracked){ .response_time = TIME_UNKNOWN };
    if (t == NULL) {
        return false;
    }
    found->transaction = r->transaction;
    found->method = (method_index)t->method;
    found->is_request = record_code(r) == 0;
    found->is_ack = t->method == METHOD_INDEX_ACK || record_is_ack(r);
    found->facts = r->facts;
    if (r->kind == RECORD_COPY) {
        found->copy_of = link_of_record(all, number);
    } else if (r->kind == RECORD_RESENT) {
        found->resend = sending_of(all, number);
        found->resend_of = link_of_record(all, number);
    }
    if (!found->is_request) {
        tell_response(all, number, frame, t, found);
    } else if (record_is_ack(r)) {
        found->request_frame = frame_of(all, t->request);
    } else {
        tell_request(all, t, found);
    }
    return true;
}
