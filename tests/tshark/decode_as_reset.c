/* decode_as_reset.c: a plugin for test_decode_as.py that does behind each frame what the window does after Decode As > OK, a
 * change of profile, and when Lua plugins are loaded again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plugin/compat.h"

#include <epan/decode_as.h>

#include <stdio.h>

SIPCODES_PLUGIN("1.0", WS_PLUGIN_DESC_DISSECTOR)

static void print_changed(const char *table, ftenum_t type _U_, void *key _U_, void *value _U_, void *user_data _U_)
{
    printf("Decode As lists an entry of %s\n", table);
}

static int reset(tvbuff_t *tvb _U_, packet_info *pinfo _U_, proto_tree *tree _U_, void *data _U_)
{
    dissector_all_tables_foreach_changed(print_changed, NULL);
    decode_clear_all();
    return 0;
}

static void register_reset(void)
{
    int proto = proto_register_protocol("Reset of Decode As", "DECODEASRESET", "decodeasreset");

    register_postdissector(create_dissector_handle(reset, proto));
}

void plugin_register(void)
{
    static proto_plugin plugin;

    plugin.register_protoinfo = register_reset;
    proto_register_plugin(&plugin);
}
