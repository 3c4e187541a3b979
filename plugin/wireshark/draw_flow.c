/* draw_flow.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_flow.h"

#include <stdio.h>
#include <string.h>

#include <epan/to_str.h>

#include "draw_items.h"
#include "fields.h"

bool draw_flow_is_asked_for(proto_tree *tree)
{
    /* clang-format off */
    static const int *const fields[] = {
        &hf_transaction, &hf_request_in, &hf_response_in, &hf_invite_in, &hf_cancel_in, &hf_response_time, &hf_resend, &hf_resend_of,
        &hf_copy_of, &hf_made_in, &hf_made_by, &hf_outcome, &hf_call, &hf_call_outcome, &hf_call_srd, &hf_call_setup_time,
        &hf_call_ring_time, &hf_call_duration, &hf_call_disconnect_delay,
    };
    /* clang-format on */

    return tree != NULL && (PTREE_DATA(tree)->visible || fields_any_is_named(fields, G_N_ELEMENTS(fields)));
}

const char *draw_flow_maker(packet_info *pinfo, const tracked *flow)
{
    address maker = place_end_address(&flow->made_by);

    return maker.type == AT_NONE ? "" : address_to_str(pinfo->pool, &maker);
}

/* ---- The line ---- */

#define LINE_LENGTH 90
#define METHOD_SHOWN_MAX 20

static void say_outcome(char *line, size_t size, const char *before, outcome ended)
{
    char *name = g_ascii_strdown(outcome_name(ended), -1);
    size_t length = strlen(line);

    snprintf(line + length, size - length, "%s%s", before, name);
    g_free(name);
}

static void say_method(char *line, size_t size, const flow_message *one)
{
    char *method = g_utf8_make_valid(one->method.bytes, (gssize)MIN(one->method.length, METHOD_SHOWN_MAX));

    g_strlcat(line, method, size);
    g_free(method);
    text_make_safe(line);
}

/* "INVITE, busy", "ACK of INVITE", "INVITE, 180". */
static void say_what(char *line, size_t size, const flow_message *one)
{
    const tracked *flow = one->flow;

    snprintf(line, size, "SIP Transaction %u: ", flow->transaction);
    say_method(line, size, one);
    g_strlcat(line, flow->is_ack && flow->method == METHOD_INDEX_INVITE ? " of INVITE" : "", size);
    if (flow->copy_of == 0 && flow->ended != OUTCOME_NONE) {
        say_outcome(line, size, ", ", flow->ended);
    } else if (flow->copy_of == 0 && !flow->is_request) {
        snprintf(line + strlen(line), size - strlen(line), ", %03u", one->place->code);
    }
}

static void say_when(char *line, size_t size, const tracked *flow)
{
    size_t length = strlen(line);

    if (flow->copy_of != 0) {
        snprintf(line + length, size - length, ", the same packet as frame %u", flow->copy_of);
        return;
    }
    if (!flow->is_request && flow->response_time >= 0) {
        snprintf(line + length, size - length, " after %.3f s", (double)flow->response_time / 1e9);
        length = strlen(line);
    }
    if (flow->resend > 0) {
        snprintf(line + length, size - length, ", sent again (%u) after frame %u", flow->resend, flow->resend_of);
    }
}

/* Where the transaction's own outcome says it already, it is not said twice. */
static void say_call(char *line, size_t size, const flow_message *one)
{
    if (one->flow->copy_of == 0 && one->said->ended != OUTCOME_NONE && one->said->ended != one->flow->ended) {
        say_outcome(line, size, "; the call: ", one->said->ended);
    }
}

/* ---- The fields ---- */

static void add_frame(proto_tree *tree, int field, const flow_message *one, uint32_t frame)
{
    if (frame != 0 && draw_is_asked_for(tree, field)) {
        proto_item_set_generated(proto_tree_add_uint(tree, field, one->place->source, one->place->offset, 0, frame));
    }
}

static void add_number(proto_tree *tree, int field, const flow_message *one, uint32_t number)
{
    if (number != 0 && draw_is_asked_for(tree, field)) {
        proto_item_set_generated(proto_tree_add_uint(tree, field, one->place->source, one->place->offset, 0, number));
    }
}

/* Negative where it is not known. */
static void add_time(proto_tree *tree, int field, const flow_message *one, int64_t nanoseconds)
{
    enum { NANOSECONDS = 1000000000 };
    nstime_t time = { (time_t)(nanoseconds / NANOSECONDS), (int)(nanoseconds % NANOSECONDS) };

    if (nanoseconds >= 0 && draw_is_asked_for(tree, field)) {
        proto_item_set_generated(proto_tree_add_time(tree, field, one->place->source, one->place->offset, 0, &time));
    }
}

static void add_maker(proto_tree *tree, packet_info *pinfo, const flow_message *one)
{
    const char *maker = one->flow->made_in != 0 ? draw_flow_maker(pinfo, one->flow) : "";

    add_frame(tree, hf_made_in, one, one->flow->made_in);
    if (maker[0] != '\0' && draw_is_asked_for(tree, hf_made_by)) {
        proto_item_set_generated(
            proto_tree_add_string(tree, hf_made_by, one->place->source, one->place->offset, 0, maker));
    }
}

static void add_call(proto_tree *tree, const flow_message *one)
{
    const call_said *said = one->said;

    if (said->number != 0) {
        add_number(tree, hf_call, one, said->number);
        add_number(tree, hf_call_outcome, one, said->ended);
        add_time(tree, hf_call_srd, one, said->srd);
        add_time(tree, hf_call_setup_time, one, said->setup_time);
        add_time(tree, hf_call_ring_time, one, said->ring_time);
        add_time(tree, hf_call_duration, one, said->duration);
        add_time(tree, hf_call_disconnect_delay, one, said->disconnect_delay);
    }
}

static void add_fields(proto_tree *tree, packet_info *pinfo, const flow_message *one)
{
    const tracked *flow = one->flow;

    add_frame(tree, hf_copy_of, one, flow->copy_of);
    if (flow->copy_of != 0) {
        return;
    }
    add_frame(tree, flow->is_request ? hf_invite_in : hf_request_in, one, flow->request_frame);
    add_frame(tree, hf_response_in, one, flow->response_frame);
    add_frame(tree, hf_cancel_in, one, flow->cancel_frame);
    add_time(tree, hf_response_time, one, flow->is_request ? -1 : flow->response_time);
    add_number(tree, hf_outcome, one, flow->ended);
    add_number(tree, hf_resend, one, flow->resend);
    add_frame(tree, hf_resend_of, one, flow->resend_of);
    add_maker(tree, pinfo, one);
    add_call(tree, one);
}

proto_tree *draw_flow(proto_tree *tree, packet_info *pinfo, const flow_message *one)
{
    char line[LINE_LENGTH + 1];
    proto_item *item;
    proto_tree *subtree;

    if (one->flow->transaction == 0 || tree == NULL) {
        return NULL;
    }
    say_what(line, sizeof line, one);
    say_when(line, sizeof line, one->flow);
    say_call(line, sizeof line, one);
    item = proto_tree_add_uint_format(tree, hf_transaction, one->place->source, one->place->offset, one->first_line_length,
                                      one->flow->transaction, "%s", line);
    proto_item_set_generated(item);
    subtree = proto_item_add_subtree(item, ett_flow);
    add_fields(subtree, pinfo, one);
    return subtree;
}

proto_tree *draw_flow_request(proto_tree *tree, const flow_message *one)
{
    char line[LINE_LENGTH + 1] = "SIP Request: ";
    proto_item *item;

    say_method(line, sizeof line, one);
    tree = proto_tree_add_subtree(tree, one->place->source, one->place->offset, one->first_line_length, ett_flow, &item, line);
    proto_item_set_generated(item);
    return tree;
}
