/* transaction_credentials.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_credentials.h"

#include <string.h>

#include "status_line.h"
#include "transaction_notes.h"

/* A nonce lives at least so long with every known server. */
#define NONCE_IS_FRESH (30000 * MILLISECOND)

/* ---- Reading ---- */

/* What is looked at of a challenge, or of credentials; length 0 where it is not there. Quotes are taken off. */
typedef struct {
    text_slice realm, nonce, response, auts, stale;
} digest;

static bool is_named(text_slice name, const char *wanted, size_t length)
{
    return name.length == length && (name.bytes[0] | 0x20) == wanted[0] && g_ascii_strncasecmp(name.bytes, wanted, length) == 0;
}

#define TAKE_IF_NAMED(member)                               \
    if (is_named(name, #member, sizeof #member - 1)) {      \
        read->member = value;                               \
        return;                                             \
    }

static void take_parameter(digest *read, text_slice name, text_slice value)
{
    TAKE_IF_NAMED(realm)
    TAKE_IF_NAMED(nonce)
    TAKE_IF_NAMED(response)
    TAKE_IF_NAMED(auts)
    TAKE_IF_NAMED(stale)
}

/* The quoted string at the text's start without its quotes; the rest of the text where it is not closed. */
static text_slice quoted_at(text_slice text)
{
    const char *end = text.bytes + text.length;
    const char *at = text.bytes + 1;

    while (at < end && *at != '"') {
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    }
    return text_between(text.bytes + 1, MIN(at, end));
}

/* One pass over "name=value, name=\"value\"": it is done for each request with credentials. False for another scheme than Digest. */
static bool read_digest(text_slice value, digest *read)
{
    text_slice rest;

    *read = (digest){ .realm = { "", 0 }, .nonce = { "", 0 }, .response = { "", 0 }, .auts = { "", 0 }, .stale = { "", 0 } };
    if (!text_equal(text_split_word(value, &rest), "Digest")) {
        return false;
    }
    for (const char *equals; (equals = memchr(rest.bytes, '=', rest.length)) != NULL;) {
        const char *end = rest.bytes + rest.length, *comma;
        text_slice name = text_trim(text_between(rest.bytes, equals));
        text_slice inside;

        rest = text_trim(text_between(equals + 1, end));
        end = rest.bytes + rest.length;
        inside = rest.length > 0 && rest.bytes[0] == '"' ? quoted_at(rest) : (text_slice){ rest.bytes, 0 };
        comma = memchr(inside.bytes + inside.length, ',', (size_t)(end - inside.bytes - (ptrdiff_t)inside.length));
        if (rest.length > 0 && rest.bytes[0] != '"') {
            inside = text_trim(text_between(rest.bytes, comma == NULL ? end : comma));
        }
        take_parameter(read, name, inside);
        rest = comma == NULL ? (text_slice){ end, 0 } : text_trim(text_between(comma + 1, end));
    }
    return true;
}

/* The realm of a proxy is another one than that of a server, by the same name. */
static realm_nonce realm_nonce_of(const hash_key *key, const digest *read, bool is_proxy)
{
    return (realm_nonce){ hash_text(key, read->realm) ^ (is_proxy ? 0x5bd1e995U : 0), hash_text(key, read->nonce) };
}

/* With an empty response, IMS only says who it is (RFC 3310); with auts, the SIM asks for another nonce. */
static bool proves_something(const digest *read)
{
    return read->response.length > 0 && read->auts.length == 0;
}

static size_t keep_field(arrival *a, header_id id, bool is_proxy, realm_nonce *kept, size_t count)
{
    const message *m = a->message->m;
    digest read;

    for (const header_field *field = message_first(m, id); field != NULL && count < CREDENTIALS_MAX; field = message_next(m, field)) {
        if (read_digest(field->value, &read) && read.nonce.length > 0 && (!a->keys.is_request || proves_something(&read))) {
            kept[count++] = realm_nonce_of(&a->all->key, &read, is_proxy);
        }
    }
    return count;
}

void credentials_keep(arrival *a)
{
    transaction_extra *extra;

    if (!message_has(a->message->m, HEADER_AUTHORIZATION) && !message_has(a->message->m, HEADER_PROXY_AUTHORIZATION)) {
        return;
    }
    a->t->facts |= TRANSACTION_HAS_CREDENTIALS;
    extra = extra_make(a->all, a->t, a->t_number);
    if (extra != NULL) {
        size_t count = keep_field(a, HEADER_AUTHORIZATION, false, extra->used, 0);

        keep_field(a, HEADER_PROXY_AUTHORIZATION, true, extra->used, count);
    }
}

/* ---- Comparing ---- */

static uint32_t nonce_for(const realm_nonce *kept, uint32_t realm)
{
    for (size_t i = 0; i < CREDENTIALS_MAX; i++) {
        if (kept[i].realm == realm && kept[i].nonce != 0) {
            return kept[i].nonce;
        }
    }
    return 0;
}

/* Several challenges can have one realm: for several algorithms (RFC 8760). */
static bool has_nonce(const realm_nonce *kept, const realm_nonce *wanted)
{
    for (size_t i = 0; i < CREDENTIALS_MAX; i++) {
        if (kept[i].realm == wanted->realm && kept[i].nonce == wanted->nonce) {
            return true;
        }
    }
    return false;
}

/* Some clients change the From tag with each request. */
static bool is_in_chain(const transaction *t, const transaction *own)
{
    return t->source == own->source && t->destination == own->destination;
}

/* How the nonce that a request used came about. */
typedef struct {
    bool is_fresh;    /**< the newest challenge of the realm issued it just now, and nothing got through with it */
    uint32_t issued;  /**< the frame of that challenge; 0 where it was not seen */
    uint16_t refused; /**< how often credentials were refused before in a row */
} nonce_history;

/* Walks back to the newest challenge of the realm. */
static nonce_history history_of(const arrival *a, const realm_nonce *used)
{
    nonce_history history = { .is_fresh = false };
    bool was_accepted = false, is_last = true;
    uint32_t number = a->t->older, looked = 0;

    for (const transaction *t = transaction_at(a->all, number); t != NULL; t = transaction_at(a->all, number)) {
        const transaction_extra *extra = is_in_chain(t, a->t) ? extra_of(a->all, t) : NULL;
        const record *final = record_at(a->all, t->final);

        if (extra != NULL && final != NULL) {
            was_accepted |= has_nonce(extra->used, used) && record_code(final) / 100 == 2;
            history.refused = is_last ? extra->refused : history.refused;
            is_last = false;
            if (nonce_for(extra->issued, used->realm) != 0) {
                int64_t passed = a->t->start - t->start - record_time(final);

                history.is_fresh = has_nonce(extra->issued, used) && !was_accepted && t->epoch == a->t->epoch && passed < NONCE_IS_FRESH;
                history.issued = has_nonce(extra->issued, used) ? final->frame : 0;
                return history;
            }
        }
        number = next_of_call(a->all, t, &looked);
    }
    return history;
}

/* What the new challenge says of the realm. */
static bool find_challenge(const arrival *a, header_id id, bool is_proxy, uint32_t realm, bool *is_stale)
{
    const message *m = a->message->m;
    digest read;

    for (const header_field *field = message_first(m, id); field != NULL; field = message_next(m, field)) {
        if (read_digest(field->value, &read) && read.nonce.length > 0 && realm_nonce_of(&a->all->key, &read, is_proxy).realm == realm) {
            *is_stale = text_equal(read.stale, "true");
            return true;
        }
    }
    return false;
}

static void say_refused(arrival *a, transaction_extra *extra, const nonce_history *history)
{
    extra->refused = history->refused == UINT16_MAX ? UINT16_MAX : history->refused + 1;
    a->r->facts |= FLOW_CREDENTIALS_REFUSED;
    if (extra->refused > 1) {
        note_add(a, FINDING_credentials_refused,
                 "The credentials were refused, %u times in a row by now, although their nonce was fresh: user, password or realm is wrong "
                 "(RFC 7616, section 3.3).",
                 extra->refused);
    } else {
        note_add(a, FINDING_credentials_refused,
                 "The credentials were refused although their nonce had just been issued%s: user, password or realm is wrong "
                 "(RFC 7616, section 3.3).",
                 history->issued == 0 ? ", or comes back" : "");
    }
}

static void say_expired(arrival *a, const nonce_history *history)
{
    a->r->facts |= FLOW_NONCE_EXPIRED;
    if (history->issued != 0) {
        note_add(a, FINDING_nonce_expired_without_stale,
                 "The nonce of the credentials, issued in frame %u, had expired or was used up, and the challenge does not say so with "
                 "stale=true; the password may be right (RFC 7616, section 3.3).",
                 history->issued);
    } else {
        note_add(a, FINDING_nonce_expired_without_stale,
                 "The nonce of the credentials is not the one that was issued last in this capture, and the challenge does not say "
                 "stale=true; the password may be right (RFC 7616, section 3.3).");
    }
}

/* The server itself says that it was the nonce: "401 nonce has changed". */
static bool blames_nonce(const message *m)
{
    return text_contains(status_line_phrase(m->status_line), "nonce");
}

/* True where something was said. */
static bool check_one(arrival *a, transaction_extra *extra, const realm_nonce *used)
{
    nonce_history history;
    bool is_stale = false;

    if (used->nonce == 0
        || (!find_challenge(a, HEADER_WWW_AUTHENTICATE, false, used->realm, &is_stale)
            && !find_challenge(a, HEADER_PROXY_AUTHENTICATE, true, used->realm, &is_stale))) {
        return false;
    }
    if (is_stale) {
        note_add(a, FINDING_challenge_stale,
                 "Only the nonce was refused (stale=true), not the password: the client tries again with the new one by itself "
                 "(RFC 7616, section 3.3).");
        return true;
    }
    history = history_of(a, used);
    if ((history.is_fresh || has_nonce(extra->issued, used)) && !blames_nonce(a->message->m)) {
        say_refused(a, extra, &history);
    } else {
        say_expired(a, &history);
    }
    return true;
}

void credentials_check(arrival *a)
{
    transaction_extra *extra = extra_make(a->all, a->t, a->t_number);
    size_t count;

    if (extra == NULL) {
        return;
    }
    count = keep_field(a, HEADER_WWW_AUTHENTICATE, false, extra->issued, 0);
    keep_field(a, HEADER_PROXY_AUTHENTICATE, true, extra->issued, count);
    for (size_t i = 0; i < CREDENTIALS_MAX && request_of(a->all, a->t) != NULL; i++) {
        if (check_one(a, extra, &extra->used[i])) {
            return;
        }
    }
}
