/* test_text.c: what is lexical: numbers, tokens, quoted strings, parameters, and texts broken into lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "text.h"

#include <string.h>

#include "slices.h"

/* ---- Lines and tokens ---- */

static void expect(const char *text, size_t width, const char *expected)
{
    GString *lines = g_string_new(NULL);
    const char *at = text;
    text_slice line;

    while ((line = text_next_line(&at, width)).length > 0) {
        g_string_append_printf(lines, "%s%.*s", lines->len > 0 ? "|" : "", (int)line.length, line.bytes);
    }
    g_assert_cmpstr(lines->str, ==, expected);
    g_string_free(lines, TRUE);
}

static void test_lines(void)
{
    expect("", 10, "");
    expect("one", 10, "one");
    expect("one two", 7, "one two");
    expect("one two", 6, "one|two");
    expect("one two three", 7, "one two|three");
    expect("one two three", 8, "one two|three");
    expect("one two three", 13, "one two three");
    expect("one two three", 1, "one|two|three");
}

static void test_tokens(void)
{
    g_assert_true(text_is_token(text_from("INVITE")));
    g_assert_true(text_is_token(text_from("a1-.!%*_+`'~")));
    g_assert_false(text_is_token(text_from("")));
    g_assert_false(text_is_token(text_from("IN VITE")));
    g_assert_false(text_is_token(text_from("INVITE:")));
    g_assert_false(text_is_token(text_from("\xC3\xA9")));
    g_assert_false(text_is_token((text_slice){ "IN\0VITE", 7 }));
}

static void test_long_words(void)
{
    expect("incomprehensible", 5, "incomprehensible");
    expect("an incomprehensible word", 5, "an|incomprehensible|word");
    expect("incomprehensible word", 5, "incomprehensible|word");
}

static void test_characters_and_not_bytes(void)
{
    expect("\xC3\xA4\xC3\xB6\xC3\xBC \xC3\xA4\xC3\xB6\xC3\xBC", 7, "\xC3\xA4\xC3\xB6\xC3\xBC \xC3\xA4\xC3\xB6\xC3\xBC");
    expect("\xC3\xA4\xC3\xB6\xC3\xBC \xC3\xA4\xC3\xB6\xC3\xBC", 6, "\xC3\xA4\xC3\xB6\xC3\xBC|\xC3\xA4\xC3\xB6\xC3\xBC");
}

/* Whatever the width, each word comes once and in its order, and no line is longer than it has to be. */
static void test_every_width(void)
{
    const char *text = "No WWW-Authenticate in this 401 to REGISTER: the client has nothing to answer (RFC 3261, section 22.2).";

    for (size_t width = 1; width <= strlen(text) + 1; width++) {
        GString *joined = g_string_new(NULL);
        const char *at = text;
        text_slice line;

        while ((line = text_next_line(&at, width)).length > 0) {
            g_assert_true(line.length <= width || memchr(line.bytes, ' ', line.length) == NULL);
            g_string_append_printf(joined, "%s%.*s", joined->len > 0 ? " " : "", (int)line.length, line.bytes);
        }
        g_assert_cmpstr(joined->str, ==, text);
        g_string_free(joined, TRUE);
    }
}

/* ---- Text ---- */

static void test_text_trim(void)
{
    static const struct {
        const char *text;
        const char *expected;
        /* clang-format off */
    } cases[] = {
        { "", "" }, { " ", "" }, { " \t\r\n ", "" }, { "a", "a" }, { " a", "a" }, { "a ", "a" }, { "\r\n\ta b\t \r\n", "a b" },
        { "\v", "\v" }, { "\f a", "\f a" }, { "\xC2\xA0", "\xC2\xA0" },
    };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        text_slice text = own_text(cases[i].text);

        assert_slice(text_trim(text), cases[i].expected);
        free_text(text);
    }
}

static void test_text_is_space(void)
{
    for (guint i = 0; i <= 255; i++) {
        g_assert_cmpint(text_is_space((char)i), ==, i == ' ' || i == '\t' || i == '\r' || i == '\n');
    }
}

static void test_text_equal(void)
{
    static const struct {
        const char *text;
        const char *string;
        gboolean equal;
        gboolean starts_with;
    } cases[] = {
        { "", "", TRUE, TRUE },
        { "a", "", FALSE, TRUE },
        { "", "a", FALSE, FALSE },
        { "100rel", "100REL", TRUE, TRUE },
        { "100rel", "100re", FALSE, TRUE },
        { "100re", "100rel", FALSE, FALSE },
        { "100rel ", "100rel", FALSE, TRUE },
        { "\xC3\xA4", "\xC3\x84", FALSE, FALSE },
        { "[", "{", FALSE, FALSE },
        { "@", "`", FALSE, FALSE },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        text_slice text = own_text(cases[i].text);

        g_assert_cmpint(text_equal(text, cases[i].string), ==, cases[i].equal);
        g_assert_cmpint(text_starts_with(text, cases[i].string), ==, cases[i].starts_with);
        free_text(text);
    }
    g_assert_false(text_equal((text_slice){ "a\0b", 3 }, "a"));
    g_assert_false(text_equal((text_slice){ "a\0b", 3 }, "a?b"));
    g_assert_false(text_starts_with((text_slice){ "a\0b", 3 }, "ab"));
    g_assert_false(text_starts_with((text_slice){ "100rel", 5 }, "100rel"));
    g_assert_false(text_equal((text_slice){ "100rel", 5 }, "100rel"));
}

static void check_number(const char *digits, gboolean expected, guint32 value)
{
    text_slice text = own_text(digits);
    guint32 number = 4711;

    g_assert_cmpint(text_to_number(text, &number), ==, expected);
    g_assert_cmpuint(number, ==, expected ? value : 4711);
    free_text(text);
}

static void test_text_to_number(void)
{
    check_number("0", TRUE, 0);
    check_number("7", TRUE, 7);
    check_number("0009", TRUE, 9);
    check_number("2147483647", TRUE, 2147483647);
    check_number("2147483648", TRUE, 2147483648U);
    check_number("4294967295", TRUE, 4294967295U);
    check_number("000000000000000000004294967295", TRUE, 4294967295U);
    check_number("4294967296", FALSE, 0);
    check_number("4294967300", FALSE, 0);
    check_number("42949672950", FALSE, 0);
    check_number("18446744073709551615", FALSE, 0);
    check_number("18446744073709551616", FALSE, 0);
    check_number("18446744073709551617", FALSE, 0);
    check_number("949302838503028349304023988", FALSE, 0);
    check_number("", FALSE, 0);
    check_number("+1", FALSE, 0);
    check_number("-1", FALSE, 0);
    check_number(" 1", FALSE, 0);
    check_number("1 ", FALSE, 0);
    check_number("1.0", FALSE, 0);
    check_number("0x10", FALSE, 0);
    check_number("1e3", FALSE, 0);
    check_number("\xD9\xA1", FALSE, 0);
}

static void test_text_to_number_takes_digits_only(void)
{
    for (guint i = 0; i <= 255; i++) {
        char bytes[] = { '1', (char)i, '1' };
        guint32 number = 4711;
        gboolean is_digit = i >= '0' && i <= '9';

        g_assert_cmpint(text_to_number((text_slice){ bytes, sizeof bytes }, &number), ==, is_digit);
        g_assert_cmpuint(number, ==, is_digit ? 101 + (i - '0') * 10 : 4711);
    }
}

static void test_text_between_and_from(void)
{
    const char *string = "abcdef";

    assert_slice(text_from(string), "abcdef");
    assert_slice(text_from(""), "");
    assert_slice(text_between(string + 1, string + 3), "bc");
    assert_slice(text_between(string + 1, string + 1), "");
}

/* A quotation is bounded, whatever the length; a short text is quoted whole, a cut one says so. */
static void test_text_print_length(void)
{
    int bound = text_print_length((text_slice){ "", 1000000 });

    g_assert_cmpint(bound, >=, 40);
    g_assert_cmpint(bound, <=, 200);
    for (gsize length = 0; length <= (gsize)bound; length++) {
        g_assert_cmpint(text_print_length((text_slice){ "", length }), ==, (int)length);
        g_assert_cmpstr(text_cut_mark((text_slice){ "", length }), ==, "");
    }
    g_assert_cmpint(text_print_length((text_slice){ "", (gsize)bound + 1 }), ==, bound);
    g_assert_cmpstr(text_cut_mark((text_slice){ "", (gsize)bound + 1 }), ==, "...");
    g_assert_cmpint(text_print_length((text_slice){ "", G_MAXSIZE }), ==, bound);
    g_assert_cmpint(text_print_length((text_slice){ "", (gsize)G_MAXUINT32 + 1 }), ==, bound);
}

/* ---- Quoted strings, comments, angle brackets ---- */

static void test_text_until(void)
{
    static const struct {
        const char *text;
        char separator;
        gsize expected;
        /* clang-format off */
    } cases[] = {
        { "", ',', 0 }, { ",", ',', 0 }, { "a", ',', 1 }, { "a,b", ',', 1 }, { "ab;c,d", ';', 2 }, { "ab;c,d", ',', 4 },
        { "\"a,b\",c", ',', 5 }, { "<,>,", ',', 3 }, { "a (,),", ',', 5 }, { "a\\,b", ',', 2 }, { "\"\\\",", ',', 4 },
        { "<a>", '<', 0 }, { "a<b", '<', 1 }, { "\"<\" <b", '<', 4 }, { "\"", '"', 0 }, { ">,", ',', 1 }, { ")", ',', 1 },
        { "\"\"\"\",", ',', 4 }, { "(()),", ',', 4 }, { "(()()),", ',', 6 }, { "(\\)),", ',', 4 }, { "\",\",\",\",", ',', 3 },
        { "a\",\"b\",\"c,", ',', 9 }, { "<,>\",\" (,)<,>x,", ',', 14 }, { "\",\"", ',', 3 }, { "\",", ',', 2 }, { "a(,)", ',', 2 },
        { "<=;=>;tag=1", '=', 9 }, { "<a>b", '>', 4 }, { "b>", '>', 1 },
    };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        text_slice text = own_text(cases[i].text);
        gsize length = text_until(text, cases[i].separator);

        if (length != cases[i].expected) {
            g_test_fail_printf("%s until %c: %" G_GSIZE_FORMAT, cases[i].text, cases[i].separator, length);
        }
        free_text(text);
    }
    g_assert_cmpuint(text_until((text_slice){ "a\0b,c", 5 }, ','), ==, 3);
    g_assert_cmpuint(text_until((text_slice){ "\"\0,\",c", 6 }, ','), ==, 4);
    g_assert_cmpuint(text_until((text_slice){ "a\0b", 3 }, '\0'), ==, 1);
}

/* ---- Parameters ---- */

static void check_parameter(const char *value, const char *name, parameter_state state, const char *expected)
{
    text_slice text = own_text(value);
    text_slice found = { "untouched", 9 };
    parameter_state is = text_find_parameter(text, name, &found);

    if (is != state) {
        g_test_fail_printf("%s in \"%s\" is %d, not %d", name, value, (int)is, (int)state);
    } else if (state != PARAMETER_ABSENT) {
        assert_slice(found, expected);
    }
    free_text(text);
}

static void test_parameters(void)
{
    check_parameter("<sip:a@x>;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;TAG=AbC", "tag", PARAMETER_WITH_VALUE, "AbC");
    check_parameter("<sip:a@x> ; a=1 ; tag = 2 ; b=3", "tag", PARAMETER_WITH_VALUE, "2");
    check_parameter("<sip:a@x>\r\n ;\r\n tag\r\n =\r\n 2\r\n ;b", "tag", PARAMETER_WITH_VALUE, "2");
    check_parameter("sip:a@x;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter(";tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;tag=1;tag=2", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;;;tag=1;;", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("\"A;tag=0\" <sip:a@x>;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x;tag=0>;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("x (;tag=0) ;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;tag=a=b", "tag", PARAMETER_WITH_VALUE, "a=b");
}

static void test_parameters_in_quotes(void)
{
    check_parameter("SIP;cause=200;text=\"one; cause=5\"", "cause", PARAMETER_WITH_VALUE, "200");
    check_parameter("SIP;text=\"one; cause=5\";cause=200", "cause", PARAMETER_WITH_VALUE, "200");
    check_parameter("SIP;text=\"one; cause=5\"", "cause", PARAMETER_ABSENT, NULL);
    check_parameter("SIP ;text = \"a \\\" ; b\" ;c", "text", PARAMETER_WITH_VALUE, "\"a \\\" ; b\"");
    check_parameter("SIP;text=\"\"", "text", PARAMETER_WITH_VALUE, "\"\"");
    check_parameter("SIP;text=\"not closed;cause=5", "cause", PARAMETER_ABSENT, NULL);
}

static void test_parameters_without_value(void)
{
    check_parameter("<sip:a@x>;ob", "ob", PARAMETER_WITHOUT_VALUE, "");
    check_parameter("<sip:a@x> ; OB ; tag=1", "ob", PARAMETER_WITHOUT_VALUE, "");
    check_parameter("<sip:a@x>;tag=", "tag", PARAMETER_WITH_VALUE, "");
    check_parameter("<sip:a@x>;tag= ;b=1", "tag", PARAMETER_WITH_VALUE, "");
}

static void test_absent_parameters(void)
{
    check_parameter("", "tag", PARAMETER_ABSENT, NULL);
    check_parameter(";", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("tag=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x;tag=1>", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x;tag=1>;b=2", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;tags=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;ta=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;b=tag", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;x-tag=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;\"tag\"=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>,tag=1", "tag", PARAMETER_ABSENT, NULL);
}

static void check_challenge(const char *value, const char *name, parameter_state state, const char *expected)
{
    text_slice text = own_text(value);
    text_slice found = { "untouched", 9 };

    g_assert_cmpuint(text_find_challenge_parameter(text, name, &found), ==, state);
    if (state != PARAMETER_ABSENT) {
        assert_slice(found, expected);
    }
    free_text(text);
}

/* The scheme is not part of the text: "realm=..., nonce=...". */
static void test_challenge_parameters(void)
{
    static const char value[] = " realm=\"a, nonce=x\" ,\r\n\tNonce = \"n=1\", stale=FALSE, algorithm=MD5, qop=\"auth,auth-int\", opaque";

    check_challenge(value, "realm", PARAMETER_WITH_VALUE, "\"a, nonce=x\"");
    check_challenge(value, "nonce", PARAMETER_WITH_VALUE, "\"n=1\"");
    check_challenge(value, "stale", PARAMETER_WITH_VALUE, "FALSE");
    check_challenge(value, "algorithm", PARAMETER_WITH_VALUE, "MD5");
    check_challenge(value, "qop", PARAMETER_WITH_VALUE, "\"auth,auth-int\"");
    check_challenge(value, "opaque", PARAMETER_WITHOUT_VALUE, "");
    check_challenge(value, "auth", PARAMETER_ABSENT, NULL);
    check_challenge(value, "auth-int", PARAMETER_ABSENT, NULL);
    check_challenge(value, "domain", PARAMETER_ABSENT, NULL);
    check_challenge("", "realm", PARAMETER_ABSENT, NULL);
    check_challenge(",,realm=x,", "realm", PARAMETER_WITH_VALUE, "x");
    check_challenge("realm=\"\"", "realm", PARAMETER_WITH_VALUE, "\"\"");
    check_challenge("Digest realm=x", "realm", PARAMETER_ABSENT, NULL);
    check_challenge("a=1;realm=x", "realm", PARAMETER_ABSENT, NULL);
}

/* The functions on values, on every piece of a value: none reads on behind it. */
static void test_values_cut_at_every_byte(void)
{
    static const char value[] = "Digest \"a\\\"b, c\" <sip:x;y=z,\\> (one (two \\) , three));tag = \"1;2\" , realm=\"x\\\\\"; flag";

    for (gsize start = 0; start < sizeof value; start++) {
        for (gsize end = start; end < sizeof value; end++) {
            text_slice text = own_bytes(value + start, end - start);
            text_slice found;

            g_assert_cmpuint(text_until(text, ','), <=, text.length);
            if (text_find_parameter(text, "tag", &found) == PARAMETER_WITH_VALUE) {
                g_assert_true(found.bytes >= text.bytes && found.bytes + found.length <= text.bytes + text.length);
            }
            if (text_find_challenge_parameter(text, "realm", &found) == PARAMETER_WITH_VALUE) {
                g_assert_true(found.bytes >= text.bytes && found.bytes + found.length <= text.bytes + text.length);
            }
            free_text(text);
        }
    }
}

/* ---- Quoted strings without their escapes ---- */

static void check_unquote(const char *given, const char *expected)
{
    text_slice text = own_text(given);
    char *out = g_malloc(text.length + 1);

    memset(out, 'x', text.length + 1);
    g_assert_cmpuint(text_unquote(text, out), ==, strlen(expected));
    g_assert_cmpstr(out, ==, expected);
    g_free(out);
    free_text(text);
}

static void test_text_unquote(void)
{
    check_unquote("", "");
    check_unquote("Busy Here", "Busy Here");
    check_unquote(" a  b ", " a  b ");
    check_unquote("a\\\"b", "a\"b");
    check_unquote("\\\\", "\\");
    check_unquote("\\\\\\\"", "\\\"");
    check_unquote("\\\\n", "\\n");
    check_unquote("\\a\\b\\)", "ab)");
    check_unquote("a\\", "a\\");
    check_unquote("\\", "\\");
    check_unquote("a\r\n b", "a b");
    check_unquote("a\n\tb", "a b");
    check_unquote("a \t\r\n \t b", "a b");
    check_unquote("a\r\n \r\n b", "a b");
    check_unquote("a\r\n ", "a ");
    check_unquote("\r\n a", " a");
    check_unquote("\r\n", " ");
    check_unquote("a\\\r\n b", "a\\ b");
    check_unquote("a\tb", "a\tb");
    check_unquote("\xC3\xA4\\\xC3\xA4", "\xC3\xA4\xC3\xA4");
}

static void test_text_unquote_nul(void)
{
    text_slice text = own_bytes("a\0\\\0b", 5);
    char out[6];

    g_assert_cmpuint(text_unquote(text, out), ==, 4);
    g_assert_cmpmem(out, 5, "a\0\0b", 5);
    free_text(text);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/lines", test_lines);
    g_test_add_func("/text/tokens", test_tokens);
    g_test_add_func("/text/long-words", test_long_words);
    g_test_add_func("/text/characters", test_characters_and_not_bytes);
    g_test_add_func("/text/every-width", test_every_width);
    g_test_add_func("/text/trim", test_text_trim);
    g_test_add_func("/text/is-space", test_text_is_space);
    g_test_add_func("/text/equal", test_text_equal);
    g_test_add_func("/text/to-number", test_text_to_number);
    g_test_add_func("/text/to-number-takes-digits-only", test_text_to_number_takes_digits_only);
    g_test_add_func("/text/between-and-from", test_text_between_and_from);
    g_test_add_func("/text/print-length", test_text_print_length);
    g_test_add_func("/message/cut/values-at-every-byte", test_values_cut_at_every_byte);
    g_test_add_func("/values/until", test_text_until);
    g_test_add_func("/values/parameters", test_parameters);
    g_test_add_func("/values/parameters-in-quotes", test_parameters_in_quotes);
    g_test_add_func("/values/parameters-without-value", test_parameters_without_value);
    g_test_add_func("/values/absent-parameters", test_absent_parameters);
    g_test_add_func("/values/challenge-parameters", test_challenge_parameters);
    g_test_add_func("/unquote/texts", test_text_unquote);
    g_test_add_func("/unquote/nul-bytes", test_text_unquote_nul);
    return g_test_run();
}
