/* stream.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stream.h"

#include <string.h>

#include "message.h"
#include "repair.h"

/* "METHOD uri SIP/2.0" */
static bool is_request_line(text_slice line)
{
    static const char version[] = " SIP/2.0";
    size_t version_length = sizeof version - 1;

    return line.length > version_length && g_ascii_isalpha(line.bytes[0])
        && memcmp(line.bytes + line.length - version_length, version, version_length) == 0;
}

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

static text_slice first_line(text_slice text)
{
    const char *end = memchr(text.bytes, '\n', text.length);

    if (end == NULL) {
        return (text_slice){ text.bytes, 0 };
    }
    return text_between(text.bytes, end > text.bytes && end[-1] == '\r' ? end - 1 : end);
}

/* What a message without its empty line or without a readable Content-Length takes is not known: all that is there. */
static size_t length_of_message(text_slice text)
{
    const header_field *field;
    guint32 body_length;
    message m;

    message_read(&m, text.bytes, text.length);
    field = message_first(&m, HEADER_CONTENT_LENGTH);
    if (!m.complete || field == NULL || !text_to_number(field->value, &body_length) || body_length > m.body.length) {
        return text.length;
    }
    return (size_t)(m.body.bytes - m.start) + body_length;
}

bool stream_message_at(text_slice stream, size_t offset, stream_message *found)
{
    size_t start = offset;
    text_slice text, line;

    while (start < stream.length && is_line_end(stream.bytes[start])) {
        start++;
    }
    if (start >= stream.length) {
        return false;
    }
    text = (text_slice){ stream.bytes + start, stream.length - start };
    line = first_line(text);
    if (line.length == 0 || (!is_request_line(line) && status_line_judge(line).verdict == LINE_IS_OTHER)) {
        return false;
    }
    found->start = start;
    found->end = start + length_of_message(text);
    found->line_ends_before = start - offset;
    return true;
}
