/* transaction_negotiation.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_negotiation.h"

#include <string.h>

#include "transaction_notes.h"

/* ---- Contact ---- */

/* A longer URI is compared as far as this. */
#define URI_MAX 256

/* User, host and port, without parameters and the usual port: what a registrar keeps of a Contact whatever else it adds to it. */
static uint32_t contact_hash(const hash_key *key, text_slice contact)
{
    char plain[URI_MAX];
    size_t length;
    const char *open = memchr(contact.bytes, '<', contact.length);
    text_slice uri = open == NULL ? contact : text_between(open + 1, contact.bytes + contact.length);

    for (length = 0; length < MIN(uri.length, sizeof plain) && strchr(";?>", uri.bytes[length]) == NULL; length++) {
        plain[length] = g_ascii_tolower(uri.bytes[length]);
    }
    if (length > 5 && memcmp(plain + length - 5, ":5060", 5) == 0) {
        length -= 5;
    }
    return hash_text(key, (text_slice){ plain, length });
}

static bool seconds_of(text_slice text, uint32_t *number)
{
    return text_to_number(text_trim(text), number);
}

/* The time of a Contact is its own, or that of the Expires header field (RFC 3261, section 10.2.1.1). */
static bool expires_of(const message *m, text_slice contact, uint32_t *number)
{
    const header_field *expires = message_first(m, HEADER_EXPIRES);
    text_slice own;

    if (contact.length > 0 && text_find_parameter(contact, "expires", &own) == PARAMETER_WITH_VALUE) {
        return seconds_of(text_without_quotes(own), number);
    }
    return expires != NULL && seconds_of(expires->value, number);
}

static bool is_timed(method_index method)
{
    return method == METHOD_INDEX_REGISTER || method == METHOD_INDEX_SUBSCRIBE || method == METHOD_INDEX_PUBLISH;
}

static void keep_expires(arrival *a)
{
    value_walk walk = message_values(a->message->m, HEADER_CONTACT);
    text_slice contact = { "", 0 };
    uint32_t asked = 0;
    bool has_contact = a->keys.method == METHOD_INDEX_REGISTER && message_next_value(&walk, &contact) && !text_equal(contact, "*");
    bool has_expires = expires_of(a->message->m, has_contact ? contact : (text_slice){ "", 0 }, &asked);

    if (!has_contact && !has_expires) {
        return;
    }
    cell_add(a->all, a->t, has_expires ? CELL_ASKED : CELL_ASKED_CONTACT, asked,
             has_contact ? contact_hash(&a->all->key, contact) : 0);
}

/* The binding that was asked for; false where there is none. *count gets how many there are. */
static bool find_binding(const arrival *a, uint32_t wanted, text_slice *found, size_t *count)
{
    value_walk walk = message_values(a->message->m, HEADER_CONTACT);
    text_slice contact;

    for (*count = 0; message_next_value(&walk, &contact); (*count)++) {
        if (contact_hash(&a->all->key, contact) == wanted) {
            *found = contact;
            return true;
        }
    }
    return false;
}

static void compare_expires(arrival *a, uint32_t asked, text_slice contact)
{
    uint32_t granted;

    if (expires_of(a->message->m, contact, &granted) && granted < asked) {
        note_add(a, FINDING_expires_shortened,
                 "Granted are %u s, asked for were %u s: the client has to be back by then (RFC 3261, section 10.3).", granted, asked);
    }
}

static void check_expires(arrival *a, bool has_expires, uint32_t asked, uint32_t wanted)
{
    text_slice contact = { "", 0 };
    size_t count = 0;

    if (wanted != 0 && (!has_expires || asked > 0)) {
        if (!find_binding(a, wanted, &contact, &count)) {
            if (count > 0 && message_is_whole(a->message->m) && (a->t->facts & TRANSACTION_SURE) != 0) {
                note_add(a, FINDING_binding_missing,
                         "The Contact of the REGISTER is not among the bindings in this %u: calls will not reach it, or the server "
                         "rewrote it (RFC 3261, section 10.3).",
                         record_code(a->r));
            }
            return;
        }
    }
    if (has_expires) {
        compare_expires(a, asked, contact);
    }
}

/* ---- Session timer ---- */

static void check_timer(arrival *a)
{
    if ((a->t->facts & TRANSACTION_WANTS_TIMER) != 0 && message_is_whole(a->message->m)
        && !message_has(a->message->m, HEADER_SESSION_EXPIRES)) {
        note_add(a, FINDING_session_timer_ignored,
                 "The request asks for a session timer, and this %u has no Session-Expires: the other side does not take part, so only the "
                 "caller's own refreshes show a dead call (RFC 4028, section 9).",
                 record_code(a->r));
    }
}

/* ---- Session description ---- */

static bool has_whole_description(const message *m)
{
    const header_field *length = message_first(m, HEADER_CONTENT_LENGTH);
    uint32_t bytes;

    return length != NULL && text_to_number(length->value, &bytes) && bytes > 0 && m->body.length >= bytes
        && message_value_is(m, HEADER_CONTENT_TYPE, "application/sdp");
}

/* But for the o= line, whose version may count. */
static uint32_t description_hash(const hash_key *key, const message *m)
{
    const header_field *field = message_first(m, HEADER_CONTENT_LENGTH);
    uint32_t length = 0, hash = 0;
    text_slice rest;

    text_to_number(field->value, &length);
    rest = (text_slice){ m->body.bytes, MIN(length, m->body.length) };
    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        text_slice line = end == NULL ? rest : text_between(rest.bytes, end);

        rest = text_skip(rest, line.length + 1);
        line = text_trim(line);
        if (!text_starts_with(line, "o=")) {
            hash = (hash << 1 | hash >> 31) ^ hash_text(key, line);
        }
    }
    return hash == 0 ? 1 : hash;
}

void negotiation_keep_early(arrival *a)
{
    const message *m = a->message->m;
    const cell *early;

    if (a->t->method != METHOD_INDEX_INVITE || !a->r->has_body || a->keys.to_tag == 0
        || (a->t->facts & TRANSACTION_OFFERS) == 0 || !has_whole_description(m)) {
        return;
    }
    early = cell_of(a->all, a->t, CELL_EARLY);
    if (early == NULL || early->b != a->keys.to_tag) {
        cell_set(a->all, a->t, CELL_EARLY_FRAME, a->message->frame, 0);
        cell_set(a->all, a->t, CELL_EARLY, description_hash(&a->all->key, m), a->keys.to_tag);
    }
}

/* A PRACK or UPDATE can bring a new offer. */
static bool was_offered_anew(const arrival *a)
{
    uint32_t looked = 0;

    for (uint32_t number = newest_around(a); transaction_at(a->all, number) != NULL && number > a->t_number;) {
        const transaction *t = transaction_at(a->all, number);

        if ((t->method == METHOD_INDEX_PRACK || t->method == METHOD_INDEX_UPDATE) && (t->facts & TRANSACTION_OFFERS) != 0) {
            return true;
        }
        number = next_of_call(a->all, t, &looked);
    }
    return false;
}

static void check_answer(arrival *a)
{
    const cell *early = cell_of(a->all, a->t, CELL_EARLY), *frame = cell_of(a->all, a->t, CELL_EARLY_FRAME);

    if (early != NULL && frame != NULL && early->b == a->keys.to_tag && has_whole_description(a->message->m)
        && description_hash(&a->all->key, a->message->m) != early->a && !was_offered_anew(a)) {
        note_add(a, FINDING_answer_changed,
                 "The session description is not that of the response in frame %u, which was the answer already: the caller has to ignore "
                 "this one, so audio can be missing (RFC 3261, section 13.2.1).",
                 frame->a);
    }
}

/* ---- All ---- */

void negotiation_keep(arrival *a)
{
    const message *m = a->message->m;

    if (message_has(m, HEADER_SESSION_EXPIRES) && (a->keys.method == METHOD_INDEX_INVITE || a->keys.method == METHOD_INDEX_UPDATE)
        && message_lists(m, HEADER_SUPPORTED, "timer")) {
        a->t->facts |= TRANSACTION_WANTS_TIMER;
    }
    if (is_timed(a->keys.method)) {
        keep_expires(a);
    }
}

static void check_asked(arrival *a)
{
    const cell *timed = cell_of(a->all, a->t, CELL_ASKED), *asked = timed != NULL ? timed : cell_of(a->all, a->t, CELL_ASKED_CONTACT);

    if (asked != NULL) {
        check_expires(a, timed != NULL, asked->a, asked->b);
    }
}

/* A stateless server may answer each sending anew. */
void negotiation_forget(arrival *a)
{
    if (a->t->cells != 0 && a->t->final != 0 && sendings_of(a->all, a->t) == 1) {
        cells_free(a->all, a->t, CELL_ASKED);
        cells_free(a->all, a->t, CELL_ASKED_CONTACT);
    }
}

void negotiation_check(arrival *a)
{
    if (request_of(a->all, a->t) == NULL) {
        return;
    }
    check_timer(a);
    if (a->t->method == METHOD_INDEX_INVITE) {
        check_answer(a);
    } else if (is_timed((method_index)a->t->method)) {
        check_asked(a);
    }
}
