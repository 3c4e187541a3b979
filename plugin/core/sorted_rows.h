/* sorted_rows.h: the rows of a table that is counted in a hash, in the order in which they are told
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_SORTED_ROWS_H
#define SIPCODES_SORTED_ROWS_H

#include <glib.h>

/** The values of the hash, sorted; compare gets pointers to them, as for g_ptr_array_sort(). To be freed with g_ptr_array_free(). */
GPtrArray *sorted_rows(GHashTable *rows, GCompareFunc compare);

#endif
