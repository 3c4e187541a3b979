/* test_rules_demands.c: what the RFCs ask of one response (tests/rules/coverage.tsv), against the rows of rules.def
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A demand names the rules that stand for it; where one differs from it in its kind, source, code, method, header field or severity,
 * the demand's reason says why. A rule that no demand names is fine: its row has its own RFC.
 */
#include "../rules/rule_verdicts.h"

#include <stdlib.h>
#include <string.h>

#include "keep_going.h"

enum {
    COLUMN_KIND,
    COLUMN_CODE,
    COLUMN_METHOD,
    COLUMN_HEADER,
    COLUMN_STRENGTH,
    COLUMN_RFC,
    COLUMN_SECTION,
    COLUMN_RULES,
    COLUMN_REASON,
    COLUMNS
};

static const char *const methods[METHOD_INDEX_COUNT] = {
    [METHOD_INDEX_NONE] = "",
    [METHOD_INDEX_OTHER] = "",
#define METHOD(name) [METHOD_INDEX_##name] = #name,
#include "methods.def"
};

static gboolean kind_fits(const char *demand, rule_kind kind)
{
    switch (kind) {
    case RULE_REQUIRE:
        return strcmp(demand, "require-header") == 0;
    case RULE_FORBID:
        return strcmp(demand, "forbid-header") == 0;
    case RULE_METHOD:
    case RULE_DEPRECATED:
        return g_str_has_prefix(demand, "method-");
    default:
        return strcmp(demand, "value") == 0;
    }
}

/* "8.2.6.2; 20 table 3": the row's section is one of these. "21.4.17; RFC6665 4.2.1.1": or of another RFC's. */
static gboolean source_fits(char **columns, const rule *one)
{
    char **parts = g_strsplit(columns[COLUMN_SECTION], "; ", -1);
    char *rfc = g_strdup_printf("RFC%s", one->rfc + strlen("RFC "));
    gboolean fits = FALSE;

    for (guint i = 0; parts[i] != NULL; i++) {
        const char *of = g_str_has_prefix(parts[i], "RFC") ? parts[i] : columns[COLUMN_RFC];
        const char *section = of == parts[i] ? strchr(parts[i], ' ') + 1 : parts[i];
        gsize length = strlen(one->section);

        fits = fits || (g_str_has_prefix(of, rfc) && g_str_has_prefix(section, one->section) && strchr("; ", section[length]) != NULL);
    }
    g_free(rfc);
    g_strfreev(parts);
    return fits;
}

/* The first code that the demand speaks of: "*", "486", "2xx", "101-199", "401,407". 0 for all but some ("!2xx"). */
static guint code_of(const char *codes)
{
    if (codes[0] == '*') {
        return 200;
    }
    return (guint)strtoul(codes, NULL, 10) * (strncmp(codes + 1, "xx", 2) == 0 ? 100 : 1);
}

static method_index method_of(const char *names)
{
    gsize length = strcspn(names, ",");

    for (guint i = METHOD_INDEX_OTHER + 1; i < METHOD_INDEX_COUNT; i++) {
        if (strlen(methods[i]) == length && strncmp(methods[i], names, length) == 0) {
            return (method_index)i;
        }
    }
    return METHOD_INDEX_OTHER;
}

/* A demand about a code's methods is broken by the others ("method-only"); one about methods that it must not answer, by these. */
static gboolean place_fits(char **columns, const rule *one)
{
    const char *names = columns[COLUMN_METHOD];
    guint code = code_of(columns[COLUMN_CODE]);
    gboolean is_exclusive = strcmp(columns[COLUMN_KIND], "method-only") == 0;

    if (code == 0 || names[0] == '!' || strcmp(columns[COLUMN_CODE], "*") == 0) {
        return TRUE;
    }
    return rule_applies(one, code, method_of(names)) != is_exclusive;
}

static gboolean header_fits(char **columns, const rule *one)
{
    const char *name = header_name(one->header);
    const char *wanted = columns[COLUMN_HEADER];

    /* "*-Authenticate" is both. */
    return one->header == HEADER_OTHER || strstr(wanted, name) != NULL
        || (g_str_has_prefix(wanted, "*-") && strstr(name, "-Authenticate") != NULL);
}

/* What a demand of this strength deserves where nothing speaks for less. */
static severity_level severity_of(char **columns)
{
    const char *strength = columns[COLUMN_STRENGTH];

    if (strcmp(strength, "MAY") == 0) {
        return SEVERITY_CHAT;
    }
    return g_str_has_prefix(strength, "MUST") && strcmp(columns[COLUMN_KIND], "forbid-header") != 0 ? SEVERITY_WARN : SEVERITY_NOTE;
}

static void check_rule(char **columns, const rule *one)
{
    if (columns[COLUMN_REASON][0] != '\0') {
        return;
    }
    if (!kind_fits(columns[COLUMN_KIND], one->kind)) {
        FAIL_WITH("%s: another kind than the demand's, %s", one->name, columns[COLUMN_KIND]);
    }
    if (!source_fits(columns, one)) {
        FAIL_WITH("%s: %s, %s is not the demand's %s, %s", one->name, one->rfc, one->section, columns[COLUMN_RFC],
                  columns[COLUMN_SECTION]);
    }
    if (!place_fits(columns, one)) {
        FAIL_WITH("%s: not for %s to %s", one->name, columns[COLUMN_CODE], columns[COLUMN_METHOD]);
    }
    if (!header_fits(columns, one)) {
        FAIL_WITH("%s: about %s, not about %s", one->name, header_name(one->header), columns[COLUMN_HEADER]);
    }
    if (one->severity < severity_of(columns)) {
        FAIL_WITH("%s: milder than the RFC's %s", one->name, columns[COLUMN_STRENGTH]);
    }
}

static void check_demand(const char *line, guint number)
{
    char **columns = g_strsplit(line, "\t", -1);
    char **names;

    if (g_strv_length(columns) != COLUMNS) {
        FAIL_WITH("coverage.tsv, line %u: %u columns instead of %u", number, g_strv_length(columns), COLUMNS);
        g_strfreev(columns);
        return;
    }
    names = g_strsplit(columns[COLUMN_RULES], " ", -1);
    if (strcmp(columns[COLUMN_RULES], "-") == 0 && columns[COLUMN_REASON][0] == '\0') {
        FAIL_WITH("coverage.tsv, line %u: neither a rule nor a reason", number);
    }
    for (guint i = 0; names[i] != NULL && strcmp(columns[COLUMN_RULES], "-") != 0; i++) {
        const rule *one = find_rule(names[i]);

        if (one == NULL) {
            FAIL_WITH("coverage.tsv, line %u: there is no rule %s", number, names[i]);
        } else {
            check_rule(columns, one);
        }
    }
    g_strfreev(names);
    g_strfreev(columns);
}

static void test_demands(void)
{
    char *path = rules_file("coverage.tsv");
    char *table = NULL;
    char **lines;

    g_assert_true(g_file_get_contents(path, &table, NULL, NULL));
    lines = g_strsplit(table, "\n", -1);
    g_assert_cmpstr(lines[0], ==, "kind\tcode\tmethod\theader\tstrength\trfc\tsection\trules\treason");
    g_assert_cmpuint(g_strv_length(lines), >, 2);
    for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        check_demand(lines[i], i + 1);
    }
    g_strfreev(lines);
    g_free(table);
    g_free(path);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/rules-table/demands", test_demands);
    return g_test_run();
}
