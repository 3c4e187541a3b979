# SPDX-License-Identifier: GPL-2.0-or-later
"""Which bytes are taken for a response or a refused line, from where, and what is known of the way they came."""
import gzip
import itertools
import re
import struct

import pytest

from little_captures import datagram, ipv4, message, response, segments
from test_status_lines import notify, websocket, with_line

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
NO_LENGTH = response("486 Busy Here").replace(b"Content-Length: 0\r\n", b"")


# ---- The length of a datagram

STUN = 3478


def through_turn(payload, source_port, destination_port, checksum):
    """SIP behind the four bytes of a TURN channel (RFC 8656, section 12.4), which stand where UDP's length would."""
    data = struct.pack("!HH", 0x4000, len(payload)) + payload
    return ipv4(17, struct.pack("!HHHH", source_port, destination_port, 8 + len(data), checksum) + data)


def test_length_of_a_datagram_behind_other_bytes(wireshark, little_capture):
    """What stands before the message is UDP's header only if both ports are there: else the channel's number would be its length,
    and there would be a body."""
    length = 8 + 4 + len(NO_LENGTH)
    capture = little_capture([
        datagram(NO_LENGTH),
        through_turn(NO_LENGTH, STUN, 40000, 0),
        through_turn(NO_LENGTH, length, STUN, 0),
        through_turn(NO_LENGTH, STUN, 40000, 40000),
    ])
    assert [(r.frame, r.code, r.anomalies) for r in wireshark.responses(capture)] == [(n, 486, []) for n in (1, 2, 3, 4)]


def test_length_of_a_datagram(wireshark, little_capture):
    """Where it is known it counts: a body without a Content-Length, and a Content-Length beyond it."""
    capture = little_capture([datagram(NO_LENGTH + b"v=0\r\n"),
                              datagram(response("486 Busy Here", headers="Content-Type: a/b\n").replace(b"Length: 0", b"Length: 1"))])
    assert [r.anomalies for r in wireshark.responses(capture)] == [["missing_header"], ["header_value"]]


def test_shortest_datagram(wireshark, little_capture):
    """A status line in the last bytes of the data, with and without its end."""
    lines = [b"SIP/2.0 486 ", b"SIP/2.0 486 \r\n", b"SIP/2.0 486 \r\n\r\n", b"SIP/2.0 486 B"]
    # The last one has an S right before the line: UDP's checksum.
    last = ipv4(17, struct.pack("!HHHH", 5060, 5060, 8 + len(lines[0]), ord("S")) + lines[0])
    rows = wireshark.fields(little_capture([*map(datagram, lines), last]), ["sip.Status-Code", "sipcodes.code"])
    assert rows == [[["486"], ["486"]]] * (len(lines) + 1)


# ---- Streams

def test_websocket_is_no_stream(wireshark, little_capture):
    """It delimits messages itself; over TCP it is Content-Length that does."""
    capture = little_capture([*websocket([NO_LENGTH]), *segments([NO_LENGTH])])
    found = wireshark.responses(capture)
    assert [r.values.get("sipcodes.missing_header") for r in found] == [None, ["Content-Length"]]


# ---- Messages without a phrase

@pytest.mark.parametrize("length", [126, 127, 128, 129, 500])
def test_long_call_id(wireshark, little_capture, length):
    """The SIP dissector keeps 127 bytes of it."""
    texts = [response("486 ").replace(b"call-1@192.0.2.20", b"c" * length), response("487 ", call="next")]
    responses = wireshark.responses(little_capture([datagram(texts[0]), *segments([b"".join(texts)])]))
    assert [(r.frame, r.code) for r in responses] == [(1, 486), (2, 486), (2, 487)]


@pytest.mark.parametrize("quoted", ["call-next@192.0.2.20x", "call-next@192.0.2.2", "call-nexu@192.0.2.20"])
def test_call_id_is_compared_whole(wireshark, little_capture, quoted):
    """A text before the response holds lines like it, with nearly its Call-ID."""
    body = f"SIP/2.0 486 \r\nCall-ID: {quoted}\r\n\r\n"
    text = response("200 OK", "MESSAGE", call="text", headers="Content-Type: text/plain\n", body=body)
    responses = wireshark.responses(little_capture(segments([text + response("486 ", call="next")])))
    assert [(r.code, r.first("sipcodes.method")) for r in responses] == [(200, "MESSAGE"), (486, "INVITE")]
    assert responses[1].inside[-1] == "sip.Status-Line"


@PASSES
def test_place_in_the_tree_wins(wireshark, little_capture, passes):
    """The second response stands whole in the frame, and in the data reassembled for the first one, where the tree shows it."""
    first, second = response("180 Ringing", call="a", headers="Contact: <sip:b@192.0.2.1>\n"), response("486 ", call="b")
    packets = []
    for number, cut in enumerate([20, 60, len(first) - 1]):
        packets += segments([first[:cut], first[cut:] + second], client_port=47000 + number)
    responses = wireshark.responses(little_capture(packets), *passes)
    assert [(r.frame, r.code) for r in responses] == [(f, c) for f in (2, 4, 6) for c in (180, 486)]
    assert all(r.inside[-1] == "sip.Status-Line" for r in responses)


def test_place_in_the_tree_wins_over_a_later_source(wireshark, little_capture):
    """The body is compressed, and holds the beginning of the very message that it stands in."""
    text = response("486 ")
    body = gzip.compress(text)
    head = text.replace(b"Content-Length: 0\r\n", b"Content-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n" % len(body))
    capture = little_capture([datagram(head + body)])
    assert re.search(r"^0000 .* SIP/2\.0 486 \.\.Vi$", wireshark.tshark(capture, "-x"), re.MULTILINE), "the body is a source of its own"
    assert [(r.code, r.inside[-1:]) for r in wireshark.responses(capture)] == [(486, ("sip.Status-Line",))]


# ---- Refused lines in a stream

REFUSED = b"SIP/2.0 4860 Busy Here\r\n\r\n"
CLIENT_PORT = 40000


def like_tcp_header(source=5060, destination=CLIENT_PORT, length=20, told=None):
    """Bytes that could be the header of a segment between these ports."""
    head = struct.pack("!HHIIBBHHH", source, destination, 1, 1, (told or length) // 4 << 4, 0x18, 65535, 0, 0)
    return head.ljust(length, b"\1")


def refused_lines(wireshark, capture):
    return wireshark.fields(capture, ["sipcodes.status_line"])


# name: (what stands before the line, whether it can begin there)
BEFORE = {
    "header of this segment": (like_tcp_header(), True),
    "with options": (like_tcp_header(length=32), True),
    "with all options": (like_tcp_header(length=60), True),
    "of another source port": (like_tcp_header(source=5061), False),
    "of another destination port": (like_tcp_header(destination=CLIENT_PORT + 1), False),
    "of the other direction": (like_tcp_header(CLIENT_PORT, 5060), False),
    "that tells another length": (like_tcp_header(told=24), False),
    "of ports alone": (like_tcp_header()[:4], False),
    "text": (b"what follows is text:\r\n", False),
}


@pytest.mark.parametrize("name", BEFORE)
def test_refused_line_behind_a_tcp_header(wireshark, little_capture, name):
    """In a continuation, a line begins where the data do: behind the header of this very segment."""
    before, can_begin = BEFORE[name]
    capture = little_capture(segments([b"see below:\r\n" + before + REFUSED], client_port=CLIENT_PORT))
    assert refused_lines(wireshark, capture) == [[["SIP/2.0 4860 Busy Here"] if can_begin else []]]


def with_tcp_options(packet, length):
    """The same segment with so many bytes of TCP options: no operation."""
    head, options = bytearray(packet[20:40]), b"\1" * length
    head[12] = (20 + length) // 4 << 4
    return ipv4(6, bytes(head) + options + packet[40:])


@pytest.mark.parametrize("length", [0, 4, 12, 40])
def test_refused_line_behind_tcp_options(wireshark, little_capture, length):
    capture = little_capture([with_tcp_options(packet, length) for packet in segments([REFUSED], client_port=CLIENT_PORT)])
    assert refused_lines(wireshark, capture) == [[["SIP/2.0 4860 Busy Here"]]]


def test_refused_line_behind_a_message(wireshark, little_capture):
    """Only behind the end of a line, and only if it has an end of its own."""
    right = response("180 Ringing", headers="Contact: <sip:b@192.0.2.1>\n")
    texts = [right + REFUSED, right + b"x" + REFUSED, right + b"SIP/2.0 4860 Busy"]
    packets = [packet for number, text in enumerate(texts) for packet in segments([text], client_port=48000 + number)]
    assert refused_lines(wireshark, little_capture(packets)) == [[["SIP/2.0 4860 Busy Here"]], [[]], [[]]]


# ---- What was captured in part

client_ports = itertools.count(49000)


def in_http(body):
    """A fragment whose dissector is asked for however little was captured of it; SIP asks for a whole one. Each in a connection of
    its own."""
    head = message(f"HTTP/1.1 200 OK\nContent-Type: message/sipfrag\nContent-Length: {len(body)}\n")
    return segments([head + body], client_port=next(client_ports), port=80)[0]


CARRIERS = pytest.mark.parametrize("carry", [datagram, in_http], ids=["datagram", "sipfrag"])


def without(packet, length):
    """The packet, of which so many bytes at its end were not captured."""
    return packet, len(packet) - length


@CARRIERS
def test_refused_line_cut_short(wireshark, little_capture, carry):
    """What a short capture left of a line is not what was sent; a datagram or a fragment may end with it."""
    packet, longer, more = map(carry, (b"SIP/2.0 486", b"SIP/2.0 486 Busy Here", b"SIP/2.0 4860\r\nVia: x"))
    capture = little_capture([packet, without(longer, len(" Busy Here")), without(longer, len("6 Busy Here")), without(more, 1)])
    assert refused_lines(wireshark, capture) == [[["SIP/2.0 486"]], [[]], [[]], [["SIP/2.0 4860"]]]


def test_fragment_cut_short(wireshark, little_capture):
    """Its last line may end without a line end, but not what is left of a longer one."""
    body = b"SIP/2.0 486 Busy Here\r\nReason: Q.850;cause=17"
    capture = little_capture([in_http(body), without(in_http(body), 1)])
    assert wireshark.fields(capture, ["sipcodes.code", "sipcodes.reason.cause"]) == [[["486"], ["17"]], [["486"], []]]


# ---- ICMPv6

def ipv6(protocol, payload, source=1, destination=2):
    return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + bytes([*[0xFD] * 15, source, *[0xFD] * 15, destination]) + payload


@pytest.mark.parametrize("phrase", ["Busy Here", ""], ids=["phrase", "no-phrase"])
def test_quoted_in_icmpv6_errors(wireshark, little_capture, phrase):
    """Port unreachable (RFC 4443, section 3.1), with the packet that did not arrive."""
    text = response(f"486 {phrase}")
    packet = ipv6(17, struct.pack("!HHHH", 5060, 5060, 8 + len(text), 0xFFFF) + text)
    error = ipv6(58, struct.pack("!BBHI", 1, 4, 0, 0) + packet, 2, 1)
    found = wireshark.responses(little_capture([packet, error]))
    assert [(r.frame, r.code, "sipcodes.quoted" in r.values) for r in found] == [(1, 486, False), (2, 486, True)]


# ---- Errors

LIMIT = "gui.max_tree_items"
# Too few for these frames, and enough.
LIMITS = 16, 272
DISSECTOR_BUG = re.compile(r"Dissector bug, protocol ([^,:\]]+)")
WHERE = [(notify(b"SIP/2.0 603 Decline\r\n"), "[Hint: "), (with_line("SIP/2.0 4860 Busy"), "[Status line: ")]


@pytest.mark.parametrize("text, item", WHERE, ids=["fragment", "refused-line"])
def test_errors_are_ours(wireshark, little_capture, text, item):
    """Where Wireshark's limit of items is reached in our tree, the error is ours, whoever called."""
    capture = little_capture([datagram(text)])

    def details(limit):
        return wireshark.tshark(capture, "-V", preferences={LIMIT: limit}, quiet=False)

    low, high = LIMITS
    assert item in details(high) and item not in details(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if item in details(middle) else (middle, high)
    assert DISSECTOR_BUG.findall(details(LIMITS[1])) == []
    assert DISSECTOR_BUG.findall(details(low)) == ["SIPCODES"]


def test_errors_at_the_end_of_the_frame_are_ours(wireshark, little_capture):
    """What is said of a response without a phrase is added last, so it is what one item too few cuts."""
    capture = little_capture([datagram(response("486 "))])

    def bugs(limit):
        return DISSECTOR_BUG.findall(wireshark.tshark(capture, "-V", preferences={LIMIT: limit}, quiet=False))

    low, high = LIMITS
    assert bugs(low) and not bugs(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if bugs(middle) else (low, middle)
    assert bugs(low) == ["SIPCODES"]
