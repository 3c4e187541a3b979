# SPDX-License-Identifier: GPL-2.0-or-later
"""The shipped captures against their expected output."""
import pytest

import annotation_dump
from annotation_dump import JOIN

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


def values_by_frame(header, rows, names):
    frames = {}
    for row in rows:
        cells = dict(zip(header, row))
        values = frames.setdefault(cells["frame"], {name: [] for name in names})
        for name in names:
            if cells[name]:
                values[name] += cells[name].split(JOIN)
    return frames


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_fields_are_as_expected(wireshark, types, capture):
    """The same without a visible tree, which is how most people collect them."""
    header, *rows = read_expected(capture)
    names = [name for name in header if types.get(name, "none") not in ("none", "protocol")]
    differences = []
    expected = values_by_frame(header, rows, names)
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
