/* hints.h: what usually causes a response, or a request that tells why, and where to look next, from code, method and header fields
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The texts are in hints.def and, for what a code says whatever else there is, in codes.def.
 */
#ifndef SIPCODES_HINTS_H
#define SIPCODES_HINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "blocked.h"
#include "codes.h"
#include "message.h"

/** No hint has more pieces: what would come behind them is left out, but never the code's own. */
#define HINT_PIECES_MAX 4

/** A hint, most exact piece first. */
typedef struct {
    size_t count;
    /** static texts of hints.def and the text of the code_info; their lines are separated by '\n', none ends with one */
    const char *pieces[HINT_PIECES_MAX];
} hint;

/**
 * The hint for the response: what hints.def adds to info->hint, or puts in its place. A user's own row (STATUS_USER_DEFINED) has
 * its own hint alone. Takes any message; where the header section was cut, only what is seen counts.
 */
hint hint_for(const response *r, const blocked_call *blocked, const code_info *info);

/** Puts the header fields into the set without which no request has a hint. */
void hints_add_request_headers(header_set *headers);

/** The hint for a request, whose method is the one of its Request-Line: the rows for requests. Without one that holds there is none. */
hint hint_for_request(const message *m);

/** One row of hints.def, for tests. */
typedef struct {
    const char *name;
    bool replaces; /**< it stands in place of the code's own hint, not above it */
    const char *text;
} hint_row;

/** Row i of hints.def in its order; false behind the last one. */
bool hint_row_at(size_t i, hint_row *row);

#endif
