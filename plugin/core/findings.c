/* findings.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings.h"

#include <stdio.h>
#include <string.h>

#include "message.h"
#include "text.h"

/* ---- The names ---- */

#define FINDING(name, kind, severity, header, brief, summary) \
    _Static_assert(sizeof(brief) > 1 && sizeof(brief) <= FINDING_BRIEF_MAX + 1, "the brief of " #name " does not fit"); \
    _Static_assert(sizeof(summary) > 1, #name " has no summary");
#include "findings.def"

#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) \
    _Static_assert(sizeof(brief) > 1 && sizeof(brief) <= FINDING_BRIEF_MAX + 1, "the brief of " #name " does not fit"); \
    _Static_assert(sizeof(summary) > 1, #name " has no summary");
#include "rules.def"

/* What the rules of a kind find. */
enum {
    KIND_OF_REQUIRE = KIND_missing_header,
    KIND_OF_FORBID = KIND_forbidden_header,
    KIND_OF_METHOD = KIND_method,
    KIND_OF_DEPRECATED = KIND_deprecated,
    KIND_OF_VALUE = KIND_header_value,
    KIND_OF_SYNTAX = KIND_malformed_message,
    KIND_OF_BODY = KIND_session_description,
};

static const char *const kind_names[] = {
#define KIND(id, group) #id,
#include "findings.def"
};

static const struct {
    const char *name;
    finding_kind kind;
    severity_level severity;
    const char *header; /* NULL: that of the id */
    header_id header_id;
    const char *brief;
    const char *summary;
} names[] = {
#define FINDING(name, kind, severity, header, brief, summary) \
    { #name, KIND_##kind, SEVERITY_##severity, header, HEADER_OTHER, brief, summary },
#include "findings.def"
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) \
    { #name, (finding_kind)KIND_OF_##kind, SEVERITY_##severity, NULL, HEADER_##header, brief, summary },
#include "rules.def"
};

uint32_t finding_name_count(void)
{
    return FINDING_NAME_COUNT;
}

const char *finding_name(uint32_t index)
{
    return names[index].name;
}

finding_kind finding_kind_of(uint32_t index)
{
    return names[index].kind;
}

const char *finding_kind_name(finding_kind kind)
{
    return kind_names[kind];
}

severity_level finding_severity(uint32_t index)
{
    return names[index].severity;
}

bool finding_is_remark(uint32_t index)
{
    return names[index].severity == SEVERITY_CHAT;
}

const char *finding_header(uint32_t index)
{
    if (names[index].header != NULL) {
        return names[index].header;
    }
    return names[index].header_id == HEADER_OTHER ? "" : header_name(names[index].header_id);
}

const char *finding_brief(uint32_t index)
{
    return names[index].brief;
}

const char *finding_summary(uint32_t index)
{
    return names[index].summary;
}

/* ---- The list ---- */

void findings_clear(findings *all)
{
    all->count = 0;
    all->dropped = 0;
    all->without_sentences = false;
}

static gboolean is_plain(const char *text)
{
    while (*text >= ' ' && *text <= '~') {
        text++;
    }
    return *text == '\0';
}

/* What is quoted from the wire can be anything, and a cut can fall into a character. */
static void make_utf8(char *text)
{
    const char *end;

    while (!g_utf8_validate(text, -1, &end)) {
        text[end - text] = '?';
    }
}

static finding *next_finding(findings *all, finding_index index)
{
    finding *found;

    if (all->count == FINDINGS_MAX) {
        all->dropped++;
        return NULL;
    }
    found = &all->list[all->count++];
    found->index = index;
    found->kind = finding_kind_of(index);
    found->severity = finding_severity(index);
    found->name = finding_name(index);
    found->brief = finding_brief(index);
    found->header = finding_header(index)[0] != '\0' ? finding_header(index) : NULL;
    found->offset = 0;
    found->length = 0;
    found->text[0] = '\0';
    return found;
}

finding *findings_add(findings *all, finding_index index, const char *format, ...)
{
    va_list arguments;
    finding *found = next_finding(all, index);
    int length;

    if (found == NULL || all->without_sentences) {
        return found;
    }
    va_start(arguments, format);
    length = vsnprintf(found->text, sizeof found->text, format, arguments);
    va_end(arguments);
    if (length >= FINDING_TEXT_MAX) {
        memcpy(found->text + FINDING_TEXT_MAX - 4, "...", 4);
    }
    if (!is_plain(found->text)) {
        make_utf8(found->text);
        text_make_safe(found->text);
    }
    return found;
}

void finding_set_brief(finding *found, const char *format, ...)
{
    va_list arguments;

    if (found == NULL) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(found->brief_text, sizeof found->brief_text, format, arguments);
    va_end(arguments);
    found->brief = found->brief_text;
}

bool finding_name_is_repeated(const findings *all, guint place)
{
    for (guint i = 0; i < place; i++) {
        if (all->list[i].index == all->list[place].index) {
            return true;
        }
    }
    return false;
}

bool finding_brief_is_repeated(const findings *all, guint place)
{
    for (guint i = 0; i < place; i++) {
        if (strcmp(all->list[i].brief, all->list[place].brief) == 0) {
            return true;
        }
    }
    return false;
}
