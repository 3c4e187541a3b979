# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch/boundaries.py: which calls are put together from the captures in which they go on."""
import sys

import pytest

from checkout import PROJECT

sys.path.insert(0, str(PROJECT / "scripts" / "batch"))
import boundaries  # noqa: E402  pylint: disable=wrong-import-position
from sip_frames import Message  # noqa: E402  pylint: disable=wrong-import-position

CALL, SECOND = b"call-id.", 1000000000
INVITED = [(0, 0, 1, b"INVITE"), (1, 200, 1, b"INVITE"), (2, 0, 1, b"ACK")]
ENDED = [(90, 0, 3, b"BYE"), (91, 200, 3, b"BYE")]
REGISTERED = [(0, 0, 1, b"REGISTER"), (1, 200, 1, b"REGISTER")]


def scan(messages):
    """Of a capture with one Call-ID: (second, code or 0, CSeq's number, method)."""
    seen = boundaries.Seen()
    for second, code, cseq, method in messages:
        seen.take(Message(CALL, code, cseq, method), (second + 1) * SECOND)
    return boundaries.Scan(seen.first, seen.last, {CALL: seen})


def planned(*captures):
    return boundaries.plan_series(map(scan, captures), len(captures))


@pytest.mark.parametrize("at", [3, 80], ids=["soon", "long-after"])
def test_call_goes_on_over_a_capture_that_has_only_a_notify_of_it(at):
    notified = [(at, 0, 2, b"NOTIFY"), (at + 1, 200, 2, b"NOTIFY")]
    plan = planned(INVITED, notified, [(85, 0, 4, b"NOTIFY"), (86, 200, 4, b"NOTIFY"), *ENDED])
    assert plan.moved == [{CALL}] * 3 and (plan.stitched, plan.not_stitched) == (1, 0)


def test_call_that_has_ended_is_not_put_together_with_what_has_its_call_id_later():
    plan = planned([*INVITED, *ENDED], [(95, 0, 4, b"NOTIFY"), (96, 200, 4, b"NOTIFY")])
    assert plan.moved == [set(), set()] and plan.stitched == 0


def test_registrations_of_one_call_id_are_not_put_together():
    plan = planned(REGISTERED, [(60, 0, 2, b"REGISTER"), (61, 200, 2, b"REGISTER")])
    assert plan.moved == [set(), set()] and plan.stitched == 0
