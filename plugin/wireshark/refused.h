/* refused.h: status lines that the SIP dissector refuses, in a datagram or a WebSocket message
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_REFUSED_H
#define SIPCODES_REFUSED_H

#include "compat.h"

#include "../core/status_line.h"
#include "place.h"

/** Registers the heuristic dissector; to be called in our hand-off. */
void refused_register(void);

/** Switches it as the preferences say; to be called before each file. */
void refused_switch(void);

/** TRUE if the line that begins there is a status line with a defect; fills in what it is. */
gboolean refused_is_malformed(tvbuff_t *source, int offset, judged_line *line);

/** TRUE if all of the tvb is a message that the SIP dissector refuses for its status line; fills in what it is. */
gboolean refused_is_refused(tvbuff_t *tvb, packet_info *pinfo, judged_line *line);

/** Draws a refused line; the consequence ends the sentence about it. */
void refused_annotate(packet_info *pinfo, proto_tree *tree, const response_place *place, const judged_line *line, const char *consequence);

/** A SIP message over WebSocket, which asks no heuristic dissector after the SIP dissector has refused. */
int refused_dissect_websocket(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

#endif
