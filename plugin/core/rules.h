/* rules.h: what the RFCs ask of one response, judged from that response alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_RULES_H
#define SIPCODES_RULES_H

#include "rule_choice.h"

/**
 * Adds one finding for each rule of the groups that the response breaks. Nothing is called missing where the header
 * section was not seen to its end, and no value where a header field was passed over. Where given, broken[] (one gboolean per rule) tells which: for tests.
 */
void rules_check(const response *r, rule_groups groups, findings *all, gboolean *broken);

#endif
