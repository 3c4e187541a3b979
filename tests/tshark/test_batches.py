# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch: one report of many captures. What is added up has to be what one run over all of it says."""
import collections
import csv
import gzip
import io
import json
import shutil
import subprocess

import pytest

import little_captures
from batches import folder_of, report, run, shipped, totals
from statistics_outputs import json_of
from wireshark_programs import PROJECT

pytestmark = pytest.mark.skipif(not shutil.which("parallel"), reason="parallel is not installed")
SHIPPED = sorted((PROJECT / "pcaps").glob("*.pcapng"))
CALLS = ["call-failures", "register-call-udp", "fork-two-answers", "cancelled", "transfer", "rtp-call-short"]


# ---- Adding up

@pytest.mark.slow
def test_sums_are_those_of_tshark_over_each_file(wireshark):
    said = report(wireshark, PROJECT / "pcaps")
    codes, numbers = collections.Counter(), collections.Counter()
    for capture in SHIPPED:
        one = json_of(wireshark.tshark(capture, "-q", "-z", "sipcodes,json"))
        codes.update({(row["code"], row["method"]): row["count"] for row in one["codes"]})
        numbers.update({name: one[name] for name in ("responses", "resent", "fragments", "quoted")})
        numbers.update({"attempts": one["calls"]["attempts"]})
    assert {(row["code"], row["method"]): row["count"] for row in said["codes"]} == codes
    added = {name: said[name] for name in ("responses", "resent", "fragments", "quoted")}
    assert {**added, "attempts": said["calls"]["attempts"]} == numbers
    assert said["captures"] == len(SHIPPED) and said["failed"] == []


@pytest.mark.slow
def test_responses_are_as_many_as_another_way_counts(wireshark):
    fields = (row for name in CALLS for row in wireshark.fields(shipped(name), ["sip.Status-Code"], "-Y", "sip.Status-Code"))
    counted = sum(len(codes) for (codes,) in fields)
    said = report(wireshark, *map(shipped, CALLS))
    assert said["responses"] == counted > 100


@pytest.mark.slow
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


@pytest.mark.slow
def test_places_name_the_file(wireshark):
    said = report(wireshark, *map(shipped, ["call-failures", "no-sip", "transfer"]))
    by_code = {(row["code"], row["method"]): row for row in said["codes"]}
    refer = by_code[202, "REFER"]
    assert (refer["first_file"], refer["first_frame"]) == (str(shipped("transfer")), refer["first_frame"])
    frames = wireshark.frames(shipped("transfer"), "sip.Status-Code == 202")
    assert refer["first_frame"] == frames[0] and refer["last_frame"] == frames[-1]


@pytest.mark.slow
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


# ---- Faster, with the same counts

@pytest.mark.slow
@pytest.mark.parametrize("options", [["--fast"], ["--fast", "--ports", "5060,5070,5080"]])
def test_fast_counts_the_same(wireshark, options):
    captures = [shipped(name) for name in (*CALLS, "rtp-call", "call-tcp", "call-ipv6", "reasons")]
    whole, fast = report(wireshark, *captures), report(wireshark, *options, *captures)
    assert {**fast, "notes": []} == {**whole, "notes": []}
    assert "Left out" in fast["notes"][-len(options) // 2] and whole["notes"] == []


@pytest.mark.slow
def test_ports_leave_out_others_and_say_how_many(wireshark):
    said = report(wireshark, "--fast", "--ports", "5999", shipped("rtp-call"))
    frames = len(wireshark.frames(shipped("rtp-call"), "frame"))
    assert said["responses"] == 0 and any(f" {frames} of others" in note for note in said["notes"])


# ---- Rows of calls

@pytest.mark.slow
def test_csv_has_a_row_for_each_call(wireshark):
    said = run(wireshark, "--csv", *map(shipped, CALLS)).stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [int(row["call"]) for row in rows] == list(range(1, len(rows) + 1))
    for name in CALLS:
        mine = [row for row in rows if row["file"] == str(shipped(name))]
        theirs = list(csv.DictReader(io.StringIO(wireshark.tshark(shipped(name), "-q", "-z", "sipcodes,csv"))))
        same = [column for column in theirs[0] if column != "call"] if theirs else []
        assert [{column: row[column] for column in same} for row in mine] == [{column: row[column] for column in same} for row in theirs]


@pytest.mark.slow
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
    assert [(str(one["frame"]), one["outcome"], one["made_by"]) for one in calls] == [
        (row["frame"], row["outcome"], row["made_by"]) for row in rows]
    whole = json_of(wireshark.tshark(shipped("call-failures"), "-q", "-z", "sipcodes,json"))
    for ratio in whole["ratios"]:
        added = [one["ratios"].get(ratio["name"], [0, 0]) for one in lines]
        assert [sum(column) for column in zip(*added)] == [ratio["counted"], ratio["among"]]
    for delay in whole["delays"]:
        values = [one["delays_ns"][delay["name"]] for one in lines if delay["name"] in one["delays_ns"]]
        assert len(values) == delay["count"] and (not values or max(values) / 1e9 == pytest.approx(delay["max"]))
    filtered = wireshark.tshark(shipped("call-failures"), "-q", "-z", "sipcodes,attempts,sip.Method == REGISTER").splitlines()
    assert filtered and {json.loads(line)["kind"] for line in filtered} == {"registration"}
