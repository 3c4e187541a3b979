/* fuzz_retry_after.c: the value of Retry-After, alone and in a response
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice value = { (const char *)data, size };
    retry_after retry = retry_after_read(value);

    g_assert_true(retry.has_seconds || !retry.is_valid);
    check_inside(retry.comment, value.bytes, value.length);
    check_unquote(retry.comment);
    check_in_response(503, "Service Unavailable", "Retry-After", value);
    return 0;
}
