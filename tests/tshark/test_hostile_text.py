# SPDX-License-Identifier: GPL-2.0-or-later
"""Text from the wire, shown safely: what a terminal obeys, what turns the reading direction, broken UTF-8, printf's formats, 60 kB."""
import json
import re
import unicodedata
import xml.etree.ElementTree

import pytest

from little_captures import datagram, response
from wireshark_differences import left_in_labels

HOSTILE = {
    "colour": b"A\x1b[31mZ",
    "title": b"A\x1b]0;owned\x07Z",
    "bell": b"A\x07Z",
    "low": b"A\x01Z",
    "backspaces": b"A\x08\x08Z",
    "delete": b"A\x7fZ",
    "vertical": b"A\x0b\x0cZ",
    "tab": b"A\tZ",
    "return": b"A\rZ",
    "fold": b"A\r\n Z",
    "nul": b"A\0Z",
    "c1": "A\u009b31m\u0085Z".encode(),
    "override": "A\u202eZ".encode(),
    "isolate": "A\u2066\u202d\u200fZ".encode(),
    "never-utf8": b"A\xff\xfeZ",
    "begun-utf8": b"A\xc3(\xe2\x82Z",
    "overlong": b"A\xc0\xaf\xe0\x80\xafZ",
    "surrogate": b"A\xed\xa0\x80Z",
    "beyond": b"A\xf4\x90\x80\x80Z",
    "format": b"A%n%s%x%hhn%99999d%Z",
    "markup": b"A</field><b a='&amp;]]>Z",
    "escape": b"A\\u001b\\x1b\\\x1b\\n\xffZ",
    "json": b'A\\"},{\\"Z',
}
LONG = {
    "x": b"x" * 60000,
    "two-bytes": "\u00e9".encode() * 30000,
    "overrides": "\u202e".encode() * 20000,
    "broken": b"\xff" * 60000,
    "controls": b"\x1b" * 60000,
    "formats": b"%n" * 30000,
    "backslashes": b"\\\\" * 30000,
}

MARK = b"@@"
STATUS = "486 Busy Here"


def with_header(line):
    return response(STATUS, headers=f"{line}\n")


def malformed(rest):
    return response("486 ").replace(b"SIP/2.0 486 ", rest, 1)


# Where the text stands: a message with MARK in its place, and the field that shows it.
PLACES = {
    "phrase": (response("486 @@"), "sipcodes.phrase"),
    "phrase of an unknown code": (response("498 @@"), "sipcodes.phrase"),
    "method": (response(STATUS).replace(b"1 INVITE", b"1 @@"), "sipcodes.method"),
    "Reason": (with_header("Reason: X;cause=1;@@"), "sipcodes.reason"),
    "Reason text": (with_header('Reason: Q.850;cause=17;text="@@"'), "sipcodes.reason.text"),
    "Reason protocol": (with_header("Reason: @@;cause=17"), "sipcodes.reason.protocol"),
    "Reason cause": (with_header("Reason: Q.850;cause=@@"), "sipcodes.reason"),
    "Warning text": (with_header('Warning: 399 a "@@"'), "sipcodes.warning.text"),
    "Warning agent": (with_header('Warning: 399 @@ "a"'), "sipcodes.warning.agent"),
    "Retry-After comment": (with_header("Retry-After: 5 (@@)"), "sipcodes.retry_after.comment"),
    "Retry-After": (with_header("Retry-After: 5@@"), "sip.Retry-After"),
    "malformed line": (malformed(b"SIP/2.0 4x6 @@"), "sipcodes.status_line"),
    "repaired line": (malformed(b"sip/2.0 486 @@"), "sipcodes.status_line"),
}
FIELDS = sorted({field for _, field in PLACES.values() if field.startswith("sipcodes.")})
# Of Wireshark's own, in every message but a hopeless one: what it makes of the same bytes.
OWN_FIELD = "sip.Server"


def message(place, text):
    template = PLACES[place][0].replace(MARK, text)
    return template.replace(b"Content-Length", b"Server: " + text + b"\r\nContent-Length", 1) if len(text) < 1000 else template


WITHOUT_LONGEST = ("-Y", "frame.len < 2000")
CASES = [(place, name, text) for texts in (HOSTILE, LONG) for place in PLACES for name, text in texts.items()]


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([datagram(message(place, text)) for place, _, text in CASES])


@pytest.fixture(scope="module")
def output(wireshark, capture):
    """What tshark writes with these options, as text that is valid UTF-8. Each is run once."""
    made = {}

    def run(*options):
        if options not in made:
            text = wireshark.tshark(capture, *options, preferences={"sipcodes.name_in_info_column": "TRUE"})
            made[options] = text.encode("utf-8", "surrogateescape").decode("utf-8")
        return made[options]
    return run


def obeyed(text, but="\n"):
    """The characters that a terminal obeys or that turn the reading direction: controls, C1 too, and format characters."""
    return sorted({f"U+{ord(c):04X}" for c in set(text) - set(but) if unicodedata.category(c) in ("Cc", "Cf", "Cs")})


PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])


@PASSES
def test_details(wireshark, output, passes):
    """All of -V, Wireshark's own lines too: ours stand among them."""
    text = output(*passes, "-V")
    assert obeyed(text, but="\n" + left_in_labels(wireshark.version)) == []
    sentences = [line for line in text.split("\n") if "[Expert Info (" in line]
    assert len(sentences) > len(CASES) / 2
    assert obeyed("".join(sentences)) == []
    assert len(re.findall(r"^ *\[SIP Response Code: ", text, re.MULTILINE)) > len(CASES) / 2
    ours = re.findall(r"^ *\[(?:Phrase|Text|Agent|Comment|Method|Reason|Warning|Protocol|Status line|Expert Info [^:]*)(?: \[truncated\])?: .*\]$",
                      text, re.MULTILINE)
    assert len(ours) > len(CASES)
    assert max(map(len, ours)) < 300, "longer than Wireshark's labels"


@pytest.mark.parametrize("shown", [
    r"\[Phrase: A\\(033|x1b)\[31mZ\]",
    r"\[Text: A\\(a|x07)Z\]",
    r"\[Agent: A%n%s%x%hhn%99999d%Z\]",
    "\\[Comment: A(\\\\u202E|\u202e)Z\\]",
    "\\[Method: A\ufffd\ufffdZ\\]",
    r"\[Status line: SIP/2\.0 4x6 A</field><b a='&amp;\]\]>Z\]",
])
def test_texts_are_recognised(output, shown):
    """Escaped or replaced, not left out."""
    assert re.search(shown, output("-V"), re.IGNORECASE)


def test_info_column(output):
    """Without the longest: Wireshark cuts its column without a look at the characters."""
    lines = output("-P", *WITHOUT_LONGEST).split("\n")[:-1]
    assert obeyed("".join(lines)) == []
    assert len(lines) == len(PLACES) * len(HOSTILE)


# JSON and XML may hold these, and Wireshark's writers leave them alone in its own fields too.
C1_AND_FORMAT = "".join(map(chr, [*range(0x7F, 0xA0), 0x200F, 0x202D, 0x202E, 0x2066]))


# With the longest, most of the time goes into reading again what was written.
CAPTURED = pytest.mark.parametrize("options, count", [
    (WITHOUT_LONGEST, len(PLACES) * len(HOSTILE)), pytest.param((), len(CASES), marks=pytest.mark.slow)], ids=["without the longest", "all"])


@CAPTURED
def test_json(output, options, count):
    text = output("-T", "json", *options)
    assert len(json.loads(text)) == count
    assert obeyed(text, but="\n" + C1_AND_FORMAT) == []


@CAPTURED
def test_ek(output, options, count):
    documents = [json.loads(line) for line in output("-T", "ek", *options).split("\n")[:-1]]
    assert len(documents) == 2 * count


@CAPTURED
def test_pdml(output, options, count):
    text = output("-T", "pdml", *options)
    assert len(list(xml.etree.ElementTree.fromstring(text).iter("packet"))) == count
    assert obeyed(text, but="\n\r\t" + C1_AND_FORMAT) == []


@pytest.fixture(scope="module")
def rows(output):
    words = [word for field in (*FIELDS, OWN_FIELD) for word in ("-e", field)]
    found = []
    for line in output("-T", "fields", "-E", "aggregator=|", *words).split("\n")[:-1]:
        assert line.count("\t") == len(FIELDS), "a value broke the columns"
        found.append(dict(zip((*FIELDS, OWN_FIELD), line.split("\t"))))
    assert len(found) == len(CASES), "a value broke the lines"
    return found


def cells(rows, place, texts):
    """For each text, what our field shows of it in this place, and what Wireshark's own field shows."""
    return {name: (rows[number][PLACES[place][1]], rows[number][OWN_FIELD])
            for number, (where, name, _) in enumerate(CASES) if where == place and name in texts}


# What ends a text by the grammar of its place; and what ends one everywhere.
ENDS = {"Reason": b",", "Reason cause": b",", "Reason protocol": b",;=", "Warning agent": b' \t"'}
ENDS_ANYWHERE = b"\r\n\0"
# Escapes are taken out of these.
UNQUOTED = {"Reason text", "Reason protocol", "Warning text", "Warning agent", "Retry-After comment"}


def comparable(place):
    """The texts that go into the field as they are."""
    ends = {*ENDS.get(place, b""), *ENDS_ANYWHERE, *(b"\\()" if place in UNQUOTED else b"")}
    return [name for name, text in HOSTILE.items() if not ends & {*text}]


@pytest.mark.parametrize("place", [place for place in PLACES if PLACES[place][1] in FIELDS])
def test_fields_are_as_wiresharks_own(rows, place):
    """With -T fields it is Wireshark that writes a value, controls and all: nothing of ours may look other than its own."""
    found = {name: pair for name, pair in cells(rows, place, comparable(place)).items() if pair[1]}
    # A hopeless line is no SIP message to Wireshark.
    assert len(found) >= (0 if place == "malformed line" else 10)
    assert [name for name, (ours, own) in found.items() if own not in ours] == []


@pytest.mark.parametrize("place", [place for place in PLACES if PLACES[place][1] in FIELDS])
def test_long_fields_are_whole(rows, place):
    found = cells(rows, place, LONG)
    for name, text in (("x", "x" * 60000), ("formats", "%n" * 30000), ("broken", "\ufffd" * 60000), ("two-bytes", "\u00e9" * 30000)):
        assert text in found[name][0], name


# ---- Statistics

def between_rulers(text):
    return [line for line in text.split("\n") if line and set(line) != {"="}]


def test_statistics_json(output):
    document = json.loads(output("-q", "-z", "sipcodes,json"))
    assert document["responses"] > len(CASES) / 2
    methods = {row["method"] for row in document["codes"]}
    assert any(method.startswith("A") and method.endswith("31mZ") for method in methods), methods
    assert obeyed(output("-q", "-z", "sipcodes,json"), but="\n" + C1_AND_FORMAT) == []


def test_statistics_report(output):
    text = output("-q", "-z", "sipcodes,report")
    assert obeyed(text) == []
    assert max(map(len, between_rulers(text))) <= 120
    assert re.search(r"Busy Here +A%n%s%", text)


def test_statistics_tree(output):
    text = output("-q", "-z", "sipcodes,tree")
    assert "Other methods" in text
    assert obeyed(text) == []
    assert max(map(len, text.split("\n"))) < 500, "one method of 60 kB widens every line"
