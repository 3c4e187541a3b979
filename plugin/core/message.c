/* message.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "message.h"

#include <string.h>

static const struct {
    const char *name;
    guint8 length;
    char compact;
} headers[HEADER_ID_COUNT] = {
    [HEADER_OTHER] = { "?", 0, 0 },
#define HEADER(id, name, compact) [HEADER_##id] = { name, sizeof(name) - 1, compact },
#include "headers.def"
};

_Static_assert(HEADER_ID_COUNT <= UINT8_MAX, "a slot of the name tables is one byte");

const char *header_name(header_id id)
{
    return headers[id].name;
}

/* ---- Which header field is it? ---- */

#define NAME_SLOTS 256

/* Header names are looked up once per header field of every response: a hash that is made on first use. */
static guint8 name_slots[NAME_SLOTS];
static guint8 compact_names[26];

static guint name_slot(const char *name, gsize length)
{
    guint first = (guchar)name[0] | 0x20U;
    guint middle = (guchar)name[length / 2] | 0x20U;
    guint last = (guchar)name[length - 1] | 0x20U;

    return ((guint)length * 37 + first * 7 + middle * 11 + last * 23) % NAME_SLOTS;
}

static void fill_name_tables(void)
{
    for (guint id = HEADER_OTHER + 1; id < HEADER_ID_COUNT; id++) {
        guint slot = name_slot(headers[id].name, headers[id].length);

        while (name_slots[slot] != 0) {
            slot = (slot + 1) % NAME_SLOTS;
        }
        name_slots[slot] = (guint8)id;
        if (headers[id].compact != 0) {
            compact_names[headers[id].compact - 'a'] = (guint8)id;
        }
    }
}

static inline header_id find_header(text_slice name)
{
    if (name.length == 1) {
        char letter = g_ascii_tolower(name.bytes[0]);

        return letter >= 'a' && letter <= 'z' ? compact_names[letter - 'a'] : HEADER_OTHER;
    }
    for (guint slot = name_slot(name.bytes, name.length); name_slots[slot] != 0; slot = (slot + 1) % NAME_SLOTS) {
        guint id = name_slots[slot];

        /* Most software writes names as the RFC does. */
        if (headers[id].length == name.length
            && (memcmp(headers[id].name, name.bytes, name.length) == 0
                || g_ascii_strncasecmp(headers[id].name, name.bytes, name.length) == 0)) {
            return id;
        }
    }
    return HEADER_OTHER;
}

/* ---- Lines ---- */

static void note_odd_line(message *m, odd_line kind, text_slice line)
{
    if (m->odd_lines[kind].bytes == NULL) {
        m->odd_lines[kind] = line;
    }
}

/* The line without its end; *at moves behind it. FALSE if no line end is in the bytes; of a part, the last line needs none. */
static inline gboolean next_line(message *m, const char **at, const char *end, text_slice *line)
{
    const char *line_end = memchr(*at, '\n', (gsize)(end - *at));
    const char *start = *at;

    if (line_end == NULL && m->is_part && *at < end) {
        *line = text_between(*at, end);
        *at = end;
        return TRUE;
    }
    if (line_end == NULL) {
        return FALSE;
    }
    *at = line_end + 1;
    if (line_end > start && line_end[-1] == '\r') {
        line_end--;
        *line = text_between(start, line_end);
    } else {
        *line = text_between(start, line_end);
        note_odd_line(m, ODD_LINE_BARE_LF, *line);
    }
    if (memchr(start, '\r', line->length) != NULL) {
        note_odd_line(m, ODD_LINE_BARE_CR, *line);
    }
    return TRUE;
}

/* Returns the colon, and the name before it; NULL for a line without one of them. */
static inline const char *split_name(text_slice line, text_slice *name)
{
    const char *colon = memchr(line.bytes, ':', line.length);

    if (colon == NULL) {
        return NULL;
    }
    *name = text_trim(text_between(line.bytes, colon));
    return name->length == 0 ? NULL : colon;
}

static inline header_id note_presence(message *m, text_slice name)
{
    header_id id = find_header(name);

    header_set_add(&m->present, id);
    return id;
}

/* What is broken off by a line break in the wrong place goes on here. */
static void take_odd_line(message *m, text_slice line)
{
    /* More CR before the CRLF: the line is as empty as its sender wanted it. */
    if (text_trim(line).length == 0) {
        return;
    }
    note_odd_line(m, ODD_LINE_NO_FIELD, line);
    if (m->field_count > 0) {
        m->fields[m->field_count - 1].is_cut_off = true;
    }
}

static void chain_field(message *m, header_field *field)
{
    header_id id = field->id;

    if (m->first[id] == 0) {
        m->first[id] = (guint16)m->field_count;
    } else {
        m->fields[m->last[id] - 1].next = (guint16)m->field_count;
        header_set_add(&m->repeated, id);
    }
    m->last[id] = (guint16)m->field_count;
    if (field->value.length == 0) {
        header_set_add(&m->empty, id);
    }
}

static inline void take_field(message *m, text_slice line)
{
    text_slice name;
    const char *colon = split_name(line, &name);
    header_field *field;
    header_id id = colon == NULL ? HEADER_OTHER : find_header(name);

    if (colon == NULL || (id == HEADER_OTHER && !text_is_token(name))) {
        take_odd_line(m, line);
        return;
    }
    header_set_add(&m->present, id);
    if (m->field_count == MESSAGE_FIELDS_MAX) {
        m->truncated = TRUE;
        return;
    }
    field = &m->fields[m->field_count++];
    field->id = id;
    field->name = name;
    field->value = text_trim(text_between(colon + 1, line.bytes + line.length));
    field->next = 0;
    field->is_cut_off = false;
    chain_field(m, field);
}

/* Software that ends all lines with CR CR LF ends its header section so, too. */
static bool is_empty_line(text_slice line, bool behind_bare_cr)
{
    return line.length == 0 || (behind_bare_cr && line.bytes[0] == '\r' && text_trim(line).length == 0);
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
    text_slice line, name;
    bool behind_bare_cr = message_has_odd_line(m, ODD_LINE_BARE_CR);

    skip_folded_status(m, &at, end);
    for (;;) {
        m->unread = text_between(at, end);
        if (!next_line(m, &at, end, &line)) {
            return;
        }
        if (is_empty_line(line, behind_bare_cr)) {
            m->complete = TRUE;
            m->body = text_between(at, end);
            return;
        }
        if (!take_continuations(m, &at, end, &line)) {
            return;
        }
        if (at == end && !m->is_part) {
            /* The next line, which was not captured, may go on this one: it is there, but its value is not known. */
            if (split_name(line, &name) != NULL) {
                note_presence(m, name);
            }
            return;
        }
        take_field(m, line);
        behind_bare_cr = line.length > 0 && line.bytes[line.length - 1] == '\r';
    }
}

static void set_method(message *m, text_slice method)
{
    m->method = method;
    m->method_index = METHOD_INDEX_OTHER;
#define METHOD(name)                                                                                   \
    if (method.length == sizeof(#name) - 1 && memcmp(method.bytes, #name, sizeof(#name) - 1) == 0) { \
        m->method_index = METHOD_INDEX_##name;                                                         \
    }
#include "methods.def"
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
    rest = text_trim(rest);
    if (rest.length == 0) {
        return;
    }
    set_method(m, rest);
}

static void message_clear(message *m, const char *bytes, const char *end)
{
    m->start = bytes;
    m->field_count = 0;
    m->present = m->repeated = m->empty = (header_set){ { 0 } };
    memset(m->odd_lines, 0, sizeof m->odd_lines);
    memset(m->first, 0, sizeof m->first);
    memset(m->last, 0, sizeof m->last);
    m->body = (text_slice){ end, 0 };
    m->unread = (text_slice){ end, 0 };
    m->complete = FALSE;
    m->lacks_empty_line = false;
    m->truncated = FALSE;
}

static void read_message(message *m, const char *bytes, gsize length)
{
    static gsize tables_are_filled = 0;
    const char *end = bytes + length;
    const char *section_end = end;
    const char *at = bytes;

    if (g_once_init_enter(&tables_are_filled)) {
        fill_name_tables();
        g_once_init_leave(&tables_are_filled, 1);
    }
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
        length = text_until(walk->rest, ',');
        *value = text_trim((text_slice){ walk->rest.bytes, length });
        if (length < walk->rest.length) {
            length++;
        }
        walk->rest.bytes += length;
        walk->rest.length -= length;
        if (value->length > 0) {
            return TRUE;
        }
    }
    return FALSE;
}

/* A line that is empty but for its CR ends the header section. */
bool message_may_have(text_slice bytes, header_id id)
{
    const char *name = header_name(id);

    while (bytes.length > 0) {
        const char *end = memchr(bytes.bytes, '\n', bytes.length);

        bytes = end == NULL ? (text_slice){ bytes.bytes, 0 } : text_skip(bytes, (size_t)(end - bytes.bytes) + 1);
        if (text_starts_with(bytes, name)) {
            return true;
        }
        if (text_starts_with(bytes, "\n") || text_starts_with(bytes, "\r\n")) {
            return false;
        }
    }
    return false;
}

bool message_value_is(const message *m, header_id id, const char *token)
{
    const header_field *field = message_first(m, id);

    return field != NULL && text_equal(text_trim((text_slice){ field->value.bytes, text_until(field->value, ';') }), token);
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
