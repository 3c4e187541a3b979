/* stand_before.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stand_before.h"

/* Ours belongs to no protocol, so that it adds no layer of its own and the other's protocol alone decides what is shown. Added, not
 * changed: what is changed is listed as a user's own choice in Decode As, and set back by its OK, by a change of profile and when Lua
 * plugins are loaded again. */
dissector_handle_t stand_before(const char *table, const char *key, dissector_t dissector, const char *description)
{
    dissector_table_t entries = find_dissector_table(table);
    dissector_handle_t other = entries == NULL ? NULL : dissector_get_string_handle(entries, key);

    if (other != NULL) {
        dissector_add_string(table, key, create_dissector_handle_with_name_and_description(dissector, -1, NULL, description));
    }
    return other;
}
