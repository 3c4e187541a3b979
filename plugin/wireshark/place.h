/* place.h: where a message's bytes are, and how it came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_PLACE_H
#define SIPCODES_PLACE_H

#include "compat.h"

#include <epan/dissectors/packet-isup.h>
#include <epan/dissectors/packet-sip.h>

#include "../core/transactions.h"
#include "../core/verdict.h"

/** Where a status line was met. A fragment quoted in an ICMP error is both. */
typedef enum {
    ORIGIN_RESPONSE = 0,      /**< a response on its way */
    ORIGIN_FRAGMENT = 1 << 0, /**< in a message/sipfrag or message/sip body: told of, not sent (RFC 3515) */
    ORIGIN_QUOTED = 1 << 1    /**< in an ICMP error: sent, and it did not arrive */
} response_origin;

/** Where a response's status line begins, or a request's first line: then the code is 0. */
typedef struct {
    tvbuff_t *source; /* the data source: frame, reassembled, decrypted, ... */
    int offset;
    int length; /* captured bytes from there on that can belong to it */
    guint code;
    response_origin origin;
    const sip_info_value_t *sip; /* the SIP dissector's record of the message; NULL where it has none */
    bool is_request;
} response_place;

/** The bytes of a data source. */
text_slice source_text(tvbuff_t *source);

/** The line that begins there, without its end; to the end of the data where it has none. */
text_slice source_line(tvbuff_t *source, int offset);

/** TRUE if that line's end is there. */
gboolean source_line_has_end(tvbuff_t *source, int offset);

/** TRUE for CR and LF. Throws where the offset lies outside. */
gboolean source_is_line_end(tvbuff_t *source, int offset);

/** The code of the status line that begins there, as status_line_code(); FALSE also where the offset lies outside. */
gboolean source_status_code(tvbuff_t *source, int offset, guint *code);

/** A message found in this frame outside a dissector's call: on its way, or quoted in an ICMP error. */
response_origin place_origin_in_frame(packet_info *pinfo);

/** Notes that the tvb is a body that carries a SIP message, for as long as the frame is dissected. */
void place_add_carried(packet_info *pinfo, tvbuff_t *tvb);

/** A message in such a body was told of, not sent, and ends with the body: changes origin and length. */
void place_note_if_carried(packet_info *pinfo, response_place *place);

/** The same; and keeps the place with the frame, if it came over a stream: what has been annotated there. */
void place_note(packet_info *pinfo, response_place *place);

/** The places kept so, as an array of response_place; empty where there are none. */
wmem_array_t *place_noted_in_stream(packet_info *pinfo);

/**
 * TRUE if the array holds the place. The look begins at *next, which is moved behind what is found: places are asked for in nearly the
 * order in which they were kept.
 */
gboolean place_is_noted(wmem_array_t *placed, const response_place *place, guint *next);

/**
 * Finds the message that begins with the method and fills a datagram: it stands behind the UDP header, so its text need not be
 * searched for. False where there is none. Whether an ICMP error quotes it is not looked for: place_origin_in_frame() tells.
 */
bool place_find_in_datagram(packet_info *pinfo, const char *method, response_place *place);

/** An end of a message's way, as the core has it. */
endpoint place_end(const address *host, uint32_t port);

/** The same as an address of Wireshark's, which points into the end. */
address place_end_address(const endpoint *end);

/** The address as text, to be freed with g_free(). */
char *place_address_text(const address *host);

/** The end's address as text, "" where it has none; to be freed with g_free(). */
char *place_end_text(const endpoint *end);

/** How the message at the place came. */
message_way place_way(packet_info *pinfo, const response_place *place);

/** The bytes at the place that can belong to the message. */
text_slice place_text(const response_place *place);

#endif
