/* test_message_limits.c: how much of a message is read, and that it takes linear time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "reading.h"

#include <string.h>
#include <time.h>

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
        assert_inside(r->sent, value);
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
    /* clang-format off */
    static const char *const patterns[] = {
        "\"", "(", "<", "\\", ",", ";", ";<", ",\"", " (", ",(", ", (", ";(", "; (", ",<", ";\"", "=", ";=", ",=", "\"\"", "()", " ()", "<>",
        " ( )", ")", ">", "\\\"", "\"\\", " (\\", "\r\n ", ",\r\n ", ";\r\n\t", " ", "a", "a,", "a;b=c", "\xFF", "(<\"", "\"(<", "<\"(",
        ";tags=", ";tag\"", ";tag<", ",realm<", ",realm (", "\",\"", "<,>", "<;>", "a\",\"",
    };
    /* clang-format on */

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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/limits/number-of-fields", test_number_of_fields);
    g_test_add_func("/message/limits/header-section", test_length_of_the_header_section);
    g_test_add_func("/message/limits/long-body", test_long_body);
    g_test_add_func("/message/limits/field-at-the-limit", test_field_at_the_limit);
    g_test_add_func("/message/limits/long-first-line", test_long_first_line);
    g_test_add_func("/message/limits/storage-is-used-again", test_storage_is_used_again);
    g_test_add_func("/message/time/patterns", test_time_stays_linear);
    g_test_add_func("/message/time/lines", test_time_of_many_lines);
    return g_test_run();
}
