/* draw_reasons.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_reasons.h"

#include "../core/reason.h"
#include "fields.h"

/* With -T fields, the n-th cause belongs to the n-th protocol: so what a value lacks is there too, unseen and empty. */
static void keep_column(proto_tree *tree, int field, const drawn_message *one)
{
    proto_item *item = proto_registrar_get_ftype(field) == FT_STRING
        ? proto_tree_add_string(tree, field, one->place->source, one->place->offset, 0, "")
        : proto_tree_add_uint(tree, field, one->place->source, one->place->offset, 0, 0);

    proto_item_set_generated(item);
    proto_item_set_hidden(item);
}

static void add_quoted_column(proto_tree *tree, packet_info *pinfo, int field, const drawn_message *one, text_slice text)
{
    if (text.length > 0) {
        draw_quoted(tree, pinfo, field, one, text);
    } else {
        keep_column(tree, field, one);
    }
}

static void add_number_column(proto_tree *tree, int field, const drawn_message *one, text_slice at, gboolean is_there, guint32 value)
{
    if (is_there) {
        proto_item_set_generated(
            proto_tree_add_uint(tree, field, one->place->source, draw_offset(one, at), (int)at.length, value));
    } else {
        keep_column(tree, field, one);
    }
}

static void add_name_column(proto_tree *tree, int field, const drawn_message *one, text_slice at, const char *name)
{
    if (name != NULL) {
        proto_item_set_generated(
            proto_tree_add_string(tree, field, one->place->source, draw_offset(one, at), (int)at.length, name));
    } else {
        keep_column(tree, field, one);
    }
}

static void add_location_column(proto_tree *tree, packet_info *pinfo, const drawn_message *one, text_slice location)
{
    const char *name = reason_location_name(location);

    if (name != NULL) {
        proto_item_append_text(draw_text_of_message(tree, hf_reason_location, one, location), " (%s)", name);
    } else {
        add_quoted_column(tree, pinfo, hf_reason_location, one, location);
    }
}

static const char *name_of_cause(const reason_value *reason)
{
    if (reason->has_cause && reason_is(reason, "Q.850")) {
        return try_val_to_str_ext(reason->cause, &q850_cause_code_vals_ext);
    }
    return reason_cause_name(reason);
}

void draw_reasons(proto_tree *tree, packet_info *pinfo, const drawn_message *one)
{
    reason_walk walk = reason_values(one->m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);
        const char *name = name_of_cause(&reason);
        proto_item *item = draw_text_of_message(tree, hf_reason, one, value);
        proto_tree *subtree = proto_item_add_subtree(item, ett_reason);

        if (name != NULL) {
            proto_item_append_text(item, " (%s)", name);
        }
        add_quoted_column(subtree, pinfo, hf_reason_protocol, one, reason.protocol);
        add_number_column(subtree, hf_reason_cause, one, value, reason.has_cause, reason.cause);
        add_name_column(subtree, hf_reason_name, one, value, name);
        add_quoted_column(subtree, pinfo, hf_reason_text, one, reason.text);
        add_location_column(subtree, pinfo, one, reason.location);
        add_quoted_column(subtree, pinfo, hf_reason_ppi, one, reason.ppi);
    }
}

static void add_warnings(proto_tree *tree, packet_info *pinfo, const drawn_message *one)
{
    reason_walk walk = reason_values(one->m, HEADER_WARNING);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        warning_value warning = warning_read(value);
        proto_tree *subtree = proto_item_add_subtree(draw_text_of_message(tree, hf_warning, one, value), ett_warning);

        add_number_column(subtree, hf_warning_code, one, value, warning.has_code, warning.code);
        add_name_column(subtree, hf_warning_name, one, value, warning.has_code ? warning_code_name(warning.code) : NULL);
        add_quoted_column(subtree, pinfo, hf_warning_agent, one, warning.agent);
        add_quoted_column(subtree, pinfo, hf_warning_text, one, warning.text);
    }
}

static void add_retry_after(proto_tree *tree, packet_info *pinfo, const drawn_message *one)
{
    const header_field *field = message_first(one->m, HEADER_RETRY_AFTER);
    retry_after retry;
    proto_item *item;

    if (field == NULL) {
        return;
    }
    retry = retry_after_read(field->value);
    if (!retry.has_seconds) {
        return;
    }
    item = proto_tree_add_uint(tree, hf_retry_after, one->place->source, draw_offset(one, field->value), (int)field->value.length,
                               retry.seconds);
    proto_item_set_generated(item);
    tree = proto_item_add_subtree(item, ett_retry_after);
    if (retry.has_duration) {
        proto_item_set_generated(proto_tree_add_uint(tree, hf_retry_after_duration, one->place->source, draw_offset(one, field->value),
                                                     (int)field->value.length, retry.duration));
    }
    if (retry.comment.length > 0) {
        draw_quoted(tree, pinfo, hf_retry_after_comment, one, retry.comment);
    }
}

static void add_blocked(proto_tree *tree, packet_info *pinfo, const drawn_message *one, const blocked_call *blocked)
{
    bytes_place at = draw_place_of_whole(one->place);
    proto_item *item;

    if (!blocked->is_blocked) {
        return;
    }
    item = proto_tree_add_boolean(tree, hf_blocked, at.source, at.offset, at.length, TRUE);
    proto_item_set_generated(item);
    tree = proto_item_add_subtree(item, ett_blocked);
    if (blocked->version.length > 0) {
        draw_quoted(tree, pinfo, hf_blocked_version, one, blocked->version);
    }
    if (blocked->contact.length > 0) {
        draw_quoted(tree, pinfo, hf_blocked_contact, one, blocked->contact);
    }
    if (blocked->location.length > 0) {
        draw_quoted(tree, pinfo, hf_blocked_location, one, blocked->location);
    }
}

void draw_reasons_of_response(proto_tree *tree, packet_info *pinfo, const drawn_message *one, const blocked_call *blocked)
{
    draw_reasons(tree, pinfo, one);
    add_warnings(tree, pinfo, one);
    add_retry_after(tree, pinfo, one);
    add_blocked(tree, pinfo, one, blocked);
}
