/* draw_flow.h: what a message is in its transaction, as one item below its first line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_FLOW_H
#define SIPCODES_DRAW_FLOW_H

#include "compat.h"

#include "../core/calls.h"
#include "../core/text.h"
#include "../core/transactions.h"
#include "place.h"

/** A message as it is drawn. */
typedef struct {
    const response_place *place;
    int first_line_length; /**< without its end */
    text_slice method;     /**< a request's own; of a response, the one that is answered */
    const tracked *flow;
    const call_said *said; /**< of its call; number 0: it belongs to none */
} flow_message;

/** True if the tree is shown, or a filter, fields or columns of this dissection ask for a field of the item. */
bool draw_flow_is_asked_for(proto_tree *tree);

/** Draws the item and what stands below it, where somebody asks for any of it; returns its subtree, NULL where it has none. */
proto_tree *draw_flow(proto_tree *tree, packet_info *pinfo, const flow_message *one);

/** Draws the item of a request whose transaction is not kept, for what the request itself shows; returns its subtree. */
proto_tree *draw_flow_request(proto_tree *tree, const flow_message *one);

/** Who made a response that came by before: "192.0.2.20"; "" where that is not known. */
const char *draw_flow_maker(packet_info *pinfo, const tracked *flow);

#endif
