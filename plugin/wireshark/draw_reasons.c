/* draw_reasons.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_reasons.h"

#include "../core/reason.h"
#include "../core/status_line.h"
#include "fields.h"

/* With -T fields, the n-th cause belongs to the n-th protocol: so what a value lacks is there too, unseen and empty. */
static void keep_column(proto_tree *tree, int field, const annotation *a)
{
    proto_item *item = proto_registrar_get_ftype(field) == FT_STRING
        ? proto_tree_add_string(tree, field, a->place.source, a->place.offset, 0, "")
        : proto_tree_add_uint(tree, field, a->place.source, a->place.offset, 0, 0);

    proto_item_set_generated(item);
    proto_item_set_hidden(item);
}

static void add_quoted_column(proto_tree *tree, packet_info *pinfo, int field, const annotation *a, text_slice text)
{
    if (text.length > 0) {
        draw_quoted(tree, pinfo, field, a, text);
    } else {
        keep_column(tree, field, a);
    }
}

static void add_number_column(proto_tree *tree, int field, const annotation *a, text_slice at, gboolean is_there, guint32 value)
{
    if (is_there) {
        proto_item_set_generated(
            proto_tree_add_uint(tree, field, a->place.source, draw_offset(a, at), (int)at.length, value));
    } else {
        keep_column(tree, field, a);
    }
}

static void add_name_column(proto_tree *tree, int field, const annotation *a, text_slice at, const char *name)
{
    if (name != NULL) {
        proto_item_set_generated(
            proto_tree_add_string(tree, field, a->place.source, draw_offset(a, at), (int)at.length, name));
    } else {
        keep_column(tree, field, a);
    }
}

static void add_location_column(proto_tree *tree, packet_info *pinfo, const annotation *a, text_slice location)
{
    const char *name = reason_location_name(location);

    if (name != NULL) {
        proto_item_append_text(draw_text_of_message(tree, hf_reason_location, a, location), " (%s)", name);
    } else {
        add_quoted_column(tree, pinfo, hf_reason_location, a, location);
    }
}

static const char *name_of_cause(const reason_value *reason)
{
    if (reason->has_cause && reason_is(reason, "Q.850")) {
        return try_val_to_str_ext(reason->cause, &q850_cause_code_vals_ext);
    }
    return reason_cause_name(reason);
}

static void add_reasons(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    reason_walk walk = reason_values(&a->v.m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);
        const char *name = name_of_cause(&reason);
        proto_item *item = draw_text_of_message(tree, hf_reason, a, value);
        proto_tree *subtree = proto_item_add_subtree(item, ett_reason);

        if (name != NULL) {
            proto_item_append_text(item, " (%s)", name);
        }
        add_quoted_column(subtree, pinfo, hf_reason_protocol, a, reason.protocol);
        add_number_column(subtree, hf_reason_cause, a, value, reason.has_cause, reason.cause);
        add_name_column(subtree, hf_reason_name, a, value, name);
        add_quoted_column(subtree, pinfo, hf_reason_text, a, reason.text);
        add_location_column(subtree, pinfo, a, reason.location);
        add_quoted_column(subtree, pinfo, hf_reason_ppi, a, reason.ppi);
    }
}

static void add_warnings(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    reason_walk walk = reason_values(&a->v.m, HEADER_WARNING);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        warning_value warning = warning_read(value);
        proto_tree *subtree = proto_item_add_subtree(draw_text_of_message(tree, hf_warning, a, value), ett_warning);

        add_number_column(subtree, hf_warning_code, a, value, warning.has_code, warning.code);
        add_name_column(subtree, hf_warning_name, a, value, warning.has_code ? warning_code_name(warning.code) : NULL);
        add_quoted_column(subtree, pinfo, hf_warning_agent, a, warning.agent);
        add_quoted_column(subtree, pinfo, hf_warning_text, a, warning.text);
    }
}

static void add_retry_after(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    const header_field *field = message_first(&a->v.m, HEADER_RETRY_AFTER);
    retry_after retry;
    proto_item *item;

    if (field == NULL) {
        return;
    }
    retry = retry_after_read(field->value);
    if (!retry.has_seconds) {
        return;
    }
    item = proto_tree_add_uint(tree, hf_retry_after, a->place.source, draw_offset(a, field->value), (int)field->value.length,
                               retry.seconds);
    proto_item_set_generated(item);
    tree = proto_item_add_subtree(item, ett_retry_after);
    if (retry.has_duration) {
        proto_item_set_generated(proto_tree_add_uint(tree, hf_retry_after_duration, a->place.source, draw_offset(a, field->value),
                                                     (int)field->value.length, retry.duration));
    }
    if (retry.comment.length > 0) {
        draw_quoted(tree, pinfo, hf_retry_after_comment, a, retry.comment);
    }
}

static void add_blocked(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    proto_item *item;

    if (!a->v.blocked.is_blocked) {
        return;
    }
    item = proto_tree_add_boolean(tree, hf_blocked, a->place.source, a->place.offset + STATUS_CODE_OFFSET, 3, TRUE);
    proto_item_set_generated(item);
    tree = proto_item_add_subtree(item, ett_blocked);
    if (a->v.blocked.version.length > 0) {
        draw_quoted(tree, pinfo, hf_blocked_version, a, a->v.blocked.version);
    }
    if (a->v.blocked.contact.length > 0) {
        draw_quoted(tree, pinfo, hf_blocked_contact, a, a->v.blocked.contact);
    }
    if (a->v.blocked.location.length > 0) {
        draw_quoted(tree, pinfo, hf_blocked_location, a, a->v.blocked.location);
    }
}

void draw_reasons(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    add_reasons(tree, pinfo, a);
    add_warnings(tree, pinfo, a);
    add_retry_after(tree, pinfo, a);
    add_blocked(tree, pinfo, a);
}
