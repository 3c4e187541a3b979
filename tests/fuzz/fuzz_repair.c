/* fuzz_repair.c: the judgement of a status line, and the line that takes its place
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "repair.h"

/* What has been repaired is beyond criticism, and says what was meant. */
static void check_repair(const judged_line *line)
{
    char start[REPAIRED_START_LENGTH + 1];
    GString *repaired;
    judged_line again;

    memset(start, 0xA5, sizeof start);
    status_line_repaired_start(line, start);
    g_assert_true(strlen(start) == REPAIRED_START_LENGTH);
    repaired = g_string_new(start);
    g_string_append_len(repaired, line->phrase.bytes, (gssize)line->phrase.length);
    again = status_line_judge((text_slice){ repaired->str, repaired->len });
    g_assert_true(again.verdict == LINE_IS_WELL_FORMED);
    g_assert_true(again.code == line->code);
    g_assert_true(again.phrase.length == line->phrase.length);
    g_assert_true(memcmp(again.phrase.bytes, line->phrase.bytes, line->phrase.length) == 0);
    g_string_free(repaired, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_slice text = { (const char *)data, size };
    judged_line line = status_line_judge(text);

    check_inside(line.phrase, text.bytes, text.length);
    g_assert_true((line.verdict == LINE_IS_REPAIRABLE || line.verdict == LINE_IS_HOPELESS) == (line.defect != NULL));
    g_assert_true(line.code <= 999);
    if (line.verdict == LINE_IS_REPAIRABLE) {
        check_repair(&line);
    }
    if (line.defect != NULL) {
        findings all;

        findings_clear(&all);
        status_line_check(&line, "and so on", &all);
        check_findings(&all, size);
    }
    return 0;
}
