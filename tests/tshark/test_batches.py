# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch: one report of many captures. What is added up has to be what one run over all of it says."""
import collections
import csv
import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import time

import pytest

import batches
import little_captures
from batches import folder_of, report, run, split, totals
from statistics_outputs import json_of
from wireshark_programs import PROJECT

pytestmark = pytest.mark.skipif(not shutil.which("parallel"), reason="parallel is not installed")
SHIPPED = sorted((PROJECT / "pcaps").glob("*.pcapng"))
CALLS = ["call-failures", "register-call-udp", "fork-two-answers", "cancelled", "transfer", "rtp-call-short"]


def shipped(name):
    return PROJECT / "pcaps" / f"{name}.pcapng"


# ---- Adding up

def test_sums_are_those_of_tshark_over_each_file(wireshark):
    said = report(wireshark, PROJECT / "pcaps")
    codes, numbers = collections.Counter(), collections.Counter()
    for capture in SHIPPED:
        one = json_of(wireshark.tshark(capture, "-q", "-z", "sipcodes,json"))
        codes.update({(row["code"], row["method"]): row["count"] for row in one["codes"]})
        numbers.update({name: one[name] for name in ("responses", "resent", "fragments", "quoted")})
        numbers.update({"attempts": one["calls"]["attempts"]})
    assert {(row["code"], row["method"]): row["count"] for row in said["codes"]} == codes
    assert {**{name: said[name] for name in ("responses", "resent", "fragments", "quoted")}, "attempts": said["calls"]["attempts"]} == numbers
    assert said["captures"] == len(SHIPPED) and said["failed"] == []


def test_responses_are_as_many_as_another_way_counts(wireshark):
    counted = sum(len(code) for name in CALLS for (code,) in wireshark.fields(shipped(name), ["sip.Status-Code"], "-Y", "sip.Status-Code"))
    said = report(wireshark, *map(shipped, CALLS))
    assert said["responses"] == counted > 100


def test_several_files_are_as_one_run_over_all_of_them(wireshark):
    """Delays and ratios too, which cannot be made of other medians and percents."""
    merged = wireshark.merged(map(shipped, CALLS))
    one = json_of(wireshark.tshark(merged, "-q", "-z", "sipcodes,json"))
    several = totals(report(wireshark, *map(shipped, CALLS)))
    for name in ("responses", "resent", "calls", "ratios", "delays"):
        assert several[name] == one[name], name
    for name in ("responders", "domains"):
        assert by_key(several[name]) == by_key(one[name]), name


def by_key(rows):
    found = {}
    for row in rows:
        key = row.get("address", row.get("domain"))
        found[key] = {**row, "outcomes": sorted(row["outcomes"], key=lambda one: one["outcome"])}
    return found


def test_places_name_the_file(wireshark):
    said = report(wireshark, *map(shipped, ["call-failures", "no-sip", "transfer"]))
    by_code = {(row["code"], row["method"]): row for row in said["codes"]}
    refer = by_code[202, "REFER"]
    assert (refer["first_file"], refer["first_frame"]) == (str(shipped("transfer")), refer["first_frame"])
    frames = wireshark.frames(shipped("transfer"), "sip.Status-Code == 202")
    assert refer["first_frame"] == frames[0] and refer["last_frame"] == frames[-1]


def test_compressed_captures_and_folders_below(wireshark):
    whole = shipped("call-failures").read_bytes()
    if not shutil.which("zstd"):
        pytest.skip("zstd is not installed")
    zst = subprocess.run(["zstd", "-qc"], input=whole, capture_output=True, check=True).stdout
    folder = folder_of(wireshark, {"a/one.pcapng": whole, "b/c/two.pcapng.gz": gzip.compress(whole), "three.pcapng.zst": zst,
                                   "notes.txt": b"no capture"})
    one = report(wireshark, shipped("call-failures"))
    said = report(wireshark, folder)
    assert (said["captures"], said["responses"], said["failed"]) == (3, 3 * one["responses"], [])


# ---- What a boundary cuts

@pytest.mark.parametrize("name, frames", [("call-failures", 20), ("register-call-udp", 7), ("fork-two-answers", 5), ("proxy-tcp", 20)])
def test_recording_in_pieces_is_as_the_whole(wireshark, name, frames):
    said = report(wireshark, split(wireshark, shipped(name), frames))
    assert totals(said) == totals(report(wireshark, shipped(name)))
    assert said["pieces"] > 1 and said["stitched"] > 0 and said["not_stitched"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("frames", [11])
@pytest.mark.parametrize("capture", [one for one in SHIPPED if one.stem not in ("call-tls", "call-tcp", "call-websocket")],
                         ids=lambda one: one.stem)
def test_each_recording_in_pieces_is_as_the_whole(wireshark, capture, frames):
    said = report(wireshark, split(wireshark, capture, frames))
    if said["not_stitched"] == 0:
        assert totals(said) == totals(report(wireshark, capture))


def test_calls_name_the_piece_in_which_they_begin(wireshark):
    folder = split(wireshark, shipped("register-call-udp"), 7)
    rows = list(csv.DictReader(io.StringIO(run(wireshark, "--csv", folder).stdout)))
    whole = list(csv.DictReader(io.StringIO(run(wireshark, "--csv", shipped("register-call-udp")).stdout)))
    pieces = [str(piece) for piece in sorted(folder.iterdir())]
    assert [7 * pieces.index(row["file"]) + int(row["frame"]) for row in rows] == [int(row["frame"]) for row in whole]
    same = ("outcome", "setup_time", "duration", "ended_by")
    assert [[row[name] for name in same] for row in rows] == [[row[name] for name in same] for row in whole]


def test_what_is_encrypted_or_in_several_segments_is_told_as_not_put_together(wireshark):
    said = report(wireshark, split(wireshark, shipped("call-tcp"), 7))
    assert said["not_stitched"] == 1 and any("1 could not be" in note for note in said["notes"])



def test_no_call_goes_on_where_a_piece_is_missing_or_at_the_same_time(wireshark):
    folder = split(wireshark, shipped("register-call-udp"), 7)
    pieces = sorted(folder.iterdir())
    pieces[1].unlink()
    assert report(wireshark, folder)["pieces"] in (0, len(pieces) - 2)
    copies = folder_of(wireshark, {f"call-{number}.pcapng": shipped("register-call-udp") for number in range(3)})
    said, one = report(wireshark, copies), report(wireshark, shipped("register-call-udp"))
    assert said["pieces"] == 0 and said["responses"] == 3 * one["responses"]


def test_silence_after_a_piece_is_told_by_the_next(wireshark):
    """An INVITE that nobody answers: the capture goes on for long enough in the next piece alone."""
    packets = [(0.0, little_captures.datagram(little_captures.request())), (1.0, little_captures.datagram(b"x", port=9)),
               (60.0, little_captures.datagram(b"x", port=9)), (61.0, little_captures.datagram(b"x", port=9))]
    folder = wireshark.new_folder()
    folder.chmod(0o755)
    for number in range(2):
        little_captures.write_timed(folder / f"r_0000{number}_2023111422132{number}.pcap", packets[2 * number:2 * number + 2])
    said = report(wireshark, folder)
    assert {row["outcome"]: row["calls"] for row in said["outcomes"]} == {"No response": 1}
    assert [row["count"] for row in said["unanswered"]] == [1]
    assert report(wireshark, sorted(folder.iterdir())[0])["calls"]["undetermined"] == 1


# ---- Faster, with the same counts

@pytest.mark.parametrize("options", [["--fast"], ["--fast", "--ports", "5060,5070,5080"]])
def test_fast_counts_the_same(wireshark, options):
    captures = [shipped(name) for name in (*CALLS, "rtp-call", "call-tcp", "call-ipv6", "reasons")]
    whole, fast = report(wireshark, *captures), report(wireshark, *options, *captures)
    assert {**fast, "notes": []} == {**whole, "notes": []}
    assert "Left out" in fast["notes"][-len(options) // 2] and whole["notes"] == []


def test_ports_leave_out_others_and_say_how_many(wireshark):
    said = report(wireshark, "--fast", "--ports", "5999", shipped("rtp-call"))
    frames = len(wireshark.frames(shipped("rtp-call"), "frame"))
    assert said["responses"] == 0 and any(f" {frames} of others" in note for note in said["notes"])


# ---- What cannot be read

def broken_captures(wireshark):
    whole = shipped("call-failures").read_bytes()
    return folder_of(wireshark, {"cut.pcapng": whole[:-30], "empty.pcap": b"", "text.pcap": b"no capture, but its name\n" * 9, "whole.pcapng": whole})


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


def test_cut_piece_of_a_series_is_told_as_well(wireshark):
    folder = split(wireshark, shipped("call-failures"), 40)
    last = sorted(folder.iterdir())[-1]
    last.write_bytes(last.read_bytes()[:-30])
    (failed,) = report(wireshark, folder, status=1)["failed"]
    assert failed["file"] == str(last) and failed["counted"]


def test_tshark_that_crashes(wireshark):
    """Once, and the work goes on; each time, and it is told."""
    folder = wireshark.new_folder()
    folder.chmod(0o777)
    crash = folder / "tshark"
    for times, status in ((1, 0), (9, 1)):
        (folder / "times").write_text("x" * times)
        (folder / "times").chmod(0o666)
        crash.write_text(f"#!/bin/sh\ncase \" $* \" in *--disable-protocol*) ;; *) exec {shutil.which('tshark')} \"$@\" ;; esac\n"
                         f"if [ -s {folder}/times ]; then\n  dd of={folder}/times bs=1 count=0 seek=$(($(wc -c <{folder}/times) - 1)) 2>/dev/null\n"
                         f"  kill -SEGV $$\nfi\nexec {shutil.which('tshark')} \"$@\"\n")
        crash.chmod(0o755)
        environment = batches.environment(wireshark, TSHARK=str(crash))
        # The first tshark of all only asks for the plugin.
        said = report(wireshark, "--fast", shipped("cancelled"), status=status, environment=environment)
        assert [row["reason"] for row in said["failed"]] == ([] if status == 0 else ["tshark ended with status -11"])


@pytest.mark.parametrize("arguments, status, words", [
    ([], 64, "required"), (["--bogus", "x"], 64, "--bogus"), (["/nonexistent.pcap"], 66, "No such file"), (["--ports", "5060", "x"], 64, "--fast"),
    (["--fast", "--ports", "x", "y"], 64, "--ports"), (["--json", "--csv", "x"], 64, "--csv"), (["--jobs", "0", "x"], 64, "--jobs")], ids=str)
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


def test_interrupted_and_resumed_is_the_same_report(wireshark):
    folder = folder_of(wireshark, {f"{number:02d}/{capture.name}": capture for number in range(2) for capture in SHIPPED})
    whole = run(wireshark, "--json", folder).stdout
    state = wireshark.new_folder() / "state"
    process = subprocess.Popen(batches.command("--json", "--jobs", 1, "--state", state, folder), env=batches.environment(wireshark),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 300
    while len([name for name in files_below(state) if name.endswith(".json.part") or name.endswith(".edge")]) < 5:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    said, words = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM and said == b"" and b"--resume goes on" in words
    done_before = len([name for name in files_below(state / "done") if name.endswith(".json")])
    again = run(wireshark, "--json", "--state", state, "--resume", folder)
    assert again.stdout == whole
    assert f"{done_before} of them done before" in again.stderr and 0 < done_before < 2 * len(SHIPPED)


def test_a_report_of_the_next_night_reads_only_what_is_new(wireshark):
    state = wireshark.new_folder() / "state"
    folder = folder_of(wireshark, {"a.pcapng": shipped("cancelled"), "b.pcapng": shipped("transfer")})
    run(wireshark, "--state", state, folder)
    (folder / "c.pcapng").write_bytes(shipped("call-failures").read_bytes())
    (folder / "b.pcapng").write_bytes(shipped("fork-two-answers").read_bytes())
    again = run(wireshark, "--json", "--state", state, "--resume", folder)
    assert "3 captures, 1 of them done before" in again.stderr
    assert json.loads(again.stdout) == report(wireshark, folder)


def test_nothing_is_left_and_nobody_else_can_look(wireshark):
    environment = batches.environment(wireshark)
    cache = wireshark.new_folder()
    environment["XDG_CACHE_HOME"] = str(cache)
    run(wireshark, shipped("cancelled"), environment=environment)
    assert files_below(cache) == []
    state = wireshark.new_folder() / "state"
    run(wireshark, "--state", state, shipped("cancelled"))
    assert state.stat().st_mode & 0o077 == 0


def test_progress_and_peak_memory(wireshark):
    done = run(wireshark, "--bar", shipped("cancelled"), shipped("transfer"))
    assert "100%" in done.stderr and "MB at most" in done.stderr
    assert run(wireshark, "--quiet", shipped("cancelled")).stderr == ""


# ---- Rows of calls

def test_csv_has_a_row_for_each_call(wireshark):
    said = run(wireshark, "--csv", *map(shipped, CALLS)).stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [int(row["call"]) for row in rows] == list(range(1, len(rows) + 1))
    for name in CALLS:
        mine = [row for row in rows if row["file"] == str(shipped(name))]
        theirs = list(csv.DictReader(io.StringIO(wireshark.tshark(shipped(name), "-q", "-z", "sipcodes,csv"))))
        same = [column for column in theirs[0] if column != "call"] if theirs else []
        assert [{column: row[column] for column in same} for row in mine] == [{column: row[column] for column in same} for row in theirs]


def test_csv_has_the_senders_words_and_no_formulas(wireshark, timed_capture):
    headers = 'Reason: Q.850;cause=34;text="=cmd|\' /C calc\'!A0"\n'
    packets = [(0.0, little_captures.datagram(little_captures.request(), little_captures.CLIENT, little_captures.SERVER)),
               (0.1, little_captures.datagram(little_captures.response("503 Service Unavailable", headers=headers)))]
    (row,) = csv.DictReader(io.StringIO(run(wireshark, "--csv", timed_capture(packets)).stdout))
    assert row["words"] == "'=cmd|' /C calc'!A0" and row["code"] == "503"


def test_attempts_have_what_csv_has_and_more(wireshark):
    lines = [json.loads(line) for line in wireshark.tshark(shipped("call-failures"), "-q", "-z", "sipcodes,attempts").splitlines()]
    calls = [line for line in lines if line["kind"] == "call"]
    rows = list(csv.DictReader(io.StringIO(wireshark.tshark(shipped("call-failures"), "-q", "-z", "sipcodes,csv"))))
    assert [(one["frame"], one["outcome"], one["made_by"]) for one in calls] == [(int(row["frame"]), row["outcome"], row["made_by"]) for row in rows]
    whole = json_of(wireshark.tshark(shipped("call-failures"), "-q", "-z", "sipcodes,json"))
    for ratio in whole["ratios"]:
        added = [one["ratios"].get(ratio["name"], [0, 0]) for one in lines]
        assert [sum(column) for column in zip(*added)] == [ratio["counted"], ratio["among"]]
    for delay in whole["delays"]:
        values = [one["delays_ns"][delay["name"]] for one in lines if delay["name"] in one["delays_ns"]]
        assert len(values) == delay["count"] and (not values or max(values) / 1e9 == pytest.approx(delay["max"]))
    filtered = wireshark.tshark(shipped("call-failures"), "-q", "-z", "sipcodes,attempts,sip.Method == REGISTER").splitlines()
    assert filtered and {json.loads(line)["kind"] for line in filtered} == {"registration"}
