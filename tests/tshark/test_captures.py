# SPDX-License-Identifier: GPL-2.0-or-later
"""The shipped captures against their expected output."""
import difflib

import pytest

import annotation_dump
from wireshark_differences import values_of_selected_fields
from wireshark_programs import requests_of_pdml, responses_of_pdml

CAPTURES = annotation_dump.shipped_captures()
SHOW_AT_MOST = 20

# Correct calls through correct servers.
CORRECT_CALLS = ["register-call-udp", "call-tcp", "call-tls", "call-ipv6", "call-websocket", "rtp-call", "proxy-tcp", "cancelled",
                 "cancel-race", "fork-one-answers", "fork-two-answers", "prack", "nonce-expired"]


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


@pytest.mark.parametrize("passes", [(), pytest.param(("-2",), marks=pytest.mark.slow)], ids=["one-pass", "two-pass"])
@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_annotations_are_as_expected(wireshark, types, capture, passes):
    actual = annotation_dump.table_of(wireshark.responses(capture, *passes), types)
    complain(annotation_dump.differences(read_expected(capture), actual))


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_printed_is_the_tree(wireshark, capture):
    """What "-V" prints for people has the labels of the tree, in its order."""
    in_tree = annotation_dump.details_of_pdml(wireshark.version, wireshark.tshark(capture, "-T", "pdml", "-Y", "sipcodes"))
    printed = annotation_dump.details_of_text(wireshark.version, wireshark.tshark(capture, "-V", "-Y", "sipcodes"))
    complain(list(difflib.unified_diff(in_tree, printed, "tree", "printed", lineterm="")))


def is_added_by_the_post_dissector(response, is_first):
    """Whether the response has no phrase, for which the SIP dissector does not call the plugin (sipfrag does for a fragment), or is
    a refused status line over TCP. Over UDP that one is added first, before SIP itself.
    """
    if response.first("sipcodes.code") is None:
        return not is_first
    return "phrase_empty" in response.remarks and "sipcodes.fragment" not in response.values


def values_by_frame(version, responses, requests, names, types):
    """{frame: {name: values}} of "-T fields", from the responses and requests of the tree."""
    frames = {}
    for response in responses:
        found = frames.setdefault(str(response.frame), [])
        found.append((response, is_added_by_the_post_dissector(response, not found)))
    for request in requests:
        frames.setdefault(str(request.frame), []).append((request, True))
    return {frame: {name: [value for one in values_of_selected_fields(version, found)
                           for value in annotation_dump.plain(name, values_of(one, name), types)] for name in names}
            for frame, found in frames.items()}


def values_of(response, name):
    """As a cell has them: a protocol's own field shows the summary, and one empty value looks like none."""
    is_summary = name == "sipcodes" and not response.summary.startswith("SIP Transaction")
    values = [response.summary] if is_summary else response.values.get(name, [])
    return [] if values == [""] else values


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_fields_are_those_of_the_tree(wireshark, types, capture):
    """The same without a visible tree, which is how most people collect them."""
    names = ["sipcodes", *(name for name, kind in types.items() if kind not in ("none", "protocol"))]
    differences = []
    tree = wireshark.tshark(capture, "-T", "pdml", "-Y", "sipcodes or sipcodes.transaction")
    expected = values_by_frame(wireshark.version, responses_of_pdml(tree), requests_of_pdml(tree), names, types)
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
