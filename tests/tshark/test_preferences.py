# SPDX-License-Identifier: GPL-2.0-or-later
"""Each preference on and off, by -o and from a preferences file."""
import pytest

from little_captures import datagram, response, segments
from wireshark_differences import values_of_selected_fields

FINDINGS = {
    1: ("check_methods", ["method"], response("180 Ringing", "REGISTER", call="a")),
    2: ("check_headers", ["missing_header"], response("401 Unauthorized", "REGISTER", call="b")),
    3: ("check_headers", ["forbidden_header"], response("486 Busy Here", call="c", headers="Max-Forwards: 70\n")),
    4: ("check_headers", ["header_value"], response("503 Service Unavailable", call="d", headers="Retry-After: soon\n")),
    5: ("check_phrases", ["phrase_of_other_code"], response("486 Decline", call="e")),
    6: ("check_phrases", ["phrase_of_http"], response("429 Too Many Requests", "REFER", call="f")),
    7: ("check_phrases", ["phrase_differs"], response("486 On the other line", call="g")),
    8: ("check_phrases", ["phrase_empty"], response("486 ", call="h")),
    9: (None, ["unknown"], response("499 x", call="i")),
}
PREFERENCES = ["check_methods", "check_headers", "check_phrases"]


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([datagram(text) for _, _, text in FINDINGS.values()])


def findings_by_frame(wireshark, capture, **keywords):
    return {r.frame: r.anomalies + r.remarks for r in wireshark.responses(capture, **keywords)}


def test_all_are_on_by_default(wireshark, capture):
    assert findings_by_frame(wireshark, capture) == {frame: found for frame, (_, found, _) in FINDINGS.items()}


@pytest.mark.parametrize("preference", PREFERENCES)
def test_check_switched_off(wireshark, capture, preference):
    expected = {frame: [] if owner == preference else found for frame, (owner, found, _) in FINDINGS.items()}
    assert findings_by_frame(wireshark, capture, preferences={f"sipcodes.{preference}": "FALSE"}) == expected


def test_checks_switched_off_by_a_preferences_file(wireshark, capture):
    lines = "".join(f"sipcodes.{preference}: FALSE\n" for preference in PREFERENCES)
    assert findings_by_frame(wireshark, capture, preferences_file=lines) == {
        frame: [] if owner else found for frame, (owner, found, _) in FINDINGS.items()}


def test_option_overrides_file(wireshark, capture):
    found = findings_by_frame(wireshark, capture, preferences_file="sipcodes.check_methods: FALSE\n",
                               preferences={"sipcodes.check_methods": "TRUE"})
    assert found[1] == ["method"]


def test_empty_phrases_not_annotated(wireshark, little_capture):
    capture = little_capture([datagram(response("486 ", call="a")), datagram(response("486 Busy Here", call="b")),
                              *segments([response("487 ", call="c") + response("603 Decline", call="d")])])
    in_segment = values_of_selected_fields(wireshark.version, [("487", True), ("603", False)])
    assert wireshark.fields(capture, ["sipcodes.code"]) == [[["486"]], [["486"]], [in_segment]]
    off = {"sipcodes.annotate_empty_phrases": "FALSE"}
    assert wireshark.fields(capture, ["sipcodes.code"], preferences=off) == [[[]], [["486"]], [["603"]]]


def test_preferences_are_listed(wireshark):
    lines = wireshark.run("tshark", "-G", "currentprefs").stdout.splitlines()
    for preference in [*PREFERENCES, "annotate_empty_phrases"]:
        assert f"#sipcodes.{preference}: TRUE" in lines
