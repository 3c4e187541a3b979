# SPDX-License-Identifier: GPL-2.0-or-later
"""Several messages in one frame, one message over several frames, and phrases that are empty anywhere in between."""
import itertools

import pytest

from little_captures import datagram, request, response, segments
from wireshark_differences import values_of_selected_fields

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
CODES = [("486", "Busy Here"), ("487", "Request Terminated"), ("603", "Decline")]


def in_one_frame(responses, frame):
    return [r for r in responses if r.frame == frame]


@pytest.fixture(scope="module")
def empty_phrases(little_capture):
    """Frame by frame, each way to leave out phrases of three responses: the first none of them, the last all."""
    patterns = list(itertools.product([False, True], repeat=3))
    packets = []
    for number, pattern in enumerate(patterns):
        texts = [response(f"{code} {'' if empty else phrase}", call=f"{number}-{code}")
                 for (code, phrase), empty in zip(CODES, pattern)]
        packets += segments([b"".join(texts)], client_port=41000 + number)
    return little_capture(packets), patterns


@PASSES
def test_empty_phrase_first_middle_last_in_a_segment(wireshark, empty_phrases, passes):
    capture, patterns = empty_phrases
    responses = wireshark.responses(capture, *passes)
    assert len(responses) == 3 * len(patterns)
    for frame, pattern in enumerate(patterns, start=1):
        found = in_one_frame(responses, frame)
        assert [r.first("sipcodes.code") for r in found] == [code for code, _ in CODES]
        assert [r.first("sipcodes.phrase") for r in found] == [
            None if empty else phrase for (_, phrase), empty in zip(CODES, pattern)]
        assert [r.rules for r in found] == [["phrase_empty"] if empty else [] for empty in pattern]
        assert all(r.inside[-1] == "sip.Status-Line" for r in found)


@PASSES
def test_empty_phrases_as_fields(wireshark, empty_phrases, passes):
    capture, patterns = empty_phrases
    codes = [code for code, _ in CODES]
    names = ["sipcodes.code", "sipcodes.remark"]
    assert wireshark.fields(capture, names, *passes) == [
        [values_of_selected_fields(wireshark.version, zip(codes, pattern)), ["phrase_empty"] * sum(pattern)] for pattern in patterns]
    rows = wireshark.fields(capture, [*names, "sip.Status-Line"], *passes)
    assert [row[:2] for row in rows] == [[codes, ["phrase_empty"] * sum(pattern)] for pattern in patterns]


def test_same_responses_twice_in_a_segment(wireshark, little_capture):
    """Two responses that only differ in their place, as a resend in the same segment does."""
    text = response("486 ", call="twice")
    responses = wireshark.responses(little_capture(segments([text + text])))
    assert [r.code for r in responses] == [486, 486]
    assert all(r.inside[-1] == "sip.Status-Line" for r in responses)


def test_requests_between_responses(wireshark, little_capture):
    text = (request("OPTIONS", call="x") + response("486 ", call="a") + request("BYE", call="y")
            + response("180 Ringing", call="b", headers="Contact: <sip:bob@192.0.2.1>\n") + request("INFO", call="z"))
    responses = wireshark.responses(little_capture(segments([text])))
    assert [(r.code, r.rules) for r in responses] == [(486, ["phrase_empty"]), (180, [])]


def test_status_line_quoted_in_a_text_is_no_response(wireshark, little_capture):
    quoted = "SIP/2.0 486 \r\nVia: SIP/2.0/UDP 192.0.2.20\r\nCall-ID: call-outer@192.0.2.20\r\n\r\n"
    text = response("200 OK", "MESSAGE", call="outer", headers="Content-Type: text/plain\n", body=quoted)
    responses = wireshark.responses(little_capture([datagram(text), *segments([text + response("603 ", call="next")])]))
    assert [(r.frame, r.code) for r in responses] == [(1, 200), (2, 200), (2, 603)]


@PASSES
@pytest.mark.parametrize("phrase", ["Busy Here", ""], ids=["phrase", "empty-phrase"])
def test_response_over_several_segments(wireshark, little_capture, phrase, passes):
    text = response(f"486 {phrase}", call="long", headers="Max-Forwards: 1\n")
    end_of_line = text.index(b"\r\n")
    packets = []
    # Cut inside the start line, after it, inside a header field, and before the empty line's last byte.
    cuts = [5, 11, end_of_line, end_of_line + 30, text.index(b"Max-Forwards") + 4, len(text) - 1]
    for number, cut in enumerate(cuts):
        packets += segments([text[:cut], text[cut:]], client_port=42000 + number)
    responses = wireshark.responses(little_capture(packets), *passes)
    assert [r.frame for r in responses] == [2 * number + 2 for number in range(len(cuts))]
    for r in responses:
        assert r.code == 486
        assert r.inside[-1] == "sip.Status-Line"
        assert r.remarks == (["forbidden_header"] if phrase else ["phrase_empty", "forbidden_header"])


@PASSES
def test_over_udp(wireshark, little_capture, passes):
    packets = [datagram(response(f"{code} {phrase}", call=f"{code}{phrase}"))
               for code, name in CODES for phrase in ("", name)]
    responses = wireshark.responses(little_capture(packets), *passes)
    assert [(r.frame, r.code, r.rules) for r in responses] == [
        (1, 486, ["phrase_empty"]), (2, 486, []), (3, 487, ["phrase_empty"]), (4, 487, []), (5, 603, ["phrase_empty"]),
        (6, 603, [])]
    assert all(r.inside == ("sip", "sip.Status-Line") for r in responses)
