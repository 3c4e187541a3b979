/* calls_store.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls_store.h"

#include <glib.h>

/* ---- All ---- */

static void begin_table(attempt_table *table)
{
    numbered_begin(&table->attempts, sizeof(attempt));
    hash_slots_begin(&table->by_call);
}

static void end_table(attempt_table *table)
{
    numbered_end(&table->attempts);
    hash_slots_end(&table->by_call);
}

calls *calls_new(tracker *messages, uint32_t attempts_max)
{
    calls *all = g_new0(calls, 1);

    all->messages = messages;
    all->attempts_max = CLAMP(attempts_max, 1, LINK_NUMBER / 2);
    begin_table(&all->tables[false]);
    begin_table(&all->tables[true]);
    numbered_begin(&all->links, sizeof(link_word));
    numbered_begin(&all->said, sizeof(uint8_t));
    /* Two each, of a call and of a registration. */
    all->parties = names_new(all->attempts_max * 4);
    return all;
}

void calls_free(calls *all)
{
    if (all != NULL) {
        end_table(&all->tables[false]);
        end_table(&all->tables[true]);
        numbered_end(&all->links);
        numbered_end(&all->said);
        names_free(all->parties);
        g_free(all);
    }
}

uint64_t calls_forgotten(const calls *all, bool registrations)
{
    return all->tables[registrations].attempts.first - 1;
}

size_t calls_memory(const calls *all)
{
    size_t memory = sizeof *all + numbered_memory(&all->links) + numbered_memory(&all->said) + names_memory(all->parties);

    for (size_t i = 0; i < 2; i++) {
        memory += numbered_memory(&all->tables[i].attempts) + hash_slots_memory(&all->tables[i].by_call);
    }
    return memory;
}

/* ---- Attempts ---- */

/* The Call-ID is a hash already. */
static uint32_t hash_of_call(const void *element)
{
    return (uint32_t)((const attempt *)element)->call;
}

/* The slot of the call, or the empty one where it belongs. */
static hash_slot slot_of_call(const attempt_table *table, uint64_t call_hash)
{
    hash_slot slot = hash_slot_first(&table->by_call, (uint32_t)call_hash);

    while (hash_slot_number(&slot) != 0) {
        const attempt *t = (const attempt *)numbered_at(&table->attempts, hash_slot_number(&slot));

        if (t != NULL && t->call == call_hash) {
            break;
        }
        hash_slot_next(&slot);
    }
    return slot;
}

uint32_t newest_attempt(const attempt_table *table, uint64_t call_hash)
{
    hash_slot slot = slot_of_call(table, call_hash);

    return hash_slot_number(&slot);
}

attempt *attempt_add(attempt_table *table, uint32_t attempts_max, uint64_t call_hash, uint32_t *number)
{
    attempt *t;

    if (numbered_count(&table->attempts) >= attempts_max) {
        numbered_forget(&table->attempts, table->attempts.first + 1);
    }
    if (table->attempts.next > LINK_NUMBER) {
        return NULL;
    }
    hash_slots_make_room(&table->by_call, (uint32_t)call_hash, &table->attempts, hash_of_call);
    t = (attempt *)numbered_add(&table->attempts, number);
    if (t != NULL) {
        hash_slot slot;

        t->call = call_hash;
        slot = slot_of_call(table, call_hash);
        t->older = hash_slot_number(&slot);
        hash_slot_put(&slot, *number);
    }
    return t;
}
