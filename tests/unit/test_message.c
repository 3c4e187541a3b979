/* test_message.c: the reader of SIP messages, with what RFC 3261, sections 7.3 and 25.1, allows and with what it does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "reading.h"

#include <string.h>

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

/* Behind a header field that is only read over, it is not the one before that goes on. */
static void test_broken_line_behind_unknown_field(void)
{
    reading *r = read_fields("From: <sip:a@b>\r\nX-New: <sip:a@b\r\n>;tag=1\r\nTo: a \r\n b\r\nand c\r\n");

    g_assert_cmpuint(r->m.field_count, ==, 2);
    g_assert_false(message_first(&r->m, HEADER_FROM)->is_cut_off);
    g_assert_true(message_first(&r->m, HEADER_TO)->is_cut_off);
    reading_free(r);
}

static void assert_odd_line(const char *text, odd_line kind, const char *line)
{
    reading *r = read_text(text);

    for (guint i = 0; i < ODD_LINE_COUNT; i++) {
        text_slice found;
        bool is_there = message_odd_line(&r->m, (odd_line)i, &found);

        g_assert_cmpint(is_there, ==, i == kind);
        if (is_there) {
            assert_slice(found, line);
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
    const char *next = i + 1 < r->m.field_count ? r->m.fields[i + 1].start : r->m.body.bytes - strlen("\r\n");

    return (gsize)(next - r->sent.bytes);
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

/* ---- What was captured in part ---- */

static const char start[] = "SIP/2.0 486 Busy Here\r\nTo: <sip:b@c>;tag=b\r\n";

static void read_with(message *m, const char *last, gsize without)
{
    static char bytes[256];

    g_snprintf(bytes, sizeof bytes, "%s%s", start, last);
    message_read(m, bytes, strlen(bytes) - without);
}

/* The last line may go on in what was not captured: the field is there, its value is not known. */
static void test_last_captured_field(void)
{
    message m;

    read_with(&m, "Contact: <sip:b@c>\r\n", 0);
    g_assert_false(m.complete);
    g_assert_true(message_has(&m, HEADER_CONTACT));
    g_assert_null(message_first(&m, HEADER_CONTACT));
    g_assert_nonnull(message_first(&m, HEADER_TO));
    read_with(&m, "Contact: <sip:b@c>\r\n", 2);
    g_assert_false(message_has(&m, HEADER_CONTACT));
    read_with(&m, "Contact: <sip:b@c>\r\n\r\n", 0);
    g_assert_true(m.complete);
    g_assert_nonnull(message_first(&m, HEADER_CONTACT));
}

static void test_last_captured_line_without_a_name(void)
{
    message m;

    read_with(&m, "Contact\r\n", 0);
    g_assert_false(message_has(&m, HEADER_CONTACT));
    read_with(&m, ": Contact\r\n", 0);
    g_assert_false(message_has(&m, HEADER_CONTACT));
    g_assert_cmpuint(m.field_count, ==, 1);
}

/* A folded line that is cut off is known no better than one that ends there. */
static void test_last_captured_fold(void)
{
    message m;

    read_with(&m, "Contact: <sip:b@c>\r\n ;expires=1", 0);
    g_assert_null(message_first(&m, HEADER_CONTACT));
    g_assert_false(m.complete);
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
    static const char alphabet[] = "\r\n\r\n  \t::,;=\"\"\\<>()aTVtv\0\xFF"
                                   "1";

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
                assert_inside(r->sent, value);
                g_assert_cmpuint(value.length, >, 0);
                if (text_find_parameter(value, "t", &found) != PARAMETER_ABSENT) {
                    assert_inside(r->sent, found);
                }
            }
        }
        reading_free(r);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/lines/space-around-the-colon", test_space_around_the_colon);
    g_test_add_func("/message/lines/folded", test_folded_lines);
    g_test_add_func("/message/lines/ends", test_line_ends);
    g_test_add_func("/message/lines/body", test_body);
    g_test_add_func("/message/lines/no-field", test_lines_that_are_no_field);
    g_test_add_func("/message/lines/broken-line", test_broken_line);
    g_test_add_func("/message/lines/broken-line-behind-unknown-field", test_broken_line_behind_unknown_field);
    g_test_add_func("/message/lines/odd-lines", test_odd_lines);
    g_test_add_func("/message/lines/repeated-and-empty", test_repeated_and_empty);
    g_test_add_func("/message/lines/end", test_end);
    g_test_add_func("/message/lines/end-of-what-has-one", test_end_of_what_has_one);
    g_test_add_func("/message/lines/empty-values", test_empty_values);
    g_test_add_func("/message/lines/without-an-end", test_without_a_line_end);
    g_test_add_func("/message/lines/empty-first", test_empty_first_line);
    g_test_add_func("/message/cut/at-every-byte", test_cut_at_every_byte);
    g_test_add_func("/message/bytes/any-anywhere", test_any_byte_anywhere);
    g_test_add_func("/message/bytes/any-in-a-value", test_any_byte_in_a_value);
    g_test_add_func("/message/bytes/random", test_random_bytes);
    g_test_add_func("/edges/last-captured-field", test_last_captured_field);
    g_test_add_func("/edges/last-captured-line-without-a-name", test_last_captured_line_without_a_name);
    g_test_add_func("/edges/last-captured-fold", test_last_captured_fold);
    return g_test_run();
}
