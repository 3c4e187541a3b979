/* test_stream.c: where messages begin and end in a stream, with keep-alives between them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "stream.h"

#include <string.h>

#include "slices.h"

#define BUSY "SIP/2.0 486 Busy Here\r\nContent-Length: 3\r\n\r\n"
#define OPTIONS "OPTIONS sip:a@example.test SIP/2.0\r\nl: 0\r\n\r\n"

/* What is found at the offset, as "start end line_ends_before", or "none". */
static char *found_at(const char *text, size_t length, size_t offset)
{
    text_slice stream = own_bytes(text, length);
    stream_message found;
    bool is_found = stream_message_at(stream, offset, &found);

    free_text(stream);
    return is_found ? g_strdup_printf("%zu %zu %zu", found.start, found.end, found.line_ends_before) : g_strdup("none");
}

static void expect(const char *text, size_t offset, const char *expected)
{
    char *found = found_at(text, strlen(text), offset);

    g_assert_cmpstr(found, ==, expected);
    g_free(found);
}

static void test_one_after_the_other(void)
{
    const char *stream = BUSY "abc" OPTIONS "\r\n\r\n" BUSY "abc";
    size_t busy = strlen(BUSY "abc"), options = strlen(OPTIONS);
    char *second = g_strdup_printf("%zu %zu 0", busy, busy + options);
    char *third = g_strdup_printf("%zu %zu 4", busy + options + 4, busy + options + 4 + busy);

    g_assert_cmpuint(busy, ==, 47);
    expect(stream, 0, "0 47 0");
    expect(stream, busy, second);
    expect(stream, busy + options, third);
    expect(stream, strlen(stream), "none");
    g_free(second);
    g_free(third);
}

static void test_end_is_not_known(void)
{
    expect("SIP/2.0 486 Busy Here\r\nVia: x\r\n\r\nrest", 0, "0 37 0");
    expect("SIP/2.0 486 Busy Here\r\nContent-Length: 3\r\n\r\nab", 0, "0 46 0");
    expect("SIP/2.0 486 Busy Here\r\nContent-Length: x\r\n\r\nab", 0, "0 46 0");
    expect("SIP/2.0 486 Busy Here\r\nContent-Length: 0\r\nVia", 0, "0 45 0");
}

static void test_what_begins_a_message(void)
{
    expect("\r\nSIP/2.0 486 Busy Here\r\n\r\n", 0, "2 27 2");
    expect("\n\nsip/2.0 486\n\n", 0, "2 15 2");
    expect("SIP/2.0 x\r\n\r\n", 0, "0 13 0");
    expect("SIP/2.0 486 Busy Here", 0, "none");
    expect("SIP/2.0", 0, "none");
    expect("GET / HTTP/1.1\r\n\r\n", 0, "none");
    expect("Via: SIP/2.0/TCP a\r\n\r\n", 0, "none");
    expect(" SIP/2.0\r\n\r\n", 0, "none");
    expect("\r\n\r\n", 0, "none");
    expect("", 0, "none");
    expect("x", 5, "none");
}

/* No cut of a stream is read behind its end, and what is found lies inside. */
static void test_every_cut(void)
{
    const char *stream = "\r\n" BUSY "abc\r\n" OPTIONS;

    for (size_t length = 0; length <= strlen(stream); length++) {
        for (size_t offset = 0; offset <= length; offset++) {
            text_slice part = own_bytes(stream, length);
            stream_message found;

            if (stream_message_at(part, offset, &found)) {
                g_assert_cmpuint(found.start, ==, offset + found.line_ends_before);
                g_assert_cmpuint(found.start, <, found.end);
                g_assert_cmpuint(found.end, <=, length);
            }
            free_text(part);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stream/one-after-the-other", test_one_after_the_other);
    g_test_add_func("/stream/end-is-not-known", test_end_is_not_known);
    g_test_add_func("/stream/what-begins-a-message", test_what_begins_a_message);
    g_test_add_func("/stream/every-cut", test_every_cut);
    return g_test_run();
}
