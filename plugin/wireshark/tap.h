/* tap.h: what the statistics get of each annotated response, and of each request
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TAP_H
#define SIPCODES_TAP_H

#include "compat.h"

#include "draw.h"

/** The name of the tap: one record for each message, when its frame has been dissected. */
#define SIPCODES_TAP "sipcodes"

/** What the tap carries. Lives as long as the frame is dissected. */
typedef struct {
    bool is_request; /**< then it carries what is found alone */
    bool is_copy;    /**< the very same packet was captured before */
    uint32_t place;  /**< which message of its frame, as tracking_call_of() asks for it */
    guint code;
    const code_info *info;
    const char *method; /**< from CSeq, valid UTF-8; "" where there is none */
    uint32_t finding_count;
    uint16_t findings[FINDINGS_MAX]; /**< a finding_index each, in the order in which they were found */
    response_origin origin;
    address source;    /**< who sent it */
    bool is_resent;    /**< as the tracker has it */
    const char *words; /**< of a final failure, where tap_want_words() was called: what its sender says; else "" */
    const void *sip;   /**< where there is none: the SIP dissector's own record, for sipcodes_is_resent() */
} sipcodes_record;

/** True if the response was sent before. Where the SIP dissector says it, that is not known before the frame has been dissected. */
bool sipcodes_is_resent(const sipcodes_record *record);

/** Registers the tap; to be called once. */
void tap_register(void);

/** Says that a listener reads the senders' words, from now on. */
void tap_want_words(void);

/** TRUE if somebody listens. */
gboolean tap_is_listened_to(void);

/** Hands a response over to who listens. */
void tap_queue(packet_info *pinfo, const annotation *a);

/** The same for a request and what is found about it. */
void tap_queue_request(packet_info *pinfo, const response_place *place, const findings *all);

#endif
