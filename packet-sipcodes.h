/* packet-sipcodes.h: what the annotation hands to the statistics
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PACKET_SIPCODES_H
#define PACKET_SIPCODES_H

#include "plugin/codes.h"

/** Where a status line was met. A fragment quoted in an ICMP error is both. */
typedef enum {
    ORIGIN_RESPONSE = 0,      /**< a response on its way */
    ORIGIN_FRAGMENT = 1 << 0, /**< in a message/sipfrag body: told of, not sent (RFC 3515) */
    ORIGIN_QUOTED = 1 << 1    /**< in an ICMP error: sent, and it did not arrive */
} response_origin;

/** Registers protocols, fields, expert infos, preferences and the tap; called by Wireshark once. */
void proto_register_sipcodes(void);

/** Finds the other dissectors; called by Wireshark after all registrations. */
void proto_reg_handoff_sipcodes(void);

#endif
