/* statistics_text.h: columns of the report
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_STATISTICS_TEXT_H
#define SIPCODES_STATISTICS_TEXT_H

#include "compat.h"

/**
 * Prints two blanks and the text, valid UTF-8, padded or cut to the width; a width of 0 takes the text as it is. What a terminal would
 * obey is a question mark.
 */
void statistics_print_column(const char *text, glong width);

/** The same without the two blanks. */
void statistics_print_cell(const char *text, glong width);

/** The same for an address: IPv4 fits. A longer one has a line of its own, and what follows stands in its column. */
void statistics_print_address(const char *address);

/** How wide a column of addresses is. */
#define ADDRESS_WIDTH 15

#endif
