/* agreement.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "agreement.h"

#include <stdbool.h>
#include <stdint.h>

#include "codes.h"
#include "reason.h"

typedef struct {
    uint16_t cause;
    uint16_t code;
    const char *name; /* of the cause */
} pair;

static const pair pairs_of_rfc3398[] = {
#define CAUSE_TO_CODE(cause, code, name) { cause, code, name },
#include "rfc3398.def"
};

static const struct {
    uint16_t cause;
    uint16_t code;
} other_pairs[] = {
#define GOES_TOO(cause, code, source) { cause, code },
#include "cause_maps.def"
};

/* NULL for a cause that the map does not list. */
static const pair *pair_of_cause(guint32 cause)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs_of_rfc3398); i++) {
        if (pairs_of_rfc3398[i].cause == cause) {
            return &pairs_of_rfc3398[i];
        }
    }
    return NULL;
}

static bool is_made_of_causes(guint code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs_of_rfc3398); i++) {
        if (pairs_of_rfc3398[i].code == code) {
            return true;
        }
    }
    /* RFC 3398, section 7.2.4.1 (+): in the place of 403. */
    return code == 603;
}

static bool goes_too(guint32 cause, guint code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(other_pairs); i++) {
        if (other_pairs[i].cause == cause && other_pairs[i].code == code) {
            return true;
        }
    }
    return false;
}

/* The cause is one that the map lists, and the code one that it makes of other causes; 488 depends on Warning (section 8.2.6.1). */
static bool code_conflicts(guint code, const pair *known)
{
    return code != 488 && known->code != code && is_made_of_causes(code) && !goes_too(known->cause, code);
}

static void check_q850(const response *r, guint32 cause, findings *all)
{
    const pair *known = pair_of_cause(cause);
    guint class_number = code_class(r->code);
    gboolean is_invite = r->m->method_index == METHOD_INDEX_INVITE;

    /* 31, unspecified, goes with anything. */
    if (known == NULL || cause == 31) {
        return;
    }
    if (class_number == 1 && r->code != 100 && r->code != 199) {
        finding_set_brief(findings_add(all, FINDING_provisional_failure,
                                       "This %u carries Q.850 cause %u (%s), a failure: mostly a leg has failed, and an announcement or tone "
                                       "is played before the final response, which is often %u (RFC 6432, section 3).",
                                       r->code, cause,
                                       known->name, known->code),
                          "failure: Q.850 cause %u in this %u", cause, r->code);
    } else if (class_number == 2 && is_invite) {
        finding_set_brief(findings_add(all, FINDING_reason_conflict,
                                       "%u says that the call succeeded, Q.850 cause %u (%s) stands for %u: mostly a network answered to play "
                                       "an announcement, or a gateway copied a cause that it had (RFC 3398, section 7.2.4.1).",
                                       r->code, cause,
                                       known->name, known->code),
                          "Q.850 cause %u stands for %u", cause, known->code);
    } else if (class_number >= 4 && is_invite && code_conflicts(r->code, known)) {
        /* The maps are about the failure of a call set-up. */
        finding_set_brief(findings_add(all, FINDING_reason_conflict,
                                       "%u comes with Q.850 cause %u (%s), which stands for %u: the cause is usually nearer to the origin; "
                                       "compare both sides of the gateway or B2BUA that made it (RFC 3398, section 7.2.4.1).",
                                       r->code, cause,
                                       known->name, known->code),
                          "Q.850 cause %u stands for %u", cause, known->code);
    }
}

/* A private number, such as FreeSWITCH's 142, and not the response's own code. */
static bool sip_cause_is_no_code(const response *r, const reason_value *reason)
{
    return reason->cause != r->code && code_lookup(reason->cause)->status == STATUS_UNKNOWN;
}

/* A server changes a 503 that came from behind it to 500 (RFC 3261, section 16.7), and the Reason still tells of the 503. */
static bool sip_cause_agrees(const response *r, const reason_value *reason)
{
    return reason->cause == r->code || (r->code == 500 && reason->cause == 503);
}

static void check_sip_cause(const response *r, const reason_value *reason, findings *all)
{
    /* A provisional response tells of another leg, and a 487 repeats why its request was cancelled (RFC 3326, section 3.1). */
    if (code_class(r->code) < 3 || r->code == 487 || sip_cause_agrees(r, reason)) {
        return;
    }
    finding_set_brief(findings_add(all, FINDING_reason_conflict,
                                   "The status line says %u, the Reason SIP cause %u (%s): a server on the way has changed the code, and the "
                                   "Reason keeps the original one (RFC 3326, section 2).",
                                   r->code, reason->cause,
                                   code_lookup(reason->cause)->name),
                      "Reason says SIP %u", reason->cause);
}

static void check_reason(const response *r, text_slice value, findings *all)
{
    reason_value reason = reason_read(value);
    bool is_sip = reason.has_cause && reason_is(&reason, "SIP");

    if (is_sip && sip_cause_is_no_code(r, &reason)) {
        reason.problem = reason.problem != NULL ? reason.problem : REASON_NO_SIP_CODE;
    }
    if (reason.problem != NULL) {
        findings_add(all, FINDING_reason_malformed, "Malformed Reason " TEXT_QUOTED ": %s (RFC 3326, section 2).", TEXT_QUOTED_ARGS(value),
                     reason.problem);
    }
    if (reason.has_cause && reason_is(&reason, "Q.850") && reason.cause <= 127) {
        check_q850(r, reason.cause, all);
    } else if (is_sip && code_class(reason.cause) != 0 && !sip_cause_is_no_code(r, &reason)) {
        check_sip_cause(r, &reason, all);
    }
}

void agreement_check(const response *r, findings *all)
{
    reason_walk walk;
    text_slice value;

    if (!message_has(r->m, HEADER_REASON)) {
        return;
    }
    walk = reason_values(r->m, HEADER_REASON);
    while (reason_next_value(&walk, &value)) {
        guint before = all->count;

        check_reason(r, value, all);
        for (guint i = before; i < all->count; i++) {
            all->list[i].offset = (guint)(value.bytes - r->m->start);
            all->list[i].length = (guint)value.length;
        }
    }
}
