# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin's calls against a count by another way, from tshark's own fields: attempt by attempt, and the ratios."""
import pytest

import annotation_dump
import calls_by_fields
import flows
from test_calls import CALLS, TABLES


@pytest.mark.parametrize("capture", annotation_dump.shipped_captures(), ids=lambda path: path.stem)
def test_shipped_captures(wireshark, capture):
    found, _ = calls_by_fields.compare(wireshark, capture)
    assert found == []


def test_there_are_calls_in_them(wireshark):
    assert sum(calls_by_fields.compare(wireshark, capture)[1] for capture in annotation_dump.shipped_captures()) > 100


def test_it_counts_by_itself(wireshark, timed_capture):
    """What it finds in flows is what they are, whatever the plugin says."""
    for name in ("good-call", "both-hops", "challenged-then-answered", "redirected", "cancelled", "rang-out", "never-answered", "early-bye"):
        capture = timed_capture(flows.timed(TABLES[name]))
        wanted = [{"frame": frame, "outcome": outcome, "code": code or 0, "setup": None} for frame, outcome, code in CALLS[name]]
        text = wireshark.tshark(capture, "-T", "pdml", plugins=wireshark.new_folder())
        assert "sipcodes" not in text
        rows = calls_by_fields.attempts_of(calls_by_fields.messages_of(text), 1e12)
        assert [(row["frame"], row["outcome"], row["code"]) for row in rows] == [(row["frame"], row["outcome"], row["code"]) for row in wanted]
