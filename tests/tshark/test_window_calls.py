# SPDX-License-Identifier: GPL-2.0-or-later
"""Telephony > SIP Calls and Their Outcomes in Wireshark's window: the table opens, sorts, and a filter applies."""
import subprocess

import pytest

import flows
import wireshark_window

missing = wireshark_window.missing_programs()
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")

TITLE = "SIP Calls and Their Outcomes"
# In the dialog: the header "First frame", its numbers in the first rows, the filter and its button.
HEADER = (96, 21)
ROWS = ["30x16+101+33", "30x16+101+50", "30x16+101+67"]
FILTER, APPLY = (296, 404), (535, 404)

CALLS = """
    0.0 a>b INVITE
    0.1 b>a 486
    0.2 a>b ACK to=2
    1.0 c>b INVITE call=2 branch=2
    3.1 b>c 200 call=2 branch=2
    3.2 c>b ACK call=2 branch=3 to=2
    9.2 c>b BYE call=2 branch=4 cseq=2 to=2
    9.3 b>c 200/BYE call=2 branch=4 cseq=2
    12.0 a>b INVITE call=3 branch=5
    12.1 b>a 503 call=3 branch=5
    12.2 a>b ACK call=3 branch=5 to=2
"""


class Table:
    def __init__(self, window, folder):
        self._window = window
        self._folder = folder

    def rows(self):
        """What the first rows look like: alike where it is the same call."""
        file = self._window.screenshot(self._folder / "table.png", title=TITLE)
        return [subprocess.run(["convert", file, "-crop", row, "+repage", "-depth", "8", "rgb:-"], capture_output=True, check=True).stdout
                for row in ROWS]

    def click(self, place):
        x, y = self._window.place_of(TITLE)
        self._window.click(x + place[0], y + place[1])


@pytest.mark.slow
def test_table_of_calls(wireshark, timed_capture, tmp_path):
    if wireshark.version >= (4, 1):
        pytest.skip("the places of rows and buttons are those of Wireshark 4.0")
    capture = timed_capture(flows.timed(CALLS))
    with wireshark_window.Window(wireshark, capture, "-z", "sipcodes,table") as window:
        wireshark_window.wait_until(lambda: any(TITLE in title for title in window.titles()), "the table")
        table = Table(window, tmp_path)
        wireshark_window.wait_until(lambda: len(set(table.rows())) == 3, "three rows")
        first, second, third = table.rows()
        wireshark_window.repeat_until(lambda: table.click(HEADER), lambda: table.rows() == [third, second, first], "the last call first")
        wireshark_window.repeat_until(lambda: table.click(HEADER), lambda: table.rows() == [first, second, third], "the first call first")
        table.click(FILTER)
        window.type("ip.src == 192.0.2.30")
        wireshark_window.repeat_until(lambda: table.click(APPLY), lambda: table.rows()[0] == second, "the call of the filter")
        rows = table.rows()
        assert rows[1] == rows[2] and rows[1] not in (first, second, third), "no other call"
        assert window.is_alive(), window.output()
