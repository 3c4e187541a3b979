/* transaction_findings.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_findings.h"

#include "reason.h"

/* ---- What is kept of a request ---- */

/* The CANCEL of a call that was picked up on another phone says so, as SIP;cause=200 (RFC 3326, section 2) or in the usual words. */
static bool says_elsewhere(const message *m)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);

        if (reason_is(&reason, "SIP")
            && ((reason.has_cause && reason.cause == 200) || text_equal(reason.text, "Call completed elsewhere"))) {
            return true;
        }
    }
    return false;
}

static void join_cancel(arrival *a)
{
    if (says_elsewhere(a->message->m)) {
        a->t->facts |= TRANSACTION_ELSEWHERE;
    }
    if (a->invite != NULL) {
        a->t->partner = a->invite_number;
        a->invite->partner = a->t_number;
    }
}

void facts_of_request(arrival *a)
{
    const message *m = a->message->m;

    a->t->from_tag = a->keys.from_tag;
    a->t->via_count = a->keys.via_count;
    a->t->vias = a->keys.vias;
    a->t->facts |= (message_is_whole(m) ? TRANSACTION_SURE : 0) | (a->message->by == CARRIED_BY_STREAM ? TRANSACTION_STREAM : 0)
        | (a->keys.knows_vias ? TRANSACTION_KNOWS_VIAS : 0) | (message_has(m, HEADER_EXPIRES) ? TRANSACTION_HAS_EXPIRES : 0)
        | (m->body.length > 0 ? TRANSACTION_OFFERS : 0);
    if (a->keys.method == METHOD_INDEX_CANCEL) {
        join_cancel(a);
    }
}

bool is_same_provisional(const arrival *a, const record *r, uint32_t what)
{
    (void)a;
    return (r->what & (RECORD_RELIABLE | RECORD_BODY)) == (what & (RECORD_RELIABLE | RECORD_BODY));
}

uint32_t find_misechoed(const arrival *a)
{
    uint32_t looked = 0;

    for (uint32_t number = newest_of_call(a->all, a->keys.call); transaction_at(a->all, number) != NULL;) {
        const transaction *t = transaction_at(a->all, number);

        if (t->branch == a->keys.branch && t->request != 0 && t->final == 0 && t->source == a->destination && t->destination == a->source) {
            return number;
        }
        number = next_of_call(a->all, t, &looked);
    }
    return 0;
}

/* ---- Notes ---- */

void notes_forget(tracker *all, uint32_t first)
{
    for (uint32_t number = all->notes.first; number < first; number++) {
        g_free(((note *)numbered_at(&all->notes, number))->text);
    }
    numbered_forget(&all->notes, first);
}

void transaction_findings_add(arrival *a)
{
    (void)a;
}

void tracker_findings(const tracker *all, uint32_t frame, uint32_t place, bool with_later, findings *found)
{
    (void)all, (void)frame, (void)place, (void)with_later, (void)found;
}

void tracker_absences(const tracker *all, void (*take)(const absence *one, void *context), void *context)
{
    (void)all, (void)take, (void)context;
}
