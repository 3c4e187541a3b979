/* ratios.h: how good is the service? Ratios and delays over calls and registrations (ratios.def)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RATIOS_H
#define SIPCODES_RATIOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "calls.h"
#include "outcomes.h"

/** The ratios of ratios.def. */
typedef enum {
#define RATIO(id, name, of, counted, among) RATIO_##id,
#include "ratios.def"
    RATIO_COUNT
} ratio_id;

/** The delays of ratios.def. */
typedef enum {
#define DELAY(id, name, of, condition, time) DELAY_##id,
#include "ratios.def"
    DELAY_COUNT
} delay_id;

/** The name as tables print it: "SER". */
const char *ratio_name(ratio_id id);

/** The name as tables print it: "SRD failed". */
const char *delay_name(delay_id id);

/** A ratio, not reduced. */
typedef struct {
    uint64_t counted;
    uint64_t among; /**< 0: the ratio is undefined, which is not 0 */
} ratio;

/** In percent; false, and *percent is left alone, where it is undefined. */
bool ratio_percent(const ratio *one, double *percent);

/** A delay over all attempts that have it, in nanoseconds. Where the count is 0, there is nothing else. */
typedef struct {
    uint64_t count;
    int64_t min;
    int64_t mean;
    int64_t median; /**< of an even count the mean of the two in the middle */
    int64_t p95;    /**< by the nearest rank: the least value that 95 of 100 do not exceed */
    int64_t max;
} delay;

/** What is counted of some attempts. */
typedef struct {
    uint64_t calls;              /**< all but the undetermined */
    uint64_t calls_undetermined; /**< the capture ended first: in no ratio and no delay */
    uint64_t registrations;      /**< likewise */
    uint64_t registrations_undetermined;
    uint64_t call_outcomes[OUTCOME_COUNT]; /**< the undetermined too */
    uint64_t registration_outcomes[OUTCOME_COUNT];
    ratio ratios[RATIO_COUNT];
    GArray *values[DELAY_COUNT]; /**< of int64_t; each value is kept, so that delay_of() is exact. NULL where there is none */
} tally;

/** Counts one more attempt. Starts from a tally of zeros; tally_clear() ends it. */
void tally_add(tally *some, const call *one);

/** Frees what it holds, and leaves zeros. */
void tally_clear(tally *some);

/** The delay of those attempts: takes the time that sorting takes. */
delay delay_of(const tally *some, delay_id id);

/** What rows are of. */
typedef enum {
    ROWS_BY_RESPONDER, /**< who made the final that decides */
    ROWS_BY_DOMAIN,    /**< where the call was to go */
    ROWS_COUNT
} row_kind;

/** Bytes by which rows are told apart, in the caller's own way; length 0: the attempt is in no row. */
typedef struct {
    const void *bytes;
    size_t length;
} row_key;

/** A row. */
typedef struct {
    void *key; /**< a copy */
    size_t key_length;
    tally counts;
} ratio_row;

/** All attempts, and rows of them. Memory grows with the attempts that have delays, which whoever gives them has bounded, and with
 * rows up to their limit. */
typedef struct ratios ratios;

/** Starts with nothing. There are no more rows of each kind than the limit. ratios_free() ends it. */
ratios *ratios_new(uint32_t rows_max);

/** Frees all; NULL is let be. */
void ratios_free(ratios *all);

/** Counts the attempt, in all and in its row of each kind. */
void ratios_add(ratios *all, const call *one, const row_key keys[ROWS_COUNT]);

/** Over all attempts. */
const tally *ratios_all(const ratios *all);

/** The rows, most calls and registrations first, then by key, so that each run gives the same order; to be freed with
 * g_ptr_array_free(). Of const ratio_row *. */
GPtrArray *ratios_rows(const ratios *all, row_kind kind);

/** How many attempts have a key for which there was no row left. */
uint64_t ratios_left_out(const ratios *all, row_kind kind);

#endif
