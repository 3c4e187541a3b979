/* frame_messages.h: which SIP messages stand in this frame, and where their text is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_FRAME_MESSAGES_H
#define SIPCODES_FRAME_MESSAGES_H

#include "compat.h"

#include "place.h"

/** TRUE if the SIP dissector understood nothing of the message's first line: "Continuation". */
gboolean frame_message_is_continuation(const sip_info_value_t *info);

/** TRUE for a request. */
gboolean frame_message_is_request(const sip_info_value_t *info);

/** TRUE for a response that the hook is not called for: it has no phrase, or another plugin owns the hook. */
gboolean frame_message_is_left_out(const sip_info_value_t *info, gboolean hook_is_taken);

/** False if the record may hold a part of the Call-ID only: some SIP dissectors cut long ones. */
bool frame_message_has_whole_call_id(const sip_info_value_t *info);

/** Which records are looked for, beside those of responses that are left out. */
typedef struct {
    gboolean all_responses; /* another plugin owns the hook */
    gboolean requests;
} frame_wanted;

/** The records of a frame's messages, in their order. */
typedef struct {
    const sip_info_value_t *first; /* NULL where there are none */
    wmem_array_t *all;             /* of sip_info_value_t *; NULL where there is no second: of most frames */
} frame_records;

/** The records of all messages of the frame; of a datagram only one that is wanted. first_sip is SIP's first place in pinfo->layers. */
frame_records frame_messages(packet_info *pinfo, wmem_list_frame_t *first_sip, frame_wanted wanted);

/** The record of this number, counted from 0; NULL behind the last. */
const sip_info_value_t *frame_message_at(const frame_records *records, guint i);

/** A place in the frame's data where a message may begin. A frame can hold thousands, so each is looked at once. */
typedef struct {
    response_place place;   /* of a request, until it is known which, some bytes before it can be taken for its method's */
    int method_length;      /* of a request; 0 for a response */
    proto_item *first_line; /* the Status-Line or Request-Line that the tree shows there; NULL where it shows none */
    gsize phrase_length;
    text_slice call_id;
    gboolean is_read; /* phrase_length and call_id are known */
    gboolean is_taken;
} frame_text;

/** All places in the frame's data sources where a status line or a request line can begin, as an array of frame_text. */
wmem_array_t *frame_texts(packet_info *pinfo, proto_tree *tree);

/** The Status-Line or Request-Line that the tree shows at the place; NULL where it shows none. */
proto_item *frame_first_line(proto_tree *tree, const response_place *place);

/** True if what stands at the offset is the version in a Request-Line. */
bool frame_is_request_line(text_slice data, int version);

/**
 * The place of the message: the first in each data source that fits. Bytes that stand in several of them (a frame and the data
 * reassembled from it) are taken from the one that the tree shows, else from the newest. NULL where none fits.
 */
frame_text *frame_text_of(packet_info *pinfo, const sip_info_value_t *info, wmem_array_t *candidates);

#endif
