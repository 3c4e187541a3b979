/* draw_items.h: how items are made of pieces of a message
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_ITEMS_H
#define SIPCODES_DRAW_ITEMS_H

#include "compat.h"

#include "../core/transactions.h"
#include "../core/verdict.h"
#include "draw_lines.h"
#include "place.h"

/** One response, where it stands and what is known of it. */
typedef struct {
    response_place place;
    verdict v;
    tracked flow;      /**< what it is in its transaction; cleared where that is not kept */
    bool with_experts; /**< somebody asks for its expert infos */
} annotation;

/** A message that was read, and where it stands: what items are made of. */
typedef struct {
    const response_place *place;
    const message *m;
} drawn_message;

/** True if the tree is shown or somebody asks for the field: what nobody asks for need not be made. For items without children. */
bool draw_is_asked_for(proto_tree *tree, int field);

/** What an item about the whole of a message stands for: the status code, or where a request begins. */
bytes_place draw_place_of_whole(const response_place *place);

/** Where a piece of the message stands in its data source. */
int draw_offset(const drawn_message *one, text_slice text);

/** An item whose value is a piece of the message; NULL, and no item, where it is empty. */
proto_item *draw_text_of_message(proto_tree *tree, int field, const drawn_message *one, text_slice text);

/** The same for the inside of a quoted string, its escapes taken out. */
void draw_quoted(proto_tree *tree, packet_info *pinfo, int field, const drawn_message *one, text_slice text);

#endif
