/* test_hints.c: which hints a response gets, how many and in which order, and what they must not say
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "hint_answers.h"

#include <string.h>

/* ---- The code's own hint ---- */

static void check_own_hint_alone(const char *method, guint code, const char *fields)
{
    answer *a = answer_to(method, code, NULL, fields);
    hint got = hint_of(a);

    g_assert_cmpuint(got.count, ==, 1);
    g_assert_cmpstr(got.pieces[0], ==, code_lookup(code)->hint);
    answer_free(a);
}

static void test_own_hint_alone(void)
{
    static const guint codes[] = { 180, 183, 404, 408, 480, 486, 487, 488, 500, 503, 504, 603 };

    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        check_own_hint_alone("INVITE", codes[i], "");
        check_own_hint_alone("INVITE", codes[i], "Reason: Q.850;cause=16x, SIP;cause=17\r\nWarning: 399 a \"b\"\r\nServer: x\r\n");
        check_own_hint_alone("UNKNOWN", codes[i], "");
    }
    check_own_hint_alone("REGISTER", 401, "");
    check_own_hint_alone("INVITE", 199, "");
    check_own_hint_alone("INVITE", 150, "");
    check_own_hint_alone("INVITE", 999, "Reason: Q.850;cause=17\r\n");
    check_own_hint_alone("INVITE", 0, "");
}

/* Without a readable CSeq the method is not known: rows for ANY_METHOD hold all the same. */
static void test_without_method(void)
{
    static const char without_cseq[] = "SIP/2.0 503 x\r\nRetry-After: 5\r\n\r\n";
    answer *a = answer_from(503, NULL, without_cseq, sizeof without_cseq - 1);
    hint got = hint_of(a);

    g_assert_cmpuint(got.count, ==, 2);
    g_assert_cmpstr(got.pieces[0], ==, row_named("unavailable_retry_after").text);
    g_assert_cmpstr(got.pieces[1], ==, code_lookup(503)->hint);
    answer_free(a);
}

static void test_user_defined_code_has_its_own_alone(void)
{
    const code_info own = { 503, STATUS_USER_DEFINED, "Own", "me", "", "", "", "Own.", "See the calendar." };
    answer *a = answer_to("INVITE", 503, NULL, Q850(34) "Retry-After: 5\r\n");
    hint got = hint_for(&a->r, &a->blocked, &own);

    g_assert_cmpuint(got.count, ==, 1);
    g_assert_cmpstr(got.pieces[0], ==, "See the calendar.");
    answer_free(a);
}

/* ---- Several at once ---- */

static void check_pieces(const char *method, guint code, const char *fields, const char *const *names)
{
    answer *a = answer_to(method, code, NULL, fields);
    hint got = hint_of(a);
    size_t count = 0;

    for (; names[count] != NULL; count++) {
        g_assert_cmpuint(count, <, got.count);
        g_assert_cmpstr(got.pieces[count], ==, strcmp(names[count], "own") == 0 ? code_lookup(code)->hint : row_named(names[count]).text);
    }
    g_assert_cmpuint(got.count, ==, count);
    answer_free(a);
}

/* clang-format off */
#define PIECES(...) (const char *const[]){ __VA_ARGS__, NULL }

static void test_several(void)
{
    check_pieces("INVITE", 503, "Retry-After: 5\r\n" Q850(34), PIECES("unavailable_retry_after", "unavailable_no_circuit"));
    /* clang-format on */
    check_pieces("INVITE", 480, "Server: Microsoft.PSTNHub.SIPProxy\r\n" Q850(31), PIECES("unavailable_unspecified", "teams_direct_routing"));
    check_pieces("INVITE", 183, STIR(436) Q850(17), PIECES("stir_no_certificate", "progress_busy"));
    check_pieces("INVITE", 200, Q850(17), PIECES("answered_with_cause", "ok_to_invite"));
    check_pieces("INVITE", 404, Q850(1) "Server: Asterisk PBX\r\n", PIECES("not_found_unallocated"));
    check_pieces("INVITE", 401, "WWW-Authenticate: Digest realm=\"a\", algorithm=SHA-256\r\n", PIECES("no_md5_offered", "challenge_to_invite", "own"));
}

/* There is always room for what stands in place of the code's own, and for the code's own. */
static void test_more_than_fit(void)
{
    check_pieces("INVITE", 488, WARN(390) WARN(392) "Server: PSTNHub\r\nms-diagnostics: 1;reason=\"a\"\r\n",
                 PIECES("warning_of_pjsip", "warning_noisy_feedback", "teams_direct_routing", "own"));
    check_pieces("INVITE", 200, STIR(403) "Reason: STIR;cause=428, STIR;cause=433, STIR;cause=436\r\n" Q850(17),
                 PIECES("stir_stale_date", "stir_no_identity", "stir_anonymous", "ok_to_invite"));
}

/* ---- Challenges ---- */

static bool gets(const char *row, guint code, const char *text)
{
    answer *a = answer_from(code, NULL, text, strlen(text));
    hint got = hint_of(a);
    bool has = has_piece(&got, row_named(row).text);

    answer_free(a);
    return has;
}

static bool challenge_gets(const char *row, const char *challenges)
{
    char *text = g_strdup_printf("SIP/2.0 401 x\r\nCSeq: 1 REGISTER\r\n%s\r\n", challenges);
    bool has = gets(row, 401, text);

    g_free(text);
    return has;
}

static void test_stale_in_all_forms(void)
{
    g_assert_true(challenge_gets("stale_nonce", "WWW-Authenticate: Digest stale=true\r\n"));
    g_assert_true(challenge_gets("stale_nonce", "WWW-Authenticate: digest realm=\"a\",stale=\"TRUE\"\r\n"));
    g_assert_true(challenge_gets("stale_nonce", "WWW-Authenticate: Digest realm=\"a, b\",\r\n STALE\t=\tTrue\r\n"));
    g_assert_true(challenge_gets("stale_nonce", "Proxy-Authenticate: Digest realm=\"a\"\r\nProxy-Authenticate: Digest realm=\"stale=false\", stale=true\r\n"));
    g_assert_false(challenge_gets("stale_nonce", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n"));
    g_assert_false(challenge_gets("stale_nonce", "WWW-Authenticate: Digest realm=\"stale=true, stale=true\", stale=\"false\"\r\n"));
    g_assert_false(challenge_gets("stale_nonce", "WWW-Authenticate: Digest realm=\"a\", stale\r\n"));
    g_assert_false(challenge_gets("stale_nonce", "WWW-Authenticate: Digest realm=\"a\", xstale=true, stale=truer\r\n"));
    g_assert_false(challenge_gets("stale_nonce", "WWW-Authenticate: Basic stale=true\r\n"));
    g_assert_false(challenge_gets("stale_nonce", "Subject: Digest stale=true\r\n"));
}

static void test_no_md5_offered(void)
{
    static const char sha256[] = "WWW-Authenticate: Digest realm=\"a\", algorithm=SHA-256\r\n";

    g_assert_true(challenge_gets("no_md5_offered", sha256));
    g_assert_true(challenge_gets("no_md5_offered", "WWW-Authenticate: Digest realm=\"a\", algorithm=\"SHA-512-256\"\r\n"));
    g_assert_true(challenge_gets("no_md5_offered", "WWW-Authenticate: Digest realm=\"a\", algorithm=SHA-256-sess\r\n"));
    g_assert_false(challenge_gets("no_md5_offered", "WWW-Authenticate: Digest realm=\"a\", algorithm=md5-sess\r\n"));
    g_assert_false(challenge_gets("no_md5_offered", "WWW-Authenticate: Digest realm=\"a\"\r\n"));
    g_assert_false(challenge_gets("no_md5_offered", "WWW-Authenticate: Digest realm=\"a\", algorithm=SHA-256, Digest realm=\"a\", algorithm=MD5\r\n"));
    g_assert_false(challenge_gets("no_md5_offered", "WWW-Authenticate: Bearer authz_server=\"a\"\r\n"));
    g_assert_false(challenge_gets("no_md5_offered", "WWW-Authenticate: Digest realm=\"a\", algorithm=AKAv2-SHA-256\r\n"));
    g_assert_false(challenge_gets("no_md5_offered", ""));
    /* A header section that was cut may go on with MD5. */
    g_assert_false(gets("no_md5_offered", 401, "SIP/2.0 401 x\r\nCSeq: 1 REGISTER\r\nWWW-Authenticate: Digest realm=\"a\", algorithm=SHA-256\r\n"));
}

static void test_bearer_alone(void)
{
    g_assert_true(challenge_gets("bearer_alone", "WWW-Authenticate: bearer authz_server=\"https://a/\"\r\nProxy-Authenticate:\r\n BEARER realm=\"b\"\r\n"));
    g_assert_true(challenge_gets("bearer_alone", "WWW-Authenticate: Bearer\r\n"));
    g_assert_false(challenge_gets("bearer_alone", "WWW-Authenticate: Bearer realm=\"a\"\r\nProxy-Authenticate: Digest realm=\"a\"\r\n"));
    g_assert_false(challenge_gets("bearer_alone", "WWW-Authenticate: Bearer realm=\"a\", Digest realm=\"a\", nonce=\"b\"\r\n"));
    g_assert_false(challenge_gets("bearer_alone", "WWW-Authenticate: Digest realm=\"Bearer\"\r\n"));
    g_assert_false(challenge_gets("bearer_alone", ""));
    /* A header section that was cut may go on with Digest; as a keep-alive, OPTIONS has done its work. */
    g_assert_false(gets("bearer_alone", 401, "SIP/2.0 401 x\r\nCSeq: 1 REGISTER\r\nWWW-Authenticate: Bearer realm=\"a\"\r\n"));
    g_assert_false(gets("bearer_alone", 401, "SIP/2.0 401 x\r\nCSeq: 1 OPTIONS\r\nWWW-Authenticate: Bearer realm=\"a\"\r\n\r\n"));
}

/* ---- What hints must not say ---- */

static void check_says_not(const char *method, guint code, const char *phrase, const char *fields, const char *words)
{
    answer *a = answer_to(method, code, phrase, fields);
    hint got = hint_of(a);

    for (size_t i = 0; i < got.count; i++) {
        if (strstr(got.pieces[i], words) != NULL) {
            g_test_fail_printf("%u to %s: \"%s\" in \"%s\"", code, method, words, got.pieces[i]);
        }
    }
    answer_free(a);
}

static void check_says(const char *method, guint code, const char *phrase, const char *fields, const char *words)
{
    answer *a = answer_to(method, code, phrase, fields);
    hint got = hint_of(a);
    bool is_said = false;

    for (size_t i = 0; i < got.count; i++) {
        is_said = is_said || strstr(got.pieces[i], words) != NULL;
    }
    if (!is_said) {
        g_test_fail_printf("%u to %s: no \"%s\" in \"%s\"", code, method, words, got.pieces[0]);
    }
    answer_free(a);
}

/* After public reports: what people read into the code, and was not so. */
static void test_reported_patterns(void)
{
    check_says("INVITE", 407, NULL, "Proxy-Authenticate: Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256\r\n", "RFC 8760");
    check_says_not("BYE", 403, "Wrong Status", "", "international");
    check_says("BYE", 403, "Wrong Status", "", "JsSIP");
    check_says_not("INVITE", 480, NULL, "Reason: Q.850;cause=31;text=\"a;No callee endpoints were found.\"\r\n", "without saying why");
    check_says("INVITE", 480, NULL, "Reason: Q.850;cause=31;text=\"a;No callee endpoints were found.\"\r\n", "text of the Reason");
    check_says("INVITE", 504, NULL, "ms-diagnostics: 1008;reason=\"Unable to resolve DNS SRV record\"\r\n", "ms-diagnostics");
    check_says("INVITE", 183, NULL, "Reason: STIR; cause=433; text=\"Anonymity Disallowed\"\r\n", "verification");
    check_says_not("OPTIONS", 408, NULL, "", "nobody picked up");
    check_says("OPTIONS", 408, NULL, "", "keep-alive");
    check_says_not("OPTIONS", 404, NULL, "", "+E.164");
    check_says("INVITE", 110, "Push sent", "", "push");
    check_says("INVITE", 302, NULL, "Contact: <tel:8005550100;cic=0222;rn=18005550100>\r\n", "RFC 4694");
    check_says("INVITE", 302, NULL, "m: tel:8005550100;rn=18005550100\r\n", "RFC 4694");
    check_says("INVITE", 302, NULL, "Contact: <sip:+18005550100;npdi;rn=+18005550199@gw.example;user=phone>\r\n", "RFC 4694");
    check_says("INVITE", 301, NULL, "Contact: <sip:a@a.example>, < TEL:8005550100>\r\n", "RFC 4694");
    check_says_not("INVITE", 302, NULL, "Contact: \"tel:1\" <sip:a@a.example>\r\n", "RFC 4694");
    check_says("INVITE", 504, NULL, "ms-diagnostics-public: 1010;reason=\"a\"\r\n", "certificate");
    check_says("INVITE", 409, NULL, "Reason: Q.850;cause=98\r\n", "AudioCodes");
    check_says("INVITE", 486, NULL, "", "sound device");
    check_says("INVITE", 503, NULL, Q850(34) "Retry-After: 5\r\n", "trunk is full");
    check_says("SUBSCRIBE", 503, NULL, "Retry-After: 5\r\n", "presence");
    /* A nonce may have expired without stale=true: the password is not called wrong. */
    check_says_not("REGISTER", 401, NULL, "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n", "wrong password");
    check_says("REGISTER", 401, NULL, "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n", "expired");
    check_says_not("REGISTER", 401, NULL, "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", stale=true\r\n", "password was right");
}

/* Codes whose own hint is about a called user, to requests that call nobody. */
static void test_no_hint_of_a_call(void)
{
    static const char *const methods[] = { "BYE", "CANCEL", "UPDATE", "INFO", "PRACK", "NOTIFY", "REFER", "OPTIONS", "REGISTER" };
    static const guint codes[] = { 480, 484, 486, 487, 600, 603, 604 };

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(methods); j++) {
            answer *a = answer_to(methods[j], codes[i], NULL, "");
            hint got = hint_of(a);

            if (has_piece(&got, code_lookup(codes[i])->hint)) {
                g_test_fail_printf("%u to %s has the hint of a call", codes[i], methods[j]);
            }
            answer_free(a);
        }
    }
    check_says("OPTIONS", 486, NULL, Q850(17), "keep-alive");
    check_says("CANCEL", 404, NULL, "", "see how the INVITE itself");
}

static void test_any_failure_cause_in_a_provisional_response(void)
{
    for (guint cause = 1; cause <= 127; cause++) {
        char *fields = g_strdup_printf("Reason: Q.850;cause=%u\r\n", cause);

        if (cause == 16) {
            check_own_hint_alone("INVITE", 183, fields);
        } else {
            check_says("INVITE", 183, NULL, fields, "another branch");
            check_says("INVITE", 200, NULL, fields, "failure cause");
        }
        g_free(fields);
    }
}

static void test_random_bytes(void)
{
    static const char *const lines[] = {
        "Reason: ", "Warning: ", "WWW-Authenticate: Digest ", "Contact: <", "Server: ", "Content-Type: ", "\r\n", "cause=", ";", "\"", ",", "tel:", "31",
        "algorithm=", "stale=true", "CSeq: 1 INVITE\r\n", "Q.850;", "STIR;", "\0x", "\\", ">", "X-Asterisk-HangupCauseCode: ", " ", "\xff"
    };

    g_test_message("seed %u", 8760U);
    GRand *random = g_rand_new_with_seed(8760);
    for (guint i = 0; i < 20000; i++) {
        GString *text = g_string_new("SIP/2.0 401 x\r\n");
        answer *a;
        hint got;

        for (gint32 n = g_rand_int_range(random, 0, 20); n > 0; n--) {
            g_string_append(text, lines[g_rand_int_range(random, 0, G_N_ELEMENTS(lines))]);
        }
        a = answer_from((guint)g_rand_int_range(random, 0, 1000), NULL, text->str, text->len);
        got = hint_of(a);
        g_assert_cmpuint(got.count, >=, 1);
        g_assert_cmpuint(got.count, <=, HINT_PIECES_MAX);
        answer_free(a);
        g_string_free(text, TRUE);
    }
    g_rand_free(random);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hints/own-alone", test_own_hint_alone);
    g_test_add_func("/hints/without-method", test_without_method);
    g_test_add_func("/hints/user-defined", test_user_defined_code_has_its_own_alone);
    g_test_add_func("/hints/several", test_several);
    g_test_add_func("/hints/more-than-fit", test_more_than_fit);
    g_test_add_func("/hints/stale-in-all-forms", test_stale_in_all_forms);
    g_test_add_func("/hints/no-md5-offered", test_no_md5_offered);
    g_test_add_func("/hints/bearer-alone", test_bearer_alone);
    g_test_add_func("/hints/reported-patterns", test_reported_patterns);
    g_test_add_func("/hints/no-hint-of-a-call", test_no_hint_of_a_call);
    g_test_add_func("/hints/any-failure-cause", test_any_failure_cause_in_a_provisional_response);
    g_test_add_func("/hints/random-bytes", test_random_bytes);
    return g_test_run();
}
