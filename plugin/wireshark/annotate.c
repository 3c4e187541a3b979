/* annotate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "annotate.h"

#include <string.h>

#include "../core/verdict.h"
#include "asked_for.h"
#include "draw.h"
#include "draw_findings.h"
#include "draw_flow.h"
#include "preferences.h"
#include "sip.h"
#include "tap.h"
#include "tracking.h"

void annotate_answer_for_errors(packet_info *pinfo)
{
    static const char *name;

    if (name == NULL) {
        name = proto_get_protocol_short_name(find_protocol_by_id(proto_sipcodes));
    }
    pinfo->current_proto = name;
}

gboolean annotate_is_wanted(packet_info *pinfo, proto_tree *tree)
{
    return asked_for_tracking(pinfo, tree) || asked_for_response(pinfo, tree);
}

static void add_to_info_column(packet_info *pinfo, const annotation *a)
{
    text_slice phrase = text_trim(a->v.phrase);

    if (a->v.info->name != NULL && !text_equal(phrase, a->v.info->name)) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", a->v.info->name);
    }
    draw_briefs_in_column(pinfo, &a->v.all);
}

static void draw_transaction(packet_info *pinfo, proto_tree *tree, const annotation *a)
{
    call_said said;
    flow_message one = { &a->place, (int)a->v.m.status_line.length, a->v.m.method, &a->flow, &said };

    if (a->flow.transaction != 0 && draw_flow_is_asked_for(tree)) {
        tracking_find_call(pinfo, &a->place, &said);
        draw_flow(tree, pinfo, &one);
    }
}

static void judge(packet_info *pinfo, proto_tree *tree, const response_place *place, message_way *way)
{
    text_slice text = place_text(place);
    wanted_checks wanted;
    annotation a;

    a.place = *place;
    a.with_experts = asked_for_experts(pinfo, tree);
    tracking_find(pinfo, place, &a.flow);
    way->flow = a.flow.facts;
    wanted = asked_for_checks(tree, a.with_experts);
    if (!verdict_reach(&a.v, text.bytes, text.length, way, wanted)) {
        return;
    }
    if (!wanted.no_findings && a.flow.copy_of == 0) {
        tracking_add_findings(pinfo, place, &a.v.all);
    }
    draw_response(pinfo, tree, &a, asked_for_in_tree(tree));
    draw_transaction(pinfo, tree, &a);
    if (sipcodes_prefs.name_in_info_column) {
        add_to_info_column(pinfo, &a);
    }
    if (tap_is_listened_to()) {
        tap_queue(pinfo, &a);
    }
}

static message_way take(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    message_way way;

    place_note(pinfo, place);
    way = place_way(pinfo, place);
    if (asked_for_tracking(pinfo, tree)) {
        tracking_add(pinfo, place, &way);
    }
    return way;
}

void annotate_unseen(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    take(pinfo, tree, place);
}

void annotate(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    message_way way = take(pinfo, tree, place);

    if (asked_for_response(pinfo, tree)) {
        judge(pinfo, tree, place, &way);
    }
}
