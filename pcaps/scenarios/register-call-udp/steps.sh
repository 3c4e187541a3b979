# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

record() {
    local account='auth_pass=looking-glass;outbound="sip:192.0.2.1";regint=600'
    start_capture 'udp port 5060'
    start_kamailio
    start_baresip bob 192.0.2.20:5060 "<sip:bob@example.test>;$account"
    start_baresip carol 192.0.2.30:5060 "<sip:carol@example.test>;$account;answermode=early"
    start_baresip alice 192.0.2.10:5060 "<sip:alice@example.test>;$account"
    local name
    for name in alice bob carol; do
        wait_until 10 said "$name" '200 OK'
    done
    call_and_hang_up bob
    call_and_hang_up carol
    stop_capture
}

call_and_hang_up() { # CALLEE
    mark_logs
    tell alice dial "sip:$1@example.test"
    wait_until 10 said alice 'SIP Progress: 18[03]'
    sleep 1
    tell "$1" accept
    wait_until 10 said alice 'Call established'
    sleep 1
    tell alice hangup
    sleep 1
}

check() {
    expect_codes 100 180 183 200 401 407
    expect_sound
    expect_no_frames icmp
}
