/* test_rules.c: every rule of rules.def against a message that breaks it and one that keeps it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The messages are whole SIP responses in tests/rules, each taken as one UDP datagram; coverage.tsv there tells which
 * rule stands for which demand of the RFCs, and why some have none.
 */
#include "rules.h"

#include <string.h>

#include "codes.h"

#ifndef TESTS_DIR
#define TESTS_DIR "tests"
#endif

/* What a datagram cannot show. */
static const char *const rules_over_stream[] = { "content_length_over_stream" };

/* Rules that coverage.tsv does not name, as no RFC gives them for one response in so many words. */
static const struct {
    const char *rule;
    const char *reason;
} extra_rules[] = {
    { "content_length_value", "the grammar of RFC 3261, section 25.1, as it decides where the message ends" },
    { "warning_code", "the grammar of RFC 3261, section 25.1; RFC 4475, section 3.1.2.5, has it as a torture" },
    { "retry_after_value", "the grammar of RFC 3261, section 25.1; RFC 4475, section 3.1.2.5, has it as a torture" },
    { "no_notification_elsewhere", "RFC 5839 also asks for a dialog, which takes the request to tell; the method does not" },
};

/* Lines of coverage.tsv, less its heading: one per demand that one response can show. */
#define DEMANDS 156

/* ---- Messages ---- */

static char *tests_path(const char *file)
{
    const char *directory = g_getenv("SIPCODES_TESTS");

    return g_build_filename(directory != NULL ? directory : TESTS_DIR, "rules", file, NULL);
}

static GString *read_test_file(const char *file)
{
    char *path = tests_path(file);
    GError *error = NULL;
    char *contents = NULL;
    gsize length = 0;
    GString *text;

    g_file_get_contents(path, &contents, &length, &error);
    g_assert_no_error(error);
    text = g_string_new_len(contents, (gssize)length);
    g_free(contents);
    g_free(path);
    return text;
}

static GString *read_sip(const rule *one, const char *which)
{
    char *file = g_strdup_printf("%s.%s.sip", one->name, which);
    GString *text = read_test_file(file);

    g_free(file);
    return text;
}

/* The bytes up to and with the empty line. */
static gsize header_section_length(const GString *text)
{
    const char *end = strstr(text->str, "\n\n");

    g_assert_nonnull(end);
    return (gsize)(end - text->str) + 2;
}

/* The same message with the line ends of the wire; the body stays as it is, as Content-Length counts it. */
static GString *with_crlf(const GString *text)
{
    gsize section = header_section_length(text);
    GString *wire = g_string_new(NULL);

    for (gsize i = 0; i < section; i++) {
        if (text->str[i] == '\n') {
            g_string_append_c(wire, '\r');
        }
        g_string_append_c(wire, text->str[i]);
    }
    return g_string_append_len(wire, text->str + section, (gssize)(text->len - section));
}

/* ---- Verdicts ---- */

/* What the rules say about one message. */
typedef struct {
    message m;
    response r;
    findings found;
    guint rule_count;
    gboolean *broken;
} verdict;

static gboolean is_over_stream(const rule *one)
{
    for (guint i = 0; i < G_N_ELEMENTS(rules_over_stream); i++) {
        if (strcmp(one->name, rules_over_stream[i]) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The three digits of "SIP/2.0 486 Busy Here"; 0 where the line is cut before them. */
static guint code_of(text_slice status_line)
{
    guint32 code = 0;

    if (status_line.length >= 11) {
        text_to_number((text_slice){ status_line.bytes + 8, 3 }, &code);
    }
    return code;
}

/* The verdict points into the bytes. */
static void judge(verdict *v, const rule *one, const char *bytes, gsize length, rule_groups groups)
{
    rules_table(&v->rule_count);
    v->broken = g_new0(gboolean, v->rule_count);
    findings_clear(&v->found);
    message_read(&v->m, bytes, length);
    v->r.m = &v->m;
    v->r.code = code_of(v->m.status_line);
    v->r.over_stream = is_over_stream(one);
    v->r.datagram = !v->r.over_stream && v->m.complete;
    v->r.datagram_body_length = v->m.body.length;
    rules_check(&v->r, groups, &v->found, v->broken);
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

/* The broken rules' names, for the report of a failed test and to compare verdicts. */
static char *names_of_broken(const verdict *v)
{
    const rule *rules = rules_table(&(guint){ 0 });
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < v->rule_count; i++) {
        if (v->broken[i]) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? " " : "", rules[i].name);
        }
    }
    return g_string_free(names, FALSE);
}

static guint count_broken(const verdict *v)
{
    guint count = 0;

    for (guint i = 0; i < v->rule_count; i++) {
        count += v->broken[i] ? 1 : 0;
    }
    return count;
}

/* ---- A message that breaks the rule ---- */

static void assert_breaks_it_alone(const rule *one, const GString *text)
{
    verdict v;
    char *names;

    judge(&v, one, text->str, text->len, RULES_ALL);
    g_assert_true(v.m.complete);
    g_assert_true(rule_applies(one, v.r.code, v.m.method_index));
    names = names_of_broken(&v);
    g_assert_cmpstr(names, ==, one->name);
    g_assert_cmpuint(v.found.count, ==, 1);
    g_assert_cmpuint(v.found.dropped, ==, 0);
    g_free(names);
    verdict_clear(&v);
}

static void test_broken(gconstpointer data)
{
    const rule *one = data;
    GString *text = read_sip(one, "broken");
    GString *wire = with_crlf(text);

    assert_breaks_it_alone(one, text);
    assert_breaks_it_alone(one, wire);
    g_string_free(wire, TRUE);
    g_string_free(text, TRUE);
}

static gboolean is_about_method(const rule *one)
{
    return one->kind == RULE_METHOD || one->kind == RULE_DEPRECATED;
}

static finding_kind kind_of(rule_kind kind)
{
    switch (kind) {
    case RULE_REQUIRE:
        return KIND_missing_header;
    case RULE_FORBID:
        return KIND_forbidden_header;
    case RULE_METHOD:
        return KIND_method;
    case RULE_DEPRECATED:
        return KIND_deprecated;
    case RULE_VALUE:
        break;
    }
    return KIND_header_value;
}

static void assert_says(const finding *found, const char *what)
{
    if (strstr(found->text, what) == NULL) {
        g_test_message("\"%s\" does not say \"%s\"", found->text, what);
        g_test_fail();
    }
}

/* What the sentence begins with: the finding, not the law. */
static char *start_of_sentence(const rule *one, const verdict *v, const finding *found)
{
    const char *header = found->header == NULL ? "" : strcmp(found->header, "To;tag") == 0 ? "To tag" : found->header;
    char *method = v->m.method_index == METHOD_INDEX_NONE ? g_strdup("") : g_strndup(v->m.method.bytes, v->m.method.length);
    char *answer = g_strdup_printf("%u%s%s", v->r.code, method[0] != '\0' ? " to " : "", method);
    char *start = NULL;

    switch (one->kind) {
    case RULE_REQUIRE:
        start = g_strdup_printf("No %s in this %s: %s (", header, answer, one->why);
        break;
    case RULE_FORBID:
        start = g_strdup_printf("%s in this %s: %s (", strcmp(header, "body") == 0 ? "Body" : header, answer, one->why);
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
    }
    g_free(answer);
    g_free(method);
    return start;
}

/* Finding, consequence, source. */
static void check_sentence(const rule *one, const verdict *v, const finding *found)
{
    char *start = start_of_sentence(one, v, found);
    char *source = g_strdup_printf(" %s (%s, section %s).", one->why, one->rfc, one->section);
    char *code = g_strdup_printf("in this %u", v->r.code);

    g_assert_true(g_utf8_validate(found->text, -1, NULL));
    if (!g_str_has_prefix(found->text, start)) {
        g_test_fail_printf("\"%s\" does not begin \"%s\"", found->text, start);
    }
    if (!g_str_has_suffix(found->text, source)) {
        g_test_fail_printf("\"%s\" does not end \"%s\"", found->text, source);
    }
    if (is_about_method(one)) {
        g_assert_null(found->header);
    } else {
        g_assert_nonnull(found->header);
        assert_says(found, code);
    }
    g_assert_cmpuint(strlen(found->text), <, FINDING_TEXT_MAX);
    g_free(code);
    g_free(source);
    g_free(start);
}

/* The row's own words: the consequence, not the law, in the one word for each thing. */
static void test_words(gconstpointer data)
{
    static const char *const words_of_law[] = { " must not carry", " must carry", " takes ", " take ", "must not answer", "should not answer" };
    const rule *one = data;

    for (guint i = 0; i < G_N_ELEMENTS(words_of_law); i++) {
        g_assert_null(strstr(one->why, words_of_law[i]));
    }
    g_assert_true(g_ascii_islower(one->why[0]) || !g_ascii_islower(one->why[1]));
    g_assert_false(g_str_has_suffix(one->why, "."));
    if (one->kind == RULE_VALUE) {
        /* It says what is wrong with the value. */
        g_assert_true(g_str_has_prefix(one->why, "is ") || g_str_has_prefix(one->why, "has no ") || g_str_has_prefix(one->why, "lacks ")
                      || g_str_has_prefix(one->why, "names no ") || g_str_has_prefix(one->why, "does not ") || g_str_has_prefix(one->why, "asks for "));
    }
    g_assert_cmpint(finding_severity(one->finding), ==, one->severity);
    g_assert_cmpstr(finding_name(one->finding), ==, one->name);
    g_assert_cmpint(finding_kind_of(one->finding), ==, kind_of(one->kind));
    g_assert_cmpstr(finding_header(one->finding), ==, one->header == HEADER_OTHER ? "" : header_name(one->header));
}

/* The end of the sentence says what goes wrong: it must not be lost where the value is as long as values are quoted. */
static void check_room(const verdict *v, const finding *found)
{
    gsize quoted = (gsize)text_print_length((text_slice){ v->m.start + found->offset, found->length });
    gsize longest = (gsize)text_print_length((text_slice){ v->m.start, G_MAXUINT16 });

    g_assert_cmpuint(strlen(found->text) - quoted + longest, <, FINDING_TEXT_MAX);
}

/* The place is a whole header field: the one that is forbidden, or that holds what is ("Require: 100rel"). */
static void check_forbidden_place(const finding *found, const char *place)
{
    char *field = g_strndup(place, found->length);
    const char *space = strrchr(found->header, ' ');

    g_assert_cmpint(place[-1], ==, '\n');
    if (space == NULL) {
        g_assert_true(g_str_has_prefix(field, found->header));
    } else {
        g_assert_nonnull(strstr(field, space + 1));
    }
    g_free(field);
}

/* A field that is there has a place; one that is not stands for the status line. */
static void check_place(const rule *one, const verdict *v, const finding *found, gsize length)
{
    const char *place = v->m.start + found->offset;

    g_assert_cmpuint(found->offset + found->length, <=, length);
    switch (one->kind) {
    case RULE_VALUE:
        g_assert_cmpuint(found->offset, >, v->m.status_line.length);
        g_assert_cmpuint(found->length, >, 0);
        break;
    case RULE_FORBID:
        if (strcmp(found->header, "body") != 0) {
            check_forbidden_place(found, place);
        }
        break;
    case RULE_METHOD:
    case RULE_DEPRECATED:
        g_assert_cmpuint(found->length, ==, 0);
        break;
    case RULE_REQUIRE:
        break;
    }
}

static void test_finding(gconstpointer data)
{
    const rule *one = data;
    GString *text = read_sip(one, "broken");
    verdict v;

    judge(&v, one, text->str, text->len, RULES_ALL);
    g_assert_cmpuint(v.found.count, ==, 1);
    g_assert_cmpint(v.found.list[0].kind, ==, kind_of(one->kind));
    g_assert_cmpint(v.found.list[0].severity, ==, one->severity);
    g_assert_cmpuint(v.found.list[0].index, ==, one->finding);
    check_sentence(one, &v, &v.found.list[0]);
    check_place(one, &v, &v.found.list[0], text->len);
    if (one->kind == RULE_VALUE) {
        check_room(&v, &v.found.list[0]);
    }
    verdict_clear(&v);
    g_string_free(text, TRUE);
}

static void assert_found_with(const rule *one, const GString *text, rule_groups groups, gboolean is_found)
{
    verdict v;

    judge(&v, one, text->str, text->len, groups);
    g_assert_cmpuint(count_broken(&v), ==, is_found ? 1 : 0);
    g_assert_cmpuint(v.found.count, ==, is_found ? 1 : 0);
    verdict_clear(&v);
}

/* What is switched off is not looked at; what is on does not change by it. */
static void test_groups(gconstpointer data)
{
    const rule *one = data;
    GString *text = read_sip(one, "broken");

    assert_found_with(one, text, RULES_METHODS, one->kind == RULE_METHOD || one->kind == RULE_DEPRECATED);
    assert_found_with(one, text, RULES_HEADERS, one->kind != RULE_METHOD);
    assert_found_with(one, text, 0, one->kind == RULE_DEPRECATED);
    g_string_free(text, TRUE);
}

/* ---- A message that keeps it ---- */

static void assert_no_warning(const verdict *v)
{
    for (guint i = 0; i < v->found.count; i++) {
        if (v->found.list[i].severity >= SEVERITY_WARN) {
            g_test_message("%s", v->found.list[i].text);
            g_test_fail();
        }
    }
}

/* A rule about the method is broken wherever it applies: the message that keeps it has the same code or the same method. */
static void assert_is_nearest(const rule *one, const verdict *kept)
{
    GString *text = read_sip(one, "broken");
    verdict v;

    judge(&v, one, text->str, text->len, RULES_ALL);
    g_assert_false(rule_applies(one, kept->r.code, kept->m.method_index));
    g_assert_true(v.r.code == kept->r.code || v.m.method_index == kept->m.method_index);
    verdict_clear(&v);
    g_string_free(text, TRUE);
}

static void assert_keeps_it(const rule *one, const GString *text)
{
    verdict v;

    judge(&v, one, text->str, text->len, RULES_ALL);
    g_assert_true(v.m.complete);
    g_assert_false(v.broken[index_of(one)]);
    if (is_about_method(one)) {
        assert_is_nearest(one, &v);
    } else {
        g_assert_true(rule_applies(one, v.r.code, v.m.method_index));
    }
    /* A value that is not there would keep the rule without showing anything. */
    if (one->kind == RULE_VALUE) {
        g_assert_true(message_has(&v.m, one->header));
    }
    code_check(code_lookup(v.r.code), v.r.code, &v.found);
    assert_no_warning(&v);
    verdict_clear(&v);
}

static void test_kept(gconstpointer data)
{
    const rule *one = data;
    GString *text = read_sip(one, "kept");
    GString *wire = with_crlf(text);

    assert_keeps_it(one, text);
    assert_keeps_it(one, wire);
    g_string_free(wire, TRUE);
    g_string_free(text, TRUE);
}

/* ---- A message that was not captured whole ---- */

static void assert_nothing_is_missing(const rule *one, const char *bytes, gsize length)
{
    verdict v;

    judge(&v, one, bytes, length, RULES_ALL);
    g_assert_false(v.m.complete);
    for (guint i = 0; i < v.found.count; i++) {
        g_assert_cmpint(v.found.list[i].kind, !=, KIND_missing_header);
    }
    verdict_clear(&v);
}

static void test_cut(gconstpointer data)
{
    const rule *one = data;
    GString *text = read_sip(one, "broken");
    GString *wire = with_crlf(text);
    gsize section = header_section_length(text);
    gsize wire_section = section + (wire->len - text->len);

    for (gsize length = 0; length < section; length++) {
        assert_nothing_is_missing(one, text->str, length);
    }
    for (gsize length = 0; length < wire_section; length++) {
        assert_nothing_is_missing(one, wire->str, length);
    }
    g_string_free(wire, TRUE);
    g_string_free(text, TRUE);
}

/* ---- What was not read is not missing ---- */

/* A response of which less is known breaks no rule that the whole one keeps. */
static void assert_breaks_no_more(const verdict *less, const verdict *whole, const char *text)
{
    const rule *rules = rules_table(&(guint){ 0 });

    for (guint i = 0; i < whole->rule_count; i++) {
        if (less->broken[i] && !whole->broken[i]) {
            g_test_message("%s: %s", rules[i].name, text);
            g_test_fail();
        }
    }
}

static void check_cut_everywhere(const rule *one, const GString *text)
{
    verdict whole, less;

    judge(&whole, one, text->str, text->len, RULES_ALL);
    for (gsize length = 0; length < header_section_length(text); length++) {
        judge(&less, one, text->str, length, RULES_ALL);
        assert_breaks_no_more(&less, &whole, text->str);
        verdict_clear(&less);
    }
    verdict_clear(&whole);
}

static GString *with_fillers(const GString *text, gsize at)
{
    GString *more = g_string_new_len(text->str, (gssize)at);

    for (guint i = 0; i < MESSAGE_FIELDS_MAX; i++) {
        g_string_append_printf(more, "X-Filler-%u: x\n", i);
    }
    return g_string_append_len(more, text->str + at, (gssize)(text->len - at));
}

/* The fields behind the fillers are passed over. */
static void check_filled_everywhere(const rule *one, const GString *text)
{
    verdict whole, less;

    judge(&whole, one, text->str, text->len, RULES_ALL);
    for (gsize at = whole.m.status_line.length + 1; at < header_section_length(text); at++) {
        GString *more;

        /* Not inside a folded field. */
        if (text->str[at - 1] != '\n' || text->str[at] == ' ' || text->str[at] == '\t') {
            continue;
        }
        more = with_fillers(text, at);
        judge(&less, one, more->str, more->len, RULES_ALL);
        g_assert_true(less.m.complete);
        assert_breaks_no_more(&less, &whole, more->str);
        verdict_clear(&less);
        g_string_free(more, TRUE);
    }
    verdict_clear(&whole);
}

static void test_read_in_part(gconstpointer data)
{
    static const char *const files[] = { "broken", "kept" };
    const rule *one = data;

    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        GString *text = read_sip(one, files[i]);

        check_cut_everywhere(one, text);
        check_filled_everywhere(one, text);
        g_string_free(text, TRUE);
    }
}

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
    { "security_agreement_require", "SIP/2.0 494 x\nCSeq: 1 INVITE\nSecurity-Server: tls\n", "Require: sec-agree\n", "" },
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

static const rule *find_rule(const char *name);

/* Where the last field is behind as many as are read, or was not captured, nothing is known of it. */
static void test_last_field_unread(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(kept_by_last); i++) {
        const rule *one = find_rule(kept_by_last[i].rule);
        char *all = g_strconcat(kept_by_last[i].start, kept_by_last[i].last, "\n", kept_by_last[i].body, NULL);
        GString *whole = g_string_new(all);
        GString *filled = with_fillers(whole, strlen(kept_by_last[i].start));
        verdict v;

        g_test_message("%s", one->name);
        judge(&v, one, filled->str, filled->len, RULES_ALL);
        g_assert_true(v.m.truncated);
        g_assert_false(v.broken[index_of(one)]);
        verdict_clear(&v);
        judge(&v, one, all, strlen(kept_by_last[i].start), RULES_ALL);
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
    GString *filled = with_fillers(text, text->len - 1);
    const rule *one = find_rule("unauthorized_challenge");
    verdict v;

    judge(&v, one, filled->str, filled->len, RULES_ALL);
    g_assert_true(v.m.truncated);
    g_assert_true(v.broken[index_of(one)]);
    verdict_clear(&v);
    g_string_free(filled, TRUE);
    g_string_free(text, TRUE);
}

/* ---- Bytes that are no text ---- */

static void assert_sentences_are_text(const rule *one, const GString *text)
{
    verdict v;

    judge(&v, one, text->str, text->len, RULES_ALL);
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
    GString *text = read_sip(one, "broken");
    gsize section = header_section_length(text);

    for (gsize i = 0; i < section; i++) {
        char kept = text->str[i];

        for (guint k = 0; k < G_N_ELEMENTS(bytes); k++) {
            text->str[i] = bytes[k];
            assert_sentences_are_text(one, text);
        }
        text->str[i] = kept;
    }
    g_string_free(text, TRUE);
}

/* RFC 3428, section 7, asks a relay for it. */
static void test_accepted_message(void)
{
    static const char bytes[] = "SIP/2.0 202 Accepted\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\nFrom: <sip:a@b>;tag=1\n"
                                "To: <sip:a@b>;tag=2\nCall-ID: 1\nCSeq: 1 MESSAGE\nContent-Length: 0\n\n";
    const rule *rules = rules_table(&(guint){ 0 });
    verdict v;

    judge(&v, &rules[0], bytes, sizeof bytes - 1, RULES_ALL);
    code_check(code_lookup(v.r.code), v.r.code, &v.found);
    g_assert_cmpuint(v.found.count, ==, 0);
    verdict_clear(&v);
}

/* To other methods it is said, and once: the code's own check and the rules fill one list. */
static void test_accepted_said_once(void)
{
    static const char *const names[] = { "accepted_subscription", "accepted_refer", "accepted_elsewhere" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const rule *one = find_rule(names[i]);
        GString *text = read_sip(one, "broken");
        verdict v;

        judge(&v, one, text->str, text->len, RULES_ALL);
        code_check(code_lookup(v.r.code), v.r.code, &v.found);
        g_assert_cmpuint(v.found.count, ==, 1);
        g_assert_cmpint(v.found.list[0].kind, ==, KIND_deprecated);
        verdict_clear(&v);
        g_string_free(text, TRUE);
    }
}

/* RFC 3261, section 10.3, says SHOULD; nearly every registrar omits it, and nothing follows from it. */
static void test_register_without_date(void)
{
    static const char bytes[] =
        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: 1\n"
        "CSeq: 1 REGISTER\nContact: <sip:a@c>;expires=60\nContent-Length: 0\n\n";
    const rule *rules = rules_table(&(guint){ 0 });
    verdict v;

    judge(&v, &rules[0], bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpuint(v.found.count, ==, 0);
    verdict_clear(&v);
}

static void test_method_of_any_bytes(void)
{
    static const char bytes[] = "SIP/2.0 200 OK\nCSeq: 1 \xff\xfeINVITE\xe2\x82\n\n";
    const rule *rules = rules_table(&(guint){ 0 });
    GString *text = g_string_new_len(bytes, sizeof bytes - 1);
    verdict v;

    judge(&v, &rules[0], text->str, text->len, RULES_ALL);
    g_assert_cmpint(v.m.method_index, ==, METHOD_INDEX_OTHER);
    g_assert_cmpuint(v.found.count, >=, 4);
    verdict_clear(&v);
    assert_sentences_are_text(&rules[0], text);
    g_string_free(text, TRUE);
}

/* ---- The method is not known ---- */

/* Without a method, only what holds for every method can be said, and no sentence speaks of one. */
static void test_no_method(void)
{
    static const char bytes[] = "SIP/2.0 204 No Notification\nMax-Forwards: 70\n\n";
    guint count;
    const rule *rules = rules_table(&count);
    verdict v;

    judge(&v, &rules[0], bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpint(v.m.method_index, ==, METHOD_INDEX_NONE);
    g_assert_cmpuint(count_broken(&v), ==, 6);
    for (guint i = 0; i < count; i++) {
        if (v.broken[i]) {
            g_assert_false(is_about_method(&rules[i]));
            g_assert_cmpuint(rules[i].methods, ==, G_MAXUINT32);
        }
    }
    for (guint i = 0; i < v.found.count; i++) {
        assert_says(&v.found.list[i], " in this 204: ");
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
    const rule *rules = rules_table(&(guint){ 0 });
    verdict v;

    judge(&v, &rules[0], bytes, sizeof bytes - 1, RULES_ALL);
    g_assert_cmpuint(count_broken(&v), >, FINDINGS_MAX);
    g_assert_cmpuint(v.found.count, ==, FINDINGS_MAX);
    g_assert_cmpuint(v.found.dropped, ==, count_broken(&v) - FINDINGS_MAX);
    verdict_clear(&v);
}

/* Codes of no SIP response are no reason to judge its header fields. */
static void test_out_of_range(void)
{
    static const char *const lines[] = { "SIP/2.0 099 Low\n\n", "SIP/2.0 700 High\n\n", "SIP/2.0 999 Higher\n\n" };
    const rule *rules = rules_table(&(guint){ 0 });

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        verdict v;

        judge(&v, &rules[0], lines[i], strlen(lines[i]), RULES_ALL);
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
        g_test_message("%s", rules[i].name);
        g_assert_cmpint(rules[i].severity, <, SEVERITY_ERROR);
        if (rules[i].strength != RULE_MUST || rules[i].kind == RULE_FORBID) {
            g_assert_cmpint(rules[i].severity, <, SEVERITY_WARN);
        }
        if (rules[i].strength == RULE_DEFINED) {
            g_assert_cmpint(rules[i].kind, ==, RULE_METHOD);
        }
    }
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

static void check_file_name(const char *file)
{
    const char *ending = strchr(file, '.');
    char *name = g_strndup(file, ending == NULL ? strlen(file) : (gsize)(ending - file));

    g_test_message("%s", file);
    g_assert_nonnull(ending);
    g_assert_true(strcmp(ending, ".broken.sip") == 0 || strcmp(ending, ".kept.sip") == 0);
    g_assert_nonnull(find_rule(name));
    g_free(name);
}

static void test_folder(void)
{
    char *path = tests_path("");
    GError *error = NULL;
    GDir *folder = g_dir_open(path, 0, &error);
    guint rule_count, file_count = 0;
    const char *file;

    g_assert_no_error(error);
    rules_table(&rule_count);
    while ((file = g_dir_read_name(folder)) != NULL) {
        if (strcmp(file, "coverage.tsv") != 0) {
            check_file_name(file);
            file_count++;
        }
    }
    g_assert_cmpuint(file_count, ==, 2 * (guint64)rule_count);
    g_dir_close(folder);
    g_free(path);
}

/* ---- What the RFCs ask, and where it is ---- */

enum {
    COLUMN_KIND,
    COLUMN_CODE,
    COLUMN_METHOD,
    COLUMN_HEADER,
    COLUMN_STRENGTH,
    COLUMN_RFC,
    COLUMN_SECTION,
    COLUMN_RULES,
    COLUMN_REASON,
    COLUMNS
};

static gboolean kind_fits(const char *demand, rule_kind kind)
{
    switch (kind) {
    case RULE_REQUIRE:
        return strcmp(demand, "require-header") == 0;
    case RULE_FORBID:
        return strcmp(demand, "forbid-header") == 0;
    case RULE_METHOD:
    case RULE_DEPRECATED:
        return g_str_has_prefix(demand, "method-");
    case RULE_VALUE:
        break;
    }
    return strcmp(demand, "value") == 0;
}

/* What a demand of this strength deserves where nothing speaks for less. */
static severity_level severity_of(const char *demand, const char *strength)
{
    if (strcmp(strength, "MAY") == 0) {
        return SEVERITY_CHAT;
    }
    return g_str_has_prefix(strength, "MUST") && strcmp(demand, "forbid-header") != 0 ? SEVERITY_WARN : SEVERITY_NOTE;
}

/* Nothing is milder than the RFC's word without saying so: the reason then has the word "note" or "chat". */
static void check_severities(char **columns, char **names)
{
    if (strstr(columns[COLUMN_REASON], "note") != NULL || strstr(columns[COLUMN_REASON], "chat") != NULL) {
        return;
    }
    for (guint i = 0; names[i] != NULL; i++) {
        g_assert_cmpint(find_rule(names[i])->severity, >=, severity_of(columns[COLUMN_KIND], columns[COLUMN_STRENGTH]));
    }
}

/* Without a reason, one of the rules is of the demand's kind. */
static void check_kinds(char **columns, char **names)
{
    gboolean is_there = columns[COLUMN_REASON][0] != '\0';

    for (guint i = 0; names[i] != NULL; i++) {
        is_there = is_there || kind_fits(columns[COLUMN_KIND], find_rule(names[i])->kind);
    }
    g_assert_true(is_there);
}

static void check_demand(const char *line, gboolean *named)
{
    char **columns = g_strsplit(line, "\t", -1);
    char **names;

    g_test_message("%s", line);
    g_assert_cmpuint(g_strv_length(columns), ==, COLUMNS);
    names = g_strsplit(columns[COLUMN_RULES], " ", -1);
    if (strcmp(columns[COLUMN_RULES], "-") == 0) {
        g_assert_cmpstr(columns[COLUMN_REASON], !=, "");
    } else {
        g_assert_nonnull(names[0]);
        for (guint i = 0; names[i] != NULL; i++) {
            g_assert_nonnull(find_rule(names[i]));
            named[index_of(find_rule(names[i]))] = TRUE;
        }
        check_severities(columns, names);
        check_kinds(columns, names);
    }
    g_strfreev(names);
    g_strfreev(columns);
}

static void check_extra_rules(gboolean *named)
{
    for (guint i = 0; i < G_N_ELEMENTS(extra_rules); i++) {
        const rule *one = find_rule(extra_rules[i].rule);

        g_test_message("%s: %s", extra_rules[i].rule, extra_rules[i].reason);
        g_assert_nonnull(one);
        g_assert_false(named[index_of(one)]);
        named[index_of(one)] = TRUE;
    }
}

static void test_coverage(void)
{
    GString *table = read_test_file("coverage.tsv");
    char **lines = g_strsplit(table->str, "\n", -1);
    guint count, demands = 0;
    const rule *rules = rules_table(&count);
    gboolean *named = g_new0(gboolean, count);

    g_assert_cmpstr(lines[0], ==, "kind\tcode\tmethod\theader\tstrength\trfc\tsection\trules\treason");
    for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        check_demand(lines[i], named);
        demands++;
    }
    g_assert_cmpuint(demands, ==, DEMANDS);
    check_extra_rules(named);
    for (guint i = 0; i < count; i++) {
        g_test_message("%s", rules[i].name);
        g_assert_true(named[i]);
    }
    g_free(named);
    g_strfreev(lines);
    g_string_free(table, TRUE);
}

/* ---- All tests ---- */

static void add_rule_test(const rule *one, const char *what, GTestDataFunc function)
{
    char *path = g_strdup_printf("/rules/%s/%s", one->name, what);

    g_test_add_data_func(path, one, function);
    g_free(path);
}

int main(int argc, char **argv)
{
    guint count;
    const rule *rules = rules_table(&count);

    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < count; i++) {
        add_rule_test(&rules[i], "broken", test_broken);
        add_rule_test(&rules[i], "kept", test_kept);
        add_rule_test(&rules[i], "finding", test_finding);
        add_rule_test(&rules[i], "words", test_words);
        add_rule_test(&rules[i], "groups", test_groups);
        add_rule_test(&rules[i], "read-in-part", test_read_in_part);
        if (rules[i].kind == RULE_REQUIRE) {
            add_rule_test(&rules[i], "cut", test_cut);
        }
        if (rules[i].kind == RULE_VALUE) {
            add_rule_test(&rules[i], "any-bytes", test_any_bytes);
        }
    }
    g_test_add_func("/rules-table/severities", test_severities);
    g_test_add_func("/rules-table/folder", test_folder);
    g_test_add_func("/rules-table/coverage", test_coverage);
    g_test_add_func("/rules-check/no-method", test_no_method);
    g_test_add_func("/rules-check/accepted-message", test_accepted_message);
    g_test_add_func("/rules-check/accepted-said-once", test_accepted_said_once);
    g_test_add_func("/rules-check/register-without-date", test_register_without_date);
    g_test_add_func("/rules-check/method-of-any-bytes", test_method_of_any_bytes);
    g_test_add_func("/rules-check/overflow", test_overflow);
    g_test_add_func("/rules-check/last-field-unread", test_last_field_unread);
    g_test_add_func("/rules-check/missing-beyond-the-limit", test_missing_beyond_the_limit);
    g_test_add_func("/rules-check/out-of-range", test_out_of_range);
    return g_test_run();
}
