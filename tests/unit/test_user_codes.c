/* test_user_codes.c: the user's own rows in the place of the plugin's
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "user_codes.h"

static void test_a_row_takes_the_place(void)
{
    user_code_row row = { 486, USER_EXPECTED, "Line is full", "All taken.", "Wait." };
    const code_info *info;

    g_assert_true(user_code_lookup(486) == code_lookup(486));
    g_assert_true(user_codes_add(&row));
    info = user_code_lookup(486);
    g_assert_cmpuint(info->code, ==, 486);
    g_assert_cmpint(info->status, ==, STATUS_USER_DEFINED);
    g_assert_cmpstr(info->name, ==, "Line is full");
    g_assert_cmpstr(info->description, ==, "All taken.");
    g_assert_cmpstr(info->hint, ==, "Wait.");
    /* The texts are copies, and the plugin's own row is as it was. */
    g_assert_true(info->name != row.name);
    g_assert_cmpstr(code_lookup(486)->name, ==, "Busy Here");
    user_codes_clear();
    g_assert_true(user_code_lookup(486) == code_lookup(486));
}

static void test_what_is_empty_stays(void)
{
    const code_info *info;

    g_assert_true(user_codes_add(&(user_code_row){ 486, USER_EXPECTED, "", NULL, "  " }));
    info = user_code_lookup(486);
    g_assert_cmpstr(info->name, ==, "Busy Here");
    g_assert_cmpstr(info->description, ==, code_lookup(486)->description);
    g_assert_cmpstr(info->hint, ==, code_lookup(486)->hint);
    user_codes_clear();
}

static void test_refused_rows(void)
{
    g_assert_false(user_codes_add(&(user_code_row){ 99, USER_EXPECTED, "x", "", "" }));
    g_assert_false(user_codes_add(&(user_code_row){ 700, USER_EXPECTED, "x", "", "" }));
    g_assert_true(user_codes_add(&(user_code_row){ 100, USER_EXPECTED, "first", "", "" }));
    g_assert_false(user_codes_add(&(user_code_row){ 100, USER_EXPECTED, "second", "", "" }));
    g_assert_cmpstr(user_code_lookup(100)->name, ==, "first");
    g_assert_true(user_codes_add(&(user_code_row){ 699, USER_EXPECTED, "last", "", "" }));
    g_assert_cmpstr(user_code_lookup(699)->name, ==, "last");
    user_codes_clear();
}

static void check(uint32_t code, guint count, severity_level severity)
{
    findings all;

    findings_clear(&all);
    user_code_check(code, &all);
    g_assert_cmpuint(all.count, ==, count);
    if (count > 0) {
        g_assert_cmpint(all.list[0].kind, ==, KIND_user_defined);
        g_assert_cmpint(all.list[0].severity, ==, severity);
    }
}

static void test_judgements(void)
{
    user_codes_add(&(user_code_row){ 480, USER_EXPECTED, "a", "", "" });
    user_codes_add(&(user_code_row){ 481, USER_WARNING, "b", "", "" });
    user_codes_add(&(user_code_row){ 482, USER_ERROR, "c", "", "" });
    check(480, 0, SEVERITY_CHAT);
    check(481, 1, SEVERITY_WARN);
    check(482, 1, SEVERITY_ERROR);
    check(483, 0, SEVERITY_CHAT);
    check(G_MAXUINT32, 0, SEVERITY_CHAT);
    user_codes_clear();
    check(481, 0, SEVERITY_CHAT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/user-codes/takes-the-place", test_a_row_takes_the_place);
    g_test_add_func("/user-codes/what-is-empty-stays", test_what_is_empty_stays);
    g_test_add_func("/user-codes/refused", test_refused_rows);
    g_test_add_func("/user-codes/judgements", test_judgements);
    return g_test_run();
}
