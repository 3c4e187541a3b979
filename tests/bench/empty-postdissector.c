/* empty-postdissector.c: a plugin that does nothing at the end of each frame
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The yardstick for sipcodes' own post-dissector: what Wireshark takes for calling one, whatever it does.
 */
#include "../../plugin/wireshark/compat.h"

SIPCODES_PLUGIN("1.0.0", WS_PLUGIN_DESC_DISSECTOR)

static int dissect_nothing(tvbuff_t *tvb _U_, packet_info *pinfo _U_, proto_tree *tree _U_, void *data _U_)
{
    return 0;
}

static void register_nothing(void)
{
    int proto = proto_register_protocol("Nothing at the end of the frame", "NOTHING", "nothing_at_all");

    register_postdissector(create_dissector_handle(dissect_nothing, proto));
}

void plugin_register(void)
{
    static proto_plugin dissector;

    dissector.register_protoinfo = register_nothing;
    proto_register_plugin(&dissector);
}
