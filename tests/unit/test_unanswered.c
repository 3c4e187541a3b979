/* test_unanswered.c: the rows of requests that nobody answered
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unanswered.h"

static void expect_row(GPtrArray *rows, guint place, const char *method, const char *address, uint64_t count, uint32_t first_frame)
{
    const unanswered_row *row;

    g_assert_cmpuint(place, <, rows->len);
    row = (const unanswered_row *)g_ptr_array_index(rows, place);
    g_assert_cmpstr(row->method, ==, method);
    g_assert_cmpstr(row->address, ==, address);
    g_assert_cmpuint(row->count, ==, count);
    g_assert_cmpuint(row->first_frame, ==, first_frame);
}

static void test_rows(void)
{
    unanswered *all = unanswered_new();
    GPtrArray *rows;

    unanswered_add(all, "BYE", "192.0.2.20", 9);
    unanswered_add(all, "BYE", "192.0.2.10", 8);
    unanswered_add(all, "OPTIONS", "192.0.2.20", 7);
    unanswered_add(all, "OPTIONS", "192.0.2.20", 5);
    unanswered_add(all, "ACK", "192.0.2.20", 10);
    rows = unanswered_rows(all);
    g_assert_cmpuint(rows->len, ==, 4);
    expect_row(rows, 0, "OPTIONS", "192.0.2.20", 2, 5);
    expect_row(rows, 1, "ACK", "192.0.2.20", 1, 10);
    expect_row(rows, 2, "BYE", "192.0.2.10", 1, 8);
    expect_row(rows, 3, "BYE", "192.0.2.20", 1, 9);
    g_ptr_array_free(rows, TRUE);
    unanswered_free(all);
}

static void test_nothing(void)
{
    unanswered *all = unanswered_new();
    GPtrArray *rows = unanswered_rows(all);

    g_assert_cmpuint(rows->len, ==, 0);
    g_ptr_array_free(rows, TRUE);
    unanswered_free(all);
    unanswered_free(NULL);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/unanswered/rows", test_rows);
    g_test_add_func("/unanswered/nothing", test_nothing);
    return g_test_run();
}
