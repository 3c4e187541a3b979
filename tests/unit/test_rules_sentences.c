/* test_rules_sentences.c: the finding of each rule: its sentence, its place, its row's words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The messages are those that break the rules in tests/rules/rules.cases.
 */
#include "../rules/rule_verdicts.h"

#include <stdbool.h>
#include <string.h>

static finding_kind kind_of(rule_kind kind)
{
    /* clang-format off */
    static const finding_kind kinds[] = {
        [RULE_REQUIRE] = KIND_missing_header, [RULE_FORBID] = KIND_forbidden_header, [RULE_METHOD] = KIND_method,
        [RULE_DEPRECATED] = KIND_deprecated,  [RULE_VALUE] = KIND_header_value,       [RULE_SYNTAX] = KIND_malformed_message,
        [RULE_BODY] = KIND_session_description,
    };
    /* clang-format on */

    return kinds[kind];
}

static const char *name_of(rule_kind kind)
{
    return finding_kind_name(kind_of(kind));
}

/* The line that the finding is about; the first is 1. */
static guint line_of(const verdict *v, const finding *found)
{
    guint line = 1;

    for (guint i = 0; i < found->offset; i++) {
        line += v->m.start[i] == '\n' ? 1 : 0;
    }
    return line;
}

static void check_says(const rule *one, const finding *found, const char *what)
{
    if (strstr(found->text, what) == NULL) {
        complain(one, "\"%s\" does not say \"%s\"", found->text, what);
    }
}

/* What the sentence begins with: the finding, not the law. */
static char *start_of_sentence(const rule *one, const verdict *v, const finding *found)
{
    const char *header = found->header == NULL ? "" : found->header;
    char *words = g_strdelimit(g_strdup(header), ";", ' ');
    char *method = v->m.method_index == METHOD_INDEX_NONE ? g_strdup("") : g_strndup(v->m.method.bytes, v->m.method.length);
    char *answer = g_strdup_printf("%u%s%s", v->r.code, method[0] != '\0' ? " to " : "", method);
    char *start = NULL;

    switch (one->kind) {
    case RULE_REQUIRE:
        start = g_strdup_printf("No %s in this %s: %s (", words, answer, one->why);
        break;
    case RULE_FORBID:
        start = g_strdup_printf("%s in this %s: %s (", strcmp(header, "body") == 0 ? "Body" : words, answer, one->why);
        break;
    case RULE_METHOD:
        start = g_strdup_printf("%u answers %s: %s (", v->r.code, method, one->why);
        break;
    case RULE_DEPRECATED:
        start = g_strdup_printf("%s is deprecated: %s (", answer, one->why);
        break;
    case RULE_VALUE:
        start = g_strdup_printf("%s \"", header);
        break;
    case RULE_SYNTAX:
        start = g_strdup_printf("Line %u of this %s, \"", line_of(v, found), answer);
        break;
    case RULE_BODY:
        start = g_strdup("\"");
        break;
    }
    g_free(answer);
    g_free(method);
    g_free(words);
    return start;
}

/* Finding, consequence, source. */
static void check_sentence(const rule *one, const verdict *v, const finding *found)
{
    char *start = start_of_sentence(one, v, found);
    char *source = g_strdup_printf(" %s (%s, section %s).", one->why, one->rfc, one->section);
    char *code = g_strdup_printf(one->kind == RULE_SYNTAX ? "of this %u" : one->kind == RULE_BODY ? "in the body of this %u"
                                                                                                  : "in this %u",
                                 v->r.code);

    if (!g_utf8_validate(found->text, -1, NULL) || strlen(found->text) >= FINDING_TEXT_MAX) {
        complain(one, "no whole sentence: %s", found->text);
    }
    if (!g_str_has_prefix(found->text, start)) {
        complain(one, "\"%s\" does not begin \"%s\"", found->text, start);
    }
    if (!g_str_has_suffix(found->text, source)) {
        complain(one, "\"%s\" does not end \"%s\"", found->text, source);
    }
    if ((is_about_method(one) || is_about_text(one)) != (found->header == NULL)) {
        complain(one, "a finding of the kind %s names %s header field", name_of(one->kind), found->header == NULL ? "no" : "a");
    }
    if (!is_about_method(one)) {
        check_says(one, found, code);
    }
    g_free(code);
    g_free(source);
    g_free(start);
}

/* How a sentence goes on that has begun with a value. */
static bool says_what_is_wrong(const char *why)
{
    static const char *const starts[] = { "is ", "has no ", "lacks ", "names no ", "does not ", "asks for " };

    for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (g_str_has_prefix(why, starts[i])) {
            return true;
        }
    }
    return false;
}

/* The row's own words: the consequence, not the law, in the one word for each thing. */
static void test_words(gconstpointer data)
{
    static const char *const words_of_law[] = { " must not carry", " must carry", " takes ", " take ", "must not answer", "should not answer" };
    const rule *one = data;

    for (guint i = 0; i < G_N_ELEMENTS(words_of_law); i++) {
        if (strstr(one->why, words_of_law[i]) != NULL) {
            complain(one, "it says \"%s\", not what follows", words_of_law[i]);
        }
    }
    if ((!g_ascii_islower(one->why[0]) && g_ascii_islower(one->why[1])) || g_str_has_suffix(one->why, ".")) {
        complain(one, "a sentence begins or ends inside a sentence: %s", one->why);
    }
    if (one->kind == RULE_VALUE && !says_what_is_wrong(one->why)) {
        complain(one, "it does not begin with what is wrong with the value: %s", one->why);
    }
    if (finding_severity(one->finding) != one->severity || strcmp(finding_name(one->finding), one->name) != 0
        || finding_kind_of(one->finding) != kind_of(one->kind)
        || strcmp(finding_header(one->finding), one->header == HEADER_OTHER ? "" : header_name(one->header)) != 0) {
        complain(one, "findings.h knows it otherwise");
    }
}

/* The end of the sentence says what goes wrong: it must not be lost where the value is as long as values are quoted. */
static void check_room(const rule *one, const verdict *v, const finding *found)
{
    text_slice value = { v->m.start + found->offset, found->length }, longest_value = { v->m.start, G_MAXUINT16 };
    gsize quoted = (gsize)text_print_length(value) + strlen(text_cut_mark(value));
    gsize longest = (gsize)text_print_length(longest_value) + strlen(text_cut_mark(longest_value));

    if (strlen(found->text) - quoted + longest >= FINDING_TEXT_MAX) {
        complain(one, "with a long value the sentence is %u bytes too long: shorten its words in rules.def",
                 (guint)(strlen(found->text) - quoted + longest - FINDING_TEXT_MAX + 1));
    }
}

/* The place is a whole header field: the one that is forbidden, or that holds what is ("Require: 100rel"). */
static void check_forbidden_place(const rule *one, const finding *found, const char *place)
{
    char *field = g_strndup(place, found->length);
    const char *space = strrchr(found->header, ' ');

    if (place[-1] != '\n' || (space == NULL ? !g_str_has_prefix(field, found->header) : strstr(field, space + 1) == NULL)) {
        complain(one, "the finding's place is \"%s\"", field);
    }
    g_free(field);
}

/* A field that is there has a place; one that is not stands for the status line. */
static void check_place(const rule *one, const verdict *v, const finding *found, gsize length)
{
    const char *place = v->m.start + found->offset;

    if (found->offset + found->length > length) {
        complain(one, "the finding's place is not in the message");
    } else if (one->kind == RULE_FORBID && strcmp(found->header, "body") != 0) {
        check_forbidden_place(one, found, place);
    } else if (one->kind == RULE_VALUE && (found->offset <= v->m.status_line.length || found->length == 0)) {
        complain(one, "the finding has no place in the header fields");
    } else if (is_about_method(one) && found->length != 0) {
        complain(one, "the finding's place is not the status line");
    }
}

static void test_finding(gconstpointer data)
{
    const rule *one = data;
    const rule_message *broken = &case_of(one)->broken;
    const finding *found;
    verdict v;

    judge_whole(&v, broken, RULES_ALL);
    found = finding_of(one, &v);
    if (found == NULL) {
        complain(one, "there is no finding");
    } else {
        if (found->kind != kind_of(one->kind) || found->severity != one->severity) {
            complain(one, "the finding is of another kind or severity than the rule");
        }
        check_sentence(one, &v, found);
        check_place(one, &v, found, broken->text->len);
        if (one->kind == RULE_VALUE || is_about_text(one)) {
            check_room(one, &v, found);
        }
    }
    verdict_clear(&v);
}

static void add_tests(void)
{
    const rule *rules = rules_table();

    for (guint i = 0; i < RULE_COUNT; i++) {
        if (case_of(&rules[i]) != NULL) {
            add_rule_test(&rules[i], "finding", test_finding);
            add_rule_test(&rules[i], "words", test_words);
        }
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    return run_rule_tests(argv, add_tests);
}
