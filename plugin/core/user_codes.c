/* user_codes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "user_codes.h"

#include <string.h>

#include "text.h"

typedef struct {
    code_info info;
    user_judgement judgement;
} user_code;

static user_code *user_codes[CODE_MAX + 1];

/* What the user leaves empty stays as it was. */
static char *text_or(const char *text, const char *otherwise)
{
    return g_strdup(text == NULL || text_trim(text_from(text)).length == 0 ? otherwise : text);
}

bool user_codes_add(const user_code_row *row)
{
    const code_info *base = code_lookup(row->code);
    user_code *user;

    if (code_class(row->code) == 0 || user_codes[row->code] != NULL) {
        return false;
    }
    user = g_new(user_code, 1);
    user->info = *base;
    user->info.code = (uint16_t)row->code;
    user->info.status = STATUS_USER_DEFINED;
    user->info.name = text_or(row->name, base->name);
    user->info.description = text_or(row->description, base->description);
    user->info.hint = text_or(row->hint, base->hint);
    user->judgement = row->judgement;
    user_codes[row->code] = user;
    return true;
}

void user_codes_clear(void)
{
    for (uint32_t code = 0; code <= CODE_MAX; code++) {
        if (user_codes[code] != NULL) {
            g_free((char *)user_codes[code]->info.name);
            g_free((char *)user_codes[code]->info.description);
            g_free((char *)user_codes[code]->info.hint);
            g_free(user_codes[code]);
            user_codes[code] = NULL;
        }
    }
}

static const user_code *find_user_code(uint32_t code)
{
    return code <= CODE_MAX ? user_codes[code] : NULL;
}

const code_info *user_code_lookup(uint32_t code)
{
    const user_code *user = find_user_code(code);

    return user != NULL ? &user->info : code_lookup(code);
}

void user_code_check(uint32_t code, findings *all)
{
    const user_code *user = find_user_code(code);

    if (user != NULL && user->judgement != USER_EXPECTED) {
        findings_add(all, user->judgement == USER_ERROR ? FINDING_user_defined_error : FINDING_user_defined,
                     "%u %s: your table \"SIP response codes\" marks it.", code, user->info.name);
    }
}
