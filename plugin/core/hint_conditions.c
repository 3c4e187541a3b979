/* hint_conditions.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hint_conditions.h"

#include "reason.h"

/* ---- Texts ---- */

static bool fits_one_word(text_slice text, const hint_condition *c, bool (*fits)(text_slice, const char *))
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->words) && c->words[i] != NULL; i++) {
        if (fits(text, c->words[i])) {
            return true;
        }
    }
    return false;
}

static bool contains_one(text_slice text, const hint_condition *c)
{
    return fits_one_word(text, c, text_contains);
}

static bool starts_with_one(text_slice text, const hint_condition *c)
{
    return fits_one_word(text, c, text_starts_with);
}

static bool has_parameter(text_slice text, const char *word)
{
    return word[0] == ';' && text_contains(text, word);
}

static bool is_number(uint32_t number, const hint_condition *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->numbers) && c->numbers[i] != 0; i++) {
        if (c->numbers[i] == number) {
            return true;
        }
    }
    return false;
}

/* ---- Conditions ---- */

/* A number of Q.850 other than 16, normal clearing. */
static bool is_failure_cause(uint32_t cause)
{
    return cause >= 1 && cause <= 127 && cause != 16;
}

static bool fits_cause(uint32_t cause, const hint_condition *c)
{
    switch (c->kind) {
    case CONDITION_Q850_FAILURE:
        return is_failure_cause(cause);
    case CONDITION_OTHER_STIR_CAUSE:
        return !is_number(cause, c);
    default:
        return is_number(cause, c);
    }
}

static bool has_cause_of(const message *m, const char *protocol, const hint_condition *c)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);

        if (reason.has_cause && reason_is(&reason, protocol) && fits_cause(reason.cause, c)) {
            return true;
        }
    }
    return false;
}

/* Without Reason, Asterisk says the same in a header field of its own. */
static bool has_q850(const message *m, const hint_condition *c)
{
    const header_field *field = message_first(m, HEADER_X_ASTERISK_HANGUPCAUSECODE);
    guint32 cause;

    return has_cause_of(m, "Q.850", c) || (field != NULL && text_to_number(field->value, &cause) && fits_cause(cause, c));
}

static bool has_reason_text(const message *m, const hint_condition *c)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        if (contains_one(reason_read(value).text, c)) {
            return true;
        }
    }
    return false;
}

static bool has_warning(const message *m, const hint_condition *c)
{
    reason_walk walk = reason_values(m, HEADER_WARNING);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        warning_value warning = warning_read(value);

        if (warning.has_code && is_number(warning.code, c)) {
            return true;
        }
    }
    return false;
}

static bool has_header_with(const message *m, header_id id, const hint_condition *c, bool (*fits)(text_slice, const hint_condition *))
{
    for (const header_field *field = message_first(m, id); field != NULL; field = message_next(m, field)) {
        if (fits(field->value, c)) {
            return true;
        }
    }
    return false;
}

static bool has_one_header(const message *m, const hint_condition *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->headers) && c->headers[i] != HEADER_OTHER; i++) {
        if (message_has(m, c->headers[i])) {
            return true;
        }
    }
    return false;
}

/* The scheme of a Contact is the first thing in it, or the first behind "<". */
static bool has_contact(const message *m, const hint_condition *c)
{
    value_walk walk = message_values(m, HEADER_CONTACT);
    text_slice value;

    while (message_next_value(&walk, &value)) {
        size_t before = text_until(value, '<');
        text_slice uri = value;

        if (before < value.length) {
            uri = text_trim((text_slice){ value.bytes + before + 1, value.length - before - 1 });
        }
        if (starts_with_one(uri, c) || fits_one_word(value, c, has_parameter)) {
            return true;
        }
    }
    return false;
}

/* ---- Challenges ---- */

static bool is_stale(text_slice parameters)
{
    text_slice stale;

    return text_find_challenge_parameter(parameters, "stale", &stale) == PARAMETER_WITH_VALUE && text_equal(text_without_quotes(stale), "true");
}

/* Absent, the algorithm is MD5 (RFC 7616, section 3.3). AKA's are used by phones with a SIM (RFC 3310, RFC 4169). */
static text_slice algorithm_of(text_slice parameters)
{
    text_slice algorithm;

    if (text_find_challenge_parameter(parameters, "algorithm", &algorithm) != PARAMETER_WITH_VALUE) {
        return text_from("MD5");
    }
    return text_without_quotes(algorithm);
}

static bool is_aka(text_slice algorithm)
{
    return text_starts_with(algorithm, "AKAv");
}

/* How many challenges the response has: all, of Bearer, of Digest, and of these of each kind. */
typedef struct {
    size_t all, bearer, digest, stale, md5, aka;
} challenge_counts;

static void count_digest(challenge_counts *counts, text_slice parameters)
{
    text_slice algorithm = algorithm_of(parameters);

    counts->digest++;
    counts->stale += is_stale(parameters);
    /* Anywhere, for some put several challenges into one line. */
    counts->md5 += text_equal(algorithm, "MD5") || text_contains(parameters, "MD5");
    counts->aka += is_aka(algorithm);
}

static challenge_counts count_challenges(const message *m)
{
    static const header_id fields[] = { HEADER_WWW_AUTHENTICATE, HEADER_PROXY_AUTHENTICATE };
    challenge_counts counts = { 0, 0, 0, 0, 0, 0 };

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        for (const header_field *field = message_first(m, fields[i]); field != NULL; field = message_next(m, field)) {
            text_slice parameters;
            text_slice scheme = text_split_word(field->value, &parameters);

            counts.all++;
            counts.bearer += text_equal(scheme, "Bearer") && !text_contains(parameters, "Digest");
            if (text_equal(scheme, "Digest") && scheme.length < field->value.length) {
                count_digest(&counts, parameters);
            }
        }
    }
    return counts;
}

/* Each challenge has to be seen before it can be said that none has MD5. */
static bool offers_no_md5(const message *m)
{
    challenge_counts counts = count_challenges(m);

    return message_is_whole(m) && counts.digest > 0 && counts.md5 == 0 && counts.aka == 0;
}

static bool offers_bearer_alone(const message *m)
{
    challenge_counts counts = count_challenges(m);

    return message_is_whole(m) && counts.all > 0 && counts.bearer == counts.all;
}

static text_slice phrase_of(const message *m)
{
    size_t start = MIN(sizeof "SIP/2.0 200" - 1, m->status_line.length);

    return (text_slice){ m->status_line.bytes + start, m->status_line.length - start };
}

bool hint_condition_holds(const hint_condition *c, const response *r, const blocked_call *blocked)
{
    switch (c->kind) {
    case CONDITION_NONE:
        return true;
    case CONDITION_Q850:
    case CONDITION_Q850_FAILURE:
        return has_q850(r->m, c);
    case CONDITION_SIP_CAUSE:
        return has_cause_of(r->m, "SIP", c);
    case CONDITION_STIR_CAUSE:
    case CONDITION_OTHER_STIR_CAUSE:
        return has_cause_of(r->m, "STIR", c);
    case CONDITION_REASON_TEXT:
        return has_reason_text(r->m, c);
    case CONDITION_WARNING:
        return has_warning(r->m, c);
    case CONDITION_STALE:
        return count_challenges(r->m).stale > 0;
    case CONDITION_ALGORITHM_WITHOUT_MD5:
        return offers_no_md5(r->m);
    case CONDITION_AKA:
        return count_challenges(r->m).aka > 0;
    case CONDITION_BEARER_ALONE:
        return offers_bearer_alone(r->m);
    case CONDITION_HEADER:
        return has_one_header(r->m, c);
    case CONDITION_CONTACT:
        return has_contact(r->m, c);
    case CONDITION_CONTENT_TYPE:
        return has_header_with(r->m, HEADER_CONTENT_TYPE, c, starts_with_one);
    case CONDITION_SERVER:
        return has_header_with(r->m, HEADER_SERVER, c, contains_one) || has_header_with(r->m, HEADER_USER_AGENT, c, contains_one);
    case CONDITION_PHRASE:
        return contains_one(phrase_of(r->m), c);
    case CONDITION_BLOCKED:
        return blocked->is_blocked;
    case CONDITION_FLOW:
        return (r->flow & c->numbers[0]) != 0;
    }
    return false;
}

/* ---- What a condition needs ---- */

header_set hint_condition_headers(const hint_condition *c)
{
    header_set needed = { { 0 } };

    switch (c->kind) {
    case CONDITION_Q850:
    case CONDITION_Q850_FAILURE:
        header_set_add(&needed, HEADER_X_ASTERISK_HANGUPCAUSECODE);
        header_set_add(&needed, HEADER_REASON);
        break;
    case CONDITION_SIP_CAUSE:
    case CONDITION_STIR_CAUSE:
    case CONDITION_OTHER_STIR_CAUSE:
    case CONDITION_REASON_TEXT:
        header_set_add(&needed, HEADER_REASON);
        break;
    case CONDITION_WARNING:
        header_set_add(&needed, HEADER_WARNING);
        break;
    case CONDITION_STALE:
    case CONDITION_ALGORITHM_WITHOUT_MD5:
    case CONDITION_AKA:
    case CONDITION_BEARER_ALONE:
        header_set_add(&needed, HEADER_WWW_AUTHENTICATE);
        header_set_add(&needed, HEADER_PROXY_AUTHENTICATE);
        break;
    case CONDITION_HEADER:
        for (size_t i = 0; i < G_N_ELEMENTS(c->headers) && c->headers[i] != HEADER_OTHER; i++) {
            header_set_add(&needed, c->headers[i]);
        }
        break;
    case CONDITION_CONTACT:
        header_set_add(&needed, HEADER_CONTACT);
        break;
    case CONDITION_CONTENT_TYPE:
        header_set_add(&needed, HEADER_CONTENT_TYPE);
        break;
    case CONDITION_SERVER:
        header_set_add(&needed, HEADER_SERVER);
        header_set_add(&needed, HEADER_USER_AGENT);
        break;
    case CONDITION_NONE:
    case CONDITION_PHRASE:
    case CONDITION_BLOCKED:
    case CONDITION_FLOW:
        break;
    }
    return needed;
}
