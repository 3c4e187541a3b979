/* statistics.c: -z sipcodes,report and -z sipcodes,json
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Both, and the tree of statistics_tree.c, listen to the tap "sipcodes". Memory grows with distinct codes, methods and addresses,
 * not with responses.
 *
 * What is missing (a request that nobody answered) is known at the end alone, and asked of the tracker when a report is printed.
 *
 * So are calls, of which a report keeps nothing but the frames of requests that its filter lets through.
 *
 * What counts: every response that was on its way, one that was sent again too (and how many these are is told). Status lines in
 * message/sipfrag and responses quoted in ICMP errors are counted apart: the first were not sent, the second were seen before.
 */
#include "statistics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/counts.h"
#include "../core/series.h"
#include "preferences.h"
#include "calls_list.h"
#include "calls_table.h"
#include "json_members.h"
#include "statistics_calls.h"
#include "statistics_text.h"
#include "statistics_unanswered.h"
#include "tap.h"
#include "tracking.h"

#include <epan/stat_tap_ui.h>
#include <wsutil/report_message.h>

/* One statistic that somebody asked for. */
typedef struct {
    char *filter; /* NULL without one */
    counts *counted;
    guint64 fragments;
    guint64 quoted;
    series *minutes;
    GHashTable *requests; /* frames of those that the filter let through; NULL without a filter */
} report;

static report *report_new(const char *filter)
{
    report *all = g_new0(report, 1);

    all->filter = g_strdup(filter);
    all->counted = counts_new();
    all->minutes = statistics_new_minutes();
    all->requests = filter != NULL ? g_hash_table_new(g_direct_hash, g_direct_equal) : NULL;
    return all;
}

static void report_reset(void *data)
{
    report *all = (report *)data;

    all->fragments = all->quoted = 0;
    counts_reset(all->counted);
    series_free(all->minutes);
    all->minutes = statistics_new_minutes();
    if (all->requests != NULL) {
        g_hash_table_remove_all(all->requests);
    }
}

static void report_free(void *data)
{
    report *all = (report *)data;

    g_free(all->filter);
    counts_free(all->counted);
    series_free(all->minutes);
    if (all->requests != NULL) {
        g_hash_table_destroy(all->requests);
    }
    g_free(all);
}

static char *text_of_sender(const counted_response *counted _U_, const void *context)
{
    return place_address_text(&((const sipcodes_record *)context)->source);
}

/* What is missing is counted at the end, and each request once. */
static size_t leave_out_absences(const sipcodes_record *record, uint16_t found[FINDINGS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < record->finding_count; i++) {
        if (!statistics_is_absence(record->findings[i])) {
            found[count++] = record->findings[i];
        }
    }
    return count;
}

static void count_request(report *all, const packet_info *pinfo, const sipcodes_record *record)
{
    uint16_t found[FINDINGS_MAX];

    counts_add_findings(all->counted, pinfo->num, found, leave_out_absences(record, found));
    if (all->requests != NULL) {
        g_hash_table_add(all->requests, GUINT_TO_POINTER(pinfo->num));
    }
}

static void count_response(report *all, const packet_info *pinfo, const sipcodes_record *record)
{
    uint16_t found[FINDINGS_MAX];
    counted_response one = { .code = record->code,
                             .name = record->info->name,
                             .method = record->method,
                             .frame = pinfo->num,
                             .is_resent = sipcodes_is_resent(record),
                             .findings = found,
                             .finding_count = leave_out_absences(record, found),
                             .sender_kind = record->source.type,
                             .sender = record->source.data,
                             .sender_length = (size_t)record->source.len };

    counts_add(all->counted, &one, text_of_sender, record);
    if (!record->is_copy && !one.is_resent) {
        series_add_response(all->minutes, tracking_nanoseconds(&pinfo->abs_ts), record->code);
    }
}

static tap_packet_status report_packet(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped,
                                       tap_flags_t flags _U_)
{
    report *all = (report *)data;
    const sipcodes_record *record = (const sipcodes_record *)tapped;

    if (record->is_request) {
        count_request(all, pinfo, record);
    } else if ((record->origin & ORIGIN_QUOTED) != 0) {
        all->quoted++;
    } else if ((record->origin & ORIGIN_FRAGMENT) != 0) {
        all->fragments++;
    } else {
        count_response(all, pinfo, record);
    }
    return TAP_PACKET_REDRAW;
}

static const char *severity_word(uint32_t index)
{
    static const char *const words[] = {
        [SEVERITY_CHAT] = "chat", [SEVERITY_NOTE] = "note", [SEVERITY_WARN] = "warning", [SEVERITY_ERROR] = "error"
    };

    return words[finding_severity(index)];
}

/* ---- The report ---- */

#define FAILURES_SHOWN 3

/* Percent of all responses. */
static double share(const counts *all, const code_row *row)
{
    return 100.0 * (double)row->count / (double)all->responses;
}

static void print_codes(const counts *all)
{
    GPtrArray *rows = counts_codes(all);

    printf("\n  Code");
    statistics_print_column("Name", 39);
    statistics_print_column("Method", 10);
    printf("  %9s  %6s  %7s  %9s  %9s\n", "Count", "Share", "Resent", "First", "Last");
    for (guint i = 0; i < rows->len; i++) {
        const code_row *row = (const code_row *)g_ptr_array_index(rows, i);

        printf("   %03u", row->code);
        statistics_print_column(row->name != NULL ? row->name : "-", 39);
        statistics_print_column(row->method[0] != '\0' ? row->method : "-", 10);
        printf("  %9" G_GUINT64_FORMAT "  %5.1f%%  %7" G_GUINT64_FORMAT "  %9u  %9u\n", row->count,
               share(all, row), row->resent, row->first_frame, row->last_frame);
    }
    g_ptr_array_free(rows, TRUE);
}

/* The column of titles and texts, as wide as the longest. */
static glong width_of(const char *title, const char *(*text)(uint32_t index), const uint32_t *found, uint32_t count)
{
    size_t width = strlen(title);

    for (uint32_t i = 0; i < count; i++) {
        width = MAX(width, strlen(text(found[i])));
    }
    return (glong)width;
}

static void print_findings(const counts *all, bool remarks)
{
    const char *title = remarks ? "Remark" : "Anomaly";
    uint32_t found[FINDING_NAME_COUNT];
    uint32_t count = counts_findings(all, remarks, found);
    glong name_width = width_of(title, finding_name, found, count);
    glong header_width = width_of("Header field", finding_header, found, count);

    if (count == 0) {
        printf("\n  No %s.\n", remarks ? "remarks" : "anomalies");
        return;
    }
    printf("\n");
    statistics_print_column(title, name_width);
    statistics_print_column("Severity", 8);
    statistics_print_column("Header field", header_width);
    printf("  %7s  %7s", "Count", "First");
    statistics_print_column("In brief", 0);
    printf("\n");
    for (uint32_t i = 0; i < count; i++) {
        statistics_print_column(finding_name(found[i]), name_width);
        statistics_print_column(severity_word(found[i]), 8);
        statistics_print_column(finding_header(found[i])[0] != '\0' ? finding_header(found[i]) : "-", header_width);
        printf("  %7" G_GUINT64_FORMAT "  %7u  %s\n", all->findings[found[i]].count, all->findings[found[i]].first_frame,
               finding_brief(found[i]));
    }
}

static void print_failures(const address_row *row)
{
    GArray *all = counts_failures(row);

    for (guint i = 0; i < MIN(all->len, FAILURES_SHOWN); i++) {
        const failure *one = &g_array_index(all, failure, i);

        printf("%s%03u (%" G_GUINT64_FORMAT ")", i == 0 ? "  " : ", ", one->code, one->count);
    }
    printf("%s\n", all->len > FAILURES_SHOWN ? " ..." : "");
    g_array_free(all, TRUE);
}

static void print_addresses(const counts *all)
{
    GPtrArray *rows = counts_addresses(all);

    printf("\n");
    statistics_print_column("Answered by", ADDRESS_WIDTH);
    printf("  %7s  %6s  %6s  %6s  %6s  %6s  %6s  Most frequent failures\n", "Count", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx");
    for (guint i = 0; i < rows->len; i++) {
        const address_row *row = (const address_row *)g_ptr_array_index(rows, i);

        statistics_print_address(row->address);
        printf("  %7" PRIu64 "  %6" PRIu64 "  %6" PRIu64 "  %6" PRIu64 "  %6" PRIu64 "  %6" PRIu64 "  %6" PRIu64, row->count,
               row->classes[1], row->classes[2], row->classes[3], row->classes[4], row->classes[5], row->classes[6]);
        print_failures(row);
    }
    g_ptr_array_free(rows, TRUE);
}

static void print_forgotten(void)
{
    if (tracking_forgotten() > 0) {
        printf("%" PRIu64 " of the oldest transactions were forgotten, as no more than %u are kept (sipcodes.transactions_max).\n",
               tracking_forgotten(), MAX(sipcodes_prefs.transactions_max, 1));
    }
}

static void report_draw(void *data)
{
    const report *all = (const report *)data;
    unanswered *missing = statistics_count_absences(all->counted, all->requests);

    printf("\n========================================================================\nSIP response codes\n");
    if (all->filter != NULL) {
        printf("Filter: %s\n", all->filter);
    }
    printf("%" G_GUINT64_FORMAT " responses, %" G_GUINT64_FORMAT " of them sent again. Not among them: %" G_GUINT64_FORMAT
           " in message/sipfrag, %" G_GUINT64_FORMAT " quoted in ICMP errors.\n",
           all->counted->responses, all->counted->resent, all->fragments, all->quoted);
    print_forgotten();
    if (all->counted->responses > 0) {
        print_codes(all->counted);
    }
    statistics_print_calls(all->requests);
    statistics_print_unanswered(missing);
    if (all->counted->responses > 0 || statistics_has_findings(all->counted)) {
        print_findings(all->counted, false);
        print_findings(all->counted, true);
    }
    if (all->counted->responses > 0) {
        print_addresses(all->counted);
    }
    unanswered_free(missing);
    printf("========================================================================\n");
    /* Wireshark's window goes on for long after it has read a file. */
    fflush(stdout);
}

/* ---- The same as JSON ---- */

static void json_codes(json_dumper *json, const counts *all)
{
    GPtrArray *rows = counts_codes(all);

    json_dumper_set_member_name(json, "codes");
    json_dumper_begin_array(json);
    for (guint i = 0; i < rows->len; i++) {
        const code_row *row = (const code_row *)g_ptr_array_index(rows, i);

        json_dumper_begin_object(json);
        json_unsigned(json, "code", row->code);
        json_text(json, "name", row->name != NULL ? row->name : "");
        json_text(json, "method", row->method);
        json_unsigned(json, "class", code_class(row->code));
        json_unsigned(json, "count", row->count);
        json_double(json, "share", share(all, row));
        json_unsigned(json, "resent", row->resent);
        json_unsigned(json, "first_frame", row->first_frame);
        json_unsigned(json, "last_frame", row->last_frame);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
    g_ptr_array_free(rows, TRUE);
}

static void json_findings(json_dumper *json, const counts *all, bool remarks)
{
    uint32_t found[FINDING_NAME_COUNT];
    uint32_t count = counts_findings(all, remarks, found);

    json_dumper_set_member_name(json, remarks ? "remarks" : "anomalies");
    json_dumper_begin_array(json);
    for (uint32_t i = 0; i < count; i++) {
        json_dumper_begin_object(json);
        json_text(json, "name", finding_name(found[i]));
        json_text(json, "kind", finding_kind_name(finding_kind_of(found[i])));
        json_text(json, "severity", severity_word(found[i]));
        json_text(json, "header", finding_header(found[i]));
        json_text(json, "brief", finding_brief(found[i]));
        json_unsigned(json, "count", all->findings[found[i]].count);
        json_unsigned(json, "first_frame", all->findings[found[i]].first_frame);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
}

static void json_address(json_dumper *json, const address_row *row)
{
    static const char *const class_keys[] = { "out_of_range", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx" };
    GArray *failures = counts_failures(row);

    json_dumper_begin_object(json);
    json_text(json, "address", row->address);
    json_unsigned(json, "count", row->count);
    for (guint i = 0; i < G_N_ELEMENTS(class_keys); i++) {
        json_unsigned(json, class_keys[i], row->classes[i]);
    }
    json_dumper_set_member_name(json, "failures");
    json_dumper_begin_array(json);
    for (guint i = 0; i < failures->len; i++) {
        json_dumper_begin_object(json);
        json_unsigned(json, "code", g_array_index(failures, failure, i).code);
        json_unsigned(json, "count", g_array_index(failures, failure, i).count);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
    json_dumper_end_object(json);
    g_array_free(failures, TRUE);
}

static void json_draw(void *data)
{
    const report *all = (const report *)data;
    json_dumper json = { 0 };
    GPtrArray *rows = counts_addresses(all->counted);
    unanswered *missing = statistics_count_absences(all->counted, all->requests);

    json.output_file = stdout;
    json.flags = JSON_DUMPER_FLAGS_PRETTY_PRINT;
    json_dumper_begin_object(&json);
    json_text(&json, "filter", all->filter != NULL ? all->filter : "");
    json_unsigned(&json, "responses", all->counted->responses);
    json_unsigned(&json, "resent", all->counted->resent);
    json_unsigned(&json, "fragments", all->fragments);
    json_unsigned(&json, "quoted", all->quoted);
    json_unsigned(&json, "forgotten", tracking_forgotten());
    json_codes(&json, all->counted);
    statistics_json_calls(&json, all->requests, all->minutes);
    statistics_json_unanswered(&json, missing);
    json_findings(&json, all->counted, false);
    json_findings(&json, all->counted, true);
    json_dumper_set_member_name(&json, "addresses");
    json_dumper_begin_array(&json);
    for (guint i = 0; i < rows->len; i++) {
        json_address(&json, (const address_row *)g_ptr_array_index(rows, i));
    }
    json_dumper_end_array(&json);
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    printf("\n");
    fflush(stdout);
    unanswered_free(missing);
    g_ptr_array_free(rows, TRUE);
}

/* ---- Registration ---- */

static gboolean start(const char *arguments, const char *name, tap_draw_cb draw)
{
    const char *filter = NULL;
    report *all;
    GString *error;

    if (strlen(arguments) > strlen(name) && arguments[strlen(name)] == ',') {
        filter = arguments + strlen(name) + 1;
    }
    all = report_new(filter);
    error = register_tap_listener(SIPCODES_TAP, all, filter, TL_REQUIRES_ERROR_PACKETS, report_reset, report_packet, draw, report_free);
    if (error != NULL) {
        report_failure("-z %s cannot be started: %s", name, error->str);
        g_string_free(error, TRUE);
        report_free(all);
        return FALSE;
    }
    return TRUE;
}

#define REPORT "sipcodes,report"
#define JSON "sipcodes,json"

static stat_tap_started start_report(const char *arguments, void *data _U_)
{
    if (!start(arguments, REPORT, report_draw)) {
        STAT_TAP_REFUSED;
    }
    STAT_TAP_STARTED;
}

static stat_tap_started start_json(const char *arguments, void *data _U_)
{
    if (!start(arguments, JSON, json_draw)) {
        STAT_TAP_REFUSED;
    }
    STAT_TAP_STARTED;
}

void statistics_register(void)
{
    static stat_tap_ui report_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, REPORT, start_report, 0, NULL };
    static stat_tap_ui json_ui = { REGISTER_STAT_GROUP_GENERIC, NULL, JSON, start_json, 0, NULL };

    register_stat_tap_ui(&report_ui, NULL);
    register_stat_tap_ui(&json_ui, NULL);
    calls_list_register();
    calls_table_register();
}
