/* preferences.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "preferences.h"

#include <string.h>

#include <epan/uat.h>
#include <wsutil/report_message.h>

sipcodes_preferences sipcodes_prefs = {
    .check_methods = TRUE,
    .check_headers = TRUE,
    .check_phrases = TRUE,
    .repair_status_lines = TRUE,
    .annotate_empty_phrases = TRUE,
    .name_in_info_column = FALSE,
    .track_calls = TRUE,
    .transactions_max = 1000000,
};

/* ---- The user's table ---- */

static const value_string judgements[] = {
    { USER_EXPECTED, "Expected" }, { USER_WARNING, "Warning" }, { USER_ERROR, "Error" }, { 0, NULL }
};

/* A row as Wireshark's table editor keeps it. */
typedef struct {
    guint code;
    char *name;
    char *description;
    char *hint;
    guint severity;
} user_row;

static user_row *user_rows;
static guint user_row_count;

/* The table as it was when these were made. */
static const user_row *rows_seen;
static guint count_seen;

UAT_DEC_CB_DEF(user_rows, code, user_row)
UAT_CSTRING_CB_DEF(user_rows, name, user_row)
UAT_CSTRING_CB_DEF(user_rows, description, user_row)
UAT_CSTRING_CB_DEF(user_rows, hint, user_row)
UAT_VS_DEF(user_rows, severity, user_row, guint, USER_EXPECTED, "Expected")

static void *copy_row(void *to, const void *from, size_t length _U_)
{
    user_row *copy = (user_row *)to;
    const user_row *row = (const user_row *)from;

    copy->code = row->code;
    copy->name = g_strdup(row->name);
    copy->description = g_strdup(row->description);
    copy->hint = g_strdup(row->hint);
    copy->severity = row->severity;
    return to;
}

static void free_row(void *record)
{
    user_row *row = (user_row *)record;

    g_free(row->name);
    g_free(row->description);
    g_free(row->hint);
}

static void forget_user_codes(void)
{
    rows_seen = NULL;
    count_seen = 0;
    user_codes_clear();
}

static void remember_user_codes(void)
{
    forget_user_codes();
    rows_seen = user_rows;
    count_seen = user_row_count;
    for (guint i = 0; i < user_row_count; i++) {
        const user_row *row = &user_rows[i];
        user_code_row code = { row->code, (user_judgement)row->severity, row->name, row->description, row->hint };

        if (!user_codes_add(&code) && code_class(row->code) != 0) {
            report_failure("SIP response codes: row %u is refused, because code %u stands in an earlier row as \"%s\".", i + 1,
                           row->code, user_code_lookup(row->code)->name);
        }
    }
}

/* ---- What a row can hold. Wireshark puts the file and the line before these messages. ---- */

static callback_bool check_text(const char *what, const char *text, guint length, guint longest, char **error)
{
    *error = NULL;
    if (length > longest) {
        *error = g_strdup_printf("the %s has %u bytes, at most %u are allowed", what, length, longest);
    } else if (length > 0 && !g_utf8_validate(text, (gssize)length, NULL)) {
        *error = g_strdup_printf("the %s is not valid UTF-8", what);
    }
    return *error == NULL;
}

static callback_bool check_code(void *record _U_, const char *text, guint length, const void *u1 _U_, const void *u2 _U_, char **error)
{
    text_slice slice = { text != NULL ? text : "", text != NULL ? length : 0 };
    guint32 code;

    *error = NULL;
    if (!text_to_number(slice, &code) || code_class(code) == 0) {
        *error = g_strdup_printf("\"%.*s\" is no status code: it must be a number from %d to %d", TEXT_ARGS(slice), CODE_MIN, CODE_MAX);
    }
    return *error == NULL;
}

/* The code stands before the name, and Wireshark fills the row in this order. */
static callback_bool check_name(void *record, const char *text, guint length, const void *u1 _U_, const void *u2 _U_, char **error)
{
    const user_row *row = (const user_row *)record;

    if ((text == NULL || text_trim((text_slice){ text, length }).length == 0) && code_lookup(row->code)->name == NULL) {
        *error = g_strdup_printf("the name is empty, and the plugin has none for code %u", row->code);
        return FALSE;
    }
    return check_text("name", text, length, USER_CODE_NAME_MAX, error);
}

static callback_bool check_description(void *record _U_, const char *text, guint length, const void *u1 _U_, const void *u2 _U_, char **error)
{
    return check_text("description", text, length, USER_CODE_TEXT_MAX, error);
}

static callback_bool check_hint(void *record _U_, const char *text, guint length, const void *u1 _U_, const void *u2 _U_, char **error)
{
    return check_text("hint", text, length, USER_CODE_TEXT_MAX, error);
}

static uat_t *new_user_table(void)
{
    static uat_field_t fields[] = {
        UAT_FLD_CSTRING_OTHER(user_rows, code, "Code", check_code, "Status code, 100 to 699"),
        UAT_FLD_CSTRING_OTHER(user_rows, name, "Name", check_name, "What the code is called; empty keeps the plugin's own name"),
        UAT_FLD_CSTRING_OTHER(user_rows, description, "Description", check_description, "What the code means; empty keeps the plugin's own text"),
        UAT_FLD_CSTRING_OTHER(user_rows, hint, "Hint", check_hint, "What usually causes it; empty keeps the plugin's own text"),
        UAT_FLD_VS(user_rows, severity, "Severity", judgements, "Expected: no anomaly. Warning or Error: every such response is marked"),
        UAT_END_FIELDS
    };

    return uat_new("SIP response codes", sizeof(user_row), "sipcodes_codes", TRUE, (void *)&user_rows, &user_row_count,
                   UAT_AFFECTS_DISSECTION, NULL, copy_row, NULL, free_row, remember_user_codes, forget_user_codes, fields);
}

void preferences_refresh_user_codes(void)
{
    /* Wireshark does not announce a table of which one row was refused. */
    if (rows_seen != user_rows || count_seen != user_row_count) {
        remember_user_codes();
    }
}

/* ---- Registration ---- */

/* clang-format off */
void preferences_register(int proto)
{
    module_t *module = prefs_register_protocol(proto, NULL);

    prefs_register_bool_preference(module, "check_methods", "Check methods",
        "Report a status code that cannot answer the method of its request, such as 180 to REGISTER",
        &sipcodes_prefs.check_methods);
    prefs_register_bool_preference(module, "check_headers", "Check header fields",
        "Report header fields that a response lacks, that it must not carry, or that have an impossible value, "
        "such as a 401 without WWW-Authenticate, and a Reason that does not agree with the status code",
        &sipcodes_prefs.check_headers);
    prefs_register_bool_preference(module, "check_phrases", "Check reason phrases",
        "Report a reason phrase that is empty, differs from the registered one, or belongs to another status code",
        &sipcodes_prefs.check_phrases);
    prefs_register_bool_preference(module, "repair_status_lines", "Repair malformed status lines",
        "Show responses that the SIP dissector refuses over a missing space, a tab or a lower-case version, "
        "and name what is wrong with those that cannot be read at all",
        &sipcodes_prefs.repair_status_lines);
    prefs_register_bool_preference(module, "annotate_empty_phrases", "Annotate responses without a reason phrase",
        "The SIP dissector does not announce these, nor malformed status lines in a TCP or TLS stream, so every frame is "
        "looked at once more at its end, which costs about half a percent of the time that a capture full of media takes",
        &sipcodes_prefs.annotate_empty_phrases);
    prefs_register_bool_preference(module, "name_in_info_column", "Name and anomalies in the Info column",
        "Add the registered name where the reason phrase differs, and the anomalies, to the Info column",
        &sipcodes_prefs.name_in_info_column);
    prefs_register_bool_preference(module, "track_calls", "Track transactions and calls",
        "Find the request of each response, and what only several messages show: how long it took, how it ended, what was sent again, "
        "who made a response that was passed on, refused credentials, a missing ACK. Takes about 60 bytes of memory for each message of "
        "ordinary calls",
        &sipcodes_prefs.track_calls);
    prefs_register_uint_preference(module, "transactions_max", "Transactions that are kept",
        "Of a capture with more, the oldest are forgotten; the report says how many", 10, &sipcodes_prefs.transactions_max);
    prefs_register_uat_preference(module, "codes", "SIP response codes",
        "Your own status codes, and your own names, descriptions and hints for known ones", new_user_table());
}
/* clang-format on */
