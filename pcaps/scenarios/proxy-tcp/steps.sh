# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

record() {
    phone_transport=tcp
    start_kamailio
    start_phones alice bob
    start_capture 'tcp port 5060'
    mark_logs
    tell alice dial sip:bob@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 1
    tell bob accept
    wait_until 10 said alice 'Call established'
    sleep 1
    tell alice hangup
    sleep 1
    stop_capture
}

check() {
    expect_codes 100 180 200 407
    expect_frames 'tcp && sip.Method == BYE' 2
    expect_no_frames 'icmp || udp'
}
