/* transaction_records.c: a message in few bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_store.h"

/* ---- Reading ---- */

/* They come in the order of their records. */
const wide_record *wide_of(const tracker *all, uint32_t number)
{
    uint32_t low = all->wide.first, high = all->wide.next;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const wide_record *one = (const wide_record *)numbered_at(&all->wide, middle);

        if (one->record == number) {
            return one;
        }
        if (one->record < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

uint32_t place_of(const tracker *all, uint32_t number)
{
    const record *one = record_at(all, number);

    return one->is_wide ? wide_of(all, number)->place : all->places[one->place_index] - 1;
}

/* Times step back a little within a chunk. */
#define BACK_IN_CHUNK (INT64_C(1) << 40)
#define CHUNK_TIME_END (INT64_C(0xfffffffffff))

int64_t instant_of(const tracker *all, uint32_t number)
{
    const record *one = record_at(all, number);
    int64_t since;

    if (one == NULL) {
        return INSTANT_UNKNOWN;
    }
    if (one->is_wide) {
        return wide_of(all, number)->time;
    }
    since = (int64_t)one->time_high << 32 | one->time_low;
    return since == CHUNK_TIME_END ? INSTANT_UNKNOWN : base_of(all, number)->time + since - BACK_IN_CHUNK;
}

uint32_t link_of_other(const tracker *all, uint32_t number)
{
    const record *one = record_at(all, number);

    if (one->is_wide) {
        return wide_of(all, number)->link;
    }
    return one->back == 0 ? 0 : base_of(all, number)->frame + one->frame_since - one->back;
}

uint32_t sending_of(const tracker *all, uint32_t number)
{
    const record *one = record_at(all, number);

    return one->is_wide ? wide_of(all, number)->sending : one->sending;
}

int64_t time_between(const tracker *all, uint32_t from, uint32_t to)
{
    int64_t start = instant_of(all, from), end = instant_of(all, to);

    return start == INSTANT_UNKNOWN || end < start ? TIME_UNKNOWN : end - start;
}

int64_t time_since(const arrival *a, const transaction *t, uint32_t number)
{
    int64_t then = instant_of(a->all, number);

    return then == INSTANT_UNKNOWN || t->epoch != a->all->epoch || a->time < then ? TIME_UNKNOWN : a->time - then;
}

/* Nearly always the request is the first. */
int64_t start_of(const tracker *all, const transaction *t)
{
    uint32_t number = t->request, before;
    const record *request = record_at(all, number);

    if (request != NULL && request->back == 0 && !request->is_wide) {
        return instant_of(all, number);
    }
    number = before = request != NULL ? t->request : t->last;
    for (uint32_t looked = 0; looked < LOOK_BACK_MAX && record_at(all, before) != NULL; looked++) {
        number = before;
        before = link_of_record(all, number);
    }
    return instant_of(all, number);
}

/* ---- Setting down ---- */

/* A place of which there are few others; the least of its slots that is free becomes it. */
static bool place_index(tracker *all, uint32_t place, uint32_t *index)
{
    enum { TRIES = 4 };
    uint32_t first = (place * 0x9e3779b1U) >> 24;

    for (uint32_t i = 0; i < TRIES && place != UINT32_MAX; i++) {
        uint32_t *slot = &all->places[(first + i) % PLACES_MAX];

        if (*slot == 0) {
            *slot = place + 1;
        }
        if (*slot == place + 1) {
            *index = (first + i) % PLACES_MAX;
            return true;
        }
    }
    return false;
}

static const record_base *make_base(tracker *all, const record_values *values)
{
    record_base *made;
    uint32_t unused;

    made = (record_base *)numbered_add(&all->bases, &unused);
    made->frame = values->frame;
    made->time = values->time == INSTANT_UNKNOWN ? 0 : values->time;
    return made;
}

/* False where a value has no room. */
static bool set_small(tracker *all, record *r, uint32_t number, const transaction *t, const record_values *values)
{
    const record_base *known = base_of(all, number), *base = known != NULL ? known : make_base(all, values);
    uint32_t frames = values->frame - base->frame, index;
    uint32_t back = values->link == 0 ? 0 : (r->kind == RECORD_FIRST ? number : values->frame) - values->link;
    int64_t time = CHUNK_TIME_END;

    if (values->time != INSTANT_UNKNOWN) {
        time = values->time - base->time;
        if (time < -BACK_IN_CHUNK || time >= CHUNK_TIME_END - BACK_IN_CHUNK) {
            return false;
        }
        time += BACK_IN_CHUNK;
    }
    if (frames > 0xfffff || back > 0xffffff || (back == 0) != (values->link == 0) || values->sending > 15
        || (values->tag != 0 && values->tag != t->to_tag) || !place_index(all, values->place, &index)) {
        return false;
    }
    r->frame_since = frames;
    r->place_index = (uint8_t)index;
    r->time_low = (uint32_t)time;
    r->time_high = (uint32_t)(time >> 32) & 0xfff;
    r->back = back;
    r->sending = values->sending & 0xf;
    r->has_tag = values->tag != 0;
    return true;
}

void record_set(tracker *all, transaction *t, const record_values *values)
{
    uint32_t number = all->records.next - 1, unused;
    record *r = record_at(all, number);
    wide_record *wide;

    if (t->to_tag == 0) {
        t->to_tag = values->tag;
    }
    if (set_small(all, r, number, t, values)) {
        return;
    }
    wide = (wide_record *)numbered_add(&all->wide, &unused);
    *wide = (wide_record){ values->time, number, values->frame, values->place, values->link, values->tag, values->sending };
    r->is_wide = true;
}
