# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# For the captures that are a list of responses, sent by one SIPp to another over UDP.

record_exchange() { # LIST
    make_smime_bodies "$work/made"
    "$scenarios/exchange/make-scenarios" "$1" "$work/client.xml" "$work/server.xml" \
        "$scenarios/exchange/bodies" "$work/made"
    start_capture 'udp port 5060'
    sipp_call "$work/server.xml" "$work/client.xml" -i 192.0.2.20 -nr -- \
        -i 192.0.2.10 -p 5060 -nr -cid_str '%u@example.test' 192.0.2.20:5060
    stop_capture
}

# An S/MIME message and the list of certificates that its refusal carries (RFC 3261
# section 23.2), with names of the example's.
make_smime_bodies() { # FOLDER
    mkdir -p "$1"
    openssl req -x509 -newkey rsa:1024 -nodes -keyout "$1/key.pem" -out "$1/cert.pem" \
        -subj /CN=bob@example.test -days 3650 2>"$work/openssl.log"
    openssl smime -encrypt -aes128 -outform DER -out "$1/enveloped.der" "$1/cert.pem" \
        <"$scenarios/exchange/bodies/message.txt"
    openssl crl2pkcs7 -nocrl -certfile "$1/cert.pem" -outform DER -out "$1/certificates.der"
}

codes_of_list() { # LIST
    sed -n 's/^\([0-9][0-9][0-9]\) .*/\1/p' "$1"
}

# The codes of a list, each as often as the list has it, and CODE... besides.
expect_codes_of_list() { # LIST [CODE...]
    local list=$1
    shift
    diff <({ codes_of_list "$list"; (($# == 0)) || printf '%s\n' "$@"; } | sort) \
        <(codes_in_capture | sort) >"$work/difference.log" ||
        fail 'other responses than those of the list (< list, > capture)'
}
