# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(baresip-core nftables)

# alice calls bob without a proxy, and none of her ACKs gets through.
record() {
    start_baresip bob 192.0.2.20:5060 '<sip:bob@192.0.2.20>;regint=0'
    start_baresip alice 192.0.2.10:5060 '<sip:alice@192.0.2.10>;regint=0'
    lose_acks BEFORE
    start_capture 'udp port 5060'
    mark_logs
    tell alice dial sip:bob@192.0.2.20
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 1
    tell bob accept
    wait_until 60 said alice 'session closed'
    sleep 1
    stop_capture
}

check() {
    expect_codes 180 200
    expect_no_frames 'sip.Method == ACK || icmp'
    expect_frames 'sip.CSeq.method == INVITE && sip.Status-Code == 200' 7
    expect_frames 'sip.Method == BYE'
}
