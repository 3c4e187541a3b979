/* numbered.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbered.h"

#include <string.h>

#include <glib.h>

/* ---- Numbered elements ---- */

void numbered_begin(numbered *all, size_t size)
{
    *all = (numbered){ .first = 1, .next = 1, .size = size };
}

void numbered_end(numbered *all)
{
    for (uint32_t i = 0; i < all->chunk_count; i++) {
        g_free(all->chunks[i]);
    }
    g_free(all->chunks);
    *all = (numbered){ .first = 1, .next = 1, .size = all->size };
}

static void add_chunk(numbered *all)
{
    if (all->chunk_count == all->chunk_room) {
        all->chunk_room = all->chunk_room == 0 ? 8 : all->chunk_room * 2;
        all->chunks = g_renew(char *, all->chunks, all->chunk_room);
    }
    all->chunks[all->chunk_count++] = (char *)g_malloc(NUMBERED_CHUNK * all->size);
}

void *numbered_add(numbered *all, uint32_t *number)
{
    char *element;

    if (all->next == UINT32_MAX) {
        *number = 0;
        return NULL;
    }
    if ((all->next - 1) / NUMBERED_CHUNK - all->chunks_dropped == all->chunk_count) {
        add_chunk(all);
    }
    *number = all->next++;
    element = (char *)numbered_at(all, *number);
    memset(element, 0, all->size);
    return element;
}

void numbered_forget(numbered *all, uint32_t first)
{
    uint32_t chunks = (first - 1) / NUMBERED_CHUNK - all->chunks_dropped;

    all->first = first;
    if (chunks == 0) {
        return;
    }
    for (uint32_t i = 0; i < chunks; i++) {
        g_free(all->chunks[i]);
    }
    all->chunk_count -= chunks;
    all->chunks_dropped += chunks;
    memmove(all->chunks, all->chunks + chunks, all->chunk_count * sizeof all->chunks[0]);
}

/* ---- Numbers by hash ---- */

#define SLOTS_AT_FIRST 64

void hash_slots_begin(hash_slots *all)
{
    all->slots = g_new0(uint32_t, SLOTS_AT_FIRST);
    all->mask = SLOTS_AT_FIRST - 1;
    all->used = 0;
}

void hash_slots_end(hash_slots *all)
{
    g_free(all->slots);
    all->slots = NULL;
}

static void put_number(hash_slots *all, uint32_t hash, uint32_t number)
{
    uint32_t slot = hash_slot_first(all, hash);

    while (all->slots[slot] != 0) {
        slot = hash_slot_next(all, slot);
    }
    all->slots[slot] = number;
    all->used++;
}

/* Up to three quarters are used; made anew, at most half. */
void hash_slots_make_room(hash_slots *all, const numbered *elements, hash_of *hash)
{
    hash_slots old = *all;
    uint32_t size = all->mask + 1, live = 0;

    if (all->used < size / 4 * 3) {
        return;
    }
    for (uint32_t i = 0; i < size; i++) {
        live += numbered_at(elements, old.slots[i]) != NULL;
    }
    size = live > size / 2 ? size * 2 : size;
    *all = (hash_slots){ g_new0(uint32_t, size), size - 1, 0 };
    for (uint32_t i = 0; i <= old.mask; i++) {
        const void *element = numbered_at(elements, old.slots[i]);

        if (element != NULL) {
            put_number(all, hash(element), old.slots[i]);
        }
    }
    g_free(old.slots);
}
