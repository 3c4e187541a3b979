# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio baresip-core linphone-cli twinkle-console sipsak socat)

record() {
    start_capture 'port 5060'
    start_kamailio
    start_baresips
    start_twinkle
    call_phones_that_reject
    call_linphone
    set_up_dead_ends
    call_dead_ends
    speak_from 192.0.2.10
    # Nothing but a bent request meets an exhausted Max-Forwards on so short a way: 483.
    timeout 5 sipsak -m 0 -n -H 192.0.2.10 -l 5080 -p 192.0.2.1 -s sip:bob@example.test \
        >"$work/sipsak.log" 2>&1 || true
    sleep 0.5
    stop_capture
}

call_phones_that_reject() {
    alice_calls bob
    wait_until 10 said alice 'SIP Progress: 180'
    tell bob hangup # 486 Rejected
    wait_until 10 said alice 'session closed'

    alice_calls bob
    wait_until 10 said alice 'SIP Progress: 180'
    tell alice hangup # CANCEL, 487
    sleep 1

    alice_calls grace # 488: no common codec
    wait_until 10 said alice 'session closed'

    alice_calls erin
    wait_until 10 said alice 'SIP Progress: 180'
    echo reject >&"$twinkle_input" # 486 Busy Here
    wait_until 10 said alice 'session closed'
}

# Linphone stays silent unless there is a default route, even one that leads nowhere; the
# others lose time with names that cannot be resolved while there is one.
call_linphone() {
    ip route add default via 192.0.2.254 dev "$address_interface"
    start_linphone
    alice_calls frank
    wait_until 10 said alice 'SIP Progress: 180'
    echo terminate >&"$linphone_input" # 603
    wait_until 10 said alice 'session closed'
    # Leaves its registrar: a 200 to REGISTER without any Contact.
    echo quit >&"$linphone_input"
    wait "$linphone_pid" || true
    ip route del default
}

call_dead_ends() {
    local callee
    # 404, 480 (known, not registered), 477 (no route), 478 (no such name), 408 (silent)
    for callee in nobody@example.test dave@example.test far@198.51.100.1 \
        far@nowhere.invalid silent@192.0.2.40; do
        alice_calls "$callee"
        wait_until 15 said alice 'session closed'
    done
}

# A network that the system refuses, and an address that takes everything and never answers.
set_up_dead_ends() {
    ip route add unreachable 198.51.100.0/24
    ip address add 192.0.2.40/24 dev "$address_interface"
    start silence socat -u UDP-RECV:5060,bind=192.0.2.40 /dev/null
}

start_baresips() {
    local account='auth_pass=looking-glass;outbound="sip:192.0.2.1";regint=600'
    start_baresip bob 192.0.2.20:5060 "<sip:bob@example.test>;$account"
    start_baresip alice 192.0.2.10:5060 "<sip:alice@example.test>;$account"
    baresip_codecs=g722
    start_baresip grace 192.0.2.20:5062 "<sip:grace@example.test>;$account"
    local name
    for name in alice bob grace; do
        wait_until 10 said "$name" '200 OK'
    done
}

start_linphone() {
    mkdir -p "$work/linphone/.local/share/linphone"
    cp "$here/linphonerc" "$work/linphone/linphonerc"
    mkfifo "$work/linphone/input"
    exec {linphone_input}<>"$work/linphone/input"
    HOME=$work/linphone linphonec -c "$work/linphone/linphonerc" \
        <&"$linphone_input" >"$work/linphone.log" 2>&1 &
    linphone_pid=$!
    wait_until 20 registered frank
}

# Twinkle takes its address from the route to its proxy, and its commands from its terminal.
start_twinkle() {
    speak_from 192.0.2.30
    mkdir "$work/.twinkle"
    cp "$here/twinkle-profile.cfg" "$work/.twinkle/erin.cfg"
    cp "$here/twinkle-system.cfg" "$work/.twinkle/twinkle.sys"
    mkfifo "$work/twinkle-input"
    exec {twinkle_input}<>"$work/twinkle-input"
    HOME=$work twinkle-console erin.cfg <&"$twinkle_input" >"$work/twinkle.log" 2>&1 &
    wait_until 10 registered erin
}

registered() { # USER
    kamcmd -s "unix:$work/kamailio_ctl" ul.lookup location "$1" | grep -q Contact
}

alice_calls() { # USER[@HOST]
    mark_logs
    local address=$1
    [[ $address == *@* ]] || address+=@example.test
    tell alice dial "sip:$address"
}

check() {
    expect_codes 100 180 200 401 404 407 408 477 478 480 483 486 487 488 501 603
    expect_no_frames _ws.malformed
}
