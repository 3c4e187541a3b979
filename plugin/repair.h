/* repair.h: status lines that Wireshark's SIP dissector refuses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_REPAIR_H
#define SIPCODES_REPAIR_H

#include <glib.h>

#include "text.h"

/** What can be done about a line. */
typedef enum {
    LINE_IS_OTHER,      /**< not a status line at all: a header field, a request, another protocol */
    LINE_IS_WELL_FORMED, /**< "SIP/2.0 NNN phrase": nothing to do */
    LINE_IS_REPAIRABLE, /**< the intent is beyond doubt */
    LINE_IS_HOPELESS    /**< begins like a status line, but what it means can only be guessed */
} line_verdict;

/** A line, judged. */
typedef struct {
    line_verdict verdict;
    guint code;         /**< where repairable: three digits, any of 000 to 999 */
    text_slice phrase;  /**< where repairable: what follows the code, can be empty */
    const char *defect; /**< where repairable or hopeless: what is wrong, to end a sentence */
} judged_line;

/** Judges the first line of a message, given without its line end. */
judged_line status_line_judge(text_slice line);

/** "SIP/2.0 NNN ": the length of what is put in the place of the line's beginning. */
#define REPAIRED_START_LENGTH 12

/** Writes the start of the repaired line and a terminating NUL; the phrase is to follow it. */
void status_line_repaired_start(const judged_line *line, char start[REPAIRED_START_LENGTH + 1]);

#endif
