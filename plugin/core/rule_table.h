/* rule_table.h: the rules of rules.def
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RULE_TABLE_H
#define SIPCODES_RULE_TABLE_H

#include <glib.h>

#include "findings.h"
#include "message.h"
#include "rule_checks.h"

/** What a rule says. */
typedef enum {
    RULE_REQUIRE,    /**< the header field must be there: missing_header */
    RULE_FORBID,     /**< it must not: forbidden_header */
    RULE_METHOD,     /**< the code does not go with the method: method */
    RULE_DEPRECATED, /**< the code once went with the method, and need no longer be sent: deprecated */
    RULE_VALUE,      /**< the header field's value cannot be: header_value */
    RULE_SYNTAX,     /**< a line of the message is not what the grammar allows: malformed_message */
    RULE_BODY        /**< the session description in the body is worth a look: session_description */
} rule_kind;

/** How strongly the RFC says it. */
typedef enum {
    RULE_MUST,
    RULE_SHOULD,
    RULE_DEFINED /**< it only defines what the code is for; with RULE_METHOD */
} rule_strength;

/** How many ranges a set of status codes holds: the compiler warns of more. */
#define CODE_RANGES_MAX 16

/** A set of status codes: up to CODE_RANGES_MAX ranges, or all but these. */
typedef struct {
    gboolean all_but;
    guint16 ranges[CODE_RANGES_MAX][2];
} code_set;

/** One row of rules.def. Brief and summary are the finding's. */
typedef struct {
    finding_index finding;
    const char *name;
    code_set codes;
    guint32 methods; /**< one bit per method_index */
    rule_kind kind;
    header_id header;
    rule_strength strength;
    severity_level severity;
    const char *rfc;
    const char *section;
    rule_check *check; /**< NULL: the header field's absence or presence decides. What it calls missing, message.h decides */
    const char *why;
} rule;

/** The number of each rule, in the order of rules.def. */
enum {
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) RULE_INDEX_##name,
#include "rules.def"
    RULE_COUNT
};

/** The rules of rules.def in its order. */
const rule *rules_table(void);

#endif
