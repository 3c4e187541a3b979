/* json_members.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json_members.h"

#include <inttypes.h>

void json_unsigned(json_dumper *json, const char *name, uint64_t value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%" PRIu64, value);
}

void json_signed(json_dumper *json, const char *name, int64_t value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%" PRId64, value);
}

void json_double(json_dumper *json, const char *name, double value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_double(json, value);
}

void json_text(json_dumper *json, const char *name, const char *value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_string(json, value);
}

void json_null(json_dumper *json, const char *name)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "null");
}
