/* sorted_rows.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sorted_rows.h"

GPtrArray *sorted_rows(GHashTable *rows, GCompareFunc compare)
{
    GPtrArray *all = g_ptr_array_new();
    GHashTableIter iter;
    void *row;

    g_hash_table_iter_init(&iter, rows);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        g_ptr_array_add(all, row);
    }
    g_ptr_array_sort(all, compare);
    return all;
}
