/* test_codes.c: the table of status codes, and what is said about a code and its phrase
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The facts are kept apart from the table on purpose: registry.tsv and source-list.tsv beside this file.
 */
#include "codes.h"

#include <stdbool.h>
#include <string.h>

#include "lines.h"

#define ANY_CODE_MAX 70000

/* ---- Facts from files ---- */

/* One line of a .tsv file; the columns that a file does not have are NULL. */
typedef struct {
    guint code;
    char *name;
    char *status;
    char *rfc;
} fact;

static void fact_free(gpointer data)
{
    fact *one = data;

    g_free(one->name);
    g_free(one->status);
    g_free(one->rfc);
    g_free(one);
}

static fact *fact_from_line(const char *line)
{
    char **columns = g_strsplit(line, "\t", -1);
    guint count = g_strv_length(columns);
    fact *one = g_new0(fact, 1);

    g_assert_cmpuint(count, >=, 2);
    one->code = (guint)g_ascii_strtoull(columns[0], NULL, 10);
    one->name = g_strdup(columns[1]);
    one->status = count > 2 ? g_strdup(columns[2]) : NULL;
    one->rfc = count > 3 ? g_strdup(columns[3]) : NULL;
    g_strfreev(columns);
    return one;
}

static GPtrArray *read_facts(const char *file)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func(fact_free);
    GError *error = NULL;
    char *path = g_build_filename(TESTS_DIR, "unit", file, NULL);
    char *contents = NULL;
    char **lines;

    g_file_get_contents(path, &contents, NULL, &error);
    g_assert_no_error(error);
    lines = g_strsplit(contents, "\n", -1);
    for (guint i = 1; lines[i] != NULL; i++) {
        if (lines[i][0] != '\0') {
            g_ptr_array_add(facts, fact_from_line(lines[i]));
        }
    }
    g_strfreev(lines);
    g_free(contents);
    g_free(path);
    return facts;
}

static const fact *find_fact(const GPtrArray *facts, guint code)
{
    for (guint i = 0; i < facts->len; i++) {
        const fact *one = g_ptr_array_index(facts, i);

        if (one->code == code) {
            return one;
        }
    }
    return NULL;
}

/* ---- The table against the facts ---- */

static void check_row_against_fact(const code_info *row, const fact *expected)
{
    g_assert_cmpuint(row->code, ==, expected->code);
    g_assert_cmpstr(row->name, ==, expected->name);
    g_assert_cmpstr(code_status_name(row->status), ==, expected->status);
    if (expected->rfc[0] != '\0') {
        g_assert_cmpstr(row->source, ==, expected->rfc);
        /* A draft's sections move. */
        g_assert_cmpint(row->section[0] != '\0', ==, g_str_has_prefix(row->source, "RFC "));
    } else {
        g_assert_cmpuint(row->status, ==, STATUS_VENDOR);
        g_assert_false(g_str_has_prefix(row->source, "RFC"));
        g_assert_cmpstr(row->section, ==, "");
    }
}

static void test_every_row_is_a_fact(void)
{
    GPtrArray *facts = read_facts("registry.tsv");
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        const fact *expected = find_fact(facts, table[i].code);

        if (expected == NULL) {
            g_test_fail_printf("%u %s is in the table, not in registry.tsv", table[i].code, table[i].name);
        } else {
            check_row_against_fact(&table[i], expected);
        }
    }
    g_ptr_array_unref(facts);
}

static void test_every_fact_is_a_row(void)
{
    GPtrArray *facts = read_facts("registry.tsv");
    guint count;

    code_table(&count);
    g_assert_cmpuint(count, ==, facts->len);
    for (guint i = 0; i < facts->len; i++) {
        const fact *expected = g_ptr_array_index(facts, i);

        check_row_against_fact(code_lookup(expected->code), expected);
    }
    g_ptr_array_unref(facts);
}

static gboolean is_in_registry(code_status status)
{
    return status == STATUS_REGISTERED || status == STATUS_DEPRECATED || status == STATUS_RESERVED;
}

/* IANA's registry "SIP Response Codes": 75 codes, as many in each class as below. */
static void test_registry_is_whole(void)
{
    static const guint expected[] = { 0, 6, 3, 5, 46, 9, 6 };
    guint found[G_N_ELEMENTS(expected)] = { 0 };
    guint sum = 0;
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        if (is_in_registry(table[i].status)) {
            found[table[i].code / 100]++;
            sum++;
        }
    }
    g_assert_cmpmem(found, sizeof found, expected, sizeof expected);
    g_assert_cmpuint(sum, ==, 75);
}

static void test_source_list_is_known(void)
{
    GPtrArray *facts = read_facts("source-list.tsv");

    g_assert_cmpuint(facts->len, ==, 71);
    for (guint i = 0; i < facts->len; i++) {
        const fact *expected = g_ptr_array_index(facts, i);
        const code_info *info = code_lookup(expected->code);

        g_assert_cmpuint(info->code, ==, expected->code);
        g_assert_cmpstr(info->name, ==, expected->name);
    }
    g_ptr_array_unref(facts);
}

static void test_rows_ascend(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 1; i < count; i++) {
        g_assert_cmpuint(table[i - 1].code, <, table[i].code);
    }
}

/* ---- Look-up ---- */

static void check_expected_status(const GPtrArray *facts, guint code)
{
    const fact *expected = find_fact(facts, code);
    const char *status = code_status_name(code_lookup(code)->status);

    if (expected != NULL) {
        g_assert_cmpstr(status, ==, expected->status);
    } else {
        g_assert_cmpstr(status, ==, code >= 100 && code <= 699 ? "Unknown" : "Out of range");
    }
    g_assert_cmpuint(code_class(code), ==, code >= 100 && code <= 699 ? code / 100 : 0);
}

static void test_status_and_class_of_three_digits(void)
{
    GPtrArray *facts = read_facts("registry.tsv");

    for (guint code = 0; code <= 999; code++) {
        check_expected_status(facts, code);
    }
    g_ptr_array_unref(facts);
}

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

/* ---- Sentences ---- */

static void test_lines(void)
{
    for (guint code = 0; code <= 999; code++) {
        char *description = g_strdup_printf("%u, description", code);
        char *hint = g_strdup_printf("%u, hint", code);

        check_lines(description, code_lookup(code)->description);
        check_lines(hint, code_lookup(code)->hint);
        g_assert_cmpuint(strcspn(code_lookup(code)->description, "\n"), <=, FIRST_LINE_MAX_LENGTH);
        g_free(description);
        g_free(hint);
    }
}

/* HTTP's codes share hints: where such a code comes from does not depend on which one it is. */
static void check_rows_differ(const code_info *a, const code_info *b)
{
    if (strcmp(a->description, b->description) == 0) {
        g_test_fail_printf("%u and %u have the same description", a->code, b->code);
    }
    if (strcmp(a->hint, b->hint) == 0 && !(a->status == STATUS_HTTP_ONLY && b->status == STATUS_HTTP_ONLY)) {
        g_test_fail_printf("%u and %u have the same hint", a->code, b->code);
    }
    if (strcmp(a->description, b->hint) == 0 || strcmp(a->hint, b->description) == 0) {
        g_test_fail_printf("a hint is a description: %u and %u", a->code, b->code);
    }
}

static void test_no_sentence_stands_twice(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        for (guint j = 0; j < i; j++) {
            check_rows_differ(&table[j], &table[i]);
        }
        g_assert_cmpstr(table[i].description, !=, table[i].hint);
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

static void test_sections_are_numbers(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        const char *section = table[i].section;

        g_assert_cmpuint(strspn(section, "0123456789."), ==, strlen(section));
        g_assert_false(g_str_has_suffix(section, "."));
        g_assert_null(strstr(section, ".."));
    }
}

/* ---- Findings ---- */

#define NOTHING FINDING_NAME_COUNT

/* The sentence ends as it was written, however much of the phrase it quotes, and a terminal can show it. */
static void check_text(const finding *found)
{
    g_assert_true(g_utf8_validate(found->text, -1, NULL));
    g_assert_true(g_str_has_suffix(found->text, "."));
    g_assert_false(g_str_has_suffix(found->text, ".."));
    for (const char *c = found->text; *c != '\0'; c++) {
        g_assert_false(g_ascii_iscntrl(*c));
    }
}

static void check_finding(const findings *all, guint code, finding_index index, severity_level severity)
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

/* ---- Phrases ---- */

/* The phrase lies in a block of just its size, for a memory checker to see a byte too much. */
static void check_phrase_bytes(const code_info *info, guint code, const char *phrase, gsize length, finding_index index,
                               findings *all)
{
    char *block = g_malloc(length);

    if (length > 0) {
        memcpy(block, phrase, length);
    }
    findings_clear(all);
    code_check_phrase(info, code, (text_slice){ block, length }, all);
    g_free(block);
    check_finding(all, code, index, index == FINDING_phrase_of_other_code || index == FINDING_phrase_of_http ? SEVERITY_NOTE : SEVERITY_CHAT);
}

static void check_phrase(guint code, const char *phrase, finding_index index)
{
    findings all;

    check_phrase_bytes(code_lookup(code), code, phrase, strlen(phrase), index, &all);
    if (g_test_failed()) {
        g_test_message("with the phrase \"%s\"", phrase);
    }
}

static void check_phrase_says(guint code, const char *phrase, finding_index index, const char *part)
{
    findings all;

    check_phrase_bytes(code_lookup(code), code, phrase, strlen(phrase), index, &all);
    if (strstr(all.list[0].text, part) == NULL) {
        g_test_fail_printf("\"%s\" does not say \"%s\"", all.list[0].text, part);
    }
}

static char *with_wide_spaces(const char *phrase)
{
    char **words = g_strsplit(phrase, " ", -1);
    char *wide = g_strjoinv(" \t ", words);
    char *padded = g_strdup_printf("\t %s \r\n", wide);

    g_strfreev(words);
    g_free(wide);
    return padded;
}

static char *without_spaces(const char *phrase)
{
    char **words = g_strsplit(phrase, " ", -1);
    char *narrow = g_strjoinv("", words);

    g_strfreev(words);
    return narrow;
}

/* Case and white space do not count, whatever the phrase. */
static void check_in_all_spellings(guint code, const char *phrase)
{
    char *spellings[] = {
        g_strdup(phrase), g_ascii_strup(phrase, -1), g_ascii_strdown(phrase, -1), with_wide_spaces(phrase), without_spaces(phrase)
    };

    for (guint i = 0; i < G_N_ELEMENTS(spellings); i++) {
        check_phrase(code, spellings[i], NOTHING);
        g_free(spellings[i]);
    }
}

static void test_own_phrase(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        check_in_all_spellings(table[i].code, table[i].name);
    }
}

static void check_variant(guint code, const char *variant)
{
    gsize length = strlen(variant);

    g_assert_cmpuint(length, >, 0);
    if (variant[length - 1] == '*') {
        char *prefix = g_strndup(variant, length - 1);
        char *longer = g_strdup_printf("%s (%u/TM), and more", prefix, code);

        check_in_all_spellings(code, length == 1 ? "Any words will do" : prefix);
        check_in_all_spellings(code, longer);
        g_free(longer);
        g_free(prefix);
    } else {
        check_in_all_spellings(code, variant);
    }
}

static void test_variants(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        char **variants = g_strsplit(table[i].variants, "|", -1);

        for (guint j = 0; variants[j] != NULL; j++) {
            check_variant(table[i].code, variants[j]);
            g_assert_true(strchr(variants[j], '*') == NULL || strchr(variants[j], '*')[1] == '\0');
        }
        g_strfreev(variants);
    }
}

static void test_phrase_of_http(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        char **phrases = g_strsplit(table[i].http, "|", -1);

        for (guint j = 0; phrases[j] != NULL; j++) {
            check_phrase(table[i].code, phrases[j], FINDING_phrase_of_http);
        }
        g_strfreev(phrases);
    }
    check_phrase_says(429, "Too Many Requests", FINDING_phrase_of_http, "Provide Referrer Identity");
    check_phrase(429, "TOO  many\trequests ", FINDING_phrase_of_http);
    check_phrase(429, "Too Many Requests!", FINDING_phrase_differs);
    check_phrase(429, "Too Many Request", FINDING_phrase_differs);
}

/* HTTP's meanings that differ from SIP's; one that is missing in the table would go by unnoticed. */
static void test_http_collisions(void)
{
    static const struct {
        guint code;
        const char *phrase;
    } http[] = {
        { 204, "No Content" }, { 302, "Found" }, { 412, "Precondition Failed" }, { 413, "Content Too Large" },
        { 414, "URI Too Long" }, { 416, "Range Not Satisfiable" }, { 417, "Expectation Failed" },
        { 421, "Misdirected Request" }, { 422, "Unprocessable Content" }, { 423, "Locked" }, { 424, "Failed Dependency" },
        { 425, "Too Early" }, { 428, "Precondition Required" }, { 429, "Too Many Requests" }, { 504, "Gateway Timeout" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(http); i++) {
        check_phrase(http[i].code, http[i].phrase, FINDING_phrase_of_http);
    }
}

static guint first_registered_with_name(const char *name)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        if (is_in_registry(table[i].status) && strcmp(table[i].name, name) == 0) {
            return table[i].code;
        }
    }
    g_assert_not_reached();
}

/* "Rejected" was a usual phrase of refusals before 608 was given it, so with another registered one it is a remark. */
static bool is_old_rejection(guint code, const code_info *info, const code_info *other)
{
    return other->code == 608 && code != 608 && code >= 400 && is_in_registry(info->status);
}

static void check_phrase_of_other(guint code, const code_info *info, const code_info *other)
{
    g_assert_nonnull(other->name);
    if (is_old_rejection(code, info, other)) {
        /* RFC 3261 asks these for a phrase of their own. */
        check_phrase(code, other->name, code == 400 || code == 480 || code == 484 ? NOTHING : FINDING_phrase_differs);
    } else if (info->name != NULL && strcmp(info->name, other->name) == 0) {
        check_phrase(code, other->name, NOTHING);
    } else {
        char *number = g_strdup_printf("phrase of %u,", first_registered_with_name(other->name));

        check_phrase_says(code, other->name, FINDING_phrase_of_other_code, number);
        g_free(number);
    }
}

/* Each registered phrase on each number; a free phrase ("*") does not hide it either. */
static void test_phrase_of_other_code(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        for (guint j = 0; j < count; j++) {
            if (is_in_registry(table[j].status)) {
                check_phrase_of_other(table[i].code, &table[i], &table[j]);
            }
        }
    }
    check_phrase_says(499, "busy  HERE", FINDING_phrase_of_other_code, "phrase of 486, not of 499");
    check_phrase_says(700, "Busy Here", FINDING_phrase_of_other_code, "phrase of 486, not of 700");
    check_phrase_says(0, "Busy Here", FINDING_phrase_of_other_code, "phrase of 486, not of 000");
}

/* As baresip sends 486. Of a success or of a code that is not registered the word says something else. */
static void test_rejected(void)
{
    check_phrase_says(486, "Rejected", FINDING_phrase_differs, "registered is \"Busy Here\"");
    check_phrase(486, "rejected", FINDING_phrase_differs);
    check_phrase(603, "Rejected", FINDING_phrase_differs);
    check_phrase(608, "Rejected", NOTHING);
    check_phrase(200, "Rejected", FINDING_phrase_of_other_code);
    check_phrase(180, "Rejected", FINDING_phrase_of_other_code);
    check_phrase(499, "Rejected", FINDING_phrase_of_other_code);
}

/* The brief names the code. */
static void test_brief_of_phrase(void)
{
    findings all;

    findings_clear(&all);
    code_check_phrase(code_lookup(404), 404, text_from("Busy Here"), &all);
    g_assert_cmpstr(all.list[0].brief, ==, "phrase of 486");
    findings_clear(&all);
    code_check_phrase(code_lookup(429), 429, text_from("Too Many Requests"), &all);
    g_assert_cmpstr(all.list[0].brief, ==, "phrase of HTTP");
}

/* "Loop Detected" is 482's; that HTTP has it for 508 too, or a vendor a phrase of its own, makes no owner. */
static void test_phrase_of_unregistered_code_has_no_owner(void)
{
    check_phrase_says(487, "Loop Detected", FINDING_phrase_of_other_code, "phrase of 482,");
    check_phrase(486, "Conflict", FINDING_phrase_differs);
    check_phrase(486, "Progress Report", FINDING_phrase_differs);
    check_phrase(486, "Early Hints", FINDING_phrase_differs);
}

static void test_phrase_differs(void)
{
    check_phrase_says(486, "Besetzt", FINDING_phrase_differs, "\"Besetzt\"");
    check_phrase_says(486, "Besetzt", FINDING_phrase_differs, "\"Busy Here\"");
    check_phrase(486, "Busy Her", FINDING_phrase_differs);
    check_phrase(486, "Busy Here.", FINDING_phrase_differs);
    check_phrase(486, "Busy-Here", FINDING_phrase_differs);
    check_phrase(486, "B", FINDING_phrase_differs);
    check_phrase(486, "*", FINDING_phrase_differs);
    check_phrase(486, "|", FINDING_phrase_differs);
    check_phrase(486, "Busy|User Busy", FINDING_phrase_differs);
    check_phrase(486, "Busy*", FINDING_phrase_differs);
    check_phrase(486, "Busyness", FINDING_phrase_differs);
}

static void test_prefix_variants(void)
{
    check_phrase(403, "Forbidden - caller number not yours", NOTHING);
    check_phrase(403, "forbidden", NOTHING);
    check_phrase(403, "For bidden: spaces do not count", NOTHING);
    check_phrase(403, "Forbid", FINDING_phrase_differs);
    check_phrase(403, "Not Forbidden", FINDING_phrase_differs);
    check_phrase(487, "Transaction canceled (487/TM)", NOTHING);
    check_phrase(487, "Transaction cance", FINDING_phrase_differs);
    check_phrase(478, "Unresolvable destination (478/TM)", NOTHING);
}

/* A lone "*" lets any phrase pass, but neither HTTP's nor another code's nor none. */
static void test_free_phrases(void)
{
    static const guint free_phrase[] = { 182, 400, 480, 484 };

    for (guint i = 0; i < G_N_ELEMENTS(free_phrase); i++) {
        check_phrase(free_phrase[i], "Missing Contact header", NOTHING);
        check_phrase(free_phrase[i], "*", NOTHING);
        check_phrase(free_phrase[i], "Ringing", FINDING_phrase_of_other_code);
        check_phrase(free_phrase[i], "", FINDING_phrase_empty);
    }
}

/* A lone "*" is one wherever it stands in the list; a "*" that ends a prefix is none. */
static void test_stars_in_variants(void)
{
    static const struct {
        const char *variants;
        const char *phrase;
        finding_index index;
    } cases[] = {
        { "*", "Any", NOTHING },
        { "Some*|*", "Any", NOTHING },
        { "*|Some*", "Any", NOTHING },
        { "Some|*", "Any", NOTHING },
        { "Some*|Other*", "Any", FINDING_phrase_differs },
        { "Some*|Other*", "Otherwise", NOTHING },
        { "Some*", "So", FINDING_phrase_differs },
        { "Some*", "Some", NOTHING },
        { "", "Any", FINDING_phrase_differs },
        { "Any|Some", "Any", NOTHING },
        { "Some|Any", "Any", NOTHING },
        { "Some||Any", "Any", NOTHING },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        code_info row = { 486, STATUS_REGISTERED, "Busy Here", "RFC 3261", "21.4.24", cases[i].variants, "", "Busy.", "Busy." };
        findings all;

        check_phrase_bytes(&row, 486, cases[i].phrase, strlen(cases[i].phrase), cases[i].index, &all);
    }
}

/* Nothing is registered that a phrase of these codes could differ from. */
static void test_unregistered_codes_may_say_anything(void)
{
    static const guint unregistered[] = { 0, 99, 101, 303, 306, 409, 418, 477, 499, 599, 699, 700, 999 };

    for (guint i = 0; i < G_N_ELEMENTS(unregistered); i++) {
        check_phrase(unregistered[i], "I'm a teapot", NOTHING);
        check_phrase(unregistered[i], "*", NOTHING);
        check_phrase(unregistered[i], "", FINDING_phrase_empty);
    }
}

static void test_phrase_empty(void)
{
    for (guint code = 0; code <= 999; code++) {
        check_phrase(code, "", FINDING_phrase_empty);
    }
    check_phrase(486, " ", FINDING_phrase_empty);
    check_phrase(486, " \t \r\n", FINDING_phrase_empty);
}

/* RFC 3261, section 21: the phrase may be in another language, which shows by bytes beyond ASCII. */
static void test_phrase_in_another_language(void)
{
    check_phrase(486, "\xD0\x97\xD0\xB0\xD0\xBD\xD1\x8F\xD1\x82\xD0\xBE", NOTHING);
    check_phrase(200, "= 2**3 * 5**2 \xD0\xBD\xD0\xBE \xD1\x81\xD1\x82\xD0\xBE", NOTHING);
    check_phrase(404, "Nicht verf\xC3\xBCgbar", NOTHING);
    check_phrase(486, "\xE8\xA9\xB1\xE4\xB8\xAD", NOTHING);
    check_phrase(486, "\xF0\x9F\x93\x9E", NOTHING);
    check_phrase(404, "Nicht verf\xFCgbar", FINDING_phrase_differs);
    check_phrase(486, "Busy \xC3", FINDING_phrase_differs);
    check_phrase(486, "\x80", FINDING_phrase_differs);
    check_phrase(486, "\xED\xA0\x80", FINDING_phrase_differs);
    check_phrase(486, "\xC0\xAF", FINDING_phrase_differs);
    check_phrase(486, "\xF4\x90\x80\x80", FINDING_phrase_differs);
}

static void test_phrase_with_control_characters(void)
{
    findings all;

    check_phrase(486, "Busy\x1b[2JHere", FINDING_phrase_differs);
    check_phrase(486, "Busy\x07", FINDING_phrase_differs);
    check_phrase(486, "Busy\x7f", FINDING_phrase_differs);
    check_phrase(486, "Busy\v Here", FINDING_phrase_differs);
    check_phrase_bytes(code_lookup(486), 486, "Busy\0Here", 9, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "Busy Here\0", 10, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "\0Busy Here", 10, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "\0", 1, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "\0\xC3\xBC", 3, FINDING_phrase_differs, &all);
}

/* However long the phrase, the sentence around it is whole: check_text() sees its end. */
static void test_long_phrases(void)
{
    static const gsize lengths[] = { 63, 64, 65, 199, 200, 201, 239, 240, 241, 399, 400, 401, 65536, 1000000 };

    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        guint count;
        const code_info *table = code_table(&count);
        char *phrase = g_strnfill(lengths[i], 'x');

        for (guint j = 0; j < count; j++) {
            gboolean wants_any = strcmp(table[j].variants, "*") == 0 || g_str_has_suffix(table[j].variants, "|*");
            gboolean differs = is_in_registry(table[j].status) && !wants_any;

            check_phrase(table[j].code, phrase, differs ? FINDING_phrase_differs : NOTHING);
        }
        g_free(phrase);
    }
}

/* A phrase of another code may be stretched by white space until the quotation holds nothing else. */
static void test_long_phrase_of_other_code(void)
{
    char *spaces = g_strnfill(100000, ' ');
    char *phrase = g_strdup_printf("Busy%sHere", spaces);

    check_phrase_says(404, phrase, FINDING_phrase_of_other_code, "phrase of 486,");
    check_phrase(486, phrase, NOTHING);
    g_free(phrase);
    g_free(spaces);
}

/* Any byte anywhere in a phrase: a sentence that can be shown, and the same verdict as for any other stranger. */
static void test_any_byte_in_a_phrase(void)
{
    for (guint byte = 0; byte <= 255; byte++) {
        char phrase[] = { 'B', 'u', 's', 'y', (char)byte, 'H', 'e', 'r', 'e' };
        gboolean is_space = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
        findings all;

        check_phrase_bytes(code_lookup(486), 486, phrase, sizeof phrase, is_space ? NOTHING : FINDING_phrase_differs, &all);
    }
}

/* A user may describe a registered code in words of his own: it stays registered, and so does its phrase. */
static void test_user_defined_row_for_a_registered_code(void)
{
    code_info own = *code_lookup(429);
    findings all;

    own.status = STATUS_USER_DEFINED;
    own.name = "Rate limit";
    g_assert_cmpuint(code_treated_as(&own, 429), ==, 429);
    check_phrase_bytes(&own, 429, "Rate limit", strlen("Rate limit"), NOTHING, &all);
    check_phrase_bytes(&own, 429, "Provide Referrer Identity", strlen("Provide Referrer Identity"), NOTHING, &all);
    check_phrase_bytes(&own, 429, "Whatever", strlen("Whatever"), NOTHING, &all);
    check_phrase_bytes(&own, 429, "Busy Here", strlen("Busy Here"), FINDING_phrase_of_other_code, &all);
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codes/table/every-row-is-a-fact", test_every_row_is_a_fact);
    g_test_add_func("/codes/table/every-fact-is-a-row", test_every_fact_is_a_row);
    g_test_add_func("/codes/table/registry-is-whole", test_registry_is_whole);
    g_test_add_func("/codes/table/source-list-is-known", test_source_list_is_known);
    g_test_add_func("/codes/table/rows-ascend", test_rows_ascend);
    g_test_add_func("/codes/table/sentences", test_lines);
    g_test_add_func("/codes/table/no-sentence-stands-twice", test_no_sentence_stands_twice);
    g_test_add_func("/codes/table/sections-are-numbers", test_sections_are_numbers);
    g_test_add_func("/codes/lookup/status-and-class-of-three-digits", test_status_and_class_of_three_digits);
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
    g_test_add_func("/codes/phrase/own", test_own_phrase);
    g_test_add_func("/codes/phrase/variants", test_variants);
    g_test_add_func("/codes/phrase/prefix-variants", test_prefix_variants);
    g_test_add_func("/codes/phrase/free", test_free_phrases);
    g_test_add_func("/codes/phrase/stars-in-variants", test_stars_in_variants);
    g_test_add_func("/codes/phrase/of-http", test_phrase_of_http);
    g_test_add_func("/codes/phrase/http-collisions", test_http_collisions);
    g_test_add_func("/codes/phrase/of-other-code", test_phrase_of_other_code);
    g_test_add_func("/codes/phrase/of-unregistered-code", test_phrase_of_unregistered_code_has_no_owner);
    g_test_add_func("/codes/phrase/rejected", test_rejected);
    g_test_add_func("/codes/phrase/brief", test_brief_of_phrase);
    g_test_add_func("/codes/phrase/differs", test_phrase_differs);
    g_test_add_func("/codes/phrase/unregistered-codes-may-say-anything", test_unregistered_codes_may_say_anything);
    g_test_add_func("/codes/phrase/empty", test_phrase_empty);
    g_test_add_func("/codes/phrase/in-another-language", test_phrase_in_another_language);
    g_test_add_func("/codes/phrase/with-control-characters", test_phrase_with_control_characters);
    g_test_add_func("/codes/phrase/long", test_long_phrases);
    g_test_add_func("/codes/phrase/long-of-other-code", test_long_phrase_of_other_code);
    g_test_add_func("/codes/phrase/any-byte", test_any_byte_in_a_phrase);
    g_test_add_func("/codes/phrase/user-defined-row", test_user_defined_row_for_a_registered_code);
    return g_test_run();
}
