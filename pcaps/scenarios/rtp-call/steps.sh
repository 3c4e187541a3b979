# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

seconds_of_talk=2.5
least_packets=200

record() {
    local account='auth_pass=looking-glass;outbound="sip:192.0.2.1";regint=600;audio_codecs=pcmu/8000/1'
    # baresip's RTP sockets are open to every address.
    speak_from 192.0.2.10 192.0.2.20
    speak_from 192.0.2.20 192.0.2.10
    start_capture 'udp port 5060 or udp portrange 10000-10999'
    start_kamailio
    start_baresip bob 192.0.2.20:5060 "<sip:bob@example.test>;$account"
    start_baresip alice 192.0.2.10:5060 "<sip:alice@example.test>;$account"
    local name
    for name in alice bob; do
        wait_until 10 said "$name" '200 OK'
    done

    mark_logs
    tell alice dial sip:bob@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 0.5
    tell bob accept
    wait_until 10 said alice 'Call established'
    sleep "$seconds_of_talk"
    tell alice hangup
    sleep 0.5
    stop_capture
}

check() {
    expect_codes 100 180 200 401 407
    expect_sound
    expect_frames rtp "$least_packets"
    expect_no_frames 'icmp || (rtp && ip.addr == 192.0.2.1)'
}
