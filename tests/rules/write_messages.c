/* write_messages.c: writes the messages of rules.cases as files, for what does not read it: fuzzers, and captures of the tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: write_messages RULES.CASES FOLDER
 *
 * Each rule's become FOLDER/<rule>.broken and FOLDER/<rule>.kept, with ".stream" behind where they need TCP. A file with a fault is no
 * failure here: test_rules names the fault, and what stands before it is written.
 */
#include <stdio.h>

#include "rule_cases.h"

static gboolean write_message(const char *folder, const char *rule, const char *which, const rule_message *one)
{
    char *path = g_strdup_printf("%s/%s.%s%s", folder, rule, which, one->over_stream ? ".stream" : "");
    gboolean is_written = one->text == NULL || g_file_set_contents(path, one->text->str, (gssize)one->text->len, NULL);

    if (!is_written) {
        fprintf(stderr, "%s cannot be written\n", path);
    }
    g_free(path);
    return is_written;
}

int main(int argc, char **argv)
{
    gboolean is_written = TRUE;
    rule_cases all;

    if (argc != 3) {
        fprintf(stderr, "usage: write_messages RULES.CASES FOLDER\n");
        return 64;
    }
    all = rule_cases_read(argv[1]);
    if (g_mkdir_with_parents(argv[2], 0755) != 0) {
        fprintf(stderr, "%s cannot be made\n", argv[2]);
        return 1;
    }
    for (guint i = 0; i < all.list->len; i++) {
        const rule_case *one = g_ptr_array_index(all.list, i);

        is_written = write_message(argv[2], one->rule, "broken", &one->broken) && is_written;
        is_written = write_message(argv[2], one->rule, "kept", &one->kept) && is_written;
    }
    rule_cases_clear(&all);
    return is_written ? 0 : 1;
}
