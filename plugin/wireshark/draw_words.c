/* draw_words.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw_words.h"

#include <string.h>

#include "fields.h"

const char *draw_in_one_line(wmem_allocator_t *scope, const char *const *texts, size_t count)
{
    size_t size = 1;
    char *line, *at;

    for (size_t i = 0; i < count; i++) {
        size += strlen(texts[i]) + 1;
    }
    at = line = (char *)wmem_alloc(scope, size);
    for (size_t i = 0; i < count; i++) {
        at = g_stpcpy(at, texts[i]);
        at = g_stpcpy(at, i + 1 < count ? " " : "");
    }
    for (at = strchr(line, '\n'); at != NULL; at = strchr(at, '\n')) {
        *at = ' ';
    }
    return line;
}

const char *draw_first_line(wmem_allocator_t *scope, const char *label, const char *lines)
{
    return wmem_strdup_printf(scope, "%s%.*s", label, (int)strcspn(lines, "\n"), lines);
}

/* The texts of our own tables are clean, so their labels are made once, without Wireshark's look at each character. */
proto_item *draw_labelled(proto_tree *tree, int field, const response_place *place, const char *value, const char *label)
{
    bytes_place at = draw_place_of_whole(place);
    proto_item *item = proto_tree_add_string_format(tree, field, at.source, at.offset, at.length, value, "%s", label);

    proto_item_set_generated(item);
    return item;
}

/* ---- Lines ---- */

void draw_lines_labelled(proto_tree *tree, int field, const response_place *place, const labelled_lines *lines)
{
    bytes_place at = draw_place_of_whole(place);
    proto_tree *below;

    if (!draw_lines_fit(tree, lines->label)) {
        draw_wrapped(tree, field, &at, lines->label, lines->value);
        return;
    }
    below = proto_item_add_subtree(draw_labelled(tree, field, place, lines->value, lines->first), ett_lines);
    draw_lines_behind_first(below, &at, lines->pieces[0]);
    for (size_t i = 1; i < lines->count; i++) {
        draw_lines_of(below, &at, lines->pieces[i]);
    }
}

void draw_hint(proto_tree *tree, packet_info *pinfo, const response_place *place, const hint *all)
{
    labelled_lines lines = { .label = "Hint: ", .pieces = all->pieces, .count = all->count };

    lines.value = draw_in_one_line(pinfo->pool, all->pieces, all->count);
    lines.first = draw_first_line(pinfo->pool, lines.label, all->pieces[0]);
    draw_lines_labelled(tree, hf_hint, place, &lines);
}

/* ---- Explanations ---- */

/* The words without their escapes, and valid UTF-8, whatever was sent. */
static const char *words_of(wmem_allocator_t *scope, const explanation *one)
{
    char *plain = (char *)wmem_alloc(scope, one->words.length + 1);
    char *words = g_utf8_make_valid(plain, (gssize)text_unquote(one->words, plain));
    char *number = g_utf8_make_valid(one->number.bytes, (gssize)one->number.length);
    bool has_both = one->number.length > 0 && one->words.length > 0;
    const char *text = wmem_strdup_printf(scope, "%s%s%s", number, has_both ? ": " : "", words);

    g_free(words);
    g_free(number);
    return text;
}

const char *draw_words_said(wmem_allocator_t *scope, const explanations *all)
{
    wmem_strbuf_t *text = wmem_strbuf_new(scope, "");

    for (size_t i = 0; i < all->count; i++) {
        wmem_strbuf_append_printf(text, "%s%s", i == 0 ? "" : "; ", words_of(scope, &all->list[i]));
    }
    return wmem_strbuf_get_str(text);
}

void draw_explanations(proto_tree *tree, packet_info *pinfo, const drawn_message *one, const explanations *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const explanation *said = &all->list[i];
        const char *words = words_of(pinfo->pool, said);
        char *label = wmem_strdup_printf(pinfo->pool, "Explanation in %s: %s", said->place, words);

        text_make_safe(label);
        proto_item_set_generated(proto_tree_add_string_format(tree, hf_explanation, one->place->source, draw_offset(one, said->sent),
                                                              (int)said->sent.length, words, "%s", label));
    }
}
