/* asked_for.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asked_for.h"

#include <epan/plugin_if.h>

#include "draw_flow.h"
#include "fields.h"
#include "preferences.h"
#include "sip.h"
#include "tap.h"
#include "tracking.h"

/* Wireshark's window shows the worst severity of a file, also of packets that nobody has opened yet. */
static bool runs_in_window = false;

void asked_for_before_file(void)
{
    ws_info_t *window = NULL;

    plugin_if_get_ws_info(&window);
    runs_in_window = window != NULL && window->ws_info_supported;
}

/* A tree that is shown has everything; else a filter, fields or columns name what they want. */
static bool is_shown(proto_tree *tree)
{
    return tree != NULL && PTREE_DATA(tree)->visible;
}

/* An expert info needs a tree to be found by a filter, also by one on Wireshark's own expert fields. */
bool asked_for_in_tree(proto_tree *tree)
{
    return is_shown(tree)
        || (tree != NULL && (proto_field_is_referenced(tree, proto_sipcodes) || proto_field_is_referenced(tree, proto_expert_info)));
}

/* Expert infos are asked for without a tree. */
static bool experts_are_listened_to(packet_info *pinfo)
{
    return runs_in_window || have_tap_listener(tap_expert) || (pinfo->cinfo != NULL && pinfo->cinfo->col_first[COL_EXPERT] >= 0);
}

bool asked_for_response(packet_info *pinfo, proto_tree *tree)
{
    return asked_for_in_tree(tree) || sipcodes_prefs.name_in_info_column || tap_is_listened_to() || experts_are_listened_to(pinfo);
}

bool asked_for_experts(packet_info *pinfo, proto_tree *tree)
{
    return is_shown(tree) || experts_are_listened_to(pinfo)
        || (tree != NULL && (fields_is_named(proto_expert_info) || fields_expert_is_asked_for()));
}

/* The summary line, of which a field makes its value where the protocol itself is asked for, names what is found. */
static bool findings_are_drawn(const proto_tree *tree)
{
    static const int *const fields[] = { &hf_anomaly, &hf_remark, &hf_rule, &hf_brief, &hf_missing_header, &hf_forbidden_header };

    return tree != NULL
        && (proto_registrar_get_nth((guint)proto_sipcodes)->ref_type > HF_REF_TYPE_INDIRECT
            || fields_any_is_named(fields, G_N_ELEMENTS(fields)));
}

/* Which names and sentences are asked for beside those of responses. */
static bool is_asked_for_request_in(packet_info *pinfo, proto_tree *tree)
{
    return draw_flow_is_asked_for(tree) || fields_is_named(hf_finding) || findings_are_drawn(tree) || asked_for_experts(pinfo, tree);
}

bool asked_for_request(packet_info *pinfo, proto_tree *tree)
{
    return is_shown(tree) || sipcodes_prefs.name_in_info_column || tap_is_listened_to() || experts_are_listened_to(pinfo)
        || (asked_for_in_tree(tree) && is_asked_for_request_in(pinfo, tree));
}

/* Where a frame that is dissected for the first time has columns, nobody will look at it again: a first pass (tshark -2, sharkd) has
 * none. Only the window has both. */
static bool is_only_pass(const packet_info *pinfo)
{
    return pinfo->cinfo != NULL && !runs_in_window;
}

bool asked_for_tracking(packet_info *pinfo, proto_tree *tree)
{
    return tracking_takes(pinfo)
        && (!is_only_pass(pinfo) || asked_for_request(pinfo, tree) || (asked_for_in_tree(tree) && fields_is_named(hf_hint)));
}

bool asked_for_sentences(proto_tree *tree)
{
    return is_shown(tree) || (tree != NULL && fields_is_named(hf_finding));
}

/* What requests have as well as responses. */
static bool words_are_drawn(const proto_tree *tree)
{
    /* clang-format off */
    static const int *const fields[] = {
        &hf_explanation, &hf_hint, &hf_reason, &hf_reason_protocol, &hf_reason_cause, &hf_reason_name, &hf_reason_text,
        &hf_reason_location, &hf_reason_ppi,
    };
    /* clang-format on */

    return tree != NULL && fields_any_is_named(fields, G_N_ELEMENTS(fields));
}

bool asked_for_words(proto_tree *tree)
{
    return asked_for_in_tree(tree) && (is_shown(tree) || words_are_drawn(tree));
}

/* Something that stands behind the status line. */
static bool header_fields_are_drawn(proto_tree *tree)
{
    /* clang-format off */
    static const int *const fields[] = {
        &hf_method, &hf_warning, &hf_warning_code, &hf_warning_name, &hf_warning_agent, &hf_warning_text,
        &hf_retry_after, &hf_retry_after_duration, &hf_retry_after_comment, &hf_blocked, &hf_blocked_version, &hf_blocked_contact,
        &hf_blocked_location,
    };
    /* clang-format on */

    return (tree != NULL && fields_any_is_named(fields, G_N_ELEMENTS(fields))) || words_are_drawn(tree);
}

/* Judging a response takes longer than reading it, and a sentence about it longer than both. */
wanted_checks asked_for_checks(proto_tree *tree, bool with_experts)
{
    /* clang-format off */
    wanted_checks wanted = { .methods = sipcodes_prefs.check_methods, .headers = sipcodes_prefs.check_headers,
                             .phrases = sipcodes_prefs.check_phrases };
    /* clang-format on */

    if (is_shown(tree)) {
        return wanted;
    }
    wanted.no_sentences = !asked_for_sentences(tree);
    wanted.no_findings = wanted.no_sentences && !with_experts && !sipcodes_prefs.name_in_info_column && !tap_is_listened_to()
        && !findings_are_drawn(tree);
    wanted.no_header_fields = wanted.no_findings && !header_fields_are_drawn(tree);
    wanted.no_words = !asked_for_words(tree);
    return wanted;
}
