/* transaction_credentials.h: why credentials were refused (RFC 7616); for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_CREDENTIALS_H
#define SIPCODES_TRANSACTION_CREDENTIALS_H

#include "transaction_store.h"

/** Keeps whose nonces a request's credentials have. */
void credentials_keep(arrival *a);

/** Looks at a 401 or 407 that comes for the first time, and keeps its nonces. */
void credentials_check(arrival *a);

#endif
