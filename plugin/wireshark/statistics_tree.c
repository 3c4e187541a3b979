/* statistics_tree.c: -z sipcodes,tree, which is Statistics > SIP Response Codes too
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark walks along all children of a node to add one. So what a capture can hold any number of, methods and addresses,
 * does not get a node for each; statistics.c tells them all.
 */
#include "statistics.h"

#include "tap.h"
#include "preferences.h"

#include <epan/packet.h>
#include <epan/stats_tree_priv.h>
#include <epan/to_str.h>

/* The window sorts them by name, from behind, or by count; what is wrong is kept on top. */
static const char by_class[] = "Responses by class";
static const char by_method[] = "Responses by method";
static const char by_anomaly[] = "What is wrong";
static const char by_remark[] = "Remarks, for information";
static const char by_address[] = "Responses by address";
/* A slash would cut the name. */
static const char not_counted[] = "Not counted: in sipfrag bodies or ICMP errors";
static const char other_methods[] = "Other methods";
static const char other_addresses[] = "Other addresses";

/* ---- Which addresses have a node of their own ---- */

/* As many of the busiest have one, and those that were among these before others overtook them. */
#define BUSIEST_SHOWN 1000

/* What one address answered, or all those that share a node. */
typedef struct {
    char *address;
    bool has_node;
    uint32_t count;
    GHashTable *codes; /* code -> how often */
} address_tally;

/* The addresses of one tree. An address gets its node when more than `limit` responses of it have been seen, and this is as
 * many as the last of the busiest had: so all of these have one, and one that joins them takes along what it had before. */
typedef struct {
    uint32_t count;       /* responses of all */
    uint32_t limit;       /* what BUSIEST_SHOWN addresses have reached; 0 while there are fewer. It only rises */
    uint32_t above_limit; /* how many addresses have more; always fewer than BUSIEST_SHOWN */
    GHashTable *tallies;  /* address -> address_tally * */
    GPtrArray *with_node; /* of the tallies */
    address_tally *others;
} address_counts;

/* stats_tree * -> address_counts *. Wireshark hands its callbacks a tree, and nothing of ours with it. */
static GHashTable *counts_of_trees;

static address_tally *tally_new(const char *address)
{
    address_tally *tally = g_new0(address_tally, 1);

    tally->address = g_strdup(address);
    tally->codes = g_hash_table_new(g_direct_hash, g_direct_equal);
    return tally;
}

static void tally_free(void *data)
{
    address_tally *tally = (address_tally *)data;

    g_free(tally->address);
    g_hash_table_destroy(tally->codes);
    g_free(tally);
}

static address_counts *counts_new(void)
{
    address_counts *all = g_new0(address_counts, 1);

    all->tallies = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, tally_free);
    all->with_node = g_ptr_array_new();
    all->others = tally_new(other_addresses);
    return all;
}

static void counts_free(void *data)
{
    address_counts *all = (address_counts *)data;

    g_hash_table_destroy(all->tallies);
    g_ptr_array_free(all->with_node, TRUE);
    tally_free(all->others);
    g_free(all);
}

static uint32_t responses_in(stats_tree *st)
{
    const stat_node *node = (const stat_node *)g_hash_table_lookup(st->names, by_address);

    return node != NULL ? (uint32_t)node->counter : 0;
}

/* Wireshark sets a tree's numbers to zero for a file that is read again, and does not say so. A tree that is not there any more
 * may have stood in the same place. */
static address_counts *counts_of(stats_tree *st)
{
    address_counts *all = (address_counts *)g_hash_table_lookup(counts_of_trees, st);

    if (all == NULL || all->count != responses_in(st)) {
        all = counts_new();
        g_hash_table_insert(counts_of_trees, st, all);
    }
    return all;
}

static address_tally *tally_of(address_counts *all, const char *address)
{
    address_tally *tally = (address_tally *)g_hash_table_lookup(all->tallies, address);

    if (tally == NULL) {
        tally = tally_new(address);
        g_hash_table_insert(all->tallies, tally->address, tally);
    }
    return tally;
}

static uint32_t times(const address_tally *tally, uint32_t code)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(tally->codes, GUINT_TO_POINTER(code)));
}

static void set_times(address_tally *tally, uint32_t code, uint32_t value)
{
    g_hash_table_insert(tally->codes, GUINT_TO_POINTER(code), GUINT_TO_POINTER(value));
}

/* ---- Nodes ---- */

static const char *code_label(wmem_allocator_t *scope, uint32_t code)
{
    const char *name = user_code_lookup(code)->name;

    return wmem_strdup_printf(scope, "%03u%s%s", code, name != NULL ? " " : "", name != NULL ? name : "");
}

static void tick_two(stats_tree *st, const char *top, const char *group, const char *code)
{
    tick_stat_node(st, top, 0, TRUE);
    tick_stat_node(st, code, tick_stat_node(st, group, stats_tree_parent_id_by_name(st, top), TRUE), FALSE);
}

/* The tree shows what is now in the tally; returns the node's id. */
static int show_count(stats_tree *st, const address_tally *tally)
{
    return set_stat_node(st, tally->address, stats_tree_parent_id_by_name(st, by_address), TRUE, (int)tally->count);
}

/* Moves what the address has answered until now out of the shared node into its own. */
static void give_node(stats_tree *st, wmem_allocator_t *scope, address_counts *all, address_tally *tally)
{
    GHashTableIter iter;
    void *key, *value;
    int own, shared;

    tally->has_node = true;
    g_ptr_array_add(all->with_node, tally);
    if (tally->count == 0) {
        return;
    }
    all->others->count -= tally->count;
    shared = show_count(st, all->others);
    own = show_count(st, tally);
    g_hash_table_iter_init(&iter, tally->codes);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        uint32_t code = GPOINTER_TO_UINT(key);
        const char *label = code_label(scope, code);

        set_times(all->others, code, times(all->others, code) - GPOINTER_TO_UINT(value));
        set_stat_node(st, label, shared, FALSE, (int)times(all->others, code));
        set_stat_node(st, label, own, FALSE, GPOINTER_TO_INT(value));
    }
}

static void raise_limit(address_counts *all)
{
    all->limit++;
    all->above_limit = 0;
    for (guint i = 0; i < all->with_node->len; i++) {
        all->above_limit += ((const address_tally *)g_ptr_array_index(all->with_node, i))->count > all->limit;
    }
}

static void count_response(address_counts *all, address_tally *tally, uint32_t code)
{
    all->count++;
    tally->count++;
    set_times(tally, code, times(tally, code) + 1);
    if (!tally->has_node) {
        all->others->count++;
        set_times(all->others, code, times(all->others, code) + 1);
    } else if (tally->count == all->limit + 1 && ++all->above_limit == BUSIEST_SHOWN) {
        raise_limit(all);
    }
}

static void tick_address(stats_tree *st, packet_info *pinfo, const sipcodes_record *record, const char *code)
{
    address_counts *all = counts_of(st);
    address_tally *tally = tally_of(all, address_to_str(pinfo->pool, &record->source));

    if (!tally->has_node && tally->count >= all->limit) {
        give_node(st, pinfo->pool, all, tally);
    }
    count_response(all, tally, record->code);
    tick_two(st, by_address, tally->has_node ? tally->address : other_addresses, code);
}

static const char *method_group(const char *method)
{
    static const char *const known[] = {
#define METHOD(name) #name,
#include "../core/methods.def"
    };

    for (size_t i = 0; i < array_length(known); i++) {
        if (strcmp(method, known[i]) == 0) {
            return known[i];
        }
    }
    return method[0] != '\0' ? other_methods : "No method";
}

static void tick_findings(stats_tree *st, const sipcodes_record *record)
{
    for (uint32_t i = 0; i < record->finding_count; i++) {
        uint32_t index = record->findings[i];
        const char *top = finding_is_remark(index) ? by_remark : by_anomaly;

        tick_stat_node(st, top, 0, TRUE);
        tick_stat_node(st, finding_brief(index), stats_tree_parent_id_by_name(st, top), FALSE);
    }
}

/* ---- What Wireshark calls ---- */

static void tree_init(stats_tree *st)
{
    stats_tree_create_node(st, by_anomaly, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, by_class, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, by_method, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, by_address, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, by_remark, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, not_counted, 0, STAT_DT_INT, TRUE);
    stat_node_set_flags(st, by_anomaly, 0, FALSE, ST_FLG_SORT_TOP);
}

static tap_packet_status tree_packet(stats_tree *st, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped,
                                     tap_flags_t flags _U_)
{
    const sipcodes_record *record = (const sipcodes_record *)tapped;
    const char *class_name = code_class_name(code_class(record->code));
    const char *code = code_label(pinfo->pool, record->code);

    if (record->is_request) {
        tick_findings(st, record);
        return TAP_PACKET_REDRAW;
    }
    if (record->origin != ORIGIN_RESPONSE) {
        tick_two(st, not_counted, (record->origin & ORIGIN_QUOTED) != 0 ? "Quoted in ICMP errors" : "In message/sipfrag", code);
        return TAP_PACKET_REDRAW;
    }
    tick_two(st, by_class, class_name != NULL ? class_name : "Out of range", code);
    tick_two(st, by_method, method_group(record->method), code);
    tick_address(st, pinfo, record, code);
    tick_findings(st, record);
    return TAP_PACKET_REDRAW;
}

static void tree_cleanup(stats_tree *st)
{
    if (counts_of_trees != NULL) {
        g_hash_table_remove(counts_of_trees, st);
    }
}

/* tshark's trees are never cleaned up. */
static void free_counts_of_trees(void)
{
    g_hash_table_destroy(counts_of_trees);
    counts_of_trees = NULL;
}

void statistics_register_tree(void)
{
    counts_of_trees = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, counts_free);
    register_shutdown_routine(free_counts_of_trees);
    stats_tree_register_plugin(SIPCODES_TAP, "sipcodes", "SIP Response Codes", TL_REQUIRES_ERROR_PACKETS, tree_packet, tree_init,
                               tree_cleanup);
}
