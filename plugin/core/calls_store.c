/* calls_store.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls_store.h"

#include <glib.h>

/* ---- All ---- */

static void begin_table(attempt_table *table, size_t size)
{
    numbered_begin(&table->attempts, size);
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
    begin_table(&all->tables[false], sizeof(call_attempt));
    begin_table(&all->tables[true], sizeof(attempt));
    numbered_begin(&all->rests, sizeof(attempt_rest));
    numbered_begin(&all->clocks, sizeof(int64_t));
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
        numbered_end(&all->rests);
        numbered_end(&all->clocks);
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
    size_t memory = sizeof *all + numbered_memory(&all->rests) + numbered_memory(&all->clocks) + numbered_memory(&all->links)
        + numbered_memory(&all->said) + names_memory(all->parties);

    for (size_t i = 0; i < 2; i++) {
        memory += numbered_memory(&all->tables[i].attempts) + hash_slots_memory(&all->tables[i].by_call);
    }
    return memory;
}

/* ---- Attempts ---- */

/* The Call-ID is a hash already. */
static uint32_t hash_of_call(const void *element, const void *unused G_GNUC_UNUSED)
{
    return ((const attempt *)element)->call;
}

/* The slot of the call, or the empty one where it belongs. */
static hash_slot slot_of_call(const attempt_table *table, uint32_t call_hash)
{
    hash_slot slot = hash_slot_first(&table->by_call, call_hash);

    while (hash_slot_number(&slot) != 0) {
        const attempt *t = (const attempt *)numbered_at(&table->attempts, hash_slot_number(&slot));

        if (t != NULL && t->call == call_hash) {
            break;
        }
        hash_slot_next(&slot);
    }
    return slot;
}

uint32_t newest_attempt(const attempt_table *table, uint32_t call_hash)
{
    hash_slot slot = slot_of_call(table, call_hash);

    return hash_slot_number(&slot);
}

attempt *attempt_add(attempt_table *table, uint32_t attempts_max, uint32_t call_hash, uint32_t *number)
{
    attempt *t;

    if (numbered_count(&table->attempts) >= attempts_max) {
        numbered_forget(&table->attempts, table->attempts.first + 1);
    }
    if (table->attempts.next > LINK_NUMBER) {
        return NULL;
    }
    hash_slots_make_room(&table->by_call, call_hash, &table->attempts, hash_of_call, NULL);
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

/* ---- What few have ---- */

attempt_rest rest_of(const calls *all, const attempt *t)
{
    const attempt_rest *rest = (const attempt_rest *)numbered_at(&all->rests, t->rest);

    if (rest == NULL) {
        return (attempt_rest){ .made_in = 0 };
    }
    return *rest;
}

/* Calls and registrations can have one each. */
attempt_rest *rest_make(calls *all, attempt *t)
{
    attempt_rest *rest = (attempt_rest *)numbered_at(&all->rests, t->rest);

    if (rest != NULL) {
        return rest;
    }
    if (numbered_count(&all->rests) / 2 >= all->attempts_max) {
        numbered_forget(&all->rests, all->rests.first + 1);
    }
    return (attempt_rest *)numbered_add(&all->rests, &t->rest);
}

/* A data source's number above an offset: as nearly all are, in 16 bits, and 1 more. */
enum { PLACE_OFFSET_BITS = 24,
       OFFSET_END = 1 << 14,
       SOURCES_END = 4 };

void set_place_of_attempt(calls *all, attempt *t, uint32_t place)
{
    uint32_t source = place >> PLACE_OFFSET_BITS, offset = place & ((1U << PLACE_OFFSET_BITS) - 1);
    attempt_rest *rest;

    t->place = source < SOURCES_END && offset < OFFSET_END - 1 ? (uint16_t)(source * OFFSET_END + offset + 1) : 0;
    if (t->place == 0 && (rest = rest_make(all, t)) != NULL) {
        rest->place = place;
    }
}

uint32_t place_of_attempt(const calls *all, const attempt *t)
{
    uint32_t place = t->place - 1U;

    return t->place == 0 ? rest_of(all, t).place : place / OFFSET_END << PLACE_OFFSET_BITS | place % OFFSET_END;
}

/* ---- The first request, and the final ---- */

static int64_t clock_at(const calls *all, uint32_t number)
{
    const int64_t *offset = (const int64_t *)numbered_at(&all->clocks, number);

    return offset == NULL ? 0 : *offset;
}

/* It changes where the capture's clock steps. Nothing honest steps so often that no number is left. */
void set_start_of_attempt(calls *all, attempt *t, int64_t start, int64_t started)
{
    int64_t offset = (int64_t)((uint64_t)started - (uint64_t)start);
    uint32_t number = all->clocks.next - 1;

    if ((number == 0 || clock_at(all, number) != offset) && number < UINT16_MAX) {
        *(int64_t *)numbered_add(&all->clocks, &number) = offset;
    }
    t->start[0] = (uint32_t)(uint64_t)start;
    t->start[1] = (uint32_t)((uint64_t)start >> 32);
    t->clock = (uint16_t)number;
}

int64_t started_of(const calls *all, const attempt *t)
{
    return (int64_t)((uint64_t)attempt_start(t) + (uint64_t)clock_at(all, t->clock));
}

void set_final_frame(calls *all, attempt *t, uint32_t frame)
{
    uint32_t since = frame - t->frame;
    attempt_rest *rest;

    t->final_since = frame > t->frame && since <= 0xffffff ? since & 0xffffff : 0;
    if (t->final_since == 0 && (rest = rest_make(all, t)) != NULL) {
        rest->final_frame = frame;
    }
}

uint32_t final_frame_of(const calls *all, const attempt *t)
{
    return t->final_since == 0 ? rest_of(all, t).final_frame : t->frame + t->final_since;
}
