/* test_text.c: breaking a text into lines; tokens
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"

#include <string.h>

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

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/lines", test_lines);
    g_test_add_func("/text/tokens", test_tokens);
    g_test_add_func("/text/long-words", test_long_words);
    g_test_add_func("/text/characters", test_characters_and_not_bytes);
    g_test_add_func("/text/every-width", test_every_width);
    return g_test_run();
}
