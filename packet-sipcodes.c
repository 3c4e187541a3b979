/* packet-sipcodes.c: explains SIP response codes in the packet tree. START HERE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ways in, each of which leads to annotate(), which does the work for one response, or, for a request, to requests_annotate():
 *
 *   dissect_status_line()    here: the SIP dissector's hook "sip.diagnostic", once for each status line that has a reason phrase
 *   wireshark/frame_end      a post-dissector: requests; responses without a reason phrase, for which the hook is not called; and, by
 *                            wireshark/in_stream, what the SIP dissector refuses or passes over in a stream
 *   wireshark/refused        a heuristic dissector: status lines in a datagram that the SIP dissector refuses, also for the line ends
 *                            in front of them
 *   wireshark/fragments      the status line in a message/sipfrag body; a message/sip body is SIP's own, and comes by the hook
 *
 * The house:
 *
 *   plugin/core              plain C and GLib, knows no Wireshark: bytes in, facts out. Tested and fuzzed by itself
 *     text header_names message header_watch         reading (text_words, bits: many bytes or bits at once)
 *     status_line stream
 *     codes user_codes findings rules        what a code means, what can be found, what the RFCs ask
 *     reason agreement blocked               Reason, Warning, Retry-After, and whether they agree with the code
 *     hints hint_conditions explanation      where to look next; what the sender itself says
 *     verdict                                THE ONE ORDER of all checks on a message
 *     transactions                           messages in their order: each response's request, and what several of them show
 *     calls names                            transactions into calls and registrations, and how each ended
 *     counts unanswered ratios series        what the reports count (sorted_rows: the order of their rows)
 *   plugin/wireshark         thin: Wireshark on one side, the core on the other
 *     compat                                 every difference between Wireshark versions
 *     sip place frame_messages               what others own, where a message's bytes are, which messages a frame holds
 *     asked_for tracking                     who wants to know; the core's transactions, for the file that is open
 *     annotate requests draw draw_* fields   judging a message, drawing it
 *     tap                                    handing it over
 *     frame_end in_stream refused fragments  the other ways in
 *     statistics* calls_*                    what is counted; the list and the table of calls
 *     menus call_filter                      the window's menus; the filter for all of a call
 *     stand_before preferences               places in Wireshark's tables, what a user sets
 *
 * No arrow points back: this file -> ways in -> annotate -> draw, tap -> place, sip -> core/verdict -> the rest of the core.
 * docs/architecture.md tells the way of the data and the facts about Wireshark on which all this rests.
 *
 * What depends on one message is found out anew on each dissection. What depends on several is found out on the first visit of their
 * frames, kept by wireshark/tracking for as long as the file is open, and looked up.
 */
#include "plugin/wireshark/compat.h"

#include <epan/tap.h>

#include "plugin/core/status_line.h"
#include "plugin/wireshark/annotate.h"
#include "plugin/wireshark/asked_for.h"
#include "plugin/wireshark/draw.h"
#include "plugin/wireshark/fragments.h"
#include "plugin/wireshark/menus.h"
#include "plugin/wireshark/frame_end.h"
#include "plugin/wireshark/place.h"
#include "plugin/wireshark/preferences.h"
#include "plugin/wireshark/refused.h"
#include "plugin/wireshark/sip.h"
#include "plugin/wireshark/stand_before.h"
#include "plugin/wireshark/statistics.h"
#include "plugin/wireshark/tap.h"
#include "plugin/wireshark/tracking.h"

/* ---- The hook on the Status-Line ---- */

/* Asked of Wireshark for each file, which is read anew when somebody switches a protocol on or off. */
static gboolean is_switched_on = FALSE;

/* tvb begins at the reason phrase, and tree is the Status-Line's own. */
static int dissect_status_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    response_place place;

    if (!is_switched_on || !annotate_is_wanted(pinfo, tree)) {
        return (int)tvb_captured_length(tvb);
    }
    annotate_answer_for_errors(pinfo);
    place.source = tvb_get_ds_tvb(tvb);
    place.offset = tvb_raw_offset(tvb) - STATUS_LINE_START;
    place.length = tvb_captured_length_remaining(place.source, place.offset);
    place.origin = pinfo->flags.in_error_pkt ? ORIGIN_QUOTED : ORIGIN_RESPONSE;
    place.is_request = false;
    place.sip = (const sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, pinfo->curr_layer_num);
    if (source_status_code(place.source, place.offset, &place.code)) {
        annotate(pinfo, tree, &place);
    }
    return (int)tvb_captured_length(tvb);
}

/* The SIP dissector looks the hook up in its hand-off, so it has to be there before. A name that is taken would abort. Returns whether
 * it was. */
static gboolean register_hook(void)
{
    dissector_handle_t owner = find_dissector("sip.diagnostic");

    if (owner != NULL) {
        ws_warning("sipcodes: another plugin (%s) has taken the SIP dissector's hook \"sip.diagnostic\"; "
                   "responses are annotated at the end of each frame instead, which is slower.",
                   dissector_handle_get_protocol_short_name(owner));
        return TRUE;
    }
    /* It belongs to no protocol, so that calling it adds none to frame.protocols. */
    register_dissector("sip.diagnostic", dissect_status_line, -1);
    return FALSE;
}

/* ---- Registration ---- */

static void before_each_file(void)
{
    sip_find_late();
    is_switched_on = sip_is_enabled(proto_sipcodes);
    asked_for_before_file();
    preferences_refresh_user_codes();
    tracking_before_file();
    frame_end_switch();
    refused_switch();
}

static void after_all_hand_offs(void)
{
    draw_open_lines();
    fragments_stand_before();
    stand_before("ws.protocol", "sip", refused_dissect_websocket, "SIP over WebSocket, with malformed status lines");
}

static void register_protocol(void)
{
    draw_register();
    preferences_register(proto_sipcodes);
    tap_register();
    frame_end_register(register_hook());
    menus_register();
    register_init_routine(before_each_file);
    tracking_register();
    register_final_registration_routine(after_all_hand_offs);
}

static void hand_off(void)
{
    sip_find();
    refused_register();
    statistics_register_tree();
}

SIPCODES_PLUGIN(SIPCODES_VERSION, WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER)

void plugin_register(void)
{
    static proto_plugin dissector;
    static tap_plugin statistics;

    dissector.register_protoinfo = register_protocol;
    dissector.register_handoff = hand_off;
    proto_register_plugin(&dissector);
    statistics.register_tap_listener = statistics_register;
    tap_register_plugin(&statistics);
}
