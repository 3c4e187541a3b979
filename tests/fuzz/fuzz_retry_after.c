/* fuzz_retry_after.c: the value of Retry-After, alone and in a response
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "rules.h"

static void check_in_response(text_slice value)
{
    GString *text = g_string_new("SIP/2.0 503 Service Unavailable\r\nCSeq: 1 INVITE\r\nRetry-After: ");
    blocked_call blocked = { .is_blocked = FALSE };
    findings all;
    message m;
    response r = { .m = &m, .code = 503 };

    g_string_append_len(text, value.bytes, (gssize)value.length);
    g_string_append(text, "\r\n\r\n");
    message_read(&m, text->str, text->len);
    findings_clear(&all);
    rules_check(&r, RULES_ALL, &all, NULL);
    check_findings(&all, text->len);
    check_hint(&r, &blocked);
    check_explanations(&m, 503, (text_slice){ text->str, 0 }, text->len);
    g_string_free(text, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice value = { (const char *)data, size };
    retry_after retry = retry_after_read(value);

    g_assert_true(retry.has_seconds || !retry.is_valid);
    check_inside(retry.comment, value.bytes, value.length);
    check_unquote(retry.comment);
    check_in_response(value);
    return 0;
}
