/* test_hints_rows.c: each row of hints.def, by a message that gets it and by one that is like it and does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "hint_answers.h"

#include <string.h>

#include "lines.h"
#include "transactions.h"

/* A message that gets the row, and what has to be otherwise in one that does not; what is 0 or NULL there stays. */
typedef struct {
    const char *row;
    guint code; /* 0: a request */
    const char *method;
    const char *phrase;
    const char *fields;
    struct {
        guint code;
        const char *method;
        const char *phrase;
        const char *fields;
    } other;
    uint32_t flow; /* of the first of both */
} hint_case;

#define OTHER_CODE(code) { code, NULL, NULL, NULL }, 0
#define OTHER_METHOD(method) { 0, method, NULL, NULL }, 0
#define OTHER_PHRASE(phrase) { 0, NULL, phrase, NULL }, 0
#define OTHER_FIELDS(fields) { 0, NULL, NULL, fields }, 0

/* The other is the same without what is known from before. */
#define FLOW(fact) { 0, NULL, NULL, NULL }, FLOW_##fact

static const hint_case cases[] = {
    { "stir_stale_date", 200, "INVITE", NULL, STIR(403), OTHER_FIELDS("Reason: SIP;cause=403\r\n") },
    { "stir_no_identity", 183, "INVITE", NULL, STIR(428), OTHER_FIELDS(STIR(438)) },
    { "stir_anonymous", 183, "INVITE", NULL, "Reason: STIR; cause=433; text=\"Anonymity Disallowed\"\r\n", OTHER_CODE(433) },
    { "stir_no_certificate", 180, "INVITE", NULL, STIR(436), OTHER_FIELDS(STIR(437)) },
    { "stir_bad_certificate", 200, "INVITE", NULL, "Reason: Q.850;cause=16, STIR;cause=437\r\n", OTHER_METHOD("BYE") },
    { "stir_bad_signature", 200, "INVITE", NULL, "Reason: STIR;cause=438;ppi=\"..a\"\r\n", OTHER_FIELDS(STIR(436)) },
    { "stir_other", 200, "INVITE", NULL, STIR(499), OTHER_FIELDS(STIR(438)) },
    { "progress_no_route", 183, "INVITE", NULL, Q850(1), OTHER_FIELDS(Q850(16)) },
    { "progress_busy", 183, "INVITE", NULL, Q850(17), OTHER_FIELDS(Q850(34)) },
    { "progress_no_answer", 180, "INVITE", NULL, Q850(20), OTHER_FIELDS(Q850(21)) },
    { "progress_rejected", 183, "INVITE", NULL, Q850(21), OTHER_FIELDS(Q850(20)) },
    { "progress_congestion", 183, "INVITE", NULL, Q850(34), OTHER_FIELDS("Reason: SIP;cause=34\r\n") },
    { "progress_failed", 183, "INVITE", NULL, Q850(31), OTHER_FIELDS(Q850(16)) },
    { "answered_with_cause", 200, "INVITE", NULL, Q850(17), OTHER_FIELDS(Q850(16)) },
    { "answer_crossed_cancel", 200, "INVITE", NULL, "", FLOW(ANSWERED_BEFORE_CANCEL) },
    { "cancel_after_answer", 200, "CANCEL", NULL, "", FLOW(ANSWERED_BEFORE_CANCEL) },
    { "login_refused", 401, "REGISTER", NULL, "", FLOW(CREDENTIALS_REFUSED) },
    { "login_with_old_nonce", 407, "INVITE", NULL, "", FLOW(NONCE_EXPIRED) },
    { "cancelled_in_view", 487, "INVITE", NULL, "", FLOW(CANCELLED) },
    { "ok_to_invite", 200, "INVITE", NULL, "", OTHER_METHOD("BYE") },
    { "ok_to_register", 200, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "ok_to_options", 200, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "ok_to_subscribe", 200, "SUBSCRIBE", NULL, "", OTHER_CODE(202) },
    { "ok_to_publish", 200, "PUBLISH", NULL, "", OTHER_METHOD("SUBSCRIBE") },
    { "ok_to_bye", 200, "BYE", NULL, "", OTHER_METHOD("CANCEL") },
    { "ok_to_cancel", 200, "CANCEL", NULL, "", OTHER_METHOD("BYE") },
    { "ok_to_refer", 202, "REFER", NULL, "", OTHER_METHOD("MESSAGE") },
    { "ok_to_message", 200, "MESSAGE", NULL, "", OTHER_CODE(202) },
    { "ok_to_notify", 200, "NOTIFY", NULL, "", OTHER_METHOD("INFO") },
    { "ok_to_prack", 200, "PRACK", NULL, "", OTHER_METHOD("INVITE") },
    { "ok_to_update", 200, "UPDATE", NULL, "", OTHER_METHOD("INVITE") },
    { "ok_to_info", 200, "INFO", NULL, "", OTHER_METHOD("MESSAGE") },
    { "accepted_message", 202, "MESSAGE", NULL, "", OTHER_METHOD("REFER") },
    { "accepted_subscription", 202, "SUBSCRIBE", NULL, "", OTHER_CODE(200) },
    { "trying_to_non_invite", 100, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "redirect_of_carrier", 302, "INVITE", NULL, "Contact: <tel:8005550100;cic=0222;rn=18005550100>;q=1\r\n", OTHER_FIELDS("Contact: <sip:tel:rn=1@a.example>\r\n") },
    { "redirect_with_identity", 302, "INVITE", NULL, "y: abc;info=<https://a.example/c>\r\n", OTHER_FIELDS("Contact: <sip:a@a.example>\r\n") },
    { "redirect_of_registration", 302, "REGISTER", NULL, "Contact: <sip:b.example>\r\n", OTHER_METHOD("INVITE") },
    { "redirect_of_options", 302, "OPTIONS", NULL, "Contact: <sip:b.example>\r\n", OTHER_METHOD("INVITE") },
    { "stale_nonce", 401, "REGISTER", NULL, "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", stale=true\r\n",
      OTHER_FIELDS("WWW-Authenticate: Digest realm=\"stale=true\", nonce=\"b\", stale=false\r\n") },
    { "nonce_refused_by_phrase", 401, "REGISTER", "nonce has changed", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n", OTHER_PHRASE("Unauthorized") },
    { "aka_challenge", 401, "REGISTER", NULL, "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", algorithm=AKAv1-MD5\r\n",
      OTHER_FIELDS("WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", algorithm=MD5\r\n") },
    { "no_md5_offered", 407, "INVITE", NULL, "Proxy-Authenticate: Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256, qop=\"auth\"\r\n",
      OTHER_FIELDS("Proxy-Authenticate: Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n") },
    { "bearer_alone", 401, "REGISTER", NULL, "WWW-Authenticate: Bearer realm=\"a\", authz_server=\"https://a/\"\r\n",
      OTHER_FIELDS("WWW-Authenticate: Bearer realm=\"a\", authz_server=\"https://a/\"\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n") },
    { "challenge_to_invite", 401, "INVITE", NULL, "", OTHER_METHOD("REGISTER") },
    { "challenge_to_options", 407, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "challenge_in_dialog", 407, "BYE", NULL, "", OTHER_METHOD("INVITE") },
    { "forbidden_stale_date", 403, "INVITE", "Stale Date", "", OTHER_PHRASE("Forbidden") },
    { "forbidden_login", 403, "REGISTER", "Forbidden (Bad auth)", "", OTHER_PHRASE("Forbidden (no credit)") },
    { "forbidden_caller_number", 403, "INVITE", "Caller Origination Number is Invalid D35", "", OTHER_PHRASE("Forbidden D10") },
    { "forbidden_register", 403, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "forbidden_bye", 403, "BYE", "Wrong Status", "", OTHER_METHOD("INVITE") },
    { "forbidden_in_dialog", 403, "INFO", NULL, "", OTHER_METHOD("INVITE") },
    { "forbidden_refer", 403, "REFER", NULL, "", OTHER_METHOD("INVITE") },
    { "forbidden_subscription", 403, "SUBSCRIBE", NULL, "", OTHER_METHOD("INVITE") },
    { "forbidden_message", 403, "MESSAGE", NULL, "", OTHER_METHOD("INVITE") },
    { "forbidden_cause", 403, "INVITE", NULL, Q850(21), OTHER_FIELDS(Q850(1)) },
    { "not_found_options", 404, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "too_many_hops_options", 483, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "not_found_register", 404, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "not_found_subscription", 404, "SUBSCRIBE", "Not found (no mailbox)", "", OTHER_METHOD("INVITE") },
    { "not_found_in_dialog", 404, "BYE", "Not here", "", OTHER_METHOD("INVITE") },
    { "not_found_message", 404, "MESSAGE", NULL, "", OTHER_METHOD("INVITE") },
    { "not_found_unallocated", 404, "INVITE", NULL, Q850(1), OTHER_FIELDS(Q850(16)) },
    { "not_found_no_route", 404, "INVITE", NULL, Q850(3), OTHER_FIELDS(Q850(1)) },
    { "not_found_asterisk", 404, "INVITE", NULL, "Server: Asterisk PBX 18.9\r\n", OTHER_FIELDS("Server: kamailio (5.6.3)\r\n") },
    { "timeout_no_response", 408, "INVITE", NULL, Q850(18), OTHER_FIELDS(Q850(19)) },
    { "timeout_timer", 408, "INVITE", NULL, Q850(102), OTHER_FIELDS(Q850(18)) },
    { "timeout_options", 408, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "timeout_register", 408, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "timeout_bye", 408, "BYE", NULL, "", OTHER_METHOD("INVITE") },
    { "timeout_non_invite", 408, "MESSAGE", NULL, "", OTHER_METHOD("INVITE") },
    { "conflict_isdn", 409, "INVITE", NULL, "Reason: Q.850;cause=96;text=\"mandatory-ie-missing\"\r\n", OTHER_FIELDS("") },
    { "unsupported_media_info", 415, "INFO", NULL, "", OTHER_METHOD("INVITE") },
    { "unsupported_media_message", 415, "MESSAGE", NULL, "", OTHER_METHOD("INFO") },
    { "unavailable_sips_not_allowed", 480, "INVITE", NULL, WARN(380), OTHER_FIELDS(WARN(381)) },
    { "unavailable_sips_required", 480, "INVITE", NULL, WARN(381), OTHER_FIELDS(WARN(380)) },
    { "unavailable_register", 480, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_subscription", 480, "SUBSCRIBE", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_message", 480, "MESSAGE", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_normal_clearing", 480, "INVITE", NULL, Q850(16), OTHER_FIELDS(Q850(19)) },
    { "unavailable_no_reaction", 480, "INVITE", NULL, Q850(18), OTHER_FIELDS(Q850(19)) },
    { "unavailable_no_answer", 480, "INVITE", NULL, "Reason: SIP;cause=480, q.850;text=\"x\";cause=19\r\n", OTHER_FIELDS("Reason: SIP;cause=19\r\n") },
    { "unavailable_absent", 480, "INVITE", NULL, "Reason: SIP;cause=480\r\nReason: Q.850;cause=20\r\n", OTHER_FIELDS("Reason: Q.850;text=\"cause=20\"\r\n") },
    { "unavailable_unspecified", 480, "INVITE", NULL, Q850(31), OTHER_FIELDS(Q850(200)) },
    { "no_dialog_bye", 481, "BYE", NULL, "", OTHER_METHOD("INVITE") },
    { "no_dialog_notify", 481, "NOTIFY", NULL, "", OTHER_METHOD("INVITE") },
    { "no_dialog_subscribe", 481, "SUBSCRIBE", NULL, "", OTHER_METHOD("NOTIFY") },
    { "no_dialog_prack", 481, "PRACK", NULL, "", OTHER_METHOD("UPDATE") },
    { "no_dialog_in_call", 481, "UPDATE", NULL, "", OTHER_METHOD("INVITE") },
    { "bye_refused", 480, "BYE", NULL, "", OTHER_METHOD("INVITE") },
    { "cancel_refused", 486, "CANCEL", NULL, "", OTHER_METHOD("INVITE") },
    { "bye_failed", 500, "BYE", NULL, "", OTHER_METHOD("INVITE") },
    { "referrer_identity", 429, "REFER", NULL, "", OTHER_METHOD("INVITE") },
    { "incomplete_number", 484, "INVITE", NULL, Q850(28), OTHER_FIELDS(Q850(1)) },
    { "busy_normal_clearing", 486, "INVITE", NULL, Q850(16), OTHER_FIELDS(Q850(17)) },
    { "busy_really", 486, "INVITE", NULL, Q850(17), OTHER_FIELDS("Reason: SIP;cause=17\r\n") },
    { "busy_congestion", 486, "INVITE", NULL, "X-Asterisk-HangupCauseCode: 34\r\n", OTHER_FIELDS("X-Asterisk-HangupCauseCode: 17\r\n") },
    { "busy_rejected", 486, "INVITE", NULL, "X-Asterisk-HangupCause: Call Rejected\r\nX-Asterisk-HangupCauseCode: 21\r\n", OTHER_FIELDS("X-Asterisk-HangupCauseCode: 21a\r\n") },
    { "busy_softphone", 486, "INVITE", NULL, "Server: baresip v1.0.0\r\n", OTHER_FIELDS("Server: Yealink SIP-T46S\r\n") },
    { "busy_non_invite", 486, "MESSAGE", NULL, "", OTHER_METHOD("INVITE") },
    { "cancelled_answered_elsewhere", 487, "INVITE", NULL, SIP(200), OTHER_FIELDS(SIP(487)) },
    { "cancelled_normal", 487, "INVITE", NULL, Q850(16), OTHER_FIELDS(Q850(31)) },
    { "cancelled_unspecified", 487, "INVITE", NULL, Q850(31), OTHER_FIELDS(Q850(16)) },
    { "cancelled_no_answer", 487, "INVITE", NULL, Q850(19), OTHER_FIELDS(Q850(16)) },
    { "not_acceptable_media_type", 488, "INVITE", NULL, WARN(304), OTHER_FIELDS("Warning: 3044 a \"b\"\r\n") },
    { "not_acceptable_codec", 606, "INVITE", NULL, "Warning: 399 a \"b\"\r\nWarning: 305 a \"b\"\r\n", OTHER_FIELDS("Warning: \"305 a\"\r\n") },
    { "not_acceptable_bandwidth", 488, "INVITE", NULL, WARN(370), OTHER_FIELDS(WARN(305)) },
    { "not_acceptable_address", 488, "INVITE", NULL, WARN(301), OTHER_FIELDS(WARN(303)) },
    { "not_acceptable_cause", 488, "INVITE", NULL, Q850(88), OTHER_FIELDS(Q850(16)) },
    { "not_acceptable_message", 488, "NOTIFY", NULL, "", OTHER_METHOD("INVITE") },
    { "bad_event_keep_alive", 489, "NOTIFY", NULL, "", OTHER_METHOD("SUBSCRIBE") },
    { "error_from_503", 500, "INVITE", NULL, SIP(503), OTHER_FIELDS(SIP(500)) },
    { "error_cause", 500, "INVITE", NULL, Q850(127), OTHER_FIELDS(Q850(16)) },
    { "error_in_subscription", 500, "PUBLISH", NULL, "", OTHER_METHOD("INVITE") },
    { "error_register", 500, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "error_options", 500, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "bad_gateway_cause", 502, "INVITE", NULL, Q850(27), OTHER_FIELDS(Q850(16)) },
    { "unavailable_to_subscription", 503, "SUBSCRIBE", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_to_options", 503, "OPTIONS", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_to_register", 503, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_to_bye", 503, "BYE", NULL, "", OTHER_METHOD("INVITE") },
    { "unavailable_retry_after", 503, "INVITE", NULL, "Retry-After: 5\r\n", OTHER_CODE(486) },
    { "unavailable_no_circuit", 503, "INVITE", NULL, Q850(34), OTHER_FIELDS(Q850(41)) },
    { "unavailable_out_of_order", 503, "INVITE", NULL, Q850(27), OTHER_FIELDS(Q850(42)) },
    { "unavailable_temporary_failure", 503, "INVITE", NULL, Q850(41), OTHER_FIELDS(Q850(42)) },
    { "unavailable_congestion", 503, "INVITE", NULL, Q850(42), OTHER_FIELDS(Q850(41)) },
    { "unavailable_no_resource", 503, "INVITE", NULL, Q850(47), OTHER_FIELDS(Q850(34)) },
    { "server_timeout_ims", 504, "INVITE", NULL, "Content-Type: application/3gpp-ims+xml\r\n", OTHER_FIELDS("Content-Type: text/plain\r\n") },
    { "server_timeout_lync", 504, "INVITE", NULL, "ms-diagnostics: 1008;reason=\"a\"\r\n", OTHER_CODE(503) },
    { "server_timeout_timer", 504, "INVITE", NULL, Q850(102), OTHER_FIELDS(Q850(41)) },
    { "blocked_by_network", 603, "INVITE", "Network Blocked", "", OTHER_PHRASE("Decline") },
    { "declined_normal_clearing", 603, "INVITE", NULL, Q850(16), OTHER_FIELDS(Q850(21)) },
    { "declined_rejected", 603, "INVITE", NULL, Q850(21), OTHER_FIELDS("Reason: Q.850;cause=21;text=\"v=analytics1;url=u\";location=RLN\r\n") },
    { "declined_subscription", 603, "SUBSCRIBE", NULL, "", OTHER_METHOD("INVITE") },
    { "declined_refer", 603, "REFER", NULL, "", OTHER_METHOD("INVITE") },
    { "refused_in_dialog", 480, "UPDATE", NULL, "", OTHER_METHOD("INVITE") },
    { "refused_register", 603, "REGISTER", NULL, "", OTHER_METHOD("INVITE") },
    { "stir_refused", 603, "INVITE", NULL, STIR(438), OTHER_FIELDS(Q850(21)) },
    { "declined_message", 603, "MESSAGE", NULL, "", OTHER_METHOD("INVITE") },
    { "warning_of_pjsip", 488, "INVITE", NULL, WARN(390), OTHER_CODE(200) },
    { "warning_noisy_feedback", 404, "INVITE", NULL, "Warning: 392 192.0.2.20:5060 \"Noisy feedback tells: pid=1\"\r\n", OTHER_FIELDS(WARN(399)) },
    { "teams_direct_routing", 403, "INVITE", NULL, "SERVER: Microsoft.PSTNHub.SIPProxy v.2022.6\r\n", OTHER_FIELDS("Server: Microsoft-Windows\r\n") },
    { "microsoft_diagnostics", 403, "INVITE", NULL, "ms-diagnostics: 4;reason=\"a\"\r\n", OTHER_FIELDS("") },
    { "cancel_answered_elsewhere", 0, "CANCEL", NULL, "Reason: SIP ;cause=200 ;text=\"Call completed elsewhere\"\r\n", OTHER_CODE(200) },
    { "cancel_not_selected", 0, "CANCEL", NULL, Q850(26), OTHER_FIELDS(Q850(16)) },
    { "cancel_refused_elsewhere", 0, "CANCEL", NULL, SIP(600), OTHER_FIELDS(SIP(500)) },
    { "cancel_no_answer", 0, "CANCEL", NULL, Q850(102), OTHER_METHOD("BYE") },
    { "cancel_timeout", 0, "CANCEL", NULL, SIP(408), OTHER_METHOD("BYE") },
    { "cancel_unspecified", 0, "CANCEL", NULL, Q850(31), OTHER_FIELDS("Reason: SIP;cause=31\r\n") },
    { "cancel_failed", 0, "CANCEL", NULL, Q850(41), OTHER_FIELDS(Q850(16)) },
    { "bye_without_ack", 0, "BYE", NULL, "Reason: SIP ;cause=200 ;text=\"ACK timeout\"\r\n", OTHER_FIELDS("Reason: SIP;cause=200;text=\"ACK\"\r\n") },
    { "bye_timeout", 0, "BYE", NULL, "Reason: SIP;cause=408;text=\"Session timeout\"\r\n", OTHER_FIELDS("Reason: SIP;cause=408;text=\"ACK Timeout\"\r\n") },
    { "bye_timer", 0, "BYE", NULL, Q850(102), OTHER_FIELDS(Q850(16)) },
    { "bye_unallocated", 0, "BYE", NULL, Q850(1), OTHER_CODE(404) },
    { "bye_target_failed", 0, "BYE", NULL, Q850(17), OTHER_METHOD("CANCEL") },
    { "bye_unspecified", 0, "BYE", NULL, Q850(31), OTHER_FIELDS(Q850(16)) },
    { "bye_out_of_order", 0, "BYE", NULL, Q850(38), OTHER_METHOD("INVITE") },
    { "bye_temporary_failure", 0, "BYE", NULL, "X-Asterisk-HangupCauseCode: 41\r\n", OTHER_FIELDS("X-Asterisk-HangupCauseCode: 16\r\n") },
    { "bye_no_resource", 0, "BYE", NULL, Q850(47), OTHER_FIELDS("Reason: Q.850;text=\"cause=47\"\r\n") },
    { "bye_media", 0, "BYE", NULL, "Reason: SIP;cause=488, Q.850;cause=88\r\n", OTHER_FIELDS(SIP(488)) },
};

/* Code 0 is a request. */
static answer *message_of(const char *method, guint code, const char *phrase, const char *fields)
{
    char *text;
    answer *a;

    if (code != 0) {
        return answer_to(method, code, phrase, fields);
    }
    text = g_strdup_printf("%s sip:a@b.example SIP/2.0\r\n%s\r\n", method, fields);
    a = answer_from(0, NULL, text, strlen(text));
    g_assert_true(message_take_request_method(&a->m));
    g_free(text);
    return a;
}

static hint hint_of_message(const answer *a)
{
    return a->r.code != 0 ? hint_of(a) : hint_for_request(&a->m);
}

static answer *other_answer(const hint_case *c)
{
    return message_of(c->other.method != NULL ? c->other.method : c->method, c->other.code != 0 ? c->other.code : c->code,
                      c->other.phrase != NULL ? c->other.phrase : c->phrase, c->other.fields != NULL ? c->other.fields : c->fields);
}

static void check_case(const hint_case *c)
{
    hint_row row = row_named(c->row);
    answer *a = message_of(c->method, c->code, c->phrase, c->fields);
    answer *other = other_answer(c);
    hint got;
    hint got_otherwise = hint_of_message(other);
    const char *own = code_lookup(c->code)->hint;

    a->r.flow = c->flow;
    got = hint_of_message(a);
    if (!has_piece(&got, row.text)) {
        g_test_fail_printf("%s: %u to %s does not get it, but \"%s\"", c->row, c->code, c->method, got.count > 0 ? got.pieces[0] : "none");
    }
    if (has_piece(&got_otherwise, row.text)) {
        g_test_fail_printf("%s: %u to %s gets it, too", c->row, other->r.code, c->other.method != NULL ? c->other.method : c->method);
    }
    if (row.replaces && has_piece(&got, own)) {
        g_test_fail_printf("%s: the code's own hint is there, too", c->row);
    }
    if (has_piece(&got, own) && strcmp(got.pieces[got.count - 1], own) != 0) {
        g_test_fail_printf("%s: the code's own hint is not the last", c->row);
    }
    answer_free(a);
    answer_free(other);
}

static void test_each_row(void)
{
    size_t rows = 0;
    hint_row row;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        check_case(&cases[i]);
        for (guint j = 0; j < i; j++) {
            g_assert_cmpstr(cases[i].row, !=, cases[j].row);
        }
    }
    while (hint_row_at(rows, &row)) {
        rows++;
    }
    /* Each case is of another row, so none is without one. */
    g_assert_cmpuint(G_N_ELEMENTS(cases), ==, rows);
}

static void test_lines(void)
{
    hint_row row, other;

    for (size_t i = 0; hint_row_at(i, &row); i++) {
        check_lines(row.name, row.text);
        for (guint code = 100; code < 700; code++) {
            g_assert_cmpstr(row.text, !=, code_lookup(code)->description);
            g_assert_cmpstr(row.text, !=, code_lookup(code)->hint);
        }
        for (size_t j = 0; j < i && hint_row_at(j, &other); j++) {
            g_assert_cmpstr(row.text, !=, other.text);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hints/each-row", test_each_row);
    g_test_add_func("/hints/lines", test_lines);
    return g_test_run();
}
