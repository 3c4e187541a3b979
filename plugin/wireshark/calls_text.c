/* calls_text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls_text.h"

#include <stdio.h>
#include <string.h>

#include "preferences.h"

void calls_time(int64_t time, char text[CALLS_TIME_SIZE])
{
    enum { NANOSECONDS = 1000000000,
           MILLISECOND = 1000000 };
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

/* By frame and code: a frame can hold several responses. */
static void *final_key(uint32_t frame, uint32_t code)
{
    enum { CODES = 1000 };

    return GSIZE_TO_POINTER((gsize)frame * CODES + code);
}

/* No more than a line of it. */
static char *short_text(const char *text)
{
    enum { LONGEST = 200 };
    const char *end = text;

    for (size_t length = 0; *end != '\0' && length < LONGEST; length++) {
        end = g_utf8_next_char(end);
    }
    return *end == '\0' ? g_strdup(text) : g_strdup_printf("%.*s...", (int)(end - text), text);
}

void calls_note_words(GHashTable *words, uint32_t frame, const sipcodes_record *record)
{
    if (record->words[0] != '\0' && g_hash_table_size(words) < MAX(sipcodes_prefs.transactions_max, 1)) {
        g_hash_table_insert(words, final_key(frame, record->code), short_text(record->words));
    }
}

const char *calls_words(GHashTable *words, const call *one)
{
    const char *found = (const char *)g_hash_table_lookup(words, final_key(one->final_frame, one->code));

    return found == NULL ? "" : found;
}

char *calls_domain(const char *party)
{
    text_slice domain = name_domain((text_slice){ party, strlen(party) });

    return g_ascii_strdown(domain.length > 0 ? domain.bytes : "", (gssize)domain.length);
}

const char *calls_end(const call *one)
{
    static const char *const ends[] = {
        [CALL_NOT_ENDED] = "", [CALL_BYE_OF_CALLER] = "caller", [CALL_BYE_OF_CALLEE] = "callee", [CALL_CANCEL] = "cancel"
    };

    return ends[one->end];
}
