/* statistics_unanswered.h: what is missing at the end of a capture: requests that nobody answered
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_STATISTICS_UNANSWERED_H
#define SIPCODES_STATISTICS_UNANSWERED_H

#include "compat.h"

#include <wsutil/json_dumper.h>

#include "../core/counts.h"
#include "../core/unanswered.h"

/** True for a finding that is counted here alone. */
bool statistics_is_absence(uint32_t index);

/**
 * Counts what is missing by now: the findings anew, and the requests that nobody answered, to be freed with unanswered_free(). Of the
 * requests only those in the set of frames, where there is one.
 */
unanswered *statistics_count_absences(counts *counted, GHashTable *frames);

/** True if anything is found. */
bool statistics_has_findings(const counts *counted);

/** The section of the report; nothing where no request is unanswered. */
void statistics_print_unanswered(const unanswered *all);

/** The same as a member "unanswered". */
void statistics_json_unanswered(json_dumper *json, const unanswered *all);

#endif
