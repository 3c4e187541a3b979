/* test_warning.c: the values of Warning, and the names of their codes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "answers.h"

#include <string.h>

static void check_warning(const char *value, int code, const char *agent, const char *text)
{
    text_slice own = own_text(value);
    warning_value warning = warning_read(own);

    assert_empty_or_inside(own, warning.agent);
    assert_empty_or_inside(own, warning.text);
    g_assert_cmpint(warning.has_code ? (int)warning.code : -1, ==, code);
    assert_slice(warning.agent, agent);
    assert_slice(warning.text, text);
    free_text(own);
}

static void test_rfc3261_warnings(void)
{
    /* Sections 20.43 and 7.3.1. */
    check_warning("307 isi.edu \"Session parameter 'foo' not understood\"", 307, "isi.edu", "Session parameter 'foo' not understood");
    check_warning("301 isi.edu \"Incompatible network address type 'E.164'\"", 301, "isi.edu",
                  "Incompatible network address type 'E.164'");
    check_warning("370 devnull \"Choose a bigger pipe\"", 370, "devnull", "Choose a bigger pipe");
    check_warning("370 devnull \"CHOOSE A BIGGER PIPE\"", 370, "devnull", "CHOOSE A BIGGER PIPE");
}

static void test_warnings(void)
{
    check_warning("399 [2001:db8::1]:5060 \"a \\\"b\\\", c\"", 399, "[2001:db8::1]:5060", "a \\\"b\\\", c");
    check_warning("399\t10.0.0.1:5060\r\n \"x\"", 399, "10.0.0.1:5060", "x");
    check_warning("399 GW \"\"", 399, "GW", "");
    check_warning("000 a \"b\"", 0, "a", "b");
    check_warning("999 a \"b\"", 999, "a", "b");
}

static void test_bad_warnings(void)
{
    check_warning("399", 399, "", "");
    check_warning("399 isi.edu", 399, "isi.edu", "");
    check_warning("399 \"no agent\"", 399, "", "no agent");
    check_warning("399\"no agent\"", 399, "", "no agent");
    check_warning("399 isi.edu\"no space\"", 399, "isi.edu", "no space");
    check_warning("399 isi.edu not quoted", 399, "isi.edu", "not quoted");
    check_warning("399 isi.edu \"not closed", 399, "isi.edu", "not closed");
    check_warning("\"text only\"", -1, "", "text only");
    check_warning("1812 overture \"In Progress\"", -1, "overture", "In Progress");
    check_warning("39 a \"b\"", -1, "a", "b");
    check_warning("3x9 a \"b\"", -1, "a", "b");
    check_warning("+39 a \"b\"", -1, "a", "b");
    check_warning("399;a \"b\"", -1, "", "b");
    check_warning("isi.edu \"b\"", -1, "", "b");
    check_warning("", -1, "", "");
}

static void test_several_warnings(void)
{
    answer *a = answer_of(488, "Warning: 307 isi.edu \"a, b\", 301 x \"c\"\r\nWarning: 399 y \"d\"\r\n");
    value_walk walk = message_values(&a->m, HEADER_WARNING);
    static const guint codes[] = { 307, 301, 399 };
    text_slice value;
    guint count = 0;

    while (message_next_value(&walk, &value)) {
        g_assert_cmpuint(count, <, G_N_ELEMENTS(codes));
        g_assert_cmpuint(warning_read(value).code, ==, codes[count]);
        count++;
    }
    g_assert_cmpuint(count, ==, G_N_ELEMENTS(codes));
    answer_free(a);
}

/* The registry "Warning Codes (warn-codes)": RFC 3261, section 20.43, and RFC 5630; and two that are not in it. */
static void test_warning_code_names(void)
{
    static const struct {
        guint code;
        const char *name;
    } names[] = {
        { 300, "Incompatible network protocol" },
        { 301, "Incompatible network address formats" },
        { 302, "Incompatible transport protocol" },
        { 303, "Incompatible bandwidth units" },
        { 304, "Media type not available" },
        { 305, "Incompatible media format" },
        { 306, "Attribute not understood" },
        { 307, "Session description parameter not understood" },
        { 330, "Multicast not available" },
        { 331, "Unicast not available" },
        { 370, "Insufficient bandwidth" },
        { 380, "SIPS Not Allowed" },
        { 381, "SIPS Required" },
        { 390, "Error of PJSIP" },
        { 392, "Debugging aid of Kamailio and OpenSIPS" },
        { 399, "Miscellaneous warning" },
    };
    guint at = 0;

    for (guint code = 0; code <= 1000; code++) {
        if (at < G_N_ELEMENTS(names) && names[at].code == code) {
            g_assert_cmpstr(warning_code_name(code), ==, names[at].name);
            at++;
        } else {
            g_assert_null(warning_code_name(code));
        }
    }
    g_assert_cmpuint(at, ==, G_N_ELEMENTS(names));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/warning/rfc3261", test_rfc3261_warnings);
    g_test_add_func("/warning/well-formed", test_warnings);
    g_test_add_func("/warning/malformed", test_bad_warnings);
    g_test_add_func("/warning/several", test_several_warnings);
    g_test_add_func("/warning/names", test_warning_code_names);
    return g_test_run();
}
