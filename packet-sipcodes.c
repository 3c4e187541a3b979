/* packet-sipcodes.c: explains SIP response codes in the packet tree. START HERE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Four ways lead to annotate(), which does the work for one response:
 *
 *   dissect_status_line()    the SIP dissector's hook "sip.diagnostic": once for each status line that has a reason phrase
 *   dissect_frame_end()      a post-dissector: responses without a reason phrase, for which the hook is not called, and
 *                            status lines in a stream that the SIP dissector refuses
 *   dissect_refused_line()   a heuristic dissector: status lines in a datagram that the SIP dissector refuses, also for the line ends
 *                            in front of them
 *   dissect_fragment()       the status line in a message/sipfrag body (a message/sip body is SIP's own, and comes by the hook)
 *
 * What a code means and what is wrong with a response is decided by plugin/codes.c, rules.c, reason.c and repair.c, which know
 * nothing of Wireshark. Everything here depends on the one message alone, so it is done again on each dissection, nothing is kept.
 */
#include "plugin/wireshark/compat.h"

#include <epan/dissectors/packet-isup.h>
#include <epan/dissectors/packet-sip.h>
#include <epan/plugin_if.h>

#include "packet-sipcodes.h"
#include "plugin/core/address.h"
#include "plugin/core/anomalies.h"
#include "plugin/core/codes.h"
#include "plugin/core/explanation.h"
#include "plugin/core/hints.h"
#include "plugin/core/message.h"
#include "plugin/core/reason.h"
#include "plugin/core/rules.h"
#include "plugin/core/status_line.h"
#include "plugin/core/stream.h"
#include "plugin/wireshark/preferences.h"
#include "plugin/wireshark/statistics.h"

static int proto_sipcodes = -1;
static int proto_frame_end = -1;

static int hf_code = -1;
static int hf_name = -1;
static int hf_phrase = -1;
static int hf_class = -1;
static int hf_final = -1;
static int hf_failure = -1;
static int hf_explanation = -1;
static int hf_hint = -1;
static int hf_description = -1;
static int hf_status = -1;
static int hf_treated_as = -1;
static int hf_reference = -1;
static int hf_reference_url = -1;
static int hf_method = -1;
static int hf_anomaly = -1;
static int hf_missing_header = -1;
static int hf_forbidden_header = -1;
static int hf_reason = -1;
static int hf_reason_protocol = -1;
static int hf_reason_cause = -1;
static int hf_reason_name = -1;
static int hf_reason_text = -1;
static int hf_reason_location = -1;
static int hf_reason_ppi = -1;
static int hf_warning = -1;
static int hf_warning_code = -1;
static int hf_warning_name = -1;
static int hf_warning_agent = -1;
static int hf_warning_text = -1;
static int hf_retry_after = -1;
static int hf_retry_after_duration = -1;
static int hf_retry_after_comment = -1;
static int hf_blocked = -1;
static int hf_blocked_version = -1;
static int hf_blocked_contact = -1;
static int hf_blocked_location = -1;
static int hf_status_line = -1;
static int hf_fragment = -1;
static int hf_quoted = -1;

static int ett_sipcodes = -1;
static int ett_anomaly = -1;
static int ett_lines = -1;
static int ett_reason = -1;
static int ett_warning = -1;
static int ett_retry_after = -1;
static int ett_blocked = -1;

/* One for each anomaly and each rule, so that each has one severity, which the user can set, and a row in Wireshark's lists. */
static expert_field ei_anomaly[ANOMALY_COUNT];
static expert_field ei_user_error = EI_INIT;
static expert_field *ei_rules;

static int proto_sip = -1;
static int proto_sipfrag = -1;
static int proto_websocket = -1;
static int proto_icmp = -1;
static int proto_icmpv6 = -1;
static int proto_udplite = -1;
static dissector_handle_t sip_handle;
static dissector_handle_t frame_end_handle;
static int hf_sip_status_line = -1;

static int proto_expert_info = -1;
static int tap_sipcodes = -1;
static int tap_expert = -1;

/* Wireshark's window shows the worst severity of a file, also of packets that nobody has opened yet. */
static gboolean runs_in_window = FALSE;

/* Another plugin owns the hook, so all responses are found at the end of the frame. */
static gboolean hook_is_taken = FALSE;

/* ---- One response ---- */

/* "SIP/2.0 486 ": version, space, three digits, space. */
#define STATUS_LINE_START 12
#define STATUS_CODE_OFFSET 8

/* Where a response's status line begins. */
typedef struct {
    tvbuff_t *source; /* the data source: frame, reassembled, decrypted, ... */
    int offset;
    int length; /* captured bytes from there on that can belong to it */
    guint code;
    response_origin origin;
    const sip_info_value_t *sip; /* the SIP dissector's record of the message; NULL where it has none */
} response_place;

/* Where a message/sip body stands. */
typedef struct {
    tvbuff_t *source;
    int start;
    int end;
} body_part;

/* Keys of what is kept with a frame while it is dissected. */
enum { CARRIED_PARTS, ANNOTATED_IN_STREAM };

/* The message/sip bodies met in this frame so far; NULL where there are none, which is nearly always. */
static wmem_array_t *carried_parts(packet_info *pinfo)
{
    return (wmem_array_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sipcodes, CARRIED_PARTS);
}

/* A message in a body was told of, not sent, and ends with the body. */
static void note_if_carried(packet_info *pinfo, response_place *place)
{
    wmem_array_t *parts = carried_parts(pinfo);

    for (guint i = 0; parts != NULL && i < wmem_array_get_count(parts); i++) {
        const body_part *part = (const body_part *)wmem_array_index(parts, i);

        if (part->source == place->source && place->offset >= part->start && place->offset < part->end) {
            place->origin |= ORIGIN_FRAGMENT;
            place->length = MIN(place->length, part->end - place->offset);
        }
    }
}

/* Everything that is known of one response. */
typedef struct {
    response_place place;
    const code_info *info;
    message m;
    response r;
    blocked_call blocked;
    gboolean has_more_values; /* of Reason or Warning than are shown */
    findings all;
} annotation;

static gboolean is_line_end(tvbuff_t *source, int offset)
{
    guint8 byte = tvb_get_bits8(source, offset * 8, 8);

    return byte == '\r' || byte == '\n';
}

/* A datagram's length bounds its body, and tells how much of it was not captured. UDP's header stands before a message that
 * fills its datagram, or before the line ends in front of it; where something else stands there, the body's length is not known. */
static gboolean find_datagram_length(packet_info *pinfo, const response_place *place, gsize *length, guint *line_ends_before)
{
    enum { UDP_HEADER = 8 };

    *line_ends_before = 0;
    /* UDP-Lite has the checksum's coverage where UDP has its length (RFC 3828, section 3.1). */
    if (pinfo->ptype != PT_UDP || wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_udplite)) != NULL) {
        return FALSE;
    }
    for (int udp = place->offset - UDP_HEADER; udp >= 0; udp--) {
        int before = place->offset - UDP_HEADER - udp;
        guint16 udp_length = tvb_get_ntohs(place->source, udp + 4);

        if (tvb_get_ntohs(place->source, udp) == pinfo->srcport && tvb_get_ntohs(place->source, udp + 2) == pinfo->destport
            && udp_length >= UDP_HEADER + before + STATUS_LINE_START) {
            *line_ends_before = (guint)before;
            *length = (gsize)(udp_length - UDP_HEADER - before);
            return TRUE;
        }
        if (!is_line_end(place->source, udp + UDP_HEADER - 1)) {
            return FALSE;
        }
    }
    return FALSE;
}

/* A fragment ends with its body part, often without a line end; only what a short capture cut off is not known. It may leave out
 * any header field (RFC 3420, section 2.1), so it is never complete. */
static void read_fragment(packet_info *pinfo, const response_place *place, message *m)
{
    static const char end[] = "\r\n\r\n";
    gsize length = (gsize)place->length;
    gboolean is_cut = tvb_captured_length_remaining(place->source, place->offset) == place->length
        && tvb_reported_length_remaining(place->source, place->offset) > place->length;
    char *copy = (char *)wmem_alloc(pinfo->pool, length + sizeof end);

    memcpy(copy, tvb_get_ptr(place->source, place->offset, place->length), length);
    memcpy(copy + length, end, sizeof end);
    message_read(m, copy, is_cut ? length : length + sizeof end - 1);
    m->complete = FALSE;
}

static void read_response(packet_info *pinfo, const response_place *place, message *m, response *r)
{
    gsize captured = (gsize)place->length;
    gsize datagram_length = 0;

    r->m = m;
    r->code = place->code;
    r->datagram = find_datagram_length(pinfo, place, &datagram_length, &r->line_ends_before);
    if (r->datagram) {
        captured = MIN(captured, datagram_length);
    }
    if ((place->origin & ORIGIN_FRAGMENT) != 0) {
        read_fragment(pinfo, place, m);
    } else {
        message_read(m, (const char *)tvb_get_ptr(place->source, place->offset, (int)captured), captured);
        /* All of a datagram was seen, so what is not in it was not sent. */
        if (r->datagram && captured == datagram_length) {
            message_end(m);
        }
    }
    r->datagram = r->datagram && m->complete;
    r->datagram_body_length = r->datagram ? datagram_length - (gsize)(m->body.bytes - m->start) : 0;
    r->from_public = (pinfo->src.type == AT_IPv4 || pinfo->src.type == AT_IPv6) && !pinfo->flags.in_error_pkt
        && address_is_public((const uint8_t *)pinfo->src.data, (size_t)pinfo->src.len);
    r->over_stream = pinfo->ptype == PT_TCP && wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_websocket)) == NULL;
}

static text_slice phrase_of(const message *m)
{
    gsize start = MIN(STATUS_LINE_START, m->status_line.length);

    return (text_slice){ m->status_line.bytes + start, m->status_line.length - start };
}

/* A fragment may leave out any header field (RFC 3420, section 2.1), so the rules do not speak of it; nor need its line end. */
static void check_response(annotation *a)
{
    gboolean is_fragment = (a->place.origin & ORIGIN_FRAGMENT) != 0;
    rule_groups groups = (preferences.check_methods ? RULES_METHODS : 0) | (preferences.check_headers ? RULES_HEADERS : 0);

    findings_clear(&a->all);
    status_line_check_place(a->r.line_ends_before, &a->all);
    user_code_check(a->place.code, &a->all);
    code_check(a->info, a->place.code, &a->all);
    if (preferences.check_phrases && (a->m.status_line_ended || is_fragment)) {
        code_check_phrase(a->info, a->place.code, phrase_of(&a->m), &a->all);
    }
    if (!is_fragment) {
        rules_check(&a->r, groups, &a->all, NULL);
    }
    if (preferences.check_headers) {
        reason_check(&a->r, &a->blocked, &a->all);
    }
}

static void analyse(packet_info *pinfo, const response_place *place, annotation *a)
{
    a->place = *place;
    a->info = user_code_lookup(place->code);
    read_response(pinfo, place, &a->m, &a->r);
    a->has_more_values = reason_has_more_values(&a->m);
    a->blocked = blocked_read(&a->r, phrase_of(&a->m));
    check_response(a);
}

/* ---- Drawing ---- */

/* The texts of our own tables are clean, so their labels are made once, without Wireshark's look at each character. */
static proto_item *add_labelled(proto_tree *tree, int field, const response_place *place, const char *value, const char *label)
{
    proto_item *item = proto_tree_add_string_format(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value, "%s", label);

    proto_item_set_generated(item);
    return item;
}

static proto_item *add_number(proto_tree *tree, int field, const response_place *place, guint value)
{
    proto_item *item = proto_tree_add_uint(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value);

    proto_item_set_generated(item);
    return item;
}

static int offset_of(const annotation *a, text_slice text)
{
    return a->place.offset + (int)(text.bytes - a->m.start);
}

static proto_item *add_text_of_message(proto_tree *tree, int field, const annotation *a, text_slice text)
{
    proto_item *item;

    if (text.length == 0) {
        return NULL;
    }
    item = proto_tree_add_item(tree, field, a->place.source, offset_of(a, text), (int)text.length, ENC_UTF_8 | ENC_NA);
    proto_item_set_generated(item);
    return item;
}

/* What is drawn the same for each response of a code, as value and as the whole label. */
typedef struct {
    const char *summary; /* without what is particular to one response */
    const char *name_label;
    const char *description; /* in one line */
    const char *hint;
    const char *reference;
    const char *reference_label;
    const char *url; /* NULL where the source is no RFC */
    const char *url_label;
} code_texts;

static const char *make_summary(wmem_allocator_t *scope, guint code, const code_info *info)
{
    gboolean in_range = info->status != STATUS_OUT_OF_RANGE;
    gboolean is_special = in_range && info->status != STATUS_REGISTERED;

    return wmem_strdup_printf(scope, "SIP Response Code: %03u%s%s: %s%s%s%s", code, info->name != NULL ? " " : "",
                              info->name != NULL ? info->name : "", in_range ? code_class_name(code_class(code)) : "out of range",
                              in_range ? code_is_final(code) ? ", final" : ", not final" : "", is_special ? ", " : "",
                              is_special ? code_status_name(info->status) : "");
}

static const char *in_one_line(wmem_allocator_t *scope, const char *lines)
{
    char *text = wmem_strdup(scope, lines);

    return g_strdelimit(text, "\n", ' ');
}

static code_texts *make_texts(wmem_allocator_t *scope, guint code, const code_info *info)
{
    code_texts *texts = wmem_new0(scope, code_texts);
    char text[64];

    texts->summary = make_summary(scope, code, info);
    texts->name_label = wmem_strdup_printf(scope, "Name: %s", info->name != NULL ? info->name : "");
    texts->description = in_one_line(scope, info->description);
    texts->hint = in_one_line(scope, info->hint);
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
    if (info->source != NULL) {
        add_labelled(tree, hf_reference, place, texts->reference, texts->reference_label);
    }
    if (texts->url != NULL) {
        proto_item_set_url(add_labelled(tree, hf_reference_url, place, texts->url, texts->url_label));
    }
}

static void add_flag(proto_tree *tree, int field, const response_place *place, gboolean value)
{
    proto_item_set_generated(
        proto_tree_add_boolean(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value));
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

/* ---- Drawing words: the value is the whole text, the item shows the first line, the others stand below it ---- */

static void add_further_lines(proto_tree *tree, const response_place *place, const char *text)
{
    for (const char *end = strchr(text, '\n');; text = end + 1, end = strchr(text, '\n')) {
        int length = end != NULL ? (int)(end - text) : (int)strlen(text);
        proto_item *item;

        proto_tree_add_subtree_format(tree, place->source, place->offset + STATUS_CODE_OFFSET, 3, ett_lines, &item, "%.*s", length, text);
        proto_item_set_generated(item);
        if (end == NULL) {
            return;
        }
    }
}

static proto_tree *add_first_line(proto_tree *tree, int field, const response_place *place, const char *value, const char *text)
{
    proto_item *item = proto_tree_add_string_format(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value, "%s: %.*s",
                                                    proto_registrar_get_name(field), (int)strcspn(text, "\n"), text);

    proto_item_set_generated(item);
    return proto_item_add_subtree(item, ett_lines);
}

static void add_description(proto_tree *tree, const annotation *a, const code_texts *texts)
{
    const char *text = a->info->description;
    proto_tree *lines = add_first_line(tree, hf_description, &a->place, texts->description, text);
    const char *end = strchr(text, '\n');

    if (end != NULL) {
        add_further_lines(lines, &a->place, end + 1);
    }
}

static const char *hint_in_one_line(packet_info *pinfo, const hint *all)
{
    wmem_strbuf_t *value = wmem_strbuf_new(pinfo->pool, "");

    for (size_t i = 0; i < all->count; i++) {
        wmem_strbuf_append_printf(value, "%s%s", i > 0 ? " " : "", in_one_line(pinfo->pool, all->pieces[i]));
    }
    return wmem_strbuf_get_str(value);
}

static void add_hint(proto_tree *tree, packet_info *pinfo, const annotation *a, const code_texts *texts)
{
    hint all = hint_for(&a->r, &a->blocked, a->info);
    bool is_plain = all.count == 1 && all.pieces[0] == a->info->hint;
    const char *value = is_plain ? texts->hint : hint_in_one_line(pinfo, &all);
    proto_tree *lines = add_first_line(tree, hf_hint, &a->place, value, all.pieces[0]);
    const char *end = strchr(all.pieces[0], '\n');

    if (end != NULL) {
        add_further_lines(lines, &a->place, end + 1);
    }
    for (size_t i = 1; i < all.count; i++) {
        add_further_lines(lines, &a->place, all.pieces[i]);
    }
}

/* The words without their escapes, and valid UTF-8, whatever was sent. */
static const char *words_of(packet_info *pinfo, const explanation *one)
{
    char *plain = (char *)wmem_alloc(pinfo->pool, one->words.length + 1);
    char *words = g_utf8_make_valid(plain, (gssize)text_unquote(one->words, plain));
    char *number = g_utf8_make_valid(one->number.bytes, (gssize)one->number.length);
    bool has_both = one->number.length > 0 && one->words.length > 0;
    const char *text = wmem_strdup_printf(pinfo->pool, "%s%s%s", number, has_both ? ": " : "", words);

    g_free(words);
    g_free(number);
    return text;
}

static void add_explanations(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    bool is_whole_phrase = a->m.status_line_ended || (a->place.origin & ORIGIN_FRAGMENT) != 0;
    text_slice phrase = is_whole_phrase ? phrase_of(&a->m) : (text_slice){ a->m.start, 0 };
    explanations all = explanations_read(&a->m, a->info, phrase);

    for (size_t i = 0; i < all.count; i++) {
        const explanation *one = &all.list[i];
        const char *words = words_of(pinfo, one);
        char *label = wmem_strdup_printf(pinfo->pool, "Explanation in %s: %s", one->place, words);

        text_make_safe(label);
        proto_item_set_generated(proto_tree_add_string_format(tree, hf_explanation, a->place.source, offset_of(a, one->sent),
                                                              (int)one->sent.length, words, "%s", label));
    }
}

static void add_words(proto_tree *tree, packet_info *pinfo, const annotation *a, const code_texts *texts)
{
    add_explanations(tree, pinfo, a);
    add_hint(tree, pinfo, a, texts);
    add_description(tree, a, texts);
}

static void add_code(proto_tree *tree, const annotation *a, const code_texts *texts)
{
    const response_place *place = &a->place;
    guint treated_as = code_treated_as(code_lookup(place->code), place->code);

    add_code_number(tree, place, a->info);
    if (a->info->name != NULL) {
        add_labelled(tree, hf_name, place, a->info->name, texts->name_label);
    }
    add_text_of_message(tree, hf_phrase, a, text_trim(phrase_of(&a->m)));
    if (a->info->status != STATUS_OUT_OF_RANGE) {
        add_number(tree, hf_class, place, code_class(place->code));
        add_flag(tree, hf_final, place, code_is_final(place->code));
    }
    add_flag(tree, hf_failure, place, code_is_failure(place->code));
    add_number(tree, hf_status, place, a->info->status);
    if (treated_as != 0 && treated_as != place->code) {
        add_number(tree, hf_treated_as, place, treated_as);
    }
    add_reference(tree, place, a->info, texts);
    add_text_of_message(tree, hf_method, a, a->m.method);
    if ((place->origin & ORIGIN_FRAGMENT) != 0) {
        add_flag(tree, hf_fragment, place, TRUE);
    }
    if ((place->origin & ORIGIN_QUOTED) != 0) {
        add_flag(tree, hf_quoted, place, TRUE);
    }
}

/* ---- Drawing Reason, Warning, Retry-After ---- */

/* The inside of a quoted string, its escapes taken out. */
static void add_quoted(proto_tree *tree, packet_info *pinfo, int field, const annotation *a, text_slice text)
{
    char *plain, *valid;

    if (memchr(text.bytes, '\\', text.length) == NULL && memchr(text.bytes, '\n', text.length) == NULL) {
        add_text_of_message(tree, field, a, text);
        return;
    }
    plain = (char *)wmem_alloc(pinfo->pool, text.length + 1);
    valid = g_utf8_make_valid(plain, (gssize)text_unquote(text, plain));
    proto_item_set_generated(
        proto_tree_add_string(tree, field, a->place.source, offset_of(a, text), (int)text.length, valid));
    g_free(valid);
}

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
        add_quoted(tree, pinfo, field, a, text);
    } else {
        keep_column(tree, field, a);
    }
}

static void add_number_column(proto_tree *tree, int field, const annotation *a, text_slice at, gboolean is_there, guint32 value)
{
    if (is_there) {
        proto_item_set_generated(
            proto_tree_add_uint(tree, field, a->place.source, offset_of(a, at), (int)at.length, value));
    } else {
        keep_column(tree, field, a);
    }
}

static void add_name_column(proto_tree *tree, int field, const annotation *a, text_slice at, const char *name)
{
    if (name != NULL) {
        proto_item_set_generated(
            proto_tree_add_string(tree, field, a->place.source, offset_of(a, at), (int)at.length, name));
    } else {
        keep_column(tree, field, a);
    }
}

static void add_location_column(proto_tree *tree, packet_info *pinfo, const annotation *a, text_slice location)
{
    const char *name = reason_location_name(location);

    if (name != NULL) {
        proto_item_append_text(add_text_of_message(tree, hf_reason_location, a, location), " (%s)", name);
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
    reason_walk walk = reason_values(&a->m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);
        const char *name = name_of_cause(&reason);
        proto_item *item = add_text_of_message(tree, hf_reason, a, value);
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
    reason_walk walk = reason_values(&a->m, HEADER_WARNING);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        warning_value warning = warning_read(value);
        proto_tree *subtree = proto_item_add_subtree(add_text_of_message(tree, hf_warning, a, value), ett_warning);

        add_number_column(subtree, hf_warning_code, a, value, warning.has_code, warning.code);
        add_name_column(subtree, hf_warning_name, a, value, warning.has_code ? warning_code_name(warning.code) : NULL);
        add_quoted_column(subtree, pinfo, hf_warning_agent, a, warning.agent);
        add_quoted_column(subtree, pinfo, hf_warning_text, a, warning.text);
    }
}

static void add_retry_after(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    const header_field *field = message_first(&a->m, HEADER_RETRY_AFTER);
    retry_after retry;
    proto_item *item;

    if (field == NULL) {
        return;
    }
    retry = retry_after_read(field->value);
    if (!retry.has_seconds) {
        return;
    }
    item = proto_tree_add_uint(tree, hf_retry_after, a->place.source, offset_of(a, field->value), (int)field->value.length,
                               retry.seconds);
    proto_item_set_generated(item);
    tree = proto_item_add_subtree(item, ett_retry_after);
    if (retry.has_duration) {
        proto_item_set_generated(proto_tree_add_uint(tree, hf_retry_after_duration, a->place.source, offset_of(a, field->value),
                                                     (int)field->value.length, retry.duration));
    }
    if (retry.comment.length > 0) {
        add_quoted(tree, pinfo, hf_retry_after_comment, a, retry.comment);
    }
}

static void add_blocked(proto_tree *tree, packet_info *pinfo, const annotation *a)
{
    proto_item *item;

    if (!a->blocked.is_blocked) {
        return;
    }
    item = proto_tree_add_boolean(tree, hf_blocked, a->place.source, a->place.offset + STATUS_CODE_OFFSET, 3, TRUE);
    proto_item_set_generated(item);
    tree = proto_item_add_subtree(item, ett_blocked);
    if (a->blocked.version.length > 0) {
        add_quoted(tree, pinfo, hf_blocked_version, a, a->blocked.version);
    }
    if (a->blocked.contact.length > 0) {
        add_quoted(tree, pinfo, hf_blocked_contact, a, a->blocked.contact);
    }
    if (a->blocked.location.length > 0) {
        add_quoted(tree, pinfo, hf_blocked_location, a, a->blocked.location);
    }
}

/* ---- Drawing anomalies ---- */

static expert_field *expert_field_of(const finding *found)
{
    if (found->rule != 0) {
        return &ei_rules[found->rule - 1];
    }
    /* The user's table gives a severity to each code. */
    return found->id == ANOMALY_user_defined && found->severity == SEVERITY_ERROR ? &ei_user_error : &ei_anomaly[found->id];
}

static void add_finding(packet_info *pinfo, proto_tree *tree, const response_place *place, const finding *found)
{
    proto_item *item = NULL;

    if (tree != NULL) {
        proto_tree *subtree;
        int offset = place->offset + (int)found->offset;
        int length = (int)found->length;

        if (length == 0) {
            offset = place->offset + STATUS_CODE_OFFSET;
            length = 3;
        }
        item = proto_tree_add_string(tree, hf_anomaly, place->source, offset, length, anomaly_name(found->id));
        proto_item_set_generated(item);
        subtree = proto_item_add_subtree(item, ett_anomaly);
        if (found->header != NULL && (found->id == ANOMALY_missing_header || found->id == ANOMALY_forbidden_header)) {
            int field = found->id == ANOMALY_missing_header ? hf_missing_header : hf_forbidden_header;

            proto_item_set_generated(proto_tree_add_string(subtree, field, place->source, offset, length, found->header));
        }
    }
    expert_add_info_format(pinfo, item, expert_field_of(found), "%s", found->text);
}

/* The ids, each once: several rules can end in the same anomaly. */
static void list_anomalies(const annotation *a, char *list, gsize size)
{
    guint32 seen = 0;

    for (guint i = 0; i < a->all.count; i++) {
        guint32 bit = 1U << a->all.list[i].id;

        if ((seen & bit) == 0) {
            g_strlcat(list, seen == 0 ? " - " : ", ", size);
            g_strlcat(list, anomaly_name(a->all.list[i].id), size);
            seen |= bit;
        }
    }
    if (a->m.truncated) {
        g_strlcat(list, " [truncated: header section checked in part]", size);
    } else if (a->all.dropped > 0) {
        g_strlcat(list, " [truncated: more anomalies]", size);
    } else if (a->has_more_values) {
        g_strlcat(list, " [truncated: more values of Reason or Warning]", size);
    }
}

/* The one line that says it all. */
static proto_tree *add_summary(proto_tree *tree, const annotation *a, const code_texts *texts)
{
    gboolean is_plain = a->place.origin == ORIGIN_RESPONSE && a->all.count == 0 && !a->m.truncated && !a->has_more_values;
    char line[ITEM_LABEL_LENGTH] = "";
    proto_item *item;

    if (!is_plain) {
        g_strlcpy(line, texts->summary, sizeof line);
        g_strlcat(line, (a->place.origin & ORIGIN_FRAGMENT) != 0 ? ", in a fragment" : "", sizeof line);
        g_strlcat(line, (a->place.origin & ORIGIN_QUOTED) != 0 ? ", quoted in an ICMP error" : "", sizeof line);
        list_anomalies(a, line, sizeof line);
    }
    item = proto_tree_add_protocol_format(tree, proto_sipcodes, a->place.source, a->place.offset, (int)a->m.status_line.length,
                                          "%s", is_plain ? texts->summary : line);
    proto_item_set_generated(item);
    return proto_item_add_subtree(item, ett_sipcodes);
}

/* ---- Handing over ---- */

static void add_to_info_column(packet_info *pinfo, const annotation *a)
{
    text_slice phrase = text_trim(phrase_of(&a->m));
    guint32 seen = 0;

    if (a->info->name != NULL && !text_equal(phrase, a->info->name)) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", a->info->name);
    }
    for (guint i = 0; i < a->all.count; i++) {
        anomaly_id id = a->all.list[i].id;
        gboolean is_about_phrase = id == ANOMALY_phrase_differs || id == ANOMALY_phrase_empty;

        if (!is_about_phrase && (seen & 1U << id) == 0) {
            col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", anomaly_name(id));
            seen |= 1U << id;
        }
    }
}

static void queue_for_taps(packet_info *pinfo, const annotation *a)
{
    sipcodes_record *record = wmem_new0(pinfo->pool, sipcodes_record);
    char *method = g_utf8_make_valid(a->m.method.bytes, (gssize)a->m.method.length);

    record->code = a->place.code;
    record->info = a->info;
    record->method = wmem_strdup(pinfo->pool, method);
    g_free(method);
    for (guint i = 0; i < a->all.count; i++) {
        record->anomalies |= 1U << a->all.list[i].id;
    }
    record->origin = a->place.origin;
    copy_address_shallow(&record->source, &pinfo->src);
    record->sip = a->place.sip;
    tap_queue_packet(tap_sipcodes, pinfo, record);
}

gboolean sipcodes_is_resent(const sipcodes_record *record)
{
    return record->sip != NULL && ((const sip_info_value_t *)record->sip)->resend;
}

static gboolean is_enabled(int proto)
{
    return proto_is_protocol_enabled(find_protocol_by_id(proto));
}

/* A dissector that belongs to no protocol would let its caller's answer for what goes wrong in it: "Malformed Packet: SIP".
 * Wireshark puts the caller's name back. */
static void answer_for_errors(packet_info *pinfo)
{
    pinfo->current_proto = proto_get_protocol_short_name(find_protocol_by_id(proto_sipcodes));
}

/* An expert info needs a tree to be found by a filter, also by one on Wireshark's own expert fields. */
static gboolean is_drawn(proto_tree *tree)
{
    return tree != NULL && (proto_field_is_referenced(tree, proto_sipcodes) || proto_field_is_referenced(tree, proto_expert_info));
}

/* Most passes over most packets are made for something else: then there is nothing to find out. */
static gboolean is_wanted(packet_info *pinfo, proto_tree *tree)
{
    return is_drawn(tree) || runs_in_window || preferences.name_in_info_column || have_tap_listener(tap_sipcodes)
        || have_tap_listener(tap_expert) || (pinfo->cinfo != NULL && pinfo->cinfo->col_first[COL_EXPERT] >= 0);
}

/* In a stream, what has been annotated in this frame is kept, so that the look for responses that the SIP dissector passed over finds
 * just these. */
static void note_in_stream(packet_info *pinfo, const response_place *place)
{
    wmem_array_t *places;

    if (pinfo->ptype != PT_TCP) {
        return;
    }
    places = (wmem_array_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sipcodes, ANNOTATED_IN_STREAM);
    if (places == NULL) {
        places = wmem_array_new(pinfo->pool, sizeof(response_place));
        p_add_proto_data(pinfo->pool, pinfo, proto_sipcodes, ANNOTATED_IN_STREAM, places);
    }
    wmem_array_append(places, place, 1);
}

static void annotate(packet_info *pinfo, proto_tree *tree, response_place *place)
{
    const code_texts *texts = NULL;
    proto_tree *subtree = NULL;
    annotation a;

    note_if_carried(pinfo, place);
    note_in_stream(pinfo, place);
    analyse(pinfo, place, &a);
    if (is_drawn(tree)) {
        texts = texts_of(pinfo, place->code, a.info);
        subtree = add_summary(tree, &a, texts);
    }
    for (guint i = 0; i < a.all.count; i++) {
        add_finding(pinfo, subtree, &a.place, &a.all.list[i]);
    }
    if (subtree != NULL) {
        add_words(subtree, pinfo, &a, texts);
        add_code(subtree, &a, texts);
        add_reasons(subtree, pinfo, &a);
        add_warnings(subtree, pinfo, &a);
        add_retry_after(subtree, pinfo, &a);
        add_blocked(subtree, pinfo, &a);
    }
    if (preferences.name_in_info_column) {
        add_to_info_column(pinfo, &a);
    }
    if (have_tap_listener(tap_sipcodes)) {
        queue_for_taps(pinfo, &a);
    }
}

/* ---- The hook on the Status-Line ---- */

static gboolean read_status_code(tvbuff_t *source, int offset, guint *code)
{
    const guint8 *line;

    if (offset < 0 || tvb_captured_length_remaining(source, offset) < STATUS_LINE_START) {
        return FALSE;
    }
    line = tvb_get_ptr(source, offset, STATUS_LINE_START);
    if (line[7] != ' ' || line[11] != ' ' || g_ascii_strncasecmp((const char *)line, "SIP/", 4) != 0) {
        return FALSE;
    }
    *code = 0;
    for (int i = STATUS_CODE_OFFSET; i < STATUS_CODE_OFFSET + 3; i++) {
        if (!g_ascii_isdigit(line[i])) {
            return FALSE;
        }
        *code = *code * 10 + (guint)(line[i] - '0');
    }
    return TRUE;
}

/* tvb begins at the reason phrase, and tree is the Status-Line's own. */
static int dissect_status_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    response_place place;

    if (!is_wanted(pinfo, tree) || !is_enabled(proto_sipcodes)) {
        return (int)tvb_captured_length(tvb);
    }
    answer_for_errors(pinfo);
    place.source = tvb_get_ds_tvb(tvb);
    place.offset = tvb_raw_offset(tvb) - STATUS_LINE_START;
    place.length = tvb_captured_length_remaining(place.source, place.offset);
    place.origin = pinfo->flags.in_error_pkt ? ORIGIN_QUOTED : ORIGIN_RESPONSE;
    place.sip = (const sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, pinfo->curr_layer_num);
    if (read_status_code(place.source, place.offset, &place.code)) {
        annotate(pinfo, tree, &place);
    }
    return (int)tvb_captured_length(tvb);
}

/* ---- The end of the frame ---- */

/* What the SIP dissector keeps of a status line: nothing else sets a phrase. */
static gboolean is_response(const sip_info_value_t *info)
{
    return info->reason_phrase != NULL;
}

/* Nothing was understood of the line: "Continuation". */
static gboolean is_continuation(const sip_info_value_t *info)
{
    return info->reason_phrase == NULL && info->request_method == NULL;
}

static gboolean is_left_out_by_hook(const sip_info_value_t *info)
{
    return is_response(info) && (hook_is_taken || info->reason_phrase[0] == '\0');
}

static response_origin origin_in_frame(packet_info *pinfo)
{
    gboolean is_quoted = wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_icmp)) != NULL
        || wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_icmpv6)) != NULL;

    return is_quoted ? ORIGIN_QUOTED : ORIGIN_RESPONSE;
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

/* The SIP dissector keeps at most this much of a Call-ID, with its terminating NUL. */
#define SIP_CALL_ID_KEPT 128

/* A place in the frame's data where a status line may begin. A frame can hold thousands, so each is looked at once. */
typedef struct {
    response_place place;
    proto_item *status_line; /* the Status-Line that the tree shows there; NULL where it shows none */
    gsize phrase_length;
    text_slice call_id;
    gboolean is_read; /* phrase_length and call_id are known */
    gboolean is_taken;
} candidate;

static candidate *candidate_at(wmem_array_t *candidates, guint i)
{
    return (candidate *)wmem_array_index(candidates, i);
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
        if (at + STATUS_LINE_START <= length && memcmp(next, start, sizeof start - 1) == 0 && read_status_code(source, at, &code)) {
            candidate found = { { source, at, length - at, code, origin, NULL }, NULL, 0, { NULL, 0 }, FALSE, FALSE };

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
        candidate *at = candidate_at(candidates, (*next + i) % count);

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

static wmem_array_t *find_candidates(packet_info *pinfo, proto_tree *tree)
{
    wmem_array_t *candidates = wmem_array_new(pinfo->pool, sizeof(candidate));
    response_origin origin = origin_in_frame(pinfo);
    guint next = 0;

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        find_in_source(get_data_source_tvb((const struct data_source *)entry->data), origin, candidates);
    }
    if (tree != NULL) {
        find_status_lines(tree, candidates, &next);
    }
    return candidates;
}

static void read_candidate(packet_info *pinfo, candidate *at)
{
    const header_field *call_id;
    message m;
    response r;

    read_response(pinfo, &at->place, &m, &r);
    call_id = message_first(&m, HEADER_CALL_ID);
    at->phrase_length = phrase_of(&m).length;
    at->call_id = call_id != NULL ? call_id->value : (text_slice){ NULL, 0 };
    at->is_read = TRUE;
}

static gboolean is_this_message(packet_info *pinfo, candidate *at, const sip_info_value_t *info)
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

/* The first place in each data source that fits the message. Bytes that stand in several of them (a frame and the data reassembled
 * from it) are taken from the one that the tree shows, else from the newest. */
static candidate *find_message(packet_info *pinfo, const sip_info_value_t *info, wmem_array_t *candidates)
{
    candidate *found = NULL;

    for (guint i = 0; i < wmem_array_get_count(candidates) && (found == NULL || found->status_line == NULL); i++) {
        candidate *at = candidate_at(candidates, i);

        if ((found == NULL || found->place.source != at->place.source) && is_this_message(pinfo, at, info)) {
            found = at;
        }
    }
    return found;
}

static void annotate_left_out(packet_info *pinfo, proto_tree *tree, const sip_info_value_t *info, wmem_array_t *candidates)
{
    candidate *found = find_message(pinfo, info, candidates);

    if (found != NULL) {
        found->is_taken = TRUE;
        found->place.sip = info;
        annotate(pinfo, found->status_line != NULL ? proto_item_get_subtree(found->status_line) : tree, &found->place);
    }
}

/* ---- Status lines in a stream that the SIP dissector refuses ---- */

/* Does a TCP header of this very segment end here? */
static gboolean follows_tcp_header(packet_info *pinfo, tvbuff_t *source, int offset)
{
    enum { SHORTEST = 20, LONGEST = 60 };

    for (int length = SHORTEST; length <= MIN(LONGEST, offset); length += 4) {
        int header = offset - length;

        if ((tvb_get_bits8(source, (header + 12) * 8, 4) * 4) == length && tvb_get_ntohs(source, header) == pinfo->srcport
            && tvb_get_ntohs(source, header + 2) == pinfo->destport) {
            return TRUE;
        }
    }
    return FALSE;
}

static text_slice line_at(tvbuff_t *source, int offset)
{
    int length = tvb_find_line_end(source, offset, -1, NULL, FALSE);

    return (text_slice){ (const char *)tvb_get_ptr(source, offset, length), (gsize)length };
}

/* The next "SIP/" in any case; -1 if there is none. */
static int find_version(tvbuff_t *source, int from)
{
    int length = (int)tvb_captured_length(source);
    const char *bytes = (const char *)tvb_get_ptr(source, 0, length);

    for (int at = from; at + 4 <= length; at++) {
        if (g_ascii_strncasecmp(bytes + at, "SIP/", 4) == 0) {
            return at;
        }
    }
    return -1;
}

static gboolean line_has_end(tvbuff_t *source, int offset)
{
    return (gsize)tvb_captured_length_remaining(source, offset) > line_at(source, offset).length;
}

static gboolean is_malformed(tvbuff_t *source, int offset, judged_line *line)
{
    *line = status_line_judge(line_at(source, offset));
    return line->verdict == LINE_IS_REPAIRABLE || line->verdict == LINE_IS_HOPELESS;
}

/* A continuation begins where the data do, or behind another message. Anywhere else a line is text of the continuation's own. */
static gboolean is_refused_at(packet_info *pinfo, tvbuff_t *source, int offset, gboolean follows_message, judged_line *line)
{
    gboolean can_start = offset == 0 || (follows_message && tvb_get_bits8(source, (offset - 1) * 8, 8) == '\n')
        || follows_tcp_header(pinfo, source, offset);

    /* What has no end yet can go on in the next segment. */
    return can_start && line_has_end(source, offset) && is_malformed(source, offset, line);
}

/* One anomaly for a line that is no response to anybody: what was sent, and what is wrong with it. */
static void annotate_refused(packet_info *pinfo, proto_tree *tree, const response_place *place, const judged_line *line,
                             const char *outcome)
{
    tvbuff_t *source = place->source;
    int offset = place->offset;
    int length = (int)line_at(source, offset).length;
    proto_item *item = proto_tree_add_protocol_format(tree, proto_sipcodes, source, offset, length,
                                                      "SIP Response Code: malformed status line, %s", line->defect);
    proto_tree *subtree = proto_item_add_subtree(item, ett_sipcodes);
    findings all;
    finding *found;

    proto_item_set_generated(item);
    proto_item_set_generated(proto_tree_add_item(subtree, hf_status_line, source, offset, length, ENC_UTF_8 | ENC_NA));
    if ((place->origin & ORIGIN_FRAGMENT) != 0) {
        proto_item_set_generated(proto_tree_add_boolean(subtree, hf_fragment, source, offset, length, TRUE));
    }
    if ((place->origin & ORIGIN_QUOTED) != 0) {
        proto_item_set_generated(proto_tree_add_boolean(subtree, hf_quoted, source, offset, length, TRUE));
    }
    findings_clear(&all);
    found = status_line_check(line, outcome, &all);
    found->length = (guint)length;
    add_finding(pinfo, subtree, place, found);
}

/* The look begins at *next, which is moved behind what is found: places are asked for in nearly the order in which they were kept. */
static gboolean is_placed(wmem_array_t *placed, const response_place *place, guint *next)
{
    guint count = wmem_array_get_count(placed);

    for (guint i = 0; i < count; i++) {
        guint at = (*next + i) % count;
        const response_place *other = (const response_place *)wmem_array_index(placed, at);

        if (other->source == place->source && other->offset == place->offset) {
            *next = at + 1;
            return TRUE;
        }
    }
    return FALSE;
}

/* The SIP dissector takes the whole rest of the data as one continuation, so at most one line is there for each, and a frame has
 * few of them. */
static gboolean annotate_continuation(packet_info *pinfo, proto_tree *tree, gboolean follows_message, wmem_array_t *placed)
{
    guint next = 0;

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)entry->data);

        for (int at = find_version(source, 0); at >= 0; at = find_version(source, at + 1)) {
            response_place place = { source, at, 0, 0, origin_in_frame(pinfo), NULL };
            judged_line line;

            if (!is_placed(placed, &place, &next) && is_refused_at(pinfo, source, at, follows_message, &line)) {
                wmem_array_append_one(placed, place);
                annotate_refused(pinfo, tree, &place, &line, "Wireshark takes it for a continuation");
                return TRUE;
            }
        }
    }
    return FALSE;
}

/* ---- Responses in a stream that stand behind line ends ----
 *
 * CRLF between messages keeps a connection open (RFC 3261, section 7.5; RFC 5626, section 3.5.1). The SIP dissector leaves all that
 * stands behind it in the segment alone: no record, no tree, and with a tree not even a layer. */

static text_slice all_of(tvbuff_t *source)
{
    gsize length = tvb_captured_length(source);

    return (text_slice){ (const char *)tvb_get_ptr(source, 0, (int)length), length };
}

/* The end of the segment's TCP header in the frame's own bytes; -1 where there is none. Tunnels and all, it stands near the start. */
static int end_of_tcp_header(packet_info *pinfo, tvbuff_t *frame, int limit)
{
    enum { SHORTEST = 20, FARTHEST = 1024 };

    for (int offset = SHORTEST; offset <= MIN(limit, FARTHEST); offset++) {
        if (follows_tcp_header(pinfo, frame, offset)) {
            return offset;
        }
    }
    return -1;
}

/* TRUE if data reassembled in this frame ends with these bytes: then the segment's next message begins behind them. */
static gboolean ends_reassembled(packet_info *pinfo, text_slice bytes)
{
    for (GSList *entry = pinfo->data_src->next; entry != NULL; entry = entry->next) {
        text_slice other = all_of(get_data_source_tvb((const struct data_source *)entry->data));

        if (bytes.length > 0 && other.length >= bytes.length
            && memcmp(other.bytes + other.length - bytes.length, bytes.bytes, bytes.length) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Where a message begins in the data source, at or before the status line at the offset; -1 where that cannot be known. */
static int first_message(packet_info *pinfo, tvbuff_t *source, int offset)
{
    gboolean is_frame = source == get_data_source_tvb((const struct data_source *)pinfo->data_src->data);
    int begin = is_frame ? end_of_tcp_header(pinfo, source, offset) : 0;
    text_slice data = all_of(source);
    stream_message found;

    /* What was reassembled to the segment's end has been looked at there. */
    if (begin < 0 || (is_frame && ends_reassembled(pinfo, text_between(data.bytes + begin, data.bytes + data.length)))) {
        return -1;
    }
    if (stream_message_at(data, (gsize)begin, &found)) {
        return begin;
    }
    for (int end = offset; is_frame && end > begin && is_line_end(source, end - 1); end--) {
        if (ends_reassembled(pinfo, text_between(data.bytes + begin, data.bytes + end - 1))) {
            return end - 1;
        }
    }
    return -1;
}

/* The next line from there on, where a line begins, that begins with "SIP/" and has not been annotated; -1 if there is none. The lines
 * were annotated in nearly their order, so each look begins behind the last one found. */
static int find_line_passed_over(tvbuff_t *source, wmem_array_t *placed)
{
    text_slice data = all_of(source);
    const char *end = data.bytes + data.length;
    const char *line = data.bytes;
    guint next = 0;

    while (line != NULL) {
        response_place place = { source, (int)(line - data.bytes), 0, 0, ORIGIN_RESPONSE, NULL };

        if (text_starts_with(text_between(line, end), "SIP/") && !is_placed(placed, &place, &next)) {
            return place.offset;
        }
        line = memchr(line, '\n', (gsize)(end - line));
        line = line == NULL || line + 1 == end ? NULL : line + 1;
    }
    return -1;
}

/* The SIP dissector has seen what stands before the first line ends, so only what follows is looked at. */
static void annotate_behind_line_ends(packet_info *pinfo, proto_tree *tree, tvbuff_t *source, int begin)
{
    text_slice data = all_of(source);
    gboolean is_behind = FALSE;
    stream_message found = { 0, (gsize)begin, 0 };

    while (stream_message_at(data, found.end, &found)) {
        response_place place = { source, (int)found.start, (int)(data.length - found.start), 0, origin_in_frame(pinfo), NULL };
        judged_line line;

        is_behind = is_behind || found.line_ends_before > 0;
        if (!is_behind) {
            continue;
        }
        if (read_status_code(source, place.offset, &place.code)) {
            annotate(pinfo, tree, &place);
        } else if (is_malformed(source, place.offset, &line)) {
            annotate_refused(pinfo, tree, &place, &line, "Wireshark does not look at it");
        }
    }
}

static void annotate_passed_over(packet_info *pinfo, proto_tree *tree)
{
    wmem_array_t *placed = (wmem_array_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sipcodes, ANNOTATED_IN_STREAM);

    if (placed == NULL) {
        placed = wmem_array_new(pinfo->pool, sizeof(response_place));
    }
    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)entry->data);

        int at = find_line_passed_over(source, placed);
        int begin = at < 0 ? -1 : first_message(pinfo, source, at);

        if (begin >= 0) {
            annotate_behind_line_ends(pinfo, tree, source, begin);
        }
    }
}

/* ---- All of a frame ---- */

static void annotate_messages(packet_info *pinfo, proto_tree *tree, wmem_array_t *messages)
{
    wmem_array_t *placed = wmem_array_new(pinfo->pool, sizeof(response_place));
    wmem_array_t *candidates = NULL;

    for (guint i = 0; i < wmem_array_get_count(messages); i++) {
        const sip_info_value_t *info = *(sip_info_value_t **)wmem_array_index(messages, i);

        if ((preferences.annotate_empty_phrases || hook_is_taken) && is_left_out_by_hook(info)) {
            if (candidates == NULL) {
                candidates = find_candidates(pinfo, tree);
            }
            annotate_left_out(pinfo, tree, info, candidates);
        } else if (preferences.repair_status_lines && is_continuation(info)) {
            annotate_continuation(pinfo, tree, i > 0, placed);
        }
    }
}

/* The SIP dissector keeps a record under the number of the layer at which it met the message, which is at least the layer's place
 * in the list: layers whose dissector drew nothing leave the list, and keep their number. */
static wmem_array_t *collect_left_out(packet_info *pinfo, wmem_list_frame_t *first_sip)
{
    wmem_array_t *messages = NULL;
    guint first = 0;

    for (wmem_list_frame_t *frame = first_sip; frame != NULL; frame = wmem_list_frame_prev(frame)) {
        first++;
    }
    for (guint layer = first; layer <= pinfo->curr_layer_num; layer++) {
        const sip_info_value_t *newest = (const sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer);

        /* A datagram is one message: nothing stands below the newest one. */
        if (newest == NULL || (pinfo->ptype == PT_UDP && !is_left_out_by_hook(newest))) {
            continue;
        }
        if (messages == NULL) {
            messages = wmem_array_new(pinfo->pool, sizeof(sip_info_value_t *));
        }
        collect_messages(pinfo, layer, messages);
    }
    return messages;
}

/* A layer whose dissector took the data and drew nothing leaves the list, and its number stays: what becomes of SIP's where a stream's
 * data begin with line ends. */
static gboolean can_have_been_passed_over(packet_info *pinfo)
{
    return pinfo->ptype == PT_TCP && preferences.repair_status_lines && pinfo->curr_layer_num > wmem_list_count(pinfo->layers);
}

/* Called for each frame of each protocol, so what most frames are is found out first. */
static int dissect_frame_end(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    wmem_list_frame_t *first_sip = wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_sip));
    wmem_array_t *messages;

    if ((first_sip == NULL && !can_have_been_passed_over(pinfo)) || !is_wanted(pinfo, tree)) {
        return 0;
    }
    messages = first_sip == NULL ? NULL : collect_left_out(pinfo, first_sip);
    if (messages != NULL) {
        annotate_messages(pinfo, tree, messages);
    }
    if (pinfo->ptype == PT_TCP && preferences.repair_status_lines) {
        annotate_passed_over(pinfo, tree);
    }
    return (int)tvb_captured_length(tvb);
}

/* A post-dissector costs a little on every packet of every protocol, unless its protocol is disabled. */
static void switch_frame_end(void)
{
    static gboolean is_registered = FALSE;
    gboolean wanted = (preferences.annotate_empty_phrases || hook_is_taken)
        && is_enabled(proto_sipcodes);

    /* A disabled one still costs a call for each packet, so nobody who never wants it gets it. */
    if (wanted && !is_registered) {
        register_postdissector(frame_end_handle);
        is_registered = TRUE;
    }
    proto_set_decoding(proto_frame_end, wanted);
}

/* Wireshark asks each heuristic dissector about each datagram that nobody takes. A user can switch it off as well, so what it was
 * is put back. For one that belongs to a protocol Wireshark adds a layer before it asks and takes it away again, which costs ten
 * times the question; so while it is on, this one belongs to none. */
static void switch_refused_lines(void)
{
    static gboolean was_enabled = TRUE;
    static gboolean is_off = FALSE;
    heur_dtbl_entry_t *entry = find_heur_dissector_by_unique_short_name("sipcodes_udp");

    if (entry == NULL) {
        return;
    }
    if (!is_off && !preferences.repair_status_lines) {
        was_enabled = entry->enabled;
        entry->enabled = FALSE;
    } else if (is_off && preferences.repair_status_lines) {
        entry->enabled = was_enabled;
    }
    is_off = !preferences.repair_status_lines;
    entry->protocol = entry->enabled && is_enabled(proto_sipcodes) ? NULL : find_protocol_by_id(proto_sipcodes);
}

/* ---- Status lines in a datagram that the SIP dissector refuses ---- */

static tvbuff_t *repaired_copy(tvbuff_t *tvb, packet_info *pinfo, const judged_line *line)
{
    gsize length = tvb_captured_length(tvb);
    const char *bytes = (const char *)tvb_get_ptr(tvb, 0, (int)length);
    gsize line_length = line_at(tvb, 0).length;
    gsize rest_length = length - line_length;
    gsize copy_length = REPAIRED_START_LENGTH + line->phrase.length + rest_length;
    char *copy = (char *)wmem_alloc(pinfo->pool, copy_length + 1);
    tvbuff_t *repaired;

    status_line_repaired_start(line, copy);
    memcpy(copy + REPAIRED_START_LENGTH, line->phrase.bytes, line->phrase.length);
    memcpy(copy + REPAIRED_START_LENGTH + line->phrase.length, bytes + line_length, rest_length);
    repaired = tvb_new_child_real_data(tvb, (const guint8 *)copy, (guint)copy_length, (int)copy_length);
    add_new_data_source(pinfo, repaired, "SIP message with repaired status line");
    return repaired;
}

/* Asked of each datagram that no dissector takes, so the first look is a short one. */
static gboolean begins_like_status_line(tvbuff_t *tvb)
{
    enum { LENGTH_OF_SIP = 4 };
    const guint8 *start;

    if (tvb_captured_length(tvb) < LENGTH_OF_SIP) {
        return FALSE;
    }
    start = tvb_get_ptr(tvb, 0, LENGTH_OF_SIP);
    return (start[0] | 0x20) == 's' && start[3] == '/';
}

/* Wireshark asks after the port's own dissector has refused. A well-formed line is refused for another reason: not ours. */
static gboolean is_refused_line(tvbuff_t *tvb, packet_info *pinfo, judged_line *line)
{
    /* A datagram may end with the line, but not what a short capture or a fragment left of it. */
    gboolean is_whole = tvb_captured_length(tvb) == tvb_reported_length(tvb) && !pinfo->fragmented;

    return begins_like_status_line(tvb) && is_enabled(proto_sip) && (line_has_end(tvb, 0) || is_whole) && is_malformed(tvb, 0, line);
}

static gboolean take_refused_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    response_place place = { tvb, 0, 0, 0, pinfo->flags.in_error_pkt ? ORIGIN_QUOTED : ORIGIN_RESPONSE, NULL };
    judged_line line;

    answer_for_errors(pinfo);
    if (!is_refused_line(tvb, pinfo, &line)) {
        return FALSE;
    }
    if (line.verdict == LINE_IS_REPAIRABLE) {
        annotate_refused(pinfo, tree, &place, &line, "shown below as it must have been meant");
        call_dissector_only(sip_handle, repaired_copy(tvb, pinfo, &line), pinfo, tree, NULL);
    } else {
        col_set_str(pinfo->cinfo, COL_PROTOCOL, "SIP");
        col_set_str(pinfo->cinfo, COL_INFO, "Malformed status line");
        annotate_refused(pinfo, tree, &place, &line, "what it means can only be guessed");
    }
    return TRUE;
}

/* NAT keep-alives (RFC 5626, section 3.5.1) in front of a message, which the SIP dissector refuses for them. The message itself is
 * SIP's, so that nothing in it is lost to who filters on it. */
static gboolean take_behind_line_ends(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    int length = (int)tvb_captured_length(tvb);
    tvbuff_t *behind;
    guint code;
    int start;

    for (start = 0; start < length && is_line_end(tvb, start); start++) {
    }
    if (start == 0 || start == length || !is_enabled(proto_sip)) {
        return FALSE;
    }
    behind = tvb_new_subset_remaining(tvb, start);
    if (!begins_like_status_line(behind)) {
        return FALSE;
    }
    if (read_status_code(behind, 0, &code)) {
        return call_dissector_only(sip_handle, behind, pinfo, tree, NULL) > 0;
    }
    return take_refused_line(behind, pinfo, tree);
}

static callback_bool dissect_refused_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    if (begins_like_status_line(tvb)) {
        return take_refused_line(tvb, pinfo, tree);
    }
    return tvb_captured_length(tvb) > 0 && is_line_end(tvb, 0) && take_behind_line_ends(tvb, pinfo, tree);
}

/* WebSocket leaves a message to the SIP dissector alone and asks no heuristic dissector after it has refused. */
static int dissect_websocket_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    int taken = call_dissector_only(sip_handle, tvb, pinfo, tree, data);

    if (taken == 0 && preferences.repair_status_lines && is_enabled(proto_sipcodes)
        && take_refused_line(tvb, pinfo, tree)) {
        return (int)tvb_captured_length(tvb);
    }
    return taken;
}

/* ---- Status lines told of in message/sipfrag ---- */

static dissector_handle_t sipfrag_handle;

static proto_tree *sipfrag_tree(proto_tree *tree)
{
    proto_item *last = tree == NULL ? NULL : tree->last_child;

    if (last != NULL && PNODE_FINFO(last) != NULL && PNODE_FINFO(last)->hfinfo->id == proto_sipfrag) {
        return proto_item_get_subtree(last);
    }
    return tree;
}

static int dissect_fragment(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    int taken = call_dissector_only(sipfrag_handle, tvb, pinfo, tree, data);
    response_place place;
    judged_line line;

    place.source = tvb_get_ds_tvb(tvb);
    place.offset = tvb_raw_offset(tvb);
    place.length = (int)tvb_captured_length(tvb);
    place.origin = ORIGIN_FRAGMENT | (pinfo->flags.in_error_pkt ? ORIGIN_QUOTED : 0);
    place.sip = NULL;
    if (!is_enabled(proto_sipcodes)) {
        return taken;
    }
    answer_for_errors(pinfo);
    if (preferences.repair_status_lines && is_refused_line(tvb, pinfo, &line)) {
        place.source = tvb;
        place.offset = 0;
        annotate_refused(pinfo, sipfrag_tree(tree), &place, &line, "whoever is told this may not learn how the call went");
    } else if (read_status_code(place.source, place.offset, &place.code)) {
        annotate(pinfo, sipfrag_tree(tree), &place);
    }
    return taken;
}

/* ---- SIP messages in a message/sip body ---- */

/* Where a body stands that holds a SIP message: what is found there was told of, not sent. Kept as long as the frame is dissected,
 * since the SIP dissector, called for the body, calls the hook without a word about whose message it is. */
static int dissect_carried_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (is_enabled(proto_sipcodes)) {
        body_part part = { tvb_get_ds_tvb(tvb), tvb_raw_offset(tvb), tvb_raw_offset(tvb) + (int)tvb_captured_length(tvb) };
        wmem_array_t *parts = carried_parts(pinfo);

        if (parts == NULL) {
            parts = wmem_array_new(pinfo->pool, sizeof(body_part));
            p_add_proto_data(pinfo->pool, pinfo, proto_sipcodes, CARRIED_PARTS, parts);
        }
        wmem_array_append_one(parts, part);
    }
    return call_dissector_only(sip_handle, tvb, pinfo, tree, data);
}

/* ---- Other dissectors' places in Wireshark's tables ---- */

/* Puts a dissector of ours in front of another one, which it calls. Returns that one; NULL where this Wireshark has none. Ours
 * belongs to no protocol, so that it adds no layer of its own and the other's protocol alone decides what is shown. */
static dissector_handle_t stand_before(const char *table, const char *key, dissector_t dissector, const char *description)
{
    dissector_table_t entries = find_dissector_table(table);
    dissector_handle_t other = entries == NULL ? NULL : dissector_get_string_handle(entries, key);

    if (other != NULL) {
        dissector_add_string(table, key, create_dissector_handle_with_name_and_description(dissector, -1, NULL, description));
    }
    return other;
}

/* After all hand-offs, or the built-in ones would set the entries back. Added, not changed: what is changed is listed as a user's
 * own choice in Decode As, and set back by its OK, by a change of profile and when Lua plugins are loaded again. */
static void stand_before_others(void)
{
    sipfrag_handle = stand_before("media_type", "message/sipfrag", dissect_fragment, "SIP fragment, with its response code");
    if (sipfrag_handle == NULL) {
        ws_message("sipcodes: this Wireshark has no dissector for message/sipfrag; status lines in such bodies are not annotated.");
    }
    stand_before("media_type", "message/sip", dissect_carried_message, "SIP message in a body, with its response code");
    stand_before("ws.protocol", "sip", dissect_websocket_message, "SIP over WebSocket, with malformed status lines");
}

static void before_each_file(void)
{
    ws_info_t *window = NULL;

    /* Wireshark registers its expert infos, and their tap, after the hand-off of plugins. */
    proto_expert_info = proto_get_id_by_filter_name("_ws.expert");
    tap_expert = find_tap_id("expert");
    plugin_if_get_ws_info(&window);
    runs_in_window = window != NULL && window->ws_info_supported;
    user_codes_refresh();
    switch_frame_end();
    switch_refused_lines();
}

/* ---- Registration ---- */

static value_string class_names[8];
static value_string status_names[STATUS_OUT_OF_RANGE + 2];

static value_string_ext *code_names(void)
{
    guint count;
    const code_info *table = code_table(&count);
    value_string *names = wmem_alloc0_array(wmem_epan_scope(), value_string, count + 1);

    for (guint i = 0; i < count; i++) {
        names[i].value = table[i].code;
        names[i].strptr = table[i].name;
    }
    return value_string_ext_new(names, count + 1, "sipcodes_code_names");
}

static void fill_names(void)
{
    for (guint i = 1; code_class_name(i) != NULL; i++) {
        class_names[i - 1].value = i;
        class_names[i - 1].strptr = code_class_name(i);
    }
    for (guint i = 0; i <= STATUS_OUT_OF_RANGE; i++) {
        status_names[i].value = i;
        status_names[i].strptr = code_status_name((code_status)i);
    }
}

static void register_fields(void)
{
    static hf_register_info hf[] = {
        { &hf_code, { "Code", "sipcodes.code", FT_UINT16, BASE_DEC | BASE_EXT_STRING, NULL, 0x0, "Status code (RFC 3261, section 21)", HFILL } },
        { &hf_name, { "Name", "sipcodes.name", FT_STRING, BASE_NONE, NULL, 0x0, "Registered name of the status code, or the vendor's", HFILL } },
        { &hf_phrase, { "Phrase", "sipcodes.phrase", FT_STRING, BASE_NONE, NULL, 0x0, "Reason phrase as sent", HFILL } },
        { &hf_class, { "Class", "sipcodes.class", FT_UINT8, BASE_DEC, VALS(class_names), 0x0, "Class of the status code: its first digit", HFILL } },
        { &hf_final, { "Final", "sipcodes.final", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The response ends its transaction (200 to 699)", HFILL } },
        { &hf_failure, { "Failure", "sipcodes.failure", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The request failed: 400 to 699 and out of range, without 401, 407 and 487", HFILL } },
        { &hf_explanation, { "Explanation", "sipcodes.explanation", FT_STRING, BASE_NONE, NULL, 0x0, "What the sender itself says about why, as sent: a telling phrase, the text of Reason and Warning, and the like", HFILL } },
        { &hf_hint, { "Hint", "sipcodes.hint", FT_STRING, BASE_NONE, NULL, 0x0, "What usually causes it and where to look next", HFILL } },
        { &hf_description, { "Description", "sipcodes.description", FT_STRING, BASE_NONE, NULL, 0x0, "What the status code means", HFILL } },
        { &hf_status, { "Status", "sipcodes.status", FT_UINT8, BASE_DEC, VALS(status_names), 0x0, "Whether the status code is registered", HFILL } },
        { &hf_treated_as, { "Treated as", "sipcodes.treated_as", FT_UINT16, BASE_DEC, NULL, 0x0, "The status code as which a client handles one that is not registered (RFC 3261, section 8.1.3.2)", HFILL } },
        { &hf_reference, { "Reference", "sipcodes.reference", FT_STRING, BASE_NONE, NULL, 0x0, "Where the status code is defined", HFILL } },
        { &hf_reference_url, { "Reference URL", "sipcodes.reference.url", FT_STRING, BASE_NONE, NULL, 0x0, "Where the status code is defined, on the web", HFILL } },
        { &hf_method, { "Method", "sipcodes.method", FT_STRING, BASE_NONE, NULL, 0x0, "The method that is answered (from CSeq)", HFILL } },
        { &hf_anomaly, { "Anomaly", "sipcodes.anomaly", FT_STRING, BASE_NONE, NULL, 0x0, "What is wrong with the response, or worth a look", HFILL } },
        { &hf_missing_header, { "Missing header field", "sipcodes.missing_header", FT_STRING, BASE_NONE, NULL, 0x0, "The header field that the response lacks", HFILL } },
        { &hf_forbidden_header, { "Forbidden header field", "sipcodes.forbidden_header", FT_STRING, BASE_NONE, NULL, 0x0, "The header field that must not be in the response", HFILL } },
        { &hf_reason, { "Reason", "sipcodes.reason", FT_STRING, BASE_NONE, NULL, 0x0, "One value of the Reason header fields, as sent", HFILL } },
        { &hf_reason_protocol, { "Protocol", "sipcodes.reason.protocol", FT_STRING, BASE_NONE, NULL, 0x0, "Protocol of the Reason: SIP, Q.850, STIR, ...", HFILL } },
        { &hf_reason_cause, { "Cause", "sipcodes.reason.cause", FT_UINT32, BASE_DEC, NULL, 0x0, "Cause of the Reason; 0 where it gives none", HFILL } },
        { &hf_reason_name, { "Name", "sipcodes.reason.name", FT_STRING, BASE_NONE, NULL, 0x0, "What the cause means in its protocol", HFILL } },
        { &hf_reason_text, { "Text", "sipcodes.reason.text", FT_STRING, BASE_NONE, NULL, 0x0, "Text of the Reason", HFILL } },
        { &hf_reason_location, { "Location", "sipcodes.reason.location", FT_STRING, BASE_NONE, NULL, 0x0, "Where in the network the cause arose (RFC 8606)", HFILL } },
        { &hf_reason_ppi, { "PASSporT", "sipcodes.reason.ppi", FT_STRING, BASE_NONE, NULL, 0x0, "The PASSporT that a STIR cause is about (RFC 9410)", HFILL } },
        { &hf_warning, { "Warning", "sipcodes.warning", FT_STRING, BASE_NONE, NULL, 0x0, "One value of the Warning header fields, as sent", HFILL } },
        { &hf_warning_code, { "Code", "sipcodes.warning.code", FT_UINT16, BASE_DEC, NULL, 0x0, "Warn-code; 0 where there is none of three digits", HFILL } },
        { &hf_warning_name, { "Name", "sipcodes.warning.name", FT_STRING, BASE_NONE, NULL, 0x0, "What the warn-code means", HFILL } },
        { &hf_warning_agent, { "Agent", "sipcodes.warning.agent", FT_STRING, BASE_NONE, NULL, 0x0, "Who warns", HFILL } },
        { &hf_warning_text, { "Text", "sipcodes.warning.text", FT_STRING, BASE_NONE, NULL, 0x0, "Text of the Warning", HFILL } },
        { &hf_retry_after, { "Retry after (seconds)", "sipcodes.retry_after", FT_UINT32, BASE_DEC, NULL, 0x0, "Seconds before the next try (Retry-After)", HFILL } },
        { &hf_retry_after_duration, { "Duration (seconds)", "sipcodes.retry_after.duration", FT_UINT32, BASE_DEC, NULL, 0x0, "Seconds for which the callee can be reached from then on", HFILL } },
        { &hf_retry_after_comment, { "Comment", "sipcodes.retry_after.comment", FT_STRING, BASE_NONE, NULL, 0x0, "Comment in Retry-After", HFILL } },
        { &hf_blocked, { "Blocked by the network", "sipcodes.blocked", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The network refused the call as unwanted: 603+, 608", HFILL } },
        { &hf_blocked_version, { "Version", "sipcodes.blocked.version", FT_STRING, BASE_NONE, NULL, 0x0, "Version of the notification (ATIS-1000099)", HFILL } },
        { &hf_blocked_contact, { "Contact", "sipcodes.blocked.contact", FT_STRING, BASE_NONE, NULL, 0x0, "Where the caller can complain", HFILL } },
        { &hf_blocked_location, { "Location", "sipcodes.blocked.location", FT_STRING, BASE_NONE, NULL, 0x0, "Which network blocked the call (RFC 8606)", HFILL } },
        { &hf_status_line, { "Status line", "sipcodes.status_line", FT_STRING, BASE_NONE, NULL, 0x0, "A malformed status line, as sent", HFILL } },
        { &hf_fragment, { "Fragment", "sipcodes.fragment", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The status line is told of in a message/sipfrag or message/sip body", HFILL } },
        { &hf_quoted, { "Quoted", "sipcodes.quoted", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The response is quoted in an ICMP error: it did not arrive", HFILL } },
    };

    fill_names();
    hf[0].hfinfo.strings = code_names();
    proto_register_field_array(proto_sipcodes, hf, array_length(hf));
}

static ei_register_info expert_info(expert_field *field, const char *name, anomaly_id id, anomaly_severity severity, const char *summary)
{
    static const int severities[] = {
        [SEVERITY_CHAT] = PI_CHAT, [SEVERITY_NOTE] = PI_NOTE, [SEVERITY_WARN] = PI_WARN, [SEVERITY_ERROR] = PI_ERROR
    };
    static const int groups[] = {
#define ANOMALY(id, severity, group, summary) PI_##group,
#include "plugin/core/anomalies.def"
    };

    return (ei_register_info){ field,
                               { wmem_strdup_printf(wmem_epan_scope(), "sipcodes.anomaly.%s", name), groups[id], severities[severity],
                                 summary, EXPFILL } };
}

static ei_register_info expert_info_of_rule(const rule *one, expert_field *field)
{
    anomaly_id id = rule_anomaly(one->kind);
    const char *summary = wmem_strdup_printf(wmem_epan_scope(), "%s: %s", anomaly_summary(id),
                                             one->header != HEADER_OTHER ? header_name(one->header) : one->name);

    return expert_info(field, one->name, id, one->severity, summary);
}

static gboolean only_rules_find(anomaly_id id)
{
    return id == ANOMALY_missing_header || id == ANOMALY_forbidden_header || id == ANOMALY_method || id == ANOMALY_header_value
        || id == ANOMALY_deprecated || id == ANOMALY_malformed_message || id == ANOMALY_session_description;
}

static void register_expert_infos(void)
{
    guint rule_count;
    guint count = 0;
    const rule *rules = rules_table(&rule_count);
    ei_register_info *infos = wmem_alloc_array(wmem_epan_scope(), ei_register_info, ANOMALY_COUNT + 1 + rule_count);

    ei_rules = wmem_alloc_array(wmem_epan_scope(), expert_field, rule_count);
    for (guint i = 0; i < rule_count; i++) {
        ei_rules[i] = (expert_field)EI_INIT;
        infos[count++] = expert_info_of_rule(&rules[i], &ei_rules[i]);
    }
    for (anomaly_id id = 0; id < ANOMALY_COUNT; id++) {
        ei_anomaly[id] = (expert_field)EI_INIT;
        if (!only_rules_find(id)) {
            infos[count++] = expert_info(&ei_anomaly[id], anomaly_name(id), id, anomaly_default_severity(id), anomaly_summary(id));
        }
    }
    infos[count++] = expert_info(&ei_user_error, "user_defined_error", ANOMALY_user_defined, SEVERITY_ERROR,
                                 "SIP status code that your own table marks as an error");
    expert_register_field_array(expert_register_protocol(proto_sipcodes), infos, (int)count);
}

void proto_register_sipcodes(void)
{
    static int *ett[] = { &ett_sipcodes, &ett_anomaly, &ett_lines, &ett_reason, &ett_warning, &ett_retry_after, &ett_blocked };
    dissector_handle_t hook;

    proto_sipcodes = proto_register_protocol("SIP Response Codes", "SIPCODES", "sipcodes");
    proto_frame_end = proto_register_protocol("SIP Response Codes (end of frame)", "SIPCODES-FRAME-END", "sipcodes_frame_end");
    register_fields();
    proto_register_subtree_array(ett, array_length(ett));
    register_expert_infos();
    preferences_register(proto_sipcodes);
    tap_sipcodes = register_tap(SIPCODES_TAP);

    /* The SIP dissector looks the hook up in its hand-off, so it has to be there before. A name that is taken would abort. */
    hook = find_dissector("sip.diagnostic");
    hook_is_taken = hook != NULL;
    if (hook_is_taken) {
        ws_warning("sipcodes: another plugin (%s) has taken the SIP dissector's hook \"sip.diagnostic\"; "
                   "responses are annotated at the end of each frame instead, which is slower.",
                   dissector_handle_get_protocol_short_name(hook));
    } else {
        /* It belongs to no protocol, so that calling it adds none to frame.protocols. */
        register_dissector("sip.diagnostic", dissect_status_line, -1);
    }
    frame_end_handle = create_dissector_handle(dissect_frame_end, proto_frame_end);
    register_init_routine(before_each_file);
    register_final_registration_routine(stand_before_others);
}

/* A hint is there to be read: its lines are open from the start. Which trees are open is not known before all are registered. */
static void open_lines(void)
{
    tree_expanded_set(ett_lines, TRUE);
}

void proto_reg_handoff_sipcodes(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_sipfrag = proto_get_id_by_filter_name("sipfrag");
    proto_websocket = proto_get_id_by_filter_name("websocket");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    proto_udplite = proto_get_id_by_filter_name("udplite");
    sip_handle = find_dissector("sip");
    heur_dissector_add("udp", dissect_refused_line, "SIP response with a malformed status line", "sipcodes_udp", proto_sipcodes, HEURISTIC_ENABLE);
    hf_sip_status_line = proto_registrar_get_id_byname("sip.Status-Line");
    statistics_register_tree();
    register_final_registration_routine(open_lines);
}
