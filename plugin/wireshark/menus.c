/* menus.c: Telephony > SIP Response Codes, and Conversation Filter > SIP Call
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of calls is opened as "-z" opens it: Wireshark has no other way for a plugin. For a tree of counts, such as Statistics >
 * SIP Response Codes, the window has not even that one: only its own menu opens it.
 */
#include "menus.h"

#include "compat.h"

#include <string.h>

#include <epan/conversation_filter.h>
#include <epan/plugin_if.h>
#include <epan/stat_tap_ui.h>

#include "call_filter.h"
#include "sip.h"

/* ---- Telephony > SIP Response Codes ---- */

typedef struct {
    const char *label;
    const char *tip;
    const char *what; /* a display filter, or what stands behind -z */
} menu_entry;

static const menu_entry filters[] = {
#define MENU_FILTER(label, tip, filter) { label, tip, filter },
#include "menus.def"
};

static const menu_entry tables[] = {
    { "&Table of Calls", "Who called whom, how it ended, how long it took", "sipcodes,table" },
};

static const char registry[] = "https://www.iana.org/assignments/sip-parameters/sip-parameters.xhtml#sip-parameters-7";

static void apply_filter(ext_menubar_gui_type gui _U_, void *window _U_, void *entry)
{
    plugin_if_apply_filter(((const menu_entry *)entry)->what, TRUE);
}

static void open_table(ext_menubar_gui_type gui _U_, void *window _U_, void *entry)
{
    if (process_stat_cmd_arg(((const menu_entry *)entry)->what)) {
        start_requested_stats();
    }
}

static void add_entries(ext_menu_t *menu, const menu_entry *entries, size_t count, ext_menubar_action_cb action)
{
    for (size_t i = 0; i < count; i++) {
        /* Wireshark hands the entry back unchanged. */
        ext_menubar_add_entry(menu, entries[i].label, entries[i].tip, action, (void *)&entries[i]);
    }
}

static void register_menu(void)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto_sipcodes, "SIP Response Co&des", TRUE);

    ext_menubar_set_parentmenu(menu, "Telephony");
    add_entries(menu, filters, array_length(filters), apply_filter);
    ext_menubar_add_separator(menu);
    add_entries(menu, tables, array_length(tables), open_table);
    ext_menubar_add_separator(menu);
    ext_menubar_add_website(menu, "&Registry (IANA)", "The registered response codes, on the web", registry);
}

/* ---- Conversation Filter > SIP Call ---- */

static callback_bool has_call(packet_info *pinfo CONVERSATION_FILTER_DATA)
{
    return sip_is_enabled(proto_sipcodes) && wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_sip)) != NULL;
}

static char *filter_of_call(packet_info *pinfo CONVERSATION_FILTER_DATA)
{
    return call_filter(pinfo);
}

void menus_register(void)
{
    register_menu();
    register_conversation_filter("sipcodes", "SIP Call", has_call, filter_of_call CONVERSATION_FILTER_NO_DATA);
}
