/* ratios.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "ratios.h"

#include <string.h>

#include "sorted_rows.h"

static const char *const ratio_names[] = {
#define RATIO(id, name, of, counted, among) [RATIO_##id] = (name),
#include "ratios.def"
};

static const char *const delay_names[] = {
#define DELAY(id, name, of, condition, time) [DELAY_##id] = (name),
#include "ratios.def"
};

const char *ratio_name(ratio_id id)
{
    return ratio_names[id];
}

const char *delay_name(delay_id id)
{
    return delay_names[id];
}

bool ratio_percent(const ratio *one, double *percent)
{
    if (one->among == 0) {
        return false;
    }
    *percent = 100.0 * (double)one->counted / (double)one->among;
    return true;
}

/* ---- One attempt ---- */

/* The words of ratios.def, here alone. */
#define CALLS (!one->is_registration)
#define REGISTRATIONS (one->is_registration)
#define ALL 1
#define ANSWERED (one->ended == OUTCOME_ANSWERED || one->ended == OUTCOME_SUCCEEDED)
#define REDIRECTED (one->ended == OUTCOME_REDIRECTED)
#define TIMED_OUT (one->ended == OUTCOME_NO_RESPONSE)
#define FOLLOWED (REDIRECTED || one->ended == OUTCOME_CHALLENGED || one->ended == OUTCOME_TRY_AGAIN)
#define FAILED (!ANSWERED && !FOLLOWED && !TIMED_OUT)
#define RANG (one->rang)
#define IS_UP (one->is_up)
#define IS_COMPLETED (one->is_completed)
#define INVITES (one->requests - one->redirections)
#define CODE(wanted) (one->code == (wanted))
#define CODES(first, last) (one->code >= (first) && one->code <= (last))

static void count_ratios(tally *some, const call *one)
{
#define RATIO(id, name, of, by, all) \
    if (of) { \
        some->ratios[RATIO_##id].counted += (by); \
        some->ratios[RATIO_##id].among += (all); \
    }
#include "ratios.def"
}

static void keep_value(tally *some, delay_id id, int64_t value)
{
    if (value != CALL_TIME_UNKNOWN) {
        if (some->values[id] == NULL) {
            some->values[id] = g_array_new(FALSE, FALSE, sizeof(int64_t));
        }
        g_array_append_val(some->values[id], value);
    }
}

static void keep_values(tally *some, const call *one)
{
#define DELAY(id, name, of, condition, time) \
    if ((of) && (condition)) { \
        keep_value(some, DELAY_##id, one->time); \
    }
#include "ratios.def"
}

void tally_add(tally *some, const call *one)
{
    (one->is_registration ? some->registration_outcomes : some->call_outcomes)[one->ended]++;
    if (one->ended == OUTCOME_UNDETERMINED) {
        *(one->is_registration ? &some->registrations_undetermined : &some->calls_undetermined) += 1;
        return;
    }
    *(one->is_registration ? &some->registrations : &some->calls) += 1;
    count_ratios(some, one);
    keep_values(some, one);
}

/* ---- Delays ---- */

static int compare_values(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

    return a < b ? -1 : a > b;
}

/* The sum of all could be too large. */
static int64_t mean_of(const int64_t *values, uint64_t number)
{
    int64_t mean = 0, rest = 0, divisor = (int64_t)number;

    for (uint64_t i = 0; i < number; i++) {
        mean += values[i] / divisor;
        rest += values[i] % divisor;
        mean += rest / divisor;
        rest %= divisor;
    }
    return mean;
}

delay delay_of(const tally *some, delay_id id)
{
    GArray *sorted;
    const int64_t *values;
    delay all = { .count = some->values[id] == NULL ? 0 : some->values[id]->len };

    if (all.count == 0) {
        return all;
    }
    sorted = g_array_copy(some->values[id]);
    g_array_sort(sorted, compare_values);
    values = (const int64_t *)(void *)sorted->data;
    all.min = values[0];
    all.max = values[all.count - 1];
    all.mean = mean_of(values, all.count);
    all.median = values[(all.count - 1) / 2] + (values[all.count / 2] - values[(all.count - 1) / 2]) / 2;
    all.p95 = values[(all.count * 95 + 99) / 100 - 1];
    g_array_unref(sorted);
    return all;
}

/* ---- Rows ---- */

struct ratios {
    uint32_t rows_max;
    tally total;
    GHashTable *rows[ROWS_COUNT]; /* of ratio_row *, by key */
    uint64_t left_out[ROWS_COUNT];
};

static guint hash_of_key(const void *data)
{
    const ratio_row *row = (const ratio_row *)data;
    const unsigned char *bytes = (const unsigned char *)row->key;
    guint hash = 5381;

    for (size_t i = 0; i < row->key_length; i++) {
        hash = hash * 33 + bytes[i];
    }
    return hash;
}

static gboolean is_same_key(const void *one, const void *other)
{
    const ratio_row *a = (const ratio_row *)one;
    const ratio_row *b = (const ratio_row *)other;

    return a->key_length == b->key_length && memcmp(a->key, b->key, a->key_length) == 0;
}

void tally_clear(tally *some)
{
    for (size_t i = 0; i < DELAY_COUNT; i++) {
        if (some->values[i] != NULL) {
            g_array_unref(some->values[i]);
        }
    }
    memset(some, 0, sizeof *some);
}

static void free_row(void *data)
{
    ratio_row *row = (ratio_row *)data;

    tally_clear(&row->counts);
    g_free(row->key);
    g_free(row);
}

ratios *ratios_new(uint32_t rows_max)
{
    ratios *all = g_new0(ratios, 1);

    all->rows_max = rows_max;
    for (size_t kind = 0; kind < ROWS_COUNT; kind++) {
        all->rows[kind] = g_hash_table_new_full(hash_of_key, is_same_key, NULL, free_row);
    }
    return all;
}

void ratios_free(ratios *all)
{
    if (all == NULL) {
        return;
    }
    for (size_t kind = 0; kind < ROWS_COUNT; kind++) {
        g_hash_table_destroy(all->rows[kind]);
    }
    tally_clear(&all->total);
    g_free(all);
}

/* NULL where no row is left. */
static ratio_row *row_of(ratios *all, row_kind kind, row_key key)
{
    const ratio_row wanted = { .key = (void *)key.bytes, .key_length = key.length };
    ratio_row *row = (ratio_row *)g_hash_table_lookup(all->rows[kind], &wanted);

    if (row == NULL && g_hash_table_size(all->rows[kind]) < all->rows_max) {
        row = g_new0(ratio_row, 1);
        row->key = g_memdup2(key.bytes, key.length);
        row->key_length = key.length;
        g_hash_table_add(all->rows[kind], row);
    }
    return row;
}

void ratios_add(ratios *all, const call *one, const row_key keys[ROWS_COUNT])
{
    tally_add(&all->total, one);
    for (size_t kind = 0; kind < ROWS_COUNT; kind++) {
        ratio_row *row = keys[kind].length == 0 ? NULL : row_of(all, (row_kind)kind, keys[kind]);

        if (row != NULL) {
            tally_add(&row->counts, one);
        } else if (keys[kind].length > 0) {
            all->left_out[kind]++;
        }
    }
}

const tally *ratios_all(const ratios *all)
{
    return &all->total;
}

uint64_t ratios_left_out(const ratios *all, row_kind kind)
{
    return all->left_out[kind];
}

static uint64_t attempts_of(const ratio_row *row)
{
    const tally *some = &row->counts;

    return some->calls + some->calls_undetermined + some->registrations + some->registrations_undetermined;
}

static int compare_rows(const void *one, const void *other)
{
    const ratio_row *a = *(const ratio_row *const *)one;
    const ratio_row *b = *(const ratio_row *const *)other;
    int by_key;

    if (attempts_of(a) != attempts_of(b)) {
        return attempts_of(a) > attempts_of(b) ? -1 : 1;
    }
    by_key = memcmp(a->key, b->key, MIN(a->key_length, b->key_length));
    return by_key != 0 ? by_key : a->key_length < b->key_length ? -1
                                                                : a->key_length > b->key_length;
}

GPtrArray *ratios_rows(const ratios *all, row_kind kind)
{
    return sorted_rows(all->rows[kind], compare_rows);
}
