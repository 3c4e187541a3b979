/* draw.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw.h"

#include <stdio.h>
#include <string.h>

#include "../core/codes.h"
#include "../core/status_line.h"
#include "draw_findings.h"
#include "draw_flow.h"
#include "draw_lines.h"
#include "draw_reasons.h"
#include "draw_words.h"
#include "fields.h"
#include "sip.h"

void draw_register(void)
{
    proto_sipcodes = proto_register_protocol("SIP Response Codes", "SIPCODES", "sipcodes");
    fields_register(proto_sipcodes);
}

/* What is found, and the lines of a hint, are there to be read: they are open from the start, once the Status-Line around them is, which
 * is the SIP dissector's. Which trees are open is not known before all are registered. */
void draw_open_lines(void)
{
    tree_expanded_set(ett_sipcodes, TRUE);
    tree_expanded_set(ett_lines, TRUE);
}

/* ---- Single items ---- */

static void add_number(proto_tree *tree, int field, const response_place *place, guint value)
{
    if (draw_is_asked_for(tree, field)) {
        proto_item_set_generated(proto_tree_add_uint(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value));
    }
}

/* What is drawn the same for each response of a code, as value and as the whole label. */
typedef struct {
    const char *summary; /* without what is particular to one response */
    const char *name_label;
    const char *description;       /* in one line */
    const char *description_label; /* its first line */
    const char *hint;
    const char *hint_label;
    const char *reference;
    const char *reference_label;
    const char *url; /* NULL where the source is no RFC */
    const char *url_label;
} code_texts;

static const char *make_summary(wmem_allocator_t *scope, guint code, const code_info *info)
{
    return wmem_strdup_printf(scope, "SIP Response Code: %03u%s%s", code, info->name != NULL ? " " : "", info->name != NULL ? info->name : "");
}

static code_texts *make_texts(wmem_allocator_t *scope, guint code, const code_info *info)
{
    code_texts *texts = wmem_new0(scope, code_texts);
    char text[64];

    texts->summary = make_summary(scope, code, info);
    texts->name_label = wmem_strdup_printf(scope, "Name: %s", info->name != NULL ? info->name : "");
    texts->description = draw_in_one_line(scope, &info->description, 1);
    texts->description_label = draw_first_line(scope, "Description: ", info->description);
    texts->hint = draw_in_one_line(scope, &info->hint, 1);
    texts->hint_label = draw_first_line(scope, "Hint: ", info->hint);
    code_reference(info, text, sizeof text);
    texts->reference = wmem_strdup(scope, text);
    texts->reference_label = wmem_strdup_printf(scope, "Reference: %s", text);
    if (code_reference_url(info, text, sizeof text)) {
        texts->url = wmem_strdup(scope, text);
        texts->url_label = wmem_strdup_printf(scope, "Reference URL: %s", text);
    }
    return texts;
}

/* Made when a code is first drawn, and kept, as there are few; a user's own code can change. */
static const code_texts *texts_of(packet_info *pinfo, guint code, const code_info *info)
{
    static code_texts *kept[1000];

    if (info->status == STATUS_USER_DEFINED || code >= G_N_ELEMENTS(kept)) {
        return make_texts(pinfo->pool, code, info);
    }
    if (kept[code] == NULL) {
        kept[code] = make_texts(wmem_epan_scope(), code, info);
    }
    return kept[code];
}

static void add_reference(proto_tree *tree, const response_place *place, const code_info *info, const code_texts *texts)
{
    if (info->source != NULL && draw_is_asked_for(tree, hf_reference)) {
        draw_labelled(tree, hf_reference, place, texts->reference, texts->reference_label);
    }
    if (texts->url != NULL && draw_is_asked_for(tree, hf_reference_url)) {
        /* A link cannot be broken. */
        proto_item_set_url(draw_labelled(tree, hf_reference_url, place, texts->url, draw_lines_fit(tree, "") ? texts->url_label : texts->url));
    }
}

static void add_flag(proto_tree *tree, int field, const response_place *place, gboolean value)
{
    if (draw_is_asked_for(tree, field)) {
        proto_item_set_generated(proto_tree_add_boolean(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value));
    }
}

/* In a fragment, quoted: what the origin is beside a response that was sent. */
static void add_origin(proto_tree *tree, const response_place *place, int offset, int length)
{
    if ((place->origin & ORIGIN_FRAGMENT) != 0) {
        proto_item_set_generated(proto_tree_add_boolean(tree, hf_fragment, place->source, offset, length, TRUE));
    }
    if ((place->origin & ORIGIN_QUOTED) != 0) {
        proto_item_set_generated(proto_tree_add_boolean(tree, hf_quoted, place->source, offset, length, TRUE));
    }
}

static void add_code_number(proto_tree *tree, const response_place *place, const code_info *info)
{
    if (info->status == STATUS_USER_DEFINED) {
        proto_item_set_generated(proto_tree_add_uint_format_value(tree, hf_code, place->source, place->offset + STATUS_CODE_OFFSET,
                                                                  3, place->code, "%s (%u)", info->name, place->code));
    } else {
        add_number(tree, hf_code, place, place->code);
    }
}

/* ---- Words ---- */

static void add_hint(proto_tree *tree, packet_info *pinfo, const annotation *a, const code_texts *texts)
{
    hint all = verdict_hint(&a->v);

    if (all.count == 1 && all.pieces[0] == a->v.info->hint) {
        draw_lines_labelled(tree, hf_hint, &a->place,
                            &(labelled_lines){ "Hint: ", all.pieces, 1, texts->hint, texts->hint_label });
    } else {
        draw_hint(tree, pinfo, &a->place, &all);
    }
}

static void add_description(proto_tree *tree, const annotation *a, const code_texts *texts)
{
    draw_lines_labelled(tree, hf_description, &a->place,
                        &(labelled_lines){ "Description: ", &a->v.info->description, 1, texts->description, texts->description_label });
}

/* Finding these takes longer than all the rest, and most passes want something else. */
static void add_words(proto_tree *tree, packet_info *pinfo, const annotation *a, const code_texts *texts)
{
    if (proto_field_is_referenced(tree, hf_explanation)) {
        explanations all;

        verdict_explanations(&a->v, &all);
        draw_explanations(tree, pinfo, &(drawn_message){ &a->place, &a->v.m }, &all);
    }
    if (proto_field_is_referenced(tree, hf_hint)) {
        add_hint(tree, pinfo, a, texts);
    }
    if (proto_field_is_referenced(tree, hf_description)) {
        add_description(tree, a, texts);
    }
}

static void add_code(proto_tree *tree, const annotation *a, const code_texts *texts)
{
    const response_place *place = &a->place;
    drawn_message one = { place, &a->v.m };
    guint treated_as = code_treated_as(code_lookup(place->code), place->code);

    add_code_number(tree, place, a->v.info);
    if (a->v.info->name != NULL && draw_is_asked_for(tree, hf_name)) {
        draw_labelled(tree, hf_name, place, a->v.info->name, texts->name_label);
    }
    if (draw_is_asked_for(tree, hf_phrase)) {
        draw_text_of_message(tree, hf_phrase, &one, text_trim(a->v.phrase));
    }
    if (a->v.info->status != STATUS_OUT_OF_RANGE) {
        add_number(tree, hf_class, place, code_class(place->code));
        add_flag(tree, hf_final, place, code_is_final(place->code));
    }
    add_flag(tree, hf_failure, place, code_is_failure(place->code));
    add_number(tree, hf_status, place, a->v.info->status);
    if (treated_as != 0 && treated_as != place->code) {
        add_number(tree, hf_treated_as, place, treated_as);
    }
    add_reference(tree, place, a->v.info, texts);
    draw_text_of_message(tree, hf_method, &one, a->v.m.method);
    add_origin(tree, place, place->offset + STATUS_CODE_OFFSET, 3);
}

/* ---- The summary ---- */

static const char *what_is_left_out(const annotation *a)
{
    if (a->v.m.truncated) {
        return " [truncated: header section checked in part]";
    }
    if (a->v.all.dropped > 0) {
        return " [truncated: more anomalies]";
    }
    return a->v.has_more_values ? " [truncated: more values of Reason or Warning]" : "";
}

/* Where the item stands too deep for these words and for findings behind them, a field below it has to do for them. */
static void append_words(char *line, gsize size, const char *words, size_t room)
{
    if (strlen(line) + strlen(words) + strlen(", 99 findings") <= room) {
        g_strlcat(line, words, size);
    }
}

/* Who said no, where it was passed on. */
static void say_maker(packet_info *pinfo, const annotation *a, char *words, size_t size)
{
    const char *maker = a->flow.made_in != 0 ? draw_flow_maker(pinfo, &a->flow) : "";

    words[0] = '\0';
    if (maker[0] != '\0') {
        snprintf(words, size, ", made by %s in frame %u", maker, a->flow.made_in);
    }
}

/* The one line that says it all. */
static proto_tree *add_summary(packet_info *pinfo, proto_tree *tree, const annotation *a, const code_texts *texts)
{
    const char *left_out = what_is_left_out(a);
    bool is_plain = a->place.origin == ORIGIN_RESPONSE && a->v.all.count == 0 && left_out[0] == '\0' && a->flow.made_in == 0;
    char line[ITEM_LABEL_LENGTH];
    proto_item *item;

    if (!is_plain) {
        size_t room = draw_room(tree);
        char maker[100];

        say_maker(pinfo, a, maker, sizeof maker);
        g_strlcpy(line, texts->summary, sizeof line);
        room -= MIN(room, strlen(left_out));
        append_words(line, sizeof line, (a->place.origin & ORIGIN_FRAGMENT) != 0 ? ", in a fragment" : "", room);
        append_words(line, sizeof line, (a->place.origin & ORIGIN_QUOTED) != 0 ? ", quoted in an ICMP error" : "", room);
        append_words(line, sizeof line, maker, room);
        draw_list_briefs(&a->v.all, line, sizeof line, room);
        g_strlcat(line, left_out, sizeof line);
    }
    item = proto_tree_add_protocol_format(tree, proto_sipcodes, a->place.source, a->place.offset, (int)a->v.m.status_line.length,
                                          "%s", is_plain ? texts->summary : line);
    proto_item_set_generated(item);
    return proto_item_add_subtree(item, ett_sipcodes);
}

void draw_response(packet_info *pinfo, proto_tree *tree, const annotation *a, gboolean is_drawn)
{
    const code_texts *texts = NULL;
    proto_tree *subtree = NULL;

    if (is_drawn) {
        texts = texts_of(pinfo, a->place.code, a->v.info);
        subtree = add_summary(pinfo, tree, a, texts);
    }
    for (guint i = 0; i < a->v.all.count && (is_drawn || a->with_experts); i++) {
        draw_finding(pinfo, subtree, &a->place, &a->v.all.list[i], a->with_experts);
    }
    if (subtree != NULL) {
        add_words(subtree, pinfo, a, texts);
        add_code(subtree, a, texts);
        draw_reasons_of_response(subtree, pinfo, &(drawn_message){ &a->place, &a->v.m }, &a->v.blocked);
    }
}

void draw_refused(packet_info *pinfo, proto_tree *tree, const response_place *place, int length, const char *defect, const finding *found)
{
    tvbuff_t *source = place->source;
    int offset = place->offset;
    proto_item *item = proto_tree_add_protocol_format(tree, proto_sipcodes, source, offset, length,
                                                      "SIP Response Code: malformed status line, %s", defect);
    proto_tree *subtree = proto_item_add_subtree(item, ett_sipcodes);

    proto_item_set_generated(item);
    proto_item_set_generated(proto_tree_add_item(subtree, hf_status_line, source, offset, length, ENC_UTF_8 | ENC_NA));
    add_origin(subtree, place, offset, length);
    draw_finding(pinfo, subtree, place, found, true);
}
