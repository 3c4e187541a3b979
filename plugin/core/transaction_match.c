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

/* The transaction that fits best by now, the newest of several. */
typedef struct {
    uint32_t number;
    int fit;
} best_match;

static bool has_key(const transaction *t, const message_keys *keys, method_index method)
{
    return t->branch == keys->branch && t->cseq == keys->cseq && t->method == (uint32_t)method && t->call == keys->call;
}

static void take_if_better(const arrival *a, uint32_t number, const transaction *t, best_match *best)
{
    int fit = way_fits(a, t);

    if (can_belong(a, fit) && (fit > best->fit || (fit == best->fit && number > best->number))) {
        *best = (best_match){ number, fit };
    }
}

static void look_in_keys(const arrival *a, method_index method, best_match *best)
{
    const message_keys *keys = &a->keys;
    hash_slot slot = hash_slot_first(&a->all->by_key, transaction_hash(keys->call, keys->branch, keys->cseq, method));

    for (uint32_t looked = 0; hash_slot_number(&slot) != 0 && looked < LOOK_BACK_MAX; hash_slot_next(&slot)) {
        const transaction *t = transaction_at(a->all, hash_slot_number(&slot));

        if (t != NULL && has_key(t, keys, method)) {
            take_if_better(a, hash_slot_number(&slot), t, best);
            looked++;
        }
    }
}

static uint32_t find_by_key(const arrival *a, method_index method)
{
    best_match best = { 0, -1 };
    uint32_t number = a->newest, looked = 0;

    for (const transaction *t = transaction_at(a->all, number); t != NULL; t = transaction_at(a->all, number)) {
        if (looked++ == NEWEST_OF_CALL) {
            look_in_keys(a, method, &best);
            break;
        }
        if (has_key(t, &a->keys, method)) {
            take_if_better(a, number, t, &best);
        }
        number = t->older;
    }
    return best.number;
}

/* An ACK to a 2xx has a branch of its own and may pass by proxies (RFC 3261, section 13.2.2.4); other branches are faults. */
static uint32_t find_invite_of_call(const arrival *a)
{
    uint32_t best = 0, looked = 0;
    int best_fit = -1;

    for (uint32_t number = a->newest; number != 0;) {
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

    for (uint32_t number = a->newest; transaction_at(a->all, number) != NULL;) {
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
        || a->all->tag_by_branch[a->keys.branch % BRANCHES_OF_LATE] != a->keys.own_from_tag || t->source != a->destination
        || t->destination != a->source || t->request == 0 || t->final != 0
        || start_of(a->all, t) == INSTANT_UNKNOWN || a->time - start_of(a->all, t) > TRANSACTION_TIMEOUT) {
        return 0;
    }
    return number;
}

static void begin_transaction(arrival *a)
{
    bool is_request = a->keys.is_request;

    a->t = transaction_add(a->all, &a->keys, &a->t_number);
    if (a->t == NULL) {
        return;
    }
    a->is_new = true;
    a->newest = a->t_number;
    a->t->epoch = a->all->epoch;
    a->t->source = (is_request ? a->source : a->destination) & ENDPOINTS_END;
    a->t->destination = (is_request ? a->destination : a->source) & ENDPOINTS_END;
    a->t->from_tag = a->keys.from_tag;
    a->t->via_count = a->keys.via_count;
    a->all->by_branch[a->keys.branch % BRANCHES_OF_LATE] = a->t_number;
    a->all->tag_by_branch[a->keys.branch % BRANCHES_OF_LATE] = a->keys.own_from_tag;
}

bool match_transaction(arrival *a)
{
    method_index method = a->keys.method;
    bool has_invite = a->keys.is_request && (method == METHOD_INDEX_ACK || method == METHOD_INDEX_CANCEL);

    a->newest = newest_of_call_now(a->all, a->keys.call);
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
