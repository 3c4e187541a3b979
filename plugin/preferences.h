/* preferences.h: what a user can switch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_PREFERENCES_H
#define SIPCODES_PREFERENCES_H

#include "compat.h"

/** Preferences > Protocols > SIPCODES, all on by default. */
typedef struct {
    preference_bool check_methods; /**< rules that say which method a code can answer */
    preference_bool check_headers; /**< rules about header fields: missing, forbidden, impossible */
    preference_bool check_phrases; /**< anomalies of the reason phrase */
    preference_bool annotate_empty_phrases; /**< look at the end of each frame for what the SIP dissector did not announce */
} sipcodes_preferences;

/** The preferences in force. */
extern sipcodes_preferences preferences;

/** Registers the preferences of the protocol; Wireshark dissects again when one changes. */
void preferences_register(int proto);

#endif
