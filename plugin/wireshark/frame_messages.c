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
#include "../core/stream.h"
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

gboolean frame_message_is_request(const sip_info_value_t *info)
{
    return info->request_method != NULL && !is_response(info);
}

gboolean frame_message_is_left_out(const sip_info_value_t *info, gboolean hook_is_taken)
{
    return is_response(info) && (hook_is_taken || info->reason_phrase[0] == '\0');
}

/* The SIP dissector of 4.0 keeps at most this much of a Call-ID, with its terminating NUL; later ones keep all of it. */
#define SIP_CALL_ID_KEPT 128

bool frame_message_has_whole_call_id(const sip_info_value_t *info)
{
    return strlen(info->tap_call_id) != SIP_CALL_ID_KEPT - 1;
}

static gboolean is_wanted(const sip_info_value_t *info, frame_wanted wanted)
{
    return frame_message_is_left_out(info, wanted.all_responses) || (wanted.requests && frame_message_is_request(info));
}

const sip_info_value_t *frame_message_at(const frame_records *records, guint i)
{
    if (records->all == NULL) {
        return i == 0 ? records->first : NULL;
    }
    return i < wmem_array_get_count(records->all) ? *(const sip_info_value_t **)wmem_array_index(records->all, i) : NULL;
}

static void add_record(packet_info *pinfo, frame_records *records, const sip_info_value_t *info)
{
    if (records->first == NULL) {
        records->first = info;
        return;
    }
    if (records->all == NULL) {
        records->all = wmem_array_new(pinfo->pool, sizeof(sip_info_value_t *));
        wmem_array_append_one(records->all, records->first);
    }
    wmem_array_append_one(records->all, info);
}

/* All messages that the SIP dissector met in this layer, in their order. They are kept as a stack, newest on top, which
 * has to be taken down to be read, and put up again for whoever comes after us. */
static void add_stack(packet_info *pinfo, guint layer, frame_records *records)
{
    wmem_stack_t *taken = wmem_stack_new(pinfo->pool);
    void *info;

    while ((info = p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer)) != NULL) {
        wmem_stack_push(taken, info);
        p_remove_proto_data(pinfo->pool, pinfo, proto_sip, layer);
    }
    while (wmem_stack_count(taken) > 0) {
        info = wmem_stack_pop(taken);
        p_add_proto_data(pinfo->pool, pinfo, proto_sip, layer, info);
        add_record(pinfo, records, (const sip_info_value_t *)info);
    }
    wmem_destroy_stack(taken);
}

/* The SIP dissector keeps a record under the number of the layer at which it met the message, which is at least the layer's place
 * in the list: layers whose dissector drew nothing leave the list, and keep their number. */
frame_records frame_messages(packet_info *pinfo, wmem_list_frame_t *first_sip, frame_wanted wanted)
{
    frame_records records = { NULL, NULL };
    guint first = wmem_list_count(pinfo->layers) + 1;
    bool is_alone = pinfo->ptype == PT_UDP;

    /* Less stands behind it than before it. */
    for (wmem_list_frame_t *frame = first_sip; frame != NULL; frame = wmem_list_frame_next(frame)) {
        first--;
    }
    for (guint layer = first; layer <= pinfo->curr_layer_num; layer++) {
        const sip_info_value_t *newest = (const sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer);

        if (newest == NULL) {
            continue;
        }
        if (!is_alone) {
            add_stack(pinfo, layer, &records);
        } else if (is_wanted(newest, wanted)) {
            /* A datagram is one message: nothing stands below the newest one. */
            add_record(pinfo, &records, newest);
        }
    }
    return records;
}

/* ---- Where the text of a message is ---- */

static frame_text *candidate_at(wmem_array_t *candidates, guint i)
{
    return (frame_text *)wmem_array_index(candidates, i);
}

#define SIP_VERSION "SIP/2.0"
#define SIP_VERSION_LENGTH ((int)sizeof SIP_VERSION - 1)

/* The bytes of the method, and of what looks like it in front, in the request line whose version stands at the offset; 0 where no
 * request line has its version there. *blank gets the place of the blank behind the method. */
static int find_method(text_slice data, int version, int *blank)
{
    int at = version - 2;
    text_slice behind = text_skip(data, (gsize)version + SIP_VERSION_LENGTH);

    if (behind.length == 0 || (behind.bytes[0] != '\r' && behind.bytes[0] != '\n') || at < 0 || data.bytes[version - 1] != ' ') {
        return 0;
    }
    while (at >= 0 && (guchar)data.bytes[at] > ' ') {
        at--;
    }
    if (at < 0 || at == version - 2 || data.bytes[at] != ' ') {
        return 0;
    }
    *blank = at;
    while (at > 0 && text_is_token_character(data.bytes[at - 1])) {
        at--;
    }
    return *blank - at;
}

/* Does a first line stand where its version does? */
static gboolean find_line_at(tvbuff_t *source, int version, frame_text *found)
{
    text_slice data = source_text(source);
    int blank;

    if (source_status_code(source, version, &found->place.code)) {
        found->place.offset = version;
    } else if ((found->method_length = find_method(data, version, &blank)) > 0) {
        found->place.offset = blank - found->method_length;
        found->place.is_request = true;
    } else {
        return FALSE;
    }
    found->place.length = (int)data.length - found->place.offset;
    return TRUE;
}

/* Where the message's body ends; 0 where its length is not known, and all that follows may be its body. */
static size_t end_of_message(text_slice data, size_t start)
{
    stream_message found;

    return stream_message_at(data, start, &found) && found.end < data.length ? found.end : 0;
}

/* A body that carries a response has it annotated; what it carries of a request is none on its way. */
static void find_in_source(tvbuff_t *source, response_origin origin, wmem_array_t *candidates)
{
    text_slice data = source_text(source);
    const char *end = data.bytes + data.length;
    const char *at = data.bytes;
    size_t end_of_last = 0; /* of the message before */

    while ((at = memchr(at, SIP_VERSION[0], (gsize)(end - at))) != NULL && end - at > SIP_VERSION_LENGTH) {
        frame_text found = { .place = { .source = source, .origin = origin } };

        if (memcmp(at, SIP_VERSION, SIP_VERSION_LENGTH) == 0 && find_line_at(source, (int)(at - data.bytes), &found)) {
            bool is_inside = (size_t)found.place.offset < end_of_last;

            if (!is_inside || !found.place.is_request) {
                wmem_array_append_one(candidates, found);
            }
            end_of_last = is_inside ? end_of_last : end_of_message(data, (size_t)found.place.offset);
        }
        at++;
    }
}

/* A request line's first bytes can belong to what stands before it, so all of them may be its start. */
static gboolean starts_at(const frame_text *at, const field_info *fi)
{
    return at->place.source == fi->ds_tvb && fi->start >= at->place.offset && fi->start <= at->place.offset + MAX(at->method_length - 1, 0);
}

/* The tree shows its first lines in the order in which they were found, so each look begins behind the last one. */
static void note_first_line(wmem_array_t *candidates, proto_item *item, guint *next)
{
    guint count = wmem_array_get_count(candidates);

    for (guint i = 0; i < count; i++) {
        frame_text *at = candidate_at(candidates, (*next + i) % count);

        if (starts_at(at, PNODE_FINFO(item))) {
            at->first_line = item;
            *next = (*next + i + 1) % count;
            return;
        }
    }
}

static bool is_first_line(const proto_node *node)
{
    const field_info *fi = PNODE_FINFO(node);

    return fi != NULL && (fi->hfinfo->id == hf_sip_status_line || fi->hfinfo->id == hf_sip_request_line);
}

static void find_first_lines(proto_tree *tree, wmem_array_t *candidates, guint *next)
{
    for (proto_node *node = tree->first_child; node != NULL; node = node->next) {
        if (is_first_line(node)) {
            note_first_line(candidates, node, next);
        }
        find_first_lines(node, candidates, next);
    }
}

static proto_item *find_first_line(proto_tree *tree, const response_place *place)
{
    proto_item *found = NULL;

    for (proto_node *node = tree != NULL ? tree->first_child : NULL; node != NULL && found == NULL; node = node->next) {
        if (is_first_line(node)) {
            found = PNODE_FINFO(node)->ds_tvb == place->source && PNODE_FINFO(node)->start == place->offset ? node : NULL;
        } else {
            found = find_first_line(node, place);
        }
    }
    return found;
}

/* SIP's own tree is mostly one of the frame's, and its first line comes first in it: then nothing else is looked through. */
proto_item *frame_first_line(proto_tree *tree, const response_place *place)
{
    proto_item *found = NULL;

    for (proto_node *node = tree != NULL ? tree->first_child : NULL; node != NULL && found == NULL; node = node->next) {
        if (PNODE_FINFO(node) != NULL && PNODE_FINFO(node)->hfinfo->id == proto_sip) {
            found = find_first_line(node, place);
        }
    }
    return found != NULL ? found : find_first_line(tree, place);
}

bool frame_is_request_line(text_slice data, int version)
{
    int blank;

    return (size_t)version + SIP_VERSION_LENGTH <= data.length && memcmp(data.bytes + version, SIP_VERSION, SIP_VERSION_LENGTH) == 0
        && find_method(data, version, &blank) > 0;
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
        find_first_lines(tree, candidates, &next);
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

/* What stands in front of the method is cut off, once it is known. */
static gboolean has_method(frame_text *at, const char *method)
{
    int length = (int)strlen(method);
    int before = at->method_length - length;
    text_slice data = source_text(at->place.source);

    if (length == 0 || before < 0 || memcmp(data.bytes + at->place.offset + before, method, (size_t)length) != 0) {
        return FALSE;
    }
    if (before > 0) {
        at->place.offset += before;
        at->place.length -= before;
        at->method_length = length;
        at->is_read = FALSE;
    }
    return TRUE;
}

static gboolean is_this_message(packet_info *pinfo, frame_text *at, const sip_info_value_t *info)
{
    gboolean is_request = frame_message_is_request(info);
    text_slice kept;

    if (at->is_taken || at->place.code != info->response_code
        || (is_request ? !has_method(at, (const char *)info->request_method) : at->method_length > 0)) {
        return FALSE;
    }
    if (!at->is_read) {
        read_candidate(pinfo, at);
    }
    if (!is_request && at->phrase_length != strlen(info->reason_phrase)) {
        return FALSE;
    }
    if (info->tap_call_id == NULL || at->call_id.bytes == NULL) {
        return info->tap_call_id == NULL || !is_request;
    }
    kept = text_from(info->tap_call_id);
    return kept.length <= at->call_id.length && memcmp(kept.bytes, at->call_id.bytes, kept.length) == 0
        && (kept.length == at->call_id.length || kept.length == SIP_CALL_ID_KEPT - 1);
}

frame_text *frame_text_of(packet_info *pinfo, const sip_info_value_t *info, wmem_array_t *candidates)
{
    frame_text *found = NULL;

    for (guint i = 0; i < wmem_array_get_count(candidates) && (found == NULL || found->first_line == NULL); i++) {
        frame_text *at = candidate_at(candidates, i);

        if ((found == NULL || found->place.source != at->place.source) && is_this_message(pinfo, at, info)) {
            found = at;
        }
    }
    return found;
}
