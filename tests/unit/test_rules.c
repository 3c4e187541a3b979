/* test_rules.c: every rule of rules.def against a message that breaks it and one that keeps it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The messages are those of tests/rules/rules.cases. A case is about its own rule alone: what else its messages break is looked at
 * only for the rules whose cases stand before it, so that a new rule changes nothing for the others.
 */
#include "../rules/rule_verdicts.h"

#include "keep_going.h"

/* ---- A message that breaks the rule ---- */

/* Of the rules whose cases stand before this one, those of the severity or above. */
static void check_breaks_no_other(const rule *one, const verdict *v, const char *which, severity_level severity)
{
    const rule *rules = rules_table();
    const rule_case *own = case_of(one);

    for (guint i = 0; i < RULE_COUNT; i++) {
        const rule_case *other = rule_cases_find(&all_cases, rules[i].name);

        if (v->broken[i] && rules[i].severity >= severity && other != NULL && other->line < own->line) {
            complain(one, "the %s message breaks %s as well", which, rules[i].name);
        }
    }
}

static void test_broken(gconstpointer data)
{
    const rule *one = data;
    verdict v;

    judge_whole(&v, &case_of(one)->broken, RULES_ALL);
    if (!v.m.complete) {
        complain(one, "the broken message has no end");
    } else if (!rule_applies(one, v.r.code, v.m.method_index)) {
        complain(one, "the rule does not speak of the broken message's code and method");
    } else if (!v.broken[index_of(one)]) {
        complain(one, "the broken message keeps it");
    }
    if (v.found.dropped > 0) {
        complain(one, "the broken message has more findings than are kept");
    }
    check_breaks_no_other(one, &v, "broken", SEVERITY_CHAT);
    verdict_clear(&v);
}

static void check_found_with(const rule *one, rule_groups groups, gboolean is_found)
{
    verdict v;

    judge_whole(&v, &case_of(one)->broken, groups);
    if (v.broken[index_of(one)] != is_found || (finding_of(one, &v) != NULL) != is_found) {
        complain(one, "with the groups %u it is %sfound", groups, is_found ? "not " : "");
    }
    verdict_clear(&v);
}

/* What is switched off is not looked at; what is on does not change by it. */
static void test_groups(gconstpointer data)
{
    const rule *one = data;

    check_found_with(one, RULES_METHODS, is_about_method(one));
    check_found_with(one, RULES_HEADERS, one->kind != RULE_METHOD);
    check_found_with(one, (rule_groups)0, one->kind == RULE_DEPRECATED);
}

/* ---- A message that keeps it ---- */

/* A rule about the method is broken wherever it applies: the message that keeps it has the same code or the same method. */
static void check_is_nearest(const rule *one, const verdict *kept)
{
    verdict v;

    judge_whole(&v, &case_of(one)->broken, RULES_ALL);
    if (v.r.code != kept->r.code && v.m.method_index != kept->m.method_index) {
        complain(one, "the kept message has another code and another method");
    }
    verdict_clear(&v);
}

static void test_kept(gconstpointer data)
{
    const rule *one = data;
    verdict v;

    judge_whole(&v, &case_of(one)->kept, RULES_ALL);
    if (!v.m.complete) {
        complain(one, "the kept message has no end");
    }
    if (v.broken[index_of(one)]) {
        complain(one, "the kept message breaks it: %s", finding_of(one, &v) == NULL ? "" : finding_of(one, &v)->text);
    }
    if (is_about_method(one)) {
        check_is_nearest(one, &v);
    } else if (!rule_applies(one, v.r.code, v.m.method_index)) {
        complain(one, "the rule does not speak of the kept message's code and method");
    }
    /* A value that is not there would keep the rule without showing anything. */
    if (one->kind == RULE_VALUE && one->header != HEADER_OTHER && !message_has(&v.m, one->header)) {
        complain(one, "the kept message has no %s", header_name(one->header));
    }
    check_breaks_no_other(one, &v, "kept", SEVERITY_WARN);
    verdict_clear(&v);
}

/* ---- What was not read is not missing ---- */

/* A response of which less is known breaks no rule that the whole one keeps. */
static void check_breaks_no_more(const rule *one, const verdict *less, const verdict *whole)
{
    const rule *rules = rules_table();

    for (guint i = 0; i < RULE_COUNT; i++) {
        if (less->broken[i] && !whole->broken[i]) {
            complain(one, "%s is broken where only a part was read", rules[i].name);
        }
    }
}

static gsize header_section_length(const rule_message *how)
{
    const char *end = g_strstr_len(how->text->str, (gssize)how->text->len, "\n\r\n");

    return end == NULL ? 0 : (gsize)(end - how->text->str) + 3;
}

static void check_nothing_is_missing(const rule *one, const verdict *v)
{
    for (guint i = 0; i < v->found.count; i++) {
        if (v->found.list[i].kind == KIND_missing_header) {
            complain(one, "it is called missing where a part was captured: %s", v->found.list[i].text);
        }
    }
}

static void check_cut_everywhere(const rule *one, const rule_message *how)
{
    gsize section = header_section_length(how);
    verdict whole, less;

    judge_whole(&whole, how, RULES_ALL);
    for (gsize length = 0; length < section; length++) {
        judge(&less, how, how->text->str, length, RULES_ALL);
        check_breaks_no_more(one, &less, &whole);
        check_nothing_is_missing(one, &less);
        verdict_clear(&less);
    }
    verdict_clear(&whole);
}

/* The fields behind the fillers are passed over. */
static void check_filled_everywhere(const rule *one, const rule_message *how)
{
    const char *text = how->text->str;
    gsize section = header_section_length(how);
    verdict whole, less;

    judge_whole(&whole, how, RULES_ALL);
    for (gsize at = whole.m.status_line.length + 2; at < section; at++) {
        GString *more;

        /* Not inside a folded field. */
        if (text[at - 1] != '\n' || text[at] == ' ' || text[at] == '\t') {
            continue;
        }
        more = with_fillers(text, how->text->len, at);
        judge(&less, how, more->str, more->len, RULES_ALL);
        check_breaks_no_more(one, &less, &whole);
        verdict_clear(&less);
        g_string_free(more, TRUE);
    }
    verdict_clear(&whole);
}

static void test_read_in_part(gconstpointer data)
{
    const rule *one = data;
    const rule_case *own = case_of(one);

    check_cut_everywhere(one, &own->broken);
    check_cut_everywhere(one, &own->kept);
    /* Between lines that say that something is wrong with the text, fillers would say something else. */
    if (one->kind != RULE_SYNTAX) {
        check_filled_everywhere(one, &own->broken);
    }
    check_filled_everywhere(one, &own->kept);
}

/* ---- Bytes that are no text ---- */

/* A value is quoted in the sentence, so any byte of it can come there. */
static void test_any_bytes(gconstpointer data)
{
    static const char bytes[] = { '\xff', '\xe2', '\0' };
    const rule *one = data;
    GString *text = g_string_new_len(case_of(one)->broken.text->str, (gssize)case_of(one)->broken.text->len);
    gsize section = header_section_length(&case_of(one)->broken);

    for (gsize i = 0; i < section; i++) {
        char kept = text->str[i];

        for (guint k = 0; k < G_N_ELEMENTS(bytes); k++) {
            text->str[i] = bytes[k];
            assert_sentences_are_text(text);
        }
        text->str[i] = kept;
    }
    g_string_free(text, TRUE);
}

/* ---- The table ---- */

/* The promise of findings.def: a warning breaks a MUST, and what is only out of place is a note. */
static void test_severities(void)
{
    const rule *rules = rules_table();

    for (guint i = 0; i < RULE_COUNT; i++) {
        if (rules[i].severity >= SEVERITY_ERROR
            || (rules[i].severity >= SEVERITY_WARN && (rules[i].strength != RULE_MUST || rules[i].kind == RULE_FORBID))) {
            FAIL_WITH("%s: only a MUST, and nothing that is merely out of place, is a warning", rules[i].name);
        }
        if (rules[i].strength == RULE_DEFINED && rules[i].kind != RULE_METHOD) {
            FAIL_WITH("%s: DEFINED goes with METHOD", rules[i].name);
        }
    }
}

/* ---- All tests ---- */

static void test_without_case(gconstpointer data)
{
    const rule *one = data;

    FAIL_WITH("%s has no case: add one at the end of tests/rules/rules.cases", one->name);
}

static void add_tests_of_rule(const rule *one)
{
    if (rule_cases_find(&all_cases, one->name) == NULL) {
        add_rule_test(one, "case", test_without_case);
        return;
    }
    add_rule_test(one, "broken", test_broken);
    add_rule_test(one, "kept", test_kept);
    add_rule_test(one, "groups", test_groups);
    add_rule_test(one, "read-in-part", test_read_in_part);
    if (one->kind == RULE_VALUE || is_about_text(one)) {
        add_rule_test(one, "any-bytes", test_any_bytes);
    }
}

static void test_cases(void)
{
    if (all_cases.fault != NULL) {
        FAIL_WITH("rules.cases, %s", all_cases.fault);
    }
    for (guint i = 0; i < all_cases.list->len; i++) {
        const rule_case *one = g_ptr_array_index(all_cases.list, i);

        if (find_rule(one->rule) == NULL) {
            FAIL_WITH("rules.cases, line %u: there is no rule %s", one->line, one->rule);
        }
    }
}

static void add_tests(void)
{
    const rule *rules = rules_table();

    g_test_add_func("/rules-table/cases", test_cases);
    for (guint i = 0; i < RULE_COUNT; i++) {
        add_tests_of_rule(&rules[i]);
    }
    g_test_add_func("/rules-table/severities", test_severities);
}

int main(int argc, char **argv)
{
    (void)argc;
    return run_rule_tests(argv, add_tests);
}
