/* in_stream.h: status lines in a stream that the SIP dissector refuses or passes over
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_IN_STREAM_H
#define SIPCODES_IN_STREAM_H

#include "compat.h"

#include "../core/verdict.h"

/**
 * The SIP dissector takes the whole rest of the data as one continuation, so at most one refused line is there for each. placed holds
 * the places (response_place) of those found before in this frame.
 */
void in_stream_annotate_continuation(packet_info *pinfo, proto_tree *tree, gboolean follows_message, wmem_array_t *placed);

/** Annotates the responses of the frame that stand behind line ends, where the SIP dissector does not look. */
void in_stream_annotate_passed_over(packet_info *pinfo, proto_tree *tree);

/**
 * True if nothing is left to do for the frame: whatever its data hold that can be a status line has been annotated, and no request says
 * anything of what is asked of it (NULL: nothing). Found out without SIP's records. False says nothing.
 */
bool in_stream_nothing_is_left(packet_info *pinfo, const wanted_checks *of_requests);

#endif
