/* json_members.h: members of a JSON object
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For what the statistics print. The dumper stands in an object; it escapes names and values.
 */
#ifndef SIPCODES_JSON_MEMBERS_H
#define SIPCODES_JSON_MEMBERS_H

#include <stdint.h>

#include <wsutil/json_dumper.h>

/** A member that is a whole number: a count, a code, the number of a frame. */
void json_unsigned(json_dumper *json, const char *name, uint64_t value);

/** The same, of what may be negative: a time in nanoseconds. */
void json_signed(json_dumper *json, const char *name, int64_t value);

/** A member that is a number with a fraction. */
void json_double(json_dumper *json, const char *name, double value);

/** A member that is a text; null where the value is NULL. */
void json_text(json_dumper *json, const char *name, const char *value);

/** A member whose value is not known. */
void json_null(json_dumper *json, const char *name);

#endif
