# SPDX-License-Identifier: GPL-2.0-or-later
"""How the SIP dissector keeps its messages, with our plugin switched off: what plugin/wireshark/frame_messages.c rests on. If this
fails, a new Wireshark does it in another way, and that file has to follow."""
import re

import pytest

from little_captures import datagram, request, response, segments

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])


def records(wireshark, capture, *passes):
    """For each frame, method or code of each record; of one layer the newest first. 0 is a continuation."""
    output = wireshark.tshark(capture, "-q", *passes, "--disable-protocol", "sipcodes",
                              plugins=wireshark.plugins_with("SIPCODES_SIP_RECORDS"))
    return [words.split() for words in re.findall(r"^\d+:(.*)$", output, re.MULTILINE)]


@PASSES
def test_one_record_for_each_message(wireshark, little_capture, passes):
    messages = [request(call="a"), response("100 Trying", call="a"), response("486 ", call="a"), request("BYE", call="b")]
    capture = little_capture([*map(datagram, messages), *segments([b"".join(messages)])])
    assert records(wireshark, capture, *passes) == [["INVITE"], ["100"], ["486"], ["BYE"], ["BYE", "486", "100", "INVITE"]]


@PASSES
def test_over_several_segments(wireshark, little_capture, passes):
    """What was reassembled and what follows it in the segment are of two layers, in their order."""
    first, second = response("200 OK", call="a"), response("486 Busy Here", call="b")
    capture = little_capture(segments([first[:100], first[100:] + second]))
    assert records(wireshark, capture, *passes)[1] in (["200", "486"], ["486", "200"])


@PASSES
def test_a_refused_line_is_a_continuation(wireshark, little_capture, passes):
    capture = little_capture(segments([response("200 OK", call="a") + b"SIP/2.0 486\r\n\r\n"]))
    assert records(wireshark, capture, *passes) == [["0", "200"]]


@PASSES
def test_line_ends_end_the_look(wireshark, little_capture, passes):
    """What plugin/wireshark/in_stream.c rests on: nothing is kept of what stands behind them."""
    capture = little_capture([*segments([response("200 OK", call="a") + b"\r\n" + response("486 Busy Here", call="b")]),
                              *segments([b"\r\n" + response("486 Busy Here", call="c")], client_port=40001)])
    assert records(wireshark, capture, *passes) == [["200"], []]


@PASSES
@pytest.mark.parametrize("method", ["X-OWN", "invite", "A.b!%*_+`'~"])
def test_the_method_is_as_on_the_wire(wireshark, little_capture, method, passes):
    """By which the text of a request is found."""
    text = request(method, call="a")
    assert records(wireshark, little_capture([datagram(text), *segments([text])]), *passes) == [[method], [method]]


@PASSES
def test_what_a_message_carries_is_of_a_later_layer(wireshark, little_capture, passes):
    """So the first record of a datagram is that of the message that was sent."""
    inner = request("INVITE", call="told")
    outer = request("MESSAGE", call="sent").replace(b"Content-Length: 0", b"Content-Type: message/sip\r\nContent-Length: %d" % len(inner))
    assert records(wireshark, little_capture([datagram(outer + inner)]), *passes) == [["MESSAGE", "INVITE"]]
