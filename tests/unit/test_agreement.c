/* test_agreement.c: whether a Reason agrees with the status code
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What RFC 3398 maps to what is in q850.tsv, taken from published copies of the RFC's tables and not from rfc3398.def; beside it,
 * what other maps in use have.
 */
#include "answers.h"

#include <string.h>

/* ---- The map of RFC 3398, and others in use ---- */

#define CAUSES 128

typedef struct {
    guint code_of_cause[CAUSES];
    char name_of_cause[CAUSES][64];
    gboolean is_made[CODE_MAX + 1];
    gboolean goes[CODE_MAX + 1][CAUSES];
} maps;

/* One line: a map, a cause, its code; the way back of RFC 3398, section 8.2.6.1, and of gateways is among the others. */
static void read_pair(maps *all, char **columns)
{
    guint cause = (guint)g_ascii_strtoull(columns[1], NULL, 10);
    guint code = (guint)g_ascii_strtoull(columns[2], NULL, 10);

    g_assert_cmpuint(cause, <, CAUSES);
    g_assert_cmpuint(code, <=, CODE_MAX);
    all->goes[code][cause] = TRUE;
    if (strcmp(columns[0], "7.2.4.1") == 0) {
        g_assert_cmpuint(all->code_of_cause[cause], ==, 0);
        all->code_of_cause[cause] = code;
        g_strlcpy(all->name_of_cause[cause], columns[3], sizeof all->name_of_cause[cause]);
        all->is_made[code] = TRUE;
    }
}

static maps *read_maps(void)
{
    char *path = g_build_filename(TESTS_DIR, "unit", "q850.tsv", NULL);
    maps *all = g_new0(maps, 1);
    GError *error = NULL;
    char *contents = NULL;
    char **lines;

    g_file_get_contents(path, &contents, NULL, &error);
    g_assert_no_error(error);
    lines = g_strsplit(contents, "\n", -1);
    g_assert_cmpstr(lines[0], ==, "map\tcause\tcode\tname");
    for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        char **columns = g_strsplit(lines[i], "\t", -1);

        g_assert_cmpuint(g_strv_length(columns), ==, 4);
        read_pair(all, columns);
        g_strfreev(columns);
    }
    /* The note (+) of section 7.2.4.1. */
    all->is_made[603] = TRUE;
    g_strfreev(lines);
    g_free(contents);
    g_free(path);
    return all;
}

static answer *answer_with_cause(const char *method, guint code, guint cause)
{
    char *fields = g_strdup_printf("Reason: Q.850;cause=%u\r\n", cause);
    answer *a = answer_to(method, code, "Whatever", fields);

    g_free(fields);
    return a;
}

static void assert_says_number(const answer *a, const char *format, guint number)
{
    char *part = g_strdup_printf(format, number);

    assert_says(a, 0, part);
    g_free(part);
}

static void check_answer(guint code, const char *fields, const char *expected)
{
    answer *a = answer_of(code, fields);

    assert_found(a, expected);
    answer_free(a);
}

/* What stands in parentheses there tells two rows apart. Of 102 the RFC has "of timer expiry", Q.850 has "on". */
static char *sentence_about(guint cause, const char *name)
{
    return g_strdup_printf("This 183 carries Q.850 cause %u (%s), a failure:", cause, cause == 102 ? "recovery on timer expiry" : name);
}

/* A 183 tells what each cause becomes, by number and name. */
static void test_map_of_causes(void)
{
    maps *all = read_maps();

    for (guint cause = 0; cause < CAUSES; cause++) {
        answer *a = answer_with_cause("INVITE", 183, cause);

        if (cause == 31 || all->code_of_cause[cause] == 0) {
            assert_found(a, "");
        } else {
            char *start = sentence_about(cause, g_strchomp(g_strdelimit(all->name_of_cause[cause], "(", '\0')));

            assert_found(a, "provisional_failure:note");
            assert_says(a, 0, start);
            g_free(start);
            assert_says_number(a, "which is often %u (", all->code_of_cause[cause]);
        }
        answer_free(a);
    }
    g_free(all);
}

/* Of causes and codes that section 7.2.4.1 does not have it says nothing; of 488 section 8.2.6.1 says that it depends on Warning. */
static gboolean may_go_together(const maps *all, guint code, guint cause)
{
    return cause == 31 || code == 488 || all->code_of_cause[cause] == 0 || !all->is_made[code] || all->goes[code][cause];
}

static void test_every_code_with_every_cause(void)
{
    maps *all = read_maps();
    guint conflicts = 0;

    for (guint code = 300; code <= CODE_MAX; code++) {
        for (guint cause = 0; cause < CAUSES; cause++) {
            answer *a = answer_with_cause("INVITE", code, cause);

            assert_found(a, may_go_together(all, code, cause) ? "" : "reason_conflict:note");
            if (a->found.count > 0) {
                assert_says_number(a, "comes with Q.850 cause %u (", cause);
                assert_says_number(a, "), which stands for %u: the cause is usually nearer to the origin", all->code_of_cause[cause]);
                conflicts++;
            }
            answer_free(a);
        }
    }
    g_assert_cmpuint(conflicts, >, 200);
    g_free(all);
}

/* The maps are about the failure of a call set-up. */
static void test_conflict_of_invite_alone(void)
{
    static const char *const methods[] = { "BYE", "CANCEL", "OPTIONS", "REGISTER", "MESSAGE", "X-OWN" };

    for (guint i = 0; i < G_N_ELEMENTS(methods); i++) {
        for (guint code = 200; code <= CODE_MAX; code++) {
            answer *a = answer_with_cause(methods[i], code, 17);

            assert_found(a, "");
            answer_free(a);
        }
    }
}

static void test_asymmetries(void)
{
    /* 480 becomes 18, but 18 becomes 408; 19, 20 and 31 become 480. */
    check_answer(480, "Reason: Q.850;cause=18\r\n", "");
    check_answer(408, "Reason: Q.850;cause=18\r\n", "");
    check_answer(480, "Reason: Q.850;cause=19\r\n", "");
    check_answer(480, "Reason: Q.850;cause=20\r\n", "");
    check_answer(480, "Reason: Q.850;cause=31\r\n", "");
    check_answer(480, "Reason: Q.850;cause=17\r\n", "reason_conflict:note");
    check_answer(408, "Reason: Q.850;cause=102\r\n", "");
    check_answer(408, "Reason: Q.850;cause=19\r\n", "reason_conflict:note");
    check_answer(504, "Reason: Q.850;cause=102\r\n", "");
    check_answer(404, "Reason: Q.850;cause=3\r\n", "");
    check_answer(503, "Reason: Q.850;cause=34\r\n", "");
    check_answer(603, "Reason: Q.850;cause=21\r\n", "");
    check_answer(403, "Reason: Q.850;cause=21\r\n", "");
    check_answer(603, "Reason: Q.850;cause=17\r\n", "reason_conflict:note");
}

static void test_harmless_pairs(void)
{
    check_answer(487, "Reason: Q.850;cause=16\r\n", "");
    check_answer(487, "Reason: Q.850;cause=17\r\n", "");
    check_answer(486, "Reason: Q.850;cause=16\r\n", "");
    check_answer(480, "Reason: Q.850;cause=16\r\n", "");
    check_answer(603, "Reason: Q.850;cause=16\r\n", "");
    check_answer(200, "Reason: Q.850;cause=16\r\n", "");
    check_answer(204, "Reason: Q.850;cause=16\r\n", "");
    check_answer(488, "Reason: Q.850;cause=88\r\n", "");
    check_answer(606, "Reason: Q.850;cause=88\r\n", "");
    check_answer(302, "Reason: Q.850;cause=17\r\n", "");
    /* A proxy made the 500 of a 503 (RFC 3261, section 16.7). */
    check_answer(500, "Reason: Q.850;cause=34, SIP;cause=503\r\n", "");
    for (guint code = 100; code <= 699; code++) {
        check_answer(code, "Reason: Q.850;cause=31\r\n", "");
    }
}

/* What a gateway documents: cause and code that it makes of it, and the way back. */
static void test_other_maps(void)
{
    /* clang-format off */
    static const guint audiocodes[][2] = {
        { 400, 4 }, { 406, 6 }, { 480, 8 }, { 488, 9 }, { 400, 23 }, { 400, 25 }, { 501, 30 }, { 502, 43 }, { 503, 44 }, { 503, 50 },
        { 503, 63 }, { 501, 65 }, { 480, 66 }, { 503, 69 }, { 503, 70 }, { 502, 81 }, { 408, 86 }, { 503, 87 }, { 503, 95 },
        { 409, 96 }, { 480, 97 }, { 408, 102 }, { 400, 103 }, { 500, 32 }, { 500, 33 }, { 481, 127 }, { 488, 31 }, { 501, 38 },
        { 502, 38 }, { 400, 31 }, { 405, 63 }, { 433, 21 }, { 482, 127 }, { 606, 38 },
    };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS(audiocodes); i++) {
        answer *a = answer_with_cause("INVITE", audiocodes[i][0], audiocodes[i][1]);

        g_test_message("%u with %u", audiocodes[i][0], audiocodes[i][1]);
        assert_found(a, "");
        answer_free(a);
    }
}

static void test_conflicts(void)
{
    static const struct {
        guint code, cause, expected;
        const char *name;
    } pairs[] = { { 404, 17, 486, "user busy" },
                  { 603, 17, 486, "user busy" },
                  { 486, 1, 404, "unallocated number" },
                  { 503, 17, 486, "user busy" },
                  { 500, 1, 404, "unallocated number" },
                  { 404, 58, 503, "bearer capability not presently available" } };

    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        answer *a = answer_with_cause("INVITE", pairs[i].code, pairs[i].cause);
        char *says = g_strdup_printf("%u comes with Q.850 cause %u (%s), which stands for %u: the cause is usually nearer to the origin; "
                                     "compare both sides of the gateway or B2BUA that made it (RFC 3398, section 7.2.4.1).",
                                     pairs[i].code,
                                     pairs[i].cause, pairs[i].name, pairs[i].expected);
        char *brief = g_strdup_printf("Q.850 cause %u stands for %u", pairs[i].cause, pairs[i].expected);

        assert_found(a, "reason_conflict:note");
        g_assert_cmpstr(a->found.list[0].text, ==, says);
        g_assert_cmpstr(a->found.list[0].brief, ==, brief);
        g_free(brief);
        g_free(says);
        answer_free(a);
    }
}

static void test_success_with_a_cause_of_failure(void)
{
    answer *a = answer_with_cause("INVITE", 200, 17);

    assert_found(a, "reason_conflict:note");
    assert_says(a, 0, "200 says that the call succeeded, Q.850 cause 17 (user busy) stands for 486: ");
    answer_free(a);
    check_answer(200, "Reason: Q.850;cause=25\r\n", "");
    /* The 200 to a BYE ends a call that may have failed. */
    a = answer_to("BYE", 200, "OK", "Reason: Q.850;cause=17\r\n");
    assert_found(a, "");
    answer_free(a);
}

static void test_provisional_failure(void)
{
    answer *a = answer_with_cause("INVITE", 183, 17);

    assert_found(a, "provisional_failure:note");
    g_assert_cmpstr(a->found.list[0].text, ==,
                    "This 183 carries Q.850 cause 17 (user busy), a failure: mostly a leg has failed, and an announcement or tone is "
                    "played before the final response, which is often 486 (RFC 6432, section 3).");
    g_assert_cmpstr(a->found.list[0].brief, ==, "failure: Q.850 cause 17 in this 183");
    answer_free(a);
    check_answer(180, "Reason: Q.850;cause=17\r\n", "provisional_failure:note");
    check_answer(183, "Reason: Q.850;cause=16\r\n", "");
    check_answer(183, "Reason: Q.850;cause=31\r\n", "");
    check_answer(183, "Reason: Q.850;cause=25\r\n", "");
    check_answer(199, "Reason: Q.850;cause=17\r\n", "");
    check_answer(100, "Reason: Q.850;cause=17\r\n", "");
    check_answer(183, "Reason: SIP;cause=486\r\n", "");
}

static void test_sip_cause_against_the_code(void)
{
    answer *a = answer_of(486, "Reason: SIP;cause=480\r\n");

    assert_found(a, "reason_conflict:note");
    assert_says(a, 0, "The status line says 486, the Reason SIP cause 480 (Temporarily Unavailable): ");
    assert_says(a, 0, "the Reason keeps the original one (RFC 3326, section 2).");
    g_assert_cmpstr(a->found.list[0].brief, ==, "Reason says SIP 480");
    answer_free(a);
    check_answer(300, "Reason: SIP;cause=486\r\n", "reason_conflict:note");
    check_answer(486, "Reason: SIP;cause=486\r\n", "");
    check_answer(486, "Reason: SIP;cause=17\r\n", "reason_malformed:warn");
    check_answer(487, "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n", "");
    check_answer(200, "Reason: SIP;cause=486\r\n", "");
    check_answer(486, "Reason: X;cause=480\r\n", "");
    check_answer(486, "Reason: STIR;cause=436\r\n", "");
}

/* FreeSWITCH sends its own numbers; a code of the sender's own is in its status line as well. */
static void test_sip_cause_that_is_no_code(void)
{
    answer *a = answer_of(480, "Reason: SIP;cause=142;text=\"SUCCESS\"\r\n");

    assert_found(a, "reason_malformed:warn");
    assert_says(a, 0, "the cause is not a SIP status code: one of Q.850, or a PBX's own (RFC 3326, section 2)");
    answer_free(a);
    check_answer(480, "Reason: SIP;cause=700\r\n", "reason_malformed:warn");
    check_answer(499, "Reason: SIP;cause=499\r\n", "");
    check_answer(503, "Reason: SIP;cause=477\r\n", "reason_conflict:note");
    check_answer(500, "Reason: SIP;cause=503\r\n", "");
    check_answer(503, "Reason: SIP;cause=500\r\n", "reason_conflict:note");
}

static void test_codes_without_a_class(void)
{
    check_answer(0, "Reason: Q.850;cause=17, SIP;cause=486\r\n", "");
    check_answer(99, "Reason: Q.850;cause=17, SIP;cause=486\r\n", "");
    check_answer(700, "Reason: Q.850;cause=17\r\n", "");
}

/* No number is compared that was not read. */
static void test_bad_causes_do_not_conflict(void)
{
    check_answer(486, "Reason: Q.850;cause=128\r\n", "reason_malformed:warn");
    check_answer(486, "Reason: Q.850;cause=4294967312\r\n", "reason_malformed:warn");
    check_answer(486, "Reason: Q.850;cause=x\r\n", "reason_malformed:warn");
    check_answer(486, "Reason: Q.850\r\n", "");
    check_answer(486, "Reason: SIP;text=\"x\"\r\n", "");
    check_answer(486, "", "");
    check_answer(183, "Reason: Q.850;cause=145\r\n", "reason_malformed:warn");
}

/* ---- Causes beside their neighbours ---- */

static guint count_findings(guint code, const char *method, const char *reason)
{
    char *fields = g_strdup_printf("Reason: %s\r\n", reason);
    answer *a = answer_to(method, code, "x", fields);
    guint count = a->found.count;

    answer_free(a);
    g_free(fields);
    return count;
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

static void assert_place(const answer *a, guint number, const char *value)
{
    const finding *one = &a->found.list[number];

    g_assert_cmpuint(one->offset + one->length, <=, a->sent.length);
    g_assert_cmpmem(a->sent.bytes + one->offset, one->length, value, strlen(value));
}

static void test_findings_of_several_values(void)
{
    answer *a = answer_of(486, "Reason: Q.850;cause=1 , SIP;cause=480;text=x\r\nReason: Q.850;cause=17\r\nReason: ;a\r\n");

    assert_found(a, "reason_conflict:note reason_malformed:warn reason_conflict:note reason_malformed:warn");
    assert_place(a, 0, "Q.850;cause=1");
    assert_place(a, 1, "SIP;cause=480;text=x");
    assert_place(a, 2, "SIP;cause=480;text=x");
    assert_place(a, 3, ";a");
    assert_says(a, 1, "Malformed Reason \"SIP;cause=480;text=x\": the text is not a quoted string (RFC 3326, section 2).");
    assert_says(a, 3, "the protocol is missing");
    answer_free(a);
}

static void test_more_findings_than_fit(void)
{
    GString *fields = g_string_new(NULL);
    answer *a;

    for (guint i = 0; i < FINDINGS_MAX + 8; i++) {
        g_string_append(fields, "Reason: SIP;cause\r\n");
    }
    a = answer_of(486, fields->str);
    g_assert_cmpuint(a->found.count, ==, FINDINGS_MAX);
    g_assert_cmpuint(a->found.dropped, ==, 8);
    assert_place(a, FINDINGS_MAX - 1, "SIP;cause");
    answer_free(a);
    g_string_free(fields, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/agreement/map-of-causes", test_map_of_causes);
    g_test_add_func("/agreement/invite-alone", test_conflict_of_invite_alone);
    g_test_add_func("/agreement/other-maps", test_other_maps);
    g_test_add_func("/agreement/sip-cause-that-is-no-code", test_sip_cause_that_is_no_code);
    g_test_add_func("/agreement/every-code-with-every-cause", test_every_code_with_every_cause);
    g_test_add_func("/agreement/asymmetries", test_asymmetries);
    g_test_add_func("/agreement/harmless", test_harmless_pairs);
    g_test_add_func("/agreement/conflicts", test_conflicts);
    g_test_add_func("/agreement/success", test_success_with_a_cause_of_failure);
    g_test_add_func("/agreement/provisional", test_provisional_failure);
    g_test_add_func("/agreement/sip-cause", test_sip_cause_against_the_code);
    g_test_add_func("/agreement/no-class", test_codes_without_a_class);
    g_test_add_func("/agreement/bad-causes", test_bad_causes_do_not_conflict);
    g_test_add_func("/findings/several-values", test_findings_of_several_values);
    g_test_add_func("/findings/more-than-fit", test_more_findings_than_fit);
    g_test_add_func("/edges/harmless-causes", test_harmless_causes);
    g_test_add_func("/edges/last-cause", test_last_cause);
    g_test_add_func("/edges/cause-of-another-leg", test_cause_of_another_leg);
    return g_test_run();
}
