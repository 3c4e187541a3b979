/* explanation.h: what the sender of a message itself says about why
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing is judged and nothing is translated: the words are shown as they were sent. explanations.def has the header fields.
 */
#ifndef SIPCODES_EXPLANATION_H
#define SIPCODES_EXPLANATION_H

#include <stddef.h>

#include "codes.h"
#include "message.h"

/** More than this in one message are passed over. */
#define EXPLANATIONS_MAX 8

/** One thing that the sender says. The slices lie inside the message. */
typedef struct {
    const char *place; /**< the header field's name, or "phrase" */
    text_slice sent;   /**< the value that it is taken from: what to highlight */
    text_slice number; /**< a number of the sender's own list, before the words; may be empty */
    text_slice words;  /**< without quotes around them, escapes still in them: text_unquote(); may be empty where number is not */
} explanation;

/** All that one message says. */
typedef struct {
    size_t count;
    explanation list[EXPLANATIONS_MAX];
} explanations;

/** Puts the header fields that are looked at into the set. */
void explanations_add_headers(header_set *headers);

/**
 * Reads them into *all: a telling phrase (see code_phrase_is_telling()), then the header fields in the order of explanations.def. What is
 * said twice in the same words is there once. phrase lies inside the message; an empty one for requests, which have no info (NULL), and
 * where it was cut.
 */
void explanations_read(const message *m, const code_info *info, text_slice phrase, explanations *all);

#endif
