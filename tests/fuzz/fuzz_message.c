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
        g_assert_true(m->fields[i].name.length > 0);
        g_assert_true(message_has(m, m->fields[i].id));
        check_inside(m->fields[i].name, bytes, length);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    guint chained = 0;
    message m;

    memset(&m, 0xA5, sizeof m);
    message_read(&m, bytes, size);
    g_assert_true(m.start == bytes);
    check_slices(&m, bytes, size);
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        chained += check_chain(&m, (header_id)id);
        check_walk(&m, (header_id)id);
        g_assert_nonnull(header_name((header_id)id));
    }
    g_assert_true(chained == m.field_count);
    return 0;
}
