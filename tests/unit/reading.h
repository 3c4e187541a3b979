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

/** A message that was read. */
typedef struct {
    text_slice sent; /**< all of its bytes */
    message m;
} reading;

/** How many fields the chain of that name has. */
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

/** What holds for any bytes whatever. */
static inline void check_message(const reading *r)
{
    const message *m = &r->m;
    guint chained = 0;

    g_assert_true(m->start == r->sent.bytes);
    g_assert_cmpuint(m->field_count, <=, MESSAGE_FIELDS_MAX);
    g_assert_false(m->complete && m->truncated && m->field_count < MESSAGE_FIELDS_MAX);
    assert_inside(r->sent, m->status_line);
    assert_inside(r->sent, m->body);
    g_assert_true(m->body.bytes + m->body.length == r->sent.bytes + r->sent.length);
    for (guint i = 0; i < m->field_count; i++) {
        assert_inside(r->sent, header_field_text(&m->fields[i]));
        assert_inside(r->sent, m->fields[i].value);
        g_assert_true(m->fields[i].start < m->fields[i].value.bytes);
        g_assert_true(message_has(m, m->fields[i].id));
    }
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        chained += chain_length(m, (header_id)id);
    }
    g_assert_cmpuint(chained, ==, m->field_count);
    g_assert_cmpint(m->method.length == 0, ==, m->method_index == METHOD_INDEX_NONE);
    if (m->method.length > 0) {
        assert_inside(r->sent, m->method);
    }
}

/** Reads a message of any bytes, and looks whether all that is read of it lies in them. reading_free() frees it. */
static inline reading *read_bytes(const char *bytes, gsize length)
{
    reading *r = g_new(reading, 1);

    memset(&r->m, 0xA5, sizeof r->m);
    r->sent = own_bytes(bytes, length);
    message_read(&r->m, r->sent.bytes, length);
    check_message(r);
    return r;
}

/** As read_bytes(), of a string. */
static inline reading *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

/** Frees what the functions here have made. */
static inline void reading_free(reading *r)
{
    free_text(r->sent);
    g_free(r);
}

/** Reads a response with these header fields: the lines around them are added. */
static inline reading *read_fields(const char *fields)
{
    char *text = g_strdup_printf("SIP/2.0 200 OK\r\n%s\r\n", fields);
    reading *r = read_text(text);

    g_free(text);
    return r;
}

/** No header field of a known name is there. */
static inline void assert_none_present(const message *m)
{
    for (guint id = 0; id < HEADER_ID_COUNT; id++) {
        g_assert_false(message_has(m, (header_id)id));
    }
}

#endif
