/* transaction_seen.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_seen.h"

#include "transaction_store.h"

static bool tell(const tracker *all, uint32_t number, seen_message *seen)
{
    const record *r = record_at(all, number);
    const transaction *t = r == NULL ? NULL : transaction_at(all, r->transaction);
    int64_t time = instant_of(all, number), start = time == INSTANT_UNKNOWN && t != NULL ? start_of(all, t) : time;

    if (t == NULL) {
        *seen = (seen_message){ .record = 0 };
        return false;
    }
    *seen = (seen_message){
        /* clang-format off */
        .record = number, .frame = frame_of(all, number), .place = place_of(all, number), .transaction = r->transaction,
        .call = t->call, .from_tag = t->from_tag, .to_tag = tag_of(all, t, number), .cseq = t->cseq, .code = record_code(r), .sender = t->destination,
        .time = start == INSTANT_UNKNOWN ? 0 : start, .has_time = time != INSTANT_UNKNOWN, .epoch = (uint8_t)t->epoch, .via_count = (uint8_t)t->via_count,
        .method = (method_index)t->method, .ended = (outcome)r->ended,
        .is_ack = record_is_ack(r) || t->method == METHOD_INDEX_ACK,
        .is_request = r->code == 0,
        .is_repeated = r->kind != RECORD_FIRST,
        .is_first_final = t->final == number, .has_final = t->final != 0,
        .invite = t->method == METHOD_INDEX_CANCEL ? partner_of(all, t) : 0,
    };
    /* clang-format on */
    return true;
}

bool seen_newest(const tracker *all, seen_message *seen)
{
    return tell(all, all->records.next - 1, seen);
}

bool seen_find(const tracker *all, uint32_t frame, uint32_t place, seen_message *seen)
{
    return tell(all, record_find(all, frame, place), seen);
}

/* Later it is a broken client that uses its branch again. */
#define SIGHTING_MAX (500 * MILLISECOND)

static bool is_soon(int64_t first, int64_t then)
{
    return first != INSTANT_UNKNOWN && then - first < SIGHTING_MAX;
}

bool seen_is_sighting(const tracker *all, const seen_message *request)
{
    const transaction *own = transaction_at(all, request->transaction);
    uint32_t looked = 0;

    for (uint32_t number = next_of_call(all, own, &looked); number != 0;) {
        const transaction *t = transaction_at(all, number);

        if (t->branch == own->branch && t->cseq == own->cseq && t->method == own->method && t->via_count == own->via_count
            && t->request != 0 && t->final == 0 && t->epoch == own->epoch && is_soon(start_of(all, t), start_of(all, own))) {
            return true;
        }
        number = next_of_call(all, t, &looked);
    }
    return false;
}

uint8_t seen_vias(const tracker *all, uint32_t transaction_number)
{
    const transaction *t = transaction_at(all, transaction_number);

    return t == NULL ? 0 : (uint8_t)t->via_count;
}

int64_t seen_clock(const tracker *all)
{
    return all->now;
}

void seen_oldest(const tracker *all, uint32_t *transaction_number, uint32_t *record_number)
{
    *transaction_number = all->transactions.first;
    *record_number = all->records.first;
}

endpoint seen_endpoint(const tracker *all, uint32_t number)
{
    const known_endpoint *one = endpoint_at(all, number);

    if (one == NULL) {
        return (endpoint){ .length = 0 };
    }
    return one->at;
}

uint32_t seen_maker(tracker *all, const seen_message *newest, uint32_t *frame)
{
    tracked found;

    *frame = 0;
    if (!tracker_find(all, newest->frame, newest->place, &found) || found.made_in == 0) {
        return newest->sender;
    }
    *frame = found.made_in;
    return endpoint_number(all, &found.made_by);
}
