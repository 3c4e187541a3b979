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
        key.words[i] = g_random_int();
    }
    return key;
}

/* The order of a word's bytes is the machine's: no hash leaves it. */
static inline uint64_t word_at(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

/* 1 to 7 bytes: the first four and the last four of them, or each. */
static inline uint64_t last_word(const char *bytes, size_t left)
{
    uint32_t first, last;

    if (left < 4) {
        return (uint64_t)(unsigned char)bytes[0] << 16 | (uint64_t)(unsigned char)bytes[left / 2] << 8 | (unsigned char)bytes[left - 1];
    }
    memcpy(&first, bytes, sizeof first);
    memcpy(&last, bytes + left - sizeof last, sizeof last);
    return (uint64_t)first << 32 | last;
}

/* One step of NH (RFC 4418, section 5.2.2): a sum of products of the text's halves of words and the key's words. */
static inline uint64_t product(const uint32_t *key, uint64_t word)
{
    return (uint64_t)((uint32_t)word + key[0]) * ((uint32_t)(word >> 32) + key[1]);
}

static inline uint64_t stir(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* As much as the key is long, but for its last words, which are the length's. */
static inline uint64_t hash_piece(const uint32_t *key, text_slice text)
{
    uint64_t sum = product(key + HASH_KEY_WORDS - 2, text.length);
    const char *at = text.bytes;
    size_t left = text.length;

    for (; left >= 8; left -= 8, at += 8, key += 2) {
        sum += product(key, word_at(at));
    }
    return left == 0 ? sum : sum + product(key, last_word(at, left));
}

#define PIECE_MAX ((gsize)(HASH_KEY_WORDS - 2) / 2 * 8)

uint64_t hash_long(const hash_key *key, text_slice text)
{
    uint64_t hash = 0;

    while (text.length > PIECE_MAX) {
        hash = stir(hash + hash_piece(key->words, (text_slice){ text.bytes, PIECE_MAX }));
        text = text_skip(text, PIECE_MAX);
    }
    return stir(hash + hash_piece(key->words, text));
}

/* 0 is none. */
static uint32_t not_none(uint32_t hash)
{
    return hash == 0 ? 1 : hash;
}

uint32_t hash_text(const hash_key *key, text_slice text)
{
    return not_none((uint32_t)hash_long(key, text));
}

/* What of a packet's start and end is looked at: the two CSeq, tags and branches are told apart already. */
#define PACKET_START 128
#define PACKET_END 32

uint64_t hash_packet(const message_keys *keys, uint32_t code, text_slice sent)
{
    uint64_t hash = stir(keys->call) ^ (uint64_t)keys->branch << 32 ^ ((uint64_t)keys->cseq << 16 | code << 6 | (uint32_t)keys->method);
    const char *end = sent.bytes + sent.length;

    hash = stir(hash + ((uint64_t)keys->from_tag << 32 | keys->to_tag)) + sent.length;
    if (sent.length < PACKET_START + PACKET_END) {
        return hash;
    }
    for (const char *at = sent.bytes; at < sent.bytes + PACKET_START; at += 8) {
        hash = ((hash << 27 | hash >> 37) ^ word_at(at)) * UINT64_C(0x9e3779b97f4a7c15);
    }
    for (const char *at = end - PACKET_END; at < end; at += 8) {
        hash = ((hash << 27 | hash >> 37) ^ word_at(at)) * UINT64_C(0x9e3779b97f4a7c15);
    }
    return hash;
}

/* ---- Parameters ---- */

static inline bool is_named(text_slice parameter, const char *name, size_t length)
{
    return parameter.length > length && parameter.bytes[length] == '=' && (parameter.bytes[0] | 0x20) == name[0]
        && (memcmp(parameter.bytes, name, length) == 0 || g_ascii_strncasecmp(parameter.bytes, name, length) == 0);
}

static text_slice find_slowly(text_slice value, const char *name)
{
    text_slice found;

    return text_find_parameter(value, name, &found) == PARAMETER_WITH_VALUE ? found : (text_slice){ "", 0 };
}

/* What no tag has in it. */
/* clang-format off */
static const bool ends_tag[256] = {
    [';'] = true, ['>'] = true, ['"'] = true, [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true,
};
/* clang-format on */

/* Nearly always the tag is the last parameter, or there is none; then no other has to be looked at. */
text_slice message_tag(const message *m, header_id id)
{
    const header_field *field = message_first(m, id);
    const char *end, *at;

    if (field == NULL) {
        return (text_slice){ "", 0 };
    }
    end = field->value.bytes + field->value.length;
    for (at = end; at > field->value.bytes && !ends_tag[(unsigned char)at[-1]]; at--) {
    }
    if (at == end && at > field->value.bytes && at[-1] == '>') {
        return (text_slice){ "", 0 };
    }
    if (at > field->value.bytes && at[-1] == ';' && is_named(text_between(at, end), "tag", 3)) {
        return text_between(at + 4, end);
    }
    return find_slowly(field->value, "tag");
}

static uint32_t tag_hash(const hash_key *key, const message *m, header_id id)
{
    text_slice tag = message_tag(m, id);

    return tag.length == 0 ? 0 : hash_text(key, tag);
}

/* There are clients that give all their calls one tag, and among a million Call-IDs some have the same 32 bits: the half of the Call-ID's
 * hash that keys->call has no room for goes into the tags. */
static uint32_t tag_of_call(uint32_t tag, uint32_t rest_of_call)
{
    return tag == 0 ? 0 : not_none(tag ^ rest_of_call);
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

/* Nearly always there are neither quotes nor white space before it. */
static text_slice branch_of(text_slice via)
{
    const char *end = via.bytes + via.length;
    const char *at = via.bytes;

    while ((at = memchr(at, ';', (size_t)(end - at))) != NULL) {
        at++;
        if (is_named(text_between(at, end), "branch", 6) && memchr(via.bytes, '"', (size_t)(at - via.bytes)) == NULL) {
            const char *behind = memchr(at, ';', (size_t)(end - at));

            return text_trim(text_between(at + 7, behind == NULL ? end : behind));
        }
    }
    return find_slowly(via, "branch");
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

    size_t digits = 0;

    keys->cseq = 0;
    while (cseq != NULL && digits < cseq->value.length && g_ascii_isdigit(cseq->value.bytes[digits])) {
        keys->cseq = keys->cseq * 10 + (uint32_t)(cseq->value.bytes[digits++] - '0');
    }
    return digits > 0 && (digits < 10 || text_to_number((text_slice){ cseq->value.bytes, digits }, &keys->cseq));
}

bool message_keys_read(message_keys *keys, const hash_key *key, const message *m, bool is_request)
{
    const header_field *call_id = message_first(m, HEADER_CALL_ID);
    uint64_t call;

    if (call_id == NULL || call_id->value.length == 0 || m->method_index == METHOD_INDEX_NONE || !read_cseq(keys, m)) {
        return false;
    }
    keys->is_request = is_request;
    keys->method = m->method_index;
    keys->method_hash = m->method_index == METHOD_INDEX_OTHER ? hash_text(key, m->method) : 0;
    call = hash_long(key, call_id->value);
    keys->call = not_none((uint32_t)call);
    keys->own_from_tag = tag_hash(key, m, HEADER_FROM);
    keys->from_tag = tag_of_call(keys->own_from_tag, (uint32_t)(call >> 32));
    keys->to_tag = tag_of_call(tag_hash(key, m, HEADER_TO), (uint32_t)(call >> 32));
    return read_vias(keys, key, m);
}
