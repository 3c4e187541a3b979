/* transaction_keys.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_keys.h"

#include <string.h>

#include <glib.h>

/* ---- Hashes ---- */

hash_key hash_key_new(void)
{
    hash_key key;

    for (size_t i = 0; i < G_N_ELEMENTS(key.words); i++) {
        key.words[i] = (uint64_t)g_random_int() << 32 | g_random_int();
    }
    return key;
}

static inline uint64_t turn_left(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

typedef struct {
    uint64_t v0, v1, v2, v3;
} sip_state;

static inline void sip_round(sip_state *s)
{
    s->v0 += s->v1;
    s->v1 = turn_left(s->v1, 13) ^ s->v0;
    s->v0 = turn_left(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = turn_left(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = turn_left(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = turn_left(s->v1, 17) ^ s->v2;
    s->v2 = turn_left(s->v2, 32);
}

static inline void sip_take(sip_state *s, uint64_t word)
{
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

/* The order of a word's bytes is the machine's: no hash leaves it. */
static inline uint64_t word_at(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Fewer than 8 bytes, behind others where length is more. */
static uint64_t last_word(const char *bytes, size_t left, size_t length)
{
    uint64_t word = 0;

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
    if (length >= 8) {
        return left == 0 ? 0 : word_at(bytes + left - 8) >> 8 * (8 - left);
    }
#else
    (void)length;
#endif
    for (size_t i = 0; i < left; i++) {
        word |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    }
    return word;
}

uint64_t hash_bytes(const hash_key *key, const void *bytes, size_t length)
{
    sip_state s = { key->words[0] ^ UINT64_C(0x736f6d6570736575), key->words[1] ^ UINT64_C(0x646f72616e646f6d),
                    key->words[0] ^ UINT64_C(0x6c7967656e657261), key->words[1] ^ UINT64_C(0x7465646279746573) };
    const char *at = (const char *)bytes;
    size_t left = length;

    for (; left >= 8; left -= 8, at += 8) {
        sip_take(&s, word_at(at));
    }
    sip_take(&s, last_word(at, left, length) | (uint64_t)length << 56);
    s.v2 ^= 0xff;
    for (int i = 0; i < 3; i++) {
        sip_round(&s);
    }
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

uint32_t hash_text(const hash_key *key, text_slice text)
{
    uint32_t hash = (uint32_t)hash_bytes(key, text.bytes, text.length);

    return hash == 0 ? 1 : hash;
}

static inline uint64_t mix(uint64_t state, uint64_t word)
{
    return turn_left((state ^ word) * UINT64_C(0x9e3779b97f4a7c15), 29);
}

uint64_t hash_packet(const hash_key *key, text_slice sent)
{
    uint64_t lanes[4] = { key->words[0], key->words[1], key->words[0] + sent.length, ~key->words[1] };
    const char *at = sent.bytes;
    size_t left = sent.length;

    for (; left >= 32; left -= 32, at += 32) {
        lanes[0] = mix(lanes[0], word_at(at));
        lanes[1] = mix(lanes[1], word_at(at + 8));
        lanes[2] = mix(lanes[2], word_at(at + 16));
        lanes[3] = mix(lanes[3], word_at(at + 24));
    }
    for (; left >= 8; left -= 8, at += 8) {
        lanes[0] = mix(lanes[0], word_at(at));
    }
    lanes[1] = mix(lanes[1], last_word(at, left, sent.length));
    return mix(mix(mix(lanes[0], lanes[1]), lanes[2]), lanes[3]) ^ lanes[3];
}

/* ---- Parameters ---- */

static bool is_named(text_slice parameter, const char *name, size_t length)
{
    return parameter.length > length && parameter.bytes[length] == '=' && (parameter.bytes[0] | 0x20) == name[0]
        && (memcmp(parameter.bytes, name, length) == 0 || g_ascii_strncasecmp(parameter.bytes, name, length) == 0);
}

/* What stands behind the address of a From or To. A display name with "<" in it leaves a quote behind. */
static text_slice behind_address(text_slice value)
{
    const char *end = value.bytes + value.length;
    const char *open = memchr(value.bytes, '<', value.length);
    const char *close = open == NULL ? NULL : memchr(open, '>', (size_t)(end - open));

    return close == NULL ? value : text_between(close + 1, end);
}

/* Looks through parameters that have neither quotes nor white space. */
static text_slice find_plain(text_slice parameters, const char *name, size_t length)
{
    const char *end = parameters.bytes + parameters.length;
    const char *at = memchr(parameters.bytes, ';', parameters.length);

    while (at != NULL) {
        text_slice parameter = text_between(at + 1, end);

        at = memchr(parameter.bytes, ';', parameter.length);
        if (is_named(parameter, name, length)) {
            return text_between(parameter.bytes + length + 1, at == NULL ? end : at);
        }
    }
    return (text_slice){ "", 0 };
}

/* As text_find_parameter(), faster for the usual value; parameters are what is left of it behind an address. */
static text_slice parameter_of(text_slice value, text_slice parameters, const char *name, size_t length)
{
    text_slice found;

    if (memchr(parameters.bytes, '"', parameters.length) == NULL) {
        found = find_plain(parameters, name, length);
        if (found.length > 0 && !text_is_space(found.bytes[0])) {
            return text_trim(found);
        }
        if (parameters.length == 0) {
            return found;
        }
    }
    return text_find_parameter(value, name, &found) == PARAMETER_WITH_VALUE ? found : (text_slice){ "", 0 };
}

text_slice message_tag(const message *m, header_id id)
{
    const header_field *field = message_first(m, id);

    return field == NULL ? (text_slice){ "", 0 } : parameter_of(field->value, behind_address(field->value), "tag", 3);
}

static uint32_t tag_hash(const hash_key *key, const message *m, header_id id)
{
    text_slice tag = message_tag(m, id);

    return tag.length == 0 ? 0 : hash_text(key, tag);
}

/* ---- Via ---- */

/* Host and port: what stands behind "SIP/2.0/UDP" and before the parameters. */
static text_slice sent_by(text_slice via)
{
    text_slice rest;

    via.length = text_until(via, ';');
    text_split_word(via, &rest);
    return rest;
}

static text_slice branch_of(text_slice via)
{
    return parameter_of(via, via, "branch", 6);
}

static void read_other_vias(message_keys *keys, const hash_key *key, value_walk *walk)
{
    text_slice via;

    keys->via_count = 1;
    keys->vias = 0;
    while (message_next_value(walk, &via)) {
        keys->vias = (keys->vias << 1 | keys->vias >> 31) ^ hash_text(key, branch_of(via));
        if (keys->via_count < UINT8_MAX) {
            keys->via_count++;
        }
    }
}

/* The next value of Via. Nearly always it is the whole field. */
static bool first_via(const message *m, value_walk *walk, text_slice *via)
{
    *walk = message_values(m, HEADER_VIA);
    if (walk->field != NULL && walk->rest.length > 0 && memchr(walk->rest.bytes, ',', walk->rest.length) == NULL) {
        *via = walk->rest;
        walk->rest.length = 0;
        return true;
    }
    return message_next_value(walk, via);
}

static bool read_vias(message_keys *keys, const hash_key *key, const message *m)
{
    value_walk walk;
    text_slice via, branch;

    if (!first_via(m, &walk, &via)) {
        return false;
    }
    branch = branch_of(via);
    /* Before the cookie, branches were not unique in time (RFC 3261, section 17.2.3). */
    keys->has_cookie = branch.length >= 7 && (memcmp(branch.bytes, "z9hG4bK", 7) == 0 || text_starts_with(branch, "z9hG4bK"));
    if (keys->has_cookie) {
        keys->branch = hash_text(key, branch);
    } else {
        keys->branch = hash_text(key, sent_by(via)) ^ keys->from_tag;
    }
    keys->branch ^= keys->method_hash;
    read_other_vias(keys, key, &walk);
    keys->knows_vias = message_is_whole(m);
    return true;
}

/* ---- All ---- */

static bool read_cseq(message_keys *keys, const message *m)
{
    const header_field *cseq = message_first(m, HEADER_CSEQ);

    return cseq != NULL && text_to_number((text_slice){ cseq->value.bytes, text_digits_length(cseq->value) }, &keys->cseq);
}

bool message_keys_read(message_keys *keys, const hash_key *key, const message *m, bool is_request)
{
    const header_field *call_id = message_first(m, HEADER_CALL_ID);

    if (call_id == NULL || call_id->value.length == 0 || m->method_index == METHOD_INDEX_NONE || !read_cseq(keys, m)) {
        return false;
    }
    keys->is_request = is_request;
    keys->method = m->method_index;
    keys->method_hash = m->method_index == METHOD_INDEX_OTHER ? hash_text(key, m->method) : 0;
    keys->call = hash_bytes(key, call_id->value.bytes, call_id->value.length);
    keys->from_tag = tag_hash(key, m, HEADER_FROM);
    keys->to_tag = tag_hash(key, m, HEADER_TO);
    return read_vias(keys, key, m);
}
