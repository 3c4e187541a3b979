/* names.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "names.h"

#include <string.h>

#include <glib.h>

#include "numbered.h"
#include "transaction_keys.h"

/* Names stand one behind the other in units of 8 bytes, which are numbered; a name's number is that of its first unit. None goes over the
 * end of a chunk of units: those before it are then empty. */
#define UNIT 8

typedef enum {
    NAME_NONE,   /* an empty unit */
    NAME_PLAIN,  /* the text as it was sent */
    NAME_CHANGED /* an original, and the text as it is shown */
} name_kind;

/* What a changed name is told by: it is cut, or cannot be shown as it was sent. */
typedef struct {
    uint64_t hash;
    uint64_t length;
} original;

struct names {
    hash_key key;
    uint32_t names_max;
    uint32_t count;
    numbered units;
    hash_slots by_hash;
};

/* ---- One name ---- */

static size_t start_of_text(char kind)
{
    return kind == NAME_CHANGED ? 1 + sizeof(original) : 1;
}

static const char *text_of(const char *name)
{
    return name + start_of_text(name[0]);
}

static original original_of(const char *name)
{
    original one;

    memcpy(&one, name + 1, sizeof one);
    return one;
}

static uint32_t units_for(char kind, size_t length)
{
    return (uint32_t)((start_of_text(kind) + length + 1 + UNIT - 1) / UNIT);
}

static uint32_t hash_of_name(const void *element, const void *context)
{
    const char *name = (const char *)element;

    if (name[0] == NAME_CHANGED) {
        return (uint32_t)original_of(name).hash;
    }
    return (uint32_t)hash_long((const hash_key *)context, text_from(text_of(name)));
}

/* What is changed, which no usual name is, has the hash and length alone to tell it by. */
static bool is_name(const char *name, uint64_t hash, text_slice text)
{
    if (name[0] == NAME_CHANGED) {
        return original_of(name).hash == hash && original_of(name).length == text.length;
    }
    return strncmp(text_of(name), text.bytes, text.length) == 0 && text_of(name)[text.length] == '\0';
}

/* ---- All ---- */

names *names_new(uint32_t names_max)
{
    names *all = g_new0(names, 1);

    all->key = hash_key_new();
    all->names_max = MAX(names_max, 1);
    numbered_begin(&all->units, UNIT);
    hash_slots_begin(&all->by_hash);
    return all;
}

void names_free(names *all)
{
    if (all != NULL) {
        numbered_end(&all->units);
        hash_slots_end(&all->by_hash);
        g_free(all);
    }
}

size_t names_memory(const names *all)
{
    return sizeof *all + numbered_memory(&all->units) + hash_slots_memory(&all->by_hash);
}

static void forget_oldest(names *all)
{
    uint32_t number = all->units.first;
    const char *name;

    while ((name = (const char *)numbered_at(&all->units, number)) != NULL && name[0] == NAME_NONE) {
        number++;
    }
    if (name != NULL) {
        number += units_for(name[0], strlen(text_of(name)));
        all->count--;
    }
    numbered_forget(&all->units, number);
}

/* So many units in a row: the number of the first; 0 where no number is left. */
static uint32_t add_units(names *all, uint32_t count)
{
    uint32_t left = NUMBERED_CHUNK - (all->units.next - 1) % NUMBERED_CHUNK, number = 0, first;

    for (; left < count && left > 0; left--) {
        numbered_add(&all->units, &number);
    }
    numbered_add(&all->units, &first);
    for (uint32_t i = 1; i < count; i++) {
        numbered_add(&all->units, &number);
    }
    return count > 1 && number == 0 ? 0 : first;
}

static uint32_t add_name(names *all, uint64_t hash, text_slice text, const hash_slot *slot)
{
    const original sent = { hash, text.length };
    char *shown = g_utf8_make_valid(text.bytes, (gssize)MIN(text.length, NAME_BYTES_MAX));
    size_t length;
    char kind;
    uint32_t number;

    text_make_safe(shown);
    length = strlen(shown);
    kind = length == text.length && memcmp(shown, text.bytes, length) == 0 ? NAME_PLAIN : NAME_CHANGED;
    if (all->count >= all->names_max) {
        forget_oldest(all);
    }
    number = add_units(all, units_for(kind, length));
    if (number != 0) {
        char *name = (char *)numbered_at(&all->units, number);

        name[0] = kind;
        if (kind == NAME_CHANGED) {
            memcpy(name + 1, &sent, sizeof sent);
        }
        memcpy(name + start_of_text(kind), shown, length + 1);
        hash_slot_put(slot, number);
        all->count++;
    }
    g_free(shown);
    return number;
}

uint32_t names_number(names *all, text_slice text)
{
    uint64_t hash = hash_long(&all->key, text);
    hash_slot slot;

    if (text.length == 0) {
        return 0;
    }
    hash_slots_make_room(&all->by_hash, (uint32_t)hash, &all->units, hash_of_name, &all->key);
    for (slot = hash_slot_first(&all->by_hash, (uint32_t)hash); hash_slot_number(&slot) != 0; hash_slot_next(&slot)) {
        const char *name = (const char *)numbered_at(&all->units, hash_slot_number(&slot));

        if (name != NULL && is_name(name, hash, text)) {
            return hash_slot_number(&slot);
        }
    }
    return add_name(all, hash, text, &slot);
}

const char *names_at(const names *all, uint32_t number)
{
    const char *name = (const char *)numbered_at(&all->units, number);

    return name == NULL ? "" : text_of(name);
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
