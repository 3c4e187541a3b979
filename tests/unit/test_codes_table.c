/* test_codes_table.c: the rows of codes.def, against the registry and among themselves
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The facts are kept apart from the table on purpose: registry.tsv and source-list.tsv beside this file.
 */
#include "code_findings.h"

#include <stdbool.h>
#include <string.h>

#include "lines.h"

/* ---- Facts from files ---- */

/* One line of a .tsv file; the columns that a file does not have are NULL. */
typedef struct {
    guint code;
    char *name;
    char *status;
    char *rfc;
} fact;

static void fact_free(gpointer data)
{
    fact *one = data;

    g_free(one->name);
    g_free(one->status);
    g_free(one->rfc);
    g_free(one);
}

static fact *fact_from_line(const char *line)
{
    char **columns = g_strsplit(line, "\t", -1);
    guint count = g_strv_length(columns);
    fact *one = g_new0(fact, 1);

    g_assert_cmpuint(count, >=, 2);
    one->code = (guint)g_ascii_strtoull(columns[0], NULL, 10);
    one->name = g_strdup(columns[1]);
    one->status = count > 2 ? g_strdup(columns[2]) : NULL;
    one->rfc = count > 3 ? g_strdup(columns[3]) : NULL;
    g_strfreev(columns);
    return one;
}

static GPtrArray *read_facts(const char *file)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func(fact_free);
    GError *error = NULL;
    char *path = g_build_filename(TESTS_DIR, "unit", file, NULL);
    char *contents = NULL;
    char **lines;

    g_file_get_contents(path, &contents, NULL, &error);
    g_assert_no_error(error);
    lines = g_strsplit(contents, "\n", -1);
    for (guint i = 1; lines[i] != NULL; i++) {
        if (lines[i][0] != '\0') {
            g_ptr_array_add(facts, fact_from_line(lines[i]));
        }
    }
    g_strfreev(lines);
    g_free(contents);
    g_free(path);
    return facts;
}

static const fact *find_fact(const GPtrArray *facts, guint code)
{
    for (guint i = 0; i < facts->len; i++) {
        const fact *one = g_ptr_array_index(facts, i);

        if (one->code == code) {
            return one;
        }
    }
    return NULL;
}

/* ---- The table against the facts ---- */

static void check_row_against_fact(const code_info *row, const fact *expected)
{
    g_assert_cmpuint(row->code, ==, expected->code);
    g_assert_cmpstr(row->name, ==, expected->name);
    g_assert_cmpstr(code_status_name(row->status), ==, expected->status);
    if (expected->rfc[0] != '\0') {
        g_assert_cmpstr(row->source, ==, expected->rfc);
        /* A draft's sections move. */
        g_assert_cmpint(row->section[0] != '\0', ==, g_str_has_prefix(row->source, "RFC "));
    } else {
        g_assert_cmpuint(row->status, ==, STATUS_VENDOR);
        g_assert_false(g_str_has_prefix(row->source, "RFC"));
        g_assert_cmpstr(row->section, ==, "");
    }
}

static void test_every_row_is_a_fact(void)
{
    GPtrArray *facts = read_facts("registry.tsv");
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        const fact *expected = find_fact(facts, table[i].code);

        if (expected == NULL) {
            g_test_fail_printf("%u %s is in the table, not in registry.tsv", table[i].code, table[i].name);
        } else {
            check_row_against_fact(&table[i], expected);
        }
    }
    g_ptr_array_unref(facts);
}

static void test_every_fact_is_a_row(void)
{
    GPtrArray *facts = read_facts("registry.tsv");
    guint count;

    code_table(&count);
    g_assert_cmpuint(count, ==, facts->len);
    for (guint i = 0; i < facts->len; i++) {
        const fact *expected = g_ptr_array_index(facts, i);

        check_row_against_fact(code_lookup(expected->code), expected);
    }
    g_ptr_array_unref(facts);
}

/* IANA's registry "SIP Response Codes": 75 codes, as many in each class as below. */
static void test_registry_is_whole(void)
{
    static const guint expected[] = { 0, 6, 3, 5, 46, 9, 6 };
    guint found[G_N_ELEMENTS(expected)] = { 0 };
    guint sum = 0;
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        if (is_in_registry(table[i].status)) {
            found[table[i].code / 100]++;
            sum++;
        }
    }
    g_assert_cmpmem(found, sizeof found, expected, sizeof expected);
    g_assert_cmpuint(sum, ==, 75);
}

static void test_source_list_is_known(void)
{
    GPtrArray *facts = read_facts("source-list.tsv");

    g_assert_cmpuint(facts->len, ==, 71);
    for (guint i = 0; i < facts->len; i++) {
        const fact *expected = g_ptr_array_index(facts, i);
        const code_info *info = code_lookup(expected->code);

        g_assert_cmpuint(info->code, ==, expected->code);
        g_assert_cmpstr(info->name, ==, expected->name);
    }
    g_ptr_array_unref(facts);
}

static void test_rows_ascend(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 1; i < count; i++) {
        g_assert_cmpuint(table[i - 1].code, <, table[i].code);
    }
}

static void check_expected_status(const GPtrArray *facts, guint code)
{
    const fact *expected = find_fact(facts, code);
    const char *status = code_status_name(code_lookup(code)->status);

    if (expected != NULL) {
        g_assert_cmpstr(status, ==, expected->status);
    } else {
        g_assert_cmpstr(status, ==, code >= 100 && code <= 699 ? "Unknown" : "Out of range");
    }
    g_assert_cmpuint(code_class(code), ==, code >= 100 && code <= 699 ? code / 100 : 0);
}

static void test_status_and_class_of_three_digits(void)
{
    GPtrArray *facts = read_facts("registry.tsv");

    for (guint code = 0; code <= 999; code++) {
        check_expected_status(facts, code);
    }
    g_ptr_array_unref(facts);
}

/* ---- Sentences and sections ---- */

static void test_lines(void)
{
    for (guint code = 0; code <= 999; code++) {
        char *description = g_strdup_printf("%u, description", code);
        char *hint = g_strdup_printf("%u, hint", code);

        check_lines(description, code_lookup(code)->description);
        check_lines(hint, code_lookup(code)->hint);
        g_assert_cmpuint(strcspn(code_lookup(code)->description, "\n"), <=, FIRST_LINE_MAX_LENGTH);
        g_free(description);
        g_free(hint);
    }
}

/* HTTP's codes share hints: where such a code comes from does not depend on which one it is. */
static void check_rows_differ(const code_info *a, const code_info *b)
{
    if (strcmp(a->description, b->description) == 0) {
        g_test_fail_printf("%u and %u have the same description", a->code, b->code);
    }
    if (strcmp(a->hint, b->hint) == 0 && !(a->status == STATUS_HTTP_ONLY && b->status == STATUS_HTTP_ONLY)) {
        g_test_fail_printf("%u and %u have the same hint", a->code, b->code);
    }
    if (strcmp(a->description, b->hint) == 0 || strcmp(a->hint, b->description) == 0) {
        g_test_fail_printf("a hint is a description: %u and %u", a->code, b->code);
    }
}

static void test_no_sentence_stands_twice(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        for (guint j = 0; j < i; j++) {
            check_rows_differ(&table[j], &table[i]);
        }
        g_assert_cmpstr(table[i].description, !=, table[i].hint);
    }
}

static void test_sections_are_numbers(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        const char *section = table[i].section;

        g_assert_cmpuint(strspn(section, "0123456789."), ==, strlen(section));
        g_assert_false(g_str_has_suffix(section, "."));
        g_assert_null(strstr(section, ".."));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codes/table/every-row-is-a-fact", test_every_row_is_a_fact);
    g_test_add_func("/codes/table/every-fact-is-a-row", test_every_fact_is_a_row);
    g_test_add_func("/codes/table/registry-is-whole", test_registry_is_whole);
    g_test_add_func("/codes/table/source-list-is-known", test_source_list_is_known);
    g_test_add_func("/codes/table/rows-ascend", test_rows_ascend);
    g_test_add_func("/codes/table/sentences", test_lines);
    g_test_add_func("/codes/table/no-sentence-stands-twice", test_no_sentence_stands_twice);
    g_test_add_func("/codes/table/sections-are-numbers", test_sections_are_numbers);
    g_test_add_func("/codes/lookup/status-and-class-of-three-digits", test_status_and_class_of_three_digits);
    return g_test_run();
}
