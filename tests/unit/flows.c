/* flows.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "flows.h"

#include <stdlib.h>
#include <string.h>

#include "keep_going.h"
#include "status_line.h"
#include "transactions.h"
#include "verdict.h"

#define MESSAGES_MAX 64

/* A message of a table. */
typedef struct {
    const char *line;
    char **words;  /* of the message */
    char **wanted; /* behind "->" */
    GString *text;
    uint32_t frame;
    uint32_t place;
    char *said_at_once;
} flow_message;

typedef struct {
    const flow *table;
    tracker *all;
    flow_message messages[MESSAGES_MAX];
    size_t count;
    GString *absences;
    flow_taken *taken; /* NULL: all is checked here */
    void *context;
} run;

/* ---- Words of a line ---- */

/* The rest of the word behind "name="; NULL where there is none. */
static const char *word_of(char **words, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; words[i] != NULL; i++) {
        if (strncmp(words[i], name, length) == 0 && words[i][length] == '=') {
            return words[i] + length + 1;
        }
    }
    return NULL;
}

static const char *word_or(char **words, const char *name, const char *otherwise)
{
    const char *word = word_of(words, name);

    return word == NULL ? otherwise : word;
}

static bool has_word(char **words, const char *name)
{
    return g_strv_contains((const char *const *)words, name);
}

static int64_t time_of(const char *text)
{
    return (int64_t)(g_ascii_strtod(text, NULL) * 1e6 + (text[0] == '-' ? -0.5 : 0.5)) * 1000;
}

/* "a" or "a62000"; *end moves behind it. */
static endpoint end_of(const char *text, const char **end)
{
    endpoint one = { .bytes = { 10, 0, 0, (uint8_t)text[0] }, .length = 4, .port = 5060 };
    char *behind;
    unsigned long port = strtoul(text + 1, &behind, 10);

    if (behind != text + 1) {
        one.port = (uint16_t)port;
    }
    if (end != NULL) {
        *end = behind;
    }
    return one;
}

static char *end_name(const endpoint *one)
{
    return one->port == 5060 ? g_strdup_printf("%c", one->bytes[3]) : g_strdup_printf("%c%u", one->bytes[3], one->port);
}

/* ---- A message's bytes ---- */

static void add_vias(GString *text, char **words, bool is_stream)
{
    char **branches = g_strsplit(word_or(words, "branch", "1"), ",", -1);

    for (size_t i = 0; branches[i] != NULL; i++) {
        g_string_append_printf(text, "Via: SIP/2.0/%s 10.0.0.%" G_GSIZE_FORMAT ":5060;branch=%s%s\r\n", is_stream ? "TCP" : "UDP", i + 1,
                               branches[i][0] == '-' ? "" : "z9hG4bK", branches[i]);
    }
    g_strfreev(branches);
}

static void add_party(GString *text, const char *name, const char *user, const char *tag)
{
    g_string_append_printf(text, "%s: <sip:%s@example.com>%s%s\r\n", name, user, tag[0] == '\0' ? "" : ";tag=", tag);
}

static void add_body(GString *text, const char *words)
{
    GString *body = g_string_new(NULL);

    if (words != NULL) {
        g_string_printf(body,
                        "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n"
                        "m=audio 4000 RTP/AVP 0\r\na=x:%s\r\n",
                        words);
        g_string_append(text, "Content-Type: application/sdp\r\n");
    }
    g_string_append_printf(text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", body->len, body->str);
    g_string_free(body, TRUE);
}

/* The method of an answered request is in the line before: the last request with the CSeq number. */
static const char *method_of_response(const run *r, const char *cseq)
{
    const char *method = "INVITE";

    for (size_t i = 0; i < r->count; i++) {
        char **words = r->messages[i].words;

        if (!g_ascii_isdigit(words[2][0]) && strcmp(words[2], "ACK") != 0 && strcmp(words[2], "CANCEL") != 0
            && strcmp(word_or(words, "cseq", "1"), cseq) == 0) {
            method = words[2];
        }
    }
    return method;
}

static uint32_t number_in(const char *text)
{
    return (uint32_t)g_ascii_strtoull(text, NULL, 10);
}

static void make_text(const run *r, flow_message *one)
{
    char **words = one->words;
    bool is_request = !g_ascii_isdigit(words[2][0]);
    const char *cseq = word_or(words, "cseq", "1");

    if (is_request) {
        g_string_printf(one->text, "%s sip:bob@example.com SIP/2.0\r\n", words[2]);
    } else {
        g_string_printf(one->text, "SIP/2.0 %s %s\r\n", words[2], word_or(words, "phrase", "Words"));
    }
    add_vias(one->text, words, has_word(words, "tcp"));
    add_party(one->text, "From", "alice", word_or(words, "from", "a"));
    add_party(one->text, "To", "bob", word_or(words, "to", ""));
    g_string_append_printf(one->text, "Call-ID: %s@example.com\r\n", word_or(words, "call", "c"));
    if (strchr(cseq, '/') != NULL) {
        g_string_append_printf(one->text, "CSeq: %u %s\r\n", number_in(cseq), strchr(cseq, '/') + 1);
    } else {
        g_string_append_printf(one->text, "CSeq: %s %s\r\n", cseq, is_request ? words[2] : method_of_response(r, cseq));
    }
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strstr(words[i], ": ") != NULL) {
            g_string_append_printf(one->text, "%s\r\n", words[i]);
        }
    }
    if (has_word(words, "cut")) {
        g_string_append(one->text, "X-Cut: y");
    } else {
        add_body(one->text, word_of(words, "sdp"));
    }
}

/* ---- Sending it ---- */

static void split_line(flow_message *one, const char *line)
{
    const char *arrow = strstr(line, " -> "), *mark = strstr(line, " ! ");
    char *left = g_strndup(line, (gsize)((arrow != NULL ? arrow : mark != NULL ? mark
                                                                               : line + strlen(line))
                                         - line));

    one->line = line;
    if (!g_shell_parse_argv(left, NULL, &one->words, NULL)) {
        g_error("no message: %s", line);
    }
    one->wanted = g_strsplit(arrow == NULL ? "" : arrow + 4, " ", -1);
    g_free(left);
}

static char *names_of(const findings *all)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < all->count; i++) {
        g_string_append_printf(names, "%s%s", i == 0 ? "" : " ", all->list[i].name);
    }
    return g_string_free(names, FALSE);
}

/* "What is found ... (RFC 3261, section 17.1)." */
static void check_sentences(const findings *all)
{
    for (guint i = 0; i < all->count; i++) {
        const char *text = all->list[i].text;

        if (!g_str_has_suffix(text, ").") || strstr(text, "(RFC ") == NULL || !g_str_is_ascii(text) || strstr(text, "  ") != NULL) {
            FAIL_WITH("no sentence: %s", text);
        }
    }
}

static char *found_in(const run *r, const flow_message *one, bool with_later)
{
    static findings all;

    findings_clear(&all);
    tracker_findings(r->all, one->frame, one->place, with_later, &all);
    check_sentences(&all);
    return names_of(&all);
}

static void send_message(run *r, const char *line)
{
    flow_message *one = &r->messages[r->count];
    const flow_message *before = r->count == 0 ? NULL : one - 1;
    tracked_message sent = { .code = 0 };
    static message m;
    response unused;
    message_way way = { .is_datagram = true };
    const char *behind;

    split_line(one, line);
    one->text = g_string_new(NULL);
    make_text(r, one);
    one->frame = before == NULL ? 1 : before->frame + (has_word(one->words, "same") ? 0 : 1);
    one->place = before != NULL && before->frame == one->frame ? before->place + 1 : 0;
    way.datagram_length = one->text->len + (has_word(one->words, "cut") ? 100 : 0);
    if (!request_read(&m, one->text->str, one->text->len, &way)) {
        g_assert_true(status_line_code((text_slice){ one->text->str, one->text->len }, &sent.code));
        verdict_read(&m, &unused, sent.code, one->text->str, one->text->len, &way);
    }
    sent.m = &m;
    sent.frame = one->frame;
    sent.place = one->place;
    sent.time = time_of(one->words[0]);
    sent.by = has_word(one->words, "tcp") ? CARRIED_BY_STREAM : CARRIED_BY_DATAGRAM;
    sent.source = end_of(one->words[1], &behind);
    sent.destination = end_of(behind + 1, NULL);
    sent.sent = (text_slice){ one->text->str, one->text->len };
    sent.datagram_id = number_in(word_or(one->words, "id", "0"));
    sent.interface = number_in(word_or(one->words, "if", "0"));
    tracker_add(r->all, &sent);
    r->count++;
    if (r->taken != NULL) {
        r->taken(&sent, line, r->context);
        return;
    }
    one->said_at_once = found_in(r, one, false);
}

/* ---- What came out ---- */

static const char *const fact_names[] = { "refused", "expired", "answered", "cancelled", "rang" };

static char *facts_of(uint32_t facts)
{
    GString *names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(fact_names); i++) {
        if ((facts >> i & 1) != 0) {
            g_string_append_printf(names, "%s%s", names->len == 0 ? "" : ",", fact_names[i]);
        }
    }
    return g_string_free(names, FALSE);
}

static char *outcome_word(outcome ended)
{
    return g_strdelimit(g_strdup(outcome_name(ended)), " ", '_');
}

static char *made_of(const tracked *found)
{
    char *maker = end_name(&found->made_by);
    char *made = found->made_in == 0 ? g_strdup("0") : g_strdup_printf("%u/%s", found->made_in, maker);

    g_free(maker);
    return made;
}

static void expect(const run *r, const flow_message *one, const char *what, const char *wanted, char *got)
{
    if (strcmp(wanted, got) != 0) {
        FAIL_WITH("%s: %s\n    %s is \"%s\", not \"%s\"", r->table->name, one->line, what, got, wanted);
    }
    g_free(got);
}

static void expect_if_named(const run *r, const flow_message *one, const char *what, char *got)
{
    const char *wanted = word_of(one->wanted, what);

    if (wanted != NULL) {
        expect(r, one, what, wanted, got);
    } else {
        g_free(got);
    }
}

static char *wanted_findings(const char *line)
{
    const char *mark = strstr(line, " ! ");

    return g_strdup(mark == NULL ? "" : mark + 3);
}

static void check_found(const run *r, const flow_message *one)
{
    char *wanted = wanted_findings(one->line);

    expect(r, one, "what was found at once", wanted, g_strdup(one->said_at_once));
    expect(r, one, "what is found", wanted, found_in(r, one, false));
    g_free(wanted);
}

static char *time_word(int64_t time)
{
    return time < 0 ? g_strdup("?") : g_strdup_printf("%.3f", (double)time / 1e9);
}

static void check_message(const run *r, const flow_message *one)
{
    tracked found;
    bool is_kept = tracker_find(r->all, one->frame, one->place, &found);

    if (one->wanted[0] != NULL && one->wanted[0][0] == 't' && g_ascii_isdigit(one->wanted[0][1])) {
        expect(r, one, "transaction", one->wanted[0], g_strdup_printf("t%u", found.transaction));
    }
    g_assert_true(is_kept || found.transaction == 0);
    expect_if_named(r, one, "request", g_strdup_printf("%u", found.request_frame));
    expect_if_named(r, one, "response", g_strdup_printf("%u", found.response_frame));
    expect_if_named(r, one, "cancel", g_strdup_printf("%u", found.cancel_frame));
    expect_if_named(r, one, "time", time_word(found.response_time));
    expect_if_named(r, one, "outcome", outcome_word(found.ended));
    expect_if_named(r, one, "facts", facts_of(found.facts));
    expect(r, one, "resend", word_or(one->wanted, "resend", "0/0"), g_strdup_printf("%u/%u", found.resend, found.resend_of));
    expect(r, one, "copy", word_or(one->wanted, "copy", "0"), g_strdup_printf("%u", found.copy_of));
    expect(r, one, "made", word_or(one->wanted, "made", "0"), made_of(&found));
    check_found(r, one);
}

/* ---- Lines behind the messages ---- */

static const flow_message *message_in(const run *r, uint32_t frame)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->messages[i].frame == frame) {
            return &r->messages[i];
        }
    }
    g_error("%s: there is no frame %u", r->table->name, frame);
}

static void check_words(const run *r, const char *line)
{
    static findings all;
    char *words;
    const flow_message *one = message_in(r, (uint32_t)strtoul(line + strlen("said "), &words, 10));

    findings_clear(&all);
    tracker_findings(r->all, one->frame, one->place, true, &all);
    if (all.count == 0 || strstr(all.list[0].text, words + 1) == NULL) {
        FAIL_WITH("%s: %s\n    said is \"%s\"", r->table->name, line, all.count == 0 ? "" : all.list[0].text);
    }
}

static void check_later(const run *r, const char *line)
{
    const flow_message *one = message_in(r, (uint32_t)strtoul(line + strlen("later "), NULL, 10));
    char *wanted = wanted_findings(line);

    expect(r, one, "what is found later", wanted, found_in(r, one, true));
    g_free(wanted);
}

static void check_nothing_later(const run *r, const flow_message *one)
{
    for (size_t i = 0; r->table->lines[i] != NULL; i++) {
        if (g_str_has_prefix(r->table->lines[i], "later ") && message_in(r, number_in(r->table->lines[i] + 6)) == one) {
            return;
        }
    }
    expect(r, one, "what is found later", one->said_at_once, found_in(r, one, true));
}

static void take_absence(const absence *one, void *context)
{
    run *r = (run *)context;
    char *name = end_name(&one->destination);

    g_string_append_printf(r->absences, "absent %u %s %u %s %s\n", one->frame, one->method, one->sendings, name, finding_name(one->index));
    g_free(name);
}

static void check_absences(run *r)
{
    GString *wanted = g_string_new(NULL);

    for (size_t i = 0; r->table->lines[i] != NULL; i++) {
        if (g_str_has_prefix(r->table->lines[i], "absent ")) {
            g_string_append_printf(wanted, "%s\n", r->table->lines[i]);
        }
    }
    tracker_absences(r->all, take_absence, r);
    if (strcmp(wanted->str, r->absences->str) != 0) {
        FAIL_WITH("%s: absences are\n%snot\n%s", r->table->name, r->absences->str, wanted->str);
    }
    g_string_free(wanted, TRUE);
}

static void check_line(run *r, const char *line)
{
    if (g_str_has_prefix(line, "later ")) {
        check_later(r, line);
    } else if (g_str_has_prefix(line, "said ")) {
        check_words(r, line);
    }
}

static void end_run(run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        g_strfreev(r->messages[i].words);
        g_strfreev(r->messages[i].wanted);
        g_string_free(r->messages[i].text, TRUE);
        g_free(r->messages[i].said_at_once);
    }
}

static void send_all(run *r)
{
    for (size_t i = 0; r->table->lines[i] != NULL; i++) {
        const char *line = r->table->lines[i];

        if (g_str_has_prefix(line, "clock ")) {
            tracker_clock(r->all, time_of(line + 6));
        } else if (g_ascii_isdigit(line[0]) || line[0] == '-') {
            send_message(r, line);
        }
    }
}

void flow_check(const flow *one)
{
    static run r;

    r = (run){ .table = one, .all = tracker_new(1000), .absences = g_string_new(NULL) };
    send_all(&r);
    for (size_t i = 0; i < r.count; i++) {
        check_message(&r, &r.messages[i]);
        check_nothing_later(&r, &r.messages[i]);
    }
    for (size_t i = 0; one->lines[i] != NULL; i++) {
        check_line(&r, one->lines[i]);
    }
    check_absences(&r);
    end_run(&r);
    g_string_free(r.absences, TRUE);
    tracker_free(r.all);
}

void flow_send(const flow *one, tracker *all, flow_taken *taken, void *context)
{
    static run r;

    r = (run){ .table = one, .all = all, .taken = taken, .context = context };
    send_all(&r);
    end_run(&r);
}
