# SPDX-License-Identifier: GPL-2.0-or-later
"""Line ends in front of a message: keep-alives (RFC 3261, section 7.5; RFC 5626, section 3.5.1). The SIP dissector drops what stands
behind them."""
import json

import pytest

from little_captures import datagram, request, response, segments

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
# Without tracking, a frame in which nothing is left to do is told by its text alone.
TRACKED = pytest.mark.parametrize("tracked", ["TRUE", "FALSE"], ids=["tracked", "untracked"])
MALFORMED = b"SIP/2.0 486\r\nContent-Length: 0\r\n\r\n"


def busy(call):
    return response("486 Busy Here", call=call)


LONG = response("200 OK", call="long", headers="Server: " + "x" * 400 + "\n")

# What stands in each frame, and which codes have to be found there.
STREAMS = [
    (b"\r\n" + busy("1"), [486]),
    (b"\r\n\r\n" + busy("2"), [486]),
    (busy("3") + b"\r\n" + response("480 Temporarily Unavailable", call="3"), [486, 480]),
    (busy("4") + b"\r\n\r\n" + response("480 Temporarily Unavailable", call="4"), [486, 480]),
    (b"\r\n" + busy("5") + response("480 ", call="5") + b"\r\n\r\n" + busy("6"), [486, 480, 486]),
    (b"\r\n\r\n" + request("OPTIONS", "7") + b"\r\n" + busy("7"), [486]),
    (request("OPTIONS", "8") + b"\r\n\r\n" + busy("8"), [486]),
    (b"\r\n\r\n", []),
    (busy("9") + b"\r\n\r\n", [486]),
    (b"\r\nGET / HTTP/1.1\r\n\r\nSIP/2.0 200 OK\r\n\r\n", []),
]


@pytest.fixture(scope="module")
def streams(little_capture):
    return little_capture([packet for n, (payload, _) in enumerate(STREAMS)
                           for packet in segments([payload], client_port=40000 + n)])


def codes_by_frame(wireshark, capture, *arguments, **keywords):
    rows = wireshark.fields(capture, ["sipcodes.code"], *arguments, **keywords)
    return [[int(code) for code in codes] for (codes,) in rows]


def tracking(tracked):
    return {"sipcodes.track_calls": tracked}


@PASSES
@TRACKED
def test_over_tcp(wireshark, streams, passes, tracked):
    assert codes_by_frame(wireshark, streams, *passes, preferences=tracking(tracked)) == [codes for _, codes in STREAMS]


@TRACKED
def test_over_tcp_in_the_report(wireshark, streams, tracked):
    report = json.loads(wireshark.tshark(streams, "-q", "-z", "sipcodes,json", preferences=tracking(tracked)))
    assert report["responses"] == sum(len(codes) for _, codes in STREAMS)


def test_over_tcp_nothing_is_wrong_with_them(wireshark, streams):
    assert [r for r in wireshark.responses(streams) if r.anomalies or set(r.remarks) - {"phrase_empty"}] == []


def test_over_tcp_with_a_filter_and_in_the_report(wireshark, streams):
    wanted = [number for number, (_, codes) in enumerate(STREAMS, start=1) if 486 in codes]
    assert wireshark.frames(streams, "sipcodes.code == 486") == wanted
    report = json.loads(wireshark.tshark(streams, "-q", "-z", "sipcodes,json"))
    assert report["responses"] == sum(len(codes) for _, codes in STREAMS)


@PASSES
@TRACKED
def test_behind_reassembled_data(wireshark, little_capture, passes, tracked):
    """A message over two segments, and in the second one a keep-alive and the next message."""
    cut = len(LONG) - 100
    capture = little_capture(segments([LONG[:cut], LONG[cut:] + b"\r\n\r\n" + busy("next")]))
    assert codes_by_frame(wireshark, capture, *passes, preferences=tracking(tracked)) == [[], [200, 486]]


def test_header_fields_behind_the_segment_are_not_missing(wireshark, little_capture):
    start = response("401 Unauthorized", "REGISTER").split(b"From:")[0]
    (found,) = wireshark.responses(little_capture(segments([b"\r\n" + start])))
    assert (found.code, found.anomalies, found.remarks) == (401, [], [])


@TRACKED
def test_malformed_line_behind_line_ends(wireshark, little_capture, tracked):
    capture = little_capture([*segments([b"\r\n" + MALFORMED]), *segments([busy("1") + b"\r\n" + MALFORMED], client_port=40001)])
    rows = wireshark.fields(capture, ["sipcodes.status_line"], preferences=tracking(tracked))
    assert rows == [[["SIP/2.0 486"]], [["SIP/2.0 486"]]]


@pytest.mark.parametrize("payload, found", [
    (b"SIP/2.0 486\r\nContent-Length: 0\r\n\r\n", ["malformed_status_line"]),
    (busy("1") + b"SIP/2.0  486 Busy Here\r\nContent-Length: 0\r\n\r\n", ["malformed_status_line"]),
    (response("486 ", call="1"), ["phrase_empty"]),
    (busy("1") + response("486 ", call="1"), ["phrase_empty"]),
    (busy("1") + request("BYE", "1", headers="Reason: SIP;cause=16\n"), ["reason_malformed"]),
    (request("OPTIONS", "1", headers="User-Agent: MicroSIP/3.21\n") + busy("1"), []),
])
@TRACKED
def test_what_is_left_at_the_end_of_the_frame(wireshark, little_capture, payload, found, tracked):
    (frame,) = wireshark.fields(little_capture(segments([payload])), ["sipcodes.rule"], preferences=tracking(tracked))
    assert frame == [found]


def test_retransmitted_segment_counts_once(wireshark, little_capture):
    """As any other message: Wireshark does not dissect what a segment brings again."""
    def counted(payload):
        (segment,) = segments([payload])
        return json.loads(wireshark.tshark(little_capture([segment, segment]), "-q", "-z", "sipcodes,json"))["responses"]

    assert counted(b"\r\n" + busy("1")) == counted(busy("1")) == 1


def test_switched_off(wireshark, streams):
    plain = codes_by_frame(wireshark, streams, preferences={"sipcodes.repair_status_lines": "FALSE"})
    assert plain[0] == [] and plain[3] == [486]
    assert wireshark.frames(streams, "sipcodes", "--disable-protocol", "sipcodes") == []


def test_thousands_in_a_segment(wireshark, little_capture):
    many = b"\r\n" + b"SIP/2.0 200 \r\nContent-Length: 0\r\n\r\n" * 1500
    (codes,) = codes_by_frame(wireshark, little_capture(segments([many])))
    assert codes == [200] * 1500


# ---- Over UDP


@pytest.fixture(scope="module")
def datagrams(little_capture):
    return little_capture([datagram(b"\r\n" + busy("1")), datagram(b"\r\n\r\n" + busy("2")), datagram(busy("3")),
                           datagram(b"\r\n\r\n"), datagram(b"\r\n" + MALFORMED), datagram(b"\r\n" + request("OPTIONS"))])


@PASSES
def test_over_udp(wireshark, datagrams, passes):
    rows = wireshark.fields(datagrams, ["sip.Status-Code", "sipcodes.code", "sipcodes.rule"], *passes)
    assert [(status, code, rules[:1]) for status, code, rules in rows] == [
        (["486"], ["486"], ["line_ends_before"]), (["486"], ["486"], ["line_ends_before"]), (["486"], ["486"], []), ([], [], []),
        (["486"], ["486"], ["malformed_status_line"]), ([], [], [])]


def test_over_udp_it_is_a_remark(wireshark, datagrams):
    first, second, *_ = wireshark.responses(datagrams)
    assert first.experts[0][:2] == ("chat", "sipcodes.remark.line_ends_before")
    assert first.remarks == ["line_ends_before"] and first.anomalies == first.briefs == []
    assert first.experts[0][2].startswith("2 bytes of line ends") and second.experts[0][2].startswith("4 bytes of line ends")


def test_over_udp_the_body_is_checked(wireshark, little_capture):
    """The datagram's length counts the line ends: a body of just its length is right, a longer one is not."""
    fits = response("488 Not Acceptable Here", body="v=0\r\n", headers="Content-Type: application/sdp\nWarning: 305 x \"y\"\n")
    beyond = fits.replace(b"Content-Length: 5", b"Content-Length: 6")
    capture = little_capture([datagram(b"\r\n" + fits), datagram(b"\r\n" + beyond)])
    rows = wireshark.fields(capture, ["sipcodes.remark", "sipcodes.anomaly"])
    assert rows == [[["line_ends_before"], []], [["line_ends_before"], ["header_value"]]]
