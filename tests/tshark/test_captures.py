# SPDX-License-Identifier: GPL-2.0-or-later
"""The shipped captures against their expected output."""
import pytest

import annotation_dump
from annotation_dump import JOIN
from wireshark_differences import values_of_selected_fields

CAPTURES = annotation_dump.shipped_captures()
SHOW_AT_MOST = 20

# Correct calls through correct servers.
CORRECT_CALLS = ["register-call-udp", "call-tcp", "call-tls", "call-ipv6", "call-websocket", "rtp-call"]


def name_of(capture):
    return capture.stem


def read_expected(capture):
    file = annotation_dump.expected_file(capture)
    assert file.exists(), f"{file.name} is missing: run tests/tshark/regenerate, and read what it writes"
    return annotation_dump.table_from(file.read_text())


def complain(differences):
    if differences:
        more = len(differences) - SHOW_AT_MOST
        pytest.fail("\n".join(differences[:SHOW_AT_MOST] + ([f"and {more} more"] if more > 0 else [])), pytrace=False)


@pytest.fixture(scope="module")
def types(wireshark):
    return wireshark.registered_names()


def test_there_are_captures():
    assert CAPTURES


def test_each_expected_file_has_its_capture():
    known = {annotation_dump.expected_file(capture) for capture in CAPTURES}
    assert set(annotation_dump.EXPECTED.glob("*.tsv")) == known


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_annotations_are_as_expected(wireshark, types, capture, passes):
    actual = annotation_dump.table_of(wireshark.responses(capture, *passes), types)
    complain(annotation_dump.differences(read_expected(capture), actual))


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_printed_is_as_expected(wireshark, capture):
    expected = [line for line in annotation_dump.PRINTED.read_text().splitlines() if f"  {capture.stem} " in line]
    assert annotation_dump.checksums(wireshark, capture) == expected, "compare with what another version of Wireshark prints"


def is_added_by_the_post_dissector(cells, is_first):
    """Whether the row is about a response without a phrase, for which the SIP dissector does not call the plugin (sipfrag does
    for a fragment), or about a refused status line over TCP. Over UDP that one is added first, before SIP itself.
    """
    if not cells["sipcodes.code"]:
        return not is_first
    return "phrase_empty" in cells.get("sipcodes.remark", "") and not cells.get("sipcodes.fragment")


def responses_by_frame(header, rows):
    """{frame: [(cells, whether the post-dissector adds it)]}"""
    frames = {}
    for row in rows:
        cells = dict(zip(header, row))
        found = frames.setdefault(cells["frame"], [])
        found.append((cells, is_added_by_the_post_dissector(cells, not found)))
    return frames


def values_by_frame(version, header, rows, names):
    """{frame: {name: values}}"""
    return {frame: {name: [value for cells in values_of_selected_fields(version, responses) if cells[name]
                           for value in cells[name].split(JOIN)] for name in names}
            for frame, responses in responses_by_frame(header, rows).items()}


# A protocol's own field shows the summary.
SUMMARY = "sipcodes"


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_fields_are_as_expected(wireshark, types, capture):
    """The same without a visible tree, which is how most people collect them."""
    header, *rows = read_expected(capture)
    names = [name for name in header if types.get(name, "none") not in ("none", "protocol")]
    header = [SUMMARY if name == "summary" else name for name in header]
    names.append(SUMMARY)
    differences = []
    expected = values_by_frame(wireshark.version, header, rows, names)
    for (frame,), *values in wireshark.fields(capture, ["frame.number", *names]):
        values = {name: annotation_dump.plain(name, found, types) for name, found in zip(names, values)}
        wanted = expected.pop(frame, {name: [] for name in names})
        differences += [f"frame {frame}, {name}: {values[name]} instead of {wanted[name]}"
                        for name in names if values[name] != wanted[name]]
    complain(differences + [f"frame {frame} is missing" for frame in expected])


@pytest.mark.parametrize("name", CORRECT_CALLS)
def test_correct_calls_show_no_warning(wireshark, name):
    capture = annotation_dump.PROJECT / "pcaps" / f"{name}.pcapng"
    if not capture.exists():
        pytest.skip(f"pcaps/{name}.pcapng is not there")
    responses = wireshark.responses(capture)
    assert responses, "no response is annotated"
    complain([f"{response}: {severity}: {sentence}" for response in responses
              for severity, _, sentence in response.experts if severity in ("warn", "error")])
