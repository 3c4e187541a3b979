# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

record() {
    start_kamailio
    start_phones alice bob
    start_capture 'udp port 5060'
    mark_logs
    tell alice dial sip:bob@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 1
    tell bob hangup
    wait_until 10 said alice 'session closed'
    sleep 1
    stop_capture
}

check() {
    expect_codes 100 180 407 486
    expect_frames 'sip.Status-Code == 486' 2
    expect_no_frames icmp
}
