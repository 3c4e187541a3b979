/* fuzz_warning.c: values of Warning, alone and in a response
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice value = { (const char *)data, size };
    warning_value warning = warning_read(value);

    g_assert_true(!warning.has_code || warning.code <= 999);
    check_inside(warning.agent, value.bytes, value.length);
    check_inside(warning.text, value.bytes, value.length);
    check_unquote(warning.agent);
    check_unquote(warning.text);
    warning_code_name(warning.code);
    check_in_response(488, "Not Acceptable Here", "Warning", value);
    return 0;
}
