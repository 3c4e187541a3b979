/* transaction_store.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_store.h"

#include <string.h>

#include <glib.h>

/* ---- Memory ---- */

size_t tracker_memory(const tracker *all)
{
    return sizeof *all + numbered_memory(&all->transactions) + numbered_memory(&all->records) + numbered_memory(&all->extras)
        + numbered_memory(&all->endpoints) + numbered_memory(&all->notes) + all->notes_length + hash_slots_memory(&all->by_key)
        + hash_slots_memory(&all->by_call) + hash_slots_memory(&all->by_endpoint) + all->recent_count * sizeof all->recent[0];
}

/* ---- What few transactions have ---- */

transaction_extra *extra_of(const tracker *all, const transaction *t)
{
    return (transaction_extra *)numbered_at(&all->extras, t->extra);
}

transaction_extra *extra_make(tracker *all, transaction *t, uint32_t t_number)
{
    transaction_extra *made = extra_of(all, t);

    if (made != NULL) {
        return made;
    }
    if (numbered_count(&all->extras) >= all->transactions_max) {
        numbered_forget(&all->extras, all->extras.first + 1);
    }
    made = (transaction_extra *)numbered_add(&all->extras, &t->extra);
    if (made != NULL) {
        made->transaction = t_number;
    }
    return made;
}

/* ---- Endpoints ---- */

static uint32_t endpoint_hash(const void *element)
{
    return ((const known_endpoint *)element)->hash;
}

static inline uint64_t half_address(const endpoint *one, size_t half)
{
    uint64_t word;

    memcpy(&word, one->bytes + half * sizeof word, sizeof word);
    return word;
}

static uint32_t hash_endpoint(const tracker *all, const endpoint *one)
{
    uint64_t low = half_address(one, 0), high = half_address(one, 1);

    low = (low ^ all->key.words[0]) * ((high ^ all->key.words[1]) | 1) + ((uint64_t)one->port << 8 | one->length) * all->key.words[2];
    low *= UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(low >> 32);
}

static inline bool is_same_endpoint(const endpoint *one, const endpoint *other)
{
    return one->port == other->port && one->length == other->length && half_address(one, 0) == half_address(other, 0)
        && half_address(one, 1) == half_address(other, 1);
}

/* Each transaction can bring two. */
static void forget_endpoints(tracker *all)
{
    if (numbered_count(&all->endpoints) / 2 >= all->transactions_max) {
        numbered_forget(&all->endpoints, all->endpoints.first + 1);
    }
}

static uint32_t find_endpoint(tracker *all, const endpoint *one)
{
    uint32_t hash = hash_endpoint(all, one);
    uint32_t slot, number;
    known_endpoint *made;

    hash_slots_make_room(&all->by_endpoint, &all->endpoints, endpoint_hash);
    slot = hash_slot_first(&all->by_endpoint, hash);
    for (; all->by_endpoint.slots[slot] != 0; slot = hash_slot_next(&all->by_endpoint, slot)) {
        const known_endpoint *known = endpoint_at(all, all->by_endpoint.slots[slot]);

        if (known != NULL && known->hash == hash && is_same_endpoint(&known->at, one)) {
            return all->by_endpoint.slots[slot];
        }
    }
    forget_endpoints(all);
    made = (known_endpoint *)numbered_add(&all->endpoints, &number);
    if (made == NULL) {
        return 0;
    }
    made->at = *one;
    made->hash = hash;
    all->by_endpoint.slots[slot] = number;
    all->by_endpoint.used++;
    return number;
}

/* Two sides send to and fro: nearly always it is one of the two that were asked for last. */
uint32_t endpoint_number(tracker *all, const endpoint *one)
{
    for (size_t i = 0; i < G_N_ELEMENTS(all->ends); i++) {
        const known_endpoint *known = endpoint_at(all, all->ends[i]);

        if (known != NULL && is_same_endpoint(&known->at, one)) {
            return all->ends[i];
        }
    }
    all->ends[0] = all->ends[1];
    all->ends[1] = find_endpoint(all, one);
    return all->ends[1];
}

/* ---- Transactions ---- */

/* Call-ID and branch are hashes already. */
uint32_t transaction_hash(uint64_t call, uint32_t branch, uint32_t cseq, method_index method)
{
    uint64_t all = (call ^ (uint64_t)branch << 21) + ((uint64_t)cseq << 8 | (uint64_t)method) * UINT64_C(0x9e3779b97f4a7c15);

    return (uint32_t)(all ^ all >> 32);
}

static uint32_t hash_by_key(const void *element)
{
    const transaction *t = (const transaction *)element;

    return transaction_hash(t->call, t->branch, t->cseq, (method_index)t->method);
}

static uint32_t call_hash(uint64_t call)
{
    return (uint32_t)(call >> 32);
}

static uint32_t hash_by_call(const void *element)
{
    return call_hash(((const transaction *)element)->call);
}

/* The slot of the call, or the empty one where it belongs. */
static uint32_t call_slot(const tracker *all, uint64_t call)
{
    uint32_t slot = hash_slot_first(&all->by_call, call_hash(call));

    while (all->by_call.slots[slot] != 0) {
        const transaction *t = transaction_at(all, all->by_call.slots[slot]);

        if (t != NULL && t->call == call) {
            break;
        }
        slot = hash_slot_next(&all->by_call, slot);
    }
    return slot;
}

uint32_t newest_of_call(const tracker *all, uint64_t call)
{
    return all->by_call.slots[call_slot(all, call)];
}

/* Messages of forgotten transactions are given up from the oldest on; no more are kept than RECORDS_EACH for each transaction. */
#define RECORDS_EACH 16

static void forget_oldest(tracker *all)
{
    uint32_t first = all->records.first;

    if (numbered_count(&all->transactions) < all->transactions_max) {
        return;
    }
    numbered_forget(&all->transactions, all->transactions.first + 1);
    while (first < all->records.next && record_at(all, first)->transaction < all->transactions.first) {
        first++;
    }
    numbered_forget(&all->records, first);
}

transaction *transaction_add(tracker *all, uint64_t call, uint32_t branch, uint32_t cseq, method_index method, uint32_t *number)
{
    uint32_t slot;
    transaction *t;

    forget_oldest(all);
    hash_slots_make_room(&all->by_key, &all->transactions, hash_by_key);
    hash_slots_make_room(&all->by_call, &all->transactions, hash_by_call);
    t = (transaction *)numbered_add(&all->transactions, number);
    if (t == NULL) {
        return NULL;
    }
    t->call = call;
    t->branch = branch;
    t->cseq = cseq;
    t->method = (uint8_t)method;
    slot = hash_slot_first(&all->by_key, hash_by_key(t));
    while (all->by_key.slots[slot] != 0) {
        slot = hash_slot_next(&all->by_key, slot);
    }
    all->by_key.slots[slot] = *number;
    all->by_key.used++;
    slot = call_slot(all, call);
    t->older = all->by_call.slots[slot];
    all->by_call.used += t->older == 0;
    all->by_call.slots[slot] = *number;
    return t;
}

record *record_add(tracker *all, uint32_t *number)
{
    if (numbered_count(&all->records) / RECORDS_EACH >= all->transactions_max) {
        numbered_forget(&all->records, all->records.first + 1);
    }
    return (record *)numbered_add(&all->records, number);
}
