/* test_message.c: the reader of SIP messages, with what RFC 3261, sections 7.3 and 25.1, allows and with what it does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "message.h"

#include <string.h>
#include <time.h>

/* ---- A message in a block of its own ---- */

typedef struct {
    message m;
    char *bytes;
    gsize length;
} reading;

static void check_inside(const reading *r, text_slice text)
{
    g_assert_true(text.bytes >= r->bytes);
    g_assert_cmpuint((gsize)(text.bytes - r->bytes), <=, r->length);
    g_assert_cmpuint(text.length, <=, r->length - (gsize)(text.bytes - r->bytes));
}

static guint chain_length(const message *m, header_id id)
{
    guint length = 0;

    for (const header_field *field = message_first(m, id); field != NULL; field = message_next(m, field)) {
        g_assert_true(field >= m->fields && field < m->fields + m->field_count);
        g_assert_cmpuint(field->id, ==, id);
        length++;
        g_assert_cmpuint(length, <=, m->field_count);
    }
    return length;
}

/* What holds for any bytes whatever. */
static void check_message(const reading *r)
{
    const message *m = &r->m;
    guint chained = 0;

    g_assert_true(m->start == r->bytes);
    g_assert_cmpuint(m->field_count, <=, MESSAGE_FIELDS_MAX);
    g_assert_false(m->complete && m->truncated && m->field_count < MESSAGE_FIELDS_MAX);
    check_inside(r, m->status_line);
    check_inside(r, m->body);
    g_assert_true(m->body.bytes + m->body.length == r->bytes + r->length);
    for (guint i = 0; i < m->field_count; i++) {
        check_inside(r, m->fields[i].name);
        check_inside(r, m->fields[i].value);
        g_assert_cmpuint(m->fields[i].name.length, >, 0);
        g_assert_true(message_has(m, m->fields[i].id));
    }
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        chained += chain_length(m, (header_id)id);
    }
    g_assert_cmpuint(chained, ==, m->field_count);
    g_assert_cmpint(m->method.length == 0, ==, m->method_index == METHOD_INDEX_NONE);
    if (m->method.length > 0) {
        check_inside(r, m->method);
    }
}

static reading *read_bytes(const char *bytes, gsize length)
{
    reading *r = g_new(reading, 1);

    memset(&r->m, 0xA5, sizeof r->m);
    r->length = length;
    r->bytes = g_malloc(MAX(length, 1));
    memcpy(r->bytes, bytes, length);
    message_read(&r->m, r->bytes, length);
    check_message(r);
    return r;
}

static reading *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void reading_free(reading *r)
{
    g_free(r->bytes);
    g_free(r);
}

/* The header fields of a response, with the lines around them. */
static reading *read_fields(const char *fields)
{
    char *text = g_strdup_printf("SIP/2.0 200 OK\r\n%s\r\n", fields);
    reading *r = read_text(text);

    g_free(text);
    return r;
}

#define assert_slice(text, expected) g_assert_cmpmem((text).bytes, (text).length, expected, strlen(expected))

static void check_value(const char *fields, header_id id, const char *expected)
{
    reading *r = read_fields(fields);
    const header_field *field = message_first(&r->m, id);

    g_assert_nonnull(field);
    assert_slice(field->value, expected);
    g_assert_null(message_next(&r->m, field));
    g_assert_true(r->m.complete);
    reading_free(r);
}

/* A text in a block of its own, for the functions that need no message. */
static text_slice own_text(const char *text)
{
    gsize length = strlen(text);
    char *block = g_malloc(MAX(length, 1));

    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a slice has a length, and a sanitizer sees a read behind its end. */
    memcpy(block, text, length);
    return (text_slice){ block, length };
}

static void free_text(text_slice text)
{
    g_free((char *)text.bytes);
}

/* ---- Text ---- */

static void test_text_trim(void)
{
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        { "", "" }, { " ", "" }, { " \t\r\n ", "" }, { "a", "a" }, { " a", "a" }, { "a ", "a" }, { "\r\n\ta b\t \r\n", "a b" },
        { "\v", "\v" }, { "\f a", "\f a" }, { "\xC2\xA0", "\xC2\xA0" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        text_slice text = own_text(cases[i].text);

        assert_slice(text_trim(text), cases[i].expected);
        free_text(text);
    }
}

static void test_text_is_space(void)
{
    for (guint i = 0; i <= 255; i++) {
        g_assert_cmpint(text_is_space((char)i), ==, i == ' ' || i == '\t' || i == '\r' || i == '\n');
    }
}

static void test_text_equal(void)
{
    static const struct {
        const char *text;
        const char *string;
        gboolean equal;
        gboolean starts_with;
    } cases[] = {
        { "", "", TRUE, TRUE },
        { "a", "", FALSE, TRUE },
        { "", "a", FALSE, FALSE },
        { "100rel", "100REL", TRUE, TRUE },
        { "100rel", "100re", FALSE, TRUE },
        { "100re", "100rel", FALSE, FALSE },
        { "100rel ", "100rel", FALSE, TRUE },
        { "\xC3\xA4", "\xC3\x84", FALSE, FALSE },
        { "[", "{", FALSE, FALSE },
        { "@", "`", FALSE, FALSE },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        text_slice text = own_text(cases[i].text);

        g_assert_cmpint(text_equal(text, cases[i].string), ==, cases[i].equal);
        g_assert_cmpint(text_starts_with(text, cases[i].string), ==, cases[i].starts_with);
        free_text(text);
    }
    g_assert_false(text_equal((text_slice){ "a\0b", 3 }, "a"));
    g_assert_false(text_equal((text_slice){ "a\0b", 3 }, "a?b"));
    g_assert_false(text_starts_with((text_slice){ "a\0b", 3 }, "ab"));
    g_assert_false(text_starts_with((text_slice){ "100rel", 5 }, "100rel"));
    g_assert_false(text_equal((text_slice){ "100rel", 5 }, "100rel"));
}

static void check_number(const char *digits, gboolean expected, guint32 value)
{
    text_slice text = own_text(digits);
    guint32 number = 4711;

    g_assert_cmpint(text_to_number(text, &number), ==, expected);
    g_assert_cmpuint(number, ==, expected ? value : 4711);
    free_text(text);
}

static void test_text_to_number(void)
{
    check_number("0", TRUE, 0);
    check_number("7", TRUE, 7);
    check_number("0009", TRUE, 9);
    check_number("2147483647", TRUE, 2147483647);
    check_number("2147483648", TRUE, 2147483648U);
    check_number("4294967295", TRUE, 4294967295U);
    check_number("000000000000000000004294967295", TRUE, 4294967295U);
    check_number("4294967296", FALSE, 0);
    check_number("4294967300", FALSE, 0);
    check_number("42949672950", FALSE, 0);
    check_number("18446744073709551615", FALSE, 0);
    check_number("18446744073709551616", FALSE, 0);
    check_number("18446744073709551617", FALSE, 0);
    check_number("949302838503028349304023988", FALSE, 0);
    check_number("", FALSE, 0);
    check_number("+1", FALSE, 0);
    check_number("-1", FALSE, 0);
    check_number(" 1", FALSE, 0);
    check_number("1 ", FALSE, 0);
    check_number("1.0", FALSE, 0);
    check_number("0x10", FALSE, 0);
    check_number("1e3", FALSE, 0);
    check_number("\xD9\xA1", FALSE, 0);
}

static void test_text_to_number_takes_digits_only(void)
{
    for (guint i = 0; i <= 255; i++) {
        char bytes[] = { '1', (char)i, '1' };
        guint32 number = 4711;
        gboolean is_digit = i >= '0' && i <= '9';

        g_assert_cmpint(text_to_number((text_slice){ bytes, sizeof bytes }, &number), ==, is_digit);
        g_assert_cmpuint(number, ==, is_digit ? 101 + (i - '0') * 10 : 4711);
    }
}

static void test_text_between_and_from(void)
{
    const char *string = "abcdef";

    assert_slice(text_from(string), "abcdef");
    assert_slice(text_from(""), "");
    assert_slice(text_between(string + 1, string + 3), "bc");
    assert_slice(text_between(string + 1, string + 1), "");
}

/* A quotation is bounded, whatever the length; a short text is quoted whole. */
static void test_text_print_length(void)
{
    int bound = text_print_length((text_slice){ "", 1000000 });

    g_assert_cmpint(bound, >=, 40);
    g_assert_cmpint(bound, <=, 200);
    for (gsize length = 0; length <= (gsize)bound; length++) {
        g_assert_cmpint(text_print_length((text_slice){ "", length }), ==, (int)length);
    }
    g_assert_cmpint(text_print_length((text_slice){ "", (gsize)bound + 1 }), ==, bound);
    g_assert_cmpint(text_print_length((text_slice){ "", G_MAXSIZE }), ==, bound);
    g_assert_cmpint(text_print_length((text_slice){ "", (gsize)G_MAXUINT32 + 1 }), ==, bound);
}

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
    { HEADER_MIN_EXPIRES, "Min-Expires", 0 },
    { HEADER_MIN_SE, "Min-SE", 0 },
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
    { HEADER_REQUIRE, "Require", 0 },
    { HEADER_RETRY_AFTER, "Retry-After", 0 },
    { HEADER_ROUTE, "Route", 0 },
    { HEADER_RSEQ, "RSeq", 0 },
    { HEADER_SECURITY_SERVER, "Security-Server", 0 },
    { HEADER_SERVER, "Server", 0 },
    { HEADER_SERVICE_ROUTE, "Service-Route", 0 },
    { HEADER_SESSION_EXPIRES, "Session-Expires", 'x' },
    { HEADER_SIP_ETAG, "SIP-ETag", 0 },
    { HEADER_SIP_IF_MATCH, "SIP-If-Match", 0 },
    { HEADER_SUBJECT, "Subject", 's' },
    { HEADER_SUBSCRIPTION_STATE, "Subscription-State", 0 },
    { HEADER_SUPPORTED, "Supported", 'k' },
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

static void assert_none_present(const message *m)
{
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        g_assert_false(message_has(m, (header_id)id));
    }
}

static void check_name(const char *name, header_id id)
{
    char *fields = g_strdup_printf("%s: value\r\n", name);
    reading *r = read_fields(fields);

    g_assert_cmpuint(r->m.field_count, ==, 1);
    g_assert_cmpuint(r->m.fields[0].id, ==, id);
    assert_slice(r->m.fields[0].name, name);
    assert_slice(r->m.fields[0].value, "value");
    for (guint other = 0; other < HEADER_ID_COUNT; other++) {
        g_assert_true(message_has(&r->m, (header_id)other) == (other == id));
    }
    reading_free(r);
    g_free(fields);
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

static header_id expected_of_name(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_headers); i++) {
        if (g_ascii_strcasecmp(known_headers[i].name, name) == 0) {
            return known_headers[i].id;
        }
    }
    return HEADER_OTHER;
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

/* ---- Lines ---- */

static void test_space_around_the_colon(void)
{
    check_value("To: value\r\n", HEADER_TO, "value");
    check_value("To:value\r\n", HEADER_TO, "value");
    check_value("To :value\r\n", HEADER_TO, "value");
    check_value("To \t : \t value\r\n", HEADER_TO, "value");
    check_value("To: value \t \r\n", HEADER_TO, "value");
    check_value("To: a : b\r\n", HEADER_TO, "a : b");
    check_value("To:: value\r\n", HEADER_TO, ": value");
    check_value("T\t:value\r\n", HEADER_TO, "value");
}

/* RFC 3261, section 7.3.1: a line that begins with SP or HTAB goes on the one before. */
static void test_folded_lines(void)
{
    check_value("To: one\r\n two\r\n", HEADER_TO, "one\r\n two");
    check_value("To: one\r\n\ttwo\r\n", HEADER_TO, "one\r\n\ttwo");
    check_value("To: one\r\n two\r\n\tthree\r\n  four\r\n", HEADER_TO, "one\r\n two\r\n\tthree\r\n  four");
    check_value("To:\r\n one\r\n", HEADER_TO, "one");
    check_value("To\r\n : one\r\n", HEADER_TO, "one");
    check_value("To:\r\n \r\n \t\r\n one\r\n", HEADER_TO, "one");
    check_value("To: one\n two\n", HEADER_TO, "one\n two");
    check_value("To: one\r\n \r\n", HEADER_TO, "one");
    check_value("From: a\r\nTo: one\r\n Via: two\r\nVia: b\r\n", HEADER_TO, "one\r\n Via: two");
    check_value("From: a\r\nTo: one\r\n Via: two\r\nVia: b\r\n", HEADER_VIA, "b");
}

static void test_line_ends(void)
{
    static const char *const messages[] = {
        "SIP/2.0 200 OK\r\nTo: a\r\nCSeq: 1 BYE\r\n\r\nbody",
        "SIP/2.0 200 OK\nTo: a\nCSeq: 1 BYE\n\nbody",
        "SIP/2.0 200 OK\r\nTo: a\nCSeq: 1 BYE\r\n\nbody",
        "SIP/2.0 200 OK\nTo: a\r\nCSeq: 1 BYE\n\r\nbody",
    };

    for (guint i = 0; i < G_N_ELEMENTS(messages); i++) {
        reading *r = read_text(messages[i]);

        assert_slice(r->m.status_line, "SIP/2.0 200 OK");
        g_assert_cmpuint(r->m.field_count, ==, 2);
        assert_slice(message_first(&r->m, HEADER_TO)->value, "a");
        g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_BYE);
        g_assert_true(r->m.complete);
        g_assert_false(r->m.truncated);
        assert_slice(r->m.body, "body");
        reading_free(r);
    }
}

/* The body is what follows the first empty line, whatever it holds. */
static void test_body(void)
{
    reading *r = read_text("SIP/2.0 200 OK\r\nTo: a\r\n\r\n\r\nFrom: b\r\n\r\n");

    assert_slice(r->m.body, "\r\nFrom: b\r\n\r\n");
    g_assert_false(message_has(&r->m, HEADER_FROM));
    reading_free(r);
    r = read_text("SIP/2.0 200 OK\r\n\r\n");
    g_assert_true(r->m.complete);
    g_assert_cmpuint(r->m.body.length, ==, 0);
    g_assert_cmpuint(r->m.field_count, ==, 0);
    assert_none_present(&r->m);
    reading_free(r);
}

static void test_lines_that_are_no_field(void)
{
    reading *r = read_fields("no colon here\r\n: no name\r\n \t: no name either\r\n\r\r\nCall ID: b\r\nTo: a\r\n");

    g_assert_cmpuint(r->m.field_count, ==, 1);
    assert_slice(message_first(&r->m, HEADER_TO)->value, "a");
    g_assert_true(r->m.complete);
    assert_slice(r->m.odd_lines[ODD_LINE_NO_FIELD], "no colon here");
    reading_free(r);
}

/* A line break in the wrong place: what stands behind it may be what is not there. */
static void test_broken_line(void)
{
    reading *r = read_fields("From: <sip:a@b\r\n>;tag=1\r\nTo: <sip:c@d>\r\n");

    g_assert_true(message_first(&r->m, HEADER_FROM)->is_cut_off);
    g_assert_false(message_first(&r->m, HEADER_TO)->is_cut_off);
    assert_slice(r->m.odd_lines[ODD_LINE_NO_FIELD], ">;tag=1");
    g_assert_true(r->m.complete);
    g_assert_false(message_lacks(&r->m, HEADER_CALL_ID));
    g_assert_false(message_is_whole(&r->m));
    reading_free(r);
}

static void assert_odd_line(const char *text, odd_line kind, const char *line)
{
    reading *r = read_text(text);

    for (guint i = 0; i < ODD_LINE_COUNT; i++) {
        if (i == kind) {
            g_assert_true(message_has_odd_line(&r->m, kind));
            assert_slice(r->m.odd_lines[i], line);
        } else {
            g_assert_false(message_has_odd_line(&r->m, (odd_line)i));
        }
    }
    g_assert_true(r->m.complete);
    g_assert_true(message_has(&r->m, HEADER_TO));
    reading_free(r);
}

static void test_odd_lines(void)
{
    assert_odd_line("SIP/2.0 200 OK\r\nTo: a\r\n b\r\n\tc\r\n\r\n", ODD_LINE_COUNT, "");
    assert_odd_line("SIP/2.0 200 OK\r\n all right\r\nTo: a\r\n\r\n", ODD_LINE_FOLDED_STATUS, " all right");
    assert_odd_line("SIP/2.0 200 OK\r\nwell\r\nTo: a\r\n\r\n", ODD_LINE_NO_FIELD, "well");
    assert_odd_line("SIP/2.0 200 OK\nTo: a\r\n\r\n", ODD_LINE_BARE_LF, "SIP/2.0 200 OK");
    assert_odd_line("SIP/2.0 200 OK\r\nTo: a\n b\r\n\r\n", ODD_LINE_BARE_LF, "To: a");
    assert_odd_line("SIP/2.0 200 OK\r\nTo: a\r\n\n", ODD_LINE_BARE_LF, "");
    assert_odd_line("SIP/2.0 200 OK\r\nTo: a\rb\r\n\r\n", ODD_LINE_BARE_CR, "To: a\rb");
    assert_odd_line("SIP/2.0 200 OK\r\nTo: a\r\r\n\r\n", ODD_LINE_BARE_CR, "To: a\r");
    assert_odd_line("SIP/2.0 200 OK\r\r\nTo: a\r\r\n\r\r\nbody", ODD_LINE_BARE_CR, "SIP/2.0 200 OK\r");
}

static void test_repeated_and_empty(void)
{
    reading *r = read_fields("To: a\r\nVia: b\r\nt:\r\nAllow:\r\n");

    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        g_assert_true(header_set_has(&r->m.repeated, (header_id)id) == (id == HEADER_TO));
        g_assert_true(header_set_has(&r->m.empty, (header_id)id) == (id == HEADER_TO || id == HEADER_ALLOW));
    }
    reading_free(r);
}

/* Bytes that are all that was sent. */
static void test_end(void)
{
    static const char *const without[] = { "SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\nTo: a\r\n", "SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\nTo: a",
                                           "SIP/2.0 200 OK\r\nTo: a\r\nCSeq: 1\r\n BYE" };

    for (guint i = 0; i < G_N_ELEMENTS(without); i++) {
        reading *r = read_text(without[i]);

        g_assert_false(r->m.complete);
        message_end(&r->m);
        g_assert_true(r->m.complete);
        g_assert_true(r->m.lacks_empty_line);
        assert_slice(message_first(&r->m, HEADER_TO)->value, "a");
        g_assert_cmpint(r->m.method_index, ==, METHOD_INDEX_BYE);
        g_assert_true(message_lacks(&r->m, HEADER_FROM));
        reading_free(r);
    }
}

static void test_end_of_what_has_one(void)
{
    reading *r = read_text("SIP/2.0 200 OK\r\nTo: a\r\n\r\nbody");

    message_end(&r->m);
    g_assert_false(r->m.lacks_empty_line);
    assert_slice(r->m.body, "body");
    reading_free(r);
    r = read_text("SIP/2.0 200 OK");
    message_end(&r->m);
    g_assert_false(r->m.complete);
    reading_free(r);
}

static void test_empty_values(void)
{
    check_value("Subject:\r\n", HEADER_SUBJECT, "");
    check_value("s:   \t\r\n", HEADER_SUBJECT, "");
    check_value("s :\r\n", HEADER_SUBJECT, "");
    check_value("Subject:\r\n \r\n\t\r\n", HEADER_SUBJECT, "");
}

static void test_without_a_line_end(void)
{
    static const char *const messages[] = { "", "S", "SIP/2.0 200 OK", "SIP/2.0 200 OK\r", "To: a" };

    for (guint i = 0; i < G_N_ELEMENTS(messages); i++) {
        reading *r = read_text(messages[i]);

        assert_slice(r->m.status_line, messages[i]);
        g_assert_cmpuint(r->m.field_count, ==, 0);
        assert_none_present(&r->m);
        g_assert_false(r->m.complete);
        g_assert_false(r->m.truncated);
        g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_NONE);
        reading_free(r);
    }
}

static void test_empty_first_line(void)
{
    reading *r = read_text("\r\nTo: a\r\n\r\n");

    assert_slice(r->m.status_line, "");
    assert_slice(message_first(&r->m, HEADER_TO)->value, "a");
    reading_free(r);
}

/* ---- Cut messages ---- */

static const char whole_message[] =
    "SIP/2.0 486 Busy Here\r\n"
    "Via: SIP/2.0/UDP a.example.com;branch=z9hG4bK1,\r\n"
    " SIP/2.0/UDP b.example.com\r\n"
    "f: \"A, B\" <sip:a@example.com>;tag=1\r\n"
    "To: <sip:b@example.com>;\r\n"
    "\ttag\r\n"
    " = 2\r\n"
    "CSeq\t:\r\n"
    " 7\r\n"
    " INVITE\r\n"
    "Subject:\r\n"
    "Content-Length: 4\r\n"
    "\r\n"
    "body";

/* Where the line behind the field begins: from there on the field is known to be whole. */
static gsize end_of_field(const reading *r, guint i)
{
    const char *next = i + 1 < r->m.field_count ? r->m.fields[i + 1].name.bytes : r->m.body.bytes - strlen("\r\n");

    return (gsize)(next - r->bytes);
}

static guint count_whole_fields(const reading *r, gsize length)
{
    guint count = 0;

    /* One byte behind it tells that it does not go on in a folded line. */
    while (count < r->m.field_count && end_of_field(r, count) < length) {
        count++;
    }
    return count;
}

/* Cut anywhere: what is left is read as in the whole message, and a value that may go on behind the cut is not taken. */
static void test_cut_at_every_byte(void)
{
    reading *whole = read_bytes(whole_message, sizeof whole_message - 1);
    gsize header_section = sizeof whole_message - 1 - strlen("body");

    g_assert_cmpuint(whole->m.field_count, ==, 6);
    g_assert_cmpuint(whole->m.method_index, ==, METHOD_INDEX_INVITE);
    for (gsize length = 0; length < sizeof whole_message; length++) {
        reading *r = read_bytes(whole_message, length);

        g_assert_cmpint(r->m.complete, ==, length >= header_section);
        g_assert_false(r->m.truncated);
        g_assert_cmpuint(r->m.body.length, ==, length > header_section ? length - header_section : 0);
        g_assert_cmpuint(r->m.field_count, ==, count_whole_fields(whole, length));
        for (guint i = 0; i < r->m.field_count; i++) {
            text_slice value = r->m.fields[i].value;

            g_assert_cmpuint(r->m.fields[i].id, ==, whole->m.fields[i].id);
            g_assert_cmpuint(value.length, ==, whole->m.fields[i].value.length);
        }
        reading_free(r);
    }
    reading_free(whole);
}

/* The functions on values, on every piece of a value: none reads on behind it. */
static void test_values_cut_at_every_byte(void)
{
    static const char value[] = "Digest \"a\\\"b, c\" <sip:x;y=z,\\> (one (two \\) , three));tag = \"1;2\" , realm=\"x\\\\\"; flag";

    for (gsize start = 0; start < sizeof value; start++) {
        for (gsize end = start; end < sizeof value; end++) {
            char *block = g_malloc(MAX(end - start, 1));
            text_slice text = { block, end - start };
            text_slice found;

            memcpy(block, value + start, end - start);
            g_assert_cmpuint(text_until(text, ','), <=, text.length);
            if (text_find_parameter(text, "tag", &found) == PARAMETER_WITH_VALUE) {
                g_assert_true(found.bytes >= text.bytes && found.bytes + found.length <= text.bytes + text.length);
            }
            if (text_find_challenge_parameter(text, "realm", &found) == PARAMETER_WITH_VALUE) {
                g_assert_true(found.bytes >= text.bytes && found.bytes + found.length <= text.bytes + text.length);
            }
            g_free(block);
        }
    }
}

/* ---- Any bytes ---- */

/* One byte of every kind in a name, in a value, between fields; the field behind it is found all the same. */
static void check_byte_in(const char *before, guint byte, const char *after)
{
    GString *text = g_string_new("SIP/2.0 200 OK\r\n");
    reading *r;

    g_string_append(text, before);
    g_string_append_c(text, (char)byte);
    g_string_append(text, after);
    g_string_append(text, "\r\nCSeq: 1 INVITE\r\n\r\n");
    r = read_bytes(text->str, text->len);
    g_assert_true(r->m.complete);
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    assert_slice(r->m.status_line, "SIP/2.0 200 OK");
    reading_free(r);
    g_string_free(text, TRUE);
}

static void test_any_byte_anywhere(void)
{
    for (guint byte = 0; byte <= 255; byte++) {
        check_byte_in("X", byte, "Y: value");
        check_byte_in("X-Name: val", byte, "ue");
        check_byte_in("X-Name", byte, ": value");
        check_byte_in("X-Name:", byte, "value");
        check_byte_in("no colon", byte, "here");
        if (byte != '\n') { /* would be the empty line */
            check_byte_in("X-Name: value\r\n", byte, "Y: value");
        }
    }
}

static void test_any_byte_in_a_value(void)
{
    for (guint byte = 0; byte <= 255; byte++) {
        char text[] = "SIP/2.0 200 OK\r\nTo: a?b\r\n\r\n";
        reading *r;

        text[sizeof "SIP/2.0 200 OK\r\nTo: a" - 1] = (char)byte;
        r = read_bytes(text, sizeof text - 1);
        if (byte != '\n') {
            char expected[] = { 'a', (char)byte, 'b' };
            text_slice value = message_first(&r->m, HEADER_TO)->value;

            g_assert_cmpmem(value.bytes, value.length, expected, sizeof expected);
        }
        reading_free(r);
    }
}

static void test_random_bytes(void)
{
    static const char alphabet[] = "\r\n\r\n  \t::,;=\"\"\\<>()aTVtv\0\xFF" "1";

    for (guint i = 0; i < 20000; i++) {
        char bytes[200];
        gsize length = (gsize)g_test_rand_int_range(0, sizeof bytes);
        reading *r;

        for (gsize j = 0; j < length; j++) {
            bytes[j] = alphabet[g_test_rand_int_range(0, sizeof alphabet - 1)];
        }
        r = read_bytes(bytes, length);
        for (guint id = 0; id < HEADER_ID_COUNT; id++) {
            value_walk walk = message_values(&r->m, (header_id)id);
            text_slice value;
            text_slice found;

            while (message_next_value(&walk, &value)) {
                check_inside(r, value);
                g_assert_cmpuint(value.length, >, 0);
                if (text_find_parameter(value, "t", &found) != PARAMETER_ABSENT) {
                    check_inside(r, found);
                }
            }
        }
        reading_free(r);
    }
}

/* ---- Values ---- */

static void check_values(const char *fields, header_id id, const char *const *expected)
{
    reading *r = read_fields(fields);
    value_walk walk = message_values(&r->m, id);
    text_slice value;
    guint count = 0;

    while (message_next_value(&walk, &value)) {
        if (expected[count] == NULL) {
            g_test_fail_printf("one value too many in \"%s\"", fields);
            break;
        }
        assert_slice(value, expected[count]);
        count++;
    }
    g_assert_null(expected[count]);
    g_assert_false(message_next_value(&walk, &value));
    reading_free(r);
}

#define assert_values(fields, id, ...) check_values(fields, id, (const char *const[]){ __VA_ARGS__ })

static void test_values_between_commas(void)
{
    assert_values("Require: 100rel, timer ,sec-agree\r\n", HEADER_REQUIRE, "100rel", "timer", "sec-agree", NULL);
    assert_values("Require: a,b\r\nTo: x\r\nRequire: c\r\nREQUIRE: d , e\r\n", HEADER_REQUIRE, "a", "b", "c", "d", "e", NULL);
    assert_values("Require: a\r\n , b,\r\n\tc\r\n", HEADER_REQUIRE, "a", "b", "c", NULL);
    assert_values("Require: one value\r\n", HEADER_REQUIRE, "one value", NULL);
    assert_values("To: x\r\n", HEADER_REQUIRE, NULL);
}

static void test_empty_values_are_passed_over(void)
{
    assert_values("Require:\r\n", HEADER_REQUIRE, NULL);
    assert_values("Require: ,\r\n", HEADER_REQUIRE, NULL);
    assert_values("Require: , ,,\t,\r\n , \r\n", HEADER_REQUIRE, NULL);
    assert_values("Require: ,a,,b, ,c,\r\n", HEADER_REQUIRE, "a", "b", "c", NULL);
    assert_values("Require:\r\nRequire: a\r\nRequire: ,\r\nRequire: b\r\n", HEADER_REQUIRE, "a", "b", NULL);
}

static void test_quoted_strings(void)
{
    assert_values("Warning: 301 a \"one, two\", 399 b \"three\"\r\n", HEADER_WARNING, "301 a \"one, two\"", "399 b \"three\"", NULL);
    assert_values("Warning: 399 a \"\\\"\", 399 b \"x\"\r\n", HEADER_WARNING, "399 a \"\\\"\"", "399 b \"x\"", NULL);
    assert_values("Warning: 399 a \"\\\\\", 399 b \"x\"\r\n", HEADER_WARNING, "399 a \"\\\\\"", "399 b \"x\"", NULL);
    assert_values("Warning: 399 a \"x\\\", 399 b\"\r\n", HEADER_WARNING, "399 a \"x\\\", 399 b\"", NULL);
    assert_values("Warning: 399 a \"<,(,\", 399 b \"x\"\r\n", HEADER_WARNING, "399 a \"<,(,\"", "399 b \"x\"", NULL);
    assert_values("Warning: 399 a \"fold\r\n ed, x\", b\r\n", HEADER_WARNING, "399 a \"fold\r\n ed, x\"", "b", NULL);
    assert_values("Warning: \"\", \"\"\r\n", HEADER_WARNING, "\"\"", "\"\"", NULL);
}

static void test_addresses_in_angle_brackets(void)
{
    assert_values("m: <sip:a@x;p=1,2>;q=0.5, \"B, C\" <sip:b@x?h=1,2>\r\n", HEADER_CONTACT, "<sip:a@x;p=1,2>;q=0.5",
                  "\"B, C\" <sip:b@x?h=1,2>", NULL);
    assert_values("m: <sip:a\"@x>, <sip:b\"@x>\r\n", HEADER_CONTACT, "<sip:a\"@x>", "<sip:b\"@x>", NULL);
    assert_values("m: <sip:a\\>, <sip:b>\r\n", HEADER_CONTACT, "<sip:a\\>", "<sip:b>", NULL);
    assert_values("m: <sip:(a@x>, <sip:b@x>\r\n", HEADER_CONTACT, "<sip:(a@x>", "<sip:b@x>", NULL);
    assert_values("m: sip:a@x, sip:b@x\r\n", HEADER_CONTACT, "sip:a@x", "sip:b@x", NULL);
    assert_values("m: *\r\n", HEADER_CONTACT, "*", NULL);
}

static void test_comments(void)
{
    assert_values("Retry-After: 120 (back, at ten), 5\r\n", HEADER_RETRY_AFTER, "120 (back, at ten)", "5", NULL);
    assert_values("Retry-After: 120 (a (b, c), d), 5\r\n", HEADER_RETRY_AFTER, "120 (a (b, c), d)", "5", NULL);
    assert_values("Retry-After: 120 (a \\), b), 5\r\n", HEADER_RETRY_AFTER, "120 (a \\), b)", "5", NULL);
    assert_values("Retry-After: 120 (a \\(, b), 5\r\n", HEADER_RETRY_AFTER, "120 (a \\(, b)", "5", NULL);
    assert_values("Retry-After: 120 (a \", b), 5\r\n", HEADER_RETRY_AFTER, "120 (a \", b)", "5", NULL);
    assert_values("Retry-After: 120 (a <, b), 5\r\n", HEADER_RETRY_AFTER, "120 (a <, b)", "5", NULL);
    assert_values("Retry-After: 120\r\n (back, at ten), 5\r\n", HEADER_RETRY_AFTER, "120\r\n (back, at ten)", "5", NULL);
    assert_values("Retry-After: (a, b), 5\r\n", HEADER_RETRY_AFTER, "(a, b)", "5", NULL);
    assert_values("Retry-After: 120 ), 5 )\r\n", HEADER_RETRY_AFTER, "120 )", "5 )", NULL);
}

/* RFC 3261, section 25.1: "(" and ")" are marks that the user part of a URI may hold, in pairs or not. */
static void test_parentheses_in_a_uri(void)
{
    text_slice found;

    assert_values("m: sip:a(b@x, sip:c@x\r\n", HEADER_CONTACT, "sip:a(b@x", "sip:c@x", NULL);
    assert_values("m: sip:(b@x, sip:c)d@x\r\n", HEADER_CONTACT, "sip:(b@x", "sip:c)d@x", NULL);
    g_assert_cmpuint(text_find_parameter(text_from("sip:bob(home@example.com;tag=1"), "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "1");
    g_assert_cmpuint(text_find_parameter(text_from("sip:bob(home)@example.com;tag=1"), "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "1");
}

/* What is not closed goes on to the end: better one value too few than one made up. */
static void test_unclosed(void)
{
    assert_values("Warning: 399 a \"one, two\r\n", HEADER_WARNING, "399 a \"one, two", NULL);
    assert_values("Warning: 399 a \"one, two\\\"\r\n", HEADER_WARNING, "399 a \"one, two\\\"", NULL);
    assert_values("Warning: 399 a \"one, two\\\r\n", HEADER_WARNING, "399 a \"one, two\\", NULL);
    assert_values("m: <sip:a, <sip:b\r\n", HEADER_CONTACT, "<sip:a, <sip:b", NULL);
    assert_values("Retry-After: 1 (a, (b), 2\r\n", HEADER_RETRY_AFTER, "1 (a, (b), 2", NULL);
    assert_values("Warning: \"a, b\r\nWarning: c\r\n", HEADER_WARNING, "\"a, b", "c", NULL);
}

static void test_text_until(void)
{
    static const struct {
        const char *text;
        char separator;
        gsize expected;
    } cases[] = {
        { "", ',', 0 }, { ",", ',', 0 }, { "a", ',', 1 }, { "a,b", ',', 1 }, { "ab;c,d", ';', 2 }, { "ab;c,d", ',', 4 },
        { "\"a,b\",c", ',', 5 }, { "<,>,", ',', 3 }, { "a (,),", ',', 5 }, { "a\\,b", ',', 2 }, { "\"\\\",", ',', 4 },
        { "<a>", '<', 0 }, { "a<b", '<', 1 }, { "\"<\" <b", '<', 4 }, { "\"", '"', 0 }, { ">,", ',', 1 }, { ")", ',', 1 },
        { "\"\"\"\",", ',', 4 }, { "(()),", ',', 4 }, { "(()()),", ',', 6 }, { "(\\)),", ',', 4 }, { "\",\",\",\",", ',', 3 },
        { "a\",\"b\",\"c,", ',', 9 }, { "<,>\",\" (,)<,>x,", ',', 14 }, { "\",\"", ',', 3 }, { "\",", ',', 2 }, { "a(,)", ',', 2 },
        { "<=;=>;tag=1", '=', 9 }, { "<a>b", '>', 4 }, { "b>", '>', 1 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        text_slice text = own_text(cases[i].text);
        gsize length = text_until(text, cases[i].separator);

        if (length != cases[i].expected) {
            g_test_fail_printf("%s until %c: %" G_GSIZE_FORMAT, cases[i].text, cases[i].separator, length);
        }
        free_text(text);
    }
    g_assert_cmpuint(text_until((text_slice){ "a\0b,c", 5 }, ','), ==, 3);
    g_assert_cmpuint(text_until((text_slice){ "\"\0,\",c", 6 }, ','), ==, 4);
    g_assert_cmpuint(text_until((text_slice){ "a\0b", 3 }, '\0'), ==, 1);
}

static void test_message_lists(void)
{
    reading *r = read_fields("Require: 100rel , Timer\r\nk:path,\"gruu\"\r\nRequire: ,sec-agree\r\n");

    g_assert_true(message_lists(&r->m, HEADER_REQUIRE, "100rel"));
    g_assert_true(message_lists(&r->m, HEADER_REQUIRE, "timer"));
    g_assert_true(message_lists(&r->m, HEADER_REQUIRE, "SEC-AGREE"));
    g_assert_true(message_lists(&r->m, HEADER_SUPPORTED, "path"));
    g_assert_false(message_lists(&r->m, HEADER_SUPPORTED, "gruu"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, "path"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, "100"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, "100rel2"));
    g_assert_false(message_lists(&r->m, HEADER_REQUIRE, ""));
    g_assert_false(message_lists(&r->m, HEADER_UNSUPPORTED, "path"));
    reading_free(r);
}

/* ---- Parameters ---- */

static void check_parameter(const char *value, const char *name, parameter_state state, const char *expected)
{
    text_slice text = own_text(value);
    text_slice found = { "untouched", 9 };
    parameter_state is = text_find_parameter(text, name, &found);

    if (is != state) {
        g_test_fail_printf("%s in \"%s\" is %d, not %d", name, value, (int)is, (int)state);
    } else if (state != PARAMETER_ABSENT) {
        assert_slice(found, expected);
    }
    free_text(text);
}

static void test_parameters(void)
{
    check_parameter("<sip:a@x>;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;TAG=AbC", "tag", PARAMETER_WITH_VALUE, "AbC");
    check_parameter("<sip:a@x> ; a=1 ; tag = 2 ; b=3", "tag", PARAMETER_WITH_VALUE, "2");
    check_parameter("<sip:a@x>\r\n ;\r\n tag\r\n =\r\n 2\r\n ;b", "tag", PARAMETER_WITH_VALUE, "2");
    check_parameter("sip:a@x;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter(";tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;tag=1;tag=2", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;;;tag=1;;", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("\"A;tag=0\" <sip:a@x>;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x;tag=0>;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("x (;tag=0) ;tag=1", "tag", PARAMETER_WITH_VALUE, "1");
    check_parameter("<sip:a@x>;tag=a=b", "tag", PARAMETER_WITH_VALUE, "a=b");
}

static void test_parameters_in_quotes(void)
{
    check_parameter("SIP;cause=200;text=\"one; cause=5\"", "cause", PARAMETER_WITH_VALUE, "200");
    check_parameter("SIP;text=\"one; cause=5\";cause=200", "cause", PARAMETER_WITH_VALUE, "200");
    check_parameter("SIP;text=\"one; cause=5\"", "cause", PARAMETER_ABSENT, NULL);
    check_parameter("SIP ;text = \"a \\\" ; b\" ;c", "text", PARAMETER_WITH_VALUE, "\"a \\\" ; b\"");
    check_parameter("SIP;text=\"\"", "text", PARAMETER_WITH_VALUE, "\"\"");
    check_parameter("SIP;text=\"not closed;cause=5", "cause", PARAMETER_ABSENT, NULL);
}

static void test_parameters_without_value(void)
{
    check_parameter("<sip:a@x>;ob", "ob", PARAMETER_WITHOUT_VALUE, "");
    check_parameter("<sip:a@x> ; OB ; tag=1", "ob", PARAMETER_WITHOUT_VALUE, "");
    check_parameter("<sip:a@x>;tag=", "tag", PARAMETER_WITH_VALUE, "");
    check_parameter("<sip:a@x>;tag= ;b=1", "tag", PARAMETER_WITH_VALUE, "");
}

static void test_absent_parameters(void)
{
    check_parameter("", "tag", PARAMETER_ABSENT, NULL);
    check_parameter(";", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("tag=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x;tag=1>", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x;tag=1>;b=2", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;tags=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;ta=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;b=tag", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;x-tag=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>;\"tag\"=1", "tag", PARAMETER_ABSENT, NULL);
    check_parameter("<sip:a@x>,tag=1", "tag", PARAMETER_ABSENT, NULL);
}

static void check_challenge(const char *value, const char *name, parameter_state state, const char *expected)
{
    text_slice text = own_text(value);
    text_slice found = { "untouched", 9 };

    g_assert_cmpuint(text_find_challenge_parameter(text, name, &found), ==, state);
    if (state != PARAMETER_ABSENT) {
        assert_slice(found, expected);
    }
    free_text(text);
}

/* The scheme is not part of the text: "realm=..., nonce=...". */
static void test_challenge_parameters(void)
{
    static const char value[] = " realm=\"a, nonce=x\" ,\r\n\tNonce = \"n=1\", stale=FALSE, algorithm=MD5, qop=\"auth,auth-int\", opaque";

    check_challenge(value, "realm", PARAMETER_WITH_VALUE, "\"a, nonce=x\"");
    check_challenge(value, "nonce", PARAMETER_WITH_VALUE, "\"n=1\"");
    check_challenge(value, "stale", PARAMETER_WITH_VALUE, "FALSE");
    check_challenge(value, "algorithm", PARAMETER_WITH_VALUE, "MD5");
    check_challenge(value, "qop", PARAMETER_WITH_VALUE, "\"auth,auth-int\"");
    check_challenge(value, "opaque", PARAMETER_WITHOUT_VALUE, "");
    check_challenge(value, "auth", PARAMETER_ABSENT, NULL);
    check_challenge(value, "auth-int", PARAMETER_ABSENT, NULL);
    check_challenge(value, "domain", PARAMETER_ABSENT, NULL);
    check_challenge("", "realm", PARAMETER_ABSENT, NULL);
    check_challenge(",,realm=x,", "realm", PARAMETER_WITH_VALUE, "x");
    check_challenge("realm=\"\"", "realm", PARAMETER_WITH_VALUE, "\"\"");
    check_challenge("Digest realm=x", "realm", PARAMETER_ABSENT, NULL);
    check_challenge("a=1;realm=x", "realm", PARAMETER_ABSENT, NULL);
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
} known_methods[] = {
    { METHOD_INDEX_ACK, "ACK" }, { METHOD_INDEX_BYE, "BYE" }, { METHOD_INDEX_CANCEL, "CANCEL" },
    { METHOD_INDEX_INFO, "INFO" }, { METHOD_INDEX_INVITE, "INVITE" }, { METHOD_INDEX_MESSAGE, "MESSAGE" },
    { METHOD_INDEX_NOTIFY, "NOTIFY" }, { METHOD_INDEX_OPTIONS, "OPTIONS" }, { METHOD_INDEX_PRACK, "PRACK" },
    { METHOD_INDEX_PUBLISH, "PUBLISH" }, { METHOD_INDEX_REFER, "REFER" }, { METHOD_INDEX_REGISTER, "REGISTER" },
    { METHOD_INDEX_SUBSCRIBE, "SUBSCRIBE" }, { METHOD_INDEX_UPDATE, "UPDATE" },
};

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

/* ---- Limits ---- */

static reading *read_many_fields(guint count)
{
    GString *text = g_string_new("SIP/2.0 200 OK\r\n");
    reading *r;

    for (guint i = 1; i < count; i++) {
        g_string_append_printf(text, "Via: %u\r\n", i);
    }
    g_string_append(text, "CSeq: 1 BYE\r\n\r\nbody");
    r = read_bytes(text->str, text->len);
    g_string_free(text, TRUE);
    return r;
}

static void check_many_fields(guint count)
{
    reading *r = read_many_fields(count);
    guint kept = MIN(count, MESSAGE_FIELDS_MAX);

    g_assert_cmpuint(r->m.field_count, ==, kept);
    g_assert_cmpint(r->m.truncated, ==, count > MESSAGE_FIELDS_MAX);
    g_assert_cmpuint(chain_length(&r->m, HEADER_VIA), ==, MIN(count - 1, MESSAGE_FIELDS_MAX));
    g_assert_true(message_has(&r->m, HEADER_CSEQ));
    g_assert_cmpint(message_first(&r->m, HEADER_CSEQ) != NULL, ==, count <= MESSAGE_FIELDS_MAX);
    g_assert_cmpuint(r->m.method_index, ==, count <= MESSAGE_FIELDS_MAX ? METHOD_INDEX_BYE : METHOD_INDEX_NONE);
    g_assert_true(r->m.complete);
    assert_slice(r->m.body, "body");
    reading_free(r);
}

/* What is passed over is not missing: it is in "present". */
static void test_number_of_fields(void)
{
    check_many_fields(1);
    check_many_fields(2);
    check_many_fields(MESSAGE_FIELDS_MAX - 1);
    check_many_fields(MESSAGE_FIELDS_MAX);
    check_many_fields(MESSAGE_FIELDS_MAX + 1);
    check_many_fields(MESSAGE_FIELDS_MAX + 2);
    check_many_fields(3000);
}

/* A message whose header section, empty line included, has the given length. */
static char *message_of_section_length(gsize length, const char *body)
{
    static const char start[] = "SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\nSubject: ";
    static const char end[] = "\r\nTo: a\r\n\r\n";
    char *filling = g_strnfill(length - strlen(start) - strlen(end), 'x');
    char *text = g_strconcat(start, filling, end, body, NULL);

    g_free(filling);
    return text;
}

static void check_section_length(gsize length, const char *body)
{
    char *text = message_of_section_length(length, body);
    reading *r = read_text(text);
    gboolean fits = length <= MESSAGE_HEADER_SECTION_MAX;

    g_assert_cmpint(r->m.complete, ==, fits);
    g_assert_cmpint(r->m.truncated, ==, !fits);
    assert_slice(r->m.body, fits ? body : "");
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_BYE);
    reading_free(r);
    g_free(text);
}

static void test_length_of_the_header_section(void)
{
    for (gsize length = MESSAGE_HEADER_SECTION_MAX - 3; length <= MESSAGE_HEADER_SECTION_MAX + 3; length++) {
        check_section_length(length, "");
        check_section_length(length, "body");
    }
    check_section_length(MESSAGE_HEADER_SECTION_MAX + 20, "");
    check_section_length((gsize)MESSAGE_HEADER_SECTION_MAX * 3, "body");
}

/* The limit is one of the header section: a body may be longer. */
static void test_long_body(void)
{
    char *body = g_strnfill((gsize)MESSAGE_HEADER_SECTION_MAX * 2, 'b');

    check_section_length(200, body);
    check_section_length(MESSAGE_HEADER_SECTION_MAX, body);
    g_free(body);
}

/* At the limit, a line is whole or not read: no part of a value passes for all of it. */
static void test_field_at_the_limit(void)
{
    char *text = message_of_section_length(MESSAGE_HEADER_SECTION_MAX + strlen("a\r\n\r\n"), "");
    reading *r = read_text(text);

    g_assert_false(message_has(&r->m, HEADER_TO));
    g_assert_true(message_has(&r->m, HEADER_SUBJECT));
    g_assert_true(r->m.truncated);
    reading_free(r);
    g_free(text);
}

static void test_long_first_line(void)
{
    char *line = g_strnfill(MESSAGE_HEADER_SECTION_MAX + 100, 'l');
    reading *r = read_text(line);

    g_assert_cmpuint(r->m.status_line.length, ==, MESSAGE_HEADER_SECTION_MAX);
    g_assert_true(r->m.truncated);
    g_assert_false(r->m.complete);
    reading_free(r);
    g_free(line);
}

/* One message behind the other in the same storage: nothing of the first is left. */
static void test_storage_is_used_again(void)
{
    reading *r = read_many_fields(MESSAGE_FIELDS_MAX + 5);
    static const char second[] = "SIP/2.0 180 Ringing\r\nTo: b";

    message_read(&r->m, second, sizeof second - 1);
    g_assert_cmpuint(r->m.field_count, ==, 0);
    assert_none_present(&r->m);
    g_assert_null(message_first(&r->m, HEADER_VIA));
    g_assert_false(r->m.truncated);
    g_assert_false(r->m.complete);
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_NONE);
    g_assert_cmpuint(r->m.method.length, ==, 0);
    g_assert_cmpuint(r->m.body.length, ==, 0);
    reading_free(r);
}

/* ---- RFC 4475: torture test messages that are responses ---- */

static reading *read_torture_test(const char *name)
{
    char *path = g_strdup_printf("%s/unit/rfc4475/%s.sip", TESTS_DIR, name);
    GError *error = NULL;
    char *bytes = NULL;
    gsize length;
    reading *r;

    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    r = read_bytes(bytes, length);
    g_assert_true(r->m.complete);
    g_assert_false(r->m.truncated);
    g_free(bytes);
    g_free(path);
    return r;
}

static void check_field(const reading *r, header_id id, const char *expected)
{
    const header_field *field = message_first(&r->m, id);

    g_assert_nonnull(field);
    assert_slice(field->value, expected);
}

/* Section 3.1.1.12 */
static void test_unreason(void)
{
    reading *r = read_torture_test("unreason");

    assert_slice(r->m.status_line,
                 "SIP/2.0 200 = 2**3 * 5**2 \xD0\xBD\xD0\xBE\x20\xD1\x81\xD1\x82\xD0\xBE\x20\xD0\xB4\xD0\xB5\xD0\xB2\xD1\x8F"
                 "\xD0\xBD\xD0\xBE\xD1\x81\xD1\x82\xD0\xBE\x20\xD0\xB4\xD0\xB5\xD0\xB2\xD1\x8F\xD1\x82\xD1\x8C\x20\x2D\x20"
                 "\xD0\xBF\xD1\x80\xD0\xBE\xD1\x81\xD1\x82\xD0\xBE\xD0\xB5");
    g_assert_cmpuint(r->m.field_count, ==, 8);
    check_field(r, HEADER_CALL_ID, "unreason.1234ksdfak3j2erwedfsASdf");
    check_field(r, HEADER_CONTENT_LENGTH, "154");
    g_assert_cmpuint(r->m.body.length, ==, 154);
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* Section 3.1.1.13 */
static void test_noreason(void)
{
    reading *r = read_torture_test("noreason");

    assert_slice(r->m.status_line, "SIP/2.0 100 ");
    g_assert_cmpuint(r->m.field_count, ==, 7);
    check_field(r, HEADER_CONTACT, "<sip:user@host105.example.com>");
    g_assert_cmpuint(r->m.body.length, ==, 0);
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* Section 3.1.2.5 */
static void test_scalarlg(void)
{
    reading *r = read_torture_test("scalarlg");
    guint32 number;

    assert_slice(r->m.status_line, "SIP/2.0 503 Service Unavailable");
    check_field(r, HEADER_CSEQ, "9292394834772304023312 OPTIONS");
    check_field(r, HEADER_RETRY_AFTER, "949302838503028349304023988");
    check_field(r, HEADER_WARNING, "1812 overture \"In Progress\"");
    g_assert_false(text_to_number(message_first(&r->m, HEADER_RETRY_AFTER)->value, &number));
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_OPTIONS);
    reading_free(r);
}

/* Section 3.1.2.19 */
static void test_bigcode(void)
{
    reading *r = read_torture_test("bigcode");

    assert_slice(r->m.status_line, "SIP/2.0 4294967301 better not break the receiver");
    g_assert_cmpuint(r->m.field_count, ==, 7);
    check_field(r, HEADER_CALL_ID, "bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i");
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* Section 3.3.10 */
static void test_bcast(void)
{
    reading *r = read_torture_test("bcast");
    const header_field *via = message_first(&r->m, HEADER_VIA);
    text_slice tag;

    assert_slice(r->m.status_line, "SIP/2.0 200 OK");
    assert_slice(via->value, "SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923");
    assert_slice(message_next(&r->m, via)->value, "SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23");
    g_assert_null(message_next(&r->m, message_next(&r->m, via)));
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_TO)->value, "tag", &tag), ==, PARAMETER_WITH_VALUE);
    assert_slice(tag, "2229");
    g_assert_cmpuint(r->m.body.length, ==, 154);
    reading_free(r);
}

/* Section 3.1.1.1 is a request, but holds every oddity of header fields: its folds, names and quotes in a response. */
static void test_oddities_of_wsinv(void)
{
    reading *r = read_fields("TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"
                             "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\n"
                             "MaX-fOrWaRdS: 0068\r\n"
                             "cseq: 0009\r\n  INVITE\r\n"
                             "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n"
                             "s :\r\n"
                             "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n"
                             " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n"
                             "m:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33\r\n");
    value_walk vias = message_values(&r->m, HEADER_VIA);
    text_slice found;

    g_assert_cmpuint(r->m.field_count, ==, 8);
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_TO)->value, "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "1918181833n");
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_FROM)->value, "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "98asjd8");
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_CONTACT)->value, "secondparam", &found), ==,
                     PARAMETER_WITHOUT_VALUE);
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_CONTACT)->value, "q", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "0.33");
    for (guint i = 0; i < 3; i++) {
        static const char *const branches[] = { "390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239" };
        text_slice via;

        g_assert_true(message_next_value(&vias, &via));
        g_assert_cmpuint(text_find_parameter(via, "branch", &found), ==, PARAMETER_WITH_VALUE);
        assert_slice(found, branches[i]);
    }
    check_field(r, HEADER_SUBJECT, "");
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* ---- Time ---- */

/* In linear time each pattern takes some milliseconds, a second under a memory checker; in quadratic time minutes. */
#define SECONDS_MAX 10.0
#define LONG_TEXT 262144

static GString *repeat_up_to(const char *start, const char *pattern, gsize length)
{
    GString *text = g_string_new(start);

    while (text->len + strlen(pattern) <= length) {
        g_string_append(text, pattern);
    }
    return text;
}

static void read_message_of_pattern(const char *pattern)
{
    GString *text = repeat_up_to("SIP/2.0 200 OK\r\nVia: ", pattern, MESSAGE_HEADER_SECTION_MAX - strlen("\r\n\r\n"));
    reading *r;
    value_walk walk;
    text_slice value;

    g_string_append(text, "\r\n\r\n");
    r = read_bytes(text->str, text->len);
    g_assert_true(r->m.complete);
    walk = message_values(&r->m, HEADER_VIA);
    while (message_next_value(&walk, &value)) {
        check_inside(r, value);
    }
    g_assert_false(message_lists(&r->m, HEADER_VIA, "100rel"));
    reading_free(r);
    g_string_free(text, TRUE);
}

static void search_text_of_pattern(const char *pattern)
{
    GString *text = repeat_up_to("", pattern, LONG_TEXT);
    text_slice value = { text->str, text->len };
    text_slice found;

    g_assert_cmpuint(text_until(value, '\x01'), ==, value.length);
    g_assert_cmpuint(text_find_parameter(value, "tag", &found), ==, PARAMETER_ABSENT);
    g_assert_cmpuint(text_find_challenge_parameter(value, "realm", &found), ==, PARAMETER_ABSENT);
    g_string_free(text, TRUE);
}

/* Patterns that could make a careless reader look at each byte many times. */
static void test_time_stays_linear(void)
{
    static const char *const patterns[] = {
        "\"", "(", "<", "\\", ",", ";", ";<", ",\"", " (", ",(", ", (", ";(", "; (", ",<", ";\"", "=", ";=", ",=", "\"\"", "()", " ()", "<>",
        " ( )", ")", ">", "\\\"", "\"\\", " (\\", "\r\n ", ",\r\n ", ";\r\n\t", " ", "a", "a,", "a;b=c", "\xFF", "(<\"", "\"(<", "<\"(",
        ";tags=", ";tag\"", ";tag<", ",realm<", ",realm (", "\",\"", "<,>", "<;>", "a\",\"",
    };

    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        clock_t start = clock();

        read_message_of_pattern(patterns[i]);
        search_text_of_pattern(patterns[i]);
        g_assert_cmpfloat((double)(clock() - start) / CLOCKS_PER_SEC, <, SECONDS_MAX);
    }
}

/* As many fields and lines as fit. */
static void test_time_of_many_lines(void)
{
    static const char *const lines[] = { "\r", "x\n", "a:\n", "v:,\n", " \n", ":\n", "v:\n ,\n", "CSeq:1 A\n" };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        GString *text = repeat_up_to("SIP/2.0 200 OK\nTo: a\n", lines[i], (gsize)MESSAGE_HEADER_SECTION_MAX * 2);
        clock_t start = clock();
        reading *r = read_bytes(text->str, text->len);

        g_assert_false(r->m.complete);
        g_assert_cmpfloat((double)(clock() - start) / CLOCKS_PER_SEC, <, SECONDS_MAX);
        reading_free(r);
        g_string_free(text, TRUE);
    }
}

static void add_text_tests(void)
{
    g_test_add_func("/text/trim", test_text_trim);
    g_test_add_func("/text/is-space", test_text_is_space);
    g_test_add_func("/text/equal", test_text_equal);
    g_test_add_func("/text/to-number", test_text_to_number);
    g_test_add_func("/text/to-number-takes-digits-only", test_text_to_number_takes_digits_only);
    g_test_add_func("/text/between-and-from", test_text_between_and_from);
    g_test_add_func("/text/print-length", test_text_print_length);
}

static void add_reader_tests(void)
{
    g_test_add_func("/message/names/in-any-case", test_names_in_any_case);
    g_test_add_func("/message/names/no-other", test_no_other_names);
    g_test_add_func("/message/names/similar", test_similar_names);
    g_test_add_func("/message/names/changed-byte", test_names_with_changed_byte);
    g_test_add_func("/message/names/compact", test_compact_forms);
    g_test_add_func("/message/names/long", test_long_name);
    g_test_add_func("/message/names/compact-and-long-are-one", test_compact_and_long_are_one);
    g_test_add_func("/message/lines/space-around-the-colon", test_space_around_the_colon);
    g_test_add_func("/message/lines/folded", test_folded_lines);
    g_test_add_func("/message/lines/ends", test_line_ends);
    g_test_add_func("/message/lines/body", test_body);
    g_test_add_func("/message/lines/no-field", test_lines_that_are_no_field);
    g_test_add_func("/message/lines/broken-line", test_broken_line);
    g_test_add_func("/message/lines/odd-lines", test_odd_lines);
    g_test_add_func("/message/lines/repeated-and-empty", test_repeated_and_empty);
    g_test_add_func("/message/lines/end", test_end);
    g_test_add_func("/message/lines/end-of-what-has-one", test_end_of_what_has_one);
    g_test_add_func("/message/lines/empty-values", test_empty_values);
    g_test_add_func("/message/lines/without-an-end", test_without_a_line_end);
    g_test_add_func("/message/lines/empty-first", test_empty_first_line);
    g_test_add_func("/message/cut/at-every-byte", test_cut_at_every_byte);
    g_test_add_func("/message/cut/values-at-every-byte", test_values_cut_at_every_byte);
    g_test_add_func("/message/bytes/any-anywhere", test_any_byte_anywhere);
    g_test_add_func("/message/bytes/any-in-a-value", test_any_byte_in_a_value);
    g_test_add_func("/message/bytes/random", test_random_bytes);
    g_test_add_func("/message/methods/names", test_methods);
    g_test_add_func("/message/methods/cseq", test_cseq);
    g_test_add_func("/message/limits/number-of-fields", test_number_of_fields);
    g_test_add_func("/message/limits/header-section", test_length_of_the_header_section);
    g_test_add_func("/message/limits/long-body", test_long_body);
    g_test_add_func("/message/limits/field-at-the-limit", test_field_at_the_limit);
    g_test_add_func("/message/limits/long-first-line", test_long_first_line);
    g_test_add_func("/message/limits/storage-is-used-again", test_storage_is_used_again);
    g_test_add_func("/message/rfc4475/unreason", test_unreason);
    g_test_add_func("/message/rfc4475/noreason", test_noreason);
    g_test_add_func("/message/rfc4475/scalarlg", test_scalarlg);
    g_test_add_func("/message/rfc4475/bigcode", test_bigcode);
    g_test_add_func("/message/rfc4475/bcast", test_bcast);
    g_test_add_func("/message/rfc4475/wsinv", test_oddities_of_wsinv);
    g_test_add_func("/message/time/patterns", test_time_stays_linear);
    g_test_add_func("/message/time/lines", test_time_of_many_lines);
}

static void add_value_tests(void)
{
    g_test_add_func("/values/between-commas", test_values_between_commas);
    g_test_add_func("/values/empty", test_empty_values_are_passed_over);
    g_test_add_func("/values/quoted-strings", test_quoted_strings);
    g_test_add_func("/values/angle-brackets", test_addresses_in_angle_brackets);
    g_test_add_func("/values/comments", test_comments);
    g_test_add_func("/values/parentheses-in-a-uri", test_parentheses_in_a_uri);
    g_test_add_func("/values/unclosed", test_unclosed);
    g_test_add_func("/values/until", test_text_until);
    g_test_add_func("/values/lists", test_message_lists);
    g_test_add_func("/values/parameters", test_parameters);
    g_test_add_func("/values/parameters-in-quotes", test_parameters_in_quotes);
    g_test_add_func("/values/parameters-without-value", test_parameters_without_value);
    g_test_add_func("/values/absent-parameters", test_absent_parameters);
    g_test_add_func("/values/challenge-parameters", test_challenge_parameters);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_text_tests();
    add_reader_tests();
    add_value_tests();
    return g_test_run();
}
