/* calls_table.c: Telephony > SIP Calls and Their Outcomes; -z sipcodes,table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark keeps the rows, shows and sorts them, and runs the filter. A call has a row from its first INVITE on, and each message of
 * it that the filter lets through brings the row up to what is known by then: in the window all of it, as the file has been read.
 */
#include "calls_table.h"

#include "compat.h"

#include <epan/stat_tap_ui.h>

#include "calls_text.h"
#include "tap.h"
#include "tracking.h"

/* Rows stand in the order of their calls' numbers. */
/* clang-format off */
enum { COLUMN_CALL, COLUMN_FRAME, COLUMN_TIME, COLUMN_FROM, COLUMN_TO, COLUMN_OUTCOME, COLUMN_CODE, COLUMN_BRIEF, COLUMN_MADE_BY,
       COLUMN_SETUP, COLUMN_DURATION, COLUMN_COUNT };
/* clang-format on */

static stat_tap_table_item columns[COLUMN_COUNT] = {
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Call", "%u" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "First frame", "%u" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Time (UTC)", "%-23s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "From", "%-24s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "To", "%-24s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Outcome", "%-18s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Code", "%4s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "In brief", "%-24s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Made by", "%-15s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Set-up (s)", "%12s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Duration (s)", "%12s" },
};

static void start(stat_tap_table_ui *ui)
{
    static const char name[] = "SIP calls";
    stat_tap_table *table = stat_tap_find_table(ui, name);

    if (table == NULL) {
        stat_tap_add_table(ui, stat_tap_init_table(name, COLUMN_COUNT, 0, NULL));
    } else if (ui->stat_tap_reset_table_cb != NULL) {
        ui->stat_tap_reset_table_cb(table);
    }
}

static void free_item(stat_tap_table *table _U_, guint row _U_, guint column _U_, stat_tap_table_item_type *item)
{
    if (item->type == TABLE_ITEM_STRING) {
        g_free((char *)item->value.string_value);
        item->value.string_value = NULL;
    }
}

static void free_row(stat_tap_table *table, guint row)
{
    for (guint column = 0; column < table->num_fields; column++) {
        free_item(table, row, column, &table->elements[row][column]);
    }
}

static void remove_rows(stat_tap_table *table)
{
    for (guint row = 0; row < table->num_elements; row++) {
        free_row(table, row);
        g_free(table->elements[row]);
    }
    table->num_elements = 0;
}

/* The row of the call, or, where it has none, the one behind the last: where the number is below the last one's there is none. */
static bool find_row(const stat_tap_table *table, uint32_t number, guint *row)
{
    guint first = 0, end = table->num_elements;

    while (first < end) {
        guint middle = first + (end - first) / 2;

        if (table->elements[middle][COLUMN_CALL].value.uint_value < number) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    *row = first;
    return first < table->num_elements && table->elements[first][COLUMN_CALL].value.uint_value == number;
}

static stat_tap_table_item_type number_item(uint32_t number)
{
    return (stat_tap_table_item_type){ .type = TABLE_ITEM_UINT, .value.uint_value = number };
}

static stat_tap_table_item_type text_item(const char *text)
{
    return (stat_tap_table_item_type){ .type = TABLE_ITEM_STRING, .value.string_value = text };
}

/* As wide as others, so that it sorts as text does. */
static stat_tap_table_item_type seconds_item(int64_t nanoseconds)
{
    return text_item(nanoseconds == CALL_TIME_UNKNOWN ? g_strdup("") : g_strdup_printf("%10.3f", (double)nanoseconds / 1e9));
}

static void fill_row(const call *one, stat_tap_table_item_type items[COLUMN_COUNT])
{
    char time[CALLS_TIME_SIZE];

    calls_time(one->time, time);
    items[COLUMN_CALL] = number_item(one->number);
    items[COLUMN_FRAME] = number_item(one->frame);
    items[COLUMN_TIME] = text_item(g_strdup(time));
    items[COLUMN_FROM] = text_item(g_strdup(one->from));
    items[COLUMN_TO] = text_item(g_strdup(one->to));
    items[COLUMN_OUTCOME] = text_item(g_strdup(outcome_name(one->ended)));
    items[COLUMN_CODE] = text_item(one->code == 0 ? g_strdup("") : g_strdup_printf("%03u", one->code));
    items[COLUMN_BRIEF] = text_item(g_strdup(calls_brief(one)));
    items[COLUMN_MADE_BY] = text_item(place_end_text(&one->made_by));
    items[COLUMN_SETUP] = seconds_item(one->setup_time);
    items[COLUMN_DURATION] = seconds_item(one->duration);
}

static tap_packet_status take(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    const sipcodes_record *record = (const sipcodes_record *)tapped;
    stat_tap_table *table = g_array_index(((stat_data_t *)data)->stat_tap_data->tables, stat_tap_table *, 0);
    stat_tap_table_item_type items[COLUMN_COUNT];
    call one;
    guint row;
    bool is_there;

    if (record->origin != ORIGIN_RESPONSE || !tracking_call_of(pinfo->num, record->place, &one) || one.is_registration) {
        return TAP_PACKET_DONT_REDRAW;
    }
    is_there = find_row(table, one.number, &row);
    if (!is_there && (row < table->num_elements || one.frame != pinfo->num || one.place != record->place)) {
        return TAP_PACKET_DONT_REDRAW;
    }
    fill_row(&one, items);
    if (is_there) {
        free_row(table, row);
    }
    stat_tap_init_table_row(table, row, COLUMN_COUNT, items);
    return TAP_PACKET_REDRAW;
}

void calls_table_register(void)
{
    static stat_tap_table_ui ui = {
        .group = STAT_GROUP_TELEPHONY,
        .title = "SIP Calls and Their Outcomes",
        .tap_name = SIPCODES_TAP,
        .cli_string = "sipcodes,table",
        .stat_tap_init_cb = start,
        .packet_func = take,
        .stat_tap_reset_table_cb = remove_rows,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = COLUMN_COUNT,
        .fields = columns,
    };

    register_stat_tap_table_ui(&ui);
}
