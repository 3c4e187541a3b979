/* frame_end.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frame_end.h"

#include "annotate.h"
#include "asked_for.h"
#include "draw.h"
#include "frame_messages.h"
#include "in_stream.h"
#include "preferences.h"
#include "requests.h"
#include "sip.h"
#include "tracking.h"

static dissector_handle_t frame_end_handle;

/* Nobody wants the look at the end of the frame any more: a post-dissector cannot be taken away again. */
static gboolean is_switched_off = FALSE;

/* Another plugin owns the hook, so all responses are found at the end of the frame. */
static gboolean hook_is_taken = FALSE;

/* The messages of a frame, while they are worked on. */
typedef struct {
    packet_info *pinfo;
    proto_tree *tree;
    wmem_array_t *texts;  /* frame_texts(); NULL until it is needed */
    wmem_array_t *placed; /* the continuations; NULL until it is needed */
    bool with_requests;
} frame_work;

static frame_text *find_text(frame_work *work, const sip_info_value_t *info)
{
    frame_text *found;

    if (work->texts == NULL) {
        work->texts = frame_texts(work->pinfo, work->tree);
    }
    found = frame_text_of(work->pinfo, info, work->texts);
    if (found != NULL) {
        found->is_taken = TRUE;
    }
    return found;
}

static proto_tree *tree_of(const frame_work *work, proto_item *first_line)
{
    return first_line != NULL ? proto_item_get_subtree(first_line) : work->tree;
}

static void take_left_out(frame_work *work, const sip_info_value_t *info)
{
    frame_text *found = find_text(work, info);

    if (found == NULL) {
        return;
    }
    found->place.sip = info;
    if (sipcodes_prefs.annotate_empty_phrases || hook_is_taken) {
        annotate(work->pinfo, tree_of(work, found->first_line), &found->place);
    } else {
        annotate_unseen(work->pinfo, work->tree, &found->place);
    }
}

static void take_request(frame_work *work, const sip_info_value_t *info)
{
    response_place place;
    frame_text *found;

    if (place_find_in_datagram(work->pinfo, (const char *)info->request_method, &place)) {
        if (requests_has_something(work->pinfo, work->tree, &place)) {
            place.origin = place_origin_in_frame(work->pinfo);
            requests_annotate(work->pinfo, tree_of(work, frame_first_line(work->tree, &place)), &place);
        }
    } else if ((found = find_text(work, info)) != NULL) {
        requests_annotate(work->pinfo, tree_of(work, found->first_line), &found->place);
    }
}

static void take_continuation(frame_work *work, gboolean follows_message)
{
    if (work->placed == NULL) {
        work->placed = wmem_array_new(work->pinfo->pool, sizeof(response_place));
    }
    in_stream_annotate_continuation(work->pinfo, work->tree, follows_message, work->placed);
}

static void take_messages(frame_work *work, const frame_records *messages)
{
    const sip_info_value_t *info;

    for (guint i = 0; (info = frame_message_at(messages, i)) != NULL; i++) {
        if (frame_message_is_left_out(info, hook_is_taken)) {
            take_left_out(work, info);
        } else if (work->with_requests && frame_message_is_request(info)) {
            take_request(work, info);
        } else if (sipcodes_prefs.repair_status_lines && frame_message_is_continuation(info)) {
            take_continuation(work, i > 0);
        }
    }
}

/* A layer whose dissector took the data and drew nothing leaves the list, and its number stays: what becomes of SIP's where a stream's
 * data begin with line ends. */
static gboolean can_have_been_passed_over(packet_info *pinfo)
{
    return pinfo->ptype == PT_TCP && sipcodes_prefs.repair_status_lines && pinfo->curr_layer_num > wmem_list_count(pinfo->layers);
}

/* Where messages are tracked, each is given. */
static bool nothing_is_left_in_stream(const frame_work *work)
{
    wanted_checks of_requests;

    if (work->pinfo->ptype != PT_TCP || hook_is_taken || tracking_is_on()) {
        return false;
    }
    of_requests = asked_for_checks(work->tree, asked_for_experts(work->pinfo, work->tree));
    return in_stream_nothing_is_left(work->pinfo, work->with_requests ? &of_requests : NULL);
}

static void work_on_frame(frame_work *work, wmem_list_frame_t *first_sip)
{
    packet_info *pinfo = work->pinfo;
    frame_wanted wanted = { .all_responses = hook_is_taken, .requests = work->with_requests };

    if (first_sip != NULL) {
        frame_records messages = frame_messages(pinfo, first_sip, wanted);

        take_messages(work, &messages);
    }
    if (pinfo->ptype == PT_TCP && sipcodes_prefs.repair_status_lines) {
        in_stream_annotate_passed_over(pinfo, work->tree);
    }
}

/* Called for each frame of each protocol, so what most frames are is found out first. */
static int dissect_frame_end(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    wmem_list_frame_t *first_sip = wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_sip));
    frame_work work = { .pinfo = pinfo, .tree = tree };

    tracking_note_time(pinfo);
    if ((first_sip == NULL && !can_have_been_passed_over(pinfo)) || is_switched_off) {
        return 0;
    }
    work.with_requests = requests_are_wanted(pinfo, tree);
    if (!work.with_requests && !annotate_is_wanted(pinfo, tree)) {
        return 0;
    }
    annotate_answer_for_errors(pinfo);
    if (!nothing_is_left_in_stream(&work)) {
        work_on_frame(&work, first_sip);
    }
    return (int)tvb_captured_length(tvb);
}

/* A post-dissector costs a little on every packet of every protocol, so who never wants it does not get it. */
void frame_end_switch(void)
{
    static gboolean is_registered = FALSE;
    gboolean wanted = (sipcodes_prefs.annotate_empty_phrases || hook_is_taken || sipcodes_prefs.track_calls)
        && sip_is_enabled(proto_sipcodes);

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
