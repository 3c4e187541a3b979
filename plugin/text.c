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

gboolean text_starts_with(text_slice text, const char *string)
{
    gsize length = strlen(string);

    /* Nearly all comparisons end at the first letter; 0x20 is what tells its cases apart. */
    if (length > 0 && text.length > 0 && ((text.bytes[0] ^ string[0]) & ~0x20) != 0) {
        return FALSE;
    }
    return text.length >= length && g_ascii_strncasecmp(text.bytes, string, length) == 0;
}

text_slice text_without_quotes(text_slice text)
{
    if (text.length >= 2 && text.bytes[0] == '"' && text.bytes[text.length - 1] == '"') {
        return (text_slice){ text.bytes + 1, text.length - 2 };
    }
    return text;
}

gboolean text_equal(text_slice text, const char *string)
{
    return text.length == strlen(string) && text_starts_with(text, string);
}

gboolean text_to_number(text_slice text, guint32 *number)
{
    guint64 value = 0;

    if (text.length == 0) {
        return FALSE;
    }
    for (gsize i = 0; i < text.length; i++) {
        if (!g_ascii_isdigit(text.bytes[i])) {
            return FALSE;
        }
        value = value * 10 + (guint64)(text.bytes[i] - '0');
        if (value > G_MAXUINT32) {
            return FALSE;
        }
    }
    *number = (guint32)value;
    return TRUE;
}

int text_print_length(text_slice text)
{
    return (int)MIN(text.length, 64);
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
