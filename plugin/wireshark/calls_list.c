/* calls_list.c: one line per call, as text and as CSV (RFC 4180)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Calls are asked of wireshark/tracking when the list is printed. A filter chooses calls by the frame of their first INVITE; what is
 * noted of final responses is noted whether it lets them through or not.
 */
#include "calls_list.h"

#include "compat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/stat_tap_ui.h>
#include <wsutil/report_message.h>

#include "calls_text.h"
#include "statistics_text.h"
#include "tap.h"
#include "tracking.h"

#define TEXT "sipcodes,calls"
#define CSV "sipcodes,csv"

#define PARTY_WIDTH 24

/* A list that somebody asked for. */
typedef struct {
    char *filter;       /* NULL without one */
    GHashTable *frames; /* of the requests that the filter lets through; NULL without a filter */
    GHashTable *briefs;
} calls_list;

static calls_list *list_new(const char *filter)
{
    calls_list *list = g_new0(calls_list, 1);

    list->filter = g_strdup(filter);
    list->frames = filter != NULL ? g_hash_table_new(g_direct_hash, g_direct_equal) : NULL;
    list->briefs = g_hash_table_new(g_direct_hash, g_direct_equal);
    return list;
}

static void list_reset(void *data)
{
    calls_list *list = (calls_list *)data;

    g_hash_table_remove_all(list->briefs);
    if (list->frames != NULL) {
        g_hash_table_remove_all(list->frames);
    }
}

static void list_free(void *data)
{
    calls_list *list = (calls_list *)data;

    g_free(list->filter);
    g_hash_table_destroy(list->briefs);
    if (list->frames != NULL) {
        g_hash_table_destroy(list->frames);
    }
    g_free(list);
}

static tap_packet_status note_brief(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    calls_note_brief(((calls_list *)data)->briefs, pinfo->num, (const sipcodes_record *)tapped);
    return TAP_PACKET_REDRAW;
}

static tap_packet_status note_frame(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    if (((const sipcodes_record *)tapped)->is_request) {
        g_hash_table_add((GHashTable *)data, GUINT_TO_POINTER(pinfo->num));
    }
    return TAP_PACKET_DONT_REDRAW;
}

static bool is_listed(const calls_list *list, const call *one)
{
    return !one->is_registration && (list->frames == NULL || g_hash_table_contains(list->frames, GUINT_TO_POINTER(one->frame)));
}

/* ---- As text ---- */

static void print_seconds(int64_t nanoseconds)
{
    if (nanoseconds == CALL_TIME_UNKNOWN) {
        printf("  %9s", "-");
    } else {
        printf("  %9.3f", (double)nanoseconds / 1e9);
    }
}

static const char *or_dash(const char *text)
{
    return text[0] != '\0' ? text : "-";
}

static void print_call(const call *one, void *context)
{
    const calls_list *list = (const calls_list *)context;
    char time[CALLS_TIME_SIZE];
    char *maker;

    if (!is_listed(list, one)) {
        return;
    }
    maker = place_end_text(&one->made_by);
    calls_time(one->time, time);
    printf("%9" PRIu32 "  %-23s", one->frame, time);
    statistics_print_column(or_dash(one->from), PARTY_WIDTH);
    statistics_print_column(or_dash(one->to), PARTY_WIDTH);
    statistics_print_column(outcome_name(one->ended), 18);
    if (one->code != 0) {
        printf("  %4" PRIu32, one->code);
    } else {
        printf("  %4s", "-");
    }
    print_seconds(one->setup_time);
    print_seconds(one->duration);
    statistics_print_column(or_dash(maker), 15);
    statistics_print_column(or_dash(calls_brief(list->briefs, one)), 0);
    printf("\n");
    g_free(maker);
}

static void list_draw_text(void *data)
{
    calls_list *list = (calls_list *)data;

    printf("\nSIP calls\n");
    if (list->filter != NULL) {
        printf("Filter: %s\n", list->filter);
    }
    if (tracking_calls_forgotten(false) > 0) {
        printf("%" PRIu64 " of the oldest calls were forgotten.\n", tracking_calls_forgotten(false));
    }
    printf("\n%9s  %-23s", "Frame", "Time (UTC)");
    statistics_print_column("From", PARTY_WIDTH);
    statistics_print_column("To", PARTY_WIDTH);
    statistics_print_column("Outcome", 18);
    printf("  Code  %9s  %9s", "Set-up", "Duration");
    statistics_print_column("Made by", 15);
    printf("  In brief\n");
    tracking_each_call(print_call, list);
    fflush(stdout);
}

/* ---- As CSV ---- */

/* In quotes. What a spreadsheet takes for a formula has an apostrophe before it. */
static void put_text(const char *text)
{
    bool is_formula = text[0] != '\0' && strchr("=+-@", text[0]) != NULL;

    printf(is_formula ? ",\"'" : ",\"");
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"') {
            putchar('"');
        }
        putchar(*c);
    }
    putchar('"');
}

static void put_frame(uint32_t frame)
{
    if (frame == 0) {
        printf(",");
    } else {
        printf(",%" PRIu32, frame);
    }
}

static void put_seconds(int64_t nanoseconds)
{
    if (nanoseconds == CALL_TIME_UNKNOWN) {
        printf(",");
    } else {
        printf(",%" PRId64 ".%09" PRId64, nanoseconds / 1000000000, nanoseconds % 1000000000);
    }
}

static void put_call(const call *one, void *context)
{
    const calls_list *list = (const calls_list *)context;
    char time[CALLS_TIME_SIZE];
    char *maker;

    if (!is_listed(list, one)) {
        return;
    }
    maker = place_end_text(&one->made_by);
    calls_time(one->time, time);
    printf("%" PRIu32, one->number);
    put_frame(one->frame);
    put_text(time);
    put_text(one->from);
    put_text(one->to);
    put_text(outcome_name(one->ended));
    put_frame(one->code);
    put_text(calls_brief(list->briefs, one));
    put_text(maker);
    put_frame(one->made_in != 0 ? one->made_in : one->final_frame);
    put_seconds(one->srd);
    put_seconds(one->setup_time);
    put_seconds(one->ring_time);
    put_seconds(one->duration);
    put_seconds(one->disconnect_delay);
    put_text(calls_end(one));
    printf("\r\n");
    g_free(maker);
}

static void list_draw_csv(void *data)
{
    printf("call,frame,time_utc,from,to,outcome,code,brief,made_by,made_in,srd,setup_time,ring_time,duration,disconnect_delay,"
           "ended_by\r\n");
    tracking_each_call(put_call, data);
    fflush(stdout);
}

/* ---- Registration ---- */

/* The listener with the filter has data of its own, the frames: by these Wireshark tells listeners apart. */
static bool listen(calls_list *list, const char *name, tap_draw_cb draw)
{
    GString *error = NULL;

    if (list->filter != NULL) {
        error = register_tap_listener(SIPCODES_TAP, list->frames, list->filter, TL_REQUIRES_ERROR_PACKETS, NULL, note_frame, NULL, NULL);
    }
    if (error == NULL) {
        error = register_tap_listener(SIPCODES_TAP, list, NULL, TL_REQUIRES_ERROR_PACKETS, list_reset, note_brief, draw, list_free);
    }
    if (error != NULL) {
        report_failure("-z %s cannot be started: %s", name, error->str);
        g_string_free(error, TRUE);
        list_free(list);
        return false;
    }
    return true;
}

static bool start(const char *arguments, const char *name, tap_draw_cb draw)
{
    const char *filter = strlen(arguments) > strlen(name) && arguments[strlen(name)] == ',' ? arguments + strlen(name) + 1 : NULL;

    return listen(list_new(filter), name, draw);
}

static stat_tap_started start_text(const char *arguments, void *data _U_)
{
    if (!start(arguments, TEXT, list_draw_text)) {
        STAT_TAP_REFUSED;
    }
    STAT_TAP_STARTED;
}

static stat_tap_started start_csv(const char *arguments, void *data _U_)
{
    if (!start(arguments, CSV, list_draw_csv)) {
        STAT_TAP_REFUSED;
    }
    STAT_TAP_STARTED;
}

void calls_list_register(void)
{
    static stat_tap_ui text_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, TEXT, start_text, 0, NULL };
    static stat_tap_ui csv_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, CSV, start_csv, 0, NULL };

    register_stat_tap_ui(&text_ui, NULL);
    register_stat_tap_ui(&csv_ui, NULL);
}
