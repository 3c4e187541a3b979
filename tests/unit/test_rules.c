/* test_rules.c: every rule of rules.def against a message that breaks it and one that keeps it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The messages are those of tests/rules/rules.cases. A case is about its own rule alone: what else its messages break is looked at
 * only for the rules whose cases stand before it, so that a new rule changes nothing for the others.
 */
#include "rules.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "../rules/rule_cases.h"
#include "codes.h"
#include "keep_going.h"

#ifndef TESTS_DIR
#define TESTS_DIR "tests"
#endif

static rule_cases cases;

/* ---- Verdicts ---- */

/* What the rules say about one message. */
typedef struct {
    message m;
    response r;
    findings found;
    guint rule_count;
    gboolean *broken;
} verdict;

/* The three digits of "SIP/2.0 486 Busy Here"; 0 where the line is cut before them. */
static guint code_of(text_slice status_line)
{
    guint32 code = 0;

    if (status_line.length >= 11) {
        text_to_number((text_slice){ status_line.bytes + 8, 3 }, &code);
    }
    return code;
}

static void judge_read(verdict *v, const rule_message *how, rule_groups groups)
{
    rules_table(&v->rule_count);
    v->broken = g_new0(gboolean, v->rule_count);
    findings_clear(&v->found);
    v->r = (response){ .m = &v->m, .code = code_of(v->m.status_line), .over_stream = how->over_stream, .from_public = how->from_public };
    v->r.datagram = !how->over_stream && v->m.complete;
    v->r.datagram_body_length = v->m.body.length;
    rules_check(&v->r, groups, &v->found, v->broken);
}

/* Bytes that came as the message did, or a part of it. The verdict points into them. */
static void judge(verdict *v, const rule_message *how, const char *bytes, gsize length, rule_groups groups)
{
    message_read(&v->m, bytes, length);
    judge_read(v, how, groups);
}

static void judge_whole(verdict *v, const rule_message *one, rule_groups groups)
{
    message_read(&v->m, one->text->str, one->text->len);
    if (!one->over_stream) {
        message_end(&v->m);
    }
    judge_read(v, one, groups);
}

static void verdict_clear(verdict *v)
{
    g_free(v->broken);
}

static guint index_of(const rule *one)
{
    guint count;

    return (guint)(one - rules_table(&count));
}

static const rule *find_rule(const char *name)
{
    guint count;
    const rule *rules = rules_table(&count);

    for (guint i = 0; i < count; i++) {
        if (strcmp(rules[i].name, name) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

/* The rule's own finding; NULL if it has none. */
static const finding *finding_of(const rule *one, const verdict *v)
{
    for (guint i = 0; i < v->found.count; i++) {
        if (v->found.list[i].index == one->finding) {
            return &v->found.list[i];
        }
    }
    return NULL;
}

/* Fails the test without ending it: the other rules are looked at too. */
static void G_GNUC_PRINTF(2, 3) complain(const rule *one, const char *format, ...)
{
    va_list arguments;
    char *what;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    FAIL_WITH("%s (rules.cases, line %u): %s", one->name, rule_cases_find(&cases, one->name)->line, what);
    g_free(what);
}

static const rule_case *case_of(const rule *one)
{
    return rule_cases_find(&cases, one->name);
}

static finding_kind kind_of(rule_kind kind)
{
    static const finding_kind kinds[] = {
        [RULE_REQUIRE] = KIND_missing_header, [RULE_FORBID] = KIND_forbidden_header, [RULE_METHOD] = KIND_method,
        [RULE_DEPRECATED] = KIND_deprecated,  [RULE_VALUE] = KIND_header_value,       [RULE_SYNTAX] = KIND_malformed_message,
        [RULE_BODY] = KIND_session_description,
    };

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

/* ---- A message that breaks the rule ---- */

/* Of the rules whose cases stand before this one, those of the severity or above. */
static void check_breaks_no_other(const rule *one, const verdict *v, const char *which, severity_level severity)
{
    const rule *rules = rules_table(&(guint){ 0 });
    const rule_case *own = case_of(one);

    for (guint i = 0; i < v->rule_count; i++) {
        const rule_case *other = rule_cases_find(&cases, rules[i].name);

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

static gboolean is_about_method(const rule *one)
{
    return one->kind == RULE_METHOD || one->kind == RULE_DEPRECATED;
}

static gboolean is_about_text(const rule *one)
{
    return one->kind == RULE_SYNTAX || one->kind == RULE_BODY;
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
    char *code = g_strdup_printf(one->kind == RULE_SYNTAX ? "of this %u" : one->kind == RULE_BODY ? "in the body of this %u" : "in this %u",
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
    gsize quoted = (gsize)text_print_length((text_slice){ v->m.start + found->offset, found->length });
    gsize longest = (gsize)text_print_length((text_slice){ v->m.start, G_MAXUINT16 });

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
    const rule *rules = rules_table(&(guint){ 0 });

    for (guint i = 0; i < whole->rule_count; i++) {
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

static GString *with_fillers(const char *text, gsize length, gsize at)
{
    GString *more = g_string_new_len(text, (gssize)at);

    for (guint i = 0; i < MESSAGE_FIELDS_MAX; i++) {
        g_string_append_printf(more, "X-Filler-%u: x\r\n", i);
    }
    return g_string_append_len(more, text + at, (gssize)(length - at));
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

static const rule_message datagram = { NULL, false, false };

/* Legal responses whose last field makes them so, and the rule that it keeps. */
static const struct {
    const char *rule;
    const char *start;
    const char *last;
    const char *body;
} kept_by_last[] = {
    { "require_100rel_with_rseq", "SIP/2.0 183 x\nCSeq: 1 INVITE\nTo: <sip:a@b>;tag=1\nRSeq: 1\nContact: <sip:a@b>\n", "Require: 100rel\n", "" },
    { "timer_required", "SIP/2.0 200 x\nCSeq: 1 INVITE\nSession-Expires: 1800;refresher=uac\n", "Require: timer\n", "" },
    { "provisional_contact", "SIP/2.0 183 x\nCSeq: 1 INVITE\nTo: <sip:a@b>;tag=1\n", "Require: 100rel\n", "" },
    { "rejected_jcard", "SIP/2.0 608 x\nCSeq: 1 INVITE\nCall-Info: <a>;purpose=info\n", "Call-Info: <b>;purpose=jwscard\n", "" },
    { "rejected_call_info", "SIP/2.0 608 x\nCSeq: 1 INVITE\n", "Call-Info: <b>;purpose=jwscard\n", "" },
    { "content_type_with_body", "SIP/2.0 200 x\nCSeq: 1 INVITE\nContent-Length: 3\n", "Content-Type: text/plain\n", "abc" },
    { "content_type_with_body", "SIP/2.0 200 x\nCSeq: 1 INVITE\n", "Content-Length: 0\n", "abc" },
    { "message_ok_with_body", "SIP/2.0 200 x\nCSeq: 1 MESSAGE\n", "Content-Length: 0\n", "abc" },
    { "alternative_service_body", "SIP/2.0 380 x\nCSeq: 1 INVITE\nContent-Type: text/plain\n", "Content-Length: 3\n", "" },
    { "early_dialog_terminated_reason", "SIP/2.0 199 x\nCSeq: 1 INVITE\n", "Reason: SIP;cause=486\n", "" },
    { "register_ok_contact_expires", "SIP/2.0 200 x\nCSeq: 1 REGISTER\nContact: <sip:a@b>\n", "Expires: 60\n", "" },
    { "unauthorized_challenge", "SIP/2.0 401 x\nCSeq: 1 REGISTER\n", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"\n", "" },
};

/* Where the last field is behind as many as are read, or was not captured, nothing is known of it. */
static void test_last_field_unread(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(kept_by_last); i++) {
        const rule *one = find_rule(kept_by_last[i].rule);
        char *all = g_strconcat(kept_by_last[i].start, kept_by_last[i].last, "\n", kept_by_last[i].body, NULL);
        GString *whole = g_string_new(all);
        GString *filled = with_fillers(whole->str, whole->len, strlen(kept_by_last[i].start));
        verdict v;

        g_test_message("%s", one->name);
        judge(&v, &datagram, filled->str, filled->len, RULES_ALL);
        g_assert_true(v.m.truncated);
        g_assert_false(v.broken[index_of(one)]);
        verdict_clear(&v);
        judge(&v, &datagram, all, strlen(kept_by_last[i].start), RULES_ALL);
        g_assert_false(v.broken[index_of(one)]);
        verdict_clear(&v);
        g_string_free(filled, TRUE);
        g_string_free(whole, TRUE);
        g_free(all);
    }
}

/* That a field is not there at all is known of the longest header section too. */
static void test_missing_beyond_the_limit(void)
{
    GString *text = g_string_new("SIP/2.0 401 x\nCSeq: 1 REGISTER\n\n");
    GString *filled = with_fillers(text->str, text->len, text->len - 1);
    const rule *one = find_rule("unauthorized_challenge");
    verdict v;

    judge(&v, &datagram, filled->str, filled->len, RULES_ALL);
    g_assert_true(v.m.truncated);
    g_assert_true(v.broken[index_of(one)]);
    verdict_clear(&v);
    g_string_free(filled, TRUE);
    g_string_free(text, TRUE);
}

/* ---- Bytes that are no text ---- */

static void assert_sentences_are_text(const GString *text)
{
    verdict v;

    judge(&v, &datagram, text->str, text->len, RULES_ALL);
    for (guint i = 0; i < v.found.count; i++) {
        const finding *found = &v.found.list[i];

        g_assert_true(g_utf8_validate(found->text, -1, NULL));
        g_assert_cmpuint(found->offset + found->length, <=, text->len);
    }
    verdict_clear(&v);
}

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

static guint count_deprecated(const verdict *v)
{
    guint count = 0;

    for (guint i = 0; i < v->found.count; i++) {
        count += v->found.list[i].kind == KIND_deprecated ? 1 : 0;
    }
    return count;
}

/* RFC 3428, section 7, asks a relay for it. */
static void test_accepted_message(void)
{
    static const char bytes[] = "SIP/2.0 202 Accepted\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                                "To: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n";
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    code_check(code_lookup(v.r.code), v.r.code, &v.found);
    g_assert_cmpuint(count_deprecated(&v), ==, 0);
    verdict_clear(&v);
}

/* To other methods it is said, and once: the code's own check and the rules fill one list. */
static void test_accepted_said_once(void)
{
    static const char *const names[] = { "accepted_subscription", "accepted_refer", "accepted_elsewhere" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        verdict v;

        judge_whole(&v, &rule_cases_find(&cases, names[i])->broken, RULES_ALL);
        code_check(code_lookup(v.r.code), v.r.code, &v.found);
        g_assert_cmpuint(count_deprecated(&v), ==, 1);
        verdict_clear(&v);
    }
}

/* RFC 3261, section 10.3, says SHOULD; nearly every registrar omits it, and nothing follows from it. */
static void test_register_without_date(void)
{
    static const char bytes[] =
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\n"
        "CSeq: 1 REGISTER\r\nContact: <sip:a@c>;expires=60\r\nContent-Length: 0\r\n\r\n";
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpuint(v.found.count, ==, 0);
    verdict_clear(&v);
}

static void test_method_of_any_bytes(void)
{
    static const char bytes[] = "SIP/2.0 200 OK\nCSeq: 1 \xff\xfeINVITE\xe2\x82\n\n";
    GString *text = g_string_new_len(bytes, sizeof bytes - 1);
    verdict v;

    judge(&v, &datagram, text->str, text->len, RULES_ALL);
    g_assert_cmpint(v.m.method_index, ==, METHOD_INDEX_OTHER);
    g_assert_cmpuint(v.found.count, >=, 4);
    verdict_clear(&v);
    assert_sentences_are_text(text);
    g_string_free(text, TRUE);
}

/* ---- The method is not known ---- */

/* Without a method, only what holds for every method can be said, and no sentence speaks of one. */
static void test_no_method(void)
{
    static const char bytes[] = "SIP/2.0 204 No Notification\r\nMax-Forwards: 70\r\n\r\n";
    static const char *const names[] = { "via_required", "from_required", "to_required", "call_id_required", "cseq_required",
                                         "max_forwards_in_response" };
    guint count;
    const rule *rules = rules_table(&count);
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpint(v.m.method_index, ==, METHOD_INDEX_NONE);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_true(v.broken[index_of(find_rule(names[i]))]);
    }
    for (guint i = 0; i < count; i++) {
        if (v.broken[i]) {
            g_assert_false(is_about_method(&rules[i]));
            g_assert_cmpuint(rules[i].methods, ==, G_MAXUINT32);
        }
    }
    for (guint i = 0; i < v.found.count; i++) {
        g_assert_nonnull(strstr(v.found.list[i].text, " in this 204: "));
    }
    verdict_clear(&v);
}

/* ---- More than can be kept ---- */

static void test_overflow(void)
{
    static const char bytes[] =
        "SIP/2.0 400 Bad Request\nCSeq: 1 CANCEL\nContent-Length: none\nMax-Forwards: 70\nAuthorization: x\n"
        "Proxy-Authorization: x\nProxy-Require: x\nRoute: x\nIn-Reply-To: x\nPriority: x\nSubject: x\nEvent: x\n"
        "Subscription-State: x\nRAck: x\nInfo-Package: x\nSIP-If-Match: x\nMin-Expires: 1\nMin-SE: 1\n"
        "Session-Expires: 1\nUnsupported: x\nSecurity-Server: x\nWWW-Authenticate: x\nProxy-Authenticate: x\n"
        "RSeq: 1\nRetry-After: x\nSIP-ETag: x\nAlert-Info: x\nWarning: x\nGeolocation-Error: 1, 2\n"
        "AlertMsg-Error: 1, 2\n\n";
    guint broken = 0;
    verdict v;

    judge(&v, &datagram, bytes, sizeof bytes - 1, RULES_ALL);
    for (guint i = 0; i < v.rule_count; i++) {
        broken += v.broken[i] ? 1 : 0;
    }
    g_assert_cmpuint(broken, >, FINDINGS_MAX);
    g_assert_cmpuint(v.found.count, ==, FINDINGS_MAX);
    g_assert_cmpuint(v.found.dropped, ==, broken - FINDINGS_MAX);
    verdict_clear(&v);
}

/* Codes of no SIP response are no reason to judge its header fields. */
static void test_out_of_range(void)
{
    static const char *const lines[] = { "SIP/2.0 099 Low\n\n", "SIP/2.0 700 High\n\n", "SIP/2.0 999 Higher\n\n" };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        verdict v;

        judge(&v, &datagram, lines[i], strlen(lines[i]), RULES_ALL);
        g_assert_cmpuint(v.found.count, ==, 0);
        verdict_clear(&v);
    }
}

/* ---- The table ---- */

/* The promise of findings.def: a warning breaks a MUST, and what is only out of place is a note. */
static void test_severities(void)
{
    guint count;
    const rule *rules = rules_table(&count);

    for (guint i = 0; i < count; i++) {
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

static void add_rule_test(const rule *one, const char *what, GTestDataFunc function)
{
    char *path = g_strdup_printf("/rules/%s/%s", one->name, what);

    g_test_add_data_func(path, one, function);
    g_free(path);
}

static void test_without_case(gconstpointer data)
{
    const rule *one = data;

    FAIL_WITH("%s has no case: add one at the end of tests/rules/rules.cases", one->name);
}

static void add_tests_of_rule(const rule *one)
{
    if (rule_cases_find(&cases, one->name) == NULL) {
        add_rule_test(one, "case", test_without_case);
        return;
    }
    add_rule_test(one, "broken", test_broken);
    add_rule_test(one, "kept", test_kept);
    add_rule_test(one, "finding", test_finding);
    add_rule_test(one, "words", test_words);
    add_rule_test(one, "groups", test_groups);
    add_rule_test(one, "read-in-part", test_read_in_part);
    if (one->kind == RULE_VALUE || is_about_text(one)) {
        add_rule_test(one, "any-bytes", test_any_bytes);
    }
}

static void test_cases(void)
{
    if (cases.fault != NULL) {
        FAIL_WITH("rules.cases, %s", cases.fault);
    }
    for (guint i = 0; i < cases.list->len; i++) {
        const rule_case *one = g_ptr_array_index(cases.list, i);

        if (find_rule(one->rule) == NULL) {
            FAIL_WITH("rules.cases, line %u: there is no rule %s", one->line, one->rule);
        }
    }
}

int main(int argc, char **argv)
{
    const char *directory = g_getenv("SIPCODES_TESTS");
    char *path = g_build_filename(directory != NULL ? directory : TESTS_DIR, "rules", "rules.cases", NULL);
    guint count;
    const rule *rules = rules_table(&count);
    int status;

    (void)argc;
    init_keep_going(argv);
    g_test_set_nonfatal_assertions();
    cases = rule_cases_read(path);
    g_test_add_func("/rules-table/cases", test_cases);
    for (guint i = 0; i < count; i++) {
        add_tests_of_rule(&rules[i]);
    }
    g_test_add_func("/rules-table/severities", test_severities);
    g_test_add_func("/rules-check/no-method", test_no_method);
    g_test_add_func("/rules-check/accepted-message", test_accepted_message);
    g_test_add_func("/rules-check/accepted-said-once", test_accepted_said_once);
    g_test_add_func("/rules-check/register-without-date", test_register_without_date);
    g_test_add_func("/rules-check/method-of-any-bytes", test_method_of_any_bytes);
    g_test_add_func("/rules-check/overflow", test_overflow);
    g_test_add_func("/rules-check/last-field-unread", test_last_field_unread);
    g_test_add_func("/rules-check/missing-beyond-the-limit", test_missing_beyond_the_limit);
    g_test_add_func("/rules-check/out-of-range", test_out_of_range);
    status = g_test_run();
    rule_cases_clear(&cases);
    g_free(path);
    return status;
}
