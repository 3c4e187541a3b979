/* hint_conditions.h: what a row of hints.def can ask of a message
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_HINT_CONDITIONS_H
#define SIPCODES_HINT_CONDITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "blocked.h"
#include "message.h"

/** The kinds of conditions that hints.def lists. */
typedef enum {
    CONDITION_NONE,
    CONDITION_Q850,
    CONDITION_Q850_FAILURE,
    CONDITION_SIP_CAUSE,
    CONDITION_STIR_CAUSE,
    CONDITION_OTHER_STIR_CAUSE,
    CONDITION_REASON_TEXT,
    CONDITION_WARNING,
    CONDITION_STALE,
    CONDITION_ALGORITHM_WITHOUT_MD5,
    CONDITION_AKA,
    CONDITION_BEARER_ALONE,
    CONDITION_HEADER,
    CONDITION_CONTACT,
    CONDITION_CONTENT_TYPE,
    CONDITION_SERVER,
    CONDITION_PHRASE,
    CONDITION_BLOCKED,
    CONDITION_FLOW
} condition_kind;

/** One condition. */
typedef struct {
    condition_kind kind;
    uint16_t numbers[8];  /**< causes or warn-codes, 0 ends them; one flow_fact */
    const char *words[4]; /**< one of them; NULL ends them */
    header_id headers[2]; /**< one of them; HEADER_OTHER ends them */
} hint_condition;

/** True if the condition holds for the response; of a request r->m alone is looked at. */
bool hint_condition_holds(const hint_condition *c, const response *r, const blocked_call *blocked);

/** Header fields without one of which the condition cannot hold; none where it asks for none. */
header_set hint_condition_headers(const hint_condition *c);

#endif
