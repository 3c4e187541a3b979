/* hints.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hints.h"

#include <stdint.h>
#include <string.h>

#include "reason.h"
#include "transactions.h"

/* ---- The table ---- */

typedef enum {
    CONDITION_NONE,
    CONDITION_Q850,
    CONDITION_Q850_FAILURE,
    CONDITION_SIP_CAUSE,
    CONDITION_STIR_CAUSE,
    CONDITION_OTHER_STIR_CAUSE,
    CONDITION_REASON_TEXT,
    CONDITION_WARNING,
    CONDITION_STALE,
    CONDITION_ALGORITHM_WITHOUT_MD5,
    CONDITION_AKA,
    CONDITION_BEARER_ALONE,
    CONDITION_HEADER,
    CONDITION_CONTACT,
    CONDITION_CONTENT_TYPE,
    CONDITION_SERVER,
    CONDITION_PHRASE,
    CONDITION_BLOCKED,
    CONDITION_FLOW
} condition_kind;

typedef struct {
    condition_kind kind;
    uint16_t numbers[8];  /* causes or warn-codes, 0 ends them; one flow_fact */
    const char *words[4]; /* one of them; NULL ends them */
    header_id headers[2]; /* one of them; HEADER_OTHER ends them */
} condition;

#define CODES_MAX 16

/* Where requests stand, which have no code. */
#define CODE_OF_REQUESTS (CODE_MAX + 1)

typedef struct {
    const char *name;
    bool replaces;
    uint16_t codes[CODES_MAX]; /* 0 ends them */
    uint32_t methods;          /* one bit per method_index */
    condition conditions[3];   /* all of them */
    const char *text;
} row;

/* The words of hints.def, here alone. */
enum {
#define METHOD(name) name = 1 << METHOD_INDEX_##name,
#include "methods.def"
    ANY_METHOD = ~0,
};

#define ADD false
#define REPLACE true
#define ALL_BUT(methods) (~(methods) & ~(1 << METHOD_INDEX_NONE))
#define CODES(...) { __VA_ARGS__ }
#define ANY_FAILURE { 0 }
#define REQUEST { CODE_OF_REQUESTS }
#define WHEN(...) { __VA_ARGS__ }
#define ALWAYS { { .kind = CONDITION_NONE } }
#define Q850(...) { .kind = CONDITION_Q850, .numbers = { __VA_ARGS__ } }
#define Q850_FAILURE { .kind = CONDITION_Q850_FAILURE }
#define SIP_CAUSE(...) { .kind = CONDITION_SIP_CAUSE, .numbers = { __VA_ARGS__ } }
#define STIR_CAUSE(...) { .kind = CONDITION_STIR_CAUSE, .numbers = { __VA_ARGS__ } }
#define OTHER_STIR_CAUSE(...) { .kind = CONDITION_OTHER_STIR_CAUSE, .numbers = { __VA_ARGS__ } }
#define REASON_TEXT(...) { .kind = CONDITION_REASON_TEXT, .words = { __VA_ARGS__ } }
#define ANY_STIR_CAUSE { .kind = CONDITION_OTHER_STIR_CAUSE }
#define WARNING_IS(...) { .kind = CONDITION_WARNING, .numbers = { __VA_ARGS__ } }
#define STALE { .kind = CONDITION_STALE }
#define ALGORITHM_WITHOUT_MD5 { .kind = CONDITION_ALGORITHM_WITHOUT_MD5 }
#define AKA { .kind = CONDITION_AKA }
#define BEARER_ALONE { .kind = CONDITION_BEARER_ALONE }
#define HAS(...) { .kind = CONDITION_HEADER, .headers = { __VA_ARGS__ } }
#define CONTACT(...) { .kind = CONDITION_CONTACT, .words = { __VA_ARGS__ } }
#define CONTENT_TYPE(...) { .kind = CONDITION_CONTENT_TYPE, .words = { __VA_ARGS__ } }
#define SERVER(...) { .kind = CONDITION_SERVER, .words = { __VA_ARGS__ } }
#define PHRASE(...) { .kind = CONDITION_PHRASE, .words = { __VA_ARGS__ } }
#define BLOCKED { .kind = CONDITION_BLOCKED }
#define FLOW(fact) { .kind = CONDITION_FLOW, .numbers = { FLOW_##fact } }

/* A name that stands twice in hints.def does not compile. */
enum {
#define HINT(name, effect, codes, methods, conditions, text) ROW_##name,
#include "hints.def"
    ROW_COUNT
};

static const row rows[] = {
#define HINT(name, effect, codes, methods, conditions, text) { #name, effect, codes, (uint32_t)(methods), conditions, text },
#include "hints.def"
};

bool hint_row_at(size_t i, hint_row *one)
{
    if (i >= ROW_COUNT) {
        return false;
    }
    *one = (hint_row){ rows[i].name, rows[i].replaces, rows[i].text };
    return true;
}

/* ---- Texts ---- */

static bool contains_one(text_slice text, const condition *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->words) && c->words[i] != NULL; i++) {
        if (text_contains(text, c->words[i])) {
            return true;
        }
    }
    return false;
}

static bool starts_with_one(text_slice text, const condition *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->words) && c->words[i] != NULL; i++) {
        if (text_starts_with(text, c->words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_number(uint32_t number, const condition *c)
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

static bool fits_q850(uint32_t cause, const condition *c)
{
    return c->kind == CONDITION_Q850_FAILURE ? is_failure_cause(cause) : is_number(cause, c);
}

/* Without Reason, Asterisk says the same in a header field of its own. */
static bool has_q850(const message *m, const condition *c)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    const header_field *field;
    text_slice value;
    guint32 cause;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);

        if (reason.has_cause && reason_is(&reason, "Q.850") && fits_q850(reason.cause, c)) {
            return true;
        }
    }
    field = message_first(m, HEADER_X_ASTERISK_HANGUPCAUSECODE);
    return field != NULL && text_to_number(field->value, &cause) && fits_q850(cause, c);
}

static bool has_cause_of(const message *m, const char *protocol, const condition *c)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);

        if (reason.has_cause && reason_is(&reason, protocol)
            && is_number(reason.cause, c) != (c->kind == CONDITION_OTHER_STIR_CAUSE)) {
            return true;
        }
    }
    return false;
}

static bool has_reason_text(const message *m, const condition *c)
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

static bool has_warning(const message *m, const condition *c)
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

static bool has_header_with(const message *m, header_id id, const condition *c, bool (*fits)(text_slice, const condition *))
{
    for (const header_field *field = message_first(m, id); field != NULL; field = message_next(m, field)) {
        if (fits(field->value, c)) {
            return true;
        }
    }
    return false;
}

static bool has_one_header(const message *m, const condition *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->headers) && c->headers[i] != HEADER_OTHER; i++) {
        if (message_has(m, c->headers[i])) {
            return true;
        }
    }
    return false;
}

static bool has_one_parameter(text_slice text, const condition *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->words) && c->words[i] != NULL; i++) {
        if (c->words[i][0] == ';' && text_contains(text, c->words[i])) {
            return true;
        }
    }
    return false;
}

/* The scheme of a Contact is the first thing in it, or the first behind "<". */
static bool has_contact(const message *m, const condition *c)
{
    value_walk walk = message_values(m, HEADER_CONTACT);
    text_slice value;

    while (message_next_value(&walk, &value)) {
        size_t before = text_until(value, '<');
        text_slice uri = value;

        if (before < value.length) {
            uri = text_trim((text_slice){ value.bytes + before + 1, value.length - before - 1 });
        }
        if (starts_with_one(uri, c) || has_one_parameter(value, c)) {
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

/* ---- Which rows hold ---- */

static text_slice phrase_of(const message *m)
{
    size_t start = MIN(sizeof "SIP/2.0 200" - 1, m->status_line.length);

    return (text_slice){ m->status_line.bytes + start, m->status_line.length - start };
}

static bool holds(const condition *c, const response *r, const blocked_call *blocked)
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

static bool row_holds(const row *one, const response *r, const blocked_call *blocked)
{
    if ((one->methods >> r->m->method_index & 1) == 0) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(one->conditions); i++) {
        if (!holds(&one->conditions[i], r, blocked)) {
            return false;
        }
    }
    return true;
}

/* ---- Which rows speak of a code: found out once ---- */

#define ROW_WORDS ((ROW_COUNT + 63) / 64)

static uint64_t rows_of_code[CODE_OF_REQUESTS + 1][ROW_WORDS];

static void note_row(size_t code, size_t i)
{
    rows_of_code[code][i / 64] |= UINT64_C(1) << i % 64;
}

static void fill_rows_of_code(void)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        for (size_t n = 0; n < CODES_MAX && rows[i].codes[n] != 0; n++) {
            note_row(rows[i].codes[n], i);
        }
        for (size_t code = 400; rows[i].codes[0] == 0 && code <= CODE_MAX; code++) {
            note_row(code, i);
        }
    }
}

/* The code's own hint always has a place, if no row stands in for it. */
static void take_row(hint *all, const row *one, bool *is_replaced)
{
    if (one->replaces && *is_replaced) {
        return;
    }
    if (all->count < HINT_PIECES_MAX - 1 || one->replaces) {
        all->pieces[all->count++] = one->text;
    }
    *is_replaced = *is_replaced || one->replaces;
}

static void take_rows(hint *all, size_t code, const response *r, const blocked_call *blocked, bool *is_replaced)
{
    static gsize is_filled = 0;

    if (g_once_init_enter(&is_filled)) {
        fill_rows_of_code();
        g_once_init_leave(&is_filled, 1);
    }
    for (size_t word = 0; word < ROW_WORDS; word++) {
        for (uint64_t left = rows_of_code[code][word]; left != 0 && all->count < HINT_PIECES_MAX; left &= left - 1) {
            const row *one = &rows[word * 64 + (size_t)__builtin_ctzll(left)];

            if (row_holds(one, r, blocked)) {
                take_row(all, one, is_replaced);
            }
        }
    }
}

hint hint_for(const response *r, const blocked_call *blocked, const code_info *info)
{
    hint all = { 0, { NULL } };
    bool is_replaced = false;

    if (r->code <= CODE_MAX && info->status != STATUS_USER_DEFINED) {
        take_rows(&all, r->code, r, blocked, &is_replaced);
    }
    if (!is_replaced) {
        all.pieces[all.count++] = info->hint;
    }
    return all;
}

hint hint_for_request(const message *m)
{
    hint all = { 0, { NULL } };
    bool is_replaced = false;

    take_rows(&all, CODE_OF_REQUESTS, &(response){ .m = m }, &(blocked_call){ .is_blocked = false }, &is_replaced);
    return all;
}
