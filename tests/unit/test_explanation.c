/* test_explanation.c: the sender's own words, and nothing where there are none
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "explanation.h"

#include "answers.h"

/* "place|number|words", one line each. */
static char *listed(const answer *a)
{
    explanations all;
    GString *text = g_string_new("");

    explanations_read(&a->m, code_lookup(a->r.code), a->phrase, &all);
    g_assert_cmpuint(all.count, <=, EXPLANATIONS_MAX);
    for (size_t i = 0; i < all.count; i++) {
        const explanation *one = &all.list[i];

        assert_empty_or_inside(a->sent, one->sent);
        assert_empty_or_inside(a->sent, one->number);
        assert_empty_or_inside(a->sent, one->words);
        g_assert_cmpuint(one->sent.length, >, 0);
        g_string_append_printf(text, "%s%s|%.*s|%.*s", i > 0 ? "\n" : "", one->place, (int)one->number.length, one->number.bytes,
                               (int)one->words.length, one->words.bytes);
    }
    return g_string_free(text, FALSE);
}

static void check(guint code, const char *phrase, const char *fields, const char *expected)
{
    answer *a = answer_to("INVITE", code, phrase, fields);
    char *got = listed(a);

    g_assert_cmpstr(got, ==, expected);
    g_free(got);
    answer_free(a);
}

/* ---- Header fields: with it, and without ---- */

static void test_reason(void)
{
    check(480, "Temporarily Unavailable", "REASON: Q.850;cause=31;text=\"5e19;No callee endpoints were found.\"\r\n",
          "Reason||5e19;No callee endpoints were found.");
    check(486, "Busy Here", "Reason: SIP;cause=486;text=\"a, \\\"b\\\"\" , Q.850;cause=17;text=\"c\"\r\n", "Reason||a, \\\"b\\\"\nReason||c");
    check(480, "Temporarily Unavailable", "Reason: Q.850;cause=31\r\n", "");
    check(480, "Temporarily Unavailable", "Reason: Q.850;cause=31;text=\"\"\r\n", "");
    check(480, "Temporarily Unavailable", "X-Other: Q.850;cause=31;text=\"a\"\r\n", "");
}

static void test_warning(void)
{
    check(404, "Not here", "Warning: 392 192.0.2.20:5060 \"Noisy feedback tells:  pid=1\"\r\n", "Warning||Noisy feedback tells:  pid=1");
    check(488, "Not Acceptable Here", "Warning: 390 a \"b\", 399 c \"d\"\r\n", "Warning||b\nWarning||d");
    check(488, "Not Acceptable Here", "Warning: 305 a\r\n", "");
}

static void test_ms_diagnostics(void)
{
    check(504, "Server time-out", "ms-diagnostics: 1008;reason=\"Unable to resolve DNS SRV record\";domain=\"example.net\"\r\n",
          "ms-diagnostics|1008|Unable to resolve DNS SRV record");
    check(403, "Forbidden", "Ms-Diagnostics-Public: 4000 ; source=\"a\" ; Reason = \"Not allowed\"\r\n", "ms-diagnostics-public|4000|Not allowed");
    check(403, "Forbidden", "ms-diagnostics: 4000\r\n", "ms-diagnostics|4000|");
    check(403, "Forbidden", "ms-diagnostics: ;reason=\"a;b\"\r\n", "ms-diagnostics||a;b");
    check(403, "Forbidden", "ms-diagnostics: \r\n", "");
    check(403, "Forbidden", "ms-diagnostics: ;source=\"a\"\r\n", "");
}

/* Lync says the same to its own organisation and to others. */
static void test_said_twice(void)
{
    check(403, "Forbidden", "ms-diagnostics: 1;reason=\"a\"\r\nms-diagnostics-public: 1;reason=\"a\"\r\n", "ms-diagnostics|1|a");
    check(403, "Forbidden", "ms-diagnostics: 1;reason=\"a\"\r\nms-diagnostics-public: 1;reason=\"b\"\r\n",
          "ms-diagnostics|1|a\nms-diagnostics-public|1|b");
    check(403, "No credit", "Reason: SIP;cause=403;text=\"No credit\"\r\n", "phrase||No credit");
}

static void test_header_fields_of_products(void)
{
    check(503, "Service Unavailable", "X-Asterisk-HangupCause: Circuit/channel congestion\r\nX-Asterisk-HangupCauseCode: 34\r\n",
          "X-Asterisk-HangupCause||Circuit/channel congestion\nX-Asterisk-HangupCauseCode||34");
    check(603, "Decline", "X-Twilio-Error: 10001 Account is not active\r\n", "X-Twilio-Error||10001 Account is not active");
    check(603, "Decline", "X-Reason: \"limit of calls\"\r\n", "X-Reason||limit of calls");
    check(402, "Payment Required", "X-ZT-Hangup-Code: 3030\r\n", "X-ZT-Hangup-Code||3030");
    check(402, "Payment Required", "X-ZT-Hangup: 3030\r\nX-Reasons: a\r\nX-Twilio: b\r\nX-Asterisk: c\r\n", "");
}

static void test_header_fields_of_rfcs(void)
{
    check(424, "Bad Location Information", "Geolocation-Error: 100;code=\"Cannot Process Location\"\r\n", "Geolocation-Error|100|Cannot Process Location");
    check(425, "Bad Alert Message", "AlertMsg-Error: 101 ;message=\"Alert could not be read\"\r\n", "AlertMsg-Error|101|Alert could not be read");
    check(404, "Not Found", "Error-Info: <sip:announcement@example.com>\r\n", "Error-Info||<sip:announcement@example.com>");
    check(404, "Not Found", "Call-Info: <sip:announcement@example.com>\r\nGeolocation: <cid:a>\r\n", "");
}

/* ---- The phrase ---- */

static void test_phrase(void)
{
    check(480, "Temporarily Unavailable [call Processing Released]", "", "phrase||Temporarily Unavailable [call Processing Released]");
    check(403, "Caller Origination Number is Invalid D35", "", "phrase||Caller Origination Number is Invalid D35");
    check(403, "Forbidden (Bad auth)", "", "phrase||Forbidden (Bad auth)");
    check(404, "Not found (no mailbox)", "", "phrase||Not found (no mailbox)");
    check(400, "Missing Call-ID", "", "phrase||Missing Call-ID");
    check(499, "Client is gone", "", "phrase||Client is gone");
    check(480, "Non disponible \xc3\xa0 pr\xc3\xa9sent", "", "phrase||Non disponible \xc3\xa0 pr\xc3\xa9sent");
    check(700, " Odd ", "", "phrase||Odd");
}

static void test_usual_phrases(void)
{
    check(480, "Temporarily Unavailable", "", "");
    check(480, "temporarily  unavailable ", "", "");
    check(403, "Forbidden", "", "");
    check(404, "Not here", "", "");
    check(500, "Internal Server Error", "", "");
    check(500, "I'm terribly sorry, server error occurred (1/SL)", "", "");
    check(477, "Unfortunately error on sending to next hop occurred (477/TM)", "", "");
    check(477, "Send failed (477/TM)", "", "");
    check(110, "Push sent", "", "");
    /* Another code's phrase, or HTTP's, is a finding of its own. */
    check(480, "Busy Here", "", "");
    check(429, "Too Many Requests", "", "");
    check(480, "", "", "");
    check(480, "  ", "", "");
}

static void test_module_behind_a_phrase(void)
{
    check(477, "Send failed (477/TM", "", "phrase||Send failed (477/TM");
    check(477, "Send failed (TM)", "", "phrase||Send failed (TM)");
    check(477, "Send failed (/TM)", "", "phrase||Send failed (/TM)");
    check(477, "Send failed (477)", "", "phrase||Send failed (477)");
}

static void test_order(void)
{
    check(403, "No way", "Error-Info: <u>\r\nWarning: 399 a \"w\"\r\nReason: SIP;cause=403;text=\"r\"\r\nms-diagnostics: 1;reason=\"m\"\r\n",
          "phrase||No way\nms-diagnostics|1|m\nReason||r\nWarning||w\nError-Info||<u>");
}

/* ---- Bounds ---- */

static void test_more_than_fit(void)
{
    GString *text = g_string_new("SIP/2.0 486 Busy Here\r\nReason: ");
    explanations all;
    answer *a;

    for (guint i = 0; i < 100; i++) {
        g_string_append_printf(text, "X;text=\"%u\",", i);
    }
    g_string_append(text, "\r\n\r\n");
    a = answer_from(486, NULL, text->str, text->len);
    explanations_read(&a->m, code_lookup(486), a->phrase, &all);
    g_assert_cmpuint(all.count, ==, EXPLANATIONS_MAX);
    answer_free(a);
    g_string_free(text, TRUE);
}

static void test_cut_at_every_byte(void)
{
    /* clang-format off */
    static const char text[] = "SIP/2.0 403 Not for you\r\nCSeq: 1 INVITE\r\nReason: SIP;cause=403;text=\"a \\\" b\"\r\n"
        "Warning: 399 a \"b\", 390 c \"d\"\r\nms-diagnostics: 1008;reason=\"a\";source=\"b\"\r\nX-Twilio-Error: \"10001\r\n"
        "Geolocation-Error: 100;code=\r\nError-Info: <sip:a>, <sip:b>\r\n\r\n";
    /* clang-format on */

    for (gsize length = 1; length <= sizeof text - 1; length++) {
        answer *a = answer_from(403, NULL, text, length);

        g_free(listed(a));
        answer_free(a);
    }
}

static void test_hostile_bytes(void)
{
    static const char text[] = "SIP/2.0 403 \0\xff\x1b[2J\r\nReason: X;text=\"\0\xfe\\\"\r\nms-diagnostics: \"\"\"\"\"\r\n"
                               "X-Reason: \"\r\nWarning: 399 \"\"\"\r\nGeolocation-Error: ;;;;code\r\nAlertMsg-Error: 1;message=\"\r\n\r\n";
    answer *a = answer_from(403, NULL, text, sizeof text - 1);

    g_free(listed(a));
    answer_free(a);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explanation/reason", test_reason);
    g_test_add_func("/explanation/warning", test_warning);
    g_test_add_func("/explanation/ms-diagnostics", test_ms_diagnostics);
    g_test_add_func("/explanation/said-twice", test_said_twice);
    g_test_add_func("/explanation/products", test_header_fields_of_products);
    g_test_add_func("/explanation/rfcs", test_header_fields_of_rfcs);
    g_test_add_func("/explanation/phrase", test_phrase);
    g_test_add_func("/explanation/usual-phrases", test_usual_phrases);
    g_test_add_func("/explanation/module", test_module_behind_a_phrase);
    g_test_add_func("/explanation/order", test_order);
    g_test_add_func("/explanation/more-than-fit", test_more_than_fit);
    g_test_add_func("/explanation/cut-at-every-byte", test_cut_at_every_byte);
    g_test_add_func("/explanation/hostile-bytes", test_hostile_bytes);
    return g_test_run();
}
