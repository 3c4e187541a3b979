/* anomalies.h: what the plugin finds, as facts that the Wireshark side draws
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_ANOMALIES_H
#define SIPCODES_ANOMALIES_H

#include <glib.h>

/** The anomalies of anomalies.def, in its order. */
typedef enum {
#define ANOMALY(id, severity, group, summary) ANOMALY_##id,
#include "anomalies.def"
    ANOMALY_COUNT
} anomaly_id;

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
} findings;

/** The anomaly's id as users write it, such as "missing_header". */
const char *anomaly_name(anomaly_id id);

/** What is found, as a short line. */
const char *anomaly_summary(anomaly_id id);

/** The anomaly's severity where no rule has one of its own. */
anomaly_severity anomaly_default_severity(anomaly_id id);

/** Empties the list; the sentences' storage is not touched (it is large and would cost on every response). */
void findings_clear(findings *all);

/**
 * Adds an anomaly with a sentence made as by printf; bytes that are not valid UTF-8 and control
 * characters are replaced.
 * Returns it for the caller to fill in header and place, or NULL where FINDINGS_MAX are there already.
 */
finding *findings_add(findings *all, anomaly_id id, anomaly_severity severity, const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif
