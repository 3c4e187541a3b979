/* fields.h: all that a user can filter on (hf), all subtrees (ett), all expert infos (ei)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_FIELDS_H
#define SIPCODES_FIELDS_H

#include "compat.h"

#include "../core/findings.h"

/* Each is described where it is registered (fields.c). */
extern int hf_code;
extern int hf_name;
extern int hf_phrase;
extern int hf_class;
extern int hf_final;
extern int hf_failure;
extern int hf_explanation;
extern int hf_hint;
extern int hf_description;
extern int hf_status;
extern int hf_treated_as;
extern int hf_reference;
extern int hf_reference_url;
extern int hf_method;
extern int hf_anomaly;
extern int hf_remark;
extern int hf_rule;
extern int hf_brief;
extern int hf_finding;
extern int hf_missing_header;
extern int hf_forbidden_header;
extern int hf_reason;
extern int hf_reason_protocol;
extern int hf_reason_cause;
extern int hf_reason_name;
extern int hf_reason_text;
extern int hf_reason_location;
extern int hf_reason_ppi;
extern int hf_warning;
extern int hf_warning_code;
extern int hf_warning_name;
extern int hf_warning_agent;
extern int hf_warning_text;
extern int hf_retry_after;
extern int hf_retry_after_duration;
extern int hf_retry_after_comment;
extern int hf_blocked;
extern int hf_blocked_version;
extern int hf_blocked_contact;
extern int hf_blocked_location;
extern int hf_status_line;
extern int hf_fragment;
extern int hf_quoted;
extern int hf_transaction;
extern int hf_request_in;
extern int hf_response_in;
extern int hf_invite_in;
extern int hf_cancel_in;
extern int hf_response_time;
extern int hf_resend;
extern int hf_resend_of;
extern int hf_copy_of;
extern int hf_made_in;
extern int hf_made_by;
extern int hf_outcome;
extern int hf_call;
extern int hf_call_outcome;
extern int hf_call_srd;
extern int hf_call_setup_time;
extern int hf_call_ring_time;
extern int hf_call_duration;
extern int hf_call_disconnect_delay;

extern int ett_sipcodes;
extern int ett_anomaly;
extern int ett_lines;
extern int ett_reason;
extern int ett_warning;
extern int ett_retry_after;
extern int ett_blocked;
extern int ett_flow;

/** The expert field of a finding: each name has its own. */
expert_field *fields_expert(const finding *found);

/** True if a filter, a field or a column of this dissection asks for the field by its name. */
static inline bool fields_is_named(int field)
{
    return proto_registrar_get_nth((guint)field)->ref_type != HF_REF_TYPE_NONE;
}

/** The same for any of so many. */
bool fields_any_is_named(const int *const fields[], size_t count);

/** TRUE if a filter, a field or a column of this dissection asks for an expert info of ours by its name. */
bool fields_expert_is_asked_for(void);

/** Registers all of them for the protocol; to be called once. */
void fields_register(int proto);

#endif
