/* rule_syntax.c: is the text of the message legal, its lines and characters?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_checks.h"

#include <string.h>

#include "codes.h"

/* For the rules that speak of a line: its place, and what is wrong with it. */
static gboolean has_odd_line(const response *r, odd_line kind, const char *wrong, text_slice *offending, const char **header)
{
    if (!message_odd_line(r->m, kind, offending)) {
        return FALSE;
    }
    *header = wrong;
    return TRUE;
}

gboolean status_line_is_folded(const response *r, text_slice *offending, const char **header)
{
    return has_odd_line(r, ODD_LINE_FOLDED_STATUS, "goes on with the status line", offending, header);
}

/* The line behind the status line, or behind what is folded onto it. */
static bool is_behind_status_line(const message *m, text_slice line)
{
    const char *end = m->status_line.bytes + m->status_line.length;

    return line.bytes > end && (size_t)(line.bytes - end) <= strlen("\r\n");
}

gboolean phrase_holds_line_break(const response *r, text_slice *offending, const char **header)
{
    return has_odd_line(r, ODD_LINE_NO_FIELD, "has no colon, so the phrase holds a line break", offending, header)
        && is_behind_status_line(r->m, *offending);
}

gboolean line_is_no_field(const response *r, text_slice *offending, const char **header)
{
    if (!has_odd_line(r, ODD_LINE_NO_FIELD, "has no colon", offending, header) || is_behind_status_line(r->m, *offending)) {
        return FALSE;
    }
    if (memchr(offending->bytes, ':', offending->length) != NULL) {
        *header = "has no field name before its colon";
    }
    return TRUE;
}

gboolean line_ends_with_lf(const response *r, text_slice *offending, const char **header)
{
    return has_odd_line(r, ODD_LINE_BARE_LF, "ends with LF alone", offending, header);
}

gboolean line_holds_cr(const response *r, text_slice *offending, const char **header)
{
    return has_odd_line(r, ODD_LINE_BARE_CR, "has a CR that no LF follows", offending, header);
}

gboolean header_section_holds_nul(const response *r, text_slice *offending, const char **header)
{
    const char *nul = memchr(r->m->start, '\0', r->m->section_length);
    const char *start = nul;

    if (nul == NULL) {
        return FALSE;
    }
    while (start > r->m->start && start[-1] != '\n') {
        start--;
    }
    *offending = text_between(start, nul + 1);
    *header = "holds a NUL";
    return TRUE;
}

gboolean empty_line_is_missing(const response *r, text_slice *offending, const char **header)
{
    if (!r->m->lacks_empty_line) {
        return FALSE;
    }
    *offending = text_trim(r->m->unread);
    *header = "is the last, and the datagram ends without the empty line";
    return TRUE;
}

/* ---- Characters of the Reason-Phrase ---- */

/* The bytes of a UTF-8 character that begins so; 1 for a byte that is one by itself (UTF8-CONT is allowed anywhere), 0 for none. */
static gsize utf8_length(unsigned char first)
{
    static const struct {
        unsigned char from;
        gsize length;
    } starts[] = { { 0xFE, 0 }, { 0xFC, 6 }, { 0xF8, 5 }, { 0xF0, 4 }, { 0xE0, 3 }, { 0xC0, 2 } };

    for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (first >= starts[i].from) {
            return starts[i].length;
        }
    }
    return 1;
}

static bool is_utf8_continued(text_slice text, gsize length)
{
    for (gsize i = 1; i < length; i++) {
        if (i >= text.length || ((unsigned char)text.bytes[i] & 0xC0) != 0x80) {
            return false;
        }
    }
    return length > 0;
}

static bool is_escaped(text_slice text)
{
    return text.length >= 3 && g_ascii_isxdigit(text.bytes[1]) && g_ascii_isxdigit(text.bytes[2]);
}

/* How many bytes at the start a phrase can hold so; 0 where it cannot. CR and NUL, which have rules of their own, can be passed. */
static gsize legal_length(text_slice rest)
{
    unsigned char c = (unsigned char)rest.bytes[0];

    if (c >= 0x80) {
        gsize length = utf8_length(c);

        return is_utf8_continued(rest, length) ? length : 0;
    }
    if (g_ascii_isalnum((char)c) || strchr(" \t-_.!~*'();/?:@&=+$,\r", c) != NULL) {
        return 1;
    }
    return c == '%' && is_escaped(rest) ? 3 : 0;
}

/* The letters and blanks at the start: what phrases are mostly made of. */
static gsize words_length(text_slice text)
{
    gsize length = 0;

    while (length < text.length && (g_ascii_isalpha(text.bytes[length]) || text.bytes[length] == ' ')) {
        length++;
    }
    return length;
}

gboolean phrase_holds_other_characters(const response *r, text_slice *offending, const char **header)
{
    enum { PHRASE = 12 }; /* behind "SIP/2.0 486 " */
    text_slice rest = r->m->status_line;

    if (!r->m->status_line_ended || rest.length < PHRASE) {
        return FALSE;
    }
    rest = text_skip(rest, PHRASE);
    if (code_name_is(code_lookup(r->code), rest)) {
        return FALSE;
    }
    while ((rest = text_skip(rest, words_length(rest))).length > 0) {
        gsize length = legal_length(rest);

        if (length == 0) {
            *offending = rest;
            *header = "has a character that no phrase can hold";
            return TRUE;
        }
        rest = text_skip(rest, length);
    }
    return FALSE;
}

/* ---- Quotes and brackets ---- */

/* The usual value: an address, and behind it neither. */
static bool is_plainly_closed(text_slice value)
{
    const char *close = text_plain_address_end(value);
    gsize rest = close == NULL ? 0 : (gsize)(value.bytes + value.length - close);

    /* Nothing behind it, or a few parameters. */
    return close != NULL && (rest == 1 || text_opens_nothing(text_between(close, close + rest)));
}

/* "<URI>" and no more, as in a Record-Route. */
static bool is_bare_address(text_slice value)
{
    return value.length > 2 && value.bytes[0] == '<' && value.bytes[value.length - 1] == '>'
        && memchr(value.bytes, '>', value.length - 1) == NULL;
}

static bool is_open(text_slice value)
{
    return !is_bare_address(value) && !is_plainly_closed(value) && !text_is_closed(value);
}

static const header_id with_quotes[] = { HEADER_FROM, HEADER_TO, HEADER_CONTACT, HEADER_RECORD_ROUTE,
                                         HEADER_WWW_AUTHENTICATE, HEADER_PROXY_AUTHENTICATE, HEADER_WARNING };

bool rule_value_is_open(const header_field *field)
{
    for (guint i = 0; i < G_N_ELEMENTS(with_quotes); i++) {
        if (field->id == with_quotes[i]) {
            return is_open(field->value);
        }
    }
    return false;
}

/* Of the last field of what was not captured whole, the next line would tell whether it was cut off. */
static bool may_go_on(const message *m, const header_field *field)
{
    return field->is_cut_off || (!m->complete && message_is_line_behind(field, m->unread.bytes));
}

gboolean value_is_not_closed(const response *r, text_slice *offending, const char **header)
{
    for (guint i = 0; i < G_N_ELEMENTS(with_quotes); i++) {
        for (const header_field *field = message_first(r->m, with_quotes[i]); field != NULL; field = message_next(r->m, field)) {
            if (is_open(field->value) && !may_go_on(r->m, field)) {
                *offending = field->value;
                *header = header_name(field->id);
                return TRUE;
            }
        }
    }
    return FALSE;
}
