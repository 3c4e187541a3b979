/* hook_owner.c: a plugin for test_hook_taken.py that takes the SIP dissector's hook before sipcodes can
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plugin/wireshark/compat.h"

SIPCODES_PLUGIN("1.0", WS_PLUGIN_DESC_DISSECTOR)

static int hf_seen = -1;

static int dissect_diagnostic(tvbuff_t *tvb, packet_info *pinfo _U_, proto_tree *tree, void *data _U_)
{
    proto_tree_add_item(tree, hf_seen, tvb, 0, -1, ENC_NA);
    return (int)tvb_captured_length(tvb);
}

static void register_owner(void)
{
    static hf_register_info hf[] = {
        { &hf_seen, { "Seen by the hook's owner", "hookowner.seen", FT_NONE, BASE_NONE, NULL, 0x0, NULL, HFILL } },
    };
    int proto = proto_register_protocol("Owner of the SIP hook", "HOOKOWNER", "hookowner");

    proto_register_field_array(proto, hf, array_length(hf));
    register_dissector("sip.diagnostic", dissect_diagnostic, proto);
}

void plugin_register(void)
{
    static proto_plugin owner;

    owner.register_protoinfo = register_owner;
    proto_register_plugin(&owner);
}
