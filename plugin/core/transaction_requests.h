/* transaction_requests.h: what a request shows with what came before it; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_REQUESTS_H
#define SIPCODES_TRANSACTION_REQUESTS_H

#include "transaction_store.h"

/** Looks at the first sending of a request. */
void requests_check(arrival *a);

/** Looks at one that was sent before. */
void requests_check_resent(arrival *a);

/** Looks at an ACK whose INVITE is known. */
void requests_check_ack(arrival *a);

/** True if nothing came back to the request, and as much of the capture is there as it takes to say so. */
bool requests_is_unanswered(const tracker *all, const transaction *t);

/** Tells that nothing came back. */
void requests_tell_unanswered(const tracker *all, const transaction *t, findings *found);

#endif
