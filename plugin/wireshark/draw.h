/* draw.h: what is known of a response, as items of the tree
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_H
#define SIPCODES_DRAW_H

#include "compat.h"

#include "draw_items.h"

/** Registers the protocol and its fields; to be called once. */
void draw_register(void);

/** Opens the subtrees that are there to be read; to be called after all are registered. */
void draw_open_lines(void);

/**
 * Draws all that is known of the response below the tree. Without a tree, or where nobody looks at it, only its expert infos are
 * handed over.
 */
void draw_response(packet_info *pinfo, proto_tree *tree, const annotation *a, gboolean is_drawn);

/** Draws a status line that is no response to anybody: what was sent, and the finding about it. */
void draw_refused(packet_info *pinfo, proto_tree *tree, const response_place *place, int length, const char *defect, const finding *found);

#endif
