# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

# Two phones of the user "team" ring.
record() {
    start_kamailio -A MAX_CONTACTS=2
    start_phone alice alice
    start_phone bob team
    start_phone carol team
    wait_for_phones alice bob carol
    start_capture 'udp port 5060'
    mark_logs
    tell alice dial sip:team@example.test
    wait_until 10 said bob 'Incoming call'
    wait_until 10 said carol 'Incoming call'
    sleep 1
    tell bob accept
    wait_until 10 said alice 'Call established'
    sleep 1
    tell alice hangup
    sleep 1
    stop_capture
}

check() {
    expect_codes 100 180 200 407 487
    expect_frames 'sip.Method == CANCEL' 1
    expect_frames 'sip.Method == BYE' 2
    expect_no_frames icmp
}
