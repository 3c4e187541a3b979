/* names.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "names.h"

#include <string.h>

#include <glib.h>

#include "numbered.h"
#include "transaction_keys.h"

typedef struct {
    uint64_t hash; /* of the text as sent */
    uint32_t length;
    bool is_changed; /* it is not shown as it was sent */
    char *text;
} known_name;

struct names {
    hash_key key;
    uint32_t names_max;
    numbered known;
    hash_slots by_hash;
    size_t texts_length; /* with their ends */
};

names *names_new(uint32_t names_max)
{
    names *all = g_new0(names, 1);

    all->key = hash_key_new();
    all->names_max = MAX(names_max, 1);
    numbered_begin(&all->known, sizeof(known_name));
    hash_slots_begin(&all->by_hash);
    return all;
}

static void forget_names(names *all, uint32_t first)
{
    for (uint32_t number = all->known.first; number < first; number++) {
        char *text = ((known_name *)numbered_at(&all->known, number))->text;

        all->texts_length -= strlen(text) + 1;
        g_free(text);
    }
    numbered_forget(&all->known, first);
}

void names_free(names *all)
{
    if (all != NULL) {
        forget_names(all, all->known.next);
        numbered_end(&all->known);
        hash_slots_end(&all->by_hash);
        g_free(all);
    }
}

size_t names_memory(const names *all)
{
    return sizeof *all + numbered_memory(&all->known) + hash_slots_memory(&all->by_hash) + all->texts_length;
}

static uint32_t hash_of_name(const void *element)
{
    return (uint32_t)((const known_name *)element)->hash;
}

static char *text_to_show(text_slice text)
{
    char *shown = g_utf8_make_valid(text.bytes, (gssize)MIN(text.length, NAME_BYTES_MAX));

    text_make_safe(shown);
    return shown;
}

/* What is cut or cannot be shown as it was sent, which no usual name is, has the hash alone to tell it by. */
static bool is_name(const known_name *one, uint64_t hash, text_slice text)
{
    return one->hash == hash && one->length == text.length && (one->is_changed || memcmp(one->text, text.bytes, text.length) == 0);
}

static uint32_t add_name(names *all, uint64_t hash, text_slice text, const hash_slot *slot)
{
    known_name *made;
    uint32_t number;

    if (numbered_count(&all->known) >= all->names_max) {
        forget_names(all, all->known.first + 1);
    }
    made = (known_name *)numbered_add(&all->known, &number);
    if (made != NULL) {
        made->hash = hash;
        made->length = (uint32_t)text.length;
        made->text = text_to_show(text);
        made->is_changed = strlen(made->text) != text.length || memcmp(made->text, text.bytes, text.length) != 0;
        all->texts_length += strlen(made->text) + 1;
        hash_slot_put(slot, number);
    }
    return number;
}

uint32_t names_number(names *all, text_slice text)
{
    uint64_t hash = hash_long(&all->key, text);
    hash_slot slot;

    if (text.length == 0) {
        return 0;
    }
    hash_slots_make_room(&all->by_hash, (uint32_t)hash, &all->known, hash_of_name);
    for (slot = hash_slot_first(&all->by_hash, (uint32_t)hash); hash_slot_number(&slot) != 0; hash_slot_next(&slot)) {
        const known_name *one = (const known_name *)numbered_at(&all->known, hash_slot_number(&slot));

        if (one != NULL && is_name(one, hash, text)) {
            return hash_slot_number(&slot);
        }
    }
    return add_name(all, hash, text, &slot);
}

const char *names_at(const names *all, uint32_t number)
{
    const known_name *one = (const known_name *)numbered_at(&all->known, number);

    return one == NULL ? "" : one->text;
}

/* Behind the last "@"; 0 where there is none. */
static size_t host_start(text_slice uri)
{
    size_t start = uri.length;

    while (start > 0 && uri.bytes[start - 1] != '@') {
        start--;
    }
    return start;
}

text_slice name_of_party(text_slice value)
{
    text_slice uri = text_uri(value);

    if (text_starts_with(uri, "sip:")) {
        uri = text_skip(uri, strlen("sip:"));
    } else if (text_starts_with(uri, "sips:")) {
        uri = text_skip(uri, strlen("sips:"));
    }
    /* In the user part both may stand (RFC 3261, section 25.1). */
    for (size_t i = host_start(uri); i < uri.length; i++) {
        if (uri.bytes[i] == ';' || uri.bytes[i] == '?') {
            uri.length = i;
        }
    }
    return text_trim(uri);
}

text_slice name_domain(text_slice party)
{
    text_slice host = text_skip(party, host_start(party));
    const char *end = host.bytes + host.length;
    const char *stop = host.bytes;

    if (host.bytes == party.bytes && text_starts_with(party, "tel:")) {
        return (text_slice){ end, 0 };
    }
    if (host.length > 0 && host.bytes[0] == '[') {
        stop = memchr(host.bytes, ']', host.length);
    }
    stop = stop == NULL ? NULL : memchr(stop, ':', (size_t)(end - stop));
    return text_between(host.bytes, stop == NULL ? end : stop);
}
