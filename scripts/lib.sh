# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the scripts share: installing, building, running without root's rights, and leaving nothing behind (sourced, not run).

# Where it is set, cd goes elsewhere and prints where.
unset CDPATH

# By its physical name: the same checkout has one build, through whatever link it is reached.
project=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly project
readonly NOBODY=65534

say() { printf '%s\n' "$*"; }

# fail STATUS MESSAGE... : the statuses are those of sysexits.h.
fail() {
    local status=$1
    shift
    printf "${0##*/}: %s\n" "$@" >&2
    exit "$status"
}

wrong_usage() { fail 64 "$1 (see --help)"; } # MESSAGE

home_of() { getent passwd "$1" | cut -d : -f 6; } # UID

# cron, systemd and "env -i" set none. Not exported: what is started finds it as well as this does.
: "${HOME:=$(home_of "$EUID" || true)}"
: "${HOME:=/nonexistent}"

# ---- Leaving nothing behind

# What makes a folder must not end before its name is known. Called as $(make_folder ...).
make_folder() { # MKTEMP-OPTION...
    trap '' INT TERM HUP
    mktemp -d "$@" 2>/dev/null
}

exit_steps=()
at_exit() { exit_steps+=("$1"); } # FUNCTION

workspace=
# Can be called again where it was interrupted.
# shellcheck disable=SC2317
finish() {
    local step
    trap '' INT TERM HUP
    for step in ${exit_steps[@]+"${exit_steps[@]}"}; do
        "$step" || true
    done
    rm -rf "$workspace"
}
trap finish EXIT

# Each has a trap of its own. Left to itself, bash ends at once at a second signal, in the middle of what the first one began; and a
# hang-up is always two: bash in a command substitution passes it on to its process group, which is ours. What runs in the
# foreground ends first.
# shellcheck disable=SC2317
interrupted() { # STATUS
    # It may have come between the beginning of finish and that finish ignores it; exit would leave finish there.
    finish
    trap - EXIT
    exit "$1"
}
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# For logs: nobody else's to read, since they quote captures.
workspace=$(make_folder -p "${TMPDIR:-/tmp}" || make_folder -p /tmp)

# ---- Saying that it goes on

readonly SECONDS_BETWEEN_WORDS=10

# Runs a command whose words go into a log, and says now and then that it goes on, with the log's newest line: a silent program
# looks like one that hangs. Nothing is said while the log is empty: then sudo may be asking for a password.
watched() { # WHAT LOG COMMAND...
    local status=0
    : >"$2"
    start_watching "$1" "$2"
    "${@:3}" >"$2" 2>&1 || status=$?
    stop_watching
    return "$status"
}

# Whoever is killed too hard to stop it (kill -9) is not outlived by it.
start_watching() { # WHAT LOG
    local what=$1 log=$2 start=$SECONDS
    while sleep "$SECONDS_BETWEEN_WORDS" >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        [[ ! -s $log ]] || say "$what, goes on ($((SECONDS - start)) s): $(tail -n 1 "$log" | cut -c 1-100)" >&2
    done &
    watcher=$!
}

stop_watching() {
    [[ -n $watcher ]] || return 0
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    watcher=
}
watcher=
at_exit stop_watching

# Whether nobody but root and who runs this, be it through sudo, can put something else in the path's place.
is_ours() { # ABSOLUTE-PATH
    local path=$1 owner mode
    while [[ $path == /?* ]]; do
        if [[ -e $path || -L $path ]]; then
            read -r owner mode < <(stat -c '%u %A' -- "$path")
            ((owner == 0 || owner == EUID || owner == ${SUDO_UID:-0})) || return 1
            # In a folder with the sticky bit, each can change their own only. The mode of a link means nothing.
            [[ $mode == l* || ${mode:8:1} != w || ${mode:9:1} == [tT] ]] || return 1
        fi
        path=$(dirname -- "$path")
    done
}

# ---- Being root

# What has to survive sudo, where it is set: without its proxy, apt-get hangs.
kept_by_sudo=(http_proxy https_proxy ftp_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY)

sudo_options() {
    local name names=
    for name in "${kept_by_sudo[@]}"; do
        [[ -z ${!name:-} ]] || names+=${names:+,}$name
    done
    # By name, not by value: everybody can read the arguments of a program.
    [[ -z $names ]] || say "--preserve-env=$names"
}

with_sudo() { # COMMAND...
    command -v sudo >/dev/null || fail 77 "this needs root, and sudo is not installed: $*"
    local option
    option=$(sudo_options)
    sudo ${option:+"$option"} "$@"
}

as_root() { # COMMAND...
    if ((EUID == 0)); then "$@"; else with_sudo "$@"; fi
}

# Starts the script again as root, unless it is.
become_root() { # SCRIPT ARGUMENT...
    ((EUID != 0)) || return 0
    local status=0
    with_sudo "$@" || status=$?
    exit "$status"
}

# ---- Installing

# The packages of purposes, as scripts/packages lists them.
packages_for() { # PURPOSE...
    local purpose
    for purpose; do
        awk -v purpose="$purpose" '$1 == purpose { found = 1; for (i = 2; i <= NF; i++) print $i } END { exit !found }' \
            "$project/scripts/packages" || fail 70 "scripts/packages has no $purpose"
    done
}

install_for() { # PURPOSE...
    local -a packages
    local list
    list=$(packages_for "$@") || exit
    mapfile -t packages <<<"$list"
    install_missing "${packages[@]}"
}

is_there() { # KEY|KEY...
    local key
    local -a keys
    IFS='|' read -ra keys <<<"$1"
    for key in "${keys[@]}"; do
        case $key in
        *.pc) pkg-config --exists "${key%.pc}" 2>/dev/null && return ;;
        /*) [[ -e $key ]] && return ;;
        *) command -v "$key" >/dev/null && return ;;
        esac
    done
    return 1
}

wanted_packages() { # [KEY:]PACKAGE...
    local wanted
    for wanted; do
        if [[ $wanted != *:* ]] || ! is_there "${wanted%:*}"; then say "${wanted#*:}"; fi
    done
}

# Those that are not installed for this architecture. One that is held is installed, too.
# Where there is no dpkg, those whose key is not there; of others, their user will say what is missing.
missing_packages() { # [KEY:]PACKAGE...
    local -a wanted
    local native name architecture state installed=' '
    mapfile -t wanted < <(wanted_packages "$@")
    ((${#wanted[@]})) || return 0
    if ! command -v dpkg-query >/dev/null; then
        for name; do
            [[ $name != *:* ]] || is_there "${name%:*}" || say "${name#*:}"
        done
        return
    fi
    native=$(dpkg --print-architecture)
    # shellcheck disable=SC2016
    while read -r name architecture state; do
        if [[ $state == installed && ($architecture == "$native" || $architecture == all) ]]; then installed+="$name "; fi
    done < <(dpkg-query -W -f '${Package} ${Architecture} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null)
    for name in "${wanted[@]}"; do
        [[ $installed == *" $name "* ]] || say "$name"
    done
}

install_missing() { # [KEY:]PACKAGE...
    local -a missing
    read -r -d '' -a missing < <(missing_packages "$@") || true
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# Where another program is installing, it waits: for dpkg's lock apt-get does so itself, for others of its locks it does not.
apt_get() { # LOG ARGUMENT...
    local what=$1 log=$workspace/$1.log tries
    shift
    for ((tries = 0; tries < 300; tries++)); do
        if watched "apt-get $what" "$log" \
            as_root env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"; then
            return
        fi
        grep -qE 'Could not get lock|Unable to lock' "$log" || return
        ((tries)) || say "waiting for another program that installs" >&2
        sleep 2
    done
    return 1
}

# Without the lists of packages, apt-get cannot tell.
say_how_much_to_fetch() { # APT-GET-ARGUMENT...
    # shellcheck disable=SC2016
    env LC_ALL=C apt-get -q --print-uris "$@" 2>/dev/null </dev/null | LC_ALL=C awk -v quote="'" '
        index($0, quote) == 1 { packages++; bytes += $3 }
        END {
            if (packages) {
                size = bytes < 1e6 ? "less than 1 MB" : sprintf("%d MB", bytes / 1e6)
                printf "to fetch: %s in %d package%s; this takes some minutes\n", size, packages, packages == 1 ? "" : "s"
            }
        }' >&2 || true
}

install_packages() { # PACKAGE...
    command -v apt-get >/dev/null || fail 69 "install $*, or what they are called on this system"
    ((EUID == 0)) || command -v sudo >/dev/null || fail 77 "ask root to run: apt-get install $*"
    say "installing: $*" >&2
    local -a install=(-y install --no-install-recommends "$@")
    say_how_much_to_fetch "${install[@]}"
    if ! apt_get install "${install[@]}"; then
        # The lists are missing or old. One source of many may be broken, and the packages be there all the same.
        say "the lists of packages are missing or old: fetching them (apt-get update)" >&2
        apt_get update update || true
        say_how_much_to_fetch "${install[@]}"
        if ! apt_get install "${install[@]}"; then
            grep -E '^[EW]:' "$workspace/update.log" >&2 || true
            tail -n 15 "$workspace/install.log" >&2
            fail 69 "could not install: $*"
        fi
    fi
}

# Some versions of clang recommend their sanitizers and fuzzer, others come without.
fuzzer_runtime_package() {
    local version
    version=$(clang -dumpversion | cut -d . -f 1)
    say "libclang-rt-$version-dev"
}

# ---- Building

cache_folder() { say "${XDG_CACHE_HOME:-$HOME/.cache}/sipcodes"; }

# The checkout's own build folder; for who may not write there, one in the user's cache; for who has none, one for this run.
build_root() {
    local folder=$project/build
    if [[ -d $folder && -w $folder ]] || [[ ! -e $folder && -w $project ]]; then
        say "$folder"
        return
    fi
    folder=$(cache_folder)/build-$(cksum <<<"$project" | cut -d ' ' -f 1)
    mkdir -p "$folder" 2>/dev/null && [[ -w $folder ]] || folder=$workspace/build
    say "$folder"
}

make_build_folder() { # BUILD-FOLDER
    needs_return=yes
    mkdir -p "$1"
}

run_cmake() { # BUILD-FOLDER SOURCE-FOLDER [CMAKE-OPTION...]
    local folder=$1 source=$2
    local -a generator=()
    shift 2
    if [[ ! -e $folder/CMakeCache.txt ]] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
    cmake -S "$source" -B "$folder" ${generator[@]+"${generator[@]}"} "$@" >"$workspace/configure.log" 2>&1
}

forget_configuration() { rm -rf "$1/CMakeCache.txt" "$1/CMakeFiles"; } # BUILD-FOLDER

# A cache can be of no use: made for another place of the checkout, by another CMake, or by a run that did not get to its end
# (no make, no headers). CMake refuses it or fails again for ever, so it is thrown away, and nothing else of the folder.
configure() { # BUILD-FOLDER SOURCE-FOLDER [CMAKE-OPTION...]
    make_build_folder "$1"
    ! run_cmake "$@" || return 0
    if [[ -e $1/CMakeCache.txt ]]; then
        forget_configuration "$1"
        ! run_cmake "$@" || return 0
        forget_configuration "$1"
    fi
    cat "$workspace/configure.log" >&2
    fail 70 "cannot be configured (above)"
}

# Two runs at once must not build in one folder. The lock is on the folder itself: whoever may enter it can take it, whoever
# made it. What is started does not inherit it, so that it ends with this script.
alone_in() { # FOLDER COMMAND...
    local folder=$1
    shift
    if ! command -v flock >/dev/null; then
        "$@"
        return
    fi
    (
        flock --nonblock 9 || {
            say "waiting for another run that builds in $folder" >&2
            flock 9
        }
        "$@" 9<&-
    ) 9<"$folder"
}

configure_and_build() { # BUILD-FOLDER TARGET [CMAKE-OPTION...]
    configure "$1" "$project" "${@:3}"
    if ! cmake --build "$1" --target "$2" >"$workspace/build.log" 2>&1; then
        cat "$workspace/build.log" >&2
        fail 70 "does not build (above)"
    fi
}

build() { # BUILD-FOLDER TARGET [CMAKE-OPTION...]
    make_build_folder "$1"
    alone_in "$1" configure_and_build "$@"
}

# Whether the plugin is not built yet, or its sources are newer.
needs_build() { # BUILD-FOLDER
    local library
    library=$(find "$1/plugins" -name sipcodes.so -print -quit 2>/dev/null) || true
    [[ -z $library || -n $(find "$project"/*.[ch] "$project/plugin" -name '*.[cdh]*' -newer "$library" -print -quit) ]]
}

give_to_owner() { # FOLDER OF-WHOM
    if [[ -d $1 && ! -L $1 && $(stat -c %u "$2") != 0 ]]; then
        chown -R --reference="$2" "$1"
    fi
}

# What root builds in somebody's folder, its owner has to be able to build again: also after ^C.
# shellcheck disable=SC2317
return_builds() {
    ((EUID == 0)) && [[ -n $needs_return ]] || return 0
    give_to_owner "$project/build" "$project"
    [[ ! -d $HOME ]] || give_to_owner "$(cache_folder)" "$HOME"
}
needs_return=
at_exit return_builds

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
