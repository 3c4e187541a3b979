/* test_rfc4475.c: the torture test messages of RFC 4475 that are responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All bytes lie in a block of just their size, so that a memory checker sees a read before or behind them.
 */
#include "reading.h"

static reading *read_torture_test(const char *name)
{
    char *path = g_strdup_printf("%s/unit/rfc4475/%s.sip", TESTS_DIR, name);
    GError *error = NULL;
    char *bytes = NULL;
    gsize length;
    reading *r;

    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    r = read_bytes(bytes, length);
    g_assert_true(r->m.complete);
    g_assert_false(r->m.truncated);
    g_free(bytes);
    g_free(path);
    return r;
}

static void check_field(const reading *r, header_id id, const char *expected)
{
    const header_field *field = message_first(&r->m, id);

    g_assert_nonnull(field);
    assert_slice(field->value, expected);
}

/* Section 3.1.1.12 */
static void test_unreason(void)
{
    reading *r = read_torture_test("unreason");

    assert_slice(r->m.status_line,
                 "SIP/2.0 200 = 2**3 * 5**2 \xD0\xBD\xD0\xBE\x20\xD1\x81\xD1\x82\xD0\xBE\x20\xD0\xB4\xD0\xB5\xD0\xB2\xD1\x8F"
                 "\xD0\xBD\xD0\xBE\xD1\x81\xD1\x82\xD0\xBE\x20\xD0\xB4\xD0\xB5\xD0\xB2\xD1\x8F\xD1\x82\xD1\x8C\x20\x2D\x20"
                 "\xD0\xBF\xD1\x80\xD0\xBE\xD1\x81\xD1\x82\xD0\xBE\xD0\xB5");
    g_assert_cmpuint(r->m.field_count, ==, 8);
    check_field(r, HEADER_CALL_ID, "unreason.1234ksdfak3j2erwedfsASdf");
    check_field(r, HEADER_CONTENT_LENGTH, "154");
    g_assert_cmpuint(r->m.body.length, ==, 154);
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* Section 3.1.1.13 */
static void test_noreason(void)
{
    reading *r = read_torture_test("noreason");

    assert_slice(r->m.status_line, "SIP/2.0 100 ");
    g_assert_cmpuint(r->m.field_count, ==, 7);
    check_field(r, HEADER_CONTACT, "<sip:user@host105.example.com>");
    g_assert_cmpuint(r->m.body.length, ==, 0);
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* Section 3.1.2.5 */
static void test_scalarlg(void)
{
    reading *r = read_torture_test("scalarlg");
    guint32 number;

    assert_slice(r->m.status_line, "SIP/2.0 503 Service Unavailable");
    check_field(r, HEADER_CSEQ, "9292394834772304023312 OPTIONS");
    check_field(r, HEADER_RETRY_AFTER, "949302838503028349304023988");
    check_field(r, HEADER_WARNING, "1812 overture \"In Progress\"");
    g_assert_false(text_to_number(message_first(&r->m, HEADER_RETRY_AFTER)->value, &number));
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_OPTIONS);
    reading_free(r);
}

/* Section 3.1.2.19 */
static void test_bigcode(void)
{
    reading *r = read_torture_test("bigcode");

    assert_slice(r->m.status_line, "SIP/2.0 4294967301 better not break the receiver");
    g_assert_cmpuint(r->m.field_count, ==, 7);
    check_field(r, HEADER_CALL_ID, "bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i");
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

/* Section 3.3.10 */
static void test_bcast(void)
{
    reading *r = read_torture_test("bcast");
    const header_field *via = message_first(&r->m, HEADER_VIA);
    text_slice tag;

    assert_slice(r->m.status_line, "SIP/2.0 200 OK");
    assert_slice(via->value, "SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923");
    assert_slice(message_next(&r->m, via)->value, "SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23");
    g_assert_null(message_next(&r->m, message_next(&r->m, via)));
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_TO)->value, "tag", &tag), ==, PARAMETER_WITH_VALUE);
    assert_slice(tag, "2229");
    g_assert_cmpuint(r->m.body.length, ==, 154);
    reading_free(r);
}

/* Section 3.1.1.1 is a request, but holds every oddity of header fields: its folds, names and quotes in a response. */
static void test_oddities_of_wsinv(void)
{
    reading *r = read_fields("TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"
                             "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\n"
                             "MaX-fOrWaRdS: 0068\r\n"
                             "cseq: 0009\r\n  INVITE\r\n"
                             "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n"
                             "s :\r\n"
                             "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n"
                             " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n"
                             "m:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33\r\n");
    value_walk vias = message_values(&r->m, HEADER_VIA);
    text_slice found;

    g_assert_cmpuint(r->m.field_count, ==, 8);
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_TO)->value, "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "1918181833n");
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_FROM)->value, "tag", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "98asjd8");
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_CONTACT)->value, "secondparam", &found), ==,
                     PARAMETER_WITHOUT_VALUE);
    g_assert_cmpuint(text_find_parameter(message_first(&r->m, HEADER_CONTACT)->value, "q", &found), ==, PARAMETER_WITH_VALUE);
    assert_slice(found, "0.33");
    for (guint i = 0; i < 3; i++) {
        static const char *const branches[] = { "390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239" };
        text_slice via;

        g_assert_true(message_next_value(&vias, &via));
        g_assert_cmpuint(text_find_parameter(via, "branch", &found), ==, PARAMETER_WITH_VALUE);
        assert_slice(found, branches[i]);
    }
    check_field(r, HEADER_SUBJECT, "");
    g_assert_cmpuint(r->m.method_index, ==, METHOD_INDEX_INVITE);
    reading_free(r);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/rfc4475/unreason", test_unreason);
    g_test_add_func("/message/rfc4475/noreason", test_noreason);
    g_test_add_func("/message/rfc4475/scalarlg", test_scalarlg);
    g_test_add_func("/message/rfc4475/bigcode", test_bigcode);
    g_test_add_func("/message/rfc4475/bcast", test_bcast);
    g_test_add_func("/message/rfc4475/wsinv", test_oddities_of_wsinv);
    return g_test_run();
}
