# SPDX-License-Identifier: GPL-2.0-or-later
"""A message's transaction over everything that carries SIP, in one pass and in two, several messages in a frame and one over several
frames."""
import pytest

import flows
from little_captures import response
from wireshark_programs import PROJECT

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])

# What one side sends at one time shares a segment, where there are any.
TABLE = """
    0.000 a>b INVITE
    0.010 b>a 100
    0.010 b>a 180
    5.000 a>b CANCEL
    5.000 a>b OPTIONS branch=9 call=9
    5.010 b>a 200/CANCEL
    5.010 b>a 487
    5.010 b>a 200/OPTIONS branch=9 call=9
    5.040 a>b ACK to=2
"""
TRANSACTIONS = [("INVITE", "1"), ("100", "1"), ("180", "1"), ("CANCEL", "2"), ("OPTIONS", "3"), ("200", "2"), ("487", "1"), ("200", "3"),
                ("ACK", "1")]

WAYS = {"udp": lambda table: flows.timed(table, quiet_for=0), "ipv6": flows.over_ipv6, "fragments": flows.over_fragments,
        "tunnel": flows.in_a_tunnel, "tcp": flows.over_tcp, "small-segments": flows.over_small_segments,
        "websocket": flows.over_websocket, "sctp": flows.over_sctp}


@pytest.fixture(scope="module")
def flow_capture(timed_capture):
    made = {}

    def of(way):
        if way not in made:
            made[way] = timed_capture(WAYS[way](TABLE))
        return made[way]
    return of


def transactions_of(wireshark, capture, *arguments):
    """[(method or code, transaction)] of all messages, in their order. Of one frame's, requests are drawn behind responses."""
    rows = wireshark.fields(capture, ["sip.Method", "sip.Status-Code", "sipcodes.transaction", "sipcodes.request_in", "sipcodes.invite_in"],
                            *arguments)
    return [pair for methods, codes, numbers, *_ in rows for pair in zip([*codes, *methods], numbers)]


@PASSES
@pytest.mark.parametrize("way", WAYS)
def test_each_way(wireshark, flow_capture, way, passes):
    assert transactions_of(wireshark, flow_capture(way), *passes) == TRANSACTIONS


@pytest.mark.parametrize("way", WAYS)
def test_shown_as_found(wireshark, flow_capture, way):
    """With a tree, each item stands below its own first line, with the same numbers as in a pass without one."""
    for passes in ((), ("-2",)):
        text = wireshark.tshark(flow_capture(way), "-V", *passes)
        blocks = text.split("[SIP Transaction ")
        shown = [block.split(":")[0] for block in blocks[1:]]
        first_lines = [max(block.rfind("Request-Line: "), block.rfind("Status-Line: ")) for block in blocks[:-1]]
        said = [block[at:].split()[1 if block[at:].startswith("Request") else 2] for block, at in zip(blocks, first_lines)]
        assert list(zip(said, shown)) == TRANSACTIONS


@pytest.mark.parametrize("way", ["tcp", "small-segments", "websocket", "sctp", "fragments"])
def test_links(wireshark, flow_capture, way):
    """The 487 finds its INVITE and CANCEL, wherever these ended."""
    frames = dict(reversed([(word, int(number)) for ((number,), methods, codes) in wireshark.fields(
        flow_capture(way), ["frame.number", "sip.Method", "sip.Status-Code"]) for word in [*methods, *codes]]))
    rows = wireshark.fields(flow_capture(way), ["sipcodes.request_in", "sipcodes.cancel_in"], "-Y", "sipcodes.code == 487")
    assert rows[0][1] == [str(frames["CANCEL"])]
    assert str(frames["INVITE"]) in rows[0][0]


def test_a_response_without_a_phrase(wireshark, timed_capture):
    """The hook is not called for it, so it is given at the end of the frame."""
    (asks,) = flows.messages("0.0 a>b OPTIONS")
    answer = flows.messages("0.1 b>a 200/OPTIONS")[0].bytes().replace(b"200 OK", b"200 ")
    connection = flows.Connection()
    capture = timed_capture([(0.0, connection.segment("a", "b", asks.bytes())), (0.1, connection.segment("b", "a", answer))])
    for preferences in ({}, {"sipcodes.annotate_empty_phrases": "FALSE"}):
        rows = wireshark.fields(capture, ["sipcodes.response_in"], "-2", preferences=preferences)
        assert rows == [[["2"]], [[]]]
    assert wireshark.fields(capture, ["sipcodes.request_in"]) == [[[]], [["1"]]]


def test_a_repaired_status_line(wireshark, timed_capture):
    packets = flows.timed("0.0 a>b OPTIONS\n0.1 b>a 200/OPTIONS")
    (time, answer) = packets[1]
    packets[1] = (time, answer.replace(b"SIP/2.0 200", b"sip/2.0 200"))
    assert wireshark.fields(timed_capture(packets), ["sipcodes.request_in"])[1] == [["1"]]


def test_line_ends_before_a_request_in_a_stream(wireshark, timed_capture):
    """The SIP dissector shows nothing of what stands behind them: what is not shown is not guessed at."""
    (asks, answer) = flows.messages("0.0 a>b OPTIONS\n0.1 b>a 200/OPTIONS")
    connection = flows.Connection()
    capture = timed_capture([(0.0, connection.segment("a", "b", asks.bytes())),
                             (0.1, connection.segment("b", "a", b"\r\n" + answer.bytes()))])
    assert wireshark.fields(capture, ["sipcodes.request_in"]) == [[[]], [["1"]]]


def test_text_that_looks_like_a_request(wireshark, timed_capture):
    """A request line inside a body is none, though it looks like the message that follows."""
    decoy = "OPTIONS sip:bob@example.test SIP/2.0\r\nCall-ID: flow-1@192.0.2.10\r\nCSeq: 1 OPTIONS\r\n\r\n"
    (asks,) = flows.messages("0.0 a>b OPTIONS")
    connection = flows.Connection()
    told = response("200 OK", "MESSAGE", call="m", headers="Content-Type: text/plain\n", body=decoy)
    capture = timed_capture([(0.0, connection.segment("a", "b", told + asks.bytes()))])
    for passes in ((), ("-2",)):
        assert wireshark.fields(capture, ["sipcodes.transaction"], *passes) == [[["1", "2"]]]


@pytest.mark.parametrize("name", ["call-tls", "call-tcp", "call-websocket", "call-ipv6"])
def test_recorded_calls(wireshark, name):
    """Every message has a transaction, every response its request, every request but ACK its response."""
    capture = PROJECT / "pcaps" / f"{name}.pcapng"
    names = ["sip.Method", "sip.Status-Code", "sipcodes.transaction", "sipcodes.request_in", "sipcodes.response_in", "sipcodes.invite_in"]
    rows = [row for row in wireshark.fields(capture, names, "-2", "-Y", "sip.Method or sip.Status-Code")]
    assert sum(len(methods) + len(codes) for methods, codes, *_ in rows) == sum(len(row[2]) for row in rows) > 0
    assert sum(len(row[1]) for row in rows) == sum(len(row[3]) for row in rows) > 0
    assert sum(len([method for method in row[0] if method != "ACK"]) for row in rows) == sum(len(row[4]) for row in rows) > 0
    assert sum(row[0].count("ACK") for row in rows) <= sum(len(row[5]) for row in rows)
