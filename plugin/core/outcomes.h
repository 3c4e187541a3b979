/* outcomes.h: how transactions end (outcomes.def)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_OUTCOMES_H
#define SIPCODES_OUTCOMES_H

#include <stdbool.h>
#include <stdint.h>

/** How a transaction or a call ended: the rows of outcomes.def. */
typedef enum {
#define OUTCOME(id, name) OUTCOME_##id,
#include "outcomes.def"
    OUTCOME_COUNT
} outcome;

/** What has to be known beside the code. */
enum {
    KNOWN_RANG = 1 << 0,      /**< a 180 came before */
    KNOWN_CANCELLED = 1 << 1, /**< a CANCEL was seen */
    KNOWN_ELSEWHERE = 1 << 2, /**< whose Reason says that the call was completed elsewhere (RFC 3326) */
    KNOWN_BLOCKED = 1 << 3    /**< the call was refused as unwanted (603+, 607, 608) */
};

/** The name as users filter on it: "No answer". */
const char *outcome_name(outcome ended);

/** What a final response makes of its transaction, by the KNOWN_ bits; OUTCOME_NONE for any other code. */
outcome outcome_of(bool is_invite, uint32_t code, uint32_t known);

#endif
