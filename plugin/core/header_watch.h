/* header_watch.h: may a message have one of these header fields? Found out without reading it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_HEADER_WATCH_H
#define SIPCODES_HEADER_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "message.h"

/** The beginning of a line in lower case, as text_load_word() gives it, and the rest. */
typedef struct {
    uint64_t head;
    uint64_t mask;    /**< the bits of the head that are the name's */
    const char *name; /**< NULL ends the names */
} watched_name;

/** How much of a name that alone is looked for is looked for at a glance. */
#define HEADER_WATCH_HEAD 3

/** Header fields that are looked for. */
typedef struct {
    /** by the first byte of a line: 0 for most; else the place, counted from 1, of the first of the names that begin so; a line end has
     * HEADER_WATCH_LINE_END, a letter that is a compact form HEADER_WATCH_ANY */
    uint8_t begins[256];
    /** by the place in "begins": which letters the third byte of those names can be, one bit for the lowest five of each */
    uint32_t thirds[HEADER_ID_COUNT + 1];
    watched_name names[HEADER_ID_COUNT]; /**< those that begin with the same letter stand together */
    char only[HEADER_WATCH_HEAD + 1];    /**< the beginning in lower case of the name that alone is looked for; empty of several */
} header_watch;

#define HEADER_WATCH_LINE_END UINT8_MAX
#define HEADER_WATCH_ANY (UINT8_MAX - 1)

/** Starts to look for the header fields of the set. */
void header_watch_fill(header_watch *watch, const header_set *wanted);

/**
 * False if the message that begins with the bytes, or in whose first line they begin, has none of the header fields; true where it seems
 * to. Any line up to the first empty one counts whose beginning is the name.
 */
bool header_watch_sees(const header_watch *watch, text_slice bytes);

#endif
