/* test_retry_after.c: the values of Retry-After
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "answers.h"

#include <string.h>

#define NONE (-1)

static void check_retry(const char *value, gboolean is_valid, gint64 seconds, const char *comment, gint64 duration)
{
    text_slice own = own_text(value);
    retry_after retry = retry_after_read(own);

    assert_empty_or_inside(own, retry.comment);
    g_assert_cmpint(retry.has_seconds ? (gint64)retry.seconds : NONE, ==, seconds);
    g_assert_cmpint(retry.has_duration ? (gint64)retry.duration : NONE, ==, duration);
    assert_slice(retry.comment, comment);
    g_assert_cmpint(retry.is_valid, ==, is_valid);
    free_text(own);
}

static void test_rfc3261_retry_after(void)
{
    /* Section 20.33. */
    check_retry("18000;duration=3600", TRUE, 18000, "", 3600);
    check_retry("120 (I'm in a meeting)", TRUE, 120, "I'm in a meeting", NONE);
    /* What Wireshark calls invalid. */
    check_retry("120;duration=30", TRUE, 120, "", 30);
    check_retry("120 (in maintenance)", TRUE, 120, "in maintenance", NONE);
}

static void test_retry_after(void)
{
    check_retry("0", TRUE, 0, "", NONE);
    check_retry("00120", TRUE, 120, "", NONE);
    check_retry("4294967295", TRUE, 4294967295, "", NONE);
    check_retry("120(x)", TRUE, 120, "x", NONE);
    check_retry("120 ()", TRUE, 120, "", NONE);
    check_retry("120\r\n (x\r\n y)\r\n ; duration\t=\r\n 30", TRUE, 120, "x\r\n y", 30);
    check_retry("120 (a (nested (comment)) b);duration=30", TRUE, 120, "a (nested (comment)) b", 30);
    check_retry("120 (a;duration=7, \"b);duration=30", TRUE, 120, "a;duration=7, \"b", 30);
    check_retry("120 (a \\) b \\( c)", TRUE, 120, "a \\) b \\( c", NONE);
    check_retry("120;x=\"duration=1;duration=2\";DURATION=30;y", TRUE, 120, "", 30);
    check_retry("120;durations=5;x", TRUE, 120, "", NONE);
    check_retry("120;duration=4294967295", TRUE, 120, "", 4294967295);
}

static void test_bad_retry_after(void)
{
    check_retry("", FALSE, NONE, "", NONE);
    check_retry("949302838503028349304023988", FALSE, NONE, "", NONE);
    check_retry("4294967296", FALSE, NONE, "", NONE);
    check_retry("soon", FALSE, NONE, "", NONE);
    check_retry("-5", FALSE, NONE, "", NONE);
    check_retry("Fri, 31 Dec 1999 23:59:59 GMT", FALSE, NONE, "", NONE);
    check_retry("(120)", FALSE, NONE, "120", NONE);
    check_retry(";duration=30", FALSE, NONE, "", 30);
    check_retry("120s", FALSE, 120, "", NONE);
    check_retry("120 s", FALSE, 120, "", NONE);
    check_retry("120, 240", FALSE, 120, "", NONE);
    check_retry("120 (unclosed", FALSE, 120, "unclosed", NONE);
    check_retry("120 (unclosed;duration=30", FALSE, 120, "unclosed;duration=30", NONE);
    check_retry("120 (unclosed (nested)", FALSE, 120, "unclosed (nested)", NONE);
    check_retry("120 (unclosed \\)", FALSE, 120, "unclosed \\)", NONE);
    check_retry("120 (", FALSE, 120, "", NONE);
    check_retry("120 )", FALSE, 120, "", NONE);
    check_retry("120 (a) b", FALSE, 120, "a", NONE);
    check_retry("120 (a) (b)", FALSE, 120, "a", NONE);
    check_retry("120 (a))", FALSE, 120, "a", NONE);
    check_retry("120;duration=long", FALSE, 120, "", NONE);
    check_retry("120;duration=", FALSE, 120, "", NONE);
    check_retry("120;duration", FALSE, 120, "", NONE);
    check_retry("120;duration=-1", FALSE, 120, "", NONE);
    check_retry("120;duration=4294967296", FALSE, 120, "", NONE);
    check_retry("949302838503028349304023988 (x);duration=30", FALSE, NONE, "x", 30);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/retry-after/rfc3261", test_rfc3261_retry_after);
    g_test_add_func("/retry-after/well-formed", test_retry_after);
    g_test_add_func("/retry-after/malformed", test_bad_retry_after);
    return g_test_run();
}
