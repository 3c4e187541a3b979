/* annotate.h: the work for one response, which all ways in lead to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_ANNOTATE_H
#define SIPCODES_ANNOTATE_H

#include "compat.h"

#include "place.h"

/** TRUE if the response is to be given to the tracker, or somebody wants to know (asked_for_response()). Else there is nothing to do. */
gboolean annotate_is_wanted(packet_info *pinfo, proto_tree *tree);

/**
 * What goes wrong from here on is ours: a dissector that belongs to no protocol would let its caller answer for it ("Malformed Packet:
 * SIP"). Wireshark puts the caller's name back.
 */
void annotate_answer_for_errors(packet_info *pinfo);

/** Gives the response at the place to the tracker, once, and says nothing of it. */
void annotate_unseen(packet_info *pinfo, proto_tree *tree, response_place *place);

/** Gives the response at the place to the tracker, once, judges it and tells who wants to know. The tree is the one below which it is drawn; may be NULL. */
void annotate(packet_info *pinfo, proto_tree *tree, response_place *place);

#endif
