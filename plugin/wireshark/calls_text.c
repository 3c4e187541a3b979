/* calls_text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls_text.h"

#include <stdio.h>

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

const char *calls_brief(const call *one)
{
    return one->brief == 0 ? "" : finding_brief(one->brief - 1);
}

const char *calls_end(const call *one)
{
    static const char *const ends[] = {
        [CALL_NOT_ENDED] = "", [CALL_BYE_OF_CALLER] = "caller", [CALL_BYE_OF_CALLEE] = "callee", [CALL_CANCEL] = "cancel"
    };

    return ends[one->end];
}
