/* rule_checks.h: the functions that lines of rules.def name, where a header field's presence alone does not decide
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each takes and returns what rule_check says (rules.h). What is right, and why, is on its line of rules.def.
 */
#ifndef SIPCODES_RULE_CHECKS_H
#define SIPCODES_RULE_CHECKS_H

#include "rules.h"

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
rule_check via_branch_is_old;
rule_check warning_code_is_bad;
rule_check retry_after_is_bad;
rule_check rseq_is_bad;
rule_check contact_is_no_sip_uri;
rule_check refresher_is_missing;
rule_check binding_has_no_expiry;
rule_check binding_relies_on_expires_header;
rule_check min_se_is_bad;
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

#endif
