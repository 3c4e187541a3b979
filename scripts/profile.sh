# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Wireshark's profile "SIP" of this project: where it is installed, and whether what stands there is ours (sourced, not run).
#
# A profile is a folder of files, and Wireshark makes a user's copy of all of them when it is first used. Which were installed, and
# what they held, stands beside them: so a file that was changed since is known, whoever copied it.

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly profile_name=SIP
readonly profile_source=$project/plugin/profile/$profile_name
readonly profile_record=installed-by-sipcodes

# Wireshark writes it anew each time it ends, so what is in it means nothing.
readonly profile_state=recent

profile_files() { (cd "$profile_source" && printf '%s\n' *); }

# What cksum says of the files, as it was when they were installed; of a copy that has no record, of those of this checkout.
profile_sums() { # FOLDER
    if [[ -f $1/$profile_record ]]; then
        cat "$1/$profile_record"
    else
        (cd "$profile_source" && cksum -- *)
    fi
}

# Those that are no longer as they were installed.
changed_profile_files() { # FOLDER
    local sum size name now
    while read -r sum size name; do
        if [[ $name != "$profile_state" && -e $1/$name ]]; then
            now=$(cd "$1" && cksum -- "$name")
            [[ $now == "$sum $size $name" ]] || say "$name"
        fi
    done < <(profile_sums "$1")
}

# A folder without a record is only ours if all of it is.
is_our_profile() { # FOLDER
    local name
    [[ -z $(changed_profile_files "$1") ]] || return 1
    [[ ! -f $1/$profile_record ]] || return 0
    while IFS= read -r name; do
        [[ -e $1/$name ]] || return 1
    done < <(profile_files)
}

# Runs it as root where the folder, or the first above it that is there, cannot be written.
for_folder() { # FOLDER COMMAND...
    local folder=$1
    shift
    while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
    if [[ -w $folder ]]; then "$@"; else as_root "$@"; fi
}

install_profile() { # PROFILES-FOLDER
    local target=$1/$profile_name name
    if [[ -e $target ]] && ! is_our_profile "$target"; then
        say "note: $target is a profile of your own, or you have changed it; left as it is. The plugin's is in $profile_source"
        return
    fi
    for_folder "$target" install -d -m 755 "$target" || fail 73 "cannot make $target"
    (cd "$profile_source" && cksum -- *) >"$workspace/$profile_record"
    while IFS= read -r name; do
        if [[ $name != "$profile_state" || ! -e $target/$name ]]; then
            for_folder "$target" install -m 644 "$profile_source/$name" "$target/$name" || fail 73 "cannot write $target/$name"
        fi
    done < <(profile_files)
    for_folder "$target" install -m 644 "$workspace/$profile_record" "$target/$profile_record" || fail 73 "cannot write to $target"
    say "profile: $target; choose it in Wireshark's status bar, or with -C $profile_name"
}

# Removes what was installed: a file that was changed is its user's.
uninstall_profile() { # PROFILES-FOLDER
    local target=$1/$profile_name changed name
    [[ -d $target ]] || return 0
    if [[ ! -f $target/$profile_record ]] && ! is_our_profile "$target"; then
        say "note: $target is a profile of your own; left as it is"
        return
    fi
    changed=$(changed_profile_files "$target")
    while read -r _ _ name; do
        grep -qxF -- "$name" <<<"$changed" || for_folder "$target" rm -f "$target/$name"
    done < <(profile_sums "$target")
    for_folder "$target" rm -f "$target/$profile_record"
    if for_folder "$1" rmdir "$target" 2>/dev/null; then
        say "removed $target"
    else
        say "note: $target holds files of your own, which are left: $(cd "$target" && printf '%s ' *)"
    fi
}
