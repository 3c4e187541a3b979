/* verdict.h: all that one message shows by itself. THE ONE ORDER of all checks; the dissector, the unit tests and the fuzzers call it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_VERDICT_H
#define SIPCODES_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blocked.h"
#include "codes.h"
#include "explanation.h"
#include "findings.h"
#include "hints.h"
#include "message.h"
#include "rules.h"

/** How a message came. */
typedef struct {
    bool over_stream; /**< TCP or TLS: Content-Length delimits it */
    bool is_datagram; /**< it fills a datagram whose length is known */
    /** with is_datagram: the datagram's bytes from the status line on as sent, which can be more or fewer than were captured */
    size_t datagram_length;
    uint32_t line_ends_before; /**< with is_datagram: bytes of line ends that stand in it before the status line */
    bool is_carried;           /**< in a message/sip or message/sipfrag body: told of, not sent */
    bool is_cut;               /**< with is_carried: the end of the body was not captured */
    bool from_public;          /**< the packet's source is an address that everybody can reach */
    uint32_t flow;             /**< flow_fact of transactions.h: what the messages before it say of it */
} message_way;

/** Which checks are wanted. */
typedef struct {
    bool methods : 1;
    bool headers : 1;
    bool phrases : 1;
    bool no_findings : 1;      /**< nobody asks what is found: nothing is checked, and none is */
    bool no_sentences : 1;     /**< what is found is only counted or named: finding.text is empty */
    bool no_header_fields : 1; /**< with no_findings: nobody asks for anything behind the status line, so it is not read */
    bool no_words : 1;         /**< of a request: nobody asks for its hint or for what it says, so only Reason matters */
} wanted_checks;

/** All that is known of one response. The slices lie in the bytes that verdict_reach() was given. */
typedef struct {
    uint32_t code;
    const code_info *info; /**< the user's own row where there is one */
    message m;
    response r;
    text_slice phrase;    /**< as sent, with the white space around it */
    bool phrase_is_whole; /**< it was captured to its end, which can be that of the body that carries it */
    blocked_call blocked;
    bool has_more_values; /**< of Reason or Warning than are looked at */
    findings all;
} verdict;

/**
 * Judges the response that begins with the bytes. False where they do not begin with a status line as the SIP dissector takes it
 * (status_line_code()); then nothing of *v is set. Any bytes do.
 */
bool verdict_reach(verdict *v, const char *bytes, size_t length, const message_way *way, wanted_checks wanted);

/** Reads the message alone, without a check: for who only has to know whose it is. */
void verdict_read(message *m, response *r, uint32_t code, const char *bytes, size_t length, const message_way *way);

/**
 * Reads a request as verdict_read() reads a response; message.status_line is its Request-Line, and message.method the method there. False
 * where they do not begin with a Request-Line that has an end (message_take_request_method()).
 */
bool request_read(message *m, const char *bytes, size_t length, const message_way *way);

/** All that is known of one request by itself. The slices lie in the bytes that request_verdict_reach() was given. */
typedef struct {
    message m;
    findings all;
} request_verdict;

/** False if the request that begins with the bytes has no header field that says anything of what is wanted, which is found out without
 * reading it; true where it seems to. */
bool request_may_say(const char *bytes, size_t length, wanted_checks wanted);

/**
 * Judges the request that begins with the bytes. False where they are not read: nothing that is wanted can be there (request_may_say()), or there is no
 * whole Request-Line (request_read()). Then v->all is empty, and nothing else of *v is set. Any bytes do.
 */
bool request_verdict_reach(request_verdict *v, const char *bytes, size_t length, const message_way *way, wanted_checks wanted);

/** What usually stands behind the reason that the request gives, and where to look next; without a piece where it gives none. */
hint request_verdict_hint(const request_verdict *v);

/** What the sender of the request itself says, into *all. */
void request_verdict_explanations(const request_verdict *v, explanations *all);

/** What usually causes the response and where to look next. */
hint verdict_hint(const verdict *v);

/** What the sender itself says, into *all. */
void verdict_explanations(const verdict *v, explanations *all);

#endif
