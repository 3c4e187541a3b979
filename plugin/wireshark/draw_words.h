/* draw_words.h: hints and explanations as items: the value is the whole text, the item shows the first line, the others stand below it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_WORDS_H
#define SIPCODES_DRAW_WORDS_H

#include "draw_items.h"

/** The texts with blanks between them and in place of line ends. */
const char *draw_in_one_line(wmem_allocator_t *scope, const char *const *texts, size_t count);

/** The label and the first of the lines. */
const char *draw_first_line(wmem_allocator_t *scope, const char *label, const char *lines);

/** An item about the whole of the message, whose label is clean text of our own. */
proto_item *draw_labelled(proto_tree *tree, int field, const response_place *place, const char *value, const char *label);

/** A text of our tables, with what is made of it once for many messages. */
typedef struct {
    const char *label;
    const char *const *pieces; /**< each in lines that "\n" ends but for the last */
    size_t count;
    const char *value; /**< draw_in_one_line() of the pieces */
    const char *first; /**< draw_first_line() of the first */
} labelled_lines;

/** An item about the whole of the message that shows the first line; the others stand below it. */
void draw_lines_labelled(proto_tree *tree, int field, const response_place *place, const labelled_lines *lines);

/** The hint, which has a piece. */
void draw_hint(proto_tree *tree, packet_info *pinfo, const response_place *place, const hint *all);

/** All that the sender itself says, in one text; "" where it says nothing. */
const char *draw_words_said(wmem_allocator_t *scope, const explanations *all);

/** What the sender itself says. */
void draw_explanations(proto_tree *tree, packet_info *pinfo, const drawn_message *one, const explanations *all);

#endif
