# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/responses.awk alone: the table and the blocks that it makes of tshark's PDML."""
import re
import subprocess
import unicodedata
from xml.sax.saxutils import quoteattr

import pytest

from checkout import PROJECT

ADDRESSES = '<field name="{version}.src" show="{source}"/><field name="{version}.dst" show="{destination}"/>'
PACKET = """<packet><proto name="frame">
<field name="frame.time_relative" showname="Time" show="{time}"/>
<field name="frame.number" showname="Frame Number: {number}" show="{number}"/></proto>
{addresses}
{responses}</packet>
"""
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def field(name, value, label=None):
    # quoteattr turns to apostrophes where the text has quotation marks; PDML never does.
    shown = quoteattr(str(value), {'"': "&quot;", "'": "&apos;"})
    return f'<field name="sipcodes.{name}" showname="{label or name}: x" size="1" pos="1" show={shown} value="00"/>\n'


def response(code=486, name="Busy Here", method="INVITE", briefs=(), failure=1, hint="Look here.", description="It is busy.",
             explanations=(), kind=None):
    """The annotation in the order of the tree; explanations are pairs of header field and text."""
    text = "".join(f'<field name="sipcodes.anomaly" show="kind">\n{field("brief", brief)}</field>\n' for brief in briefs)
    text += "".join(field("explanation", said, f"Explanation in {header}") for header, said in explanations)
    text += field("hint", hint) + field("description", description) + field("code", code) + field("name", name)
    text += field("failure", failure)
    text += field("method", method) if method else ""
    text += field(kind, 1) if kind else ""
    return f'<proto name="sipcodes" showname="SIP Response Code">\n{text}</proto>\n'


def addresses(source="192.0.2.1", destination="192.0.2.20", version="ip"):
    return ADDRESSES.format(version=version, source=source, destination=destination).replace("/><", "/>\n<")


def packet(*responses, time="1.000000000", number=7, path=None):
    return PACKET.format(time=time, number=number, addresses=addresses() if path is None else path,
                         responses="".join(responses or [response()]))


def run(text, width=0, fold=80, colour=0, utf8=1, **environment):
    """What it prints, as bytes are read as UTF-8, in lines."""
    settings = [f"-vwidth={width}", f"-vfold={fold}", f"-vcolour={colour}", f"-vutf8={utf8}"]
    done = subprocess.run(["awk", *settings, "-f", PROJECT / "scripts/responses.awk"],
                          input=text if isinstance(text, bytes) else text.encode(), capture_output=True, check=True,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **environment})
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def table(text, **options):
    lines = run(text, **options)
    return lines[:lines.index("")] if "" in lines else lines


def blocks(text, **options):
    """The lines of each block, without their indentation."""
    return [[line.strip() for line in block.splitlines()] for block in "\n".join(run(text, **options)).split("\n\n")[1:]]


@pytest.fixture(scope="module")
def decimal_comma(tmp_path_factory):
    """The environment of a locale with a decimal comma."""
    folder = tmp_path_factory.mktemp("locales")
    done = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("no locale with a decimal comma can be made here (Debian: package locales)")
    # Of its numbers alone: bytes stay bytes, as scripts/run has it.
    environment = {"LOCPATH": str(folder), "LC_ALL": "", "LC_NUMERIC": "de_DE.UTF-8"}
    said = subprocess.run(["bash", "-c", "printf %.1f 1,5"], env=environment, capture_output=True, text=True, check=False)
    assert said.stdout == "1,5", "the locale has no decimal comma"
    return environment


# ---- The table

def test_time_in_a_locale_with_a_decimal_comma(decimal_comma):
    assert table(packet(time="12.345678900"), **decimal_comma)[1].split()[:2] == ["7", "12.345678"]


@pytest.mark.parametrize("time, shown", [("0.000000000", "0.000000"), ("-3.5", "-3.500000"), ("12,345678900", "12.345678"),
                                         ("7", "7")])
def test_time_has_microseconds(time, shown):
    assert table(packet(time=time))[1].split()[1] == shown


def test_columns():
    title, line = table(packet(response(code=99, name="Two Words", method="BYE", briefs=["no Contact", "phrase of 608"])))
    assert title.split() == "frame time source > destination method code name findings".split()
    assert line.split() == "7 1.000000 192.0.2.1 > 192.0.2.20 BYE 099 Two Words no Contact, phrase of 608".split()


def test_one_line_for_each_response():
    lines = table(packet(response(code=486)) + packet(response(code=99), response(code=700), number=8))
    assert [(line.split()[0], line.split()[6]) for line in lines[1:]] == [("7", "486"), ("8", "099"), ("8", "700")]


def test_findings_belong_to_their_response():
    lines = table(packet(response(code=401, briefs=["no WWW-Authenticate"]), response(code=486)))
    assert lines[1].endswith("no WWW-Authenticate") and lines[2].endswith("486   Busy Here")


@pytest.mark.parametrize("path, shown", [
    (addresses("2001:db8::1", "2001:db8::20", "ipv6"), "2001:db8::1 > 2001:db8::20"),
    (addresses("203.0.113.1", "203.0.113.2") + "\n" + addresses("2001:db8::1", "::2", "ipv6"), "2001:db8::1 > ::2"),
    (addresses("2001:db8::1", "::2", "ipv6") + "\n" + addresses("203.0.113.1", "203.0.113.2"), "203.0.113.1 > 203.0.113.2"),
], ids=["IPv6", "6in4", "4in6"])
def test_addresses_are_those_of_the_innermost_header(path, shown):
    line = table(packet(path=path))[1]
    assert re.sub(" +", " ", line).split(" INVITE")[0].endswith(f"1.000000 {shown}")


def test_addresses_of_the_frame_before_are_not_taken_over():
    lines = table(packet() + packet(path="", number=8))
    assert "192.0.2.1" in lines[1] and ">" not in lines[2]


def test_without_a_response_it_prints_nothing():
    assert run(PACKET.format(time="0.0", number=1, addresses="", responses="")) == []


@pytest.mark.parametrize("kind, words", [("fragment", "in a fragment"), ("quoted", "quoted in an ICMP error")])
def test_what_did_not_arrive_as_a_response_is_marked(kind, words):
    text = packet(response(kind=kind, briefs=["phrase of 608"])) + packet()
    assert table(text)[1].endswith(f"{words}, phrase of 608")
    assert [block[0].split(":")[0] for block in blocks(text)] == [f"486 Busy Here to INVITE, {words}", "486 Busy Here to INVITE"]


LONG_PATH = addresses("2001:db8:1111:2222:3333:4444:5555:6666", "2001:db8:7777:8888:9999:aaaa:bbbb:cccc", "ipv6")
LONG = packet(response(name="Proxy Authentication Required With A Long Name", method="SUBSCRIBEALONGMETHOD",
                       briefs=["no Min-Expires in 423 to REGISTER", "Retry-After cannot be read", "phrase of another code"],
                       hint="word " * 60 + "x" * 300, explanations=[("Warning", "\u4e2d\u6587" * 150), ("Reason", "y" * 5000)]),
              response(name="OK", briefs=["no Contact"]), path=LONG_PATH)


def columns_of(line):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize("width", [60, 80, 100, 132, 200])
def test_no_line_is_wider_than_the_terminal(width):
    lines = run(LONG, width=width, fold=min(width, 100))
    assert max(columns_of(line) for line in lines) <= width
    words = " ".join(line.strip() for line in lines)
    for brief in ("no Min-Expires in 423 to REGISTER", "Retry-After cannot be read", "phrase of another code", "no Contact"):
        assert brief in words


def test_into_a_pipe_the_table_is_not_cut():
    line = table(LONG)[1]
    assert "Proxy Authentication Required With A Long Name" in line and "aaaa:bbbb:cccc" in line and "phrase of another" in line


def test_where_it_fits_findings_stand_in_the_line():
    text = packet(response(briefs=["no Contact"]))
    line = table(text)[1]
    assert table(text, width=len(line))[1] == line
    cut = table(text, width=len(line) - 1)
    assert not cut[1].endswith("no Contact") and cut[2].strip() == "no Contact"


def test_names_are_cut_before_addresses():
    text = packet(response(name="Proxy Authentication Required"), path=LONG_PATH)
    line = table(text)[1]
    assert table(text, width=len(line) - 8)[1] == line[:-11] + "..."


def test_colours_change_no_text():
    text = packet(response(briefs=["no Contact"]), response(code=200, name="OK", failure=0)) + LONG
    for width in (0, 80):
        plain, painted = run(text, width=width), run(text, width=width, colour=1)
        assert [STYLE.sub("", line) for line in painted] == plain
        assert not any("\x1b" in line for line in plain)
        for line in painted:
            assert line.count("\x1b[0m") * 2 == line.count("\x1b")
    assert "\x1b[31m486" in "\n".join(painted) and "\x1b[32m200" in "\n".join(painted)


# ---- The blocks

def test_one_block_for_each_failing_code_and_method():
    text = packet() + packet(response(code=200, name="OK", failure=0), number=8) + packet(number=9)
    text += packet(response(code=404, name="Not Found", method="OPTIONS", hint="No such user.", description="Nobody."), number=10)
    assert blocks(text) == [
        ["486 Busy Here to INVITE: 2 times, first in frame 7, from 192.0.2.1", "Hint:        Look here.", "Description: It is busy."],
        ["404 Not Found to OPTIONS: once, in frame 10, from 192.0.2.1", "Hint:        No such user.", "Description: Nobody."],
    ]


def test_the_most_frequent_comes_first():
    text = packet(response(code=404)) + packet(response(code=486), response(code=486))
    assert [block[0][:3] for block in blocks(text)] == ["486", "404"]


def test_who_sent_it():
    text = "".join(packet(path=addresses(f"192.0.2.{host}")) for host in (1, 2, 2, 3, 4, 5, 6))
    assert "from 192.0.2.2 (2), 192.0.2.1 (1), 192.0.2.3 (1), 192.0.2.4 (1) and 2 others" in " ".join(blocks(text)[0])


def test_what_the_senders_say_stands_there_once_each():
    said = [("Reason", "No callee endpoints were found"), ("Warning", "trunk 7 is full"), ("Warning", "trunk 7 is full")]
    text = "".join(packet(response(explanations=[words]), number=number) for number, words in enumerate(said, 7))
    assert blocks(text, fold=100)[0][1:4] == ['Sender says: "trunk 7 is full" in Warning, 2 times, first in frame 8',
                                    '"No callee endpoints were found" in Reason, once, first in frame 7',
                                    "Hint:        Look here."]


def test_of_very_many_different_words_the_most_frequent_are_shown():
    text = "".join(packet(response(explanations=[("Warning", f"call {number}")])) for number in range(30))
    text += packet(response(explanations=[("Warning", "full")]), response(explanations=[("Warning", "full")]))
    lines = blocks(text)[0]
    assert lines[1].startswith('Sender says: "full" in Warning, 2 times') and "and 23 others: field sipcodes.explanation" in lines
    assert sum("in Warning" in line for line in lines) == 8


def test_each_different_hint_stands_there_once():
    own = "The user is on the phone."
    text = packet(response(hint=f"No sound device. {own}")) + packet(response(hint=own), number=8) + packet(response(hint=own))
    assert blocks(text)[0][1:3] == [f"Hint:        (2 times, first in frame 8) {own}",
                                    "Hint:        (once, first in frame 7) No sound device. (And as in frame 8.)"]


def test_without_a_failing_code_it_says_so():
    assert len(blocks(packet(response(code=401, failure=0)))) == 1
    assert run(packet(response(code=401, failure=0)), fold=100)[-1].startswith("No failing code in this capture.")


def test_number_of_blocks_is_bounded():
    text = "".join(packet(response(method=f"M{number}")) for number in range(600))
    found = blocks(text)
    assert len(found) == 501
    assert found[-1] == ["and 100 responses with other failing codes and methods: see the report"]


# ---- What the wire holds can be meant for the terminal

HOSTILE = {
    "escape": ("A\x1b[2JZ", "A?[2JZ"),
    "delete": ("A\x7fZ", "A?Z"),
    "C1": ("A\u009b2J\u0085Z", "A?2J?Z"),
    "override": ("A\u202e\u202aZ", "A??Z"),
    "isolate": ("A\u2066\u2069\u200f\u061cZ", "A????Z"),
    "unseen": ("A\u200b\ufeff\u00ad\U000e0041Z", "A????Z"),
    "line separator": ("A\u2028Z", "A?Z"),
    "overlong": (b"A\xc0\xaf\xe0\x80\xafZ", "A?????Z"),
    "surrogate": (b"A\xed\xa0\x80Z", "A???Z"),
    "beyond": (b"A\xf4\x90\x80\x80Z", "A????Z"),
    "begun": (b"A\xe2\x82Z", "A??Z"),
    "eight bits": (b"A\x9b2JZ", "A?2JZ"),
    "markup": ("A<a>&amp;\"'Z", "A<a>&amp;\"'Z"),
    "words": ("A\u00e4\u4e2d\U0001f600Z", "A\u00e4\u4e2d\U0001f600Z"),
}
PLACES = {
    "name": lambda text: packet(response(name=text)),
    "method": lambda text: packet(response(method=text)),
    "brief": lambda text: packet(response(briefs=[text])),
    "explanation": lambda text: packet(response(explanations=[("phrase", text)])),
    "hint": lambda text: packet(response(hint=text)),
    "description": lambda text: packet(response(description=text)),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text, shown", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_safely(place, text, shown):
    pdml = PLACES[place]("@@").encode()
    raw = text if isinstance(text, bytes) else quoteattr(text, {'"': "&quot;", "'": "&#x27;"})[1:-1].encode()
    # A control character that ends a line ends it in awk, too: PDML escapes it.
    for width in (0, 200):
        assert shown in "\n".join(run(pdml.replace(b"@@", raw), width=width))


def test_where_utf8_is_not_understood_there_is_none():
    lines = run(packet(response(explanations=[("phrase", "A\u00e4\u4e2d\U0001f600Z")])), utf8=0)
    assert '"A???Z" in phrase' in "\n".join(lines) and "\n".join(lines).isascii()


def test_columns_line_up_below_wide_characters():
    text = packet(response(name="\u4e2d\u6587", briefs=["first"]), response(name="OKAY", briefs=["second"]))
    first, second = table(text)[1:]
    assert columns_of(first.split("first")[0]) == columns_of(second.split("second")[0])
