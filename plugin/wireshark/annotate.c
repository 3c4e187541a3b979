/* annotate.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "annotate.h"

#include <epan/plugin_if.h>

#include "../core/verdict.h"
#include "draw.h"
#include "fields.h"
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

/* Expert infos are asked for without a tree. */
static bool experts_are_listened_to(packet_info *pinfo)
{
    return runs_in_window || have_tap_listener(tap_expert) || (pinfo->cinfo != NULL && pinfo->cinfo->col_first[COL_EXPERT] >= 0);
}

gboolean annotate_is_wanted(packet_info *pinfo, proto_tree *tree)
{
    return is_drawn(tree) || sipcodes_prefs.name_in_info_column || tap_is_listened_to() || experts_are_listened_to(pinfo);
}

/* A tree that is shown has everything; else a filter, fields or columns name what they want. */
static bool is_shown(proto_tree *tree)
{
    return tree != NULL && PTREE_DATA(tree)->visible;
}

static bool is_named(int field)
{
    return proto_registrar_get_nth((guint)field)->ref_type != HF_REF_TYPE_NONE;
}

static bool experts_are_wanted(packet_info *pinfo, proto_tree *tree)
{
    return experts_are_listened_to(pinfo) || is_shown(tree)
        || (tree != NULL && (is_named(proto_expert_info) || fields_expert_is_asked_for()));
}

/* The summary line, of which a field makes its value where the protocol itself is asked for, names what is found. */
static bool findings_are_drawn(proto_tree *tree)
{
    return tree != NULL
        && (proto_registrar_get_nth((guint)proto_sipcodes)->ref_type > HF_REF_TYPE_INDIRECT || is_named(hf_anomaly)
            || is_named(hf_remark) || is_named(hf_rule) || is_named(hf_brief) || is_named(hf_missing_header) || is_named(hf_forbidden_header));
}

/* Something that stands behind the status line. */
static bool header_fields_are_drawn(proto_tree *tree)
{
    static const int *const fields[] = {
        &hf_method, &hf_explanation, &hf_hint, &hf_reason, &hf_reason_protocol, &hf_reason_cause, &hf_reason_name, &hf_reason_text,
        &hf_reason_location, &hf_reason_ppi, &hf_warning, &hf_warning_code, &hf_warning_name, &hf_warning_agent, &hf_warning_text,
        &hf_retry_after, &hf_retry_after_duration, &hf_retry_after_comment, &hf_blocked, &hf_blocked_version, &hf_blocked_contact,
        &hf_blocked_location,
    };

    for (size_t i = 0; tree != NULL && i < G_N_ELEMENTS(fields); i++) {
        if (is_named(*fields[i])) {
            return true;
        }
    }
    return false;
}

/* Judging a response takes longer than reading it, and a sentence about it longer than both. */
static wanted_checks what_is_wanted(proto_tree *tree, bool with_experts)
{
    wanted_checks wanted = { .methods = sipcodes_prefs.check_methods, .headers = sipcodes_prefs.check_headers,
                             .phrases = sipcodes_prefs.check_phrases };

    wanted.no_sentences = !is_shown(tree) && (tree == NULL || !is_named(hf_finding));
    wanted.no_findings = wanted.no_sentences && !with_experts && !sipcodes_prefs.name_in_info_column && !tap_is_listened_to()
        && !findings_are_drawn(tree);
    wanted.no_header_fields = wanted.no_findings && !header_fields_are_drawn(tree);
    return wanted;
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
    message_way way;
    text_slice text;
    annotation a;

    place_note_if_carried(pinfo, place);
    place_note_in_stream(pinfo, place);
    way = place_way(pinfo, place);
    text = place_text(place);
    a.place = *place;
    a.with_experts = experts_are_wanted(pinfo, tree);
    if (!verdict_reach(&a.v, text.bytes, text.length, &way, what_is_wanted(tree, a.with_experts))) {
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
