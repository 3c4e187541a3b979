/* address.h: IP addresses as text and as bytes: can they be reached from everywhere?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_ADDRESS_H
#define SIPCODES_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/** True for an IPv4 address of four decimal numbers, which are put into octets[]; nothing may stand before or behind it. */
bool address_read_ipv4(text_slice text, uint8_t octets[4]);

/** True if the text, without brackets, is an IPv4 or IPv6 address. */
bool address_is_ip(text_slice text);

/**
 * True if only the sender's own network can reach the address (RFC 1918, RFC 6598, RFC 4193, loopback and link-local ones). Text, for
 * IPv6 with or without brackets; false for anything that is no IP address.
 */
bool address_is_private(text_slice text);

/** True for the 4 bytes of an IPv4 or the 16 of an IPv6 address that everybody can reach: neither private, nor unspecified, nor
 * multicast. False for any other length. */
bool address_is_public(const uint8_t *bytes, size_t length);

#endif
