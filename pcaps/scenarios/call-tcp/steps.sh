# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester socat)

# caller 192.0.2.10:5070 -- relay 192.0.2.1:5060 -- callee 192.0.2.20:5080; the caller's side
# of the relay is captured.
record() {
    # Segments as on a real wire, not the 64 kB ones of the loopback device.
    ip link set lo mtu 1500 gso_max_segs 1
    start_capture 'tcp port 5060'

    mkdir "$work/server"
    write_capabilities >"$work/server/capabilities.sdp"
    sipp_run server -sf "$here/server.xml" -t t1 -i 192.0.2.20 -p 5080 -mp 20000 &
    local server=$!
    wait_until 10 listens tcp 5080
    start relay socat TCP-LISTEN:5060,bind=192.0.2.1,nodelay TCP:192.0.2.20:5080,nodelay
    local relay=$started_pid
    wait_until 10 listens tcp 5060

    sipp_run client -sf "$here/client.xml" -t t1 -i 192.0.2.10 -p 5070 -mp 10000 \
        -cid_str '%u@example.test' 192.0.2.1:5060 &
    local client=$!
    wait_until 10 callee_has_answered
    sleep 0.5
    # A relay that has no time for some seconds finds several responses in its buffer.
    hold_up 2 "$relay"
    wait "$client" || fail "SIPp client: $(sipp_errors client)"
    wait "$server" || fail "SIPp server: $(sipp_errors server)"
    stop_capture
}

callee_has_answered() {
    ss -Htni state established 'sport = :5080' | grep -Eq 'bytes_sent:[1-9]'
}

write_capabilities() {
    printf '%s\r\n' v=0 'o=bob 2 1 IN IP4 192.0.2.20' s=- 'c=IN IP4 192.0.2.20' 't=0 0' \
        "m=audio 0 RTP/AVP 0 $(seq -s ' ' 35 63)" 'a=rtpmap:0 PCMU/8000'
    local format
    for format in {35..63}; do
        printf 'a=rtpmap:%d opus/48000/2\r\na=fmtp:%d maxplaybackrate=%d000; stereo=1; useinbandfec=1\r\n' \
            "$format" "$format" "$((format - 27))"
    done
}

check() {
    expect_codes 100 180 183 200
    expect_sound
    expect_no_frames 'sip.continuation || tcp.analysis.retransmission'
    # Several responses in one segment, and one response in several segments.
    expect_three_in_one_segment
    expect_frames 'sip.Status-Code == 200 && tcp.segment.count >= 3'
}

expect_three_in_one_segment() {
    in_capture -Y sip.Status-Code -T fields -e sip.Status-Code | grep -qx 180,183,200 ||
        fail 'no segment holds 180, 183 and 200'
}
