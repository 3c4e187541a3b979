/* rule_fields.c: header fields that stand twice or without a value; numbers, tags, dates, URIs of dialogs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_checks.h"

#include <string.h>

#include "address.h"

/* ---- Twice, and empty ---- */

static gboolean stands_twice(const response *r, header_id id, text_slice *offending)
{
    if (!header_set_has(&r->m->repeated, id)) {
        return FALSE;
    }
    *offending = message_next(r->m, message_first(r->m, id))->value;
    return TRUE;
}

#define TWICE_CHECK(function, id) \
    gboolean function(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED) \
    { \
        return stands_twice(r, id, offending); \
    }

TWICE_CHECK(call_id_stands_twice, HEADER_CALL_ID)
TWICE_CHECK(content_length_stands_twice, HEADER_CONTENT_LENGTH)
TWICE_CHECK(content_type_stands_twice, HEADER_CONTENT_TYPE)
TWICE_CHECK(cseq_stands_twice, HEADER_CSEQ)
TWICE_CHECK(from_stands_twice, HEADER_FROM)
TWICE_CHECK(to_stands_twice, HEADER_TO)

/* Those whose grammar is no comma-separated list (RFC 3261, section 25.1, and the RFC of each). */
gboolean single_value_stands_twice(const response *r, text_slice *offending, const char **header)
{
    static const header_id single[] = {
        HEADER_CONTENT_DISPOSITION, HEADER_DATE, HEADER_EVENT, HEADER_EXPIRES, HEADER_FLOW_TIMER, HEADER_MAX_FORWARDS,
        HEADER_MIME_VERSION, HEADER_MIN_EXPIRES, HEADER_MIN_SE, HEADER_ORGANIZATION, HEADER_PRIORITY, HEADER_RACK,
        HEADER_REFER_SUB, HEADER_REPLY_TO, HEADER_RETRY_AFTER, HEADER_RSEQ, HEADER_SERVER, HEADER_SESSION_EXPIRES,
        HEADER_SESSION_ID, HEADER_SUBJECT, HEADER_SUBSCRIPTION_STATE, HEADER_TIMESTAMP, HEADER_USER_AGENT
    };

    for (guint i = 0; i < G_N_ELEMENTS(single); i++) {
        if (stands_twice(r, single[i], offending)) {
            *header = header_name(single[i]);
            return TRUE;
        }
    }
    return FALSE;
}

/* Allow, Supported, Accept and its like, Recv-Info and free text may be empty (RFC 3261, section 25.1); of the numbers other rules speak. */
gboolean value_is_empty(const response *r, text_slice *offending, const char **header)
{
    static const header_id filled[] = { HEADER_ALERT_INFO, HEADER_ALLOW_EVENTS, HEADER_CALL_ID, HEADER_CALL_INFO,
                                        HEADER_CONTACT, HEADER_CONTENT_TYPE, HEADER_ERROR_INFO, HEADER_FROM,
                                        HEADER_GEOLOCATION_ERROR, HEADER_PROXY_AUTHENTICATE, HEADER_RECORD_ROUTE, HEADER_REQUIRE,
                                        HEADER_SECURITY_SERVER, HEADER_SIP_ETAG, HEADER_TO, HEADER_UNSUPPORTED,
                                        HEADER_VIA, HEADER_WARNING, HEADER_WWW_AUTHENTICATE };

    if (header_set_is_empty(&r->m->empty)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(filled); i++) {
        if (!header_set_has(&r->m->empty, filled[i])) {
            continue;
        }
        for (const header_field *field = message_first(r->m, filled[i]); field != NULL; field = message_next(r->m, field)) {
            if (field->value.length == 0 && !field->is_cut_off) {
                *offending = field->value;
                *header = header_name(filled[i]);
                return TRUE;
            }
        }
    }
    return FALSE;
}

/* ---- Tags ---- */

gboolean from_tag_is_missing(const response *r, text_slice *offending, const char **header)
{
    const header_field *from = message_first(r->m, HEADER_FROM);

    if (from == NULL || from->value.length == 0 || !message_is_whole(r->m) || text_has_plain_tag(from->value)
        || text_has_parameter(from->value, "tag")) {
        return FALSE;
    }
    *offending = from->value;
    *header = "From;tag";
    return TRUE;
}

static gboolean tag_is_empty(const response *r, header_id id, text_slice *offending)
{
    const header_field *field = message_first(r->m, id);
    text_slice tag;

    if (field == NULL || text_has_plain_tag(field->value)) {
        return FALSE;
    }
    *offending = field->value;
    return text_find_parameter(field->value, "tag", &tag) != PARAMETER_ABSENT && tag.length == 0;
}

gboolean from_tag_is_empty(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return tag_is_empty(r, HEADER_FROM, offending);
}

gboolean to_tag_is_empty(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return tag_is_empty(r, HEADER_TO, offending);
}

/* ---- Numbers and dates ---- */

gboolean cseq_number_is_too_large(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_CSEQ);
    text_slice rest;
    guint32 number;

    /* It has ten digits. */
    if (field == NULL || field->value.length < 10 || memchr(field->value.bytes, ' ', 10) != NULL) {
        return FALSE;
    }
    *offending = field->value;
    return text_to_number(text_split_word(field->value, &rest), &number) && number >= UINT32_C(1) << 31;
}

gboolean cseq_method_is_no_token(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_CSEQ);

    /* The known ones are tokens. */
    if (field == NULL || r->m->method_index != METHOD_INDEX_OTHER) {
        return FALSE;
    }
    *offending = field->value;
    return !text_is_token(r->m->method);
}

/* FALSE as well for an empty value; *seconds is set where it is a number. */
static gboolean is_no_number(const response *r, header_id id, text_slice *offending, guint32 *seconds)
{
    const header_field *field = message_first(r->m, id);

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !text_to_number(text_trim((text_slice){ field->value.bytes, text_until(field->value, ';') }), seconds);
}

gboolean expires_is_no_number(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return is_no_number(r, HEADER_EXPIRES, offending, &(guint32){ 0 });
}

gboolean min_expires_is_no_number(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return is_no_number(r, HEADER_MIN_EXPIRES, offending, &(guint32){ 0 });
}

gboolean session_expires_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    guint32 seconds = 90;

    return is_no_number(r, HEADER_SESSION_EXPIRES, offending, &seconds) || seconds < 90;
}

gboolean date_is_not_gmt(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_DATE);

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return field->value.length < 4 || !text_equal((text_slice){ field->value.bytes + field->value.length - 4, 4 }, " GMT");
}

/* ---- Warning, Allow, and what goes with another header field ---- */

/* warn-code SP warn-agent SP quoted-string; of the code another rule speaks. */
gboolean warning_lacks_agent_or_text(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_WARNING);

    while (message_next_value(&walk, offending)) {
        text_slice words;
        text_slice code = text_split_word(*offending, &words);
        text_slice agent = text_split_word(words, &words);

        if (code.length == 3 && (agent.length == 0 || agent.bytes[0] == '"' || words.length < 2 || words.bytes[0] != '"')) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean allow_lists_the_method(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_ALLOW);

    while (message_next_value(&walk, offending)) {
        if (offending->length == r->m->method.length && memcmp(offending->bytes, r->m->method.bytes, offending->length) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean flow_timer_lacks_outbound(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return message_has(r->m, HEADER_FLOW_TIMER) && message_lacks_value(r->m, HEADER_REQUIRE, "outbound");
}

/* ---- URIs ---- */

/* What can stand behind the name of a parameter in plain text. */
static bool ends_parameter(char c)
{
    return c == ';' || c == '>' || c == '=';
}

/* "<URI;lr>" or "<URI;lr;...>" where lr is the first parameter: so it is nearly always written. Behind a "?" it would be none. */
static gboolean has_lr_first(text_slice value)
{
    const char *at = memchr(value.bytes, ';', value.length);
    size_t before = at == NULL ? 0 : (size_t)(at - value.bytes);

    return at != NULL && before + 4 <= value.length && memcmp(at, ";lr", 3) == 0 && ends_parameter(at[3])
        && value.bytes[0] == '<' && memchr(value.bytes, '>', before) == NULL && memchr(value.bytes, '?', before) == NULL;
}

/* The same of any parameter. */
static bool has_plain_lr(text_slice value)
{
    const char *end = text_plain_address_end(value);
    const char *at = value.bytes;

    if (end == NULL || *at != '<' || memchr(at, '?', (gsize)(end - at)) != NULL || memchr(at, '"', (gsize)(end - at)) != NULL
        || memchr(at, '(', (gsize)(end - at)) != NULL) {
        return false;
    }
    while ((at = memchr(at, ';', (gsize)(end - at))) != NULL) {
        if (end - at >= 3 && at[1] == 'l' && at[2] == 'r' && ends_parameter(at[3])) {
            return true;
        }
        at++;
    }
    return false;
}

gboolean record_route_lacks_lr(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk;

    if (rule_all_values_are(r->m, HEADER_RECORD_ROUTE, has_lr_first)) {
        return FALSE;
    }
    walk = message_values(r->m, HEADER_RECORD_ROUTE);
    while (message_next_value(&walk, offending)) {
        text_slice uri;

        if (has_plain_lr(*offending)) {
            continue;
        }
        uri = text_uri(*offending);
        uri.length = text_until(uri, '?');
        if (!text_has_parameter(uri, "lr")) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean contact_is_not_sips(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *route = message_first(r->m, HEADER_RECORD_ROUTE);
    value_walk routes = message_values(r->m, HEADER_RECORD_ROUTE);
    value_walk contacts = message_values(r->m, HEADER_CONTACT);
    text_slice top;

    if (route == NULL || rule_is_plain_sip_address(route->value)) {
        return FALSE;
    }
    return message_next_value(&routes, &top) && text_starts_with(text_uri(top), "sips:") && message_next_value(&contacts, offending)
        && text_starts_with(text_uri(*offending), "sip:");
}

/* The host of "sip:user@host:port;parameters". */
static text_slice host_of(text_slice uri)
{
    const char *end = uri.bytes + uri.length;
    const char *at = memchr(uri.bytes, '@', uri.length);
    const char *start = at != NULL ? at : memchr(uri.bytes, ':', uri.length);
    const char *stop;

    if (start == NULL) {
        return (text_slice){ uri.bytes, 0 };
    }
    start++;
    stop = start < end && *start == '[' ? memchr(start, ']', (gsize)(end - start)) : start;
    while (stop != NULL && stop < end && strchr(":;?", *stop) == NULL) {
        stop++;
    }
    return stop == NULL ? (text_slice){ uri.bytes, 0 } : text_between(start, stop);
}

gboolean contact_is_private(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_CONTACT);

    return r->from_public && message_next_value(&walk, offending) && address_is_private(host_of(text_uri(*offending)));
}
