/* tracking.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tracking.h"

#include <string.h>

#include <epan/packet_info.h>
#include <wiretap/wtap.h>

#include "../core/stream.h"
#include "preferences.h"
#include "sip.h"

/* Of the file that is open; made with its first message. */
static tracker *messages;
static calls *attempts;
static bool is_on;

/* The last frame's, of any protocol, and whether the tracker has not been told yet. */
static nstime_t last_time;
static bool has_new_time;

/* The message whose number was asked for last, until its frame ends: its data source is not there for longer. */
static struct {
    const tvbuff_t *source;
    int offset;
    uint32_t frame;
    uint32_t number;
} last_asked;

/* The last frame that had a message, and where it stands in the file. */
static uint32_t last_frame;
static int64_t last_frame_offset;

static void tracking_end(void)
{
    calls_free(attempts);
    tracker_free(messages);
    attempts = NULL;
    messages = NULL;
    is_on = false;
    last_frame = 0;
    last_asked.source = NULL;
    has_new_time = false;
}

void tracking_register(void)
{
    register_cleanup_routine(tracking_end);
}

void tracking_before_file(void)
{
    tracking_end();
    is_on = sipcodes_prefs.track_calls && sip_is_enabled(proto_sipcodes);
}

bool tracking_is_on(void)
{
    return is_on;
}

bool tracking_takes(packet_info *pinfo)
{
    return is_on && !PINFO_FD_VISITED(pinfo);
}

/* ---- What is given ---- */

int64_t tracking_nanoseconds(const nstime_t *time)
{
    return (int64_t)time->secs * 1000000000 + time->nsecs;
}

void tracking_note_time(const packet_info *pinfo)
{
    last_asked.source = NULL;
    if (messages != NULL && !PINFO_FD_VISITED(pinfo)) {
        last_time = pinfo->abs_ts;
        has_new_time = true;
    }
}

/* A frame without a message says as well that the capture has gone on. */
static void tell_time(void)
{
    if (has_new_time) {
        tracker_clock(messages, tracking_nanoseconds(&last_time));
        has_new_time = false;
    }
}

static uint32_t number_of(const packet_info *pinfo, const response_place *place)
{
    enum { OFFSET_BITS = 24 };
    uint32_t source = 0;

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next, source++) {
        if (get_data_source_tvb((const struct data_source *)entry->data) == place->source) {
            break;
        }
    }
    return source << OFFSET_BITS | ((uint32_t)place->offset & ((1U << OFFSET_BITS) - 1));
}

/* Of one message it is asked several times in a row. */
uint32_t tracking_number(const packet_info *pinfo, const response_place *place)
{
    if (last_asked.source != place->source || last_asked.offset != place->offset || last_asked.frame != pinfo->num) {
        last_asked.source = place->source;
        last_asked.offset = place->offset;
        last_asked.frame = pinfo->num;
        last_asked.number = number_of(pinfo, place);
    }
    return last_asked.number;
}

/* IPv4's, where its header without options stands before UDP's, before the message. */
static uint32_t datagram_id(const packet_info *pinfo, const response_place *place)
{
    enum { IPV4_HEADER = 20,
           UDP_HEADER = 8,
           VERSION_4_OF_5_WORDS = 0x45 };
    int start = place->offset - UDP_HEADER - IPV4_HEADER;
    const uint8_t *ip;

    if (pinfo->ptype != PT_UDP || pinfo->src.type != AT_IPv4 || start < 0) {
        return 0;
    }
    ip = tvb_get_ptr(place->source, start, IPV4_HEADER);
    if (ip[0] != VERSION_4_OF_5_WORDS || memcmp(ip + 12, pinfo->src.data, 4) != 0) {
        return 0;
    }
    return (uint32_t)ip[4] << 8 | ip[5];
}

static uint32_t interface_of(const packet_info *pinfo)
{
    bool is_known = pinfo->rec != NULL && (pinfo->rec->presence_flags & WTAP_HAS_INTERFACE_ID) != 0;

    return is_known ? pinfo->rec->rec_header.packet_header.interface_id : 0;
}

/* The bytes that are the message: of a stream's, others follow. */
static text_slice bytes_of(text_slice text, const message_way *way)
{
    stream_message found;

    if (way->is_datagram) {
        text.length = MIN(text.length, way->datagram_length);
    } else if (way->over_stream && stream_message_at(text, 0, &found)) {
        text.length = found.end;
    }
    return text;
}

/* With a read filter (tshark -2 -R), a frame that it leaves out gives its number to the next one. What was said by that number is then
 * no longer true, so nothing more is said of this file. */
static bool is_left_out(const packet_info *pinfo)
{
    bool has_number_of_other = pinfo->num == last_frame && pinfo->fd->file_off != last_frame_offset;

    last_frame = pinfo->num;
    last_frame_offset = pinfo->fd->file_off;
    return has_number_of_other;
}

static void give(packet_info *pinfo, const response_place *place, const message_way *way)
{
    text_slice text = place_text(place);
    message m;
    response r;
    tracked_message one = { .m = &m, .code = place->code, .frame = pinfo->num };

    if (!place->is_request) {
        verdict_read(&m, &r, place->code, text.bytes, text.length, way);
    } else if (!request_read(&m, text.bytes, text.length, way)) {
        return;
    }
    one.place = tracking_number(pinfo, place);
    one.time = tracking_nanoseconds(&pinfo->abs_ts);
    one.by = pinfo->ptype == PT_UDP ? CARRIED_BY_DATAGRAM : CARRIED_BY_STREAM;
    one.source = place_end(&pinfo->src, pinfo->srcport);
    one.destination = place_end(&pinfo->dst, pinfo->destport);
    one.sent = bytes_of(text, way);
    one.datagram_id = datagram_id(pinfo, place);
    one.interface = interface_of(pinfo);
    tracker_add(messages, &one);
    calls_add(attempts, &one);
}

void tracking_add(packet_info *pinfo, const response_place *place, const message_way *way)
{
    /* A status line with the code 000 cannot be told from a request there. */
    if (place->origin != ORIGIN_RESPONSE || place->is_request != (place->code == 0)) {
        return;
    }
    if (is_left_out(pinfo)) {
        tracking_end();
        return;
    }
    if (messages == NULL) {
        messages = tracker_new(MAX(sipcodes_prefs.transactions_max, 1));
        attempts = calls_new(messages, MAX(sipcodes_prefs.transactions_max, 1));
    }
    give(pinfo, place, way);
}

/* ---- What is known ---- */

bool tracking_find(packet_info *pinfo, const response_place *place, tracked *found)
{
    if (messages == NULL || place->origin != ORIGIN_RESPONSE) {
        memset(found, 0, sizeof *found);
        return false;
    }
    return tracker_find(messages, pinfo->num, tracking_number(pinfo, place), found);
}

/* Of the first INVITE it is known later how the call ended. */
static void add_later(const packet_info *pinfo, uint32_t number, call_said *said)
{
    call whole;

    tell_time();
    if (calls_find(attempts, pinfo->num, number, &whole) && whole.frame == pinfo->num && whole.place == number) {
        said->ended = whole.ended;
    }
}

bool tracking_find_call(packet_info *pinfo, const response_place *place, call_said *said)
{
    uint32_t number;

    if (messages == NULL || place->origin != ORIGIN_RESPONSE) {
        *said = (call_said){ .number = 0 };
        return false;
    }
    number = tracking_number(pinfo, place);
    if (!calls_said(attempts, pinfo->num, number, said) || said->is_registration) {
        *said = (call_said){ .number = 0 };
        return false;
    }
    if (place->is_request && PINFO_FD_VISITED(pinfo)) {
        add_later(pinfo, number, said);
    }
    return true;
}

bool tracking_call_of(uint32_t frame, uint32_t number, call *found)
{
    if (messages == NULL) {
        *found = (call){ .number = 0 };
        return false;
    }
    tell_time();
    return calls_find(attempts, frame, number, found);
}

void tracking_note_brief(const packet_info *pinfo, const response_place *place, finding_index index)
{
    if (messages != NULL && place->origin == ORIGIN_RESPONSE) {
        calls_note_brief(attempts, pinfo->num, tracking_number(pinfo, place), index);
    }
}

void tracking_each_call(void (*take)(const call *one, void *context), void *context)
{
    if (messages != NULL) {
        tell_time();
        calls_each(attempts, take, context);
    }
}

uint64_t tracking_calls_forgotten(bool registrations)
{
    return messages == NULL ? 0 : calls_forgotten(attempts, registrations);
}

void tracking_add_findings(packet_info *pinfo, const response_place *place, findings *all)
{
    bool with_later = PINFO_FD_VISITED(pinfo);

    if (messages == NULL || place->origin != ORIGIN_RESPONSE) {
        return;
    }
    if (with_later) {
        tell_time();
    }
    tracker_findings(messages, pinfo->num, tracking_number(pinfo, place), with_later, all);
}

uint64_t tracking_forgotten(void)
{
    return messages == NULL ? 0 : tracker_forgotten(messages);
}

void tracking_absences(void (*take)(const absence *one, void *context), void *context)
{
    if (messages != NULL) {
        tell_time();
        tracker_absences(messages, take, context);
    }
}
