/* rule_cases.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rule_cases.h"

#include <stdlib.h>
#include <string.h>

#include "codes.h"

/* What is read so far. */
typedef struct {
    rule_cases all;
    GHashTable *texts; /* what stands below "[name]": GString, with the line ends of the wire */
    GString *text;     /* the one that is being read, or NULL */
    rule_case *one;    /* the case that is being read, or NULL */
    guint line;
} reader;

static void G_GNUC_PRINTF(2, 3) note_fault(reader *r, const char *format, ...)
{
    va_list arguments;
    char *what;

    if (r->all.fault != NULL) {
        return;
    }
    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    r->all.fault = g_strdup_printf("line %u: %s", r->line, what);
    g_free(what);
}

/* ---- A message under construction ---- */

/* The message's lines, without their ends. */
typedef struct {
    GPtrArray *lines;
    GString *body;
    bool has_own_length;
} draft;

static bool is_field(const char *line, const char *name)
{
    gsize length = strcspn(name, ":");

    return strncmp(line, name, length) == 0 && line[length] == ':';
}

/* The place of the first header field of that name; the number of lines where there is none. */
static guint find_field(const draft *d, const char *name)
{
    guint i = 1;

    while (i < d->lines->len && !is_field(g_ptr_array_index(d->lines, i), name)) {
        i++;
    }
    return i;
}

/* New ones stand before Content-Length, which is the last in the base. */
static void add_field(draft *d, const char *field)
{
    guint last = find_field(d, "Content-Length");

    g_ptr_array_insert(d->lines, is_field(field, "Content-Length") ? -1 : (gint)last, g_strdup(field));
}

static void set_field(draft *d, const char *field)
{
    guint at = find_field(d, field);

    if (at == d->lines->len) {
        add_field(d, field);
        return;
    }
    g_free(g_ptr_array_index(d->lines, at));
    g_ptr_array_index(d->lines, at) = g_strdup(field);
}

static void add_fields(reader *r, draft *d, const char *name)
{
    const GString *text = g_hash_table_lookup(r->texts, name);
    char **fields = g_strsplit(text == NULL ? "" : text->str, "\r\n", -1);

    if (text == NULL) {
        note_fault(r, "[%s] is missing", name);
    }
    for (guint i = 0; fields[i] != NULL && fields[i][0] != '\0'; i++) {
        add_field(d, fields[i]);
    }
    g_strfreev(fields);
}

static void remove_field(reader *r, draft *d, const char *name)
{
    guint at = find_field(d, name);

    if (at == d->lines->len) {
        note_fault(r, "there is no %s to take away", name);
        return;
    }
    g_free(g_ptr_array_remove_index(d->lines, at));
}

/* \r \n \t \0 \xHH \\ */
static GString *unescape(const char *text)
{
    GString *plain = g_string_new(NULL);

    for (; *text != '\0'; text++) {
        if (*text != '\\' || text[1] == '\0') {
            g_string_append_c(plain, *text);
            continue;
        }
        text++;
        switch (*text) {
        case 'r': g_string_append_c(plain, '\r'); break;
        case 'n': g_string_append_c(plain, '\n'); break;
        case 't': g_string_append_c(plain, '\t'); break;
        case '0': g_string_append_c(plain, '\0'); break;
        case 'x':
            g_string_append_c(plain, (char)(g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2])));
            text += 2;
            break;
        default: g_string_append_c(plain, *text);
        }
    }
    return plain;
}

static void set_body(reader *r, draft *d, const char *what)
{
    GString *named = g_hash_table_lookup(r->texts, what);

    g_string_free(d->body, TRUE);
    if (named != NULL) {
        d->body = g_string_new_len(named->str, (gssize)named->len);
        set_field(d, "Content-Type: application/sdp");
    } else {
        d->body = unescape(what);
    }
}

/* ---- Changes ---- */

/* "text OLD => NEW", in the finished message. */
static void replace_text(reader *r, GString *message, const char *change)
{
    const char *arrow = strstr(change, " =>");
    char *old_text;
    GString *from, *to;
    char *found;

    if (arrow == NULL) {
        note_fault(r, "\"text\" wants OLD => NEW");
        return;
    }
    old_text = g_strndup(change, (gsize)(arrow - change));
    from = unescape(old_text);
    to = unescape(arrow[3] == ' ' ? arrow + 4 : arrow + 3);
    found = g_strstr_len(message->str, (gssize)message->len, from->str);
    if (found == NULL) {
        note_fault(r, "\"%s\" is not in the message", old_text);
    } else {
        gssize at = found - message->str;

        g_string_erase(message, at, (gssize)from->len);
        g_string_insert_len(message, at, to->str, (gssize)to->len);
    }
    g_string_free(to, TRUE);
    g_string_free(from, TRUE);
    g_free(old_text);
}

static void change_field(reader *r, draft *d, const char *change)
{
    const char *name = change[0] == '+' ? change + 1 : change;

    if (change[0] == '-') {
        remove_field(r, d, change + 1);
        return;
    }
    if (strchr(name, ':') == NULL) {
        note_fault(r, "\"%s\" is no change", change);
        return;
    }
    d->has_own_length = d->has_own_length || is_field(name, "Content-Length");
    if (change[0] == '+') {
        add_field(d, name);
    } else {
        set_field(d, name);
    }
}

/* "486 INVITE", the first part of each line. */
static void set_code_and_method(reader *r, draft *d, const char *change)
{
    guint code = (guint)strtoul(change, NULL, 10);
    const char *method = strchr(change, ' ');
    const code_info *info = code_lookup(code);
    char *field;

    if (method == NULL || code < CODE_MIN || code > CODE_MAX || info->name == NULL) {
        note_fault(r, "\"%s\" does not begin with a code and a method", change);
        return;
    }
    g_free(g_ptr_array_index(d->lines, 0));
    g_ptr_array_index(d->lines, 0) = g_strdup_printf("SIP/2.0 %03u %s", code, info->name);
    field = g_strdup_printf("CSeq: 1%s", method);
    set_field(d, field);
    g_free(field);
}

static GString *finish(draft *d)
{
    GString *message = g_string_new(NULL);

    if (!d->has_own_length && find_field(d, "Content-Length") < d->lines->len) {
        char *field = g_strdup_printf("Content-Length: %" G_GSIZE_FORMAT, d->body->len);

        set_field(d, field);
        g_free(field);
    }
    for (guint i = 0; i < d->lines->len; i++) {
        GString *line = unescape(g_ptr_array_index(d->lines, i));

        g_string_append_len(message, line->str, (gssize)line->len);
        g_string_append(message, "\r\n");
        g_string_free(line, TRUE);
    }
    g_string_append(message, "\r\n");
    return g_string_append_len(message, d->body->str, (gssize)d->body->len);
}

static void apply(reader *r, draft *d, rule_message *made, const char *change)
{
    if (strcmp(change, "stream") == 0) {
        made->over_stream = true;
    } else if (strcmp(change, "public") == 0) {
        made->from_public = true;
    } else if (g_str_has_prefix(change, "body ")) {
        set_body(r, d, change + strlen("body "));
    } else if (g_str_has_prefix(change, "with ")) {
        add_fields(r, d, change + strlen("with "));
    } else if (!g_str_has_prefix(change, "text ")) {
        change_field(r, d, change);
    }
}

/* The base with the changes of one line. */
static void make_message(reader *r, rule_message *made, const char *line)
{
    const GString *base = g_hash_table_lookup(r->texts, "base");
    char **changes = g_strsplit(line, " | ", -1);
    draft d = { g_ptr_array_new_with_free_func(NULL), g_string_new(NULL), false };
    char **lines;

    if (base == NULL || made->text != NULL) {
        note_fault(r, base == NULL ? "[base] is missing" : "the rule has this line already");
        base = NULL;
    }
    lines = g_strsplit(base == NULL ? "SIP/2.0 200 OK\r\n" : base->str, "\r\n", -1);
    for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        g_ptr_array_add(d.lines, g_strdup(lines[i]));
    }
    set_code_and_method(r, &d, g_strstrip(changes[0]));
    for (guint i = 1; changes[i] != NULL; i++) {
        apply(r, &d, made, g_strchug(changes[i]));
    }
    if (made->text != NULL) {
        g_string_free(made->text, TRUE);
    }
    made->text = finish(&d);
    for (guint i = 1; changes[i] != NULL; i++) {
        if (g_str_has_prefix(changes[i], "text ")) {
            replace_text(r, made->text, changes[i] + strlen("text "));
        }
    }
    g_ptr_array_set_free_func(d.lines, g_free);
    g_ptr_array_free(d.lines, TRUE);
    g_string_free(d.body, TRUE);
    g_strfreev(lines);
    g_strfreev(changes);
}

/* ---- The file ---- */

static void end_case(reader *r)
{
    if (r->one != NULL && (r->one->broken.text == NULL || r->one->kept.text == NULL)) {
        note_fault(r, "before it, %s has no \"%s:\" line", r->one->rule, r->one->broken.text == NULL ? "broken" : "kept");
    }
    r->one = NULL;
}

static void begin_text(reader *r, const char *line)
{
    char *name = g_strndup(line + 1, strcspn(line + 1, "]"));

    end_case(r);
    r->text = NULL;
    if (strcmp(name, "cases") != 0) {
        r->text = g_string_new(NULL);
        g_hash_table_replace(r->texts, g_strdup(name), r->text);
    }
    g_free(name);
}

static void begin_case(reader *r, const char *line)
{
    end_case(r);
    if (rule_cases_find(&r->all, line) != NULL) {
        note_fault(r, "%s stands here for the second time", line);
        return;
    }
    r->one = g_new0(rule_case, 1);
    r->one->rule = g_strdup(line);
    r->one->line = r->line;
    g_ptr_array_add(r->all.list, r->one);
}

static void read_line(reader *r, char *line)
{
    char *plain = g_strchug(line);

    if (plain[0] == '[') {
        begin_text(r, plain);
    } else if (r->text != NULL) {
        if (plain[0] != '\0' && plain[0] != '#') {
            g_string_append_printf(r->text, "%s\r\n", plain);
        }
    } else if (plain[0] == '\0' || plain[0] == '#') {
        return;
    } else if (r->one != NULL && g_str_has_prefix(plain, "broken:")) {
        make_message(r, &r->one->broken, plain + strlen("broken:"));
    } else if (r->one != NULL && g_str_has_prefix(plain, "kept:")) {
        make_message(r, &r->one->kept, plain + strlen("kept:"));
    } else {
        begin_case(r, g_strchomp(plain));
    }
}

static void free_text(gpointer text)
{
    g_string_free(text, TRUE);
}

static void free_case(gpointer data)
{
    rule_case *one = data;

    if (one->broken.text != NULL) {
        g_string_free(one->broken.text, TRUE);
    }
    if (one->kept.text != NULL) {
        g_string_free(one->kept.text, TRUE);
    }
    g_free(one->rule);
    g_free(one);
}

rule_cases rule_cases_read(const char *path)
{
    reader r = { .all = { g_ptr_array_new_with_free_func(free_case), NULL } };
    char *contents = NULL;
    char **lines;

    r.texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_text);
    if (!g_file_get_contents(path, &contents, NULL, NULL)) {
        note_fault(&r, "%s cannot be read", path);
    }
    lines = g_strsplit(contents == NULL ? "" : contents, "\n", -1);
    for (guint i = 0; lines[i] != NULL && r.all.fault == NULL; i++) {
        r.line = i + 1;
        read_line(&r, lines[i]);
    }
    end_case(&r);
    g_strfreev(lines);
    g_free(contents);
    g_hash_table_destroy(r.texts);
    return r.all;
}

const rule_case *rule_cases_find(const rule_cases *all, const char *rule)
{
    for (guint i = 0; i < all->list->len; i++) {
        const rule_case *one = g_ptr_array_index(all->list, i);

        if (strcmp(one->rule, rule) == 0) {
            return one;
        }
    }
    return NULL;
}

void rule_cases_clear(rule_cases *all)
{
    g_ptr_array_free(all->list, TRUE);
    g_free(all->fault);
}
