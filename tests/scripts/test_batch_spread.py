# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch/spread.py: how many run at once, and whether each waits for memory."""
import sys

import pytest

from checkout import PROJECT

sys.path.insert(0, str(PROJECT / "scripts" / "batch"))
import spread  # noqa: E402  pylint: disable=wrong-import-position
from state import State  # noqa: E402  pylint: disable=wrong-import-position

NEED = spread.memory_of(0)


@pytest.mark.parametrize("free, jobs", [(100 * NEED, 4), (3 * NEED, 2), (NEED // 2, 1)])
def test_no_more_at_once_than_memory_allows(monkeypatch, free, jobs):
    monkeypatch.setattr(spread, "memory_free", lambda: free)
    assert spread.jobs_at_once([0] * 9, 4) == jobs


@pytest.mark.parametrize("free, hosts, waits", [(9 * NEED, None, False), (7 * NEED, None, True), (9 * NEED, "hosts", True)])
def test_jobs_wait_for_memory_where_it_may_run_short(monkeypatch, tmp_path, free, hosts, waits):
    """Other machines may have less of it than this one."""
    monkeypatch.setattr(spread, "memory_free", lambda: free)
    how = spread.Spread(["worker"], jobs=2, hosts=hosts)
    assert ("--memfree" in spread._command(how, State(str(tmp_path / "state"), False), "work", [0, 0])) == waits
