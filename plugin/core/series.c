/* series.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "series.h"

#include <glib.h>

#include "codes.h"
#include "sorted_rows.h"

#define MINUTE INT64_C(60000000000)

struct series {
    uint32_t minutes_max;
    GHashTable *minutes; /* of minute_row *, by the minute */
    minute_row *last;    /* most come into it */
    uint64_t responses_left_out;
    uint64_t calls_left_out;
};

series *series_new(uint32_t minutes_max)
{
    series *all = g_new0(series, 1);

    all->minutes_max = minutes_max;
    all->minutes = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    return all;
}

void series_free(series *all)
{
    if (all != NULL) {
        g_hash_table_destroy(all->minutes);
        g_free(all);
    }
}

/* The minute is the row's first member, and its key. NULL where there are too many. */
static minute_row *minute_at(series *all, int64_t time)
{
    int64_t minute = time / MINUTE - (time % MINUTE < 0 ? 1 : 0);

    if (all->last != NULL && all->last->minute == minute) {
        return all->last;
    }
    all->last = (minute_row *)g_hash_table_lookup(all->minutes, &minute);
    if (all->last == NULL && g_hash_table_size(all->minutes) < all->minutes_max) {
        all->last = g_new0(minute_row, 1);
        all->last->minute = minute;
        g_hash_table_add(all->minutes, all->last);
    }
    return all->last;
}

void series_add_response(series *all, int64_t time, uint32_t code)
{
    minute_row *row = minute_at(all, time);

    if (row != NULL) {
        row->classes[code_class(code)]++;
    } else {
        all->responses_left_out++;
    }
}

void series_add_call(series *all, const call *one)
{
    minute_row *row;

    if (one->is_registration) {
        return;
    }
    row = minute_at(all, one->time);
    if (row == NULL) {
        all->calls_left_out++;
    } else {
        row->attempts++;
        row->answered += one->ended == OUTCOME_ANSWERED;
    }
}

void series_clear_calls(series *all)
{
    GHashTableIter iter;
    void *row;

    all->calls_left_out = 0;
    g_hash_table_iter_init(&iter, all->minutes);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        ((minute_row *)row)->attempts = ((minute_row *)row)->answered = 0;
    }
}

static int compare_minutes(const void *one, const void *other)
{
    const minute_row *a = *(const minute_row *const *)one;
    const minute_row *b = *(const minute_row *const *)other;

    return a->minute < b->minute ? -1 : a->minute > b->minute;
}

void series_each(const series *all, void (*take)(const minute_row *row, void *context), void *context)
{
    GPtrArray *rows = sorted_rows(all->minutes, compare_minutes);

    for (guint i = 0; i < rows->len; i++) {
        take((const minute_row *)rows->pdata[i], context);
    }
    g_ptr_array_free(rows, TRUE);
}

uint64_t series_left_out(const series *all)
{
    return all->responses_left_out + all->calls_left_out;
}
