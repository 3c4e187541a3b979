/* text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"

#include <string.h>

text_slice text_from(const char *string)
{
    return (text_slice){ string, strlen(string) };
}

text_slice text_trim_spaces(text_slice text)
{
    while (text.length > 0 && text_is_space(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && text_is_space(text.bytes[text.length - 1])) {
        text.length--;
    }
    return text;
}

text_slice text_without_quotes(text_slice text)
{
    if (text.length >= 2 && text.bytes[0] == '"' && text.bytes[text.length - 1] == '"') {
        return (text_slice){ text.bytes + 1, text.length - 2 };
    }
    return text;
}

bool text_contains(text_slice text, const char *word)
{
    size_t length = strlen(word);

    for (size_t i = 0; length <= text.length && i <= text.length - length; i++) {
        if (g_ascii_strncasecmp(text.bytes + i, word, length) == 0) {
            return true;
        }
    }
    return false;
}

gboolean text_to_number(text_slice text, guint32 *number)
{
    guint64 value = 0;

    if (text.length == 0) {
        return FALSE;
    }
    for (gsize i = 0; i < text.length; i++) {
        unsigned digit = (unsigned)(unsigned char)text.bytes[i] - '0';

        if (digit > 9) {
            return FALSE;
        }
        value = value * 10 + digit;
        if (value > G_MAXUINT32) {
            return FALSE;
        }
    }
    *number = (guint32)value;
    return TRUE;
}

/* ---- Tokens, quoted strings, comments, parameters ---- */

#define LETTER(c) [c] = true, [(c) - 'a' + 'A'] = true

/* clang-format off */
const bool text_token_characters[256] = {
    LETTER('a'), LETTER('b'), LETTER('c'), LETTER('d'), LETTER('e'), LETTER('f'), LETTER('g'), LETTER('h'), LETTER('i'),
    LETTER('j'), LETTER('k'), LETTER('l'), LETTER('m'), LETTER('n'), LETTER('o'), LETTER('p'), LETTER('q'), LETTER('r'),
    LETTER('s'), LETTER('t'), LETTER('u'), LETTER('v'), LETTER('w'), LETTER('x'), LETTER('y'), LETTER('z'),
    ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true, ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true,
    ['9'] = true, ['-'] = true, ['.'] = true, ['!'] = true, ['%'] = true, ['*'] = true, ['_'] = true, ['+'] = true, ['`'] = true,
    ['\''] = true, ['~'] = true,
};
/* clang-format on */

bool text_is_token(text_slice text)
{
    for (gsize i = 0; i < text.length; i++) {
        if (!text_is_token_character(text.bytes[i])) {
            return false;
        }
    }
    return text.length > 0;
}

gsize text_word_length(text_slice text)
{
    gsize length = 0;

    while (length < text.length && !text_is_space(text.bytes[length]) && text.bytes[length] != '"') {
        length++;
    }
    return length;
}

text_slice text_split_word(text_slice text, text_slice *rest)
{
    gsize length = 0;

    while (length < text.length && !text_is_space(text.bytes[length])) {
        length++;
    }
    *rest = text_trim(text_skip(text, length));
    return (text_slice){ text.bytes, length };
}

gsize text_digits_length(text_slice text)
{
    gsize length = 0;

    while (length < text.length && g_ascii_isdigit(text.bytes[length])) {
        length++;
    }
    return length;
}

gsize text_comment_length(text_slice text)
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

gboolean text_unwrap_quotes(text_slice text, text_slice *inside)
{
    *inside = text;
    if (text.length == 0 || text.bytes[0] != '"') {
        return FALSE;
    }
    *inside = text_skip(text, 1);
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

static char closing_of(char opening)
{
    switch (opening) {
    case '<':
        return '>';
    case '(':
        return ')';
    default:
        return '"';
    }
}

/* The same for what nothing inside can escape or nest: <>, and a quoted string without a backslash. 0 for all else. */
static gsize plainly_enclosed_length(text_slice text, char opening, char closing)
{
    const char *end = opening == '(' ? NULL : memchr(text.bytes + 1, closing, text.length - 1);
    gsize length = end == NULL ? 0 : (gsize)(end - text.bytes) + 1;

    return opening == '"' && length > 0 && memchr(text.bytes, '\\', length) != NULL ? 0 : length;
}

/* The bytes that the quoted string, <> or comment at the text's start takes. What is not closed goes on to the text's end: so
 * the time stays linear, whatever is on the wire. */
static gsize enclosed_length(text_slice text, bool *is_closed)
{
    char opening = text.bytes[0];
    char closing = closing_of(opening);
    gsize plain = plainly_enclosed_length(text, opening, closing);
    guint depth = 1;

    *is_closed = true;
    if (plain > 0) {
        return plain;
    }
    for (gsize i = 1; i < text.length; i++) {
        char c = text.bytes[i];

        if (c == '\\' && opening != '<') {
            i++;
        } else if (c == closing) {
            depth--;
            if (depth == 0) {
                return i + 1;
            }
        } else if (c == '(' && opening == '(') {
            depth++;
        }
    }
    *is_closed = false;
    return text.length;
}

/* The user part of a URI without <> can hold a "(" (RFC 3261, section 25.1: mark); a comment stands behind white space. */
static gboolean is_part_of_word(text_slice text, gsize at)
{
    return text.bytes[at] == '(' && at > 0 && !text_is_space(text.bytes[at - 1]);
}

static const bool opens[256] = { ['"'] = true, ['<'] = true, ['('] = true };

bool text_opens_nothing(text_slice text)
{
    if (words_are(text.bytes, text.length, word_opens_nothing)) {
        return true;
    }
    for (gsize i = 0; i < text.length; i++) {
        if (opens[(unsigned char)text.bytes[i]]) {
            return false;
        }
    }
    return true;
}

static inline gboolean opens_enclosure(text_slice text, gsize at)
{
    return opens[(unsigned char)text.bytes[at]] && !is_part_of_word(text, at);
}

gsize text_until(text_slice text, char separator)
{
    const char *found = memchr(text.bytes, separator, text.length);
    gsize at = 0;
    bool is_closed;

    /* What stands nowhere does not stand outside either: for commas the usual case, and one call. */
    while (found != NULL) {
        gsize limit = (gsize)(found - text.bytes);

        while (at < limit && !opens_enclosure(text, at)) {
            at++;
        }
        if (at == limit) {
            return limit;
        }
        at += enclosed_length((text_slice){ text.bytes + at, text.length - at }, &is_closed);
        if (at > limit) {
            found = memchr(text.bytes + at, separator, text.length - at);
        }
    }
    return text.length;
}

bool text_is_closed(text_slice text)
{
    bool is_closed = true;

    for (gsize at = 0; at < text.length && is_closed;) {
        if (opens_enclosure(text, at)) {
            at += enclosed_length((text_slice){ text.bytes + at, text.length - at }, &is_closed);
        } else {
            at++;
        }
    }
    return is_closed;
}

/* Looks through "part SEP part SEP ..." for "name" or "name=value". */
static parameter_state find_part(text_slice rest, char separator, const char *name, text_slice *found)
{
    while (rest.length > 0) {
        gsize length = text_until(rest, separator);
        text_slice part = text_trim((text_slice){ rest.bytes, length });
        gsize name_length = text_starts_with(part, name) ? text_until(part, '=') : 0;

        if (name_length > 0 && text_equal(text_trim((text_slice){ part.bytes, name_length }), name)) {
            if (name_length == part.length) {
                *found = (text_slice){ part.bytes, 0 };
                return PARAMETER_WITHOUT_VALUE;
            }
            *found = text_trim(text_skip(part, name_length + 1));
            return PARAMETER_WITH_VALUE;
        }
        rest = text_skip(rest, length + 1);
    }
    return PARAMETER_ABSENT;
}

parameter_state text_find_parameter(text_slice value, const char *name, text_slice *found)
{
    gsize first = text_until(value, ';');

    return find_part(text_skip(value, first), ';', name, found);
}

const char *text_plain_address_end(text_slice value)
{
    const char *end = value.bytes + value.length;
    const char *at = value.bytes;

    if (value.length > 1 && *at == '"') {
        /* Names are short: for them a call takes longer. */
        for (at++; at < end && *at != '"'; at++) {
            if (*at == '\\') {
                return NULL;
            }
        }
        if (at == end) {
            return NULL;
        }
        for (at++; at < end && *at == ' '; at++) {
        }
    }
    return at < end && *at == '<' ? memchr(at, '>', (gsize)(end - at)) : NULL;
}

/* Where nothing but the brackets encloses anything: the usual spellings, found without taking the address apart. */
static bool find_plain_uri(text_slice address, text_slice *uri)
{
    const char *open = memchr(address.bytes, '<', address.length);
    const char *close = open == NULL ? NULL : memchr(open, '>', (gsize)(address.bytes + address.length - open));

    if (close == NULL || memchr(open + 1, '<', (gsize)(close - open - 1)) != NULL
        || memchr(address.bytes, '"', (gsize)(close - address.bytes)) != NULL
        || memchr(address.bytes, '(', (gsize)(close - address.bytes)) != NULL) {
        return false;
    }
    *uri = text_trim(text_between(open + 1, close));
    return true;
}

text_slice text_uri(text_slice address)
{
    text_slice uri;
    gsize bracket;

    if (find_plain_uri(address, &uri)) {
        return uri;
    }
    bracket = text_until(address, '<');
    if (bracket == address.length) {
        return (text_slice){ address.bytes, text_until(address, ';') };
    }
    uri = text_skip(address, bracket + 1);
    return text_trim((text_slice){ uri.bytes, text_until(uri, '>') });
}

bool text_has_plain_tag(text_slice value)
{
    static const char tag[] = ">;tag=";
    const char *at = text_plain_address_end(value);

    return at != NULL && (gsize)(value.bytes + value.length - at) > sizeof tag - 1 && memcmp(at, tag, sizeof tag - 1) == 0
        && g_ascii_isalnum(at[sizeof tag - 1]);
}

parameter_state text_find_challenge_parameter(text_slice challenge, const char *name, text_slice *found)
{
    return find_part(challenge, ',', name, found);
}

gboolean text_has_parameter(text_slice value, const char *name)
{
    text_slice found;

    return text_find_parameter(value, name, &found) != PARAMETER_ABSENT;
}

gboolean text_plainly_holds(text_slice value, const char *text)
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

/* ---- Showing ---- */

text_slice text_next_line(const char **at, size_t width)
{
    const char *start = *at;
    const char *blank = NULL;
    const char *c = start;

    for (size_t count = 0; *c != '\0' && (count <= width || blank == NULL); count++, c = g_utf8_next_char(c)) {
        if (*c == ' ' && c > start) {
            blank = c;
            if (count >= width) {
                break;
            }
        }
    }
    if (*c == '\0' && (blank == NULL || g_utf8_strlen(start, c - start) <= (glong)width)) {
        *at = c;
        return text_between(start, c);
    }
    *at = blank + 1;
    return text_between(start, blank);
}

int text_print_length(text_slice text)
{
    return (int)MIN(text.length, 61);
}

const char *text_cut_mark(text_slice text)
{
    return (gsize)text_print_length(text) < text.length ? "..." : "";
}

gboolean text_is_unsafe(gunichar c)
{
    return g_unichar_iscntrl(c) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
}

void text_make_safe(char *string)
{
    for (char *c = string; *c != '\0'; c = g_utf8_next_char(c)) {
        if (text_is_unsafe(g_utf8_get_char(c))) {
            memset(c, text_is_space(*c) ? ' ' : '?', (gsize)(g_utf8_next_char(c) - c));
        }
    }
}
