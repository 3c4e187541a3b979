# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(python3:python3 curl stun-server stun-client dnsmasq-base bind9-host socat
    rtsp-server-perl sip-tester)

record() {
    start_capture 'port 5060 or udp portrange 20000-20003'
    http_on_the_sip_port
    rtsp_on_the_sip_port
    stun_on_the_sip_port
    dns_on_the_sip_port
    bytes_on_the_sip_port
    media_without_signalling
    stop_capture
}

# 200, 404, and 501 for a method that the server does not have.
http_on_the_sip_port() {
    mkdir "$work/www"
    echo 'The line SIP/2.0 486 Busy Here is a quotation.' >"$work/www/not-sip.txt"
    start http python3 -m http.server --bind 192.0.2.1 --directory "$work/www" 5060
    local server=$started_pid
    wait_until 10 listens tcp 5060
    curl -sS -o /dev/null --interface 192.0.2.10 http://192.0.2.1:5060/not-sip.txt
    curl -sS -o /dev/null --interface 192.0.2.10 http://192.0.2.1:5060/missing
    curl -sS -o /dev/null --interface 192.0.2.10 -X INVITE http://192.0.2.1:5060/
    stop "$server"
}

# Status lines of the same form as SIP's.
rtsp_on_the_sip_port() {
    start rtsp rtsp-server-perl --clientport 5060 --client_listen_address 192.0.2.1 \
        --serverport 5554 --source_listen_address 192.0.2.1
    local server=$started_pid
    wait_until 10 listens tcp 5060
    curl -sS -m 3 -o /dev/null --interface 192.0.2.10 rtsp://192.0.2.1:5060/ || true
    stop "$server"
}

stun_on_the_sip_port() {
    start stund stund -h 192.0.2.1 -a 192.0.2.20 -p 5060 -o 3479
    local server=$started_pid
    wait_until 10 listens udp 5060
    timeout 10 stun 192.0.2.1:5060 1 -i 192.0.2.10 -p 20200 >"$work/stun.log" 2>&1 || true
    stop "$server"
}

dns_on_the_sip_port() {
    start dns dnsmasq --no-daemon --no-resolv --no-hosts --port=5060 --bind-interfaces \
        --listen-address=192.0.2.1 --address=/example.test/192.0.2.20 --user=root
    local server=$started_pid
    wait_until 10 listens udp 5060
    host -p 5060 -t A bob.example.test 192.0.2.1 >"$work/host.log"
    host -p 5060 -T -t SRV _sip._udp.example.test 192.0.2.1 >>"$work/host.log" || true
    stop "$server"
}

# What keeps a way through an address translator open (RFC 5626 section 4.4.1, and the four
# zero bytes that Kamailio and OpenSIPS send), and noise.
bytes_on_the_sip_port() {
    start sink socat -u UDP-RECV:5060,bind=192.0.2.1 /dev/null
    local server=$started_pid
    wait_until 10 listens udp 5060
    printf '\r\n\r\n' | send_datagram
    printf '\0\0\0\0' | send_datagram
    printf 'jaK' | send_datagram
    head -c 40 /dev/urandom | send_datagram
    head -c 400 /dev/urandom | send_datagram
    stop "$server"
}

send_datagram() { socat -u - UDP-SENDTO:192.0.2.1:5060,bind=192.0.2.10:5066; }

# Two seconds of a call whose SIP runs over ports that are not captured.
media_without_signalling() {
    start callee sipp -sn uas -nostdin -i 192.0.2.20 -p 5080 -mi 192.0.2.20 -mp 20000 -rtp_echo
    local callee=$started_pid
    wait_until 10 listens udp 5080
    # Where SIPp's own scenario looks for what it plays.
    ln -s /usr/share/sip-tester "$work/pcap"
    start caller env -C "$work" sipp -sn uac_pcap -nostdin -m 1 -i 192.0.2.10 -p 5082 -mi 192.0.2.10 \
        -mp 20002 192.0.2.20:5080
    local caller=$started_pid
    sleep 2
    stop "$caller"
    stop "$callee"
}

stop() { # PROCESS
    kill "$1"
    wait "$1" || true
}

check() {
    local protocol
    for protocol in 'tcp contains "HTTP/1.0 404"' 'tcp contains "RTSP/1.0 200"' \
        'classicstun || stun' dns 'udp.length == 12' 'udp.port == 20000'; do
        expect_frames "$protocol"
    done
    # No message of SIP; what TCP carries to its port is a "Continuation" to its dissector.
    expect_no_frames 'sip.Status-Code || sip.Method'
}
