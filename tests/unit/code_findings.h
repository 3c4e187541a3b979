/* code_findings.h: what is found of a code or its phrase, one finding or none
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CODE_FINDINGS_H
#define SIPCODES_CODE_FINDINGS_H

#include <string.h>

#include "codes.h"

/** TRUE for what stands in IANA's registry. */
static inline gboolean is_in_registry(code_status status)
{
    return status == STATUS_REGISTERED || status == STATUS_DEPRECATED || status == STATUS_RESERVED;
}

/** Nothing is found. */
#define NOTHING FINDING_NAME_COUNT

/** The sentence ends as it was written, however much of the phrase it quotes, and a terminal can show it. */
static inline void check_text(const finding *found)
{
    g_assert_true(g_utf8_validate(found->text, -1, NULL));
    g_assert_true(g_str_has_suffix(found->text, "."));
    g_assert_false(g_str_has_suffix(found->text, ".."));
    for (const char *c = found->text; *c != '\0'; c++) {
        g_assert_false(g_ascii_iscntrl(*c));
    }
}

/** The one finding is this one, and speaks of the code; or there is none. */
static inline void check_finding(const findings *all, guint code, finding_index index, severity_level severity)
{
    const finding *found = &all->list[0];
    char *number = g_strdup_printf("%03u", code);

    if (index == NOTHING) {
        if (all->count != 0) {
            g_test_fail_printf("%u: %s, %s", code, found->name, found->text);
        }
    } else if (all->count != 1) {
        g_test_fail_printf("%u: %u findings, expected %s", code, all->count, finding_name(index));
    } else {
        g_assert_cmpstr(found->name, ==, finding_name(index));
        g_assert_cmpuint(found->severity, ==, severity);
        g_assert_nonnull(strstr(found->text, number));
        g_assert_null(found->header);
        g_assert_cmpuint(found->length, ==, 0);
        check_text(found);
    }
    g_assert_cmpuint(all->dropped, ==, 0);
    g_free(number);
}

#endif
