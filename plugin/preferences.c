/* preferences.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "preferences.h"

sipcodes_preferences preferences = {
    .check_methods = TRUE,
    .check_headers = TRUE,
    .check_phrases = TRUE,
    .annotate_empty_phrases = TRUE,
};

void preferences_register(int proto)
{
    module_t *module = prefs_register_protocol(proto, NULL);

    prefs_register_bool_preference(module, "check_methods", "Check methods",
        "Report a status code that cannot answer the method of its request, such as 180 to REGISTER",
        &preferences.check_methods);
    prefs_register_bool_preference(module, "check_headers", "Check header fields",
        "Report header fields that a response lacks, that it must not carry, or that have an impossible value, "
        "such as a 401 without WWW-Authenticate",
        &preferences.check_headers);
    prefs_register_bool_preference(module, "check_phrases", "Check reason phrases",
        "Report a reason phrase that is empty, differs from the registered one, or belongs to another status code",
        &preferences.check_phrases);
    prefs_register_bool_preference(module, "annotate_empty_phrases", "Annotate responses without a reason phrase",
        "The SIP dissector does not announce these, so every frame is looked at once more at its end. "
        "Switching it off saves about two percent of the time that a capture full of media takes",
        &preferences.annotate_empty_phrases);
}
