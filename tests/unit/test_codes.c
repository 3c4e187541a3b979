/* test_codes.c: what is known of a status code: its row, its class, its reference, and what is found of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "code_findings.h"

#include <stdbool.h>
#include <string.h>

#define ANY_CODE_MAX 70000

/* ---- Look-up ---- */

/* Seen in source code or test scripts only, or never sent at all: nobody knows a meaning that would hold on the wire. */
static void test_codes_without_a_meaning(void)
{
    static const guint unknown[] = { 427, 474, 490, 492, 495, 496, 497, 498, 499, 514, 599, 687, 699 };
    static const guint impossible[] = { 0, 1, 99, 700, 701, 702, 703, 999, 1000, 65535, G_MAXUINT };

    for (guint i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_assert_cmpuint(code_lookup(unknown[i])->status, ==, STATUS_UNKNOWN);
        g_assert_null(code_lookup(unknown[i])->name);
        g_assert_null(code_lookup(unknown[i])->source);
    }
    for (guint i = 0; i < G_N_ELEMENTS(impossible); i++) {
        g_assert_cmpuint(code_lookup(impossible[i])->status, ==, STATUS_OUT_OF_RANGE);
        g_assert_null(code_lookup(impossible[i])->name);
        g_assert_null(code_lookup(impossible[i])->source);
    }
}

/* RFC 3261, section 8.1.3.2: an unknown provisional response is handled as 183, an unknown final one as x00 of its class. */
static guint expected_treated_as(code_status status, guint code)
{
    static const guint of_class[] = { 0, 183, 200, 300, 400, 500, 600 };

    if (code < 100 || code > 699) {
        return 0;
    }
    return is_in_registry(status) ? code : of_class[code / 100];
}

static void check_looked_up(const code_info *info, guint code)
{
    g_assert_nonnull(info);
    g_assert_true(info->code == code || info->code == 0);
    g_assert_cmpint(info->code == 0, ==, info->status == STATUS_UNKNOWN || info->status == STATUS_OUT_OF_RANGE);
    g_assert_cmpint(info->name == NULL, ==, info->code == 0);
    g_assert_cmpint(info->source == NULL, ==, info->code == 0);
    g_assert_nonnull(info->section);
    g_assert_nonnull(info->variants);
    g_assert_nonnull(info->http);
    g_assert_nonnull(info->description);
    g_assert_nonnull(info->hint);
    g_assert_cmpint(code_is_final(code), ==, code >= 200 && code <= 699);
    g_assert_cmpuint(code_treated_as(info, code), ==, expected_treated_as(info->status, code));
}

static void test_any_number_is_looked_up(void)
{
    for (guint code = 0; code <= ANY_CODE_MAX; code++) {
        check_looked_up(code_lookup(code), code);
    }
    check_looked_up(code_lookup(G_MAXUINT), G_MAXUINT);
}

/* What a client makes of an unknown code is part of its description: the number there has to be the right one. */
static void test_unknown_codes_say_what_they_are_treated_as(void)
{
    for (guint code = 150; code <= 650; code += 100) {
        const code_info *info = code_lookup(code);
        char *other = g_strdup_printf("as %u.", code_treated_as(info, code));

        g_assert_cmpuint(info->status, ==, STATUS_UNKNOWN);
        g_assert_nonnull(strstr(info->description, other));
        g_free(other);
    }
}

static void test_user_defined_code_is_treated_as_its_class(void)
{
    const code_info own = { 499, STATUS_USER_DEFINED, "Own", "me", "", "", "", "Own.", "Own." };
    const code_info own_provisional = { 150, STATUS_USER_DEFINED, "Own", "me", "", "", "", "Own.", "Own." };

    g_assert_cmpuint(code_treated_as(&own, 499), ==, 400);
    g_assert_cmpuint(code_treated_as(&own_provisional, 150), ==, 183);
}

static void test_class_names(void)
{
    static const char *const expected[] = {
        NULL, "Provisional", "Successful", "Redirection", "Client Failure", "Server Failure", "Global Failure", NULL
    };

    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpstr(code_class_name(i), ==, expected[i]);
    }
    g_assert_null(code_class_name(G_MAXUINT));
}

static void test_status_names(void)
{
    static const char *const expected[] = {
        "Registered", "Deprecated", "Reserved", "Obsolete", "Vendor", "User-defined", "HTTP only", "Unknown", "Out of range"
    };

    g_assert_cmpuint(G_N_ELEMENTS(expected), ==, STATUS_OUT_OF_RANGE + 1);
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpstr(code_status_name((code_status)i), ==, expected[i]);
    }
}

static void test_failures(void)
{
    static const uint32_t failures[] = { 0, 99, 400, 402, 403, 408, 486, 488, 499, 500, 503, 599, 600, 603, 699, 700, 999, UINT32_MAX };
    static const uint32_t others[] = { 100, 180, 183, 199, 200, 202, 299, 300, 302, 380, 399, 401, 407, 487 };

    for (size_t i = 0; i < G_N_ELEMENTS(failures); i++) {
        g_assert_true(code_is_failure(failures[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_assert_false(code_is_failure(others[i]));
    }
}

/* ---- References ---- */

static void check_reference(guint code, const char *expected, const char *expected_url)
{
    char text[64] = "untouched";

    code_reference(code_lookup(code), text, sizeof text);
    g_assert_cmpstr(text, ==, expected);
    memcpy(text, "untouched", sizeof "untouched");
    g_assert_cmpint(code_reference_url(code_lookup(code), text, sizeof text), ==, expected_url != NULL);
    g_assert_cmpstr(text, ==, expected_url != NULL ? expected_url : "untouched");
}

static void test_references(void)
{
    check_reference(486, "RFC 3261, section 21.4.24", "https://www.rfc-editor.org/rfc/rfc3261#section-21.4.24");
    check_reference(199, "RFC 6228, section 5", "https://www.rfc-editor.org/rfc/rfc6228#section-5");
    check_reference(409, "RFC 2543, section 7.4.10", "https://www.rfc-editor.org/rfc/rfc2543#section-7.4.10");
    check_reference(201, "HTTP: RFC 9110, section 15.3.2", "https://www.rfc-editor.org/rfc/rfc9110#section-15.3.2");
    check_reference(102, "HTTP: RFC 2518, section 10.1", "https://www.rfc-editor.org/rfc/rfc2518#section-10.1");
    check_reference(104, "HTTP: draft-ietf-httpbis-resumable-upload", NULL);
    check_reference(477, "Kamailio, OpenSIPS", NULL);
    check_reference(101, "Microsoft", NULL);
    check_reference(499, "", NULL);
    check_reference(700, "", NULL);
}

/* RFC 3261, section 21, does not know HTTP's other codes. */
static void test_codes_of_http_cite_http(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        findings all;

        if (table[i].status != STATUS_HTTP_ONLY) {
            continue;
        }
        findings_clear(&all);
        code_check(&table[i], table[i].code, &all);
        g_assert_cmpstr(table[i].source, !=, "RFC 3261");
        g_assert_cmpuint(all.count, ==, 1);
        g_assert_nonnull(strstr(all.list[0].text, table[i].source));
        g_assert_null(strstr(all.list[0].text, "section 21"));
    }
}

static void test_reference_without_section(void)
{
    const code_info whole = { 299, STATUS_USER_DEFINED, "Whole", "RFC 9999", "", "", "", "Whole.", "Whole." };
    char text[64];

    code_reference(&whole, text, sizeof text);
    g_assert_cmpstr(text, ==, "RFC 9999");
    g_assert_true(code_reference_url(&whole, text, sizeof text));
    g_assert_cmpstr(text, ==, "https://www.rfc-editor.org/rfc/rfc9999");
}

/* ---- Findings ---- */

/* The design's table: which status is which anomaly, and how severe. */
static const struct {
    code_status status;
    finding_index index;
    severity_level severity;
} anomaly_of_status[] = {
    { STATUS_REGISTERED, NOTHING, SEVERITY_CHAT },
    { STATUS_DEPRECATED, NOTHING, SEVERITY_CHAT },
    { STATUS_RESERVED, FINDING_reserved, SEVERITY_NOTE },
    { STATUS_OBSOLETE, FINDING_obsolete, SEVERITY_NOTE },
    { STATUS_VENDOR, FINDING_vendor, SEVERITY_NOTE },
    { STATUS_USER_DEFINED, NOTHING, SEVERITY_CHAT },
    { STATUS_HTTP_ONLY, FINDING_http_only, SEVERITY_WARN },
    { STATUS_UNKNOWN, FINDING_unknown, SEVERITY_WARN },
    { STATUS_OUT_OF_RANGE, FINDING_out_of_range, SEVERITY_ERROR },
};

static void check_code_check(const code_info *info, guint code)
{
    findings all;

    findings_clear(&all);
    code_check(info, code, &all);
    g_assert_cmpuint(anomaly_of_status[info->status].status, ==, info->status);
    check_finding(&all, code, anomaly_of_status[info->status].index, anomaly_of_status[info->status].severity);
}

static void test_code_check(void)
{
    const code_info own = { 499, STATUS_USER_DEFINED, "Own", "me", "", "", "", "Own.", "Own." };

    for (guint code = 0; code <= 999; code++) {
        check_code_check(code_lookup(code), code);
    }
    check_code_check(code_lookup(G_MAXUINT), G_MAXUINT);
    check_code_check(&own, 499);
}

/* Which codes the design names: all of them, and no other. */
static void test_named_anomalies(void)
{
    static const struct {
        code_status status;
        guint codes[9];
    } expected[] = {
        { STATUS_DEPRECATED, { 202 } },
        { STATUS_RESERVED, { 402 } },
        { STATUS_OBSOLETE, { 303, 409, 411 } },
        { STATUS_VENDOR, { 101, 110, 473, 475, 476, 477, 478, 479 } },
    };

    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        guint found = 0;

        for (guint code = 0; code <= 999; code++) {
            if (code_lookup(code)->status == expected[i].status) {
                g_assert_cmpuint(code, ==, expected[i].codes[found]);
                found++;
            }
        }
        g_assert_cmpuint(expected[i].codes[found], ==, 0);
    }
}

/* Where a code is treated as another, the sentence says as which. */
static void test_code_check_says_treated_as(void)
{
    for (guint code = 100; code <= 699; code++) {
        const code_info *info = code_lookup(code);
        char *other = g_strdup_printf("as %u", expected_treated_as(info->status, code));
        findings all;

        findings_clear(&all);
        code_check(info, code, &all);
        if (!is_in_registry(info->status) && strstr(all.list[0].text, other) == NULL) {
            g_test_fail_printf("%u is treated %s: %s", code, other, all.list[0].text);
        }
        g_free(other);
    }
}

/* A code's own check and its phrase's check fill one list. */
static void test_checks_add_up(void)
{
    findings all;

    findings_clear(&all);
    code_check(code_lookup(402), 402, &all);
    code_check_phrase(code_lookup(402), 402, text_from("OK"), &all);
    g_assert_cmpuint(all.count, ==, 2);
    g_assert_cmpstr(all.list[0].name, ==, "reserved");
    g_assert_cmpstr(all.list[1].name, ==, "phrase_of_other_code");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codes/lookup/codes-without-a-meaning", test_codes_without_a_meaning);
    g_test_add_func("/codes/lookup/any-number", test_any_number_is_looked_up);
    g_test_add_func("/codes/lookup/unknown-codes-say-what-they-are-treated-as", test_unknown_codes_say_what_they_are_treated_as);
    g_test_add_func("/codes/lookup/user-defined-code", test_user_defined_code_is_treated_as_its_class);
    g_test_add_func("/codes/lookup/failures", test_failures);
    g_test_add_func("/codes/names/class", test_class_names);
    g_test_add_func("/codes/names/status", test_status_names);
    g_test_add_func("/codes/reference/text-and-address", test_references);
    g_test_add_func("/codes/reference/of-http", test_codes_of_http_cite_http);
    g_test_add_func("/codes/reference/without-section", test_reference_without_section);
    g_test_add_func("/codes/check/every-code", test_code_check);
    g_test_add_func("/codes/check/named-anomalies", test_named_anomalies);
    g_test_add_func("/codes/check/says-treated-as", test_code_check_says_treated_as);
    g_test_add_func("/codes/check/adds-up", test_checks_add_up);
    return g_test_run();
}
