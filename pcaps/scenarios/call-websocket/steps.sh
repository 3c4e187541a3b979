# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio kamailio-websocket-modules node:nodejs npm:npm)

# Runs while there is a network, in the folder that is $work later on.
prepare_online() { # STEPS-FOLDER
    cp "$1/package.json" "$1/call.js" .
    if ! timeout 300 npm install --no-package-lock --ignore-scripts --no-audit --no-fund \
        >npm.log 2>&1; then
        cat npm.log >&2
        return 1
    fi
}

record() {
    start_capture 'tcp port 8080'
    start_kamailio -A WITH_WEBSOCKET
    (cd "$work" && node call.js) >"$work/jssip.log" 2>&1 || fail 'JsSIP failed'
    stop_capture
}

check() {
    expect_codes 100 180 200 401 407
    expect_sound
    expect_frames 'websocket && sip.Status-Code' 10
    expect_frames 'websocket && sip.CSeq.method == BYE && sip.Status-Code == 200' 2
}
