# SPDX-License-Identifier: GPL-2.0-or-later
"""Reason, explanation and hint of requests, mostly BYE and CANCEL: as on responses, in the item of the transaction or, where that is not
kept, in one of their own."""
import json
import re

import pytest

import sharkd
from little_captures import datagram, request, response, segments
from test_reasons import REASON_FIELDS, reason, rows_of

UNTRACKED = {"sipcodes.track_calls": "FALSE"}
LONGEST_LINE = 100


# Headers of the request, values, findings, explanations, what the hint begins with.
REQUESTS = {
    "BYE of a hang-up": ("BYE", "Reason: Q.850;cause=16", [reason("Q.850", "16", "Normal call clearing")], [], [], ""),
    "BYE of a gateway": ("BYE", 'Reason: Q.850;cause=65;text="no bearer";location=TN',
                         [reason("Q.850", "65", "Bearer capability not implemented", "no bearer", "TN")], [], ["no bearer"],
                         "The two legs did not find a codec"),
    "CANCEL, answered elsewhere": ("CANCEL", 'Reason: SIP ;cause=200 ;text="Call completed elsewhere"',
                                   [reason("SIP", "200", "OK", "Call completed elsewhere")], [], ["Call completed elsewhere"],
                                   "Normal: another phone of a group"),
    "CANCEL, two values": ("CANCEL", "Reason: SIP;cause=600, Q.850;cause=17",
                           [reason("SIP", "600", "Busy Everywhere"), reason("Q.850", "17", "User busy")], [], [], "Another branch"),
    "BYE without ACK": ("BYE", 'Reason: SIP;cause=200;text="ACK timeout"', [reason("SIP", "200", "OK", "ACK timeout")], [],
                        ["ACK timeout"], "The sender of this BYE got no ACK"),
    "BYE, a SIP cause that is no code": ("BYE", "Reason: SIP;cause=16", [reason("SIP", "16")], ["reason_malformed"], [], ""),
    "CANCEL, malformed": ("CANCEL", 'Reason: Q.850;cause=x;text="gone"', [reason("Q.850", text="gone")], ["reason_malformed"],
                          ["gone"], ""),
    "BYE with a PBX's own fields": ("BYE", "X-Asterisk-HangupCause: Switching equipment congestion\nX-Asterisk-HangupCauseCode: 42", [],
                                    [], ["Switching equipment congestion", "42"], "Something ran short"),
    "UPDATE with a Reason": ("UPDATE", "Reason: RELEASE_CAUSE;cause=1", [reason("RELEASE_CAUSE", "1")], [], [], ""),
    "BYE with none": ("BYE", "", [], [], [], ""),
    "hostile": ("BYE", 'Reason: Q.850;cause=x;text="a\x1b[2J\x07"', [reason("Q.850", text="a\x1b[2J\x07")], ["reason_malformed"],
                ["a\x1b[2J\x07"], ""),
}
PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
TRACKED = pytest.mark.parametrize("preferences", [None, UNTRACKED], ids=["tracked", "untracked"])


@pytest.fixture(scope="module")
def requests(little_capture):
    return little_capture([datagram(request(method, str(number), headers and f"{headers}\n"))
                           for number, (method, headers, *_) in enumerate(REQUESTS.values())])


@PASSES
@TRACKED
def test_values(wireshark, requests, passes, preferences):
    names = [*REASON_FIELDS, "sipcodes.anomaly", "sipcodes.explanation", "sipcodes.hint"]
    rows = wireshark.fields(requests, names, *passes, preferences=preferences)
    assert len(rows) == len(REQUESTS)
    for (name, (_method, _headers, values, findings, said, why)), (*cells, anomalies, explanations, hints) in zip(REQUESTS.items(), rows):
        if name == "hostile":
            continue
        assert rows_of([cell or [""] * len(values) for cell in cells]) == values, name
        assert (anomalies, explanations) == (findings, said), name
        assert " ".join(hints).startswith(why) and bool(hints) == bool(why), name


@pytest.mark.parametrize("field, frames", [
    ("sipcodes.reason.cause == 65", [2]),
    ('sipcodes.reason.protocol == "SIP"', [3, 4, 5, 6]),
    ('sipcodes.explanation contains "elsewhere"', [3]),
    ('sipcodes.hint contains "no missed call"', [3]),
    ("sipcodes.anomaly.reason_malformed", [6, 7, 11]),
    ('sipcodes.rule == "reason_malformed"', [6, 7, 11]),
    ('sipcodes.brief == "malformed Reason"', [6, 7, 11]),
    ("_ws.expert.severity == warning", [6, 7, 11]),
    ("sipcodes", []),
])
@TRACKED
def test_one_leaf_alone(wireshark, requests, field, frames, preferences):
    assert wireshark.frames(requests, field, preferences=preferences) == frames
    assert wireshark.frames(requests, field, "-2", preferences=preferences) == frames


def test_text(wireshark, requests):
    text = wireshark.tshark(requests, "-V").split("\nFrame ")
    assert ("        [SIP Transaction 3: CANCEL]\n            [Explanation in Reason: Call completed elsewhere]\n"
            "            [Hint: Normal: another phone") in text[2]
    assert '            [Reason: SIP ;cause=200 ;text="Call completed elsewhere" (OK)]\n                [Protocol: SIP]\n' in text[2]
    assert '[Finding: Malformed Reason "SIP;cause=16": ' in text[5]
    assert "[Expert Info (Warning/Protocol): malformed Reason]" in text[5]
    assert "[Reason" not in text[9] and "[Hint" not in text[9]
    assert "\x1b" not in text[10] and "\x07" not in text[10]
    # What was sent is as long as it is.
    ours = [line for line in "\n".join(text).splitlines() if re.match(r" +\[(?!Reason:|Explanation)", line)]
    assert max(map(len, ours)) <= LONGEST_LINE


def test_an_item_of_their_own(wireshark, requests):
    """Where no transactions are kept: only of requests that have something to say."""
    text = wireshark.tshark(requests, "-V", preferences=UNTRACKED)
    telling = [f"[SIP Request: {method}]" for method, headers, *_ in REQUESTS.values() if headers]
    assert re.findall(r"\[SIP Request: \w+\]", text) == telling
    assert "        [SIP Request: BYE]\n            [Reason: Q.850;cause=16 (Normal call clearing)]\n                [Protocol: Q" in text
    assert "[SIP Request" not in wireshark.tshark(requests, "-V")


@PASSES
def test_json(wireshark, requests, passes):
    packets = json.loads(wireshark.tshark(requests, "-T", "json", "--no-duplicate-keys", *passes))
    line = packets[2]["_source"]["layers"]["sip"]["sip.Request-Line_tree"]
    item = line["sipcodes.transaction_tree"]
    assert item["sipcodes.reason"] == 'SIP ;cause=200 ;text="Call completed elsewhere"'
    assert item["sipcodes.reason_tree"]["sipcodes.reason.cause"] == "200"
    assert item["sipcodes.explanation"] == "Call completed elsewhere"
    assert item["sipcodes.hint"].startswith("Normal: another phone")


@PASSES
@TRACKED
def test_two_in_a_segment(wireshark, little_capture, passes, preferences):
    """Each by itself, and not with what follows it."""
    first = request("BYE", "1")
    second = request("BYE", "2", "Reason: Q.850;cause=38\n")
    third = request("CANCEL", "3", "Reason: SIP;cause=17\n")
    capture = little_capture(segments([first + second, third + first + response("200 OK", "BYE", "2")]))
    rows = wireshark.fields(capture, ["sipcodes.reason.cause", "sipcodes.anomaly"], *passes, preferences=preferences)
    assert [row for row in rows if row[0]] == [[["38"], []], [["17"], ["reason_malformed"]]]
    lines = wireshark.tshark(capture, "-V", *passes, preferences=preferences).splitlines()
    items = [line.strip() for line in lines if re.search(r"\[SIP (Transaction|Request)|\[Reason:|Request-Line:", line)]
    reasons = [items[index - 1] for index, line in enumerate(items) if line.startswith("[Reason:")]
    assert [re.search(r"BYE|CANCEL", line).group() for line in reasons] == ["BYE", "CANCEL"]


@TRACKED
def test_checks_switched_off(wireshark, requests, preferences):
    off = {**(preferences or {}), "sipcodes.check_headers": "FALSE"}
    assert wireshark.frames(requests, "sipcodes.anomaly", preferences=off) == []
    assert wireshark.frames(requests, "sipcodes.reason.cause == 16", preferences=off) == [1, 6]


@TRACKED
def test_counted_and_in_the_column(wireshark, requests, preferences):
    report = wireshark.tshark(requests, "-q", "-z", "sipcodes,report", preferences=preferences)
    assert re.search(r"reason_malformed.*\b3\b|\b3\b.*reason_malformed", report), report
    expert = wireshark.tshark(requests, "-q", "-z", "expert", preferences=preferences)
    assert re.search(r"3 +Protocol +SIPCODES +malformed Reason", expert), expert
    column = {**(preferences or {}), "sipcodes.name_in_info_column": "TRUE"}
    assert wireshark.tshark(requests, preferences=column).count("[malformed Reason]") == 3


@pytest.mark.skipif(not sharkd.is_installed(), reason="sharkd is not installed")
def test_sharkd(wireshark, requests):
    assert sharkd.frames_of_filters(wireshark, requests, ["sipcodes.reason.cause == 65", "sipcodes.anomaly"]) == {
        "sipcodes.reason.cause == 65": [2], "sipcodes.anomaly": [6, 7, 11]}


def test_of_responses_alone(wireshark, little_capture):
    """A response in the same capture has its own, and the request before it none."""
    capture = little_capture([datagram(request("BYE")), datagram(response("200 OK", "BYE", headers="Reason: Q.850;cause=16\n"))])
    assert wireshark.frames(capture, "sipcodes.reason") == [2]


@pytest.mark.parametrize("fields", [["sipcodes.code"], ["sipcodes.transaction"]])
def test_nobody_asks(wireshark, requests, fields):
    assert not any("Reason" in cell for row in wireshark.fields(requests, fields) for cells in row for cell in cells)
