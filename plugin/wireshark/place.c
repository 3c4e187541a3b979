/* place.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "place.h"

#include <string.h>

#include <epan/to_str.h>

#include "../core/address.h"
#include "../core/status_line.h"
#include "sip.h"

/* ---- Data sources ---- */

text_slice source_text(tvbuff_t *source)
{
    gsize length = tvb_captured_length(source);

    return (text_slice){ (const char *)tvb_get_ptr(source, 0, (int)length), length };
}

text_slice source_line(tvbuff_t *source, int offset)
{
    int length = tvb_find_line_end(source, offset, -1, NULL, FALSE);

    return (text_slice){ (const char *)tvb_get_ptr(source, offset, length), (gsize)length };
}

gboolean source_line_has_end(tvbuff_t *source, int offset)
{
    return (gsize)tvb_captured_length_remaining(source, offset) > source_line(source, offset).length;
}

gboolean source_is_line_end(tvbuff_t *source, int offset)
{
    guint8 byte = tvb_get_bits8(source, offset * 8, 8);

    return byte == '\r' || byte == '\n';
}

gboolean source_status_code(tvbuff_t *source, int offset, guint *code)
{
    if (offset < 0 || tvb_captured_length_remaining(source, offset) < STATUS_LINE_START) {
        return FALSE;
    }
    return status_line_code((text_slice){ (const char *)tvb_get_ptr(source, offset, STATUS_LINE_START), STATUS_LINE_START }, code);
}

/* ---- What is kept with a frame while it is dissected ---- */

/* Where a message/sip or message/sipfrag body stands. */
typedef struct {
    tvbuff_t *source;
    int start;
    int end;
} body_part;

/* One record for all: Wireshark looks for it among those of all dissectors. */
typedef struct {
    wmem_array_t *carried;   /* body_part; NULL where there are none */
    wmem_array_t *in_stream; /* response_place: what is annotated; NULL where there are none */
} frame_notes;

/* NULL where there is none, which is nearly always. */
static frame_notes *find_notes(packet_info *pinfo)
{
    return (frame_notes *)p_get_proto_data(pinfo->pool, pinfo, proto_sipcodes, 0);
}

static frame_notes *add_notes(packet_info *pinfo)
{
    frame_notes *notes = wmem_new0(pinfo->pool, frame_notes);

    p_add_proto_data(pinfo->pool, pinfo, proto_sipcodes, 0, notes);
    return notes;
}

static void keep(packet_info *pinfo, wmem_array_t **array, const void *element, gsize size)
{
    if (*array == NULL) {
        *array = wmem_array_new(pinfo->pool, size);
    }
    wmem_array_append(*array, element, 1);
}

void place_add_carried(packet_info *pinfo, tvbuff_t *tvb)
{
    body_part part = { tvb_get_ds_tvb(tvb), tvb_raw_offset(tvb), tvb_raw_offset(tvb) + (int)tvb_captured_length(tvb) };
    frame_notes *notes = find_notes(pinfo);

    keep(pinfo, notes != NULL ? &notes->carried : &add_notes(pinfo)->carried, &part, sizeof part);
}

static void note_if_carried(const frame_notes *notes, response_place *place)
{
    wmem_array_t *parts = notes != NULL ? notes->carried : NULL;

    for (guint i = 0; parts != NULL && i < wmem_array_get_count(parts); i++) {
        const body_part *part = (const body_part *)wmem_array_index(parts, i);

        if (part->source == place->source && place->offset >= part->start && place->offset < part->end) {
            place->origin |= ORIGIN_FRAGMENT;
            place->length = MIN(place->length, part->end - place->offset);
        }
    }
}

void place_note_if_carried(packet_info *pinfo, response_place *place)
{
    note_if_carried(find_notes(pinfo), place);
}

void place_note(packet_info *pinfo, response_place *place)
{
    frame_notes *notes = find_notes(pinfo);

    note_if_carried(notes, place);
    if (pinfo->ptype == PT_TCP) {
        keep(pinfo, notes != NULL ? &notes->in_stream : &add_notes(pinfo)->in_stream, place, sizeof *place);
    }
}

wmem_array_t *place_noted_in_stream(packet_info *pinfo)
{
    const frame_notes *notes = find_notes(pinfo);

    return notes != NULL && notes->in_stream != NULL ? notes->in_stream : wmem_array_new(pinfo->pool, sizeof(response_place));
}

gboolean place_is_noted(wmem_array_t *placed, const response_place *place, guint *next)
{
    guint count = wmem_array_get_count(placed);

    for (guint i = 0; i < count; i++) {
        guint at = (*next + i) % count;
        const response_place *other = (const response_place *)wmem_array_index(placed, at);

        if (other->source == place->source && other->offset == place->offset) {
            *next = at + 1;
            return TRUE;
        }
    }
    return FALSE;
}

/* ---- How a message came ---- */

response_origin place_origin_in_frame(packet_info *pinfo)
{
    gboolean is_quoted = wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_icmp)) != NULL
        || wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_icmpv6)) != NULL;

    return is_quoted ? ORIGIN_QUOTED : ORIGIN_RESPONSE;
}

enum { UDP_HEADER = 8 };

/* Behind a UDP header with the packet's ports; tunnels and all, it stands near the start. -1 where there is none. */
static int find_in_datagram(const packet_info *pinfo, text_slice data, text_slice start)
{
    enum { FARTHEST = 512 };
    char ports[] = { (char)(pinfo->srcport >> 8), (char)pinfo->srcport, (char)(pinfo->destport >> 8), (char)pinfo->destport };
    size_t needed = UDP_HEADER + start.length + 1;
    size_t end = data.length < needed ? 0 : MIN(data.length - needed + 1, FARTHEST);

    for (const char *at = data.bytes; (at = memchr(at, ports[0], (size_t)(data.bytes + end - at))) != NULL; at++) {
        const char *payload = at + UDP_HEADER;

        if (memcmp(at, ports, sizeof ports) == 0 && memcmp(payload, start.bytes, start.length) == 0 && payload[start.length] == ' ') {
            return (int)(payload - data.bytes);
        }
    }
    return -1;
}

bool place_find_in_datagram(packet_info *pinfo, const char *method, response_place *place)
{
    text_slice start = text_from(method);

    if (pinfo->ptype != PT_UDP || start.length == 0) {
        return false;
    }
    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)entry->data);
        int offset = find_in_datagram(pinfo, source_text(source), start);

        if (offset >= 0) {
            *place = (response_place){ .source = source, .offset = offset, .is_request = true };
            place->length = (int)tvb_captured_length(source) - offset;
            return true;
        }
    }
    return false;
}

/* A datagram's length bounds its body, and tells how much of it was not captured. UDP's header stands before a message that
 * fills its datagram, or before the line ends in front of it; where something else stands there, the body's length is not known. */
static gboolean find_datagram_length(packet_info *pinfo, const response_place *place, gsize *length, uint32_t *line_ends_before)
{
    *line_ends_before = 0;
    /* UDP-Lite has the checksum's coverage where UDP has its length (RFC 3828, section 3.1). */
    if (pinfo->ptype != PT_UDP || wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_udplite)) != NULL) {
        return FALSE;
    }
    for (int udp = place->offset - UDP_HEADER; udp >= 0; udp--) {
        int before = place->offset - UDP_HEADER - udp;
        guint16 udp_length = tvb_get_ntohs(place->source, udp + 4);

        if (tvb_get_ntohs(place->source, udp) == pinfo->srcport && tvb_get_ntohs(place->source, udp + 2) == pinfo->destport
            && udp_length >= UDP_HEADER + before + STATUS_LINE_START) {
            *line_ends_before = (uint32_t)before;
            *length = (gsize)(udp_length - UDP_HEADER - before);
            return TRUE;
        }
        if (!source_is_line_end(place->source, udp + UDP_HEADER - 1)) {
            return FALSE;
        }
    }
    return FALSE;
}

/* Of a packet that ICMP quotes, the addresses are not those around what was sent. */
static bool is_from_public_address(packet_info *pinfo)
{
    return (pinfo->src.type == AT_IPv4 || pinfo->src.type == AT_IPv6) && !pinfo->flags.in_error_pkt
        && address_is_public((const uint8_t *)pinfo->src.data, (size_t)pinfo->src.len);
}

endpoint place_end(const address *host, uint32_t port)
{
    endpoint end;

    memset(&end, 0, sizeof end);
    end.length = (uint8_t)MIN((size_t)MAX(host->len, 0), sizeof end.bytes);
    if (end.length > 0) {
        memcpy(end.bytes, host->data, end.length);
    }
    end.port = (uint16_t)port;
    return end;
}

address place_end_address(const endpoint *end)
{
    enum { IPV4_LENGTH = 4,
           ETHERNET_LENGTH = 6,
           IPV6_LENGTH = 16 };
    address result = ADDRESS_INIT_NONE;
    int type = end->length == IPV4_LENGTH ? AT_IPv4 : end->length == IPV6_LENGTH ? AT_IPv6
                                                                                 : AT_ETHER;

    if (end->length == IPV4_LENGTH || end->length == IPV6_LENGTH || end->length == ETHERNET_LENGTH) {
        set_address(&result, type, end->length, end->bytes);
    }
    return result;
}

char *place_address_text(const address *host)
{
    char *text = address_to_str(NULL, host);
    char *copy = g_strdup(text);

    wmem_free(NULL, text);
    return copy;
}

char *place_end_text(const endpoint *end)
{
    address host = place_end_address(end);

    return place_address_text(&host);
}

message_way place_way(packet_info *pinfo, const response_place *place)
{
    message_way way = { .over_stream = false };
    gsize length = 0;

    way.over_stream = pinfo->ptype == PT_TCP && wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_websocket)) == NULL;
    way.is_carried = (place->origin & ORIGIN_FRAGMENT) != 0;
    way.is_datagram = !way.is_carried && find_datagram_length(pinfo, place, &length, &way.line_ends_before);
    way.datagram_length = length;
    way.from_public = is_from_public_address(pinfo);
    /* Only what a short capture cut off is not known. */
    way.is_cut = tvb_captured_length_remaining(place->source, place->offset) == place->length
        && tvb_reported_length_remaining(place->source, place->offset) > place->length;
    return way;
}

text_slice place_text(const response_place *place)
{
    return (text_slice){ (const char *)tvb_get_ptr(place->source, place->offset, place->length), (gsize)place->length };
}
