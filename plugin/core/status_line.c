/* status_line.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "status_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Nearly all software writes it in upper case. */
static bool begins_with_sip(text_slice bytes)
{
    return memcmp(bytes.bytes, "SIP/", 4) == 0 || text_starts_with(bytes, "SIP/");
}

bool status_line_code(text_slice bytes, uint32_t *code)
{
    const char *digits = bytes.bytes + STATUS_CODE_OFFSET;
    uint32_t number = 0;

    if (bytes.length < STATUS_LINE_START || digits[-1] != ' ' || digits[3] != ' ' || !begins_with_sip(bytes)) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        if (!g_ascii_isdigit(digits[i])) {
            return false;
        }
        number = number * 10 + (uint32_t)(digits[i] - '0');
    }
    *code = number;
    return true;
}

text_slice status_line_phrase(text_slice line)
{
    return text_skip(line, STATUS_LINE_START);
}

static gsize count(text_slice text, gsize from, gboolean (*is_one)(char c))
{
    gsize at = from;

    while (at < text.length && is_one(text.bytes[at])) {
        at++;
    }
    return at - from;
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static gboolean is_digit(char c)
{
    return g_ascii_isdigit(c);
}

static gboolean is_printable(char c)
{
    return c > ' ' && c < 0x7f;
}

static gboolean is_of_number(char c)
{
    return is_digit(c) || c == '.';
}

/* "SIP/" in any case and a number such as 2.0, up to white space or the end; 0 where the text begins otherwise. */
static gsize version_length(text_slice line)
{
    gsize number;

    if (!text_starts_with(line, "SIP/") || line.length == 4 || !is_digit(line.bytes[4])) {
        return 0;
    }
    number = count(line, 4, is_of_number);
    return 4 + number == line.length || is_blank(line.bytes[4 + number]) ? 4 + number : 0;
}

/* Why the line cannot be read, looking at the digits and what follows them. NULL where it can. */
static const char *hopeless_defect(text_slice version, gsize digits, gboolean code_is_a_word)
{
    if (!text_equal(version, "SIP/2.0")) {
        return "the version is not SIP/2.0";
    }
    if (digits == 0 && !code_is_a_word) {
        return "there is no status code";
    }
    if (code_is_a_word) {
        return "the status code is not a number";
    }
    if (digits != 3) {
        return digits < 3 ? "the status code has fewer than three digits" : "the status code has more than three digits";
    }
    return NULL;
}

static bool is_in_upper_case(text_slice version)
{
    return memcmp(version.bytes, "SIP/2.0", version.length) == 0;
}

/* Where everything is readable: what white space keeps it from being "SIP/2.0 NNN phrase". NULL if none. */
static const char *space_defect(text_slice line, text_slice version, gsize blanks, gsize code_end)
{
    if (blanks != 1) {
        return "more than one space stands before the status code";
    }
    if (line.bytes[version.length] == '\t') {
        return "a tab stands before the status code";
    }
    if (code_end == line.length || !is_blank(line.bytes[code_end])) {
        return "the space after the status code is missing";
    }
    return line.bytes[code_end] == '\t' ? "a tab stands after the status code" : NULL;
}

judged_line status_line_judge(text_slice line)
{
    judged_line judged = { .verdict = LINE_IS_OTHER, .phrase = { line.bytes, 0 } };
    text_slice version = { line.bytes, version_length(line) };
    gsize blanks = count(line, version.length, is_blank);
    gsize start = version.length + blanks;
    gsize digits = count(line, start, is_digit);
    gsize end = start + digits;
    gboolean code_is_a_word = digits < 3 && end < line.length && is_printable(line.bytes[end]);

    if (version.length == 0) {
        return judged;
    }
    judged.verdict = LINE_IS_HOPELESS;
    judged.defect = hopeless_defect(version, digits, code_is_a_word);
    if (judged.defect != NULL) {
        return judged;
    }
    for (gsize i = start; i < end; i++) {
        judged.code = judged.code * 10 + (guint)(line.bytes[i] - '0');
    }
    judged.phrase = text_trim((text_slice){ line.bytes + end, line.length - end });
    judged.defect = space_defect(line, version, blanks, end);
    if (!is_in_upper_case(version)) {
        judged.is_legal_to_receive = judged.defect == NULL;
        judged.other_defect = judged.defect;
        judged.defect = "the version is not in upper case";
    }
    judged.verdict = judged.defect == NULL ? LINE_IS_WELL_FORMED : LINE_IS_REPAIRABLE;
    return judged;
}

/* Who understands it all the same: to be in the middle of a sentence. */
static const char *reception_of(const judged_line *line)
{
    if (line->is_legal_to_receive) {
        return "legal to receive, but must not be sent";
    }
    return line->verdict == LINE_IS_REPAIRABLE ? "strict stacks drop it, others accept it" : "strict stacks drop it";
}

finding *status_line_check(const judged_line *line, const char *outcome, findings *all)
{
    bool has_other = line->other_defect != NULL;
    finding_index index = line->is_legal_to_receive ? FINDING_lower_case_version : FINDING_malformed_status_line;

    return findings_add(all, index, "Malformed status line: %s%s%s; %s; %s (RFC 3261, section %s).", line->defect,
                        has_other ? ", and " : "", has_other ? line->other_defect : "", reception_of(line), outcome,
                        line->is_legal_to_receive ? "7.1" : "7.2");
}

void status_line_repaired_start(const judged_line *line, char start[REPAIRED_START_LENGTH + 1])
{
    snprintf(start, REPAIRED_START_LENGTH + 1, "SIP/2.0 %03u ", line->code % 1000);
}

void status_line_check_place(guint line_ends_before, findings *all)
{
    if (line_ends_before > 0) {
        findings_add(all, FINDING_line_ends_before,
                     "%u bytes of line ends stand before the status line, as of a NAT keep-alive: only over TCP are they ignored, so a "
                     "strict receiver drops the datagram (RFC 3261, section 7.5).",
                     line_ends_before);
    }
}
