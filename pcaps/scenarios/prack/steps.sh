# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester)

record() {
    start_capture 'udp port 5060'
    sipp_add_callee bob 192.0.2.20 "$here/callee.xml" -mp 20000
    sipp_run caller -sf "$here/caller.xml" -i 192.0.2.10 -p 5060 -mp 10000 \
        -cid_str "%u-$capture_name@example.test" 192.0.2.20:5060 || fail "SIPp: $(sipp_errors caller)"
    wait_for_callees
    stop_capture
}

check() {
    expect_codes 183 200
    expect_sound
    expect_frames 'sip.Method == PRACK' 1
}
