# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core nftables)

# The proxy is held up while alice hangs up and bob picks up, so the CANCEL and the 200 cross on their way to it.
record() {
    start_kamailio
    start_phones alice bob
    start_capture 'udp port 5060'
    mark_logs
    tell alice dial sip:bob@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 1
    local -a proxy
    mapfile -t proxy < <(kamailio_processes)
    hold_up 0.3 "${proxy[@]}" &
    sleep 0.1
    tell alice hangup
    tell bob accept
    wait $!
    sleep 2
    stop_capture
}

check() {
    expect_codes 100 180 200 407
    expect_frames 'sip.Method == CANCEL' 2
    expect_frames 'sip.Method == BYE' 2
    expect_no_frames icmp
}
