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
    return sizeof *all + numbered_memory(&all->transactions) + numbered_memory(&all->records) + numbered_memory(&all->bases)
        + numbered_memory(&all->wide) + numbered_memory(&all->cells) + numbered_memory(&all->endpoints) + numbered_memory(&all->notes)
        + all->notes_length + hash_slots_memory(&all->by_call) + hash_slots_memory(&all->by_key) + hash_slots_memory(&all->by_endpoint)
        + all->recent_count * sizeof all->recent[0];
}

/* ---- Endpoints ---- */

static uint32_t endpoint_hash(const void *element, const void *unused G_GNUC_UNUSED)
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
    uint32_t number;
    hash_slot slot;
    known_endpoint *made;

    hash_slots_make_room(&all->by_endpoint, hash, &all->endpoints, endpoint_hash, NULL);
    for (slot = hash_slot_first(&all->by_endpoint, hash); hash_slot_number(&slot) != 0; hash_slot_next(&slot)) {
        const known_endpoint *known = endpoint_at(all, hash_slot_number(&slot));

        if (known != NULL && known->hash == hash && is_same_endpoint(&known->at, one)) {
            return hash_slot_number(&slot);
        }
    }
    forget_endpoints(all);
    made = all->endpoints.next > ENDPOINTS_END ? NULL : (known_endpoint *)numbered_add(&all->endpoints, &number);
    if (made == NULL) {
        return 0;
    }
    made->at = *one;
    made->hash = hash;
    hash_slot_put(&slot, number);
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
uint32_t transaction_hash(uint32_t call, uint32_t branch, uint32_t cseq, method_index method)
{
    uint64_t all = ((uint64_t)call << 32 ^ (uint64_t)branch << 21) + ((uint64_t)cseq << 8 | (uint64_t)method) * UINT64_C(0x9e3779b97f4a7c15);

    return (uint32_t)(all ^ all >> 32);
}

static uint32_t key_hash(const transaction *t)
{
    return transaction_hash(t->call, t->branch, t->cseq, (method_index)t->method);
}

static uint32_t hash_by_key(const void *element, const void *unused G_GNUC_UNUSED)
{
    return key_hash((const transaction *)element);
}

static uint32_t hash_by_call(const void *element, const void *unused G_GNUC_UNUSED)
{
    return ((const transaction *)element)->call;
}

/* The slot of the call, or the empty one where it belongs. */
static hash_slot call_slot(const tracker *all, uint32_t call)
{
    hash_slot slot = hash_slot_first(&all->by_call, call);

    while (hash_slot_number(&slot) != 0) {
        const transaction *t = transaction_at(all, hash_slot_number(&slot));

        if (t != NULL && t->call == call) {
            break;
        }
        hash_slot_next(&slot);
    }
    return slot;
}

uint32_t newest_of_call(const tracker *all, uint32_t call)
{
    hash_slot slot;

    if (call == all->call_of_late) {
        return all->newest_of_late;
    }
    slot = call_slot(all, call);
    return hash_slot_number(&slot);
}

uint32_t newest_of_call_now(tracker *all, uint32_t call)
{
    all->newest_of_late = newest_of_call(all, call);
    all->call_of_late = call;
    return all->newest_of_late;
}

/* Messages of forgotten transactions are given up from the oldest on; no more are kept than RECORDS_EACH for each transaction. */
#define RECORDS_EACH 16

static void forget_records(tracker *all, uint32_t first)
{
    uint32_t wide = all->wide.first;

    numbered_forget(&all->records, first);
    numbered_forget(&all->bases, (first - 1) / NUMBERED_CHUNK + 1);
    while (wide < all->wide.next && ((const wide_record *)numbered_at(&all->wide, wide))->record < first) {
        wide++;
    }
    numbered_forget(&all->wide, wide);
}

static void forget_oldest(tracker *all)
{
    uint32_t first = all->records.first;

    if (numbered_count(&all->transactions) < all->transactions_max) {
        return;
    }
    cells_free(all, transaction_at(all, all->transactions.first), CELL_KINDS);
    numbered_forget(&all->transactions, all->transactions.first + 1);
    while (first < all->records.next && record_at(all, first)->transaction < all->transactions.first) {
        first++;
    }
    forget_records(all, first);
}

/* The one that is no longer among the newest of its call. */
static void find_by_key_from_now(tracker *all, const transaction *newest)
{
    uint32_t number = newest->older;

    for (uint32_t i = 1; i < NEWEST_OF_CALL && number != 0; i++) {
        const transaction *t = transaction_at(all, number);

        number = t == NULL ? 0 : t->older;
    }
    if (transaction_at(all, number) != NULL) {
        uint32_t hash = key_hash(transaction_at(all, number));

        hash_slots_make_room(&all->by_key, hash, &all->transactions, hash_by_key, NULL);
        hash_slots_add(&all->by_key, hash, number);
    }
}

transaction *transaction_add(tracker *all, const message_keys *keys, uint32_t *number)
{
    hash_slot slot;
    transaction *t;

    forget_oldest(all);
    hash_slots_make_room(&all->by_call, keys->call, &all->transactions, hash_by_call, NULL);
    t = (transaction *)numbered_add(&all->transactions, number);
    if (t == NULL) {
        return NULL;
    }
    t->call = keys->call;
    t->branch = keys->branch;
    t->cseq = keys->cseq;
    t->method = (uint32_t)keys->method & 0x1f;
    slot = call_slot(all, keys->call);
    t->older = hash_slot_number(&slot);
    hash_slot_put(&slot, *number);
    all->call_of_late = keys->call;
    all->newest_of_late = *number;
    find_by_key_from_now(all, t);
    return t;
}

record *record_add(tracker *all, uint32_t *number)
{
    if (numbered_count(&all->records) / RECORDS_EACH >= all->transactions_max) {
        forget_records(all, all->records.first + 1);
    }
    return (record *)numbered_add(&all->records, number);
}
