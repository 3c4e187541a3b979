/* transaction_notes.h: the sentences about messages that are kept; for the files named transaction* alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TRANSACTION_NOTES_H
#define SIPCODES_TRANSACTION_NOTES_H

#include <glib.h>

#include "findings.h"
#include "transaction_store.h"

/** Keeps a finding of the message that is being taken, with a sentence made as by printf. The oldest are forgotten where there are too many. */
void note_add(arrival *a, finding_index index, const char *format, ...) G_GNUC_PRINTF(3, 4);

/** Adds the findings of the record to the list. */
void notes_tell(const tracker *all, uint32_t record_number, findings *found);

/** True if the record has a finding of the name. */
bool notes_have(const tracker *all, uint32_t record_number, finding_index index);

/** Forgets the notes before the number. */
void notes_forget(tracker *all, uint32_t first);

#endif
