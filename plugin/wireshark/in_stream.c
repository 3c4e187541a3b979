/* in_stream.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "in_stream.h"

#include <string.h>

#include "../core/stream.h"
#include "annotate.h"
#include "frame_messages.h"
#include "refused.h"
#include "sip.h"

/* ---- Refused status lines ---- */

/* Does a TCP header of this very segment end here? */
static gboolean follows_tcp_header(packet_info *pinfo, tvbuff_t *source, int offset)
{
    enum { SHORTEST = 20,
           LONGEST = 60 };

    for (int length = SHORTEST; length <= MIN(LONGEST, offset); length += 4) {
        int header = offset - length;

        if ((tvb_get_bits8(source, (header + 12) * 8, 4) * 4) == length && tvb_get_ntohs(source, header) == pinfo->srcport
            && tvb_get_ntohs(source, header + 2) == pinfo->destport) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The next "SIP/" in any case; -1 if there is none. */
static int find_version(tvbuff_t *source, int from)
{
    int length = (int)tvb_captured_length(source);
    const char *bytes = (const char *)tvb_get_ptr(source, 0, length);

    for (int at = from; at + 4 <= length; at++) {
        if (g_ascii_strncasecmp(bytes + at, "SIP/", 4) == 0) {
            return at;
        }
    }
    return -1;
}

/* A continuation begins where the data do, or behind another message. Anywhere else a line is text of the continuation's own. */
static gboolean is_refused_at(packet_info *pinfo, tvbuff_t *source, int offset, gboolean follows_message, judged_line *line)
{
    gboolean can_start = offset == 0 || (follows_message && tvb_get_bits8(source, (offset - 1) * 8, 8) == '\n')
        || follows_tcp_header(pinfo, source, offset);

    /* What has no end yet can go on in the next segment. */
    return can_start && source_line_has_end(source, offset) && refused_is_malformed(source, offset, line);
}

void in_stream_annotate_continuation(packet_info *pinfo, proto_tree *tree, gboolean follows_message, wmem_array_t *placed)
{
    guint next = 0;

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)entry->data);

        for (int at = find_version(source, 0); at >= 0; at = find_version(source, at + 1)) {
            response_place place = { source, at, 0, 0, place_origin_in_frame(pinfo), NULL, false };
            judged_line line;

            if (!place_is_noted(placed, &place, &next) && is_refused_at(pinfo, source, at, follows_message, &line)) {
                wmem_array_append_one(placed, place);
                refused_annotate(pinfo, tree, &place, &line, "Wireshark takes it for a continuation");
                return;
            }
        }
    }
}

/* ---- Responses in a stream that stand behind line ends ----
 *
 * CRLF between messages keeps a connection open (RFC 3261, section 7.5; RFC 5626, section 3.5.1). The SIP dissector leaves all that
 * stands behind it in the segment alone: no record, no tree, and with a tree not even a layer. */

/* The end of the segment's TCP header in the frame's own bytes; -1 where there is none. Tunnels and all, it stands near the start. */
static int end_of_tcp_header(packet_info *pinfo, tvbuff_t *frame, int limit)
{
    enum { SHORTEST = 20,
           FARTHEST = 1024 };

    for (int offset = SHORTEST; offset <= MIN(limit, FARTHEST); offset++) {
        if (follows_tcp_header(pinfo, frame, offset)) {
            return offset;
        }
    }
    return -1;
}

/* TRUE if data reassembled in this frame ends with these bytes: then the segment's next message begins behind them. */
static gboolean ends_reassembled(packet_info *pinfo, text_slice bytes)
{
    for (GSList *entry = pinfo->data_src->next; entry != NULL; entry = entry->next) {
        text_slice other = source_text(get_data_source_tvb((const struct data_source *)entry->data));

        if (bytes.length > 0 && other.length >= bytes.length
            && memcmp(other.bytes + other.length - bytes.length, bytes.bytes, bytes.length) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Where a message begins in the data source, at or before the status line at the offset; -1 where that cannot be known. */
static int first_message(packet_info *pinfo, tvbuff_t *source, int offset)
{
    gboolean is_frame = source == get_data_source_tvb((const struct data_source *)pinfo->data_src->data);
    int begin = is_frame ? end_of_tcp_header(pinfo, source, offset) : 0;
    text_slice data = source_text(source);
    stream_message found;

    /* What was reassembled to the segment's end has been looked at there. */
    if (begin < 0 || (is_frame && ends_reassembled(pinfo, text_between(data.bytes + begin, data.bytes + data.length)))) {
        return -1;
    }
    if (stream_message_at(data, (gsize)begin, &found)) {
        return begin;
    }
    for (int end = offset; is_frame && end > begin && source_is_line_end(source, end - 1); end--) {
        if (ends_reassembled(pinfo, text_between(data.bytes + begin, data.bytes + end - 1))) {
            return end - 1;
        }
    }
    return -1;
}

/* The next line that begins with "SIP/" and has not been annotated; -1 if there is none. Slashes are fewer than lines. The lines were
 * annotated in nearly their order, so each look begins behind the last one found. */
static int find_line_passed_over(tvbuff_t *source, wmem_array_t *placed)
{
    enum { VERSION = 3 }; /* "SIP" */
    text_slice data = source_text(source);
    const char *end = data.bytes + data.length;
    guint next = 0;

    for (const char *slash = memchr(data.bytes, '/', data.length); slash != NULL; slash = memchr(slash + 1, '/', (gsize)(end - slash) - 1)) {
        const char *line = slash - data.bytes < VERSION ? slash : slash - VERSION;
        response_place place = { source, (int)(line - data.bytes), 0, 0, ORIGIN_RESPONSE, NULL, false };

        if ((line == data.bytes || line[-1] == '\n') && text_starts_with(text_between(line, end), "SIP/")
            && !place_is_noted(placed, &place, &next)) {
            return place.offset;
        }
    }
    return -1;
}

/* The SIP dissector has seen what stands before the first line ends, so only what follows is looked at. */
static void annotate_behind_line_ends(packet_info *pinfo, proto_tree *tree, tvbuff_t *source, int begin)
{
    text_slice data = source_text(source);
    gboolean is_behind = FALSE;
    stream_message found = { 0, (gsize)begin, 0 };

    while (stream_message_at(data, found.end, &found)) {
        response_place place = { source, (int)found.start, (int)(data.length - found.start), 0, place_origin_in_frame(pinfo), NULL, false };
        judged_line line;

        is_behind = is_behind || found.line_ends_before > 0;
        if (!is_behind) {
            continue;
        }
        if (source_status_code(source, place.offset, &place.code)) {
            annotate(pinfo, tree, &place);
        } else if (refused_is_malformed(source, place.offset, &line)) {
            refused_annotate(pinfo, tree, &place, &line, "Wireshark does not look at it");
        }
    }
}

void in_stream_annotate_passed_over(packet_info *pinfo, proto_tree *tree)
{
    wmem_array_t *placed = place_noted_in_stream(pinfo);

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)entry->data);

        int at = find_line_passed_over(source, placed);
        int begin = at < 0 ? -1 : first_message(pinfo, source, at);

        if (begin >= 0) {
            annotate_behind_line_ends(pinfo, tree, source, begin);
        }
    }
}

/* ---- Frames in which nothing is left ---- */

/* The lines of the frame that were annotated, by the source that is looked at, and what is asked of its requests. */
typedef struct {
    packet_info *pinfo;
    wmem_array_t *placed;
    guint next;
    const wanted_checks *of_requests;
} stream_look;

/* The version in a Via: a slash stands behind it, and no status line has one there. */
static inline bool is_in_via(const char *slash, const char *data, const char *end)
{
    static const char start[] = "SIP/2.0/";
    const char *at = slash - strlen("SIP");

    return at > data && at[-1] != '\n' && (size_t)(end - at) >= strlen(start) && memcmp(at, start, strlen(start)) == 0;
}

static bool can_be_first(packet_info *pinfo, tvbuff_t *source, text_slice data, size_t at)
{
    return at == 0 || data.bytes[at - 1] == '\n' || follows_tcp_header(pinfo, source, (int)at);
}

/* Nothing is to be done about what begins with "SIP/" there. */
static bool is_settled(stream_look *look, tvbuff_t *source, text_slice data, size_t at)
{
    response_place place = { .source = source, .offset = (int)at };

    if (place_is_noted(look->placed, &place, &look->next)) {
        return true;
    }
    if (source_status_code(source, place.offset, &place.code)) {
        return false;
    }
    if (frame_is_request_line(data, place.offset)) {
        return look->of_requests == NULL || !request_may_say(data.bytes + at, data.length - at, *look->of_requests);
    }
    return !can_be_first(look->pinfo, source, data, at);
}

/* Slashes are fewer than lines. */
static bool is_source_settled(stream_look *look, tvbuff_t *source)
{
    static const char version[] = "SIP";
    text_slice data = source_text(source);
    const char *end = data.bytes + data.length;

    for (const char *slash = data.bytes; (slash = memchr(slash, '/', (size_t)(end - slash))) != NULL; slash++) {
        size_t at = (size_t)(slash - data.bytes);

        if (at >= strlen(version) && (slash[-1] | 0x20) == 'p' && !is_in_via(slash, data.bytes, end)
            && text_starts_with(text_between(slash - strlen(version), end), version)
            && !is_settled(look, source, data, at - strlen(version))) {
            return false;
        }
    }
    return true;
}

bool in_stream_nothing_is_left(packet_info *pinfo, const wanted_checks *of_requests)
{
    stream_look look = { .pinfo = pinfo, .placed = place_noted_in_stream(pinfo), .of_requests = of_requests };

    for (GSList *entry = pinfo->data_src; entry != NULL; entry = entry->next) {
        if (!is_source_settled(&look, get_data_source_tvb((const struct data_source *)entry->data))) {
            return false;
        }
    }
    return true;
}
