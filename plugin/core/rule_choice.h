/* rule_choice.h: which rules have to be asked about a response: found out with a few looks, for most of them fall away so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RULE_CHOICE_H
#define SIPCODES_RULE_CHOICE_H

#include "bits.h"
#include "rule_table.h"

/** The groups of rules that a user can switch off; rules of the kind RULE_DEPRECATED are in none. */
typedef enum {
    RULES_METHODS = 1 << 0,
    RULES_HEADERS = 1 << 1,
    RULES_ALL = RULES_METHODS | RULES_HEADERS
} rule_groups;

/** How many words a set of rules has. */
#define RULE_SET_WORDS BITS_WORDS(RULE_COUNT)

/** A set of rules: one bit for each, in the order of rules.def. */
typedef struct {
    uint64_t words[RULE_SET_WORDS];
} rule_set;

/** TRUE if the rule speaks of this code and this method. */
gboolean rule_applies(const rule *one, guint code, method_index method);

/** The rules of the groups that speak of the response and that it may break: all others it keeps. None for a code outside 100 to 699. */
rule_set rules_to_ask(const response *r, rule_groups groups);

#endif
