/* requests.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "requests.h"

#include "asked_for.h"
#include "draw_findings.h"
#include "draw_flow.h"
#include "preferences.h"
#include "tap.h"
#include "tracking.h"

bool requests_are_wanted(packet_info *pinfo, proto_tree *tree)
{
    return tracking_is_on() && (asked_for_tracking(pinfo, tree) || asked_for_request(pinfo, tree));
}

static text_slice method_of(const response_place *place)
{
    text_slice line = place_text(place);

    line.length = text_until(line, ' ');
    return line;
}

static proto_tree *draw(packet_info *pinfo, proto_tree *tree, const response_place *place, const tracked *flow)
{
    flow_message one = { place, (int)source_line(place->source, place->offset).length, method_of(place), flow };

    return draw_flow(tree, pinfo, &one);
}

static void tell(packet_info *pinfo, proto_tree *tree, const response_place *place, const tracked *flow)
{
    bool with_experts = asked_for_experts(pinfo, tree);
    proto_tree *subtree = asked_for_in_tree(tree) ? draw(pinfo, tree, place, flow) : NULL;
    findings all;

    findings_clear(&all);
    all.without_sentences = !asked_for_sentences(tree);
    if (flow->copy_of == 0) {
        tracking_add_findings(pinfo, place, &all);
    }
    for (guint i = 0; i < all.count && (subtree != NULL || with_experts); i++) {
        draw_finding(pinfo, subtree, place, &all.list[i], with_experts);
    }
    if (sipcodes_prefs.name_in_info_column) {
        draw_briefs_in_column(pinfo, &all);
    }
    if (tap_is_listened_to()) {
        tap_queue_request(pinfo, &all);
    }
}

void requests_annotate(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    tracked flow;

    place_note_if_carried(pinfo, place);
    if (asked_for_tracking(pinfo, tree)) {
        message_way way = place_way(pinfo, place);

        tracking_add(pinfo, place, &way);
    }
    if (asked_for_request(pinfo, tree) && tracking_find(pinfo, place, &flow)) {
        tell(pinfo, tree, place, &flow);
    }
}
