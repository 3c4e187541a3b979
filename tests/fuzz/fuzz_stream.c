/* fuzz_stream.c: the walk over the messages of a stream
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice stream = { (const char *)data, size };
    stream_message found = { 0, 0, 0 };
    size_t from = 0;

    while (stream_message_at(stream, from, &found)) {
        g_assert_true(found.start == from + found.line_ends_before);
        /* The walk goes on, and ends. */
        g_assert_true(found.end > found.start && found.end <= size);
        from = found.end;
    }
    return 0;
}
