# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user has set stays as set: severities, the table of codes after a change, a heuristic switched off, the Info column."""
import itertools

import pytest

import sharkd
from little_captures import datagram, response
from test_status_lines import notify, with_line

NEEDS_SHARKD = pytest.mark.skipif(not sharkd.is_installed(), reason="sharkd is not in this system's packages")


# ---- Severities of the user's own

LACKING = response("401 Unauthorized", "REGISTER")
# A note, where others of its kind are warnings.
MILDER = response("302 Moved Temporarily")


def severities(wireshark, capture, **keywords):
    return [(r.frame, severity) for r in wireshark.responses(capture, **keywords) for severity, *_ in r.experts]


def test_severity_of_the_user(wireshark, little_capture):
    """It stands for what has this name, and for nothing else."""
    capture = little_capture([datagram(LACKING), datagram(response("700 Beyond"))])
    ((severity, name, _), *_), ((worse, *_), *_) = (r.experts for r in wireshark.responses(capture))
    assert (severity, worse) == ("warn", "error")
    for chosen in ("Error", "Note", "Chat"):
        own = {"uat:expert_severity": f'"{name}","{chosen}"'}
        assert severities(wireshark, capture, preferences=own) == [(1, chosen.lower()), (2, "error")]


def test_severity_of_a_rule_is_not_the_next_ones(wireshark, little_capture):
    """Each finding's own severity, in any order."""
    texts = [LACKING, MILDER, LACKING, MILDER, MILDER, LACKING]
    found = severities(wireshark, little_capture(map(datagram, texts)))
    assert found == [(n, "warn" if text == LACKING else "note") for n, text in enumerate(texts, start=1)]


# ---- The table of codes

TABLE = "uat:sipcodes_codes"


def texts_of(answer):
    """The lines below our summary."""
    def lines(nodes):
        for node in nodes:
            yield node.get("l", "")
            yield from lines(node.get("n", []))

    return [line for line in lines(answer["tree"]) if line.startswith(("SIP Response Code", "Name", "Status", "Description", "Hint",
                                                                       "[SIP Response Code", "[Name", "[Status", "[Description", "[Hint"))]


@NEEDS_SHARKD
def test_table_changed_between_two_looks(wireshark, little_capture):
    """A code that was drawn before the user gave it a name is drawn with it from then on."""
    capture = little_capture([datagram(response("499 Gone"))])
    look = ("frame", {"frame": 1, "proto": True})
    row = '"499","Carrier maintenance","The trunk is down","See the calendar","Expected"'
    before, again, _, after, once_more = sharkd.ask(wireshark, capture, look, look, ("setconf", {"name": TABLE, "value": row}), look, look)
    assert texts_of(before) == texts_of(again) and "Carrier maintenance" not in " ".join(texts_of(before))
    for answer in (after, once_more):
        shown = " ".join(texts_of(answer))
        assert all(text in shown for text in ("499 Carrier maintenance", "The trunk is down", "See the calendar", "User-defined"))


# ---- The heuristic dissector

@NEEDS_SHARKD
@pytest.mark.parametrize("is_on", [True, False], ids=["on", "off"])
def test_heuristic_is_as_the_user_left_it(wireshark, little_capture, is_on):
    """Switching the repair off and on again does not switch on what the user has switched off."""
    capture = little_capture([datagram(with_line("SIP/2.0 4860 Busy"))])
    home = wireshark.new_folder()
    home.chmod(0o755)
    folder = home / ".config" / "wireshark"
    folder.mkdir(parents=True)
    (folder / "heuristic_protos").write_text(f"sipcodes_udp,{int(is_on)}\n")

    def look_with(*repairs):
        """Each setting before a file is opened, and at its end one look. sharkd keeps what a filter found, also for the next file."""
        steps = [step for value in repairs for step in (("setconf", {"name": "sipcodes.repair_status_lines", "value": value}),
                                                        ("load", {"file": str(capture)}))]
        return [*steps, ("frames", {"filter": f"sipcodes.status_line && frame.number < {next(different)}"})]

    different = itertools.count(2)
    results = sharkd.ask(wireshark, capture, *look_with("FALSE"), *look_with("TRUE"), *look_with("FALSE", "FALSE", "TRUE", "TRUE"),
                         home=home)
    found = [len(result) for result in results if isinstance(result, list)]
    assert found == ([0, 1, 1] if is_on else [0, 0, 0])


def test_without_sip_nothing_is_taken(wireshark, little_capture):
    capture = little_capture([datagram(with_line("SIP/2.0 4860 Busy")), datagram(with_line("sip/2.0 486 Busy Here"))])
    assert wireshark.frames(capture, "sipcodes") == [1, 2]
    assert wireshark.frames(capture, "sipcodes", "--disable-protocol", "sip") == []


@pytest.mark.parametrize("line", ["SIP/2.0 4x6 Busy", "SIP/2.0\t486 Busy", "SIP/2.0 486-Busy", "SOP/2.0 486 Busy"])
def test_fragments_without_repair(wireshark, little_capture, line):
    """What is no status line is not read as one, also where nobody says what is wrong with it."""
    capture = little_capture([datagram(notify(line.encode() + b"\r\n")), datagram(notify(b"SIP/2.0 486 Busy\r\n"))])
    assert wireshark.frames(capture, "sipcodes", preferences={"sipcodes.repair_status_lines": "FALSE"}) == [2]


# ---- The Info column

INFO = 'gui.column.format:"Info","%i"'


def test_remarks_about_the_phrase_are_not_in_the_info_column(wireshark, little_capture):
    """The phrase itself is there, and the name beside it; what contradicts the code is, and other anomalies, in brief."""
    capture = little_capture([datagram(response("486 On the other line")), datagram(response("486 ")), datagram(response("486 Decline")),
                              datagram(response("486 Busy Here", headers="Authorization: x\nRoute: <sip:a>\n"))])
    lines = wireshark.tshark(capture, "-T", "tabs", "-o", INFO, preferences={"sipcodes.name_in_info_column": "TRUE"}).split("\n")[:-1]
    assert [line.partition("[")[1] + line.partition("[")[2].partition(" |")[0].rstrip(" |") for line in lines] == [
        "[Busy Here]", "[Busy Here]", "[Busy Here] [phrase of 603]", "[Authorization in a response]"]
