/* transaction_match.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_match.h"

/* How well the message's way fits the transaction's: 0 not at all. */
static int way_fits(const arrival *a, const transaction *t)
{
    bool from_source = a->keys.is_request ? a->source == t->source : a->destination == t->source;
    bool to_destination = a->keys.is_request ? a->destination == t->destination : a->source == t->destination;

    return (from_source ? 4 : 0) + (to_destination ? 4 : 0) + (a->keys.via_count == t->via_count ? 1 : 0);
}

/* A broken proxy hands its own request's branch on, so a request between two other addresses is another one; a response may come by
 * another way. */
static bool can_belong(const arrival *a, int fit)
{
    return !a->keys.is_request || fit >= 4;
}

static uint32_t find_by_key(const arrival *a, method_index method)
{
    const hash_slots *slots = &a->all->by_key;
    const message_keys *keys = &a->keys;
    uint32_t slot = hash_slot_first(slots, transaction_hash(keys->call, keys->branch, keys->cseq, method));
    uint32_t best = 0, looked = 0;
    int best_fit = -1;

    for (; slots->slots[slot] != 0 && looked < LOOK_BACK_MAX; slot = hash_slot_next(slots, slot)) {
        const transaction *t = transaction_at(a->all, slots->slots[slot]);
        int fit;

        if (t == NULL || t->branch != keys->branch || t->call != keys->call || t->cseq != keys->cseq || t->method != method) {
            continue;
        }
        looked++;
        fit = way_fits(a, t);
        if (can_belong(a, fit) && (fit > best_fit || (fit == best_fit && slots->slots[slot] > best))) {
            best = slots->slots[slot];
            best_fit = fit;
        }
    }
    return best;
}

/* An ACK to a 2xx has a branch of its own and may pass by proxies (RFC 3261, section 13.2.2.4); other branches are faults. */
static uint32_t find_invite_of_call(const arrival *a)
{
    uint32_t best = 0, looked = 0;
    int best_fit = -1;

    for (uint32_t number = newest_of_call(a->all, a->keys.call); number != 0;) {
        const transaction *t = transaction_at(a->all, number);

        if (t->method == METHOD_INDEX_INVITE && t->cseq == a->keys.cseq && t->from_tag == a->keys.from_tag) {
            int fit = way_fits(a, t) + (response_with_tag(a->all, t, a->keys.to_tag, 200, 299) != 0 ? 16 : 0);

            if (fit > best_fit) {
                best = number;
                best_fit = fit;
            }
        }
        number = next_of_call(a->all, t, &looked);
    }
    return best;
}

/* For a response without its transaction: the one that has its branch, but another CSeq, and waits for a response from there. */
static uint32_t find_misechoed(const arrival *a)
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

/* The same, with another Call-ID: all else has to agree. */
static uint32_t find_by_branch(const arrival *a)
{
    uint32_t number = a->all->by_branch[a->keys.branch % BRANCHES_OF_LATE];
    const transaction *t = transaction_at(a->all, number);

    if (t == NULL || !a->keys.has_cookie || t->branch != a->keys.branch || t->cseq != a->keys.cseq || t->method != a->keys.method
        || t->from_tag != a->keys.from_tag || t->source != a->destination || t->destination != a->source || t->request == 0 || t->final != 0
        || a->time - t->start > TRANSACTION_TIMEOUT) {
        return 0;
    }
    return number;
}

static void begin_transaction(arrival *a)
{
    bool is_request = a->keys.is_request;

    a->t = transaction_add(a->all, a->keys.call, a->keys.branch, a->keys.cseq, a->keys.method, &a->t_number);
    if (a->t == NULL) {
        return;
    }
    a->is_new = true;
    a->t->start = a->time;
    a->t->epoch = a->all->epoch;
    a->t->source = is_request ? a->source : a->destination;
    a->t->destination = is_request ? a->destination : a->source;
    a->t->from_tag = a->keys.from_tag;
    a->t->via_count = a->keys.via_count;
    a->all->by_branch[a->keys.branch % BRANCHES_OF_LATE] = a->t_number;
}

bool match_transaction(arrival *a)
{
    method_index method = a->keys.method;
    bool has_invite = a->keys.is_request && (method == METHOD_INDEX_ACK || method == METHOD_INDEX_CANCEL);

    if (has_invite) {
        a->invite_number = find_by_key(a, METHOD_INDEX_INVITE);
        a->invite_in_branch = a->invite_number != 0;
        if (!a->invite_in_branch) {
            a->invite_number = find_invite_of_call(a);
        }
    }
    a->t_number = method == METHOD_INDEX_ACK && a->invite_number != 0 ? a->invite_number : find_by_key(a, method);
    a->t = transaction_at(a->all, a->t_number);
    if (a->t == NULL && !a->keys.is_request) {
        a->t_number = find_misechoed(a);
        a->t_number = a->t_number != 0 ? a->t_number : find_by_branch(a);
        a->t = transaction_at(a->all, a->t_number);
    }
    if (a->t == NULL) {
        begin_transaction(a);
    }
    a->invite = transaction_at(a->all, a->invite_number);
    return a->t != NULL;
}
