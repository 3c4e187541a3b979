# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester openssl xxd)
# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/../exchange/steps-common.sh"

record() { record_exchange "$here/responses.list"; }

check() {
    local -a codes
    mapfile -t codes < <(codes_of_list "$here/responses.list")
    expect_codes "${codes[@]}"
    expect_each_once "${codes[@]}"
    expect_sound
}

# 200 also answers the CANCEL.
expect_each_once() {
    local found
    found=$(codes_in_capture | grep -cvx 200)
    ((found == ${#@} - 1)) || fail "$found responses instead of $(($# - 1))"
}
