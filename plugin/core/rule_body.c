/* rule_body.c: a glance at the session description in the body
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_checks.h"

#include <string.h>

#include "address.h"

/* The session description, where it was captured whole. */
static bool find_sdp(const response *r, text_slice *sdp)
{
    gsize length;

    if (!rule_body_length(r, &length) || length == 0 || length > r->m->body.length
        || !message_value_is(r->m, HEADER_CONTENT_TYPE, "application/sdp")) {
        return false;
    }
    *sdp = (text_slice){ r->m->body.bytes, length };
    return true;
}

/* With white space before it or not. */
static bool begins_line(const char *at, const char *start)
{
    while (at > start && text_is_space(at[-1]) && at[-1] != '\n') {
        at--;
    }
    return at == start || at[-1] == '\n';
}

/* The next line that begins with "type=", without its end; *rest, which begins with a line, moves behind it. The type's letter is rarer
 * than lines. */
static bool next_line_of(text_slice *rest, char type, text_slice *line)
{
    const char *end = rest->bytes + rest->length;

    for (const char *at = rest->bytes; (at = memchr(at, type, (size_t)(end - at))) != NULL; at++) {
        if (end - at >= 2 && at[1] == '=' && begins_line(at, rest->bytes)) {
            const char *line_end = memchr(at, '\n', (size_t)(end - at));

            *line = text_trim(text_between(at, line_end == NULL ? end : line_end));
            *rest = text_between(line_end == NULL ? end : line_end + 1, end);
            return true;
        }
    }
    return false;
}

/* The word with that number, counted from 0; empty where there are not so many. */
static text_slice word_of(text_slice line, guint number)
{
    text_slice word = text_split_word(line, &line);

    for (; number > 0; number--) {
        word = text_split_word(line, &line);
    }
    return word;
}

gboolean sdp_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    gsize length;

    *header = "SDP";
    return message_is_whole(r->m) && rule_body_length(r, &length) && length == 0;
}

gboolean sdp_has_only_port_0(const response *r, text_slice *offending, const char **header)
{
    text_slice rest, line;
    bool any = false;

    if (!find_sdp(r, &rest)) {
        return FALSE;
    }
    while (next_line_of(&rest, 'm', &line)) {
        if (!text_equal(word_of(line, 1), "0")) {
            return FALSE;
        }
        if (!any) {
            *offending = line;
        }
        any = true;
    }
    *header = "has port 0, as each m= line there";
    return any;
}

/* "c=IN IP4 address/ttl": without the TTL of a multicast address. */
static text_slice address_of(text_slice line)
{
    text_slice address = word_of(line, 2);
    const char *slash = memchr(address.bytes, '/', address.length);

    return slash == NULL ? address : text_between(address.bytes, slash);
}

/* A name is allowed as well; what looks like an address of four numbers is none. */
static bool is_name(text_slice text)
{
    bool has_letter = false;

    for (gsize i = 0; i < text.length; i++) {
        if (!g_ascii_isalnum(text.bytes[i]) && text.bytes[i] != '-' && text.bytes[i] != '.') {
            return false;
        }
        has_letter = has_letter || g_ascii_isalpha(text.bytes[i]);
    }
    return has_letter;
}

/* The usual line, "c=IN IP4 10.0.0.2": four numbers that need no second look. */
static bool has_plain_ipv4(text_slice line)
{
    static const char start[] = "c=IN IP4 ";
    size_t parts = 0, digits = 0;

    if (line.length < strlen(start) || memcmp(line.bytes, start, strlen(start)) != 0) {
        return false;
    }
    for (size_t i = strlen(start); i < line.length; i++) {
        char c = line.bytes[i];

        if (c == '.' && digits > 0) {
            parts++;
            digits = 0;
        } else if (!g_ascii_isdigit(c) || digits == 3 || (digits == 1 && line.bytes[i - 1] == '0') || (digits == 2 && line.bytes[i - 2] != '1')) {
            return false;
        } else {
            digits++;
        }
    }
    return parts == 3 && digits > 0;
}

gboolean sdp_address_is_none(const response *r, text_slice *offending, const char **header)
{
    text_slice rest;

    if (!find_sdp(r, &rest)) {
        return FALSE;
    }
    while (next_line_of(&rest, 'c', offending)) {
        text_slice address;

        if (has_plain_ipv4(*offending)) {
            continue;
        }
        address = address_of(*offending);
        /* Of other networks than the Internet we know nothing. */
        if (text_equal(word_of(*offending, 0), "c=IN") && !address_is_ip(address) && !is_name(address)) {
            *header = "has no address";
            return TRUE;
        }
    }
    return FALSE;
}

gboolean sdp_address_is_private(const response *r, text_slice *offending, const char **header)
{
    text_slice rest;

    if (!r->from_public || !find_sdp(r, &rest)) {
        return FALSE;
    }
    while (next_line_of(&rest, 'c', offending)) {
        if (address_is_private(address_of(*offending))) {
            *header = "is private, and the packet comes from a public address";
            return TRUE;
        }
    }
    return FALSE;
}
