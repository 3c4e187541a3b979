/* lines.h: what holds for every text that is shown to a user
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_LINES_H
#define SIPCODES_LINES_H

#include <glib.h>
#include <string.h>

/** The details pane of Wireshark's window shows about so much of a line, beside the pane of bytes. */
#define LINE_MAX_LENGTH 72

/** In the first line, "[Description: " and the indentation of a status line in a message body (sipfrag) have to fit within 100 too. */
#define FIRST_LINE_MAX_LENGTH 64

/** More nobody reads. */
#define LINES_MAX 7

static inline void check_line(const char *whose, const char *line)
{
    gsize length = strlen(line);

    if (length == 0 || length > LINE_MAX_LENGTH) {
        g_test_fail_printf("%s: a line of %" G_GSIZE_FORMAT " bytes: \"%s\"", whose, length, line);
    }
    if (length > 0 && (g_ascii_isspace(line[0]) || g_ascii_isspace(line[length - 1]) || strstr(line, "  ") != NULL)) {
        g_test_fail_printf("%s: white space too much: \"%s\"", whose, line);
    }
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isprint(line[i])) {
            g_test_fail_printf("%s: the byte 0x%02x in \"%s\"", whose, (guchar)line[i], line);
        }
    }
}

/** Fails the test for a text whose lines are too long, too many or untidy, or that ends with no full stop or question mark. */
static inline void check_lines(const char *whose, const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);
    gsize length = strlen(text);

    if (length < 10 || strchr(".?", text[length - 1]) == NULL || text[length - 2] == '.') {
        g_test_fail_printf("%s: no whole sentence: \"%s\"", whose, text);
    }
    if (g_strv_length(lines) > LINES_MAX) {
        g_test_fail_printf("%s: %u lines", whose, g_strv_length(lines));
    }
    for (guint i = 0; lines[i] != NULL; i++) {
        check_line(whose, lines[i]);
    }
    g_strfreev(lines);
}

#endif
