# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester python3)

record() {
    list=$here/status-lines.list
    start_capture 'port 5060'
    ask udp u1 OPTIONS
    ask tcp t1 INVITE
    stop_capture
}

# As many requests as the list has answers. Whatever comes back, SIPp does not look at it.
ask() { # udp|tcp SIPP-TRANSPORT METHOD
    start "server-$1" python3 "$here/server.py" "$1" "$list"
    local server=$started_pid number
    number=$(grep -c "^$1" "$list")
    wait_until 10 listens "$1" 5060
    write_client "$3" "$number" >"$work/client.xml"
    sipp_run "client-$1" -sf "$work/client.xml" -nd -nr -t "$2" -i 192.0.2.10 -p 5070 \
        -cid_str '%u@example.test' 192.0.2.20:5060 || true
    wait "$server" || fail "the $1 server failed"
}

write_client() { # METHOD NUMBER
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="client">\n'
    local number
    for ((number = 1; number <= $2; number++)); do
        sed "s/@METHOD@/$1/g; s/@NUMBER@/$number/g" "$here/request.xml"
    done
    printf '</scenario>\n'
}

check() {
    expect_frames 'udp.dstport == 5060' "$(grep -c ^udp "$list")"
    expect_frames 'udp.srcport == 5060' "$(grep -c ^udp "$list")"
    expect_frames 'tcp.srcport == 5060 && tcp.len > 0' "$(grep -c ^tcp "$list")"
    # What the SIP dissector refuses, and what it takes.
    expect_frames 'udp.srcport == 5060 && !sip' 15
    expect_frames 'sip.Status-Code in {0, 99, 700, 999}' 4
    expect_frames 'sip.Status-Code == 486' 10
}
