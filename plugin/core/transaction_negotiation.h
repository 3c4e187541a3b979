/* transaction_negotiation.h: what was asked for against what was granted; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_NEGOTIATION_H
#define SIPCODES_TRANSACTION_NEGOTIATION_H

#include "transaction_store.h"

/** Keeps what a request asks for. */
void negotiation_keep(arrival *a);

/** Keeps the session description of a provisional response. */
void negotiation_keep_early(arrival *a);

/** Looks at a 2xx that comes for the first time. */
void negotiation_check(arrival *a);

/** Forgets what the request asked for, where it has its final response. */
void negotiation_forget(arrival *a);

#endif
