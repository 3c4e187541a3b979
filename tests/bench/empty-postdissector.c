/* empty-postdissector.c: a plugin that does nothing at the end of each frame
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The yardstick for sipcodes' own post-dissector: what Wireshark takes for calling one, whatever it does.
 */
#include "../../plugin/compat.h"

#include <gmodule.h>

G_MODULE_EXPORT extern const char plugin_version[];
G_MODULE_EXPORT extern const int plugin_want_major;
G_MODULE_EXPORT extern const int plugin_want_minor;
G_MODULE_EXPORT void plugin_register(void);

const char plugin_version[] = "1.0.0";
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

#ifdef WS_PLUGIN_DESC_DISSECTOR
G_MODULE_EXPORT uint32_t plugin_describe(void);

uint32_t plugin_describe(void)
{
    return WS_PLUGIN_DESC_DISSECTOR;
}
#endif

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
