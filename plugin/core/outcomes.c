/* outcomes.c: how transactions end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "outcomes.h"

static const char *const names[] = {
#define OUTCOME(id, name) [OUTCOME_##id] = (name),
#include "outcomes.def"
};

const char *outcome_name(outcome ended)
{
    return names[ended];
}

/* The words of outcomes.def, here alone. */
#define INVITES true
#define OTHERS false
#define ALWAYS true
#define RANG ((known & KNOWN_RANG) != 0)
#define CANCELLED ((known & KNOWN_CANCELLED) != 0)
#define ELSEWHERE ((known & KNOWN_ELSEWHERE) != 0)
#define NETWORK_BLOCKED ((known & KNOWN_BLOCKED) != 0)
#define ONLY(one) (code == (one))
#define RANGE(first, last) (code >= (first) && code <= (last))

outcome outcome_of(bool is_invite, uint32_t code, uint32_t known)
{
#define ENDS(id, methods, condition, codes) \
    if (is_invite == (methods) && (condition) && (codes)) { \
        return OUTCOME_##id; \
    }
#include "outcomes.def"
    return OUTCOME_NONE;
}
