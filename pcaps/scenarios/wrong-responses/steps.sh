# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(sip-tester openssl xxd)
# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/../exchange/steps-common.sh"

record() { record_exchange "$here/responses.list"; }

# The INVITEs whose CANCEL is answered wrongly end in 487 twice.
check() { expect_codes_of_list "$here/responses.list" 487 487; }
