/* test_rules_values.c: the edges of single rules, each value beside its neighbour on the other side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_rules.c has one message that breaks a rule and one that keeps it; here is what a rule says of the last value that it
 * takes and of the first that it does not.
 */
#include "../rules/rule_verdicts.h"

#include <string.h>

#include "keep_going.h"

/* One message, and what one rule says of it. */
typedef struct {
    const char *rule;
    gboolean is_broken;
    guint code;
    const char *cseq;
    const char *fields; /* after a To with a tag, unless they have a To of their own */
} edge;

#define VIA(host) "Via: SIP/2.0/UDP " host ";branch=z9hG4bK1\r\n"
#define DIGEST "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""
#define BROKEN TRUE
#define KEPT FALSE

/* clang-format off */
static const edge edges[] = {
    /* A host in Via: multicast is 224.0.0.0 to 239.255.255.255 (RFC 5771, section 3). */
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("223.255.255.255:5060") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("224.0.0.0:5060") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("224.0.0.1") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("239.255.255.255:5060") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("239.0.0.1") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("240.0.0.0:5060") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("0.0.0.0:5060") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("0.0.0.1:5060") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("255.255.255.255:5060") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("255.255.255.254:5060") },
    /* No address: an octet above 255, also by 256 times so many; three octets; five; a name that begins like one. */
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("256.0.0.1") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("  480.0.0.1") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("  4294967520.0.0.1") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("239.0.1") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("239.0.0.0.1") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("239.0.0.1.example.test") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("239") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("239.example.test") },
    /* IPv6, with one blank before it and with two; its last part may look like IPv4. */
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("[2001:db8::9]:5060") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA(" [2001:db8::9]:5060") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA(" [::ffff:239.0.0.1]") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA(" [239.0.0.1]") },
    /* The response goes elsewhere (RFC 3261, section 18.2.2). */
    { "via_broadcast", KEPT, 200, "1 BYE", "Via: SIP/2.0/UDP 0.0.0.0:5060;received=192.0.2.7;branch=z9hG4bK1\r\n" },
    { "via_broadcast", KEPT, 200, "1 BYE", "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1;maddr=192.0.2.7\r\n" },
    { "via_broadcast", KEPT, 200, "1 BYE", "Via: SIP/2.0/UDP [::];branch=z9hG4bK1;received=2001:db8::1\r\n" },
    { "via_broadcast", BROKEN, 200, "1 BYE", "Via: SIP/2.0/UDP 0.0.0.0:5060;rport;branch=z9hG4bK1\r\n" },
    { "via_broadcast", BROKEN, 200, "1 BYE", "Via: SIP/2.0/UDP 0.0.0.0;maddr=192.0.2.7, SIP/2.0/UDP 0.0.0.0\r\n" },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("[::]") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("[0:0:0:0:0:0:0:0]:5060") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("[::1]") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("[::") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("[ff02::1]:5060") },
    { "via_broadcast", BROKEN, 200, "1 BYE", VIA("[FF00::]") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("[fe80::1]") },
    { "via_broadcast", KEPT, 200, "1 BYE", VIA("[ff::1]") },
    /* White space may stand around each part (RFC 3261, section 25.1), and a comma makes a second value. */
    { "via_broadcast", BROKEN, 200, "1 BYE", "Via: SIP / 2.0 / UDP \t 239.0.0.1 : 5060 ;branch=z9hG4bK1\r\n" },
    { "via_broadcast", BROKEN, 200, "1 BYE", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/UDP 239.0.0.1\r\n" },
    { "via_broadcast", KEPT, 200, "1 BYE", "Via: 239.0.0.1;branch=z9hG4bK1\r\n" },
    { "via_branch", KEPT, 200, "1 BYE", "Via: SIP/2.0/UDP 192.0.2.1;BRANCH = Z9HG4BK1\r\n" },
    { "via_branch", BROKEN, 200, "1 BYE", "Via: SIP/2.0/UDP 192.0.2.1;x=\";branch=z9hG4bK1\"\r\n" },
    { "via_branch", BROKEN, 200, "1 BYE", "Via: SIP/2.0/UDP 192.0.2.1;branch\r\n" },
    { "via_branch", BROKEN, 200, "1 BYE", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4b\r\n" },
    { "via_branch", BROKEN, 200, "1 INVITE", "Via: SIP/2.0/UDP 192.0.2.1;branch=0\r\n" },
    { "via_branch", BROKEN, 200, "1 OPTIONS", "Via: SIP/2.0/UDP 192.0.2.1;branch=00\r\n" },
    { "via_branch", KEPT, 200, "1 NOTIFY", "Via: SIP/2.0/UDP 192.0.2.1:5010;rport=5010;received=192.0.2.9;branch=0\r\n" },
    { "via_branch_of_ping", BROKEN, 200, "1 INFO", "Via: SIP/2.0/UDP 192.0.2.1:5010;rport=5010;received=192.0.2.9;branch=0\r\n" },
    { "via_branch_of_ping", KEPT, 200, "1 OPTIONS", "Via: SIP/2.0/UDP 192.0.2.1;branch=\r\n" },
    { "via_branch_of_ping", KEPT, 200, "1 OPTIONS", VIA("192.0.2.1") "Via: SIP/2.0/UDP 192.0.2.2;branch=0\r\n" },
    /* The client's Via is the first. */
    { "via_branch", KEPT, 200, "1 BYE", VIA("192.0.2.1") "Via: SIP/2.0/UDP 192.0.2.2;branch=1\r\n" },

    /* Retry-After has a meaning with these eight (RFC 3261, sections 20.33 and 21). */
    { "retry_after_elsewhere", KEPT, 404, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 413, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 480, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 486, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 500, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 503, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 600, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 603, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", BROKEN, 604, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", BROKEN, 403, "1 INVITE", "Retry-After: 5\r\n" },
    { "retry_after_elsewhere", KEPT, 604, "1 INVITE", "" },

    /* A tag is a parameter, and not what a display name or a URI says. */
    { "to_tag_required", KEPT, 486, "1 INVITE", "To: <sip:b@c>;tag=1\r\n" },
    { "to_tag_required", KEPT, 486, "1 INVITE", "To: \"B\" <sip:b@c> ; x=y ; TAG = 1\r\n" },
    { "to_tag_required", BROKEN, 486, "1 INVITE", "To: \">;tag=1\" <sip:b@c>\r\n" },
    { "to_tag_required", KEPT, 486, "1 INVITE", "To: \">;tag=1\" <sip:b@c>;tag=2\r\n" },
    { "to_tag_required", BROKEN, 486, "1 INVITE", "To: <sip:b@c;tag=1>\r\n" },
    { "to_tag_required", BROKEN, 486, "1 INVITE", "To: <sip:b@c>;tagged=1\r\n" },
    { "to_tag_required", KEPT, 486, "1 INVITE", "To: sip:b@c;tag=1\r\n" },

    /* CSeq takes a number of 32 bits and a method. */
    { "cseq_value", BROKEN, 486, "1", "" },
    { "cseq_value", BROKEN, 486, "1 ", "" },
    { "cseq_value", BROKEN, 486, "INVITE", "" },
    { "cseq_value", BROKEN, 486, "one INVITE", "" },
    { "cseq_value", KEPT, 486, "4294967295 INVITE", "" },
    { "cseq_value", BROKEN, 486, "4294967296 INVITE", "" },
    { "cseq_value", KEPT, 486, "1 X", "" },

    /* Only an early dialog needs a target (RFC 3261, section 12.1), and only one with a To tag is there. */
    { "provisional_contact", BROKEN, 180, "1 INVITE", "" },
    { "provisional_contact", KEPT, 180, "1 INVITE", "To: <sip:b@c>\r\n" },
    { "provisional_contact", KEPT, 180, "1 INVITE", "Contact: <sip:b@c>\r\n" },
    { "provisional_contact", KEPT, 180, "1 INVITE", "RSeq: 1\r\nRequire: 100rel\r\n" },
    { "reliable_provisional_contact", BROKEN, 180, "1 INVITE", "RSeq: 1\r\nRequire: 100rel\r\n" },
    { "reliable_provisional_contact", BROKEN, 180, "1 INVITE", "Require: 100rel\r\n" },
    { "reliable_provisional_contact", BROKEN, 180, "1 INVITE", "RSeq: 1\r\n" },
    { "reliable_provisional_contact", KEPT, 180, "1 INVITE", "To: <sip:b@c>\r\nRSeq: 1\r\nRequire: 100rel\r\n" },

    /* No session begins with a 199, but the first reliable response to an INVITE without an offer has to make one (RFC 6228,
     * section 5), and other bodies are allowed. */
    { "early_dialog_terminated_body", BROKEN, 199, "1 INVITE", "Content-Type: application/sdp\r\nContent-Length: 5\r\n" },
    { "early_dialog_terminated_body", BROKEN, 199, "1 INVITE", "Content-Type: Application/SDP;charset=utf-8\r\nContent-Length: 5\r\n" },
    { "early_dialog_terminated_body", KEPT, 199, "1 INVITE", "Content-Type: application/sdp\r\nContent-Length: 0\r\n" },
    { "early_dialog_terminated_body", KEPT, 199, "1 INVITE", "Content-Type: text/plain\r\nContent-Length: 5\r\n" },
    { "early_dialog_terminated_body", KEPT, 199, "1 INVITE", "Content-Type: application/sdp\r\nContent-Length: 5\r\nRequire: 100rel\r\nRSeq: 1\r\n" },

    /* Where no subscription begins, nothing needs a target (RFC 4488, RFC 7614). */
    { "refer_ok_contact", BROKEN, 200, "1 REFER", "" },
    { "refer_ok_contact", BROKEN, 200, "1 REFER", "Refer-Sub: true\r\n" },
    { "refer_ok_contact", KEPT, 200, "1 REFER", "Refer-Sub: false\r\n" },
    { "refer_ok_contact", KEPT, 200, "1 REFER", "Refer-Sub: False ;x=y\r\n" },
    { "refer_ok_contact", KEPT, 200, "1 REFER", "Refer-Events-At: <sips:a@b;gr>\r\n" },

    /* What any element may send (RFC 3261, sections 8.2 and 16.3), and what an offer can get. */
    { "prack_answer", KEPT, 403, "1 PRACK", "" },
    { "prack_answer", KEPT, 404, "1 PRACK", "" },
    { "prack_answer", KEPT, 406, "1 PRACK", "" },
    { "prack_answer", KEPT, 414, "1 PRACK", "" },
    { "prack_answer", KEPT, 415, "1 PRACK", "Accept: application/sdp\r\n" },
    { "prack_answer", KEPT, 416, "1 PRACK", "" },
    { "prack_answer", KEPT, 420, "1 PRACK", "Unsupported: x\r\n" },
    { "prack_answer", KEPT, 482, "1 PRACK", "" },
    { "prack_answer", KEPT, 483, "1 PRACK", "" },
    { "prack_answer", KEPT, 491, "1 PRACK", "" },
    { "prack_answer", KEPT, 502, "1 PRACK", "" },
    { "prack_answer", KEPT, 504, "1 PRACK", "" },
    { "prack_answer", KEPT, 513, "1 PRACK", "" },
    { "prack_answer", BROKEN, 302, "1 PRACK", "" },
    { "prack_answer", BROKEN, 486, "1 PRACK", "" },
    { "prack_answer", BROKEN, 487, "1 PRACK", "" },
    { "prack_answer", BROKEN, 603, "1 PRACK", "" },

    /* REFER and MESSAGE carry Expires, and so may other methods that nobody knows yet. */
    { "interval_method", KEPT, 423, "1 REFER", "" },
    { "interval_method", KEPT, 423, "1 MESSAGE", "" },
    { "interval_method", KEPT, 423, "1 SERVICE", "" },
    { "interval_method", BROKEN, 423, "1 BYE", "" },

    /* Each of several challenges is judged. */
    { "www_challenge_realm_nonce", KEPT, 401, "1 REGISTER", "WWW-Authenticate: " DIGEST "\r\nWWW-Authenticate: " DIGEST "\r\n" },
    { "www_challenge_realm_nonce", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: " DIGEST "\r\nWWW-Authenticate: Digest realm=\"r\"\r\n" },
    { "www_challenge_realm_nonce", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: " DIGEST "\r\nWWW-Authenticate: " DIGEST
      "\r\nWWW-Authenticate: Digest nonce=\"n\"\r\n" },
    { "proxy_challenge_realm_nonce", BROKEN, 407, "1 INVITE", "Proxy-Authenticate: " DIGEST "\r\nProxy-Authenticate: Digest realm=\"r\"\r\n" },
    { "www_challenge_qop", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: " DIGEST "\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n" },
    { "www_challenge_basic", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: " DIGEST "\r\nWWW-Authenticate: Basic realm=\"r\"\r\n" },
    { "www_challenge_basic", KEPT, 401, "1 REGISTER", "WWW-Authenticate: " DIGEST "\r\nWWW-Authenticate: Basically realm=\"r\"\r\n" },
    { "www_challenge_bearer", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: Bearer authz_server=\"http://a\"\r\n" },
    { "www_challenge_bearer", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: Bearer realm=\"r\"\r\n" },
    { "www_challenge_bearer", KEPT, 401, "1 REGISTER", "WWW-Authenticate: Bearer authz_server=\"https://a\"\r\n" },

    /* Numbers, each beside its neighbour. */
    { "session_interval_floor", BROKEN, 422, "1 INVITE", "Min-SE: 89\r\n" },
    { "session_interval_floor", KEPT, 422, "1 INVITE", "Min-SE: 90\r\n" },
    { "session_interval_floor", BROKEN, 422, "1 INVITE", "Min-SE: 89;x=90\r\n" },
    { "session_interval_floor", BROKEN, 422, "1 INVITE", "Min-SE: soon\r\n" },
    { "rseq_value", BROKEN, 180, "1 INVITE", "RSeq: 0\r\nRequire: 100rel\r\n" },
    { "rseq_value", KEPT, 180, "1 INVITE", "RSeq: 1\r\nRequire: 100rel\r\n" },
    { "rseq_value", BROKEN, 180, "1 INVITE", "RSeq: 4294967296\r\nRequire: 100rel\r\n" },
    { "warning_code", KEPT, 488, "1 INVITE", "Warning: 399 a \"b\"\r\n" },
    { "warning_code", BROKEN, 488, "1 INVITE", "Warning: 399 a \"b\", 39 a \"b\"\r\n" },
    { "warning_code", BROKEN, 488, "1 INVITE", "Warning: 3990 a \"b\"\r\n" },
    { "warning_code", BROKEN, 488, "1 INVITE", "Warning: 3x9 a \"b\"\r\n" },
    { "retry_after_value", KEPT, 503, "1 INVITE", "Retry-After: 5;duration=7\r\n" },
    { "retry_after_value", BROKEN, 503, "1 INVITE", "Retry-After: 5;duration=x\r\n" },
    { "retry_after_value", BROKEN, 503, "1 INVITE", "Retry-After: 5 (open\r\n" },
    { "content_length_value", BROKEN, 486, "1 INVITE", "Content-Length: 4294967296\r\n" },
    { "content_length_value", KEPT, 486, "1 INVITE", "Content-Length: 0\r\n" },
    { "content_length_beyond", KEPT, 486, "1 INVITE", "Content-Length: 0\r\n" },
    { "content_length_beyond", BROKEN, 486, "1 INVITE", "Content-Length: 1\r\n" },

    /* Where nobody knows how long the body is, none is missing, and none is too much. */
    { "alternative_service_body", BROKEN, 380, "1 INVITE", "Content-Length: 0\r\n" },
    { "alternative_service_body", BROKEN, 380, "1 INVITE", "" },
    { "alternative_service_body", KEPT, 380, "1 INVITE", "Content-Length: x\r\n" },
    { "content_type_with_body", KEPT, 486, "1 INVITE", "Content-Length: x\r\n" },
    { "content_type_with_body", BROKEN, 486, "1 INVITE", "Content-Length: 1\r\n" },

    /* A tag of From, as of To; what stands behind a line break in the wrong place is not missing. */
    { "from_tag_required", BROKEN, 481, "1 BYE", "From: <sip:a@b>\r\n" },
    { "from_tag_required", BROKEN, 481, "1 BYE", "From: \">;tag=1\" <sip:a@b;tag=1>\r\n" },
    { "from_tag_required", KEPT, 481, "1 BYE", "f: sip:a@b;tag=1\r\n" },
    { "from_tag_required", KEPT, 481, "1 BYE", "From: <sip:a@b\r\n>;tag=1\r\n" },
    { "to_tag_required", KEPT, 481, "1 BYE", "To: <sip:a@b\r\n>;tag=1\r\n" },
    { "via_branch", KEPT, 481, "1 BYE", "Via: SIP/2.0/UDP 192.0.2.1\r\n;branch=z9hG4bK1\r\n" },
    { "from_tag_value", BROKEN, 481, "1 BYE", "From: <sip:a@b>;tag\r\n" },
    { "from_tag_value", KEPT, 481, "1 BYE", "From: <sip:a@b>;tag=0\r\n" },
    { "from_tag_value", BROKEN, 481, "1 BYE", "From: \"A\" <sip:a@b>;tag=;x=y\r\n" },
    { "to_tag_value", KEPT, 481, "1 BYE", "To: <sip:a@b>\r\n" },

    /* The break can stand anywhere, and what follows it can look like a header field. */
    { "header_line_without_colon", BROKEN, 486, "1 INVITE", "From: \"A\r\nB\" <sip:a@b>;tag=1\r\n" },
    { "header_line_without_colon", KEPT, 486, "1 INVITE", "From: \"A\r\n B\" <sip:a@b>;tag=1\r\n" },
    { "value_unclosed", BROKEN, 486, "1 INVITE", "To: <sip:a@exam\r\nple.test:5060>;tag=1\r\n" },
    { "to_tag_required", KEPT, 486, "1 INVITE", "To: <sip:a@exam\r\nple.test:5060>;tag=1\r\n" },
    { "value_unclosed", BROKEN, 488, "1 INVITE", "Warning: 399 a \"b\r\n" },
    { "value_unclosed", KEPT, 488, "1 INVITE", "Warning: 399 a \"b (c <d\"\r\n" },
    { "bare_cr", BROKEN, 486, "1 INVITE", "Subject: a\r\r\n" },
    { "bare_cr", KEPT, 486, "1 INVITE", "Subject: a\r\n" },
    { "bare_lf", BROKEN, 486, "1 INVITE", "Subject: a\n" },

    /* One of each, in long and in compact form, and on one line or two. */
    { "content_length_twice", BROKEN, 486, "1 INVITE", "Content-Length: 0\r\nl: 0\r\n" },
    { "content_length_twice", KEPT, 486, "1 INVITE", "l: 0\r\n" },
    { "single_value_twice", BROKEN, 200, "1 BYE", "Organization: a\r\nOrganization: b\r\n" },
    { "single_value_twice", BROKEN, 200, "1 BYE", "Content-Disposition: session\r\nContent-Disposition: render\r\n" },
    { "single_value_twice", BROKEN, 200, "1 BYE", "Timestamp: 1\r\nTimestamp: 2\r\n" },
    { "single_value_twice", BROKEN, 200, "1 BYE", "MIME-Version: 1.0\r\nMIME-Version: 1.0\r\n" },
    { "single_value_twice", BROKEN, 200, "1 BYE", "Reply-To: <sip:a@b>\r\nReply-To: <sip:c@b>\r\n" },
    { "single_value_twice", BROKEN, 200, "1 BYE", "Session-ID: 1\r\nSession-ID: 2\r\n" },
    { "single_value_twice", KEPT, 200, "1 BYE", "Organization: a\r\nTimestamp: 1\r\nAllow: BYE\r\nAllow: INVITE\r\n" },
    { "single_value_twice", BROKEN, 486, "1 INVITE", "Server: a\r\nServer: b\r\n" },
    { "single_value_twice", KEPT, 486, "1 INVITE", "Allow: INVITE\r\nAllow: BYE\r\nUnknown: 1\r\nUnknown: 2\r\n" },
    { "value_empty", BROKEN, 421, "1 INVITE", "Require: \r\n" },
    { "value_empty", BROKEN, 421, "1 INVITE", "Require: \r\n \t\r\n" },
    { "value_empty", BROKEN, 420, "1 INVITE", "Unsupported:\r\n" },
    { "value_empty", BROKEN, 200, "1 PUBLISH", "SIP-ETag:\r\n" },
    { "value_empty", BROKEN, 401, "1 INVITE", "WWW-Authenticate:\r\n" },
    { "value_empty", BROKEN, 200, "1 INVITE", "c:\r\n" },
    { "value_empty", KEPT, 200, "1 INVITE", "Allow:\r\nk:\r\nAccept:\r\nServer:\r\n" },
    { "value_empty", KEPT, 200, "1 INVITE", "Contact:\r\n <sip:a@b>\r\n" },
    { "value_empty", KEPT, 200, "1 INVITE", "Contact:\r\n<sip.a@b>\r\n" },
    { "www_challenge_realm_nonce", BROKEN, 401, "1 REGISTER", "WWW-Authenticate: Digest realm=,nonce=\r\n" },
    { "www_challenge_realm_nonce", KEPT, 401, "1 REGISTER", "WWW-Authenticate: Digest realm=\"\", nonce=\"\"\r\n" },

    /* Numbers and dates. */
    { "cseq_number", BROKEN, 486, "4294967295 INVITE", "" },
    { "cseq_number", KEPT, 486, "0 INVITE", "" },
    { "cseq_number", BROKEN, 486, "2147483648 INVITE", "" },
    { "cseq_number", BROKEN, 486, "2147483648\tINVITE", "" },
    { "cseq_number", KEPT, 486, "2147483647 INVITE", "" },
    { "cseq_method", BROKEN, 486, "1 IN;VITE", "" },
    { "cseq_method", KEPT, 486, "1 a-zA-Z0-9.!%*_+`'~", "" },
    { "expires_value", BROKEN, 200, "1 SUBSCRIBE", "Expires: \r\n" },
    { "expires_value", BROKEN, 200, "1 SUBSCRIBE", "Expires: 4294967296\r\n" },
    { "expires_value", KEPT, 200, "1 SUBSCRIBE", "Expires: 4294967295\r\n" },
    { "min_expires_value", BROKEN, 423, "1 REGISTER", "Min-Expires: -1\r\n" },
    { "session_expires_value", BROKEN, 200, "1 INVITE", "Session-Expires: 89\r\n" },
    { "session_expires_value", KEPT, 200, "1 INVITE", "x: 90 ;refresher=uas\r\n" },
    { "refresher_required", KEPT, 200, "1 INVITE", "x: 90;refresher=uas\r\n" },
    { "refresher_required", KEPT, 200, "1 INVITE", "x: 90;Refresher=UAC;a=b\r\n" },
    { "refresher_required", BROKEN, 200, "1 INVITE", "x: 90;refresher=uax\r\n" },
    { "refresher_required", BROKEN, 200, "1 INVITE", "x: 90;a=\"b;refresher=uac\"\r\n" },
    { "refresher_required", BROKEN, 200, "1 INVITE", "x: ;refresher\r\n" },
    { "session_expires_value", BROKEN, 200, "1 UPDATE", "Session-Expires: none;refresher=uas\r\n" },
    { "date_value", BROKEN, 200, "1 BYE", "Date: Sat, 13 Nov 2010 23:29:00 UTC\r\n" },
    { "date_value", BROKEN, 200, "1 BYE", "Date: \r\n" },
    { "warning_parts", BROKEN, 488, "1 INVITE", "Warning: 399\r\n" },
    { "warning_parts", BROKEN, 488, "1 INVITE", "Warning: 399 a\r\n" },
    { "warning_parts", BROKEN, 488, "1 INVITE", "Warning: 399 a \"b\", 399 a b\r\n" },
    { "warning_parts", KEPT, 488, "1 INVITE", "Warning: 399 [2001:db8::1]:5060 \"\"\r\n" },
    { "method_not_allowed_lists_it", BROKEN, 405, "1 INFO", "Allow: INVITE\r\nAllow: BYE , INFO\r\n" },
    { "method_not_allowed_lists_it", KEPT, 405, "1 INFO", "Allow: INFOS, INF, info\r\n" },

    /* URIs. */
    { "record_route_lr", BROKEN, 200, "1 INVITE", "Record-Route: <sip:a>\r\n" },
    { "record_route_lr", BROKEN, 200, "1 INVITE", "Record-Route: <sip:a;lr>, <sip:b;lrs>\r\n" },
    { "record_route_lr", BROKEN, 200, "1 INVITE", "Record-Route: <sip:a?x=;lr>\r\n" },
    { "record_route_lr", KEPT, 200, "1 INVITE", "Record-Route: <sip:a;lr?x=y>\r\n" },
    { "record_route_lr", KEPT, 200, "1 INVITE", "Record-Route: <sip:a;lr;x=y>, <sip:a;x=y;lr>\r\n" },
    { "record_route_lr", BROKEN, 200, "1 INVITE", "Record-Route: <sip:a?x=;lr;y>\r\n" },
    { "record_route_lr", BROKEN, 200, "1 INVITE", "Record-Route: <sip:a>;lr;x=y\r\n" },
    { "record_route_lr", KEPT, 200, "1 INVITE", "Record-Route: \"A\" <sip:a;ftag=1;lr=on;x=y>;z=1\r\n" },
    { "dialog_contact_sips", BROKEN, 200, "1 SUBSCRIBE", "Record-Route: <SIPS:a;lr>\r\nRecord-Route: <sip:b;lr>\r\nm: sip:a@b\r\n" },
    { "dialog_contact_sips", KEPT, 200, "1 SUBSCRIBE", "Record-Route: <sip:a;lr>\r\nm: <sip:a@b>\r\n" },
    { "dialog_contact_sips", KEPT, 200, "1 SUBSCRIBE", "Record-Route: <sips:a;lr>\r\nm: <sips:a@b>\r\n" },
    { "record_route_lr", BROKEN, 200, "1 INVITE", "Record-Route: <sip:a?x=y>;lr>\r\n" },
    { "invite_ok_contact_scheme", BROKEN, 200, "1 INVITE", "Contact: <sip:a@b>, <tel:1>\r\n" },
    { "invite_ok_contact_scheme", BROKEN, 200, "1 INVITE", "Contact: <sip:a@b>\r\nContact: <tel:1>\r\n" },
    { "invite_ok_contact_scheme", KEPT, 200, "1 INVITE", "Contact: <SIP:a,b@c>\r\nContact: <sips:a@b>\r\n" },
    { "dialog_contact_sips", KEPT, 200, "1 REGISTER", "Record-Route: <sips:a;lr>\r\nm: <sip:a@b>\r\n" },
    { "reliable_provisional_contact_scheme", KEPT, 183, "1 INVITE", "Contact: <tel:1>\r\n" },
    { "dialog_ok_contact_scheme", BROKEN, 200, "1 REFER", "Contact: *\r\n" },
    { "invite_ok_one_contact", BROKEN, 200, "1 INVITE", "Contact: <sip:a@b>, <sip:c@d>\r\n" },
    { "invite_ok_one_contact", KEPT, 302, "1 INVITE", "Contact: <sip:a@b>, <sip:c@d>\r\n" },

    /* Session descriptions; the body is what stands behind the empty line. */
#define SDP(lines) "Content-Type: application/sdp\r\n\r\n" lines
    { "sdp_only_port_0", BROKEN, 200, "1 INVITE", SDP("m=audio 0 RTP/AVP 0\nm=video 0 RTP/AVP 31") },
    { "sdp_only_port_0", KEPT, 200, "1 INVITE", SDP("m=audio 0 RTP/AVP 0\r\nm=video 1 RTP/AVP 31\r\n") },
    { "sdp_only_port_0", KEPT, 200, "1 INVITE", SDP("v=0\r\n") },
    { "sdp_only_port_0", KEPT, 200, "1 INVITE", SDP("m=audio") },
    { "sdp_only_port_0", KEPT, 488, "1 INVITE", SDP("m=audio 0 RTP/AVP 0\r\n") },
    { "sdp_only_port_0", KEPT, 200, "1 INVITE", "Content-Length: 90\r\n" SDP("m=audio 0 RTP/AVP 0\r\n") },
    { "sdp_only_port_0", BROKEN, 200, "1 INVITE", "Content-Length: 21\r\n" SDP("m=audio 0 RTP/AVP 0\r\nm=video 1") },
    { "sdp_address", BROKEN, 200, "1 INVITE", SDP("c=IN IP4 \r\n") },
    { "sdp_address", BROKEN, 200, "1 INVITE", SDP("c=IN IP4 (null)\r\n") },
    { "sdp_address", BROKEN, 200, "1 INVITE", SDP("c=IN IP4 192.0.2.1\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 192.0.2\r\n") },
    { "sdp_address", BROKEN, 200, "1 INVITE", SDP("c=IN IP6 2001:db8::g\r\n") },
    { "sdp_address", KEPT, 200, "1 INVITE", SDP("c=IN IP6 2001:db8::1\r\n") },
    { "sdp_address", KEPT, 200, "1 INVITE", SDP("c=IN IP4 0.0.0.0\r\n") },
    { "sdp_address", KEPT, 200, "1 INVITE", SDP("c=IN IP4 224.2.36.42/127\r\n") },
    { "sdp_address", KEPT, 200, "1 INVITE", SDP("c=IN IP4 media-1.example.test\r\n") },
    { "sdp_address", KEPT, 200, "1 INVITE", SDP("c=ATM NSAP 47.0091\r\n") },
    { "invite_ok_sdp", KEPT, 200, "1 INVITE", SDP("v=0\r\n") },
    { "invite_ok_sdp", BROKEN, 200, "1 INVITE", "Content-Length: 0\r\n" },

    /* The only values that do. */
    { "rejected_jcard", BROKEN, 608, "1 INVITE", "Call-Info: <https://a>;purpose=icon\r\n" },
    { "rejected_jcard", KEPT, 608, "1 INVITE", "Call-Info: <https://a>;purpose=icon, <https://b>;purpose=jwscard\r\n" },
    { "rejected_jcard", BROKEN, 608, "1 INVITE", "Call-Info: <https://a>;purpose\r\n" },
    { "publish_ok_one_etag", KEPT, 200, "1 PUBLISH", "SIP-ETag: a\r\nExpires: 1\r\n" },
    { "publish_ok_one_etag", BROKEN, 200, "1 PUBLISH", "SIP-ETag: a\r\nSIP-ETag: b\r\nExpires: 1\r\n" },
    { "unsupported_media_accept", BROKEN, 415, "1 INVITE", "" },
    { "unsupported_media_accept", KEPT, 415, "1 INVITE", "Accept: a/b\r\n" },
    { "unsupported_media_accept", KEPT, 415, "1 INVITE", "Accept-Encoding: gzip\r\n" },
    { "unsupported_media_accept", KEPT, 415, "1 INVITE", "Accept-Language: en\r\n" },
};
/* clang-format on */

static gboolean is_broken_by(const char *name, const char *text)
{
    const rule *one = find_rule(name);
    gboolean is_broken;
    verdict v;

    if (one == NULL) {
        g_error("there is no rule %s", name);
    }
    judge(&v, &datagram, text, strlen(text), RULES_ALL);
    g_assert_true(v.m.complete);
    is_broken = v.broken[index_of(one)];
    verdict_clear(&v);
    return is_broken;
}

static void test_edges(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(edges); i++) {
        const edge *one = &edges[i];
        gboolean has_to = strstr(one->fields, "To: ") != NULL;
        gboolean has_from = strstr(one->fields, "From: ") != NULL || g_str_has_prefix(one->fields, "f: ");
        gboolean has_end = strstr(one->fields, "\r\n\r\n") != NULL;
        char *text = g_strdup_printf("SIP/2.0 %u x\r\n%s%sCall-ID: c\r\nCSeq: %s\r\n%s%s", one->code,
                                     has_from ? "" : "From: <sip:a@c>;tag=a\r\n", has_to ? "" : "To: <sip:b@c>;tag=b\r\n", one->cseq,
                                     one->fields, has_end ? "" : "\r\n");

        if (is_broken_by(one->rule, text) != one->is_broken) {
            FAIL_WITH("%s is %s by %u, CSeq %s, %s", one->rule, one->is_broken ? "not broken" : "broken", one->code, one->cseq,
                      one->fields);
        }
        g_free(text);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/rules/edges", test_edges);
    return g_test_run();
}
