/* reason.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reason.h"

#include <stdint.h>
#include <string.h>

#include "codes.h"

/* ---- Parameters ---- */

static text_slice skip(text_slice text, gsize length)
{
    length = MIN(length, text.length);
    return (text_slice){ text.bytes + length, text.length - length };
}

/* A quoted string ends a word: no token and no host name has quotes in it. */
static gsize length_of_word(text_slice text)
{
    gsize length = 0;

    while (length < text.length && !text_is_space(text.bytes[length]) && text.bytes[length] != '"') {
        length++;
    }
    return length;
}

static gsize length_of_digits(text_slice text)
{
    gsize length = 0;

    while (length < text.length && g_ascii_isdigit(text.bytes[length])) {
        length++;
    }
    return length;
}

/* The bytes that the comment at the text's start takes, parentheses included; 0 where it is not closed. Comments nest. */
static gsize length_of_comment(text_slice text)
{
    guint depth = 0;

    for (gsize i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (c == '\\') {
            i++;
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* The inside of "..."; FALSE where the text is no whole quoted string, with what stands behind an opening quote. */
static gboolean unwrap_quotes(text_slice text, text_slice *inside)
{
    *inside = text;
    if (text.length == 0 || text.bytes[0] != '"') {
        return FALSE;
    }
    *inside = skip(text, 1);
    for (gsize i = 1; i < text.length; i++) {
        if (text.bytes[i] == '\\') {
            i++;
        } else if (text.bytes[i] == '"') {
            inside->length = i - 1;
            return i + 1 == text.length;
        }
    }
    return FALSE;
}

gsize text_unquote(text_slice text, char *out)
{
    gsize length = 0;

    for (gsize i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        /* A quoted-pair holds no line end (RFC 3261, section 25.1). */
        if (c == '\\' && i + 1 < text.length && text.bytes[i + 1] != '\r' && text.bytes[i + 1] != '\n') {
            c = text.bytes[++i];
        } else if (c == '\r' || c == '\n') {
            /* A folded line stands for one space (RFC 3261, section 7.3.1). */
            while (i + 1 < text.length && text_is_space(text.bytes[i + 1])) {
                i++;
            }
            while (length > 0 && text_is_space(out[length - 1])) {
                length--;
            }
            c = ' ';
        }
        out[length++] = c;
    }
    out[length] = '\0';
    return length;
}

/* ---- Values ---- */

reason_walk reason_values(const message *m, header_id id)
{
    return (reason_walk){ message_values(m, id), 0 };
}

gboolean reason_next_value(reason_walk *walk, text_slice *value)
{
    if (walk->count == REASON_VALUES_MAX || !message_next_value(&walk->walk, value)) {
        return FALSE;
    }
    walk->count++;
    return TRUE;
}

static gboolean has_more_values(const message *m, header_id id)
{
    reason_walk walk = reason_values(m, id);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
    }
    return message_next_value(&walk.walk, &value);
}

/* Only then can a value be called missing. */
static bool all_values_are_known(const message *m, header_id id)
{
    return message_is_whole(m) && !has_more_values(m, id);
}

gboolean reason_has_more_values(const message *m)
{
    return has_more_values(m, HEADER_REASON) || has_more_values(m, HEADER_WARNING);
}

/* ---- Reason ---- */

static void set_problem(reason_value *reason, const char *problem)
{
    if (reason->problem == NULL) {
        reason->problem = problem;
    }
}

static const char no_sip_status_code[] = "the cause is not a SIP status code: one of Q.850, or a PBX's own";

static void read_cause(reason_value *reason, text_slice value)
{
    if (reason->has_cause) {
        set_problem(reason, "two cause parameters");
        return;
    }
    reason->has_cause = text_to_number(value, &reason->cause);
    if (!reason->has_cause) {
        set_problem(reason, "the cause is not a number");
    } else if (reason_is(reason, "Q.850") && reason->cause > 127) {
        set_problem(reason, "a cause of Q.850 above 127");
    } else if (reason_is(reason, "SIP") && code_class(reason->cause) == 0) {
        set_problem(reason, no_sip_status_code);
    }
}

/* A parameter's name must not come twice (RFC 3261, section 7.3.1): as with causes, the first one stays. */
static void read_once(reason_value *reason, text_slice *into, text_slice value, const char *twice, const char *not_quoted)
{
    if (into->length > 0) {
        set_problem(reason, twice);
    } else if (not_quoted == NULL) {
        *into = value;
    } else if (!unwrap_quotes(value, into)) {
        set_problem(reason, not_quoted);
    }
}

static void read_reason_parameter(reason_value *reason, text_slice parameter)
{
    gsize name_length = text_until(parameter, '=');
    text_slice name = text_trim((text_slice){ parameter.bytes, name_length });
    text_slice value = text_trim(skip(parameter, name_length + 1));

    if (name.length == 0) {
        set_problem(reason, "a parameter has no name");
    } else if (text_equal(name, "cause")) {
        read_cause(reason, value);
    } else if (text_equal(name, "text")) {
        read_once(reason, &reason->text, value, "two text parameters", "the text is not a quoted string");
    } else if (text_equal(name, "location")) {
        read_once(reason, &reason->location, value, "two location parameters", NULL);
    } else if (text_equal(name, "ppi")) {
        read_once(reason, &reason->ppi, value, "two ppi parameters", "the ppi is not a quoted string");
    }
}

reason_value reason_read(text_slice value)
{
    text_slice none = { value.bytes, 0 };
    reason_value reason = { .sent = value, .text = none, .location = none, .ppi = none };
    gsize length = text_until(value, ';');
    text_slice rest = skip(value, length);

    reason.protocol = text_trim((text_slice){ value.bytes, length });
    if (reason.protocol.length == 0) {
        set_problem(&reason, "the protocol is missing");
    } else if (length_of_word(reason.protocol) != reason.protocol.length || memchr(reason.protocol.bytes, '=', reason.protocol.length) != NULL) {
        set_problem(&reason, "the protocol is missing or holds spaces");
    }
    while (rest.length > 0) {
        rest = skip(rest, 1);
        length = text_until(rest, ';');
        read_reason_parameter(&reason, (text_slice){ rest.bytes, length });
        rest = skip(rest, length);
    }
    return reason;
}

gboolean reason_is(const reason_value *reason, const char *protocol)
{
    return text_equal(reason->protocol, protocol);
}

/* RFC 9410, section 4, lets STIR's causes be those of RFC 8224; 403 is named there alone. */
static const char *stir_cause_name(guint32 cause)
{
    switch (cause) {
    case 403:
        return "Stale Date";
    case 428:
    case 433:
    case 436:
    case 437:
    case 438:
        return code_lookup(cause)->name;
    default:
        return NULL;
    }
}

const char *reason_cause_name(const reason_value *reason)
{
    if (!reason->has_cause) {
        return NULL;
    }
    if (reason_is(reason, "SIP")) {
        return code_lookup(reason->cause)->name;
    }
    return reason_is(reason, "STIR") ? stir_cause_name(reason->cause) : NULL;
}

const char *reason_location_name(text_slice location)
{
    static const struct {
        const char *location;
        const char *name;
    } names[] = {
#define LOCATION(value, meaning) { value, meaning },
#include "locations.def"
    };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (text_equal(location, names[i].location)) {
            return names[i].name;
        }
    }
    return NULL;
}

/* ---- Warning ---- */

warning_value warning_read(text_slice value)
{
    text_slice none = { value.bytes, 0 };
    warning_value warning = { .text = none, .agent = none };
    gsize length = length_of_word(value);
    text_slice rest = text_trim(skip(value, length));
    guint32 code;

    if (length == 3 && text_to_number((text_slice){ value.bytes, 3 }, &code)) {
        warning.has_code = TRUE;
        warning.code = code;
    }
    length = length_of_word(rest);
    if (rest.length > 0 && rest.bytes[0] != '"') {
        warning.agent = (text_slice){ rest.bytes, length };
        rest = text_trim(skip(rest, length));
    }
    unwrap_quotes(rest, &warning.text);
    return warning;
}

const char *warning_code_name(guint code)
{
    switch (code) {
#define WARNING_CODE(number, name) \
    case number:                   \
        return name;
#include "warnings.def"
    default:
        return NULL;
    }
}

/* ---- Retry-After ---- */

retry_after retry_after_read(text_slice value)
{
    retry_after retry = { .comment = { value.bytes, 0 } };
    gsize length = length_of_digits(value);
    text_slice rest = text_trim(skip(value, length));
    text_slice duration;

    retry.has_seconds = text_to_number((text_slice){ value.bytes, length }, &retry.seconds);
    retry.is_valid = retry.has_seconds;
    if (rest.length > 0 && rest.bytes[0] == '(') {
        gsize comment = length_of_comment(rest);

        if (comment == 0) {
            retry.is_valid = FALSE;
            retry.comment = skip(rest, 1);
            rest.length = 0;
        } else {
            retry.comment = (text_slice){ rest.bytes + 1, comment - 2 };
            rest = text_trim(skip(rest, comment));
        }
    }
    if (rest.length > 0 && rest.bytes[0] != ';') {
        retry.is_valid = FALSE;
    } else if (text_find_parameter(rest, "duration", &duration) != PARAMETER_ABSENT) {
        retry.has_duration = text_to_number(duration, &retry.duration);
        retry.is_valid = retry.is_valid && retry.has_duration;
    }
    return retry;
}

/* ---- 603+ and 608 ---- */

#define ANALYTICS_VERSION "v=analytics"

/* The value of "name=" in "v=analytics1;url=https://..." (ATIS-1000099). */
static text_slice find_attribute(text_slice text, const char *name)
{
    gsize name_length = strlen(name);

    while (text.length > 0) {
        const char *end = memchr(text.bytes, ';', text.length);
        gsize length = end == NULL ? text.length : (gsize)(end - text.bytes);
        text_slice attribute = text_trim((text_slice){ text.bytes, length });

        if (attribute.length > name_length && text_starts_with(attribute, name) && attribute.bytes[name_length] == '=') {
            return skip(attribute, name_length + 1);
        }
        text = skip(text, length + 1);
    }
    return (text_slice){ "", 0 };
}

static text_slice find_complaint_contact(text_slice text)
{
    static const char *const names[] = { "url", "tel", "email" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        text_slice contact = find_attribute(text, names[i]);

        if (contact.length > 0) {
            return contact;
        }
    }
    return (text_slice){ "", 0 };
}

static gboolean announces_block(const reason_value *reason)
{
    gboolean is_cause = reason->has_cause
        && ((reason_is(reason, "SIP") && reason->cause == 603) || (reason_is(reason, "Q.850") && reason->cause == 21));

    return is_cause && text_starts_with(reason->text, ANALYTICS_VERSION);
}

/* What the Reason that announces the block lacks. A Reason that was not read can say the rest. */
static const char *missing_from_reason(const response *r, const blocked_call *blocked)
{
    if (!message_is_whole(r->m)) {
        return NULL;
    }
    if (blocked->contact.length == 0) {
        return "the Reason's text has no url, tel or email to complain to";
    }
    return blocked->location.length == 0 ? "the Reason has no location" : NULL;
}

static void read_603(const response *r, text_slice phrase, blocked_call *blocked)
{
    reason_walk walk = reason_values(r->m, HEADER_REASON);
    gboolean has_phrase = text_equal(phrase, "Network Blocked");
    text_slice value;

    blocked->is_blocked = has_phrase;
    while (reason_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);

        if (!announces_block(&reason)) {
            continue;
        }
        blocked->is_blocked = TRUE;
        blocked->version = find_attribute(reason.text, "v");
        blocked->contact = find_complaint_contact(reason.text);
        blocked->location = reason.location;
        blocked->missing = has_phrase ? missing_from_reason(r, blocked) : "the phrase is not \"Network Blocked\"";
        return;
    }
    if (has_phrase && all_values_are_known(r->m, HEADER_REASON)) {
        blocked->missing = "no Reason of SIP cause 603 or Q.850 cause 21 has a text that begins with v=analytics1";
    }
}

/* The address between <> of the Call-Info value that is a jCard (RFC 8688, section 3.1). */
static text_slice find_jcard(const message *m)
{
    value_walk walk = message_values(m, HEADER_CALL_INFO);
    text_slice value, purpose;

    while (message_next_value(&walk, &value)) {
        if (text_find_parameter(value, "purpose", &purpose) == PARAMETER_WITH_VALUE && text_equal(purpose, "jwscard")) {
            text_slice uri = skip(value, text_until(value, '<') + 1);

            return (text_slice){ uri.bytes, text_until(uri, '>') };
        }
    }
    return (text_slice){ "", 0 };
}

blocked_call blocked_read(const response *r, text_slice phrase)
{
    text_slice none = { "", 0 };
    blocked_call blocked = { .version = none, .contact = none, .location = none };

    if (r->code == 603) {
        read_603(r, text_trim(phrase), &blocked);
    } else if (r->code == 608) {
        blocked.is_blocked = TRUE;
        blocked.contact = find_jcard(r->m);
    }
    return blocked;
}

/* ---- Do code and cause agree? ---- */

static const struct {
    uint16_t cause;
    uint16_t code;
} pairs_of_rfc3398[] = {
#define CAUSE_TO_CODE(cause, code) { cause, code },
#define GOES_TOO(cause, code, source)
#include "q850.def"
}, other_pairs[] = {
#define CAUSE_TO_CODE(cause, code)
#define GOES_TOO(cause, code, source) { cause, code },
#include "q850.def"
};

/* 0 for a cause that the map does not list. */
static guint code_of_cause(guint32 cause)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs_of_rfc3398); i++) {
        if (pairs_of_rfc3398[i].cause == cause) {
            return pairs_of_rfc3398[i].code;
        }
    }
    return 0;
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
static bool code_conflicts(guint code, guint32 cause)
{
    guint expected = code_of_cause(cause);

    return code != 488 && expected != 0 && expected != code && is_made_of_causes(code) && !goes_too(cause, code);
}

static void check_q850(const response *r, const reason_value *reason, findings *all)
{
    guint expected = code_of_cause(reason->cause);
    guint class_number = code_class(r->code);
    gboolean is_invite = r->m->method_index == METHOD_INDEX_INVITE;

    /* 31, unspecified, goes with anything. */
    if (expected == 0 || reason->cause == 31) {
        return;
    }
    if (class_number == 1 && r->code != 100 && r->code != 199) {
        finding_set_brief(findings_add(all, FINDING_provisional_failure,
                                       "This %u carries Q.850 cause %u, a failure: mostly a leg has failed, and an announcement or tone is "
                                       "played before the final response, which is often %u (RFC 6432, section 3).", r->code,
                                       reason->cause, expected),
                          "failure: Q.850 cause %u in this %u", reason->cause, r->code);
    } else if (class_number == 2 && is_invite) {
        finding_set_brief(findings_add(all, FINDING_reason_conflict,
                                       "%u says that the call succeeded, Q.850 cause %u stands for %u: mostly a network answered to play an "
                                       "announcement, or a gateway copied a cause that it had (RFC 3398, section 7.2.4.1).", r->code,
                                       reason->cause, expected),
                          "Q.850 cause %u stands for %u", reason->cause, expected);
    } else if (class_number >= 4 && is_invite && code_conflicts(r->code, reason->cause)) {
        /* The maps are about the failure of a call set-up. */
        finding_set_brief(findings_add(all, FINDING_reason_conflict,
                                       "%u comes with Q.850 cause %u, which stands for %u: the cause is usually nearer to the origin; compare "
                                       "both sides of the gateway or B2BUA that made it (RFC 3398, section 7.2.4.1).", r->code, reason->cause,
                                       expected),
                          "Q.850 cause %u stands for %u", reason->cause, expected);
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
                                   "The status line says %u, the Reason SIP cause %u: a server on the way has changed the code, and the Reason "
                                   "keeps the original one (RFC 3326, section 2).", r->code, reason->cause),
                      "Reason says SIP %u", reason->cause);
}

static void check_reason(const response *r, text_slice value, findings *all)
{
    reason_value reason = reason_read(value);
    bool is_sip = reason.has_cause && reason_is(&reason, "SIP");

    if (is_sip && sip_cause_is_no_code(r, &reason)) {
        set_problem(&reason, no_sip_status_code);
    }
    if (reason.problem != NULL) {
        findings_add(all, FINDING_reason_malformed, "Malformed Reason \"%.*s\": %s (RFC 3326, section 2).", TEXT_ARGS(value),
                     reason.problem);
    }
    if (reason.has_cause && reason_is(&reason, "Q.850") && reason.cause <= 127) {
        check_q850(r, &reason, all);
    } else if (is_sip && code_class(reason.cause) != 0 && !sip_cause_is_no_code(r, &reason)) {
        check_sip_cause(r, &reason, all);
    }
}

void reason_check(const response *r, const blocked_call *blocked, findings *all)
{
    reason_walk walk = reason_values(r->m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        guint before = all->count;

        check_reason(r, value, all);
        for (guint i = before; i < all->count; i++) {
            all->list[i].offset = (guint)(value.bytes - r->m->start);
            all->list[i].length = (guint)value.length;
        }
    }
    if (blocked->missing != NULL) {
        findings_add(all, FINDING_blocked_incomplete,
                     "Incomplete block notification (603+): %s; a B2BUA on the way may have lost it (ATIS-1000099).", blocked->missing);
    }
}
