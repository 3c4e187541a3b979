/* test_edges.c: what a message's last bytes, a Reason's cause and a repaired line say at their edges
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "message.h"
#include "reason.h"
#include "repair.h"

/* ---- What was captured in part ---- */

static const char start[] = "SIP/2.0 486 Busy Here\r\nTo: <sip:b@c>;tag=b\r\n";

static void read_with(message *m, const char *last, gsize without)
{
    static char bytes[256];

    g_snprintf(bytes, sizeof bytes, "%s%s", start, last);
    message_read(m, bytes, strlen(bytes) - without);
}

/* The last line may go on in what was not captured: the field is there, its value is not known. */
static void test_last_captured_field(void)
{
    message m;

    read_with(&m, "Contact: <sip:b@c>\r\n", 0);
    g_assert_false(m.complete);
    g_assert_true(message_has(&m, HEADER_CONTACT));
    g_assert_null(message_first(&m, HEADER_CONTACT));
    g_assert_nonnull(message_first(&m, HEADER_TO));
    read_with(&m, "Contact: <sip:b@c>\r\n", 2);
    g_assert_false(message_has(&m, HEADER_CONTACT));
    read_with(&m, "Contact: <sip:b@c>\r\n\r\n", 0);
    g_assert_true(m.complete);
    g_assert_nonnull(message_first(&m, HEADER_CONTACT));
}

static void test_last_captured_line_without_a_name(void)
{
    message m;

    read_with(&m, "Contact\r\n", 0);
    g_assert_false(message_has(&m, HEADER_CONTACT));
    read_with(&m, ": Contact\r\n", 0);
    g_assert_false(message_has(&m, HEADER_CONTACT));
    g_assert_cmpuint(m.field_count, ==, 1);
}

/* A folded line that is cut off is known no better than one that ends there. */
static void test_last_captured_fold(void)
{
    message m;

    read_with(&m, "Contact: <sip:b@c>\r\n ;expires=1", 0);
    g_assert_null(message_first(&m, HEADER_CONTACT));
    g_assert_false(m.complete);
}

/* ---- Causes ---- */

static guint count_findings(guint code, const char *method, const char *reason)
{
    char *text = g_strdup_printf("SIP/2.0 %u x\r\nCSeq: 1 %s\r\nReason: %s\r\n\r\n", code, method, reason);
    blocked_call blocked = { 0 };
    findings found;
    message m;
    response r = { .m = &m, .code = code };

    findings_clear(&found);
    message_read(&m, text, strlen(text));
    blocked = blocked_read(&r, text_from("x"));
    reason_check(&r, &blocked, &found);
    g_free(text);
    return found.count;
}

/* RFC 3398, section 7.2.4.1, makes no code of 16 and has no row for 30; 31 says nothing. */
static void test_harmless_causes(void)
{
    g_assert_cmpuint(count_findings(487, "INVITE", "Q.850;cause=16"), ==, 0);
    g_assert_cmpuint(count_findings(200, "INVITE", "Q.850;cause=16"), ==, 0);
    g_assert_cmpuint(count_findings(486, "INVITE", "Q.850;cause=16"), ==, 0);
    g_assert_cmpuint(count_findings(486, "INVITE", "Q.850;cause=30"), ==, 0);
    g_assert_cmpuint(count_findings(486, "INVITE", "Q.850;cause=31"), ==, 0);
    g_assert_cmpuint(count_findings(200, "INVITE", "Q.850;cause=31"), ==, 0);
    g_assert_cmpuint(count_findings(486, "INVITE", "Q.850;cause=1"), ==, 1);
}

static void test_last_cause(void)
{
    g_assert_cmpuint(count_findings(500, "INVITE", "Q.850;cause=127"), ==, 0);
    g_assert_cmpuint(count_findings(486, "INVITE", "Q.850;cause=127"), ==, 1);
    /* Malformed, and nothing else. */
    g_assert_cmpuint(count_findings(486, "INVITE", "Q.850;cause=128"), ==, 1);
}

static void test_cause_of_another_leg(void)
{
    g_assert_cmpuint(count_findings(183, "INVITE", "Q.850;cause=17"), ==, 1);
    g_assert_cmpuint(count_findings(100, "INVITE", "Q.850;cause=17"), ==, 0);
    g_assert_cmpuint(count_findings(199, "INVITE", "Q.850;cause=17"), ==, 0);
    g_assert_cmpuint(count_findings(200, "INVITE", "Q.850;cause=17"), ==, 1);
    g_assert_cmpuint(count_findings(200, "BYE", "Q.850;cause=17"), ==, 0);
    g_assert_cmpuint(count_findings(487, "INVITE", "SIP;cause=486"), ==, 0);
    g_assert_cmpuint(count_findings(480, "INVITE", "SIP;cause=486"), ==, 1);
    g_assert_cmpuint(count_findings(299, "INVITE", "SIP;cause=486"), ==, 0);
}

/* ---- A repaired line ---- */

/* Whatever stands in its place, a status code takes three digits, so that what follows stands where it has to. */
static void test_repaired_start_has_three_digits(void)
{
    static const struct {
        guint code;
        const char *start;
    } starts[] = { { 0, "SIP/2.0 000 " }, { 7, "SIP/2.0 007 " }, { 999, "SIP/2.0 999 " }, { 1486, "SIP/2.0 486 " },
                   { G_MAXUINT32, "SIP/2.0 295 " } };

    for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
        judged_line line = { .verdict = LINE_IS_REPAIRABLE, .code = starts[i].code };
        char repaired[REPAIRED_START_LENGTH + 1];

        status_line_repaired_start(&line, repaired);
        g_assert_cmpstr(repaired, ==, starts[i].start);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/edges/last-captured-field", test_last_captured_field);
    g_test_add_func("/edges/last-captured-line-without-a-name", test_last_captured_line_without_a_name);
    g_test_add_func("/edges/last-captured-fold", test_last_captured_fold);
    g_test_add_func("/edges/harmless-causes", test_harmless_causes);
    g_test_add_func("/edges/last-cause", test_last_cause);
    g_test_add_func("/edges/cause-of-another-leg", test_cause_of_another_leg);
    g_test_add_func("/edges/repaired-start", test_repaired_start_has_three_digits);
    return g_test_run();
}
