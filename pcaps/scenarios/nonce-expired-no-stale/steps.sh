# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio sip-tester)

# A nonce is good for two seconds, and the phone refreshes its registration after four.
record() {
    start_kamailio -A NONCE_EXPIRE=2 -A FORGETS_STALE
    start_capture 'udp port 5060'
    sipp_run carol -sf "$scenarios/nonce-expired/carol.xml" -i 192.0.2.30 -p 5060 \
        -cid_str "%u-$capture_name@example.test" 192.0.2.1:5060 || fail "SIPp: $(sipp_errors carol)"
    stop_capture
}

check() {
    expect_codes 200 401
    expect_frames 'sip.Status-Code == 200' 3
    expect_frames 'sip.Status-Code == 401' 3
    expect_no_frames 'sip.auth.stale'
}
