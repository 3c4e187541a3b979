/* fuzz_message.c: the reader of messages, its accessors, walks over values, and the search for parameters
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

static const char *const parameters[] = { "tag", "branch", "expires", "refresher", "purpose", "duration", "q", "" };

static void check_slices(const message *m, const char *bytes, gsize length)
{
    check_inside(m->status_line, bytes, length);
    check_inside(m->body, bytes, length);
    check_inside(m->method, bytes, length);
    g_assert_true(m->body.bytes + m->body.length == bytes + length);
    g_assert_true(m->field_count <= MESSAGE_FIELDS_MAX);
    g_assert_true((m->method.length == 0) == (m->method_index == METHOD_INDEX_NONE));
    g_assert_true(m->method_index < METHOD_INDEX_COUNT);
    for (guint i = 0; i < m->field_count; i++) {
        g_assert_true(m->fields[i].start < m->fields[i].value.bytes);
        g_assert_true(message_has(m, m->fields[i].id));
        check_inside(header_field_text(&m->fields[i]), bytes, length);
        check_inside(m->fields[i].value, bytes, length);
    }
}

static guint check_chain(const message *m, header_id id)
{
    guint count = 0;

    for (const header_field *field = message_first(m, id); field != NULL; field = message_next(m, field)) {
        g_assert_true(field->id == id);
        count++;
        g_assert_true(count <= m->field_count);
    }
    return count;
}

static void check_value(text_slice value)
{
    static const char separators[] = ",;=<>\"";

    for (guint i = 0; i < G_N_ELEMENTS(parameters); i++) {
        text_slice found = { NULL, 0 };

        if (text_find_parameter(value, parameters[i], &found) != PARAMETER_ABSENT) {
            check_inside(found, value.bytes, value.length);
        }
        if (text_find_challenge_parameter(value, parameters[i], &found) != PARAMETER_ABSENT) {
            check_inside(found, value.bytes, value.length);
        }
    }
    for (guint i = 0; separators[i] != '\0'; i++) {
        g_assert_true(text_until(value, separators[i]) <= value.length);
    }
}

static void check_walk(const message *m, header_id id)
{
    value_walk walk = message_values(m, id);
    text_slice value;
    gsize steps = 0;

    while (message_next_value(&walk, &value)) {
        g_assert_true(value.length > 0);
        check_value(value);
        /* Each value takes a byte at least. */
        steps++;
        g_assert_true(steps <= MESSAGE_HEADER_SECTION_MAX);
    }
    message_lists(m, id, "100rel");
}

static void check_odd_lines(const message *m, const char *bytes, gsize length)
{
    for (guint i = 0; i < ODD_LINE_COUNT; i++) {
        text_slice line;

        if (message_odd_line(m, (odd_line)i, &line)) {
            check_inside(line, bytes, length);
            g_assert_true(line.bytes >= bytes && line.bytes < bytes + length);
        }
    }
    g_assert_true(m->section_length <= MIN(length, MESSAGE_HEADER_SECTION_MAX));
}

static void check_message(const message *m, const char *bytes, gsize length)
{
    guint chained = 0;

    g_assert_true(m->start == bytes);
    check_slices(m, bytes, length);
    check_odd_lines(m, bytes, length);
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        guint fields = check_chain(m, (header_id)id);

        g_assert_true(header_set_has(&m->repeated, (header_id)id) == (fields > 1));
        g_assert_true(fields > 0 || !header_set_has(&m->empty, (header_id)id));
        chained += fields;
        check_walk(m, (header_id)id);
        g_assert_nonnull(header_name((header_id)id));
    }
    g_assert_true(chained == m->field_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    message m;

    memset(&m, 0xA5, sizeof m);
    message_read(&m, bytes, size);
    check_message(&m, bytes, size);
    message_end(&m);
    check_message(&m, bytes, size);
    g_assert_true(!m.lacks_empty_line || m.complete);
    return 0;
}
