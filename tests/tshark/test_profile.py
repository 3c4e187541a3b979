# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile SIP: every line of its files is accepted, names what there is, and can be read by those who see few colours."""
import itertools
import re
import shutil

import pytest

from sip_profile import PROFILE, colour_rules, menu_filters, rows
from wireshark_programs import PROJECT

CAPTURE = PROJECT / "pcaps" / "call-failures.pcapng"


@pytest.fixture(scope="module")
def home(wireshark):
    folder = wireshark.new_folder()
    shutil.copytree(PROFILE, folder / ".config" / "wireshark" / "profiles" / "SIP")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    return folder


# ---- What it shows

def test_columns(wireshark, home):
    """tshark says nothing of the profile, and each response has its words."""
    lines = [re.sub(r" +", " ", line).strip() for line in
             wireshark.tshark(CAPTURE, "-2", "-C", "SIP", "-Y", "frame.number in {21, 87, 109}", home=home).splitlines()]
    assert len(lines) == 3
    assert re.search(r" INVITE Challenged Request: INVITE", lines[0])
    assert re.search(r" INVITE 603 Decline Declined 0\.\d+ Status: 603", lines[1])
    assert re.search(r" INVITE 477 Send failed vendor's code,second final response Rejected 0\.\d+ Status: 477", lines[2])


def test_a_complaint_would_be_seen(wireshark, home):
    """Else the test above shows nothing."""
    buttons = home / ".config" / "wireshark" / "profiles" / "SIP" / "dfilter_buttons"
    good = buttons.read_text()
    buttons.write_text(good.replace('"TRUE"', '"perhaps"', 1))
    try:
        done = wireshark.run("tshark", "-n", "-r", wireshark.readable(CAPTURE), "-C", "SIP", "-c", "1", home=home, quiet=False, check=False)
    finally:
        buttons.write_text(good)
    assert "dfilter_buttons" in done.stderr


@pytest.mark.parametrize("capture, rules", [
    ("call-failures", {29: "SIP 4xx", 87: "SIP 6xx", 20: "SIP 5xx", 22: "SIP challenge or cancelled", 41: "SIP challenge or cancelled",
                       25: "SIP 1xx", 4: "SIP 2xx or 3xx", 109: "SIP warning", 21: None}),
    ("status-lines", {"sipcodes.anomaly.malformed_status_line": "SIP error"})])
def test_first_rule_that_holds(wireshark, home, capture, rules):
    shown = wireshark.tshark(PROJECT / "pcaps" / f"{capture}.pcapng", "-2", "-C", "SIP", "--color", "-T", "fields", "-e", "frame.number",
                             "-e", "frame.coloring_rule.name", home=home)
    by_frame = {int(number): name or None for number, name in (line.split("\t") for line in shown.splitlines())}
    for which, rule in rules.items():
        frames = [which] if isinstance(which, int) else wireshark.frames(PROJECT / "pcaps" / f"{capture}.pcapng", which)
        assert frames and {by_frame[frame] for frame in frames} == {rule}, which


# ---- What its lines say

def filters():
    return [*((f"colour: {name}", text) for name, text, *_ in colour_rules()),
            *((f"button: {label}", text) for _, label, text, _ in rows("dfilter_buttons")),
            *((f"graph: {name}", text) for _, name, text, *_ in rows("io_graphs"))]


def test_filters_are_filters(wireshark):
    """One run asks all of them: a filter that is none ends it."""
    wireshark.tshark(CAPTURE, "-c", "1", "-Y", " or ".join(f"({text})" for _, text in filters()))


def test_tables_are_whole():
    assert all(len(row) == 4 and row[0] == "TRUE" for row in rows("dfilter_buttons"))
    assert [row[1] for row in rows("dfilter_buttons")] == ["Failures", "Findings", "Calls that failed", "Resent", "Blocked", "Without challenges"]
    graphs = rows("io_graphs")
    assert graphs and all(len(row) == 9 and row[0] == "Enabled" and re.fullmatch("#[0-9A-F]{6}", row[3]) for row in graphs)


def test_fields_are_there(wireshark):
    """In columns and graphs, where a name that is none is an empty column."""
    asked = {*re.findall(r"%Cus:([\w.-]+)", (PROFILE / "preferences").read_text() + (PROFILE / "recent").read_text()),
             *(row[6] for row in rows("io_graphs") if row[6])}
    known = {line.split("\t")[2] for line in wireshark.run("tshark", "-G", "fields").stdout.splitlines()}
    assert asked and asked - known == set()


def test_only_what_it_is_for():
    """Nothing else of Wireshark's settings changes with the profile."""
    names = {name: re.findall(r"^([a-z_.]+):", (PROFILE / name).read_text(), re.MULTILINE) for name in ("preferences", "recent")}
    assert names == {"preferences": ["gui.column.format"], "recent": ["column.width"]}
    assert sorted(path.name for path in PROFILE.iterdir()) == ["colorfilters", "dfilter_buttons", "io_graphs", "preferences", "recent"]


def test_buttons_and_menu_filter_the_same():
    menu = menu_filters()
    buttons = {label: text for _, label, text, _ in rows("dfilter_buttons")}
    assert len(menu) == 5
    pairs = {"Failures": "Failures", "Findings": "Findings", "Calls that failed": "Failed Calls", "Blocked": "Blocked Calls"}
    assert {button: menu[entry] for button, entry in pairs.items()} == {button: buttons[button] for button in pairs}


# ---- Colours

def linear(colour):
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]


def luminance(colour):
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour)))


@pytest.mark.parametrize("rule", colour_rules(), ids=lambda rule: rule[0])
def test_letters_can_be_read(rule):
    """Web Content Accessibility Guidelines 2.1, criterion 1.4.3, which wants 4.5."""
    lower, higher = sorted(map(luminance, rule[2:]))
    assert (higher + 0.05) / (lower + 0.05) >= 4.5


# How the linear parts of a colour reach who lacks one kind of cone (Machado, Oliveira and Fernandes, 2009, severity 1.0).
EYES = {
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# From these linear parts to CIE XYZ, white being 1 (sRGB, D65).
XYZ = [[0.4339, 0.3762, 0.1899], [0.2127, 0.7152, 0.0722], [0.0178, 0.1095, 0.8729]]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def lab(colour, eyes):
    """CIE L*a*b*, in which equal distances look equal."""
    seen = [min(1, max(0, part)) for part in times(EYES[eyes], linear(colour))]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in times(XYZ, seen))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", EYES)
def test_grounds_differ(eyes):
    """From each other and from the white of a row that no rule holds for; 2.3 is what an eye can just tell."""
    grounds = {**{name: ground for name, _, ground, _ in colour_rules()}, "none": [1, 1, 1]}
    # One colour for what is not SIP; the letters differ.
    del grounds["TCP RST"]
    distances = {(one, other): sum((a - b) ** 2 for a, b in zip(lab(grounds[one], eyes), lab(grounds[other], eyes))) ** 0.5
                 for one, other in itertools.combinations(grounds, 2)}
    assert {pair: distance for pair, distance in distances.items() if distance < 10} == {}
