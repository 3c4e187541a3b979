/* packet-sipcodes.c: explains SIP response codes in the packet tree. START HERE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Three ways lead to annotate(), which does the work for one response:
 *
 *   dissect_status_line()   the SIP dissector's hook "sip.diagnostic": once for each status line that has a reason phrase
 *   dissect_frame_end()     a post-dissector: responses without a reason phrase, for which the hook is not called
 *
 * What a code means and what is wrong with a response is decided by plugin/codes.c and plugin/rules.c, which know nothing of
 * Wireshark. Everything here depends on the one message alone, so it is done again on each dissection and nothing is kept.
 */
#include "plugin/compat.h"

#include <epan/dissectors/packet-sip.h>

#include "packet-sipcodes.h"
#include "plugin/anomalies.h"
#include "plugin/codes.h"
#include "plugin/message.h"
#include "plugin/preferences.h"
#include "plugin/rules.h"

static int proto_sipcodes = -1;
static int proto_frame_end = -1;

static int hf_code = -1;
static int hf_name = -1;
static int hf_phrase = -1;
static int hf_class = -1;
static int hf_final = -1;
static int hf_description = -1;
static int hf_hint = -1;
static int hf_status = -1;
static int hf_treated_as = -1;
static int hf_reference = -1;
static int hf_reference_url = -1;
static int hf_method = -1;
static int hf_anomaly = -1;
static int hf_missing_header = -1;
static int hf_forbidden_header = -1;

static int ett_sipcodes = -1;
static int ett_anomaly = -1;

static expert_field ei_anomaly[ANOMALY_COUNT];

/* Kept here and not in the registration, because the expert module reads severities from it: see add_expert_info(). */
static ei_register_info expert_infos[] = {
#define ANOMALY(id, severity, group, summary) \
    { &ei_anomaly[ANOMALY_##id], { "sipcodes.anomaly." #id, PI_##group, PI_##severity, summary, EXPFILL } },
#include "plugin/anomalies.def"
};

static int proto_sip = -1;
static int proto_websocket = -1;
static int hf_sip_status_line = -1;

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
    guint code;
} response_place;

/* A datagram's length bounds its body, and tells how much of it was not captured. UDP's header stands before a message that
 * fills its datagram; where something else stands there, the body's length is not known. */
static gboolean find_datagram_length(packet_info *pinfo, const response_place *place, gsize *length)
{
    enum { UDP_HEADER = 8 };
    int udp = place->offset - UDP_HEADER;
    guint16 udp_length;

    if (pinfo->ptype != PT_UDP || udp < 0 || tvb_get_ntohs(place->source, udp) != pinfo->srcport
        || tvb_get_ntohs(place->source, udp + 2) != pinfo->destport) {
        return FALSE;
    }
    udp_length = tvb_get_ntohs(place->source, udp + 4);
    if (udp_length < UDP_HEADER + STATUS_LINE_START) {
        return FALSE;
    }
    *length = (gsize)udp_length - UDP_HEADER;
    return TRUE;
}

static void read_response(packet_info *pinfo, const response_place *place, message *m, response *r)
{
    gsize captured = (gsize)tvb_captured_length_remaining(place->source, place->offset);
    gsize datagram_length = 0;

    r->m = m;
    r->code = place->code;
    r->datagram = find_datagram_length(pinfo, place, &datagram_length);
    if (r->datagram) {
        captured = MIN(captured, datagram_length);
    }
    message_read(m, (const char *)tvb_get_ptr(place->source, place->offset, (int)captured), captured);
    r->datagram = r->datagram && m->complete;
    r->datagram_body_length = r->datagram ? datagram_length - (gsize)(m->body.bytes - m->start) : 0;
    r->over_stream = pinfo->ptype == PT_TCP && wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_websocket)) == NULL;
}

static text_slice phrase_of(const message *m)
{
    gsize start = MIN(STATUS_LINE_START, m->status_line.length);

    return (text_slice){ m->status_line.bytes + start, m->status_line.length - start };
}

static void check_response(const response *r, const code_info *info, findings *all)
{
    rule_groups groups = (preferences.check_methods ? RULES_METHODS : 0) | (preferences.check_headers ? RULES_HEADERS : 0);

    findings_clear(all);
    code_check(info, r->code, all);
    if (preferences.check_phrases) {
        code_check_phrase(info, r->code, phrase_of(r->m), all);
    }
    rules_check(r, groups, all, NULL);
}

/* ---- Drawing ---- */

static proto_item *add_string(proto_tree *tree, int field, const response_place *place, const char *value)
{
    proto_item *item = proto_tree_add_string(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value);

    proto_item_set_generated(item);
    return item;
}

static proto_item *add_number(proto_tree *tree, int field, const response_place *place, guint value)
{
    proto_item *item = proto_tree_add_uint(tree, field, place->source, place->offset + STATUS_CODE_OFFSET, 3, value);

    proto_item_set_generated(item);
    return item;
}

static void add_text_of_message(proto_tree *tree, int field, const response_place *place, const message *m, text_slice text)
{
    if (text.length > 0) {
        int offset = place->offset + (int)(text.bytes - m->start);

        proto_item_set_generated(
            proto_tree_add_item(tree, field, place->source, offset, (int)text.length, ENC_UTF_8 | ENC_NA));
    }
}

static void add_reference(proto_tree *tree, const response_place *place, const code_info *info)
{
    char text[64];

    if (info->source == NULL) {
        return;
    }
    if (proto_field_is_referenced(tree, hf_reference)) {
        code_reference(info, text, sizeof text);
        add_string(tree, hf_reference, place, text);
    }
    if (proto_field_is_referenced(tree, hf_reference_url) && code_reference_url(info, text, sizeof text)) {
        proto_item_set_url(add_string(tree, hf_reference_url, place, text));
    }
}

static void add_code(proto_tree *tree, const response_place *place, const message *m, const code_info *info)
{
    guint treated_as = code_treated_as(info, place->code);

    add_number(tree, hf_code, place, place->code);
    if (info->name != NULL) {
        add_string(tree, hf_name, place, info->name);
    }
    add_text_of_message(tree, hf_phrase, place, m, text_trim(phrase_of(m)));
    if (info->status != STATUS_OUT_OF_RANGE) {
        add_number(tree, hf_class, place, code_class(place->code));
        proto_item_set_generated(proto_tree_add_boolean(tree, hf_final, place->source, place->offset + STATUS_CODE_OFFSET, 3,
                                                        code_is_final(place->code)));
    }
    add_string(tree, hf_description, place, info->description);
    add_string(tree, hf_hint, place, info->hint);
    add_number(tree, hf_status, place, info->status);
    if (treated_as != 0 && treated_as != place->code) {
        add_number(tree, hf_treated_as, place, treated_as);
    }
    add_reference(tree, place, info);
    add_text_of_message(tree, hf_method, place, m, m->method);
}

/* A rule can be milder than its anomaly's default (a SHOULD, a habit). Wireshark knows one severity per expert field, and two
 * fields of one name would leave a user's own severity to one of them; so the severity is changed for this one call, unless the
 * user has set another. */
static void add_expert_info(packet_info *pinfo, proto_item *item, const finding *found)
{
    static const int severities[] = {
        [SEVERITY_CHAT] = PI_CHAT, [SEVERITY_NOTE] = PI_NOTE, [SEVERITY_WARN] = PI_WARN, [SEVERITY_ERROR] = PI_ERROR
    };
    expert_field_info *field = &expert_infos[found->id].eiinfo;
    int in_force = field->severity;

    if (in_force == field->orig_severity) {
        field->severity = severities[found->severity];
    }
    expert_add_info_format(pinfo, item, &ei_anomaly[found->id], "%s", found->text);
    field->severity = in_force;
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
    add_expert_info(pinfo, item, found);
}

/* The one line that says it all. */
static proto_tree *add_summary(proto_tree *tree, const response_place *place, const message *m, const code_info *info)
{
    proto_item *item = proto_tree_add_protocol_format(tree, proto_sipcodes, place->source, place->offset,
                                                      (int)m->status_line.length, "SIP Response Code: %03u", place->code);

    proto_item_set_generated(item);
    if (info->name != NULL) {
        proto_item_append_text(item, " %s", info->name);
    }
    if (info->status == STATUS_OUT_OF_RANGE) {
        proto_item_append_text(item, ": out of range");
    } else {
        proto_item_append_text(item, ": %s, %s", code_class_name(code_class(place->code)),
                               code_is_final(place->code) ? "final" : "not final");
    }
    if (info->status != STATUS_REGISTERED && info->status != STATUS_OUT_OF_RANGE) {
        proto_item_append_text(item, ", %s", code_status_name(info->status));
    }
    return proto_item_add_subtree(item, ett_sipcodes);
}

static void add_anomalies_to_summary(proto_tree *tree, const findings *all)
{
    proto_item *item = proto_tree_get_parent(tree);

    for (guint i = 0; i < all->count; i++) {
        proto_item_append_text(item, "%s%s", i == 0 ? " - " : ", ", anomaly_name(all->list[i].id));
    }
    if (all->dropped > 0) {
        proto_item_append_text(item, " [truncated: %u more]", all->dropped);
    }
}

static void annotate(packet_info *pinfo, proto_tree *tree, const response_place *place)
{
    const code_info *info = code_lookup(place->code);
    proto_tree *subtree = NULL;
    findings all;
    message m;
    response r;

    read_response(pinfo, place, &m, &r);
    check_response(&r, info, &all);
    if (proto_field_is_referenced(tree, proto_sipcodes)) {
        subtree = add_summary(tree, place, &m, info);
        add_code(subtree, place, &m, info);
    }
    for (guint i = 0; i < all.count; i++) {
        add_finding(pinfo, subtree, place, &all.list[i]);
    }
    if (subtree != NULL) {
        add_anomalies_to_summary(subtree, &all);
    }
}

/* ---- The hook on the Status-Line ---- */

static gboolean read_status_code(tvbuff_t *source, int offset, guint *code)
{
    guint8 line[STATUS_LINE_START];

    if (offset < 0 || tvb_captured_length_remaining(source, offset) < STATUS_LINE_START) {
        return FALSE;
    }
    tvb_memcpy(source, line, offset, sizeof line);
    if (g_ascii_strncasecmp((const char *)line, "SIP/", 4) != 0 || line[7] != ' ' || line[11] != ' ') {
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

    place.source = tvb_get_ds_tvb(tvb);
    place.offset = tvb_raw_offset(tvb) - STATUS_LINE_START;
    if (read_status_code(place.source, place.offset, &place.code)) {
        annotate(pinfo, tree, &place);
    }
    return (int)tvb_captured_length(tvb);
}

/* ---- The end of the frame ---- */

/* The item of the Status-Line that stands there, in the tree or below it; NULL where the tree has no such item. */
static proto_item *find_status_line(proto_tree *tree, const response_place *place)
{
    for (proto_node *node = tree->first_child; node != NULL; node = node->next) {
        const field_info *fi = PNODE_FINFO(node);
        proto_item *found;

        if (fi != NULL && fi->hfinfo->id == hf_sip_status_line && fi->ds_tvb == place->source && fi->start == place->offset) {
            return node;
        }
        found = find_status_line(node, place);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* What the SIP dissector keeps of a status line: nothing else sets a phrase. */
static gboolean is_response(const sip_info_value_t *info)
{
    return info->reason_phrase != NULL;
}

static gboolean is_left_out_by_hook(const sip_info_value_t *info)
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

/* The SIP dissector keeps at most this much of a Call-ID, with its terminating NUL. */
#define SIP_CALL_ID_KEPT 128

static gboolean is_this_message(packet_info *pinfo, const response_place *place, const sip_info_value_t *info)
{
    const header_field *call_id;
    text_slice kept;
    message m;
    response r;

    if (place->code != info->response_code) {
        return FALSE;
    }
    read_response(pinfo, place, &m, &r);
    if (phrase_of(&m).length != strlen(info->reason_phrase)) {
        return FALSE;
    }
    call_id = message_first(&m, HEADER_CALL_ID);
    if (info->tap_call_id == NULL || call_id == NULL) {
        return TRUE;
    }
    kept = text_from(info->tap_call_id);
    return kept.length <= call_id->value.length && memcmp(kept.bytes, call_id->value.bytes, kept.length) == 0
        && (kept.length == call_id->value.length || kept.length == SIP_CALL_ID_KEPT - 1);
}

/* Looks for the message in one data source, from an offset on. */
static gboolean find_in_source(packet_info *pinfo, tvbuff_t *source, int from, const sip_info_value_t *info, response_place *place)
{
    static const guint8 start[] = "SIP/2.0 ";
    int length = (int)tvb_captured_length(source);
    const guint8 *bytes = tvb_get_ptr(source, 0, length);

    for (int at = from; at + STATUS_LINE_START <= length; at++) {
        const guint8 *next = memchr(bytes + at, 'S', (size_t)(length - at));

        if (next == NULL) {
            return FALSE;
        }
        at = (int)(next - bytes);
        if (at + STATUS_LINE_START <= length && memcmp(next, start, sizeof start - 1) == 0
            && read_status_code(source, at, &place->code)) {
            place->source = source;
            place->offset = at;
            if (is_this_message(pinfo, place, info)) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static gboolean is_placed(wmem_array_t *placed, const response_place *place)
{
    for (guint i = 0; i < wmem_array_get_count(placed); i++) {
        const response_place *other = (const response_place *)wmem_array_index(placed, i);

        if (other->source == place->source && other->offset == place->offset) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Finds the message's bytes, and its Status-Line where the tree has it. Bytes that stand in several data sources (a frame and
 * the data reassembled from it) are taken from the one that the tree shows, else from the newest. */
static gboolean find_message(packet_info *pinfo, proto_tree *tree, const sip_info_value_t *info, wmem_array_t *placed,
                             response_place *place, proto_item **status_line)
{
    gboolean found = FALSE;

    *status_line = NULL;
    for (GSList *entry = pinfo->data_src; entry != NULL && *status_line == NULL; entry = entry->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)entry->data);
        response_place candidate;
        int from = 0;

        while (find_in_source(pinfo, source, from, info, &candidate)) {
            from = candidate.offset + 1;
            if (is_placed(placed, &candidate)) {
                continue;
            }
            *place = candidate;
            found = TRUE;
            *status_line = tree == NULL ? NULL : find_status_line(tree, &candidate);
            break;
        }
    }
    return found;
}

static void annotate_left_out(packet_info *pinfo, proto_tree *tree, wmem_array_t *messages)
{
    wmem_array_t *placed = wmem_array_new(pinfo->pool, sizeof(response_place));

    for (guint i = 0; i < wmem_array_get_count(messages); i++) {
        const sip_info_value_t *info = *(sip_info_value_t **)wmem_array_index(messages, i);
        proto_item *status_line;
        response_place place;

        if (is_left_out_by_hook(info) && find_message(pinfo, tree, info, placed, &place, &status_line)) {
            wmem_array_append_one(placed, place);
            annotate(pinfo, status_line != NULL ? proto_item_get_subtree(status_line) : tree, &place);
        }
    }
}

static int dissect_frame_end(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    wmem_array_t *messages = NULL;

    if (wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_sip)) == NULL) {
        return 0;
    }
    for (guint layer = 1; layer <= pinfo->curr_layer_num; layer++) {
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
    if (messages != NULL) {
        annotate_left_out(pinfo, tree, messages);
    }
    return (int)tvb_captured_length(tvb);
}

/* A post-dissector costs a little on every packet of every protocol, unless its protocol is disabled. */
static void switch_frame_end(void)
{
    gboolean wanted = preferences.annotate_empty_phrases || hook_is_taken;

    proto_set_decoding(proto_frame_end, wanted && proto_is_protocol_enabled(find_protocol_by_id(proto_sipcodes)));
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
        { &hf_description, { "Description", "sipcodes.description", FT_STRING, BASE_NONE, NULL, 0x0, "What the status code means", HFILL } },
        { &hf_hint, { "Hint", "sipcodes.hint", FT_STRING, BASE_NONE, NULL, 0x0, "What usually causes it and where to look next", HFILL } },
        { &hf_status, { "Status", "sipcodes.status", FT_UINT8, BASE_DEC, VALS(status_names), 0x0, "Whether the status code is registered", HFILL } },
        { &hf_treated_as, { "Treated as", "sipcodes.treated_as", FT_UINT16, BASE_DEC, NULL, 0x0, "The status code as which a client handles one that is not registered (RFC 3261, section 8.1.3.2)", HFILL } },
        { &hf_reference, { "Reference", "sipcodes.reference", FT_STRING, BASE_NONE, NULL, 0x0, "Where the status code is defined", HFILL } },
        { &hf_reference_url, { "Reference URL", "sipcodes.reference.url", FT_STRING, BASE_NONE, NULL, 0x0, "Where the status code is defined, on the web", HFILL } },
        { &hf_method, { "Method", "sipcodes.method", FT_STRING, BASE_NONE, NULL, 0x0, "The method that is answered (from CSeq)", HFILL } },
        { &hf_anomaly, { "Anomaly", "sipcodes.anomaly", FT_STRING, BASE_NONE, NULL, 0x0, "What is wrong with the response, or worth a look", HFILL } },
        { &hf_missing_header, { "Missing header field", "sipcodes.missing_header", FT_STRING, BASE_NONE, NULL, 0x0, "The header field that the response lacks", HFILL } },
        { &hf_forbidden_header, { "Forbidden header field", "sipcodes.forbidden_header", FT_STRING, BASE_NONE, NULL, 0x0, "The header field that must not be in the response", HFILL } },
    };

    fill_names();
    hf[0].hfinfo.strings = code_names();
    proto_register_field_array(proto_sipcodes, hf, array_length(hf));
}

void proto_register_sipcodes(void)
{
    static int *ett[] = { &ett_sipcodes, &ett_anomaly };
    dissector_handle_t hook;

    proto_sipcodes = proto_register_protocol("SIP Response Codes", "SIPCODES", "sipcodes");
    proto_frame_end = proto_register_protocol("SIP Response Codes (end of frame)", "SIPCODES-FRAME-END", "sipcodes_frame_end");
    register_fields();
    proto_register_subtree_array(ett, array_length(ett));
    expert_register_field_array(expert_register_protocol(proto_sipcodes), expert_infos, array_length(expert_infos));
    preferences_register(proto_sipcodes);

    /* The SIP dissector looks the hook up in its hand-off, so it has to be there before. A name that is taken would abort. */
    hook = find_dissector("sip.diagnostic");
    hook_is_taken = hook != NULL;
    if (hook_is_taken) {
        ws_warning("sipcodes: another plugin (%s) has taken the SIP dissector's hook \"sip.diagnostic\"; "
                   "responses are annotated at the end of each frame instead, which is slower.",
                   dissector_handle_get_protocol_short_name(hook));
    } else {
        register_dissector("sip.diagnostic", dissect_status_line, proto_sipcodes);
    }
    register_postdissector(create_dissector_handle(dissect_frame_end, proto_frame_end));
    register_init_routine(switch_frame_end);
}

void proto_reg_handoff_sipcodes(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_websocket = proto_get_id_by_filter_name("websocket");
    hf_sip_status_line = proto_registrar_get_id_byname("sip.Status-Line");
}
