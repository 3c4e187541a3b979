/* call_flows.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "call_flows.h"

#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "keep_going.h"
#include "ratios.h"

/* ---- What a message says ---- */

#define MESSAGES_MAX 64

typedef struct {
    const flow *table;
    tracker *messages;
    calls *all;
    const char *lines[MESSAGES_MAX];
    uint32_t frames[MESSAGES_MAX];
    uint32_t places[MESSAGES_MAX];
    char *at_once[MESSAGES_MAX];
    size_t count;
    GString *told;
    ratios *quality;
} run;

static void add_time(GString *text, const char *name, int64_t time)
{
    if (time != CALL_TIME_UNKNOWN) {
        g_string_append_printf(text, " %s=%.3f", name, (double)time / 1e9);
    }
}

static void add_outcome(GString *text, outcome ended)
{
    char *name = g_strdelimit(g_strdup(outcome_name(ended)), " ", '_');

    g_string_append_printf(text, " %s", name);
    g_free(name);
}

static char *words_of(const calls *all, uint32_t frame, uint32_t place)
{
    GString *text = g_string_new(NULL);
    call_said said;

    if (!calls_said(all, frame, place, &said)) {
        return g_string_free(g_string_append(text, "-"), FALSE);
    }
    g_string_append_printf(text, "%c%u", said.is_registration ? 'r' : 'c', said.number);
    if (said.ended != OUTCOME_NONE) {
        add_outcome(text, said.ended);
    }
    add_time(text, "srd", said.srd);
    add_time(text, "setup", said.setup_time);
    add_time(text, "ring", said.ring_time);
    add_time(text, "duration", said.duration);
    add_time(text, "gone", said.disconnect_delay);
    return g_string_free(text, FALSE);
}

static void take_message(const tracked_message *sent, const char *line, void *context)
{
    run *r = (run *)context;

    calls_add(r->all, sent);
    /* Taken once. */
    calls_add(r->all, sent);
    r->lines[r->count] = line;
    r->frames[r->count] = sent->frame;
    r->places[r->count] = sent->place;
    r->at_once[r->count] = words_of(r->all, sent->frame, sent->place);
    r->count++;
}

static void expect(const run *r, const char *line, const char *what, const char *wanted, const char *got)
{
    if (strcmp(wanted, got) != 0) {
        FAIL_WITH("%s: %s\n    %s is \"%s\", not \"%s\"", r->table->name, line, what, got, wanted);
    }
}

static void check_message(const run *r, size_t i)
{
    const char *arrow = strstr(r->lines[i], " -> ");
    char *later = words_of(r->all, r->frames[i], r->places[i]);
    call found;

    expect(r, r->lines[i], "what it says at once", arrow == NULL ? "c1" : arrow + 4, r->at_once[i]);
    expect(r, r->lines[i], "what it says later", r->at_once[i], later);
    g_free(later);
    if (calls_find(r->all, r->frames[i], r->places[i], &found) && r->at_once[i][0] != '-') {
        g_assert_cmpuint(found.number, ==, strtoul(r->at_once[i] + 1, NULL, 10));
    }
}

/* ---- What is known in the end ---- */

static const char *const end_names[] = { "", "caller", "callee", "CANCEL" };
static const char *const reason_names[] = { "", "SIP", "Q.850", "other" };

static void add_final(GString *text, const call *one)
{
    if (one->final_frame != 0) {
        g_string_append_printf(text, " final=%u/%u by=%c", one->final_frame, one->code,
                               one->made_by.length == 0 ? '?' : one->made_by.bytes[3]);
    }
    if (one->made_in != 0) {
        g_string_append_printf(text, "/%u", one->made_in);
    }
}

static void tell_call(const call *one, void *context)
{
    run *r = (run *)context;
    const row_key keys[ROWS_COUNT] = { { one->made_by.bytes, one->made_by.length }, { one->to, strlen(one->to) } };

    g_string_append_printf(r->told, "%s %u", one->is_registration ? "registration" : "call", one->number);
    add_outcome(r->told, one->ended);
    g_string_append_printf(r->told, " frame=%u", one->frame);
    add_final(r->told, one);
    g_string_append_printf(r->told, " requests=%u", one->requests);
    if (one->redirections > 0) {
        g_string_append_printf(r->told, " redirections=%u", one->redirections);
    }
    g_string_append_printf(r->told, "%s%s%s", one->rang ? " rang" : "", one->is_up ? " up" : "", one->is_completed ? " completed" : "");
    add_time(r->told, "srd", one->srd);
    add_time(r->told, "setup", one->setup_time);
    add_time(r->told, "ring", one->ring_time);
    add_time(r->told, "duration", one->duration);
    add_time(r->told, "gone", one->disconnect_delay);
    if (one->end != CALL_NOT_ENDED) {
        g_string_append_printf(r->told, " end=%s", end_names[one->end]);
    }
    if (one->reason != CALL_REASON_NONE) {
        g_string_append_printf(r->told, " reason=%s;%u", reason_names[one->reason], one->cause);
    }
    g_string_append_c(r->told, '\n');
    g_assert_cmpstr(one->from, ==, "alice@example.com");
    g_assert_cmpstr(one->to, ==, "bob@example.com");
    ratios_add(r->quality, one, keys);
}

static void check_calls(run *r)
{
    GString *wanted = g_string_new(NULL);

    for (size_t i = 0; r->table->lines[i] != NULL; i++) {
        if (g_str_has_prefix(r->table->lines[i], "call ") || g_str_has_prefix(r->table->lines[i], "registration ")) {
            g_string_append_printf(wanted, "%s\n", r->table->lines[i]);
        }
    }
    calls_each(r->all, tell_call, r);
    if (strcmp(wanted->str, r->told->str) != 0) {
        FAIL_WITH("%s: the attempts are\n%snot\n%s", r->table->name, r->told->str, wanted->str);
    }
    g_string_free(wanted, TRUE);
}

static char *ratio_words(const run *r, const char *name)
{
    for (int id = 0; id < RATIO_COUNT; id++) {
        const ratio *one = &ratios_all(r->quality)->ratios[id];

        if (strcmp(ratio_name((ratio_id)id), name) == 0) {
            return one->among == 0 ? g_strdup("none")
                                   : g_strdup_printf("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, one->counted, one->among);
        }
    }
    g_error("there is no ratio %s", name);
}

static char *delay_words(const run *r, const char *name)
{
    for (int id = 0; id < DELAY_COUNT; id++) {
        if (strcmp(delay_name((delay_id)id), name) == 0) {
            delay one = delay_of(ratios_all(r->quality), (delay_id)id);

            return one.count == 0 ? g_strdup("none") : g_strdup_printf("%" G_GUINT64_FORMAT " %.3f", one.count, (double)one.mean / 1e9);
        }
    }
    g_error("there is no delay %s", name);
}

/* "ratio SER per INVITE: 1/2", "delay SDD: 1 0.010". */
static void check_quality(const run *r, const char *line)
{
    const char *colon = strchr(line, ':');
    char *name, *got;

    if (colon == NULL || !(g_str_has_prefix(line, "ratio ") || g_str_has_prefix(line, "delay "))) {
        return;
    }
    name = g_strndup(line + 6, (gsize)(colon - line - 6));
    got = line[0] == 'r' ? ratio_words(r, name) : delay_words(r, name);
    expect(r, line, "it", colon + 2, got);
    g_free(got);
    g_free(name);
}

void call_flow_check(const flow *one)
{
    static run r;

    r = (run){ .table = one, .messages = tracker_new(1000), .told = g_string_new(NULL), .quality = ratios_new(10) };
    r.all = calls_new(r.messages, 1000);
    flow_send(one, r.messages, take_message, &r);
    for (size_t i = 0; i < r.count; i++) {
        check_message(&r, i);
        g_free(r.at_once[i]);
    }
    check_calls(&r);
    for (size_t i = 0; one->lines[i] != NULL; i++) {
        check_quality(&r, one->lines[i]);
    }
    ratios_free(r.quality);
    g_string_free(r.told, TRUE);
    calls_free(r.all);
    tracker_free(r.messages);
}
