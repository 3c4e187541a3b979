/* blocked.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "blocked.h"

#include <string.h>

#include "reason.h"

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
            return text_skip(attribute, name_length + 1);
        }
        text = text_skip(text, length + 1);
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
    if (has_phrase && reason_values_are_known(r->m, HEADER_REASON)) {
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
            text_slice uri = text_skip(value, text_until(value, '<') + 1);

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

void blocked_check(const blocked_call *blocked, findings *all)
{
    if (blocked->missing != NULL) {
        findings_add(all, FINDING_blocked_incomplete,
                     "Incomplete block notification (603+): %s; a B2BUA on the way may have lost it (ATIS-1000099).", blocked->missing);
    }
}
