/* rule_checks.h: the functions that lines of rules.def name, where a header field's presence alone does not decide
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each takes and returns what rule_check says. What is right, and why, is on its line of rules.def.
 */
#ifndef SIPCODES_RULE_CHECKS_H
#define SIPCODES_RULE_CHECKS_H

#include "message.h"

/**
 * TRUE if the response breaks the rule. May put the offending text, which lies inside the message, into *offending,
 * and into *header what is missing or forbidden where the rule's header field alone does not say it ("To;tag"), or, for the kinds
 * RULE_SYNTAX and RULE_BODY, what is wrong with the offending text: "has no colon".
 */
typedef gboolean rule_check(const response *r, text_slice *offending, const char **header);

/** The bytes of the body, from Content-Length or else from the datagram. False where they cannot be known or are not a number. */
bool rule_body_length(const response *r, gsize *length);

/** True if a quoted string, bracket or comment has no end in the value; false for header fields of which no rule says so. */
bool rule_value_is_open(const header_field *field);

/** True if each field of the kind holds one value, and all are fine: the usual case, for which no list is taken apart. */
bool rule_all_values_are(const message *m, header_id id, gboolean (*is_fine)(text_slice value));

/** True for "<sip:...", as nearly each Contact and Record-Route is: of lower case, and what is before a comma where there is one. */
gboolean rule_is_plain_sip_address(text_slice value);

/* Is it missing? (rule_checks.c) FALSE wherever that was not seen whole. */
rule_check to_tag_is_missing;
rule_check content_length_is_missing;
rule_check has_body;
rule_check body_is_missing;
rule_check content_type_is_missing;
rule_check contact_is_missing_in_unreliable_provisional;
rule_check contact_is_missing_in_reliable_provisional;
rule_check contact_of_refer_subscription_is_missing;
rule_check rseq_is_missing;
rule_check require_100rel_is_missing;
rule_check require_timer_is_missing;
rule_check security_server_is_missing;
rule_check accepts_are_missing;
rule_check capabilities_are_missing;

/* Must it not be there? (rule_checks.c) */
rule_check requires_100rel;
rule_check has_sdp_in_unreliable_provisional;
rule_check lists_option_199;
rule_check retry_after_has_no_meaning;

/* Can it have this value? (rule_values.c) */
rule_check cseq_is_bad;
rule_check content_length_is_bad;
rule_check content_length_is_beyond_datagram;
rule_check via_is_no_host;
rule_check via_branch_is_of_ping;
rule_check via_branch_is_old;
rule_check warning_code_is_bad;
rule_check retry_after_is_bad;
rule_check rseq_is_bad;
rule_check contact_is_no_sip_uri;
rule_check refresher_is_missing;
rule_check binding_has_no_expiry;
rule_check binding_relies_on_expires_header;
rule_check min_se_is_bad;
rule_check has_several_contacts;
rule_check has_several_etags;
rule_check has_several_geolocation_errors;
rule_check has_several_alert_errors;
rule_check jcard_is_missing;
rule_check challenge_lacks_realm_or_nonce;
rule_check proxy_challenge_lacks_realm_or_nonce;
rule_check challenge_lacks_qop;
rule_check proxy_challenge_lacks_qop;
rule_check challenge_is_basic;
rule_check proxy_challenge_is_basic;
rule_check challenge_lacks_https_server;
rule_check proxy_challenge_lacks_https_server;
rule_check contact_is_no_sip_uri_in_reliable_provisional;

/* Does it stand twice, or without a value; numbers, tags, dates, URIs. (rule_fields.c) */
rule_check call_id_stands_twice;
rule_check content_length_stands_twice;
rule_check content_type_stands_twice;
rule_check cseq_stands_twice;
rule_check from_stands_twice;
rule_check to_stands_twice;
rule_check single_value_stands_twice;
rule_check value_is_empty;
rule_check from_tag_is_missing;
rule_check from_tag_is_empty;
rule_check to_tag_is_empty;
rule_check cseq_number_is_too_large;
rule_check cseq_method_is_no_token;
rule_check expires_is_no_number;
rule_check min_expires_is_no_number;
rule_check session_expires_is_bad;
rule_check date_is_not_gmt;
rule_check warning_lacks_agent_or_text;
rule_check allow_lists_the_method;
rule_check flow_timer_lacks_outbound;
rule_check record_route_lacks_lr;
rule_check contact_is_not_sips;
rule_check contact_is_private;

/* Is the text legal? (rule_syntax.c) */
rule_check status_line_is_folded;
rule_check phrase_holds_line_break;
rule_check line_is_no_field;
rule_check line_ends_with_lf;
rule_check line_holds_cr;
rule_check header_section_holds_nul;
rule_check empty_line_is_missing;
rule_check phrase_holds_other_characters;
rule_check value_is_not_closed;

/* A glance at the session description. (rule_body.c) */
rule_check sdp_is_missing;
rule_check sdp_has_only_port_0;
rule_check sdp_address_is_none;
rule_check sdp_address_is_private;

#endif
