# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# What the steps of every capture share. Runs inside network, process and host name
# namespaces of its own (see pcaps/record), so ports are free, nothing leaves the machine,
# and whatever is still running at the end goes away with the namespaces.

# The interface that carries the documentation addresses: user agents refuse to offer media
# on an interface that they know to be loopback. The packets still travel over lo.
readonly address_interface=phones

set_up_network() {
    ip link set lo up
    ip link add "$address_interface" type veth peer name phones-peer
    local address
    for address in 192.0.2.1 192.0.2.10 192.0.2.20 192.0.2.30; do
        ip address add "$address/24" dev "$address_interface"
    done
    ip link set phones-peer up
    ip link set "$address_interface" up
    hostname example.test
}

# Sockets that are bound to no address of their own speak from this one.
speak_from() { # ADDRESS [TO-ADDRESS]
    ip route replace table local local "${2-192.0.2.1}" dev "$address_interface" src "$1"
}

fail() {
    printf '%s: %s\n' "$capture_name" "$*" >&2
    local log
    for log in "$work"/*.log; do
        [[ -s $log ]] || continue
        printf -- '--- %s\n' "${log##*/}" >&2
        # Without baresip's line of bit rates, which it rewrites ten times a second.
        tr '\r' '\n' <"$log" | grep -av -e 'bit/s' -e '^\s*$' | tail -n 25 >&2 || true
    done
    exit 1
}

# wait_until SECONDS COMMAND... : polls, fails when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || fail "waited in vain for: $*"
        sleep 0.1
    done
}

# start NAME COMMAND... : runs COMMAND in the background, its output in NAME.log.
# The process id is left in started_pid.
start() {
    local name=$1
    shift
    "$@" </dev/null >"$work/$name.log" 2>&1 &
    started_pid=$!
}

# Without a chance to say goodbye.
kill_at_once() { # PROCESS
    kill -KILL "$1"
    wait "$1" 2>/dev/null || true
}

listens() { # udp|tcp PORT
    [[ -n $(ss -Hln --"$1" "sport = :$2") ]]
}

start_capture() { # FILTER [DUMPCAP-OPTION...]
    local filter=$1
    shift
    start dumpcap dumpcap -q -i lo -f "$filter" -w "$work/raw.pcapng" "$@"
    capture_pid=$started_pid
    wait_until 10 grep -q '^File:' "$work/dumpcap.log"
    sleep 0.3
}

# By way of the older format, which has no room for the processor and kernel names
# that dumpcap notes in the section header.
stop_capture() {
    sleep 0.5
    kill -INT "$capture_pid"
    wait "$capture_pid" || fail "dumpcap failed"
    editcap -F pcap "$work/raw.pcapng" "$work/raw.pcap"
    editcap -F pcapng "$work/raw.pcap" "$work/capture.pcapng"
}

# ---- SIPp

# sipp_run NAME OPTIONS... : one SIPp, in its own folder, for one call, for at most 60 seconds.
sipp_run() {
    local name=$1
    shift
    mkdir -p "$work/$name"
    (cd "$work/$name" &&
        exec sipp -m 1 -l 1 -nostdin -timeout 60s -timeout_error -trace_err \
            -error_file errors.txt "$@" </dev/null >"$work/$name.log" 2>&1)
}

sipp_errors() { # NAME
    cat "$work/$1/errors.txt" 2>/dev/null || tail -n 15 "$work/$1.log"
}

# sipp_call UAS-SCENARIO UAC-SCENARIO SERVER-OPTIONS -- CLIENT-OPTIONS
# The server listens on 5060 of the address given to it.
sipp_call() {
    local server_scenario=$1 client_scenario=$2
    shift 2
    local -a server_options=()
    while [[ $1 != -- ]]; do
        server_options+=("$1")
        shift
    done
    shift
    sipp_run server -sf "$server_scenario" -p 5060 "${server_options[@]}" &
    local server=$!
    wait_until 10 listens_sip
    sipp_run client -sf "$client_scenario" "$@" || fail "SIPp client: $(sipp_errors client)"
    wait "$server" || fail "SIPp server: $(sipp_errors server)"
}

listens_sip() { listens udp 5060 || listens tcp 5060; }

# sipp_add_callee NAME ADDRESS SCENARIO [OPTION...] : listens on 5060 of the address; ended by wait_for_callees.
declare -A callee_pid
sipp_add_callee() {
    local name=$1 address=$2 scenario=$3
    shift 3
    sipp_run "$name" -sf "$scenario" -i "$address" -p 5060 "$@" &
    callee_pid[$name]=$!
    wait_until 10 listens_on "$address"
}

listens_on() { [[ -n $(ss -Hlnu "src $1 and sport = :5060") ]]; } # ADDRESS

wait_for_callees() {
    local name
    for name in "${!callee_pid[@]}"; do
        wait "${callee_pid[$name]}" || fail "SIPp $name: $(sipp_errors "$name")"
    done
}

# ---- Loss and delay (package nftables)

# lose BEFORE|AFTER NFT-MATCH... : drops what matches, before it is captured or after. Its sender does not learn of it.
lose() {
    local hook=egress
    [[ $1 == BEFORE ]] || hook=ingress
    shift
    nft -f - <<EOF
add table netdev loss
add chain netdev loss $hook { type filter hook $hook device lo priority 0 ; }
add rule netdev loss $hook $* counter drop
EOF
}

lose_acks() { lose "$1" udp dport 5060 @th,64,32 0x41434b20; } # BEFORE|AFTER : the datagram begins with "ACK "

# As behind a firewall: no kernel says that nobody listens.
lose_icmp() { lose BEFORE meta l4proto icmp; }

# hold_up SECONDS PROCESS... : what is sent to them meanwhile is on its way.
hold_up() {
    local seconds=$1
    shift
    kill -STOP "$@"
    sleep "$seconds"
    kill -CONT "$@"
}

# ---- Kamailio

start_kamailio() { # KAMAILIO-OPTIONS...
    start kamailio kamailio -DD -E -m 32 -M 8 -w "$work" -Y "$work" \
        -f "$scenarios/kamailio/proxy.cfg" "$@"
    wait_until 15 grep -q 'init_mod_child.*\|udp_rcv_loop\|Listening on' "$work/kamailio.log"
    wait_until 15 kamailio_listens
}

kamailio_processes() { kamcmd -s "unix:$work/kamailio_ctl" core.ps | grep -E '^[0-9]+$'; }

kamailio_listens() { [[ -n $(ss -Hln 'src 192.0.2.1') ]]; }

# ---- baresip

# start_baresip NAME ADDRESS:PORT ACCOUNT ; the settings below may be changed before.
baresip_codecs=g711
baresip_max_calls=4
baresip_sip_extra=
baresip_preload=
baresip_source=ausine,440
next_control_port=4440
next_rtp_port=10000
declare -A control_port log_mark

start_baresip() {
    local name=$1 listen=$2 account=$3
    local folder=$work/$name codec modules=
    mkdir -p "$folder"
    control_port[$name]=$((next_control_port += 1))
    for codec in $baresip_codecs; do
        modules+="module $codec.so\\n"
    done
    sed -e "s|@NAME@|$name|; s|@LISTEN@|$listen|; s|@ADDRESS@|${listen%:*}|" \
        -e "s|@CONTROL_PORT@|${control_port[$name]}|; s|@MAX_CALLS@|$baresip_max_calls|" \
        -e "s|@RTP_PORTS@|$next_rtp_port-$((next_rtp_port + 99))|; s|@SOURCE@|$baresip_source|" \
        -e "s|@CODEC_MODULES@|$modules|; s|@SIP_EXTRA@|$baresip_sip_extra|" \
        "$scenarios/baresip/config" >"$folder/config"
    next_rtp_port=$((next_rtp_port + 100))
    printf '%s\n' "$account" >"$folder/accounts"
    : >"$folder/contacts"
    start "$name" env LD_PRELOAD="$baresip_preload" baresip -f "$folder"
    wait_until 10 listens tcp "${control_port[$name]}"
}

# start_phones NAME... : users of Kamailio's, who are registered when it returns.
declare -A phone_address=([alice]=192.0.2.10 [bob]=192.0.2.20 [carol]=192.0.2.30)
phone_transport=
phone_password=looking-glass

start_phones() {
    local name
    for name in "$@"; do
        start_phone "$name" "$name"
    done
    wait_for_phones "$@"
}

start_phone() { # NAME USER
    local address=${phone_address[$1]} transport=${phone_transport:+;transport=$phone_transport}
    speak_from "$address"
    start_baresip "$1" "$address:5060" \
        "<sip:$2@example.test$transport>;auth_pass=$phone_password;outbound=\"sip:192.0.2.1$transport\";regint=600"
}

wait_for_phones() { # NAME...
    local name
    for name in "$@"; do
        wait_until 10 said "$name" '200 OK'
    done
}

# tell NAME COMMAND [PARAMETERS] : a command for a running baresip, as JSON in a netstring.
tell() {
    local request
    request="{\"command\":\"$2\",\"params\":\"${3-}\",\"token\":\"record\"}"
    exec 8<>"/dev/tcp/127.0.0.1/${control_port[$1]}"
    printf '%d:%s,' "${#request}" "$request" >&8
    timeout 1 head -c 20 <&8 >/dev/null || true
    exec 8>&-
}

said() { # NAME PATTERN : whether baresip has printed PATTERN since the last mark
    tail -c "+${log_mark[$1]:-1}" "$work/$1.log" | grep -aqE -- "$2"
}

mark_logs() {
    local name
    for name in "${!control_port[@]}"; do
        log_mark[$name]=$(($(stat -c %s "$work/$name.log") + 1))
    done
}

# ---- checks of what was captured

in_capture() { # TSHARK-OPTIONS...
    tshark -r "$work/capture.pcapng" "$@" 2>/dev/null
}

codes_in_capture() {
    in_capture -Y sip.Status-Code -T fields -e sip.Status-Code | tr ',' '\n'
}

expect_codes() { # CODE... : these and no others, in any order and number
    local wanted found
    wanted=$(printf '%s\n' "$@" | sort -u | xargs)
    found=$(codes_in_capture | sort -u | xargs)
    [[ $found == "$wanted" ]] || fail "has the responses $found instead of $wanted"
}

expect_frames() { # DISPLAY-FILTER [LEAST-NUMBER]
    local found
    found=$(in_capture -Y "$1" | wc -l)
    ((found >= ${2-1})) || fail "only $found frames are: $1"
}

expect_no_frames() { # DISPLAY-FILTER
    local found
    found=$(in_capture -Y "$1" | wc -l)
    ((found == 0)) || fail "$found frames are: $1"
}

expect_sound() {
    expect_no_frames '_ws.malformed || sip.resend == 1'
}
