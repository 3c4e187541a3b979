/* test_blocked.c: calls that a network blocked: 603+ and 608; 607 is the called user's doing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "answers.h"

#include <string.h>

typedef struct {
    guint code;
    const char *phrase;
    const char *fields;
    gboolean is_blocked;
    const char *version;
    const char *contact;
    const char *location;
    const char *missing;
} blocked_case;

#define NO_ANALYTICS "no Reason of SIP cause 603 or Q.850 cause 21 has a text that begins with v=analytics1"
#define WRONG_PHRASE "the phrase is not \"Network Blocked\""
#define NO_CONTACT "the Reason's text has no url, tel or email to complain to"
#define NO_LOCATION "the Reason has no location"

static void check_blocked(const blocked_case *expected)
{
    answer *a = answer_to("INVITE", expected->code, expected->phrase, expected->fields);

    g_assert_cmpint(a->blocked.is_blocked, ==, expected->is_blocked);
    assert_slice(a->blocked.version, expected->version);
    assert_slice(a->blocked.contact, expected->contact);
    assert_slice(a->blocked.location, expected->location);
    g_assert_cmpstr(a->blocked.missing, ==, expected->missing);
    if (expected->missing != NULL) {
        assert_found(a, "blocked_incomplete:warn");
        assert_says(a, 0, expected->missing);
    } else {
        assert_found(a, "");
    }
    answer_free(a);
}

static void check_all_blocked(const blocked_case *cases, guint count)
{
    for (guint i = 0; i < count; i++) {
        check_blocked(&cases[i]);
    }
}

static void test_603_plus_complete(void)
{
    static const blocked_case cases[] = {
        { 603, "Network Blocked", "Reason: SIP;cause=603;text=\"v=analytics1;url=https://example.com\";location=RLN\r\n", TRUE,
          "analytics1", "https://example.com", "RLN", NULL },
        { 603, "Network Blocked", "Reason: Q.850;cause=21;location=TN;text=\"v=analytics1;tel=+18005550100\"\r\n", TRUE,
          "analytics1", "+18005550100", "TN", NULL },
        { 603, "NETWORK blocked", "Reason: sip ;\r\n location=LN ;text=\"V=Analytics1; email=a@example.com\" ;cause=603\r\n", TRUE,
          "Analytics1", "a@example.com", "LN", NULL },
        { 603, " Network Blocked ",
          "Reason: Q.850;cause=21, SIP;cause=603;text=\"v=analytics1;email=a@example.com;tel=1;url=u\";location=RLN\r\n", TRUE,
          "analytics1", "u", "RLN", NULL },
        { 603, "Network Blocked", "Reason: X;cause=1\r\nReason: SIP;cause=603;text=\"v=analytics1;x;curl=no;urls=no;url=u?a=b\";location=RLN\r\n",
          TRUE, "analytics1", "u?a=b", "RLN", NULL },
    };

    check_all_blocked(cases, G_N_ELEMENTS(cases));
}

static void test_603_plus_incomplete(void)
{
    static const blocked_case cases[] = {
        { 603, "Network Blocked", "", TRUE, "", "", "", NO_ANALYTICS },
        { 603, "network blocked", "Reason: SIP;cause=603;text=\"Decline\";location=RLN\r\n", TRUE, "", "", "", NO_ANALYTICS },
        { 603, "Network Blocked", "Reason: SIP;cause=603;text=\"url=u;v=analytics1\";location=RLN\r\n", TRUE, "", "", "", NO_ANALYTICS },
        { 603, "Network Blocked", "Reason: SIP;text=\"v=analytics1;url=u\";location=RLN\r\n", TRUE, "", "", "", NO_ANALYTICS },
        { 603, "Network Blocked", "Reason: X;cause=603;text=\"v=analytics1;url=u\";location=RLN\r\n", TRUE, "", "", "", NO_ANALYTICS },
        { 603, "Decline", "Reason: SIP;cause=603;text=\"v=analytics1;url=u\";location=RLN\r\n", TRUE, "analytics1", "u", "RLN",
          WRONG_PHRASE },
        { 603, "Network Blocked!", "Reason: Q.850;cause=21;text=\"v=analytics1;url=u\";location=RLN\r\n", TRUE, "analytics1", "u",
          "RLN", WRONG_PHRASE },
        { 603, "", "Reason: SIP;cause=603;text=\"v=analytics1\"\r\n", TRUE, "analytics1", "", "", WRONG_PHRASE },
        { 603, "Network Blocked", "Reason: SIP;cause=603;text=\"v=analytics1\";location=RLN\r\n", TRUE, "analytics1", "", "RLN",
          NO_CONTACT },
        { 603, "Network Blocked", "Reason: SIP;cause=603;text=\"v=analytics1;url=;tel\";location=RLN\r\n", TRUE, "analytics1", "",
          "RLN", NO_CONTACT },
        { 603, "Network Blocked", "Reason: SIP;cause=603;text=\"v=analytics1;url=u\"\r\n", TRUE, "analytics1", "u", "", NO_LOCATION },
    };

    check_all_blocked(cases, G_N_ELEMENTS(cases));
}

/* A response of which no finding may say what it lacks. */
static void check_nothing_is_incomplete(const char *text, gsize length)
{
    answer *a = answer_from(603, "Network Blocked", text, length);

    g_assert_true(a->blocked.is_blocked);
    g_assert_null(a->blocked.missing);
    assert_found(a, "");
    answer_free(a);
}

/* What was cut off, or stands behind the values and header fields that are read, can be all that seems to be missing. */
static void test_603_plus_read_in_part(void)
{
    static const char bare[] = "SIP/2.0 603 Network Blocked\r\nCSeq: 1 INVITE\r\nReason: SIP;cause=603;text=\"v=analytics1\"\r\nTo: a\r\n\r\n";
    static const char full[] = "Reason: SIP;cause=603;text=\"v=analytics1;url=u\";location=RLN\r\n\r\n";
    GString *fields = g_string_new("SIP/2.0 603 Network Blocked\r\nCSeq: 1 INVITE\r\n");
    GString *values = g_string_new(fields->str);

    for (gsize length = 0; length < sizeof bare - 2; length++) {
        check_nothing_is_incomplete(bare, length);
    }
    for (guint i = 0; i < MESSAGE_FIELDS_MAX; i++) {
        g_string_append(fields, "X: y\r\n");
    }
    g_string_append(fields, full);
    check_nothing_is_incomplete(fields->str, fields->len);
    for (guint i = 0; i < REASON_VALUES_MAX; i++) {
        g_string_append(values, "Reason: X;cause=1\r\n");
    }
    g_string_append(values, full);
    check_nothing_is_incomplete(values->str, values->len);
    g_string_free(values, TRUE);
    g_string_free(fields, TRUE);
}

static void test_not_blocked(void)
{
    static const blocked_case cases[] = {
        { 603, "Decline", "", FALSE, "", "", "", NULL },
        { 603, "Decline", "Reason: Q.850;cause=21;text=\"Call rejected\";location=RLN\r\n", FALSE, "", "", "", NULL },
        { 603, "Decline", "Reason: SIP;cause=603;text=\"Decline; v=analytics1;url=u\"\r\n", FALSE, "", "", "", NULL },
        { 603, "Decline", "Call-Info: <https://a.example/j>;purpose=jwscard\r\n", FALSE, "", "", "", NULL },
        { 486, "Network Blocked", "Reason: Q.850;cause=17;text=\"v=analytics1;url=u\";location=RLN\r\n", FALSE, "", "", "", NULL },
        { 403, "Network Blocked", "Reason: Q.850;cause=21;text=\"v=analytics1;url=u\";location=RLN\r\n", FALSE, "", "", "", NULL },
    };

    check_all_blocked(cases, G_N_ELEMENTS(cases));
}

static void test_607_and_608(void)
{
    static const blocked_case cases[] = {
        { 607, "Unwanted", "", FALSE, "", "", "", NULL },
        { 608, "Rejected", "", TRUE, "", "", "", NULL },
        { 608, "Rejected", "Call-Info: <https://block.example.net/complaint.json>;purpose=jwscard\r\n", TRUE, "",
          "https://block.example.net/complaint.json", "", NULL },
        { 608, "Rejected", "Call-Info: <http://www.example.com/a.jpg> ;purpose=icon,\r\n <https://b.example/j(1);x,y> ; PURPOSE = JWSCard\r\n",
          TRUE, "", "https://b.example/j(1);x,y", "", NULL },
        { 607, "Unwanted", "Call-Info: <a>;purpose=jwscard\r\n", FALSE, "", "", "", NULL },
        { 608, "Rejected", "Call-Info: <a>;purpose=info\r\nCall-Info: <b>;purpose=jwscard;x\r\n", TRUE, "", "b", "", NULL },
        { 608, "Rejected", "Call-Info: <a>;purpose=card\r\n", TRUE, "", "", "", NULL },
        { 608, "Rejected", "Call-Info: https://a.example/;purpose=jwscard\r\n", TRUE, "", "", "", NULL },
        { 608, "Rejected", "Call-Info: <https://a.example/?purpose=jwscard>;x\r\n", TRUE, "", "", "", NULL },
        { 608, "Rejected", "Call-Info: <a\r\n", TRUE, "", "", "", NULL },
        { 608, "Network Blocked", "Reason: SIP;cause=608;text=\"v=analytics1\"\r\n", TRUE, "", "", "", NULL },
    };

    check_all_blocked(cases, G_N_ELEMENTS(cases));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/blocked/603-complete", test_603_plus_complete);
    g_test_add_func("/blocked/603-incomplete", test_603_plus_incomplete);
    g_test_add_func("/blocked/603-read-in-part", test_603_plus_read_in_part);
    g_test_add_func("/blocked/not", test_not_blocked);
    g_test_add_func("/blocked/607-and-608", test_607_and_608);
    return g_test_run();
}
