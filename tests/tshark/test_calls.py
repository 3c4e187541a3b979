# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls, as users see them: the outcome and the times of each, as fields, in the lists and in the reports."""
import collections
import csv
import io
import json
import re

import pytest

import flows
from statistics_outputs import json_of, report_of
from test_transactions_findings import CASES

WIDEST = 100
CUT = """0.00 a>b INVITE
         0.01 b>a 180"""
TABLES = {**{name: case.table for name, case in CASES.items()}, "cut": CUT}

# (first frame, outcome, code of the final that decides) of each call.
CALLS = {
    "good-call": [(1, "Answered", 200)], "copies": [(1, "Busy", 486)], "both-hops": [(1, "Busy", 486)],
    "challenged-then-answered": [(1, "Answered", 200)], "redirected": [(1, "Busy", 486)], "wrong-password": [], "stale-missing": [],
    "cancelled": [(1, "Cancelled", 487)], "cancel-race": [(1, "Answered", 200)], "answered-elsewhere": [(1, "Answered elsewhere", 487)],
    "same-call-id-again": [(1, "Answered", 200), (6, "Busy", 486)], "two-finals": [(1, "Busy", 486)],
    "answer-after-failure": [(1, "Answered", 200)], "forked-answers": [(1, "Answered", 200)],
    "provisional-after-final": [(1, "Busy", 486)], "200-without-ack": [(1, "Answered", 200)],
    "lost-ack-then-seen": [(1, "Answered", 200)], "old-client": [(1, "Busy", 486)], "never-answered": [(1, "No response", None)],
    "cut": [(1, "Undetermined", None)], "rang-out": [(1, "No answer", 408)], "early-100": [], "number-not-echoed": [],
    "via-not-echoed": [], "capture-starts-late": [], "early-bye": [(1, "Terminated", 487)], "nat": [],
    "486-after-cancel": [(1, "Busy", 486)], "sdp-differs": [(1, "Answered", 200)], "no-answer-to-bye": [],
}


@pytest.fixture(scope="module")
def flow_capture(timed_capture):
    made = {}

    def of(name):
        if name not in made:
            # What is cut ends before anything can be missing.
            made[name] = timed_capture(flows.timed(TABLES[name], quiet_for=0 if name == "cut" else flows.QUIET_FOR))
        return made[name]
    return of


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def calls_of(wireshark, capture, *arguments, statistic="sipcodes,csv", **keywords):
    return rows_of(wireshark.tshark(capture, "-q", "-z", statistic, *arguments, **keywords))


def document_of(wireshark, capture, statistic="sipcodes,json"):
    return json.loads(wireshark.tshark(capture, "-q", "-z", statistic))


def ratios_of(document):
    return {row["name"]: (row["counted"], row["among"]) for row in document["ratios"]}


def delays_of(document):
    return {row["name"]: (row["count"], row["mean"]) for row in document["delays"]}


# ---- How they ended

@pytest.mark.parametrize("name", CALLS)
def test_outcomes(wireshark, flow_capture, name):
    for arguments in ((), ("-2",)):
        rows = calls_of(wireshark, flow_capture(name), *arguments)
        assert [(int(row["frame"]), row["outcome"], int(row["code"]) if row["code"] else None) for row in rows] == CALLS[name]


@pytest.mark.parametrize("name", CALLS)
def test_outcomes_are_counted(wireshark, flow_capture, name):
    document = document_of(wireshark, flow_capture(name))
    outcomes = collections.Counter(outcome for _, outcome, _ in CALLS[name])
    assert {row["outcome"]: row["calls"] for row in document["outcomes"] if row["calls"] > 0} == dict(outcomes)
    assert document["calls"]["attempts"] == len(CALLS[name])
    assert document["calls"]["undetermined"] == outcomes["Undetermined"]
    ratios = ratios_of(document)
    assert ratios["SER"] == ratios["ASR"] == (outcomes["Answered"], len(CALLS[name]) - outcomes["Undetermined"])


@pytest.mark.parametrize("name", [name for name in CALLS if CALLS[name]])
def test_the_deciding_final_says_it(wireshark, flow_capture, name):
    """In one pass, and with -2 the first INVITE too, which alone says what is missing."""
    capture = flow_capture(name)
    outcome = CALLS[name][0][1]
    now = wireshark.frames(capture, f'sipcodes.call == 1 and sipcodes.call.outcome == "{outcome}"')
    assert wireshark.frames(capture, "sip.Method and sipcodes.call.outcome") == []
    assert wireshark.frames(capture, f'sipcodes.call == 1 and sipcodes.call.outcome == "{outcome}"', "-2") == sorted({1, *now})
    assert bool(now) == (outcome not in ("No response", "Undetermined"))
    rows = calls_of(wireshark, capture)
    assert not now or name == "both-hops" or int(rows[0]["made_in"]) in now


def test_each_message_says_its_call(wireshark, flow_capture):
    assert wireshark.frames(flow_capture("same-call-id-again"), "sipcodes.call == 1") == [1, 2, 3, 4, 5]
    assert wireshark.frames(flow_capture("same-call-id-again"), "sipcodes.call == 2") == [6, 7, 8]
    assert wireshark.frames(flow_capture("wrong-password"), "sipcodes.call") == []


def test_who_said_no(wireshark, flow_capture):
    (row,) = calls_of(wireshark, flow_capture("both-hops"))
    assert (row["made_by"], row["made_in"], row["from"], row["to"]) == ("192.0.2.20", "3", "alice@example.test", "bob@example.test")


# ---- How long it took

TIMES = ["srd", "setup_time", "ring_time", "duration", "disconnect_delay"]


def test_times(wireshark, flow_capture):
    (row,) = calls_of(wireshark, flow_capture("good-call"))
    assert [row[name] for name in TIMES] == ["1.010000000", "3.010000000", "2.000000000", "10.010000000", "0.010000000"]
    assert row["ended_by"] == "caller"
    for arguments in ((), ("-2",)):
        cells = wireshark.fields(flow_capture("good-call"), [f"sipcodes.call.{name}" for name in TIMES], *arguments)
        found = {(frame, name): cell[0] for frame, line in enumerate(cells, start=1) for name, cell in zip(TIMES, line) if cell}
        assert found == {
            (3, "srd"): "1.010000000", (4, "setup_time"): "3.010000000", (4, "ring_time"): "2.000000000", (6, "duration"): "10.010000000",
            (7, "disconnect_delay"): "0.010000000"}


def test_delays(wireshark, flow_capture):
    delays = delays_of(document_of(wireshark, flow_capture("good-call")))
    assert delays == {"SRD successful": (1, 1.01), "SRD failed": (0, None), "SDD": (1, 0.01), "SDT": (1, 10.01), "RRD": (0, None)}
    assert delays_of(document_of(wireshark, flow_capture("early-100")))["RRD"] == (1, 0.02)


# ---- Ratios

def test_ratios(wireshark, flow_capture):
    ratios = ratios_of(document_of(wireshark, flow_capture("challenged-then-answered")))
    assert ratios["SER"] == (1, 1) and ratios["SER per INVITE"] == (1, 2) and ratios["IRA"] == (0, 0)
    assert ratios_of(document_of(wireshark, flow_capture("wrong-password")))["IRA"] == (0, 1)
    assert ratios_of(document_of(wireshark, flow_capture("rang-out")))["NER"] == (1, 1)
    assert set(ratios_of(document_of(wireshark, flow_capture("cut"))).values()) == {(0, 0)}
    assert ratios_of(document_of(wireshark, flow_capture("good-call")))["SCR"] == (1, 1)


def section_of(lines):
    """What the report says of calls."""
    start = next(i for i, line in enumerate(lines) if " calls (" in line)
    behind = ("  Not answered by", "  Anomaly ", "  No anomalies")
    return lines[start:next(i for i in range(start, len(lines)) if lines[i].startswith(behind))]


def test_report(wireshark, flow_capture):
    text = wireshark.tshark(flow_capture("same-call-id-again"), "-q", "-z", "sipcodes,report", "-z", "sipcodes,json")
    lines, document = section_of(report_of(text)), json_of(text)
    assert max(map(len, lines)) <= WIDEST
    assert "2 calls (0 undetermined), 0 registrations (0 undetermined)." in lines
    assert ["Answered", "1", "0"] in [line.split() for line in lines] and ["Busy", "1", "0"] in [line.split() for line in lines]
    shown = {line[2:20].strip(): line.split()[-3:] for line in lines if line[2:20].strip() in ratios_of(document)}
    assert shown == {row["name"]: [str(row["counted"]), str(row["among"]), "-" if row["percent"] is None else f"{row['percent']:.1f}%"]
                     for row in document["ratios"]}
    shown = {line[2:20].strip(): line[20:].split() for line in lines if line[2:20].strip() in delays_of(document)}
    assert shown == {row["name"]: [str(row["count"]), *("-" if row[name] is None else f"{row[name]:.3f}"
                                                         for name in ("min", "mean", "median", "p95", "max"))]
                     for row in document["delays"]}
    assert next(line for line in lines if line.startswith("  192.0.2.20")).split() == [
        "192.0.2.20", "2", "0", "50.0%", "100.0%", "0.0%", "50.0%", "100.0%", "-"]
    assert next(line for line in lines if line.startswith("  example.test")).split()[:3] == ["example.test", "2", "0"]


def test_report_says_what_is_undetermined(wireshark, flow_capture):
    lines = report_of(wireshark.tshark(flow_capture("cut"), "-q", "-z", "sipcodes,report"))
    assert "1 calls (1 undetermined), 0 registrations (0 undetermined)." in lines
    assert "Undetermined: the capture ended before they did. They are in no ratio and no delay." in lines


def test_shape_of_json(wireshark, flow_capture):
    document = document_of(wireshark, flow_capture("good-call"))
    assert list(document["calls"]) == ["attempts", "undetermined", "forgotten", "registrations", "registrations_undetermined",
                                       "registrations_forgotten"]
    (outcome,), (responder,), (domain,), (minute,) = (document[name] for name in ("outcomes", "responders", "domains", "series"))
    assert outcome == {"outcome": "Answered", "calls": 1, "registrations": 0}
    assert list(responder) == ["address", "calls", "registrations", "outcomes", "ratios", "delays"]
    assert responder["address"] == "192.0.2.20" and domain["domain"] == "example.test"
    for row in (responder, domain):
        assert [row[name] for name in ("outcomes", "ratios", "delays")] == [document[name] for name in ("outcomes", "ratios", "delays")]
    assert minute["time"] % 60 == 0
    assert {name: count for name, count in minute.items() if name != "time"} == {
        "out_of_range": 0, "1xx": 2, "2xx": 2, "3xx": 0, "4xx": 0, "5xx": 0, "6xx": 0, "attempts": 1, "answered": 1,
        "percent_answered": 100}
    assert [document[f"{name}_left_out"] for name in ("responders", "domains", "series")] == [0, 0, 0]


def test_series(wireshark, timed_capture):
    """By the minute in which a call begins; what is sent again or captured twice is no second response."""
    table = """0 a>b INVITE
               1 b>a 180
               1.00002 b>a 180
               70 b>a 200
               71 b>a 200
               71.1 a>b ACK branch=2 to=2
               200 a>b OPTIONS branch=9 call=2
               200.1 b>a 200/OPTIONS branch=9 call=2"""
    minutes = document_of(wireshark, timed_capture(flows.timed(table)))["series"]
    first = minutes[0]["time"]
    names = ("1xx", "2xx", "attempts", "answered", "percent_answered")
    assert [((row["time"] - first) // 60, *(row[name] for name in names)) for row in minutes] == [
        (0, 1, 0, 1, 1, 100), (1, 0, 1, 0, 0, None), (3, 0, 1, 0, 0, None)]


def test_rows_have_a_limit(wireshark, timed_capture):
    """The text has the busiest twenty; JSON has a thousand, and says how many were left out."""
    packets = []
    for number in range(1003):
        one = flows.Message(f"{number / 100} a>b INVITE call={number} branch={number}")
        packets.append((one.time, flows.datagram(one.bytes().replace(b"bob@example.test>", b"bob@d%d.test>" % number),
                                                 flows.address("a"), flows.address("b"))))
    text = wireshark.tshark(timed_capture([*packets, flows.quiet(60)]), "-q", "-z", "sipcodes,report", "-z", "sipcodes,json")
    document, lines = json_of(text), report_of(text)
    assert document["calls"]["attempts"] == 1003 and len(document["domains"]) == 1000 and document["domains_left_out"] == 3
    assert len([line for line in lines if line.startswith("  d") and ".test " in line]) == 20
    assert "  980 more with fewer are in -z sipcodes,json." in lines
    assert "  3 calls and registrations were left out, as no more than 1000 rows are kept." in lines


# ---- Filters and limits

TWO_CALLERS = """0.0 a>b INVITE
                 0.1 b>a 486
                 0.2 a>b ACK to=2
                 1.0 c>b INVITE call=2 branch=2
                 1.1 b>c 200 call=2 branch=2
                 1.2 c>b ACK call=2 branch=3 to=2"""


def test_filter(wireshark, timed_capture):
    """A call counts where its first INVITE passes; whether its final does makes no difference to it."""
    capture = timed_capture(flows.timed(TWO_CALLERS))
    for display_filter, frames in (("ip.src == 192.0.2.10", [1]), ("sip.Method == INVITE", [1, 4]), ("ip.src == 192.0.2.20", []),
                                   ("ip.addr == 192.0.2.30", [4])):
        rows = calls_of(wireshark, capture, statistic=f"sipcodes,csv,{display_filter}")
        assert [int(row["frame"]) for row in rows] == frames
        assert document_of(wireshark, capture, f"sipcodes,json,{display_filter}")["calls"]["attempts"] == len(frames)
        text = wireshark.tshark(capture, "-q", "-z", f"sipcodes,calls,{display_filter}")
        assert [int(line.split()[0]) for line in text.splitlines() if line.split()[:1] and line.split()[0].isdigit()] == frames
        assert f"Filter: {display_filter}" in text.splitlines()
    assert calls_of(wireshark, capture, statistic="sipcodes,csv,ip.src == 192.0.2.30") == calls_of(wireshark, capture)[1:]


@pytest.mark.parametrize("name", ["calls", "csv"])
def test_filter_that_does_not_compile(wireshark, flow_capture, name):
    statistic = f"sipcodes,{name},no.such.field == 3"
    done = wireshark.run("tshark", "-r", flow_capture("cut"), "-q", "-z", statistic, check=False, quiet=False)
    assert done.returncode != 0 and done.stdout == ""
    assert f"-z sipcodes,{name} cannot be started" in done.stderr and "no.such.field" in done.stderr


def test_brief(wireshark, flow_capture):
    """The first anomaly of the final that decides."""
    (row,) = calls_of(wireshark, flow_capture("486-after-cancel"), statistic="sipcodes,csv,sip.Method == INVITE")
    assert row["brief"] == "not 487 after CANCEL"
    text = wireshark.tshark(flow_capture("486-after-cancel"), "-q", "-z", "sipcodes,calls")
    assert text.rstrip("\n").endswith("\n         In brief: not 487 after CANCEL")


def test_brief_where_the_final_does_not_pass(wireshark, flow_capture):
    """It is the call's: the table has it although its filter leaves the final out."""
    for passes, is_there in (("sip.Method == INVITE || sip.Method == ACK", True), ("sip.Method == INVITE", False)):
        text = wireshark.tshark(flow_capture("486-after-cancel"), "-q", "-z", f"sipcodes,table,{passes}")
        assert ("not 487 after CANCEL" in text) == is_there, passes


def test_forgotten(wireshark, timed_capture):
    table = "\n".join(f"{number} a>b INVITE call={number} branch={number}" for number in range(5))
    capture = timed_capture(flows.timed(table))
    limit = {"sipcodes.transactions_max": "2"}
    text = wireshark.tshark(capture, "-q", "-z", "sipcodes,report", "-z", "sipcodes,json", "-z", "sipcodes,calls", preferences=limit)
    assert json_of(text)["calls"]["forgotten"] == 3 and json_of(text)["calls"]["attempts"] == 2
    assert "3 of the oldest calls were forgotten, as no more than 2 are kept (sipcodes.transactions_max)." in report_of(text)
    assert "3 of the oldest calls were forgotten." in text.splitlines()


def test_switched_off(wireshark, flow_capture):
    off = {"sipcodes.track_calls": "FALSE"}
    assert calls_of(wireshark, flow_capture("good-call"), preferences=off) == []
    assert wireshark.frames(flow_capture("good-call"), "sipcodes.call", preferences=off) == []


# ---- Lists

def test_list(wireshark, flow_capture):
    text = wireshark.tshark(flow_capture("good-call"), "-q", "-z", "sipcodes,calls")
    header, day, line = text.rstrip("\n").splitlines()[-3:]
    assert header.split() == ["Frame", "UTC", "From", "To", "Outcome", "Code", "Set-up", "Duration", "Made", "by"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    assert line.split()[0] == "1" and line.split()[2:] == [
        "alice", "bob", "Answered", "200", "3.010", "10.010", "192.0.2.20"]


def test_days_in_the_list(wireshark, timed_capture):
    """Each day once, above its calls."""
    table = "0 a>b INVITE\n1 a>b INVITE call=2 branch=2\n172800 a>b INVITE call=3 branch=3"
    text = wireshark.tshark(timed_capture(flows.timed(table)), "-q", "-z", "sipcodes,calls")
    starts = [line.split()[0] for line in text.splitlines() if line]
    days = [start for start in starts if re.fullmatch(r"\d{4}-\d\d-\d\d", start)]
    assert len(set(days)) == len(days) == 2
    assert starts[-5:] == [days[0], "1", "2", days[1], "3"]


HOSTILE = ["=cmd|'/c calc'!A0", "+1555", "-2+3", "@SUM(A1)", 'say "hi", bob', "a;b", "A%n%s", "esc\x1b[31mape", "\u202eevil", "\xe9",
           "x" * 400]


@pytest.fixture(scope="module")
def hostile(timed_capture):
    packets = []
    for number, name in enumerate(HOSTILE):
        one = flows.Message(f"{number} a>b INVITE call={number} branch={number}")
        packets.append((one.time, flows.datagram(one.bytes().replace(b"bob@example.test>", name.encode() + b"@example.test>"),
                                                 flows.address("a"), flows.address("b"))))
    return timed_capture([*packets, flows.quiet(60)])


def test_hostile_text_in_csv(wireshark, hostile):
    text = wireshark.tshark(hostile, "-q", "-z", "sipcodes,csv")
    rows = rows_of(text)
    assert len(rows) == len(HOSTILE) and {len(row) for row in rows} == {16} and not any(None in row for row in rows)
    assert not any(ord(character) < 32 and character not in "\r\n" for character in text) and "\u202e" not in text
    parties = [row["to"] for row in rows]
    assert not any(party.startswith(tuple("=+-@")) for party in parties)
    assert parties[1] == "'+1555@example.test" and parties[3].startswith("'@SUM(A1)")
    assert any('say "hi", bob' in party for party in parties) and "A%n%s@example.test" in parties


def test_hostile_text_in_the_list(wireshark, hostile):
    text = wireshark.tshark(hostile, "-q", "-z", "sipcodes,calls")
    assert not any(ord(character) < 32 and character != "\n" for character in text) and "\u202e" not in text
    lines = [line for line in text.splitlines() if line.split()[:1] and line.split()[0].isdigit()]
    assert max(map(len, text.splitlines())) <= WIDEST
    assert len(lines) == len(HOSTILE) and {line.index("No response") for line in lines} == {lines[0].index("No response")}
    assert max(map(len, section_of(report_of(wireshark.tshark(hostile, "-q", "-z", "sipcodes,report"))))) <= WIDEST
