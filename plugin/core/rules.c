/* rules.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules.h"

#include <string.h>

/* A column of the table: nothing else is looked at of most rules. */
static rule_check *const checks[] = {
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) check,
#include "rules.def"
};

static bool is_in(text_slice text, text_slice value)
{
    return text.bytes >= value.bytes && text.bytes + text.length <= value.bytes + value.length;
}

/* The field whose value the text is, or is a part of, mostly one of those that the rule is about; NULL where it is none's. */
static const header_field *field_around(const message *m, header_id mostly, text_slice text)
{
    for (const header_field *field = message_first(m, mostly); field != NULL; field = message_next(m, field)) {
        if (is_in(text, field->value)) {
            return field;
        }
    }
    for (guint i = 0; i < m->field_count; i++) {
        if (is_in(text, m->fields[i].value)) {
            return &m->fields[i];
        }
    }
    return NULL;
}

/* What such a value lacks may stand behind the line break that cut it off, or is lost in a quoted string that does not end: of either
 * there is a rule of its own. */
static bool is_in_broken_value(const rule *one, const response *r, text_slice offending)
{
    const header_field *field;

    if ((one->kind != RULE_VALUE && one->kind != RULE_REQUIRE) || offending.bytes == r->m->start) {
        return false;
    }
    field = field_around(r->m, one->header, offending);
    return field != NULL && (field->is_cut_off || (one->check != value_is_not_closed && rule_value_is_open(field)));
}

static gboolean is_broken(const rule *one, const response *r, text_slice *offending, const char **header)
{
    *offending = (text_slice){ r->m->start, 0 };
    *header = NULL;
    if (one->check != NULL) {
        return one->check(r, offending, header) && !is_in_broken_value(one, r, *offending);
    }
    switch (one->kind) {
    case RULE_REQUIRE:
        return message_lacks(r->m, one->header);
    case RULE_FORBID:
        return message_has(r->m, one->header);
    default:
        return TRUE;
    }
}

/* What is missing or forbidden, as it stands in a sentence. */
static const char *words_for(const char *header)
{
    const char *parameter = header == NULL ? NULL : strchr(header, ';');

    if (header == NULL || strcmp(header, "body") == 0) {
        return "body";
    }
    return parameter == NULL ? header : strcmp(header, "To;tag") == 0 ? "To tag"
                                                                      : "From tag";
}

/* "401 to REGISTER"; of a method that is not known, the code alone. */
#define ANSWER_FORMAT "%u%s%.*s"
#define ANSWER_ARGS(r) (r)->code, is_answer_to(r) ? " to " : "", TEXT_ARGS(answered_method(r))

static bool is_answer_to(const response *r)
{
    return r->m->method_index != METHOD_INDEX_NONE;
}

static text_slice answered_method(const response *r)
{
    return is_answer_to(r) ? r->m->method : (text_slice){ "", 0 };
}

/* The first line is 1. Only asked of what is found, and the header section is bounded. */
static guint line_number(const message *m, text_slice place)
{
    guint number = 1;

    for (const char *at = m->start; at < place.bytes; at++) {
        number += *at == '\n' ? 1 : 0;
    }
    return number;
}

static finding *add_sentence_about_text(const rule *one, const response *r, text_slice offending, const char *wrong, findings *all)
{
    if (one->kind == RULE_BODY) {
        return findings_add(all, one->finding, TEXT_QUOTED " in the body of this " ANSWER_FORMAT " %s: %s (%s, section %s).",
                            TEXT_QUOTED_ARGS(offending), ANSWER_ARGS(r), wrong, one->why, one->rfc, one->section);
    }
    return findings_add(all, one->finding, "Line %u of this " ANSWER_FORMAT ", " TEXT_QUOTED ", %s: %s (%s, section %s).",
                        line_number(r->m, offending), ANSWER_ARGS(r), TEXT_QUOTED_ARGS(offending), wrong, one->why, one->rfc,
                        one->section);
}

/* Finding, consequence, source: as the head of rules.def shows. */
static finding *add_sentence(const rule *one, const response *r, text_slice offending, const char *header, findings *all)
{
    const char *words = words_for(header);

    switch (one->kind) {
    case RULE_REQUIRE:
        return findings_add(all, one->finding, "No %s in this " ANSWER_FORMAT ": %s (%s, section %s).", words, ANSWER_ARGS(r), one->why,
                            one->rfc, one->section);
    case RULE_FORBID:
        return findings_add(all, one->finding, "%s in this " ANSWER_FORMAT ": %s (%s, section %s).",
                            strcmp(words, "body") == 0 ? "Body" : words, ANSWER_ARGS(r), one->why, one->rfc, one->section);
    case RULE_METHOD:
        return findings_add(all, one->finding, "%u answers %.*s: %s (%s, section %s).", r->code, TEXT_ARGS(answered_method(r)), one->why,
                            one->rfc, one->section);
    case RULE_DEPRECATED:
        return findings_add(all, one->finding, ANSWER_FORMAT " is deprecated: %s (%s, section %s).", ANSWER_ARGS(r), one->why, one->rfc,
                            one->section);
    case RULE_SYNTAX:
    case RULE_BODY:
        return add_sentence_about_text(one, r, offending, header, all);
    case RULE_VALUE:
        break;
    }
    return findings_add(all, one->finding, "%s " TEXT_QUOTED " in this " ANSWER_FORMAT " %s (%s, section %s).", header,
                        TEXT_QUOTED_ARGS(offending), ANSWER_ARGS(r), one->why, one->rfc, one->section);
}

static void report(const rule *one, const response *r, text_slice offending, const char *header, findings *all)
{
    const header_field *field = message_first(r->m, one->header);
    finding *found;

    if (header == NULL && one->header != HEADER_OTHER) {
        header = header_name(one->header);
    }
    found = add_sentence(one, r, offending, header, all);
    if (found == NULL) {
        return;
    }
    if (one->kind == RULE_FORBID && field != NULL && one->header != HEADER_OTHER) {
        offending = header_field_text(field);
    }
    /* A value that is empty is shown with its name. */
    if (one->kind == RULE_VALUE && offending.length == 0) {
        field = field_around(r->m, one->header, offending);
        offending = field == NULL ? offending : header_field_text(field);
    }
    found->header = one->kind == RULE_SYNTAX || one->kind == RULE_BODY ? NULL : header;
    found->offset = (guint)(offending.bytes - r->m->start);
    found->length = (guint)offending.length;
}

static void take_broken(guint number, const response *r, findings *all, gboolean *broken)
{
    const rule *one = &rules_table()[number];
    text_slice offending;
    const char *header;

    if (!is_broken(one, r, &offending, &header)) {
        return;
    }
    report(one, r, offending, header, all);
    if (broken != NULL) {
        broken[number] = TRUE;
    }
}

void rules_check(const response *r, rule_groups groups, findings *all, gboolean *broken)
{
    rule_set asked = rules_to_ask(r, groups);
    /* Most rules are kept, so for what they find there is one place until one is not. */
    text_slice unused = { r->m->start, 0 };
    const char *unused_header = NULL;

    for (guint word = 0; word < RULE_SET_WORDS; word++) {
        for (uint64_t left = asked.words[word]; left != 0; left &= left - 1) {
            guint number = word * 64 + bits_lowest(left);

            if (checks[number] == NULL || checks[number](r, &unused, &unused_header)) {
                take_broken(number, r, all, broken);
            }
        }
    }
}
