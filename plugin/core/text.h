/* text.h: runs of bytes inside a message, and how SIP compares them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_TEXT_H
#define SIPCODES_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "text_words.h"

/** Bytes that belong to somebody else: not terminated, not necessarily UTF-8. Empty where length is 0. */
typedef struct {
    const char *bytes;
    gsize length;
} text_slice;

/** SP, HTAB, and the line ends inside a folded value (RFC 3261, section 25.1: LWS). */
static inline gboolean text_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/** text_is_token_character()'s table. */
extern const bool text_token_characters[256];

/** True for a character of a token, such as a method or a header field's name (RFC 3261, section 25.1). */
static inline bool text_is_token_character(char c)
{
    return text_token_characters[(unsigned char)c];
}

/** True for a token: one such character or more, and nothing else. */
bool text_is_token(text_slice text);

/** The slice of a terminated string. */
text_slice text_from(const char *string);

/** The bytes from start up to end. */
static inline text_slice text_between(const char *start, const char *end)
{
    return (text_slice){ start, (gsize)(end - start) };
}

/** text_trim() of a text that has white space around it. */
text_slice text_trim_spaces(text_slice text);

/** Without the white space before and behind. Here because each header field goes through it. */
static inline text_slice text_trim(text_slice text)
{
    /* All white space is at or below the blank, and hardly anything else is. */
    if (text.length > 0 && (unsigned char)text.bytes[0] > ' ' && (unsigned char)text.bytes[text.length - 1] > ' ') {
        return text;
    }
    return text_trim_spaces(text);
}

/** The inside of "..."; a text that does not begin and end with quotes as it is. Escapes stay. */
text_slice text_without_quotes(text_slice text);

/** TRUE if the text begins with the string, but for the case of ASCII letters. */
static inline bool text_starts_with(text_slice text, const char *string)
{
    /* Nearly all comparisons end at the first letter; 0x20 is what tells its cases apart. */
    if (string[0] != '\0' && text.length > 0 && ((text.bytes[0] ^ string[0]) & ~0x20) != 0) {
        return FALSE;
    }
    /* And most that do not are of the same case. */
    return text.length >= strlen(string)
        && (memcmp(text.bytes, string, strlen(string)) == 0 || g_ascii_strncasecmp(text.bytes, string, strlen(string)) == 0);
}

/** TRUE if both are the same but for the case of ASCII letters. */
static inline gboolean text_equal(text_slice text, const char *string)
{
    return text.length == strlen(string) && text_starts_with(text, string);
}

/** True if the word stands in the text, but for the case of ASCII letters. */
bool text_contains(text_slice text, const char *word);

/**
 * Reads a whole decimal number, digits only. Returns FALSE, and leaves *number alone, where it is empty,
 * holds anything else, or is above G_MAXUINT32.
 */
gboolean text_to_number(text_slice text, guint32 *number);

/** The text behind its first bytes; empty where there are not so many. */
static inline text_slice text_skip(text_slice text, gsize length)
{
    length = MIN(length, text.length);
    return (text_slice){ text.bytes + length, text.length - length };
}

/** The bytes up to white space or a quoted string: no token and no host name has quotes in it. */
gsize text_word_length(text_slice text);

/** The bytes up to white space; *rest gets what stands behind that, trimmed. */
text_slice text_split_word(text_slice text, text_slice *rest);

/** The bytes of the decimal digits at the text's start. */
gsize text_digits_length(text_slice text);

/** The bytes that the comment at the text's start takes, parentheses included; 0 where it is not closed. Comments nest. */
gsize text_comment_length(text_slice text);

/** The inside of "..."; FALSE where the text is no whole quoted string, with what stands behind an opening quote. */
gboolean text_unwrap_quotes(text_slice text, text_slice *inside);

/**
 * Copies a quoted string's or comment's inside without its escapes, folded lines joined by one space, into out, which
 * holds text.length + 1 bytes; terminated. Returns the length.
 */
gsize text_unquote(text_slice text, char *out);

/** The length of the text up to the first separator that stands outside quoted strings, <> and comments; all of it if none does. */
gsize text_until(text_slice text, char separator);

/** True if there is no character in the text that opens one of these. */
bool text_opens_nothing(text_slice text);

/** How often the byte stands in the text. */
size_t text_count_byte(text_slice text, char byte);

/**
 * False if no line of the text behind its first begins with the word, in either case: found out at a glance. True says nothing. The
 * word's first and third byte are lower-case letters.
 */
bool text_may_have_line(text_slice text, const char *word);

/** False if a quoted string, <> or comment in the text is not closed. */
bool text_is_closed(text_slice text);

/** What text_find_parameter() found. */
typedef enum {
    PARAMETER_ABSENT,
    PARAMETER_WITHOUT_VALUE,
    PARAMETER_WITH_VALUE
} parameter_state;

/**
 * Looks for ";name=value" behind the value's first part (an address, a token). White space around ";" and "=" is
 * skipped; quotes around the value stay on it.
 */
parameter_state text_find_parameter(text_slice value, const char *name, text_slice *found);

/** The same for "name=value" between commas, as behind the scheme of a challenge. */
parameter_state text_find_challenge_parameter(text_slice challenge, const char *name, text_slice *found);

/** TRUE if the value has the parameter, with a value or without. */
gboolean text_has_parameter(text_slice value, const char *name);

/** The URI of an address, "name <URI>;parameters" or "URI;parameters"; empty where there is none. */
text_slice text_uri(text_slice address);

/** The ">" of "<URI>" or ""name" <URI>", the usual spellings of an address, found without taking it apart. NULL for any other. */
const char *text_plain_address_end(text_slice value);

/** True if the address has a tag, which is not empty, in the usual place and spelling: found without taking it apart. False says nothing. */
bool text_has_plain_tag(text_slice value);

/**
 * TRUE if the value holds the text, letter for letter, and no quotes in which it could mean something else: the usual case, found
 * without taking the value apart. FALSE says nothing.
 */
gboolean text_plainly_holds(text_slice value, const char *text);

/** TRUE for a character that must not be shown as it is: a control character (C0, DEL, C1), which a terminal obeys, or one that turns
 * the direction of reading (Unicode's property Bidi_Control), which shows a reader another text than is there. */
gboolean text_is_unsafe(gunichar c);

/** Replaces each unsafe character of a valid UTF-8 string, byte for byte: white space by blanks (the folds of a value), others by
 * question marks. */
void text_make_safe(char *string);

/**
 * Breaks a terminated UTF-8 text into lines of at most width characters, at blanks; a word that is longer stands alone. Gives the next
 * line, without the blank at its end, and moves *at behind that; a line of length 0 at the end.
 */
text_slice text_next_line(const char **at, size_t width);

/** The length as printf's "%.*s" wants it, never above 61 bytes: a quoted value is there to be recognised. */
int text_print_length(text_slice text);

/** What stands behind that: "..." where the text is longer, else nothing. */
const char *text_cut_mark(text_slice text);

/** For printf's "%.*s". */
#define TEXT_ARGS(text) text_print_length(text), (text).bytes

/** A text of the wire in quotes, cut where it is long, and what printf takes for it. */
#define TEXT_QUOTED "\"%.*s%s\""
#define TEXT_QUOTED_ARGS(text) TEXT_ARGS(text), text_cut_mark(text)

#endif
