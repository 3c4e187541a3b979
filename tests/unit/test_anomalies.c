/* test_anomalies.c: the list of what was found, and the names that users filter on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "anomalies.h"

#include <string.h>

/* ---- Names and severities ---- */

/* A public interface: a name never changes once released. Kept apart from anomalies.def on purpose. */
static const struct {
    const char *name;
    anomaly_severity severity;
} released[] = {
    { "unknown", SEVERITY_WARN },
    { "out_of_range", SEVERITY_ERROR },
    { "deprecated", SEVERITY_NOTE },
    { "reserved", SEVERITY_NOTE },
    { "obsolete", SEVERITY_NOTE },
    { "vendor", SEVERITY_NOTE },
    { "http_only", SEVERITY_WARN },
    { "phrase_differs", SEVERITY_CHAT },
    { "phrase_of_other_code", SEVERITY_NOTE },
    { "phrase_of_http", SEVERITY_NOTE },
    { "phrase_empty", SEVERITY_CHAT },
    { "method", SEVERITY_WARN },
    { "missing_header", SEVERITY_WARN },
    { "forbidden_header", SEVERITY_NOTE },
    { "header_value", SEVERITY_WARN },
    { "reason_malformed", SEVERITY_WARN },
    { "reason_conflict", SEVERITY_NOTE },
    { "provisional_failure", SEVERITY_NOTE },
    { "blocked_incomplete", SEVERITY_WARN },
    { "line_ends_before", SEVERITY_CHAT },
    { "lower_case_version", SEVERITY_WARN },
    { "malformed_status_line", SEVERITY_ERROR },
    { "malformed_message", SEVERITY_WARN },
    { "session_description", SEVERITY_CHAT },
    { "user_defined", SEVERITY_WARN },
};

static gboolean find_anomaly(const char *name, anomaly_id *id)
{
    for (guint i = 0; i < ANOMALY_COUNT; i++) {
        if (strcmp(anomaly_name((anomaly_id)i), name) == 0) {
            *id = (anomaly_id)i;
            return TRUE;
        }
    }
    return FALSE;
}

static anomaly_severity released_severity(anomaly_id id)
{
    for (guint i = 0; i < G_N_ELEMENTS(released); i++) {
        if (strcmp(anomaly_name(id), released[i].name) == 0) {
            return released[i].severity;
        }
    }
    g_error("%s is not released", anomaly_name(id));
    return SEVERITY_ERROR;
}

static void test_released_names(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(released); i++) {
        anomaly_id id;

        if (!find_anomaly(released[i].name, &id)) {
            g_test_fail_printf("there is no %s any more", released[i].name);
        } else if (anomaly_default_severity(id) != released[i].severity) {
            g_test_fail_printf("%s has another severity", released[i].name);
        }
    }
}

static void test_no_other_names(void)
{
    for (guint i = 0; i < ANOMALY_COUNT; i++) {
        const char *name = anomaly_name((anomaly_id)i);
        gboolean known = FALSE;

        for (guint j = 0; j < G_N_ELEMENTS(released); j++) {
            known = known || strcmp(name, released[j].name) == 0;
        }
        if (!known) {
            g_test_fail_printf("%s is not in this test's list: is it in the README, and is there a test that shows it?", name);
        }
    }
}

/* Filter names: lower case and "_". */
static void test_names_are_filter_names(void)
{
    for (guint i = 0; i < ANOMALY_COUNT; i++) {
        const char *name = anomaly_name((anomaly_id)i);

        g_assert_cmpuint(strlen(name), >, 0);
        g_assert_cmpuint(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), ==, strlen(name));
    }
}

static void test_summaries(void)
{
    static const char *const summaries[] = {
#define ANOMALY(id, severity, group, summary) summary,
#include "anomalies.def"
    };

    g_assert_cmpuint(G_N_ELEMENTS(summaries), ==, ANOMALY_COUNT);
    for (guint i = 0; i < ANOMALY_COUNT; i++) {
        g_assert_cmpstr(anomaly_summary((anomaly_id)i), ==, summaries[i]);
        g_assert_true(g_str_is_ascii(summaries[i]));
        g_assert_true(g_ascii_isupper(summaries[i][0]));
        g_assert_false(g_str_has_suffix(summaries[i], "."));
        for (guint j = 0; j < i; j++) {
            g_assert_cmpstr(summaries[i], !=, summaries[j]);
        }
    }
}

/* "At least a warning" is asked by comparing. */
static void test_severities_ascend(void)
{
    g_assert_cmpuint(SEVERITY_CHAT, <, SEVERITY_NOTE);
    g_assert_cmpuint(SEVERITY_NOTE, <, SEVERITY_WARN);
    g_assert_cmpuint(SEVERITY_WARN, <, SEVERITY_ERROR);
}

/* ---- The list ---- */

/* Whatever lay in the memory before must not show. */
static void make_dirty(findings *all)
{
    memset(all, 0xA5, sizeof *all);
    findings_clear(all);
}

static void test_empty_list(void)
{
    findings all;

    make_dirty(&all);
    g_assert_cmpuint(all.count, ==, 0);
    g_assert_cmpuint(all.dropped, ==, 0);
}

static void test_one_finding(void)
{
    findings all;
    finding *found;

    make_dirty(&all);
    found = findings_add(&all, ANOMALY_method, "%u to %s.", 180U, "REGISTER");
    g_assert_true(found == &all.list[0]);
    g_assert_cmpuint(all.count, ==, 1);
    g_assert_cmpuint(found->id, ==, ANOMALY_method);
    g_assert_cmpuint(found->severity, ==, SEVERITY_WARN);
    g_assert_cmpstr(found->text, ==, "180 to REGISTER.");
    g_assert_null(found->header);
    g_assert_cmpuint(found->offset, ==, 0);
    g_assert_cmpuint(found->length, ==, 0);
}

static void test_findings_keep_their_order(void)
{
    findings all;

    make_dirty(&all);
    for (guint i = 0; i < ANOMALY_COUNT; i++) {
        g_assert_nonnull(findings_add(&all, (anomaly_id)i, "Number %u.", i));
    }
    g_assert_cmpuint(all.count, ==, ANOMALY_COUNT);
    for (guint i = 0; i < ANOMALY_COUNT; i++) {
        char *expected = g_strdup_printf("Number %u.", i);

        g_assert_cmpuint(all.list[i].id, ==, i);
        g_assert_cmpuint(all.list[i].severity, ==, released_severity((anomaly_id)i));
        g_assert_cmpstr(all.list[i].text, ==, expected);
        g_free(expected);
    }
}

static void test_full_list(void)
{
    findings *all = g_new(findings, 1);

    make_dirty(all);
    for (guint i = 0; i < FINDINGS_MAX; i++) {
        g_assert_nonnull(findings_add(all, ANOMALY_vendor, "Kept."));
        g_assert_cmpuint(all->count, ==, i + 1);
        g_assert_cmpuint(all->dropped, ==, 0);
    }
    for (guint i = 0; i < 1000; i++) {
        g_assert_null(findings_add(all, ANOMALY_unknown, "Dropped."));
        g_assert_cmpuint(all->count, ==, FINDINGS_MAX);
        g_assert_cmpuint(all->dropped, ==, i + 1);
    }
    for (guint i = 0; i < FINDINGS_MAX; i++) {
        g_assert_cmpstr(all->list[i].text, ==, "Kept.");
    }
    g_free(all);
}

static void test_cleared_list_is_used_again(void)
{
    findings all;
    finding *found;

    make_dirty(&all);
    for (guint i = 0; i < FINDINGS_MAX + 3; i++) {
        found = findings_add(&all, ANOMALY_header_value, "A long sentence about the first response.");
        if (found != NULL) {
            found->header = "CSeq";
            found->offset = 7;
            found->length = 9;
        }
    }
    g_assert_cmpuint(all.dropped, ==, 3);
    findings_clear(&all);
    g_assert_cmpuint(all.count, ==, 0);
    g_assert_cmpuint(all.dropped, ==, 0);
    found = findings_add(&all, ANOMALY_deprecated, "Short.");
    g_assert_true(found == &all.list[0]);
    g_assert_cmpstr(found->text, ==, "Short.");
    g_assert_null(found->header);
    g_assert_cmpuint(found->offset, ==, 0);
    g_assert_cmpuint(found->length, ==, 0);
}

/* ---- Sentences that quote the wire ---- */

static void check_quoted(const char *quoted, const char *expected)
{
    findings all;
    finding *found;

    make_dirty(&all);
    found = findings_add(&all, ANOMALY_phrase_differs, "%s", quoted);
    g_assert_cmpstr(found->text, ==, expected);
    g_assert_true(g_utf8_validate(found->text, -1, NULL));
}

static void test_utf8_stays(void)
{
    check_quoted("", "");
    check_quoted("Busy Here", "Busy Here");
    check_quoted("\xC3\xBC \xE2\x82\xAC \xF0\x9F\x93\x9E", "\xC3\xBC \xE2\x82\xAC \xF0\x9F\x93\x9E");
    check_quoted("100% %s %n", "100% %s %n");
}

/* Each byte that is not part of a character becomes a "?", no byte is lost. */
static void test_other_bytes_are_replaced(void)
{
    check_quoted("\xFC", "?");
    check_quoted("a\xFC" "b", "a?b");
    check_quoted("\xFF\xFE\x80", "???");
    check_quoted("cut \xC3", "cut ?");
    check_quoted("cut \xE2\x82", "cut ??");
    check_quoted("cut \xF0\x9F\x93 on", "cut ??? on");
    check_quoted("\xC0\xAF", "??");
    check_quoted("\xED\xA0\x80", "???");
    check_quoted("\xF4\x90\x80\x80", "????");
    check_quoted("\xC3\xBC\xFC\xC3\xBC", "\xC3\xBC?\xC3\xBC");
}

/* A terminal must not obey what is quoted: no escape sequences, no bell, no line of its own. */
static void test_control_characters_are_replaced(void)
{
    check_quoted("\x1b[31mred", "?[31mred");
    check_quoted("bell\x07 delete\x7f", "bell? delete?");
    check_quoted("folded\r\n value\tend", "folded   value end");
    check_quoted("\xC2\x9B" "31m \xC2\x85 \xC2\xA0", "??31m ?? \xC2\xA0");
    for (guint c = 1; c < ' '; c++) {
        char quoted[] = { 'a', (char)c, 'b', '\0' };

        check_quoted(quoted, c == '\t' || c == '\n' || c == '\r' ? "a b" : "a?b");
    }
}

/* The whole of Unicode's Bidi_Control, and their neighbours, which stay. */
static void test_direction_is_not_turned(void)
{
    static const gunichar turning[] = { 0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069 };
    static const gunichar harmless[] = { 0x061B, 0x061D, 0x200D, 0x2010, 0x2030, 0x2065, 0x206A };

    for (guint i = 0; i < G_N_ELEMENTS(turning); i++) {
        char quoted[8] = { 0 };
        int length = g_unichar_to_utf8(turning[i], quoted);

        check_quoted(quoted, length == 2 ? "??" : "\?\?\?");
    }
    for (guint i = 0; i < G_N_ELEMENTS(harmless); i++) {
        char quoted[8] = { 0 };

        g_unichar_to_utf8(harmless[i], quoted);
        check_quoted(quoted, quoted);
    }
}

/* A text that just fits stays whole; one byte more, and it ends with "...". */
static void test_lengths_around_the_limit(void)
{
    for (gsize length = FINDING_TEXT_MAX - 5; length <= FINDING_TEXT_MAX + 5; length++) {
        char *quoted = g_strnfill(length, 'x');
        char *expected = g_strdup(quoted);

        if (length >= FINDING_TEXT_MAX) {
            memcpy(expected + FINDING_TEXT_MAX - 4, "...", 4);
        }
        check_quoted(quoted, expected);
        g_free(expected);
        g_free(quoted);
    }
}

static void test_very_long_text(void)
{
    char *quoted = g_strnfill(1000000, 'y');
    char *expected = g_strnfill(FINDING_TEXT_MAX - 1, 'y');

    memcpy(expected + FINDING_TEXT_MAX - 4, "...", 4);
    check_quoted(quoted, expected);
    g_free(expected);
    g_free(quoted);
}

/* Where the cut falls into a character, its first bytes become "?"; the "..." is there all the same. */
static void check_cut_character(const char *character, gsize before)
{
    gsize size = strlen(character);
    char *start = g_strnfill(before, 'z');
    char *quoted = g_strdup_printf("%s%s%s%s", start, character, character, "and so on until it is long enough");
    GString *expected = g_string_new(start);

    while (expected->len + size <= FINDING_TEXT_MAX - 4) {
        g_string_append(expected, character);
    }
    while (expected->len < FINDING_TEXT_MAX - 4) {
        g_string_append_c(expected, '?');
    }
    g_string_append(expected, "...");
    check_quoted(quoted, expected->str);
    g_string_free(expected, TRUE);
    g_free(quoted);
    g_free(start);
}

static void test_cut_into_a_character(void)
{
    static const char *const characters[] = { "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x93\x9E" };

    for (guint i = 0; i < G_N_ELEMENTS(characters); i++) {
        gsize size = strlen(characters[i]);

        for (gsize inside = 0; inside < 2 * size; inside++) {
            check_cut_character(characters[i], FINDING_TEXT_MAX - 4 - inside);
        }
    }
}

/* Any two bytes, in the middle and at the cut. */
static void test_any_bytes(void)
{
    for (guint i = 0x0101; i <= 0xFFFF; i++) {
        char pair[] = { (char)(i >> 8), (char)(i & 0xFF), '\0' };
        findings all;
        finding *found;

        if (pair[0] == '\0' || pair[1] == '\0') {
            continue;
        }
        findings_clear(&all);
        found = findings_add(&all, ANOMALY_method, "\"%s\" %*s%s and so on", pair, FINDING_TEXT_MAX - 10, "", pair);
        g_assert_cmpuint(strlen(found->text), ==, FINDING_TEXT_MAX - 1);
        g_assert_true(g_utf8_validate(found->text, -1, NULL));
        g_assert_true(g_str_has_suffix(found->text, "..."));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/anomalies/names/released", test_released_names);
    g_test_add_func("/anomalies/names/no-other", test_no_other_names);
    g_test_add_func("/anomalies/names/are-filter-names", test_names_are_filter_names);
    g_test_add_func("/anomalies/names/summaries", test_summaries);
    g_test_add_func("/anomalies/names/severities-ascend", test_severities_ascend);
    g_test_add_func("/anomalies/list/empty", test_empty_list);
    g_test_add_func("/anomalies/list/one", test_one_finding);
    g_test_add_func("/anomalies/list/order", test_findings_keep_their_order);
    g_test_add_func("/anomalies/list/full", test_full_list);
    g_test_add_func("/anomalies/list/used-again", test_cleared_list_is_used_again);
    g_test_add_func("/anomalies/text/utf8-stays", test_utf8_stays);
    g_test_add_func("/anomalies/text/other-bytes-are-replaced", test_other_bytes_are_replaced);
    g_test_add_func("/anomalies/text/control-characters-are-replaced", test_control_characters_are_replaced);
    g_test_add_func("/anomalies/text/direction-is-not-turned", test_direction_is_not_turned);
    g_test_add_func("/anomalies/text/around-the-limit", test_lengths_around_the_limit);
    g_test_add_func("/anomalies/text/very-long", test_very_long_text);
    g_test_add_func("/anomalies/text/cut-into-a-character", test_cut_into_a_character);
    g_test_add_func("/anomalies/text/any-bytes", test_any_bytes);
    return g_test_run();
}
