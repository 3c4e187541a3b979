# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's own codes, from the profile's file and from -o, and each preference switched on and off."""
import re

import pytest

import wireshark_window
from little_captures import datagram, response, segments
from wireshark_programs import PROJECT

TABLE = "sipcodes_codes"
MAINTENANCE = '"499","Carrier maintenance","The trunk is down for planned work","See the calendar","Expected"'
PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])


@pytest.fixture(scope="module")
def capture(little_capture):
    """Frame by frame: a code of nobody, one that is registered, a vendor's, one more of nobody, and again the first."""
    return little_capture([
        datagram(response("499 Carrier maintenance", call="a")),
        datagram(response("486 Busy Here", call="b", headers="Authorization: x\n")),
        datagram(response("477 Send failed", call="c")),
        datagram(response("698 Own", call="d")),
        datagram(response("401 Unauthorized", "REGISTER", call="e")),
        *segments([response("499 ", call="f") + response("499 Off", call="g")]),
    ])


def by_frame(responses):
    return {r.frame: r for r in responses}


@PASSES
@pytest.mark.parametrize("source", ["file", "option"])
def test_expected_code(wireshark, capture, profile, source, passes):
    where = profile(f"# our carrier\n{MAINTENANCE}\n") if source == "file" else {"preferences": {f"uat:{TABLE}": MAINTENANCE}}
    responses = wireshark.responses(capture, *passes, **where)
    own = by_frame(responses)[1]
    assert own.summary == "SIP Response Code: 499 Carrier maintenance"
    assert own.first("sipcodes.name") == "Carrier maintenance" and own.first("sipcodes.hint") == "See the calendar"
    assert own.first("sipcodes.description") == "The trunk is down for planned work"
    assert own.first("sipcodes.status") == by_frame(responses)[6].first("sipcodes.status") == "5"
    assert own.anomalies == [] and own.experts == [] and own.first("sipcodes.treated_as") == "400"
    last = [r for r in responses if r.frame == 6]
    assert [r.rules for r in last] == [["phrase_empty"], []], "any phrase goes with a code of the user's own"
    assert by_frame(responses)[4].anomalies == ["unknown"]


def test_unknown_without_the_table(wireshark, capture):
    responses = wireshark.responses(capture)
    assert by_frame(responses)[1].anomalies == ["unknown"] and "sipcodes.name" not in by_frame(responses)[1].values
    assert wireshark.frames(capture, 'sipcodes.status == "User-defined"') == []


def test_filters(wireshark, capture, profile):
    where = profile(f"{MAINTENANCE}\n")
    both = 'sipcodes.status == "User-defined" && sipcodes.name == "Carrier maintenance" && sipcodes.code == 499'
    assert wireshark.frames(capture, both, **where) == [1, 6]
    assert wireshark.frames(capture, "sipcodes.anomaly.unknown", **where) == [4]


def test_override_of_known_codes(wireshark, capture, profile):
    """Name, description and hint are the user's where given; class, finality and rules stay."""
    where = profile('"486","Line in use","","Wait","Expected"\n"477","Next hop is gone","It is gone","","Warning"\n')
    plain, own = (by_frame(wireshark.responses(capture, **keywords)) for keywords in ({}, where))
    busy = own[2].values
    assert busy["sipcodes.name"] == ["Line in use"] and busy["sipcodes.hint"] == ["Wait"]
    for name in ("sipcodes.code", "sipcodes.class", "sipcodes.final", "sipcodes.description", "sipcodes.reference", "sipcodes.phrase"):
        assert busy[name] == plain[2].values[name], name
    assert own[2].anomalies == plain[2].anomalies == ["forbidden_header"]
    vendor = own[3]
    assert vendor.first("sipcodes.name") == "Next hop is gone" and vendor.first("sipcodes.description") == "It is gone"
    assert vendor.first("sipcodes.hint") == plain[3].first("sipcodes.hint")
    assert "vendor" not in vendor.anomalies and "user_defined" in vendor.anomalies


@pytest.mark.parametrize("name", ["", "  "], ids=["empty", "blank"])
@pytest.mark.parametrize("source", ["file", "option"])
def test_empty_name_keeps_the_known_one(wireshark, capture, profile, source, name):
    """A registered code and a vendor's; the row's other texts count."""
    rows = [f'"486","{name}","","Wait","Warning"', f'"477","{name}","It is gone","","Expected"']
    where = profile("".join(f"{row}\n" for row in rows)) if source == "file" else {"preferences": {f"uat:{TABLE}": rows[0]}}
    plain, own = (by_frame(wireshark.responses(capture, **keywords)) for keywords in ({}, where))
    assert own[2].first("sipcodes.name") == "Busy Here" and own[2].first("sipcodes.hint") == "Wait"
    assert own[2].first("sipcodes.status") == "5"
    assert [text for _, anomaly, text in own[2].experts if anomaly == "sipcodes.anomaly.user_defined"] == [
        '486 Busy Here: your table "SIP response codes" marks it.']
    if source == "file":
        assert own[3].first("sipcodes.name") == plain[3].first("sipcodes.name") and own[3].first("sipcodes.name")
        assert own[3].first("sipcodes.description") == "It is gone"


def test_severities(wireshark, capture, profile):
    where = profile('"499","Carrier maintenance","","","Warning"\n"698","Own","","","Error"\n')
    responses = by_frame(wireshark.responses(capture, **where))
    assert [e[:2] for e in responses[1].experts] == [("warn", "sipcodes.anomaly.user_defined")]
    assert [e[:2] for e in responses[4].experts] == [("error", "sipcodes.anomaly.user_defined_error")]
    assert '499 Carrier maintenance: your table "SIP response codes" marks it.' == responses[1].experts[0][2]


GOOD = '"698","Good row","","","Expected"'
# name: (bad row, what the message must contain)
REFUSED = {
    "below 100": ('"099","Low","","","Expected"', ['"099" is no status code', "100 to 699"]),
    "above 699": ('"700","High","","","Expected"', ['"700" is no status code']),
    "no number": ('"4x9","Letters","","","Expected"', ['"4x9" is no status code']),
    "empty code": ('"","Nothing","","","Expected"', ["is no status code"]),
    "space in the code": ('" 499 ","Spaced","","","Expected"', ['" 499 " is no status code']),
    "beyond 32 bits": ('"4294967795","Wraps to 499","","","Expected"', ['"4294967795" is no status code']),
    "empty name": ('"499","","","","Expected"', ["the name is empty", "none for code 499"]),
    "blank name": ('"499","  ","","","Expected"', ["the name is empty", "none for code 499"]),
    "long name": (f'"499","{"n" * 101}","","","Expected"', ["the name has 101 bytes, at most 100"]),
    "long description": (f'"499","N","{"d" * 501}","","Expected"', ["the description has 501 bytes, at most 500"]),
    "long hint": (f'"499","N","","{"h" * 501}","Expected"', ["the hint has 501 bytes, at most 500"]),
    "unknown severity": ('"499","N","","","Fatal"', ["Fatal"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_row_in_the_file(wireshark, capture, profile, name):
    """The message names file, line and reason; the row before it keeps working, and the bad one adds nothing."""
    row, reasons = REFUSED[name]
    words = [word for field in ("sipcodes.name", "sipcodes.status") for word in ("-e", field)]
    done = wireshark.run("tshark", "-n", "-r", capture, "-T", "fields", *words, **profile(f"{GOOD}\n{row}\n"), quiet=False)
    # Wireshark itself looks at the severity, after it has read the line's end.
    assert re.search(rf"{TABLE}:{'3' if name == 'unknown severity' else '2'}\b", done.stderr), done.stderr
    assert all(reason in done.stderr for reason in reasons), done.stderr
    rows = [line.split("\t") for line in done.stdout.split("\n")[:-1]]
    assert rows[3] == ["Good row", "5"] and rows[0] == ["", "7"] and rows[1] == ["Busy Here", "0"]


@pytest.mark.parametrize("name", ["below 100", "empty name", "long hint"])
def test_refused_row_in_an_option(wireshark, capture, name):
    row, reasons = REFUSED[name]
    done = wireshark.run("tshark", "-r", capture, "-o", f"uat:{TABLE}:{row}", check=False, quiet=False)
    assert done.returncode != 0
    assert all(reason in done.stderr for reason in reasons), done.stderr


def test_broken_utf8(wireshark, capture, profile):
    rows = f"{GOOD}\n".encode() + b'"499","Wartung f\xfcr alle","","","Expected"\n'
    done = wireshark.run("tshark", "-n", "-r", capture, "-T", "fields", "-e", "sipcodes.name", **profile(rows), quiet=False)
    assert re.search(rf"{TABLE}:2\b", done.stderr) and "the name is not valid UTF-8" in done.stderr, done.stderr
    assert done.stdout.split("\n")[3] == "Good row" and done.stdout.split("\n")[0] == ""


def test_duplicate(wireshark, capture, profile):
    """The first of two counts; the message names the row and what it repeats."""
    where = profile(f'{MAINTENANCE}\n"499","Second","","","Error"\n{GOOD}\n')
    done = wireshark.run("tshark", "-n", "-r", capture, "-T", "fields", "-e", "sipcodes.name", **where, quiet=False)
    assert "row 2" in done.stderr and "499" in done.stderr and "Carrier maintenance" in done.stderr, done.stderr
    assert done.stderr.count("row 2") == 1, "said once"
    assert done.stdout.split("\n")[0] == "Carrier maintenance" and done.stdout.split("\n")[3] == "Good row"


def test_texts_at_their_limits(wireshark, capture, profile):
    name, text = "\u043d" * 50, "\u0442" * 250
    responses = by_frame(wireshark.responses(capture, **profile(f'"499","{name}","{text}","{text}","Expected"\n')))
    assert responses[1].first("sipcodes.name") == name and responses[1].first("sipcodes.hint") == text
    assert responses[1].first("sipcodes.description") == text


# ---- Preferences: the checks are in test_preferences.py, the repair in test_status_lines.py ----

COLUMNS = 'gui.column.format:"Info","%i"'


def test_info_column(wireshark, capture):
    off = wireshark.tshark(capture, "-T", "tabs", "-o", COLUMNS).split("\n")
    on = wireshark.tshark(capture, "-T", "tabs", "-o", COLUMNS, preferences={"sipcodes.name_in_info_column": "TRUE"}).split("\n")
    own = wireshark.tshark(capture, "-T", "tabs", "-o", COLUMNS, preferences={
        "sipcodes.name_in_info_column": "TRUE", f"uat:{TABLE}": '"698","Maintenance","","","Warning"'}).split("\n")
    assert not any("[" in line for line in off)
    assert off[0].strip().startswith("Status: 499 Carrier maintenance")

    def added(number):
        return re.findall(r"\[([^]]*)\]", on[number])

    assert added(0) == ["unknown code"]
    assert added(1) == ["Authorization in a response"]
    assert added(2) == ["vendor's code"]
    assert added(4) == ["no WWW-Authenticate"]
    assert [re.sub(r" \[[^]]*\]", "", line) for line in on] == off
    assert re.findall(r"\[([^]]*)\]", own[3]) == ["Maintenance", "marked by your table"]


def test_preferences_have_effect_from_a_file_and_in_two_passes(wireshark, capture):
    lines = "".join(f"sipcodes.{name}: FALSE\n" for name in ("check_methods", "check_headers", "check_phrases", "annotate_empty_phrases"))
    responses = wireshark.responses(capture, "-2", preferences_file=lines)
    assert [(r.frame, r.anomalies) for r in responses] == [
        (1, ["unknown"]), (2, []), (3, ["vendor"]), (4, ["unknown"]), (5, []), (6, ["unknown"])]


def test_reference_lists_the_preferences(wireshark):
    reference = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(sipcodes\.\w+)` \| (TRUE|FALSE|\d+) \|", reference, re.MULTILINE))
    output = wireshark.run("tshark", "-G", "currentprefs").stdout
    assert dict(re.findall(r"^#?(sipcodes\.\w+): (\S+)", output, re.MULTILINE)) == listed


# ---- The dialog ----

missing = wireshark_window.missing_programs()
# Where these stand in the dialog, which opens in the display's corner.
PROTOCOLS = (65, 157)
EDIT = (344, 289)


@pytest.mark.slow
@pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")
def test_table_in_the_window(wireshark, capture, tmp_path):
    """Preferences > Protocols > SIPCODES > Edit shows the table, and OK writes what it shows into the profile, an empty
    name too."""
    if wireshark.version >= (4, 1):
        pytest.skip("the places of rows and buttons are those of Wireshark 4.0")
    rows = [MAINTENANCE.replace("planned work", "works in the window"), '"486","","","Wait in the window","Expected"']

    def open_preferences():
        window.click(wireshark_window.WIDTH // 2, wireshark_window.HEIGHT - 100)
        window.press("ctrl+shift+p")

    def open_table():
        window.click(*PROTOCOLS)
        window.press("Right", *"SIPCODES")
        window.click(*EDIT)

    def written():
        texts = [file.read_text(errors="replace").split("\n") for file in wireshark.workspace.rglob(TABLE)]
        return [text for text in texts if all(row in text for row in rows)]

    with wireshark_window.Window(wireshark, capture, *(word for row in rows for word in ("-o", f"uat:{TABLE}:{row}"))) as window:
        wireshark_window.repeat_until(open_preferences, lambda: "Preferences" in " ".join(window.titles()), "the preferences")
        wireshark_window.repeat_until(open_table, lambda: "SIP response codes" in window.titles(), "the table")
        print(f"see {window.screenshot(tmp_path / 'table.png')}")
        wireshark_window.repeat_until(lambda: window.press("Return"), written, "the table in the profile")
        assert len(written()) == 1
        assert window.is_alive(), window.output()
