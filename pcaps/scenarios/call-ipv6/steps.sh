# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester)

record() {
    start_capture 'ip6 and udp port 5060'
    sipp_call "$here/server.xml" "$here/client.xml" -t u1 -i ::1 -mi ::1 -mp 20000 -- \
        -t u1 -i ::1 -p 5070 -mi ::1 -mp 10000 -cid_str '%u@example.test' '[::1]:5060'
    stop_capture
}

check() {
    expect_codes 100 180 183 200
    expect_sound
    expect_frames 'ipv6 && sip.Status-Code' 5
    expect_frames 'sdp.connection_info.address == "::1"' 3
}
