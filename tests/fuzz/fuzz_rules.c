/* fuzz_rules.c: a whole message through all that judges it, as a response and as a request
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Input: a message as it is; or four bytes before it that say how it came (see read_arrival()), so that each message of
 * tests/rules/rules.cases is a seed.
 */
#include "fuzz.h"
#include "status_line.h"

typedef struct {
    message_way way;
    wanted_checks wanted;
    size_t cut; /* bytes of the datagram that were not captured */
} arrival;

static arrival read_arrival(const uint8_t **data, size_t *size)
{
    arrival one = { .way = { .is_datagram = true }, .wanted = { .methods = true, .headers = true, .phrases = true } };
    const uint8_t *flags = *data;

    if (*size < 4 || memcmp(flags, "SIP/", 4) == 0) {
        return one;
    }
    one.way.over_stream = flags[0] & 1;
    one.way.is_datagram = flags[0] >> 1 & 1;
    one.way.is_carried = flags[0] >> 2 & 1;
    one.way.is_cut = flags[0] >> 3 & 1;
    one.way.line_ends_before = flags[0] >> 4;
    one.way.from_public = flags[1] >> 3 & 1;
    one.wanted = (wanted_checks){ .methods = flags[1] & 1,
                                  .headers = flags[1] >> 1 & 1,
                                  .phrases = flags[1] >> 2 & 1,
                                  .no_findings = flags[1] >> 4 & 1,
                                  .no_sentences = flags[1] >> 5 & 1,
                                  .no_header_fields = flags[1] >> 6 & 1,
                                  .no_words = flags[1] >> 7 };
    one.cut = flags[2] | (size_t)flags[3] << 8;
    *data += 4;
    *size -= 4;
    return one;
}

/* What was not seen is not missing. */
static void check_absences(const verdict *v)
{
    for (guint i = 0; i < v->all.count; i++) {
        g_assert_true(v->m.complete || v->all.list[i].kind != KIND_missing_header);
    }
    g_assert_true(message_is_whole(&v->m) || v->blocked.missing == NULL || !text_equal(text_trim(v->phrase), "Network Blocked"));
}

static void judge(const char *bytes, size_t size, arrival one)
{
    verdict v;

    memset(&v, 0xA5, sizeof v);
    one.way.datagram_length = size + one.cut;
    check_as_request(bytes, size, &one.way, one.wanted);
    if (verdict_reach(&v, bytes, size, &one.way, one.wanted)) {
        check_verdict(&v, bytes, size);
        check_absences(&v);
    }
}

/* As the dissector does with a line that it repairs. */
static void judge_repaired(const judged_line *line, const char *rest, size_t rest_length, arrival one)
{
    char start[REPAIRED_START_LENGTH + 1];
    GString *text;

    status_line_repaired_start(line, start);
    text = g_string_new(start);
    g_string_append_len(text, line->phrase.bytes, (gssize)line->phrase.length);
    g_string_append_len(text, rest, (gssize)rest_length);
    judge(text->str, text->len, one);
    g_string_free(text, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arrival one = read_arrival(&data, &size);
    const char *bytes = (const char *)data;
    judged_line line;
    message m;

    message_read(&m, bytes, size);
    line = status_line_judge(m.status_line);
    if (line.verdict == LINE_IS_REPAIRABLE) {
        const char *rest = m.status_line.bytes + m.status_line.length;

        judge_repaired(&line, rest, (size_t)(bytes + size - rest), one);
    } else {
        judge(bytes, size, one);
    }
    return 0;
}
