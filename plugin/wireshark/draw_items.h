/* draw_items.h: how single items are made, for draw.c and draw_reasons.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_ITEMS_H
#define SIPCODES_DRAW_ITEMS_H

#include "draw.h"

/** Where a piece of the message stands in its data source. */
int draw_offset(const annotation *a, text_slice text);

/** An item whose value is a piece of the message; NULL, and no item, where it is empty. */
proto_item *draw_text_of_message(proto_tree *tree, int field, const annotation *a, text_slice text);

/** The same for the inside of a quoted string, its escapes taken out. */
void draw_quoted(proto_tree *tree, packet_info *pinfo, int field, const annotation *a, text_slice text);

/** Reason, Warning and Retry-After, and the block that they tell of. */
void draw_reasons(proto_tree *tree, packet_info *pinfo, const annotation *a);

#endif
