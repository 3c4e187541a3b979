/* rule_cases.h: the messages of rules.cases, ready for the wire
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RULE_CASES_H
#define SIPCODES_RULE_CASES_H

#include <glib.h>
#include <stdbool.h>

/** One message, and how it comes. */
typedef struct {
    GString *text;    /**< the bytes of the wire, NUL bytes among them where the case has some */
    bool over_stream; /**< over TCP; else the message is one whole datagram */
    bool from_public; /**< the packet comes from a public address */
} rule_message;

/** The two messages of one rule. */
typedef struct {
    char *rule;
    guint line; /**< where in rules.cases it stands */
    rule_message broken;
    rule_message kept;
} rule_case;

/** All of them in the order of the file, with the file's first fault if it has one. */
typedef struct {
    GPtrArray *list; /**< of rule_case */
    char *fault;     /**< "line N: what is wrong", or NULL; then the list ends before it */
} rule_cases;

/** Reads rules.cases (its head says how it is written). A file that cannot be read is a fault. */
rule_cases rule_cases_read(const char *path);

/** The case of the rule, or NULL. */
const rule_case *rule_cases_find(const rule_cases *all, const char *rule);

/** Frees what rule_cases_read() made. */
void rule_cases_clear(rule_cases *all);

#endif
