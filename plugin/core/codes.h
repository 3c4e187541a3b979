/* codes.h: what a SIP status code means
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain C with GLib: takes numbers and bytes, returns facts.
 */
#ifndef SIPCODES_CODES_H
#define SIPCODES_CODES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "findings.h"
#include "text.h"

/** What the code is, as sipcodes.status shows it. */
typedef enum {
    STATUS_REGISTERED,
    STATUS_DEPRECATED,
    STATUS_RESERVED,
    STATUS_OBSOLETE,
    STATUS_VENDOR,
    STATUS_USER_DEFINED,
    STATUS_HTTP_ONLY,
    STATUS_UNKNOWN,
    STATUS_OUT_OF_RANGE
} code_status;

/** One row of codes.def, or what stands for a code that has none. */
typedef struct {
    guint16 code;
    code_status status;
    const char *name;        /**< NULL for a code that is unknown or out of range */
    const char *source;      /**< "RFC 3261", HTTP's own RFC, or the vendor whose code it is; NULL as above */
    const char *section;     /**< of that RFC; "" if there is none */
    const char *variants;    /**< other usual phrases, see codes.def */
    const char *http;        /**< what HTTP calls the same number; "" if nothing else */
    const char *description; /**< never NULL; lines are separated by '\n', none ends with one */
    const char *hint;        /**< the same */
} code_info;

/** Status codes of SIP/2.0 (RFC 3261, section 7.2: the first digit is 1 to 6). */
#define CODE_MIN 100
#define CODE_MAX 699

/** The row for any number; never NULL. Numbers without a row get a row that says so. */
const code_info *code_lookup(guint code);

/** The rows of codes.def in its order; sets *count. */
const code_info *code_table(guint *count);

/** 1 to 6; 0 for a code out of range. */
guint code_class(guint code);

/** "Client Failure" for 4 and so on; NULL for a number that is no class. */
const char *code_class_name(guint class_number);

/** "Registered" and so on, as the field sipcodes.status shows it. */
const char *code_status_name(code_status status);

/** TRUE if a response with the code ends the transaction (RFC 3261, section 6: 2xx to 6xx). */
gboolean code_is_final(guint code);

/**
 * True if the request failed: 4xx to 6xx, and any number out of range. False for 401 and 407, which ask for
 * credentials (RFC 3261, sections 21.4.2 and 21.4.8), and for 487, which tells that its request was cancelled or
 * ended (section 21.4.25): whether that is a failure, the CANCEL tells. Everything that counts or shows failures asks this.
 */
bool code_is_failure(uint32_t code);

/**
 * The code as which a client handles one that it does not know (RFC 3261, section 8.1.3.2): x00 of its class,
 * 183 for a provisional one. The code itself where it is registered; 0 where it is out of range.
 */
guint code_treated_as(const code_info *info, guint code);

/**
 * Writes "RFC 3261, section 21.4.24", or the vendor; an empty text for a code without a source. Of HTTP's codes, which SIP does not
 * define: "HTTP: RFC 9110, section 15.3.2".
 */
void code_reference(const code_info *info, char *text, gsize size);

/** Writes the web address of the section. Returns FALSE, and writes nothing, where the source is no RFC. */
gboolean code_reference_url(const code_info *info, char *text, gsize size);

/**
 * Adds what is anomalous about the code itself, whatever it answers: unknown, out_of_range, reserved, ... To which methods
 * a deprecated code should no longer be sent, rules.def tells.
 */
void code_check(const code_info *info, guint code, findings *all);

/** Adds what is anomalous about the phrase: phrase_differs, phrase_of_other_code, phrase_of_http, phrase_empty. */
void code_check_phrase(const code_info *info, guint code, text_slice phrase, findings *all);

/**
 * TRUE if the phrase is the sender's own: neither registered for any code nor a usual variant of this one, nor HTTP's name for the
 * number. What stands behind the beginning of a variant makes it the sender's own, but for "(477/TM)". FALSE for an empty one.
 */
gboolean code_phrase_is_telling(const code_info *info, text_slice phrase);

/** True if the phrase is the code's name, letter for letter, as nearly every phrase is. */
bool code_name_is(const code_info *info, text_slice phrase);

#endif
