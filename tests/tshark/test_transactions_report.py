# SPDX-License-Identifier: GPL-2.0-or-later
"""What the reports say of transactions: what was sent again, what nobody answered, what is missing."""
import json

import pytest

import flows
from statistics_outputs import json_of, report_of

UNANSWERED = """
    0.0 a>b BYE to=2
    0.1 a>b OPTIONS call=2 branch=2
    0.2 a>p OPTIONS call=3 branch=3
    0.3 a>b OPTIONS call=4 branch=4
    0.4 a>b INVITE call=5 branch=5
    0.5 b>a 486 call=5 branch=5
    0.6 a>b ACK call=5 branch=5 to=2
"""
OPEN_AFTER_CANCEL = """
    0.00 a>b INVITE
    0.01 b>a 180
    1.00 a>b CANCEL
    1.01 b>a 200/CANCEL
"""
RESENT = """
    0.0 a>b OPTIONS
    0.5 a>b OPTIONS
    0.6 b>a 200/OPTIONS
    0.7 b>a 200/OPTIONS
"""
FORKED = """
    0.0 a>b INVITE
    0.1 b>a 200 to=2
    0.2 a>b ACK branch=2 to=2
    0.3 b>a 200 to=3
    0.4 a>b ACK branch=3 to=3
"""
RACE = """
    0.00 a>b INVITE
    0.01 b>a 180
    5.00 a>b CANCEL
    5.01 b>a 200/CANCEL
    5.02 b>a 200
    5.03 a>b ACK branch=2 to=2
"""
COPIED = """
    0.00000 b>a 486 id=8
    0.00002 b>a 486 id=8
"""


def document_of(wireshark, capture, *arguments, statistic="sipcodes,json", **keywords):
    return json.loads(wireshark.tshark(capture, "-q", "-z", statistic, *arguments, **keywords))


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
def test_not_answered(wireshark, timed_capture, passes):
    capture = timed_capture(flows.timed(UNANSWERED))
    text = wireshark.tshark(capture, "-q", *passes, "-z", "sipcodes,report", "-z", "sipcodes,json")
    document = json_of(text)
    assert document["unanswered"] == [
        {"method": "OPTIONS", "address": "192.0.2.20", "count": 2, "first_frame": 2},
        {"method": "BYE", "address": "192.0.2.20", "count": 1, "first_frame": 1},
        {"method": "OPTIONS", "address": "192.0.2.5", "count": 1, "first_frame": 3}]
    assert [(row["name"], row["count"], row["first_frame"]) for row in document["remarks"] if row["name"] == "never_answered"] == [
        ("never_answered", 4, 1)]
    assert document["responses"] == 1 and document["forgotten"] == 0
    lines = report_of(text)
    start = lines.index("  Not answered by  Method             Count      First")
    assert [line.split() for line in lines[start + 1:start + 5]] == [
        ["192.0.2.20", "OPTIONS", "2", "2"], ["192.0.2.20", "BYE", "1", "1"], ["192.0.2.5", "OPTIONS", "1", "3"], []]


def test_not_answered_yet(wireshark, timed_capture):
    """Nothing is missing while the capture has not gone on for long enough."""
    for quiet_for, missing in ((0, 0), (20, 0), (40, 4)):
        document = document_of(wireshark, timed_capture(flows.timed(UNANSWERED, quiet_for)))
        assert sum(row["count"] for row in document["unanswered"]) == missing


def test_filter_of_a_report(wireshark, timed_capture):
    """Requests that it does not let through are not missed."""
    capture = timed_capture(flows.timed(UNANSWERED))
    for display_filter, addresses in (("ip.dst == 192.0.2.5", ["192.0.2.5"]), ("sip.Method == BYE", ["192.0.2.20"]), ("sipcodes", [])):
        document = document_of(wireshark, capture, statistic=f"sipcodes,json,{display_filter}")
        assert [row["address"] for row in document["unanswered"]] == addresses


def test_an_invite_left_open(wireshark, timed_capture):
    document = document_of(wireshark, timed_capture(flows.timed(OPEN_AFTER_CANCEL)))
    assert [(row["name"], row["count"]) for row in document["anomalies"]] == [("cancel_without_487", 1)]
    assert wireshark.frames(timed_capture(flows.timed(OPEN_AFTER_CANCEL)), "sipcodes.anomaly.cancel_without_487", "-2") == [4]


@pytest.mark.parametrize("table, resent", [(RESENT, 1), (FORKED, 0), (RACE, 0), (COPIED, 0)], ids=["resent", "forked", "race", "copied"])
def test_resent(wireshark, timed_capture, table, resent):
    """Other than by the SIP dissector's own matching, of which only the first is right."""
    capture = timed_capture(flows.timed(table))
    assert document_of(wireshark, capture)["resent"] == resent
    assert document_of(wireshark, capture, preferences={"sipcodes.track_calls": "FALSE"})["resent"] == 1


def test_forgotten(wireshark, timed_capture):
    """What is forgotten is not said to be missing, and the report says that there was more."""
    table = "\n".join(f"{number} a>b OPTIONS call={number} branch={number}" for number in range(5))
    text = wireshark.tshark(timed_capture(flows.timed(table)), "-q", "-z", "sipcodes,report", "-z", "sipcodes,json",
                            preferences={"sipcodes.transactions_max": "2"})
    assert json_of(text)["forgotten"] == 3
    assert [row["count"] for row in json_of(text)["unanswered"]] == [2]
    assert "3 of the oldest transactions were forgotten, as no more than 2 are kept (sipcodes.transactions_max)." in report_of(text)


def test_findings_of_requests_are_counted(wireshark, timed_capture):
    table = "0.0 a>b INVITE\n0.1 b>a 200\n0.2 a>b ACK branch=2 to=other"
    capture = timed_capture(flows.timed(table))
    found = {row["name"]: (row["count"], row["first_frame"]) for row in document_of(wireshark, capture)["anomalies"]}
    assert found["dialog_tag"] == (1, 3)
    tree = wireshark.tshark(capture, "-q", "-z", "sipcodes,tree")
    assert "To tag of no dialog" in tree
