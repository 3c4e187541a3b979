/* statistics_calls_json.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "statistics_calls.h"

#include "json_members.h"
#include "tracking.h"

/* What is not defined is null, never 0. */
static void put_percent(json_dumper *json, const char *name, const ratio *one)
{
    double percent;

    if (ratio_percent(one, &percent)) {
        json_double(json, name, percent);
    } else {
        json_null(json, name);
    }
}

static void put_seconds(json_dumper *json, const char *name, const delay *one, int64_t nanoseconds)
{
    if (one->count > 0) {
        json_double(json, name, (double)nanoseconds / 1e9);
    } else {
        json_null(json, name);
    }
}

static void put_counts(json_dumper *json, const ratios *counted)
{
    const tally *all = ratios_all(counted);

    json_dumper_set_member_name(json, "calls");
    json_dumper_begin_object(json);
    json_unsigned(json, "attempts", all->calls + all->calls_undetermined);
    json_unsigned(json, "undetermined", all->calls_undetermined);
    json_unsigned(json, "forgotten", tracking_calls_forgotten(false));
    json_unsigned(json, "registrations", all->registrations + all->registrations_undetermined);
    json_unsigned(json, "registrations_undetermined", all->registrations_undetermined);
    json_unsigned(json, "registrations_forgotten", tracking_calls_forgotten(true));
    json_dumper_end_object(json);
}

static void put_outcomes(json_dumper *json, const tally *all)
{
    json_dumper_set_member_name(json, "outcomes");
    json_dumper_begin_array(json);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (all->call_outcomes[i] + all->registration_outcomes[i] > 0) {
            json_dumper_begin_object(json);
            json_text(json, "outcome", outcome_name((outcome)i));
            json_unsigned(json, "calls", all->call_outcomes[i]);
            json_unsigned(json, "registrations", all->registration_outcomes[i]);
            json_dumper_end_object(json);
        }
    }
    json_dumper_end_array(json);
}

static void put_ratios(json_dumper *json, const tally *all)
{
    json_dumper_set_member_name(json, "ratios");
    json_dumper_begin_array(json);
    for (int i = 0; i < RATIO_COUNT; i++) {
        json_dumper_begin_object(json);
        json_text(json, "name", ratio_name((ratio_id)i));
        json_unsigned(json, "counted", all->ratios[i].counted);
        json_unsigned(json, "among", all->ratios[i].among);
        put_percent(json, "percent", &all->ratios[i]);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
}

static void put_delays(json_dumper *json, const tally *all)
{
    json_dumper_set_member_name(json, "delays");
    json_dumper_begin_array(json);
    for (int i = 0; i < DELAY_COUNT; i++) {
        delay one = delay_of(all, (delay_id)i);

        json_dumper_begin_object(json);
        json_text(json, "name", delay_name((delay_id)i));
        json_unsigned(json, "count", one.count);
        put_seconds(json, "min", &one, one.min);
        put_seconds(json, "mean", &one, one.mean);
        put_seconds(json, "median", &one, one.median);
        put_seconds(json, "p95", &one, one.p95);
        put_seconds(json, "max", &one, one.max);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
}

static void put_rows(json_dumper *json, const ratios *counted, row_kind kind)
{
    static const char *const members[] = { [ROWS_BY_RESPONDER] = "responders", [ROWS_BY_DOMAIN] = "domains" };
    static const char *const keys[] = { [ROWS_BY_RESPONDER] = "address", [ROWS_BY_DOMAIN] = "domain" };
    static const char *const left_out[] = { [ROWS_BY_RESPONDER] = "responders_left_out", [ROWS_BY_DOMAIN] = "domains_left_out" };
    GPtrArray *rows = ratios_rows(counted, kind);

    json_dumper_set_member_name(json, members[kind]);
    json_dumper_begin_array(json);
    for (guint i = 0; i < rows->len; i++) {
        const ratio_row *row = (const ratio_row *)g_ptr_array_index(rows, i);
        char *name = statistics_row_name(kind, row);

        json_dumper_begin_object(json);
        json_text(json, keys[kind], name);
        json_unsigned(json, "calls", row->counts.calls);
        json_unsigned(json, "registrations", row->counts.registrations);
        put_outcomes(json, &row->counts);
        put_ratios(json, &row->counts);
        put_delays(json, &row->counts);
        json_dumper_end_object(json);
        g_free(name);
    }
    json_dumper_end_array(json);
    json_unsigned(json, left_out[kind], ratios_left_out(counted, kind));
    g_ptr_array_free(rows, TRUE);
}

static void put_minute(const minute_row *row, void *context)
{
    static const char *const classes[] = { "out_of_range", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx" };
    json_dumper *json = (json_dumper *)context;
    ratio answered = { row->answered, row->attempts };

    json_dumper_begin_object(json);
    json_signed(json, "time", row->minute * 60);
    for (guint i = 0; i < G_N_ELEMENTS(classes); i++) {
        json_unsigned(json, classes[i], row->classes[i]);
    }
    json_unsigned(json, "attempts", row->attempts);
    json_unsigned(json, "answered", row->answered);
    put_percent(json, "percent_answered", &answered);
    json_dumper_end_object(json);
}

void statistics_json_calls(json_dumper *json, GHashTable *frames, series *minutes)
{
    ratios *counted = statistics_count_calls(frames, minutes);

    put_counts(json, counted);
    put_outcomes(json, ratios_all(counted));
    put_ratios(json, ratios_all(counted));
    put_delays(json, ratios_all(counted));
    put_rows(json, counted, ROWS_BY_RESPONDER);
    put_rows(json, counted, ROWS_BY_DOMAIN);
    json_dumper_set_member_name(json, "series");
    json_dumper_begin_array(json);
    series_each(minutes, put_minute, json);
    json_dumper_end_array(json);
    json_unsigned(json, "series_left_out", series_left_out(minutes));
    ratios_free(counted);
}
