# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch where captures are broken, tshark crashes, or the work is interrupted: nothing is lost."""
import json
import os
import shutil
import signal
import subprocess
import time

import pytest

import batches
from batches import folder_of, report, run, shipped, split

pytestmark = pytest.mark.skipif(not shutil.which("parallel"), reason="parallel is not installed")


# ---- What cannot be read

def broken_captures(wireshark):
    whole = shipped("call-failures").read_bytes()
    return folder_of(wireshark, {"cut.pcapng": whole[:-30], "empty.pcap": b"", "text.pcap": b"no capture, but its name\n" * 9,
                                 "whole.pcapng": whole})


@pytest.mark.slow
def test_broken_captures_are_named_and_the_others_counted(wireshark):
    folder = broken_captures(wireshark)
    one = report(wireshark, shipped("call-failures"))
    said = report(wireshark, folder, status=1)
    failed = {os.path.basename(row["file"]): row for row in said["failed"]}
    assert set(failed) == {"cut.pcapng", "empty.pcap", "text.pcap"}
    assert failed["cut.pcapng"]["counted"] and "cut short" in failed["cut.pcapng"]["reason"]
    assert not failed["text.pcap"]["counted"]
    assert one["responses"] < said["responses"] <= 2 * one["responses"]
    last_lines = run(wireshark, folder, status=1).stdout.splitlines()[-4:]
    assert last_lines[0] == "Could not be read: 3 captures" and all(line.startswith(f"  {folder}") for line in last_lines[1:])


@pytest.mark.slow
def test_cut_piece_of_a_series_is_told_as_well(wireshark):
    folder = split(wireshark, shipped("call-failures"), 40)
    last = sorted(folder.iterdir())[-1]
    last.write_bytes(last.read_bytes()[:-30])
    (failed,) = report(wireshark, folder, status=1)["failed"]
    assert failed["file"] == str(last) and failed["counted"]


# As often as the file is long, where it reads a capture.
CRASH = """#!/bin/sh
case " $* " in *--disable-protocol*) ;; *) exec {tshark} "$@" ;; esac
if [ -s {folder}/times ]; then
    dd of={folder}/times bs=1 count=0 seek=$(($(wc -c <{folder}/times) - 1)) 2>/dev/null
    kill -SEGV $$
fi
exec {tshark} "$@"
"""


@pytest.mark.slow
def test_tshark_that_crashes(wireshark):
    """Once, and the work goes on; each time, and it is told."""
    folder = wireshark.new_folder()
    folder.chmod(0o777)
    crash = folder / "tshark"
    for times, status in ((1, 0), (9, 1)):
        (folder / "times").write_text("x" * times)
        (folder / "times").chmod(0o666)
        environment = batches.environment(wireshark)
        crash.write_text(CRASH.format(tshark=environment.get("TSHARK", shutil.which("tshark")), folder=folder))
        crash.chmod(0o755)
        environment["TSHARK"] = str(crash)
        said = report(wireshark, "--fast", shipped("cancelled"), status=status, environment=environment)
        assert [row["reason"] for row in said["failed"]] == ([] if status == 0 else ["tshark ended with status -11"])


@pytest.mark.parametrize("arguments, status, words", [
    ([], 64, "required"), (["--bogus", "x"], 64, "--bogus"), (["/nonexistent.pcap"], 66, "No such file"),
    (["--ports", "5060", "x"], 64, "--fast"), (["--fast", "--ports", "x", "y"], 64, "--ports"),
    (["--json", "--csv", "x"], 64, "--csv"), (["--jobs", "0", "x"], 64, "--jobs")], ids=str)
def test_refusal_says_its_reason_in_one_line(wireshark, arguments, status, words):
    done = run(wireshark, *arguments, status=status)
    assert done.stdout == "" and words in done.stderr and done.stderr.count("\n") == 1


def test_without_the_plugin(wireshark):
    empty = wireshark.new_folder()
    empty.chmod(0o755)
    done = run(wireshark, shipped("cancelled"), status=69, environment=batches.environment(wireshark, WIRESHARK_PLUGIN_DIR=str(empty)))
    assert "does not load the plugin" in done.stderr


# ---- Going on

def files_below(folder):
    return [name for _, _, names in os.walk(folder) for name in names]


@pytest.mark.slow
def test_interrupted_and_resumed_is_the_same_report(wireshark):
    folder = folder_of(wireshark, {f"{number}/{name}.pcapng": shipped(name) for number in range(3) for name in ("cancelled", "transfer")})
    whole = run(wireshark, "--json", folder).stdout
    state = wireshark.new_folder() / "state"
    process = subprocess.Popen(batches.command("--json", "--jobs", 1, "--state", state, folder), env=batches.environment(wireshark),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 300
    while len([name for name in files_below(state / "done") if name == "result.json"]) < 2:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    said, words = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM and said == b"" and b"--resume goes on" in words
    done_before = len([name for name in files_below(state / "done") if name == "result.json"])
    again = run(wireshark, "--json", "--state", state, "--resume", folder)
    assert again.stdout == whole
    assert f"{done_before} of them done before" in again.stderr and 0 < done_before < 6


# Leaves a job behind when it is asked to end, as parallel does with one that it was just about to start.
LOSES_A_JOB = """#!/bin/sh
setsid sleep 1000 &
echo $! >{folder}/lost
exec sleep 1000
"""


def test_no_job_goes_on_after_an_interruption(wireshark):
    folder = wireshark.new_folder()
    parallel = folder / "parallel"
    parallel.write_text(LOSES_A_JOB.format(folder=folder))
    parallel.chmod(0o755)
    environment = batches.environment(wireshark)
    environment["PATH"] = f"{folder}:{environment.get('PATH', os.defpath)}"
    process = subprocess.Popen(batches.command(shipped("cancelled")), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    end = time.monotonic() + 300
    while not (folder / "lost").is_file() or not (folder / "lost").read_text().strip():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    lost = int((folder / "lost").read_text())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(lost, 0)


@pytest.mark.slow
def test_a_report_of_the_next_night_reads_only_what_is_new(wireshark):
    state = wireshark.new_folder() / "state"
    folder = folder_of(wireshark, {"a.pcapng": shipped("cancelled"), "b.pcapng": shipped("transfer")})
    run(wireshark, "--state", state, folder)
    (folder / "c.pcapng").write_bytes(shipped("call-failures").read_bytes())
    (folder / "b.pcapng").write_bytes(shipped("fork-two-answers").read_bytes())
    again = run(wireshark, "--json", "--state", state, "--resume", folder)
    assert "3 captures, 1 of them done before" in again.stderr
    assert json.loads(again.stdout) == report(wireshark, folder)


@pytest.mark.slow
def test_nothing_is_left_and_nobody_else_can_look(wireshark):
    environment = batches.environment(wireshark)
    cache = wireshark.new_folder()
    environment["XDG_CACHE_HOME"] = str(cache)
    run(wireshark, shipped("cancelled"), environment=environment)
    assert files_below(cache) == []
    state = wireshark.new_folder() / "state"
    run(wireshark, "--state", state, shipped("cancelled"))
    assert state.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_progress_and_peak_memory(wireshark):
    done = run(wireshark, "--bar", shipped("cancelled"), shipped("transfer"))
    assert "100%" in done.stderr and "MB at most" in done.stderr
    assert run(wireshark, "--quiet", shipped("cancelled")).stderr == ""
