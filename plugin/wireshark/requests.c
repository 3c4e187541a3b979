/* requests.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "requests.h"

#include "../core/verdict.h"
#include "asked_for.h"
#include "draw_findings.h"
#include "draw_flow.h"
#include "draw_reasons.h"
#include "draw_words.h"
#include "fields.h"
#include "preferences.h"
#include "tap.h"
#include "tracking.h"

bool requests_are_wanted(packet_info *pinfo, proto_tree *tree)
{
    return asked_for_tracking(pinfo, tree) || asked_for_request(pinfo, tree) || asked_for_words(tree);
}

bool requests_has_something(packet_info *pinfo, proto_tree *tree, const response_place *place)
{
    text_slice text = place_text(place);

    return tracking_is_on() || request_may_say(text.bytes, text.length, asked_for_checks(tree, asked_for_experts(pinfo, tree)));
}

/* ---- What is known of one request ---- */

typedef struct {
    const response_place *place;
    request_verdict v;
    bool with_experts;  /* somebody asks for its expert infos */
    bool with_words;    /* somebody asks for its hint, or for what its sender says */
    bool is_read;       /* what it shows by itself is known: v.m is there */
    explanations words; /* with is_read */
    hint why;           /* with is_read */
    tracked flow;       /* cleared where it is not kept */
} request;

static void judge(packet_info *pinfo, proto_tree *tree, const response_place *place, const message_way *way, request *r)
{
    text_slice text = place_text(place);
    wanted_checks wanted;

    r->place = place;
    r->with_experts = asked_for_experts(pinfo, tree);
    wanted = asked_for_checks(tree, r->with_experts);
    r->with_words = !wanted.no_words;
    r->words.count = 0;
    r->why.count = 0;
    r->is_read = request_verdict_reach(&r->v, text.bytes, text.length, way, wanted);
    if (r->is_read && r->with_words) {
        request_verdict_explanations(&r->v, &r->words);
        r->why = request_verdict_hint(&r->v);
    }
    if (tracking_find(pinfo, place, &r->flow) && r->flow.copy_of == 0) {
        tracking_add_findings(pinfo, place, &r->v.all);
    }
}

/* ---- Drawing ---- */

static text_slice method_of(const response_place *place)
{
    text_slice line = place_text(place);

    line.length = text_until(line, ' ');
    return line;
}

static bool has_something(const request *r)
{
    return r->v.all.count > 0 || r->words.count > 0 || r->why.count > 0 || (r->is_read && message_has(&r->v.m, HEADER_REASON));
}

/* The item of its transaction; where that is not kept, one of its own. */
static proto_tree *draw_item(packet_info *pinfo, proto_tree *tree, const request *r)
{
    call_said said;
    flow_message one = { r->place, (int)source_line(r->place->source, r->place->offset).length, method_of(r->place), &r->flow, &said };

    tracking_find_call(pinfo, r->place, &said);
    if (r->flow.transaction == 0 && has_something(r)) {
        return draw_flow_request(tree, &one);
    }
    return draw_flow(tree, pinfo, &one);
}

static void draw_words(packet_info *pinfo, proto_tree *tree, const request *r)
{
    drawn_message one = { r->place, &r->v.m };

    if (proto_field_is_referenced(tree, hf_explanation)) {
        draw_explanations(tree, pinfo, &one, &r->words);
    }
    if (r->why.count > 0 && proto_field_is_referenced(tree, hf_hint)) {
        draw_hint(tree, pinfo, r->place, &r->why);
    }
    draw_reasons(tree, pinfo, &one);
}

static void draw(packet_info *pinfo, proto_tree *tree, const request *r)
{
    proto_tree *subtree = asked_for_in_tree(tree) ? draw_item(pinfo, tree, r) : NULL;

    for (guint i = 0; i < r->v.all.count && (subtree != NULL || r->with_experts); i++) {
        draw_finding(pinfo, subtree, r->place, &r->v.all.list[i], r->with_experts);
    }
    if (subtree != NULL && r->is_read && r->with_words) {
        draw_words(pinfo, subtree, r);
    }
}

static void tell(packet_info *pinfo, proto_tree *tree, const response_place *place, const message_way *way)
{
    request r;

    judge(pinfo, tree, place, way, &r);
    draw(pinfo, tree, &r);
    if (sipcodes_prefs.name_in_info_column) {
        draw_briefs_in_column(pinfo, &r.v.all);
    }
    if (tap_is_listened_to() && place->origin == ORIGIN_RESPONSE) {
        tap_queue_request(pinfo, place, &r.v.all);
    }
}

void requests_annotate(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    message_way way;

    place_note_if_carried(pinfo, place);
    way = place_way(pinfo, place);
    if (asked_for_tracking(pinfo, tree)) {
        tracking_add(pinfo, place, &way);
    }
    if (asked_for_request(pinfo, tree) || asked_for_words(tree)) {
        tell(pinfo, tree, place, &way);
    }
}
