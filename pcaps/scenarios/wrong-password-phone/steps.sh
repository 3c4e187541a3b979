# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core)

# bob's phone has a wrong password, until somebody sets the right one and starts it again.
record() {
    start_kamailio
    start_capture 'udp port 5060'
    phone_password=looking-class
    start_phone bob bob
    local phone=$started_pid
    wait_until 10 said bob '401 Unauthorized'
    sleep 1
    kill_at_once "$phone"
    phone_password=looking-glass
    start_phones bob
    stop_capture
}

check() {
    expect_codes 200 401
    expect_frames 'sip.Status-Code == 401' 3
    expect_frames 'sip.Status-Code == 200' 1
}
