/* agreement.h: do the status code and the causes in Reason agree?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_AGREEMENT_H
#define SIPCODES_AGREEMENT_H

#include "findings.h"
#include "message.h"

/**
 * Adds reason_malformed, reason_conflict and provisional_failure, each with the place of the Reason that it is about. A request, whose
 * code is 0, has none that the Reason could agree with: of it only reason_malformed.
 */
void agreement_check(const response *r, findings *all);

#endif
