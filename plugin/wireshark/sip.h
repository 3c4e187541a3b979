/* sip.h: what belongs to others in Wireshark, by the ids and handles under which they are known; and our own protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_SIP_H
#define SIPCODES_SIP_H

#include "compat.h"

/** Our own protocol, registered by draw_register(). */
extern int proto_sipcodes;

/** Protocols; -1 where this Wireshark has none of the name. Valid from our hand-off on. */
extern int proto_sip;
extern int proto_websocket;
extern int proto_icmp;
extern int proto_icmpv6;
extern int proto_udplite;

/** The SIP dissector for one message. */
extern dissector_handle_t sip_handle;

/** The SIP dissector's Status-Line and Request-Line. */
extern int hf_sip_status_line;
extern int hf_sip_request_line;

/** What Wireshark registers behind the hand-off of plugins: its expert infos and their tap. Valid while a file is open. */
extern int proto_expert_info;
extern int tap_expert;

/** Finds what is there at our hand-off. */
void sip_find(void);

/** Finds the rest; to be called before each file. */
void sip_find_late(void);

/** TRUE if the protocol is switched on. */
gboolean sip_is_enabled(int proto);

#endif
