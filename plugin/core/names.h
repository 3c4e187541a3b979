/* names.h: who calls whom, each name kept once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_NAMES_H
#define SIPCODES_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

/** A name is cut behind as many bytes. */
#define NAME_BYTES_MAX 96

/** Names by number, from 1; 0 is none. */
typedef struct names names;

/** Starts with nothing. More names than the limit, at least 1, are kept by forgetting the oldest. names_free() ends it. */
names *names_new(uint32_t names_max);

/** Frees all; NULL is let be. */
void names_free(names *all);

/** The number of the text; 0 where it is empty. */
uint32_t names_number(names *all, text_slice text);

/** The name: valid UTF-8 that can be shown. Empty for 0 and for a forgotten one; good until the next names_number(). */
const char *names_at(const names *all, uint32_t number);

/** How many bytes are kept, but for what the allocator adds. */
size_t names_memory(const names *all);

/** The party in a From or To header field's value: "bob@example.com", without the scheme where it is sip or sips; "tel:+15550100". */
text_slice name_of_party(text_slice value);

/** The host in what name_of_party() gives, without its port; empty where there is none. */
text_slice name_domain(text_slice party);

#endif
