/* hints.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hints.h"

#include <stdint.h>
#include <string.h>

#include "bits.h"
#include "hint_conditions.h"
#include "transactions.h"

/* ---- The table ---- */

#define CODES_MAX 16

/* Where requests stand, which have no code. */
#define CODE_OF_REQUESTS (CODE_MAX + 1)

typedef struct {
    const char *name;
    bool replaces;
    uint16_t codes[CODES_MAX];    /* 0 ends them */
    uint32_t methods;             /* one bit per method_index */
    hint_condition conditions[3]; /* all of them */
    const char *text;
} row;

/* The words of hints.def, here alone. */
enum {
#define METHOD(name) name = 1 << METHOD_INDEX_##name,
#include "methods.def"
    ANY_METHOD = ~0,
};

#define ADD false
#define REPLACE true
#define ALL_BUT(methods) (~(methods) & ~(1 << METHOD_INDEX_NONE))
/* clang-format off */
#define CODES(...) { __VA_ARGS__ }
#define ANY_FAILURE { 0 }
#define REQUEST { CODE_OF_REQUESTS }
#define WHEN(...) { __VA_ARGS__ }
#define ALWAYS { { .kind = CONDITION_NONE } }
#define Q850(...) { .kind = CONDITION_Q850, .numbers = { __VA_ARGS__ } }
#define Q850_FAILURE { .kind = CONDITION_Q850_FAILURE }
#define SIP_CAUSE(...) { .kind = CONDITION_SIP_CAUSE, .numbers = { __VA_ARGS__ } }
#define STIR_CAUSE(...) { .kind = CONDITION_STIR_CAUSE, .numbers = { __VA_ARGS__ } }
#define OTHER_STIR_CAUSE(...) { .kind = CONDITION_OTHER_STIR_CAUSE, .numbers = { __VA_ARGS__ } }
#define REASON_TEXT(...) { .kind = CONDITION_REASON_TEXT, .words = { __VA_ARGS__ } }
#define ANY_STIR_CAUSE { .kind = CONDITION_OTHER_STIR_CAUSE }
#define WARNING_IS(...) { .kind = CONDITION_WARNING, .numbers = { __VA_ARGS__ } }
#define STALE { .kind = CONDITION_STALE }
#define ALGORITHM_WITHOUT_MD5 { .kind = CONDITION_ALGORITHM_WITHOUT_MD5 }
#define AKA { .kind = CONDITION_AKA }
#define BEARER_ALONE { .kind = CONDITION_BEARER_ALONE }
#define HAS(...) { .kind = CONDITION_HEADER, .headers = { __VA_ARGS__ } }
#define CONTACT(...) { .kind = CONDITION_CONTACT, .words = { __VA_ARGS__ } }
#define CONTENT_TYPE(...) { .kind = CONDITION_CONTENT_TYPE, .words = { __VA_ARGS__ } }
#define SERVER(...) { .kind = CONDITION_SERVER, .words = { __VA_ARGS__ } }
#define PHRASE(...) { .kind = CONDITION_PHRASE, .words = { __VA_ARGS__ } }
#define BLOCKED { .kind = CONDITION_BLOCKED }
#define FLOW(fact) { .kind = CONDITION_FLOW, .numbers = { FLOW_##fact } }
/* clang-format on */

/* A name that stands twice in hints.def does not compile. */
enum {
#define HINT(name, effect, codes, methods, conditions, text) ROW_##name,
#include "hints.def"
    ROW_COUNT
};

static const row rows[] = {
#define HINT(name, effect, codes, methods, conditions, text) { #name, effect, codes, (uint32_t)(methods), conditions, text },
#include "hints.def"
};

bool hint_row_at(size_t i, hint_row *one)
{
    if (i >= ROW_COUNT) {
        return false;
    }
    *one = (hint_row){ rows[i].name, rows[i].replaces, rows[i].text };
    return true;
}

/* ---- Which rows hold ---- */

static bool row_holds(const row *one, const response *r, const blocked_call *blocked)
{
    for (size_t i = 0; i < G_N_ELEMENTS(one->conditions); i++) {
        if (!hint_condition_holds(&one->conditions[i], r, blocked)) {
            return false;
        }
    }
    return true;
}

/* ---- Which rows have to be asked: found out once ---- */

#define ROW_WORDS BITS_WORDS(ROW_COUNT)

/* One bit per row, in the order of hints.def. */
typedef struct {
    uint64_t words[ROW_WORDS];
} row_set;

static row_set rows_of_code[CODE_OF_REQUESTS + 1];
static header_set headers_of_code[CODE_OF_REQUESTS + 1]; /* those that one of its rows needs */
static row_set rows_of_method[METHOD_INDEX_COUNT];
static row_set rows_without_header;
static row_set rows_of_header[HEADER_ID_COUNT]; /* which need it, or one of several */

/* One condition with a header field is enough: all of them have to hold. */
static header_set headers_of_row(const row *one)
{
    header_set needed = { { 0 } };

    for (size_t i = 0; i < G_N_ELEMENTS(one->conditions) && header_set_is_empty(&needed); i++) {
        needed = hint_condition_headers(&one->conditions[i]);
    }
    return needed;
}

static void note_row_of_code(size_t code, uint32_t i, const header_set *needed)
{
    bits_add(rows_of_code[code].words, i);
    header_set_add_all(&headers_of_code[code], needed);
}

static void fill_row(uint32_t i)
{
    header_set needed = headers_of_row(&rows[i]);

    if (header_set_is_empty(&needed)) {
        bits_add(rows_without_header.words, i);
    }
    for (size_t word = 0; word < G_N_ELEMENTS(needed.words); word++) {
        for (uint64_t left = needed.words[word]; left != 0; left &= left - 1) {
            bits_add(rows_of_header[word * 64 + bits_lowest(left)].words, i);
        }
    }
    for (size_t n = 0; n < CODES_MAX && rows[i].codes[n] != 0; n++) {
        note_row_of_code(rows[i].codes[n], i, &needed);
    }
    for (uint32_t method = 0; method < METHOD_INDEX_COUNT; method++) {
        if ((rows[i].methods >> method & 1) != 0) {
            bits_add(rows_of_method[method].words, i);
        }
    }
    for (size_t code = 400; rows[i].codes[0] == 0 && code <= CODE_MAX; code++) {
        note_row_of_code(code, i, &needed);
    }
}

static void prepare_rows(void)
{
    static gsize is_filled = 0;

    if (g_once_init_enter(&is_filled)) {
        for (uint32_t i = 0; i < ROW_COUNT; i++) {
            fill_row(i);
        }
        g_once_init_leave(&is_filled, 1);
    }
}

/* Of one code and method nearly all messages of a capture have the same header fields, so what these choose is kept. */
typedef struct {
    bool is_filled;
    header_set there; /* of those that a row of the code needs */
    row_set rows;
} asked_rows;

static asked_rows kept_rows[CODE_OF_REQUESTS + 1][METHOD_INDEX_COUNT];

static void choose_rows(asked_rows *asked, size_t code, method_index method)
{
    row_set chosen = rows_without_header;

    for (size_t word = 0; word < G_N_ELEMENTS(asked->there.words); word++) {
        for (uint64_t left = asked->there.words[word]; left != 0; left &= left - 1) {
            bits_add_all(chosen.words, rows_of_header[word * 64 + bits_lowest(left)].words, ROW_WORDS);
        }
    }
    bits_keep_common(chosen.words, rows_of_code[code].words, ROW_WORDS);
    bits_keep_common(chosen.words, rows_of_method[method].words, ROW_WORDS);
    asked->rows = chosen;
    asked->is_filled = true;
}

static const row_set *rows_to_ask(size_t code, const message *m)
{
    header_set there = header_set_common(&m->present, &headers_of_code[code]);
    asked_rows *asked = &kept_rows[code][m->method_index];

    if (!asked->is_filled || !header_set_is_same(&asked->there, &there)) {
        asked->there = there;
        choose_rows(asked, code, m->method_index);
    }
    return &asked->rows;
}

void hints_add_request_headers(header_set *headers)
{
    prepare_rows();
    header_set_add_all(headers, &headers_of_code[CODE_OF_REQUESTS]);
}

/* The code's own hint always has a place, if no row stands in for it. */
static void take_row(hint *all, const row *one, bool *is_replaced)
{
    if (one->replaces && *is_replaced) {
        return;
    }
    if (all->count < HINT_PIECES_MAX - 1 || one->replaces) {
        all->pieces[all->count++] = one->text;
    }
    *is_replaced = *is_replaced || one->replaces;
}

static void take_rows(hint *all, size_t code, const response *r, const blocked_call *blocked, bool *is_replaced)
{
    const row_set *asked;

    prepare_rows();
    asked = rows_to_ask(code, r->m);
    for (size_t word = 0; word < ROW_WORDS; word++) {
        for (uint64_t left = asked->words[word]; left != 0 && all->count < HINT_PIECES_MAX; left &= left - 1) {
            const row *one = &rows[word * 64 + bits_lowest(left)];

            if (row_holds(one, r, blocked)) {
                take_row(all, one, is_replaced);
            }
        }
    }
}

hint hint_for(const response *r, const blocked_call *blocked, const code_info *info)
{
    hint all = { 0, { NULL } };
    bool is_replaced = false;

    if (r->code <= CODE_MAX && info->status != STATUS_USER_DEFINED) {
        take_rows(&all, r->code, r, blocked, &is_replaced);
    }
    if (!is_replaced) {
        all.pieces[all.count++] = info->hint;
    }
    return all;
}

hint hint_for_request(const message *m)
{
    hint all = { 0, { NULL } };
    bool is_replaced = false;

    take_rows(&all, CODE_OF_REQUESTS, &(response){ .m = m }, &(blocked_call){ .is_blocked = false }, &is_replaced);
    return all;
}
