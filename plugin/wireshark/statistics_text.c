/* statistics_text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "statistics_text.h"

#include <stdio.h>
#include <string.h>

#include "../core/text.h"

static void print_blanks(glong count)
{
    static const char some[] = "                                        ";

    for (glong left = count; left > 0; left -= (glong)strlen(some)) {
        fwrite(some, 1, MIN((size_t)left, strlen(some)), stdout);
    }
}

/* Nearly all there is; each byte is as wide as it is long, and no terminal obeys it. */
static size_t plain_length(const char *text)
{
    size_t length = 0;

    while (text[length] >= ' ' && text[length] <= '~') {
        length++;
    }
    return length;
}

/* A name of the user's own or a method from the wire can be anything, but must not break the columns (printf's widths count bytes) or
 * reach the terminal as a command. A width of 0 takes the text as it is. */
void statistics_print_cell(const char *text, glong width)
{
    size_t plain = plain_length(text);
    gboolean is_cut = width > 0 && g_utf8_strlen(text, -1) > width;
    glong room = is_cut ? width - (glong)strlen("...") : G_MAXLONG;
    glong length = 0;

    if (text[plain] == '\0' && !is_cut) {
        fwrite(text, 1, plain, stdout);
        print_blanks(width - (glong)plain);
        return;
    }
    for (const char *c = text; *c != '\0' && length < room; c = g_utf8_next_char(c)) {
        if (text_is_unsafe(g_utf8_get_char(c))) {
            putchar('?');
        } else {
            fwrite(c, 1, (size_t)(g_utf8_next_char(c) - c), stdout);
        }
        length++;
    }
    if (is_cut) {
        fputs("...", stdout);
        length = width;
    }
    print_blanks(width - length);
}

void statistics_print_column(const char *text, glong width)
{
    fputs("  ", stdout);
    statistics_print_cell(text, width);
}

void statistics_print_address(const char *address)
{
    if (strlen(address) > ADDRESS_WIDTH) {
        statistics_print_column(address, 0);
        printf("\n");
        address = "";
    }
    statistics_print_column(address, ADDRESS_WIDTH);
}
