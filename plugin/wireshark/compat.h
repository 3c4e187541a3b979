/* compat.h: every difference between the Wireshark versions that the plugin is built for, and nothing else
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Features are tested for where a header shows them; versions only where none does.
 */
#ifndef SIPCODES_COMPAT_H
#define SIPCODES_COMPAT_H

#include <gmodule.h>

#include <wireshark.h>
#include <ws_version.h>

#include <epan/packet.h>
#include <epan/expert.h>
#include <epan/prefs.h>
#include <epan/proto_data.h>
#include <epan/tap.h>

/* From 4.2 on, a plugin says what it brings (WS_PLUGIN_DESC_DISSECTOR and others). */
#if __has_include(<wsutil/plugins.h>)
#include <wsutil/plugins.h>
#endif
#ifdef WS_PLUGIN_DESC_DISSECTOR
#define SIPCODES_PLUGIN_BRINGS(kinds) \
    G_MODULE_EXPORT uint32_t plugin_describe(void); \
    uint32_t plugin_describe(void) \
    { \
        return (kinds); \
    }
#else
#define SIPCODES_PLUGIN_BRINGS(kinds)
#endif

/* The symbols by which Wireshark knows a plugin and tells whether it is built for this very version; the definition of
 * plugin_register() follows. Wireshark's own build makes them with a script that its development packages do not install.
 * The version is an array: Wireshark looks the symbol up and reads text there, not a pointer. */
#define SIPCODES_PLUGIN(version, kinds) \
    G_MODULE_EXPORT extern const char plugin_version[]; \
    G_MODULE_EXPORT extern const int plugin_want_major; \
    G_MODULE_EXPORT extern const int plugin_want_minor; \
    G_MODULE_EXPORT void plugin_register(void); \
    const char plugin_version[] = version; \
    const int plugin_want_major = WIRESHARK_VERSION_MAJOR; \
    const int plugin_want_minor = WIRESHARK_VERSION_MINOR; \
    SIPCODES_PLUGIN_BRINGS(kinds)

#define SIPCODES_WIRESHARK_IS_AT_LEAST(major, minor) \
    (WIRESHARK_VERSION_MAJOR > (major) || (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

/* What a boolean preference is stored in, and what heuristic dissectors and checks of a table's fields return. The wrong size of
 * the first lets Wireshark write over its neighbours. 4.4 went from GLib's types to C's, and no macro in the headers tells. */
#if SIPCODES_WIRESHARK_IS_AT_LEAST(4, 3)
typedef bool preference_bool;
typedef bool callback_bool;
#else
typedef gboolean preference_bool;
typedef gboolean callback_bool;
#endif

/* From 4.6 on, the caller says how long an extended value string lives: as long as the fields that name it. */
#if SIPCODES_WIRESHARK_IS_AT_LEAST(4, 5)
#define value_string_ext_new(values, count, name) (value_string_ext_new)(wmem_epan_scope(), (values), (count), (name))
#endif

/* Behind 4.0, what a conversation filter is registered with is passed on to its callbacks. Between 4.0 and 4.4 no macro tells. */
#if SIPCODES_WIRESHARK_IS_AT_LEAST(4, 1)
#define CONVERSATION_FILTER_DATA , void *user_data _U_
#define CONVERSATION_FILTER_NO_DATA , NULL
#else
#define CONVERSATION_FILTER_DATA
#define CONVERSATION_FILTER_NO_DATA
#endif

/* The Telephony menu's group: REGISTER_STAT_GROUP_TELEPHONY in 4.0, REGISTER_TELEPHONY_GROUP_UNSORTED in 4.4 and 4.6. Where between
 * them the name changed no macro tells; in all three it stands behind this one. */
#define STAT_GROUP_TELEPHONY ((register_stat_group_t)(REGISTER_STAT_GROUP_RSERPOOL + 1))

/* From 4.6 on, starting a statistic tells whether it could; before, a refusal had to end the program. */
#if SIPCODES_WIRESHARK_IS_AT_LEAST(4, 5)
typedef bool stat_tap_started;
#define STAT_TAP_STARTED return true
#define STAT_TAP_REFUSED return false
#else
typedef void stat_tap_started;
#define STAT_TAP_STARTED return
#define STAT_TAP_REFUSED exit(1)
#endif

#endif
