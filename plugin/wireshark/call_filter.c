/* call_filter.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "call_filter.h"

#include <string.h>

#include <epan/exceptions.h>

#include "frame_messages.h"
#include "sip.h"
#include "tracking.h"

/* A segment can hold hundreds of calls, of which nobody wants to see a filter. */
#define MOST_TERMS 20

typedef struct {
    GString *filter;
    guint terms;
} filter_text;

/* Each term once. Takes the term. */
static void add_term(filter_text *made, char *term)
{
    if (made->terms < MOST_TERMS && strstr(made->filter->str, term) == NULL) {
        g_string_append(made->filter, made->terms > 0 ? " || " : "");
        g_string_append(made->filter, term);
        made->terms++;
    }
    g_free(term);
}

/* As the display filter's grammar has text: what is not printable, by its number. */
static char *quoted(const char *text)
{
    GString *all = g_string_new("\"");

    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            g_string_append_printf(all, "\\%c", *text);
        } else if (g_ascii_isprint(*text)) {
            g_string_append_c(all, *text);
        } else {
            g_string_append_printf(all, "\\x%02x", (guint)(guchar)*text);
        }
    }
    g_string_append_c(all, '"');
    return g_string_free(all, FALSE);
}

static void add_call_ids(filter_text *made, packet_info *pinfo)
{
    frame_wanted all = { .all_responses = TRUE, .requests = TRUE };
    frame_records messages = frame_messages(pinfo, wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_sip)), all);
    const sip_info_value_t *info;

    for (guint i = 0; (info = frame_message_at(&messages, i)) != NULL; i++) {
        if (info->tap_call_id != NULL && info->tap_call_id[0] != '\0') {
            char *id = quoted(info->tap_call_id);

            add_term(made, g_strdup_printf("sip.Call-ID %s %s", frame_message_has_whole_call_id(info) ? "==" : "contains", id));
            g_free(id);
        }
    }
}

static void add_calls(filter_text *made, packet_info *pinfo)
{
    wmem_array_t *texts = frame_texts(pinfo, NULL);

    for (guint i = 0; i < wmem_array_get_count(texts); i++) {
        const frame_text *at = (const frame_text *)wmem_array_index(texts, i);
        call found;

        if (tracking_call_of(pinfo->num, tracking_number(pinfo, &at->place), &found) && !found.is_registration) {
            add_term(made, g_strdup_printf("sipcodes.call == %u", found.number));
        }
    }
}

static void add_all(filter_text *made, packet_info *pinfo)
{
    add_call_ids(made, pinfo);
    if (tracking_is_on()) {
        add_calls(made, pinfo);
    }
}

char *call_filter(packet_info *pinfo)
{
    filter_text *made = g_new0(filter_text, 1);
    char *filter;

    made->filter = g_string_new(NULL);
    /* Asked for by a menu, where nobody catches what is thrown. */
    TRY
    {
        add_all(made, pinfo);
    }
    CATCH_ALL
    {
    }
    ENDTRY;
    filter = g_string_free(made->filter, made->terms == 0);
    g_free(made);
    return filter;
}
