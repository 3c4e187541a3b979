/* reason.h: why did the call fail? Reason, Warning and Retry-After as their header fields have them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Grammars: RFC 3326 (Reason), RFC 6432 (Reason in responses), RFC 8606 (location), RFC 9366 (several values of one protocol),
 * RFC 9410 (protocol STIR, ppi), RFC 3261, sections 20.43 (Warning) and 20.33 (Retry-After).
 */
#ifndef SIPCODES_REASON_H
#define SIPCODES_REASON_H

#include <stdbool.h>

#include <glib.h>

#include "message.h"

/** More values than this of Reason, or of Warning, in one response are passed over: reason_has_more_values() tells. */
#define REASON_VALUES_MAX 64

/** Walks over the values of Reason or Warning, as many as are looked at. */
typedef struct {
    value_walk walk;
    guint count;
} reason_walk;

/** Starts a walk. */
reason_walk reason_values(const message *m, header_id id);

/** As message_next_value(); FALSE also behind REASON_VALUES_MAX values. */
gboolean reason_next_value(reason_walk *walk, text_slice *value);

/** TRUE if Reason or Warning has more values than are looked at. */
gboolean reason_has_more_values(const message *m);

/** True if all values of Reason, or of Warning, are looked at: the header section was seen whole, and no limit was reached. */
bool reason_values_are_known(const message *m, header_id id);

/** The problem of a cause of protocol SIP that is no status code. */
#define REASON_NO_SIP_CODE "the cause is not a SIP status code: one of Q.850, or a PBX's own"

/** One value of a Reason header field. What is not there has length 0. */
typedef struct {
    text_slice sent;     /**< the whole value */
    text_slice protocol; /**< "SIP", "Q.850", "STIR", ... as sent */
    gboolean has_cause;  /**< FALSE as well where the cause is not a number below 2**32 */
    guint32 cause;
    text_slice text;     /**< without its quotes; text_unquote() takes the escapes out */
    text_slice location; /**< RFC 8606: "RLN", ... */
    text_slice ppi;      /**< RFC 9410: the PASSporT that is meant; without its quotes */
    const char *problem; /**< what is wrong with the value, to stand behind a colon; NULL if nothing */
} reason_value;

/** Reads one value. Whatever can be read of a bad one is read; problem tells the first thing that is wrong. */
reason_value reason_read(text_slice value);

/** The meaning of a cause where this plugin's own tables have it: SIP's codes, STIR's. NULL for other protocols (Q.850 too). */
const char *reason_cause_name(const reason_value *reason);

/** What a location says: "transit network" for "TN" (RFC 8606, section 4; case does not count). NULL for any other text. */
const char *reason_location_name(text_slice location);

/** TRUE if the protocol is the one named, in any case. */
gboolean reason_is(const reason_value *reason, const char *protocol);

/** One value of a Warning header field. What is not there has length 0. */
typedef struct {
    gboolean has_code; /**< FALSE where it does not begin with three digits */
    guint code;
    text_slice agent;
    text_slice text; /**< without its quotes */
} warning_value;

/** Reads one value: code, agent, quoted text. */
warning_value warning_read(text_slice value);

/** The name of a warn-code, IANA's or that of known software (warnings.def); NULL for others. */
const char *warning_code_name(guint code);

/** A Retry-After header field. */
typedef struct {
    gboolean is_valid; /**< it begins with a number of seconds below 2**32, and nothing odd follows */
    gboolean has_seconds;
    guint32 seconds;
    text_slice comment; /**< without its parentheses */
    gboolean has_duration;
    guint32 duration; /**< seconds for which the callee is reachable from then on */
} retry_after;

/** Reads the field's value. */
retry_after retry_after_read(text_slice value);

#endif
