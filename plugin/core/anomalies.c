/* anomalies.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "anomalies.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

#define ANOMALY(id, severity, group, summary) \
    _Static_assert(sizeof(summary) > 1, "the anomaly " #id " has no summary");
#include "anomalies.def"

static const struct {
    const char *name;
    anomaly_severity severity;
    const char *summary;
} anomalies[] = {
#define ANOMALY(id, severity, group, summary) { #id, SEVERITY_##severity, summary },
#include "anomalies.def"
};

const char *anomaly_name(anomaly_id id)
{
    return anomalies[id].name;
}

const char *anomaly_summary(anomaly_id id)
{
    return anomalies[id].summary;
}

anomaly_severity anomaly_default_severity(anomaly_id id)
{
    return anomalies[id].severity;
}

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

finding *findings_add(findings *all, anomaly_id id, const char *format, ...)
{
    va_list arguments;
    finding *found;
    int length;

    if (all->count == FINDINGS_MAX) {
        all->dropped++;
        return NULL;
    }
    found = &all->list[all->count++];
    found->id = id;
    found->severity = anomaly_default_severity(id);
    found->rule = 0;
    found->header = NULL;
    found->offset = 0;
    found->length = 0;
    found->text[0] = '\0';
    if (all->without_sentences) {
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
