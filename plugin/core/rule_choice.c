/* rule_choice.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_choice.h"

#include <string.h>

#include "codes.h"

/* Of some 180 rules about 70 speak of a given code and method, and most of these fall away with one look at which header fields are
 * there. So the sets are made on first use, and a response asks only what is left: ten rules or so. */
typedef struct {
    gboolean is_filled;
    rule_set rules;
    header_set if_present; /* the header fields whose presence makes a rule worth asking */
    header_set if_absent;  /* the same of their absence */
    /* Of one code and method nearly all messages of a capture have the same header fields, so what these choose is kept. */
    header_set last_present;
    rule_set last_chosen;
} speaking_rules;

static speaking_rules speaking[CODE_MAX + 1][METHOD_INDEX_COUNT];

/* What can be seen of a message without a look into it. */
typedef enum {
    ASKED_ALWAYS,
    ASKED_IF_ODD_LINES, /* of those that reading the message tells */
    ASKED_IF_REPEATED,  /* any header field but those that every proxy on the way adds to, and what is not looked at */
    ASKED_IF_EMPTY,     /* any header field's value */
    ASKED_IF_FROM_TAG,  /* From is there, and its tag is not where and as it usually is */
    ASKED_IF_TO_TAG,    /* the same of To */
    ASKED_IF_OTHER_METHOD,
    ASKED_COUNT,
    ASKED_IF_PRESENT,
    ASKED_IF_ABSENT
} asked_when;

typedef struct {
    asked_when when;
    header_id header; /* with the last two */
} condition;

/* What these checks look at first. Of the others the row tells: what is about a header field that is there needs it, and what requires
 * one is about its absence. */
static const struct {
    rule_check *check;
    condition condition;
} first_looks[] = {
    { status_line_is_folded, { ASKED_IF_ODD_LINES, HEADER_OTHER } },
    { phrase_holds_line_break, { ASKED_IF_ODD_LINES, HEADER_OTHER } },
    { line_is_no_field, { ASKED_IF_ODD_LINES, HEADER_OTHER } },
    { line_ends_with_lf, { ASKED_IF_ODD_LINES, HEADER_OTHER } },
    { empty_line_is_missing, { ASKED_IF_ODD_LINES, HEADER_OTHER } },
    { call_id_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { content_length_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { content_type_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { cseq_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { from_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { to_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { single_value_stands_twice, { ASKED_IF_REPEATED, HEADER_OTHER } },
    { value_is_empty, { ASKED_IF_EMPTY, HEADER_OTHER } },
    { from_tag_is_missing, { ASKED_IF_FROM_TAG, HEADER_OTHER } },
    { from_tag_is_empty, { ASKED_IF_FROM_TAG, HEADER_OTHER } },
    { to_tag_is_missing, { ASKED_IF_TO_TAG, HEADER_OTHER } },
    { to_tag_is_empty, { ASKED_IF_TO_TAG, HEADER_OTHER } },
    { cseq_method_is_no_token, { ASKED_IF_OTHER_METHOD, HEADER_OTHER } },
    { require_100rel_is_missing, { ASKED_IF_PRESENT, HEADER_RSEQ } },
    { require_timer_is_missing, { ASKED_IF_PRESENT, HEADER_SESSION_EXPIRES } },
    { content_length_is_missing, { ASKED_IF_ABSENT, HEADER_CONTENT_LENGTH } },
    { content_type_is_missing, { ASKED_IF_ABSENT, HEADER_CONTENT_TYPE } },
    { contact_is_missing_in_unreliable_provisional, { ASKED_IF_ABSENT, HEADER_CONTACT } },
    { contact_is_missing_in_reliable_provisional, { ASKED_IF_ABSENT, HEADER_CONTACT } },
    { rseq_is_missing, { ASKED_IF_ABSENT, HEADER_RSEQ } },
    { sdp_has_only_port_0, { ASKED_IF_PRESENT, HEADER_CONTENT_TYPE } },
    { sdp_address_is_none, { ASKED_IF_PRESENT, HEADER_CONTENT_TYPE } },
    { sdp_address_is_private, { ASKED_IF_PRESENT, HEADER_CONTENT_TYPE } },
};

static condition condition_of(const rule *one)
{
    for (size_t i = 0; one->check != NULL && i < G_N_ELEMENTS(first_looks); i++) {
        if (first_looks[i].check == one->check) {
            return first_looks[i].condition;
        }
    }
    if (one->header == HEADER_OTHER || (one->kind == RULE_REQUIRE && one->check != NULL)) {
        return (condition){ ASKED_ALWAYS, HEADER_OTHER };
    }
    return (condition){ one->kind == RULE_REQUIRE ? ASKED_IF_ABSENT : ASKED_IF_PRESENT, one->header };
}

static condition conditions[RULE_COUNT];
static rule_set of_code[CODE_MAX + 1];
static rule_set of_method[METHOD_INDEX_COUNT];
static rule_set in_groups[RULES_ALL + 1];
static rule_set asked[ASKED_COUNT];
static rule_set asked_if_present[HEADER_ID_COUNT];
static rule_set asked_if_absent[HEADER_ID_COUNT];

/* What is deprecated about the code itself is said whatever the user switched off, as for other codes. */
static bool is_in_groups(const rule *one, rule_groups groups)
{
    switch (one->kind) {
    case RULE_DEPRECATED:
        return true;
    case RULE_METHOD:
        return (groups & RULES_METHODS) != 0;
    default:
        return (groups & RULES_HEADERS) != 0;
    }
}

/* Of these no rule says that they stand once. */
static const header_id lists[] = { HEADER_OTHER, HEADER_VIA, HEADER_RECORD_ROUTE, HEADER_CONTACT };
static header_set no_lists;

static inline bool repeats_another(const header_set *repeated)
{
    header_set others = header_set_common(repeated, &no_lists);

    return !header_set_is_empty(&others);
}

static void fill_no_lists(void)
{
    memset(&no_lists, 0xFF, sizeof no_lists);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        header_set_remove(&no_lists, lists[i]);
    }
}

static void toggle(guint code, guint i)
{
    if (code <= CODE_MAX) {
        bits_toggle(of_code[code].words, i);
    }
}

/* Where a range begins or ends, the rule begins or ends to speak; from one code to the next nothing else changes. */
static void fill_of_code(const rule *rules)
{
    for (guint i = 0; i < RULE_COUNT; i++) {
        const code_set *codes = &rules[i].codes;

        if (codes->all_but) {
            toggle(0, i);
        }
        for (guint n = 0; n < CODE_RANGES_MAX && codes->ranges[n][1] != 0; n++) {
            toggle(codes->ranges[n][0], i);
            toggle(codes->ranges[n][1] + 1, i);
        }
    }
    for (guint code = 1; code <= CODE_MAX; code++) {
        for (guint word = 0; word < RULE_SET_WORDS; word++) {
            of_code[code].words[word] ^= of_code[code - 1].words[word];
        }
    }
}

static void fill_of_method(const rule *rules)
{
    for (guint i = 0; i < RULE_COUNT; i++) {
        for (guint method = 0; method < METHOD_INDEX_COUNT; method++) {
            if ((rules[i].methods >> method & 1) != 0) {
                bits_add(of_method[method].words, i);
            }
        }
    }
}

static void fill_asked(const rule *rules)
{
    fill_no_lists();
    for (guint i = 0; i < RULE_COUNT; i++) {
        condition first = conditions[i] = condition_of(&rules[i]);

        if (first.when == ASKED_IF_PRESENT) {
            bits_add(asked_if_present[first.header].words, i);
        } else if (first.when == ASKED_IF_ABSENT) {
            bits_add(asked_if_absent[first.header].words, i);
        } else {
            bits_add(asked[first.when].words, i);
        }
        for (guint groups = 0; groups <= RULES_ALL; groups++) {
            if (is_in_groups(&rules[i], groups)) {
                bits_add(in_groups[groups].words, i);
            }
        }
    }
}

static inline void add_sets(rule_set *all, uint64_t header_fields, const rule_set *of_header)
{
    for (; header_fields != 0; header_fields &= header_fields - 1) {
        bits_add_all(all->words, of_header[bits_lowest(header_fields)].words, RULE_SET_WORDS);
    }
}

static bool has_unusual_tag(const message *m, header_id id)
{
    const header_field *field = message_first(m, id);

    return field != NULL && !text_has_plain_tag(field->value);
}

static void prepare_sets(void)
{
    static gsize are_filled = 0;

    if (g_once_init_enter(&are_filled)) {
        const rule *rules = rules_table();

        fill_of_code(rules);
        fill_of_method(rules);
        fill_asked(rules);
        g_once_init_leave(&are_filled, 1);
    }
}

gboolean rule_applies(const rule *one, guint code, method_index method)
{
    guint i = (guint)(one - rules_table());

    prepare_sets();
    return code <= CODE_MAX && bits_have(of_code[code].words, i) && bits_have(of_method[method].words, i);
}

static void choose_by_headers(speaking_rules *of_answer, const header_set *present)
{
    rule_set *chosen = &of_answer->last_chosen;

    of_answer->last_present = *present;
    *chosen = asked[ASKED_ALWAYS];
    for (size_t i = 0; i < G_N_ELEMENTS(present->words); i++) {
        add_sets(chosen, present->words[i] & of_answer->if_present.words[i], &asked_if_present[i * 64]);
        add_sets(chosen, ~present->words[i] & of_answer->if_absent.words[i], &asked_if_absent[i * 64]);
    }
}

static void fill_speaking(speaking_rules *of_answer, guint code, method_index method)
{
    of_answer->rules = of_code[code];
    bits_keep_common(of_answer->rules.words, of_method[method].words, RULE_SET_WORDS);
    for (guint word = 0; word < RULE_SET_WORDS; word++) {
        for (uint64_t left = of_answer->rules.words[word]; left != 0; left &= left - 1) {
            condition first = conditions[word * 64 + bits_lowest(left)];

            if (first.when == ASKED_IF_ABSENT) {
                header_set_add(&of_answer->if_absent, first.header);
            } else if (first.when == ASKED_IF_PRESENT) {
                header_set_add(&of_answer->if_present, first.header);
            }
        }
    }
    choose_by_headers(of_answer, &(header_set){ { 0 } });
    of_answer->is_filled = TRUE;
}

/* The rules whose condition holds, of whatever code and method they speak. */
static rule_set choose(const message *m, speaking_rules *of_answer)
{
    rule_set chosen;

    if (!header_set_is_same(&of_answer->last_present, &m->present)) {
        choose_by_headers(of_answer, &m->present);
    }
    chosen = of_answer->last_chosen;
    if (message_has_noted_odd_line(m) || m->lacks_empty_line) {
        bits_add_all(chosen.words, asked[ASKED_IF_ODD_LINES].words, RULE_SET_WORDS);
    }
    if (m->method_index == METHOD_INDEX_OTHER) {
        bits_add_all(chosen.words, asked[ASKED_IF_OTHER_METHOD].words, RULE_SET_WORDS);
    }
    if (repeats_another(&m->repeated)) {
        bits_add_all(chosen.words, asked[ASKED_IF_REPEATED].words, RULE_SET_WORDS);
    }
    if (!header_set_is_empty(&m->empty)) {
        bits_add_all(chosen.words, asked[ASKED_IF_EMPTY].words, RULE_SET_WORDS);
    }
    if (has_unusual_tag(m, HEADER_FROM)) {
        bits_add_all(chosen.words, asked[ASKED_IF_FROM_TAG].words, RULE_SET_WORDS);
    }
    if (has_unusual_tag(m, HEADER_TO)) {
        bits_add_all(chosen.words, asked[ASKED_IF_TO_TAG].words, RULE_SET_WORDS);
    }
    return chosen;
}

rule_set rules_to_ask(const response *r, rule_groups groups)
{
    speaking_rules *of_answer;
    rule_set chosen = { { 0 } };

    if (r->code < CODE_MIN || r->code > CODE_MAX) {
        return chosen;
    }
    prepare_sets();
    of_answer = &speaking[r->code][r->m->method_index];
    if (!of_answer->is_filled) {
        fill_speaking(of_answer, r->code, r->m->method_index);
    }
    chosen = choose(r->m, of_answer);
    bits_keep_common(chosen.words, of_answer->rules.words, RULE_SET_WORDS);
    bits_keep_common(chosen.words, in_groups[groups].words, RULE_SET_WORDS);
    return chosen;
}
