# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Folder systems of Debian 12, 13 and testing for test-matrix and test-packages (sourced, not run).
#
#   SIPCODES_MATRIX_DIR      where they stand and are kept (default /var/cache/sipcodes-matrix)
#   SIPCODES_DEBIAN_MIRROR   archive to use (default: the one that this machine's apt is set up with)
#   SIPCODES_MATRIX_MAX_AGE  days after which a kept system is brought up to date (default 7)

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

kept_by_sudo+=(SIPCODES_MATRIX_DIR SIPCODES_DEBIAN_MIRROR SIPCODES_MATRIX_MAX_AGE)
systems_dir=${SIPCODES_MATRIX_DIR:-/var/cache/sipcodes-matrix}
[[ $systems_dir == /* ]] || systems_dir=$PWD/$systems_dir
systems_max_age=${SIPCODES_MATRIX_MAX_AGE:-7}
mapfile -t systems_packages < <(packages_for systems)

# A run tells these two apart from a failed test: neither says anything about the plugin.
readonly EXIT_REGISTRY_SILENT=75
readonly EXIT_NOT_INSTALLABLE=69

complain() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# Folder systems are entered with chroot.
need_root() { become_root "$project/scripts/${0##*/}" "$@"; } # ARGUMENT...

# Root empties folders there, so nobody else may be able to say which these are.
check_systems_dir() { # SUITE...
    local suite
    if ! is_ours "$systems_dir" || ! is_ours "$(readlink -m "$systems_dir")" || ! mkdir -p "$systems_dir" ||
        [[ $(stat -L -c %A "$systems_dir") == d???????w? ]]; then
        fail 77 "$systems_dir can be changed by other users: name another folder in SIPCODES_MATRIX_DIR"
    fi
    for suite; do
        is_ours "$systems_dir/$suite" || fail 77 "$systems_dir/$suite belongs to another user"
        # Each system had its lock before it was made.
        [[ ! -e $systems_dir/$suite || -e $systems_dir/$suite.lock ]] ||
            fail 77 "$systems_dir/$suite was not made here, and would be overwritten: name another folder in SIPCODES_MATRIX_DIR"
    done
}

# Once, before anything else: a host that cannot make systems should say so at once.
prepare_host() {
    (install_for make-systems) || exit "$EXIT_REGISTRY_SILENT"
    systems_mirror=$(mirror)
    systems_mirror=${systems_mirror%/} # some archives refuse a path with an empty part
    if ! unshare --mount --pid --fork true; then
        complain "this machine lets nobody mount anything (a container without CAP_SYS_ADMIN?)"
        exit 77
    fi
}

suite_of() {
    case $1 in
    12 | bookworm) echo bookworm ;;
    13 | trixie) echo trixie ;;
    testing) echo testing ;;
    *)
        complain "unknown system '$1': 12, 13 or testing"
        return 64
        ;;
    esac
}

name_of() {
    case $1 in
    bookworm) echo "Debian 12" ;;
    trixie) echo "Debian 13" ;;
    *) echo "Debian $1" ;;
    esac
}

mirror() {
    local found codename
    if [[ -n ${SIPCODES_DEBIAN_MIRROR:-} ]]; then
        echo "$SIPCODES_DEBIAN_MIRROR"
        return
    fi
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # RELEASE is what the sources file says, so this answers before any "apt-get update" too.
    # shellcheck disable=SC2016
    found=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
        awk -v codename="$codename" '$1 == codename || $1 == "stable" || $1 == "testing" || $1 == "sid" { if (!found) print $2; found = 1 }')
    if [[ -z $found ]]; then
        complain "apt on this machine names no Debian archive: set SIPCODES_DEBIAN_MIRROR"
        return 78
    fi
    echo "$found"
}

registry_answers() {
    local probe status=0
    probe=$(mktemp)
    timeout 90 /usr/lib/apt/apt-helper -o Acquire::Retries=2 download-file \
        "$systems_mirror/dists/$1/InRelease" "$probe" >/dev/null 2>&1 || status=$?
    rm -f "$probe"
    return "$status"
}

# Everything that mounts runs in a mount namespace of its own: however it ends, the kernel unmounts.
isolated() { unshare --mount --pid --fork --kill-child=KILL "$@"; }

in_kept_system() { isolated "$project/tests/systems/in-kept-system" "$@"; } # ROOT COMMAND...

configure_apt() {
    local root=$1 suite=$2
    printf 'deb %s %s main\n' "$systems_mirror" "$suite" >"$root/etc/apt/sources.list"
    {
        apt-config dump | grep -E '^Acquire::([a-z]+::.*[Pp]roxy|Check-Valid-Until)' || true
        echo 'Acquire::Retries "3";'
        echo 'APT::Install-Recommends "false";'
    } >"$root/etc/apt/apt.conf.d/90sipcodes"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/sipcodes"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
}

# In testing, packages of one transition may not fit together for a day; -f install lets apt find what does.
install_into() {
    local root=$1
    in_kept_system "$root" apt-get -q -o APT::Update::Error-Mode=any update &&
        in_kept_system "$root" apt-get -qy full-upgrade &&
        { in_kept_system "$root" apt-get -qy install "${systems_packages[@]}" ||
            { in_kept_system "$root" apt-get -qy -f install &&
                in_kept_system "$root" apt-get -qy install "${systems_packages[@]}"; }; } &&
        in_kept_system "$root" apt-get clean
}

bootstrap() {
    local root=$1 suite=$2
    mkdir -p "$root"
    isolated debootstrap --variant=minbase --include=ca-certificates \
        --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$root" "$systems_mirror" &&
        configure_apt "$root" "$suite"
}

explain_failed_system() {
    local suite=$1 log=$2
    tail -n 25 "$log" >&2
    if ! registry_answers "$suite" ||
        grep -Eq "Failed to fetch|Unable to fetch|Could not (resolve|connect)|[Cc]onnection (timed out|failed)|Couldn't download" "$log"; then
        complain "$(name_of "$suite"): THE REGISTRY DOES NOT ANSWER; nothing was tested there"
        return "$EXIT_REGISTRY_SILENT"
    fi
    complain "$(name_of "$suite"): a package could not be installed (full log: $log); nothing was tested there"
    return "$EXIT_NOT_INSTALLABLE"
}

system_is_fresh() {
    local stamp=$1
    [[ -e $stamp && $(<"$stamp") == "${systems_packages[*]}" ]] &&
        [[ -n $(find "$stamp" -mtime "-$systems_max_age") ]]
}

make_or_reuse() {
    local suite=$1 root=$systems_dir/$1 stamp=$systems_dir/$1.ready log=$systems_dir/$1.log status=0
    if system_is_fresh "$stamp"; then
        say "$(name_of "$suite"): reusing $root"
        return
    fi
    if [[ -e $stamp ]]; then
        say "$(name_of "$suite"): bringing $root up to date"
    else
        say "$(name_of "$suite"): making $root (some minutes, 2 GB)"
        rm -rf --one-file-system "$root"
        bootstrap "$root" "$suite" >"$log" 2>&1 || { explain_failed_system "$suite" "$log"; return; }
    fi
    configure_apt "$root" "$suite"
    if ! install_into "$root" >"$log" 2>&1; then
        explain_failed_system "$suite" "$log" || status=$?
        # A silent registry left the system as it was; anything else left it in between two states.
        ((status == EXIT_REGISTRY_SILENT)) || rm -f "$stamp"
        return "$status"
    fi
    echo "${systems_packages[*]}" >"$stamp"
}

# One maker at a time (several runs may share the folder); a system without its stamp is a half-made one, and is made again.
prepare_system() {
    local suite=$1
    mkdir -p "$systems_dir"
    (
        flock 9
        make_or_reuse "$suite"
    ) 9>"$systems_dir/$suite.lock"
}

# run_in_copy SUITE TREE.tar OUTPUT_DIR STEPS [ARGUMENT...] : STEPS is a file of tests/systems.
# The kept system stays as it is: the steps work on an overlay that vanishes with the mount namespace.
# They find the project in /srv/sipcodes, and what they leave in /srv/output outlives them.
run_in_copy() {
    local suite=$1 tree=$2 layers status=0
    layers=$(mktemp -d -p "$(dirname "$tree")")
    isolated "$project/tests/systems/in-copy" "$systems_dir/$suite" "$layers" "${@:2}" || status=$?
    rmdir "$layers"
    return "$status"
}

verdict() {
    local suite=$1 status=$2 seconds=$3 said
    case $status in
    0) said="passed" ;;
    "$EXIT_REGISTRY_SILENT") said="NOT TESTED: the registry does not answer" ;;
    "$EXIT_NOT_INSTALLABLE") said="NOT TESTED: a package could not be installed" ;;
    *) said="FAILED (status $status)" ;;
    esac
    printf '%-16s %s, after %d:%02d minutes\n' "$(name_of "$suite")" "$said" "$((seconds / 60))" "$((seconds % 60))"
}

# run_in_each TEST SUITE...: exits as test-matrix --help says.
run_in_each() {
    local test=$1 suite status started failed='' not_to_be_had='' results=()
    shift
    for suite; do
        say "=== $(name_of "$suite")"
        status=0
        started=$SECONDS
        "$test" "$suite" || status=$?
        results+=("$(verdict "$suite" "$status" "$((SECONDS - started))")")
        case $status in
        0) ;;
        "$EXIT_REGISTRY_SILENT") not_to_be_had=yes ;;
        "$EXIT_NOT_INSTALLABLE") [[ $suite == testing ]] || not_to_be_had=yes ;;
        *) failed=yes ;;
        esac
    done
    printf '%s\n' "=== results" "${results[@]}"
    [[ -z $failed ]] || exit 1
    [[ -z $not_to_be_had ]] || exit "$EXIT_REGISTRY_SILENT"
}

# pack_tree TREE.tar head|working-tree
pack_tree() {
    local tree=$1 what=$2
    local git=(git -c "safe.directory=$project" -C "$project")
    if [[ $what == head ]]; then
        "${git[@]}" archive --format=tar -o "$tree" HEAD
    else
        "${git[@]}" ls-files -z --cached --others --exclude-standard |
            (cd "$project" && while IFS= read -r -d '' file; do
                if [[ -e $file || -L $file ]]; then printf '%s\0' "$file"; fi
            done | tar --null --no-recursion -cf "$tree" -T -)
    fi
}
