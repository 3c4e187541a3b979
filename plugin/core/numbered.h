/* numbered.h: elements with numbers, and how they are found by a hash
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Everything has a number, from 1 in the order of its arrival, and lies in chunks; the oldest chunks are given back. 0 is none.
 */
#ifndef SIPCODES_NUMBERED_H
#define SIPCODES_NUMBERED_H

#include <stddef.h>
#include <stdint.h>

/* ---- Numbered elements ---- */

/** Elements by number, as many as are not forgotten. */
typedef struct {
    char **chunks;        /**< a ring: the chunk of each number, where it is kept */
    uint32_t chunk_mask;  /**< of places in the ring, a power of 2, less one */
    uint32_t chunk_count; /**< chunks that are kept */
    uint32_t first;       /**< the oldest that is kept */
    uint32_t next;        /**< the number that the next one gets */
    size_t size;          /**< of one */
} numbered;

/** Elements in a chunk: few, so that little is kept for what does not come. */
#define NUMBERED_CHUNK 64

/** Starts without an element. */
void numbered_begin(numbered *all, size_t size);

/** Frees all. */
void numbered_end(numbered *all);

/** A new one, all zero, in *number; NULL where no number is left. */
void *numbered_add(numbered *all, uint32_t *number);

/** Forgets those before the number, which is at most all->next. */
void numbered_forget(numbered *all, uint32_t first);

/** As numbered_at(), where the size is known when this is compiled. */
static inline void *numbered_sized_at(const numbered *all, uint32_t number, size_t size)
{
    if (number - all->first >= all->next - all->first) {
        return NULL;
    }
    return all->chunks[(number - 1) / NUMBERED_CHUNK & all->chunk_mask] + (number - 1) % NUMBERED_CHUNK * size;
}

/** The one with the number; NULL where it is 0 or forgotten. Good until it is forgotten. */
static inline void *numbered_at(const numbered *all, uint32_t number)
{
    return numbered_sized_at(all, number, all->size);
}

/** How many bytes they take. */
static inline size_t numbered_memory(const numbered *all)
{
    return (size_t)all->chunk_count * NUMBERED_CHUNK * all->size + ((size_t)all->chunk_mask + 1) * sizeof all->chunks[0];
}

/** How many are kept. */
static inline uint32_t numbered_count(const numbered *all)
{
    return all->next - all->first;
}

/* ---- Numbers by hash ---- */

/** A part of an open hash. */
typedef struct {
    uint32_t *slots; /**< numbers of elements; 0 is an empty slot */
    uint32_t size;
    uint32_t used;
} hash_part;

/** Parts, each of which grows by itself, so that little is kept twice meanwhile and no message waits for all of it. */
#define HASH_PARTS 32

/** Numbers of elements in an open hash; those of forgotten elements stay until their part is made anew. */
typedef struct {
    hash_part parts[HASH_PARTS];
} hash_slots;

/** A slot, and where the walk along the slots of its hash goes on. */
typedef struct {
    hash_part *part;
    uint32_t index;
} hash_slot;

/** Gives an element's hash; context is whatever hash_slots_make_room() got. */
typedef uint32_t hash_of(const void *element, const void *context);

/** Starts empty. */
void hash_slots_begin(hash_slots *all);

/** Frees all. */
void hash_slots_end(hash_slots *all);

/** How many bytes they take. */
size_t hash_slots_memory(const hash_slots *all);

/** Makes room for one more with the hash; afterwards slots may stand elsewhere. */
void hash_slots_make_room(hash_slots *all, uint32_t hash, const numbered *elements, hash_of *hash_of_element, const void *context);

/** The first slot for the hash. */
static inline hash_slot hash_slot_first(const hash_slots *all, uint32_t hash)
{
    hash_part *part = (hash_part *)&all->parts[hash % HASH_PARTS];

    return (hash_slot){ part, (uint32_t)((uint64_t)hash * part->size >> 32) };
}

/** Goes on to the slot behind it. */
static inline void hash_slot_next(hash_slot *slot)
{
    slot->index = slot->index + 1 == slot->part->size ? 0 : slot->index + 1;
}

/** The number in the slot; 0 where it is empty. */
static inline uint32_t hash_slot_number(const hash_slot *slot)
{
    return slot->part->slots[slot->index];
}

/** Puts the number into the slot, which is empty or has that of an element that it stands for. */
static inline void hash_slot_put(const hash_slot *slot, uint32_t number)
{
    slot->part->used += slot->part->slots[slot->index] == 0;
    slot->part->slots[slot->index] = number;
}

/** Puts the number into the first empty slot of the hash, for which there is room. */
void hash_slots_add(hash_slots *all, uint32_t hash, uint32_t number);

#endif
