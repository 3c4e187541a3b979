/* draw_findings.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_findings.h"

#include <stdio.h>
#include <string.h>

#include "draw_items.h"
#include "fields.h"

/* Where in the message a finding stands; of one about the whole, the status code, or where a request begins. */
static bytes_place place_of(const response_place *place, const finding *found)
{
    if (found->length > 0) {
        return (bytes_place){ place->source, place->offset + (int)found->offset, (int)found->length };
    }
    return draw_place_of_whole(place);
}

static proto_item *add_string(proto_tree *tree, int field, const bytes_place *at, const char *value)
{
    proto_item *item = proto_tree_add_string(tree, field, at->source, at->offset, at->length, value);

    proto_item_set_generated(item);
    return item;
}

/* What it is called, for filters and columns. */
static void add_names(proto_tree *tree, const bytes_place *at, const finding *found)
{
    proto_tree *names = proto_item_add_subtree(add_string(tree, hf_rule, at, found->name), ett_anomaly);

    add_string(names, finding_is_remark(found->index) ? hf_remark : hf_anomaly, at, finding_kind_name(found->kind));
    if (!finding_is_remark(found->index)) {
        add_string(names, hf_brief, at, found->brief);
    }
    if (found->header != NULL && found->kind == KIND_missing_header) {
        add_string(tree, hf_missing_header, at, found->header);
    } else if (found->header != NULL && found->kind == KIND_forbidden_header) {
        add_string(tree, hf_forbidden_header, at, found->header);
    }
}

/* An expert info makes the item's subtree one of Wireshark's, which are closed, and in ours the sentence goes on. */
static void keep_open(proto_item *item)
{
    proto_tree *lines = proto_item_add_subtree(item, ett_lines);

    (void)lines;
}

void draw_finding(packet_info *pinfo, proto_tree *tree, const response_place *place, const finding *found, bool with_expert)
{
    bytes_place at = place_of(place, found);
    proto_item *item = NULL;

    if (tree != NULL) {
        item = draw_wrapped(tree, hf_finding, &at, "Finding: ", found->text);
        add_names(proto_item_get_subtree(item), &at, found);
    }
    if (with_expert) {
        expert_add_info_format(pinfo, item, fields_expert(found), "%s", found->brief);
        keep_open(item);
    }
}

bool draw_is_listed(const findings *all, guint place)
{
    return !finding_is_remark(all->list[place].index) && !finding_brief_is_repeated(all, place);
}

void draw_list_briefs(const findings *all, char *list, size_t size, size_t room)
{
    guint left = 0;
    guint listed = 0;

    for (guint i = 0; i < all->count; i++) {
        left += draw_is_listed(all, i) ? 1 : 0;
    }
    for (guint i = 0; i < all->count; i++) {
        size_t needed = strlen(list) + strlen(", ") + strlen(all->list[i].brief) + (left > 1 ? strlen(", 99 more") : 0);

        if (!draw_is_listed(all, i)) {
            continue;
        }
        if (needed > room) {
            break;
        }
        g_strlcat(list, ", ", size);
        g_strlcat(list, all->list[i].brief, size);
        listed++;
        left--;
    }
    if (left > 0) {
        size_t length = strlen(list);

        snprintf(list + length, size - length, listed > 0 ? ", %u more" : left == 1 ? ", %u finding"
                                                                                    : ", %u findings",
                 left);
    }
}

void draw_briefs_in_column(packet_info *pinfo, const findings *all)
{
    for (guint i = 0; i < all->count; i++) {
        if (draw_is_listed(all, i)) {
            col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", all->list[i].brief);
        }
    }
}
