# SPDX-License-Identifier: GPL-2.0-or-later
"""Every field asked for alone has the values that it has among all others.

Only the items that are asked for are built, so a field that hangs on another one would be missing.
"""
import pytest

import sharkd
from one_of_each import PREFERENCES
from test_names import pinned_names
from wireshark_differences import builds_selected_fields_only

# The name under which Wireshark calls the look at the end of a frame; it is never in a tree.
NEVER_IN_A_TREE = {"sipcodes.frame_end"}
NAMES = [name for name in pinned_names() if name not in NEVER_IN_A_TREE]


# What is known when all has been seen, and the names and sentences that come with it.
LATER = {"sipcodes", "sipcodes.response_in", "sipcodes.outcome", "sipcodes.call.outcome", "sipcodes.anomaly", "sipcodes.remark", "sipcodes.rule",
         "sipcodes.brief", "sipcodes.finding", "sipcodes.remark.never_answered", "sipcodes.anomaly.cancel_without_487"}


@pytest.fixture(scope="module")
def all_values(wireshark, mixed_capture):
    rows = wireshark.fields(mixed_capture, NAMES, "-2", preferences=PREFERENCES)
    return {name: [row[column] for row in rows] for column, name in enumerate(NAMES)}


@pytest.mark.parametrize("name", NAMES)
def test_field_is_shown(all_values, name):
    assert any(all_values[name]), f"nothing shows {name}: add a response to tests/tshark/one_of_each.py"


@pytest.fixture(scope="module")
def columns_alone_and_together(wireshark, mixed_capture):
    """Of one process, which builds what a request asks for."""
    groups = [[name] for name in NAMES] + [NAMES[at:at + sharkd.COLUMNS_AT_ONCE] for at in range(0, len(NAMES), sharkd.COLUMNS_AT_ONCE)]
    shown = sharkd.columns(wireshark, mixed_capture, groups, preferences=PREFERENCES)
    return [{name: values for columns in some for name, values in columns.items()} for some in (shown[:len(NAMES)], shown[len(NAMES):])]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_field_alone(request, wireshark, mixed_capture, all_values, name):
    if builds_selected_fields_only(wireshark.version) or not sharkd.is_installed():
        assert [row[0] for row in wireshark.fields(mixed_capture, [name], "-2", preferences=PREFERENCES)] == all_values[name]
    else:
        alone, together = request.getfixturevalue("columns_alone_and_together")
        assert any(alone[name]) and alone[name] == together[name]


@pytest.mark.parametrize("name", ["_ws.expert.message", "_ws.expert.severity", "sipcodes"])
def test_experts_alone(wireshark, mixed_capture, name):
    """Wireshark's own fields have our sentences, too, and the summary line has what is found."""
    together = [row[-1] for row in wireshark.fields(mixed_capture, [*NAMES, name], preferences=PREFERENCES)]
    assert any(together)
    assert [row[0] for row in wireshark.fields(mixed_capture, [name], preferences=PREFERENCES)] == together


def test_fields_without_a_first_pass(wireshark, mixed_capture, all_values):
    rows = wireshark.fields(mixed_capture, NAMES, preferences=PREFERENCES)
    shown = {name: [row[column] for row in rows] for column, name in enumerate(NAMES)}
    assert {name for name in NAMES if shown[name] != all_values[name]} == LATER
