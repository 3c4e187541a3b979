# SPDX-License-Identifier: GPL-2.0-or-later
"""Filters, columns and every output format say the same."""
import itertools
import json
import re

import pytest

import little_captures
import sharkd
from little_captures import datagram, request, response
from wireshark_differences import values_of_selected_fields
from wireshark_programs import PROJECT

FRAMES = {
    1: response("180 Ringing", call="a", headers="Contact: <sip:bob@192.0.2.1>\n"),
    2: response("200 OK", "BYE", call="b"),
    3: response("302 Moved Temporarily", call="c", headers="Contact: <sip:bob@192.0.2.9>\n"),
    4: response("486 Busy Here", call="d"),
    5: response("477 Send failed", call="e"),
    6: response("500 Server Internal Error", call="f"),
    7: response("603 Decline", call="g"),
    8: response("401 Unauthorized", "REGISTER", call="h"),
    9: response("499 x", call="i"),
    10: response("700 x", call="j"),
    11: request(call="k"),
}
# Two messages for one TCP segment, with an empty phrase.
SEGMENT_FRAME = 12
SEGMENT = response("486 ", call="l") + response("487 Request Terminated", call="m")


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([*map(datagram, FRAMES.values()), *little_captures.segments([SEGMENT])])


FILTERS = {
    "sipcodes": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12],
    "sipcodes.code == 486": [4, 12],
    'sipcodes.code == "Busy Here"': [4, 12],
    "sipcodes.code == 487": [12],
    "sipcodes.code >= 500": [6, 7, 10],
    "sipcodes.code in {300..399, 603}": [3, 7],
    'sipcodes.name == "Decline"': [7],
    'sipcodes.name contains "Busy"': [4, 12],
    'sipcodes.name matches "(?i)terminated"': [12],
    'sipcodes.phrase == "Busy Here"': [4],
    'sipcodes.class == "Client Failure"': [4, 5, 8, 9, 12],
    "sipcodes.class == 5": [6],
    'sipcodes.class == "Provisional"': [1],
    'sipcodes.class == "Global Failure"': [7],
    "sipcodes.final == 0": [1],
    "sipcodes.failure == 1": [4, 5, 6, 7, 9, 10, 12],
    "sipcodes.failure == 0": [1, 2, 3, 8, 12],
    "sipcodes.failure == 1 && sipcodes.code == 487": [12],
    'sipcodes.status == "Vendor"': [5],
    'sipcodes.status == "Unknown"': [9],
    'sipcodes.status == "Out of range"': [10],
    "sipcodes.status == 0": [1, 2, 3, 4, 6, 7, 8, 12],
    "sipcodes.treated_as == 400": [5, 9],
    'sipcodes.reference contains "RFC 3261"': [1, 2, 3, 4, 6, 7, 8, 12],
    'sipcodes.reference.url contains "rfc3261#section-21.4.24"': [4, 12],
    'sipcodes.method == "REGISTER"': [8],
    'sipcodes.anomaly == "missing_header"': [8],
    'sipcodes.missing_header == "WWW-Authenticate"': [8],
    "sipcodes.anomaly.unauthorized_challenge": [8],
    "sipcodes.remark.phrase_empty": [12],
    'sipcodes.remark == "phrase_empty"': [12],
    'sipcodes.anomaly == "phrase_empty"': [],
    'sipcodes.rule == "unauthorized_challenge"': [8],
    'sipcodes.brief == "no WWW-Authenticate"': [8],
    'sipcodes.finding contains "nothing to answer"': [8],
    "sipcodes.anomaly.out_of_range && _ws.expert.severity == error": [10],
    "sip.Status-Code && !sipcodes": [],
}


# A run of tshark for each of some, one process of sharkd for all.
FILTERS_THROUGH_TSHARK = list(FILTERS)[::6]


@pytest.mark.parametrize("display_filter", FILTERS_THROUGH_TSHARK if sharkd.is_installed() else FILTERS)
def test_filter(wireshark, capture, display_filter):
    assert wireshark.frames(capture, display_filter) == FILTERS[display_filter]


@pytest.mark.skipif(not sharkd.is_installed(), reason="sharkd is not in this system's packages")
def test_filters(wireshark, capture):
    assert sharkd.frames_of_filters(wireshark, capture, FILTERS) == FILTERS


# ---- The README's filters

def with_reason(status, reason, call):
    return response(status, call=call, headers=f"Reason: {reason}\n")


README_FRAMES = [
    response("486 Busy Here", call="a"),
    response("401 Unauthorized", "REGISTER", call="b"),
    response("407 Proxy Authentication Required", call="c", headers='Proxy-Authenticate: Digest realm="r", nonce="n"\n'),
    response("487 Request Terminated", call="d"),
    response("180 Ringing", "REGISTER", call="e"),
    with_reason("503 Service Unavailable", 'Q.850;cause=34;text="x"', "f"),
    with_reason("404 Not Found", "Q.850;cause=17", "g"),
    response("503 Service Unavailable", call="h", headers="Retry-After: 61\n"),
    response("503 Service Unavailable", call="i", headers="Retry-After: 60\n"),
    response("480 Temporarily Unavailable", call="j", headers="Retry-After: 3600\n"),
    response("608 Rejected", call="k"),
    b"SIP/2.0 4860 Busy\r\n\r\n",
    response("409 Conflict", call="l"), response("477 Send failed", call="m"), response("418 x", call="n"),
    response("499 x", call="o"), response("700 x", call="p"),
    response("402 Payment Required", call="q"),
    response("200 OK", "BYE", call="r"),
    request("BYE", "s", "Reason: Q.850;cause=38\n"), request("CANCEL", "t", "Reason: Q.850;cause=102, SIP;cause=486\n"),
    request("CANCEL", "u", "Reason: SIP;cause=200\n"), request("BYE", "v", "Reason: Q.850;cause=16\n"),
]
# What it finds, by the codes.
README_FINDS = {
    "sipcodes.failure == 1": [486, 503, 404, 503, 503, 480, 608, 409, 477, 418, 499, 700, 402],
    'sipcodes.code == "Busy Here"': [486],
    'sipcodes.missing_header == "WWW-Authenticate"': [401],
    'sipcodes.anomaly == "method"': [180],
    "sipcodes.anomaly.malformed_status_line": [None],
    'sipcodes.status in {"Obsolete", "Vendor", "HTTP only", "Unknown", "Out of range"}': [409, 477, 418, 499, 700],
    'sipcodes.reason.protocol == "Q.850" and sipcodes.reason.cause == 34': [503],
    'sip.Method == "BYE" and sipcodes.reason.cause in {38, 41, 42, 47, 102}': [None],
    'sip.Method == "CANCEL" and sipcodes.reason.name == "OK"': [None],
    "sipcodes.blocked": [608],
    "sipcodes.anomaly.reason_conflict": [404],
    "sipcodes.retry_after > 60 and sipcodes.code in {500, 503}": [503],
}


def readme_filters():
    lines = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    rows = lines[lines.index("| filter | finds |") + 2:]
    return [re.match(r"\| `(.*?)` \|", row)[1] for row in itertools.takewhile(lambda row: row.startswith("|"), rows)]


@pytest.fixture(scope="module")
def readme_capture(little_capture):
    return little_capture(list(map(datagram, README_FRAMES)))


@pytest.mark.parametrize("display_filter", readme_filters())
def test_readme_filter(wireshark, readme_capture, display_filter):
    found = [int(codes[0]) if codes else None
             for (codes,) in wireshark.fields(readme_capture, ["sipcodes.code"], "-Y", display_filter)]
    if display_filter == "sipcodes.anomaly":
        assert found and 200 not in found
    else:
        assert found == README_FINDS[display_filter]


def test_read_filter_after_two_passes(wireshark, capture):
    assert wireshark.frames(capture, 'sipcodes.anomaly == "missing_header"', "-2") == [8]
    assert len(wireshark.frames(capture, "frame", "-2", "-R", 'sipcodes.code == "Busy Here"')) == 2


# The last letter says whether names stand for numbers.
COLUMNS = '"No.","%m","Number","%Cus:sipcodes.code:0:U","Name","%Cus:sipcodes.code:0:R","Brief","%Cus:sipcodes.brief:0:R","Remark","%Cus:sipcodes.remark:0:R"'


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
def test_custom_columns(wireshark, capture, passes):
    output = wireshark.tshark(capture, "-o", f"gui.column.format:{COLUMNS}", "-T", "tabs", "-Y", "sipcodes", *passes)
    rows = {int(cells[0]): [cell.strip() for cell in cells[1:]] for cells in map(lambda l: l.split("\t"), output.splitlines())}
    assert rows[4] == ["486", "Busy Here", "", ""]
    assert rows[5] == ["477", "Send failed", "vendor's code", ""]
    assert rows[8] == ["401", "Unauthorized", "no WWW-Authenticate", ""]
    # In a column, values stand in the order in which they were found: what has an empty phrase comes last.
    number, name, brief, remark = rows[SEGMENT_FRAME]
    assert sorted(number.split(",")) == ["486", "487"]
    assert sorted(name.split(",")) == ["Busy Here", "Request Terminated"]
    assert (brief, remark) == ("", "phrase_empty")


def test_custom_column_in_text(wireshark, capture):
    columns = '"No.","%m","Name","%Cus:sipcodes.name:0:R"'
    output = wireshark.tshark(capture, "-o", f"gui.column.format:{columns}", "-T", "text")
    assert [line.split(maxsplit=1)[1:] for line in output.splitlines()][3:7] == [
        ["Busy Here"], ["Send failed"], ["Server Internal Error"], ["Decline"]]


def test_columns_of_others_are_untouched(wireshark, capture):
    with_plugin = wireshark.tshark(capture)
    assert with_plugin == wireshark.tshark(capture, "--disable-protocol", "sipcodes")
    assert "Status: 486 Busy Here" in with_plugin


def pairs(value, name):
    """Every value of a name in a JSON document, in which objects are lists of pairs, since tshark repeats names."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, tuple):
                if item[0] == name:
                    yield item[1]
                yield from pairs(item[1], name)
            else:
                yield from pairs(item, name)


def test_json(wireshark, capture):
    packets = json.loads(wireshark.tshark(capture, "-T", "json"), object_pairs_hook=list)
    codes = [list(pairs(packet, "sipcodes.code")) for packet in packets]
    assert codes[3] == ["486"] and codes[10] == [] and codes[11] == ["486", "487"]
    inside_status_line = list(pairs(list(pairs(packets[3], "sip.Status-Line_tree")), "sipcodes"))
    assert len(inside_status_line) == 1
    assert list(pairs(packets[7], "sipcodes.missing_header")) == ["WWW-Authenticate"]


def test_json_of_selected_fields(wireshark, capture):
    packets = json.loads(wireshark.tshark(capture, "-T", "json", "-e", "sipcodes.code", "-e", "sipcodes.anomaly"))
    layers = [packet["_source"]["layers"] for packet in packets]
    assert layers[7] == {"sipcodes.code": ["401"], "sipcodes.anomaly": ["missing_header"]}
    codes = values_of_selected_fields(wireshark.version, [("486", True), ("487", False)])
    assert layers[11] == {"sipcodes.code": codes}


def test_ek(wireshark, capture):
    lines = [json.loads(line) for line in wireshark.tshark(capture, "-T", "ek").splitlines() if '"layers"' in line]

    def values(packet, name, found=None):
        found = [] if found is None else found
        for key, value in packet.items():
            if key == name:
                found += value if isinstance(value, list) else [value]
            elif isinstance(value, dict):
                values(value, name, found)
        return [str(value) for value in found]

    assert len(lines) == SEGMENT_FRAME
    assert values(lines[3], "sipcodes_sipcodes_code") == ["486"]
    assert values(lines[3], "sipcodes_sipcodes_name") == ["Busy Here"]
    assert values(lines[7], "sipcodes_sipcodes_anomaly") == ["missing_header"]
    assert values(lines[10], "sipcodes_sipcodes_code") == []


def test_details_stand_in_the_status_line(wireshark, capture):
    """-V: the summary is indented below the Status-Line, and everything else below the summary."""
    lines = wireshark.tshark(capture, "-V", "-Y", "frame.number == 8").splitlines()
    status_line = next(i for i, line in enumerate(lines) if "Status-Line: SIP/2.0 401" in line)
    summary = next(i for i, line in enumerate(lines) if "SIP Response Code: 401 Unauthorized" in line)
    headers = next(i for i, line in enumerate(lines) if "Message Header" in line)
    assert status_line < summary < headers

    def depth(line):
        return len(line) - len(line.lstrip())

    assert depth(lines[summary]) > depth(lines[status_line]) == depth(lines[headers])
    assert lines[summary].strip() == "[SIP Response Code: 401 Unauthorized, no WWW-Authenticate]"
    for text in ("[Code: Unauthorized (401)]", "[Class: Client Failure (4)]", "[Status: Registered (0)]",
                 "[Reference: RFC 3261, section 21.4.2]", "[Anomaly: missing_header]",
                 "[Missing header field: WWW-Authenticate]", "[Rule: unauthorized_challenge]", "[Brief: no WWW-Authenticate]",
                 "[Finding: No WWW-Authenticate in this 401 to REGISTER: the client has",
                 "[Expert Info (Warning/Protocol): no WWW-Authenticate]"):
        line = next((line for line in lines[summary:headers] if text in line), None)
        assert line is not None, f"{text} is not in the details"
        assert depth(line) > depth(lines[summary])


def is_in_its_place(response):
    if "sipcodes.code" not in response.values:
        return response.inside == ()  # says what is wrong with a status line, beside the repaired message
    if "sipcodes.fragment" in response.values:
        return response.inside[-1] == "sipfrag"
    return response.inside[-2:] == ("sip", "sip.Status-Line")


@pytest.mark.parametrize("passes", [(), pytest.param(("-2",), marks=pytest.mark.slow)], ids=["one-pass", "two-pass"])
def test_every_annotation_stands_in_its_status_line(wireshark, mixed_capture, passes):
    responses = wireshark.responses(mixed_capture, *passes)
    assert any("phrase_empty" in r.remarks for r in responses)
    assert [r for r in responses if not is_in_its_place(r)] == []


@pytest.mark.parametrize("arguments", [("-V",), ("-T", "pdml"), ("-T", "json"), ("-V", "-2")], ids=" ".join)
def test_disabled_protocol_leaves_nothing(wireshark, mixed_capture, arguments):
    output = wireshark.tshark(mixed_capture, *arguments, "--disable-protocol", "sipcodes").lower()
    assert "sip/2.0 486 busy here" in output
    assert "sipcodes" not in output and "sip response code" not in output


def test_disabled_protocol_has_no_fields(wireshark, mixed_capture):
    names = ["sipcodes", "sipcodes.code", "sipcodes.anomaly", "sipcodes.anomaly.unauthorized_challenge"]
    assert not any(any(row) for row in wireshark.fields(mixed_capture, names, "--disable-protocol", "sipcodes"))
