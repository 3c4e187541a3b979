/* rule_checks.c: is a header field missing, is one there that must not be?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_checks.h"

#include <string.h>

/* ---- Is it missing? ---- */

gboolean to_tag_is_missing(const response *r, text_slice *offending, const char **header)
{
    const header_field *to = message_first(r->m, HEADER_TO);

    if (to == NULL || to->value.length == 0 || !message_is_whole(r->m) || text_has_plain_tag(to->value)
        || text_has_parameter(to->value, "tag")) {
        return FALSE;
    }
    *offending = to->value;
    *header = "To;tag";
    return TRUE;
}

gboolean content_length_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return r->over_stream && message_lacks(r->m, HEADER_CONTENT_LENGTH);
}

bool rule_body_length(const response *r, gsize *length)
{
    const header_field *field = message_first(r->m, HEADER_CONTENT_LENGTH);
    guint32 declared;

    if (field != NULL) {
        if (!text_to_number(field->value, &declared)) {
            return false;
        }
        *length = declared;
        return true;
    }
    *length = r->datagram_body_length;
    return r->datagram && message_lacks(r->m, HEADER_CONTENT_LENGTH);
}

gboolean has_body(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    gsize length;

    *header = "body";
    return rule_body_length(r, &length) && length > 0;
}

gboolean body_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    gsize length;

    *header = "body";
    return message_is_whole(r->m) && rule_body_length(r, &length) && length == 0;
}

gboolean content_type_is_missing(const response *r, text_slice *offending, const char **header)
{
    const char *unused = *header;

    return message_lacks(r->m, HEADER_CONTENT_TYPE) && has_body(r, offending, &unused);
}

static gboolean is_reliable(const response *r)
{
    return message_has(r->m, HEADER_RSEQ) || message_lists(r->m, HEADER_REQUIRE, "100rel");
}

static gboolean is_unreliable(const response *r)
{
    return message_lacks(r->m, HEADER_RSEQ) && message_lacks_value(r->m, HEADER_REQUIRE, "100rel");
}

static gboolean contact_is_missing_in_provisional(const response *r)
{
    const header_field *to = message_first(r->m, HEADER_TO);

    /* Without a To tag there is no early dialog that would need a target (RFC 3261, section 12.1). */
    return message_lacks(r->m, HEADER_CONTACT) && to != NULL
        && (text_has_plain_tag(to->value) || text_has_parameter(to->value, "tag"));
}

gboolean contact_is_missing_in_unreliable_provisional(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return contact_is_missing_in_provisional(r) && is_unreliable(r);
}

gboolean contact_is_missing_in_reliable_provisional(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return contact_is_missing_in_provisional(r) && is_reliable(r);
}

/* Without a subscription there is no dialog that would need a target: RFC 4488, section 4, and RFC 7614, section 4.3. */
gboolean contact_of_refer_subscription_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED,
                                                  const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_CONTACT) && message_lacks(r->m, HEADER_REFER_EVENTS_AT) && message_is_whole(r->m)
        && !message_value_is(r->m, HEADER_REFER_SUB, "false");
}

gboolean contact_is_no_sip_uri_in_reliable_provisional(const response *r, text_slice *offending, const char **header)
{
    return is_reliable(r) && contact_is_no_sip_uri(r, offending, header);
}

gboolean rseq_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_RSEQ) && message_lists(r->m, HEADER_REQUIRE, "100rel");
}

gboolean require_100rel_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Require: 100rel";
    return message_has(r->m, HEADER_RSEQ) && message_lacks_value(r->m, HEADER_REQUIRE, "100rel");
}

gboolean require_timer_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    const header_field *field = message_first(r->m, HEADER_SESSION_EXPIRES);
    text_slice refresher;

    *header = "Require: timer";
    return field != NULL && message_lacks_value(r->m, HEADER_REQUIRE, "timer")
        && text_find_parameter(field->value, "refresher", &refresher) == PARAMETER_WITH_VALUE && text_equal(refresher, "uac");
}

gboolean security_server_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_SECURITY_SERVER) && message_lists(r->m, HEADER_REQUIRE, "sec-agree");
}

gboolean accepts_are_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Accept, Accept-Encoding or Accept-Language";
    return message_lacks(r->m, HEADER_ACCEPT) && message_lacks(r->m, HEADER_ACCEPT_ENCODING)
        && message_lacks(r->m, HEADER_ACCEPT_LANGUAGE);
}

/* The capabilities that are absent, for each combination: bits in the order Allow to Supported, the highest first. */
#define ABSENT_0(name) ""
#define ABSENT_1(name) ", " name
#define ABSENT_OF(a, b, c, d, e) ABSENT_##a("Allow") ABSENT_##b("Accept") ABSENT_##c("Accept-Encoding") ABSENT_##d("Accept-Language") ABSENT_##e("Supported")
#define ABSENT_OF_4(a, b, c, d) ABSENT_OF(a, b, c, d, 0), ABSENT_OF(a, b, c, d, 1)
#define ABSENT_OF_3(a, b, c) ABSENT_OF_4(a, b, c, 0), ABSENT_OF_4(a, b, c, 1)
#define ABSENT_OF_2(a, b) ABSENT_OF_3(a, b, 0), ABSENT_OF_3(a, b, 1)

static const char *const absent_capabilities[] = { ABSENT_OF_2(0, 0), ABSENT_OF_2(0, 1), ABSENT_OF_2(1, 0), ABSENT_OF_2(1, 1) };

/* One finding for all five: a keep-alive's answer lacks most of them, and five sentences about it would be noise. */
gboolean capabilities_are_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    static const header_id capabilities[] = {
        HEADER_ALLOW, HEADER_ACCEPT, HEADER_ACCEPT_ENCODING, HEADER_ACCEPT_LANGUAGE, HEADER_SUPPORTED
    };
    size_t absent = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(capabilities); i++) {
        absent = absent << 1 | message_lacks(r->m, capabilities[i]);
    }
    *header = absent_capabilities[absent] + (absent != 0 ? strlen(", ") : 0);
    return absent != 0;
}

/* ---- Must it not be there? ---- */

gboolean requires_100rel(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Require: 100rel";
    return message_lists(r->m, HEADER_REQUIRE, "100rel");
}

/* FALSE as well where the body may be the offer that the first reliable response has to carry. */
gboolean has_sdp_in_unreliable_provisional(const response *r, text_slice *offending, const char **header)
{
    return is_unreliable(r) && message_value_is(r->m, HEADER_CONTENT_TYPE, "application/sdp") && has_body(r, offending, header);
}

gboolean lists_option_199(const response *r, text_slice *offending, const char **header)
{
    static const header_id lists[] = { HEADER_REQUIRE, HEADER_SUPPORTED, HEADER_PROXY_REQUIRE };

    *header = "the option tag 199";
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (message_lists(r->m, lists[i], "199")) {
            *offending = header_field_text(message_first(r->m, lists[i]));
            return TRUE;
        }
    }
    return FALSE;
}

gboolean retry_after_has_no_meaning(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    static const guint16 meaningful[] = { 404, 413, 480, 486, 500, 503, 600, 603 };

    if (!message_has(r->m, HEADER_RETRY_AFTER)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(meaningful); i++) {
        if (r->code == meaningful[i]) {
            return FALSE;
        }
    }
    return TRUE;
}
