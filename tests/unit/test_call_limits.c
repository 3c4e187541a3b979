/* test_call_limits.c: what calls take of memory, and that they end in time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls.h"

#include <stdio.h>
#include <string.h>

#include "flows.h"
#include "keep_going.h"
#include "verdict.h"

typedef struct {
    tracker *messages;
    calls *all;
    uint32_t frame;
    int64_t time;
} sender;

static sender sender_new(uint32_t transactions_max, uint32_t attempts_max)
{
    sender one = { .messages = tracker_new(transactions_max) };

    one.all = calls_new(one.messages, attempts_max);
    return one;
}

static void sender_free(sender *one)
{
    calls_free(one->all);
    tracker_free(one->messages);
}

/* A message with the code, or a request with 0. */
static void send_message(sender *to, uint32_t code, const char *method, unsigned call_id, unsigned cseq, bool has_to_tag)
{
    char text[512], line[64];
    static message m;
    response unused;
    message_way way = { .is_datagram = true };
    tracked_message one = { .m = &m, .code = code, .frame = ++to->frame, .time = to->time };

    if (code == 0) {
        snprintf(line, sizeof line, "%s sip:b@b.example SIP/2.0", method);
    } else {
        snprintf(line, sizeof line, "SIP/2.0 %u X", code);
    }
    one.sent = (text_slice){ text, (gsize)snprintf(text, sizeof text, "%s\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK%u.%u%s\r\nFrom: <sip:a%u@a.example>;tag=a\r\n"
                                                                      "To: <sip:b@b.example>%s\r\nCall-ID: %u\r\nCSeq: %u %s\r\n\r\n",
                                                   line, call_id, cseq, strcmp(method, "ACK") == 0 ? "a" : "", call_id % 1000, has_to_tag ? ";tag=b" : "", call_id, cseq, method) };
    way.datagram_length = one.sent.length;
    if (code == 0) {
        g_assert_true(request_read(&m, one.sent.bytes, one.sent.length, &way));
    } else {
        verdict_read(&m, &unused, code, one.sent.bytes, one.sent.length, &way);
    }
    one.source = one.destination = (endpoint){ .length = 4, .port = 5060 };
    (code == 0 ? &one.source : &one.destination)->bytes[3] = 1;
    to->time += 1000000;
    tracker_add(to->messages, &one);
    calls_add(to->all, &one);
}

static void count_one(const call *one, void *context)
{
    *(uint32_t *)context += one->number != 0;
}

static uint32_t count_kept(const sender *from)
{
    uint32_t count = 0;

    calls_each(from->all, count_one, &count);
    return count;
}

/* ---- Tests ---- */

#define CALLS 50000
#define BYTES_EACH 150

/* What is kept grows by doubling, so it is looked at all the way. */
static void test_memory(void)
{
    sender to = sender_new(1000000, 1000000);

    for (unsigned i = 0; i < CALLS; i++) {
        send_message(&to, 0, "INVITE", i, 1, false);
        send_message(&to, 180, "INVITE", i, 1, true);
        send_message(&to, 200, "INVITE", i, 1, true);
        send_message(&to, 0, "BYE", i, 2, true);
        send_message(&to, 200, "BYE", i, 2, true);
        if (i > 5000 && calls_memory(to.all) > (size_t)BYTES_EACH * (i + 1)) {
            FAIL_WITH("%" G_GSIZE_FORMAT " bytes for %u calls", calls_memory(to.all), i + 1);
            break;
        }
    }
    g_test_message("%.1f bytes a call", (double)calls_memory(to.all) / CALLS);
    g_assert_cmpuint(calls_forgotten(to.all, false), ==, 0);
    g_assert_cmpuint(count_kept(&to), ==, CALLS);
    sender_free(&to);
}

/* ---- All of it ---- */

static void send_call(sender *to, unsigned i)
{
    send_message(to, 0, "INVITE", i, 1, false);
    send_message(to, 100, "INVITE", i, 1, false);
    send_message(to, 180, "INVITE", i, 1, true);
    send_message(to, 200, "INVITE", i, 1, true);
    send_message(to, 0, "ACK", i, 1, true);
    send_message(to, 0, "BYE", i, 2, true);
    send_message(to, 200, "BYE", i, 2, true);
}

/* Of ten exchanges eight calls, a registration with its challenge, and an OPTIONS. */
static void send_mixed(sender *to, unsigned i)
{
    if (i % 10 < 8) {
        send_call(to, i);
    } else if (i % 10 == 8) {
        send_message(to, 0, "REGISTER", i, 1, false);
        send_message(to, 401, "REGISTER", i, 1, true);
        send_message(to, 0, "REGISTER", i, 2, false);
        send_message(to, 200, "REGISTER", i, 2, true);
    } else {
        send_message(to, 0, "OPTIONS", i, 1, false);
        send_message(to, 200, "OPTIONS", i, 1, true);
    }
}

static size_t memory_of(const sender *one)
{
    return tracker_memory(one->messages) + calls_memory(one->all);
}

/* What tracker and calls take together, from twenty thousand messages on: what is there at first, and a thousand
 * names, count no more. */
#define BYTES_OF_A_MESSAGE 60

static void check_all(void (*send)(sender *to, unsigned i))
{
    sender to = sender_new(10000000, 10000000);
    double most = 0;

    for (unsigned i = 0; to.frame < 300000; i++) {
        send(&to, i);
        if (to.frame >= 20000) {
            most = MAX(most, (double)memory_of(&to) / to.frame);
        }
    }
    g_test_message("at most %.1f bytes a message, %.1f at the end", most, (double)memory_of(&to) / to.frame);
    g_assert_cmpfloat(most, <=, BYTES_OF_A_MESSAGE);
    sender_free(&to);
}

static void test_all_of_calls(void)
{
    check_all(send_call);
}

static void test_all_of_a_mixture(void)
{
    check_all(send_mixed);
}

#define LIMIT 1000

/* Calls that never end, and ever other names: of both the limit holds. */
static void test_limit(void)
{
    sender to = sender_new(LIMIT, LIMIT);
    size_t most = 0;

    for (unsigned i = 0; i < 200000; i++) {
        send_message(&to, 0, "INVITE", i, 1, false);
        most = MAX(most, calls_memory(to.all));
    }
    g_test_message("at most %" G_GSIZE_FORMAT " bytes", most);
    g_assert_cmpuint(most, <, (size_t)LIMIT * 512);
    g_assert_cmpuint(calls_forgotten(to.all, false), ==, 200000 - LIMIT);
    g_assert_cmpuint(count_kept(&to), ==, LIMIT);
    sender_free(&to);
}

/* A registration that is refreshed for weeks: quadratic work would not end before the test's time. */
static void test_one_call_id(void)
{
    sender to = sender_new(1000000, 1000000);

    for (unsigned i = 0; i < 100000; i++) {
        send_message(&to, 0, "REGISTER", 1, i, false);
        send_message(&to, 200, "REGISTER", 1, i, true);
    }
    g_assert_cmpuint(count_kept(&to), ==, 100000);
    sender_free(&to);
}

/* What is wrong with the final is kept with the call, until another final decides it. */
static void test_brief(void)
{
    sender to = sender_new(100, 100);
    call found;

    send_message(&to, 0, "INVITE", 1, 1, false);
    send_message(&to, 401, "INVITE", 1, 1, true);
    calls_note_brief(to.all, 1, 0, FINDING_two_finals);
    g_assert_true(calls_find(to.all, 1, 0, &found));
    g_assert_cmpuint(found.brief, ==, 0);
    calls_note_brief(to.all, 2, 0, FINDING_two_finals);
    g_assert_true(calls_find(to.all, 1, 0, &found));
    g_assert_cmpuint(found.brief, ==, FINDING_two_finals + 1);
    send_message(&to, 0, "INVITE", 1, 2, false);
    send_message(&to, 486, "INVITE", 1, 2, true);
    g_assert_true(calls_find(to.all, 1, 0, &found));
    g_assert_cmpuint(found.code, ==, 486);
    g_assert_cmpuint(found.brief, ==, 0);
    calls_note_brief(to.all, 2, 0, FINDING_two_finals);
    g_assert_true(calls_find(to.all, 1, 0, &found));
    g_assert_cmpuint(found.brief, ==, 0);
    sender_free(&to);
}

/* ---- What is forgotten, and what is cut ---- */

/* clang-format off */
static const flow three_calls = { "three calls", {
    "0.00 a>b INVITE call=1",
    "0.01 b>a 486 call=1 to=b",
    "1.00 a>b INVITE call=2 branch=2",
    "1.01 b>a 486 call=2 branch=2 to=b",
    "2.00 a>b INVITE call=3 branch=3",
    "2.01 b>a 486 call=3 branch=3 to=b",
    "3.00 a>b REGISTER call=1 branch=4 cseq=4",
} };
/* clang-format on */

static void give_to_calls(const tracked_message *sent, const char *line, void *context)
{
    (void)line;
    calls_add((calls *)context, sent);
}

static void write_number(const call *one, void *context)
{
    g_string_append_printf((GString *)context, "%c%u ", one->is_registration ? 'r' : 'c', one->number);
}

static void check_forgotten(uint32_t transactions_max, uint32_t attempts_max, const char *wanted, uint64_t forgotten, bool first_is_known)
{
    tracker *messages = tracker_new(transactions_max);
    calls *all = calls_new(messages, attempts_max);
    GString *numbers = g_string_new(NULL);
    call_said said;
    call found;

    flow_send(&three_calls, messages, give_to_calls, all);
    calls_each(all, write_number, numbers);
    g_assert_cmpstr(numbers->str, ==, wanted);
    g_assert_cmpuint(calls_forgotten(all, false), ==, forgotten);
    g_assert_cmpuint(calls_forgotten(all, true), ==, 0);
    g_assert_true(calls_said(all, 1, 0, &said) == first_is_known && calls_find(all, 1, 0, &found) == first_is_known);
    g_assert_cmpuint(said.number, ==, first_is_known ? 1 : 0);
    g_assert_true(calls_said(all, 7, 0, &said) && said.is_registration && said.number == 1);
    g_assert_false(calls_said(all, 8, 0, &said));
    g_assert_false(calls_said(all, 7, 1, &said));
    g_string_free(numbers, TRUE);
    calls_free(all);
    tracker_free(messages);
}

static void test_forgotten(void)
{
    check_forgotten(1000, 1000, "c1 c2 c3 r1 ", 0, true);
    check_forgotten(1000, 2, "c2 c3 r1 ", 1, false);
    check_forgotten(1000, 0, "c3 r1 ", 2, false);
    check_forgotten(2, 1000, "c1 c2 c3 r1 ", 0, false);
    calls_free(NULL);
}

/* The number of the call that the message, of which more was sent, belongs to. */
static uint32_t call_of_cut(const char *bytes)
{
    static message m;
    const message_way way = { .is_datagram = true, .datagram_length = 2000 };
    const text_slice sent = text_from(bytes);
    const tracked_message one = { .m = &m, .frame = 1, .sent = sent };
    tracker *messages = tracker_new(10);
    calls *all = calls_new(messages, 10);
    call_said said;

    g_assert_true(request_read(&m, sent.bytes, sent.length, &way));
    tracker_add(messages, &one);
    calls_add(all, &one);
    calls_said(all, 1, 0, &said);
    calls_free(all);
    tracker_free(messages);
    return said.number;
}

#define CUT_INVITE \
    "INVITE sip:b@b.example SIP/2.0\r\n" \
    "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCall-ID: c\r\n" \
    "From: <sip:a@a.example>;tag=a\r\nCSeq: 1 INVITE\r\n"

/* An INVITE whose To was not seen can be one inside a dialog. */
static void test_cut(void)
{
    g_assert_cmpuint(call_of_cut(CUT_INVITE "To: <sip:b@b.example>\r\nX: y"), ==, 1);
    g_assert_cmpuint(call_of_cut(CUT_INVITE "To: <sip:b@b.example>;tag=b\r\nX: y"), ==, 0);
    g_assert_cmpuint(call_of_cut(CUT_INVITE "To: <sip:b@b.exa"), ==, 0);
    g_assert_cmpuint(call_of_cut(CUT_INVITE), ==, 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/calls/limits/forgotten", test_forgotten);
    g_test_add_func("/calls/limits/cut", test_cut);
    g_test_add_func("/calls/limits/memory", test_memory);
    g_test_add_func("/calls/limits/all-of-calls", test_all_of_calls);
    g_test_add_func("/calls/limits/all-of-a-mixture", test_all_of_a_mixture);
    g_test_add_func("/calls/limits/brief", test_brief);
    g_test_add_func("/calls/limits/limit", test_limit);
    g_test_add_func("/calls/limits/one-call-id", test_one_call_id);
    return g_test_run();
}
