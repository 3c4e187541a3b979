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

/* ---- What is found without taking a value apart is what is found by taking it apart ---- */

/* RFC 3261, section 25.1, letter by letter: what a quoted string, <> or comment that begins there takes. */
static gsize enclosed(text_slice text)
{
    char opening = text.bytes[0];
    guint depth = 1;

    for (gsize i = 1; i < text.length; i++) {
        char c = text.bytes[i];

        if (c == '\\' && opening != '<') {
            i++;
        } else if (c == (opening == '<' ? '>' : opening == '(' ? ')' : '"')) {
            if (--depth == 0) {
                return i + 1;
            }
        } else if (c == '(' && opening == '(') {
            depth++;
        }
    }
    return text.length;
}

static gsize until(text_slice text, char separator)
{
    for (gsize at = 0; at < text.length;) {
        char c = text.bytes[at];

        if (c == separator) {
            return at;
        }
        if (c == '"' || c == '<' || (c == '(' && (at == 0 || text_is_space(text.bytes[at - 1])))) {
            at += enclosed(text_skip(text, at));
        } else {
            at++;
        }
    }
    return text.length;
}

static void check_value(text_slice value)
{
    const char *end = text_plain_address_end(value);
    text_slice tag;

    g_assert_cmpuint(text_until(value, ';'), ==, until(value, ';'));
    g_assert_cmpuint(text_until(value, ','), ==, until(value, ','));
    if (end != NULL) {
        gsize open = until(value, '<');

        g_assert_cmpuint((gsize)(end - value.bytes), ==, open + enclosed(text_skip(value, open)) - 1);
    }
    if (text_has_plain_tag(value)) {
        g_assert_cmpint(text_find_parameter(value, "tag", &tag), ==, PARAMETER_WITH_VALUE);
        g_assert_cmpuint(tag.length, >, 0);
    }
}

/* All values of five pieces, each in a block of its own size. */
static void test_values_of_pieces(void)
{
    static const char *const pieces[] = { "", "\"", "\"A\" ", "\\", "<", "<sip:a>", ">", ";tag=", ";", "1", "(", " ", "," };
    enum { COUNT = G_N_ELEMENTS(pieces), PLACES = 5 };
    guint plain = 0;

    for (guint number = 0; number < COUNT * COUNT * COUNT * COUNT * COUNT; number++) {
        char text[PLACES * 8] = "";
        char *block;
        guint left = number;

        for (guint place = 0; place < PLACES; place++, left /= COUNT) {
            g_strlcat(text, pieces[left % COUNT], sizeof text);
        }
        block = g_memdup2(text, MAX(strlen(text), 1));
        check_value((text_slice){ block, strlen(text) });
        plain += text_has_plain_tag((text_slice){ block, strlen(text) }) ? 1 : 0;
        g_free(block);
    }
    g_assert_cmpuint(plain, >, 100);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/lines", test_lines);
    g_test_add_func("/text/tokens", test_tokens);
    g_test_add_func("/text/long-words", test_long_words);
    g_test_add_func("/text/characters", test_characters_and_not_bytes);
    g_test_add_func("/text/every-width", test_every_width);
    g_test_add_func("/text/values-of-pieces", test_values_of_pieces);
    return g_test_run();
}
