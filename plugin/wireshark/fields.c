/* fields.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fields.h"

#include "../core/codes.h"
#include "../core/transactions.h"

int hf_code = -1;
int hf_name = -1;
int hf_phrase = -1;
int hf_class = -1;
int hf_final = -1;
int hf_failure = -1;
int hf_explanation = -1;
int hf_hint = -1;
int hf_description = -1;
int hf_status = -1;
int hf_treated_as = -1;
int hf_reference = -1;
int hf_reference_url = -1;
int hf_method = -1;
int hf_anomaly = -1;
int hf_remark = -1;
int hf_rule = -1;
int hf_brief = -1;
int hf_finding = -1;
int hf_missing_header = -1;
int hf_forbidden_header = -1;
int hf_reason = -1;
int hf_reason_protocol = -1;
int hf_reason_cause = -1;
int hf_reason_name = -1;
int hf_reason_text = -1;
int hf_reason_location = -1;
int hf_reason_ppi = -1;
int hf_warning = -1;
int hf_warning_code = -1;
int hf_warning_name = -1;
int hf_warning_agent = -1;
int hf_warning_text = -1;
int hf_retry_after = -1;
int hf_retry_after_duration = -1;
int hf_retry_after_comment = -1;
int hf_blocked = -1;
int hf_blocked_version = -1;
int hf_blocked_contact = -1;
int hf_blocked_location = -1;
int hf_status_line = -1;
int hf_fragment = -1;
int hf_quoted = -1;
int hf_transaction = -1;
int hf_request_in = -1;
int hf_response_in = -1;
int hf_invite_in = -1;
int hf_cancel_in = -1;
int hf_response_time = -1;
int hf_resend = -1;
int hf_resend_of = -1;
int hf_copy_of = -1;
int hf_made_in = -1;
int hf_made_by = -1;
int hf_outcome = -1;
int hf_call = -1;
int hf_call_outcome = -1;
int hf_call_srd = -1;
int hf_call_setup_time = -1;
int hf_call_ring_time = -1;
int hf_call_duration = -1;
int hf_call_disconnect_delay = -1;

int ett_sipcodes = -1;
int ett_anomaly = -1;
int ett_lines = -1;
int ett_reason = -1;
int ett_warning = -1;
int ett_retry_after = -1;
int ett_blocked = -1;
int ett_flow = -1;

/* One for each name of a finding, so that each has one severity, which the user can set, and a row in Wireshark's lists. */
static expert_field ei_findings[FINDING_NAME_COUNT];

/* What Wireshark knows of each. */
static header_field_info *ei_infos[FINDING_NAME_COUNT];

static value_string class_names[8];
static value_string status_names[STATUS_OUT_OF_RANGE + 2];

static const value_string outcome_names[] = {
#define OUTCOME(id, name) { OUTCOME_##id, name },
#include "../core/outcomes.def"
    { 0, NULL }
};

static value_string_ext *code_names(void)
{
    guint count;
    const code_info *table = code_table(&count);
    value_string *names = wmem_alloc0_array(wmem_epan_scope(), value_string, count + 1);

    for (guint i = 0; i < count; i++) {
        names[i].value = table[i].code;
        names[i].strptr = table[i].name;
    }
    return value_string_ext_new(names, count + 1, "sipcodes_code_names");
}

static void fill_names(void)
{
    for (guint i = 1; code_class_name(i) != NULL; i++) {
        class_names[i - 1].value = i;
        class_names[i - 1].strptr = code_class_name(i);
    }
    for (guint i = 0; i <= STATUS_OUT_OF_RANGE; i++) {
        status_names[i].value = i;
        status_names[i].strptr = code_status_name((code_status)i);
    }
}

static void register_fields(int proto)
{
    static hf_register_info hf[] = {
        { &hf_code, { "Code", "sipcodes.code", FT_UINT16, BASE_DEC | BASE_EXT_STRING, NULL, 0x0, "Status code (RFC 3261, section 21)", HFILL } },
        { &hf_name, { "Name", "sipcodes.name", FT_STRING, BASE_NONE, NULL, 0x0, "Registered name of the status code, or the vendor's", HFILL } },
        { &hf_phrase, { "Phrase", "sipcodes.phrase", FT_STRING, BASE_NONE, NULL, 0x0, "Reason phrase as sent", HFILL } },
        { &hf_class, { "Class", "sipcodes.class", FT_UINT8, BASE_DEC, VALS(class_names), 0x0, "Class of the status code: its first digit", HFILL } },
        { &hf_final, { "Final", "sipcodes.final", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The response ends its transaction (200 to 699)", HFILL } },
        { &hf_failure, { "Failure", "sipcodes.failure", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The request failed: 400 to 699 and out of range, without 401, 407 and 487", HFILL } },
        { &hf_explanation, { "Explanation", "sipcodes.explanation", FT_STRING, BASE_NONE, NULL, 0x0, "What the sender itself says about why, as sent: a telling phrase, the text of Reason and Warning, and the like", HFILL } },
        { &hf_hint, { "Hint", "sipcodes.hint", FT_STRING, BASE_NONE, NULL, 0x0, "What usually causes it and where to look next", HFILL } },
        { &hf_description, { "Description", "sipcodes.description", FT_STRING, BASE_NONE, NULL, 0x0, "What the status code means", HFILL } },
        { &hf_status, { "Status", "sipcodes.status", FT_UINT8, BASE_DEC, VALS(status_names), 0x0, "Whether the status code is registered", HFILL } },
        { &hf_treated_as, { "Treated as", "sipcodes.treated_as", FT_UINT16, BASE_DEC, NULL, 0x0, "The status code as which a client handles one that is not registered (RFC 3261, section 8.1.3.2)", HFILL } },
        { &hf_reference, { "Reference", "sipcodes.reference", FT_STRING, BASE_NONE, NULL, 0x0, "Where the status code is defined", HFILL } },
        { &hf_reference_url, { "Reference URL", "sipcodes.reference.url", FT_STRING, BASE_NONE, NULL, 0x0, "Where the status code is defined, on the web", HFILL } },
        { &hf_method, { "Method", "sipcodes.method", FT_STRING, BASE_NONE, NULL, 0x0, "The method that is answered (from CSeq)", HFILL } },
        { &hf_anomaly, { "Anomaly", "sipcodes.anomaly", FT_STRING, BASE_NONE, NULL, 0x0, "The kind of what is wrong with the response, or worth a look", HFILL } },
        { &hf_remark, { "Remark", "sipcodes.remark", FT_STRING, BASE_NONE, NULL, 0x0, "The kind of what is said for information: nothing that needs a look", HFILL } },
        { &hf_rule, { "Rule", "sipcodes.rule", FT_STRING, BASE_NONE, NULL, 0x0, "The name of the finding: one for each rule", HFILL } },
        { &hf_brief, { "Brief", "sipcodes.brief", FT_STRING, BASE_NONE, NULL, 0x0, "What is wrong, in a few words for a column; of anomalies alone", HFILL } },
        { &hf_finding, { "Finding", "sipcodes.finding", FT_STRING, BASE_NONE, NULL, 0x0, "What is found, what follows from it, and the RFC, in one sentence", HFILL } },
        { &hf_missing_header, { "Missing header field", "sipcodes.missing_header", FT_STRING, BASE_NONE, NULL, 0x0, "The header field that the response lacks", HFILL } },
        { &hf_forbidden_header, { "Forbidden header field", "sipcodes.forbidden_header", FT_STRING, BASE_NONE, NULL, 0x0, "The header field that must not be in the response", HFILL } },
        { &hf_reason, { "Reason", "sipcodes.reason", FT_STRING, BASE_NONE, NULL, 0x0, "One value of the Reason header fields, as sent; of requests (BYE, CANCEL) too", HFILL } },
        { &hf_reason_protocol, { "Protocol", "sipcodes.reason.protocol", FT_STRING, BASE_NONE, NULL, 0x0, "Protocol of the Reason: SIP, Q.850, STIR, ...", HFILL } },
        { &hf_reason_cause, { "Cause", "sipcodes.reason.cause", FT_UINT32, BASE_DEC, NULL, 0x0, "Cause of the Reason; 0 where it gives none", HFILL } },
        { &hf_reason_name, { "Name", "sipcodes.reason.name", FT_STRING, BASE_NONE, NULL, 0x0, "What the cause means in its protocol", HFILL } },
        { &hf_reason_text, { "Text", "sipcodes.reason.text", FT_STRING, BASE_NONE, NULL, 0x0, "Text of the Reason", HFILL } },
        { &hf_reason_location, { "Location", "sipcodes.reason.location", FT_STRING, BASE_NONE, NULL, 0x0, "Where in the network the cause arose (RFC 8606)", HFILL } },
        { &hf_reason_ppi, { "PASSporT", "sipcodes.reason.ppi", FT_STRING, BASE_NONE, NULL, 0x0, "The PASSporT that a STIR cause is about (RFC 9410)", HFILL } },
        { &hf_warning, { "Warning", "sipcodes.warning", FT_STRING, BASE_NONE, NULL, 0x0, "One value of the Warning header fields, as sent", HFILL } },
        { &hf_warning_code, { "Code", "sipcodes.warning.code", FT_UINT16, BASE_DEC, NULL, 0x0, "Warn-code; 0 where there is none of three digits", HFILL } },
        { &hf_warning_name, { "Name", "sipcodes.warning.name", FT_STRING, BASE_NONE, NULL, 0x0, "What the warn-code means", HFILL } },
        { &hf_warning_agent, { "Agent", "sipcodes.warning.agent", FT_STRING, BASE_NONE, NULL, 0x0, "Who warns", HFILL } },
        { &hf_warning_text, { "Text", "sipcodes.warning.text", FT_STRING, BASE_NONE, NULL, 0x0, "Text of the Warning", HFILL } },
        { &hf_retry_after, { "Retry after (seconds)", "sipcodes.retry_after", FT_UINT32, BASE_DEC, NULL, 0x0, "Seconds before the next try (Retry-After)", HFILL } },
        { &hf_retry_after_duration, { "Duration (seconds)", "sipcodes.retry_after.duration", FT_UINT32, BASE_DEC, NULL, 0x0, "Seconds for which the callee can be reached from then on", HFILL } },
        { &hf_retry_after_comment, { "Comment", "sipcodes.retry_after.comment", FT_STRING, BASE_NONE, NULL, 0x0, "Comment in Retry-After", HFILL } },
        { &hf_blocked, { "Blocked by the network", "sipcodes.blocked", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The network refused the call as unwanted: 603+, 608", HFILL } },
        { &hf_blocked_version, { "Version", "sipcodes.blocked.version", FT_STRING, BASE_NONE, NULL, 0x0, "Version of the notification (ATIS-1000099)", HFILL } },
        { &hf_blocked_contact, { "Contact", "sipcodes.blocked.contact", FT_STRING, BASE_NONE, NULL, 0x0, "Where the caller can complain", HFILL } },
        { &hf_blocked_location, { "Location", "sipcodes.blocked.location", FT_STRING, BASE_NONE, NULL, 0x0, "Which network blocked the call (RFC 8606)", HFILL } },
        { &hf_status_line, { "Status line", "sipcodes.status_line", FT_STRING, BASE_NONE, NULL, 0x0, "A malformed status line, as sent", HFILL } },
        { &hf_fragment, { "Fragment", "sipcodes.fragment", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The status line is told of in a message/sipfrag or message/sip body", HFILL } },
        { &hf_quoted, { "Quoted", "sipcodes.quoted", FT_BOOLEAN, BASE_NONE, NULL, 0x0, "The response is quoted in an ICMP error: it did not arrive", HFILL } },
        { &hf_transaction, { "Transaction", "sipcodes.transaction", FT_UINT32, BASE_DEC, NULL, 0x0, "Number of the transaction in the file, in the order in which they begin", HFILL } },
        { &hf_request_in, { "Request in", "sipcodes.request_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0x0, "The first sending of the request that this response answers", HFILL } },
        { &hf_response_in, { "Response in", "sipcodes.response_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0x0, "The first final response to this request; known when the capture has been read once", HFILL } },
        { &hf_invite_in, { "INVITE in", "sipcodes.invite_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0x0, "The INVITE that this ACK or CANCEL belongs to", HFILL } },
        { &hf_cancel_in, { "CANCEL in", "sipcodes.cancel_in", FT_FRAMENUM, BASE_NONE, NULL, 0x0, "The CANCEL of the INVITE that this response ends", HFILL } },
        { &hf_response_time, { "Response time", "sipcodes.response_time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0, "Time since the first sending of the request", HFILL } },
        { &hf_resend, { "Resend", "sipcodes.resend", FT_UINT32, BASE_DEC, NULL, 0x0, "How often this message was sent before: 1 is the first repetition", HFILL } },
        { &hf_resend_of, { "Resend of", "sipcodes.resend_of", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RETRANS_PREV), 0x0, "The first sending of this message", HFILL } },
        { &hf_copy_of, { "Copy of", "sipcodes.copy_of", FT_FRAMENUM, BASE_NONE, NULL, 0x0, "The very same packet, captured twice: nothing happened twice", HFILL } },
        { &hf_made_in, { "Made in", "sipcodes.made_in", FT_FRAMENUM, BASE_NONE, NULL, 0x0, "Where this response, which was passed on, is seen first", HFILL } },
        { &hf_made_by, { "Made by", "sipcodes.made_by", FT_STRING, BASE_NONE, NULL, 0x0, "Address of who sent it there: the nearest to its maker that was captured", HFILL } },
        { &hf_outcome, { "Outcome", "sipcodes.outcome", FT_UINT8, BASE_DEC, VALS(outcome_names), 0x0, "How the transaction ended, as its final response has it", HFILL } },
        { &hf_call, { "Call", "sipcodes.call", FT_UINT32, BASE_DEC, NULL, 0x0, "Number of the call in this file: one attempt to call somebody, with its challenges, redirections and hops", HFILL } },
        { &hf_call_outcome, { "Call outcome", "sipcodes.call.outcome", FT_UINT8, BASE_DEC, VALS(outcome_names), 0x0, "How the call ended: on the final response that decides, and later on the first INVITE", HFILL } },
        { &hf_call_srd, { "Session request delay", "sipcodes.call.srd", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0, "From the first INVITE to the first response that is neither 100 nor followed by the client (RFC 6076, section 4.3)", HFILL } },
        { &hf_call_setup_time, { "Set-up time", "sipcodes.call.setup_time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0, "From the first INVITE to the answer", HFILL } },
        { &hf_call_ring_time, { "Ring time", "sipcodes.call.ring_time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0, "From the first 180 to the final response that decides", HFILL } },
        { &hf_call_duration, { "Duration", "sipcodes.call.duration", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0, "From the answer to the BYE", HFILL } },
        { &hf_call_disconnect_delay, { "Disconnect delay", "sipcodes.call.disconnect_delay", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0, "From the BYE to its 2xx (RFC 6076, section 4.4)", HFILL } },
    };

    fill_names();
    hf[0].hfinfo.strings = code_names();
    proto_register_field_array(proto, hf, array_length(hf));
}

expert_field *fields_expert(const finding *found)
{
    return &ei_findings[found->index];
}

static ei_register_info expert_info_of(uint32_t index)
{
    static const int severities[] = {
        [SEVERITY_CHAT] = PI_CHAT, [SEVERITY_NOTE] = PI_NOTE, [SEVERITY_WARN] = PI_WARN, [SEVERITY_ERROR] = PI_ERROR
    };
    static const int groups[] = {
#define KIND(id, group) PI_##group,
#include "../core/findings.def"
    };
    const char *filter = wmem_strdup_printf(wmem_epan_scope(), "sipcodes.%s.%s", finding_is_remark(index) ? "remark" : "anomaly",
                                            finding_name(index));

    /* clang-format off */
    return (ei_register_info){ &ei_findings[index], { filter, groups[finding_kind_of(index)], severities[finding_severity(index)],
                                                      finding_summary(index), EXPFILL } };
    /* clang-format on */
}

static void register_expert_infos(int proto)
{
    uint32_t count = finding_name_count();
    ei_register_info *infos = wmem_alloc_array(wmem_epan_scope(), ei_register_info, count);

    for (uint32_t i = 0; i < count; i++) {
        ei_findings[i] = (expert_field)EI_INIT;
        infos[i] = expert_info_of(i);
    }
    expert_register_field_array(expert_register_protocol(proto), infos, (int)count);
    for (uint32_t i = 0; i < count; i++) {
        ei_infos[i] = proto_registrar_get_nth((guint)ei_findings[i].hf);
    }
}

bool fields_any_is_named(const int *const fields[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fields_is_named(*fields[i])) {
            return true;
        }
    }
    return false;
}

_Static_assert(HF_REF_TYPE_NONE == 0, "fields_expert_is_asked_for() adds them up");

bool fields_expert_is_asked_for(void)
{
    unsigned int any = HF_REF_TYPE_NONE;
    size_t i = 0;

    /* For each response that a filter or a field asks about: four at once take half of the time. */
    for (; i + 4 <= G_N_ELEMENTS(ei_infos); i += 4) {
        any |= ei_infos[i]->ref_type | ei_infos[i + 1]->ref_type | ei_infos[i + 2]->ref_type | ei_infos[i + 3]->ref_type;
    }
    for (; i < G_N_ELEMENTS(ei_infos); i++) {
        any |= ei_infos[i]->ref_type;
    }
    return any != HF_REF_TYPE_NONE;
}

void fields_register(int proto)
{
    static int *ett[] = { &ett_sipcodes, &ett_anomaly, &ett_lines, &ett_reason, &ett_warning, &ett_retry_after, &ett_blocked, &ett_flow };

    register_fields(proto);
    proto_register_subtree_array(ett, array_length(ett));
    register_expert_infos(proto);
}
