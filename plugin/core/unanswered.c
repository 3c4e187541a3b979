/* unanswered.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unanswered.h"

#include <string.h>

#include "sorted_rows.h"

struct unanswered {
    GHashTable *rows; /* of unanswered_row *, each its own key */
};

static guint hash_of_row(gconstpointer key)
{
    const unanswered_row *row = (const unanswered_row *)key;

    return g_str_hash(row->method) * 31 + g_str_hash(row->address);
}

static gboolean is_same_row(gconstpointer one, gconstpointer other)
{
    const unanswered_row *a = (const unanswered_row *)one;
    const unanswered_row *b = (const unanswered_row *)other;

    return strcmp(a->method, b->method) == 0 && strcmp(a->address, b->address) == 0;
}

static void free_row(gpointer data)
{
    unanswered_row *row = (unanswered_row *)data;

    g_free(row->method);
    g_free(row->address);
    g_free(row);
}

unanswered *unanswered_new(void)
{
    unanswered *all = g_new0(unanswered, 1);

    all->rows = g_hash_table_new_full(hash_of_row, is_same_row, NULL, free_row);
    return all;
}

void unanswered_free(unanswered *all)
{
    if (all != NULL) {
        g_hash_table_destroy(all->rows);
        g_free(all);
    }
}

static unanswered_row *new_row(const char *method, const char *address, uint32_t frame)
{
    unanswered_row *row = g_new0(unanswered_row, 1);

    row->method = g_strdup(method);
    row->address = g_strdup(address);
    row->first_frame = frame;
    return row;
}

void unanswered_add(unanswered *all, const char *method, const char *address, uint32_t frame)
{
    const unanswered_row key = { .method = (char *)method, .address = (char *)address };
    unanswered_row *row = (unanswered_row *)g_hash_table_lookup(all->rows, &key);

    if (row == NULL) {
        row = new_row(method, address, frame);
        g_hash_table_add(all->rows, row);
    }
    row->count++;
    row->first_frame = MIN(row->first_frame, frame);
}

static gint compare_rows(gconstpointer one, gconstpointer other)
{
    const unanswered_row *a = *(const unanswered_row *const *)one;
    const unanswered_row *b = *(const unanswered_row *const *)other;
    int order = strcmp(a->method, b->method);

    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return order != 0 ? order : strcmp(a->address, b->address);
}

GPtrArray *unanswered_rows(const unanswered *all)
{
    return sorted_rows(all->rows, compare_rows);
}
