/* rules.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The functions named on the lines of rules.def, and the loop that asks them.
 */
#include "rules.h"

#include <string.h>

#include "codes.h"
#include "reason.h"

/* ---- Is it missing? ---- */

static gboolean has_parameter(text_slice value, const char *name)
{
    text_slice found;

    return text_find_parameter(value, name, &found) != PARAMETER_ABSENT;
}

/* The usual case, without taking the value apart: it holds the text, and no quotes in which the text could mean something else. */
static gboolean plainly_holds(text_slice value, const char *text)
{
    gsize length = strlen(text);
    const char *end = value.bytes + value.length;
    const char *at = value.bytes;

    while ((at = memchr(at, text[0], (gsize)(end - at))) != NULL) {
        if ((gsize)(end - at) >= length && memcmp(at, text, length) == 0) {
            return memchr(value.bytes, '"', value.length) == NULL;
        }
        at++;
    }
    return FALSE;
}

static gboolean to_tag_is_missing(const response *r, text_slice *offending, const char **header)
{
    const header_field *to = message_first(r->m, HEADER_TO);

    if (to == NULL || !message_is_whole(r->m) || plainly_holds(to->value, ">;tag=") || has_parameter(to->value, "tag")) {
        return FALSE;
    }
    *offending = to->value;
    *header = "To;tag";
    return TRUE;
}

static gboolean content_length_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return r->over_stream && message_lacks(r->m, HEADER_CONTENT_LENGTH);
}

/* FALSE where the length cannot be known or is not a number. */
static gboolean body_length(const response *r, gsize *length)
{
    const header_field *field = message_first(r->m, HEADER_CONTENT_LENGTH);
    guint32 declared;

    if (field != NULL) {
        if (!text_to_number(field->value, &declared)) {
            return FALSE;
        }
        *length = declared;
        return TRUE;
    }
    *length = r->datagram_body_length;
    return r->datagram && message_lacks(r->m, HEADER_CONTENT_LENGTH);
}

static gboolean has_body(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    gsize length;

    *header = "body";
    return body_length(r, &length) && length > 0;
}

static gboolean body_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    gsize length;

    *header = "body";
    return message_is_whole(r->m) && body_length(r, &length) && length == 0;
}

static gboolean content_type_is_missing(const response *r, text_slice *offending, const char **header)
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
    return message_lacks(r->m, HEADER_CONTACT) && to != NULL && has_parameter(to->value, "tag");
}

static gboolean contact_is_missing_in_unreliable_provisional(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return contact_is_missing_in_provisional(r) && is_unreliable(r);
}

static gboolean contact_is_missing_in_reliable_provisional(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return contact_is_missing_in_provisional(r) && is_reliable(r);
}

static gboolean rseq_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_RSEQ) && message_lists(r->m, HEADER_REQUIRE, "100rel");
}

static gboolean require_100rel_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Require: 100rel";
    return message_has(r->m, HEADER_RSEQ) && message_lacks_value(r->m, HEADER_REQUIRE, "100rel");
}

static gboolean require_timer_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    const header_field *field = message_first(r->m, HEADER_SESSION_EXPIRES);
    text_slice refresher;

    *header = "Require: timer";
    return field != NULL && text_find_parameter(field->value, "refresher", &refresher) == PARAMETER_WITH_VALUE
        && text_equal(refresher, "uac") && message_lacks_value(r->m, HEADER_REQUIRE, "timer");
}

static gboolean require_sec_agree_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Require: sec-agree";
    return message_lacks_value(r->m, HEADER_REQUIRE, "sec-agree");
}

static gboolean security_server_is_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_SECURITY_SERVER) && message_lists(r->m, HEADER_REQUIRE, "sec-agree");
}

static gboolean accepts_are_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Accept, Accept-Encoding or Accept-Language";
    return message_lacks(r->m, HEADER_ACCEPT) && message_lacks(r->m, HEADER_ACCEPT_ENCODING)
        && message_lacks(r->m, HEADER_ACCEPT_LANGUAGE);
}

/* One finding for all five: a keep-alive's answer lacks most of them, and five sentences about it would be noise. */
static gboolean capabilities_are_missing(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "all of Allow, Accept, Accept-Encoding, Accept-Language and Supported";
    return message_lacks(r->m, HEADER_ALLOW) || message_lacks(r->m, HEADER_ACCEPT) || message_lacks(r->m, HEADER_ACCEPT_ENCODING)
        || message_lacks(r->m, HEADER_ACCEPT_LANGUAGE) || message_lacks(r->m, HEADER_SUPPORTED);
}

/* ---- Must it not be there? ---- */

static text_slice whole_field(const header_field *field)
{
    return text_between(field->name.bytes, field->value.bytes + field->value.length);
}

static gboolean requires_100rel(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header)
{
    *header = "Require: 100rel";
    return message_lists(r->m, HEADER_REQUIRE, "100rel");
}

static gboolean lists_option_199(const response *r, text_slice *offending, const char **header)
{
    static const header_id lists[] = { HEADER_REQUIRE, HEADER_SUPPORTED, HEADER_PROXY_REQUIRE };

    *header = "the option tag 199";
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (message_lists(r->m, lists[i], "199")) {
            *offending = whole_field(message_first(r->m, lists[i]));
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean retry_after_has_no_meaning(const response *r, text_slice *offending G_GNUC_UNUSED, const char **header G_GNUC_UNUSED)
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

/* ---- Can it have this value? ---- */

static gboolean cseq_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
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

static gboolean content_length_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_CONTENT_LENGTH);
    guint32 value;

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !text_to_number(field->value, &value);
}

static gboolean content_length_is_beyond_datagram(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_CONTENT_LENGTH);
    guint32 declared;

    if (field == NULL || !r->datagram) {
        return FALSE;
    }
    *offending = field->value;
    return text_to_number(field->value, &declared) && declared > r->datagram_body_length;
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
    for (i = 0; i < address.length && !text_is_space(address.bytes[i]); i++) {
    }
    address = text_trim((text_slice){ address.bytes + i, address.length - i });
    if (address.length > 0 && address.bytes[0] == '[') {
        return address;
    }
    for (i = 0; i < address.length && address.bytes[i] != ':' && !text_is_space(address.bytes[i]); i++) {
    }
    return (text_slice){ address.bytes, i };
}

/* First number of a dotted IPv4 address; -1 if it is none. */
static int first_octet(text_slice host)
{
    guint dots = 0;
    guint32 octet;
    gsize first = host.length;

    for (gsize i = 0; i < host.length; i++) {
        if (host.bytes[i] == '.') {
            first = MIN(first, i);
            dots++;
        } else if (!g_ascii_isdigit(host.bytes[i])) {
            return -1;
        }
    }
    if (dots != 3 || !text_to_number((text_slice){ host.bytes, first }, &octet) || octet > 255) {
        return -1;
    }
    return (int)octet;
}

/* The usual case: "SIP/2.0/UDP host", and no address that begins with 0 or 2. */
static gboolean host_is_plainly_fine(text_slice via)
{
    const char *blank = memchr(via.bytes, ' ', via.length);

    return blank != NULL && blank + 1 < via.bytes + via.length && strchr("02/ \t\r\n", blank[1]) == NULL;
}

static gboolean via_is_no_host(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_VIA);
    text_slice via;

    while (message_next_value(&walk, &via)) {
        text_slice host;
        int octet;

        if (host_is_plainly_fine(via)) {
            continue;
        }
        host = via_host(via);
        octet = first_octet(host);
        if (text_equal(host, "0.0.0.0") || text_equal(host, "255.255.255.255") || (octet >= 224 && octet <= 239)) {
            *offending = via;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean via_branch_is_old(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_VIA);
    text_slice branch;

    if (!message_next_value(&walk, offending)) {
        return FALSE;
    }
    if (plainly_holds(*offending, ";branch=z9hG4bK")) {
        return FALSE;
    }
    return text_find_parameter(*offending, "branch", &branch) != PARAMETER_WITH_VALUE || !text_starts_with(branch, "z9hG4bK");
}

static gboolean warning_code_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
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

static gboolean retry_after_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_RETRY_AFTER);

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !retry_after_read(field->value).is_valid;
}

static gboolean rseq_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_RSEQ);
    guint32 number;

    if (field == NULL) {
        return FALSE;
    }
    *offending = field->value;
    return !text_to_number(field->value, &number) || number == 0;
}

/* The URI of "name <uri>;parameters" or "uri;parameters". */
static text_slice contact_uri(text_slice contact)
{
    gsize bracket = text_until(contact, '<');
    text_slice rest;

    if (bracket == contact.length) {
        return (text_slice){ contact.bytes, text_until(contact, ';') };
    }
    rest = (text_slice){ contact.bytes + bracket + 1, contact.length - bracket - 1 };
    return (text_slice){ rest.bytes, text_until(rest, '>') };
}

static gboolean contact_is_no_sip_uri(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    value_walk walk = message_values(r->m, HEADER_CONTACT);

    while (message_next_value(&walk, offending)) {
        text_slice uri = text_trim(contact_uri(*offending));

        if (!text_starts_with(uri, "sip:") && !text_starts_with(uri, "sips:")) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean refresher_is_missing(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    const header_field *field = message_first(r->m, HEADER_SESSION_EXPIRES);
    text_slice refresher;

    if (field == NULL) {
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
        if (!has_parameter(*offending, "expires")) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean binding_has_no_expiry(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return message_lacks(r->m, HEADER_EXPIRES) && binding_lacks_expires(r, offending);
}

static gboolean binding_relies_on_expires_header(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return message_has(r->m, HEADER_EXPIRES) && binding_lacks_expires(r, offending);
}

static gboolean min_se_is_bad(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
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

static gboolean has_several_etags(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_SIP_ETAG, offending);
}

static gboolean has_several_geolocation_errors(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_GEOLOCATION_ERROR, offending);
}

static gboolean has_several_alert_errors(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
{
    return has_several(r, HEADER_ALERTMSG_ERROR, offending);
}

static gboolean jcard_is_missing(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)
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

/* Splits "scheme parameters". */
static text_slice challenge_parameters(text_slice challenge, text_slice *scheme)
{
    gsize length = 0;

    while (length < challenge.length && !text_is_space(challenge.bytes[length])) {
        length++;
    }
    *scheme = (text_slice){ challenge.bytes, length };
    return text_trim((text_slice){ challenge.bytes + length, challenge.length - length });
}

typedef gboolean (*challenge_check)(text_slice scheme, text_slice parameters);

static gboolean any_challenge(const response *r, header_id id, challenge_check is_bad, text_slice *offending)
{
    for (const header_field *field = message_first(r->m, id); field != NULL; field = message_next(r->m, field)) {
        text_slice scheme;
        text_slice parameters = challenge_parameters(field->value, &scheme);

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

    return text_find_challenge_parameter(parameters, name, &found) == PARAMETER_WITH_VALUE;
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

#define CHALLENGE_CHECK(function, id, is_bad)                                                                  \
    static gboolean function(const response *r, text_slice *offending, const char **header G_GNUC_UNUSED)     \
    {                                                                                                          \
        return any_challenge(r, id, is_bad, offending);                                                        \
    }

CHALLENGE_CHECK(challenge_lacks_realm_or_nonce, HEADER_WWW_AUTHENTICATE, is_digest_without_realm_or_nonce)
CHALLENGE_CHECK(proxy_challenge_lacks_realm_or_nonce, HEADER_PROXY_AUTHENTICATE, is_digest_without_realm_or_nonce)
CHALLENGE_CHECK(challenge_lacks_qop, HEADER_WWW_AUTHENTICATE, is_digest_without_qop)
CHALLENGE_CHECK(proxy_challenge_lacks_qop, HEADER_PROXY_AUTHENTICATE, is_digest_without_qop)
CHALLENGE_CHECK(challenge_is_basic, HEADER_WWW_AUTHENTICATE, is_basic)
CHALLENGE_CHECK(proxy_challenge_is_basic, HEADER_PROXY_AUTHENTICATE, is_basic)
CHALLENGE_CHECK(challenge_lacks_https_server, HEADER_WWW_AUTHENTICATE, is_bearer_without_https_server)
CHALLENGE_CHECK(proxy_challenge_lacks_https_server, HEADER_PROXY_AUTHENTICATE, is_bearer_without_https_server)

/* ---- The rules ---- */

_Static_assert(METHOD_INDEX_COUNT < 32, "a rule's methods are bits of an int, and of rule.methods");

/* The words of rules.def, here alone. */
enum {
#define METHOD(name) name = 1 << METHOD_INDEX_##name,
#include "methods.def"
    ANY_METHOD = ~0,
};

#define ALL_BUT(methods) (~(methods) & ~(1 << METHOD_INDEX_NONE))
#define RANGE(first, last) { first, last }
#define IN(...) { FALSE, { __VA_ARGS__ } }
#define NOT_IN(...) { TRUE, { __VA_ARGS__ } }
#define ONLY(code) IN(RANGE(code, code))
#define CLASS(digit) IN(RANGE((digit) * 100, (digit) * 100 + 99))
#define ANY_CODE NOT_IN(RANGE(0, 0))

/* SEVERITY_x and RULE_x are pasted, so an unknown word in rules.def does not compile; nor does a name that stands twice. */
enum {
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, why) RULE_ROW_##name,
#include "rules.def"
    RULE_COUNT
};

static const rule rules[] = {
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, why)                              \
    { #name, codes, (guint32)(methods), RULE_##kind, HEADER_##header, RULE_##strength, SEVERITY_##severity, rfc, section, \
      check, why },
#include "rules.def"
};

const rule *rules_table(guint *count)
{
    *count = RULE_COUNT;
    return rules;
}

static gboolean code_is_in(const code_set *set, guint code)
{
    for (guint i = 0; i < G_N_ELEMENTS(set->ranges) && set->ranges[i][1] != 0; i++) {
        if (code >= set->ranges[i][0] && code <= set->ranges[i][1]) {
            return !set->all_but;
        }
    }
    return set->all_but;
}

gboolean rule_applies(const rule *one, guint code, method_index method)
{
    return (one->methods >> method & 1) != 0 && code_is_in(&one->codes, code);
}

static gboolean is_broken(const rule *one, const response *r, text_slice *offending, const char **header)
{
    *offending = (text_slice){ r->m->start, 0 };
    *header = NULL;
    if (one->check != NULL) {
        return one->check(r, offending, header);
    }
    switch (one->kind) {
    case RULE_REQUIRE:
        return message_lacks(r->m, one->header);
    case RULE_FORBID:
        return message_has(r->m, one->header);
    default:
        return TRUE;
    }
}

anomaly_id rule_anomaly(rule_kind kind)
{
    static const anomaly_id ids[] = {
        [RULE_REQUIRE] = ANOMALY_missing_header, [RULE_FORBID] = ANOMALY_forbidden_header, [RULE_METHOD] = ANOMALY_method,
        [RULE_DEPRECATED] = ANOMALY_deprecated,  [RULE_VALUE] = ANOMALY_header_value,
    };

    return ids[kind];
}

static finding *add_sentence(const rule *one, const response *r, text_slice offending, const char *header, findings *all)
{
    const char *must = one->strength == RULE_MUST ? "must" : "should";
    text_slice method = r->m->method_index == METHOD_INDEX_NONE ? text_from("a request") : r->m->method;
    int length = text_print_length(method);
    anomaly_id id = rule_anomaly(one->kind);
    const char *carried = header != NULL && strcmp(header, "body") == 0 ? "a body" : header;

    switch (one->kind) {
    case RULE_REQUIRE:
        return findings_add(all, id, "%u to %.*s %s carry %s (%s, section %s): %s.", r->code, length,
                            method.bytes, must, carried, one->rfc, one->section, one->why);
    case RULE_FORBID:
        return findings_add(all, id, "%u to %.*s %s not carry %s (%s, section %s): %s.",
                            r->code, length, method.bytes, must, carried, one->rfc, one->section, one->why);
    case RULE_METHOD:
        if (one->strength == RULE_DEFINED) {
            return findings_add(all, id, "%u is not defined for %.*s (%s, section %s): %s.", r->code, length, method.bytes,
                                one->rfc, one->section, one->why);
        }
        return findings_add(all, id, "%u %s not answer %.*s (%s, section %s): %s.", r->code, must,
                            length, method.bytes, one->rfc, one->section, one->why);
    case RULE_DEPRECATED:
        return findings_add(all, id, "%u to %.*s is deprecated (%s, section %s): %s.", r->code, length, method.bytes,
                            one->rfc, one->section, one->why);
    case RULE_VALUE:
        break;
    }
    return findings_add(all, id, "%s in this %u to %.*s has the value \"%.*s\" (%s, section %s): %s.",
                        header, r->code, length, method.bytes, TEXT_ARGS(offending), one->rfc, one->section, one->why);
}

static void report(const rule *one, const response *r, text_slice offending, const char *header, findings *all)
{
    const header_field *field = message_first(r->m, one->header);
    finding *found;

    if (header == NULL && one->header != HEADER_OTHER) {
        header = header_name(one->header);
    }
    found = add_sentence(one, r, offending, header, all);
    if (found == NULL) {
        return;
    }
    if (one->kind == RULE_FORBID && field != NULL && one->header != HEADER_OTHER) {
        offending = whole_field(field);
    }
    found->severity = one->severity;
    found->rule = (guint)(one - rules) + 1;
    found->header = header;
    found->offset = (guint)(offending.bytes - r->m->start);
    found->length = (guint)offending.length;
}

/* ---- Which rules have to be asked? ---- */

#define RULE_WORDS ((RULE_COUNT + 63) / 64)

/* One bit per rule, in the order of rules.def. */
typedef struct {
    guint64 words[RULE_WORDS];
} rule_set;

/* Of 140 rules about 40 speak of a given code and method, and most of these fall away with one look at which header fields are
 * there. So the sets are made on first use, and a response asks only what is left: ten rules or so. */
static struct {
    gboolean is_filled;
    rule_set rules;
    guint64 if_present; /* the header fields whose presence makes a rule worth asking */
    guint64 if_absent;  /* the same of their absence */
} speaking[CODE_MAX + 1][METHOD_INDEX_COUNT];

static rule_set asked_always;
static rule_set asked_if_present[HEADER_ID_COUNT];
static rule_set asked_if_absent[HEADER_ID_COUNT];

static void set_add(rule_set *set, guint i)
{
    set->words[i / 64] |= G_GUINT64_CONSTANT(1) << i % 64;
}

static void fill_asked(void)
{
    for (guint i = 0; i < RULE_COUNT; i++) {
        const rule *one = &rules[i];

        if (one->header == HEADER_OTHER || (one->kind == RULE_REQUIRE && one->check != NULL)) {
            set_add(&asked_always, i);
        } else if (one->kind == RULE_REQUIRE) {
            set_add(&asked_if_absent[one->header], i);
        } else {
            set_add(&asked_if_present[one->header], i);
        }
    }
}

static void fill_speaking(guint code, method_index method)
{
    for (guint i = 0; i < RULE_COUNT; i++) {
        const rule *one = &rules[i];

        if (!rule_applies(one, code, method)) {
            continue;
        }
        set_add(&speaking[code][method].rules, i);
        if (one->kind == RULE_REQUIRE && one->check == NULL) {
            speaking[code][method].if_absent |= G_GUINT64_CONSTANT(1) << one->header;
        } else if (one->kind == RULE_FORBID || one->kind == RULE_VALUE) {
            speaking[code][method].if_present |= G_GUINT64_CONSTANT(1) << one->header;
        }
    }
    speaking[code][method].is_filled = TRUE;
}

static void add_sets(rule_set *all, guint64 header_fields, const rule_set *of_header)
{
    for (; header_fields != 0; header_fields &= header_fields - 1) {
        guint id = (guint)__builtin_ctzll(header_fields);

        for (guint word = 0; word < RULE_WORDS; word++) {
            all->words[word] |= of_header[id].words[word];
        }
    }
}

/* What is deprecated about the code itself is said whatever the user switched off, as for other codes. */
static bool is_in_groups(const rule *one, rule_groups groups)
{
    switch (one->kind) {
    case RULE_DEPRECATED:
        return true;
    case RULE_METHOD:
        return (groups & RULES_METHODS) != 0;
    default:
        return (groups & RULES_HEADERS) != 0;
    }
}

static void ask(const rule *one, const response *r, rule_groups groups, findings *all, gboolean *broken)
{
    text_slice offending;
    const char *header;

    if (!is_in_groups(one, groups) || !is_broken(one, r, &offending, &header)) {
        return;
    }
    report(one, r, offending, header, all);
    if (broken != NULL) {
        broken[one - rules] = TRUE;
    }
}

void rules_check(const response *r, rule_groups groups, findings *all, gboolean *broken)
{
    static gsize sets_are_filled = 0;
    method_index method = r->m->method_index;
    rule_set asked;

    if (r->code < CODE_MIN || r->code > CODE_MAX) {
        return;
    }
    if (g_once_init_enter(&sets_are_filled)) {
        fill_asked();
        g_once_init_leave(&sets_are_filled, 1);
    }
    if (!speaking[r->code][method].is_filled) {
        fill_speaking(r->code, method);
    }
    asked = asked_always;
    add_sets(&asked, r->m->present & speaking[r->code][method].if_present, asked_if_present);
    add_sets(&asked, ~r->m->present & speaking[r->code][method].if_absent, asked_if_absent);
    for (guint word = 0; word < RULE_WORDS; word++) {
        guint64 left = asked.words[word] & speaking[r->code][method].rules.words[word];

        for (; left != 0; left &= left - 1) {
            ask(&rules[word * 64 + (guint)__builtin_ctzll(left)], r, groups, all, broken);
        }
    }
}
