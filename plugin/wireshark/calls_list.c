/* calls_list.c: one line per call, as text and as CSV (RFC 4180), and with registrations as JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Calls are asked of wireshark/tracking when the list is printed. A filter chooses calls by the frame of their first INVITE.
 */
#include "calls_list.h"

#include "compat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/stat_tap_ui.h>
#include <wsutil/report_message.h>

#include "calls_json.h"
#include "calls_text.h"
#include "statistics_text.h"
#include "tap.h"
#include "tracking.h"

#define TEXT "sipcodes,calls"
#define CSV "sipcodes,csv"
#define ATTEMPTS "sipcodes,attempts"

/* A list that somebody asked for. */
typedef struct {
    char *filter;                  /* NULL without one */
    GHashTable *frames;            /* of the requests that the filter lets through; NULL without a filter */
    char day[sizeof "2026-11-25"]; /* of the call that was printed last */
    GHashTable *words;             /* of the senders, where the list has them */
} calls_list;

static calls_list *list_new(const char *filter)
{
    calls_list *list = g_new0(calls_list, 1);

    list->filter = g_strdup(filter);
    list->frames = filter != NULL ? g_hash_table_new(g_direct_hash, g_direct_equal) : NULL;
    list->words = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    return list;
}

static void list_reset(void *data)
{
    calls_list *list = (calls_list *)data;

    g_hash_table_remove_all(list->words);
    if (list->frames != NULL) {
        g_hash_table_remove_all(list->frames);
    }
}

static void list_free(void *data)
{
    calls_list *list = (calls_list *)data;

    g_free(list->filter);
    g_hash_table_destroy(list->words);
    if (list->frames != NULL) {
        g_hash_table_destroy(list->frames);
    }
    g_free(list);
}

/* That somebody listens has all finals judged. */
static tap_packet_status note_words(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    calls_note_words(((const calls_list *)data)->words, pinfo->num, (const sipcodes_record *)tapped);
    return TAP_PACKET_REDRAW;
}

static tap_packet_status note_frame(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    if (((const sipcodes_record *)tapped)->is_request) {
        g_hash_table_add((GHashTable *)data, GUINT_TO_POINTER(pinfo->num));
    }
    return TAP_PACKET_DONT_REDRAW;
}

static bool is_let_through(const calls_list *list, const call *one)
{
    return list->frames == NULL || g_hash_table_contains(list->frames, GUINT_TO_POINTER(one->frame));
}

static bool is_listed(const calls_list *list, const call *one)
{
    return !one->is_registration && is_let_through(list, one);
}

/* What both forms show of a call that is listed. */
typedef struct {
    char time[CALLS_TIME_SIZE];
    char *maker;
} call_line;

/* False where the call is not listed; else free_line() ends it. */
static bool make_line(const calls_list *list, const call *one, call_line *line)
{
    if (!is_listed(list, one)) {
        return false;
    }
    calls_time(one->time, line->time);
    line->maker = place_end_text(&one->made_by);
    return true;
}

static void free_line(call_line *line)
{
    g_free(line->maker);
}

/* ---- As text ---- */

/* Lines of 100 columns, each column with a blank behind it: what is longer is cut, CSV has it whole. The day stands above its calls, what
 * is wrong with a final below its call. */
/* clang-format off */
enum { FRAME_WIDTH = 8, CLOCK_WIDTH = 8, PARTY_WIDTH = 13, OUTCOME_WIDTH = 16, CODE_WIDTH = 4, SETUP_WIDTH = 7, DURATION_WIDTH = 8,
       MAKER_WIDTH = 15 };
/* clang-format on */

#define DAY_LENGTH (sizeof "2026-11-25" - 1)

static void print_cell(const char *text, glong width)
{
    printf(" ");
    statistics_print_cell(text[0] != '\0' ? text : "-", width);
}

/* What has no room has its user alone. */
static void print_party(const char *party)
{
    const char *domain = strchr(party, '@');

    if (domain != NULL && domain != party && g_utf8_strlen(party, -1) > PARTY_WIDTH) {
        char *user = g_strndup(party, (gsize)(domain - party));

        print_cell(user, PARTY_WIDTH);
        g_free(user);
    } else {
        print_cell(party, PARTY_WIDTH);
    }
}

/* As many decimals as have room. */
static void print_seconds(int64_t nanoseconds, int width)
{
    double seconds = (double)nanoseconds / 1e9;

    if (nanoseconds == CALL_TIME_UNKNOWN) {
        printf(" %*s", width, "-");
    } else {
        printf(" %*.*f", width, seconds < 999 ? 3 : 0, seconds);
    }
}

static void print_day(calls_list *list, const char *time)
{
    if (strncmp(list->day, time, DAY_LENGTH) != 0) {
        g_strlcpy(list->day, time, sizeof list->day);
        printf("%s\n", list->day);
    }
}

static const char *clock_of(const char *time)
{
    return strlen(time) > DAY_LENGTH ? time + DAY_LENGTH + 1 : "-";
}

static void print_call(const call *one, void *context)
{
    calls_list *list = (calls_list *)context;
    call_line line;

    if (!make_line(list, one, &line)) {
        return;
    }
    print_day(list, line.time);
    printf("%*" PRIu32 " %-*.*s", FRAME_WIDTH, one->frame, CLOCK_WIDTH, CLOCK_WIDTH, clock_of(line.time));
    print_party(one->from);
    print_party(one->to);
    print_cell(outcome_name(one->ended), OUTCOME_WIDTH);
    if (one->code != 0) {
        printf(" %*" PRIu32, CODE_WIDTH, one->code);
    } else {
        printf(" %*s", CODE_WIDTH, "-");
    }
    print_seconds(one->setup_time, SETUP_WIDTH);
    print_seconds(one->duration, DURATION_WIDTH);
    print_cell(line.maker, strlen(line.maker) > MAKER_WIDTH ? MAKER_WIDTH : 0);
    printf("\n");
    if (one->brief != 0) {
        printf("%*s In brief: %s\n", FRAME_WIDTH, "", calls_brief(one));
    }
    free_line(&line);
}

static void list_draw_text(void *data)
{
    calls_list *list = (calls_list *)data;

    list->day[0] = '\0';
    printf("\nSIP calls\n");
    if (list->filter != NULL) {
        printf("Filter: %s\n", list->filter);
    }
    if (tracking_calls_forgotten(false) > 0) {
        printf("%" PRIu64 " of the oldest calls were forgotten.\n", tracking_calls_forgotten(false));
    }
    printf("\n%*s %-*s", FRAME_WIDTH, "Frame", CLOCK_WIDTH, "UTC");
    print_cell("From", PARTY_WIDTH);
    print_cell("To", PARTY_WIDTH);
    print_cell("Outcome", OUTCOME_WIDTH);
    printf(" %*s %*s %*s", CODE_WIDTH, "Code", SETUP_WIDTH, "Set-up", DURATION_WIDTH, "Duration");
    printf(" Made by\n");
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
    call_line line;

    if (!make_line((const calls_list *)context, one, &line)) {
        return;
    }
    printf("%" PRIu32, one->number);
    put_frame(one->frame);
    put_text(line.time);
    put_text(one->from);
    put_text(one->to);
    put_text(outcome_name(one->ended));
    put_frame(one->code);
    put_text(calls_brief(one));
    put_text(line.maker);
    put_frame(one->made_in != 0 ? one->made_in : one->final_frame);
    put_seconds(one->srd);
    put_seconds(one->setup_time);
    put_seconds(one->ring_time);
    put_seconds(one->duration);
    put_seconds(one->disconnect_delay);
    put_text(calls_end(one));
    printf("\r\n");
    free_line(&line);
}

static void list_draw_csv(void *data)
{
    printf("call,frame,time_utc,from,to,outcome,code,brief,made_by,made_in,srd,setup_time,ring_time,duration,disconnect_delay,"
           "ended_by\r\n");
    tracking_each_call(put_call, data);
    fflush(stdout);
}

/* ---- As JSON ---- */

static void put_attempt(const call *one, void *context)
{
    const calls_list *list = (const calls_list *)context;

    if (is_let_through(list, one)) {
        calls_json_put(one, calls_brief(one), calls_words(list->words, one));
    }
}

static void list_draw_attempts(void *data)
{
    tracking_each_call(put_attempt, data);
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
        error = register_tap_listener(SIPCODES_TAP, list, NULL, TL_REQUIRES_ERROR_PACKETS, list_reset, note_words, draw, list_free);
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

static stat_tap_started start_attempts(const char *arguments, void *data _U_)
{
    tap_want_words();
    if (!start(arguments, ATTEMPTS, list_draw_attempts)) {
        STAT_TAP_REFUSED;
    }
    STAT_TAP_STARTED;
}

void calls_list_register(void)
{
    static stat_tap_ui text_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, TEXT, start_text, 0, NULL };
    static stat_tap_ui csv_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, CSV, start_csv, 0, NULL };
    static stat_tap_ui attempts_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, ATTEMPTS, start_attempts, 0, NULL };

    register_stat_tap_ui(&text_ui, NULL);
    register_stat_tap_ui(&csv_ui, NULL);
    register_stat_tap_ui(&attempts_ui, NULL);
}
