/* fuzz_warning.c: values of Warning, alone and in a response
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "rules.h"

static void check_in_response(text_slice value)
{
    GString *text = g_string_new("SIP/2.0 488 Not Acceptable Here\r\nCSeq: 1 INVITE\r\nWarning: ");
    blocked_call blocked = { .is_blocked = FALSE };
    findings all;
    message m;
    response r = { .m = &m, .code = 488 };

    g_string_append_len(text, value.bytes, (gssize)value.length);
    g_string_append(text, "\r\n\r\n");
    message_read(&m, text->str, text->len);
    findings_clear(&all);
    rules_check(&r, RULES_ALL, &all, NULL);
    check_findings(&all, text->len);
    check_hint(&r, &blocked);
    check_explanations(&m, 488, (text_slice){ text->str, 0 }, text->len);
    g_string_free(text, TRUE);
}

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
    check_in_response(value);
    return 0;
}
