# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester nftables)

# Nobody is at bob's address, and no kernel says so. When his transaction is over, alice calls carol.
record() {
    lose_icmp
    start_capture 'udp port 5060 or icmp'
    if sipp_run alice -sf "$here/caller.xml" -i 192.0.2.10 -p 5060 -mp 10000 -max_invite_retrans 6 \
        -cid_str "1-%u-$capture_name@example.test" 192.0.2.20:5060; then
        fail 'somebody has answered'
    fi
    sleep 2
    sipp_add_callee carol 192.0.2.30 "$here/second-callee.xml"
    sipp_run alice -sf "$here/second-caller.xml" -i 192.0.2.10 -p 5060 -mp 10000 \
        -cid_str "2-%u-$capture_name@example.test" 192.0.2.30:5060 || fail "SIPp: $(sipp_errors alice)"
    wait_for_callees
    stop_capture
}

check() {
    expect_codes 180 486
    expect_frames 'ip.dst == 192.0.2.20 && sip.Method == INVITE' 7
    expect_no_frames 'ip.src == 192.0.2.20 || icmp'
}
