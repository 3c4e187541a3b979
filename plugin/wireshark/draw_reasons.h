/* draw_reasons.h: Reason, Warning and Retry-After as items of the tree, and calls that the network blocked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_REASONS_H
#define SIPCODES_DRAW_REASONS_H

#include "draw_items.h"

/** Draws the values of Reason, below the tree. */
void draw_reasons(proto_tree *tree, packet_info *pinfo, const drawn_message *one);

/** Draws what of all of these the response has, below the tree. */
void draw_reasons_of_response(proto_tree *tree, packet_info *pinfo, const drawn_message *one, const blocked_call *blocked);

#endif
