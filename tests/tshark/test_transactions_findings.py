# SPDX-License-Identifier: GPL-2.0-or-later
"""What several messages show, as users see it: each flow with the findings of core/transactions on its frames, and none but these; and
how its calls ended. tests/unit/test_transaction_findings.c has many more, without tshark."""
import pytest

import flows
from flow_cases import CASES

# Said of an earlier frame, so not in one pass: there alone in the report.
LATER = {("no-answer-to-bye", 1), ("cancel-without-487", 4)}


@pytest.fixture(scope="module")
def flow_capture(timed_capture):
    made = {}

    def of(name):
        if name not in made:
            made[name] = timed_capture(flows.timed(CASES[name].table))
        return made[name]
    return of


def findings_of(wireshark, capture, *arguments):
    rows = wireshark.fields(capture, ["frame.number", "sipcodes.rule"], *arguments)
    found = {int(number): [name for name in names if name in flows.OF_SEVERAL_MESSAGES] for ((number,), names) in rows}
    return {frame: names for frame, names in found.items() if names}


@pytest.mark.parametrize("name", CASES)
def test_findings(wireshark, flow_capture, name):
    assert findings_of(wireshark, flow_capture(name), "-2") == CASES[name].findings
    now = {frame: names for frame, names in CASES[name].findings.items() if (name, frame) not in LATER}
    assert findings_of(wireshark, flow_capture(name)) == now


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].outcomes])
def test_outcomes(wireshark, flow_capture, name):
    for frame, outcome in CASES[name].outcomes.items():
        assert frame in wireshark.frames(flow_capture(name), f'sipcodes.outcome == "{outcome}" and sipcodes')


def test_each_is_shown():
    assert {name for case in CASES.values() for names in case.findings.values() for name in names} == set(flows.OF_SEVERAL_MESSAGES)


def test_a_finding_about_a_request(wireshark, flow_capture):
    """It stands below the transaction's item, and is an expert info, a filter and words in the Info column like any other."""
    capture = flow_capture("tag-changes-180-200")
    assert wireshark.frames(capture, "sipcodes.anomaly.dialog_tag") == [4, 8]
    assert wireshark.frames(capture, "sipcodes.anomaly == \"dialog\" and sipcodes.brief == \"To tag of no dialog\"") == [4, 8]
    assert wireshark.frames(capture, "_ws.expert.severity == \"Warning\" and sip.Method") == [4, 8]
    assert "To tag of no dialog" in wireshark.tshark(capture, "-q", "-z", "expert")
    info = wireshark.tshark(capture, preferences={"sipcodes.name_in_info_column": "TRUE"}).splitlines()
    assert [line.endswith("[To tag of no dialog]") for line in info[3:5]] == [True, False]
    text = wireshark.tshark(capture, "-V", "-Y", "frame.number == 4")
    assert text.index("[SIP Transaction 1: ACK of INVITE]") < text.index("[Finding: The To tag") < text.index("Message Header")


def test_a_finding_about_a_response_is_in_its_summary(wireshark, flow_capture):
    (final,) = [one for one in wireshark.responses(flow_capture("486-after-cancel")) if one.code == 486]
    assert final.summary == "SIP Response Code: 486 Busy Here, not 487 after CANCEL"


def test_nothing_of_it_when_switched_off(wireshark, flow_capture):
    for name in CASES:
        capture = flow_capture(name)
        rows = wireshark.fields(capture, ["sipcodes.rule"], "-2", preferences={"sipcodes.track_calls": "FALSE"})
        assert not [found for (names,) in rows for found in names if found in flows.OF_SEVERAL_MESSAGES]


def test_hints_know_the_flow(wireshark, flow_capture):
    hints = {name: wireshark.fields(flow_capture(name), ["sipcodes.hint"]) for name in ("wrong-password", "stale-missing", "486-after-cancel")}
    assert hints["wrong-password"][3] != hints["wrong-password"][1]
    assert hints["stale-missing"][5] not in (hints["wrong-password"][1], hints["wrong-password"][3])
