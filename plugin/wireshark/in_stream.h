/* in_stream.h: status lines in a stream that the SIP dissector refuses or passes over
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_IN_STREAM_H
#define SIPCODES_IN_STREAM_H

#include "compat.h"

/**
 * The SIP dissector takes the whole rest of the data as one continuation, so at most one refused line is there for each. placed holds
 * the places (response_place) of those found before in this frame.
 */
void in_stream_annotate_continuation(packet_info *pinfo, proto_tree *tree, gboolean follows_message, wmem_array_t *placed);

/** Annotates the responses of the frame that stand behind line ends, where the SIP dissector does not look. */
void in_stream_annotate_passed_over(packet_info *pinfo, proto_tree *tree);

#endif
