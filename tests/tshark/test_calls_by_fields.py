# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin's calls against a count by another way, from tshark's own fields: attempt by attempt, and the ratios."""
import functools
import re

import pytest

import annotation_dump
import calls_by_fields
import flows
from test_calls import CALLS, TABLES, calls_of
from wireshark_programs import PROJECT

TOLD = dict(part.split("\n", 1) for part in (PROJECT / "pcaps" / "transactions.md").read_text().split("\n## ")[1:])


@pytest.fixture(scope="module")
def compared(wireshark):
    """What calls_by_fields.compare says of a capture; it is asked once."""
    @functools.cache
    def compare(capture):
        return calls_by_fields.compare(wireshark, capture)
    return compare


@pytest.mark.parametrize("capture", annotation_dump.shipped_captures(), ids=lambda path: path.stem)
def test_shipped_captures(compared, capture):
    found, _ = compared(capture)
    assert found == []


def test_there_are_calls_in_them(compared):
    assert sum(compared(capture)[1] for capture in annotation_dump.shipped_captures()) > 100


def test_it_counts_by_itself(wireshark, timed_capture):
    """What it finds in flows is what they are, whatever the plugin says."""
    for name in ("good-call", "both-hops", "challenged-then-answered", "redirected", "cancelled", "rang-out", "never-answered",
                 "early-bye"):
        capture = timed_capture(flows.timed(TABLES[name]))
        text = wireshark.tshark(capture, "-T", "pdml", plugins=wireshark.no_plugins)
        assert "sipcodes" not in text
        rows = calls_by_fields.attempts_of(calls_by_fields.messages_of(text), 1e12)
        assert [(row["frame"], row["outcome"], row["code"] or None) for row in rows] == CALLS[name]


def outcomes_told(text, what):
    """Of "Two attempts: **no_response**, **busy**."."""
    found = re.search(rf"\b{what}s?: ((?:\*\*\w+\*\*(?:, | and )?)+)", text)
    return sorted(word.replace("_", " ").capitalize() for word in re.findall(r"\*\*(\w+)\*\*", found[1])) if found else []


@pytest.mark.parametrize("name", [name for name in TOLD if (PROJECT / "pcaps" / f"{name}.pcapng").exists()])
def test_recorded_calls(wireshark, name):
    """As whoever recorded them says that they ended."""
    capture = PROJECT / "pcaps" / f"{name}.pcapng"
    assert sorted(row["outcome"] for row in calls_of(wireshark, capture)) == outcomes_told(TOLD[name], "attempt")


def test_something_is_told_of_them():
    told = [outcome for text in TOLD.values() for outcome in outcomes_told(text, "attempt")]
    assert len(told) > 10 and {"Answered", "Busy", "Cancelled", "No response"} <= set(told)
