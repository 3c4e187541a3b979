/* refused.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "refused.h"

#include <string.h>

#include "annotate.h"
#include "draw.h"
#include "preferences.h"
#include "sip.h"

void refused_annotate(packet_info *pinfo, proto_tree *tree, const response_place *place, const judged_line *line, const char *consequence)
{
    int length = (int)source_line(place->source, place->offset).length;
    findings all;
    finding *found;

    findings_clear(&all);
    found = status_line_check(line, consequence, &all);
    found->length = (guint)length;
    draw_refused(pinfo, tree, place, length, line->defect, found);
}

gboolean refused_is_malformed(tvbuff_t *source, int offset, judged_line *line)
{
    *line = status_line_judge(source_line(source, offset));
    return line->verdict == LINE_IS_REPAIRABLE || line->verdict == LINE_IS_HOPELESS;
}

static tvbuff_t *repaired_copy(tvbuff_t *tvb, packet_info *pinfo, const judged_line *line)
{
    gsize length = tvb_captured_length(tvb);
    const char *bytes = (const char *)tvb_get_ptr(tvb, 0, (int)length);
    gsize line_length = source_line(tvb, 0).length;
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
static gboolean refused_begins_like(tvbuff_t *tvb)
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
gboolean refused_is_refused(tvbuff_t *tvb, packet_info *pinfo, judged_line *line)
{
    /* A datagram may end with the line, but not what a short capture or a fragment left of it. */
    gboolean is_whole = tvb_captured_length(tvb) == tvb_reported_length(tvb) && !pinfo->fragmented;

    return refused_begins_like(tvb) && sip_is_enabled(proto_sip) && (source_line_has_end(tvb, 0) || is_whole) && refused_is_malformed(tvb, 0, line);
}

static gboolean take_refused_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    response_place place = { tvb, 0, 0, 0, pinfo->flags.in_error_pkt ? ORIGIN_QUOTED : ORIGIN_RESPONSE, NULL, false };
    judged_line line;

    annotate_answer_for_errors(pinfo);
    if (!refused_is_refused(tvb, pinfo, &line)) {
        return FALSE;
    }
    if (line.verdict == LINE_IS_REPAIRABLE) {
        refused_annotate(pinfo, tree, &place, &line, "shown below as it must have been meant");
        call_dissector_only(sip_handle, repaired_copy(tvb, pinfo, &line), pinfo, tree, NULL);
    } else {
        col_set_str(pinfo->cinfo, COL_PROTOCOL, "SIP");
        col_set_str(pinfo->cinfo, COL_INFO, "Malformed status line");
        refused_annotate(pinfo, tree, &place, &line, "what it means can only be guessed");
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

    for (start = 0; start < length && source_is_line_end(tvb, start); start++) {
    }
    if (start == 0 || start == length || !sip_is_enabled(proto_sip)) {
        return FALSE;
    }
    behind = tvb_new_subset_remaining(tvb, start);
    if (!refused_begins_like(behind)) {
        return FALSE;
    }
    if (source_status_code(behind, 0, &code)) {
        return call_dissector_only(sip_handle, behind, pinfo, tree, NULL) > 0;
    }
    return take_refused_line(behind, pinfo, tree);
}

static callback_bool dissect_refused_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    if (refused_begins_like(tvb)) {
        return take_refused_line(tvb, pinfo, tree);
    }
    return tvb_captured_length(tvb) > 0 && source_is_line_end(tvb, 0) && take_behind_line_ends(tvb, pinfo, tree);
}

/* WebSocket leaves a message to the SIP dissector alone and asks no heuristic dissector after it has refused. */
int refused_dissect_websocket(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    int taken = call_dissector_only(sip_handle, tvb, pinfo, tree, data);

    if (taken == 0 && sipcodes_prefs.repair_status_lines && sip_is_enabled(proto_sipcodes)
        && take_refused_line(tvb, pinfo, tree)) {
        return (int)tvb_captured_length(tvb);
    }
    return taken;
}

/* Wireshark asks each heuristic dissector about each datagram that nobody takes. A user can switch it off as well, so what it was
 * is put back. For one that belongs to a protocol Wireshark adds a layer before it asks and takes it away again, which costs ten
 * times the question; so while it is on, this one belongs to none. */
void refused_switch(void)
{
    static gboolean was_enabled = TRUE;
    static gboolean is_off = FALSE;
    heur_dtbl_entry_t *entry = find_heur_dissector_by_unique_short_name("sipcodes_udp");

    if (entry == NULL) {
        return;
    }
    if (!is_off && !sipcodes_prefs.repair_status_lines) {
        was_enabled = entry->enabled;
        entry->enabled = FALSE;
    } else if (is_off && sipcodes_prefs.repair_status_lines) {
        entry->enabled = was_enabled;
    }
    is_off = !sipcodes_prefs.repair_status_lines;
    entry->protocol = entry->enabled && sip_is_enabled(proto_sipcodes) ? NULL : find_protocol_by_id(proto_sipcodes);
}

void refused_register(void)
{
    heur_dissector_add("udp", dissect_refused_line, "SIP response with a malformed status line", "sipcodes_udp", proto_sipcodes,
                       HEURISTIC_ENABLE);
}
