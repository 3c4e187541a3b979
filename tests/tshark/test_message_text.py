# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a message, and what only the packet tells of it: where a datagram ends, and who sent it."""
import pytest

from little_captures import CLIENT, datagram, response, segments

WHOLE = response("401 Unauthorized", "REGISTER")
WITHOUT_EMPTY_LINE = WHOLE.removesuffix(b"\r\n")
WITHOUT_LINE_END = WHOLE.removesuffix(b"\r\n\r\n")
PRIVATE = bytes([192, 168, 0, 1])


def findings(wireshark, capture, *arguments):
    """[(frame, names)], without remarks."""
    return [(found.frame, [name.removeprefix("sipcodes.anomaly.") for severity, name, _ in found.experts if severity != "chat"])
            for found in wireshark.responses(capture, *arguments)]


def test_whole_datagram_without_empty_line(wireshark, little_capture):
    """It is said, and all else is checked: what is not there was not sent."""
    capture = little_capture([datagram(WITHOUT_EMPTY_LINE), datagram(WITHOUT_LINE_END), datagram(WHOLE)])
    lacking = ["empty_line_required", "unauthorized_challenge"]
    assert [(frame, sorted(names)) for frame, names in findings(wireshark, capture)] == [
        (1, lacking), (2, lacking), (3, ["unauthorized_challenge"])]


def test_nothing_is_missing_that_was_not_captured(wireshark, little_capture):
    packet = datagram(WITHOUT_EMPTY_LINE)
    capture = little_capture([(packet, len(packet) - 1), *segments([WITHOUT_EMPTY_LINE])])
    assert findings(wireshark, capture)[:1] == [(1, [])]
    assert all(names == [] for _, names in findings(wireshark, capture))


BROKEN = {
    "from-without-tag": (b"From: <sip:alice@example.test>;tag=from-1", b"From: <sip:alice@example.test>", ["from_tag_required"]),
    "phrase-in-two-lines": (b"401 Unauthorized", b"401 no\r\npassword", ["phrase_line_break"]),
    "brackets-in-phrase": (b"401 Unauthorized", b"401 Unauthorized [7]", ["phrase_characters"]),
    "uri-in-two-lines": (b"bob@example.test>", b"bob@example.test:5555\r\n>", ["header_line_without_colon"]),
    "uri-in-two-lines-with-colon": (b"bob@example.test>", b"bob@exam\r\nple.test:5555>", ["value_unclosed"]),
    "two-content-lengths": (b"Content-Length: 0", b"Content-Length: 0\r\nl: 0", ["content_length_twice"]),
}


@pytest.mark.parametrize("old, new, names", BROKEN.values(), ids=BROKEN)
def test_broken_text(wireshark, little_capture, old, new, names):
    """Only that; a line break keeps what stands behind it from being called missing."""
    challenge = b"WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"\r\n"
    whole = WHOLE.replace(b"Content-Length", challenge + b"Content-Length")
    assert old in whole
    capture = little_capture([datagram(whole.replace(old, new)), datagram(whole)])
    for passes in ((), ("-2",)):
        found = findings(wireshark, capture, *passes)
        assert [(frame, sorted(names)) for frame, names in found] == [(1, names), (2, [])]


def test_private_addresses_in_a_public_packet(wireshark, little_capture):
    sdp = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
    ringing = response("183 Session Progress", headers="Contact: <sip:bob@10.0.0.1>\nContent-Type: application/sdp\n", body=sdp)
    capture = little_capture([datagram(ringing), datagram(ringing, source=PRIVATE, destination=CLIENT)])
    private = ["sipcodes.remark.contact_private", "sipcodes.remark.sdp_address_private"]
    remarks = [(found.frame, sorted(name for severity, name, _ in found.experts if severity == "chat"))
               for found in wireshark.responses(capture)]
    assert remarks == [(1, private), (2, [])]


def test_streams_with_port_0(wireshark, little_capture):
    sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio {} RTP/AVP 8\r\n"
    packets = [datagram(response("183 Session Progress", headers="Contact: <sip:bob@192.0.2.1>\nContent-Type: application/sdp\n",
                                 body=sdp.format(port))) for port in (0, 4000)]
    frames = wireshark.frames(little_capture(packets), "sipcodes.remark.sdp_only_port_0")
    assert frames == [1]
