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

/* Of one name alone a glance at the text comes first. */
static void test_one_name(void)
{
    char *body = g_strnfill(5000, 'a');
    char *long_body = g_strconcat(FIRST "Record-Route: <sip:a.test;lr>\r\nReason: SIP\r\n\r\n", body, NULL);
    char *no_reason = g_strconcat(FIRST "Record-Route: <sip:a.test;lr>\r\n\r\nReason: in the body\r\n", body, NULL);

    expect(HEADER_REASON, HEADER_REASON, FIRST "Via: a\r\nReason: SIP\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_REASON, FIRST "Via: a\r\nrEaSON: SIP\r\n\r\n", true);
    expect(HEADER_REASON, HEADER_REASON, FIRST "Via: a\r\nReach: SIP\r\n\r\n", false);
    expect(HEADER_REASON, HEADER_REASON, FIRST "Via: a\r\nRecord-Route: a\r\n\r\nReason: in the body\r\n", false);
    expect(HEADER_REASON, HEADER_REASON, FIRST "Via: a\r\nRoute: a\r\nMax-Forwards: 3\r\n\r\n", false);
    expect(HEADER_REASON, HEADER_REASON, long_body, true);
    expect(HEADER_REASON, HEADER_REASON, no_reason, false);
    expect(HEADER_X_REASON, HEADER_X_REASON, FIRST "Via: SIP/2.0/UDP a\r\nX-Reason: a\r\n\r\n", true);
    expect(HEADER_TO, HEADER_TO, FIRST "Via: SIP/2.0/UDP a.test\r\nTo: a\r\n\r\n", true);
    expect(HEADER_VIA, HEADER_VIA, FIRST "Max-Forwards: 70\r\nv: SIP/2.0/UDP a\r\n\r\n", true);
    g_free(long_body);
    g_free(no_reason);
    g_free(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/header-watch/names", test_names);
    g_test_add_func("/header-watch/compact-forms", test_compact_forms);
    g_test_add_func("/header-watch/ends", test_ends);
    g_test_add_func("/header-watch/one-name", test_one_name);
    return g_test_run();
}
