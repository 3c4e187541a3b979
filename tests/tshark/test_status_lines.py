# SPDX-License-Identifier: GPL-2.0-or-later
"""Status lines that the SIP dissector refuses or does not announce, told of in a body, or quoted in an ICMP error."""
import re
import struct

import pytest

import little_captures
import other_captures
from little_captures import CLIENT, SERVER, datagram, message, request, response, segments, websocket
from wireshark_differences import items_around_quoted_sip
from wireshark_programs import PROJECT

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
RFC4475 = PROJECT / "tests" / "unit" / "rfc4475"
NO_REPAIR = {"sipcodes.repair_status_lines": "FALSE"}
MALFORMED = "malformed_status_line"


def anomaly_of(line):
    """Of a refused line: in lower case alone it is legal to receive."""
    return "lower_case_version" if re.match(r"sip/2\.0 \d{3} ", line) else MALFORMED


# line: (code, phrase, what the sentence must name)
REPAIRABLE = {
    "SIP/2.0 486": (486, "", "space after the status code is missing"),
    "SIP/2.0 486Busy Here": (486, "Busy Here", "space after the status code is missing"),
    "SIP/2.0  486 Busy Here": (486, "Busy Here", "more than one space"),
    "SIP/2.0 \t 486 Busy Here": (486, "Busy Here", "more than one space"),
    "SIP/2.0\t486 Busy Here": (486, "Busy Here", "tab stands before"),
    "SIP/2.0 486\tBusy Here": (486, "Busy Here", "tab stands after"),
    "sip/2.0 486 Busy Here": (486, "Busy Here", "not in upper case"),
    "Sip/2.0   603": (603, "", "not in upper case"),
    "SIP/2.0  099 Below": (99, "Below", "more than one space"),
    "sip/2.0 700 Above": (700, "Above", "not in upper case"),
}
# line: what the sentence must name
HOPELESS = {
    "SIP/2.0 40 ": "fewer than three digits",
    "SIP/2.0 48 Busy Here": "fewer than three digits",
    "SIP/2.0 4860 Busy Here": "more than three digits",
    "SIP/2.0 4294967301 better not break the receiver": "more than three digits",
    "SIP/2.0 4x6 Busy Here": "not a number",
    "SIP/2.0 BUSY Busy Here": "not a number",
    "SIP/2.0 -86 Busy Here": "not a number",
    "SIP/2.0 ": "no status code",
    "SIP/2.0": "no status code",
    "SIP/3.0 486 Busy Here": "version is not SIP/2.0",
    "SIP/2.1 486 Busy Here": "version is not SIP/2.0",
    "SIP/2.0486 Busy Here": "version is not SIP/2.0",
}
REFUSED = [*REPAIRABLE, *HOPELESS]


def call_of(number):
    return f"refused-{number}"


def with_line(line, call="1", method="INVITE", headers=""):
    """A response that is right but for its status line."""
    _, rest = response("486 Busy Here", method, call, headers).split(b"\r\n", 1)
    return line.encode() + b"\r\n" + rest


def of_message(response):
    """The values that come of the message alone: the second of two alike is the first one, sent again."""
    return {name: values for name, values in response.values.items() if not name.startswith("sipcodes.resend")}


def shown(line):
    """As tshark's fields write it."""
    return line.replace("\t", "\\t")


def sentences(wireshark, capture, *arguments):
    """For each frame, the sentences of our expert infos about the status line."""
    rows = wireshark.fields(capture, ["sipcodes.finding"], *arguments)
    return [[text for text in texts if "Malformed status line" in text] for (texts,) in rows]


@pytest.fixture(scope="module")
def over_udp(little_capture):
    return little_capture([datagram(with_line(line, call_of(number))) for number, line in enumerate(REFUSED)])


@PASSES
def test_refused_over_udp(wireshark, over_udp, passes):
    names = ["sip.Status-Code", "sip.Call-ID", "sip.CSeq.method", "sipcodes.status_line", "sipcodes.code", "sipcodes.phrase",
             "sipcodes.anomaly"]
    rows = wireshark.fields(over_udp, names, *passes)
    assert len(rows) == len(REFUSED)
    for number, (line, row) in enumerate(zip(REFUSED, rows)):
        if line in REPAIRABLE:
            code, phrase, _ = REPAIRABLE[line]
            assert row[:6] == [[str(code)], [f"call-{call_of(number)}@192.0.2.20"], ["INVITE"], [shown(line)], [str(code)],
                               [phrase] if phrase else []], line
            assert row[6][0] == anomaly_of(line), line
        else:
            assert row == [[], [], [], [shown(line)], [], [], [MALFORMED]], line


def test_sentence_over_udp_names_the_defect(wireshark, over_udp):
    for line, found in zip(REFUSED, sentences(wireshark, over_udp)):
        wanted = REPAIRABLE[line][2] if line in REPAIRABLE else HOPELESS[line]
        assert len(found) == 1 and wanted in found[0], (line, found)


def test_filters_find_the_refused(wireshark, over_udp):
    everything = list(range(1, len(REFUSED) + 1))
    busy = [number for number, line in enumerate(REPAIRABLE, start=1) if REPAIRABLE[line][0] == 486]
    assert wireshark.frames(over_udp, "sip.Status-Code == 486") == busy
    assert wireshark.frames(over_udp, "sipcodes.code == 486 && sip.CSeq.method == INVITE") == busy
    assert wireshark.frames(over_udp, "sipcodes.status_line") == everything
    assert wireshark.frames(over_udp, "sip") == everything[:len(REPAIRABLE)]
    # RFC 3261, section 7.1: legal to receive, so no more than a warning.
    lower_case = [number for number in everything if anomaly_of(REFUSED[number - 1]) != MALFORMED]
    errors = [number for number in everything if number not in lower_case]
    assert wireshark.frames(over_udp, "sipcodes.anomaly.malformed_status_line") == errors
    assert wireshark.frames(over_udp, "sipcodes.anomaly.lower_case_version") == lower_case
    # 700 is an error by itself.
    above = [number for number in lower_case if " 700 " in REFUSED[number - 1]]
    assert wireshark.frames(over_udp, "_ws.expert.severity == error && sipcodes.status_line") == sorted(errors + above)
    warned = wireshark.frames(over_udp, "_ws.expert.severity == warning && sipcodes.status_line")
    assert lower_case and set(lower_case) <= set(warned)


def test_repaired_copy_is_a_data_source(wireshark, over_udp):
    number = REFUSED.index("SIP/2.0 486Busy Here") + 1
    text = wireshark.tshark(over_udp, "-x", "-Y", f"frame.number == {number}")
    title = re.search(r"^SIP message with repaired status line \((\d+) bytes\):$", text, re.MULTILINE)
    assert title, text
    assert int(title[1]) == len(with_line("SIP/2.0 486 Busy Here", call_of(number - 1)))
    frame, copy = ("".join(line[-16:] for line in part.splitlines() if re.match(r"[0-9a-f]{4}  ", line))
                   for part in (text[:title.start()], text[title.end():]))
    assert "SIP/2.0 486Busy Here.." in frame
    assert copy.startswith("SIP/2.0 486 Busy Here..Via:")
    hopeless = REFUSED.index("SIP/2.0 4860 Busy Here") + 1
    assert "repaired" not in wireshark.tshark(over_udp, "-x", "-Y", f"frame.number == {hopeless}")


def test_columns_of_the_refused(wireshark, over_udp):
    lines = wireshark.tshark(over_udp, "-T", "tabs", "-o", 'gui.column.format:"Protocol","%p","Info","%i"').split("\n")[:-1]
    assert {line.split("\t")[0].strip() for line in lines} == {"SIP"}
    assert "Status: 486 Busy Here" in lines[REFUSED.index("SIP/2.0  486 Busy Here")]
    assert lines[REFUSED.index("SIP/3.0 486 Busy Here")].endswith("Malformed status line")


@pytest.mark.parametrize("off", [{"preferences": NO_REPAIR}, {"arguments": ["--disable-heuristic", "sipcodes_udp"]},
                                 {"arguments": ["--disable-protocol", "sipcodes"]}], ids=["preference", "heuristic", "protocol"])
def test_refused_over_udp_switched_off(wireshark, over_udp, off):
    arguments = off.get("arguments", [])
    rows = wireshark.fields(over_udp, ["sipcodes", "sip", "data.len"], *arguments, preferences=off.get("preferences"))
    assert [row[:2] for row in rows] == [[[], []]] * len(REFUSED)
    assert all(length for _, _, length in rows)


@pytest.fixture(scope="module")
def repaired_and_right(little_capture):
    lines = [("SIP/2.0  401 Unauthorized", "REGISTER", ""), ("SIP/2.0 180Ringing", "REGISTER", ""),
             ("sip/2.0 486 Busy Here", "INVITE", "Max-Forwards: 70\nReason: Q.850;cause=16\n")]
    packets = []
    for number, (line, method, headers) in enumerate(lines):
        right = re.sub(r"(?i)sip/2.0 +(\d{3}) ?", r"SIP/2.0 \1 ", line)
        packets += [datagram(with_line(text, str(number), method, headers)) for text in (line, right)]
    return little_capture(packets)


def test_repaired_is_judged_like_any_other(wireshark, repaired_and_right):
    responses = [r for r in wireshark.responses(repaired_and_right) if "sipcodes.code" in r.values]
    assert [r.frame for r in responses] == [1, 2, 3, 4, 5, 6]
    for repaired, right in zip(responses[::2], responses[1::2]):
        assert of_message(repaired) == of_message(right) and repaired.experts == right.experts and right.experts
        assert repaired.inside[-2:] == ("sip", "sip.Status-Line")


def test_refused_on_another_port(wireshark, little_capture):
    capture = little_capture([datagram(with_line("SIP/2.0 486"), port=17000), datagram(with_line("SIP/2.0 4860"), port=17000)])
    assert wireshark.fields(capture, ["sip.Status-Code", "sipcodes.anomaly", "sipcodes.remark"]) == [
        [["486"], [MALFORMED], ["phrase_empty"]], [[], [MALFORMED], []]]


RIGHT = response("180 Ringing", call="right", headers="Contact: <sip:bob@192.0.2.1>\n")


@pytest.fixture(scope="module")
def over_tcp(little_capture):
    """Each line in a connection of its own; then each behind a response that is right, in one segment with it."""
    packets = []
    for number, line in enumerate(REFUSED):
        packets += segments([with_line(line, call_of(number))], client_port=41000 + number)
    for number, line in enumerate(REFUSED):
        packets += segments([RIGHT + with_line(line, call_of(number))], client_port=42000 + number)
    return little_capture(packets)


@PASSES
def test_refused_over_tcp(wireshark, over_tcp, passes):
    rows = wireshark.fields(over_tcp, ["sipcodes.status_line", "sipcodes.anomaly", "sipcodes.code"], *passes)
    for line, alone, behind in zip(REFUSED, rows, rows[len(REFUSED):]):
        assert alone == [[shown(line)], [anomaly_of(line)], []], line
        assert behind == [[shown(line)], [anomaly_of(line)], ["180"]], line


def test_sentence_over_tcp_names_the_defect(wireshark, over_tcp):
    found = sentences(wireshark, over_tcp)
    for line, alone, behind in zip(REFUSED, found, found[len(REFUSED):]):
        wanted = REPAIRABLE[line][2] if line in REPAIRABLE else HOPELESS[line]
        assert len(alone) == 1 and wanted in alone[0] and behind == alone, (line, alone, behind)


def test_refused_over_tcp_switched_off(wireshark, over_tcp):
    assert wireshark.frames(over_tcp, "sipcodes.status_line || sipcodes.anomaly", preferences=NO_REPAIR) == []


def test_refused_over_several_segments(wireshark, little_capture):
    """The response before it ends in the same segment, so the refused line is in reassembled data too."""
    right = response("486 Busy Here", call="long")
    capture = little_capture(segments([right[:30], right[30:] + with_line("SIP/2.0 4860 Busy"), right]))
    rows = wireshark.fields(capture, ["sipcodes.code", "sipcodes.status_line"])
    assert rows == [[[], []], [["486"], ["SIP/2.0 4860 Busy"]], [["486"], []]]


@pytest.fixture(scope="module")
def over_websocket(little_capture):
    return little_capture(websocket([response("486 Busy Here", call="right"), response("486 ", call="empty"),
                                     *(with_line(line, call_of(number)) for number, line in enumerate(REFUSED))]))


@PASSES
def test_over_websocket(wireshark, over_websocket, passes):
    names = ["sipcodes.code", "sipcodes.status_line", "sip.Status-Code"]
    rows = wireshark.fields(over_websocket, names, *passes)[2:]
    assert rows[:2] == [[["486"], [], ["486"]]] * 2
    for line, row in zip(REFUSED, rows[2:], strict=True):
        code = [str(REPAIRABLE[line][0])] if line in REPAIRABLE else []
        assert row == [code, [shown(line)], code], line


def test_over_websocket_switched_off(wireshark, over_websocket):
    refused = "frame.number > 4 && sipcodes"
    assert wireshark.frames(over_websocket, refused, preferences=NO_REPAIR) == []
    assert wireshark.frames(over_websocket, "sipcodes || sipcodes.anomaly", "--disable-protocol", "sipcodes") == []
    assert wireshark.frames(over_websocket, "sip && frame.number < 5", "--disable-protocol", "sipcodes") == [3, 4]


# ---- Empty phrases: the place is tested in test_transports.py, here that nothing else is missing ----

WITH_RULES = [
    ("401", "Unauthorized", "REGISTER", ""),
    ("180", "Ringing", "REGISTER", "Contact: <sip:bob@192.0.2.1>\n"),
    ("486", "Busy Here", "INVITE", "Max-Forwards: 70\nReason: Q.850;cause=16\n"),
    ("503", "Service Unavailable", "INVITE", 'Retry-After: soon\nWarning: 1812 pbx "x"\n'),
    ("499", "Own", "OPTIONS", ""),
    ("480", "Temporarily Unavailable", "INVITE", 'Reason: Q.850;cause=20;text="a", SIP;cause=480\n'),
]


@pytest.fixture(scope="module")
def pairs(little_capture):
    """Each response with its phrase and without, over UDP, alone in a segment, behind each other, and over two segments."""
    packets = []
    texts = [[response(f"{code} {phrase}", method, f"{number}", headers) for phrase in (name, "")]
             for number, (code, name, method, headers) in enumerate(WITH_RULES)]
    for number, pair in enumerate(texts):
        packets += map(datagram, pair)
        for half, text in enumerate(pair):
            packets += segments([text], client_port=44000 + 10 * number + half)
        packets += segments([b"".join(pair)], client_port=44002 + 10 * number)
        for half, text in enumerate(pair):
            packets += segments([text[:100], text[100:]], client_port=44003 + 10 * number + half)
    return little_capture(packets)


@PASSES
def test_empty_phrase_is_annotated_like_a_full_one(wireshark, pairs, passes):
    def about_phrase(name):
        return name.startswith(("phrase_", "No reason phrase in this "))

    responses = wireshark.responses(pairs, *passes)
    assert len(responses) == 8 * len(WITH_RULES)
    for full, empty in zip(responses[::2], responses[1::2]):
        assert "sipcodes.phrase" in full.values and "sipcodes.phrase" not in empty.values
        assert "phrase_empty" in empty.remarks
        # A phrase of the sender's own is an explanation, too.
        without = [{name: [v for v in values if not about_phrase(v) and v != full.first("sipcodes.phrase")]
                    for name, values in of_message(r).items() if name != "sipcodes.phrase"}
                   for r in (full, empty)]
        without = [{name: values for name, values in table.items() if values} for table in without]
        assert without[0] == without[1]
        assert [e for e in full.experts if ".phrase_" not in e[1]] == [e for e in empty.experts if ".phrase_" not in e[1]]
        assert empty.inside[-2:] == ("sip", "sip.Status-Line")


# ---- message/sipfrag ----

def notify(body, content_type="message/sipfrag;version=2.0", call="1"):
    head = message(f"NOTIFY sip:alice@192.0.2.20 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-n{call}\nMax-Forwards: 70\n"
                   f"From: <sip:bob@example.test>;tag=b{call}\nTo: <sip:alice@example.test>;tag=a{call}\nCall-ID: call-{call}@192.0.2.20\n"
                   f"CSeq: 1 NOTIFY\nContact: <sip:bob@192.0.2.1>\nEvent: refer\nSubscription-State: active;expires=60\n"
                   f"Content-Type: {content_type}\nContent-Length: {len(body)}\n")
    return head + body


def multipart(*parts):
    """(type, body) of each part."""
    text = b"".join(b"--cut\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body + b"\r\n" for kind, body in parts)
    return text + b"--cut--\r\n"


FRAGMENTS = [
    b"SIP/2.0 100 Trying\r\n",
    b"SIP/2.0 603 Declined",
    b"SIP/2.0 486 \r\n",
    b"SIP/2.0 401 Unauthorized\r\nMax-Forwards: 1\r\nReason: Q.850;cause=21\r\n",
    b"SIP/2.0 799 Beyond\r\n",
]
FRAGMENT_CODES = ["100", "603", "486", "401", "799"]
# Nothing to annotate
OTHER_FRAGMENTS = [b"INVITE sip:alice@192.0.2.20 SIP/2.0\r\nCall-ID: a\r\n", b"Subject: SIP/2.0 486 Busy Here\r\n", b""]


@pytest.fixture(scope="module")
def fragments(little_capture):
    told = [notify(body, call=str(number)) for number, body in enumerate(FRAGMENTS)]
    packets = [*map(datagram, told), *segments([b"".join(told)])]
    packets += [datagram(notify(body, call=f"o{number}")) for number, body in enumerate(OTHER_FRAGMENTS)]
    both = multipart(("text/plain", b"SIP/2.0 404 Not a fragment\r\n"), ("message/sipfrag", b"SIP/2.0 503 Service Unavailable\r\n"),
                     ("message/sipfrag", b"SIP/2.0 486 Busy Here\r\n"))
    packets.append(datagram(notify(both, "multipart/mixed;boundary=cut", "m")))
    return little_capture(packets)


@PASSES
def test_fragments_are_annotated_in_place(wireshark, fragments, passes):
    responses = wireshark.responses(fragments, *passes)
    count = len(FRAGMENTS)
    assert [r.first("sipcodes.code") for r in responses] == FRAGMENT_CODES * 2 + ["503", "486"]
    assert [r.frame for r in responses] == [*range(1, count + 1), *[count + 1] * count, *[count + 2 + len(OTHER_FRAGMENTS)] * 2]
    for r in responses:
        assert r.inside[-1] == "sipfrag" and r.inside[0] == "sip", r.inside
        assert r.first("sipcodes.fragment") in ("1", "True") and "in a fragment" in r.summary
        assert "missing_header" not in r.anomalies and "forbidden_header" not in r.anomalies
    assert responses[2].remarks == ["phrase_empty"] and responses[2].anomalies == [] and responses[4].anomalies == ["out_of_range"]
    assert responses[3].values["sipcodes.reason.cause"] == ["21"]


def test_fragment_ends_with_its_body_part(wireshark, little_capture):
    """What follows in the segment or in the next part is not the fragment's."""
    following = [b"SIP/2.0 200 OK", b"SIP/2.0 503 Busy Today\r\nCSeq: 1 INVITE", b"SIP/2.0 486 \r\nCSeq: 2 INVITE\r\n"]
    texts = [notify(body, call=str(number)) + response("200 OK", "NOTIFY", str(number)) for number, body in enumerate(following)]
    parts = multipart(("message/sipfrag", b"SIP/2.0 480 Gone"), ("text/plain", b"CSeq: 1 BYE\r\nReason: SIP;cause=486\r\n"))
    capture = little_capture(segments([b"".join(texts) + notify(parts, "multipart/mixed;boundary=cut", "p")]))
    told = [r for r in wireshark.responses(capture) if "sipcodes.fragment" in r.values]
    assert [(r.first("sipcodes.code"), r.first("sipcodes.phrase"), r.first("sipcodes.method")) for r in told] == [
        ("200", "OK", None), ("503", "Busy Today", "INVITE"), ("486", None, "INVITE"), ("480", "Gone", None)]
    assert "sipcodes.reason" not in told[3].values


@PASSES
def test_refused_fragments(wireshark, little_capture, passes):
    lines = ["SIP/2.0 486", "SIP/2.0  486 Busy Here", "sip/2.0 603 Decline", "SIP/2.0 4860 Busy Here", "SIP/2.0"]
    packets = [datagram(notify(line.encode() + end, call=f"{number}{len(end)}"))
               for number, line in enumerate(lines) for end in (b"", b"\r\n")]
    capture = little_capture([*packets, *segments([notify(b"SIP/2.0 486", call="x") + RIGHT])])
    names = ["sipcodes.status_line", "sipcodes.anomaly", "sipcodes.code"]
    rows = wireshark.fields(capture, [*names, "sipcodes.fragment"], *passes)
    wanted = [[[line], [anomaly_of(line)], []] for line in lines for _ in range(2)] + [[["SIP/2.0 486"], [MALFORMED], ["180"]]]
    assert [row[:3] for row in rows] == wanted
    assert all(row[3] in (["1"], ["True"]) for row in rows)
    assert wireshark.frames(capture, "sipcodes.status_line", *passes, preferences=NO_REPAIR) == []


def test_sipfrag_itself_is_untouched(wireshark, fragments):
    """What the sipfrag dissector shows is the same without the plugin."""
    names = ["frame.protocols", "sipfrag", "sipfrag.line"]
    without = [[[protocols.replace(":sipcodes", "") for protocols in row[0]], *row[1:]] for row in wireshark.fields(fragments, names)]
    assert without == wireshark.fields(fragments, names, "--disable-protocol", "sipcodes")
    assert all(lines for _, _, lines in without[:len(FRAGMENTS)])


def test_disabled_protocol_leaves_fragments_alone(wireshark, fragments):
    assert wireshark.frames(fragments, "sipcodes", "--disable-protocol", "sipcodes") == []


# ---- ICMP ----

def icmp_error(packet):
    """Port unreachable, with the packet that could not be delivered."""
    return little_captures.ipv4(1, struct.pack("!BBHI", 3, 3, 0, 0) + packet, CLIENT, SERVER)


@PASSES
def test_quoted_in_icmp_errors(wireshark, little_capture, passes):
    texts = [response("486 Busy Here", call="a"), response("486 ", call="b"), response("401 Unauthorized", "REGISTER", call="c"),
             notify(FRAGMENTS[0], call="d")]
    capture = little_capture([*map(datagram, texts), *(icmp_error(datagram(text)) for text in texts)])
    responses = wireshark.responses(capture, *passes)
    assert [(r.frame, r.code) for r in responses] == [(f, c) for f, c in zip(range(1, 9), [486, 486, 401, 100] * 2)]
    for plain, quoted in zip(responses, responses[4:]):
        assert "sipcodes.quoted" not in plain.values and quoted.first("sipcodes.quoted") in ("1", "True")
        assert "quoted in an ICMP error" in quoted.summary
        assert quoted.inside == items_around_quoted_sip(wireshark.version, plain.inside)
        assert quoted.anomalies == plain.anomalies and quoted.remarks == plain.remarks


def test_refused_and_quoted(wireshark, little_capture):
    capture = little_capture([icmp_error(datagram(with_line(line))) for line in ("SIP/2.0  486 Busy Here", "SIP/2.0 4860 Busy Here")])
    rows = wireshark.fields(capture, ["sipcodes.status_line", "sipcodes.code", "sipcodes.quoted"])
    assert [row[:2] for row in rows] == [[["SIP/2.0  486 Busy Here"], ["486"]], [["SIP/2.0 4860 Busy Here"], []]]
    assert [len(quoted) for _, _, quoted in rows] == [2, 1]


def test_quoted_in_part(wireshark, little_capture):
    """RFC 792 quotes 64 bits beyond the header, RFC 1812 as much as fits: what is cut off is not called missing."""
    whole = datagram(response("401 Unauthorized", "REGISTER", call="a"))
    capture = little_capture([icmp_error(whole[:length]) for length in (28, 36, 45, 60, 100, len(whole))])
    responses = {r.frame: r for r in wireshark.responses(capture)}
    assert "missing_header" in responses[6].anomalies
    assert all("missing_header" not in r.anomalies for frame, r in responses.items() if frame != 6)
    assert 5 in responses and 1 not in responses


# ---- RFC 4475 ----

def rfc4475(name):
    return (RFC4475 / f"{name}.sip").read_bytes()


# name: (code, what must be an error or a warning: rule or anomaly, and a word of its sentence)
TORTURE = {
    "unreason": ("200", []),
    "noreason": ("100", []),
    "scalarlg": ("503", [("cseq_value", "CSeq"), ("retry_after_value", "Retry-After"), ("to_tag_required", "tag"),
                         ("warning_code", "Warning")]),
    "bigcode": (None, [(MALFORMED, "more than three digits")]),
    "bcast": ("200", []),
}


@PASSES
def test_rfc4475(wireshark, little_capture, passes):
    packets = [datagram(rfc4475(name)) for name in TORTURE]
    for number, name in enumerate(TORTURE):
        packets += segments([rfc4475(name)], client_port=45000 + number)
    responses = wireshark.responses(little_capture(packets), *passes)
    assert [r.frame for r in responses] == list(range(1, len(packets) + 1))
    for r, (name, (code, wanted)) in zip(responses, [*TORTURE.items()] * 2):
        assert (name, r.first("sipcodes.code")) == (name, code)
        grave = sorted((anomaly.removeprefix("sipcodes.anomaly."), sentence) for severity, anomaly, sentence in r.experts
                       if severity in ("warn", "error"))
        assert (name, [anomaly for anomaly, _ in grave]) == (name, [anomaly for anomaly, _ in wanted])
        assert all(any(found == anomaly and word in sentence for found, sentence in grave) for anomaly, word in wanted), grave
    assert ("note", "sipcodes.anomaly.via_broadcast") in [e[:2] for e in responses[4].experts], "a broadcast address in Via"
    assert "phrase_empty" in responses[1].remarks and "sipcodes.phrase" not in responses[1].values
    assert responses[0].first("sipcodes.phrase") == "= 2**3 * 5**2 но сто девяносто девять - простое"


# ---- What must not be touched ----

STRANGERS = {
    "HTTP": message("HTTP/1.1 486 Busy Here\nServer: SIP/2.0\n"),
    "HTTP with lines like ours": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nsee below:\r\nSIP/2.0 486\r\nSIP/2.0 4860 x\r\n",
    "HTTP request": message("GET /SIP/2.0 HTTP/1.1\nHost: a\n"),
    "RTSP": message("RTSP/1.0 454 Session Not Found\nCSeq: 2\n"),
    "MSRP": message("MSRP d93kswow 481 No such session\n"),
    "SIP request": request("OPTIONS"),
    "SIP request of another version": message("OPTIONS sip:a@b SIP/3.0\nCall-ID: a\n"),
    "STUN": bytes.fromhex("000100002112a442") + bytes(range(12)),
    "keep-alive": b"\r\n\r\n",
    "pong": b"\r\n",
    "jaK": b"jaK\0",
    "zeros": bytes(4),
    "bytes": bytes((n * 37 + 11) % 256 for n in range(200)),
    "almost": b"SIP/",
    "SIP in lower case, not a version": b"sip/next hop 486 x\r\n\r\n",
    "SIPS": b"SIPS/2.0 486 Busy Here\r\n\r\n",
    "text before": b" SIP/2.0 486 Busy\r\n\r\n",
    "SIPFRAG": b"SIP-2.0 486 Busy Here\r\n\r\n",
}


@PASSES
def test_strangers_gain_nothing(wireshark, little_capture, passes):
    packets = [datagram(text) for text in STRANGERS.values()]
    for number, text in enumerate(STRANGERS.values()):
        packets += segments([text], client_port=46000 + number)
    gained = wireshark.frames(little_capture(packets), "sipcodes", *passes)
    names = list(STRANGERS)
    assert [(names[(frame - 1) % len(names)], "TCP" if frame > len(names) else "UDP") for frame in gained] == []


# ---- Captures without SIP: one of ours, and what others have ----

CAPTURES_WITHOUT_SIP = [PROJECT / "pcaps" / "no-sip.pcapng", *other_captures.without_responses()]


@pytest.mark.parametrize("capture", CAPTURES_WITHOUT_SIP, ids=lambda path: path.stem)
def test_capture_without_sip_gains_nothing(wireshark, capture):
    assert wireshark.frames(capture, "sipcodes", quiet=False) == []
