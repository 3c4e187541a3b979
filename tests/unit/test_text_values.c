/* test_text_values.c: what is found without taking a value apart is what is found by taking it apart
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"

#include <string.h>

#include "slices.h"

/* RFC 3261, section 25.1, letter by letter: what a quoted string, <> or comment that begins there takes. */
static gsize enclosed(text_slice text)
{
    char opening = text.bytes[0];
    guint depth = 1;

    for (gsize i = 1; i < text.length; i++) {
        char c = text.bytes[i];

        if (c == '\\' && opening != '<') {
            i++;
        } else if (c == (opening == '<' ? '>' : opening == '(' ? ')'
                                                               : '"')) {
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

static text_slice uri_of(text_slice value)
{
    gsize open = until(value, '<');
    text_slice rest = text_skip(value, open + 1);

    if (open == value.length) {
        return (text_slice){ value.bytes, until(value, ';') };
    }
    return text_trim((text_slice){ rest.bytes, until(rest, '>') });
}

static void check_value(text_slice value)
{
    const char *end = text_plain_address_end(value);
    text_slice uri = text_uri(value), expected = uri_of(value);
    text_slice tag;

    g_assert_cmpmem(uri.bytes, uri.length, expected.bytes, expected.length);

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
    enum { COUNT = G_N_ELEMENTS(pieces),
           PLACES = 5 };
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

/* ---- What is looked for in blocks ---- */

/* Lengths around those of blocks and steps, and more of them than a byte can count in one place. */
static const gsize lengths[] = { 0, 1, 15, 16, 17, 31, 63, 64, 65, 79, 127, 130, 1983, 1984, 2015, 2016, 2017, 4063, 4064, 4065, 4080, 8200 };

static void test_count_byte(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        text_slice text = { g_malloc(MAX(lengths[i], 1)), lengths[i] };

        memset((char *)text.bytes, '\r', lengths[i]);
        g_assert_cmpuint(text_count_byte(text, '\r'), ==, lengths[i]);
        g_assert_cmpuint(text_count_byte(text, '\f'), ==, 0);
        g_assert_cmpuint(text_count_byte(text, '\0'), ==, 0);
        for (gsize at = 0; at < lengths[i]; at += 7) {
            ((char *)text.bytes)[at] = '\0';
        }
        g_assert_cmpuint(text_count_byte(text, '\0'), ==, (lengths[i] + 6) / 7);
        free_text(text);
    }
}

/* Whether the line is seen at each place of texts of each length; a text that is too short for a glance may have it. */
static void check_lines(const char *line, bool is_like)
{
    for (gsize length = 5; length <= 140; length++) {
        for (gsize at = 0; at + 5 <= length; at++) {
            text_slice text = { g_malloc(length), length };

            memset((char *)text.bytes, 'e', length);
            memcpy((char *)text.bytes + at, line, 5);
            g_assert_true(text_may_have_line(text, "reason") == (is_like || length < 35));
            free_text(text);
        }
    }
}

static void test_may_have_line(void)
{
    check_lines("\nReas", true);
    check_lines("\nrEAs", true);
    check_lines("\rReas", false);
    check_lines("\nVeas", false);
    check_lines("\nRees", false);
    check_lines("\n\nRes", false);
    check_lines("eReas", false);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/values-of-pieces", test_values_of_pieces);
    g_test_add_func("/text/count-byte", test_count_byte);
    g_test_add_func("/text/may-have-line", test_may_have_line);
    return g_test_run();
}
