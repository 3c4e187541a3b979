/* blocked.h: calls that the network refused, and says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_BLOCKED_H
#define SIPCODES_BLOCKED_H

#include "findings.h"
#include "message.h"

/** A call that the network refused: 603+ (ATIS-1000099), 608 (RFC 8688). With 607 the called user did (RFC 8197, section 4). */
typedef struct {
    gboolean is_blocked;
    text_slice version;  /**< of the 603+ text: "analytics1" */
    text_slice contact;  /**< where the caller can complain: the value of url, tel or email, or the jCard's address */
    text_slice location; /**< of the network that blocked: "RLN", ... */
    const char *missing; /**< what 603+ lacks to be complete, to stand behind a colon; NULL if nothing */
} blocked_call;

/** Looks at code, phrase, Reason and Call-Info. */
blocked_call blocked_read(const response *r, text_slice phrase);

/** Adds blocked_incomplete where a 603 announces a block and lacks what ATIS-1000099 wants; nothing for other codes. */
void blocked_check(const blocked_call *blocked, findings *all);

#endif
