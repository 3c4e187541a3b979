/* test_address.c: which addresses can be reached from everywhere
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "address.h"

/* Each beside its neighbour on the other side: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
static const struct {
    const char *text;
    bool is_private;
    /* clang-format off */
} texts[] = {
    { "9.255.255.255", false },   { "10.0.0.0", true },        { "10.255.255.255", true },  { "11.0.0.0", false },
    { "100.63.255.255", false },  { "100.64.0.0", true },      { "100.127.255.255", true }, { "100.128.0.0", false },
    { "126.255.255.255", false }, { "127.0.0.1", true },       { "128.0.0.0", false },      { "169.253.1.1", false },
    { "169.254.1.1", true },      { "169.255.1.1", false },    { "172.15.1.1", false },     { "172.16.0.0", true },
    { "172.31.255.255", true },   { "172.32.0.0", false },     { "192.167.1.1", false },    { "192.168.0.0", true },
    { "192.169.0.0", false },     { "0.0.0.0", false },        { "10.0.0", false },         { "10.0.0.0.0", false },
    { "10.0.0.256", false },      { "10.0.0.x", false },       { "10.0.0.", false },        { "ten.example.test", false },
    { "", false },                { "::1", true },             { "[::1]", true },           { "::2", false },
    { "fbff::1", false },         { "fc00::1", true },         { "[fdff::1]", true },       { "FE80::1", true },
    { "febf::1", true },          { "fec0::1", false },        { "fd::1", false },          { "2001:db8::1", false },
    { "fd00", false },            { "[]", false },             { "[10.0.0.1", false },
};
/* clang-format on */

static void test_private(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (address_is_private(text_from(texts[i].text)) != texts[i].is_private) {
            g_test_fail_printf("\"%s\" is %sprivate", texts[i].text, texts[i].is_private ? "not " : "");
        }
    }
}

static void test_ip(void)
{
    char *longest = g_strnfill(64, '1');

    g_assert_true(address_is_ip(text_from("192.0.2.1")));
    g_assert_true(address_is_ip(text_from("2001:db8::1")));
    g_assert_false(address_is_ip(text_from("192.0.2.256")));
    g_assert_false(address_is_ip(text_from("example.test")));
    g_assert_false(address_is_ip(text_from("")));
    g_assert_false(address_is_ip(text_from(longest)));
    g_assert_false(address_is_ip((text_slice){ "192.0.2.1\0", 10 }));
    g_free(longest);
}

static void test_public(void)
{
    static const uint8_t public_one[] = { 192, 0, 2, 1 }, private_one[] = { 192, 168, 2, 1 }, none[] = { 0, 0, 0, 0 };
    static const uint8_t multicast[] = { 224, 0, 0, 1 };
    static const uint8_t six[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 }, loopback[16] = { [15] = 1 }, unspecified[16] = { 0 };
    static const uint8_t local[16] = { 0xfd, [15] = 1 }, link_local[16] = { 0xfe, 0xbf }, six_multicast[16] = { 0xff, 2, [15] = 1 };

    g_assert_true(address_is_public(public_one, 4));
    g_assert_false(address_is_public(private_one, 4));
    g_assert_false(address_is_public(none, 4));
    g_assert_false(address_is_public(multicast, 4));
    g_assert_true(address_is_public(six, 16));
    g_assert_false(address_is_public(loopback, 16));
    g_assert_false(address_is_public(unspecified, 16));
    g_assert_false(address_is_public(local, 16));
    g_assert_false(address_is_public(link_local, 16));
    g_assert_false(address_is_public(six_multicast, 16));
    g_assert_false(address_is_public(public_one, 0));
    g_assert_false(address_is_public(six, 6));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/address/private", test_private);
    g_test_add_func("/address/ip", test_ip);
    g_test_add_func("/address/public", test_public);
    return g_test_run();
}
