/* test_counts.c: what the reports count, and in which order it comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "counts.h"

#include <string.h>

static guint texts_made;

static char *as_text(const counted_response *response, const void *context)
{
    texts_made++;
    return g_strdup_printf("%s%.*s", (const char *)context, (int)response->sender_length, (const char *)response->sender);
}

static void add(counts *all, uint32_t code, const char *method, uint32_t frame, const char *sender, bool is_resent)
{
    uint16_t found[] = { FINDING_unknown, FINDING_phrase_empty };
    /* clang-format off */
    counted_response one = { .code = code, .name = "x", .method = method, .frame = frame, .is_resent = is_resent, .findings = found,
                             .finding_count = code == 499 ? 1 : code == 480 ? 2 : 0, .sender = sender, .sender_length = strlen(sender) };
    /* clang-format on */

    counts_add(all, &one, as_text, "from ");
}

static counts *some(void)
{
    counts *all = counts_new();

    add(all, 486, "INVITE", 1, "a", false);
    add(all, 486, "INVITE", 4, "b", true);
    add(all, 486, "BYE", 5, "a", false);
    add(all, 401, "REGISTER", 6, "a", false);
    add(all, 499, "INVITE", 7, "a", false);
    add(all, 700, "INVITE", 8, "", false);
    add(all, 480, "INVITE", 9, "c", false);
    add(all, 480, "INVITE", 10, "c", false);
    return all;
}

static void test_codes(void)
{
    counts *all = some();
    GPtrArray *rows = counts_codes(all);
    static const struct {
        uint32_t code;
        const char *method;
        uint64_t count, resent;
        uint32_t first, last;
        /* clang-format off */
    } wanted[] = { { 480, "INVITE", 2, 0, 9, 10 }, { 486, "INVITE", 2, 1, 1, 4 },     { 401, "REGISTER", 1, 0, 6, 6 },
                   { 486, "BYE", 1, 0, 5, 5 },     { 499, "INVITE", 1, 0, 7, 7 }, { 700, "INVITE", 1, 0, 8, 8 } };
    /* clang-format on */

    g_assert_cmpuint(all->responses, ==, 8);
    g_assert_cmpuint(all->resent, ==, 1);
    g_assert_cmpuint(rows->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < rows->len; i++) {
        const code_row *row = (const code_row *)g_ptr_array_index(rows, i);

        g_assert_cmpuint(row->code, ==, wanted[i].code);
        g_assert_cmpstr(row->method, ==, wanted[i].method);
        g_assert_cmpuint(row->count, ==, wanted[i].count);
        g_assert_cmpuint(row->resent, ==, wanted[i].resent);
        g_assert_cmpuint(row->first_frame, ==, wanted[i].first);
        g_assert_cmpuint(row->last_frame, ==, wanted[i].last);
    }
    g_ptr_array_free(rows, TRUE);
    counts_free(all);
}

/* Each sender is made a text once; a failure is what code_is_failure() says. */
static void test_addresses(void)
{
    counts *all;
    GPtrArray *rows;
    const address_row *first;
    GArray *failures;

    texts_made = 0;
    all = some();
    g_assert_cmpuint(texts_made, ==, 4);
    rows = counts_addresses(all);
    g_assert_cmpuint(rows->len, ==, 4);
    first = (const address_row *)g_ptr_array_index(rows, 0);
    g_assert_cmpstr(first->address, ==, "from a");
    g_assert_cmpuint(first->count, ==, 4);
    g_assert_cmpuint(first->classes[4], ==, 4);
    failures = counts_failures(first);
    g_assert_cmpuint(failures->len, ==, 2);
    g_assert_cmpuint(g_array_index(failures, failure, 0).code, ==, 486);
    g_assert_cmpuint(g_array_index(failures, failure, 0).count, ==, 2);
    g_assert_cmpuint(g_array_index(failures, failure, 1).code, ==, 499);
    g_array_free(failures, TRUE);
    g_assert_cmpuint(((const address_row *)g_ptr_array_index(rows, 2))->classes[0], ==, 1);
    g_ptr_array_free(rows, TRUE);
    counts_free(all);
}

static void check_failure(const GArray *failures, guint i, uint32_t code, uint64_t count)
{
    g_assert_cmpuint(g_array_index(failures, failure, i).code, ==, code);
    g_assert_cmpuint(g_array_index(failures, failure, i).count, ==, count);
}

/* Most first, then by code, in whatever order they came. */
static void test_failures(void)
{
    static const uint32_t codes[] = { 603, 404, 200, 503, 486, 503, 180 };
    counts *all = counts_new();
    GPtrArray *rows;
    GArray *failures;

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        add(all, codes[i], "INVITE", (uint32_t)i + 1, "a", false);
    }
    add(all, 200, "INVITE", 9, "without failures", false);
    rows = counts_addresses(all);
    failures = counts_failures((const address_row *)g_ptr_array_index(rows, 0));
    g_assert_cmpuint(failures->len, ==, 4);
    check_failure(failures, 0, 503, 2);
    check_failure(failures, 1, 404, 1);
    check_failure(failures, 2, 486, 1);
    check_failure(failures, 3, 603, 1);
    g_array_free(failures, TRUE);
    failures = counts_failures((const address_row *)g_ptr_array_index(rows, 1));
    g_assert_cmpuint(failures->len, ==, 0);
    g_array_free(failures, TRUE);
    g_ptr_array_free(rows, TRUE);
    counts_free(all);
}

static void test_findings(void)
{
    counts *all = some();
    uint32_t found[FINDING_NAME_COUNT];

    g_assert_cmpuint(counts_findings(all, false, found), ==, 1);
    g_assert_cmpuint(found[0], ==, FINDING_unknown);
    g_assert_cmpuint(all->findings[FINDING_unknown].count, ==, 3);
    g_assert_cmpuint(all->findings[FINDING_unknown].first_frame, ==, 7);
    g_assert_cmpuint(counts_findings(all, true, found), ==, 1);
    g_assert_cmpuint(found[0], ==, FINDING_phrase_empty);
    g_assert_cmpuint(all->findings[FINDING_phrase_empty].first_frame, ==, 9);
    counts_free(all);
}

static void test_reset(void)
{
    counts *all = some();
    uint32_t found[FINDING_NAME_COUNT];
    GPtrArray *rows;

    counts_reset(all);
    g_assert_cmpuint(all->responses + all->resent, ==, 0);
    g_assert_cmpuint(counts_findings(all, false, found) + counts_findings(all, true, found), ==, 0);
    rows = counts_codes(all);
    g_assert_cmpuint(rows->len, ==, 0);
    g_ptr_array_free(rows, TRUE);
    add(all, 486, "INVITE", 20, "a", false);
    rows = counts_codes(all);
    g_assert_cmpuint(((const code_row *)g_ptr_array_index(rows, 0))->first_frame, ==, 20);
    g_ptr_array_free(rows, TRUE);
    counts_free(all);
    counts_free(NULL);
}

/* The same bytes of another kind are another sender. */
static void test_kinds(void)
{
    counts *all = counts_new();
    counted_response one = { .code = 200, .method = "", .sender_kind = 1, .sender = "\1\2\3\4", .sender_length = 4 };
    counted_response other = one;
    GPtrArray *rows;

    other.sender_kind = 2;
    counts_add(all, &one, as_text, "");
    counts_add(all, &other, as_text, "");
    other.sender_length = 3;
    counts_add(all, &other, as_text, "");
    rows = counts_addresses(all);
    g_assert_cmpuint(rows->len, ==, 3);
    g_ptr_array_free(rows, TRUE);
    counts_free(all);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/counts/codes", test_codes);
    g_test_add_func("/counts/addresses", test_addresses);
    g_test_add_func("/counts/failures", test_failures);
    g_test_add_func("/counts/findings", test_findings);
    g_test_add_func("/counts/reset", test_reset);
    g_test_add_func("/counts/kinds", test_kinds);
    return g_test_run();
}
