# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark's Expert Information dialog: a row for each rule that was broken, which names the header field. Read off the screen."""
import difflib
import re
import shutil
import subprocess

import pytest

import wireshark_window
from little_captures import datagram, response

missing = wireshark_window.missing_programs() + [name for name in ("tesseract",) if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")

# What each row says, one of each severity and three of the kind "missing_header"; the second 401 is in the row of the first.
RESPONSES = [response("401 Unauthorized", "REGISTER", call="a"), response("401 Unauthorized", "REGISTER", call="b"),
             response("423 Interval Too Brief", "REGISTER", call="c"),
             response("489 Bad Event", "PUBLISH", call="d"),
             response("486 Busy Here", call="e", headers="Max-Forwards: 3\n"),
             response("404 Not Found", call="f", headers="Reason: Q.850;cause=17\n")]
ROWS = ["Warning No Min-Expires in a 423 to REGISTER", "Warning No WWW-Authenticate in a 401",
        "Note No Allow-Events in a 489 to PUBLISH", "Note Reason disagrees with the status code", "Chat Max-Forwards in a response"]
# A reader of pictures takes a letter for another now and then, and not a line.
ALIKE = 0.85


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def alikeness(row, line):
    """How alike the row is to the start of the line, behind which other columns stand."""
    row, line = letters(row), letters(line)
    return difflib.SequenceMatcher(None, row, line[:len(row)], autojunk=False).ratio()


def read_rows(picture, folder):
    """The dialog's lines that begin with a severity, in black on white: rows have colours."""
    plain = folder / "plain.png"
    subprocess.run(["convert", picture, "-colorspace", "Gray", "-threshold", "55%", "-resize", "300%", plain], check=True)
    text = subprocess.run(["tesseract", plain, "-", "--psm", "6"], capture_output=True, encoding="utf-8", check=True).stdout
    starts = (re.search(r"\b(Error|Warning|Note|Chat)\b.*", line) for line in text.splitlines())
    return [start[0] for start in starts if start]


def test_rows_tell_rules_apart():
    """Else each row would do for each."""
    assert max(alikeness(one, other) for one in ROWS for other in ROWS if one != other) < ALIKE


@pytest.mark.slow
def test_expert_dialog(wireshark, little_capture, tmp_path):
    capture = little_capture(map(datagram, RESPONSES))
    with wireshark_window.Window(wireshark, capture) as window:
        def dialog():
            return next((title for title in window.titles() if "Expert Information" in title), None)

        wireshark_window.repeat_until(lambda: window.click(wireshark_window.EXPERT_X, wireshark_window.EXPERT_Y), dialog, "the dialog")

        def shown():
            found = read_rows(window.screenshot(tmp_path / "expert.png", dialog()), tmp_path)
            return found if len(found) >= len(ROWS) else None

        lines = wireshark_window.wait_until(shown, "its rows", 30)
        assert window.is_alive(), window.output()
    best = [max(lines, key=lambda line: alikeness(row, line)) for row in ROWS]
    assert [(row, line) for row, line in zip(ROWS, best) if alikeness(row, line) < ALIKE] == []
    # One row for each, and no other.
    assert sorted(best) == sorted(lines)
