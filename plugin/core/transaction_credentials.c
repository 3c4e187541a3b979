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

#define TAKE_IF_NAMED(member) \
    if (is_named(name, #member, sizeof #member - 1)) { \
        read->member = value; \
        return; \
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

/** The credentials of a request, or a challenge: hashes. */
typedef struct {
    uint32_t realm;
    uint32_t nonce;
} realm_nonce;

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

/* Challenges, or credentials, of one message that are looked at. */
#define CREDENTIALS_MAX 4

/* Keeps what *left allows. */
static void keep_field(arrival *a, header_id id, bool is_proxy, cell_kind kind, size_t *left)
{
    const message *m = a->message->m;
    digest read;

    for (const header_field *field = message_first(m, id); field != NULL && *left > 0; field = message_next(m, field)) {
        if (read_digest(field->value, &read) && read.nonce.length > 0 && (!a->keys.is_request || proves_something(&read))) {
            realm_nonce one = realm_nonce_of(&a->all->key, &read, is_proxy);

            cell_add(a->all, a->t, kind, one.realm, one.nonce);
            (*left)--;
        }
    }
}

void credentials_keep(arrival *a)
{
    size_t left = CREDENTIALS_MAX;

    if (!message_has(a->message->m, HEADER_AUTHORIZATION) && !message_has(a->message->m, HEADER_PROXY_AUTHORIZATION)) {
        return;
    }
    a->t->facts |= TRANSACTION_HAS_CREDENTIALS | TRANSACTION_HAD_MORE;
    keep_field(a, HEADER_AUTHORIZATION, false, CELL_USED, &left);
    keep_field(a, HEADER_PROXY_AUTHORIZATION, true, CELL_USED, &left);
}

/* ---- Comparing ---- */

static bool has_challenge(const tracker *all, const transaction *t, uint32_t realm)
{
    for (const cell *one = cell_of(all, t, CELL_ISSUED); one != NULL; one = cell_next(all, one)) {
        if (one->a == realm) {
            return true;
        }
    }
    return false;
}

/* Several challenges can have one realm: for several algorithms (RFC 8760). */
static bool has_nonce(const tracker *all, const transaction *t, cell_kind kind, const cell *wanted)
{
    for (const cell *one = cell_of(all, t, kind); one != NULL; one = cell_next(all, one)) {
        if (one->a == wanted->a && one->b == wanted->b) {
            return true;
        }
    }
    return false;
}

/* How often credentials were refused in a row, with this transaction. */
static uint32_t refused_with(const tracker *all, const transaction *t)
{
    const cell *refused = cell_of(all, t, CELL_REFUSED);

    return refused == NULL ? 0 : refused->a;
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
    uint32_t refused; /**< how often credentials were refused before in a row */
} nonce_history;

static bool is_soon_after(const arrival *a, uint32_t number)
{
    int64_t issued = instant_of(a->all, number);

    return issued == INSTANT_UNKNOWN || start_of(a->all, a->t) - issued < NONCE_IS_FRESH;
}

/* Walks back to the newest challenge of the realm. */
static nonce_history history_of(const arrival *a, const cell *used)
{
    nonce_history history = { .is_fresh = false };
    bool was_accepted = false, is_last = true;
    uint32_t number = a->t->older, looked = 0;

    for (const transaction *t = transaction_at(a->all, number); t != NULL; t = transaction_at(a->all, number)) {
        const record *final = record_at(a->all, t->final);

        if (is_in_chain(t, a->t) && (t->facts & TRANSACTION_HAD_MORE) != 0 && final != NULL) {
            was_accepted |= record_code(final) / 100 == 2 && has_nonce(a->all, t, CELL_USED, used);
            history.refused = is_last ? refused_with(a->all, t) : history.refused;
            is_last = false;
            if (has_challenge(a->all, t, used->a)) {
                bool was_issued = has_nonce(a->all, t, CELL_ISSUED, used);

                history.is_fresh = was_issued && !was_accepted && t->epoch == a->t->epoch && is_soon_after(a, t->final);
                history.issued = was_issued ? frame_of(a->all, t->final) : 0;
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

static void say_refused(arrival *a, const nonce_history *history)
{
    cell_set(a->all, a->t, CELL_REFUSED, history->refused + 1, 0);
    a->r->facts |= FLOW_CREDENTIALS_REFUSED;
    if (history->refused > 0) {
        note_add(a, FINDING_credentials_refused,
                 "The credentials were refused, %u times in a row by now, although their nonce was fresh: user, password or realm is wrong "
                 "(RFC 7616, section 3.3).",
                 history->refused + 1);
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
static bool check_one(arrival *a, const cell *used)
{
    nonce_history history;
    bool is_stale = false;

    if (!find_challenge(a, HEADER_WWW_AUTHENTICATE, false, used->a, &is_stale)
        && !find_challenge(a, HEADER_PROXY_AUTHENTICATE, true, used->a, &is_stale)) {
        return false;
    }
    if (is_stale) {
        note_add(a, FINDING_challenge_stale,
                 "Only the nonce was refused (stale=true), not the password: the client tries again with the new one by itself "
                 "(RFC 7616, section 3.3).");
        return true;
    }
    history = history_of(a, used);
    if ((history.is_fresh || has_nonce(a->all, a->t, CELL_ISSUED, used)) && !blames_nonce(a->message->m)) {
        say_refused(a, &history);
    } else {
        say_expired(a, &history);
    }
    return true;
}

void credentials_check(arrival *a)
{
    size_t left = CREDENTIALS_MAX;

    a->t->facts |= TRANSACTION_HAD_MORE;
    cells_free(a->all, a->t, CELL_ISSUED);
    keep_field(a, HEADER_WWW_AUTHENTICATE, false, CELL_ISSUED, &left);
    keep_field(a, HEADER_PROXY_AUTHENTICATE, true, CELL_ISSUED, &left);
    if (request_of(a->all, a->t) == NULL) {
        return;
    }
    for (const cell *used = cell_of(a->all, a->t, CELL_USED); used != NULL && !check_one(a, used); used = cell_next(a->all, used)) {
    }
}
