# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that hold only the beginning of each packet: nothing that may have been cut off is called missing."""
import pytest

import annotation_dump
from little_captures import datagram, fragments, lite_datagram, response, segments

IP_AND_UDP = 20 + 8
IP_AND_TCP = 20 + 20

# Lacks WWW-Authenticate, which can be said from the empty line on.
LACKING = response("401 Unauthorized", "REGISTER", call="cut")


def findings(responses):
    return {r.frame: sorted(zip((anomaly for _, anomaly, _ in r.experts), (text for _, _, text in r.experts)))
            for r in responses}


def over_udp(client_port):
    return datagram(LACKING)


def over_tcp(client_port):
    return segments([LACKING], client_port)[0]


@pytest.mark.parametrize("carry, header_length", [(over_udp, IP_AND_UDP), (over_tcp, IP_AND_TCP)], ids=["udp", "tcp"])
def test_cut_at_every_byte(wireshark, little_capture, carry, header_length):
    """Frame n has n bytes of the message."""
    lengths = range(1, len(LACKING) + 1)
    capture = little_capture([(carry(40000 + length), header_length + length) for length in lengths])
    responses = wireshark.responses(capture)
    assert responses[-1].frame == len(LACKING), "the whole message is not annotated"
    assert responses[-1].anomalies == ["missing_header"]
    assert [(r.frame, r.anomalies) for r in responses[:-1] if set(r.anomalies) & {"missing_header", "header_value"}] == []
    assert {r.code for r in responses} == {401}


def test_cut_inside_the_body(wireshark, little_capture):
    """The header fields are there, so what they lack is known; the length of the body is not what was captured of it."""
    text = response("486 Busy Here", call="body", headers="Content-Type: text/plain\n", body="x" * 200)
    packet = datagram(text)
    capture = little_capture([(packet, len(packet) - left_out) for left_out in (0, 1, 100, 200)])
    assert findings(wireshark.responses(capture)) == {1: [], 2: [], 3: [], 4: []}


@pytest.mark.parametrize("name", [pytest.param("all-codes", marks=pytest.mark.slow),
                                  pytest.param("call-failures", marks=pytest.mark.slow), "wrong-responses"])
def test_shipped_captures_with_a_short_snaplen(wireshark, name):
    capture = annotation_dump.PROJECT / "pcaps" / f"{name}.pcapng"
    whole = findings(wireshark.responses(capture))
    # With less, the SIP dissector finds no line end and gives up.
    for snaplen in (80, 150, 400):
        cut = wireshark.new_folder() / "cut.pcapng"
        wireshark.run("editcap", "-s", snaplen, wireshark.readable(capture), cut)
        responses = findings(wireshark.responses(cut))
        assert list(responses) == wireshark.frames(cut, "sip.Status-Code")
        for frame, found in responses.items():
            invented = [finding for finding in found if finding not in whole.get(frame, [])]
            assert invented == [], f"frame {frame} cut to {snaplen} bytes"


NOT_REASSEMBLED = ("-o", "ip.defragment:FALSE")


@pytest.mark.parametrize("length", [8 + 8, 8 + 16, 8 + 64])
def test_first_fragment_alone(wireshark, little_capture, length):
    """8 bytes of UDP and the first of the message: a fragment that ends in the status line is not malformed."""
    capture = little_capture(fragments(datagram(LACKING), length))
    rows = wireshark.fields(capture, ["sipcodes.anomaly"], *NOT_REASSEMBLED)
    assert rows == [[[]], [[]]]


@pytest.mark.parametrize("coverage", [0, 8, 20, 60])
def test_udp_lite(wireshark, little_capture, coverage):
    """Where UDP has its length, UDP-Lite says how much the checksum covers: no reason to leave header fields unchecked."""
    capture = little_capture([lite_datagram(LACKING, coverage)])
    (found,) = wireshark.responses(capture)
    assert found.anomalies == ["missing_header"]
    capture = little_capture([lite_datagram(response("486 Busy Here"), coverage)])
    (found,) = wireshark.responses(capture)
    assert found.anomalies == []
