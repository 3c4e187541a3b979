/* statistics_calls.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "statistics_calls.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "calls_text.h"
#include "place.h"
#include "preferences.h"
#include "statistics_text.h"
#include "tracking.h"

/* Two weeks. */
#define MINUTES_MAX 20160

/* As many addresses, and as many domains, are told apart. */
#define ROWS_MAX 1000

/* The text has the busiest of them. */
#define ROWS_SHOWN 20

#define NAME_WIDTH 30

series *statistics_new_minutes(void)
{
    return series_new(MINUTES_MAX);
}

/* ---- Counting ---- */

typedef struct {
    GHashTable *frames;
    ratios *counted;
    series *minutes;
} counting;

static void count_call(const call *one, void *context)
{
    counting *now = (counting *)context;
    char *domain;
    row_key keys[ROWS_COUNT];

    if (now->frames != NULL && !g_hash_table_contains(now->frames, GUINT_TO_POINTER(one->frame))) {
        return;
    }
    domain = calls_domain(one->to);
    keys[ROWS_BY_RESPONDER] = (row_key){ one->made_by.bytes, one->made_by.length };
    keys[ROWS_BY_DOMAIN] = (row_key){ domain, strlen(domain) };
    ratios_add(now->counted, one, keys);
    g_free(domain);
    if (now->minutes != NULL) {
        series_add_call(now->minutes, one);
    }
}

ratios *statistics_count_calls(GHashTable *frames, series *minutes)
{
    counting now = { frames, ratios_new(ROWS_MAX), minutes };

    if (minutes != NULL) {
        series_clear_calls(minutes);
    }
    tracking_each_call(count_call, &now);
    return now.counted;
}

char *statistics_row_name(row_kind kind, const ratio_row *row)
{
    endpoint end = { .length = (uint8_t)MIN(row->key_length, sizeof end.bytes) };

    if (kind == ROWS_BY_DOMAIN) {
        return g_strndup((const char *)row->key, row->key_length);
    }
    memcpy(end.bytes, row->key, end.length);
    return place_end_text(&end);
}

/* ---- The section of the report ---- */

static void print_counts(const tally *all)
{
    printf("\n%" PRIu64 " calls", all->calls + all->calls_undetermined);
    printf(" (%" PRIu64 " undetermined), %" PRIu64 " registrations (%" PRIu64 " undetermined).\n", all->calls_undetermined,
           all->registrations + all->registrations_undetermined, all->registrations_undetermined);
    if (all->calls_undetermined + all->registrations_undetermined > 0) {
        printf("Undetermined: the capture ended before they did. They are in no ratio and no delay.\n");
    }
    for (int registrations = 0; registrations <= 1; registrations++) {
        if (tracking_calls_forgotten(registrations) > 0) {
            printf("%" PRIu64 " of the oldest %s were forgotten, as no more than %u are kept (sipcodes.transactions_max).\n",
                   tracking_calls_forgotten(registrations), registrations ? "registrations" : "calls",
                   MAX(sipcodes_prefs.transactions_max, 1));
        }
    }
}

static void print_outcomes(const tally *all)
{
    printf("\n");
    statistics_print_column("Outcome", 18);
    printf("  %9s  %13s\n", "Calls", "Registrations");
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (all->call_outcomes[i] + all->registration_outcomes[i] > 0) {
            statistics_print_column(outcome_name((outcome)i), 18);
            printf("  %9" PRIu64 "  %13" PRIu64 "\n", all->call_outcomes[i], all->registration_outcomes[i]);
        }
    }
}

static void print_percent(const ratio *one, int width)
{
    double percent;

    if (ratio_percent(one, &percent)) {
        printf("  %*.1f%%", width - 1, percent);
    } else {
        printf("  %*s", width, "-");
    }
}

static void print_ratios(const tally *all)
{
    printf("\n");
    statistics_print_column("Ratio", 18);
    printf("  %9s  %9s  %7s\n", "Counted", "Among", "Percent");
    for (int i = 0; i < RATIO_COUNT; i++) {
        statistics_print_column(ratio_name((ratio_id)i), 18);
        printf("  %9" PRIu64 "  %9" PRIu64, all->ratios[i].counted, all->ratios[i].among);
        print_percent(&all->ratios[i], 7);
        printf("\n");
    }
}

static void print_delays(const tally *all)
{
    printf("\n");
    statistics_print_column("Delay in seconds", 18);
    printf("  %9s  %9s  %9s  %9s  %9s  %9s\n", "Count", "Min", "Mean", "Median", "p95", "Max");
    for (int i = 0; i < DELAY_COUNT; i++) {
        delay one = delay_of(all, (delay_id)i);
        const int64_t values[] = { one.min, one.mean, one.median, one.p95, one.max };

        statistics_print_column(delay_name((delay_id)i), 18);
        printf("  %9" PRIu64, one.count);
        for (size_t k = 0; k < G_N_ELEMENTS(values); k++) {
            if (one.count > 0) {
                printf("  %9.3f", (double)values[k] / 1e9);
            } else {
                printf("  %9s", "-");
            }
        }
        printf("\n");
    }
}

static void print_row(row_kind kind, const ratio_row *row)
{
    static const ratio_id shown[] = { RATIO_SER, RATIO_SEER, RATIO_ISA, RATIO_SCR, RATIO_NER, RATIO_IRA };
    const tally *counts = &row->counts;
    char *name = statistics_row_name(kind, row);

    statistics_print_column(name, NAME_WIDTH);
    printf("  %7" PRIu64 "  %7" PRIu64, counts->calls, counts->registrations);
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        print_percent(&counts->ratios[shown[i]], 6);
    }
    printf("\n");
    g_free(name);
}

static void print_rows(const ratios *all, row_kind kind, const char *title)
{
    GPtrArray *rows = ratios_rows(all, kind);

    if (rows->len > 0) {
        printf("\n");
        statistics_print_column(title, NAME_WIDTH);
        printf("  %7s  %7s  %6s  %6s  %6s  %6s  %6s  %6s\n", "Calls", "Regs", "SER", "SEER", "ISA", "SCR", "NER", "IRA");
    }
    for (guint i = 0; i < MIN(rows->len, ROWS_SHOWN); i++) {
        print_row(kind, (const ratio_row *)g_ptr_array_index(rows, i));
    }
    if (rows->len > ROWS_SHOWN) {
        printf("  %u more with fewer are in -z sipcodes,json.\n", rows->len - ROWS_SHOWN);
    }
    if (ratios_left_out(all, kind) > 0) {
        printf("  %" PRIu64 " calls and registrations were left out, as no more than %d rows are kept.\n", ratios_left_out(all, kind),
               ROWS_MAX);
    }
    g_ptr_array_free(rows, TRUE);
}

void statistics_print_calls(GHashTable *frames)
{
    ratios *counted = statistics_count_calls(frames, NULL);
    const tally *all = ratios_all(counted);

    if (all->calls + all->calls_undetermined + all->registrations + all->registrations_undetermined > 0) {
        print_counts(all);
        print_outcomes(all);
        print_ratios(all);
        print_delays(all);
        print_rows(counted, ROWS_BY_RESPONDER, "Decided by");
        print_rows(counted, ROWS_BY_DOMAIN, "Called domain");
    }
    ratios_free(counted);
}
