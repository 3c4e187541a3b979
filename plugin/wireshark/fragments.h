/* fragments.h: responses told of in a message/sipfrag or message/sip body
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_FRAGMENTS_H
#define SIPCODES_FRAGMENTS_H

#include "compat.h"

/** Stands before the dissectors of such bodies; to be called after all hand-offs. Says so where this Wireshark has none for sipfrag. */
void fragments_stand_before(void);

#endif
