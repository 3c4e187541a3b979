/* findings.h: what the plugin finds, as facts that the Wireshark side draws
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_FINDINGS_H
#define SIPCODES_FINDINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** The kinds of findings.def, in its order. */
typedef enum {
#define KIND(id, group) KIND_##id,
#include "findings.def"
    KIND_COUNT
} finding_kind;

/** The names of findings, as an index from 0: those of findings.def, then the rules of rules.def, each in its order. */
typedef enum {
#define FINDING(name, kind, severity, header, brief, summary) FINDING_##name,
#include "findings.def"
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) FINDING_##name,
#include "rules.def"
    FINDING_NAME_COUNT
} finding_index;

/** How much a finding matters: the promise is in findings.def. */
typedef enum {
    SEVERITY_CHAT,
    SEVERITY_NOTE,
    SEVERITY_WARN,
    SEVERITY_ERROR
} severity_level;

/** A sentence about a finding longer than this, in bytes, ends with "...": what Wireshark shows of an expert info. */
#define FINDING_TEXT_MAX 240

/** The longest brief, in bytes. */
#define FINDING_BRIEF_MAX 40

/** More findings than this in one response are counted, not kept (findings.dropped). */
#define FINDINGS_MAX 32

/** One finding of one response. */
typedef struct {
    uint32_t index; /**< a finding_index: below finding_name_count() */
    finding_kind kind;
    severity_level severity; /**< finding_severity(index) */
    const char *name;        /**< finding_name(index) */
    /** a few words; finding_brief(index), or made from the message: then in brief_text, so good for as long as the finding stays */
    const char *brief;
    /** the header field that is meant, "To;tag" for a parameter, "body"; NULL where none is */
    const char *header;
    /** where in the message it stands, in bytes from its first byte; length 0 where it is the status line */
    guint offset;
    guint length;
    char brief_text[FINDING_BRIEF_MAX + 1];
    /** one sentence for the user, valid UTF-8 without control characters */
    char text[FINDING_TEXT_MAX];
} finding;

/** The findings of one response, in the order in which they were found. */
typedef struct {
    finding list[FINDINGS_MAX];
    guint count;
    guint dropped;
    bool without_sentences; /**< nobody reads them, and they take longer than all the rest: text is left empty */
} findings;

/** How many names there are. What follows takes an index below this. */
uint32_t finding_name_count(void);

/** The name as users write it, such as "unauthorized_challenge". */
const char *finding_name(uint32_t index);

/** The kind. */
finding_kind finding_kind_of(uint32_t index);

/** The kind as users write it, such as "missing_header". */
const char *finding_kind_name(finding_kind kind);

/** The severity: what each finding of the name gets. */
severity_level finding_severity(uint32_t index);

/** True for a remark, which is for information; false for an anomaly, which is worth a look. */
bool finding_is_remark(uint32_t index);

/** The header field that it is about; "" where it is none, several, or the body. */
const char *finding_header(uint32_t index);

/** A few words, at most FINDING_BRIEF_MAX bytes, unlike those of every other name; no slash in them. */
const char *finding_brief(uint32_t index);

/** What is found, as a short line that names the header field: "No WWW-Authenticate in a 401". */
const char *finding_summary(uint32_t index);

/** Empties the list, whose findings get sentences unless without_sentences is set then; the sentences' storage is not touched (it is large and would cost on every response). */
void findings_clear(findings *all);

/**
 * Adds a finding of the name with a sentence made as by printf; bytes that are not valid UTF-8 and control characters are
 * replaced. Returns it for the caller to fill in header and place; NULL where FINDINGS_MAX are there already.
 */
finding *findings_add(findings *all, finding_index index, const char *format, ...) G_GNUC_PRINTF(3, 4);

/** Makes the finding's brief as by printf, cut at FINDING_BRIEF_MAX bytes; the text is to be ASCII without control characters. Nothing
 * where found is NULL, as of a full list. */
void finding_set_brief(finding *found, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** True if a finding before this one in the list has the same name. place is below all->count. */
bool finding_name_is_repeated(const findings *all, guint place);

/** True if a finding before this one in the list has the same brief: to say each once. place is below all->count. */
bool finding_brief_is_repeated(const findings *all, guint place);

#endif
