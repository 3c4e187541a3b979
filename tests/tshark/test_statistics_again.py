# SPDX-License-Identifier: GPL-2.0-or-later
"""A file that is read again: its statistics start from nothing."""
import os
import pathlib
import re
import shutil

import pytest

from little_captures import datagram, response
from statistics_outputs import MANY, NOTIFY_OF_603, OTHER, SHOWN, below, json_of, many, name_of, tree_items


@pytest.fixture(scope="module")
def set_back(wireshark):
    """Runs tshark with all statistics set back to nothing before a frame is counted."""
    plugin = os.environ.get("SIPCODES_TAP_RESET")
    if not plugin or not pathlib.Path(plugin).exists():
        raise RuntimeError(f"SIPCODES_TAP_RESET={plugin} does not name the built test plugin: run the tests with ctest")
    folder = wireshark.new_folder() / "plugins"
    shutil.copytree(wireshark.plugins, folder)
    (epan,) = folder.glob("*/epan")
    shutil.copyfile(plugin, epan / "tap_reset.so")
    for path in (folder.parent, folder, *folder.rglob("*")):
        path.chmod(0o755)

    def run(capture, frame, *options):
        return wireshark.tshark(capture, "-q", *options, preferences={"tapreset.frame": frame}, plugins=folder)
    return run


def without_frames(text):
    """Statistics without what tells where in the file a response stands."""
    lines = [line for line in text.split("\n") if not re.match(r' *"(first|last)_frame"', line)]
    lines = [re.sub(r"^(   \d{3} .*%  +\d+) .*", r"\1", line) for line in lines]
    return [re.sub(r"^(  \w+ +(?:error|warning|note|chat) .* \d+) +\d+  ", r"\1", line) for line in lines]


def test_a_file_read_again_starts_from_nothing(wireshark, little_capture, set_back):
    """Codes, anomalies, addresses and totals: what was counted before is in none of them."""
    before = [datagram(response("499 x", call="a")), datagram(response("486 Busy Here", call="b"), source=OTHER),
              datagram(response("486 Busy Here", call="b"), source=OTHER), datagram(NOTIFY_OF_603)]
    after = [datagram(response("486 Busy Here", call="c")), datagram(response("401 Unauthorized", "REGISTER", call="d")),
             datagram(response("404 Not Found", "OPTIONS", call="e"))]
    both = ("-z", "sipcodes,json", "-z", "sipcodes,report")
    again = set_back(little_capture(before + after), len(before) + 1, *both)
    assert without_frames(again) == without_frames(wireshark.tshark(little_capture(after), "-q", *both))
    document = json_of(again)
    assert document["responses"] == 3 and document["fragments"] == document["resent"] == 0
    assert [row["address"] for row in document["addresses"]] == ["192.0.2.1"]
    assert {row["name"]: (row["count"], row["first_frame"]) for row in document["anomalies"]} == {"unauthorized_challenge": (1, 6)}


def test_the_tree_of_a_file_read_again_starts_from_nothing(wireshark, little_capture, set_back):
    """How busy an address was before does not count either: again, the first thousand have nodes of their own."""
    before = many(("486 x", range(SHOWN)), ("486 x", range(SHOWN)), ("486 x", range(SHOWN)))
    after = many(("486 x", range(1, MANY)))
    text = set_back(little_capture(before + after), len(before) + 1, "-z", "sipcodes,tree")
    found = below(tree_items(text), "Responses by address")
    # Wireshark keeps the nodes themselves.
    assert found.pop(name_of(0)) == 0
    assert found == {**{name_of(number): 1 for number in range(1, SHOWN + 1)}, "Other addresses": MANY - SHOWN - 1}
