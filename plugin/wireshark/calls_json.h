/* calls_json.h: an attempt as one line of JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_JSON_H
#define SIPCODES_CALLS_JSON_H

#include "compat.h"

#include "../core/calls.h"

/** Prints a call or registration with all that is known of it, what it adds to each ratio, and its delays, so that the ratios and delays
 * of several captures can be made of their attempts without loss. Times are whole nanoseconds. */
void calls_json_put(const call *one, const char *brief, const char *words);

#endif
