/* transaction_cells.c: what few transactions have
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_store.h"

/* One chunk holds at least so many; the last number that a cell has room for. */
#define CELLS_END 0xfffffff

static cell *cell_at(const tracker *all, uint32_t number)
{
    return (cell *)numbered_at(&all->cells, number);
}

/* The cell with the number, or behind it, of the kind. */
static cell *find_from(const tracker *all, uint32_t number, uint32_t kind)
{
    cell *one = cell_at(all, number);

    while (one != NULL && one->kind != kind) {
        one = cell_at(all, one->next);
    }
    return one;
}

cell *cell_of(const tracker *all, const transaction *t, cell_kind kind)
{
    return t->cells == 0 ? NULL : find_from(all, t->cells, kind);
}

cell *cell_next(const tracker *all, const cell *one)
{
    return find_from(all, one->next, one->kind);
}

static cell *take_free(tracker *all, uint32_t *number)
{
    cell *one = cell_at(all, all->free_cell);

    if (one == NULL) {
        return all->cells.next > CELLS_END ? NULL : (cell *)numbered_add(&all->cells, number);
    }
    *number = all->free_cell;
    all->free_cell = one->next;
    return one;
}

cell *cell_add(tracker *all, transaction *t, cell_kind kind, uint32_t a, uint32_t b)
{
    cell *last = cell_at(all, t->cells), *made;
    uint32_t number, count = 1;

    while (last != NULL && last->next != 0) {
        last = cell_at(all, last->next);
        count++;
    }
    made = count < CELLS_EACH ? take_free(all, &number) : NULL;
    if (made == NULL) {
        return NULL;
    }
    *made = (cell){ .kind = kind, .a = a, .b = b };
    if (last == NULL) {
        t->cells = number;
    } else {
        last->next = number & CELLS_END;
    }
    t->facts |= TRANSACTION_HAD_MORE;
    return made;
}

void cell_set(tracker *all, transaction *t, cell_kind kind, uint32_t a, uint32_t b)
{
    cell *one = cell_of(all, t, kind);

    if (one == NULL) {
        cell_add(all, t, kind, a, b);
    } else {
        one->a = a;
        one->b = b;
    }
}

static void free_cell(tracker *all, uint32_t number)
{
    cell_at(all, number)->next = all->free_cell & CELLS_END;
    all->free_cell = number;
}

void cells_free(tracker *all, transaction *t, cell_kind kind)
{
    cell *before = NULL;

    for (uint32_t number = t->cells, next; number != 0; number = next) {
        cell *one = cell_at(all, number);

        next = one->next;
        if (one->kind != (uint32_t)kind && kind != CELL_KINDS) {
            before = one;
            continue;
        }
        if (before == NULL) {
            t->cells = next;
        } else {
            before->next = next & CELLS_END;
        }
        free_cell(all, number);
    }
}

uint32_t partner_of(const tracker *all, const transaction *t)
{
    const cell *one = t->cells == 0 ? NULL : cell_of(all, t, CELL_PARTNER);

    return one == NULL ? 0 : one->a;
}

cell *resent_cell(const tracker *all, const transaction *t, uint32_t number)
{
    cell *one = cell_of(all, t, CELL_RESENT);

    while (one != NULL && one->a != number) {
        one = cell_next(all, one);
    }
    return one;
}

uint32_t sendings_of(const tracker *all, const transaction *t)
{
    const cell *one = t->cells == 0 ? NULL : resent_cell(all, t, t->request);

    return t->request == 0 ? 0 : 1 + (one == NULL ? 0 : one->b);
}
