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
    char **chunks;
    uint32_t chunk_count;
    uint32_t chunk_room;
    uint32_t chunks_dropped;
    uint32_t first; /**< the oldest that is kept */
    uint32_t next;  /**< the number that the next one gets */
    size_t size;    /**< of one */
} numbered;

/** Elements in a chunk. */
#define NUMBERED_CHUNK 256

/** Starts without an element. */
void numbered_begin(numbered *all, size_t size);

/** Frees all. */
void numbered_end(numbered *all);

/** A new one, all zero, in *number; NULL where no number is left. */
void *numbered_add(numbered *all, uint32_t *number);

/** Forgets those before the number, which is at most all->next. */
void numbered_forget(numbered *all, uint32_t first);

/** The one with the number; NULL where it is 0 or forgotten. Good until it is forgotten. */
static inline void *numbered_at(const numbered *all, uint32_t number)
{
    if (number < all->first || number >= all->next) {
        return NULL;
    }
    return all->chunks[(number - 1) / NUMBERED_CHUNK - all->chunks_dropped] + (number - 1) % NUMBERED_CHUNK * all->size;
}

/** How many bytes they take. */
static inline size_t numbered_memory(const numbered *all)
{
    return (size_t)all->chunk_count * NUMBERED_CHUNK * all->size + all->chunk_room * sizeof all->chunks[0];
}

/** How many are kept. */
static inline uint32_t numbered_count(const numbered *all)
{
    return all->next - all->first;
}

/* ---- Numbers by hash ---- */

/** Numbers of elements in an open hash; those of forgotten elements stay until it is made anew. */
typedef struct {
    uint32_t *slots;
    uint32_t mask;
    uint32_t used;
} hash_slots;

/** Gives an element's hash. */
typedef uint32_t hash_of(const void *element);

/** Starts empty. */
void hash_slots_begin(hash_slots *all);

/** Frees all. */
void hash_slots_end(hash_slots *all);

/** Makes room for one more; afterwards slots may stand elsewhere. */
void hash_slots_make_room(hash_slots *all, const numbered *elements, hash_of *hash);

/** The first slot for the hash; the next one is hash_slot_next(). */
static inline uint32_t hash_slot_first(const hash_slots *all, uint32_t hash)
{
    return hash & all->mask;
}

/** How many bytes they take. */
static inline size_t hash_slots_memory(const hash_slots *all)
{
    return ((size_t)all->mask + 1) * sizeof all->slots[0];
}

/** The slot behind it. */
static inline uint32_t hash_slot_next(const hash_slots *all, uint32_t slot)
{
    return (slot + 1) & all->mask;
}

#endif
