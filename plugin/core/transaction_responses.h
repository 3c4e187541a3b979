/* transaction_responses.h: what a response shows with what came before it; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_RESPONSES_H
#define SIPCODES_TRANSACTION_RESPONSES_H

#include "transaction_store.h"

/** Looks at a response that comes for the first time. */
void responses_check(arrival *a);

/** Looks at one that was sent before. */
void responses_check_resent(arrival *a);

#endif
