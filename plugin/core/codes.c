/* codes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "codes.h"

#include <stdio.h>
#include <string.h>

/* A code that stands twice in the table is an enumerator twice, which no compiler takes. */
enum {
#define CODE(code, status, name, source, section, variants, http, description, hint) ROW_##code,
#include "codes.def"
    ROW_COUNT
};

#define CODE(code, status, name, source, section, variants, http, description, hint) \
    _Static_assert((code) >= CODE_MIN && (code) <= CODE_MAX, #code " is outside 100 to 699"); \
    _Static_assert(sizeof(name) > 1 && sizeof(description) > 1, #code " lacks a name or a description");
#include "codes.def"

static const code_info table[] = {
#define CODE(code, status, name, source, section, variants, http, description, hint) \
    { code, STATUS_##status, name, source, section, variants, http, description, hint },
#include "codes.def"
};

/* Row + 1 by code, so that a code without a row reads 0. */
static const guint8 row_of_code[CODE_MAX + 1] = {
#define CODE(code, status, name, source, section, variants, http, description, hint) [code] = ROW_##code + 1,
#include "codes.def"
};

_Static_assert(ROW_COUNT < G_MAXUINT8, "row_of_code holds one byte per code");

/* A response says of itself who made it: the top Via names only the next hop back (RFC 3261, sections 20.35 and 20.41). */
#define FROM_UNKNOWN_SENDER \
    "Server or User-Agent of this response names the product that made it or\n" \
    "that passed it on (B2BUA): ask whoever runs it, with phrase, Reason and\n" \
    "Warning. If it was passed on, the other leg of that element has it, too.\n"

static const code_info unknown_codes[] = {
    { 0, STATUS_UNKNOWN, NULL, NULL, "", "", "", "A provisional code that is not registered.\nA client treats it as 183.",
      FROM_UNKNOWN_SENDER "Not a final response: wait for that one." },
    { 0, STATUS_UNKNOWN, NULL, NULL, "", "", "", "A success code that is not registered.\nA client treats it as 200.",
      FROM_UNKNOWN_SENDER "For the client the request has succeeded." },
    { 0, STATUS_UNKNOWN, NULL, NULL, "", "", "", "A redirection code that is not registered.\nA client treats it as 300.",
      FROM_UNKNOWN_SENDER "Without alternatives in Contact the request fails." },
    { 0, STATUS_UNKNOWN, NULL, NULL, "", "", "", "A failure code that is not registered.\nA client treats it as 400.",
      FROM_UNKNOWN_SENDER "Most such codes come from a script or a table of the operator's own." },
    { 0, STATUS_UNKNOWN, NULL, NULL, "", "", "", "A server failure code that is not registered.\nA client treats it as 500.",
      FROM_UNKNOWN_SENDER "A client does not try another server for it, as it would for 503." },
    { 0, STATUS_UNKNOWN, NULL, NULL, "", "", "", "A global failure code that is not registered.\nA client treats it as 600.",
      FROM_UNKNOWN_SENDER "A proxy stops trying other branches on any 6xx." },
};

static const code_info out_of_range = {
    0, STATUS_OUT_OF_RANGE, NULL, NULL, "", "", "",
    "Not a SIP status code: the first digit must be 1 to 6.\nStrict clients drop such a message.",
    "A script with a wrong number, a library's internal code on the wire, or\n"
    "damaged bytes: look at the element that sent it (Server, User-Agent)."
};

const code_info *code_table(guint *count)
{
    *count = ROW_COUNT;
    return table;
}

const code_info *code_lookup(guint code)
{
    if (code < CODE_MIN || code > CODE_MAX) {
        return &out_of_range;
    }
    if (row_of_code[code] == 0) {
        return &unknown_codes[code / 100 - 1];
    }
    return &table[row_of_code[code] - 1];
}

guint code_class(guint code)
{
    return code < CODE_MIN || code > CODE_MAX ? 0 : code / 100;
}

const char *code_class_name(guint class_number)
{
    static const char *const names[] = {
        NULL, "Provisional", "Successful", "Redirection", "Client Failure", "Server Failure", "Global Failure"
    };

    return class_number < G_N_ELEMENTS(names) ? names[class_number] : NULL;
}

const char *code_status_name(code_status status)
{
    static const char *const names[] = {
        [STATUS_REGISTERED] = "Registered",
        [STATUS_DEPRECATED] = "Deprecated",
        [STATUS_RESERVED] = "Reserved",
        [STATUS_OBSOLETE] = "Obsolete",
        [STATUS_VENDOR] = "Vendor",
        [STATUS_USER_DEFINED] = "User-defined",
        [STATUS_HTTP_ONLY] = "HTTP only",
        [STATUS_UNKNOWN] = "Unknown",
        [STATUS_OUT_OF_RANGE] = "Out of range",
    };

    return names[status];
}

gboolean code_is_final(guint code)
{
    return code_class(code) >= 2;
}

bool code_is_failure(uint32_t code)
{
    bool is_out_of_range = code_class(code) == 0;
    bool is_challenge = code == 401 || code == 407;
    bool is_cancelled = code == 487;

    return is_out_of_range || (code_class(code) >= 4 && !is_challenge && !is_cancelled);
}

static gboolean is_registered(const code_info *info)
{
    return info->status <= STATUS_RESERVED;
}

guint code_treated_as(const code_info *info, guint code)
{
    /* A user's own row for a registered code does not make clients forget it. */
    if (is_registered(info) || is_registered(code_lookup(code))) {
        return code;
    }
    return code_class(code) == 1 ? 183 : code_class(code) * 100;
}

/* Longer than any source with its section. */
#define SOURCE_MAX 64

/* Returns the text. */
static const char *write_source(const code_info *info, char *text, gsize size)
{
    gboolean has_section = info->section[0] != '\0';

    snprintf(text, size, "%s%s%s", info->source != NULL ? info->source : "", has_section ? ", section " : "", info->section);
    return text;
}

void code_reference(const code_info *info, char *text, gsize size)
{
    char source[SOURCE_MAX];

    snprintf(text, size, "%s%s", info->status == STATUS_HTTP_ONLY ? "HTTP: " : "", write_source(info, source, sizeof source));
}

gboolean code_reference_url(const code_info *info, char *text, gsize size)
{
    static const char rfc[] = "RFC ";
    gboolean has_section = info->section[0] != '\0';

    if (info->source == NULL || !g_str_has_prefix(info->source, rfc)) {
        return FALSE;
    }
    snprintf(text, size, "https://www.rfc-editor.org/rfc/rfc%s%s%s", info->source + sizeof rfc - 1,
             has_section ? "#section-" : "", info->section);
    return TRUE;
}

void code_check(const code_info *info, guint code, findings *all)
{
    guint other = code_treated_as(info, code);
    char source[SOURCE_MAX];

    switch (info->status) {
    case STATUS_RESERVED:
        findings_add(all, FINDING_reserved, "%u %s is reserved for future use: no RFC says what it means (%s).", code, info->name,
                     write_source(info, source, sizeof source));
        break;
    case STATUS_OBSOLETE:
        findings_add(all, FINDING_obsolete,
                     "%u %s was dropped when RFC 3261 replaced %s: clients treat it as %u (RFC 3261, section 8.1.3.2).", code, info->name,
                     info->source, other);
        break;
    case STATUS_VENDOR:
        findings_add(all, FINDING_vendor,
                     "%u is not registered but known from %s: other clients treat it as %u (RFC 3261, section 8.1.3.2).", code,
                     info->source, other);
        break;
    case STATUS_HTTP_ONLY:
        findings_add(all, FINDING_http_only,
                     "%u is HTTP's \"%s\" (%s) and no code of SIP: clients treat it as %u (RFC 3261, section 8.1.3.2).", code, info->name,
                     write_source(info, source, sizeof source), other);
        break;
    case STATUS_UNKNOWN:
        findings_add(all, FINDING_unknown,
                     "%u is not a registered status code: clients treat it as %u (RFC 3261, section 8.1.3.2).", code, other);
        break;
    case STATUS_OUT_OF_RANGE:
        findings_add(all, FINDING_out_of_range,
                     "%03u is no SIP status code, as its first digit is not 1 to 6: strict stacks drop the response (RFC 3261, section 7.2).",
                     code);
        break;
    case STATUS_REGISTERED:
    case STATUS_DEPRECATED:
    case STATUS_USER_DEFINED:
        break;
    }
}

static inline bool is_same_letter(char one, char other)
{
    return one == other || g_ascii_tolower(one) == g_ascii_tolower(other);
}

/* Takes the pattern's bytes up to "|" or its end; a "*" that ends it stands for any rest, which is then in *rest. */
static gboolean match(text_slice phrase, text_slice pattern, text_slice *rest)
{
    gsize at = 0;

    for (gsize i = 0; i < pattern.length; i++) {
        if (pattern.bytes[i] == '*' && i > 0 && i + 1 == pattern.length) {
            *rest = text_trim((text_slice){ phrase.bytes + at, phrase.length - at });
            return TRUE;
        }
        if (text_is_space(pattern.bytes[i])) {
            continue;
        }
        while (at < phrase.length && text_is_space(phrase.bytes[at])) {
            at++;
        }
        if (at == phrase.length || !is_same_letter(phrase.bytes[at], pattern.bytes[i])) {
            return FALSE;
        }
        at++;
    }
    while (at < phrase.length && text_is_space(phrase.bytes[at])) {
        at++;
    }
    *rest = (text_slice){ phrase.bytes + at, 0 };
    return at == phrase.length;
}

static gboolean matches_one(text_slice phrase, text_slice pattern)
{
    text_slice rest;

    return match(phrase, pattern, &rest);
}

/* The pattern at *patterns, of those between "|", and moves *patterns to the next; empty at the end. */
static text_slice next_pattern(const char **patterns)
{
    const char *start = *patterns;
    const char *bar = strchr(start, '|');

    *patterns = bar != NULL ? bar + 1 : start + strlen(start);
    return text_between(start, bar != NULL ? bar : *patterns);
}

static gboolean matches_any(text_slice phrase, const char *patterns)
{
    while (*patterns != '\0') {
        if (matches_one(phrase, next_pattern(&patterns))) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The row says with a lone "*" that its RFC asks the server for a phrase of its own. */
static gboolean wants_free_phrase(const code_info *info)
{
    for (const char *star = strchr(info->variants, '*'); star != NULL; star = strchr(star + 1, '*')) {
        if ((star == info->variants || star[-1] == '|') && (star[1] == '\0' || star[1] == '|')) {
            return TRUE;
        }
    }
    return FALSE;
}

/* RFC 3261, section 21, lets a server answer in the language of Accept-Language. */
static gboolean is_in_another_language(text_slice phrase)
{
    for (gsize i = 0; i < phrase.length; i++) {
        if ((phrase.bytes[i] & 0x80) != 0) {
            return g_utf8_validate(phrase.bytes, (gssize)phrase.length, NULL);
        }
    }
    return FALSE;
}

/* 0x20 is what tells the cases of a letter apart. */
static inline bool may_be_same_letter(char one, char other)
{
    return ((one ^ other) & ~0x20) == 0;
}

/* White space, over which match() goes, stands at neither place of a name. */
static inline bool may_match(text_slice phrase, const char *name)
{
    return may_be_same_letter(name[0], phrase.bytes[0])
        && (phrase.length < 2 || text_is_space(phrase.bytes[1]) || may_be_same_letter(name[1], phrase.bytes[1]));
}

static const code_info *registered_owner_of(text_slice phrase)
{
    for (guint i = 0; i < ROW_COUNT; i++) {
        if (may_match(phrase, table[i].name) && is_registered(&table[i]) && matches_one(phrase, text_from(table[i].name))) {
            return &table[i];
        }
    }
    return NULL;
}

bool code_name_is(const code_info *info, text_slice phrase)
{
    return info->name != NULL && phrase.length == strlen(info->name) && memcmp(phrase.bytes, info->name, phrase.length) == 0;
}

/* "Rejected" is what software said with 486 and others long before RFC 8688 registered it for 608, and still does. */
static bool is_older_than_its_code(const code_info *owner, const code_info *sent)
{
    return owner->code == 608 && sent->code >= 400 && is_registered(sent);
}

static void add_phrase_of(const code_info *owner, guint code, text_slice phrase, findings *all)
{
    finding_set_brief(findings_add(all, FINDING_phrase_of_other_code,
                                   TEXT_QUOTED " is the phrase of %u, not of %03u: clients act on the number; the phrase may show what the "
                                               "sender's script or rule was meant to send (RFC 3261, section 7.2).",
                                   TEXT_QUOTED_ARGS(phrase), owner->code, code),
                      "phrase of %u", owner->code);
}

void code_check_phrase(const code_info *info, guint code, text_slice phrase, findings *all)
{
    const code_info *owner;

    phrase = text_trim(phrase);
    if (phrase.length == 0) {
        findings_add(all, FINDING_phrase_empty,
                     "No reason phrase in this %03u: legal, but some software loses such responses (RFC 3261, section 25.1).", code);
        return;
    }
    if (code_name_is(info, phrase)) {
        return;
    }
    if (info->name != NULL && (matches_one(phrase, text_from(info->name)) || matches_any(phrase, info->variants))) {
        return;
    }
    if (matches_any(phrase, info->http)) {
        findings_add(all, FINDING_phrase_of_http,
                     TEXT_QUOTED " is HTTP's meaning of %u, in SIP it is \"%s\": the sender probably means HTTP's (RFC 3261, section 7.2).",
                     TEXT_QUOTED_ARGS(phrase), code, info->name);
        return;
    }
    owner = registered_owner_of(phrase);
    if (owner != NULL && owner->code != code && !is_older_than_its_code(owner, info)) {
        add_phrase_of(owner, code, phrase, all);
        return;
    }
    if (!is_registered(info) || wants_free_phrase(info) || is_in_another_language(phrase)) {
        return;
    }
    findings_add(all, FINDING_phrase_differs,
                 "The phrase of this %u is " TEXT_QUOTED ", registered is \"%s\": any phrase is legal (RFC 3261, section 7.2).",
                 code, TEXT_QUOTED_ARGS(phrase), info->name);
}

/* "(477/TM)", "(1/SL)": code and module, as Kamailio and OpenSIPS put them behind their phrases. */
static gboolean names_module(text_slice text)
{
    gsize digits = 0;

    if (text.length < 5 || text.bytes[0] != '(' || text.bytes[text.length - 1] != ')') {
        return FALSE;
    }
    while (g_ascii_isdigit(text.bytes[digits + 1])) {
        digits++;
    }
    return digits > 0 && text.bytes[digits + 1] == '/';
}

/* A variant that stands for any rest says nothing about that rest. */
static gboolean is_usual_variant(text_slice phrase, const char *patterns)
{
    text_slice rest;

    while (*patterns != '\0') {
        if (match(phrase, next_pattern(&patterns), &rest) && (rest.length == 0 || names_module(rest))) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean code_phrase_is_telling(const code_info *info, text_slice phrase)
{
    phrase = text_trim(phrase);
    if (phrase.length == 0 || code_name_is(info, phrase) || (info->name != NULL && matches_one(phrase, text_from(info->name)))) {
        return FALSE;
    }
    return !is_usual_variant(phrase, info->variants) && !matches_any(phrase, info->http) && registered_owner_of(phrase) == NULL;
}
