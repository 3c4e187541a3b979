/* user_codes.h: status codes that the user has named, in the place of codes.def's
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_USER_CODES_H
#define SIPCODES_USER_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "codes.h"
#include "findings.h"

/** What the user thinks of a code. */
typedef enum {
    USER_EXPECTED, /**< no anomaly */
    USER_WARNING,
    USER_ERROR
} user_judgement;

/** One row of the user's table. The texts are copied; NULL, empty and blank ones keep what the plugin has. */
typedef struct {
    uint32_t code;
    user_judgement judgement;
    const char *name;
    const char *description;
    const char *hint;
} user_code_row;

/** Takes a row in. False, and nothing changes, where the code is out of range or has a row already. */
bool user_codes_add(const user_code_row *row);

/** Forgets all rows; what user_code_lookup() gave of them is then no longer valid. */
void user_codes_clear(void);

/** What code_lookup() gives, or the user's own row where there is one: then the status is STATUS_USER_DEFINED. Never NULL. */
const code_info *user_code_lookup(uint32_t code);

/** Adds user_defined or user_defined_error where the user's row marks the code as worth a warning or an error. */
void user_code_check(uint32_t code, findings *all);

#endif
