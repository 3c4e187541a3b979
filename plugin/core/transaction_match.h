/* transaction_match.h: which transaction a message belongs to; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_MATCH_H
#define SIPCODES_TRANSACTION_MATCH_H

#include "transaction_store.h"

/** Finds the message's transaction, or begins one, and the INVITE of an ACK or CANCEL. False where no number is left. */
bool match_transaction(arrival *a);

#endif
