/* test_message_values.c: the values of a header field, between its commas
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "reading.h"

static void check_values(const char *fields, header_id id, const char *const *expected)
{
    reading *r = read_fields(fields);
    value_walk walk = message_values(&r->m, id);
    text_slice value;
    guint count = 0;

    while (message_next_value(&walk, &value)) {
        if (expected[count] == NULL) {
            g_test_fail_printf("one value too many in \"%s\"", fields);
            break;
        }
        assert_slice(value, expected[count]);
        count++;
    }
    g_assert_null(expected[count]);
    g_assert_false(message_next_value(&walk, &value));
    reading_free(r);
}

#define assert_values(fields, id, ...) check_values(fields, id, (const char *const[]){ __VA_ARGS__ })

static void test_values_between_commas(void)
{
    assert_values("Require: 100rel, timer ,sec-agree\r\n", HEADER_REQUIRE, "100rel", "timer", "sec-agree", NULL);
    assert_values("Require: a,b\r\nTo: x\r\nRequire: c\r\nREQUIRE: d , e\r\n", HEADER_REQUIRE, "a", "b", "c", "d", "e", NULL);
    assert_values("Require: a\r\n , b,\r\n\tc\r\n", HEADER_REQUIRE, "a", "b", "c", NULL);
    assert_values("Require: one value\r\n", HEADER_REQUIRE, "one value", NULL);
    assert_values("To: x\r\n", HEADER_REQUIRE, NULL);
}

static void test_empty_values_are_passed_over(void)
{
    assert_values("Require:\r\n", HEADER_REQUIRE, NULL);
    assert_values("Require: ,\r\n", HEADER_REQUIRE, NULL);
    assert_values("Require: , ,,\t,\r\n , \r\n", HEADER_REQUIRE, NULL);
    assert_values("Require: ,a,,b, ,c,\r\n", HEADER_REQUIRE, "a", "b", "c", NULL);
    assert_values("Require:\r\nRequire: a\r\nRequire: ,\r\nRequire: b\r\n", HEADER_REQUIRE, "a", "b", NULL);
}

static void test_quoted_strings(void)
{
    assert_values("Warning: 301 a \"one, two\", 399 b \"three\"\r\n", HEADER_WARNING, "301 a \"one, two\"", "399 b \"three\"", NULL);
    assert_values("Warning: 399 a \"\\\"\", 399 b \"x\"\r\n", HEADER_WARNING, "399 a \"\\\"\"", "399 b \"x\"", NULL);
    assert_values("Warning: 399 a \"\\\\\", 399 b \"x\"\r\n", HEADER_WARNING, "399 a \"\\\\\"", "399 b \"x\"", NULL);
    assert_values("Warning: 399 a \"x\\\", 399 b\"\r\n", HEADER_WARNING, "399 a \"x\\\", 399 b\"", NULL);
    assert_values("Warning: 399 a \"<,(,\", 399 b \"x\"\r\n", HEADER_WARNING, "399 a \"<,(,\"", "399 b \"x\"", NULL);
    assert_values("Warning: 399 a \"fold\r\n ed, x\", b\r\n", HEADER_WARNING, "399 a \"fold\r\n ed, x\"", "b", NULL);
    assert_values("Warning: \"\", \"\"\r\n", HEADER_WARNING, "\"\"", "\"\"", NULL);
}

static void test_addresses_in_angle_brackets(void)
{
    assert_values("m: <sip:a@x;p=1,2>;q=0.5, \"B, C\" <sip:b@x?h=1,2>\r\n", HEADER_CONTACT, "<sip:a@x;p=1,2>;q=0.5",
                  "\"B, C\" <sip:b@x?h=1,2>", NULL);
    assert_values("m: <sip:a\"@x>, <sip:b\"@x>\r\n", HEADER_CONTACT, "<sip:a\"@x>", "<sip:b\"@x>", NULL);
    assert_values("m: <sip:a\\>, <sip:b>\r\n", HEADER_CONTACT, "<sip:a\\>", "<sip:b>", NULL);
    assert_values("m: <sip:(a@x>, <sip:b@x>\r\n", HEADER_CONTACT, "<sip:(a@x>", "<sip:b@x>", NULL);
    assert_values("m: sip:a@x, sip:b@x\r\n", HEADER_CONTACT, "sip:a@x", "sip:b@x", NULL);
    assert_values("m: *\r\n", HEADER_CONTACT, "*", NULL);
}

static void test_comments(void)
{
    assert_values("Retry-After: 120 (back, at ten), 5\r\n", HEADER_RETRY_AFTER, "120 (back, at ten)", "5", NULL);
    assert_values("Retry-After: 120 (a (b, c), d), 5\r\n", HEADER_RETRY_AFTER, "120 (a (b, c), d)", "5", NULL);
    assert_values("Retry-After: 120 (a \\), b), 5\r\n", HEADER_RETRY_AFTER, "120 (a \\), b)", "5", NULL);
    assert_values("Retry-After: 120 (a \\(, b), 5\r\n", HEADER_RETRY_AFTER, "120 (a \\(, b)", "5", NULL);
    assert_values("Retry-After: 120 (a \", b), 5\r\n", HEADER_RETRY_AFTER, "120 (a \", b)", "5", NULL);
    assert_values("Retry-After: 120 (a <, b), 5\r\n", HEADER_RETRY_AFTER, "120 (a <, b)", "5", NULL);
    assert_values("Retry-After: 120\r\n (back, at ten), 5\r\n", HEADER_RETRY_AFTER, "120\r\n (back, at ten)", "5", NULL);
    assert_values("Retry-After: (a, b), 5\r\n", HEADER_RETRY_AFTER, "(a, b)", "5", NULL);
    assert_values("Retry-After: 120 ), 5 )\r\n", HEADER_RETRY_AFTER, "120 )", "5 )", NULL);
}

/* RFC 3261, section 25.1: "(" and ")" are marks that the user part of a URI may hold, in pairs or not. */
static void test_parentheses_in_a_uri(void)
{
    text_slice found;

    assert_values("m: sip:a(b@x, sip:c@x\r\n", HEADER_CONTACT, "sip:a(b@x", "sip:c@x", NULL);
    assert_values("m: sip:(b@x, sip:c)d@x\r\n", HEADER_CONTACT, "sip:(b@x", "sip:c)d@x", NULL);
    g_assert_cmpuint(text_find_parameter(text_from("sip:bob(home@example.com;tag=1"), "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "1");
    g_assert_cmpuint(text_find_parameter(text_from("sip:bob(home)@example.com;tag=1"), "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "1");
}

/* What is not closed goes on to the end: better one value too few than one made up. */
static void test_unclosed(void)
{
    assert_values("Warning: 399 a \"one, two\r\n", HEADER_WARNING, "399 a \"one, two", NULL);
    assert_values("Warning: 399 a \"one, two\\\"\r\n", HEADER_WARNING, "399 a \"one, two\\\"", NULL);
    assert_values("Warning: 399 a \"one, two\\\r\n", HEADER_WARNING, "399 a \"one, two\\", NULL);
    assert_values("m: <sip:a, <sip:b\r\n", HEADER_CONTACT, "<sip:a, <sip:b", NULL);
    assert_values("Retry-After: 1 (a, (b), 2\r\n", HEADER_RETRY_AFTER, "1 (a, (b), 2", NULL);
    assert_values("Warning: \"a, b\r\nWarning: c\r\n", HEADER_WARNING, "\"a, b", "c", NULL);
}

static void test_message_lists(void)
{
    reading *r = read_fields("Require: 100rel , Timer\r\nk:path,\"gruu\"\r\nRequire: ,sec-agree\r\n");

    g_assert_true(message_lists(&r->m, HEADER_REQUIRE, "100rel"));
    g_assert_true(message_lists(&r->m, HEADER_REQUIRE, "timer"));
    g_assert_true(message_lists(&r->m, HEADER_REQUIRE, "SEC-AGREE"));
    g_assert_true(message_lists(&r->m, HEADER_SUPPORTED, "path"));
    g_assert_false(message_lists(&r->m, HEADER_SUPPORTED, "gruu"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, "path"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, "100"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, "100rel2"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, ""));
    g_assert_false(message_lists(&r->m, HEADER_UNSUPPORTED, "path"));
    reading_free(r);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/values/between-commas", test_values_between_commas);
    g_test_add_func("/values/empty", test_empty_values_are_passed_over);
    g_test_add_func("/values/quoted-strings", test_quoted_strings);
    g_test_add_func("/values/angle-brackets", test_addresses_in_angle_brackets);
    g_test_add_func("/values/comments", test_comments);
    g_test_add_func("/values/parentheses-in-a-uri", test_parentheses_in_a_uri);
    g_test_add_func("/values/unclosed", test_unclosed);
    g_test_add_func("/values/lists", test_message_lists);
    return g_test_run();
}
