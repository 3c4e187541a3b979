/* annotate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "annotate.h"

#include <epan/plugin_if.h>

#include "../core/verdict.h"
#include "draw.h"
#include "preferences.h"
#include "sip.h"
#include "tap.h"

/* Wireshark's window shows the worst severity of a file, also of packets that nobody has opened yet. */
static gboolean runs_in_window = FALSE;

void annotate_before_file(void)
{
    ws_info_t *window = NULL;

    plugin_if_get_ws_info(&window);
    runs_in_window = window != NULL && window->ws_info_supported;
}

void annotate_answer_for_errors(packet_info *pinfo)
{
    pinfo->current_proto = proto_get_protocol_short_name(find_protocol_by_id(proto_sipcodes));
}

/* An expert info needs a tree to be found by a filter, also by one on Wireshark's own expert fields. */
static gboolean is_drawn(proto_tree *tree)
{
    return tree != NULL && (proto_field_is_referenced(tree, proto_sipcodes) || proto_field_is_referenced(tree, proto_expert_info));
}

gboolean annotate_is_wanted(packet_info *pinfo, proto_tree *tree)
{
    return is_drawn(tree) || runs_in_window || sipcodes_prefs.name_in_info_column || tap_is_listened_to()
        || have_tap_listener(tap_expert) || (pinfo->cinfo != NULL && pinfo->cinfo->col_first[COL_EXPERT] >= 0);
}

static void add_to_info_column(packet_info *pinfo, const annotation *a)
{
    text_slice phrase = text_trim(a->v.phrase);

    if (a->v.info->name != NULL && !text_equal(phrase, a->v.info->name)) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", a->v.info->name);
    }
    for (guint i = 0; i < a->v.all.count; i++) {
        if (draw_is_listed(&a->v.all, i)) {
            col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", a->v.all.list[i].brief);
        }
    }
}

void annotate(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    wanted_checks wanted = { sipcodes_prefs.check_methods, sipcodes_prefs.check_headers, sipcodes_prefs.check_phrases };
    message_way way;
    text_slice text;
    annotation a;

    place_note_if_carried(pinfo, place);
    place_note_in_stream(pinfo, place);
    way = place_way(pinfo, place);
    text = place_text(place);
    a.place = *place;
    if (!verdict_reach(&a.v, text.bytes, text.length, &way, wanted)) {
        return;
    }
    draw_response(pinfo, tree, &a, is_drawn(tree));
    if (sipcodes_prefs.name_in_info_column) {
        add_to_info_column(pinfo, &a);
    }
    if (tap_is_listened_to()) {
        tap_queue(pinfo, &a);
    }
}
