/* reason.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reason.h"

#include <stdint.h>
#include <string.h>

#include "codes.h"

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
    reason_walk walk;
    text_slice value;

    if (message_first(m, id) == NULL) {
        return FALSE;
    }
    walk = reason_values(m, id);
    while (reason_next_value(&walk, &value)) {
    }
    return message_next_value(&walk.walk, &value);
}

/* Only then can a value be called missing. */
bool reason_values_are_known(const message *m, header_id id)
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
        set_problem(reason, REASON_NO_SIP_CODE);
    }
}

/* A parameter's name must not come twice (RFC 3261, section 7.3.1): as with causes, the first one stays. */
static void read_once(reason_value *reason, text_slice *into, text_slice value, const char *twice, const char *not_quoted)
{
    if (into->length > 0) {
        set_problem(reason, twice);
    } else if (not_quoted == NULL) {
        *into = value;
    } else if (!text_unwrap_quotes(value, into)) {
        set_problem(reason, not_quoted);
    }
}

static void read_reason_parameter(reason_value *reason, text_slice parameter)
{
    gsize name_length = text_until(parameter, '=');
    text_slice name = text_trim((text_slice){ parameter.bytes, name_length });
    text_slice value = text_trim(text_skip(parameter, name_length + 1));

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
    text_slice rest = text_skip(value, length);

    reason.protocol = text_trim((text_slice){ value.bytes, length });
    if (reason.protocol.length == 0) {
        set_problem(&reason, "the protocol is missing");
    } else if (text_word_length(reason.protocol) != reason.protocol.length || memchr(reason.protocol.bytes, '=', reason.protocol.length) != NULL) {
        set_problem(&reason, "the protocol is missing or holds spaces");
    }
    while (rest.length > 0) {
        rest = text_skip(rest, 1);
        length = text_until(rest, ';');
        read_reason_parameter(&reason, (text_slice){ rest.bytes, length });
        rest = text_skip(rest, length);
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
    gsize length = text_word_length(value);
    text_slice rest = text_trim(text_skip(value, length));
    guint32 code;

    if (length == 3 && text_to_number((text_slice){ value.bytes, 3 }, &code)) {
        warning.has_code = TRUE;
        warning.code = code;
    }
    length = text_word_length(rest);
    if (rest.length > 0 && rest.bytes[0] != '"') {
        warning.agent = (text_slice){ rest.bytes, length };
        rest = text_trim(text_skip(rest, length));
    }
    text_unwrap_quotes(rest, &warning.text);
    return warning;
}

const char *warning_code_name(guint code)
{
    switch (code) {
#define WARNING_CODE(number, name) \
    case number: \
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
    gsize length = text_digits_length(value);
    text_slice rest = text_trim(text_skip(value, length));
    text_slice duration;

    retry.has_seconds = text_to_number((text_slice){ value.bytes, length }, &retry.seconds);
    retry.is_valid = retry.has_seconds;
    if (rest.length > 0 && rest.bytes[0] == '(') {
        gsize comment = text_comment_length(rest);

        if (comment == 0) {
            retry.is_valid = FALSE;
            retry.comment = text_skip(rest, 1);
            rest.length = 0;
        } else {
            retry.comment = (text_slice){ rest.bytes + 1, comment - 2 };
            rest = text_trim(text_skip(rest, comment));
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
