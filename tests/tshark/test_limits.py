# SPDX-License-Identifier: GPL-2.0-or-later
"""The core's limits through tshark, at, below and above: past one of them the summary says so, and dissection goes on."""
import re

import pytest

from little_captures import datagram, response, segments
from wireshark_programs import PROJECT

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
# A message longer than a packet goes over TCP.
SEGMENT = 30000

IN_PART = " [truncated: header section checked in part]"
MORE_ANOMALIES = " [truncated: more anomalies]"
MORE_VALUES = " [truncated: more values of Reason or Warning]"


def limit(header, name):
    return int(re.search(rf"^#define {name} (\d+)$", (PROJECT / "plugin" / "core" / header).read_text(), re.MULTILINE)[1])


FIELDS = limit("message.h", "MESSAGE_FIELDS_MAX")
SECTION = limit("message.h", "MESSAGE_HEADER_SECTION_MAX")
VALUES = limit("reason.h", "REASON_VALUES_MAX")
FINDINGS = limit("findings.h", "FINDINGS_MAX")

BUSY = "SIP Response Code: 486 Busy Here"
AFTER = "after"


def after():
    """A response that comes behind one that is past a limit."""
    return response("486 Busy Here", call=AFTER)


def over_tcp(messages, client_port):
    stream = b"".join(messages)
    return segments([stream[at:at + SEGMENT] for at in range(0, len(stream), SEGMENT)], client_port)


def each_in_a_connection(messages):
    """Each message, and the one behind it, over a connection of its own."""
    return [packet for port, message in enumerate(messages, 40000) for packet in over_tcp([message, after()], port)]


def around(number):
    return [number - 1, number, number + 1, number * 2]


# ---- Header fields

def with_fields(count, last):
    """A 401 of so many header fields, of which the last one is given."""
    lines = response("401 Unauthorized", "REGISTER").split(b"\r\n")[:-2]
    present = len(lines) - 1
    return b"\r\n".join(lines + [b"Supported: filler-%d" % n for n in range(count - present - 1)] + [last]) + b"\r\n\r\n"


@PASSES
def test_number_of_header_fields(wireshark, little_capture, passes):
    """The last field is shown as long as it is among those that are looked at."""
    counts = around(FIELDS)
    last = b'Reason: Q.850;cause=17;text="last"'
    responses = wireshark.responses(little_capture([*(datagram(with_fields(n, last)) for n in counts), datagram(after())]), *passes)
    assert [r.summary.endswith(IN_PART) for r in responses] == [n > FIELDS for n in counts] + [False]
    assert [r.values.get("sipcodes.reason.text") for r in responses[:-1]] == [["last"] if n <= FIELDS else None for n in counts]
    assert responses[-1].summary == BUSY
    assert [r.values.get("sipcodes.missing_header") for r in responses[:-1]] == [["WWW-Authenticate"]] * len(counts)


def test_field_behind_the_limit_is_not_missing(wireshark, little_capture):
    challenge = b'WWW-Authenticate: Digest realm="r", nonce="n"'
    responses = wireshark.responses(little_capture([datagram(with_fields(n, challenge)) for n in around(FIELDS)]))
    assert [r.values.get("sipcodes.missing_header") for r in responses] == [None] * 4


# ---- The header section, and a line in it

def with_section(length, line):
    """A response whose header section, empty line included, has this length; line makes one line of so many bytes."""
    start, rest = response("486 Busy Here", call="long").split(b"\r\n", 1)
    # A field behind the long one, to see how far it is read.
    rest = rest.removesuffix(b"\r\n") + b'Reason: Q.850;cause=17;text="last"\r\n\r\n'
    message = line(start, rest, length - len(start) - len(rest) - 2)
    assert len(message) == length
    return message


def as_long_field(start, rest, missing):
    return start + b"\r\n" + b"X-Long: ".ljust(missing - 2, b"x") + b"\r\n" + rest


def as_folded_field(start, rest, missing):
    fold = b"\r\n " + b"x" * 100
    folds = fold * (missing // len(fold) - 1)
    return start + b"\r\n" + b"X-Long: ".ljust(missing - len(folds) - 2, b"x") + folds + b"\r\n" + rest


def as_many_fields(start, rest, missing):
    """Few enough not to reach the other limit."""
    fields, size = 20, missing // 20
    lines = [b"X-Long: ".ljust(size - 2, b"x") + b"\r\n" for _ in range(fields - 1)]
    lines.append(b"X-Long: ".ljust(missing - size * (fields - 1) - 2, b"x") + b"\r\n")
    return start + b"\r\n" + b"".join(lines) + rest


@PASSES
@pytest.mark.parametrize("line", [as_long_field, as_folded_field, as_many_fields], ids=["line", "folded", "lines"])
def test_length_of_the_header_section(wireshark, little_capture, line, passes):
    lengths = around(SECTION)
    responses = wireshark.responses(little_capture(each_in_a_connection([with_section(n, line) for n in lengths])), *passes)
    assert [r.summary for r in responses] == [summary for n in lengths for summary in (BUSY + ("" if n <= SECTION else IN_PART), BUSY)]
    # A line is known from the first byte behind it on: with that, it is sure not to be folded.
    is_known = [n - len("\r\n") + 1 <= SECTION for n in lengths]
    assert [r.values.get("sipcodes.reason.text") for r in responses[::2]] == [["last"] if known else None for known in is_known]


def test_long_status_line(wireshark, little_capture):
    """What is read of it is the beginning."""
    messages = [response("486 " + "p" * (n - len("SIP/2.0 486 \r\n")), call="long") for n in around(SECTION)]
    responses = wireshark.responses(little_capture(each_in_a_connection(messages)))
    assert [r.summary.endswith(IN_PART) for r in responses] == [True, False] * len(messages)
    for long, behind in zip(responses[::2], responses[1::2]):
        assert long.code == 486 and behind.summary == BUSY
        assert set(long.first("sipcodes.phrase").removesuffix("…")) == {"p"}


# ---- Values of Reason and Warning

def with_values(name, value, count, in_one_field):
    values = [value % n for n in range(count)]
    lines = [f"{name}: {', '.join(values)}\n"] if in_one_field else [f"{name}: {', '.join(values[at:at + 8])}\n" for at in range(0, count, 8)]
    return response("486 Busy Here", headers="".join(lines))


@PASSES
@pytest.mark.parametrize("in_one_field", [True, False], ids=["one-field", "many-fields"])
@pytest.mark.parametrize("name, field, value", [
    ("Reason", "sipcodes.reason", 'Q.850;cause=17;text="number %d"'),
    ("Warning", "sipcodes.warning", '399 agent.example.test "number %d"'),
])
def test_number_of_values(wireshark, little_capture, name, field, value, in_one_field, passes):
    counts = around(VALUES)
    packets = [datagram(with_values(name, value, n, in_one_field)) for n in counts]
    responses = wireshark.responses(little_capture([*packets, datagram(after())]), *passes)
    assert [r.summary for r in responses] == [BUSY + (MORE_VALUES if n > VALUES else "") for n in counts] + [BUSY]
    for response_found, count in zip(responses, counts):
        shown = [f"number {n}" for n in range(min(count, VALUES))]
        assert response_found.values[f"{field}.text"] == shown
        assert len(response_found.values[field]) == len(shown)


# ---- Anomalies of one response

@PASSES
def test_number_of_anomalies(wireshark, little_capture, passes):
    """Each value of this Reason is one anomaly; there may be more values than anomalies."""
    counts = [n for n in around(FINDINGS) if n <= VALUES]
    packets = [datagram(with_values("Reason", "Q.850;cause=x%d", n, True)) for n in counts]
    responses = wireshark.responses(little_capture([*packets, datagram(after())]), *passes)
    assert [r.anomalies for r in responses] == [["reason_malformed"] * min(n, FINDINGS) for n in counts] + [[]]
    assert [len(r.experts) for r in responses] == [min(n, FINDINGS) for n in counts] + [0]
    marked = f"{BUSY}, malformed Reason"
    assert [r.summary for r in responses] == [marked + (MORE_ANOMALIES if n > FINDINGS else "") for n in counts] + [BUSY]
    assert [len(r.values["sipcodes.reason"]) for r in responses[:-1]] == counts


# ---- The user's table: one row for each status code there can be

def rows(first, last):
    return "".join(f'"{code}","Own {code}","","","Expected"\n' for code in range(first, last + 1))


def test_full_user_table(wireshark, little_capture, profile):
    """A row more can only repeat a code: it is refused, and said."""
    capture = little_capture([datagram(response(f"{code} Any", call=str(code))) for code in (100, 499, 698, 699)])
    for table, names in [(rows(100, 698), ["Own 100", "Own 499", "Own 698"]),
                         (rows(100, 699), ["Own 100", "Own 499", "Own 698", "Own 699"])]:
        assert [r.first("sipcodes.name") for r in wireshark.responses(capture, **profile(table))][:len(names)] == names
    table = rows(100, 699) + '"499","Second","","","Error"\n'
    done = wireshark.run("tshark", "-n", "-r", capture, "-T", "fields", "-e", "sipcodes.name", **profile(table), quiet=False)
    assert done.stdout.split() == ["Own", "100", "Own", "499", "Own", "698", "Own", "699"]
    assert done.stderr.count("row 601 is refused") == 1 and "code 499 stands in an earlier row" in done.stderr, done.stderr
