/* transaction_findings.h: what several messages show, said of one of them; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_FINDINGS_H
#define SIPCODES_TRANSACTION_FINDINGS_H

#include "transaction_store.h"

/** Keeps of the first request of a transaction what its responses are judged by. */
void facts_of_request(arrival *a);

/** True if the provisional response of the record, whose code and To tag are the message's, is the same one sent before. */
bool is_same_provisional(const arrival *a, const record *r, uint32_t what);

/** For a response without its transaction: the one whose branch it has, with another CSeq. A number; 0 where there is none. */
uint32_t find_misechoed(const arrival *a);

/** Looks at the message, which has its transaction and record by now, and keeps what is found. */
void transaction_findings_add(arrival *a);

/** Forgets the notes before the number. */
void notes_forget(tracker *all, uint32_t first);

#endif
