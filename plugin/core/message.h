/* message.h: the header fields of a SIP message, read from its bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing is copied: all slices point into the bytes given to message_read() and live as long as these.
 */
#ifndef SIPCODES_MESSAGE_H
#define SIPCODES_MESSAGE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bits.h"
#include "header_names.h"
#include "text.h"

/** The methods of methods.def, as bits of a set. */
typedef enum {
    METHOD_INDEX_NONE, /**< there is no readable CSeq */
    METHOD_INDEX_OTHER,
#define METHOD(name) METHOD_INDEX_##name,
#include "methods.def"
    METHOD_INDEX_COUNT
} method_index;

/** How many words a set of header fields has. */
#define HEADER_SET_WORDS BITS_WORDS(HEADER_ID_COUNT)

/** A set of header fields: one bit per header_id. */
typedef struct {
    uint64_t words[HEADER_SET_WORDS];
} header_set;

/** True if the header field is in the set. */
static inline bool header_set_has(const header_set *set, header_id id)
{
    return bits_have(set->words, id);
}

/** True if no header field is in the set. */
static inline bool header_set_is_empty(const header_set *set)
{
    uint64_t all = 0;

    for (size_t i = 0; i < HEADER_SET_WORDS; i++) {
        all |= set->words[i];
    }
    return all == 0;
}

/** True if both have the same header fields. */
static inline bool header_set_is_same(const header_set *one, const header_set *other)
{
    uint64_t different = 0;

    for (size_t i = 0; i < HEADER_SET_WORDS; i++) {
        different |= one->words[i] ^ other->words[i];
    }
    return different == 0;
}

/** The header fields that both have. */
static inline header_set header_set_common(const header_set *one, const header_set *other)
{
    header_set common = *one;

    bits_keep_common(common.words, other->words, HEADER_SET_WORDS);
    return common;
}

/** Puts all of another set into the set. */
static inline void header_set_add_all(header_set *set, const header_set *more)
{
    bits_add_all(set->words, more->words, HEADER_SET_WORDS);
}

/** Puts the header field into the set. */
static inline void header_set_add(header_set *set, header_id id)
{
    bits_add(set->words, id);
}

/** Takes it out. */
static inline void header_set_remove(header_set *set, header_id id)
{
    bits_remove(set->words, id);
}

/** More header fields than this in one message are passed over, and message.truncated says so. */
#define MESSAGE_FIELDS_MAX 128

/** A header section longer than this, in bytes, is read up to here, and message.truncated says so. */
#define MESSAGE_HEADER_SECTION_MAX 65536

/** How a line of the header section can break the grammar of RFC 3261, section 25.1. */
typedef enum {
    ODD_LINE_FOLDED_STATUS, /**< it begins with white space, and stands behind the status line */
    ODD_LINE_NO_FIELD,      /**< neither a header field nor the continuation of one: no colon, or no field name before it */
    ODD_LINE_BARE_LF,       /**< it ends with LF alone */
    ODD_LINE_BARE_CR,       /**< it holds a CR that no LF follows, which includes CR CR LF */
    ODD_LINE_COUNT,
    ODD_LINE_NOTED_COUNT = ODD_LINE_BARE_CR /**< a bare CR is looked for when it is asked for */
} odd_line;

/** One header field. */
typedef struct {
    header_id id;
    /** where its name begins */
    const char *start;
    /** without the white space around it; line ends inside a folded value are still there */
    text_slice value;
    /** index + 1 of the next field of the same id, 0 if this is the last */
    guint16 next;
    /** the line behind it is no header field, so the value may go on there */
    bool is_cut_off;
} header_field;

/** A message, as far as its bytes tell. */
typedef struct {
    const char *start;
    /** the first line, without its end */
    text_slice status_line;
    /** its end is in the bytes: what it says is all that was sent */
    gboolean status_line_ended;
    /** those of headers.def; others are only read over */
    header_field fields[MESSAGE_FIELDS_MAX];
    guint field_count;
    /** what occurs, also of fields passed over */
    header_set present;
    /** what stands in more than one field, and in one without a value; fields passed over do not count */
    header_set repeated;
    header_set empty;
    /** the first line of each kind, without its end; bytes is NULL where there is none; for message_odd_line() */
    text_slice odd_lines[ODD_LINE_NOTED_COUNT];
    /** index + 1 of the first field of each id, 0 if there is none; and of the last field, for those that have a first */
    guint16 first[HEADER_ID_COUNT];
    guint16 last[HEADER_ID_COUNT];
    /** from the byte after the empty line to the end of the given bytes */
    text_slice body;
    /** the bytes are a part of a message, and end with it */
    bool is_part;
    /** the empty line is there, or message_end() said that nothing more was sent; message_lacks() and message_is_whole() say what
     * can be called missing */
    gboolean complete;
    /** complete, but without the empty line */
    bool lacks_empty_line;
    /** where the empty line is not there: the last header field, which may go on; for message_end() */
    text_slice unread;
    /** of the header section, as far as it was read; with the empty line */
    gsize section_length;
    /** how many of its lines end with CRLF */
    guint crlf_count;
    /** a limit above was reached */
    gboolean truncated;
    /** the method that is answered, from CSeq; empty if CSeq is missing or unreadable */
    text_slice method;
    method_index method_index;
} message;

/** A response, and what is known about the way it came. */
typedef struct {
    const message *m;
    guint code;
    /** TRUE over TCP or TLS, where Content-Length delimits messages (not over WebSocket or SCTP, which frame them) */
    gboolean over_stream;
    /** TRUE where the datagram's own length is known, so that "body" holds all of the body that was captured */
    gboolean datagram;
    /** with datagram: the bytes of the body as sent, which can be more than were captured */
    gsize datagram_body_length;
    /** with datagram: bytes of line ends that stand in it before the status line */
    guint line_ends_before;
    /** the packet's source is a public address: no private one of the sender is of use to the receiver */
    bool from_public;
    /** flow_fact of transactions.h: what the messages before it say of it */
    uint32_t flow;
} response;

/**
 * Reads a message: its first line, then header fields up to the empty line. Names in any case, compact forms,
 * folded lines, LF or CRLF (RFC 3261, section 7.3.1). A line that is no header field is passed over. Any bytes do.
 */
void message_read(message *m, const char *bytes, gsize length);

/**
 * Reads a part of a message as message/sipfrag carries it (RFC 3420): it ends with the bytes, often without a line end, and may leave
 * out any header field (section 2.1), so it is never complete.
 */
void message_read_part(message *m, const char *bytes, gsize length);

/**
 * Says that the bytes are all that was sent, as in a whole datagram: what message_read() left, because it might go on, is read. A
 * message that has its empty line, or whose status line has no end, stays as it is. Not for a part.
 */
void message_end(message *m);

/** The name of a method of methods.def; NULL for METHOD_INDEX_NONE and METHOD_INDEX_OTHER. */
const char *message_method_name(method_index method);

/** Takes the method from the first line of a request, not from CSeq. False where it is no Request-Line (RFC 3261, section 7.1). */
bool message_take_request_method(message *m);

/** The whole header field, from its name to the end of its value. */
static inline text_slice header_field_text(const header_field *field)
{
    return text_between(field->start, field->value.bytes + field->value.length);
}

/** TRUE if the message has the header field. */
static inline gboolean message_has(const message *m, header_id id)
{
    return header_set_has(&m->present, id);
}

/** message_odd_line() of ODD_LINE_BARE_CR. */
bool message_bare_cr(const message *m, text_slice *line);

/** True, with the first line of the kind without its end, if the message has one. */
static inline bool message_odd_line(const message *m, odd_line kind, text_slice *line)
{
    if (kind >= ODD_LINE_NOTED_COUNT) {
        return message_bare_cr(m, line);
    }
    if (m->odd_lines[kind].bytes == NULL) {
        return false;
    }
    *line = m->odd_lines[kind];
    return true;
}

/** True if message_odd_line() finds a line of any kind but ODD_LINE_BARE_CR. */
static inline bool message_has_noted_odd_line(const message *m)
{
    bool any = false;

    for (size_t i = 0; i < ODD_LINE_NOTED_COUNT; i++) {
        any = any || m->odd_lines[i].bytes != NULL;
    }
    return any;
}

/** True if the message has a line that may have been a header field. */
static inline bool message_has_lost_line(const message *m)
{
    return m->odd_lines[ODD_LINE_NO_FIELD].bytes != NULL;
}

/**
 * True if the header field is missing: the header section was seen to its end, the field is not in it, and there is no line that may
 * have been that field. Whatever calls a header field missing asks this.
 */
static inline bool message_lacks(const message *m, header_id id)
{
    return m->complete && !message_has_lost_line(m) && !message_has(m, id);
}

/**
 * True if the values of all header fields are known: the header section was seen to its end, and no field or line was passed over.
 * Whatever calls a value missing, because no field that was read has it, asks this.
 */
static inline bool message_is_whole(const message *m)
{
    return m->complete && !m->truncated && !message_has_lost_line(m);
}

/** The first field of the kind, or NULL. */
static inline const header_field *message_first(const message *m, header_id id)
{
    return m->first[id] == 0 ? NULL : &m->fields[m->first[id] - 1];
}

/** The next field of the same kind, or NULL. */
static inline const header_field *message_next(const message *m, const header_field *field)
{
    return field->next == 0 ? NULL : &m->fields[field->next - 1];
}

/** True if the line there is the one behind the header field's. */
bool message_is_line_behind(const header_field *field, const char *line);

/** Walks over the comma-separated values of all fields of one kind. */
typedef struct {
    const message *m;
    const header_field *field;
    text_slice rest;
} value_walk;

/** Starts a walk. */
value_walk message_values(const message *m, header_id id);

/**
 * The next value, trimmed, in *value; FALSE at the end. Commas inside quoted strings, <> and comments do not
 * separate. Empty values (",,") are passed over, as RFC 3261, section 7.3.1, has them not at all.
 */
gboolean message_next_value(value_walk *walk, text_slice *value);

/** True if the header field is there, and its first value without the parameters is the token. */
bool message_value_is(const message *m, header_id id, const char *token);

/** TRUE if one of the header field's comma-separated values is the token. */
gboolean message_lists(const message *m, header_id id, const char *token);

/** True if none of the header field's values is the token; false as well where not all are known (message_is_whole()). */
bool message_lacks_value(const message *m, header_id id, const char *token);

#endif
