/* fragments.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fragments.h"

#include "annotate.h"
#include "draw.h"
#include "preferences.h"
#include "refused.h"
#include "sip.h"
#include "stand_before.h"

static int proto_sipfrag = -1;
static dissector_handle_t sipfrag_handle;

static proto_tree *sipfrag_tree(proto_tree *tree)
{
    proto_item *last = tree == NULL ? NULL : tree->last_child;

    if (last != NULL && PNODE_FINFO(last) != NULL && PNODE_FINFO(last)->hfinfo->id == proto_sipfrag) {
        return proto_item_get_subtree(last);
    }
    return tree;
}

static int dissect_sipfrag(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    int taken = call_dissector_only(sipfrag_handle, tvb, pinfo, tree, data);
    response_place place;
    judged_line line;

    place.source = tvb_get_ds_tvb(tvb);
    place.offset = tvb_raw_offset(tvb);
    place.length = (int)tvb_captured_length(tvb);
    place.origin = ORIGIN_FRAGMENT | (pinfo->flags.in_error_pkt ? ORIGIN_QUOTED : 0);
    place.sip = NULL;
    place.is_request = false;
    if (!sip_is_enabled(proto_sipcodes)) {
        return taken;
    }
    annotate_answer_for_errors(pinfo);
    if (sipcodes_prefs.repair_status_lines && refused_is_refused(tvb, pinfo, &line)) {
        place.source = tvb;
        place.offset = 0;
        refused_annotate(pinfo, sipfrag_tree(tree), &place, &line, "whoever is told this may not learn how the call went");
    } else if (source_status_code(place.source, place.offset, &place.code)) {
        annotate(pinfo, sipfrag_tree(tree), &place);
    }
    return taken;
}

/* Where a body stands that holds a SIP message: what is found there was told of, not sent. Kept as long as the frame is dissected,
 * since the SIP dissector, called for the body, calls the hook without a word about whose message it is. */
static int dissect_carried_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (sip_is_enabled(proto_sipcodes)) {
        place_add_carried(pinfo, tvb);
    }
    return call_dissector_only(sip_handle, tvb, pinfo, tree, data);
}

void fragments_stand_before(void)
{
    proto_sipfrag = proto_get_id_by_filter_name("sipfrag");
    sipfrag_handle = stand_before("media_type", "message/sipfrag", dissect_sipfrag, "SIP fragment, with its response code");
    if (sipfrag_handle == NULL) {
        ws_message("sipcodes: this Wireshark has no dissector for message/sipfrag; status lines in such bodies are not annotated.");
    }
    stand_before("media_type", "message/sip", dissect_carried_message, "SIP message in a body, with its response code");
}
