/* sip.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip.h"

int proto_sipcodes = -1;
int proto_sip = -1;
int proto_websocket = -1;
int proto_icmp = -1;
int proto_icmpv6 = -1;
int proto_udplite = -1;
dissector_handle_t sip_handle;
int hf_sip_status_line = -1;
int hf_sip_request_line = -1;
int proto_expert_info = -1;
int tap_expert = -1;

void sip_find(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_websocket = proto_get_id_by_filter_name("websocket");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    proto_udplite = proto_get_id_by_filter_name("udplite");
    sip_handle = find_dissector("sip");
    hf_sip_status_line = proto_registrar_get_id_byname("sip.Status-Line");
    hf_sip_request_line = proto_registrar_get_id_byname("sip.Request-Line");
}

void sip_find_late(void)
{
    proto_expert_info = proto_get_id_by_filter_name("_ws.expert");
    tap_expert = find_tap_id("expert");
}

gboolean sip_is_enabled(int proto)
{
    return proto_is_protocol_enabled(find_protocol_by_id(proto));
}
