/* tap_reset.c: a plugin for test_statistics_again.py that sets all statistics back in the middle of a file, as Wireshark does before
 * it reads one again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plugin/wireshark/compat.h"

SIPCODES_PLUGIN("1.0", WS_PLUGIN_DESC_DISSECTOR)

/* Before what this frame and the later ones add is counted. */
static guint reset_frame = 0;

static dissector_handle_t tap_reset_handle;

static int dissect_tap_reset(tvbuff_t *tvb _U_, packet_info *pinfo, proto_tree *tree _U_, void *data _U_)
{
    if (pinfo->num == reset_frame) {
        reset_tap_listeners();
    }
    return 0;
}

static void register_tap_reset(void)
{
    int proto = proto_register_protocol("Reset of all statistics", "TAPRESET", "tapreset");

    prefs_register_uint_preference(prefs_register_protocol(proto, NULL), "frame", "Frame", "Where statistics start from nothing", 10,
                                   &reset_frame);
    tap_reset_handle = create_dissector_handle(dissect_tap_reset, proto);
}

static void hand_off_tap_reset(void)
{
    register_postdissector(tap_reset_handle);
}

void plugin_register(void)
{
    static proto_plugin tap_reset;

    tap_reset.register_protoinfo = register_tap_reset;
    tap_reset.register_handoff = hand_off_tap_reset;
    proto_register_plugin(&tap_reset);
}
