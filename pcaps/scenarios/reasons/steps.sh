# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester openssl xxd)
# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/../exchange/steps-common.sh"

record() { record_exchange "$here/responses.list"; }

check() {
    expect_codes_of_list "$here/responses.list"
    local listed found
    listed=$(grep -ci '^ *< reason:' "$here/responses.list")
    found=$(in_capture -Y sip.Reason -T fields -e sip.Reason -E aggregator='~' | tr '~' '\n' | wc -l)
    ((found == listed)) || fail "$found Reason fields instead of $listed"
    # SIPp has kept the folded field folded.
    expect_frames 'sip contains 0d:0a:20:20:51:2e:38:35:30'
}
