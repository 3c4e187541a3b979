/* packet-sipcodes.h: what the annotation hands to the statistics
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PACKET_SIPCODES_H
#define PACKET_SIPCODES_H

#include "plugin/wireshark/compat.h"

#include "plugin/core/codes.h"
#include "plugin/core/findings.h"

/** Where a status line was met. A fragment quoted in an ICMP error is both. */
typedef enum {
    ORIGIN_RESPONSE = 0,      /**< a response on its way */
    ORIGIN_FRAGMENT = 1 << 0, /**< in a message/sipfrag or message/sip body: told of, not sent (RFC 3515) */
    ORIGIN_QUOTED = 1 << 1    /**< in an ICMP error: sent, and it did not arrive */
} response_origin;

/** The name of the tap: one record for each annotated response, when its frame has been dissected. */
#define SIPCODES_TAP "sipcodes"

/** What the tap carries. Lives as long as the frame is dissected. */
typedef struct {
    guint code;
    const code_info *info;
    const char *method;  /**< from CSeq, valid UTF-8; "" where there is none */
    uint32_t finding_count;
    uint16_t findings[FINDINGS_MAX]; /**< a finding_index each, in the order in which they were found */
    response_origin origin;
    address source;      /**< who sent the response */
    const void *sip;     /**< the SIP dissector's own record, for sipcodes_is_resent() */
} sipcodes_record;

/** TRUE if the SIP dissector takes the response for one sent again. Not known before the frame has been dissected. */
gboolean sipcodes_is_resent(const sipcodes_record *record);

/** Registers protocols, fields, expert infos, preferences and the tap; called by Wireshark once. */
void proto_register_sipcodes(void);

/** Finds the other dissectors; called by Wireshark after all registrations. */
void proto_reg_handoff_sipcodes(void);

#endif
