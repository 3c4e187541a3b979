/* test_message_names.c: the names of header fields and methods, and nothing but them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reading.h"

#include <string.h>

/* ---- Names of header fields ---- */

/* Names and compact forms as RFC 3261, section 20, and IANA's registry have them; kept apart from headers.def on purpose. */
static const struct {
    header_id id;
    const char *name;
    char compact;
} known_headers[] = {
    { HEADER_ACCEPT, "Accept", 0 },
    { HEADER_ACCEPT_ENCODING, "Accept-Encoding", 0 },
    { HEADER_ACCEPT_LANGUAGE, "Accept-Language", 0 },
    { HEADER_ALERT_INFO, "Alert-Info", 0 },
    { HEADER_ALERTMSG_ERROR, "AlertMsg-Error", 0 },
    { HEADER_ALLOW, "Allow", 0 },
    { HEADER_ALLOW_EVENTS, "Allow-Events", 'u' },
    { HEADER_AUTHORIZATION, "Authorization", 0 },
    { HEADER_AUTHENTICATION_INFO, "Authentication-Info", 0 },
    { HEADER_CALL_ID, "Call-ID", 'i' },
    { HEADER_CALL_INFO, "Call-Info", 0 },
    { HEADER_CONTACT, "Contact", 'm' },
    { HEADER_CONTENT_DISPOSITION, "Content-Disposition", 0 },
    { HEADER_CONTENT_LENGTH, "Content-Length", 'l' },
    { HEADER_CONTENT_TYPE, "Content-Type", 'c' },
    { HEADER_CSEQ, "CSeq", 0 },
    { HEADER_DATE, "Date", 0 },
    { HEADER_ERROR_INFO, "Error-Info", 0 },
    { HEADER_EVENT, "Event", 'o' },
    { HEADER_EXPIRES, "Expires", 0 },
    { HEADER_FLOW_TIMER, "Flow-Timer", 0 },
    { HEADER_FROM, "From", 'f' },
    { HEADER_GEOLOCATION_ERROR, "Geolocation-Error", 0 },
    { HEADER_IDENTITY, "Identity", 'y' },
    { HEADER_IN_REPLY_TO, "In-Reply-To", 0 },
    { HEADER_INFO_PACKAGE, "Info-Package", 0 },
    { HEADER_MAX_FORWARDS, "Max-Forwards", 0 },
    { HEADER_MIME_VERSION, "MIME-Version", 0 },
    { HEADER_MIN_EXPIRES, "Min-Expires", 0 },
    { HEADER_MIN_SE, "Min-SE", 0 },
    { HEADER_ORGANIZATION, "Organization", 0 },
    { HEADER_PERMISSION_MISSING, "Permission-Missing", 0 },
    { HEADER_PRIORITY, "Priority", 0 },
    { HEADER_PROXY_AUTHENTICATE, "Proxy-Authenticate", 0 },
    { HEADER_PROXY_AUTHORIZATION, "Proxy-Authorization", 0 },
    { HEADER_PROXY_REQUIRE, "Proxy-Require", 0 },
    { HEADER_RACK, "RAck", 0 },
    { HEADER_REASON, "Reason", 0 },
    { HEADER_RECORD_ROUTE, "Record-Route", 0 },
    { HEADER_RECV_INFO, "Recv-Info", 0 },
    { HEADER_REFER_EVENTS_AT, "Refer-Events-At", 0 },
    { HEADER_REFER_SUB, "Refer-Sub", 0 },
    { HEADER_REPLY_TO, "Reply-To", 0 },
    { HEADER_REQUIRE, "Require", 0 },
    { HEADER_RETRY_AFTER, "Retry-After", 0 },
    { HEADER_ROUTE, "Route", 0 },
    { HEADER_RSEQ, "RSeq", 0 },
    { HEADER_SECURITY_SERVER, "Security-Server", 0 },
    { HEADER_SERVER, "Server", 0 },
    { HEADER_SERVICE_ROUTE, "Service-Route", 0 },
    { HEADER_SESSION_EXPIRES, "Session-Expires", 'x' },
    { HEADER_SESSION_ID, "Session-ID", 0 },
    { HEADER_SIP_ETAG, "SIP-ETag", 0 },
    { HEADER_SIP_IF_MATCH, "SIP-If-Match", 0 },
    { HEADER_SUBJECT, "Subject", 's' },
    { HEADER_SUBSCRIPTION_STATE, "Subscription-State", 0 },
    { HEADER_SUPPORTED, "Supported", 'k' },
    { HEADER_TIMESTAMP, "Timestamp", 0 },
    { HEADER_TO, "To", 't' },
    { HEADER_UNSUPPORTED, "Unsupported", 0 },
    { HEADER_USER_AGENT, "User-Agent", 0 },
    { HEADER_VIA, "Via", 'v' },
    { HEADER_WARNING, "Warning", 0 },
    { HEADER_WWW_AUTHENTICATE, "WWW-Authenticate", 0 },
    { HEADER_MS_DIAGNOSTICS, "ms-diagnostics", 0 },
    { HEADER_MS_DIAGNOSTICS_PUBLIC, "ms-diagnostics-public", 0 },
    { HEADER_X_ASTERISK_HANGUPCAUSE, "X-Asterisk-HangupCause", 0 },
    { HEADER_X_ASTERISK_HANGUPCAUSECODE, "X-Asterisk-HangupCauseCode", 0 },
    { HEADER_X_REASON, "X-Reason", 0 },
    { HEADER_X_TWILIO_ERROR, "X-Twilio-Error", 0 },
    { HEADER_X_ZT_HANGUP_CODE, "X-ZT-Hangup-Code", 0 },
};

static void check_name(const char *name, header_id id)
{
    char *field = g_strdup_printf("%s: value", name);
    char *fields = g_strdup_printf("%s\r\n", field);
    reading *r = read_fields(fields);

    g_assert_true(r->m.complete && r->m.odd_lines[ODD_LINE_NO_FIELD].bytes == NULL);
    g_assert_cmpuint(r->m.field_count, ==, id == HEADER_OTHER ? 0 : 1);
    if (id != HEADER_OTHER) {
        g_assert_cmpuint(r->m.fields[0].id, ==, id);
        assert_slice(header_field_text(&r->m.fields[0]), field);
        assert_slice(r->m.fields[0].value, "value");
    }
    for (guint other = HEADER_OTHER + 1; other < HEADER_ID_COUNT; other++) {
        g_assert_true(message_has(&r->m, (header_id)other) == (other == id));
    }
    reading_free(r);
    g_free(fields);
    g_free(field);
}

static char *with_changing_case(const char *name)
{
    char *changed = g_strdup(name);

    for (gsize i = 0; changed[i] != '\0'; i++) {
        changed[i] = (char)(i % 2 == 0 ? g_ascii_tolower(changed[i]) : g_ascii_toupper(changed[i]));
    }
    return changed;
}

static void test_names_in_any_case(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_headers); i++) {
        const char *name = known_headers[i].name;
        char *spellings[] = { g_strdup(name), g_ascii_strup(name, -1), g_ascii_strdown(name, -1), with_changing_case(name) };

        g_assert_cmpstr(header_name(known_headers[i].id), ==, name);
        for (guint j = 0; j < G_N_ELEMENTS(spellings); j++) {
            check_name(spellings[j], known_headers[i].id);
            g_free(spellings[j]);
        }
    }
}

/* A header field that the rules come to know gets a line above. */
static void test_no_other_names(void)
{
    g_assert_cmpuint(G_N_ELEMENTS(known_headers) + 1, ==, HEADER_ID_COUNT);
    g_assert_cmpstr(header_name(HEADER_OTHER), ==, "?");
}

static header_id expected_of_name(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_headers); i++) {
        if (g_ascii_strcasecmp(known_headers[i].name, name) == 0) {
            return known_headers[i].id;
        }
    }
    return HEADER_OTHER;
}

/* Names that are only known so that they are told soon. */
static void test_unasked_names(void)
{
    static const char *const names[] = {
#define HEADER_NAME(name) name,
#include "unasked_headers.def"
    };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        char *longer = g_strconcat(names[i], "s", NULL);

        g_assert_cmpuint(expected_of_name(names[i]), ==, HEADER_OTHER);
        check_name(names[i], HEADER_OTHER);
        check_name(longer, HEADER_OTHER);
        g_free(longer);
    }
}

/* Nearly the name is another name. */
static void test_similar_names(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_headers); i++) {
        gsize length = strlen(known_headers[i].name);
        char *longer = g_strconcat(known_headers[i].name, "s", NULL);
        char *before = g_strconcat("Y-", known_headers[i].name, NULL);
        char *changed = g_strdup(known_headers[i].name);

        changed[length - 1] = '!';
        check_name(longer, HEADER_OTHER);
        check_name(before, HEADER_OTHER);
        check_name(changed, HEADER_OTHER);
        if (length > 2) {
            char *shorter = g_strndup(known_headers[i].name, length - 1);

            check_name(shorter, HEADER_OTHER);
            g_free(shorter);
        }
        g_free(changed);
        g_free(before);
        g_free(longer);
    }
    check_name("Session-Expire", HEADER_OTHER);
    check_name("To!", HEADER_OTHER);
}

/* The look-up goes by some letters of a name; each letter must count. */
static void check_names_with_changed_byte(const char *name, gsize at)
{
    char *changed = g_strdup(name);

    for (guint byte = 1; byte <= 255; byte++) {
        changed[at] = (char)byte;
        if (text_is_token_character((char)byte)) {
            check_name(changed, expected_of_name(changed));
        }
    }
    g_free(changed);
}

static void test_names_with_changed_byte(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_headers); i++) {
        const char *name = known_headers[i].name;
        gsize length = strlen(name);

        check_names_with_changed_byte(name, length - 1);
        check_names_with_changed_byte(name, length / 2);
        check_names_with_changed_byte(name, 0);
        check_names_with_changed_byte(name, 1);
    }
}

static header_id expected_of_letter(char letter)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_headers); i++) {
        if (known_headers[i].compact != 0 && known_headers[i].compact == g_ascii_tolower(letter)) {
            return known_headers[i].id;
        }
    }
    return HEADER_OTHER;
}

/* Every name of one byte: compact forms in both cases, and nothing else. */
static void test_compact_forms(void)
{
    for (guint byte = 1; byte <= 255; byte++) {
        if (text_is_token_character((char)byte)) {
            char name[] = { (char)byte, '\0' };

            check_name(name, expected_of_letter((char)byte));
        }
    }
}

static void test_long_name(void)
{
    char *name = g_strnfill(300, 'a');

    check_name(name, HEADER_OTHER);
    g_free(name);
}

/* Long and compact names are one header field. */
static void test_compact_and_long_are_one(void)
{
    reading *r = read_fields("Via: 1\r\nv: 2\r\nTo: x\r\nVIA: 3\r\nV: 4\r\n");
    const header_field *via = message_first(&r->m, HEADER_VIA);

    assert_slice(via->value, "1");
    via = message_next(&r->m, via);
    assert_slice(via->value, "2");
    via = message_next(&r->m, via);
    assert_slice(via->value, "3");
    via = message_next(&r->m, via);
    assert_slice(via->value, "4");
    g_assert_null(message_next(&r->m, via));
    assert_slice(message_first(&r->m, HEADER_TO)->value, "x");
    reading_free(r);
}

/* ---- Methods ---- */

static void check_method(const char *field, method_index index, const char *method)
{
    reading *r = read_fields(field);

    if (r->m.method_index != index) {
        g_test_fail_printf("the method of \"%s\" has the index %d, not %d", field, (int)r->m.method_index, (int)index);
    }
    assert_slice(r->m.method, method);
    reading_free(r);
}

/* IANA's registry "SIP Methods"; kept apart from methods.def on purpose. */
static const struct {
    method_index index;
    const char *name;
    /* clang-format off */
} known_methods[] = {
    { METHOD_INDEX_ACK, "ACK" }, { METHOD_INDEX_BYE, "BYE" }, { METHOD_INDEX_CANCEL, "CANCEL" },
    { METHOD_INDEX_INFO, "INFO" }, { METHOD_INDEX_INVITE, "INVITE" }, { METHOD_INDEX_MESSAGE, "MESSAGE" },
    { METHOD_INDEX_NOTIFY, "NOTIFY" }, { METHOD_INDEX_OPTIONS, "OPTIONS" }, { METHOD_INDEX_PRACK, "PRACK" },
    { METHOD_INDEX_PUBLISH, "PUBLISH" }, { METHOD_INDEX_REFER, "REFER" }, { METHOD_INDEX_REGISTER, "REGISTER" },
    { METHOD_INDEX_SUBSCRIBE, "SUBSCRIBE" }, { METHOD_INDEX_UPDATE, "UPDATE" },
};
/* clang-format on */

static void check_method_name(const char *name, method_index index)
{
    char *field = g_strdup_printf("CSeq: 4711 %s\r\n", name);

    check_method(field, index, name);
    g_free(field);
}

/* RFC 3261, section 7.1: methods are case-sensitive. Others than the known are extension methods. */
static void test_methods(void)
{
    g_assert_cmpuint(G_N_ELEMENTS(known_methods) + 2, ==, METHOD_INDEX_COUNT);
    for (guint i = 0; i < G_N_ELEMENTS(known_methods); i++) {
        const char *name = known_methods[i].name;
        char *lower = g_ascii_strdown(name, -1);
        char *mixed = with_changing_case(name);
        char *longer = g_strconcat(name, "S", NULL);
        char *shorter = g_strndup(name, strlen(name) - 1);

        check_method_name(name, known_methods[i].index);
        check_method_name(lower, METHOD_INDEX_OTHER);
        check_method_name(mixed, METHOD_INDEX_OTHER);
        check_method_name(longer, METHOD_INDEX_OTHER);
        check_method_name(shorter, METHOD_INDEX_OTHER);
        g_free(shorter);
        g_free(longer);
        g_free(mixed);
        g_free(lower);
    }
    check_method_name("PING", METHOD_INDEX_OTHER);
    check_method_name("!interesting-Method0123456789_*+`.%indeed'~", METHOD_INDEX_OTHER);
    check_method_name("INVITE INVITE", METHOD_INDEX_OTHER);
}

static void test_cseq(void)
{
    check_method("cseq : 1 INVITE\r\n", METHOD_INDEX_INVITE, "INVITE");
    check_method("CSEQ:1\tINVITE\r\n", METHOD_INDEX_INVITE, "INVITE");
    check_method("CSeq: 0009\r\n  INVITE  \r\n", METHOD_INDEX_INVITE, "INVITE");
    check_method("CSeq:\r\n 1\r\n\tINVITE\r\n", METHOD_INDEX_INVITE, "INVITE");
    check_method("CSeq: not-a-number INVITE\r\n", METHOD_INDEX_INVITE, "INVITE");
    check_method("CSeq: 1 INVITE\r\nCSeq: 2 BYE\r\n", METHOD_INDEX_INVITE, "INVITE");
    check_method("CSeq: 1\r\nCSeq: 2 BYE\r\n", METHOD_INDEX_NONE, "");
    check_method("CSeq: 1\r\n", METHOD_INDEX_NONE, "");
    check_method("CSeq: INVITE\r\n", METHOD_INDEX_NONE, "");
    check_method("CSeq:\r\n", METHOD_INDEX_NONE, "");
    check_method("CSeq 1 INVITE\r\n", METHOD_INDEX_NONE, "");
    check_method("To: 1 INVITE\r\n", METHOD_INDEX_NONE, "");
    check_method("", METHOD_INDEX_NONE, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/names/in-any-case", test_names_in_any_case);
    g_test_add_func("/message/names/no-other", test_no_other_names);
    g_test_add_func("/message/names/unasked", test_unasked_names);
    g_test_add_func("/message/names/similar", test_similar_names);
    g_test_add_func("/message/names/changed-byte", test_names_with_changed_byte);
    g_test_add_func("/message/names/compact", test_compact_forms);
    g_test_add_func("/message/names/long", test_long_name);
    g_test_add_func("/message/names/compact-and-long-are-one", test_compact_and_long_are_one);
    g_test_add_func("/message/methods/names", test_methods);
    g_test_add_func("/message/methods/cseq", test_cseq);
    return g_test_run();
}
