/* transaction_keys.h: what a message is matched by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts of messages are kept as hashes with a key of chance, so that nobody can make two different ones alike.
 */
#ifndef SIPCODES_TRANSACTION_KEYS_H
#define SIPCODES_TRANSACTION_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"
#include "text.h"

/** The key of the hashes. */
typedef struct {
    uint64_t words[2];
} hash_key;

/** A key of chance. */
hash_key hash_key_new(void);

/** Hashes bytes (SipHash-1-3). */
uint64_t hash_bytes(const hash_key *key, const void *bytes, size_t length);

/** Hashes a text to 32 bits, never 0, which stands for "there is none". */
uint32_t hash_text(const hash_key *key, text_slice text);

/** Hashes all bytes of a message, faster and weaker than hash_bytes(): tells packets apart. */
uint64_t hash_packet(const hash_key *key, text_slice sent);

/** What a message is matched by (RFC 3261, sections 17.1.3 and 17.2.3). */
typedef struct {
    uint64_t call;   /**< Call-ID */
    uint32_t branch; /**< of the top Via; without the cookie of RFC 3261 its sent-by and the From tag instead */
    uint32_t cseq;
    uint32_t from_tag; /**< as hash_text(); 0 where there is none */
    uint32_t to_tag;
    uint32_t vias;     /**< the branches of all Via but the first; 0 where there is one Via alone */
    uint8_t via_count; /**< 255 stands for more, too */
    method_index method;
    uint32_t method_hash; /**< of a method that methods.def does not have */
    bool is_request;
    bool knows_vias; /**< all Via were seen */
    bool has_cookie; /**< the branch is unique (RFC 3261, section 8.1.1.7) */
} message_keys;

/** Reads them; false where Call-ID, CSeq or Via is not there or not readable. */
bool message_keys_read(message_keys *keys, const hash_key *key, const message *m, bool is_request);

/** The tag parameter of a From or To header field; length 0 where there is none. */
text_slice message_tag(const message *m, header_id id);

#endif
