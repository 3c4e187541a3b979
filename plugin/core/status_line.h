/* status_line.h: the first line of a response: what it says, whether it is well formed, and what it must have meant
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_STATUS_LINE_H
#define SIPCODES_STATUS_LINE_H

#include <stdint.h>

#include <glib.h>
#include <stdbool.h>

#include "findings.h"
#include "text.h"

/** "SIP/2.0 486 ": version, space, three digits, space. */
#define STATUS_LINE_START 12
/** Where the digits begin. */
#define STATUS_CODE_OFFSET 8

/**
 * The code of a status line as the SIP dissector takes it: "SIP/" in any case, a version of three characters, the code between single
 * spaces. False, and *code is left alone, where the bytes begin otherwise or are fewer.
 */
bool status_line_code(text_slice bytes, uint32_t *code);

/** What follows the code in such a line, given without its end; white space around it stays. Empty where the line is shorter. */
text_slice status_line_phrase(text_slice line);

/** What can be done about a line. */
typedef enum {
    LINE_IS_OTHER,       /**< not a status line at all: a header field, a request, another protocol */
    LINE_IS_WELL_FORMED, /**< "SIP/2.0 NNN phrase": nothing to do */
    LINE_IS_REPAIRABLE,  /**< the intent is beyond doubt */
    LINE_IS_HOPELESS     /**< begins like a status line, but what it means can only be guessed */
} line_verdict;

/** A line, judged. */
typedef struct {
    line_verdict verdict;
    guint code;               /**< where repairable: three digits, any of 000 to 999 */
    text_slice phrase;        /**< where repairable: what follows the code, can be empty */
    const char *defect;       /**< where repairable or hopeless: what is wrong, to end a sentence */
    const char *other_defect; /**< where the defect is the version's case: what else is wrong; else NULL */
    bool is_legal_to_receive; /**< nothing but the version's case is wrong (RFC 3261, section 7.1) */
} judged_line;

/** Judges the first line of a message, given without its line end. */
judged_line status_line_judge(text_slice line);

/**
 * Adds malformed_status_line for a line that is repairable or hopeless, or lower_case_version where nothing else is wrong with it:
 * what it is, who understands it all the same, and the outcome, as the last part of the sentence before its source.
 * Returns the finding, for the caller to fill in the place; NULL as findings_add().
 */
finding *status_line_check(const judged_line *line, const char *outcome, findings *all);

/** "SIP/2.0 NNN ": the length of what is put in the place of the line's beginning. */
#define REPAIRED_START_LENGTH 12

/** Writes the start of the repaired line and a terminating NUL; the phrase is to follow it. */
void status_line_repaired_start(const judged_line *line, char start[REPAIRED_START_LENGTH + 1]);

/**
 * Adds line_ends_before where a datagram holds bytes of line ends before its status line. Only a stream may have them there
 * (RFC 3261, section 7.5), but some NAT keep-alives are sent so.
 */
void status_line_check_place(guint line_ends_before, findings *all);

#endif
