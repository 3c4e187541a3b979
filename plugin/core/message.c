/* message.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "message.h"

#include <string.h>

/* ---- Lines ---- */

static void note_odd_line(message *m, odd_line kind, text_slice line)
{
    if (m->odd_lines[kind].bytes == NULL) {
        m->odd_lines[kind] = line;
    }
}

/* The line without its end; *at moves behind it. FALSE if no line end is in the bytes; of a part, the last line needs none. */
static inline bool next_line(message *m, const char **at, const char *end, text_slice *line)
{
    const char *start = *at;
    const char *line_end = memchr(start, '\n', (gsize)(end - start));

    if (line_end == NULL) {
        if (!m->is_part || start == end) {
            return false;
        }
        *line = text_between(start, end);
        *at = end;
        return true;
    }
    *at = line_end + 1;
    if (line_end > start && line_end[-1] == '\r') {
        m->crlf_count++;
        *line = text_between(start, line_end - 1);
    } else {
        *line = text_between(start, line_end);
        note_odd_line(m, ODD_LINE_BARE_LF, *line);
    }
    return true;
}

/* The line around the first CR that no LF follows. Only a line that has its end is one. */
bool message_bare_cr(const message *m, text_slice *line)
{
    const char *end = m->start + m->section_length;
    const char *start, *cr;

    /* Most messages have as many CR as lines that end with one. */
    if (text_count_byte(text_between(m->start, end), '\r') == m->crlf_count) {
        return false;
    }
    for (cr = m->start; (cr = memchr(cr, '\r', (gsize)(end - cr))) != NULL; cr += strlen("\r\n")) {
        if (cr + 1 == end || cr[1] != '\n') {
            break;
        }
    }
    if (cr == NULL) {
        return false;
    }
    end = memchr(cr, '\n', (gsize)(end - cr));
    if (end == NULL) {
        return false;
    }
    for (start = cr; start > m->start && start[-1] != '\n'; start--) {
    }
    *line = text_between(start, end[-1] == '\r' ? end - 1 : end);
    return true;
}

/* ---- Header fields ---- */

bool message_is_line_behind(const header_field *field, const char *line)
{
    const char *value_end = field->value.bytes + field->value.length;
    const char *line_end = value_end < line ? memchr(value_end, '\n', (size_t)(line - value_end)) : NULL;

    return line_end != NULL && line_end + 1 == line;
}

/* What is broken off by a line break in the wrong place goes on here. */
static void take_odd_line(message *m, text_slice line)
{
    /* More CR before the CRLF: the line is as empty as its sender wanted it. */
    if (text_trim(line).length == 0) {
        return;
    }
    note_odd_line(m, ODD_LINE_NO_FIELD, line);
    if (m->field_count > 0 && message_is_line_behind(&m->fields[m->field_count - 1], line.bytes)) {
        m->fields[m->field_count - 1].is_cut_off = true;
    }
}

/* Puts the header field behind the others of the same id. Not for one too many. */
static inline void put_field(message *m, guint place, header_id id, const char *start, text_slice value)
{
    header_field *field = &m->fields[place];
    guint16 number = (guint16)(place + 1);

    field->id = id;
    field->next = 0;
    field->is_cut_off = false;
    field->start = start;
    field->value = value;
    if (m->first[id] == 0) {
        m->first[id] = number;
        header_set_add(&m->present, id);
    } else {
        m->fields[m->last[id] - 1].next = number;
        header_set_add(&m->repeated, id);
    }
    m->last[id] = number;
}

static void take_field(message *m, text_slice line)
{
    text_slice value;
    field_name read;

    if (!header_name_read(line, &read)) {
        take_odd_line(m, line);
        return;
    }
    if (read.id == HEADER_OTHER) {
        return;
    }
    if (m->field_count == MESSAGE_FIELDS_MAX) {
        header_set_add(&m->present, read.id);
        m->truncated = TRUE;
        return;
    }
    value = text_trim(text_skip(line, read.colon + 1));
    put_field(m, m->field_count, read.id, read.name.bytes, value);
    m->field_count++;
    if (value.length == 0) {
        header_set_add(&m->empty, read.id);
    }
}

/* True for the LF of a line that has something visible before its CRLF, and does not go on behind it. False says nothing. */
static inline bool ends_plainly(const char *line_end)
{
    /* Four bytes at once: no highest bit is set where each is at least what is subtracted, and the two in the middle are just that. */
    const uint32_t least = UINT32_C(0x210A0D21), wrong = UINT32_C(0x80FFFF80);
    uint32_t around;

    memcpy(&around, line_end - 2, sizeof around);
    around = GUINT32_FROM_LE(around);
    if (((around - least) & wrong) == 0) {
        return true;
    }
    /* The empty line is behind it. */
    return around >> 24 == '\r' && (((around | UINT32_C(0x20) << 24) - least) & wrong) == 0;
}

/* The LF of a line with such an end, whose value begins there, behind one blank or none, and is not empty. NULL says nothing. */
static inline const char *plain_value(const char **at, const char *end)
{
    const char *line_end = memchr(*at, '\n', (size_t)(end - *at));
    unsigned char first;

    if (line_end == NULL || !ends_plainly(line_end)) {
        return NULL;
    }
    first = (unsigned char)**at;
    if (first == ' ') {
        first = (unsigned char)*++*at;
    }
    /* Where there is no value, the CR stands there. */
    return first > ' ' ? line_end : NULL;
}

static const char *plain_unknown(const char *at, const char *end)
{
    const char *value;
    size_t length;

    if (!header_name_read_unknown(at, end, &length)) {
        return NULL;
    }
    value = at + length + 1;
    return plain_value(&value, end);
}

/* Takes what take_field() would, as long as each line is "Name: value" with its CRLF and another line is behind it that does not go on
 * with it: nearly all of nearly all messages, and a third of the time. Returns where something else stands. */
static const char *take_plain_fields(message *m, const char *at, const char *end)
{
    guint count = m->field_count;

    /* So there is a byte behind each line. */
    end -= at < end ? 1 : 0;
    while (count < MESSAGE_FIELDS_MAX) {
        const header_spelling *one = header_spelling_of(at, end);
        const char *value = one != NULL ? at + one->length + 1 : at;
        const char *line_end = one != NULL ? plain_value(&value, end) : plain_unknown(at, end);

        if (line_end == NULL) {
            break;
        }
        if (one != NULL && one->id != HEADER_OTHER) {
            put_field(m, count++, one->id, at, text_between(value, line_end - 1));
        }
        m->crlf_count++;
        at = line_end + 1;
    }
    m->field_count = count;
    return at;
}

/* The next line, which was not captured, may go on this one: it is there, but its value is not known. */
static void note_presence(message *m, text_slice line)
{
    field_name read;

    if (header_name_read(line, &read)) {
        header_set_add(&m->present, read.id);
    }
}

/* Software that ends all lines with CR CR LF ends its header section so, too. */
static bool is_empty_behind_bare_cr(const message *m, text_slice line, bool is_first)
{
    if (text_trim(line).length != 0) {
        return false;
    }
    if (is_first) {
        return memchr(m->status_line.bytes, '\r', m->status_line.length) != NULL;
    }
    return line.bytes[-1] == '\n' && line.bytes[-2] == '\r' && line.bytes[-3] == '\r';
}

static inline bool is_empty_line(const message *m, text_slice line, bool is_first)
{
    return line.length == 0 || (line.bytes[0] == '\r' && is_empty_behind_bare_cr(m, line, is_first));
}

static gboolean is_blank(const char *at, const char *end)
{
    return at < end && (*at == ' ' || *at == '\t');
}

/* A line that begins with white space goes on the one before (RFC 3261, section 7.3.1). FALSE where one has no end. */
static gboolean take_continuations(message *m, const char **at, const char *end, text_slice *line)
{
    while (is_blank(*at, end)) {
        text_slice more;

        if (!next_line(m, at, end, &more)) {
            return FALSE;
        }
        line->length = (gsize)(more.bytes + more.length - line->bytes);
    }
    return TRUE;
}

/* Only header fields can be folded, the status line cannot (RFC 3261, section 7.2). */
static void skip_folded_status(message *m, const char **at, const char *end)
{
    text_slice line;

    while (is_blank(*at, end) && next_line(m, at, end, &line)) {
        note_odd_line(m, ODD_LINE_FOLDED_STATUS, line);
    }
}

static void read_fields(message *m, const char *at, const char *end)
{
    const char *start = at;
    const char *first;
    text_slice line;

    skip_folded_status(m, &at, end);
    first = at;
    for (;;) {
        at = take_plain_fields(m, at, end);
        start = at;
        if (!next_line(m, &at, end, &line)) {
            break;
        }
        if (is_empty_line(m, line, start == first)) {
            m->complete = TRUE;
            m->body = text_between(at, end);
            break;
        }
        if (is_blank(at, end) && !take_continuations(m, &at, end, &line)) {
            break;
        }
        if (at == end && !m->is_part) {
            note_presence(m, line);
            break;
        }
        take_field(m, line);
    }
    m->unread = text_between(start, end);
}

const char *message_method_name(method_index method)
{
    static const char *const names[METHOD_INDEX_COUNT] = {
#define METHOD(name) [METHOD_INDEX_##name] = #name,
#include "methods.def"
    };

    return names[method];
}

static method_index method_of(text_slice name)
{
    static const struct {
        const char *name;
        size_t length;
        method_index index;
    } methods[] = {
#define METHOD(name) { #name, sizeof(#name) - 1, METHOD_INDEX_##name },
#include "methods.def"
    };

    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (methods[i].length == name.length && methods[i].name[0] == name.bytes[0] && memcmp(methods[i].name, name.bytes, name.length) == 0) {
            return methods[i].index;
        }
    }
    return METHOD_INDEX_OTHER;
}

static void set_method(message *m, text_slice method)
{
    m->method = method;
    m->method_index = method_of(method);
}

static void read_method(message *m)
{
    const header_field *cseq = message_first(m, HEADER_CSEQ);
    text_slice rest;

    m->method_index = METHOD_INDEX_NONE;
    m->method = (text_slice){ "", 0 };
    if (cseq == NULL) {
        return;
    }
    rest = cseq->value;
    while (rest.length > 0 && !text_is_space(rest.bytes[0])) {
        rest.bytes++;
        rest.length--;
    }
    rest = text_trim(text_skip(rest, 1));
    if (rest.length == 0) {
        return;
    }
    set_method(m, rest);
}

static void message_clear(message *m, const char *bytes, const char *end)
{
    m->start = bytes;
    m->field_count = 0;
    m->crlf_count = 0;
    m->present = m->repeated = m->empty = (header_set){ { 0 } };
    memset(m->odd_lines, 0, sizeof m->odd_lines);
    memset(m->first, 0, sizeof m->first);
    m->body = (text_slice){ end, 0 };
    m->unread = (text_slice){ end, 0 };
    m->complete = FALSE;
    m->lacks_empty_line = false;
    m->truncated = FALSE;
}

static void read_message(message *m, const char *bytes, gsize length)
{
    const char *end = bytes + length;
    const char *section_end = end;
    const char *at = bytes;

    header_names_prepare();
    message_clear(m, bytes, end);
    if (length > MESSAGE_HEADER_SECTION_MAX) {
        section_end = bytes + MESSAGE_HEADER_SECTION_MAX;
    }
    m->status_line_ended = next_line(m, &at, section_end, &m->status_line);
    if (m->status_line_ended) {
        read_fields(m, at, section_end);
    } else {
        m->status_line = text_between(bytes, section_end);
    }
    if (m->complete) {
        m->section_length = (gsize)(m->body.bytes - bytes);
        m->body.length = (gsize)(end - m->body.bytes);
    } else {
        m->section_length = (gsize)(section_end - bytes);
        m->truncated = section_end != end;
    }
    read_method(m);
}

void message_read(message *m, const char *bytes, gsize length)
{
    m->is_part = false;
    read_message(m, bytes, length);
}

void message_read_part(message *m, const char *bytes, gsize length)
{
    m->is_part = true;
    read_message(m, bytes, length);
    m->complete = FALSE;
}

void message_end(message *m)
{
    text_slice line = m->unread;

    if (m->complete || m->section_length == MESSAGE_HEADER_SECTION_MAX || !m->status_line_ended) {
        return;
    }
    while (line.length > 0 && (line.bytes[line.length - 1] == '\n' || line.bytes[line.length - 1] == '\r')) {
        line.length--;
    }
    if (line.length > 0) {
        take_field(m, line);
    }
    m->complete = TRUE;
    m->lacks_empty_line = true;
    read_method(m);
}

bool message_take_request_method(message *m)
{
    text_slice rest, uri, version;
    text_slice method = text_split_word(m->status_line, &rest);

    uri = text_split_word(rest, &version);
    if (!m->status_line_ended || !text_is_token(method) || uri.length == 0 || !text_starts_with(version, "SIP/")) {
        return false;
    }
    set_method(m, method);
    return true;
}

/* ---- Fields and values ---- */

value_walk message_values(const message *m, header_id id)
{
    value_walk walk = { m, message_first(m, id), { "", 0 } };

    if (walk.field != NULL) {
        walk.rest = walk.field->value;
    }
    return walk;
}

/* Most header fields hold one value, and no comma at all. */
static inline size_t value_length(text_slice rest)
{
    return memchr(rest.bytes, ',', rest.length) == NULL ? rest.length : text_until(rest, ',');
}

gboolean message_next_value(value_walk *walk, text_slice *value)
{
    while (walk->field != NULL) {
        gsize length;

        if (walk->rest.length == 0) {
            walk->field = message_next(walk->m, walk->field);
            if (walk->field != NULL) {
                walk->rest = walk->field->value;
            }
            continue;
        }
        length = value_length(walk->rest);
        *value = text_trim((text_slice){ walk->rest.bytes, length });
        walk->rest = text_skip(walk->rest, length + 1);
        if (value->length > 0) {
            return TRUE;
        }
    }
    return FALSE;
}

bool message_value_is(const message *m, header_id id, const char *token)
{
    const header_field *field = message_first(m, id);

    return field != NULL
        && (text_equal(field->value, token)
            || text_equal(text_trim((text_slice){ field->value.bytes, text_until(field->value, ';') }), token));
}

gboolean message_lists(const message *m, header_id id, const char *token)
{
    value_walk walk = message_values(m, id);
    text_slice value;

    while (message_next_value(&walk, &value)) {
        if (text_equal(value, token)) {
            return TRUE;
        }
    }
    return FALSE;
}

bool message_lacks_value(const message *m, header_id id, const char *token)
{
    return message_is_whole(m) && !message_lists(m, id, token);
}
