# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
packages=(kamailio kamailio-tls-modules baresip-core openssl gcc libc6-dev)

record() {
    gcc -Wall -Werror -shared -fPIC -o "$work/keylog.so" "$here/keylog.c" -ldl
    make_certificate
    start_capture 'tcp port 5061'
    start_kamailio -A WITH_TLS -A "CFG_TLS=\"$work/tls.cfg\""
    start_phones

    mark_logs
    tell alice dial sip:bob@example.test
    wait_until 10 said alice 'SIP Progress: 180'
    sleep 1
    tell bob accept
    wait_until 10 said alice 'Call established'
    sleep 1
    tell alice hangup
    sleep 1
    stop_capture
    editcap --inject-secrets "tls,$work/secrets" "$work/capture.pcapng" "$work/with-secrets.pcapng"
    mv "$work/with-secrets.pcapng" "$work/capture.pcapng"
}

make_certificate() {
    openssl req -batch -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" \
        -subj /CN=example.test -addext subjectAltName=DNS:example.test,IP:192.0.2.1 \
        -days 3650 2>"$work/openssl.log"
    cat "$work/key.pem" "$work/cert.pem" >"$work/both.pem"
    sed "s|@FOLDER@|$work|" "$scenarios/kamailio/tls.cfg" >"$work/tls.cfg"
}

# The phones hold one end of every connection, so their secrets are enough.
start_phones() {
    local account='auth_pass=looking-glass;outbound="sip:192.0.2.1:5061;transport=tls";regint=600'
    export SSLKEYLOGFILE=$work/secrets
    baresip_sip_extra="sip_certificate $work/both.pem"
    baresip_preload=$work/keylog.so
    speak_from 192.0.2.20
    start_baresip bob 192.0.2.20:5060 "<sip:bob@example.test;transport=tls>;$account"
    wait_until 10 said bob '200 OK'
    speak_from 192.0.2.10
    start_baresip alice 192.0.2.10:5060 "<sip:alice@example.test;transport=tls>;$account"
    wait_until 10 said alice '200 OK'
}

check() {
    expect_codes 100 180 200 401 407
    expect_sound
    expect_frames 'tls && sip.Status-Code' 12
}
