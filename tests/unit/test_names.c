/* test_names.c: who calls whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "names.h"

#include "keep_going.h"

static void test_parties(void)
{
    static const struct {
        const char *value, *party, *domain;
    } rows[] = {
        { "<sip:bob@example.com>;tag=b", "bob@example.com", "example.com" },
        { "\"Bob <x>\" <sip:bob@example.com:5070;user=phone>;tag=b", "bob@example.com:5070", "example.com" },
        { "sip:bob@example.com;tag=b", "bob@example.com", "example.com" },
        { "<SIPS:bob@example.com>", "bob@example.com", "example.com" },
        { "<sip:+15550100;phone-context=+1@example.com;user=phone>", "+15550100;phone-context=+1@example.com", "example.com" },
        { "<sip:example.com>", "example.com", "example.com" },
        { "<sip:bob@[2001:db8::1]:5060>", "bob@[2001:db8::1]:5060", "[2001:db8::1]" },
        { "<sip:bob@[2001:db8::1>", "bob@[2001:db8::1", "[2001:db8::1" },
        { "<tel:+15550100;phone-context=x>", "tel:+15550100", "" },
        { "<sip:@>", "@", "" },
        { "<>", "", "" },
        { "", "", "" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        text_slice party = name_of_party(text_from(rows[i].value));
        text_slice domain = name_domain(party);

        if (!text_equal(party, rows[i].party) || !text_equal(domain, rows[i].domain)) {
            FAIL_WITH("%s: \"%.*s\" at \"%.*s\"", rows[i].value, TEXT_ARGS(party), TEXT_ARGS(domain));
        }
    }
}

static void test_once(void)
{
    names *all = names_new(2);
    uint32_t bob = names_number(all, text_from("bob"));
    uint32_t carol = names_number(all, text_from("carol"));

    g_assert_cmpuint(names_number(all, text_from("")), ==, 0);
    g_assert_cmpstr(names_at(all, 0), ==, "");
    g_assert_true(bob != 0 && carol != 0 && bob != carol);
    g_assert_cmpuint(names_number(all, text_from("bob")), ==, bob);
    g_assert_cmpstr(names_at(all, bob), ==, "bob");
    /* The oldest is forgotten. */
    g_assert_cmpstr(names_at(all, names_number(all, text_from("dave"))), ==, "dave");
    g_assert_cmpstr(names_at(all, bob), ==, "");
    g_assert_cmpstr(names_at(all, carol), ==, "carol");
    g_assert_cmpstr(names_at(all, names_number(all, text_from("bob"))), ==, "bob");
    names_free(all);
    names_free(NULL);
}

static void test_hostile(void)
{
    static const char odd[] = { 'b', '\xff', '\n', '\x1b', '[', '2', 'J', 'b', '\xe2', '\x80', '\xae', '\0' };
    names *all = names_new(1000);
    char *large = g_strnfill(1000, 'x');
    uint32_t numbers[900];
    const char *shown = names_at(all, names_number(all, text_from(odd)));

    g_assert_true(g_utf8_validate(shown, -1, NULL));
    g_assert_cmpstr(shown, ==, "b\xef\xbf\xbd ?[2Jb???");
    g_assert_cmpuint(strlen(names_at(all, names_number(all, text_from(large)))), ==, NAME_BYTES_MAX);
    /* Told apart by all of it. */
    numbers[0] = names_number(all, text_from(large));
    large[999] = 'y';
    g_assert_cmpuint(names_number(all, text_from(large)), !=, numbers[0]);
    large[999] = 'x';
    g_assert_cmpuint(names_number(all, text_from(large)), ==, numbers[0]);
    g_free(large);
    for (uint32_t i = 0; i < 2 * G_N_ELEMENTS(numbers); i++) {
        char number[64];

        /* Of all lengths, so that names end at and before the ends of chunks. */
        g_snprintf(number, sizeof number, "%0*u", 1 + (int)(i % G_N_ELEMENTS(numbers) % 50), i % (uint32_t)G_N_ELEMENTS(numbers));
        if (i < G_N_ELEMENTS(numbers)) {
            numbers[i] = names_number(all, text_from(number));
        }
        g_assert_cmpuint(names_number(all, text_from(number)), ==, numbers[i % G_N_ELEMENTS(numbers)]);
        g_assert_cmpstr(names_at(all, numbers[i % G_N_ELEMENTS(numbers)]), ==, number);
    }
    names_free(all);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/names/parties", test_parties);
    g_test_add_func("/names/once", test_once);
    g_test_add_func("/names/hostile", test_hostile);
    return g_test_run();
}
