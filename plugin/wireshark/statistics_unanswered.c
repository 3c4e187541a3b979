/* statistics_unanswered.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "statistics_unanswered.h"

#include <inttypes.h>
#include <stdio.h>

#include "json_members.h"
#include "place.h"
#include "statistics_text.h"
#include "tracking.h"

#define METHOD_WIDTH 15

/* Each can be said of a message too, on its resends or in a later pass. */
static const finding_index absences[] = { FINDING_never_answered, FINDING_cancel_without_487 };

bool statistics_is_absence(uint32_t index)
{
    for (size_t i = 0; i < G_N_ELEMENTS(absences); i++) {
        if (absences[i] == index) {
            return true;
        }
    }
    return false;
}

typedef struct {
    GHashTable *frames;
    unanswered *rows;
    finding_row found[G_N_ELEMENTS(absences)];
} counting;

static void count_finding(counting *now, const absence *one)
{
    for (size_t i = 0; i < G_N_ELEMENTS(absences); i++) {
        if (absences[i] == one->index) {
            now->found[i].first_frame = now->found[i].count == 0 ? one->frame : MIN(now->found[i].first_frame, one->frame);
            now->found[i].count++;
        }
    }
}

static void count_absence(const absence *one, void *context)
{
    counting *now = (counting *)context;

    if (now->frames != NULL && !g_hash_table_contains(now->frames, GUINT_TO_POINTER(one->frame))) {
        return;
    }
    count_finding(now, one);
    if (one->index == FINDING_never_answered) {
        char *text = place_end_text(&one->destination);

        unanswered_add(now->rows, one->method, text, one->frame);
        g_free(text);
    }
}

unanswered *statistics_count_absences(counts *counted, GHashTable *frames)
{
    counting now = { .frames = frames, .rows = unanswered_new() };

    tracking_absences(count_absence, &now);
    for (size_t i = 0; i < G_N_ELEMENTS(absences); i++) {
        counts_set_finding(counted, absences[i], now.found[i]);
    }
    return now.rows;
}

bool statistics_has_findings(const counts *counted)
{
    uint32_t found[FINDING_NAME_COUNT];

    return counts_findings(counted, false, found) > 0 || counts_findings(counted, true, found) > 0;
}

void statistics_print_unanswered(const unanswered *all)
{
    GPtrArray *rows = unanswered_rows(all);

    if (rows->len > 0) {
        printf("\n");
        statistics_print_column("Not answered by", ADDRESS_WIDTH);
        statistics_print_column("Method", METHOD_WIDTH);
        printf("  %7s  %9s\n", "Count", "First");
    }
    for (guint i = 0; i < rows->len; i++) {
        const unanswered_row *row = (const unanswered_row *)g_ptr_array_index(rows, i);

        statistics_print_address(row->address);
        statistics_print_column(row->method, METHOD_WIDTH);
        printf("  %7" PRIu64 "  %9" PRIu32 "\n", row->count, row->first_frame);
    }
    g_ptr_array_free(rows, TRUE);
}

void statistics_json_unanswered(json_dumper *json, const unanswered *all)
{
    GPtrArray *rows = unanswered_rows(all);

    json_dumper_set_member_name(json, "unanswered");
    json_dumper_begin_array(json);
    for (guint i = 0; i < rows->len; i++) {
        const unanswered_row *row = (const unanswered_row *)g_ptr_array_index(rows, i);

        json_dumper_begin_object(json);
        json_text(json, "method", row->method);
        json_text(json, "address", row->address);
        json_unsigned(json, "count", row->count);
        json_unsigned(json, "first_frame", row->first_frame);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
    g_ptr_array_free(rows, TRUE);
}
