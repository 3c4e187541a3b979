# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of packages and of scripts/install, which work in a copy of a Debian system (sourced, not run).

project=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck disable=SC2034
build_tools=(libwireshark-dev libglib2.0-dev gcc g++ clang cmake ninja-build pkg-config dpkg-dev)
step() { printf -- "--- %s\n" "$*"; }
broken() { printf "BROKEN: %s\n" "$*" >&2; exit 1; }
as_user() { setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/caller TSHARK="${TSHARK:-}" "$@"; }
# What tshark lists.
listed() { "$@" tshark -G plugins 2>/dev/null | grep -F sipcodes.so || true; }

# Wireshark makes whoever uses it a copy of the profile that all have.
has_profile() {
    "$@" tshark -C SIP -r "$project/pcaps/call-failures.pcapng" -Y "sip.Status-Code == 603" 2>&1 | grep -q "Decline  *Declined" ||
        broken "the profile SIP shows no outcome (run by: ${*:-root})"
    rm -rf /root/.config/wireshark/profiles /home/caller/.config/wireshark/profiles
}

captures() { find "$project/pcaps" -name "*.pcap" -o -name "*.pcapng"; }

# Any capture will do that holds a 486: the fields must be there, not only the file.
finds_486() {
    local capture frames
    for capture in $(captures); do
        frames=$("$@" tshark -r "$capture" -Y "sipcodes.code==486" 2>/dev/null | wc -l)
        if ((frames > 0)); then
            echo "$frames frames with sipcodes.code==486 in ${capture##*/} (run by: ${*:-root})"
            return
        fi
    done
    broken "sipcodes.code==486 finds no frame in any capture (run by: ${*:-root})"
}
loads_for_everyone() {
    [[ -n $(listed) ]] || broken "not loaded for root"
    [[ -n $(listed as_user) ]] || broken "not loaded for a user"
    listed
    finds_486
    finds_486 as_user
    has_profile
    has_profile as_user
}
loads_for_nobody() {
    [[ -z $(listed)$(listed as_user) ]] || broken "still loaded: $(listed)$(listed as_user)"
    [[ -z $(find / -xdev -type f \( -name "*sipcodes*.so" -o -path "*/profiles/SIP/*" \) -not -path "/srv/*") ]] ||
        broken "a file is left behind"
}
refuses() {
    local expected=$1 said
    shift
    said=$("$@" 2>&1) && broken "should have refused: $*"
    grep -q -- "$expected" <<<"$said" || broken "refused without saying \"$expected\": $said"
    tail -n 4 <<<"$said"
}
id caller >/dev/null 2>&1 || useradd --create-home --uid 1000 caller
