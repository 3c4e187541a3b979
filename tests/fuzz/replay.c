/* replay.c: runs a fuzz target over files and over the files of folders, without a fuzzer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>

#include "fuzz.h"

static guint replay_file(const char *path)
{
    GError *error = NULL;
    char *contents, *exact;
    gsize length;

    if (!g_file_get_contents(path, &contents, &length, &error)) {
        g_error("%s", error->message);
    }
    /* Without GLib's terminating NUL, which would hide a read behind the end. */
    exact = g_malloc(MAX(length, 1));
    memcpy(exact, contents, length);
    g_free(contents);
    LLVMFuzzerTestOneInput((const uint8_t *)exact, length);
    g_free(exact);
    return 1;
}

static guint replay(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;
    guint count = 0;

    if (folder == NULL) {
        return replay_file(path);
    }
    while ((name = g_dir_read_name(folder)) != NULL) {
        char *inside = g_build_filename(path, name, NULL);

        count += replay(inside);
        g_free(inside);
    }
    g_dir_close(folder);
    return count;
}

int main(int argc, char **argv)
{
    guint count = 0;

    for (int i = 1; i < argc; i++) {
        count += replay(argv[i]);
    }
    printf("%u inputs\n", count);
    return count == 0;
}
