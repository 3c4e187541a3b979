/* preferences.h: what a user can switch, and the user's own codes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_PREFERENCES_H
#define SIPCODES_PREFERENCES_H

#include "compat.h"

#include "../core/user_codes.h"

/** Preferences > Protocols > SIPCODES. All on by default but name_in_info_column. */
typedef struct {
    preference_bool check_methods;          /**< rules that say which method a code can answer */
    preference_bool check_headers;          /**< rules about header fields: missing, forbidden, impossible */
    preference_bool check_phrases;          /**< anomalies of the reason phrase */
    preference_bool repair_status_lines;    /**< look for status lines that the SIP dissector refuses */
    preference_bool annotate_empty_phrases; /**< look for responses that the SIP dissector does not announce */
    preference_bool name_in_info_column;    /**< add name and anomalies to the Info column */
    preference_bool track_calls;            /**< find each response's request, and what several messages show */
    guint transactions_max;                 /**< with track_calls: so many are kept */
} sipcodes_preferences;

/** The preferences in force. */
extern sipcodes_preferences sipcodes_prefs;

/** Registers the preferences and the table of codes; Wireshark dissects again when one changes. */
void preferences_register(int proto);

/** The longest texts that a row of the user's table takes, in bytes. */
#define USER_CODE_NAME_MAX 100
#define USER_CODE_TEXT_MAX 500

/** Reads the user's table again if it has changed; to be called before a file is dissected. */
void preferences_refresh_user_codes(void);

#endif
