/* reading.h: a message that was read, in a block of its own
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#ifndef SIPCODES_READING_H
#define SIPCODES_READING_H

#include "message.h"
#include "slices.h"

/* ---- A message in a block of its own ---- */

typedef struct {
    message m;
    char *bytes;
    gsize length;
} reading;

static inline void check_inside(const reading *r, text_slice text)
{
    g_assert_true(text.bytes >= r->bytes);
    g_assert_cmpuint((gsize)(text.bytes - r->bytes), <=, r->length);
    g_assert_cmpuint(text.length, <=, r->length - (gsize)(text.bytes - r->bytes));
}

static inline guint chain_length(const message *m, header_id id)
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
static inline void check_message(const reading *r)
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

static inline reading *read_bytes(const char *bytes, gsize length)
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

static inline reading *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static inline void reading_free(reading *r)
{
    g_free(r->bytes);
    g_free(r);
}

/* The header fields of a response, with the lines around them. */
static inline reading *read_fields(const char *fields)
{
    char *text = g_strdup_printf("SIP/2.0 200 OK\r\n%s\r\n", fields);
    reading *r = read_text(text);

    g_free(text);
    return r;
}

static inline void assert_none_present(const message *m)
{
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        g_assert_false(message_has(m, (header_id)id));
    }
}

#endif
