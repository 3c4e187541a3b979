/* series.h: what happened in each minute of a capture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_SERIES_H
#define SIPCODES_SERIES_H

#include <stdint.h>

#include "calls.h"

/** A minute in which something happened. */
typedef struct {
    int64_t minute;      /**< from 1970, or from where the times count */
    uint64_t classes[7]; /**< responses by the class of their code; [0]: out of range */
    uint64_t attempts;   /**< calls that began in it; those that are undetermined too */
    uint64_t answered;   /**< of these, those that were answered, whenever that was */
} minute_row;

/** Minutes of a capture. */
typedef struct series series;

/** Starts with nothing. There are no more minutes than the limit. series_free() ends it. */
series *series_new(uint32_t minutes_max);

/** Frees all; NULL is let be. */
void series_free(series *all);

/** Counts a response, which is neither sent again nor a copy, at its time in nanoseconds. */
void series_add_response(series *all, int64_t time, uint32_t code);

/** Counts a call; no registration. */
void series_add_call(series *all, const call *one);

/** Forgets the calls, so that they can be counted anew: how they ended may have become known. */
void series_clear_calls(series *all);

/** Gives each minute in their order. */
void series_each(const series *all, void (*take)(const minute_row *row, void *context), void *context);

/** How many responses and calls fell into minutes for which no row was left. */
uint64_t series_left_out(const series *all);

#endif
