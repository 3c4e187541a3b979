# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio sip-tester)

# The proxy is held up while both callees pick up, so the second answer crosses its CANCEL.
record() {
    start_kamailio -A MAX_CONTACTS=2 -A WITHOUT_CHALLENGE
    sipp_run team -sf "$here/team.xml" -i 192.0.2.30 -p 5060 192.0.2.1:5060 || fail "SIPp: $(sipp_errors team)"
    start_capture 'udp port 5060'
    sipp_add_callee bob 192.0.2.20 "$here/first.xml" -mp 20000
    sipp_add_callee carol 192.0.2.30 "$here/second.xml" -mp 30000
    local -a proxy
    mapfile -t proxy < <(kamailio_processes)
    (sleep 0.6 && hold_up 0.8 "${proxy[@]}") &
    sipp_run caller -sf "$here/caller.xml" -i 192.0.2.10 -p 5060 -mp 10000 \
        -cid_str "%u-$capture_name@example.test" 192.0.2.1:5060 || fail "SIPp: $(sipp_errors caller)"
    wait_for_callees
    stop_capture
}

check() {
    expect_codes 100 180 200
    expect_frames 'sip.Method == CANCEL' 1
    expect_frames 'sip.Method == BYE' 4
    expect_no_frames icmp
}
