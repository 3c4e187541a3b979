# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said of a message in its transaction: fields on requests and responses, in one pass, two passes and sharkd, alone and
together."""
import itertools
import json
import re
import subprocess

import pytest

import flows
import sharkd
from flow_cases import CASES
from little_captures import datagram, message, response
from wireshark_programs import PROJECT

FIELDS = ["sipcodes.transaction", "sipcodes.request_in", "sipcodes.response_in", "sipcodes.invite_in", "sipcodes.cancel_in",
          "sipcodes.response_time", "sipcodes.resend", "sipcodes.resend_of", "sipcodes.copy_of", "sipcodes.made_in",
          "sipcodes.made_by", "sipcodes.outcome"]

# What is known when the whole capture has been seen.
LATER = {"sipcodes.response_in", "sipcodes.outcome"}

CANCELLED = """
    0.000 a>b INVITE
    0.010 b>a 180
    5.000 a>b CANCEL
    5.010 b>a 200/CANCEL
    5.030 b>a 487
    5.040 a>b ACK to=2
"""
BOTH_HOPS = """
    0.000 a>p INVITE
    0.001 p>b INVITE branch=p via=1
    0.011 b>p 486 branch=p via=1
    0.012 p>b ACK branch=p to=2
    0.013 p>a 486
    0.023 a>p ACK to=2
"""
RESENT = """
    0.000 a>b OPTIONS
    0.500 a>b OPTIONS
    1.500 a>b OPTIONS
    1.600 b>a 200/OPTIONS
    1.610 b>a 200/OPTIONS
"""
COPIED = """
    0.00000 a>b INVITE id=7
    0.00002 a>b INVITE id=7
    0.01002 b>a 486 id=8
    0.01004 b>a 486 id=8
    0.02004 a>b ACK to=2 id=9
    0.02006 a>b ACK to=2 id=9
"""


@pytest.fixture(scope="module")
def capture(timed_capture):
    made = {}

    def of(table):
        if table not in made:
            made[table] = timed_capture(flows.timed(table))
        return made[table]
    return of


def known(wireshark, path, *arguments, names=tuple(FIELDS), **keywords):
    """{frame: {field without its beginning: value}}, without what has none."""
    rows = wireshark.fields(path, ["frame.number", *names], *arguments, **keywords)
    return {int(number): {name.removeprefix("sipcodes."): values[0] for name, values in zip(names, cells) if values}
            for ((number,), *cells) in rows}


def test_a_cancelled_call(wireshark, capture):
    assert known(wireshark, capture(CANCELLED), "-2") == {
        1: {"transaction": "1", "response_in": "5", "outcome": "5"},
        2: {"transaction": "1", "request_in": "1", "response_time": "0.010000000"},
        3: {"transaction": "2", "invite_in": "1", "response_in": "4", "outcome": "20"},
        4: {"transaction": "2", "request_in": "3", "response_time": "0.010000000", "outcome": "20"},
        5: {"transaction": "1", "request_in": "1", "cancel_in": "3", "response_time": "5.030000000", "outcome": "5"},
        6: {"transaction": "1", "invite_in": "1"},
        7: {}}


def test_a_proxy_passes_it_on(wireshark, capture):
    found = known(wireshark, capture(BOTH_HOPS))
    assert found[5] == {"transaction": "1", "request_in": "1", "response_time": "0.013000000", "made_in": "3", "made_by": "192.0.2.20",
                        "outcome": "2"}
    assert "made_in" not in found[3]
    (first, second) = wireshark.responses(capture(BOTH_HOPS))
    assert first.summary == "SIP Response Code: 486 Busy Here"
    assert second.summary == "SIP Response Code: 486 Busy Here, made by 192.0.2.20 in frame 3"


def test_sent_again(wireshark, capture):
    found = known(wireshark, capture(RESENT))
    assert [(frame, found[frame]["resend"], found[frame]["resend_of"]) for frame in found if "resend" in found[frame]] == [
        (2, "1", "1"), (3, "2", "1"), (5, "1", "4")]
    assert found[4]["response_time"] == "1.600000000"


def test_a_copy(wireshark, capture):
    found = known(wireshark, capture(COPIED), "-2")
    assert [found[frame] for frame in (2, 4, 6)] == [{"transaction": "1", "copy_of": original} for original in "135"]
    assert known(wireshark, capture(COPIED), names=["sipcodes.resend"], ) == {frame: {} for frame in range(1, 8)}


def lines(wireshark, path, *arguments):
    return [line.strip() for line in wireshark.tshark(path, "-V", *arguments).splitlines() if "SIP Transaction" in line]


def test_lines(wireshark, capture):
    assert lines(wireshark, capture(CANCELLED), "-2") == [
        "[SIP Transaction 1: INVITE, cancelled]", "[SIP Transaction 1: INVITE, 180 after 0.010 s]",
        "[SIP Transaction 2: CANCEL, succeeded]", "[SIP Transaction 2: CANCEL, succeeded after 0.010 s]",
        "[SIP Transaction 1: INVITE, cancelled after 5.030 s]", "[SIP Transaction 1: ACK of INVITE]"]
    assert lines(wireshark, capture(RESENT))[1:] == [
        "[SIP Transaction 1: OPTIONS, sent again (1) after frame 1]", "[SIP Transaction 1: OPTIONS, sent again (2) after frame 1]",
        "[SIP Transaction 1: OPTIONS, succeeded after 1.600 s]",
        "[SIP Transaction 1: OPTIONS, succeeded after 1.610 s, sent again (1) after frame 4]"]
    assert lines(wireshark, capture(COPIED))[1] == "[SIP Transaction 1: INVITE, the same packet as frame 1]"


def test_below_the_first_line(wireshark, capture):
    """Also of requests, which are drawn at the end of the frame."""
    text = wireshark.tshark(capture(CANCELLED), "-V")
    before = [block.rstrip().splitlines()[-1].strip() for block in text.split("        [SIP Transaction")[:-1]]
    assert len(before) == 6 and "[Resent Packet: False]" in before[0]
    assert text.index("Message Header") > text.index("SIP Transaction")
    tree = json.loads(wireshark.tshark(capture(CANCELLED), "-T", "json"))[0]["_source"]["layers"]["sip"]["sip.Request-Line_tree"]
    assert tree["sipcodes.transaction"] == "1"


@pytest.mark.parametrize("table", [CANCELLED, BOTH_HOPS, RESENT, COPIED], ids=["cancelled", "both-hops", "resent", "copied"])
def test_passes_differ_in_what_is_later(wireshark, capture, table):
    one, two = known(wireshark, capture(table)), known(wireshark, capture(table), "-2")
    requests = {number for number in two if two[number].get("response_in")}
    for number, fields in two.items():
        later = {name for name in fields if f"sipcodes.{name}" in LATER} if number in requests else set()
        assert one[number] == {name: value for name, value in fields.items() if name not in later}


@pytest.mark.parametrize("table", [CANCELLED, BOTH_HOPS, RESENT, COPIED], ids=["cancelled", "both-hops", "resent", "copied"])
def test_each_field_alone(wireshark, capture, table):
    for passes in ((), ("-2",)):
        together = known(wireshark, capture(table), *passes)
        for name in FIELDS:
            short = name.removeprefix("sipcodes.")
            assert known(wireshark, capture(table), *passes, names=[name]) == {
                number: {short: fields[short]} if short in fields else {} for number, fields in together.items()}


@pytest.mark.parametrize("display_filter, frames", [
    ("sipcodes.transaction == 2", [3, 4]), ("sipcodes.outcome == \"Cancelled\"", [5]), ("sipcodes.cancel_in == 3", [5]),
    ("sipcodes.response_time > 1", [5]), ("sipcodes.invite_in", [3, 6]), ("sipcodes.request_in == 1", [2, 5]), ("sipcodes", [2, 4, 5]),
])
def test_filters(wireshark, capture, display_filter, frames):
    assert wireshark.frames(capture(CANCELLED), display_filter) == frames


REFERENCE_FINDS = {
    'sipcodes.outcome == "Busy"': (BOTH_HOPS, [3, 5]),
    'sipcodes.call.outcome == "Busy"': (BOTH_HOPS, [5]),
    "sipcodes.call == 1": (BOTH_HOPS, [1, 2, 3, 4, 5, 6]),
    'sipcodes.made_by == "192.0.2.20"': (BOTH_HOPS, [5]),
    "sipcodes.response_time > 2 and sipcodes.final == 1": (CANCELLED, [5]),
    "sipcodes.anomaly.credentials_refused": (CASES["wrong-password"].table, [4, 6, 8]),
    "sipcodes.transaction == 1": (CANCELLED, [1, 2, 5, 6]),
}


def test_filters_of_the_reference(wireshark, capture):
    lines = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8").splitlines()
    rows = itertools.takewhile(lambda row: row.startswith("|"), lines[lines.index("| filter over several messages | finds |") + 2:])
    assert [re.match(r"\| `(.*?)` \|", row)[1] for row in rows] == list(REFERENCE_FINDS)
    for display_filter, (table, frames) in REFERENCE_FINDS.items():
        assert wireshark.frames(capture(table), display_filter) == frames


def test_custom_columns(wireshark, capture):
    """With columns, the first pass is the only one: they ask, so messages are given."""
    columns = '"T","%Cus:sipcodes.transaction:0:R","O","%Cus:sipcodes.outcome:0:R"'
    shown = wireshark.tshark(capture(CANCELLED), preferences={"gui.column.format": columns}).splitlines()
    assert [line.split() for line in shown] == [["1"], ["1"], ["2"], ["2", "Succeeded"], ["1", "Cancelled"], ["1"], []]


def test_a_later_pass_finds_requests_by_their_outcome(wireshark, capture):
    assert wireshark.frames(capture(CANCELLED), "sipcodes.outcome == \"Cancelled\"", "-2") == [1, 5]
    assert wireshark.frames(capture(CANCELLED), "sipcodes.response_in == 5", "-2") == [1]


def test_json(wireshark, capture):
    (layers,) = [packet["_source"]["layers"] for packet in json.loads(wireshark.tshark(capture(CANCELLED), "-T", "json", "-Y", "frame.number == 5"))]
    tree = layers["sip"]["sip.Status-Line_tree"]["sipcodes.transaction_tree"]
    assert tree == {"sipcodes.request_in": "1", "sipcodes.cancel_in": "3", "sipcodes.response_time": "5.030000000", "sipcodes.outcome": "5",
                    "sipcodes.call": "1", "sipcodes.call.outcome": "5", "sipcodes.call.ring_time": "5.020000000"}


def test_frames_that_a_double_click_follows(wireshark):
    types = wireshark.registered_names()
    assert {name for name, kind in types.items() if kind == "framenum"} == {name for name in FIELDS if name.endswith(("_in", "_of"))}


def test_no_line_is_long(wireshark, capture):
    long_method = "0.000 a>b " + "EXTREMELY" * 20 + "\n600.000 b>a 200/" + "EXTREMELY" * 20
    for table in (CANCELLED, BOTH_HOPS, RESENT, COPIED, long_method):
        assert all(len(line) <= 100 for line in wireshark.tshark(capture(table), "-2", "-V").splitlines() if "SIP Transaction" in line)


# ---- What takes no part

def test_switched_off(wireshark, capture):
    off = {"sipcodes.track_calls": "FALSE"}
    assert set(map(len, known(wireshark, capture(BOTH_HOPS), "-2", preferences=off).values())) == {0}
    assert [one.summary for one in wireshark.responses(capture(BOTH_HOPS), preferences=off)] == ["SIP Response Code: 486 Busy Here"] * 2
    assert "SIP Transaction" not in wireshark.tshark(capture(BOTH_HOPS), "-2", "-V", preferences=off)
    report = json.loads(wireshark.tshark(capture(RESENT), "-q", "-z", "sipcodes,json", preferences=off))
    assert report["unanswered"] == []


def test_disabled(wireshark, capture):
    assert set(map(len, known(wireshark, capture(CANCELLED), "-2", "--disable-protocol", "sipcodes").values())) == {0}


def carried_in(body):
    return message("MESSAGE sip:bob@example.test SIP/2.0\n"
                   "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-carrier\n"
                   "From: <sip:alice@example.test>;tag=c\nTo: <sip:bob@example.test>\nCall-ID: carrier@192.0.2.10\n"
                   "CSeq: 7 MESSAGE\nMax-Forwards: 70\n"
                   f"Content-Type: message/sip\nContent-Length: {len(body)}\n\n") + body


@pytest.mark.parametrize("inner", ["0.0 a>b INVITE", "0.0 b>a 486"])
def test_what_a_body_carries(wireshark, timed_capture, inner):
    (told,) = flows.messages(inner)
    capture = timed_capture([(0.0, datagram(carried_in(told.bytes()), flows.address("a"), flows.address("b"))),
                             *flows.timed("1.0 a>b OPTIONS branch=9 call=9\n1.1 b>a 200/OPTIONS branch=9 call=9")])
    found = known(wireshark, capture, "-2")
    assert found[1] == {"transaction": "1"}
    assert found[3]["transaction"] == "2"


@pytest.mark.parametrize("quoted", ["0.0 a>b INVITE", "0.0 b>a 486"])
def test_what_icmp_quotes(wireshark, timed_capture, quoted):
    (sent,) = flows.messages(quoted)
    error = b"\x03\x03\0\0\0\0\0\0" + sent.packet(5)
    capture = timed_capture([(0.0, flows.ipv4(1, error, flows.address("b"), flows.address("a"))),
                             *flows.timed("1.0 a>b OPTIONS branch=9 call=9\n1.1 b>a 200/OPTIONS branch=9 call=9")])
    found = known(wireshark, capture, "-2")
    assert found[1] == {}
    assert found[3]["transaction"] == "1"


def test_a_code_of_zero_is_no_request(wireshark, timed_capture):
    capture = timed_capture([(0.0, datagram(response("000 Nothing"))), *flows.timed("1.0 a>b OPTIONS\n1.1 b>a 200/OPTIONS")])
    found = known(wireshark, capture, "-2")
    assert found[1] == {}
    assert found[3]["transaction"] == "1"


def test_read_filter(wireshark, capture):
    """What a read filter leaves out has no number, and its number is the next one's: then nothing is said, rather than something wrong."""
    everything = known(wireshark, capture(CANCELLED), "-2")
    assert known(wireshark, capture(CANCELLED), "-2", "-R", "sip") == {number: everything[number] for number in range(1, 7)}
    assert set(map(len, known(wireshark, capture(CANCELLED), "-2", "-R", "sip.Status-Code").values())) == {0}


# ---- Files one after the other

@pytest.mark.skipif(not sharkd.is_installed(), reason="sharkd is not in this system's packages")
def test_sharkd_takes_one_file_after_the_other(wireshark, capture):
    columns = {f"column{number}": f"{name}:0" for number, name in enumerate(FIELDS)}
    alone = {table: sharkd.ask(wireshark, capture(table), ("frames", columns))[0] for table in (CANCELLED, BOTH_HOPS)}
    answers = sharkd.ask(wireshark, capture(CANCELLED), ("frames", columns), ("load", {"file": str(capture(BOTH_HOPS))}), ("frames", columns),
                         ("load", {"file": str(capture(CANCELLED))}), ("frames", columns))
    cells = [[frame["c"] for frame in frames] for frames in (answers[0], answers[2], answers[4])]
    assert cells == [[frame["c"] for frame in alone[table]] for table in (CANCELLED, BOTH_HOPS, CANCELLED)]
    assert cells[0][0][FIELDS.index("sipcodes.response_in")] == "5"


@pytest.mark.skipif(not sharkd.is_installed(), reason="sharkd is not in this system's packages")
def test_sharkd_in_any_order(wireshark, capture):
    order = [5, 1, 3, 5, 1]
    answers = sharkd.ask(wireshark, capture(CANCELLED), *(("frame", {"frame": number, "proto": True}) for number in order))

    def label(nodes):
        return next((node["l"] for node in nodes if "SIP Transaction" in node.get("l", "")), None) or next(
            (found for node in nodes for found in [label(node.get("n", []))] if found), None)

    assert [label(answer["tree"]) for answer in answers] == [
        f"SIP Transaction {text}" for text in ("1: INVITE, cancelled after 5.030 s", "1: INVITE, cancelled", "2: CANCEL, succeeded",
                                                 "1: INVITE, cancelled after 5.030 s", "1: INVITE, cancelled")]


def test_live(wireshark, capture):
    """What is read from a pipe, packet by packet, is as what is read from a file."""
    words = [word for name in FIELDS for word in ("-e", name)]
    with open(wireshark.readable(capture(CANCELLED)), "rb") as packets:
        done = subprocess.run(wireshark.command("tshark", "-n", "-r", "-", "-T", "fields", *words), env=wireshark.environment(),
                              stdin=packets, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == wireshark.tshark(capture(CANCELLED), "-T", "fields", *words)
