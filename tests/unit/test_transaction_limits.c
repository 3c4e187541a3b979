/* test_transaction_limits.c: what a tracker takes of memory, and what it forgets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transactions.h"

#include <stdio.h>

#include "keep_going.h"
#include "verdict.h"

/* ---- Messages ---- */

typedef struct {
    tracker *all;
    uint32_t frame;
    uint32_t place;
    int64_t time;
} sender;

#define TEXT_MAX 512

/* A message of the call; its size is about that of real ones, so that what is kept can be compared with it. */
static void send_message(sender *to, const char *first_line, const char *method, unsigned call, unsigned branch, const char *to_tag)
{
    char text[TEXT_MAX];
    static message m;
    int length = snprintf(text, sizeof text,
                          "%s\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK%u.%u\r\nFrom: <sip:a@a.example>;tag=%u\r\n"
                          "To: <sip:b@b.example>%s\r\nCall-ID: %u@10.0.0.1\r\nCSeq: %u %s\r\nContent-Length: 0\r\n\r\n",
                          first_line, call, branch, call, to_tag, call, branch % 2 + 1, method);
    message_way way = { .is_datagram = true, .datagram_length = (size_t)length };
    tracked_message one = { .m = &m, .frame = ++to->frame, .place = to->place, .time = to->time, .sent = { text, (size_t)length } };
    bool is_request = request_read(&m, text, (size_t)length, &way);
    response unused;

    if (!is_request) {
        one.code = (uint32_t)g_ascii_strtoull(first_line + 8, NULL, 10);
        verdict_read(&m, &unused, one.code, text, (size_t)length, &way);
    }
    one.source = (endpoint){ .bytes = { 10, 0, 0, is_request ? 1 : 2 }, .length = 4, .port = 5060 };
    one.destination = (endpoint){ .bytes = { 10, 0, 0, is_request ? 2 : 1 }, .length = 4, .port = 5060 };
    tracker_add(to->all, &one);
    to->time += 1000000;
}

static void send_request(sender *to, const char *method, unsigned call, unsigned branch, const char *to_tag)
{
    char line[64];

    snprintf(line, sizeof line, "%s sip:b@b.example SIP/2.0", method);
    send_message(to, line, method, call, branch, to_tag);
}

/* ---- Ordinary calls ---- */

#define CALLS 50000

/* Seven messages each. What is kept grows by chunks, so it is looked at all the way. */
static void test_memory_per_message(void)
{
    sender to = { .all = tracker_new(10000000) };

    for (unsigned call = 0; call < CALLS; call++) {
        send_request(&to, "INVITE", call, 0, "");
        send_message(&to, "SIP/2.0 100 Trying", "INVITE", call, 0, "");
        send_message(&to, "SIP/2.0 180 Ringing", "INVITE", call, 0, ";tag=b");
        send_message(&to, "SIP/2.0 200 OK", "INVITE", call, 0, ";tag=b");
        send_request(&to, "ACK", call, 2, ";tag=b");
        send_request(&to, "BYE", call, 1, ";tag=b");
        send_message(&to, "SIP/2.0 200 OK", "BYE", call, 1, ";tag=b");
        if (call > 5000 && tracker_memory(to.all) > 40 * (size_t)to.frame) {
            FAIL_WITH("%" G_GSIZE_FORMAT " bytes for %u messages", tracker_memory(to.all), to.frame);
            break;
        }
    }
    g_test_message("%.1f bytes a message", (double)tracker_memory(to.all) / to.frame);
    g_assert_cmpuint(tracker_forgotten(to.all), ==, 0);
    tracker_free(to.all);
}

/* ---- What never ends ---- */

#define REQUESTS 1000000
#define LIMIT 10000

/* Of a limit, each transaction may take this much: itself, its message, its places in the tables, two ends, and what few have. */
#define BYTES_EACH 512
#define BYTES_BESIDE 4000000

static void test_transactions_that_never_end(void)
{
    sender to = { .all = tracker_new(LIMIT) };
    size_t most = 0;
    tracked found;

    for (unsigned call = 0; call < REQUESTS; call++) {
        send_request(&to, "INVITE", call, 0, "");
        most = MAX(most, tracker_memory(to.all));
    }
    g_test_message("at most %" G_GSIZE_FORMAT " bytes", most);
    g_assert_cmpuint(most, <, (size_t)LIMIT * BYTES_EACH + BYTES_BESIDE);
    g_assert_cmpuint(tracker_forgotten(to.all), ==, REQUESTS - LIMIT);
    g_assert_false(tracker_find(to.all, 1, 0, &found));
    g_assert_false(tracker_find(to.all, REQUESTS - LIMIT, 0, &found));
    g_assert_true(tracker_find(to.all, REQUESTS - LIMIT + 1, 0, &found));
    g_assert_cmpuint(found.transaction, ==, REQUESTS - LIMIT + 1);
    tracker_free(to.all);
}

/* One request, sent again and again, is one transaction; its messages are bounded as well. */
static void test_one_that_is_sent_again(void)
{
    sender to = { .all = tracker_new(100) };
    size_t at_first = 0;
    tracked found;

    for (unsigned i = 0; i < 100000; i++) {
        send_request(&to, "OPTIONS", 1, 0, "");
        to.time += 500000000;
        at_first = i == 5000 ? tracker_memory(to.all) : at_first;
    }
    g_assert_cmpuint(tracker_memory(to.all), <=, at_first + 65536);
    g_assert_false(tracker_find(to.all, 1, 0, &found));
    g_assert_true(tracker_find(to.all, to.frame, 0, &found));
    tracker_free(to.all);
}

/* A registration that is refreshed for weeks: quadratic work would not end before the test's time. */
static void test_one_call_id(void)
{
    sender to = { .all = tracker_new(1000000) };
    tracked found;

    for (unsigned i = 0; i < 200000; i++) {
        send_request(&to, "REGISTER", 1, i, "");
        send_message(&to, "SIP/2.0 200 OK", "REGISTER", 1, i, ";tag=b");
    }
    g_assert_true(tracker_find(to.all, to.frame, 0, &found));
    g_assert_cmpuint(found.request_frame, ==, to.frame - 1);
    tracker_free(to.all);
}

/* Each brings a finding. */
static void test_findings_are_bounded(void)
{
    sender to = { .all = tracker_new(1000) };
    size_t most = 0;

    for (unsigned call = 0; call < 50000; call++) {
        send_request(&to, "OPTIONS", call, 0, "");
        send_message(&to, "SIP/2.0 100 Trying", "OPTIONS", call, 0, "");
        most = MAX(most, tracker_memory(to.all));
    }
    g_assert_cmpuint(most, <, 1000 * (BYTES_EACH + 256) + BYTES_BESIDE);
    tracker_free(to.all);
}

/* More of one Call-ID are open than are looked at one by one: each response finds its own. */
static void test_many_open(void)
{
    enum { OPEN = 1000 };
    sender to = { .all = tracker_new(100000) };
    tracked found;

    for (unsigned i = 0; i < OPEN; i++) {
        send_request(&to, "OPTIONS", 1, i, "");
    }
    for (unsigned i = 0; i < OPEN; i++) {
        send_message(&to, "SIP/2.0 200 OK", "OPTIONS", 1, i * 7 % OPEN, ";tag=b");
        g_assert_true(tracker_find(to.all, to.frame, 0, &found));
        g_assert_cmpuint(found.request_frame, ==, i * 7 % OPEN + 1);
    }
    tracker_free(to.all);
}

/* Frames, places and times that are far apart, as in no capture that is of SIP alone. */
static void test_far_apart(void)
{
    static const uint32_t places[] = { 0, 42, 0xfffffe, 0x1000000, UINT32_MAX, 7 };
    sender to = { .all = tracker_new(100000) };
    uint32_t frames[600];
    tracked found;

    for (uint32_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        bool is_response = i % 2 == 1;

        to.frame += i % 5 == 0 ? 3000000 : 0;
        to.time += i % 7 == 0 ? INT64_C(30000000000000) : 2000000000;
        to.place = i < 200 ? places[i % G_N_ELEMENTS(places)] : i * 1000;
        frames[i] = to.frame + 1;
        send_message(&to, is_response ? "SIP/2.0 200 OK" : "OPTIONS sip:b@b.example SIP/2.0", "OPTIONS", i / 2, 0, is_response ? ";tag=b" : "");
    }
    for (uint32_t i = 1; i < G_N_ELEMENTS(frames); i += 2) {
        uint32_t place = i < 200 ? places[i % G_N_ELEMENTS(places)] : i * 1000;

        g_assert_true(tracker_find(to.all, frames[i], place, &found));
        g_assert_cmpuint(found.request_frame, ==, frames[i - 1]);
        g_assert_cmpint(found.response_time, ==, i % 7 == 0 ? INT64_C(30000001000000) : 2001000000);
        g_assert_false(tracker_find(to.all, frames[i], place + 1, &found));
    }
    tracker_free(to.all);
}

static void test_sent_often(void)
{
    sender to = { .all = tracker_new(100) };
    tracked found;

    for (uint32_t i = 0; i < 40; i++) {
        send_request(&to, "OPTIONS", 1, 0, "");
        to.time += 600000000;
        g_assert_true(tracker_find(to.all, to.frame, 0, &found));
        g_assert_cmpuint(found.resend, ==, i);
        g_assert_cmpuint(found.resend_of, ==, i == 0 ? 0 : 1);
    }
    tracker_free(to.all);
}

/* Where the first packet is forgotten, the others still say which it was. */
static void test_copies_outlive(void)
{
    sender to = { .all = tracker_new(1) };
    tracked found;

    for (unsigned i = 0; i < 17; i++) {
        send_request(&to, "OPTIONS", 1, 0, "");
    }
    g_assert_false(tracker_find(to.all, 1, 0, &found));
    g_assert_true(tracker_find(to.all, 2, 0, &found));
    g_assert_cmpuint(found.copy_of, ==, 1);
    tracker_free(to.all);
}

static void test_least_limit(void)
{
    sender to = { .all = tracker_new(0) };
    tracked found;

    send_request(&to, "OPTIONS", 1, 0, "");
    g_assert_true(tracker_find(to.all, 1, 0, &found));
    send_request(&to, "OPTIONS", 2, 0, "");
    g_assert_false(tracker_find(to.all, 1, 0, &found));
    g_assert_cmpuint(found.transaction, ==, 0);
    g_assert_true(tracker_find(to.all, 2, 0, &found));
    tracker_free(to.all);
    tracker_free(NULL);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/transactions/limits/memory-per-message", test_memory_per_message);
    g_test_add_func("/transactions/limits/never-end", test_transactions_that_never_end);
    g_test_add_func("/transactions/limits/sent-again", test_one_that_is_sent_again);
    g_test_add_func("/transactions/limits/one-call-id", test_one_call_id);
    g_test_add_func("/transactions/limits/findings", test_findings_are_bounded);
    g_test_add_func("/transactions/limits/many-open", test_many_open);
    g_test_add_func("/transactions/limits/far-apart", test_far_apart);
    g_test_add_func("/transactions/limits/sent-often", test_sent_often);
    g_test_add_func("/transactions/limits/copies-outlive", test_copies_outlive);
    g_test_add_func("/transactions/limits/least", test_least_limit);
    return g_test_run();
}
