/* counts.h: what the reports count of responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_COUNTS_H
#define SIPCODES_COUNTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "findings.h"

/** One response that was on its way. What is pointed at is copied where it is kept. */
typedef struct {
    uint32_t code;
    const char *name;   /**< NULL where the code has none */
    const char *method; /**< "" where there was no readable CSeq */
    uint32_t frame;
    bool is_resent;
    const uint16_t *findings; /**< a finding_index each, no index twice */
    size_t finding_count;
    int sender_kind; /**< with the bytes: who sent it, in the caller's own way */
    const void *sender;
    size_t sender_length;
} counted_response;

/** Writes a sender that is met for the first time as text, which the counts then own (g_free()); the context is the caller's. */
typedef char *sender_text(const counted_response *response, const void *context);

/** All responses of one code to one method. */
typedef struct {
    uint32_t code;
    char *name;
    char *method;
    uint64_t count;
    uint64_t resent;
    uint32_t first_frame;
    uint32_t last_frame;
} code_row;

/** All messages with one finding. */
typedef struct {
    uint64_t count;
    uint32_t first_frame;
} finding_row;

/** One failure code of one sender. */
typedef struct {
    uint32_t code;
    uint64_t count;
} failure;

/** All responses of one sender. */
typedef struct {
    int kind;
    void *bytes;
    size_t length;
    char *address;
    uint64_t count;
    uint64_t classes[7]; /**< by the code's class; [0]: out of range */
    GArray *failures;    /**< of failure, as they came: a sender has few; NULL before the first. counts_failures() sorts them */
} address_row;

/** Most responses are of few codes, and follow others of the same sender. */
#define COUNTS_RECENT 32

/** What is counted. Memory grows with distinct codes, methods and senders, not with responses. */
typedef struct {
    uint64_t responses;
    uint64_t resent;
    GHashTable *codes;     /**< of code_row *, by code and method */
    GHashTable *addresses; /**< of address_row *, by kind and bytes */
    finding_row findings[FINDING_NAME_COUNT];
    code_row *recent_codes[COUNTS_RECENT]; /**< by the code's lowest bits: the row last counted; NULL where there is none */
    address_row *recent_address;           /**< the same of the sender */
} counts;

/** Starts from nothing; counts_free() ends it. */
counts *counts_new(void);

/** Back to nothing. */
void counts_reset(counts *all);

/** Frees all; NULL is let be. */
void counts_free(counts *all);

/** Counts one response. */
void counts_add(counts *all, const counted_response *response, sender_text *text, const void *context);

/** Counts what is found of one message that is no response; a finding_index each, no index twice. */
void counts_add_findings(counts *all, uint32_t frame, const uint16_t *found, size_t count);

/** Says how often something is found that is known only at the end, and where first: in place of what was said before. */
void counts_set_finding(counts *all, uint32_t index, finding_row row);

/** The rows, most first, then by number and name, so that each run gives the same order; to be freed with g_ptr_array_free(). */
GPtrArray *counts_codes(const counts *all);

/** The same of the senders. */
GPtrArray *counts_addresses(const counts *all);

/** The failures of one sender, most first; to be freed with g_array_free(). */
GArray *counts_failures(const address_row *row);

/** The anomalies, or the remarks, that were met, worst first, then most first; returns how many. */
uint32_t counts_findings(const counts *all, bool remarks, uint32_t found[FINDING_NAME_COUNT]);

#endif
