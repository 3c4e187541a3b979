/* test_reason.c: Reason, Warning and Retry-After, and whether they agree with the status code
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them. What RFC 3398
 * maps to what is in q850.tsv, taken from published copies of the RFC's tables and not from rfc3398.def; beside it, what
 * other maps in use have.
 */
#include "agreement.h"
#include "blocked.h"
#include "reason.h"

#include <string.h>

#include "codes.h"

/* ---- A response in a block of its own ---- */

typedef struct {
    message m;
    response r;
    blocked_call blocked;
    findings found;
    char *bytes;
    gsize length;
} answer;

static void check_inside(const char *bytes, gsize length, text_slice text)
{
    if (text.length > 0) {
        g_assert_true(text.bytes >= bytes);
        g_assert_cmpuint((gsize)(text.bytes - bytes), <=, length);
        g_assert_cmpuint(text.length, <=, length - (gsize)(text.bytes - bytes));
    }
}

static answer *answer_from_text(guint code, const char *phrase, const char *text)
{
    answer *a = g_new0(answer, 1);

    a->length = strlen(text);
    a->bytes = g_malloc(MAX(a->length, 1));
    memcpy(a->bytes, text, a->length);
    message_read(&a->m, a->bytes, a->length);
    a->r.m = &a->m;
    a->r.code = code;
    a->blocked = blocked_read(&a->r, text_from(phrase));
    agreement_check(&a->r, &a->found);
    blocked_check(&a->blocked, &a->found);
    return a;
}

static answer *answer_to(const char *method, guint code, const char *phrase, const char *fields)
{
    char *text = g_strdup_printf("SIP/2.0 %u %s\r\nCSeq: 1 %s\r\n%s\r\n", code, phrase, method, fields);
    answer *a = answer_from_text(code, phrase, text);

    g_assert_true(a->m.complete);
    g_free(text);
    return a;
}

static answer *answer_of(guint code, const char *fields)
{
    return answer_to("INVITE", code, "Whatever", fields);
}

static void answer_free(answer *a)
{
    g_free(a->bytes);
    g_free(a);
}

/* A text in a block of its own. */
static text_slice own_text(const char *text, gsize length)
{
    char *block = g_malloc(MAX(length, 1));

    memcpy(block, text, length);
    return (text_slice){ block, length };
}

static void free_text(text_slice text)
{
    g_free((char *)text.bytes);
}

#define assert_slice(text, expected) g_assert_cmpmem((text).bytes, (text).length, expected, strlen(expected))

/* The findings' ids and severities, in their order. */
static char *names_of(const findings *found)
{
    static const char *const severities[] = { "chat", "note", "warn", "error" };
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < found->count; i++) {
        g_string_append_printf(names, "%s%s:%s", i > 0 ? " " : "", found->list[i].name,
                               severities[found->list[i].severity]);
    }
    return g_string_free(names, FALSE);
}

static void assert_found(const answer *a, const char *expected)
{
    char *names = names_of(&a->found);

    g_assert_cmpstr(names, ==, expected);
    g_free(names);
}

static void assert_says(const answer *a, guint number, const char *part)
{
    g_assert_cmpuint(number, <, a->found.count);
    if (strstr(a->found.list[number].text, part) == NULL) {
        g_error("\"%s\" is not in \"%s\"", part, a->found.list[number].text);
    }
}

static void check_answer(guint code, const char *fields, const char *expected)
{
    answer *a = answer_of(code, fields);

    assert_found(a, expected);
    answer_free(a);
}

/* ---- Reason: what the values say ---- */

/* "protocol|cause|text|location|ppi|name|problem", "-" for what is not there. */
static char *render(const reason_value *reason)
{
    const char *name = reason_cause_name(reason);
    char *cause = reason->has_cause ? g_strdup_printf("%u", reason->cause) : g_strdup("-");
    char *all = g_strdup_printf("%.*s|%s|%.*s|%.*s|%.*s|%s|%s", (int)reason->protocol.length, reason->protocol.bytes, cause,
                                (int)reason->text.length, reason->text.bytes, (int)reason->location.length,
                                reason->location.bytes, (int)reason->ppi.length, reason->ppi.bytes,
                                name != NULL ? name : "-", reason->problem != NULL ? reason->problem : "-");

    g_free(cause);
    return all;
}

static void check_slices(const char *bytes, gsize length, const reason_value *reason)
{
    check_inside(bytes, length, reason->sent);
    check_inside(bytes, length, reason->protocol);
    check_inside(bytes, length, reason->text);
    check_inside(bytes, length, reason->location);
    check_inside(bytes, length, reason->ppi);
}

static void check_value(const char *value, const char *expected)
{
    text_slice text = own_text(value, strlen(value));
    reason_value reason = reason_read(text);
    char *all = render(&reason);

    check_slices(text.bytes, text.length, &reason);
    assert_slice(reason.sent, value);
    g_assert_cmpstr(all, ==, expected);
    g_free(all);
    free_text(text);
}

/* All values of all Reason fields, one a line. */
static char *render_fields(const answer *a)
{
    value_walk walk = message_values(&a->m, HEADER_REASON);
    GString *all = g_string_new(NULL);
    text_slice value;

    while (message_next_value(&walk, &value)) {
        reason_value reason = reason_read(value);
        char *one = render(&reason);

        check_slices(a->bytes, a->length, &reason);
        g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", one);
        g_free(one);
    }
    return g_string_free(all, FALSE);
}

typedef struct {
    const char *given;
    const char *expected;
} reason_case;

static void check_fields(const reason_case *cases, guint count)
{
    for (guint i = 0; i < count; i++) {
        answer *a = answer_of(487, cases[i].given);
        char *all = render_fields(a);

        g_assert_cmpstr(all, ==, cases[i].expected);
        g_free(all);
        answer_free(a);
    }
}

static void check_values(const reason_case *cases, guint count)
{
    for (guint i = 0; i < count; i++) {
        check_value(cases[i].given, cases[i].expected);
    }
}

/* The PASSporT of RFC 8225, appendix A, which RFC 9410 takes for its examples. */
#define PASSPORT_HEADER \
    "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9"
#define PASSPORT_CLAIMS \
    "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6IjE0NDMyMDgzNDUiLCJvcmlnIjp7InRuIjoiMTIxNTU1NTEyMTIifX0"
#define PASSPORT_SIGNATURE "rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w"

static void test_rfc3326_examples(void)
{
    static const reason_case cases[] = {
        { "Reason: SIP ;cause=200 ;text=\"Call completed elsewhere\"\r\n", "SIP|200|Call completed elsewhere|||OK|-" },
        { "Reason: Q.850 ;cause=16 ;text=\"Terminated\"\r\n", "Q.850|16|Terminated|||-|-" },
        { "Reason: SIP ;cause=600 ;text=\"Busy Everywhere\"\r\n", "SIP|600|Busy Everywhere|||Busy Everywhere|-" },
        { "Reason: SIP ;cause=580 ;text=\"Precondition Failure\"\r\n", "SIP|580|Precondition Failure|||Precondition Failure|-" },
        /* Sections 3.2 and 3.4 give these in words. */
        { "Reason: SIP ;cause=488\r\n", "SIP|488||||Not Acceptable Here|-" },
        { "Reason: SIP;cause=487, Q.850;cause=16\r\n", "SIP|487||||Request Terminated|-\nQ.850|16||||-|-" },
    };

    check_fields(cases, G_N_ELEMENTS(cases));
}

/* RFC 6432 lets any response but 100 carry them, RFC 8606 adds where the call was released. */
static void test_rfc6432_and_rfc8606(void)
{
    static const char *const locations[] = { "U", "LPN", "LN", "TN", "RLN", "RPN", "INTL", "BI" };

    check_value("Q.850;cause=17;text=\"User busy\"", "Q.850|17|User busy|||-|-");
    check_value("Q.850;cause=16;location=LN", "Q.850|16||LN||-|-");
    check_value("Q.850 ; cause = 16 ; text = \"Normal call clearing\" ; location = RLN",
                "Q.850|16|Normal call clearing|RLN||-|-");
    for (guint i = 0; i < G_N_ELEMENTS(locations); i++) {
        char *value = g_strdup_printf("Q.850;location=%s;cause=%u", locations[i], i + 1);
        char *expected = g_strdup_printf("Q.850|%u||%s||-|-", i + 1, locations[i]);

        check_value(value, expected);
        g_free(value);
        g_free(expected);
    }
}

static void test_rfc9366_several_of_one_protocol(void)
{
    static const reason_case cases[] = {
        { "Reason: STIR;cause=436, STIR;cause=437;text=\"Unsupported Credential\", SIP;cause=403\r\n",
          "STIR|436||||Bad Identity Info|-\nSTIR|437|Unsupported Credential|||Unsupported Credential|-\nSIP|403||||Forbidden|-" },
        { "Reason: STIR;cause=436\r\nSubject: x\r\nreason : STIR;cause=438\r\nREASON:Q.850;cause=21\r\n",
          "STIR|436||||Bad Identity Info|-\nSTIR|438||||Invalid Identity Header|-\nQ.850|21||||-|-" },
    };

    check_fields(cases, G_N_ELEMENTS(cases));
}

static void test_rfc9410_examples(void)
{
    static const reason_case cases[] = {
        { "Reason: STIR ;cause=436 ;text=\"Bad Identity Info\" ;ppi=\r\n \"" PASSPORT_HEADER "." PASSPORT_CLAIMS "."
          PASSPORT_SIGNATURE "\"\r\n",
          "STIR|436|Bad Identity Info||" PASSPORT_HEADER "." PASSPORT_CLAIMS "." PASSPORT_SIGNATURE "|Bad Identity Info|-" },
        { "Reason: STIR ;cause=436 ;text=\"Bad Identity Info\" ;ppi=\r\n \".." PASSPORT_SIGNATURE "\"\r\n",
          "STIR|436|Bad Identity Info||.." PASSPORT_SIGNATURE "|Bad Identity Info|-" },
        { "Reason: STIR ;cause=436 ;text=\"Bad Identity Info\"\r\nReason: STIR;cause=438;ppi=\"..a,b\",STIR;cause=403\r\n",
          "STIR|436|Bad Identity Info|||Bad Identity Info|-\nSTIR|438|||..a,b|Invalid Identity Header|-\nSTIR|403||||Stale Date|-" },
    };

    check_fields(cases, G_N_ELEMENTS(cases));
}

/* The causes of STIR are RFC 8224's, section 6.2.2, and 433 of RFC 5079, and no others; 403 has another name in SIP. */
static void test_cause_names(void)
{
    static const reason_case cases[] = {
        { "STIR;cause=403", "STIR|403||||Stale Date|-" },
        { "SIP;cause=403", "SIP|403||||Forbidden|-" },
        { "stir;cause=428", "stir|428||||Use Identity Header|-" },
        { "STIR;cause=433", "STIR|433||||Anonymity Disallowed|-" },
        { "STIR;cause=436", "STIR|436||||Bad Identity Info|-" },
        { "STIR;cause=437", "STIR|437||||Unsupported Credential|-" },
        { "STIR;cause=438", "STIR|438||||Invalid Identity Header|-" },
        { "STIR;cause=404", "STIR|404||||-|-" },
        { "STIR;cause=4038", "STIR|4038||||-|-" },
        { "STIR", "STIR|-||||-|-" },
        { "sip;cause=486", "sip|486||||Busy Here|-" },
        { "SIP;cause=687", "SIP|687||||-|-" },
        { "Preemption;cause=1;text=\"UA Preemption\"", "Preemption|1|UA Preemption|||-|-" },
        { "X.int;cause=200", "X.int|200||||-|-" },
        { "FreeSWITCH;cause=487", "FreeSWITCH|487||||-|-" },
    };

    check_values(cases, G_N_ELEMENTS(cases));
}

/* RFC 8606, section 4: the sixteen values in the order of Q.850's numbers. */
static void test_location_names(void)
{
    static const struct {
        const char *location;
        const char *name;
    } names[] = {
        { "U", "user" },
        { "LPN", "private network serving the local user" },
        { "LN", "public network serving the local user" },
        { "TN", "transit network" },
        { "RLN", "public network serving the remote user" },
        { "RPN", "private network serving the remote user" },
        { "LOC-6", "spare" },
        { "INTL", "international network" },
        { "LOC-8", "spare" },
        { "LOC-9", "spare" },
        { "BI", "network beyond interworking point" },
        { "LOC-11", "spare" },
        { "LOC-12", "reserved for national use" },
        { "LOC-13", "reserved for national use" },
        { "LOC-14", "reserved for national use" },
        { "LOC-15", "reserved for national use" },
        { "rln", "public network serving the remote user" },
        { "", NULL },
        { "LOC-7", NULL },
        { "LOC-10", NULL },
        { "LOC-16", NULL },
        { "R", NULL },
        { "U ", NULL },
    };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_cmpstr(reason_location_name(text_from(names[i].location)), ==, names[i].name);
    }
}

static void test_protocol_in_any_case(void)
{
    text_slice value = own_text("q.850;CAUSE=16", 14);
    reason_value reason = reason_read(value);

    g_assert_true(reason_is(&reason, "Q.850"));
    g_assert_false(reason_is(&reason, "Q.85"));
    g_assert_false(reason_is(&reason, "Q.8500"));
    g_assert_true(reason.has_cause);
    g_assert_cmpuint(reason.cause, ==, 16);
    free_text(value);
}

static void add_parameter(GString *value, const char *parameter, const char *space)
{
    const char *equals = strchr(parameter, '=');

    g_string_append_printf(value, "%s;%s%.*s%s=%s%s", space, space, (int)(equals - parameter), parameter, space, space, equals + 1);
}

/* SEMI and EQUAL take white space on both sides, folded lines too (RFC 3261, section 25.1). */
static void test_any_order_and_spacing(void)
{
    static const char *const parameters[] = { "cause=486", "text=\"a; b, cause=1 \\\" c\"", "location=RLN", "ppi=\"..x=;\"" };
    static const char *const spaces[] = { "", " ", "\t", "  \t ", "\r\n ", " \r\n\t" };

    for (guint order = 0; order < 256; order++) {
        guint first = order & 3, second = order >> 2 & 3, third = order >> 4 & 3, fourth = order >> 6;

        if ((1U << first | 1U << second | 1U << third | 1U << fourth) != 15) {
            continue;
        }
        for (guint i = 0; i < G_N_ELEMENTS(spaces); i++) {
            GString *value = g_string_new("SIP");

            add_parameter(value, parameters[first], spaces[i]);
            add_parameter(value, parameters[second], spaces[i]);
            add_parameter(value, parameters[third], spaces[i]);
            add_parameter(value, parameters[fourth], spaces[i]);
            check_value(value->str, "SIP|486|a; b, cause=1 \\\" c|RLN|..x=;|Busy Here|-");
            g_string_free(value, TRUE);
        }
    }
}

static void test_several_values(void)
{
    static const reason_case cases[] = {
        { "Reason: SIP;cause=600;text=\"a, b\",Q.850;cause=17\t,\r\n X;cause=1\r\n",
          "SIP|600|a, b|||Busy Everywhere|-\nQ.850|17||||-|-\nX|1||||-|-" },
        { "Reason: ,,SIP;cause=600,,\r\nReason:\r\nReason: Q.850;cause=17,\r\n", "SIP|600||||Busy Everywhere|-\nQ.850|17||||-|-" },
        { "Reason: SIP;text=\"Reason: Q.850;cause=16, SIP;cause=200\";cause=486\r\n",
          "SIP|486|Reason: Q.850;cause=16, SIP;cause=200|||Busy Here|-" },
        { "Reason: Q.850;cause=16;text=\"(a\",SIP;cause=200;text=\"<b\",X;cause=3\r\n",
          "Q.850|16|(a|||-|-\nSIP|200|<b|||OK|-\nX|3||||-|-" },
        { "Reasons: SIP;cause=600\r\nX-Reason: SIP;cause=600\r\n", "" },
    };

    check_fields(cases, G_N_ELEMENTS(cases));
}

static void test_quoted_strings(void)
{
    static const reason_case cases[] = {
        { "SIP;text=\"\";cause=486", "SIP|486||||Busy Here|-" },
        { "SIP;text=\"a;cause=1\";cause=486", "SIP|486|a;cause=1|||Busy Here|-" },
        { "SIP;text=\"\\\"\";cause=486", "SIP|486|\\\"|||Busy Here|-" },
        { "SIP;text=\"\\\\\";cause=486", "SIP|486|\\\\|||Busy Here|-" },
        { "SIP;text=\"\\\\\\\";cause=1\";cause=486", "SIP|486|\\\\\\\";cause=1|||Busy Here|-" },
        { "SIP;text=\"a\\;b\\,c\";cause=486", "SIP|486|a\\;b\\,c|||Busy Here|-" },
        { "SIP;text=\" a \";cause=486", "SIP|486| a |||Busy Here|-" },
        { "SIP;text=\"a\r\n  b\";cause=486", "SIP|486|a\r\n  b|||Busy Here|-" },
        { "SIP;text=\"\xD0\x97\xD0\xB0\";cause=486", "SIP|486|\xD0\x97\xD0\xB0|||Busy Here|-" },
        { "SIP;text=\"=\";cause=486", "SIP|486|=|||Busy Here|-" },
        { "SIP;text=\"(\";cause=486", "SIP|486|(|||Busy Here|-" },
        { "SIP;other=\";cause=1;text=\\\"x\\\"\";cause=486", "SIP|486||||Busy Here|-" },
    };

    check_values(cases, G_N_ELEMENTS(cases));
}

static void test_unterminated_quotes(void)
{
    static const reason_case values[] = {
        { "SIP;cause=486;text=\"", "SIP|486||||Busy Here|the text is not a quoted string" },
        { "SIP;cause=486;text=\"abc", "SIP|486|abc|||Busy Here|the text is not a quoted string" },
        { "SIP;cause=486;text=\"abc\\\"", "SIP|486|abc\\\"|||Busy Here|the text is not a quoted string" },
        { "SIP;cause=486;text=\"abc\\", "SIP|486|abc\\|||Busy Here|the text is not a quoted string" },
        { "SIP;text=\"abc;cause=486", "SIP|-|abc;cause=486|||-|the text is not a quoted string" },
        { "SIP;cause=486;text=\"abc\"d", "SIP|486|abc|||Busy Here|the text is not a quoted string" },
        { "STIR;cause=436;ppi=\"..a", "STIR|436|||..a|Bad Identity Info|the ppi is not a quoted string" },
        { "STIR;cause=436;ppi=..a", "STIR|436|||..a|Bad Identity Info|the ppi is not a quoted string" },
    };
    static const reason_case fields[] = {
        { "Reason: SIP;cause=486;text=\"abc, Q.850;cause=17\r\nReason: Q.850;cause=16\r\n",
          "SIP|486|abc, Q.850;cause=17|||Busy Here|the text is not a quoted string\nQ.850|16||||-|-" },
    };

    check_values(values, G_N_ELEMENTS(values));
    check_fields(fields, G_N_ELEMENTS(fields));
}

static void test_malformed(void)
{
    static const reason_case cases[] = {
        { "SIP;cause=", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause=busy", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause=-486", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause=0x1e6", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause=486.0", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause=4 86", "SIP|-||||-|the cause is not a number" },
        { "SIP;cause=\"486\"", "SIP|-||||-|the cause is not a number" },
        { "X;cause=4294967295", "X|4294967295||||-|-" },
        { "X;cause=4294967296", "X|-||||-|the cause is not a number" },
        { "SIP;cause=4294967782", "SIP|-||||-|the cause is not a number" },
        { "Q.850;cause=18446744073709551633", "Q.850|-||||-|the cause is not a number" },
        { "SIP;cause=486;cause=487", "SIP|486||||Busy Here|two cause parameters" },
        { "SIP;cause=486;cause=486", "SIP|486||||Busy Here|two cause parameters" },
        { "SIP;cause=x;cause=486", "SIP|486||||Busy Here|the cause is not a number" },
        { "SIP;cause=486;text=\"a\";text=\"b\"", "SIP|486|a|||Busy Here|two text parameters" },
        { "SIP;cause=486;location=LN;Location=RLN", "SIP|486||LN||Busy Here|two location parameters" },
        { "STIR;ppi=\"..a\";cause=436;ppi=\"..b\"", "STIR|436|||..a|Bad Identity Info|two ppi parameters" },
        { "Q.850;cause=0", "Q.850|0||||-|-" },
        { "Q.850;cause=127", "Q.850|127||||-|-" },
        { "Q.850;cause=128", "Q.850|128||||-|a cause of Q.850 above 127" },
        { "q.850;cause=487", "q.850|487||||-|a cause of Q.850 above 127" },
        { "SIP;cause=16", "SIP|16||||-|the cause is not a SIP status code: one of Q.850, or a PBX's own" },
        { "SIP;cause=99", "SIP|99||||-|the cause is not a SIP status code: one of Q.850, or a PBX's own" },
        { "SIP;cause=100", "SIP|100||||Trying|-" },
        { "SIP;cause=699", "SIP|699||||-|-" },
        { "SIP;cause=700", "SIP|700||||-|the cause is not a SIP status code: one of Q.850, or a PBX's own" },
        { "SIP;cause=486;text=Busy", "SIP|486|Busy|||Busy Here|the text is not a quoted string" },
        { "SIP;cause=486;text=Busy Here", "SIP|486|Busy Here|||Busy Here|the text is not a quoted string" },
        { "SIP;cause=486;text='Busy'", "SIP|486|'Busy'|||Busy Here|the text is not a quoted string" },
        { "SIP;cause=486;text", "SIP|486||||Busy Here|the text is not a quoted string" },
        { ";cause=16", "|16||||-|the protocol is missing" },
        { " ;cause=16", "|16||||-|the protocol is missing" },
        { "cause=16", "cause=16|-||||-|the protocol is missing or holds spaces" },
        { "cause=16;text=\"x\"", "cause=16|-|x|||-|the protocol is missing or holds spaces" },
        { "SIP cause=486", "SIP cause=486|-||||-|the protocol is missing or holds spaces" },
        { "Q 850;cause=16", "Q 850|16||||-|the protocol is missing or holds spaces" },
        { "\"SIP\";cause=486", "\"SIP\"|486||||-|the protocol is missing or holds spaces" },
        { "SIP;;cause=486", "SIP|486||||Busy Here|a parameter has no name" },
        { "SIP;cause=486;", "SIP|486||||Busy Here|a parameter has no name" },
        { "SIP;=1;cause=486", "SIP|486||||Busy Here|a parameter has no name" },
        { "SIP;\"cause\"=1;cause=486", "SIP|486||||Busy Here|-" },
        { "SIP;cause=x;text=y", "SIP|-|y|||-|the cause is not a number" },
    };

    check_values(cases, G_N_ELEMENTS(cases));
}

/* Parameters may be missing (RFC 3326, section 2: *(SEMI reason-params)), and unknown ones are passed over. */
static void test_what_is_not_malformed(void)
{
    static const reason_case cases[] = {
        { "SIP", "SIP|-||||-|-" },
        { "SIP;text=\"x\"", "SIP|-|x|||-|-" },
        { "Q.850;location=LN", "Q.850|-||LN||-|-" },
        { "SIP;causes=1;xcause=2;cause-x=3;cause=486", "SIP|486||||Busy Here|-" },
        { "SIP;flag;cause=486;a=b", "SIP|486||||Busy Here|-" },
        { "SIP;cause=0486", "SIP|486||||Busy Here|-" },
    };

    check_values(cases, G_N_ELEMENTS(cases));
}

/* What Wireshark 4.0 to 4.6 reads as another protocol, as cause 0, not at all, or as invalid. */
static void test_what_wireshark_misreads(void)
{
    static const reason_case cases[] = {
        { "Reason: Q.850 ;cause=16\r\n", "Q.850|16||||-|-" },
        { "Reason: SIP;text=\"x\";cause=486\r\n", "SIP|486|x|||Busy Here|-" },
        { "Reason: SIP;cause=487;text=\"x\", Q.850;cause=31;text=\"y\"\r\n",
          "SIP|487|x|||Request Terminated|-\nQ.850|31|y|||-|-" },
        { "Reason: STIR;cause=436\r\n", "STIR|436||||Bad Identity Info|-" },
    };

    check_fields(cases, G_N_ELEMENTS(cases));
}

/* ---- Anything at all ---- */

static void read_anything(text_slice text)
{
    reason_value reason = reason_read(text);
    warning_value warning = warning_read(text);
    retry_after retry = retry_after_read(text);
    char *out = g_malloc(text.length + 1);
    gsize length = text_unquote(text, out);

    check_slices(text.bytes, text.length, &reason);
    check_inside(text.bytes, text.length, warning.agent);
    check_inside(text.bytes, text.length, warning.text);
    check_inside(text.bytes, text.length, retry.comment);
    g_assert_true(!warning.has_code || warning.code <= 999);
    g_assert_true(retry.has_seconds || !retry.is_valid);
    g_assert_cmpuint(length, <=, text.length);
    g_assert_cmpint(out[length], ==, '\0');
    g_assert_null(memchr(out, '\n', length));
    g_assert_null(memchr(out, '\r', length));
    g_free(out);
}

static void test_cut_at_every_byte(void)
{
    static const char *const values[] = {
        "SIP ; text = \"a\\\"b, c;d\\\\\" ;\r\n cause = 486 ; location=LN;ppi=\"..x\"",
        "307 isi.edu \"Session \\\"parameter\\\" 'foo'\r\n not understood\"",
        "18000 ( I'm (in \\) a) meeting ) ; duration = 3600",
    };

    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        for (gsize length = 0; length <= strlen(values[i]); length++) {
            text_slice text = own_text(values[i], length);

            read_anything(text);
            free_text(text);
        }
    }
}

static void test_random_bytes(void)
{
    static const char alphabet[] = "\"\"\\\\;;,==<>()() \t\r\n01289aSIPQ.850cause=text\xC3\xA4";

    for (guint i = 0; i < 20000; i++) {
        char bytes[48];
        gsize length = (gsize)g_test_rand_int_range(0, sizeof bytes);
        text_slice text;

        for (gsize at = 0; at < length; at++) {
            /* sizeof counts the NUL, which is one of the bytes. */
            bytes[at] = alphabet[g_test_rand_int_range(0, sizeof alphabet)];
        }
        text = own_text(bytes, length);
        read_anything(text);
        free_text(text);
    }
}

static void test_nul_bytes(void)
{
    static const char bytes[] = "SIP\0;cause=4\0" "86;text=\"a\0b\";location=L\0N";
    text_slice text = own_text(bytes, sizeof bytes - 1);
    reason_value reason = reason_read(text);

    g_assert_false(reason_is(&reason, "SIP"));
    g_assert_false(reason.has_cause);
    g_assert_cmpmem(reason.text.bytes, reason.text.length, "a\0b", 3);
    g_assert_cmpmem(reason.location.bytes, reason.location.length, "L\0N", 3);
    g_assert_cmpstr(reason.problem, ==, "the cause is not a number");
    free_text(text);
}

/* ---- Quoted strings without their escapes ---- */

static void check_unquote(const char *given, const char *expected)
{
    text_slice text = own_text(given, strlen(given));
    char *out = g_malloc(text.length + 1);

    memset(out, 'x', text.length + 1);
    g_assert_cmpuint(text_unquote(text, out), ==, strlen(expected));
    g_assert_cmpstr(out, ==, expected);
    g_free(out);
    free_text(text);
}

static void test_text_unquote(void)
{
    check_unquote("", "");
    check_unquote("Busy Here", "Busy Here");
    check_unquote(" a  b ", " a  b ");
    check_unquote("a\\\"b", "a\"b");
    check_unquote("\\\\", "\\");
    check_unquote("\\\\\\\"", "\\\"");
    check_unquote("\\\\n", "\\n");
    check_unquote("\\a\\b\\)", "ab)");
    check_unquote("a\\", "a\\");
    check_unquote("\\", "\\");
    check_unquote("a\r\n b", "a b");
    check_unquote("a\n\tb", "a b");
    check_unquote("a \t\r\n \t b", "a b");
    check_unquote("a\r\n \r\n b", "a b");
    check_unquote("a\r\n ", "a ");
    check_unquote("\r\n a", " a");
    check_unquote("\r\n", " ");
    check_unquote("a\\\r\n b", "a\\ b");
    check_unquote("a\tb", "a\tb");
    check_unquote("\xC3\xA4\\\xC3\xA4", "\xC3\xA4\xC3\xA4");
}

static void test_text_unquote_nul(void)
{
    text_slice text = own_text("a\0\\\0b", 5);
    char out[6];

    g_assert_cmpuint(text_unquote(text, out), ==, 4);
    g_assert_cmpmem(out, 5, "a\0\0b", 5);
    free_text(text);
}

/* ---- Warning ---- */

static void check_warning(const char *value, int code, const char *agent, const char *text)
{
    text_slice own = own_text(value, strlen(value));
    warning_value warning = warning_read(own);

    check_inside(own.bytes, own.length, warning.agent);
    check_inside(own.bytes, own.length, warning.text);
    g_assert_cmpint(warning.has_code ? (int)warning.code : -1, ==, code);
    assert_slice(warning.agent, agent);
    assert_slice(warning.text, text);
    free_text(own);
}

static void test_rfc3261_warnings(void)
{
    /* Sections 20.43 and 7.3.1. */
    check_warning("307 isi.edu \"Session parameter 'foo' not understood\"", 307, "isi.edu", "Session parameter 'foo' not understood");
    check_warning("301 isi.edu \"Incompatible network address type 'E.164'\"", 301, "isi.edu",
                  "Incompatible network address type 'E.164'");
    check_warning("370 devnull \"Choose a bigger pipe\"", 370, "devnull", "Choose a bigger pipe");
    check_warning("370 devnull \"CHOOSE A BIGGER PIPE\"", 370, "devnull", "CHOOSE A BIGGER PIPE");
}

static void test_warnings(void)
{
    check_warning("399 [2001:db8::1]:5060 \"a \\\"b\\\", c\"", 399, "[2001:db8::1]:5060", "a \\\"b\\\", c");
    check_warning("399\t10.0.0.1:5060\r\n \"x\"", 399, "10.0.0.1:5060", "x");
    check_warning("399 GW \"\"", 399, "GW", "");
    check_warning("000 a \"b\"", 0, "a", "b");
    check_warning("999 a \"b\"", 999, "a", "b");
}

static void test_bad_warnings(void)
{
    check_warning("399", 399, "", "");
    check_warning("399 isi.edu", 399, "isi.edu", "");
    check_warning("399 \"no agent\"", 399, "", "no agent");
    check_warning("399\"no agent\"", 399, "", "no agent");
    check_warning("399 isi.edu\"no space\"", 399, "isi.edu", "no space");
    check_warning("399 isi.edu not quoted", 399, "isi.edu", "not quoted");
    check_warning("399 isi.edu \"not closed", 399, "isi.edu", "not closed");
    check_warning("\"text only\"", -1, "", "text only");
    check_warning("1812 overture \"In Progress\"", -1, "overture", "In Progress");
    check_warning("39 a \"b\"", -1, "a", "b");
    check_warning("3x9 a \"b\"", -1, "a", "b");
    check_warning("+39 a \"b\"", -1, "a", "b");
    check_warning("399;a \"b\"", -1, "", "b");
    check_warning("isi.edu \"b\"", -1, "", "b");
    check_warning("", -1, "", "");
}

static void test_several_warnings(void)
{
    answer *a = answer_of(488, "Warning: 307 isi.edu \"a, b\", 301 x \"c\"\r\nWarning: 399 y \"d\"\r\n");
    value_walk walk = message_values(&a->m, HEADER_WARNING);
    static const guint codes[] = { 307, 301, 399 };
    text_slice value;
    guint count = 0;

    while (message_next_value(&walk, &value)) {
        g_assert_cmpuint(count, <, G_N_ELEMENTS(codes));
        g_assert_cmpuint(warning_read(value).code, ==, codes[count]);
        count++;
    }
    g_assert_cmpuint(count, ==, G_N_ELEMENTS(codes));
    answer_free(a);
}

/* The registry "Warning Codes (warn-codes)": RFC 3261, section 20.43, and RFC 5630; and two that are not in it. */
static void test_warning_code_names(void)
{
    static const struct {
        guint code;
        const char *name;
    } names[] = {
        { 300, "Incompatible network protocol" },
        { 301, "Incompatible network address formats" },
        { 302, "Incompatible transport protocol" },
        { 303, "Incompatible bandwidth units" },
        { 304, "Media type not available" },
        { 305, "Incompatible media format" },
        { 306, "Attribute not understood" },
        { 307, "Session description parameter not understood" },
        { 330, "Multicast not available" },
        { 331, "Unicast not available" },
        { 370, "Insufficient bandwidth" },
        { 380, "SIPS Not Allowed" },
        { 381, "SIPS Required" },
        { 390, "Error of PJSIP" },
        { 392, "Debugging aid of Kamailio and OpenSIPS" },
        { 399, "Miscellaneous warning" },
    };
    guint at = 0;

    for (guint code = 0; code <= 1000; code++) {
        if (at < G_N_ELEMENTS(names) && names[at].code == code) {
            g_assert_cmpstr(warning_code_name(code), ==, names[at].name);
            at++;
        } else {
            g_assert_null(warning_code_name(code));
        }
    }
    g_assert_cmpuint(at, ==, G_N_ELEMENTS(names));
}

/* ---- Retry-After ---- */

#define NONE (-1)

static void check_retry(const char *value, gboolean is_valid, gint64 seconds, const char *comment, gint64 duration)
{
    text_slice own = own_text(value, strlen(value));
    retry_after retry = retry_after_read(own);

    check_inside(own.bytes, own.length, retry.comment);
    g_assert_cmpint(retry.has_seconds ? (gint64)retry.seconds : NONE, ==, seconds);
    g_assert_cmpint(retry.has_duration ? (gint64)retry.duration : NONE, ==, duration);
    assert_slice(retry.comment, comment);
    g_assert_cmpint(retry.is_valid, ==, is_valid);
    free_text(own);
}

static void test_rfc3261_retry_after(void)
{
    /* Section 20.33. */
    check_retry("18000;duration=3600", TRUE, 18000, "", 3600);
    check_retry("120 (I'm in a meeting)", TRUE, 120, "I'm in a meeting", NONE);
    /* What Wireshark calls invalid. */
    check_retry("120;duration=30", TRUE, 120, "", 30);
    check_retry("120 (in maintenance)", TRUE, 120, "in maintenance", NONE);
}

static void test_retry_after(void)
{
    check_retry("0", TRUE, 0, "", NONE);
    check_retry("00120", TRUE, 120, "", NONE);
    check_retry("4294967295", TRUE, 4294967295, "", NONE);
    check_retry("120(x)", TRUE, 120, "x", NONE);
    check_retry("120 ()", TRUE, 120, "", NONE);
    check_retry("120\r\n (x\r\n y)\r\n ; duration\t=\r\n 30", TRUE, 120, "x\r\n y", 30);
    check_retry("120 (a (nested (comment)) b);duration=30", TRUE, 120, "a (nested (comment)) b", 30);
    check_retry("120 (a;duration=7, \"b);duration=30", TRUE, 120, "a;duration=7, \"b", 30);
    check_retry("120 (a \\) b \\( c)", TRUE, 120, "a \\) b \\( c", NONE);
    check_retry("120;x=\"duration=1;duration=2\";DURATION=30;y", TRUE, 120, "", 30);
    check_retry("120;durations=5;x", TRUE, 120, "", NONE);
    check_retry("120;duration=4294967295", TRUE, 120, "", 4294967295);
}

static void test_bad_retry_after(void)
{
    check_retry("", FALSE, NONE, "", NONE);
    check_retry("949302838503028349304023988", FALSE, NONE, "", NONE);
    check_retry("4294967296", FALSE, NONE, "", NONE);
    check_retry("soon", FALSE, NONE, "", NONE);
    check_retry("-5", FALSE, NONE, "", NONE);
    check_retry("Fri, 31 Dec 1999 23:59:59 GMT", FALSE, NONE, "", NONE);
    check_retry("(120)", FALSE, NONE, "120", NONE);
    check_retry(";duration=30", FALSE, NONE, "", 30);
    check_retry("120s", FALSE, 120, "", NONE);
    check_retry("120 s", FALSE, 120, "", NONE);
    check_retry("120, 240", FALSE, 120, "", NONE);
    check_retry("120 (unclosed", FALSE, 120, "unclosed", NONE);
    check_retry("120 (unclosed;duration=30", FALSE, 120, "unclosed;duration=30", NONE);
    check_retry("120 (unclosed (nested)", FALSE, 120, "unclosed (nested)", NONE);
    check_retry("120 (unclosed \\)", FALSE, 120, "unclosed \\)", NONE);
    check_retry("120 (", FALSE, 120, "", NONE);
    check_retry("120 )", FALSE, 120, "", NONE);
    check_retry("120 (a) b", FALSE, 120, "a", NONE);
    check_retry("120 (a) (b)", FALSE, 120, "a", NONE);
    check_retry("120 (a))", FALSE, 120, "a", NONE);
    check_retry("120;duration=long", FALSE, 120, "", NONE);
    check_retry("120;duration=", FALSE, 120, "", NONE);
    check_retry("120;duration", FALSE, 120, "", NONE);
    check_retry("120;duration=-1", FALSE, 120, "", NONE);
    check_retry("120;duration=4294967296", FALSE, 120, "", NONE);
    check_retry("949302838503028349304023988 (x);duration=30", FALSE, NONE, "x", 30);
}

/* ---- Do code and cause agree? The map of RFC 3398, and others in use ---- */

#define CAUSES 128

typedef struct {
    guint code_of_cause[CAUSES];
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

/* A 183 tells what each cause becomes. */
static void test_map_of_causes(void)
{
    maps *all = read_maps();

    for (guint cause = 0; cause < CAUSES; cause++) {
        answer *a = answer_with_cause("INVITE", 183, cause);

        if (cause == 31 || all->code_of_cause[cause] == 0) {
            assert_found(a, "");
        } else {
            assert_found(a, "provisional_failure:note");
            assert_says_number(a, "This 183 carries Q.850 cause %u, a failure:", cause);
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
                assert_says_number(a, "cause %u, which stands for ", cause);
                assert_says_number(a, "which stands for %u: the cause is usually nearer to the origin", all->code_of_cause[cause]);
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
    static const guint audiocodes[][2] = {
        { 400, 4 }, { 406, 6 }, { 480, 8 }, { 488, 9 }, { 400, 23 }, { 400, 25 }, { 501, 30 }, { 502, 43 }, { 503, 44 }, { 503, 50 },
        { 503, 63 }, { 501, 65 }, { 480, 66 }, { 503, 69 }, { 503, 70 }, { 502, 81 }, { 408, 86 }, { 503, 87 }, { 503, 95 },
        { 409, 96 }, { 480, 97 }, { 408, 102 }, { 400, 103 }, { 500, 32 }, { 500, 33 }, { 481, 127 }, { 488, 31 }, { 501, 38 },
        { 502, 38 }, { 400, 31 }, { 405, 63 }, { 433, 21 }, { 482, 127 }, { 606, 38 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(audiocodes); i++) {
        answer *a = answer_with_cause("INVITE", audiocodes[i][0], audiocodes[i][1]);

        g_test_message("%u with %u", audiocodes[i][0], audiocodes[i][1]);
        assert_found(a, "");
        answer_free(a);
    }
}

static void test_conflicts(void)
{
    static const guint pairs[][3] = { { 404, 17, 486 }, { 603, 17, 486 }, { 486, 1, 404 }, { 503, 17, 486 }, { 500, 1, 404 } };

    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        answer *a = answer_with_cause("INVITE", pairs[i][0], pairs[i][1]);
        char *says = g_strdup_printf("%u comes with Q.850 cause %u, which stands for %u: the cause is usually nearer to the origin; "
                                     "compare both sides of the gateway or B2BUA that made it (RFC 3398, section 7.2.4.1).", pairs[i][0],
                                     pairs[i][1], pairs[i][2]);
        char *brief = g_strdup_printf("Q.850 cause %u stands for %u", pairs[i][1], pairs[i][2]);

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
    assert_says(a, 0, "200 says that the call succeeded, Q.850 cause 17 stands for 486: ");
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
                    "This 183 carries Q.850 cause 17, a failure: mostly a leg has failed, and an announcement or tone is played "
                    "before the final response, which is often 486 (RFC 6432, section 3).");
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
    assert_says(a, 0, "The status line says 486, the Reason SIP cause 480");
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

static void assert_place(const answer *a, guint number, const char *value)
{
    const finding *one = &a->found.list[number];

    g_assert_cmpuint(one->offset + one->length, <=, a->length);
    g_assert_cmpmem(a->bytes + one->offset, one->length, value, strlen(value));
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

/* ---- 603+ and 608; 607 is the called user's doing ---- */

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
    char *part = g_strndup(text, length);
    answer *a = answer_from_text(603, "Network Blocked", part);

    g_assert_true(a->blocked.is_blocked);
    g_assert_null(a->blocked.missing);
    assert_found(a, "");
    answer_free(a);
    g_free(part);
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

static void add_reading_tests(void)
{
    g_test_add_func("/reason/rfc3326", test_rfc3326_examples);
    g_test_add_func("/reason/rfc6432-and-rfc8606", test_rfc6432_and_rfc8606);
    g_test_add_func("/reason/rfc9366", test_rfc9366_several_of_one_protocol);
    g_test_add_func("/reason/rfc9410", test_rfc9410_examples);
    g_test_add_func("/reason/cause-names", test_cause_names);
    g_test_add_func("/reason/location-names", test_location_names);
    g_test_add_func("/reason/protocol-in-any-case", test_protocol_in_any_case);
    g_test_add_func("/reason/any-order-and-spacing", test_any_order_and_spacing);
    g_test_add_func("/reason/several-values", test_several_values);
    g_test_add_func("/reason/quoted-strings", test_quoted_strings);
    g_test_add_func("/reason/unterminated-quotes", test_unterminated_quotes);
    g_test_add_func("/reason/malformed", test_malformed);
    g_test_add_func("/reason/not-malformed", test_what_is_not_malformed);
    g_test_add_func("/reason/what-wireshark-misreads", test_what_wireshark_misreads);
    g_test_add_func("/reason/cut-at-every-byte", test_cut_at_every_byte);
    g_test_add_func("/reason/random-bytes", test_random_bytes);
    g_test_add_func("/reason/nul-bytes", test_nul_bytes);
    g_test_add_func("/unquote/texts", test_text_unquote);
    g_test_add_func("/unquote/nul-bytes", test_text_unquote_nul);
    g_test_add_func("/warning/rfc3261", test_rfc3261_warnings);
    g_test_add_func("/warning/well-formed", test_warnings);
    g_test_add_func("/warning/malformed", test_bad_warnings);
    g_test_add_func("/warning/several", test_several_warnings);
    g_test_add_func("/warning/names", test_warning_code_names);
    g_test_add_func("/retry-after/rfc3261", test_rfc3261_retry_after);
    g_test_add_func("/retry-after/well-formed", test_retry_after);
    g_test_add_func("/retry-after/malformed", test_bad_retry_after);
}

static void add_judging_tests(void)
{
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
    g_test_add_func("/blocked/603-complete", test_603_plus_complete);
    g_test_add_func("/blocked/603-incomplete", test_603_plus_incomplete);
    g_test_add_func("/blocked/603-read-in-part", test_603_plus_read_in_part);
    g_test_add_func("/blocked/not", test_not_blocked);
    g_test_add_func("/blocked/607-and-608", test_607_and_608);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_reading_tests();
    add_judging_tests();
    return g_test_run();
}
