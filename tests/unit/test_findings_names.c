/* test_findings_names.c: the names that users filter on, their severities, and their words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* ---- Names, kinds and severities ---- */

/* A public interface: a name never changes once released. Kept apart from findings.def on purpose; rules have their files. */
static const struct {
    const char *name;
    const char *kind;
    severity_level severity;
} released[] = {
    { "unknown", "unknown", SEVERITY_WARN },
    { "out_of_range", "out_of_range", SEVERITY_ERROR },
    { "reserved", "reserved", SEVERITY_NOTE },
    { "obsolete", "obsolete", SEVERITY_NOTE },
    { "vendor", "vendor", SEVERITY_NOTE },
    { "http_only", "http_only", SEVERITY_WARN },
    { "phrase_differs", "phrase_differs", SEVERITY_CHAT },
    { "phrase_of_other_code", "phrase_of_other_code", SEVERITY_NOTE },
    { "phrase_of_http", "phrase_of_http", SEVERITY_NOTE },
    { "phrase_empty", "phrase_empty", SEVERITY_CHAT },
    { "reason_malformed", "reason_malformed", SEVERITY_WARN },
    { "reason_conflict", "reason_conflict", SEVERITY_NOTE },
    { "provisional_failure", "provisional_failure", SEVERITY_NOTE },
    { "blocked_incomplete", "blocked_incomplete", SEVERITY_WARN },
    { "line_ends_before", "line_ends_before", SEVERITY_CHAT },
    { "lower_case_version", "lower_case_version", SEVERITY_WARN },
    { "malformed_status_line", "malformed_status_line", SEVERITY_ERROR },
    { "user_defined", "user_defined", SEVERITY_WARN },
    { "user_defined_error", "user_defined", SEVERITY_ERROR },
    { "credentials_refused", "credentials", SEVERITY_NOTE },
    { "nonce_expired_without_stale", "credentials", SEVERITY_CHAT },
    { "challenge_stale", "credentials", SEVERITY_CHAT },
    { "answer_never_acked", "sequence", SEVERITY_WARN },
    { "failure_never_acked", "sequence", SEVERITY_WARN },
    { "cancel_without_487", "sequence", SEVERITY_NOTE },
    { "failure_after_cancel", "sequence", SEVERITY_NOTE },
    { "ack_branch", "dialog", SEVERITY_WARN },
    { "two_finals", "sequence", SEVERITY_WARN },
    { "never_answered", "sequence", SEVERITY_CHAT },
    { "answered_while_cancelled", "sequence", SEVERITY_CHAT },
    { "response_echo", "not_echoed", SEVERITY_WARN },
    { "response_cseq_method", "not_echoed", SEVERITY_ERROR },
    { "provisional_after_final", "sequence", SEVERITY_NOTE },
    { "terminated_without_cancel", "sequence", SEVERITY_CHAT },
    { "early_100", "sequence", SEVERITY_NOTE },
    { "cancel_before_provisional", "sequence", SEVERITY_NOTE },
    { "cancel_branch", "dialog", SEVERITY_WARN },
    { "cseq_not_incremented", "dialog", SEVERITY_WARN },
    { "cseq_goes_back", "dialog", SEVERITY_WARN },
    { "ack_of_2xx_in_branch", "dialog", SEVERITY_NOTE },
    { "dialog_tag", "dialog", SEVERITY_WARN },
    { "reliable_without_prack", "sequence", SEVERITY_NOTE },
    { "provisional_resent_after_prack", "sequence", SEVERITY_NOTE },
    { "late_final", "sequence", SEVERITY_NOTE },
    { "slow_first_response", "sequence", SEVERITY_CHAT },
    { "session_timer_ignored", "negotiation", SEVERITY_CHAT },
    { "expires_shortened", "negotiation", SEVERITY_CHAT },
    { "binding_missing", "negotiation", SEVERITY_NOTE },
    { "answer_changed", "negotiation", SEVERITY_NOTE },
    { "glare", "sequence", SEVERITY_CHAT },
    { "bye_481", "sequence", SEVERITY_CHAT },
};

/* Found by rules, each of which has its own name and severity. */
static const char *const kinds_of_rules[] = { "deprecated", "method", "missing_header", "forbidden_header", "header_value",
                                              "malformed_message", "session_description" };

/* One severity stands on each row alone. These are what real traffic does every day, so remarks. */
/* clang-format off */
static const char *const everyday[] = {
    "provisional_contact", "bye_ok_with_contact", "prack_ok_with_contact", "info_ok_with_contact", "message_ok_with_contact",
    "publish_ok_with_contact", "invite_ok_allow", "invite_ok_supported", "trying_to_non_invite", "phrase_differs", "phrase_empty",
    "register_ok_contact", "register_ok_contact_expires_header", "options_ok_capabilities", "not_acceptable_method",
    "not_acceptable_warning", "www_challenge_qop", "proxy_challenge_qop", "max_forwards_in_response", "route_in_response",
    "min_se_elsewhere", "session_expires_elsewhere", "bad_event_allow_events", "accepted_refer", "accepted_subscription",
    "contact_private", "sdp_only_port_0", "sdp_address", "sdp_address_private", "invite_ok_sdp",
};
/* clang-format on */
static const char *const notes[] = { "refer_ok_contact", "bad_event_publish_allow_events", "via_branch", "accepted_elsewhere" };

static bool find_name(const char *name, uint32_t *index)
{
    for (*index = 0; *index < finding_name_count(); (*index)++) {
        if (strcmp(finding_name(*index), name) == 0) {
            return true;
        }
    }
    return false;
}

static void test_released_names(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(released); i++) {
        uint32_t index;

        if (!find_name(released[i].name, &index)) {
            g_test_fail_printf("there is no %s any more", released[i].name);
            continue;
        }
        g_assert_cmpuint(index, ==, i);
        g_assert_cmpstr(finding_kind_name(finding_kind_of(index)), ==, released[i].kind);
        g_assert_cmpint(finding_severity(index), ==, released[i].severity);
    }
}

static bool is_a_rule(const char *name)
{
    static const char *const rules[] = {
#define RULE(name, codes, methods, kind, header, strength, severity, rfc, section, check, brief, summary, why) #name,
#include "rules.def"
    };

    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (strcmp(rules[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void test_no_other_names(void)
{
    for (uint32_t i = G_N_ELEMENTS(released); i < finding_name_count(); i++) {
        if (!is_a_rule(finding_name(i))) {
            g_test_fail_printf("%s is not in this test's list: is it in docs/reference.md, and is there a test that shows it?", finding_name(i));
        }
    }
}

static bool is_listed(const char *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(released); i++) {
        if (strcmp(released[i].kind, kind) == 0) {
            return true;
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(kinds_of_rules); i++) {
        if (strcmp(kinds_of_rules[i], kind) == 0) {
            return true;
        }
    }
    return false;
}

static void test_kinds(void)
{
    bool has_names[KIND_COUNT] = { false };

    for (uint32_t i = 0; i < finding_name_count(); i++) {
        g_assert_cmpuint(finding_kind_of(i), <, KIND_COUNT);
        has_names[finding_kind_of(i)] = true;
    }
    for (guint kind = 0; kind < KIND_COUNT; kind++) {
        g_test_message("%s", finding_kind_name((finding_kind)kind));
        g_assert_true(has_names[kind]);
        g_assert_true(is_listed(finding_kind_name((finding_kind)kind)));
    }
}

static void check_severity(const char *name, severity_level severity)
{
    uint32_t index;
    bool is_there = find_name(name, &index);

    g_test_message("%s", name);
    g_assert_true(is_there);
    g_assert_cmpint(finding_severity(index), ==, severity);
    g_assert_true(finding_is_remark(index) == (severity == SEVERITY_CHAT));
}

static void test_everyday_is_no_anomaly(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(everyday); i++) {
        check_severity(everyday[i], SEVERITY_CHAT);
    }
    for (guint i = 0; i < G_N_ELEMENTS(notes); i++) {
        check_severity(notes[i], SEVERITY_NOTE);
    }
}

/* Filter names: lower case, digits and "_". */
static void test_names_are_filter_names(void)
{
    for (uint32_t i = 0; i < finding_name_count(); i++) {
        const char *name = finding_name(i);

        g_assert_cmpuint(strlen(name), >, 0);
        g_assert_cmpuint(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"), ==, strlen(name));
        for (uint32_t j = 0; j < i; j++) {
            g_assert_cmpstr(name, !=, finding_name(j));
        }
    }
}

static void check_words(const char *words)
{
    g_test_message("%s", words);
    g_assert_cmpuint(strlen(words), >, 0);
    g_assert_true(g_str_is_ascii(words));
    g_assert_false(g_str_has_suffix(words, "."));
    g_assert_null(strstr(words, "  "));
}

static void test_summaries(void)
{
    for (uint32_t i = 0; i < finding_name_count(); i++) {
        const char *summary = finding_summary(i);

        check_words(summary);
        g_assert_true(g_ascii_isupper(summary[0]) || g_ascii_isdigit(summary[0]));
        for (uint32_t j = 0; j < i; j++) {
            g_assert_cmpstr(summary, !=, finding_summary(j));
        }
        g_assert_nonnull(strstr(summary, finding_header(i)));
    }
}

/* A comma separates briefs in the summary line; a slash would cut the name of a node in the tree of statistics. */
static void test_briefs(void)
{
    for (uint32_t i = 0; i < finding_name_count(); i++) {
        const char *brief = finding_brief(i);

        check_words(brief);
        g_assert_cmpuint(strlen(brief), <=, FINDING_BRIEF_MAX);
        g_assert_null(strpbrk(brief, "/,_"));
        for (uint32_t j = 0; j < i; j++) {
            g_assert_cmpstr(brief, !=, finding_brief(j));
        }
    }
}

/* "At least a warning" is asked by comparing. */
static void test_severities_ascend(void)
{
    g_assert_cmpuint(SEVERITY_CHAT, <, SEVERITY_NOTE);
    g_assert_cmpuint(SEVERITY_NOTE, <, SEVERITY_WARN);
    g_assert_cmpuint(SEVERITY_WARN, <, SEVERITY_ERROR);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/findings/names/released", test_released_names);
    g_test_add_func("/findings/names/kinds", test_kinds);
    g_test_add_func("/findings/names/everyday", test_everyday_is_no_anomaly);
    g_test_add_func("/findings/names/briefs", test_briefs);
    g_test_add_func("/findings/names/no-other", test_no_other_names);
    g_test_add_func("/findings/names/are-filter-names", test_names_are_filter_names);
    g_test_add_func("/findings/names/summaries", test_summaries);
    g_test_add_func("/findings/names/severities-ascend", test_severities_ascend);
    return g_test_run();
}
