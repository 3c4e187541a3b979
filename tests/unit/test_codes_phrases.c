/* test_codes_phrases.c: what is said of a code's phrase: its own, another's, HTTP's, a stranger's
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "code_findings.h"

#include <stdbool.h>
#include <string.h>

#include "slices.h"

/* The phrase lies in a block of just its size, for a memory checker to see a byte too much. */
static void check_phrase_bytes(const code_info *info, guint code, const char *phrase, gsize length, finding_index index,
                               findings *all)
{
    text_slice own = own_bytes(phrase, length);

    findings_clear(all);
    code_check_phrase(info, code, own, all);
    free_text(own);
    check_finding(all, code, index, index == FINDING_phrase_of_other_code || index == FINDING_phrase_of_http ? SEVERITY_NOTE : SEVERITY_CHAT);
}

static void check_phrase(guint code, const char *phrase, finding_index index)
{
    findings all;

    check_phrase_bytes(code_lookup(code), code, phrase, strlen(phrase), index, &all);
    if (g_test_failed()) {
        g_test_message("with the phrase \"%s\"", phrase);
    }
}

static void check_phrase_says(guint code, const char *phrase, finding_index index, const char *part)
{
    findings all;

    check_phrase_bytes(code_lookup(code), code, phrase, strlen(phrase), index, &all);
    if (strstr(all.list[0].text, part) == NULL) {
        g_test_fail_printf("\"%s\" does not say \"%s\"", all.list[0].text, part);
    }
}

static char *with_wide_spaces(const char *phrase)
{
    char **words = g_strsplit(phrase, " ", -1);
    char *wide = g_strjoinv(" \t ", words);
    char *padded = g_strdup_printf("\t %s \r\n", wide);

    g_strfreev(words);
    g_free(wide);
    return padded;
}

static char *without_spaces(const char *phrase)
{
    char **words = g_strsplit(phrase, " ", -1);
    char *narrow = g_strjoinv("", words);

    g_strfreev(words);
    return narrow;
}

/* Case and white space do not count, whatever the phrase. */
static void check_in_all_spellings(guint code, const char *phrase)
{
    char *spellings[] = {
        g_strdup(phrase), g_ascii_strup(phrase, -1), g_ascii_strdown(phrase, -1), with_wide_spaces(phrase), without_spaces(phrase)
    };

    for (guint i = 0; i < G_N_ELEMENTS(spellings); i++) {
        check_phrase(code, spellings[i], NOTHING);
        g_free(spellings[i]);
    }
}

static void test_own_phrase(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        check_in_all_spellings(table[i].code, table[i].name);
    }
}

static void check_variant(guint code, const char *variant)
{
    gsize length = strlen(variant);

    g_assert_cmpuint(length, >, 0);
    if (variant[length - 1] == '*') {
        char *prefix = g_strndup(variant, length - 1);
        char *longer = g_strdup_printf("%s (%u/TM), and more", prefix, code);

        check_in_all_spellings(code, length == 1 ? "Any words will do" : prefix);
        check_in_all_spellings(code, longer);
        g_free(longer);
        g_free(prefix);
    } else {
        check_in_all_spellings(code, variant);
    }
}

static void test_variants(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        char **variants = g_strsplit(table[i].variants, "|", -1);

        for (guint j = 0; variants[j] != NULL; j++) {
            check_variant(table[i].code, variants[j]);
            g_assert_true(strchr(variants[j], '*') == NULL || strchr(variants[j], '*')[1] == '\0');
        }
        g_strfreev(variants);
    }
}

static void test_phrase_of_http(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        char **phrases = g_strsplit(table[i].http, "|", -1);

        for (guint j = 0; phrases[j] != NULL; j++) {
            check_phrase(table[i].code, phrases[j], FINDING_phrase_of_http);
        }
        g_strfreev(phrases);
    }
    check_phrase_says(429, "Too Many Requests", FINDING_phrase_of_http, "Provide Referrer Identity");
    check_phrase(429, "TOO  many\trequests ", FINDING_phrase_of_http);
    check_phrase(429, "Too Many Requests!", FINDING_phrase_differs);
    check_phrase(429, "Too Many Request", FINDING_phrase_differs);
}

/* HTTP's meanings that differ from SIP's; one that is missing in the table would go by unnoticed. */
static void test_http_collisions(void)
{
    static const struct {
        guint code;
        const char *phrase;
        /* clang-format off */
    } http[] = {
        { 204, "No Content" }, { 302, "Found" }, { 412, "Precondition Failed" }, { 413, "Content Too Large" },
        { 414, "URI Too Long" }, { 416, "Range Not Satisfiable" }, { 417, "Expectation Failed" },
        { 421, "Misdirected Request" }, { 422, "Unprocessable Content" }, { 423, "Locked" }, { 424, "Failed Dependency" },
        { 425, "Too Early" }, { 428, "Precondition Required" }, { 429, "Too Many Requests" }, { 504, "Gateway Timeout" },
    };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS(http); i++) {
        check_phrase(http[i].code, http[i].phrase, FINDING_phrase_of_http);
    }
}

static guint first_registered_with_name(const char *name)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        if (is_in_registry(table[i].status) && strcmp(table[i].name, name) == 0) {
            return table[i].code;
        }
    }
    g_assert_not_reached();
}

/* "Rejected" was a usual phrase of refusals before 608 was given it, so with another registered one it is a remark. */
static bool is_old_rejection(guint code, const code_info *info, const code_info *other)
{
    return other->code == 608 && code != 608 && code >= 400 && is_in_registry(info->status);
}

static void check_phrase_of_other(guint code, const code_info *info, const code_info *other)
{
    g_assert_nonnull(other->name);
    if (is_old_rejection(code, info, other)) {
        /* RFC 3261 asks these for a phrase of their own. */
        check_phrase(code, other->name, code == 400 || code == 480 || code == 484 ? NOTHING : FINDING_phrase_differs);
    } else if (info->name != NULL && strcmp(info->name, other->name) == 0) {
        check_phrase(code, other->name, NOTHING);
    } else {
        char *number = g_strdup_printf("phrase of %u,", first_registered_with_name(other->name));

        check_phrase_says(code, other->name, FINDING_phrase_of_other_code, number);
        g_free(number);
    }
}

/* Each registered phrase on each number; a free phrase ("*") does not hide it either. */
static void test_phrase_of_other_code(void)
{
    guint count;
    const code_info *table = code_table(&count);

    for (guint i = 0; i < count; i++) {
        for (guint j = 0; j < count; j++) {
            if (is_in_registry(table[j].status)) {
                check_phrase_of_other(table[i].code, &table[i], &table[j]);
            }
        }
    }
    check_phrase_says(499, "busy  HERE", FINDING_phrase_of_other_code, "phrase of 486, not of 499");
    check_phrase_says(404, "b usy HERE", FINDING_phrase_of_other_code, "phrase of 486, not of 404");
    check_phrase_says(404, "B", FINDING_phrase_differs, "registered is \"Not Found\"");
    check_phrase_says(404, "Basy Here", FINDING_phrase_differs, "registered is \"Not Found\"");
    check_phrase_says(700, "Busy Here", FINDING_phrase_of_other_code, "phrase of 486, not of 700");
    check_phrase_says(0, "Busy Here", FINDING_phrase_of_other_code, "phrase of 486, not of 000");
}

/* As baresip sends 486. Of a success or of a code that is not registered the word says something else. */
static void test_rejected(void)
{
    check_phrase_says(486, "Rejected", FINDING_phrase_differs, "registered is \"Busy Here\"");
    check_phrase(486, "rejected", FINDING_phrase_differs);
    check_phrase(603, "Rejected", FINDING_phrase_differs);
    check_phrase(608, "Rejected", NOTHING);
    check_phrase(200, "Rejected", FINDING_phrase_of_other_code);
    check_phrase(180, "Rejected", FINDING_phrase_of_other_code);
    check_phrase(499, "Rejected", FINDING_phrase_of_other_code);
}

/* The brief names the code. */
static void test_brief_of_phrase(void)
{
    findings all;

    findings_clear(&all);
    code_check_phrase(code_lookup(404), 404, text_from("Busy Here"), &all);
    g_assert_cmpstr(all.list[0].brief, ==, "phrase of 486");
    findings_clear(&all);
    code_check_phrase(code_lookup(429), 429, text_from("Too Many Requests"), &all);
    g_assert_cmpstr(all.list[0].brief, ==, "phrase of HTTP");
}

/* "Loop Detected" is 482's; that HTTP has it for 508 too, or a vendor a phrase of its own, makes no owner. */
static void test_phrase_of_unregistered_code_has_no_owner(void)
{
    check_phrase_says(487, "Loop Detected", FINDING_phrase_of_other_code, "phrase of 482,");
    check_phrase(486, "Conflict", FINDING_phrase_differs);
    check_phrase(486, "Progress Report", FINDING_phrase_differs);
    check_phrase(486, "Early Hints", FINDING_phrase_differs);
}

static void test_phrase_differs(void)
{
    check_phrase_says(486, "Besetzt", FINDING_phrase_differs, "\"Besetzt\"");
    check_phrase_says(486, "Besetzt", FINDING_phrase_differs, "\"Busy Here\"");
    check_phrase(486, "Busy Her", FINDING_phrase_differs);
    check_phrase(486, "Busy Here.", FINDING_phrase_differs);
    check_phrase(486, "Busy-Here", FINDING_phrase_differs);
    check_phrase(486, "B", FINDING_phrase_differs);
    check_phrase(486, "*", FINDING_phrase_differs);
    check_phrase(486, "|", FINDING_phrase_differs);
    check_phrase(486, "Busy|User Busy", FINDING_phrase_differs);
    check_phrase(486, "Busy*", FINDING_phrase_differs);
    check_phrase(486, "Busyness", FINDING_phrase_differs);
}

static void test_prefix_variants(void)
{
    check_phrase(403, "Forbidden - caller number not yours", NOTHING);
    check_phrase(403, "forbidden", NOTHING);
    check_phrase(403, "For bidden: spaces do not count", NOTHING);
    check_phrase(403, "Forbid", FINDING_phrase_differs);
    check_phrase(403, "Not Forbidden", FINDING_phrase_differs);
    check_phrase(487, "Transaction canceled (487/TM)", NOTHING);
    check_phrase(487, "Transaction cance", FINDING_phrase_differs);
    check_phrase(478, "Unresolvable destination (478/TM)", NOTHING);
}

/* A lone "*" lets any phrase pass, but neither HTTP's nor another code's nor none. */
static void test_free_phrases(void)
{
    static const guint free_phrase[] = { 182, 400, 480, 484 };

    for (guint i = 0; i < G_N_ELEMENTS(free_phrase); i++) {
        check_phrase(free_phrase[i], "Missing Contact header", NOTHING);
        check_phrase(free_phrase[i], "*", NOTHING);
        check_phrase(free_phrase[i], "Ringing", FINDING_phrase_of_other_code);
        check_phrase(free_phrase[i], "", FINDING_phrase_empty);
    }
}

/* A lone "*" is one wherever it stands in the list; a "*" that ends a prefix is none. */
static void test_stars_in_variants(void)
{
    static const struct {
        const char *variants;
        const char *phrase;
        finding_index index;
    } cases[] = {
        { "*", "Any", NOTHING },
        { "Some*|*", "Any", NOTHING },
        { "*|Some*", "Any", NOTHING },
        { "Some|*", "Any", NOTHING },
        { "Some*|Other*", "Any", FINDING_phrase_differs },
        { "Some*|Other*", "Otherwise", NOTHING },
        { "Some*", "So", FINDING_phrase_differs },
        { "Some*", "Some", NOTHING },
        { "", "Any", FINDING_phrase_differs },
        { "Any|Some", "Any", NOTHING },
        { "Some|Any", "Any", NOTHING },
        { "Some||Any", "Any", NOTHING },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        code_info row = { 486, STATUS_REGISTERED, "Busy Here", "RFC 3261", "21.4.24", cases[i].variants, "", "Busy.", "Busy." };
        findings all;

        check_phrase_bytes(&row, 486, cases[i].phrase, strlen(cases[i].phrase), cases[i].index, &all);
    }
}

/* Nothing is registered that a phrase of these codes could differ from. */
static void test_unregistered_codes_may_say_anything(void)
{
    static const guint unregistered[] = { 0, 99, 101, 303, 306, 409, 418, 477, 499, 599, 699, 700, 999 };

    for (guint i = 0; i < G_N_ELEMENTS(unregistered); i++) {
        check_phrase(unregistered[i], "I'm a teapot", NOTHING);
        check_phrase(unregistered[i], "*", NOTHING);
        check_phrase(unregistered[i], "", FINDING_phrase_empty);
    }
}

static void test_phrase_empty(void)
{
    for (guint code = 0; code <= 999; code++) {
        check_phrase(code, "", FINDING_phrase_empty);
    }
    check_phrase(486, " ", FINDING_phrase_empty);
    check_phrase(486, " \t \r\n", FINDING_phrase_empty);
}

/* RFC 3261, section 21: the phrase may be in another language, which shows by bytes beyond ASCII. */
static void test_phrase_in_another_language(void)
{
    check_phrase(486, "\xD0\x97\xD0\xB0\xD0\xBD\xD1\x8F\xD1\x82\xD0\xBE", NOTHING);
    check_phrase(200, "= 2**3 * 5**2 \xD0\xBD\xD0\xBE \xD1\x81\xD1\x82\xD0\xBE", NOTHING);
    check_phrase(404, "Nicht verf\xC3\xBCgbar", NOTHING);
    check_phrase(486, "\xE8\xA9\xB1\xE4\xB8\xAD", NOTHING);
    check_phrase(486, "\xF0\x9F\x93\x9E", NOTHING);
    check_phrase(404, "Nicht verf\xFCgbar", FINDING_phrase_differs);
    check_phrase(486, "Busy \xC3", FINDING_phrase_differs);
    check_phrase(486, "\x80", FINDING_phrase_differs);
    check_phrase(486, "\xED\xA0\x80", FINDING_phrase_differs);
    check_phrase(486, "\xC0\xAF", FINDING_phrase_differs);
    check_phrase(486, "\xF4\x90\x80\x80", FINDING_phrase_differs);
}

static void test_phrase_with_control_characters(void)
{
    findings all;

    check_phrase(486, "Busy\x1b[2JHere", FINDING_phrase_differs);
    check_phrase(486, "Busy\x07", FINDING_phrase_differs);
    check_phrase(486, "Busy\x7f", FINDING_phrase_differs);
    check_phrase(486, "Busy\v Here", FINDING_phrase_differs);
    check_phrase_bytes(code_lookup(486), 486, "Busy\0Here", 9, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "Busy Here\0", 10, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "\0Busy Here", 10, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "\0", 1, FINDING_phrase_differs, &all);
    check_phrase_bytes(code_lookup(486), 486, "\0\xC3\xBC", 3, FINDING_phrase_differs, &all);
}

/* However long the phrase, the sentence around it is whole: check_text() sees its end. */
static void test_long_phrases(void)
{
    static const gsize lengths[] = { 63, 64, 65, 199, 200, 201, 239, 240, 241, 399, 400, 401, 65536, 1000000 };

    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        guint count;
        const code_info *table = code_table(&count);
        char *phrase = g_strnfill(lengths[i], 'x');

        for (guint j = 0; j < count; j++) {
            gboolean wants_any = strcmp(table[j].variants, "*") == 0 || g_str_has_suffix(table[j].variants, "|*");
            gboolean differs = is_in_registry(table[j].status) && !wants_any;

            check_phrase(table[j].code, phrase, differs ? FINDING_phrase_differs : NOTHING);
        }
        g_free(phrase);
    }
}

/* A phrase of another code may be stretched by white space until the quotation holds nothing else. */
static void test_long_phrase_of_other_code(void)
{
    char *spaces = g_strnfill(100000, ' ');
    char *phrase = g_strdup_printf("Busy%sHere", spaces);

    check_phrase_says(404, phrase, FINDING_phrase_of_other_code, "phrase of 486,");
    check_phrase(486, phrase, NOTHING);
    g_free(phrase);
    g_free(spaces);
}

/* Any byte anywhere in a phrase: a sentence that can be shown, and the same verdict as for any other stranger. */
static void test_any_byte_in_a_phrase(void)
{
    for (guint byte = 0; byte <= 255; byte++) {
        char phrase[] = { 'B', 'u', 's', 'y', (char)byte, 'H', 'e', 'r', 'e' };
        gboolean is_space = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
        findings all;

        check_phrase_bytes(code_lookup(486), 486, phrase, sizeof phrase, is_space ? NOTHING : FINDING_phrase_differs, &all);
    }
}

/* A user may describe a registered code in words of his own: it stays registered, and so does its phrase. */
static void test_user_defined_row_for_a_registered_code(void)
{
    code_info own = *code_lookup(429);
    findings all;

    own.status = STATUS_USER_DEFINED;
    own.name = "Rate limit";
    g_assert_cmpuint(code_treated_as(&own, 429), ==, 429);
    check_phrase_bytes(&own, 429, "Rate limit", strlen("Rate limit"), NOTHING, &all);
    check_phrase_bytes(&own, 429, "Provide Referrer Identity", strlen("Provide Referrer Identity"), NOTHING, &all);
    check_phrase_bytes(&own, 429, "Whatever", strlen("Whatever"), NOTHING, &all);
    check_phrase_bytes(&own, 429, "Busy Here", strlen("Busy Here"), FINDING_phrase_of_other_code, &all);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codes/phrase/own", test_own_phrase);
    g_test_add_func("/codes/phrase/variants", test_variants);
    g_test_add_func("/codes/phrase/prefix-variants", test_prefix_variants);
    g_test_add_func("/codes/phrase/free", test_free_phrases);
    g_test_add_func("/codes/phrase/stars-in-variants", test_stars_in_variants);
    g_test_add_func("/codes/phrase/of-http", test_phrase_of_http);
    g_test_add_func("/codes/phrase/http-collisions", test_http_collisions);
    g_test_add_func("/codes/phrase/of-other-code", test_phrase_of_other_code);
    g_test_add_func("/codes/phrase/of-unregistered-code", test_phrase_of_unregistered_code_has_no_owner);
    g_test_add_func("/codes/phrase/rejected", test_rejected);
    g_test_add_func("/codes/phrase/brief", test_brief_of_phrase);
    g_test_add_func("/codes/phrase/differs", test_phrase_differs);
    g_test_add_func("/codes/phrase/unregistered-codes-may-say-anything", test_unregistered_codes_may_say_anything);
    g_test_add_func("/codes/phrase/empty", test_phrase_empty);
    g_test_add_func("/codes/phrase/in-another-language", test_phrase_in_another_language);
    g_test_add_func("/codes/phrase/with-control-characters", test_phrase_with_control_characters);
    g_test_add_func("/codes/phrase/long", test_long_phrases);
    g_test_add_func("/codes/phrase/long-of-other-code", test_long_phrase_of_other_code);
    g_test_add_func("/codes/phrase/any-byte", test_any_byte_in_a_phrase);
    g_test_add_func("/codes/phrase/user-defined-row", test_user_defined_row_for_a_registered_code);
    return g_test_run();
}
