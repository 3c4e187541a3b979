# SPDX-License-Identifier: GPL-2.0-or-later
"""Every field asked for alone has the values that it has among all others.

tshark builds only the items that are asked for, so a field that hangs on another one would be missing.
"""
import pytest

from one_of_each import PREFERENCES
from test_names import pinned_names

# Exists to be switched on and off, and is never in a tree.
NEVER_IN_A_TREE = {"sipcodes_frame_end"}
NAMES = [name for name in pinned_names() if name not in NEVER_IN_A_TREE]


@pytest.fixture(scope="module")
def all_values(wireshark, mixed_capture):
    rows = wireshark.fields(mixed_capture, NAMES, preferences=PREFERENCES)
    return {name: [row[column] for row in rows] for column, name in enumerate(NAMES)}


@pytest.mark.parametrize("name", NAMES)
def test_field_alone(wireshark, mixed_capture, all_values, name):
    assert any(all_values[name]), f"nothing shows {name}: add a response to tests/tshark/one_of_each.py"
    assert [row[0] for row in wireshark.fields(mixed_capture, [name], preferences=PREFERENCES)] == all_values[name]


def test_fields_alone_after_a_first_pass(wireshark, mixed_capture, all_values):
    rows = wireshark.fields(mixed_capture, NAMES, "-2", preferences=PREFERENCES)
    assert {name: [row[column] for row in rows] for column, name in enumerate(NAMES)} == all_values
