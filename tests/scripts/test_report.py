# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/report: the batches of a checkout. What they print, tests/tshark/test_batches*.py test."""
import json
import shutil

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("parallel"), reason="parallel is not installed")


def assert_refused(done, words):
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith("report: ") and words in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.slow
def test_report_of_the_shipped_captures(built):
    done = built.script("report", "--json", built.project / "pcaps")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["captures"] == len(list((built.project / "pcaps").glob("*.pcapng"))) and said["failed"] == [] and said["responses"] > 500


@pytest.mark.slow
def test_nothing_is_left(built):
    environment = built.environment()
    done = built.script("report", built.project / "pcaps/cancelled.pcapng", environment=environment)
    assert done.returncode == 0, done.stderr
    for folder in ("TMPDIR", "HOME"):
        left = [path for path in built.base.joinpath(environment[folder]).rglob("*") if path.is_file()]
        assert left == []


def test_refusal_in_one_line(checkout):
    assert_refused(checkout.script("report"), "name captures")


@pytest.mark.slow
def test_refusal_of_an_option_in_one_line(built):
    assert_refused(built.script("report", "--bogus", "x"), "--bogus")


def test_help(checkout):
    done = checkout.script("report", "--help")
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("usage: scripts/report")
