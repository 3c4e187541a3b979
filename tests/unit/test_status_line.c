/* test_status_line.c: which lines are status lines, which of them can be put right, and which must be left alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "status_line.h"

#include <string.h>

#include "slices.h"

/* What holds for any bytes whatever. */
static judged_line judge(text_slice line)
{
    judged_line judged = status_line_judge(line);
    gboolean has_defect = judged.verdict == LINE_IS_REPAIRABLE || judged.verdict == LINE_IS_HOPELESS;

    g_assert_cmpint(judged.defect != NULL, ==, has_defect);
    g_assert_true(judged.defect != NULL || judged.other_defect == NULL);
    g_assert_false(judged.is_legal_to_receive && (judged.verdict != LINE_IS_REPAIRABLE || judged.other_defect != NULL));
    g_assert_cmpuint(judged.code, <=, 999);
    if (judged.phrase.length > 0) {
        g_assert_true(judged.phrase.bytes > line.bytes);
        g_assert_true(judged.phrase.bytes + judged.phrase.length <= line.bytes + line.length);
    }
    return judged;
}

/* "repairable 486 [Busy Here]: defect", so that a failure shows all of it. */
static char *render(text_slice line)
{
    static const char *const verdicts[] = { "other", "well-formed", "repairable", "hopeless" };
    judged_line judged = judge(line);

    if (judged.verdict == LINE_IS_REPAIRABLE) {
        return g_strdup_printf("repairable %03u [%.*s]: %s%s%s", judged.code, (int)judged.phrase.length, judged.phrase.bytes,
                               judged.defect, judged.other_defect != NULL ? ", and " : "",
                               judged.other_defect != NULL ? judged.other_defect : "");
    }
    if (judged.verdict == LINE_IS_HOPELESS) {
        return g_strdup_printf("hopeless: %s", judged.defect);
    }
    return g_strdup(verdicts[judged.verdict]);
}

static void check_bytes(const char *bytes, gsize length, const char *expected)
{
    text_slice line = own_bytes(bytes, length);
    char *all = render(line);

    g_assert_cmpstr(all, ==, expected);
    g_free(all);
    free_text(line);
}

#define check_literal(literal, expected) check_bytes(literal, sizeof(literal) - 1, expected)

typedef struct {
    const char *line;
    const char *expected;
} line_case;

static void check_lines(const line_case *cases, guint count)
{
    for (guint i = 0; i < count; i++) {
        check_bytes(cases[i].line, strlen(cases[i].line), cases[i].expected);
    }
}

static void check_all(const char *const *lines, guint count, const char *expected)
{
    for (guint i = 0; i < count; i++) {
        check_bytes(lines[i], strlen(lines[i]), expected);
    }
}

/* ---- Lines as they should be ---- */

static void test_well_formed(void)
{
    static const char *const lines[] = {
        "SIP/2.0 200 OK",
        "SIP/2.0 486 Busy Here",
        "SIP/2.0 486 ",
        "SIP/2.0 100 ",
        "SIP/2.0 000 x",
        "SIP/2.0 099 x",
        "SIP/2.0 700 x",
        "SIP/2.0 999 ",
        /* What follows the second space is the phrase's own, white space and digits too. */
        "SIP/2.0 486  Busy Here",
        "SIP/2.0 486 \tBusy Here",
        "SIP/2.0 486 Busy Here  ",
        "SIP/2.0 486 486 Busy",
        "SIP/2.0 486 SIP/2.0 200 OK",
        /* RFC 4475, section 3.1.1.12. */
        "SIP/2.0 200 = 2**3 * 5**2 \xD0\xBD\xD0\xBE \xD1\x81\xD1\x82\xD0\xBE",
        "SIP/2.0 200 \xFF\xFE",
    };

    check_all(lines, G_N_ELEMENTS(lines), "well-formed");
}

static void test_every_code_is_well_formed(void)
{
    for (guint code = 0; code <= 999; code++) {
        char *line = g_strdup_printf("SIP/2.0 %03u x", code);

        check_bytes(line, strlen(line), "well-formed");
        g_free(line);
    }
}

/* ---- Lines that can be put right ---- */

static void test_space_after_the_code_is_missing(void)
{
    static const line_case cases[] = {
        { "SIP/2.0 486", "repairable 486 []: the space after the status code is missing" },
        { "SIP/2.0 000", "repairable 000 []: the space after the status code is missing" },
        { "SIP/2.0 007", "repairable 007 []: the space after the status code is missing" },
        { "SIP/2.0 999", "repairable 999 []: the space after the status code is missing" },
        { "SIP/2.0 486Busy", "repairable 486 [Busy]: the space after the status code is missing" },
        { "SIP/2.0 486Busy Here ", "repairable 486 [Busy Here]: the space after the status code is missing" },
        { "SIP/2.0 200OK", "repairable 200 [OK]: the space after the status code is missing" },
        { "SIP/2.0 486-Busy", "repairable 486 [-Busy]: the space after the status code is missing" },
    };

    check_lines(cases, G_N_ELEMENTS(cases));
}

static void test_white_space(void)
{
    static const line_case cases[] = {
        { "SIP/2.0  486 Busy Here", "repairable 486 [Busy Here]: more than one space stands before the status code" },
        { "SIP/2.0      486 Busy Here", "repairable 486 [Busy Here]: more than one space stands before the status code" },
        { "SIP/2.0 \t486 Busy Here", "repairable 486 [Busy Here]: more than one space stands before the status code" },
        { "SIP/2.0\t 486 Busy Here", "repairable 486 [Busy Here]: more than one space stands before the status code" },
        { "SIP/2.0  486", "repairable 486 []: more than one space stands before the status code" },
        { "SIP/2.0\t486 Busy Here", "repairable 486 [Busy Here]: a tab stands before the status code" },
        { "SIP/2.0\t486 ", "repairable 486 []: a tab stands before the status code" },
        { "SIP/2.0 486\tBusy Here", "repairable 486 [Busy Here]: a tab stands after the status code" },
        { "SIP/2.0 486\t", "repairable 486 []: a tab stands after the status code" },
        { "SIP/2.0 486\t Busy Here\t", "repairable 486 [Busy Here]: a tab stands after the status code" },
    };

    check_lines(cases, G_N_ELEMENTS(cases));
}

static void test_version_in_other_case(void)
{
    static const char *const versions[] = { "sip/2.0", "Sip/2.0", "sIP/2.0", "SiP/2.0", "SIp/2.0", "siP/2.0" };

    for (guint i = 0; i < G_N_ELEMENTS(versions); i++) {
        char *line = g_strconcat(versions[i], " 486 Busy Here", NULL);

        check_bytes(line, strlen(line), "repairable 486 [Busy Here]: the version is not in upper case");
        g_free(line);
    }
    check_literal("sip/2.0 180", "repairable 180 []: the version is not in upper case, and the space after the status code is missing");
    check_literal("sip/2.0\t\t486Busy", "repairable 486 [Busy]: the version is not in upper case, and more than one space stands before the status code");
}

/* ---- Lines of which the meaning can only be guessed ---- */

static void test_number_of_digits(void)
{
    static const line_case cases[] = {
        { "SIP/2.0 4 Busy", "hopeless: the status code has fewer than three digits" },
        { "SIP/2.0 48 Busy", "hopeless: the status code has fewer than three digits" },
        { "SIP/2.0 48", "hopeless: the status code has fewer than three digits" },
        { "SIP/2.0 48\tBusy", "hopeless: the status code has fewer than three digits" },
        { "SIP/2.0 48 6 Busy", "hopeless: the status code has fewer than three digits" },
        { "SIP/2.0 4860 Busy", "hopeless: the status code has more than three digits" },
        { "SIP/2.0 4860", "hopeless: the status code has more than three digits" },
        { "SIP/2.0 4860Busy", "hopeless: the status code has more than three digits" },
        { "SIP/2.0 0486 Busy", "hopeless: the status code has more than three digits" },
        /* RFC 4475, section 3.1.2.19: cut to 32 bits it would be 5. */
        { "SIP/2.0 4294967301 better not break the receiver", "hopeless: the status code has more than three digits" },
        { "SIP/2.0 18446744073709551816 OK", "hopeless: the status code has more than three digits" },
        { "sip/2.0  48 Busy", "hopeless: the status code has fewer than three digits" },
    };

    check_lines(cases, G_N_ELEMENTS(cases));
}

static void test_no_number(void)
{
    static const line_case cases[] = {
        { "SIP/2.0 abc Busy", "hopeless: the status code is not a number" },
        { "SIP/2.0 Busy Here", "hopeless: the status code is not a number" },
        { "SIP/2.0 4x6 Busy", "hopeless: the status code is not a number" },
        { "SIP/2.0 48x Busy", "hopeless: the status code is not a number" },
        { "SIP/2.0 48x", "hopeless: the status code is not a number" },
        { "SIP/2.0 -486 Busy", "hopeless: the status code is not a number" },
        { "SIP/2.0 +86 Busy", "hopeless: the status code is not a number" },
        { "SIP/2.0 4.86 Busy", "hopeless: the status code is not a number" },
        { "SIP/2.0", "hopeless: there is no status code" },
        { "SIP/2.0 ", "hopeless: there is no status code" },
        { "SIP/2.0  \t ", "hopeless: there is no status code" },
        { "sip/2.0", "hopeless: there is no status code" },
    };

    check_lines(cases, G_N_ELEMENTS(cases));
}

static void test_other_versions(void)
{
    /* clang-format off */
    static const char *const lines[] = {
        "SIP/3.0 200 OK", "SIP/1.0 200 OK", "SIP/2 200 OK", "SIP/2.1 200 OK", "SIP/2.00 200 OK", "SIP/02.0 200 OK", "SIP/2. 200 OK",
        "SIP/2..0 200 OK", "SIP/20 200 OK", "SIP/2.0. 200 OK", "SIP/2.0.0 200 OK", "sip/3.0 200 OK", "SIP/7.0 200", "SIP/3.0",
        "SIP/3.0  2000", "SIP/3.0\tabc", "SIP/4294967298.0 200 OK",
        /* The space before the code is missing: it cannot be told from a version. */
        "SIP/2.0486 Busy Here",
    };
    /* clang-format on */

    check_all(lines, G_N_ELEMENTS(lines), "hopeless: the version is not SIP/2.0");
}

/* ---- Lines that are none of our business ---- */

static void test_header_fields(void)
{
    static const char *const lines[] = {
        "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1",
        "v: SIP/2.0/UDP host",
        " SIP/2.0/UDP host",
        "\tSIP/2.0/TCP host",
        /* A folded line that has lost its white space. */
        /* clang-format off */
        "SIP/2.0/UDP host", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", "sip/2.0/ws host",
        " SIP/2.0 486 Busy Here", "\tSIP/2.0 486", "SIP-ETag: 12345", "SIP-If-Match: 12345", "SIP: 1",
        "Subject: SIP/2.0 486 Busy",
    };
    /* clang-format on */

    check_all(lines, G_N_ELEMENTS(lines), "other");
}

static void test_requests(void)
{
    /* clang-format off */
    static const char *const lines[] = {
        "INVITE sip:bob@example.com SIP/2.0", "REGISTER sip:example.com sip/2.0", "ACK sip:bob@example.com SIP/3.0",
        "sip:bob@example.com SIP/2.0", "sips:bob@example.com", "sip:2.0 486 Busy",
    };
    /* clang-format on */

    check_all(lines, G_N_ELEMENTS(lines), "other");
}

static void test_other_protocols(void)
{
    /* clang-format off */
    static const char *const lines[] = {
        "HTTP/1.1 200 OK", "http/1.1 200 OK", "HTTP/2.0 200 OK", "RTSP/1.0 200 OK", "RTSP/2.0 454 Session Not Found", "ICAP/1.0 200 OK",
        "MSRP d93kswow 200 OK", "MSRP/2.0 200 OK", "SSIP/2.0 200 OK", "SIPS/2.0 200 OK", "XSIP/2.0 200 OK", "SIP2.0 200 OK",
        "SIP 200 OK", "SIP\\2.0 200 OK", "SIP:2.0 200 OK", "ZIP/2.0 200 OK",
    };
    /* clang-format on */

    check_all(lines, G_N_ELEMENTS(lines), "other");
}

static void test_what_only_begins_alike(void)
{
    /* clang-format off */
    static const char *const lines[] = {
        "", "S", "SI", "SIP", "SIP/", "SIP/ ", "SIP/ 2.0 486 Busy", "SIP/x", "SIP/x.0 200 OK", "SIP/.0 200 OK", "SIP/-2.0 200 OK",
        "SIP/2.0x 486 Busy", "SIP/2.0,486 Busy", "SIP/2,0 486 Busy", "SIP/2.0;486", "SIP/2.0-486", "SIP /2.0 486 Busy",
        "S IP/2.0 486 Busy", "SIP/2.0\v486 Busy", "SIP/2.0\r486 Busy", "SIP/2.0\n486 Busy", "SIP/2.0\xC2\xA0 486 Busy",
    };
    /* clang-format on */

    check_all(lines, G_N_ELEMENTS(lines), "other");
}

/* ---- Any bytes ---- */

static void test_nul_and_control_characters(void)
{
    check_literal("\0SIP/2.0 486 Busy", "other");
    check_literal("SIP\0/2.0 486 Busy", "other");
    check_literal("SIP/\0"
                  "2.0 486 Busy",
                  "other");
    check_literal("SIP/2.0\0 486 Busy", "other");
    check_literal("S\0P/2.0 486 Busy", "other");
    check_literal("\x01\x02\x03\x04", "other");
    check_literal("\0\0\0\0\0\0\0\0\0\0\0\0", "other");
    check_literal("SIP/2.0 \0"
                  "486 Busy",
                  "hopeless: there is no status code");
    check_literal("SIP/2.0 \x01 486", "hopeless: there is no status code");
    check_literal("SIP/2.0 \x7F 486", "hopeless: there is no status code");
    check_literal("SIP/2.0 \x80 486", "hopeless: there is no status code");
    check_literal("SIP/2.0 48\0"
                  "6 Busy",
                  "hopeless: the status code has fewer than three digits");
    check_literal("SIP/2.0 486 Bu\0sy", "well-formed");
    check_literal("SIP/2.0 486 \0", "well-formed");
    check_literal("SIP/2.0 486 \x1B[31m", "well-formed");
}

/* The phrase is as sent, whatever it is: nothing is dropped and nothing made up. */
static void test_control_characters_in_a_phrase(void)
{
    static const char bytes[] = "SIP/2.0 486\0\x01"
                                "Busy\0";
    text_slice line = own_bytes(bytes, sizeof bytes - 1);
    judged_line judged = judge(line);

    g_assert_cmpint(judged.verdict, ==, LINE_IS_REPAIRABLE);
    g_assert_cmpuint(judged.code, ==, 486);
    g_assert_cmpmem(judged.phrase.bytes, judged.phrase.length, bytes + 11, sizeof bytes - 1 - 11);
    free_text(line);
}

/* No line without "SIP/" and a digit is taken, and no line is read beyond its end. */
static void test_random_bytes(void)
{
    static const char alphabet[] = "SIPsip//22..00  \t\t4869aZ\r\n\x7F\xFF";

    for (guint i = 0; i < 20000; i++) {
        char bytes[32];
        gsize length = (gsize)g_test_rand_int_range(0, sizeof bytes);
        gsize at = (gsize)g_test_rand_int_range(0, 9);
        text_slice line;
        judged_line judged;

        for (gsize byte = 0; byte < length; byte++) {
            /* sizeof counts the NUL, which is one of the bytes. */
            bytes[byte] = (char)(i % 2 == 0 ? alphabet[g_test_rand_int_range(0, sizeof alphabet)] : g_test_rand_int_range(0, 256));
        }
        /* The first bytes of a status line, or there would hardly be any. */
        memcpy(bytes, "SIP/2.0 ", MIN(at, length));
        line = own_bytes(bytes, length);
        judged = judge(line);
        if (length < 5 || g_ascii_strncasecmp(bytes, "SIP/", 4) != 0 || !g_ascii_isdigit(bytes[4])) {
            g_assert_cmpint(judged.verdict, ==, LINE_IS_OTHER);
        }
        free_text(line);
    }
}

static void test_cut_at_every_byte(void)
{
    static const char line[] = "SIP/2.0  486Busy Here";

    for (gsize length = 0; length < sizeof line; length++) {
        text_slice text = own_bytes(line, length);
        judged_line judged = judge(text);

        g_assert_cmpint(judged.verdict, ==, length < 5 ? LINE_IS_OTHER : length < 12 ? LINE_IS_HOPELESS
                                                                                     : LINE_IS_REPAIRABLE);
        free_text(text);
    }
}

/* ---- The start of the repaired line ---- */

static void test_repaired_start(void)
{
    static const char *const lines[] = { "sip/2.0 %03u x", "SIP/2.0  %03u", "SIP/2.0\t%03ux", "SIP/2.0 %03u" };

    for (guint code = 0; code <= 999; code++) {
        char expected[REPAIRED_START_LENGTH + 1];
        char start[REPAIRED_START_LENGTH + 2];
        text_slice text;
        judged_line judged;
        char digits[4];
        char **parts = g_strsplit(lines[code % G_N_ELEMENTS(lines)], "%03u", 2);
        char *line;

        g_snprintf(digits, sizeof digits, "%03u", code);
        line = g_strconcat(parts[0], digits, parts[1], NULL);
        text = own_text(line);
        judged = judge(text);
        g_snprintf(expected, sizeof expected, "SIP/2.0 %s ", digits);
        memset(start, 'x', sizeof start);
        status_line_repaired_start(&judged, start);
        g_assert_cmpstr(start, ==, expected);
        g_assert_cmpuint(strlen(start), ==, REPAIRED_START_LENGTH);
        g_assert_cmpint(start[REPAIRED_START_LENGTH + 1], ==, 'x');
        g_free(line);
        g_strfreev(parts);
        free_text(text);
    }
}

/* Whatever stands in its place, a status code takes three digits, so that what follows stands where it has to. */
static void test_repaired_start_has_three_digits(void)
{
    static const struct {
        guint code;
        const char *start;
        /* clang-format off */
    } starts[] = { { 0, "SIP/2.0 000 " }, { 7, "SIP/2.0 007 " }, { 999, "SIP/2.0 999 " }, { 1486, "SIP/2.0 486 " },
                   { G_MAXUINT32, "SIP/2.0 295 " } };
    /* clang-format on */

    for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
        judged_line line = { .verdict = LINE_IS_REPAIRABLE, .code = starts[i].code };
        char repaired[REPAIRED_START_LENGTH + 1];

        status_line_repaired_start(&line, repaired);
        g_assert_cmpstr(repaired, ==, starts[i].start);
    }
}

/* What is put together is a line that nobody has to repair. */
static void test_repaired_lines_are_well_formed(void)
{
    /* clang-format off */
    static const char *const lines[] = {
        "SIP/2.0 486", "SIP/2.0 486Busy", "SIP/2.0   486 Busy Here", "SIP/2.0\t486\tBusy", "sip/2.0 486 Busy", "siP/2.0\t \t099",
    };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        text_slice text = own_text(lines[i]);
        judged_line judged = judge(text);
        char start[REPAIRED_START_LENGTH + 1];
        char *repaired;

        g_assert_cmpint(judged.verdict, ==, LINE_IS_REPAIRABLE);
        status_line_repaired_start(&judged, start);
        repaired = g_strdup_printf("%s%.*s", start, (int)judged.phrase.length, judged.phrase.bytes);
        check_bytes(repaired, strlen(repaired), "well-formed");
        g_free(repaired);
        free_text(text);
    }
}

/* ---- What is said about it ---- */

static void check_sentence(const char *bytes, severity_level severity, const char *expected)
{
    text_slice line = own_text(bytes);
    judged_line judged = judge(line);
    findings all;
    finding *found;

    findings_clear(&all);
    found = status_line_check(&judged, "and so on", &all);
    g_assert_true(found == &all.list[0]);
    g_assert_cmpuint(all.count, ==, 1);
    g_assert_cmpuint(found->index, ==, severity == SEVERITY_WARN ? FINDING_lower_case_version : FINDING_malformed_status_line);
    g_assert_cmpint(found->severity, ==, severity);
    g_assert_cmpstr(found->text, ==, expected);
    free_text(line);
}

/* RFC 3261, section 7.1: the version is legal to receive in any case. */
static void test_sentences(void)
{
    check_sentence("sip/2.0 486 Busy Here", SEVERITY_WARN,
                   "Malformed status line: the version is not in upper case; legal to receive, but must not be "
                   "sent; and so on (RFC 3261, section 7.1).");
    check_sentence("sip/2.0  486 Busy Here", SEVERITY_ERROR,
                   "Malformed status line: the version is not in upper case, and more than one space stands "
                   "before the status code; strict stacks drop it, others accept it; and so on (RFC 3261, section 7.2).");
    check_sentence("SIP/2.0 486", SEVERITY_ERROR,
                   "Malformed status line: the space after the status code is missing; strict stacks drop it, "
                   "others accept it; and so on (RFC 3261, section 7.2).");
    check_sentence("SIP/2.0 4860 Busy Here", SEVERITY_ERROR,
                   "Malformed status line: the status code has more than three digits; strict stacks drop it; "
                   "and so on (RFC 3261, section 7.2).");
    check_sentence("sip/2.0 4860 Busy Here", SEVERITY_ERROR,
                   "Malformed status line: the status code has more than three digits; strict stacks drop it; "
                   "and so on (RFC 3261, section 7.2).");
}

static void test_full_list(void)
{
    judged_line judged = status_line_judge(text_from("SIP/2.0 486"));
    findings *all = g_new(findings, 1);

    findings_clear(all);
    for (guint i = 0; i < FINDINGS_MAX; i++) {
        g_assert_nonnull(status_line_check(&judged, "x", all));
    }
    g_assert_null(status_line_check(&judged, "x", all));
    g_free(all);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/status-line/well-formed/lines", test_well_formed);
    g_test_add_func("/status-line/well-formed/every-code", test_every_code_is_well_formed);
    g_test_add_func("/status-line/repairable/missing-space", test_space_after_the_code_is_missing);
    g_test_add_func("/status-line/repairable/white-space", test_white_space);
    g_test_add_func("/status-line/repairable/case", test_version_in_other_case);
    g_test_add_func("/status-line/hopeless/digits", test_number_of_digits);
    g_test_add_func("/status-line/hopeless/no-number", test_no_number);
    g_test_add_func("/status-line/hopeless/versions", test_other_versions);
    g_test_add_func("/status-line/other/header-fields", test_header_fields);
    g_test_add_func("/status-line/other/requests", test_requests);
    g_test_add_func("/status-line/other/protocols", test_other_protocols);
    g_test_add_func("/status-line/other/begins-alike", test_what_only_begins_alike);
    g_test_add_func("/status-line/bytes/nul-and-control", test_nul_and_control_characters);
    g_test_add_func("/status-line/bytes/phrase-as-sent", test_control_characters_in_a_phrase);
    g_test_add_func("/status-line/bytes/random", test_random_bytes);
    g_test_add_func("/status-line/bytes/cut", test_cut_at_every_byte);
    g_test_add_func("/status-line/start/every-code", test_repaired_start);
    g_test_add_func("/status-line/start/lines", test_repaired_lines_are_well_formed);
    g_test_add_func("/status-line/findings/sentences", test_sentences);
    g_test_add_func("/status-line/findings/full-list", test_full_list);
    g_test_add_func("/edges/repaired-start", test_repaired_start_has_three_digits);
    return g_test_run();
}
