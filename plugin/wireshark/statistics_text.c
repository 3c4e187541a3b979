/* statistics_text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "statistics_text.h"

#include <stdio.h>
#include <string.h>

#include "../core/text.h"

/* Needs no second look, as nearly all there is. */
#define PLAIN "0123456789.: ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_/(),'"

/* printf's widths count bytes. A name of the user's own or a method from the wire can be anything, but must not break the columns or
 * reach the terminal as a command. A width of 0 takes the text as it is. */
void statistics_print_cell(const char *text, glong width)
{
    size_t plain = strspn(text, PLAIN);
    gboolean is_cut = width > 0 && g_utf8_strlen(text, -1) > width;
    glong room = is_cut ? width - (glong)strlen("...") : G_MAXLONG;
    glong length = 0;

    if (text[plain] == '\0' && !is_cut) {
        printf("%-*s", (int)width, text);
        return;
    }
    for (const char *c = text; *c != '\0' && length < room; c = g_utf8_next_char(c)) {
        if (text_is_unsafe(g_utf8_get_char(c))) {
            putchar('?');
        } else {
            printf("%.*s", (int)(g_utf8_next_char(c) - c), c);
        }
        length++;
    }
    if (is_cut) {
        printf("...");
        length = width;
    }
    for (; length < width; length++) {
        putchar(' ');
    }
}

void statistics_print_column(const char *text, glong width)
{
    printf("  ");
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
