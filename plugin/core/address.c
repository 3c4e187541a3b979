/* address.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "address.h"

#include <string.h>

bool address_read_ipv4(text_slice text, uint8_t octets[4])
{
    for (size_t i = 0; i < 4; i++) {
        size_t length = i < 3 ? text_until(text, '.') : text.length;
        guint32 octet;

        if (length > 3 || length == 0 || (i < 3 && length == text.length)
            || !text_to_number((text_slice){ text.bytes, length }, &octet) || octet > 255) {
            return false;
        }
        octets[i] = (uint8_t)octet;
        length += i < 3 ? 1 : 0;
        text.bytes += length;
        text.length -= length;
    }
    return true;
}

static bool is_private_ipv4(const uint8_t octets[4])
{
    return octets[0] == 10 || octets[0] == 127 || (octets[0] == 172 && octets[1] >= 16 && octets[1] <= 31)
        || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 169 && octets[1] == 254)
        || (octets[0] == 100 && octets[1] >= 64 && octets[1] <= 127);
}

/* fc00::/7, fe80::/10 and ::1. */
static bool is_private_ipv6(const uint8_t bytes[16])
{
    static const uint8_t loopback[16] = { [15] = 1 };

    return (bytes[0] & 0xFE) == 0xFC || (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80) || memcmp(bytes, loopback, 16) == 0;
}

/* A terminated copy of what can be an address; longer text is none. */
static bool copy_address(text_slice text, char copy[64])
{
    if (text.length == 0 || text.length >= 64 || memchr(text.bytes, '\0', text.length) != NULL) {
        return false;
    }
    memcpy(copy, text.bytes, text.length);
    copy[text.length] = '\0';
    return true;
}

bool address_is_ip(text_slice text)
{
    char copy[64];

    return copy_address(text, copy) && g_hostname_is_ip_address(copy);
}

static text_slice without_brackets(text_slice text)
{
    if (text.length >= 2 && text.bytes[0] == '[' && text.bytes[text.length - 1] == ']') {
        return (text_slice){ text.bytes + 1, text.length - 2 };
    }
    return text;
}

bool address_is_private(text_slice text)
{
    uint8_t octets[4];

    text = without_brackets(text);
    if (address_read_ipv4(text, octets)) {
        return is_private_ipv4(octets);
    }
    if (!address_is_ip(text)) {
        return false;
    }
    /* The first 16 bits are written as four digits where they are these. */
    for (size_t i = 0; i < 4; i++) {
        if (i >= text.length || !g_ascii_isxdigit(text.bytes[i])) {
            return text_equal(text, "::1");
        }
    }
    return text_starts_with(text, "fc") || text_starts_with(text, "fd") || text_starts_with(text, "fe8") || text_starts_with(text, "fe9")
        || text_starts_with(text, "fea") || text_starts_with(text, "feb");
}

bool address_is_public(const uint8_t *bytes, size_t length)
{
    static const uint8_t unspecified[16] = { 0 };

    switch (length) {
    case 4:
        return bytes[0] != 0 && bytes[0] < 224 && !is_private_ipv4(bytes);
    case 16:
        return bytes[0] != 0xFF && memcmp(bytes, unspecified, 16) != 0 && !is_private_ipv6(bytes);
    default:
        return false;
    }
}
