/* statistics_calls.h: how calls ended, and how good the service is, for the reports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Calls are asked of wireshark/tracking when a report is made; nothing is kept of them here.
 */
#ifndef SIPCODES_STATISTICS_CALLS_H
#define SIPCODES_STATISTICS_CALLS_H

#include "compat.h"

#include <wsutil/json_dumper.h>

#include "../core/ratios.h"
#include "../core/series.h"

/** For responses per minute, with as many minutes as a report has; to be freed with series_free(). */
series *statistics_new_minutes(void);

/** Counts the calls and registrations that are known by now: of them only those whose first request stands in the set of frames, where
 * there is one. The calls of the minutes, where these are given, are counted anew. To be freed with ratios_free(). */
ratios *statistics_count_calls(GHashTable *frames, series *minutes);

/** The address that a row of the responders is of, or the domain; to be freed with g_free(). */
char *statistics_row_name(row_kind kind, const ratio_row *row);

/** The section of the report; nothing where there are neither calls nor registrations. */
void statistics_print_calls(GHashTable *frames);

/** The same as members "calls", "outcomes", "ratios", "delays", "responders", "domains" and "series". */
void statistics_json_calls(json_dumper *json, GHashTable *frames, series *minutes);

#endif
