/* fuzz_reason.c: values of Reason, alone and in a response
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Input: "NNN value" for the status code NNN, or a value alone, which then stands in a 603.
 */
#include "fuzz.h"
#include "rules.h"

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

static void check_in_response(guint code, text_slice value)
{
    GString *text = g_string_new("SIP/2.0 603 Network Blocked\r\nCSeq: 1 INVITE\r\nReason: ");
    blocked_call blocked;
    findings all;
    message m;
    response r = { .m = &m, .code = code };

    g_string_append_len(text, value.bytes, (gssize)value.length);
    g_string_append(text, "\r\n\r\n");
    message_read(&m, text->str, text->len);
    blocked = blocked_read(&r, text_from("Network Blocked"));
    check_inside(blocked.version, text->str, text->len);
    check_inside(blocked.contact, text->str, text->len);
    check_inside(blocked.location, text->str, text->len);
    findings_clear(&all);
    reason_check(&r, &blocked, &all);
    check_findings(&all, text->len);
    check_hint(&r, &blocked);
    check_explanations(&m, code, (text_slice){ text->str, 0 }, text->len);
    g_string_free(text, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice value = { (const char *)data, size };
    guint32 code = 603;

    if (size > 4 && text_to_number((text_slice){ value.bytes, 3 }, &code)) {
        value = (text_slice){ value.bytes + 4, value.length - 4 };
    }
    check_reason(value);
    check_in_response(code, value);
    return 0;
}
