/* transaction_lookup.c: what is known of a message and its transaction by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_store.h"

/* ---- Messages ---- */

/* The first record of the frame, or of the one behind it. */
static uint32_t first_of_frame(const tracker *all, uint32_t frame)
{
    uint32_t low = all->records.first, high = all->records.next;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (record_at(all, middle)->frame < frame) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t record_find(const tracker *all, uint32_t frame, uint32_t place)
{
    const record *newest = record_at(all, all->records.next - 1);
    const record *r;

    if (newest != NULL && newest->frame == frame && newest->place == place) {
        return all->records.next - 1;
    }
    for (uint32_t number = first_of_frame(all, frame); (r = record_at(all, number)) != NULL && r->frame == frame; number++) {
        if (r->place == place) {
            return number;
        }
    }
    return 0;
}

static uint32_t frame_of(const tracker *all, uint32_t number)
{
    const record *r = record_at(all, number);

    return r == NULL ? 0 : r->frame;
}

/* ---- Transactions ---- */

/* The first message of its kind in the transaction, which has the newest first: an ACK, or a response with a code in the range. Any To tag
 * will do where tag is NULL. */
static uint32_t first_in_chain(const tracker *all, const transaction *t, uint32_t kind, uint32_t first, uint32_t last, const uint32_t *tag)
{
    uint32_t found = 0, looked = 0;

    for (uint32_t number = t->last; record_at(all, number) != NULL && looked < LOOK_BACK_MAX; looked++) {
        const record *r = record_at(all, number);

        if ((r->what & RECORD_ACK) == kind && record_code(r) >= first && record_code(r) <= last && (tag == NULL || r->tag == *tag)) {
            found = number;
        }
        number = r->link;
    }
    return found;
}

uint32_t response_within(const tracker *all, const transaction *t, uint32_t first, uint32_t last)
{
    return first_in_chain(all, t, 0, first, last, NULL);
}

uint32_t response_with_tag(const tracker *all, const transaction *t, uint32_t tag, uint32_t first, uint32_t last)
{
    return first_in_chain(all, t, 0, first, last, &tag);
}

uint32_t ack_with_tag(const tracker *all, const transaction *invite, uint32_t tag)
{
    return first_in_chain(all, invite, RECORD_ACK, 0, 0, tag == 0 ? NULL : &tag);
}

int64_t time_since(const arrival *a, const transaction *t, const record *r)
{
    int64_t passed = a->time - t->start - record_time(r);

    return record_time(r) == TIME_UNKNOWN || t->epoch != a->all->epoch || passed < 0 ? TIME_UNKNOWN : passed;
}

uint32_t cancel_of(const tracker *all, const transaction *invite)
{
    uint32_t looked = 0;

    if (transaction_at(all, invite->partner) != NULL) {
        return invite->partner;
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
static uint32_t made_by_record(const tracker *all, uint32_t number, const record *r, const transaction *own)
{
    uint32_t best = number, looked = 0;

    if (r->tag == 0 || record_code(r) <= 100) {
        return 0;
    }
    for (uint32_t other = newest_of_call(all, own->call); transaction_at(all, other) != NULL;) {
        const transaction *t = transaction_at(all, other);

        if (t != own && t->cseq == own->cseq && t->method == own->method && t->from_tag == own->from_tag) {
            uint32_t same = response_with_tag(all, t, r->tag, record_code(r), record_code(r));

            best = same != 0 && same < best ? same : best;
        }
        other = next_of_call(all, t, &looked);
    }
    return best == number ? 0 : best;
}

static void find_maker(const tracker *all, uint32_t number, const record *r, const transaction *own, tracked *found)
{
    uint32_t made = made_by_record(all, number, r, own);
    const record *first = record_at(all, made);
    const transaction *t = first == NULL ? NULL : transaction_at(all, first->transaction);
    const known_endpoint *sender = t == NULL ? NULL : endpoint_at(all, t->destination);

    if (sender != NULL) {
        found->made_in = first->frame;
        found->made_by = sender->at;
    }
}

/* ---- All of one message ---- */

static void tell_request(const tracker *all, const transaction *t, tracked *found)
{
    const record *final = record_at(all, t->final);
    const transaction *invite = transaction_at(all, t->partner);

    if (t->method == METHOD_INDEX_CANCEL && invite != NULL) {
        found->request_frame = frame_of(all, invite->request);
    }
    if (final != NULL) {
        found->response_frame = final->frame;
        found->ended = (outcome)final->ended;
    }
}

static void tell_response(const tracker *all, uint32_t number, const record *r, const transaction *t, tracked *found)
{
    const record *request = record_at(all, t->request);
    const transaction *cancel;

    found->request_frame = frame_of(all, t->request);
    found->ended = (outcome)r->ended;
    if (request != NULL) {
        found->response_time = time_between(request, r);
    }
    if (t->method == METHOD_INDEX_INVITE && (record_code(r) == 487 || record_code(r) / 100 == 2)) {
        cancel = transaction_at(all, cancel_of(all, t));
        found->cancel_frame = cancel == NULL ? 0 : frame_of(all, cancel->request);
        /* What came later is not why. */
        found->cancel_frame = found->cancel_frame <= r->frame ? found->cancel_frame : 0;
    }
    if ((r->what & RECORD_RESENT) != 0) {
        number = response_with_tag(all, t, r->tag, record_code(r), record_code(r));
    }
    if ((r->what & RECORD_COPY) == 0) {
        find_maker(all, number, r, t, found);
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
    found->is_ack = t->method == METHOD_INDEX_ACK || (r->what & RECORD_ACK) != 0;
    found->facts = r->facts & (uint32_t)~RECORD_OTHER_WAY;
    if ((r->what & RECORD_COPY) != 0) {
        found->copy_of = r->link;
    } else if ((r->what & RECORD_RESENT) != 0) {
        found->resend = r->resend;
        found->resend_of = r->link;
    }
    if (!found->is_request) {
        tell_response(all, number, r, t, found);
    } else if ((r->what & RECORD_ACK) != 0) {
        found->request_frame = frame_of(all, t->request);
    } else {
        tell_request(all, t, found);
    }
    return true;
}
