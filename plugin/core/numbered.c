/* numbered.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbered.h"

#include <string.h>

#include <glib.h>

/* ---- Numbered elements ---- */

#define RING_AT_FIRST 8

void numbered_begin(numbered *all, size_t size)
{
    *all = (numbered){ .chunk_mask = RING_AT_FIRST - 1, .first = 1, .next = 1, .size = size };
    all->chunks = g_new0(char *, RING_AT_FIRST);
}

static char **place_of_chunk(const numbered *all, uint32_t chunk)
{
    return &all->chunks[chunk & all->chunk_mask];
}

/* The oldest chunk that is kept; the others follow. */
static uint32_t oldest_chunk(const numbered *all)
{
    return (all->next - 1 + NUMBERED_CHUNK - 1) / NUMBERED_CHUNK - all->chunk_count;
}

void numbered_end(numbered *all)
{
    uint32_t oldest = oldest_chunk(all);

    for (uint32_t i = 0; i < all->chunk_count; i++) {
        g_free(*place_of_chunk(all, oldest + i));
    }
    g_free(all->chunks);
    *all = (numbered){ .first = 1, .next = 1, .size = all->size };
}

static void make_ring_room(numbered *all)
{
    numbered old = *all;
    uint32_t oldest = oldest_chunk(all);

    if (all->chunk_count <= all->chunk_mask) {
        return;
    }
    all->chunk_mask = all->chunk_mask * 2 + 1;
    all->chunks = g_new0(char *, (size_t)all->chunk_mask + 1);
    for (uint32_t i = 0; i < old.chunk_count; i++) {
        *place_of_chunk(all, oldest + i) = *place_of_chunk(&old, oldest + i);
    }
    g_free(old.chunks);
}

void *numbered_add(numbered *all, uint32_t *number)
{
    char *element;

    if (all->next == UINT32_MAX) {
        *number = 0;
        return NULL;
    }
    if ((all->next - 1) % NUMBERED_CHUNK == 0) {
        make_ring_room(all);
        *place_of_chunk(all, (all->next - 1) / NUMBERED_CHUNK) = (char *)g_malloc(NUMBERED_CHUNK * all->size);
        all->chunk_count++;
    }
    *number = all->next++;
    element = (char *)numbered_at(all, *number);
    memset(element, 0, all->size);
    return element;
}

void numbered_forget(numbered *all, uint32_t first)
{
    uint32_t oldest = oldest_chunk(all), end = (first - 1) / NUMBERED_CHUNK;

    all->first = first;
    for (uint32_t chunk = oldest; chunk < end; chunk++) {
        g_free(*place_of_chunk(all, chunk));
        all->chunk_count--;
    }
}

/* ---- Numbers by hash ---- */

/* Of several sizes, so that parts, which fill evenly, do not grow all at once. */
#define SLOTS_AT_FIRST 8

void hash_slots_begin(hash_slots *all)
{
    for (uint32_t i = 0; i < HASH_PARTS; i++) {
        uint32_t size = SLOTS_AT_FIRST + i * (SLOTS_AT_FIRST / 2) / HASH_PARTS;

        all->parts[i] = (hash_part){ g_new0(uint32_t, size), size, 0 };
    }
}

void hash_slots_end(hash_slots *all)
{
    for (uint32_t i = 0; i < HASH_PARTS; i++) {
        g_free(all->parts[i].slots);
        all->parts[i] = (hash_part){ NULL, 0, 0 };
    }
}

size_t hash_slots_memory(const hash_slots *all)
{
    size_t memory = 0;

    for (uint32_t i = 0; i < HASH_PARTS; i++) {
        memory += all->parts[i].size * sizeof all->parts[i].slots[0];
    }
    return memory;
}

void hash_slots_add(hash_slots *all, uint32_t hash, uint32_t number)
{
    hash_slot slot = hash_slot_first(all, hash);

    while (hash_slot_number(&slot) != 0) {
        hash_slot_next(&slot);
    }
    hash_slot_put(&slot, number);
}

/* Up to three quarters are used; made anew, at most half. */
void hash_slots_make_room(hash_slots *all, uint32_t hash, const numbered *elements, hash_of *hash_of_element, const void *context)
{
    hash_part *part = &all->parts[hash % HASH_PARTS];
    hash_part old = *part;
    uint32_t live = 0;

    if (old.used < old.size / 4 * 3) {
        return;
    }
    for (uint32_t i = 0; i < old.size; i++) {
        live += numbered_at(elements, old.slots[i]) != NULL;
    }
    part->size = live > old.size / 2 ? old.size + old.size / 2 : old.size;
    part->slots = g_new0(uint32_t, part->size);
    part->used = 0;
    for (uint32_t i = 0; i < old.size; i++) {
        const void *element = numbered_at(elements, old.slots[i]);

        if (element != NULL) {
            hash_slots_add(all, hash_of_element(element, context), old.slots[i]);
        }
    }
    g_free(old.slots);
}
