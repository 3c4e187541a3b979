/* fuzz_transactions.c: a sequence of messages through a tracker, and into calls
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Input: one byte for the limit of transactions, then eight for each message (see send_made()), or 0xff, a length, four of these eight
 * and so many bytes of a message as they are.
 */
#include "calls.h"
#include "fuzz.h"
#include "ratios.h"
#include "series.h"
#include "status_line.h"
#include "transactions.h"

/* More messages in one input say no more. */
#define MESSAGES_MAX 512

typedef struct {
    tracker *all;
    calls *calls;
    uint32_t frame;
    uint32_t place;
    int64_t time;
    size_t count;
    struct {
        uint32_t frame;
        uint32_t place;
        uint32_t findings; /* that were there at once */
        tracked found;
        call_said said;
    } sent[MESSAGES_MAX];
} sequence;

/* ---- What has to hold ---- */

static void check_tracked(const sequence *s, const tracked *found)
{
    g_assert_true(found->transaction != 0 && found->method < METHOD_INDEX_COUNT && found->ended < OUTCOME_COUNT);
    g_assert_true(found->response_time >= -1);
    g_assert_true(found->request_frame <= s->frame && found->response_frame <= s->frame && found->cancel_frame <= s->frame);
    g_assert_true(found->resend_of <= s->frame && found->copy_of <= s->frame && found->made_in <= s->frame);
    g_assert_true((found->resend == 0) == (found->resend_of == 0) || found->resend > 0);
    g_assert_true(found->copy_of == 0 || found->resend == 0);
    g_assert_true(found->facts < 1U << 5);
    g_assert_true(outcome_name(found->ended)[0] != '\0');
}

static uint32_t count_findings(const sequence *s, uint32_t frame, uint32_t place, bool with_later)
{
    static findings all;

    findings_clear(&all);
    tracker_findings(s->all, frame, place, with_later, &all);
    check_findings(&all, 0);
    return all.count;
}

/* What was said of a message does not change, as long as it is kept. */
static void check_again(const sequence *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const tracked *before = &s->sent[i].found;
        tracked now;
        uint32_t at_once = count_findings(s, s->sent[i].frame, s->sent[i].place, false);

        g_assert_true(count_findings(s, s->sent[i].frame, s->sent[i].place, true) >= at_once);
        if (before->transaction == 0 || !tracker_find(s->all, s->sent[i].frame, s->sent[i].place, &now)) {
            continue;
        }
        check_tracked(s, &now);
        g_assert_true(at_once == s->sent[i].findings);
        g_assert_true(now.transaction == before->transaction && now.facts == before->facts && now.copy_of == before->copy_of);
        g_assert_true(now.is_request || now.ended == before->ended);
    }
}

static void check_absence(const absence *one, void *context)
{
    uint32_t *last = (uint32_t *)context;

    g_assert_true(one->frame >= *last && one->sendings > 0 && one->index < FINDING_NAME_COUNT);
    g_assert_true(memchr(one->method, '\0', sizeof one->method) != NULL);
    *last = one->frame;
}

/* ---- What has to hold of calls ---- */

static bool is_time(int64_t time)
{
    return time >= 0 || time == CALL_TIME_UNKNOWN;
}

static bool are_same(const call_said *one, const call_said *other)
{
    return one->number == other->number && one->is_registration == other->is_registration && one->ended == other->ended
        && one->srd == other->srd && one->setup_time == other->setup_time && one->ring_time == other->ring_time
        && one->duration == other->duration && one->disconnect_delay == other->disconnect_delay;
}

static void check_said(const call_said *said)
{
    g_assert_true(is_time(said->srd) && is_time(said->setup_time) && is_time(said->ring_time) && is_time(said->duration)
                  && is_time(said->disconnect_delay) && said->ended < OUTCOME_COUNT);
}

/* What was said of a message does not change, as long as it and its attempt are kept. */
static void check_said_again(const sequence *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const call_said *before = &s->sent[i].said;
        bool was_kept = before->number > calls_forgotten(s->calls, before->is_registration);
        tracked unused;
        call_said now;
        call found;

        if (!tracker_find(s->all, s->sent[i].frame, s->sent[i].place, &unused) || (before->number != 0 && !was_kept)) {
            continue;
        }
        g_assert_true(calls_said(s->calls, s->sent[i].frame, s->sent[i].place, &now) == (before->number != 0));
        g_assert_true(are_same(before, &now));
        g_assert_true(now.number == 0
                      || (calls_find(s->calls, s->sent[i].frame, s->sent[i].place, &found) && found.number == now.number));
    }
}

typedef struct {
    ratios *quality;
    series *minutes;
    uint64_t attempts;
} counted;

static void count_call(const call *one, void *context)
{
    counted *all = (counted *)context;
    const row_key keys[ROWS_COUNT] = { { one->made_by.bytes, one->made_by.length }, { one->to, strlen(one->to) } };

    g_assert_true(one->number != 0 && one->requests > 0 && one->redirections <= one->requests && one->ended < OUTCOME_COUNT);
    g_assert_true(one->ended != OUTCOME_NONE);
    g_assert_true(is_time(one->srd) && is_time(one->setup_time) && is_time(one->ring_time) && is_time(one->duration)
                  && is_time(one->disconnect_delay));
    g_assert_true(g_utf8_validate(one->from, -1, NULL) && g_utf8_validate(one->to, -1, NULL));
    g_assert_true(strlen(one->from) <= (size_t)NAME_BYTES_MAX * 3 && strlen(one->to) <= (size_t)NAME_BYTES_MAX * 3);
    touch(name_domain(text_from(one->to)));
    ratios_add(all->quality, one, keys);
    series_add_call(all->minutes, one);
    all->attempts++;
}

static void check_tally(const tally *some)
{
    for (int id = 0; id < RATIO_COUNT; id++) {
        g_assert_true(some->ratios[id].counted <= some->ratios[id].among);
    }
    for (int id = 0; id < DELAY_COUNT; id++) {
        delay one = delay_of(some, (delay_id)id);

        g_assert_true(one.count == 0 || (0 <= one.min && one.min <= one.median && one.median <= one.p95 && one.p95 <= one.max));
        g_assert_true(one.min <= one.mean && one.mean <= one.max);
    }
}

static void check_calls(const sequence *s)
{
    counted all = { ratios_new(3), series_new(2), 0 };
    const tally *some = ratios_all(all.quality);

    check_said_again(s);
    calls_each(s->calls, count_call, &all);
    check_tally(some);
    g_assert_true(all.attempts == some->calls + some->calls_undetermined + some->registrations + some->registrations_undetermined);
    series_free(all.minutes);
    ratios_free(all.quality);
}

/* ---- Sending ---- */

static endpoint end_at(unsigned number)
{
    return (endpoint){ .bytes = { 10, 0, 0, (uint8_t)(number & 3) },
                       .length = number == 3 ? 16 : 4,
                       .port = (uint16_t)(5060 + (number >> 2)) };
}

static int64_t step_of(unsigned kind)
{
    static const int64_t steps[] = { 0, 20000, 10000000, 150000000, 500000000, 4000000000, 32000000000, -1000000, -60000000000,
                                     631152000000000000, INT64_MAX / 2, INT64_MIN / 2, 1, 3600000000000, 0, 500000000 };

    return steps[kind % G_N_ELEMENTS(steps)];
}

/* Any time at all may stand in a capture. */
static int64_t later(int64_t time, int64_t step)
{
    return (int64_t)((uint64_t)time + (uint64_t)step);
}

static void send_bytes(sequence *s, const char *bytes, size_t length, const uint8_t how[4])
{
    static message m;
    response unused;
    message_way way = { .is_datagram = true, .datagram_length = length + (how[2] & 1) };
    tracked_message one = { .m = &m, .by = how[2] >> 1 & 1 ? CARRIED_BY_STREAM : CARRIED_BY_DATAGRAM, .sent = { bytes, length } };
    static tracked found;

    if (s->count == MESSAGES_MAX) {
        return;
    }
    if (!request_read(&m, bytes, length, &way)) {
        if (!status_line_code((text_slice){ bytes, length }, &one.code)) {
            return;
        }
        verdict_read(&m, &unused, one.code, bytes, length, &way);
    }
    s->time = later(s->time, step_of(how[0]));
    s->place = how[0] >> 7 != 0 ? s->place + 1 : 0;
    s->frame += how[0] >> 7 == 0;
    one.frame = s->frame;
    one.place = s->place;
    one.time = s->time;
    one.source = end_at(how[1] & 7);
    one.destination = end_at(how[1] >> 3 & 7);
    one.datagram_id = how[2] >> 2 & 3;
    one.interface = how[2] >> 4 & 1;
    tracker_add(s->all, &one);
    calls_add(s->calls, &one);
    /* Taken once. */
    tracker_add(s->all, &one);
    calls_add(s->calls, &one);
    if (tracker_find(s->all, s->frame, s->place, &found)) {
        check_tracked(s, &found);
    }
    s->sent[s->count].frame = s->frame;
    s->sent[s->count].place = s->place;
    s->sent[s->count].findings = count_findings(s, s->frame, s->place, false);
    s->sent[s->count].found = found;
    calls_said(s->calls, s->frame, s->place, &s->sent[s->count].said);
    check_said(&s->sent[s->count].said);
    s->count++;
}

static void add_extras(GString *text, unsigned extras, bool is_request)
{
    const char *credentials = is_request ? "Authorization" : "WWW-Authenticate";

    if ((extras & 1) != 0) {
        g_string_append_printf(text, "%s: Digest realm=\"r\", nonce=\"n%u\", response=\"1\"%s\r\n", credentials, extras >> 1 & 3U,
                               (extras >> 3 & 1) != 0 ? ", stale=true" : "");
    }
    if ((extras & 0x10) != 0) {
        g_string_append_printf(text, "RSeq: %u\r\nRAck: %u 1 INVITE\r\nExpires: %u\r\nContact: <sip:a@10.0.0.%u>\r\n",
                               extras & 3, extras & 3, extras & 7, extras & 1);
    }
    if ((extras & 0x20) != 0) {
        g_string_append(text, "Supported: timer\r\nSession-Expires: 90\r\nReason: SIP;cause=200\r\n");
    }
    if ((extras & 0x40) != 0) {
        g_string_append_printf(text, "Content-Type: application/sdp\r\nContent-Length: 6\r\n\r\nv=%u\r\nx", extras & 3U);
    } else if ((extras & 0x80) == 0) {
        g_string_append(text, "\r\n");
    }
}

static void add_first_line(GString *text, const char *method, unsigned kind)
{
    static const unsigned codes[] = { 100, 180, 183, 200, 202, 302, 401, 407, 408, 480, 481, 486, 487, 491, 503, 603 };

    if (kind < 16) {
        g_string_append_printf(text, "%s sip:b@b.example SIP/2.0\r\n", method);
    } else {
        g_string_append_printf(text, "SIP/2.0 %u x\r\n", codes[kind & 15]);
    }
}

/* Bytes: the method and code, three of send_bytes(), Via and Call-ID, tags and CSeq, more header fields, the second Via. */
static void send_made(sequence *s, const uint8_t *bytes)
{
    static const char *const methods[] = { "INVITE", "ACK", "CANCEL", "BYE", "PRACK", "REGISTER", "OPTIONS", "UPDATE" };
    const char *method = methods[bytes[0] & 7];
    GString *text = g_string_new(NULL);
    unsigned kind = bytes[0] >> 3;

    add_first_line(text, method, kind);
    g_string_append_printf(text, "Via: SIP/2.0/UDP a;branch=%s%u\r\n", (bytes[4] & 0x80) != 0 ? "" : "z9hG4bK", bytes[4] & 7U);
    if ((bytes[4] & 0x40) != 0) {
        g_string_append_printf(text, "Via: SIP/2.0/UDP b;branch=z9hG4bK%u\r\n", bytes[7] & 3U);
    }
    g_string_append_printf(text, "From: <sip:a@a.example>;tag=%u\r\nTo: <sip:b@b.example>", bytes[5] & 3U);
    if ((bytes[5] & 0xc) != 0) {
        g_string_append_printf(text, ";tag=%u", bytes[5] >> 2 & 3U);
    }
    g_string_append_printf(text, "\r\nCall-ID: %u\r\nCSeq: %u %s\r\n", bytes[4] >> 3 & 3U, bytes[5] >> 4 & 3U, method);
    add_extras(text, bytes[6], kind < 16);
    send_bytes(s, text->str, text->len, bytes + 1);
    g_string_free(text, TRUE);
}

static void send_all(sequence *s, const uint8_t *data, size_t size)
{
    while (size >= 8) {
        size_t length = 8;

        if (data[0] == 0xff) {
            length = MIN(6 + (size_t)data[1], size);
            send_bytes(s, (const char *)data + 6, length - 6, data + 2);
        } else {
            send_made(s, data);
        }
        data += length;
        size -= length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static sequence s;
    uint32_t last = 0;

    if (size == 0) {
        return 0;
    }
    s = (sequence){ .all = tracker_new((data[0] & 0x80) != 0 ? 1000 : data[0]) };
    s.calls = calls_new(s.all, (data[0] & 0x40) != 0 ? 1000 : data[0] & 7);
    send_all(&s, data + 1, size - 1);
    check_again(&s);
    check_calls(&s);
    tracker_absences(s.all, check_absence, &last);
    tracker_clock(s.all, later(s.time, step_of(data[0])));
    last = 0;
    tracker_absences(s.all, check_absence, &last);
    check_calls(&s);
    calls_free(s.calls);
    tracker_free(s.all);
    return 0;
}
