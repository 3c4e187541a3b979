# SPDX-License-Identifier: GPL-2.0-or-later
"""Who makes the plugin look at a response, each of them alone, and what is there for who comes after it."""
import re
import subprocess

import pytest

import wireshark_window
from little_captures import datagram, request, response, segments

LACKING = response("401 Unauthorized", "REGISTER", call="lacking")
RIGHT = response("486 Busy Here", call="right")
BEYOND = response("700 Beyond", call="beyond")


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
def test_expert_column_alone(wireshark, little_capture, passes):
    """No tree, no filter, no statistics: the column of severities asks."""
    capture = little_capture([datagram(LACKING), datagram(RIGHT), datagram(BEYOND), datagram(response("302 ", "INVITE"))])
    lines = wireshark.tshark(capture, "-T", "tabs", "-o", 'gui.column.format:"Severity","%a"', *passes).split("\n")[:-1]
    assert [line.strip() for line in lines] == ["Warning", "", "Error", "Note"]


# ---- What the SIP dissector keeps

@pytest.mark.parametrize("arguments", [("-z", "sipcodes,json"), ("-2", "-z", "sipcodes,json"), ("-Y", "sipcodes")], ids=" ".join)
def test_records_of_sip_are_put_back(wireshark, little_capture, arguments):
    """The plugin takes them down to read them; who comes after finds them as they were, the newest on top."""
    empty = [response(f"{code} ", call=str(code)) for code in (486, 487, 603)]
    capture = little_capture([datagram(empty[0]), datagram(RIGHT),
                              *segments([b"".join([request(call="a"), *empty, request("BYE", call="b"), RIGHT])]),
                              *segments([empty[0] + empty[1]], client_port=40001)])
    output = wireshark.tshark(capture, "-q", *arguments, plugins=wireshark.plugins_with("SIPCODES_SIP_RECORDS"))
    assert re.findall(r"^(\d+): (.*)$", output, re.MULTILINE) == [
        ("1", "486"), ("2", "486"), ("3", "486 BYE 603 487 486 INVITE"), ("4", "487 486")]


# ---- The window

missing = wireshark_window.missing_programs()
# The middle of the lamp in the status bar, which has the colour of the file's worst severity: red for an error, grey for none.
LAMP = "8x8+13+845"


def redness(screenshot):
    """How much more red than blue the lamp is, from -1 to 1."""
    shown = subprocess.run(["convert", screenshot, "-crop", LAMP, "+repage", "-resize", "1x1!", "-format", "%[fx:u.r-u.b]", "info:"],
                           capture_output=True, encoding="utf-8", check=True)
    return float(shown.stdout)


@pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")
def test_window_knows_of_packets_that_nobody_has_opened(wireshark, little_capture, tmp_path):
    """The first packet is selected, the error is in the second; no column and no filter asks for fields of ours."""
    capture = little_capture([datagram(RIGHT), datagram(BEYOND)])
    with wireshark_window.Window(wireshark, capture, "-o", 'gui.column.format:"No.","%m"') as window:
        screenshot = window.screenshot(tmp_path / "error.png")
        assert window.is_alive(), window.output()
    assert redness(screenshot) > 0.3
