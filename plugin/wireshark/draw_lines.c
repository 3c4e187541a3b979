/* draw_lines.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_lines.h"

#include <string.h>

#include "../core/text.h"
#include "fields.h"

/* What the details pane shows of a line beside the bytes; the tables' lines are no longer. */
#define LINE_WIDTH 72

/* A line of "tshark -V"; its margin for each level; less than this is no line any more. */
enum { V_LINE_LENGTH = 100,
       V_MARGIN = 4,
       ROOM_MIN = 24 };

size_t draw_room(const proto_tree *tree)
{
    size_t taken = strlen("[]");

    for (const proto_node *node = tree; node->parent != NULL; node = node->parent) {
        taken += V_MARGIN;
    }
    return taken + ROOM_MIN < V_LINE_LENGTH ? V_LINE_LENGTH - taken : ROOM_MIN;
}

bool draw_lines_fit(const proto_tree *tree, const char *label)
{
    return !PTREE_DATA(tree)->visible || draw_room(tree) >= strlen(label) + LINE_WIDTH;
}

static void add_line(proto_tree *tree, const bytes_place *at, text_slice line)
{
    proto_item *item;

    proto_tree_add_subtree_format(tree, at->source, at->offset, at->length, ett_lines, &item, "%.*s", (int)line.length, line.bytes);
    proto_item_set_generated(item);
}

void draw_lines_of(proto_tree *tree, const bytes_place *at, const char *text)
{
    if (!PTREE_DATA(tree)->visible) {
        return;
    }
    for (const char *end = strchr(text, '\n');; text = end + 1, end = strchr(text, '\n')) {
        add_line(tree, at, end != NULL ? text_between(text, end) : text_from(text));
        if (end == NULL) {
            return;
        }
    }
}

void draw_lines_behind_first(proto_tree *tree, const bytes_place *at, const char *text)
{
    const char *end = strchr(text, '\n');

    if (end != NULL) {
        draw_lines_of(tree, at, end + 1);
    }
}

proto_item *draw_wrapped(proto_tree *tree, int field, const bytes_place *at, const char *label, const char *text)
{
    size_t width = PTREE_DATA(tree)->visible ? MIN(draw_room(tree), LINE_WIDTH) : LINE_WIDTH;
    const char *rest = text;
    text_slice line = text_next_line(&rest, width - strlen(label));
    proto_item *item = proto_tree_add_string_format(tree, field, at->source, at->offset, at->length, text, "%s%.*s", label,
                                                    (int)line.length, line.bytes);
    proto_tree *lines = proto_item_add_subtree(item, ett_lines);

    proto_item_set_generated(item);
    if (PTREE_DATA(tree)->visible) {
        width = MIN(draw_room(lines), LINE_WIDTH);
        while ((line = text_next_line(&rest, width)).length > 0) {
            add_line(lines, at, line);
        }
    }
    return item;
}
