# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core nftables)

# bob's phone loses its power in the middle of the call.
record() {
    start_baresip bob 192.0.2.20:5060 '<sip:bob@192.0.2.20>;regint=0'
    local phone=$started_pid
    start_baresip alice 192.0.2.10:5060 '<sip:alice@192.0.2.10>;regint=0'
    lose_icmp
    start_capture 'udp port 5060'
    mark_logs
    tell alice dial sip:bob@192.0.2.20
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 1
    tell bob accept
    wait_until 10 said alice 'Call established'
    sleep 1
    kill_at_once "$phone"
    tell alice hangup
    sleep 36
    stop_capture
}

check() {
    expect_codes 180 200
    expect_frames 'sip.Method == BYE' 11
    expect_no_frames 'icmp || sip.CSeq.method == BYE && sip.Status-Code'
}
