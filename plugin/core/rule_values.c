/* rule_values.c: can a header field have this value?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_checks.h"

#include <string.h>

#include "address.h"
#include "reason.h"

gboolean cseq_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *cseq = message_first(r->m, HEADER_CSEQ);
    text_slice number;
    guint32 value;
    gsize i = 0;

    if (cseq == NULL) {
        return FALSE;
    }
    while (i < cseq->value.length && !text_is_space(cseq->value.bytes[i])) {
        i++;
    }
    number = (text_slice){ cseq->value.bytes, i };
    *offending = cseq->value;
    return !text_to_number(number, &value) || r->m->method_index == METHOD_INDEX_NONE;
}

gboolean content_length_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_CONTENT_LENGTH);
    guint32 value;

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !text_to_number(field->value, &value);
}

gboolean content_length_is_beyond_datagram(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_CONTENT_LENGTH);
    guint32 declared;

    if (field == NULL || !r->datagram) {
        return FALSE;
    }
    *offending = field->value;
    return text_to_number(field->value, &declared) && declared > r->datagram_body_length;
}

bool rule_all_values_are(const message *m, header_id id, gboolean (*is_fine)(text_slice value))
{
    for (const header_field *field = message_first(m, id); field != NULL; field = message_next(m, field)) {
        if (!is_fine(field->value) || memchr(field->value.bytes, ',', field->value.length) != NULL) {
            return false;
        }
    }
    return true;
}

/* The host of "SIP/2.0/UDP host:port;..." (RFC 3261, section 25.1: white space may stand around each "/"). */
static text_slice via_host(text_slice via)
{
    text_slice address = { via.bytes, text_until(via, ';') };
    const char *slash = NULL;
    gsize i;

    for (i = 0; i < address.length; i++) {
        if (address.bytes[i] == '/') {
            slash = address.bytes + i;
        }
    }
    if (slash == NULL) {
        return (text_slice){ via.bytes, 0 };
    }
    address = text_trim(text_between(slash + 1, address.bytes + address.length));
    text_split_word(address, &address);
    if (address.length > 0 && address.bytes[0] == '[') {
        return address;
    }
    for (i = 0; i < address.length && address.bytes[i] != ':' && !text_is_space(address.bytes[i]); i++) {
    }
    return (text_slice){ address.bytes, i };
}

/* The unspecified address, or one of ff00::/8 (RFC 4291, sections 2.5.2 and 2.7), between its brackets. */
static bool is_no_ipv6_host(text_slice host)
{
    gsize digits = 0;

    if (host.length < 4 || host.bytes[0] != '[') {
        return false;
    }
    while (1 + digits < host.length && g_ascii_isxdigit(host.bytes[1 + digits])) {
        digits++;
    }
    if (digits == 4) {
        return text_starts_with((text_slice){ host.bytes + 1, digits }, "ff");
    }
    for (gsize i = 1; i < host.length; i++) {
        if (host.bytes[i] == ']') {
            return true;
        }
        if (host.bytes[i] != ':' && host.bytes[i] != '0') {
            return false;
        }
    }
    return false;
}

static bool is_no_host(text_slice host)
{
    uint8_t octets[4];

    if (!address_read_ipv4(host, octets)) {
        return is_no_ipv6_host(host);
    }
    return text_equal(host, "0.0.0.0") || text_equal(host, "255.255.255.255") || (octets[0] >= 224 && octets[0] <= 239);
}

/* The usual case: "SIP/2.0/UDP host", and no address that begins with 0 or 2, and none of IPv6 that can be in question. */
static gboolean host_is_plainly_fine(text_slice via)
{
    const char *blank = memchr(via.bytes, ' ', via.length);
    const char *end = via.bytes + via.length;

    if (blank == NULL || blank + 1 >= end) {
        return FALSE;
    }
    if (blank[1] == '[') {
        return blank + 2 < end && strchr("123456789abcdeABCDE", blank[2]) != NULL;
    }
    return blank[1] == '1' || strchr("02/ \t\r\n", blank[1]) == NULL;
}

/* Where received or maddr says where the response goes, it does not go to the host (RFC 3261, section 18.2.2). */
gboolean via_is_no_host(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk;
    text_slice via;

    if (rule_all_values_are(r->m, HEADER_VIA, host_is_plainly_fine)) {
        return FALSE;
    }
    walk = message_values(r->m, HEADER_VIA);
    while (message_next_value(&walk, &via)) {
        if (!host_is_plainly_fine(via) && is_no_host(via_host(via)) && !text_has_parameter(via, "received")
            && !text_has_parameter(via, "maddr")) {
            *offending = via;
            return TRUE;
        }
    }
    return FALSE;
}

/* True with the top Via and what its branch is, where that does not begin with the magic cookie. */
static bool has_old_branch(const response *r, text_slice *via, text_slice *branch)
{
    const header_field *top = message_first(r->m, HEADER_VIA);
    value_walk walk;

    if (top != NULL && text_plainly_holds(top->value, ";branch=z9hG4bK") && memchr(top->value.bytes, ',', top->value.length) == NULL) {
        return false;
    }
    walk = message_values(r->m, HEADER_VIA);
    if (!message_next_value(&walk, via) || text_plainly_holds(*via, ";branch=z9hG4bK")) {
        return false;
    }
    return text_find_parameter(*via, "branch", branch) != PARAMETER_WITH_VALUE || !text_starts_with(*branch, "z9hG4bK");
}

/* What keeps a NAT binding open is sent without a transaction. Where CSeq was not seen, it may be that. */
static bool may_be_of_ping(const response *r, text_slice branch)
{
    method_index method = r->m->method_index;

    return text_equal(branch, "0")
        && (method == METHOD_INDEX_OPTIONS || method == METHOD_INDEX_NOTIFY || method == METHOD_INDEX_INFO || method == METHOD_INDEX_NONE);
}

gboolean via_branch_is_of_ping(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    text_slice branch = { NULL, 0 };

    return has_old_branch(r, offending, &branch) && may_be_of_ping(r, branch);
}

gboolean via_branch_is_old(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    text_slice branch = { NULL, 0 };

    return has_old_branch(r, offending, &branch) && !may_be_of_ping(r, branch);
}

gboolean warning_code_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_WARNING);
    guint32 code;

    while (message_next_value(&walk, offending)) {
        gsize length = 0;

        while (length < offending->length && !text_is_space(offending->bytes[length])) {
            length++;
        }
        if (length != 3 || !text_to_number((text_slice){ offending->bytes, 3 }, &code)) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean retry_after_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_RETRY_AFTER);

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !retry_after_read(field->value).is_valid;
}

gboolean rseq_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_RSEQ);
    guint32 number;

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !text_to_number(field->value, &number) || number == 0;
}

gboolean rule_is_plain_sip_address(text_slice value)
{
    static const char start[] = "<sip:";

    return value.length > strlen(start) && memcmp(value.bytes, start, strlen(start)) == 0;
}

gboolean contact_is_no_sip_uri(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk;

    if (rule_all_values_are(r->m, HEADER_CONTACT, rule_is_plain_sip_address)) {
        return FALSE;
    }
    walk = message_values(r->m, HEADER_CONTACT);
    while (message_next_value(&walk, offending)) {
        text_slice uri = text_uri(*offending);

        if (!text_starts_with(uri, "sip:") && !text_starts_with(uri, "sips:")) {
            return TRUE;
        }
    }
    return FALSE;
}

/* "1800;refresher=uas", the usual value. */
static bool names_refresher_last(text_slice value)
{
    static const char end[] = ";refresher=ua";
    text_slice last = text_skip(value, value.length - MIN(value.length, sizeof end));

    return value.length > sizeof end && g_ascii_isdigit(last.bytes[-1]) && memcmp(last.bytes, end, sizeof end - 1) == 0
        && (last.bytes[sizeof end - 1] == 'c' || last.bytes[sizeof end - 1] == 's');
}

gboolean refresher_is_missing(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_SESSION_EXPIRES);
    text_slice refresher;

    if (field == NULL) {
        return FALSE;
    }
    if (names_refresher_last(field->value)) {
        return FALSE;
    }
    *offending = field->value;
    return text_find_parameter(field->value, "refresher", &refresher) != PARAMETER_WITH_VALUE
        || (!text_equal(refresher, "uac") && !text_equal(refresher, "uas"));
}

static gboolean binding_lacks_expires(const response *r, text_slice *offending)
{
    value_walk walk = message_values(r->m, HEADER_CONTACT);

    while (message_next_value(&walk, offending)) {
        if (!text_has_parameter(*offending, "expires")) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean binding_has_no_expiry(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_EXPIRES) && binding_lacks_expires(r, offending);
}

gboolean binding_relies_on_expires_header(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return message_has(r->m, HEADER_EXPIRES) && binding_lacks_expires(r, offending);
}

gboolean min_se_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_MIN_SE);
    guint32 seconds;

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !text_to_number(text_trim((text_slice){ field->value.bytes, text_until(field->value, ';') }), &seconds) || seconds < 90;
}

/* TRUE, with the second value in *offending, if there is one. */
static gboolean has_several(const response *r, header_id id, text_slice *offending)
{
    value_walk walk = message_values(r->m, id);

    if (!message_next_value(&walk, offending)) {
        return FALSE;
    }
    return message_next_value(&walk, offending);
}

gboolean has_several_contacts(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_CONTACT, offending);
}

gboolean has_several_etags(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_SIP_ETAG, offending);
}

gboolean has_several_geolocation_errors(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_GEOLOCATION_ERROR, offending);
}

gboolean has_several_alert_errors(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_ALERTMSG_ERROR, offending);
}

gboolean jcard_is_missing(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_CALL_INFO);
    text_slice value, purpose;
    gboolean any = FALSE;

    if (!message_is_whole(r->m)) {
        return FALSE;
    }
    while (message_next_value(&walk, &value)) {
        any = TRUE;
        *offending = value;
        if (text_find_parameter(value, "purpose", &purpose) == PARAMETER_WITH_VALUE && text_equal(purpose, "jwscard")) {
            return FALSE;
        }
    }
    return any;
}

/* ---- Challenges ---- */

typedef gboolean (*challenge_check)(text_slice scheme, text_slice parameters);

static gboolean any_challenge(const response *r, header_id id, challenge_check is_bad, text_slice *offending)
{
    for (const header_field *field = message_first(r->m, id); field != NULL; field = message_next(r->m, field)) {
        text_slice parameters;
        text_slice scheme = text_split_word(field->value, &parameters);

        if (is_bad(scheme, parameters)) {
            *offending = field->value;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean has_challenge_parameter(text_slice parameters, const char *name)
{
    text_slice found;

    return text_find_challenge_parameter(parameters, name, &found) == PARAMETER_WITH_VALUE && found.length > 0;
}

static gboolean is_digest_without_realm_or_nonce(text_slice scheme, text_slice parameters)
{
    return text_equal(scheme, "Digest")
        && (!has_challenge_parameter(parameters, "realm") || !has_challenge_parameter(parameters, "nonce"));
}

static gboolean is_digest_without_qop(text_slice scheme, text_slice parameters)
{
    return text_equal(scheme, "Digest") && !has_challenge_parameter(parameters, "qop");
}

static gboolean is_basic(text_slice scheme, text_slice parameters G_GNUC_UNUSED)
{
    return text_equal(scheme, "Basic");
}

static gboolean is_bearer_without_https_server(text_slice scheme, text_slice parameters)
{
    text_slice server;

    if (!text_equal(scheme, "Bearer")) {
        return FALSE;
    }
    return text_find_challenge_parameter(parameters, "authz_server", &server) != PARAMETER_WITH_VALUE
        || !text_starts_with(server, "\"https://");
}

#define CHALLENGE_CHECK(function, id, is_bad) \
    gboolean function(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED) \
    { \
        return any_challenge(r, id, is_bad, offending); \
    }

CHALLENGE_CHECK(challenge_lacks_realm_or_nonce, HEADER_WWW_AUTHENTICATE, is_digest_without_realm_or_nonce)
CHALLENGE_CHECK(proxy_challenge_lacks_realm_or_nonce, HEADER_PROXY_AUTHENTICATE, is_digest_without_realm_or_nonce)
CHALLENGE_CHECK(challenge_lacks_qop, HEADER_WWW_AUTHENTICATE, is_digest_without_qop)
CHALLENGE_CHECK(proxy_challenge_lacks_qop, HEADER_PROXY_AUTHENTICATE, is_digest_without_qop)
CHALLENGE_CHECK(challenge_is_basic, HEADER_WWW_AUTHENTICATE, is_basic)
CHALLENGE_CHECK(proxy_challenge_is_basic, HEADER_PROXY_AUTHENTICATE, is_basic)
CHALLENGE_CHECK(challenge_lacks_https_server, HEADER_WWW_AUTHENTICATE, is_bearer_without_https_server)
CHALLENGE_CHECK(proxy_challenge_lacks_https_server, HEADER_PROXY_AUTHENTICATE, is_bearer_without_https_server)
