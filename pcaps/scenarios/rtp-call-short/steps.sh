# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/../rtp-call/steps.sh"

seconds_of_talk=0.2
least_packets=10
