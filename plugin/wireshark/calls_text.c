/* calls_text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls_text.h"

#include <stdio.h>

#include "preferences.h"

void calls_time(int64_t time, char text[CALLS_TIME_SIZE])
{
    enum { NANOSECONDS = 1000000000, MILLISECOND = 1000000 };
    int64_t rest = (time % NANOSECONDS + NANOSECONDS) % NANOSECONDS;
    GDateTime *date = g_date_time_new_from_unix_utc((time - rest) / NANOSECONDS);
    char *until_seconds = date != NULL ? g_date_time_format(date, "%Y-%m-%d %H:%M:%S") : NULL;

    if (until_seconds == NULL) {
        g_strlcpy(text, "-", CALLS_TIME_SIZE);
    } else {
        snprintf(text, CALLS_TIME_SIZE, "%s.%03d", until_seconds, (int)(rest / MILLISECOND));
    }
    g_free(until_seconds);
    if (date != NULL) {
        g_date_time_unref(date);
    }
}

/* By frame and code: a frame can hold several responses. */
static void *brief_key(uint32_t frame, uint32_t code)
{
    enum { CODES = 1000 };

    return GSIZE_TO_POINTER((gsize)frame * CODES + code);
}

static const uint16_t *first_anomaly(const sipcodes_record *record)
{
    for (uint32_t i = 0; i < record->finding_count && !record->is_request; i++) {
        if (!finding_is_remark(record->findings[i])) {
            return &record->findings[i];
        }
    }
    return NULL;
}

const char *calls_brief_of(const sipcodes_record *record)
{
    const uint16_t *found = first_anomaly(record);

    return found == NULL ? "" : finding_brief(*found);
}

void calls_note_brief(GHashTable *briefs, uint32_t frame, const sipcodes_record *record)
{
    const uint16_t *found = first_anomaly(record);

    if (found != NULL && g_hash_table_size(briefs) < MAX(sipcodes_prefs.transactions_max, 1)) {
        g_hash_table_insert(briefs, brief_key(frame, record->code), GUINT_TO_POINTER(*found + 1U));
    }
}

const char *calls_brief(GHashTable *briefs, const call *one)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(briefs, brief_key(one->final_frame, one->code)));

    return found == 0 ? "" : finding_brief(found - 1);
}

const char *calls_end(const call *one)
{
    static const char *const ends[] = {
        [CALL_NOT_ENDED] = "", [CALL_BYE_OF_CALLER] = "caller", [CALL_BYE_OF_CALLEE] = "callee", [CALL_CANCEL] = "cancel"
    };

    return ends[one->end];
}
