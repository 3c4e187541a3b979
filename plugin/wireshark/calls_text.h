/* calls_text.h: what a row of the list of calls says, as text and in a table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_TEXT_H
#define SIPCODES_CALLS_TEXT_H

#include "compat.h"

#include "../core/calls.h"
#include "tap.h"

/** Room for calls_time(). */
#define CALLS_TIME_SIZE 32

/** "2026-11-25 23:04:36.123", in UTC; "-" for a time that no calendar has. */
void calls_time(int64_t time, char text[CALLS_TIME_SIZE]);

/** The first anomaly of the final that decides, in a few words; "" where it has none. */
const char *calls_brief(const call *one);

/** Notes what the sender of a final failure says, for calls_words(), of as many as there can be transactions. The table frees its
 * values with g_free(). */
void calls_note_words(GHashTable *words, uint32_t frame, const sipcodes_record *record);

/** The same of the final response that decides; "" where it says nothing. */
const char *calls_words(GHashTable *words, const call *one);

/** The domain of a party, in lower case; "" where it has none. To be freed with g_free(). */
char *calls_domain(const char *party);

/** Who ended it: "caller", "callee", "cancel"; "" where nobody did. */
const char *calls_end(const call *one);

#endif
