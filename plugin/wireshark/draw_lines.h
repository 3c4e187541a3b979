/* draw_lines.h: words in lines: the value is the whole text, the item shows the first line, the others stand below it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_LINES_H
#define SIPCODES_DRAW_LINES_H

#include "compat.h"

/** Where the bytes stand that an item marks. */
typedef struct {
    tvbuff_t *source;
    int offset;
    int length;
} bytes_place;

/** How many characters an item below this one can show until its line in "tshark -V" is longer than 100; enough for a few words, however
 * deep it stands. As the tree is drawn, so only of a tree that is shown. */
size_t draw_room(const proto_tree *tree);

/** True if a text in lines as the tables have them (codes.def) can stand below this item behind the label as it is. */
bool draw_lines_fit(const proto_tree *tree, const char *label);

/** Each line of the text, ended by "\n", below this item; nothing of a tree that is not shown. */
void draw_lines_of(proto_tree *tree, const bytes_place *at, const char *text);

/** The same without the first line. */
void draw_lines_behind_first(proto_tree *tree, const bytes_place *at, const char *text);

/** An item whose value is the text, which is one line; shown behind the label, broken where a line gets too long. */
proto_item *draw_wrapped(proto_tree *tree, int field, const bytes_place *at, const char *label, const char *text);

#endif
