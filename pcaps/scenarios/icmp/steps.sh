# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester)

# The caller has ended before the callee answers, so the kernel refuses both responses.
record() {
    start_capture 'udp port 5060 or icmp'
    sipp_call "$here/server.xml" "$here/client.xml" -i 192.0.2.20 -nr -nd -- \
        -i 192.0.2.10 -p 5070 -nr -nd -cid_str '%u@example.test' 192.0.2.20:5060
    stop_capture
}

check() {
    expect_frames 'icmp.type == 3 && icmp.code == 3 && sip.Status-Code == 180'
    expect_frames 'icmp.type == 3 && icmp.code == 3 && sip.Status-Code == 486'
}
