/* explanation.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "explanation.h"

#include <stdbool.h>
#include <string.h>

#include "reason.h"

typedef enum { HOW_REASON,
               HOW_WARNING,
               HOW_NUMBERED,
               HOW_VALUE } how_found;

static const struct {
    header_id header;
    how_found how;
    const char *parameter;
} places[] = {
#define EXPLANATION(header, how, parameter, source) { HEADER_##header, HOW_##how, parameter },
#include "explanations.def"
};

static bool is_same(text_slice a, text_slice b)
{
    return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

static bool is_said_already(const explanations *all, const explanation *one)
{
    for (size_t i = 0; i < all->count; i++) {
        if (is_same(all->list[i].number, one->number) && is_same(all->list[i].words, one->words)) {
            return true;
        }
    }
    return false;
}

static void add(explanations *all, explanation one)
{
    one.number = text_trim(one.number);
    one.words = text_trim(one.words);
    if (one.number.length + one.words.length > 0 && all->count < EXPLANATIONS_MAX && !is_said_already(all, &one)) {
        all->list[all->count++] = one;
    }
}

static void add_reasons(explanations *all, const message *m)
{
    reason_walk walk = reason_values(m, HEADER_REASON);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        add(all, (explanation){ header_name(HEADER_REASON), value, { value.bytes, 0 }, reason_read(value).text });
    }
}

static void add_warnings(explanations *all, const message *m)
{
    reason_walk walk = reason_values(m, HEADER_WARNING);
    text_slice value;

    while (reason_next_value(&walk, &value)) {
        add(all, (explanation){ header_name(HEADER_WARNING), value, { value.bytes, 0 }, warning_read(value).text });
    }
}

/* 1008;reason="Unable to resolve DNS SRV record";source="edge.example.com" */
static explanation read_numbered(const char *place, text_slice value, const char *parameter)
{
    explanation one = { place, value, { value.bytes, text_until(value, ';') }, { value.bytes, 0 } };
    text_slice words;

    if (text_find_parameter(value, parameter, &words) == PARAMETER_WITH_VALUE) {
        one.words = text_without_quotes(words);
    }
    return one;
}

static void add_fields(explanations *all, const message *m, size_t i)
{
    const char *place = header_name(places[i].header);

    for (const header_field *field = message_first(m, places[i].header); field != NULL; field = message_next(m, field)) {
        text_slice value = field->value;

        if (places[i].how == HOW_NUMBERED) {
            add(all, read_numbered(place, value, places[i].parameter));
        } else {
            add(all, (explanation){ place, value, { value.bytes, 0 }, text_without_quotes(value) });
        }
    }
}

void explanations_add_headers(header_set *headers)
{
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        header_set_add(headers, places[i].header);
    }
}

static const header_set *all_headers(void)
{
    static gsize are_there = 0;
    static header_set headers;

    if (g_once_init_enter(&are_there)) {
        explanations_add_headers(&headers);
        g_once_init_leave(&are_there, 1);
    }
    return &headers;
}

static bool has_one(const message *m)
{
    header_set there = header_set_common(&m->present, all_headers());

    return !header_set_is_empty(&there);
}

static void add_all(explanations *all, const message *m)
{
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        if (!message_has(m, places[i].header)) {
            continue;
        }
        if (places[i].how == HOW_REASON) {
            add_reasons(all, m);
        } else if (places[i].how == HOW_WARNING) {
            add_warnings(all, m);
        } else {
            add_fields(all, m, i);
        }
    }
}

void explanations_read(const message *m, const code_info *info, text_slice phrase, explanations *all)
{
    /* Only this: what is there is mostly nothing, and the list is long. */
    all->count = 0;
    if (code_phrase_is_telling(info, phrase)) {
        add(all, (explanation){ "phrase", text_trim(phrase), { phrase.bytes, 0 }, text_trim(phrase) });
    }
    if (has_one(m)) {
        add_all(all, m);
    }
}
