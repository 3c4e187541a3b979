# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester)

record() {
    start_capture 'udp port 5060'
    sipp_call "$here/server.xml" "$here/client.xml" -i 192.0.2.20 -mp 20000 -- \
        -i 192.0.2.10 -p 5060 -mp 10000 -cid_str '%u@example.test' 192.0.2.20:5060
    stop_capture
}

check() {
    expect_codes 100 180 200
    expect_sound
    expect_frames 'sip.Method == NOTIFY && sipfrag' 9
    expect_frames 'mime_multipart && sipfrag'
    local line
    for line in '100 Trying' '180 Ringing' '486 Busy Here' '200 OK' '603 Decline' '404 Not Found'; do
        expect_frames "sipfrag.line == \"SIP/2.0 $line\""
    done
}
