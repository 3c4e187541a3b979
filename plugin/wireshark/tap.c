/* tap.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tap.h"

static int tap_sipcodes = -1;

void tap_register(void)
{
    tap_sipcodes = register_tap(SIPCODES_TAP);
}

gboolean tap_is_listened_to(void)
{
    return have_tap_listener(tap_sipcodes);
}

void tap_queue(packet_info *pinfo, const annotation *a)
{
    sipcodes_record *record = wmem_new0(pinfo->pool, sipcodes_record);
    char *method = g_utf8_make_valid(a->v.m.method.bytes, (gssize)a->v.m.method.length);

    record->code = a->place.code;
    record->info = a->v.info;
    record->method = wmem_strdup(pinfo->pool, method);
    g_free(method);
    for (guint i = 0; i < a->v.all.count; i++) {
        record->anomalies |= 1U << a->v.all.list[i].id;
    }
    record->origin = a->place.origin;
    copy_address_shallow(&record->source, &pinfo->src);
    record->sip = a->place.sip;
    tap_queue_packet(tap_sipcodes, pinfo, record);
}

gboolean sipcodes_is_resent(const sipcodes_record *record)
{
    return record->sip != NULL && ((const sip_info_value_t *)record->sip)->resend;
}
