/* test_reason.c: what the values of Reason say
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "answers.h"

#include <string.h>

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

static void check_value(const char *value, const char *expected)
{
    text_slice text = own_text(value);
    reason_value reason = reason_read(text);
    char *all = render(&reason);

    assert_reason_inside(text, &reason);
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

        assert_reason_inside(a->sent, &reason);
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
    /* clang-format off */
    static const reason_case cases[] = {
        { "Reason: STIR ;cause=436 ;text=\"Bad Identity Info\" ;ppi=\r\n \"" PASSPORT_HEADER "." PASSPORT_CLAIMS "."
          PASSPORT_SIGNATURE "\"\r\n",
          "STIR|436|Bad Identity Info||" PASSPORT_HEADER "." PASSPORT_CLAIMS "." PASSPORT_SIGNATURE "|Bad Identity Info|-" },
        { "Reason: STIR ;cause=436 ;text=\"Bad Identity Info\" ;ppi=\r\n \".." PASSPORT_SIGNATURE "\"\r\n",
          "STIR|436|Bad Identity Info||.." PASSPORT_SIGNATURE "|Bad Identity Info|-" },
        { "Reason: STIR ;cause=436 ;text=\"Bad Identity Info\"\r\nReason: STIR;cause=438;ppi=\"..a,b\",STIR;cause=403\r\n",
          "STIR|436|Bad Identity Info|||Bad Identity Info|-\nSTIR|438|||..a,b|Invalid Identity Header|-\nSTIR|403||||Stale Date|-" },
    };
    /* clang-format on */

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
    text_slice value = own_text("q.850;CAUSE=16");
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

static const reason_case malformed[] = {
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

static void test_malformed(void)
{
    check_values(malformed, G_N_ELEMENTS(malformed));
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
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
    return g_test_run();
}
