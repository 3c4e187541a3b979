/* rule_verdicts.h: what the rules say of the messages of rules.cases, and of others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RULE_VERDICTS_H
#define SIPCODES_RULE_VERDICTS_H

#include <glib.h>

#include "rule_cases.h"
#include "rules.h"

/** What the rules say about one message. */
typedef struct {
    message m;
    response r;
    findings found;
    gboolean *broken;
} verdict;

/** All cases, while run_rule_tests() runs. */
extern rule_cases all_cases;

/** One whole datagram, from nowhere in particular. */
extern const rule_message datagram;

/** The path of a file in tests/rules; g_free() frees it. */
char *rules_file(const char *name);

/** Reads rules.cases, runs the tests that the function adds, all of them though some fail, and gives the program's status. */
int run_rule_tests(char **argv, void (*add_tests)(void));

/** The case of the rule, or NULL. */
const rule_case *case_of(const rule *one);

/** Bytes that came as the message did, or a part of it. The verdict points into them. */
void judge(verdict *v, const rule_message *how, const char *bytes, gsize length, rule_groups groups);

/** The whole message of a case. */
void judge_whole(verdict *v, const rule_message *one, rule_groups groups);

/** Frees what a verdict holds. */
void verdict_clear(verdict *v);

/** The rule's place in the table, as in verdict.broken. */
guint index_of(const rule *one);

/** The rule of that name, or NULL. */
const rule *find_rule(const char *name);

/** The rule's own finding; NULL if it has none. */
const finding *finding_of(const rule *one, const verdict *v);

/** Fails the test without ending it: the other rules are looked at too. */
void G_GNUC_PRINTF(2, 3) complain(const rule *one, const char *format, ...);

/** TRUE for a rule about the code and the method alone. */
gboolean is_about_method(const rule *one);

/** TRUE for a rule about the text of the message or of its body, not about a header field. */
gboolean is_about_text(const rule *one);

/** The text with as many other header fields at a place as are read of a message. */
GString *with_fillers(const char *text, gsize length, gsize at);

/** Whatever the bytes are, each sentence about them is valid UTF-8, and its place lies in them. */
void assert_sentences_are_text(const GString *text);

/** Adds a test of one rule: /rules/NAME/what. */
void add_rule_test(const rule *one, const char *what, GTestDataFunc function);

#endif
