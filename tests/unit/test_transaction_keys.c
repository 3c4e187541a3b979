/* test_transaction_keys.c: what transactions are found by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transaction_keys.h"

#include <stdio.h>

#include "keep_going.h"
#include "verdict.h"

static void read_keys(message_keys *keys, const hash_key *key, unsigned call_id, const char *to_tag)
{
    static message m;
    char text[256];
    message_way way = { .is_datagram = true };

    way.datagram_length = (gsize)snprintf(text, sizeof text,
                                          "OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a>;tag=a\r\nTo: <sip:b>%s\r\n"
                                          "Call-ID: %u\r\nCSeq: 1 OPTIONS\r\n\r\n",
                                          to_tag, call_id);
    g_assert_true(request_read(&m, text, way.datagram_length, &way));
    g_assert_true(message_keys_read(keys, key, &m, true));
}

/* Of clients that give all their calls one tag, a million calls stay apart: where the Call-ID's 32 bits are the same, the tags' are not. */
static void test_tags_tell_equal_hashes_apart(void)
{
    enum { MOST = 2000000 };
    const hash_key key = hash_key_new();
    GHashTable *seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    message_keys keys = { 0 }, other = { 0 };
    unsigned found = 0, call_id;

    for (call_id = 1; call_id < MOST && found == 0; call_id++) {
        read_keys(&keys, &key, call_id, ";tag=b");
        found = GPOINTER_TO_UINT(g_hash_table_lookup(seen, GUINT_TO_POINTER(keys.call)));
        g_hash_table_insert(seen, GUINT_TO_POINTER(keys.call), GUINT_TO_POINTER(call_id));
    }
    g_assert_cmpuint(found, !=, 0);
    read_keys(&other, &key, found, ";tag=b");
    g_assert_cmpuint(other.call, ==, keys.call);
    g_assert_cmpuint(other.from_tag, !=, keys.from_tag);
    g_assert_cmpuint(other.to_tag, !=, keys.to_tag);
    g_assert_cmpuint(other.own_from_tag, ==, keys.own_from_tag);
    g_hash_table_destroy(seen);
}

/* A request from the called side has the caller's tag in To. */
static void test_tags_of_both_sides(void)
{
    const hash_key key = hash_key_new();
    message_keys keys = { 0 };

    read_keys(&keys, &key, 1, ";tag=a");
    g_assert_cmpuint(keys.from_tag, ==, keys.to_tag);
    read_keys(&keys, &key, 1, "");
    g_assert_cmpuint(keys.to_tag, ==, 0);
    g_assert_cmpuint(keys.from_tag, !=, 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/transactions/keys/calls", test_tags_tell_equal_hashes_apart);
    g_test_add_func("/transactions/keys/sides", test_tags_of_both_sides);
    return g_test_run();
}
