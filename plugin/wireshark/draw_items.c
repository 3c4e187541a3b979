/* draw_items.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_items.h"

#include <string.h>

#include "../core/status_line.h"
#include "fields.h"

bool draw_is_asked_for(proto_tree *tree, int field)
{
    return PTREE_DATA(tree)->visible || fields_is_named(field);
}

bytes_place draw_place_of_whole(const response_place *place)
{
    if (place->is_request) {
        return (bytes_place){ place->source, place->offset, 0 };
    }
    return (bytes_place){ place->source, place->offset + STATUS_CODE_OFFSET, 3 };
}

int draw_offset(const drawn_message *one, text_slice text)
{
    return one->place->offset + (int)(text.bytes - one->m->start);
}

proto_item *draw_text_of_message(proto_tree *tree, int field, const drawn_message *one, text_slice text)
{
    proto_item *item;

    if (text.length == 0) {
        return NULL;
    }
    item = proto_tree_add_item(tree, field, one->place->source, draw_offset(one, text), (int)text.length, ENC_UTF_8 | ENC_NA);
    proto_item_set_generated(item);
    return item;
}

/* The inside of a quoted string, its escapes taken out. */
void draw_quoted(proto_tree *tree, packet_info *pinfo, int field, const drawn_message *one, text_slice text)
{
    char *plain, *valid;

    if (memchr(text.bytes, '\\', text.length) == NULL && memchr(text.bytes, '\n', text.length) == NULL) {
        draw_text_of_message(tree, field, one, text);
        return;
    }
    plain = (char *)wmem_alloc(pinfo->pool, text.length + 1);
    valid = g_utf8_make_valid(plain, (gssize)text_unquote(text, plain));
    proto_item_set_generated(
        proto_tree_add_string(tree, field, one->place->source, draw_offset(one, text), (int)text.length, valid));
    g_free(valid);
}
