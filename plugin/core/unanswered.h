/* unanswered.h: the requests that nobody answered, for the reports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_UNANSWERED_H
#define SIPCODES_UNANSWERED_H

#include <glib.h>
#include <stdint.h>

/** All unanswered requests of one method to one address. */
typedef struct {
    char *method;
    char *address;
    uint64_t count;
    uint32_t first_frame;
} unanswered_row;

/** The rows. Memory grows with distinct methods and addresses. */
typedef struct unanswered unanswered;

/** Starts with nothing; unanswered_free() ends it. */
unanswered *unanswered_new(void);

/** Frees all; NULL is let be. */
void unanswered_free(unanswered *all);

/** Counts one; the texts are copied. */
void unanswered_add(unanswered *all, const char *method, const char *address, uint32_t frame);

/** The rows, most first, then by method and address, so that each run gives the same order; to be freed with g_ptr_array_free(). */
GPtrArray *unanswered_rows(const unanswered *all);

#endif
