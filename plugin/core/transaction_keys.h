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

/** Words of 32 bits in a key. */
#define HASH_KEY_WORDS 64

/** The key of the hashes. */
typedef struct {
    uint32_t words[HASH_KEY_WORDS];
} hash_key;

/** A key of chance. */
hash_key hash_key_new(void);

/** Hashes a text. Of two texts, chosen without knowing the key, the hashes are the same with a chance of at most about 1 in 2**32. */
uint64_t hash_long(const hash_key *key, text_slice text);

/** Hashes a text to 32 bits, never 0, which stands for "there is none". */
uint32_t hash_text(const hash_key *key, text_slice text);

/** What a message is matched by (RFC 3261, sections 17.1.3 and 17.2.3). */
typedef struct {
    uint32_t call;   /**< Call-ID */
    uint32_t branch; /**< of the top Via; without the cookie of RFC 3261 its sent-by and the From tag instead */
    uint32_t cseq;
    uint32_t from_tag; /**< equal for equal tags of equal Call-IDs; 0 where there is none */
    uint32_t to_tag;
    uint32_t own_from_tag; /**< equal for equal tags, whatever the Call-ID; 0 where there is none */
    uint32_t vias;         /**< the branches of all Via but the first; 0 where there is one Via alone */
    uint8_t via_count;     /**< 255 stands for more, too */
    method_index method;
    uint32_t method_hash; /**< of a method that methods.def does not have */
    bool is_request;
    bool knows_vias; /**< all Via were seen */
    bool has_cookie; /**< the branch is unique (RFC 3261, section 8.1.1.7) */
} message_keys;

/** Tells packets apart: by what they are matched by, their length, and the bytes at their start and end. */
uint64_t hash_packet(const message_keys *keys, uint32_t code, text_slice sent);

/** Reads them; false where Call-ID, CSeq or Via is not there or not readable. */
bool message_keys_read(message_keys *keys, const hash_key *key, const message *m, bool is_request);

/** The tag parameter of a From or To header field; length 0 where there is none. */
text_slice message_tag(const message *m, header_id id);

#endif
