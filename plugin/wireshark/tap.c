/* tap.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tap.h"

#include "draw_words.h"
#include "tracking.h"

static int tap_sipcodes = -1;

/* Some listener was registered that reads them: they take time and memory. */
static bool words_are_wanted;

void tap_register(void)
{
    tap_sipcodes = register_tap(SIPCODES_TAP);
}

void tap_want_words(void)
{
    words_are_wanted = true;
}

gboolean tap_is_listened_to(void)
{
    return have_tap_listener(tap_sipcodes);
}

/* Each name once: what is counted is messages. */
static void note_findings(const findings *all, sipcodes_record *record)
{
    for (guint i = 0; i < all->count; i++) {
        if (!finding_name_is_repeated(all, i)) {
            record->findings[record->finding_count++] = (uint16_t)all->list[i].index;
        }
    }
}

/* The first anomaly, which the list of calls has in a few words. */
static void note_brief(const packet_info *pinfo, const response_place *place, const sipcodes_record *record)
{
    for (uint32_t i = 0; i < record->finding_count; i++) {
        if (!finding_is_remark(record->findings[i])) {
            tracking_note_brief(pinfo, place, (finding_index)record->findings[i]);
            return;
        }
    }
}

static const char *method_of(packet_info *pinfo, const message *m)
{
    char *valid;
    const char *method = message_method_name(m->method_index);

    if (method != NULL) {
        return method;
    }
    valid = g_utf8_make_valid(m->method.bytes, (gssize)m->method.length);
    method = wmem_strdup(pinfo->pool, valid);
    g_free(valid);
    return method;
}

static const char *words_of_sender(packet_info *pinfo, const annotation *a)
{
    enum { FIRST_FAILURE = 300 };
    explanations said;

    if (!words_are_wanted || a->place.code < FIRST_FAILURE) {
        return "";
    }
    verdict_explanations(&a->v, &said);
    return draw_words_said(pinfo->pool, &said);
}

void tap_queue(packet_info *pinfo, const annotation *a)
{
    sipcodes_record *record = wmem_new(pinfo->pool, sipcodes_record);

    record->is_request = false;
    record->is_copy = a->flow.copy_of != 0;
    record->place = tracking_number(pinfo, &a->place);
    record->code = a->place.code;
    record->info = a->v.info;
    record->method = method_of(pinfo, &a->v.m);
    record->finding_count = 0;
    note_findings(&a->v.all, record);
    note_brief(pinfo, &a->place, record);
    record->origin = a->place.origin;
    copy_address_shallow(&record->source, &pinfo->src);
    record->words = words_of_sender(pinfo, a);
    record->sip = tracking_is_on() ? NULL : a->place.sip;
    record->is_resent = a->flow.copy_of == 0 && a->flow.resend > 0;
    tap_queue_packet(tap_sipcodes, pinfo, record);
}

void tap_queue_request(packet_info *pinfo, const response_place *place, const findings *all)
{
    sipcodes_record *record = wmem_new0(pinfo->pool, sipcodes_record);

    record->is_request = true;
    record->place = tracking_number(pinfo, place);
    record->method = "";
    record->words = "";
    note_findings(all, record);
    record->origin = ORIGIN_RESPONSE;
    copy_address_shallow(&record->source, &pinfo->src);
    tap_queue_packet(tap_sipcodes, pinfo, record);
}

bool sipcodes_is_resent(const sipcodes_record *record)
{
    return record->is_resent || (record->sip != NULL && ((const sip_info_value_t *)record->sip)->resend);
}
