/* fuzz_rules.c: a whole response through all that judges it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Input: a message as it is; or four bytes before it that say how it came (see way), so that each message of tests/rules/rules.cases is a seed.
 */
#include "codes.h"
#include "fuzz.h"
#include "status_line.h"
#include "rules.h"

typedef struct {
    gboolean over_stream;
    gboolean datagram;
    gboolean is_all; /* nothing of the message but what is here was sent */
    gboolean from_public;
    rule_groups groups;
    guint cut; /* bytes of the datagram that were not captured */
} way;

static way read_way(const uint8_t **data, size_t *size)
{
    way one = { .datagram = TRUE, .groups = RULES_ALL };
    const uint8_t *flags = *data;

    if (*size < 4 || memcmp(flags, "SIP/", 4) == 0) {
        return one;
    }
    one.over_stream = flags[0] & 1;
    one.datagram = flags[0] >> 1 & 1;
    one.is_all = flags[0] >> 2 & 1;
    one.from_public = flags[0] >> 3 & 1;
    one.groups = (rule_groups)(flags[1] & RULES_ALL);
    one.cut = flags[2] | (guint)flags[3] << 8;
    *data += 4;
    *size -= 4;
    return one;
}

/* What was not seen is not missing. */
static void check_absences(const message *m, const findings *all)
{
    for (guint i = 0; i < all->count; i++) {
        g_assert_true(m->complete || all->list[i].id != ANOMALY_missing_header);
    }
}

static void judge(const message *m, guint code, way one, gsize size)
{
    response r = { .m = m, .code = code, .over_stream = one.over_stream, .datagram = one.datagram && m->complete,
                   .datagram_body_length = m->body.length + one.cut, .from_public = one.from_public };
    text_slice phrase = { m->status_line.bytes, 0 };
    const code_info *info = code_lookup(code);
    blocked_call blocked;
    findings all;

    if (m->status_line.length > REPAIRED_START_LENGTH) {
        phrase = (text_slice){ m->status_line.bytes + REPAIRED_START_LENGTH, m->status_line.length - REPAIRED_START_LENGTH };
    }
    findings_clear(&all);
    blocked = blocked_read(&r, phrase);
    check_inside(blocked.version, m->start, size);
    check_inside(blocked.contact, m->start, size);
    check_inside(blocked.location, m->start, size);
    check_hint(&r, &blocked);
    check_explanations(m, code, phrase, size);
    code_check(info, code, &all);
    code_check_phrase(info, code, phrase, &all);
    rules_check(&r, one.groups, &all, NULL);
    reason_check(&r, &blocked, &all);
    check_findings(&all, size);
    check_absences(m, &all);
    g_assert_true(message_is_whole(m) || blocked.missing == NULL || !text_equal(text_trim(phrase), "Network Blocked"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    way one = read_way(&data, &size);
    judged_line line;
    message m;

    memset(&m, 0xA5, sizeof m);
    message_read(&m, (const char *)data, size);
    if (one.is_all) {
        message_end(&m);
    }
    line = status_line_judge(m.status_line);
    if (line.verdict == LINE_IS_WELL_FORMED || line.verdict == LINE_IS_REPAIRABLE) {
        judge(&m, line.code, one, size);
    } else {
        judge(&m, 200 + one.cut % 500, one, size);
    }
    return 0;
}
