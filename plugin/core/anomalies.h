/* anomalies.h: what the plugin finds, as facts that the Wireshark side draws
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_ANOMALIES_H
#define SIPCODES_ANOMALIES_H

#include <glib.h>
#include <stdbool.h>

/** The anomalies of anomalies.def, in its order. */
typedef enum {
#define ANOMALY(id, severity, group, summary) ANOMALY_##id,
#include "anomalies.def"
    ANOMALY_COUNT
} anomaly_id;

_Static_assert(ANOMALY_COUNT <= 32, "which anomalies a response has is kept in the bits of a guint32");

/** How much an anomaly matters: the promise is in anomalies.def. */
typedef enum {
    SEVERITY_CHAT,
    SEVERITY_NOTE,
    SEVERITY_WARN,
    SEVERITY_ERROR
} anomaly_severity;

/** A sentence about an anomaly longer than this, in bytes, ends with "...": what Wireshark shows of an expert info. */
#define FINDING_TEXT_MAX 240

/** More anomalies than this in one response are counted, not kept (findings.dropped). */
#define FINDINGS_MAX 32

/** One anomaly of one response. */
typedef struct {
    anomaly_id id;
    anomaly_severity severity;
    /** the rule that is broken, as its place in rules.def + 1; 0 where none is */
    guint rule;
    /** the header field that is meant, "To;tag" for a parameter, "body"; NULL where none is */
    const char *header;
    /** where in the message the anomaly stands, in bytes from its first byte; length 0 where it is the status line */
    guint offset;
    guint length;
    /** one sentence for the user, valid UTF-8 without control characters */
    char text[FINDING_TEXT_MAX];
} finding;

/** The anomalies of one response, in the order in which they were found. */
typedef struct {
    finding list[FINDINGS_MAX];
    guint count;
    guint dropped;
    bool without_sentences; /**< nobody reads them, and they take longer than all the rest: text is left empty */
} findings;

/** The anomaly's id as users write it, such as "missing_header". */
const char *anomaly_name(anomaly_id id);

/** What is found, as a short line. */
const char *anomaly_summary(anomaly_id id);

/** The anomaly's severity, from its line in anomalies.def: what each finding of the kind gets. */
anomaly_severity anomaly_default_severity(anomaly_id id);

/** Empties the list, whose findings get sentences unless without_sentences is set then; the sentences' storage is not touched (it is large and would cost on every response). */
void findings_clear(findings *all);

/**
 * Adds an anomaly with a sentence made as by printf; bytes that are not valid UTF-8 and control
 * characters are replaced. Its severity is the anomaly's own (anomalies.def).
 * Returns it for the caller to fill in header and place, and another severity where the finding has one of its own
 * (rules.def, a user's table); NULL where FINDINGS_MAX are there already.
 */
finding *findings_add(findings *all, anomaly_id id, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
