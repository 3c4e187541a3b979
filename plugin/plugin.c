/* plugin.c: the symbols by which Wireshark knows a plugin
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wireshark/compat.h"

#include <epan/tap.h>

#include "../packet-sipcodes.h"
#include "wireshark/statistics.h"

SIPCODES_PLUGIN(SIPCODES_VERSION, WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER)

void plugin_register(void)
{
    static proto_plugin dissector;
    static tap_plugin statistics;

    dissector.register_protoinfo = proto_register_sipcodes;
    dissector.register_handoff = proto_reg_handoff_sipcodes;
    proto_register_plugin(&dissector);
    statistics.register_tap_listener = statistics_register;
    tap_register_plugin(&statistics);
}
