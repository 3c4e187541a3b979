# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch over a recording in pieces: what goes on from one into the next is as in the whole."""
import csv
import io
import shutil

import pytest

import little_captures
from batches import folder_of, report, run, shipped, split, totals
from wireshark_programs import PROJECT

pytestmark = pytest.mark.skipif(not shutil.which("parallel"), reason="parallel is not installed")
SHIPPED = sorted((PROJECT / "pcaps").glob("*.pcapng"))


@pytest.mark.slow
@pytest.mark.parametrize("name, frames", [
    ("call-failures", 20), ("register-call-udp", 7), ("fork-two-answers", 5), ("fork-two-answers", 11), ("proxy-tcp", 20)])
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


@pytest.mark.slow
def test_calls_name_the_piece_in_which_they_begin(wireshark):
    folder = split(wireshark, shipped("register-call-udp"), 7)
    rows = list(csv.DictReader(io.StringIO(run(wireshark, "--csv", folder).stdout)))
    whole = list(csv.DictReader(io.StringIO(run(wireshark, "--csv", shipped("register-call-udp")).stdout)))
    pieces = [str(piece) for piece in sorted(folder.iterdir())]
    assert [7 * pieces.index(row["file"]) + int(row["frame"]) for row in rows] == [int(row["frame"]) for row in whole]
    same = ("outcome", "setup_time", "duration", "ended_by")
    assert [[row[name] for name in same] for row in rows] == [[row[name] for name in same] for row in whole]


@pytest.mark.slow
def test_what_is_encrypted_or_in_several_segments_is_told_as_not_put_together(wireshark):
    said = report(wireshark, split(wireshark, shipped("call-tcp"), 7))
    assert said["not_stitched"] == 1 and any("1 could not be" in note for note in said["notes"])



@pytest.mark.slow
def test_no_call_goes_on_where_a_piece_is_missing_or_at_the_same_time(wireshark):
    folder = split(wireshark, shipped("register-call-udp"), 7)
    pieces = sorted(folder.iterdir())
    pieces[1].unlink()
    assert report(wireshark, folder)["pieces"] in (0, len(pieces) - 2)
    copies = folder_of(wireshark, {f"call-{number}.pcapng": shipped("register-call-udp") for number in range(3)})
    said, one = report(wireshark, copies), report(wireshark, shipped("register-call-udp"))
    assert said["pieces"] == 0 and said["responses"] == 3 * one["responses"]


@pytest.mark.slow
def test_copies_of_one_frame_are_no_pieces(wireshark, little_capture):
    capture = little_capture([little_captures.datagram(little_captures.response("486 Busy Here"))])
    said = report(wireshark, folder_of(wireshark, {f"copy-{number}.pcap": capture for number in range(3)}))
    assert (said["pieces"], said["responses"], said["resent"]) == (0, 3, 0)


@pytest.mark.slow
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
