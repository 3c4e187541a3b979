# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What scripts/run and scripts/test share: installing, building, and running without root's rights (sourced, not run).

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly project
readonly NOBODY=65534

# For logs, and for all that an unprivileged user has to read.
workspace=$(mktemp -d)
chmod 755 "$workspace"
trap 'rm -rf "$workspace"' EXIT

say() { printf '%s\n' "$*"; }

# fail STATUS MESSAGE... : the statuses are those of sysexits.h.
fail() {
    local status=$1
    shift
    printf "${0##*/}: %s\n" "$@" >&2
    exit "$status"
}

# ---- Installing

# shellcheck disable=SC2034
readonly build_packages=(gcc libc6-dev cmake ninja-build pkg-config libwireshark-dev libglib2.0-dev)

# shellcheck disable=SC2016
is_installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == "install ok installed" ]]; }

# Where there is no dpkg, everything has to be there already; what is not, its user will name.
install_missing() { # PACKAGE...
    command -v dpkg-query >/dev/null || return 0
    local package
    local -a missing=() as_root=()
    for package; do
        is_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail 77 "ask root to run: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing: ${missing[*]}" >&2
    if ! { "${as_root[@]}" apt-get -q update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "${missing[@]}"; } \
        >"$workspace/apt.log" 2>&1; then
        tail -n 15 "$workspace/apt.log" >&2
        fail 69 "could not install: ${missing[*]}"
    fi
}

# Some versions of clang recommend their sanitizers and fuzzer, others come without.
fuzzer_runtime_package() {
    local version
    version=$(clang -dumpversion | cut -d . -f 1)
    say "libclang-rt-$version-dev"
}

# ---- Building

# The checkout's own build folder; for who may not write there, one in the user's cache.
build_root() {
    local folder=$project/build
    if [[ -d $folder && -w $folder ]] || [[ ! -e $folder && -w $project ]]; then
        say "$folder"
    else
        say "${XDG_CACHE_HOME:-$HOME/.cache}/sipcodes/build-$(cksum <<<"$project" | cut -d ' ' -f 1)"
    fi
}

# A build folder that was made for another place of the checkout is of no use: CMake refuses it.
configure() { # BUILD-FOLDER SOURCE-FOLDER [CMAKE-OPTION...]
    local folder=$1 source=$2
    local cache=$folder/CMakeCache.txt
    local -a generator=()
    shift 2
    if [[ -e $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source" "$cache"; then
        rm -rf "$folder"
    fi
    [[ -e $cache ]] || generator=(-G Ninja)
    mkdir -p "$folder"
    if ! cmake -S "$source" -B "$folder" "${generator[@]}" "$@" >"$workspace/configure.log" 2>&1; then
        cat "$workspace/configure.log" >&2
        fail 70 "cannot be configured (above)"
    fi
}

build() { # BUILD-FOLDER TARGET [CMAKE-OPTION...]
    local folder=$1 target=$2
    configure "$folder" "$project" "${@:3}"
    if ! cmake --build "$folder" --target "$target" >"$workspace/build.log" 2>&1; then
        cat "$workspace/build.log" >&2
        fail 70 "does not build (above)"
    fi
    give_to_owner "$folder"
}

# What root builds in somebody's checkout, its owner has to be able to build again.
give_to_owner() { # FOLDER
    if ((EUID == 0)) && [[ $1 == "$project"/* && $(stat -c %u "$project") != 0 ]]; then
        chown -R --reference="$project" "$project/build"
    fi
}

# ---- Running without root's rights

# Root's tshark and Wireshark ignore WIRESHARK_PLUGIN_DIR without a message. Who came through sudo gets back who they
# are; real root becomes nobody.
unprivileged_uid() {
    if ((EUID != 0)); then
        say "$EUID"
    else
        say "${SUDO_UID:-0}" | sed "s/^0\$/$NOBODY/"
    fi
}

unprivileged() { # COMMAND...
    if ((EUID != 0)); then
        "$@"
        return
    fi
    local uid gid=${SUDO_GID:-$NOBODY}
    uid=$(unprivileged_uid)
    ((uid != NOBODY)) || gid=$NOBODY
    local -a drop=(setpriv --reuid="$uid" --regid="$gid" --clear-groups --)
    # tshark looks for a file of its own where it is started, and complains of a folder that it may not enter.
    if "${drop[@]}" test -x .; then
        "${drop[@]}" "$@"
    else
        (cd / && "${drop[@]}" "$@")
    fi
}
