/* header_watch.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "header_watch.h"

#include <string.h>

_Static_assert(HEADER_ID_COUNT < HEADER_WATCH_ANY, "a name's place fits beside what else a line's first byte can mean");

/* Of the first bytes the third tells most: many names begin with "Re", "Ac", "Co". */
enum { THIRD = 2 };

static void add_letter(header_watch *watch, char letter, uint8_t meaning)
{
    watch->begins[(unsigned char)letter] = meaning;
    watch->begins[(unsigned char)g_ascii_toupper(letter)] = meaning;
}

static void add_compact_forms(header_watch *watch, const header_set *wanted)
{
    for (uint32_t id = HEADER_OTHER + 1; id < HEADER_ID_COUNT; id++) {
        if (header_set_has(wanted, (header_id)id) && header_compact_form((header_id)id) != 0) {
            add_letter(watch, header_compact_form((header_id)id), HEADER_WATCH_ANY);
        }
    }
}

/* 0x20 is what tells the cases of letters apart; that it tells a hyphen from CR as well makes no difference to a line that only may have
 * the name. */
#define EACH_CASE UINT64_C(0x2020202020202020)

/* The first bytes of the text as a word, or all it has. */
static uint64_t head_in_lower_case(text_slice text)
{
    uint64_t head = 0;

    memcpy(&head, text.bytes, MIN(text.length, sizeof head));
    return GUINT64_FROM_LE(head) | EACH_CASE;
}

static watched_name watched(const char *name)
{
    text_slice text = text_from(name);
    watched_name one = { .mask = UINT64_MAX, .name = name };

    if (text.length < sizeof one.mask) {
        one.mask = (UINT64_C(1) << text.length * 8) - 1;
    }
    one.head = head_in_lower_case(text) & one.mask;
    return one;
}

static uint32_t letter_bit(char letter)
{
    return UINT32_C(1) << ((unsigned char)letter & 0x1F);
}

static uint32_t third_letters(const watched_name *names, size_t count)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < count; i++) {
        bits |= names[i].name[THIRD] != '\0' ? letter_bit(names[i].name[THIRD]) : UINT32_MAX;
    }
    return bits;
}

/* A glance looks for letters, and for more of them than a compact form has. */
static void note_only(header_watch *watch, header_id id)
{
    const char *name = header_name(id);

    if (header_compact_form(id) == 0 && strlen(name) >= HEADER_WATCH_HEAD && g_ascii_isalpha(name[THIRD])) {
        for (size_t i = 0; i < HEADER_WATCH_HEAD; i++) {
            watch->only[i] = g_ascii_tolower(name[i]);
        }
    }
}

void header_watch_fill(header_watch *watch, const header_set *wanted)
{
    size_t count = 0;
    header_id last = HEADER_OTHER;

    memset(watch, 0, sizeof *watch);
    watch->begins['\r'] = watch->begins['\n'] = HEADER_WATCH_LINE_END;
    for (int letter = 'a'; letter <= 'z'; letter++) {
        size_t before = count;

        for (uint32_t id = HEADER_OTHER + 1; id < HEADER_ID_COUNT; id++) {
            if (header_set_has(wanted, (header_id)id) && g_ascii_tolower(header_name((header_id)id)[0]) == letter) {
                watch->names[count++] = watched(header_name((header_id)id));
                last = (header_id)id;
            }
        }
        if (count > before) {
            add_letter(watch, (char)letter, (uint8_t)(before + 1));
            watch->thirds[before + 1] = third_letters(&watch->names[before], count - before);
        }
    }
    add_compact_forms(watch, wanted);
    if (count == 1) {
        note_only(watch, last);
    }
}

static bool begins_with_name(const header_watch *watch, uint8_t first, text_slice line)
{
    uint64_t head;

    if (first == HEADER_WATCH_ANY) {
        return true;
    }
    if (line.length <= THIRD || (watch->thirds[first] & letter_bit(line.bytes[THIRD])) == 0) {
        return false;
    }
    head = head_in_lower_case(line);
    for (const watched_name *one = &watch->names[first - 1]; one->name != NULL && ((one->head ^ head) & 0xFF) == 0; one++) {
        if ((head & one->mask) == one->head && text_starts_with(line, one->name)) {
            return true;
        }
    }
    return false;
}

/* A glance goes on behind the header section, so it is not for what can have a long body. */
static bool may_be_there(const header_watch *watch, text_slice bytes)
{
    enum { GLANCE_MAX = 2048 };

    return watch->only[0] == '\0' || bytes.length > GLANCE_MAX || text_may_have_line(bytes, watch->only);
}

/* A line that is empty but for its CR ends the header section. */
bool header_watch_sees(const header_watch *watch, text_slice bytes)
{
    const char *at = bytes.bytes;
    const char *end = bytes.bytes + bytes.length;

    if (!may_be_there(watch, bytes)) {
        return false;
    }
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL && ++at < end) {
        uint8_t first = watch->begins[(unsigned char)*at];

        if (first == 0) {
            continue;
        }
        if (first != HEADER_WATCH_LINE_END) {
            if (begins_with_name(watch, first, text_between(at, end))) {
                return true;
            }
        } else if (*at == '\n' || (at + 1 < end && at[1] == '\n')) {
            return false;
        }
    }
    return false;
}
