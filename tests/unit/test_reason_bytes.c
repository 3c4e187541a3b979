/* test_reason_bytes.c: a Reason, a Warning and a Retry-After of any bytes, and cut anywhere
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "answers.h"

#include <string.h>

static void read_anything(text_slice text)
{
    reason_value reason = reason_read(text);
    warning_value warning = warning_read(text);
    retry_after retry = retry_after_read(text);
    char *out = g_malloc(text.length + 1);
    gsize length = text_unquote(text, out);

    assert_reason_inside(text, &reason);
    assert_empty_or_inside(text, warning.agent);
    assert_empty_or_inside(text, warning.text);
    assert_empty_or_inside(text, retry.comment);
    g_assert_true(!warning.has_code || warning.code <= 999);
    g_assert_true(retry.has_seconds || !retry.is_valid);
    g_assert_cmpuint(length, <=, text.length);
    g_assert_cmpint(out[length], ==, '\0');
    g_assert_null(memchr(out, '\n', length));
    g_assert_null(memchr(out, '\r', length));
    g_free(out);
}

static void test_cut_at_every_byte(void)
{
    static const char *const values[] = {
        "SIP ; text = \"a\\\"b, c;d\\\\\" ;\r\n cause = 486 ; location=LN;ppi=\"..x\"",
        "307 isi.edu \"Session \\\"parameter\\\" 'foo'\r\n not understood\"",
        "18000 ( I'm (in \\) a) meeting ) ; duration = 3600",
    };

    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        for (gsize length = 0; length <= strlen(values[i]); length++) {
            text_slice text = own_bytes(values[i], length);

            read_anything(text);
            free_text(text);
        }
    }
}

static void test_random_bytes(void)
{
    static const char alphabet[] = "\"\"\\\\;;,==<>()() \t\r\n01289aSIPQ.850cause=text\xC3\xA4";

    for (guint i = 0; i < 20000; i++) {
        char bytes[48];
        gsize length = (gsize)g_test_rand_int_range(0, sizeof bytes);
        text_slice text;

        for (gsize at = 0; at < length; at++) {
            /* sizeof counts the NUL, which is one of the bytes. */
            bytes[at] = alphabet[g_test_rand_int_range(0, sizeof alphabet)];
        }
        text = own_bytes(bytes, length);
        read_anything(text);
        free_text(text);
    }
}

static void test_nul_bytes(void)
{
    static const char bytes[] = "SIP\0;cause=4\0"
                                "86;text=\"a\0b\";location=L\0N";
    text_slice text = own_bytes(bytes, sizeof bytes - 1);
    reason_value reason = reason_read(text);

    g_assert_false(reason_is(&reason, "SIP"));
    g_assert_false(reason.has_cause);
    g_assert_cmpmem(reason.text.bytes, reason.text.length, "a\0b", 3);
    g_assert_cmpmem(reason.location.bytes, reason.location.length, "L\0N", 3);
    g_assert_cmpstr(reason.problem, ==, "the cause is not a number");
    free_text(text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reason/cut-at-every-byte", test_cut_at_every_byte);
    g_test_add_func("/reason/random-bytes", test_random_bytes);
    g_test_add_func("/reason/nul-bytes", test_nul_bytes);
    return g_test_run();
}
