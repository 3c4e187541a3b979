/* frame_end.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frame_end.h"

#include "annotate.h"
#include "draw.h"
#include "frame_messages.h"
#include "in_stream.h"
#include "preferences.h"
#include "sip.h"

static dissector_handle_t frame_end_handle;

/* Nobody wants the look at the end of the frame any more: a post-dissector cannot be taken away again. */
static gboolean is_switched_off = FALSE;

/* Another plugin owns the hook, so all responses are found at the end of the frame. */
static gboolean hook_is_taken = FALSE;

static void annotate_left_out(packet_info *pinfo, proto_tree *tree, const sip_info_value_t *info, wmem_array_t *texts)
{
    frame_text *found = frame_text_of(pinfo, info, texts);

    if (found != NULL) {
        found->is_taken = TRUE;
        found->place.sip = info;
        annotate(pinfo, found->status_line != NULL ? proto_item_get_subtree(found->status_line) : tree, &found->place);
    }
}

static void annotate_messages(packet_info *pinfo, proto_tree *tree, wmem_array_t *messages)
{
    wmem_array_t *placed = wmem_array_new(pinfo->pool, sizeof(response_place));
    wmem_array_t *texts = NULL;

    for (guint i = 0; i < wmem_array_get_count(messages); i++) {
        const sip_info_value_t *info = *(sip_info_value_t **)wmem_array_index(messages, i);

        if ((sipcodes_prefs.annotate_empty_phrases || hook_is_taken) && frame_message_is_left_out(info, hook_is_taken)) {
            if (texts == NULL) {
                texts = frame_texts(pinfo, tree);
            }
            annotate_left_out(pinfo, tree, info, texts);
        } else if (sipcodes_prefs.repair_status_lines && frame_message_is_continuation(info)) {
            in_stream_annotate_continuation(pinfo, tree, i > 0, placed);
        }
    }
}

/* A layer whose dissector took the data and drew nothing leaves the list, and its number stays: what becomes of SIP's where a stream's
 * data begin with line ends. */
static gboolean can_have_been_passed_over(packet_info *pinfo)
{
    return pinfo->ptype == PT_TCP && sipcodes_prefs.repair_status_lines && pinfo->curr_layer_num > wmem_list_count(pinfo->layers);
}

/* Called for each frame of each protocol, so what most frames are is found out first. */
static int dissect_frame_end(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    wmem_list_frame_t *first_sip = wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_sip));
    wmem_array_t *messages;

    if ((first_sip == NULL && !can_have_been_passed_over(pinfo)) || is_switched_off || !annotate_is_wanted(pinfo, tree)) {
        return 0;
    }
    annotate_answer_for_errors(pinfo);
    messages = first_sip == NULL ? NULL : frame_messages(pinfo, first_sip, hook_is_taken);
    if (messages != NULL) {
        annotate_messages(pinfo, tree, messages);
    }
    if (pinfo->ptype == PT_TCP && sipcodes_prefs.repair_status_lines) {
        in_stream_annotate_passed_over(pinfo, tree);
    }
    return (int)tvb_captured_length(tvb);
}

/* A post-dissector costs a little on every packet of every protocol, so who never wants it does not get it. */
void frame_end_switch(void)
{
    static gboolean is_registered = FALSE;
    gboolean wanted = (sipcodes_prefs.annotate_empty_phrases || hook_is_taken) && sip_is_enabled(proto_sipcodes);

    if (wanted && !is_registered) {
        register_postdissector(frame_end_handle);
        is_registered = TRUE;
    }
    is_switched_off = !wanted;
}

/* A handle needs a protocol, and for a real one Wireshark adds a layer to each frame and takes it away again, twice the cost of the
 * look itself. A name that belongs to a protocol has none, and is switched with that protocol. */
void frame_end_register(gboolean is_hook_taken)
{
    int name;

    hook_is_taken = is_hook_taken;
    name = proto_register_protocol_in_name_only("SIP response codes at the end of the frame", "SIPCODES frame end", "sipcodes.frame_end",
                                                proto_sipcodes, FT_BYTES);
    frame_end_handle = create_dissector_handle(dissect_frame_end, name);
}
