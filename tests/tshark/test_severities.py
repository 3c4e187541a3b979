# SPDX-License-Identifier: GPL-2.0-or-later
"""Each rule and anomaly has one severity: the table's, or the user's own."""
import pytest

from little_captures import datagram, response, segments

OLD_BRANCH = response("486 Busy Here", call="old").replace(b"branch=z9hG4bK", b"branch=")
NO_CHALLENGE = response("401 Unauthorized", "REGISTER", call="no-challenge")
BAD_WARNING = response("486 Busy Here", call="warning", headers='Warning: 1 pbx "x"\n')
OLD = "sipcodes.anomaly.via_branch"
WARNING = "sipcodes.anomaly.warning_code"
CHALLENGE = "sipcodes.anomaly.unauthorized_challenge"


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([datagram(OLD_BRANCH), datagram(NO_CHALLENGE), datagram(BAD_WARNING)])


def severities(wireshark, capture, **users):
    options = [word for name, severity in users.items() for word in ("-o", f'uat:expert_severity:"sipcodes.anomaly.{name}","{severity}"')]
    return {name: severity for r in wireshark.responses(capture, *options) for severity, name, _ in r.experts}


def test_by_default(wireshark, capture):
    assert severities(wireshark, capture) == {OLD: "note", WARNING: "warn", CHALLENGE: "warn"}


@pytest.mark.parametrize("severity, shown", [("Chat", "chat"), ("Note", "note"), ("Warning", "warn"), ("Error", "error")])
def test_a_users_own_holds_for_the_rule_alone(wireshark, capture, severity, shown):
    """Also where it is the default of the rule, or of others of its kind."""
    plain = severities(wireshark, capture)
    for name in (OLD, WARNING):
        assert severities(wireshark, capture, **{name.removeprefix("sipcodes.anomaly."): severity}) == {**plain, name: shown}


@pytest.mark.parametrize("limits", [range(1000, 1060, 16), pytest.param(range(1000, 1060, 4), marks=pytest.mark.slow)], ids=str)
def test_an_exception_changes_no_severity(wireshark, little_capture, limits):
    """Wireshark gives a frame up at its limit of tree items, wherever that is reached: the next frame's findings are as ever."""
    (many,) = segments([OLD_BRANCH * 60])
    capture = little_capture([many, datagram(BAD_WARNING), datagram(OLD_BRANCH)])
    for limit in limits:
        rows = wireshark.fields(capture, ["_ws.expert.severity", WARNING, OLD], "-Y", "frame.number > 1",
                                preferences={"gui.max_tree_items": limit}, quiet=False)
        assert [row[0] for row in rows] == [[str(0x600000)], [str(0x400000)]], f"at a limit of {limit} items"
