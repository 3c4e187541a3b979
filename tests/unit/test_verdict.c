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
    words = verdict_explanations(&v);
    g_assert_cmpuint(words.count, ==, 1);
    g_assert_cmpint(strncmp(words.list[0].words.bytes, "No callee", words.list[0].words.length), ==, 0);
    g_assert_cmpuint(verdict_hint(&v).count, >=, 1);
    g_assert_cmpstr(v.info->name, ==, "Temporarily Unavailable");
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
    return g_test_run();
}
