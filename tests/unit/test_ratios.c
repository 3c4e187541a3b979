/* test_ratios.c: what each attempt adds to ratios and delays
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "ratios.h"

#include <string.h>

#include "keep_going.h"
#include "series.h"

#define MILLISECOND INT64_C(1000000)

static const row_key no_keys[ROWS_COUNT];

static call a_call(outcome ended, uint32_t code)
{
    /* clang-format off */
    return (call){ .number = 1, .ended = ended, .code = code, .requests = 1, .from = "", .to = "", .srd = CALL_TIME_UNKNOWN,
                   .setup_time = CALL_TIME_UNKNOWN, .ring_time = CALL_TIME_UNKNOWN, .duration = CALL_TIME_UNKNOWN,
                   .disconnect_delay = CALL_TIME_UNKNOWN };
    /* clang-format on */
}

/* ---- Ratios ---- */

/* "SER 0/1 SEER 1/1": those with a denominator. */
static char *ratios_of(const tally *some)
{
    GString *text = g_string_new(NULL);

    for (int id = 0; id < RATIO_COUNT; id++) {
        const ratio *one = &some->ratios[id];

        if (one->among != 0) {
            g_string_append_printf(text, "%s%s %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, text->len == 0 ? "" : " ",
                                   ratio_name((ratio_id)id), one->counted, one->among);
        }
    }
    return g_string_free(text, FALSE);
}

static void check_ratios(const call *one, const char *wanted)
{
    ratios *all = ratios_new(0);
    char *got;

    ratios_add(all, one, no_keys);
    got = ratios_of(ratios_all(all));
    if (strcmp(got, wanted) != 0) {
        FAIL_WITH("%s %u%s: %s\n    not %s", outcome_name(one->ended), one->code, one->rang ? ", rang" : "", got, wanted);
    }
    g_free(got);
    ratios_free(all);
}

#define FAILURE "SER 0/1 SER per INVITE 0/1 SEER 0/1 ISA 0/1 SCR 0/1 ASR 0/1 NER 0/1"
#define EFFECTIVE "SER 0/1 SER per INVITE 0/1 SEER 1/1 ISA 0/1 SCR 0/1 ASR 0/1 NER 1/1"
#define INEFFECTIVE "SER 0/1 SER per INVITE 0/1 SEER 0/1 ISA 1/1 SCR 0/1 ASR 0/1 NER 0/1"

static void test_calls(void)
{
    static const struct {
        outcome ended;
        uint32_t code;
        bool rang;
        const char *wanted;
    } rows[] = {
        { OUTCOME_BUSY, 486, false, EFFECTIVE },
        { OUTCOME_BUSY, 600, false, EFFECTIVE },
        { OUTCOME_DECLINED, 603, false, EFFECTIVE },
        { OUTCOME_BLOCKED, 608, false, FAILURE },
        { OUTCOME_UNAVAILABLE, 480, false, EFFECTIVE },
        { OUTCOME_NO_ANSWER, 480, true, EFFECTIVE },
        { OUTCOME_TIMEOUT, 408, false, INEFFECTIVE },
        { OUTCOME_NO_ANSWER, 408, true, "SER 0/1 SER per INVITE 0/1 SEER 0/1 ISA 1/1 SCR 0/1 ASR 0/1 NER 1/1" },
        { OUTCOME_CANCELLED, 487, false, FAILURE },
        { OUTCOME_CANCELLED, 487, true, "SER 0/1 SER per INVITE 0/1 SEER 0/1 ISA 0/1 SCR 0/1 ASR 0/1 NER 1/1" },
        { OUTCOME_NO_SUCH_TARGET, 404, true, FAILURE },
        { OUTCOME_SERVER_FAILURE, 500, false, INEFFECTIVE },
        { OUTCOME_SERVER_FAILURE, 501, false, FAILURE },
        { OUTCOME_SERVER_FAILURE, 503, false, INEFFECTIVE },
        { OUTCOME_SERVER_FAILURE, 504, false, INEFFECTIVE },
        { OUTCOME_CHALLENGED, 401, false, FAILURE },
        { OUTCOME_NO_RESPONSE, 0, false, FAILURE },
        { OUTCOME_UNDETERMINED, 0, true, "" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        call one = a_call(rows[i].ended, rows[i].code);

        one.rang = rows[i].rang;
        check_ratios(&one, rows[i].wanted);
    }
}

static void test_answered_and_redirected(void)
{
    call one = a_call(OUTCOME_ANSWERED, 200);

    one.requests = 3;
    one.redirections = 1;
    one.is_up = true;
    check_ratios(&one, "SER 1/1 SER per INVITE 1/2 SEER 1/1 ISA 0/1 ASR 1/1 NER 1/1");
    one.is_up = false;
    check_ratios(&one, "SER 1/1 SER per INVITE 1/2 SEER 1/1 ISA 0/1 SCR 0/1 ASR 1/1 NER 1/1");
    one.is_completed = true;
    check_ratios(&one, "SER 1/1 SER per INVITE 1/2 SEER 1/1 ISA 0/1 SCR 1/1 ASR 1/1 NER 1/1");
    one = a_call(OUTCOME_REDIRECTED, 302);
    one.redirections = 1;
    check_ratios(&one, "ISA 0/1 SCR 0/1 ASR 0/1 NER 0/1");
}

static void test_registrations(void)
{
    static const struct {
        outcome ended;
        uint32_t code;
        const char *wanted;
        /* clang-format off */
    } rows[] = {
        { OUTCOME_SUCCEEDED, 200, "IRA 0/1" },  { OUTCOME_CHALLENGED, 401, "IRA 0/1" }, { OUTCOME_FAILED, 402, "IRA 0/1" },
        { OUTCOME_CHALLENGED, 407, "IRA 0/1" }, { OUTCOME_REDIRECTED, 302, "IRA 0/1" }, { OUTCOME_FAILED, 403, "IRA 1/1" },
        { OUTCOME_TRY_AGAIN, 423, "IRA 1/1" },  { OUTCOME_FAILED, 503, "IRA 1/1" },     { OUTCOME_FAILED, 600, "IRA 1/1" },
        { OUTCOME_NO_RESPONSE, 0, "IRA 1/1" },  { OUTCOME_UNDETERMINED, 0, "" },
    };
    /* clang-format on */

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        call one = a_call(rows[i].ended, rows[i].code);

        one.is_registration = true;
        check_ratios(&one, rows[i].wanted);
    }
}

static void test_percent(void)
{
    double percent = 7;

    g_assert_false(ratio_percent(&(ratio){ 0, 0 }, &percent));
    g_assert_true(percent == 7);
    g_assert_true(ratio_percent(&(ratio){ 1, 4 }, &percent));
    g_assert_true(percent == 25);
    g_assert_true(ratio_percent(&(ratio){ 0, 4 }, &percent));
    g_assert_true(percent == 0);
}

static void test_counts(void)
{
    ratios *all = ratios_new(0);
    const tally *some = ratios_all(all);
    call one = a_call(OUTCOME_UNDETERMINED, 0);

    ratios_add(all, &one, no_keys);
    one.is_registration = true;
    ratios_add(all, &one, no_keys);
    one.ended = OUTCOME_SUCCEEDED;
    ratios_add(all, &one, no_keys);
    one = a_call(OUTCOME_BUSY, 486);
    ratios_add(all, &one, no_keys);
    ratios_add(all, &one, no_keys);
    g_assert_cmpuint(some->calls, ==, 2);
    g_assert_cmpuint(some->calls_undetermined, ==, 1);
    g_assert_cmpuint(some->registrations, ==, 1);
    g_assert_cmpuint(some->registrations_undetermined, ==, 1);
    g_assert_cmpuint(some->call_outcomes[OUTCOME_BUSY], ==, 2);
    g_assert_cmpuint(some->call_outcomes[OUTCOME_UNDETERMINED], ==, 1);
    g_assert_cmpuint(some->registration_outcomes[OUTCOME_SUCCEEDED], ==, 1);
    g_assert_cmpuint(some->registration_outcomes[OUTCOME_BUSY], ==, 0);
    ratios_free(all);
}

/* ---- Delays ---- */

static delay delay_over(const int64_t *values, size_t number)
{
    ratios *all = ratios_new(0);
    delay got;

    for (size_t i = 0; i < number; i++) {
        call one = a_call(OUTCOME_ANSWERED, 200);

        one.srd = values[i];
        ratios_add(all, &one, no_keys);
    }
    got = delay_of(ratios_all(all), DELAY_SRD_SUCCESSFUL);
    g_assert_cmpuint(delay_of(ratios_all(all), DELAY_SRD_FAILED).count, ==, 0);
    ratios_free(all);
    return got;
}

static void test_delays(void)
{
    static const int64_t two[] = { 40, 10 };
    static const int64_t three[] = { 40, CALL_TIME_UNKNOWN, 10, 20 };
    static const int64_t large[] = { INT64_MAX, INT64_MAX - 2, INT64_MAX - 4 };
    int64_t hundred[100];
    delay got = delay_over(two, 0);

    g_assert_true(got.count == 0);
    got = delay_over(two, 1);
    g_assert_true(got.count == 1 && got.min == 40 && got.mean == 40 && got.median == 40 && got.p95 == 40 && got.max == 40);
    got = delay_over(two, 2);
    g_assert_true(got.count == 2 && got.min == 10 && got.mean == 25 && got.median == 25 && got.p95 == 40 && got.max == 40);
    got = delay_over(three, 4);
    g_assert_true(got.count == 3 && got.min == 10 && got.mean == 23 && got.median == 20 && got.p95 == 40 && got.max == 40);
    got = delay_over(large, 3);
    g_assert_true(got.mean == INT64_MAX - 2 && got.median == INT64_MAX - 2);
    for (int i = 0; i < 100; i++) {
        hundred[i] = 100 - i;
    }
    got = delay_over(hundred, 100);
    g_assert_true(got.count == 100 && got.min == 1 && got.mean == 50 && got.median == 50 && got.p95 == 95 && got.max == 100);
}

static void test_which_delays(void)
{
    static const struct {
        outcome ended;
        delay_id counted;
        /* clang-format off */
    } rows[] = {
        { OUTCOME_ANSWERED, DELAY_SRD_SUCCESSFUL },  { OUTCOME_BUSY, DELAY_SRD_FAILED },
        { OUTCOME_SERVER_FAILURE, DELAY_SRD_FAILED },
        { OUTCOME_TERMINATED, DELAY_SRD_FAILED },    { OUTCOME_CHALLENGED, DELAY_COUNT },       { OUTCOME_REDIRECTED, DELAY_COUNT },
        { OUTCOME_TRY_AGAIN, DELAY_COUNT },          { OUTCOME_NO_RESPONSE, DELAY_COUNT },      { OUTCOME_UNDETERMINED, DELAY_COUNT },
    };
    /* clang-format on */

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        ratios *all = ratios_new(0);
        call one = a_call(rows[i].ended, 0);

        one.srd = 5;
        ratios_add(all, &one, no_keys);
        for (int id = 0; id < DELAY_COUNT; id++) {
            g_assert_cmpuint(delay_of(ratios_all(all), (delay_id)id).count, ==, id == (int)rows[i].counted ? 1 : 0);
        }
        ratios_free(all);
    }
}

/* ---- Rows ---- */

static void add_for(ratios *all, const char *responder, const char *domain, outcome ended)
{
    const row_key keys[ROWS_COUNT] = { { responder, strlen(responder) }, { domain, strlen(domain) } };
    call one = a_call(ended, ended == OUTCOME_ANSWERED ? 200 : 486);

    one.srd = MILLISECOND;
    ratios_add(all, &one, keys);
}

static void check_row(const GPtrArray *rows, guint number, const char *key, uint64_t calls_count, uint64_t answered)
{
    const ratio_row *row = (const ratio_row *)rows->pdata[number];

    g_assert_cmpmem(row->key, row->key_length, key, strlen(key));
    g_assert_cmpuint(row->counts.calls, ==, calls_count);
    g_assert_cmpuint(row->counts.ratios[RATIO_SER].counted, ==, answered);
    g_assert_cmpuint(delay_of(&row->counts, DELAY_SRD_SUCCESSFUL).count, ==, answered);
}

static void test_rows(void)
{
    ratios *all = ratios_new(2);
    GPtrArray *rows;

    add_for(all, "b", "x", OUTCOME_ANSWERED);
    add_for(all, "c", "", OUTCOME_BUSY);
    add_for(all, "c", "x", OUTCOME_ANSWERED);
    add_for(all, "d", "x", OUTCOME_BUSY);
    add_for(all, "d", "y", OUTCOME_BUSY);
    rows = ratios_rows(all, ROWS_BY_RESPONDER);
    g_assert_cmpuint(rows->len, ==, 2);
    check_row(rows, 0, "c", 2, 1);
    check_row(rows, 1, "b", 1, 1);
    g_ptr_array_free(rows, TRUE);
    rows = ratios_rows(all, ROWS_BY_DOMAIN);
    g_assert_cmpuint(rows->len, ==, 2);
    check_row(rows, 0, "x", 3, 2);
    check_row(rows, 1, "y", 1, 0);
    g_ptr_array_free(rows, TRUE);
    g_assert_cmpuint(ratios_left_out(all, ROWS_BY_RESPONDER), ==, 2);
    g_assert_cmpuint(ratios_left_out(all, ROWS_BY_DOMAIN), ==, 0);
    g_assert_cmpuint(ratios_all(all)->calls, ==, 5);
    ratios_free(all);
    ratios_free(NULL);
}

/* ---- Minutes ---- */

static void write_minute(const minute_row *row, void *context)
{
    g_string_append_printf((GString *)context, "%d: %u %u %u, %u/%u\n", (int)row->minute, (unsigned)row->classes[2],
                           (unsigned)row->classes[4], (unsigned)row->classes[0], (unsigned)row->answered, (unsigned)row->attempts);
}

static void test_series(void)
{
    series *all = series_new(3);
    GString *text = g_string_new(NULL);
    call one = a_call(OUTCOME_ANSWERED, 200);

    series_add_response(all, 61000 * MILLISECOND, 200);
    series_add_response(all, 59999 * MILLISECOND, 486);
    series_add_response(all, -1, 404);
    series_add_response(all, 119999 * MILLISECOND, 200);
    series_add_response(all, 120000 * MILLISECOND, 200);
    series_add_response(all, 60000 * MILLISECOND, 999);
    one.time = 60000 * MILLISECOND;
    series_add_call(all, &one);
    one.ended = OUTCOME_UNDETERMINED;
    series_add_call(all, &one);
    one.is_registration = true;
    series_add_call(all, &one);
    one.is_registration = false;
    one.time = 600000 * MILLISECOND;
    series_add_call(all, &one);
    series_each(all, write_minute, text);
    g_assert_cmpstr(text->str, ==, "-1: 0 1 0, 0/0\n0: 0 1 0, 0/0\n1: 2 0 1, 1/2\n");
    g_assert_cmpuint(series_left_out(all), ==, 2);
    g_string_free(text, TRUE);
    series_free(all);
    series_free(NULL);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/ratios/calls", test_calls);
    g_test_add_func("/ratios/answered-and-redirected", test_answered_and_redirected);
    g_test_add_func("/ratios/registrations", test_registrations);
    g_test_add_func("/ratios/percent", test_percent);
    g_test_add_func("/ratios/counts", test_counts);
    g_test_add_func("/ratios/delays", test_delays);
    g_test_add_func("/ratios/which-delays", test_which_delays);
    g_test_add_func("/ratios/rows", test_rows);
    g_test_add_func("/ratios/series", test_series);
    return g_test_run();
}
