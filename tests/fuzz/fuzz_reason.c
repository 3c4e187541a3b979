/* fuzz_reason.c: values of Reason, alone, in a response and in a request
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Input: "NNN value" for the status code NNN, or a value alone, which then stands in a 603.
 */
#include "fuzz.h"

static void check_reason(text_slice value)
{
    reason_value reason = reason_read(value);
    text_slice parts[] = { reason.sent, reason.protocol, reason.text, reason.location, reason.ppi };

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        check_inside(parts[i], value.bytes, value.length);
        check_unquote(parts[i]);
    }
    g_assert_true(reason.problem == NULL || reason.problem[0] != '\0');
    reason_cause_name(&reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice value = { (const char *)data, size };
    guint32 code = 603;

    if (size > 4 && text_to_number((text_slice){ value.bytes, 3 }, &code)) {
        value = (text_slice){ value.bytes + 4, value.length - 4 };
    }
    check_reason(value);
    check_in_response(code, "Network Blocked", "Reason", value);
    check_in_request(code % 2 == 0 ? "BYE" : "CANCEL", "Reason", value);
    return 0;
}
