/* stream.h: where the messages in a stream begin and end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_STREAM_H
#define SIPCODES_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/** One message in a stream, in bytes from the stream's first. */
typedef struct {
    size_t start; /**< of its first line */
    /** behind its body, as Content-Length has it (RFC 3261, section 20.14); the end of the bytes where that is not known or not there */
    size_t end;
    size_t line_ends_before; /**< bytes of line ends between the message before, or where the look began, and start */
} stream_message;

/**
 * Looks at the message that begins at the offset, or behind the line ends there (RFC 3261, section 7.5: a keep-alive). FALSE where the
 * first line there is neither a request line nor like a status line, well-formed or not, or has no end in the bytes.
 */
bool stream_message_at(text_slice stream, size_t offset, stream_message *found);

#endif
