/* test_verdict.c: one response with all that is known of it, by the way it came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "verdict.h"

#include <string.h>

#include "slices.h"

#define FIELDS \
    "Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK1\r\nFrom: <sip:a@b.test>;tag=1\r\nTo: <sip:c@b.test>;tag=2\r\n" \
    "Call-ID: 1\r\nCSeq: 1 INVITE\r\n"

static const wanted_checks all_checks = { .methods = true, .headers = true, .phrases = true };

/* The names of what is found in the text, in their order, joined by blanks; "none" where no verdict is reached. */
static char *found_in(const char *text, message_way way, wanted_checks wanted)
{
    text_slice own = own_text(text);
    GString *names = g_string_new(NULL);
    verdict v;

    if (way.is_datagram && way.datagram_length == 0) {
        way.datagram_length = own.length;
    }
    if (verdict_reach(&v, own.bytes, own.length, &way, wanted)) {
        for (guint i = 0; i < v.all.count; i++) {
            g_string_append_printf(names, "%s%s", i > 0 ? " " : "", finding_kind_name(v.all.list[i].kind));
        }
    } else {
        g_string_append(names, "none");
    }
    free_text(own);
    return g_string_free(names, FALSE);
}

static void expect(const char *text, message_way way, wanted_checks wanted, const char *expected)
{
    char *found = found_in(text, way, wanted);

    g_assert_cmpstr(found, ==, expected);
    g_free(found);
}

static const message_way datagram = { .is_datagram = true };

static void test_no_status_line(void)
{
    expect("", datagram, all_checks, "none");
    expect("SIP/2.0 486", datagram, all_checks, "none");
    expect("INVITE sip:a SIP/2.0\r\n\r\n", datagram, all_checks, "none");
    expect("SIP/2.0 4860 x\r\n\r\n", datagram, all_checks, "none");
}

static void test_what_is_wanted(void)
{
    const char *text = "SIP/2.0 180 Rrr\r\n" FIELDS "Contact: <sip:a>\r\nMax-Forwards: 70\r\n\r\n";
    const char *other = "SIP/2.0 487 Request Terminated\r\n"
                        "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:c>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 CANCEL\r\n\r\n";

    expect(text, datagram, (wanted_checks){ .phrases = true }, "phrase_differs");
    expect(text, datagram, (wanted_checks){ .headers = true }, "forbidden_header");
    expect(text, datagram, (wanted_checks){ .methods = true }, "");
    expect(other, datagram, (wanted_checks){ .methods = true }, "method");
    expect(other, datagram, (wanted_checks){ .headers = true, .phrases = true }, "");
}

/* What nobody reads is not made, and changes nothing of the rest. */
static void test_what_is_not_asked_for(void)
{
    static const char text[] = "SIP/2.0 486 Decline\r\n" FIELDS "Max-Forwards: 70\r\n\r\n";
    message_way way = { .is_datagram = true, .datagram_length = sizeof text - 1 };
    wanted_checks wanted = all_checks;
    verdict all, v;

    g_assert_true(verdict_reach(&all, text, sizeof text - 1, &way, all_checks));
    g_assert_cmpuint(all.all.count, ==, 2);
    g_assert_cmpuint(strlen(all.all.list[1].text), >, 0);

    wanted.no_sentences = true;
    g_assert_true(verdict_reach(&v, text, sizeof text - 1, &way, wanted));
    g_assert_cmpuint(v.all.count, ==, 2);
    for (size_t i = 0; i < 2; i++) {
        g_assert_cmpstr(v.all.list[i].name, ==, all.all.list[i].name);
        g_assert_cmpuint(v.all.list[i].offset, ==, all.all.list[i].offset);
        g_assert_cmpstr(v.all.list[i].text, ==, "");
    }

    wanted.no_findings = true;
    g_assert_true(verdict_reach(&v, text, sizeof text - 1, &way, wanted));
    g_assert_cmpuint(v.all.count, ==, 0);
    g_assert_true(message_has(&v.m, HEADER_MAX_FORWARDS));

    wanted.no_header_fields = true;
    g_assert_true(verdict_reach(&v, text, sizeof text - 1, &way, wanted));
    g_assert_cmpuint(v.code, ==, 486);
    g_assert_cmpuint(v.phrase.length, ==, strlen("Decline"));
    g_assert_true(v.phrase_is_whole);
    g_assert_cmpuint(v.m.field_count, ==, 0);
}

static void test_stream_and_datagram(void)
{
    const char *text = "SIP/2.0 486 Busy Here\r\n" FIELDS "\r\n";

    expect(text, datagram, all_checks, "");
    expect(text, (message_way){ .over_stream = true }, all_checks, "missing_header");
    expect(text, (message_way){ .is_datagram = true, .line_ends_before = 2 }, all_checks, "line_ends_before");
    /* What was not captured is not missing. */
    expect("SIP/2.0 486 Busy Here\r\nVia: a\r\n", (message_way){ .is_datagram = true, .datagram_length = 400 }, all_checks, "");
}

/* A whole datagram without its empty line: that is said, and the rest is checked. Of what was cut off, nothing is known. */
static void test_datagram_without_end(void)
{
    const char *text = "SIP/2.0 401 Unauthorized\r\n" FIELDS;
    message_way longer = { .is_datagram = true, .datagram_length = strlen(text) + 1 };

    expect(text, datagram, all_checks, "malformed_message missing_header");
    expect(text, longer, all_checks, "");
    expect(text, (message_way){ .over_stream = true }, all_checks, "");
    expect(text, (message_way){ .is_carried = true }, all_checks, "");
    expect(text, (message_way){ .is_carried = true, .is_datagram = true }, all_checks, "");
}

static void test_private_in_public_packet(void)
{
    const char *text = "SIP/2.0 180 Ringing\r\n" FIELDS "Contact: <sip:c@10.0.0.1>\r\n\r\n";

    expect(text, datagram, all_checks, "");
    expect(text, (message_way){ .is_datagram = true, .from_public = true }, all_checks, "header_value");
}

/* What is carried may leave out anything (RFC 3420, section 2.1), ends without a line end, and can be cut. */
static void test_carried(void)
{
    message_way carried = { .is_carried = true };
    message_way cut = { .is_carried = true, .is_cut = true };

    expect("SIP/2.0 486 Busy Here", carried, all_checks, "");
    expect("SIP/2.0 486 Busy H", carried, all_checks, "phrase_differs");
    expect("SIP/2.0 486 Busy H", cut, all_checks, "");
    expect("SIP/2.0 486 Not Found", carried, all_checks, "phrase_of_other_code");
    expect("SIP/2.0 486 Not Found\r\n", cut, all_checks, "phrase_of_other_code");
    expect("SIP/2.0 480 Temporarily Unavailable\r\nCSeq: 1 INVITE\r\nReason: Q.850;cause=1", carried, all_checks, "reason_conflict");
    expect("SIP/2.0 480 Temporarily Unavailable\r\nCSeq: 1 INVITE\r\nReason: Q.850;cause=1", cut, all_checks, "");
    expect("SIP/2.0 401 Unauthorized\r\n\r\n", carried, all_checks, "");
}

/* "Not needed" in a 100 is not forbidden (RFC 6432, section 3). */
static void test_reason_in_trying(void)
{
    expect("SIP/2.0 100 Trying\r\n" FIELDS "Reason: Q.850;cause=17;text=\"busy\"\r\n\r\n", datagram, all_checks, "");
}

static void test_hint_and_explanations(void)
{
    static const char text[] = "SIP/2.0 480 Temporarily Unavailable\r\n" FIELDS "Reason: Q.850;cause=31;text=\"No callee\"\r\n\r\n";
    message_way way = { .is_datagram = true, .datagram_length = sizeof text - 1 };
    explanations words;
    verdict v;

    g_assert_true(verdict_reach(&v, text, sizeof text - 1, &way, all_checks));
    verdict_explanations(&v, &words);
    g_assert_cmpuint(words.count, ==, 1);
    g_assert_cmpint(strncmp(words.list[0].words.bytes, "No callee", words.list[0].words.length), ==, 0);
    g_assert_cmpuint(verdict_hint(&v).count, >=, 1);
    g_assert_cmpstr(v.info->name, ==, "Temporarily Unavailable");
}

/* ---- Requests ---- */

#define BYE(fields) "BYE sip:a@b.test SIP/2.0\r\nCSeq: 2 BYE\r\n" fields "\r\n"

/* The names of what is found in the request; "unread" where it is not read. */
static char *found_in_request(const char *text, wanted_checks wanted)
{
    text_slice own = own_text(text);
    message_way way = { .is_datagram = true, .datagram_length = own.length };
    GString *names = g_string_new(NULL);
    request_verdict v;

    if (!request_verdict_reach(&v, own.bytes, own.length, &way, wanted)) {
        g_assert_cmpuint(v.all.count, ==, 0);
        g_string_append(names, "unread");
    }
    for (guint i = 0; i < v.all.count; i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "", v.all.list[i].name);
        g_assert_cmpstr(v.all.list[i].text, !=, "");
        g_assert_true(text_starts_with((text_slice){ own.bytes + v.all.list[i].offset, v.all.list[i].length }, "SIP;")
                      || text_starts_with((text_slice){ own.bytes + v.all.list[i].offset, v.all.list[i].length }, "Q.850"));
    }
    free_text(own);
    return g_string_free(names, FALSE);
}

static void expect_of_request(const char *text, wanted_checks wanted, const char *expected)
{
    char *found = found_in_request(text, wanted);

    g_assert_cmpstr(found, ==, expected);
    g_free(found);
}

/* A request has no code that a cause could disagree with. */
static void test_request_reason(void)
{
    expect_of_request(BYE("Reason: Q.850;cause=16;text=\"Terminated\"\r\n"), all_checks, "");
    expect_of_request(BYE("Reason: Q.850;cause=17\r\nReason: SIP;cause=486, SIP;cause=200, preemption;cause=1\r\n"), all_checks, "");
    expect_of_request(BYE(""), all_checks, "unread");
    expect_of_request(BYE("Via: SIP/2.0/UDP 10.0.0.1\r\nMax-Forwards: 70\r\nWWW-Authenticate: Digest\r\n"), all_checks, "unread");
    expect_of_request(BYE("Reason: SIP;cause=16\r\n"), all_checks, "reason_malformed");
    expect_of_request(BYE("Reason: SIP;cause=0\r\n"), all_checks, "reason_malformed");
    expect_of_request(BYE("Reason: SIP;cause=142, Q.850;cause=x, Q.850;cause=31\r\n"), all_checks, "reason_malformed reason_malformed");
    expect_of_request("CANCEL sip:a@b.test SIP/2.0\r\nReason: SIP;cause=200;cause=200\r\n\r\n", all_checks, "reason_malformed");
}

static void test_request_what_is_wanted(void)
{
    static const char bad[] = BYE("reason : SIP;cause=16\r\n");

    expect_of_request(bad, (wanted_checks){ .headers = true, .no_words = true }, "reason_malformed");
    expect_of_request(bad, (wanted_checks){ .methods = true, .phrases = true }, "");
    expect_of_request(bad, (wanted_checks){ .headers = true, .no_findings = true }, "");
    expect_of_request(bad, (wanted_checks){ .headers = true, .no_findings = true, .no_header_fields = true }, "unread");
    expect_of_request(BYE("X-Reason: SIP;cause=16\r\n"), (wanted_checks){ .headers = true, .no_words = true }, "unread");
    expect_of_request(BYE("X-Reason: SIP;cause=16\r\n"), all_checks, "");
    expect_of_request(BYE("x-asterisk-hangupcausecode: 17\r\n"), all_checks, "");
    expect_of_request(BYE("\r\nReason: SIP;cause=16\r\n"), (wanted_checks){ .headers = true, .no_words = true }, "unread");
}

static void test_no_request(void)
{
    expect_of_request("", all_checks, "unread");
    expect_of_request("BYE sip:a SIP/2.0", all_checks, "unread");
    expect_of_request("SIP/2.0 200 OK\r\nReason: SIP;cause=16\r\n\r\n", all_checks, "unread");
}

static void test_request_words(void)
{
    static const char text[] = "CANCEL sip:a@b.test SIP/2.0\r\nReason: SIP ;cause=200 ;text=\"Call completed elsewhere\"\r\n\r\n";
    static const char plain[] = BYE("Reason: Q.850;cause=16\r\n");
    message_way way = { .is_datagram = true, .datagram_length = sizeof text - 1 };
    request_verdict v;
    explanations said;
    hint why;

    g_assert_true(request_verdict_reach(&v, text, sizeof text - 1, &way, all_checks));
    request_verdict_explanations(&v, &said);
    why = request_verdict_hint(&v);
    g_assert_cmpuint(said.count, ==, 1);
    g_assert_cmpstr(said.list[0].place, ==, "Reason");
    g_assert_true(text_equal(said.list[0].words, "Call completed elsewhere"));
    g_assert_cmpuint(why.count, ==, 1);
    way.datagram_length = sizeof plain - 1;
    g_assert_true(request_verdict_reach(&v, plain, sizeof plain - 1, &way, all_checks));
    request_verdict_explanations(&v, &said);
    why = request_verdict_hint(&v);
    g_assert_cmpuint(said.count, ==, 0);
    g_assert_cmpuint(why.count, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/verdict/no-status-line", test_no_status_line);
    g_test_add_func("/verdict/what-is-wanted", test_what_is_wanted);
    g_test_add_func("/verdict/what-is-not-asked-for", test_what_is_not_asked_for);
    g_test_add_func("/verdict/stream-and-datagram", test_stream_and_datagram);
    g_test_add_func("/verdict/datagram-without-end", test_datagram_without_end);
    g_test_add_func("/verdict/private-in-public-packet", test_private_in_public_packet);
    g_test_add_func("/verdict/carried", test_carried);
    g_test_add_func("/verdict/reason-in-trying", test_reason_in_trying);
    g_test_add_func("/verdict/hint-and-explanations", test_hint_and_explanations);
    g_test_add_func("/verdict/request/reason", test_request_reason);
    g_test_add_func("/verdict/request/what-is-wanted", test_request_what_is_wanted);
    g_test_add_func("/verdict/request/none", test_no_request);
    g_test_add_func("/verdict/request/words", test_request_words);
    return g_test_run();
}
