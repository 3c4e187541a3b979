/* frame_messages.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only file that knows how the SIP dissector keeps its messages: one record (sip_info_value_t) for each, as proto data of the
 * frame under the number of the layer at which it was met, several of one layer as a stack. tests/tshark/test_frame_messages.py tests
 * that assumption by itself.
 */
#include "frame_messages.h"

#include <string.h>

#include "../core/status_line.h"
#include "../core/verdict.h"
#include "sip.h"

/* What the SIP dissector keeps of a status line: nothing else sets a phrase. */
static gboolean is_response(const sip_info_value_t *info)
{
    return info->reason_phrase != NULL;
}

/* Nothing was understood of the line: "Continuation". */
gboolean frame_message_is_continuation(const sip_info_value_t *info)
{
    return info->reason_phrase == NULL && info->request_method == NULL;
}

gboolean frame_message_is_left_out(const sip_info_value_t *info, gboolean hook_is_taken)
{
    return is_response(info) && (hook_is_taken || info->reason_phrase[0] == '\0');
}

/* All messages that the SIP dissector met in this layer, in their order. They are kept as a stack, newest on top, which
 * has to be taken down to be read, and put up again for whoever comes after us. */
static void collect_messages(packet_info *pinfo, guint layer, wmem_array_t *messages)
{
    guint first = wmem_array_get_count(messages);
    sip_info_value_t *info;
    guint last;

    while ((info = (sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer)) != NULL) {
        wmem_array_append_one(messages, info);
        p_remove_proto_data(pinfo->pool, pinfo, proto_sip, layer);
    }
    last = wmem_array_get_count(messages);
    for (guint i = last; i > first; i--) {
        p_add_proto_data(pinfo->pool, pinfo, proto_sip, layer, *(sip_info_value_t **)wmem_array_index(messages, i - 1));
    }
    for (guint i = first, j = last; i + 1 < j; i++, j--) {
        sip_info_value_t **low = (sip_info_value_t **)wmem_array_index(messages, i);
        sip_info_value_t **high = (sip_info_value_t **)wmem_array_index(messages, j - 1);

        info = *low;
        *low = *high;
        *high = info;
    }
}

/* The SIP dissector keeps a record under the number of the layer at which it met the message, which is at least the layer's place
 * in the list: layers whose dissector drew nothing leave the list, and keep their number. */
wmem_array_t *frame_messages(packet_info *pinfo, wmem_list_frame_t *first_sip, gboolean hook_is_taken)
{
    wmem_array_t *messages = NULL;
    guint first = 0;

    for (wmem_list_frame_t *frame = first_sip; frame != NULL; frame = wmem_list_frame_prev(frame)) {
        first++;
    }
    for (guint layer = first; layer <= pinfo->curr_layer_num; layer++) {
        const sip_info_value_t *newest = (const sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer);

        /* A datagram is one message: nothing stands below the newest one. */
        if (newest == NULL || (pinfo->ptype == PT_UDP && !frame_message_is_left_out(newest, hook_is_taken))) {
            continue;
        }
        if (messages == NULL) {
            messages = wmem_array_new(pinfo->pool, sizeof(sip_info_value_t *));
        }
        collect_messages(pinfo, layer, messages);
    }
    return messages;
}

/* ---- Where the text of a message is ---- */

/* The SIP dissector keeps at most this much of a Call-ID, with its terminating NUL. */
#define SIP_CALL_ID_KEPT 128

static frame_text *candidate_at(wmem_array_t *candidates, guint i)
{
    return (frame_text *)wmem_array_index(candidates, i);
}

static void find_in_source(tvbuff_t *source, response_origin origin, wmem_array_t *candidates)
{
    static const char start[] = "SIP/2.0 ";
    int length = (int)tvb_captured_length(source);
    const guint8 *bytes = tvb_get_ptr(source, 0, length);

    for (int at = 0; at + STATUS_LINE_START <= length; at++) {
        const guint8 *next = (const guint8 *)memchr(bytes + at, 'S', (size_t)(length - at));
        guint code;

        if (next == NULL) {
            return;
        }
        at = (int)(next - bytes);
        if (at + STATUS_LINE_START <= length && memcmp(next, start, sizeof start - 1) == 0 && source_status_code(source, at, &code)) {
            frame_text found = { { source, at, length - at, code, origin, NULL }, NULL, 0, { NULL, 0 }, FALSE, FALSE };

            wmem_array_append_one(candidates, found);
        }
    }
}

/* The tree shows its Status-Lines in the order in which they were found, so each look begins behind the last one. */
static void note_status_line(wmem_array_t *candidates, proto_item *item, guint *next)
{
    const field_info *fi = PNODE_FINFO(item);
    guint count = wmem_array_get_count(candidates);

    for (guint i = 0; i < count; i++) {
        frame_text *at = candidate_at(candidates, (*next + i) % count);

        if (at->place.source == fi->ds_tvb && at->place.offset == fi->start) {
            at->status_line = item;
            *next = (*next + i + 1) % count;
            return;
        }
    }
}

static void find_status_lines(proto_tree *tree, wmem_array_t *candidates, guint *next)
{
    for (proto_node *node = tree->first_child; node != NULL; node = node->next) {
        const field_info *fi = PNODE_FINFO(node);

        if (fi != NULL && fi->hfinfo->id == hf_sip_status_line) {
            note_status_line(candidates, node, next);
        }
        find_status_lines(node, candidates, next);
    }
}

wmem_array_t *frame_texts(packet_info *pinfo, proto_tree *tree)
{
    wmem_array_t *candidates = wmem_array_new(pinfo->pool, sizeof(frame_text));
    response_origin origin = place_origin_in_frame(pinfo);
    guint next = 0;

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        find_in_source(get_data_source_tvb((const struct data_source *)entry->data), origin, candidates);
    }
    if (tree != NULL) {
        find_status_lines(tree, candidates, &next);
    }
    return candidates;
}

static void read_candidate(packet_info *pinfo, frame_text *at)
{
    const header_field *call_id;
    message_way way = place_way(pinfo, &at->place);
    text_slice text = place_text(&at->place);
    message m;
    response r;

    verdict_read(&m, &r, at->place.code, text.bytes, text.length, &way);
    call_id = message_first(&m, HEADER_CALL_ID);
    at->phrase_length = status_line_phrase(m.status_line).length;
    at->call_id = call_id != NULL ? call_id->value : (text_slice){ NULL, 0 };
    at->is_read = TRUE;
}

static gboolean is_this_message(packet_info *pinfo, frame_text *at, const sip_info_value_t *info)
{
    text_slice kept;

    if (at->is_taken || at->place.code != info->response_code) {
        return FALSE;
    }
    if (!at->is_read) {
        read_candidate(pinfo, at);
    }
    if (at->phrase_length != strlen(info->reason_phrase)) {
        return FALSE;
    }
    if (info->tap_call_id == NULL || at->call_id.bytes == NULL) {
        return TRUE;
    }
    kept = text_from(info->tap_call_id);
    return kept.length <= at->call_id.length && memcmp(kept.bytes, at->call_id.bytes, kept.length) == 0
        && (kept.length == at->call_id.length || kept.length == SIP_CALL_ID_KEPT - 1);
}

frame_text *frame_text_of(packet_info *pinfo, const sip_info_value_t *info, wmem_array_t *candidates)
{
    frame_text *found = NULL;

    for (guint i = 0; i < wmem_array_get_count(candidates) && (found == NULL || found->status_line == NULL); i++) {
        frame_text *at = candidate_at(candidates, i);

        if ((found == NULL || found->place.source != at->place.source) && is_this_message(pinfo, at, info)) {
            found = at;
        }
    }
    return found;
}
