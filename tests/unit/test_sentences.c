/* test_sentences.c: what is said of each finding that no rule makes: the finding first, its source last, and all of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules' sentences are in test_rules_sentences.c.
 */
#include "findings.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "codes.h"
#include "message.h"
#include "agreement.h"
#include "blocked.h"
#include "reason.h"
#include "status_line.h"

/* As long as a value is quoted, and longer. */
#define LONG "a text that is longer than any that is quoted as a whole in a sentence about a finding"

/* A response that has each finding, and what the sentence begins and ends with. */
static const struct {
    finding_index index;
    const char *message;
    const char *brief;
    const char *start;
    const char *source;
} said[] = {
    { FINDING_unknown, "SIP/2.0 499 x\n\n", "unknown code", "499 is not a registered status code: ", "(RFC 3261, section 8.1.3.2)." },
    { FINDING_out_of_range, "SIP/2.0 700 x\n\n", "code out of range", "700 is no SIP status code, ", "(RFC 3261, section 7.2)." },
    { FINDING_reserved, "SIP/2.0 402 Payment Required\n\n", "code reserved for future use",
      "402 Payment Required is reserved for future use: ", "(RFC 3261, section 21.4.3)." },
    { FINDING_obsolete, "SIP/2.0 411 Length Required\n\n", "obsolete code", "411 Length Required was dropped ", "(RFC 3261, section 8.1.3.2)." },
    { FINDING_vendor, "SIP/2.0 477 Send failed\n\n", "vendor's code", "477 is not registered but known from Kamailio", "(RFC 3261, section 8.1.3.2)." },
    { FINDING_http_only, "SIP/2.0 418 x\n\n", "code of HTTP", "418 is HTTP's ", "(RFC 3261, section 8.1.3.2)." },
    { FINDING_phrase_differs, "SIP/2.0 486 " LONG "\n\n", "phrase of its own", "The phrase of this 486 is \"a text", "(RFC 3261, section 7.2)." },
    { FINDING_phrase_of_other_code, "SIP/2.0 404 Call/Transaction Does Not Exist\n\n", "phrase of 481",
      "\"Call/Transaction Does Not Exist\" is the phrase of 481, not of 404: ", "(RFC 3261, section 7.2)." },
    { FINDING_phrase_of_http, "SIP/2.0 429 Too Many Requests\n\n", "phrase of HTTP", "\"Too Many Requests\" is HTTP's meaning of 429", "(RFC 3261, section 7.2)." },
    { FINDING_phrase_empty, "SIP/2.0 486 \n\n", "no phrase", "No reason phrase in this 486: ", "(RFC 3261, section 25.1)." },
    { FINDING_reason_malformed, "SIP/2.0 486 Busy Here\nCSeq: 1 INVITE\nReason: SIP;cause=" LONG "\n\n", "malformed Reason",
      "Malformed Reason \"SIP;cause=a text", "(RFC 3326, section 2)." },
    { FINDING_reason_malformed, "SIP/2.0 486 Busy Here\nCSeq: 1 INVITE\nReason: SIP;text=\"" LONG "\";cause=142\n\n", "malformed Reason",
      "Malformed Reason \"SIP;text=", "(RFC 3326, section 2)." },
    { FINDING_reason_conflict, "SIP/2.0 404 Not Found\nCSeq: 1 INVITE\nReason: Q.850;cause=17\n\n", "Q.850 cause 17 stands for 486",
      "404 comes with Q.850 cause 17 (user busy), which stands for 486: ", "(RFC 3398, section 7.2.4.1)." },
    { FINDING_reason_conflict, "SIP/2.0 200 OK\nCSeq: 1 INVITE\nReason: Q.850;cause=17\n\n", "Q.850 cause 17 stands for 486",
      "200 says that the call succeeded, Q.850 cause 17 (user busy) stands for 486: ", "(RFC 3398, section 7.2.4.1)." },
    { FINDING_reason_conflict, "SIP/2.0 486 Busy Here\nCSeq: 1 INVITE\nReason: SIP;cause=480\n\n", "Reason says SIP 480",
      "The status line says 486, the Reason SIP cause 480 (Temporarily Unavailable): ", "(RFC 3326, section 2)." },
    { FINDING_provisional_failure, "SIP/2.0 183 Session Progress\nCSeq: 1 INVITE\nReason: Q.850;cause=127\n\n",
      "failure: Q.850 cause 127 in this 183", "This 183 carries Q.850 cause 127 (interworking unspecified), a failure: ", "(RFC 6432, section 3)." },
    { FINDING_blocked_incomplete, "SIP/2.0 603 Network Blocked\nCSeq: 1 INVITE\n\n", "incomplete block notification",
      "Incomplete block notification (603+): ", "(ATIS-1000099)." },
    { FINDING_line_ends_before, "SIP/2.0 486 Busy Here\n\n", "line ends before status line", "4 bytes of line ends stand before ", "(RFC 3261, section 7.5)." },
    { FINDING_lower_case_version, "sip/2.0 486 Busy Here\n\n", "SIP version in lower case", "Malformed status line: the version ", "(RFC 3261, section 7.1)." },
    { FINDING_malformed_status_line, "SIP/2.0 486\n\n", "malformed status line", "Malformed status line: the space ", "(RFC 3261, section 7.2)." },
};

/* Made by the user's own table, outside of the core. */
static bool is_the_users(uint32_t index)
{
    return index == FINDING_user_defined || index == FINDING_user_defined_error;
}

static bool is_of_a_rule(uint32_t index)
{
    return index > FINDING_user_defined_error;
}

/* All that the core says of a message but the rules. */
static void judge(const char *bytes, uint32_t index, findings *all)
{
    message m;
    response r = { .m = &m, .line_ends_before = index == FINDING_line_ends_before ? 4 : 0 };
    judged_line line;
    blocked_call blocked;

    findings_clear(all);
    message_read(&m, bytes, strlen(bytes));
    line = status_line_judge(m.status_line);
    if (line.verdict != LINE_IS_WELL_FORMED) {
        status_line_check(&line, "the plugin shows it as the SIP dissector would without that", all);
        return;
    }
    r.code = line.code;
    status_line_check_place(r.line_ends_before, all);
    code_check(code_lookup(r.code), r.code, all);
    code_check_phrase(code_lookup(r.code), r.code, line.phrase, all);
    blocked = blocked_read(&r, line.phrase);
    agreement_check(&r, all);
    blocked_check(&blocked, all);
}

static const finding *find(const findings *all, uint32_t index)
{
    for (guint i = 0; i < all->count; i++) {
        if (all->list[i].index == index) {
            return &all->list[i];
        }
    }
    return NULL;
}

static void test_sentences(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        const finding *found;
        findings all;

        judge(said[i].message, said[i].index, &all);
        found = find(&all, said[i].index);
        if (found == NULL) {
            g_test_fail_printf("%s does not show: %s", finding_name(said[i].index), said[i].message);
            continue;
        }
        g_test_message("%s", found->text);
        g_assert_cmpstr(found->brief, ==, said[i].brief);
        g_assert_true(g_str_has_prefix(found->text, said[i].start));
        g_assert_true(g_str_has_suffix(found->text, said[i].source));
        g_assert_cmpuint(strlen(found->text), <, FINDING_TEXT_MAX);
    }
}

static void test_all_are_said(void)
{
    for (uint32_t index = 0; index < finding_name_count(); index++) {
        bool is_said = is_the_users(index) || is_of_a_rule(index);

        for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
            is_said = is_said || said[i].index == index;
        }
        if (!is_said) {
            g_test_fail_printf("no message here has %s", finding_name(index));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sentences/of-each", test_sentences);
    g_test_add_func("/sentences/all", test_all_are_said);
    return g_test_run();
}
