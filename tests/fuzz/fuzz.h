/* fuzz.h: what all fuzz targets share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each target is one LLVMFuzzerTestOneInput(), as libFuzzer and AFL++ want it; replay.c calls it with files. A promise that a
 * header in plugin/ makes is asserted here for any bytes whatever.
 */
#ifndef SIPCODES_FUZZ_H
#define SIPCODES_FUZZ_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "findings.h"
#include "message.h"
#include "reason.h"
#include "text.h"
#include "verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Volatile, so that the compiler leaves the reading in. */
static volatile char read_for_sanitizer;

/* Reads every byte, so that a sanitizer sees one that does not belong to the input. */
static inline void touch(text_slice text)
{
    char all = 0;

    for (gsize i = 0; i < text.length; i++) {
        all = (char)(all ^ text.bytes[i]);
    }
    read_for_sanitizer = all;
}

static inline void check_inside(text_slice text, const char *start, gsize length)
{
    if (text.length == 0) {
        return;
    }
    g_assert_true(text.bytes >= start);
    g_assert_true((gsize)(text.bytes - start) <= length);
    g_assert_true(text.length <= length - (gsize)(text.bytes - start));
    touch(text);
}

/* The block is as large as text_unquote() asks for, so that a sanitizer sees one byte too many. */
static inline void check_unquote(text_slice text)
{
    char *plain = g_malloc(text.length + 1);
    gsize length = text_unquote(text, plain);

    g_assert_true(length <= text.length);
    g_assert_true(plain[length] == '\0');
    g_free(plain);
}

static inline void check_findings(const findings *all, gsize message_length)
{
    g_assert_true(all->count <= FINDINGS_MAX);
    g_assert_true(all->dropped == 0 || all->count == FINDINGS_MAX);
    for (guint i = 0; i < all->count; i++) {
        const finding *found = &all->list[i];

        g_assert_true(found->index < finding_name_count());
        g_assert_true(found->severity <= SEVERITY_ERROR);
        g_assert_true(found->offset <= message_length && found->length <= message_length - found->offset);
        g_assert_true(strlen(found->text) < FINDING_TEXT_MAX);
        g_assert_true(found->severity == finding_severity(found->index) && found->kind == finding_kind_of(found->index));
        g_assert_true(found->brief[0] != '\0' && strlen(found->brief) <= FINDING_BRIEF_MAX && g_str_is_ascii(found->brief));
        g_assert_true(g_utf8_validate(found->text, -1, NULL));
        for (const char *c = found->text; *c != '\0'; c = g_utf8_next_char(c)) {
            g_assert_false(g_unichar_iscntrl(g_utf8_get_char(c)));
        }
    }
}

static inline void check_hint(const hint *all, size_t least)
{
    g_assert_true(all->count >= least && all->count <= HINT_PIECES_MAX);
    for (size_t i = 0; i < all->count; i++) {
        g_assert_true(all->pieces[i] != NULL && all->pieces[i][0] != '\0');
    }
}

static inline void check_explanations(const explanations *all, const char *bytes, gsize message_length)
{
    g_assert_true(all->count <= EXPLANATIONS_MAX);
    for (size_t i = 0; i < all->count; i++) {
        const explanation *one = &all->list[i];

        g_assert_true(one->number.length + one->words.length > 0);
        check_inside(one->sent, bytes, message_length);
        check_inside(one->number, bytes, message_length);
        check_inside(one->words, bytes, message_length);
        check_unquote(one->words);
    }
}

/* All that a verdict promises of a message of these bytes. */
static inline void check_verdict(const verdict *v, const char *bytes, gsize length)
{
    explanations said;
    hint why = verdict_hint(v);

    verdict_explanations(v, &said);
    g_assert_true(v->code <= 999 && v->info != NULL);
    g_assert_true(v->m.start == bytes);
    check_inside(v->phrase, bytes, length);
    check_inside(v->blocked.version, bytes, length);
    check_inside(v->blocked.contact, bytes, length);
    check_inside(v->blocked.location, bytes, length);
    check_findings(&v->all, length);
    check_hint(&why, 1);
    check_explanations(&said, bytes, length);
}

static inline bool nothing_is_said(const request_verdict *v)
{
    explanations said;

    request_verdict_explanations(v, &said);
    return said.count == 0;
}

/* Of a request that is not read, nothing that is wanted is missed. */
static inline void check_says_nothing(const char *bytes, gsize length, const message_way *way, wanted_checks wanted)
{
    request_verdict v = { 0 };

    if ((wanted.no_findings && wanted.no_header_fields) || !request_read(&v.m, bytes, length, way)) {
        return;
    }
    g_assert_false(message_has(&v.m, HEADER_REASON));
    g_assert_true(wanted.no_words || nothing_is_said(&v));
    g_assert_true(wanted.no_words || request_verdict_hint(&v).count == 0);
}

/* The same of a request of these bytes, where they are one. */
static inline void check_as_request(const char *bytes, gsize length, const message_way *way, wanted_checks wanted)
{
    request_verdict v;
    explanations said;
    hint why;

    memset(&v, 0xA5, sizeof v);
    if (!request_verdict_reach(&v, bytes, length, way, wanted)) {
        g_assert_true(v.all.count == 0);
        check_says_nothing(bytes, length, way, wanted);
        return;
    }
    g_assert_true(v.m.start == bytes);
    for (guint i = 0; i < v.all.count; i++) {
        g_assert_true(v.all.list[i].index == FINDING_reason_malformed);
    }
    request_verdict_explanations(&v, &said);
    why = request_verdict_hint(&v);
    check_findings(&v.all, length);
    check_hint(&why, 0);
    check_explanations(&said, bytes, length);
}

/* A value in the header field of a response that fills its datagram. */
static inline void check_in_response(guint code, const char *phrase, const char *header, text_slice value)
{
    GString *text = g_string_new(NULL);
    message_way way = { .is_datagram = true };
    verdict v;

    g_string_printf(text, "SIP/2.0 %03u %s\r\nCSeq: 1 INVITE\r\n%s: ", code % 1000, phrase, header);
    g_string_append_len(text, value.bytes, (gssize)value.length);
    g_string_append(text, "\r\n\r\n");
    way.datagram_length = text->len;
    g_assert_true(verdict_reach(&v, text->str, text->len, &way, (wanted_checks){ .methods = true, .headers = true, .phrases = true }));
    check_verdict(&v, text->str, text->len);
    g_string_free(text, TRUE);
}

/* A value in the header field of a request. */
static inline void check_in_request(const char *method, const char *header, text_slice value)
{
    GString *text = g_string_new(NULL);
    message_way way = { .is_datagram = true };

    g_string_printf(text, "%s sip:a@b.example SIP/2.0\r\n%s: ", method, header);
    g_string_append_len(text, value.bytes, (gssize)value.length);
    g_string_append(text, "\r\n\r\n");
    way.datagram_length = text->len;
    check_as_request(text->str, text->len, &way, (wanted_checks){ .headers = true });
    g_string_free(text, TRUE);
}

#endif
