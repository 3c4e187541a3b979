/* packet-sipcodes.h: what the annotation hands to the statistics
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PACKET_SIPCODES_H
#define PACKET_SIPCODES_H

#include <epan/packet.h>

#include "plugin/codes.h"

/** Registers protocols, fields, expert infos, preferences and the tap; called by Wireshark once. */
void proto_register_sipcodes(void);

/** Finds the other dissectors; called by Wireshark after all registrations. */
void proto_reg_handoff_sipcodes(void);

#endif
