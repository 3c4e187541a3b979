/* rules.h: what the RFCs ask of one response, judged from that response alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RULES_H
#define SIPCODES_RULES_H

#include <glib.h>

#include "findings.h"
#include "message.h"
#include "rule_checks.h"

/** The groups of rules that a user can switch off; rules of the kind RULE_DEPRECATED are in none. */
typedef enum {
    RULES_METHODS = 1 << 0,
    RULES_HEADERS = 1 << 1,
    RULES_ALL = RULES_METHODS | RULES_HEADERS
} rule_groups;

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

/** The rules of rules.def in its order; sets *count. */
const rule *rules_table(guint *count);

/** TRUE if the rule speaks of this code and this method. */
gboolean rule_applies(const rule *one, guint code, method_index method);

/**
 * Adds one finding for each rule of the groups that the response breaks. Nothing is called missing where the header
 * section was not seen to its end, and no value where a header field was passed over. Where given, broken[] (one gboolean per rule) tells which: for tests.
 */
void rules_check(const response *r, rule_groups groups, findings *all, gboolean *broken);

#endif
