/* counts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "counts.h"

#include <string.h>

#include "codes.h"
#include "sorted_rows.h"

/* Rows are found by what they are of: to print it for each response would take longer than all the rest. */
static guint hash_of_code(const void *data)
{
    const code_row *row = (const code_row *)data;

    return g_str_hash(row->method) * 1000 + row->code;
}

static gboolean is_same_code(const void *one, const void *other)
{
    const code_row *a = (const code_row *)one;
    const code_row *b = (const code_row *)other;

    return a->code == b->code && strcmp(a->method, b->method) == 0;
}

static guint hash_of_address(const void *data)
{
    const address_row *row = (const address_row *)data;
    const unsigned char *bytes = (const unsigned char *)row->bytes;
    guint hash = (guint)row->kind;

    for (size_t i = 0; i < row->length; i++) {
        hash = hash * 31 + bytes[i];
    }
    return hash;
}

static gboolean is_same_address(const void *one, const void *other)
{
    const address_row *a = (const address_row *)one;
    const address_row *b = (const address_row *)other;

    return a->kind == b->kind && a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

static void free_code_row(void *data)
{
    code_row *row = (code_row *)data;

    g_free(row->name);
    g_free(row->method);
    g_free(row);
}

static void free_address_row(void *data)
{
    address_row *row = (address_row *)data;

    g_free(row->bytes);
    g_free(row->address);
    if (row->failures != NULL) {
        g_array_free(row->failures, TRUE);
    }
    g_free(row);
}

counts *counts_new(void)
{
    counts *all = g_new0(counts, 1);

    all->codes = g_hash_table_new_full(hash_of_code, is_same_code, NULL, free_code_row);
    all->addresses = g_hash_table_new_full(hash_of_address, is_same_address, NULL, free_address_row);
    return all;
}

void counts_reset(counts *all)
{
    memset(all->recent_codes, 0, sizeof all->recent_codes);
    all->recent_address = NULL;
    all->responses = all->resent = 0;
    g_hash_table_remove_all(all->codes);
    g_hash_table_remove_all(all->addresses);
    memset(all->findings, 0, sizeof all->findings);
}

void counts_free(counts *all)
{
    if (all != NULL) {
        g_hash_table_destroy(all->codes);
        g_hash_table_destroy(all->addresses);
        g_free(all);
    }
}

/* ---- Counting ---- */

static code_row *new_code_row(const counted_response *response)
{
    code_row *row = g_new0(code_row, 1);

    row->code = response->code;
    row->name = g_strdup(response->name);
    row->method = g_strdup(response->method);
    row->first_frame = response->frame;
    return row;
}

static code_row *row_of_code(counts *all, const counted_response *response)
{
    const code_row key = { .code = response->code, .method = (char *)response->method };
    code_row **recent = &all->recent_codes[response->code % COUNTS_RECENT];

    if (*recent != NULL && is_same_code(*recent, &key)) {
        return *recent;
    }
    *recent = (code_row *)g_hash_table_lookup(all->codes, &key);
    if (*recent == NULL) {
        *recent = new_code_row(response);
        g_hash_table_add(all->codes, *recent);
    }
    return *recent;
}

static void count_code(counts *all, const counted_response *response)
{
    code_row *row = row_of_code(all, response);

    row->count++;
    row->resent += response->is_resent ? 1 : 0;
    row->last_frame = response->frame;
}

void counts_add_findings(counts *all, uint32_t frame, const uint16_t *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        finding_row *row = &all->findings[found[i]];

        if (row->count == 0) {
            row->first_frame = frame;
        }
        row->count++;
    }
}

void counts_set_finding(counts *all, uint32_t index, finding_row row)
{
    all->findings[index] = row;
}

static void count_failure(address_row *row, uint32_t code)
{
    const failure first = { code, 1 };

    if (row->failures == NULL) {
        row->failures = g_array_new(FALSE, FALSE, sizeof(failure));
    }
    for (guint i = 0; i < row->failures->len; i++) {
        failure *one = &g_array_index(row->failures, failure, i);

        if (one->code == code) {
            one->count++;
            return;
        }
    }
    g_array_append_val(row->failures, first);
}

static address_row *row_of_address(counts *all, const counted_response *response, sender_text *text, const void *context)
{
    const address_row key = { .kind = response->sender_kind, .bytes = (void *)response->sender, .length = response->sender_length };
    address_row *row = all->recent_address;

    if (row != NULL && is_same_address(row, &key)) {
        return row;
    }
    row = (address_row *)g_hash_table_lookup(all->addresses, &key);

    if (row == NULL) {
        row = g_new0(address_row, 1);
        row->kind = response->sender_kind;
        row->bytes = g_memdup2(response->sender, response->sender_length);
        row->length = response->sender_length;
        row->address = text(response, context);
        g_hash_table_add(all->addresses, row);
    }
    all->recent_address = row;
    return row;
}

static void count_address(counts *all, const counted_response *response, sender_text *text, const void *context)
{
    address_row *row = row_of_address(all, response, text, context);

    row->count++;
    row->classes[code_class(response->code)]++;
    if (code_is_failure(response->code)) {
        count_failure(row, response->code);
    }
}

void counts_add(counts *all, const counted_response *response, sender_text *text, const void *context)
{
    all->responses++;
    all->resent += response->is_resent ? 1 : 0;
    count_code(all, response);
    counts_add_findings(all, response->frame, response->findings, response->finding_count);
    count_address(all, response, text, context);
}

/* ---- Sorting ---- */

static int compare_counts(uint64_t one, uint64_t other)
{
    return one > other ? -1 : one < other ? 1
                                          : 0;
}

static int compare_codes(const void *one, const void *other)
{
    const code_row *a = *(const code_row *const *)one;
    const code_row *b = *(const code_row *const *)other;
    int by_count = compare_counts(a->count, b->count);

    if (by_count != 0) {
        return by_count;
    }
    return a->code != b->code ? (a->code < b->code ? -1 : 1) : strcmp(a->method, b->method);
}

static int compare_addresses(const void *one, const void *other)
{
    const address_row *a = *(const address_row *const *)one;
    const address_row *b = *(const address_row *const *)other;
    int by_count = compare_counts(a->count, b->count);

    return by_count != 0 ? by_count : strcmp(a->address, b->address);
}

GPtrArray *counts_codes(const counts *all)
{
    return sorted_rows(all->codes, compare_codes);
}

GPtrArray *counts_addresses(const counts *all)
{
    return sorted_rows(all->addresses, compare_addresses);
}

static int compare_failures(const void *one, const void *other)
{
    const failure *a = (const failure *)one;
    const failure *b = (const failure *)other;
    int by_count = compare_counts(a->count, b->count);

    return by_count != 0 ? by_count : a->code < b->code ? -1
                                                        : a->code > b->code;
}

GArray *counts_failures(const address_row *row)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(failure));

    if (row->failures != NULL) {
        g_array_append_vals(all, row->failures->data, row->failures->len);
        g_array_sort(all, compare_failures);
    }
    return all;
}

/* 0 leaves the order of the tables. */
static int compare_findings(const counts *all, uint32_t one, uint32_t other)
{
    if (finding_severity(one) != finding_severity(other)) {
        return finding_severity(one) > finding_severity(other) ? -1 : 1;
    }
    return compare_counts(all->findings[one].count, all->findings[other].count);
}

uint32_t counts_findings(const counts *all, bool remarks, uint32_t found[FINDING_NAME_COUNT])
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < finding_name_count(); i++) {
        uint32_t at = count;

        if (all->findings[i].count == 0 || finding_is_remark(i) != remarks) {
            continue;
        }
        for (; at > 0 && compare_findings(all, found[at - 1], i) > 0; at--) {
            found[at] = found[at - 1];
        }
        found[at] = i;
        count++;
    }
    return count;
}
