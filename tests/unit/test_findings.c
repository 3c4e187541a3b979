/* test_findings.c: the list of what was found
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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
    found = findings_add(&all, FINDING_provisional_to_non_invite, "%u to %s.", 180U, "REGISTER");
    g_assert_true(found == &all.list[0]);
    g_assert_cmpuint(all.count, ==, 1);
    g_assert_cmpuint(found->index, ==, FINDING_provisional_to_non_invite);
    g_assert_cmpint(found->kind, ==, KIND_method);
    g_assert_cmpint(found->severity, ==, SEVERITY_WARN);
    g_assert_cmpstr(found->name, ==, "provisional_to_non_invite");
    g_assert_cmpstr(found->brief, ==, "provisional to other than INVITE");
    g_assert_cmpstr(found->text, ==, "180 to REGISTER.");
    g_assert_null(found->header);
    g_assert_cmpuint(found->offset, ==, 0);
    g_assert_cmpuint(found->length, ==, 0);
}

static void check_in_order(const findings *all, uint32_t first)
{
    for (guint i = 0; i < all->count; i++) {
        const finding *found = &all->list[i];
        char *expected = g_strdup_printf("Number %u.", first + i);

        g_assert_cmpuint(found->index, ==, first + i);
        g_assert_cmpint(found->severity, ==, finding_severity(first + i));
        g_assert_cmpint(found->kind, ==, finding_kind_of(first + i));
        g_assert_cmpstr(found->name, ==, finding_name(first + i));
        g_assert_cmpstr(found->brief, ==, finding_brief(first + i));
        g_assert_cmpstr(found->header != NULL ? found->header : "", ==, finding_header(first + i));
        g_assert_cmpstr(found->text, ==, expected);
        g_free(expected);
    }
}

/* All names there are, as many at a time as a list holds. */
static void test_findings_keep_their_order(void)
{
    findings all;

    for (uint32_t first = 0; first < finding_name_count(); first += FINDINGS_MAX) {
        make_dirty(&all);
        for (uint32_t i = first; i < MIN(first + FINDINGS_MAX, finding_name_count()); i++) {
            g_assert_nonnull(findings_add(&all, (finding_index)i, "Number %u.", i));
        }
        g_assert_cmpuint(all.count, ==, MIN(FINDINGS_MAX, finding_name_count() - first));
        check_in_order(&all, first);
    }
}

/* ---- Briefs made from the message ---- */

static void test_made_brief(void)
{
    findings all;
    finding *found;

    make_dirty(&all);
    found = findings_add(&all, FINDING_phrase_of_other_code, "Any.");
    finding_set_brief(found, "phrase of %u", 608U);
    g_assert_cmpstr(found->brief, ==, "phrase of 608");
    g_assert_cmpstr(finding_brief(FINDING_phrase_of_other_code), ==, "phrase of another code");
    finding_set_brief(found, "%s", "a brief that is by far too long for any column");
    g_assert_cmpuint(strlen(found->brief), ==, FINDING_BRIEF_MAX);
    finding_set_brief(NULL, "of a full list");
}

static void test_repetitions(void)
{
    static const struct {
        finding_index index;
        const char *brief; /* NULL: its own */
        bool name_is_repeated;
        bool brief_is_repeated;
    } added[] = {
        { FINDING_vendor, NULL, false, false },
        { FINDING_reason_conflict, "A", false, false },
        { FINDING_reason_conflict, "B", true, false },
        { FINDING_reason_conflict, "A", true, true },
        { FINDING_vendor, NULL, true, true },
        { FINDING_unknown, NULL, false, false },
    };
    findings all;

    make_dirty(&all);
    for (guint i = 0; i < G_N_ELEMENTS(added); i++) {
        finding *found = findings_add(&all, added[i].index, "Any.");

        if (added[i].brief != NULL) {
            finding_set_brief(found, "%s", added[i].brief);
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(added); i++) {
        g_assert_true(finding_name_is_repeated(&all, i) == added[i].name_is_repeated);
        g_assert_true(finding_brief_is_repeated(&all, i) == added[i].brief_is_repeated);
    }
}

/* ---- As many as there are ---- */

static void test_full_list(void)
{
    findings *all = g_new(findings, 1);

    make_dirty(all);
    for (guint i = 0; i < FINDINGS_MAX; i++) {
        g_assert_nonnull(findings_add(all, FINDING_vendor, "Kept."));
        g_assert_cmpuint(all->count, ==, i + 1);
        g_assert_cmpuint(all->dropped, ==, 0);
    }
    for (guint i = 0; i < 1000; i++) {
        g_assert_null(findings_add(all, FINDING_unknown, "Dropped."));
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
        found = findings_add(&all, FINDING_cseq_value, "A long sentence about the first response.");
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
    found = findings_add(&all, FINDING_accepted_refer, "Short.");
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
    found = findings_add(&all, FINDING_phrase_differs, "%s", quoted);
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
    check_quoted("a\xFC"
                 "b",
                 "a?b");
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
    check_quoted("\xC2\x9B"
                 "31m \xC2\x85 \xC2\xA0",
                 "??31m ?? \xC2\xA0");
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
        found = findings_add(&all, FINDING_provisional_to_non_invite, "\"%s\" %*s%s and so on", pair, FINDING_TEXT_MAX - 10, "", pair);
        g_assert_cmpuint(strlen(found->text), ==, FINDING_TEXT_MAX - 1);
        g_assert_true(g_utf8_validate(found->text, -1, NULL));
        g_assert_true(g_str_has_suffix(found->text, "..."));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/findings/list/empty", test_empty_list);
    g_test_add_func("/findings/list/one", test_one_finding);
    g_test_add_func("/findings/list/order", test_findings_keep_their_order);
    g_test_add_func("/findings/list/made-brief", test_made_brief);
    g_test_add_func("/findings/list/repetitions", test_repetitions);
    g_test_add_func("/findings/list/full", test_full_list);
    g_test_add_func("/findings/list/used-again", test_cleared_list_is_used_again);
    g_test_add_func("/findings/text/utf8-stays", test_utf8_stays);
    g_test_add_func("/findings/text/other-bytes-are-replaced", test_other_bytes_are_replaced);
    g_test_add_func("/findings/text/control-characters-are-replaced", test_control_characters_are_replaced);
    g_test_add_func("/findings/text/direction-is-not-turned", test_direction_is_not_turned);
    g_test_add_func("/findings/text/around-the-limit", test_lengths_around_the_limit);
    g_test_add_func("/findings/text/very-long", test_very_long_text);
    g_test_add_func("/findings/text/cut-into-a-character", test_cut_into_a_character);
    g_test_add_func("/findings/text/any-bytes", test_any_bytes);
    return g_test_run();
}
