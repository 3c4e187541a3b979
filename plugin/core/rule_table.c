/* rule_table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_table.h"

_Static_assert(METHOD_INDEX_COUNT < 32, "a rule's methods are bits of an int, and of rule.methods");

/* The words of rules.def, here alone. */
enum {
#define METHOD(name) name = 1 << METHOD_INDEX_##name,
#include "methods.def"
    ANY_METHOD = ~0,
};

#define ALL_BUT(methods) (~(methods) & ~(1 << METHOD_INDEX_NONE))
/* clang-format off */
#define RANGE(first, last) { first, last }
#define IN(...) { FALSE, { __VA_ARGS__ } }
#define NOT_IN(...) { TRUE, { __VA_ARGS__ } }
/* clang-format on */
#define ONLY(code) IN(RANGE(code, code))
#define CLASS(digit) IN(RANGE((digit)*100, (digit)*100 + 99))
#define ANY_CODE NOT_IN(RANGE(0, 0))

/* SEVERITY_x and RULE_x are pasted, so an unknown word in rules.def does not compile. */
static const rule rules[] = {
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) \
    { FINDING_##name, #name, codes, (guint32)(methods), RULE_##kind, HEADER_##header, RULE_##strength, \
      SEVERITY_##severity, rfc, section, check, why },
#include "rules.def"
};

const rule *rules_table(void)
{
    return rules;
}
