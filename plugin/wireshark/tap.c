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

/* Each name once: what is counted is responses. */
static void note_findings(const findings *all, sipcodes_record *record)
{
    for (guint i = 0; i < all->count; i++) {
        if (!finding_name_is_repeated(all, i)) {
            record->findings[record->finding_count++] = (uint16_t)all->list[i].index;
        }
    }
}

void tap_queue(packet_info *pinfo, const annotation *a)
{
    sipcodes_record *record = wmem_new0(pinfo->pool, sipcodes_record);
    char *method = g_utf8_make_valid(a->v.m.method.bytes, (gssize)a->v.m.method.length);

    record->code = a->place.code;
    record->info = a->v.info;
    record->method = wmem_strdup(pinfo->pool, method);
    g_free(method);
    note_findings(&a->v.all, record);
    record->origin = a->place.origin;
    copy_address_shallow(&record->source, &pinfo->src);
    record->sip = a->place.sip;
    tap_queue_packet(tap_sipcodes, pinfo, record);
}

gboolean sipcodes_is_resent(const sipcodes_record *record)
{
    return record->sip != NULL && ((const sip_info_value_t *)record->sip)->resend;
}
