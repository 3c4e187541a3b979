/* test_header_watch.c: are header fields seen without reading the message?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "header_watch.h"

#define FIRST "BYE sip:a@b.test SIP/2.0\r\n"

static header_watch watching(header_id one, header_id other)
{
    header_set wanted = { { 0 } };
    header_watch watch;

    header_set_add(&wanted, one);
    header_set_add(&wanted, other);
    header_watch_fill(&watch, &wanted);
    return watch;
}

static void expect(header_id one, header_id other, const char *text, bool expected)
{
    header_watch watch = watching(one, other);

    g_assert_true(header_watch_sees(&watch, text_from(text)) == expected);
}

static void test_names(void)
{
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "Reason: SIP\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "Via: a\r\nrEASON : SIP\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "Via: a\nERROR-info:x", true);
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "Record-Route: a\r\nExpires: 3\r\nX-Reason: a\r\n\r\n", false);
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "Error-Inside: a\r\nEnd: b\r\nRsason: c\r\n\r\n", false);
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "Error-Info", true);
    expect(HEADER_REASON, HEADER_ERROR_INFO, FIRST "R", false);
    expect(HEADER_REASON, HEADER_RETRY_AFTER, FIRST "Record-Route: a\r\nRetry-After: 3\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_RETRY_AFTER, FIRST "Route: a\r\nRequire: a\r\n\r\n", false);
    expect(HEADER_X_REASON, HEADER_X_ZT_HANGUP_CODE, FIRST "x-zt-hangup-code: 3\r\n\r\n", true);
}

static void test_compact_forms(void)
{
    expect(HEADER_REASON, HEADER_CONTENT_TYPE, FIRST "c: text/plain\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_CONTENT_TYPE, FIRST "C: text/plain\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_CONTENT_TYPE, FIRST "l: 0\r\n\r\n", false);
}

static void test_ends(void)
{
    expect(HEADER_REASON, HEADER_WARNING, FIRST "\r\nReason: SIP\r\n", false);
    expect(HEADER_REASON, HEADER_WARNING, FIRST "Via: a\n\nReason: SIP\r\n", false);
    expect(HEADER_REASON, HEADER_WARNING, FIRST "\rVia: a\r\nReason: SIP\r\n", true);
    expect(HEADER_REASON, HEADER_WARNING, FIRST "Via: a\r\n\r", false);
    expect(HEADER_REASON, HEADER_WARNING, "Reason: SIP\r\n", false);
    expect(HEADER_REASON, HEADER_WARNING, FIRST "Reaso", false);
    expect(HEADER_REASON, HEADER_WARNING, FIRST, false);
    expect(HEADER_REASON, HEADER_WARNING, "", false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/header-watch/names", test_names);
    g_test_add_func("/header-watch/compact-forms", test_compact_forms);
    g_test_add_func("/header-watch/ends", test_ends);
    return g_test_run();
}
