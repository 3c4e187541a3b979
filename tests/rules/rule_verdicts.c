/* rule_verdicts.c: what the rules say of the messages of rules.cases, and of others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_verdicts.h"

#include <stdarg.h>
#include <string.h>

#include "../unit/keep_going.h"

#ifndef TESTS_DIR
#define TESTS_DIR "tests"
#endif

rule_cases all_cases;
const rule_message datagram = { NULL, false, false };

char *rules_file(const char *name)
{
    const char *directory = g_getenv("SIPCODES_TESTS");

    return g_build_filename(directory != NULL ? directory : TESTS_DIR, "rules", name, NULL);
}

int run_rule_tests(char **argv, void (*add_tests)(void))
{
    char *path = rules_file("rules.cases");
    int status;

    init_keep_going(argv);
    g_test_set_nonfatal_assertions();
    all_cases = rule_cases_read(path);
    add_tests();
    status = g_test_run();
    rule_cases_clear(&all_cases);
    g_free(path);
    return status;
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

static void judge_read(verdict *v, const rule_message *how, rule_groups groups)
{
    v->broken = g_new0(gboolean, RULE_COUNT);
    findings_clear(&v->found);
    v->r = (response){ .m = &v->m, .code = code_of(v->m.status_line), .over_stream = how->over_stream, .from_public = how->from_public };
    v->r.datagram = !how->over_stream && v->m.complete;
    v->r.datagram_body_length = v->m.body.length;
    rules_check(&v->r, groups, &v->found, v->broken);
}

void judge(verdict *v, const rule_message *how, const char *bytes, gsize length, rule_groups groups)
{
    message_read(&v->m, bytes, length);
    judge_read(v, how, groups);
}

void judge_whole(verdict *v, const rule_message *one, rule_groups groups)
{
    message_read(&v->m, one->text->str, one->text->len);
    if (!one->over_stream) {
        message_end(&v->m);
    }
    judge_read(v, one, groups);
}

void verdict_clear(verdict *v)
{
    g_free(v->broken);
}

guint index_of(const rule *one)
{
    return (guint)(one - rules_table());
}

const rule *find_rule(const char *name)
{
    const rule *rules = rules_table();

    for (guint i = 0; i < RULE_COUNT; i++) {
        if (strcmp(rules[i].name, name) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

const finding *finding_of(const rule *one, const verdict *v)
{
    for (guint i = 0; i < v->found.count; i++) {
        if (v->found.list[i].index == one->finding) {
            return &v->found.list[i];
        }
    }
    return NULL;
}

const rule_case *case_of(const rule *one)
{
    return rule_cases_find(&all_cases, one->name);
}

void G_GNUC_PRINTF(2, 3) complain(const rule *one, const char *format, ...)
{
    va_list arguments;
    char *what;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    FAIL_WITH("%s (rules.cases, line %u): %s", one->name, rule_cases_find(&all_cases, one->name)->line, what);
    g_free(what);
}

gboolean is_about_method(const rule *one)
{
    return one->kind == RULE_METHOD || one->kind == RULE_DEPRECATED;
}

gboolean is_about_text(const rule *one)
{
    return one->kind == RULE_SYNTAX || one->kind == RULE_BODY;
}

GString *with_fillers(const char *text, gsize length, gsize at)
{
    GString *more = g_string_new_len(text, (gssize)at);

    for (guint i = 0; i < MESSAGE_FIELDS_MAX; i++) {
        g_string_append_printf(more, "Supported: filler-%u\r\n", i);
    }
    return g_string_append_len(more, text + at, (gssize)(length - at));
}

void assert_sentences_are_text(const GString *text)
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

void add_rule_test(const rule *one, const char *what, GTestDataFunc function)
{
    char *path = g_strdup_printf("/rules/%s/%s", one->name, what);

    g_test_add_data_func(path, one, function);
    g_free(path);
}
