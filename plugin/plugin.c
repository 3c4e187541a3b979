/* plugin.c: the symbols by which Wireshark knows a plugin
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's own build makes such a file with a script that its development packages do not install.
 */
#include "compat.h"

#include <gmodule.h>

#include <epan/tap.h>

#include "../packet-sipcodes.h"
#include "statistics.h"

G_MODULE_EXPORT extern const char plugin_version[];
G_MODULE_EXPORT extern const int plugin_want_major;
G_MODULE_EXPORT extern const int plugin_want_minor;
G_MODULE_EXPORT void plugin_register(void);

/* An array: Wireshark looks the symbol up and reads text there, not a pointer. */
const char plugin_version[] = SIPCODES_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

#ifdef WS_PLUGIN_DESC_DISSECTOR
G_MODULE_EXPORT uint32_t plugin_describe(void);

uint32_t plugin_describe(void)
{
    return WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER;
}
#endif

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
