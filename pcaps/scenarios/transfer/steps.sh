# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

record() {
    local account='auth_pass=looking-glass;outbound="sip:192.0.2.1";regint=600'
    start_capture 'udp port 5060'
    start_kamailio
    start_baresip carol 192.0.2.30:5060 "<sip:carol@example.test>;$account"
    start_baresip bob 192.0.2.20:5060 "<sip:bob@example.test>;$account"
    start_baresip alice 192.0.2.10:5060 "<sip:alice@example.test>;$account"
    local name
    for name in alice bob carol; do
        wait_until 10 said "$name" '200 OK'
    done

    mark_logs
    tell alice dial sip:bob@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    tell bob accept
    wait_until 10 said alice 'Call established'
    sleep 0.5
    mark_logs
    tell bob transfer sip:carol@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 0.5
    tell carol accept
    wait_until 10 said alice 'Call established'
    sleep 1
    tell alice hangup
    sleep 1
    stop_capture
}

check() {
    expect_frames 'sip.Method == REFER'
    expect_frames 'sip.Method == NOTIFY && sipfrag' 2
    expect_no_frames _ws.malformed
}
