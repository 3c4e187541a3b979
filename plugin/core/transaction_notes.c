/* transaction_notes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_notes.h"

#include <stdarg.h>
#include <string.h>

static note *note_at(const tracker *all, uint32_t number)
{
    return (note *)numbered_at(&all->notes, number);
}

void notes_forget(tracker *all, uint32_t first)
{
    for (uint32_t number = all->notes.first; number < first; number++) {
        all->notes_length -= strlen(note_at(all, number)->text) + 1;
        g_free(note_at(all, number)->text);
    }
    numbered_forget(&all->notes, first);
}

/* One in eight transactions, over a whole file, and some: in real traffic it is far less. */
static uint32_t notes_max(const tracker *all)
{
    return all->transactions_max / 8 + 1024;
}

void note_add(arrival *a, finding_index index, const char *format, ...)
{
    va_list arguments;
    uint32_t number;
    note *made;

    if (numbered_count(&a->all->notes) >= notes_max(a->all)) {
        notes_forget(a->all, a->all->notes.first + 1);
    }
    made = (note *)numbered_add(&a->all->notes, &number);
    if (made == NULL) {
        return;
    }
    va_start(arguments, format);
    made->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    a->all->notes_length += strlen(made->text) + 1;
    made->record = a->r_number;
    made->index = index;
    a->r->has_notes = true;
}

/* Notes come in the order of their records. */
static uint32_t first_note_of(const tracker *all, uint32_t record_number)
{
    uint32_t low = all->notes.first, high = all->notes.next;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (note_at(all, middle)->record < record_number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The next note of the record; NULL behind the last. */
static const note *note_of(const tracker *all, uint32_t number, uint32_t record_number)
{
    const note *one = note_at(all, number);

    return one != NULL && one->record == record_number ? one : NULL;
}

void notes_tell(const tracker *all, uint32_t record_number, findings *found)
{
    uint32_t number = first_note_of(all, record_number);

    for (const note *one; (one = note_of(all, number, record_number)) != NULL; number++) {
        findings_add(found, (finding_index)one->index, "%s", one->text);
    }
}

bool notes_have(const tracker *all, uint32_t record_number, finding_index index)
{
    uint32_t number = first_note_of(all, record_number);

    for (const note *one; (one = note_of(all, number, record_number)) != NULL; number++) {
        if (one->index == (uint32_t)index) {
            return true;
        }
    }
    return false;
}
