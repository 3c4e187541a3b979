/* keep_going.h: all that fails is named, not the first alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_KEEP_GOING_H
#define SIPCODES_KEEP_GOING_H

#include <glib.h>

/** Fails the test with this line, as by printf, without ending it. */
#define FAIL_WITH(...) (g_test_message(__VA_ARGS__), g_test_fail())

/** As g_test_init(), but a failed test does not keep the others from being run (GLib's option -k). */
static inline void init_keep_going(char **argv)
{
    static char option[] = "-k";
    static char *arguments[16];
    char **all = arguments;
    int count = 2;

    arguments[0] = argv[0];
    arguments[1] = option;
    for (guint i = 1; argv[i] != NULL && count < (int)G_N_ELEMENTS(arguments) - 1; i++) {
        arguments[count++] = argv[i];
    }
    g_test_init(&count, &all, NULL);
}

#endif
