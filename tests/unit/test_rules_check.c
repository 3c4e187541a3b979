/* test_rules_check.c: what the rules say together: of messages that are cut, odd, or break more rules than are kept
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "../rules/rule_verdicts.h"

#include <string.h>

#include "codes.h"

/* Legal responses whose last field makes them so, and the rule that it keeps. */
static const struct {
    const char *rule;
    const char *start;
    const char *last;
    const char *body;
} kept_by_last[] = {
    { "require_100rel_with_rseq", "SIP/2.0 183 x\nCSeq: 1 INVITE\nTo: <sip:a@b>;tag=1\nRSeq: 1\nContact: <sip:a@b>\n", "Require: 100rel\n", "" },
    { "timer_required", "SIP/2.0 200 x\nCSeq: 1 INVITE\nSession-Expires: 1800;refresher=uac\n", "Require: timer\n", "" },
    { "provisional_contact", "SIP/2.0 183 x\nCSeq: 1 INVITE\nTo: <sip:a@b>;tag=1\n", "Require: 100rel\n", "" },
    { "rejected_jcard", "SIP/2.0 608 x\nCSeq: 1 INVITE\nCall-Info: <a>;purpose=info\n", "Call-Info: <b>;purpose=jwscard\n", "" },
    { "rejected_call_info", "SIP/2.0 608 x\nCSeq: 1 INVITE\n", "Call-Info: <b>;purpose=jwscard\n", "" },
    { "content_type_with_body", "SIP/2.0 200 x\nCSeq: 1 INVITE\nContent-Length: 3\n", "Content-Type: text/plain\n", "abc" },
    { "content_type_with_body", "SIP/2.0 200 x\nCSeq: 1 INVITE\n", "Content-Length: 0\n", "abc" },
    { "message_ok_with_body", "SIP/2.0 200 x\nCSeq: 1 MESSAGE\n", "Content-Length: 0\n", "abc" },
    { "alternative_service_body", "SIP/2.0 380 x\nCSeq: 1 INVITE\nContent-Type: text/plain\n", "Content-Length: 3\n", "" },
    { "early_dialog_terminated_reason", "SIP/2.0 199 x\nCSeq: 1 INVITE\n", "Reason: SIP;cause=486\n", "" },
    { "register_ok_contact_expires", "SIP/2.0 200 x\nCSeq: 1 REGISTER\nContact: <sip:a@b>\n", "Expires: 60\n", "" },
    { "unauthorized_challenge", "SIP/2.0 401 x\nCSeq: 1 REGISTER\n", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"\n", "" },
};

/* Where the last field is behind as many as are read, or was not captured, nothing is known of it. */
static void test_last_field_unread(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(kept_by_last); i++) {
        const rule *one = find_rule(kept_by_last[i].rule);
        char *all = g_strconcat(kept_by_last[i].start, kept_by_last[i].last, "\n", kept_by_last[i].body, NULL);
        GString *whole = g_string_new(all);
        GString *filled = with_fillers(whole->str, whole->len, strlen(kept_by_last[i].start));
        verdict v;

        g_test_message("%s", one->name);
        judge(&v, &datagram, filled->str, filled->len, RULES_ALL);
        g_assert_true(v.m.truncated);
        g_assert_false(v.broken[index_of(one)]);
        verdict_clear(&v);
        judge(&v, &datagram, all, strlen(kept_by_last[i].start), RULES_ALL);
        g_assert_false(v.broken[index_of(one)]);
        verdict_clear(&v);
        g_string_free(filled, TRUE);
        g_string_free(whole, TRUE);
        g_free(all);
    }
}

/* That a field is not there at all is known of the longest header section too. */
static void test_missing_beyond_the_limit(void)
{
    GString *text = g_string_new("SIP/2.0 401 x\nCSeq: 1 REGISTER\n\n");
    GString *filled = with_fillers(text->str, text->len, text->len - 1);
    const rule *one = find_rule("unauthorized_challenge");
    verdict v;

    judge(&v, &datagram, filled->str, filled->len, RULES_ALL);
    g_assert_true(v.m.truncated);
    g_assert_true(v.broken[index_of(one)]);
    verdict_clear(&v);
    g_string_free(filled, TRUE);
    g_string_free(text, TRUE);
}

static guint count_deprecated(const verdict *v)
{
    guint count = 0;

    for (guint i = 0; i < v->found.count; i++) {
        count += v->found.list[i].kind == KIND_deprecated ? 1 : 0;
    }
    return count;
}

/* RFC 3428, section 7, asks a relay for it. */
static void test_accepted_message(void)
{
    static const char bytes[] = "SIP/2.0 202 Accepted\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                                "To: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n";
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    code_check(code_lookup(v.r.code), v.r.code, &v.found);
    g_assert_cmpuint(count_deprecated(&v), ==, 0);
    verdict_clear(&v);
}

/* To other methods it is said, and once: the code's own check and the rules fill one list. */
static void test_accepted_said_once(void)
{
    static const char *const names[] = { "accepted_subscription", "accepted_refer", "accepted_elsewhere" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        verdict v;

        judge_whole(&v, &rule_cases_find(&all_cases, names[i])->broken, RULES_ALL);
        code_check(code_lookup(v.r.code), v.r.code, &v.found);
        g_assert_cmpuint(count_deprecated(&v), ==, 1);
        verdict_clear(&v);
    }
}

/* RFC 3261, section 10.3, says SHOULD; nearly every registrar omits it, and nothing follows from it. */
static void test_register_without_date(void)
{
    static const char bytes[] =
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\n"
        "CSeq: 1 REGISTER\r\nContact: <sip:a@c>;expires=60\r\nContent-Length: 0\r\n\r\n";
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpuint(v.found.count, ==, 0);
    verdict_clear(&v);
}

static void test_method_of_any_bytes(void)
{
    static const char bytes[] = "SIP/2.0 200 OK\nCSeq: 1 \xff\xfeINVITE\xe2\x82\n\n";
    GString *text = g_string_new_len(bytes, sizeof bytes - 1);
    verdict v;

    judge(&v, &datagram, text->str, text->len, RULES_ALL);
    g_assert_cmpint(v.m.method_index, ==, METHOD_INDEX_OTHER);
    g_assert_cmpuint(v.found.count, >=, 4);
    verdict_clear(&v);
    assert_sentences_are_text(text);
    g_string_free(text, TRUE);
}

/* Without a method, only what holds for every method can be said, and no sentence speaks of one. */
static void test_no_method(void)
{
    static const char bytes[] = "SIP/2.0 204 No Notification\r\nMax-Forwards: 70\r\n\r\n";
    static const char *const names[] = { "via_required", "from_required", "to_required", "call_id_required", "cseq_required",
                                         "max_forwards_in_response" };
    const rule *rules = rules_table();
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpint(v.m.method_index, ==, METHOD_INDEX_NONE);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_true(v.broken[index_of(find_rule(names[i]))]);
    }
    for (guint i = 0; i < RULE_COUNT; i++) {
        if (v.broken[i]) {
            g_assert_false(is_about_method(&rules[i]));
            g_assert_cmpuint(rules[i].methods, ==, G_MAXUINT32);
        }
    }
    for (guint i = 0; i < v.found.count; i++) {
        g_assert_nonnull(strstr(v.found.list[i].text, " in this 204: "));
    }
    verdict_clear(&v);
}

static void test_overflow(void)
{
    static const char bytes[] =
        "SIP/2.0 400 Bad Request\nCSeq: 1 CANCEL\nContent-Length: none\nMax-Forwards: 70\nAuthorization: x\n"
        "Proxy-Authorization: x\nProxy-Require: x\nRoute: x\nIn-Reply-To: x\nPriority: x\nSubject: x\nEvent: x\n"
        "Subscription-State: x\nRAck: x\nInfo-Package: x\nSIP-If-Match: x\nMin-Expires: 1\nMin-SE: 1\n"
        "Session-Expires: 1\nUnsupported: x\nSecurity-Server: x\nWWW-Authenticate: x\nProxy-Authenticate: x\n"
        "RSeq: 1\nRetry-After: x\nSIP-ETag: x\nAlert-Info: x\nWarning: x\nGeolocation-Error: 1, 2\n"
        "AlertMsg-Error: 1, 2\n\n";
    guint broken = 0;
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    for (guint i = 0; i < RULE_COUNT; i++) {
        broken += v.broken[i] ? 1 : 0;
    }
    g_assert_cmpuint(broken, >, FINDINGS_MAX);
    g_assert_cmpuint(v.found.count, ==, FINDINGS_MAX);
    g_assert_cmpuint(v.found.dropped, ==, broken - FINDINGS_MAX);
    verdict_clear(&v);
}

/* Codes of no SIP response are no reason to judge its header fields. */
static void test_out_of_range(void)
{
    static const char *const lines[] = { "SIP/2.0 099 Low\n\n", "SIP/2.0 700 High\n\n", "SIP/2.0 999 Higher\n\n" };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        verdict v;

        judge(&v, &datagram, lines[i], strlen(lines[i]), RULES_ALL);
        g_assert_cmpuint(v.found.count, ==, 0);
        verdict_clear(&v);
    }
}

static void add_tests(void)
{
    g_test_add_func("/rules-check/no-method", test_no_method);
    g_test_add_func("/rules-check/accepted-message", test_accepted_message);
    g_test_add_func("/rules-check/accepted-said-once", test_accepted_said_once);
    g_test_add_func("/rules-check/register-without-date", test_register_without_date);
    g_test_add_func("/rules-check/method-of-any-bytes", test_method_of_any_bytes);
    g_test_add_func("/rules-check/overflow", test_overflow);
    g_test_add_func("/rules-check/last-field-unread", test_last_field_unread);
    g_test_add_func("/rules-check/missing-beyond-the-limit", test_missing_beyond_the_limit);
    g_test_add_func("/rules-check/out-of-range", test_out_of_range);
}

int main(int argc, char **argv)
{
    (void)argc;
    return run_rule_tests(argv, add_tests);
}
