/* sip_records.c: a plugin for test_listeners.py that prints, for each frame, what the SIP dissector keeps of its messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It looks when all dissectors are done with the frame, as a statistic would.
 */
#include "plugin/compat.h"

#include <stdio.h>

#include <epan/dissectors/packet-sip.h>

SIPCODES_PLUGIN("1.0", WS_PLUGIN_DESC_DISSECTOR)

#define LAYERS 100

static int proto_sip = -1;

static void print_record(const sip_info_value_t *record)
{
    if (record->request_method != NULL) {
        printf(" %s", record->request_method);
    } else {
        printf(" %u", record->response_code);
    }
}

/* The newest comes first, and is taken away to see the one before. */
static tap_packet_status print_frame(void *data _U_, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped _U_, tap_flags_t flags _U_)
{
    printf("%u:", pinfo->num);
    for (guint32 layer = 1; layer <= LAYERS; layer++) {
        const sip_info_value_t *record;

        while ((record = (const sip_info_value_t *)p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer)) != NULL) {
            print_record(record);
            p_remove_proto_data(pinfo->pool, pinfo, proto_sip, layer);
        }
    }
    printf("\n");
    return TAP_PACKET_DONT_REDRAW;
}

static void hand_off_sip_records(void)
{
    GString *refusal = register_tap_listener("frame", &proto_sip, NULL, TL_REQUIRES_NOTHING, NULL, print_frame, NULL, NULL);

    g_assert_null(refusal);
    proto_sip = proto_get_id_by_filter_name("sip");
}

void plugin_register(void)
{
    static proto_plugin sip_records;

    sip_records.register_handoff = hand_off_sip_records;
    proto_register_plugin(&sip_records);
}
