/* transaction_findings.h: what several messages show, said of one of them; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_FINDINGS_H
#define SIPCODES_TRANSACTION_FINDINGS_H

#include "transaction_store.h"

/** Looks at the message, which has its transaction and record by now, and keeps what is found and what later ones are judged by. */
void transaction_findings_add(arrival *a);

#endif
