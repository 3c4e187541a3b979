# SPDX-License-Identifier: GPL-2.0-or-later
"""OK in Wireshark's Decode As dialog, which sets back all that a user has changed there: what the plugin put into tables stays."""
import subprocess

import pytest

import wireshark_window
from wireshark_programs import PROJECT

missing = wireshark_window.missing_programs()
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")

# The counts of packets in the status bar.
COUNTS = f"300x20+{wireshark_window.WIDTH - 480}+{wireshark_window.HEIGHT - 20}"


def counts(window, file):
    """The part of a screenshot that says how many packets are displayed."""
    subprocess.run(["convert", window.screenshot(file), "-crop", COUNTS, "+repage", file], check=True)
    return file


def are_alike(one, other):
    done = subprocess.run(["compare", "-metric", "AE", one, other, "null:"], capture_output=True, encoding="utf-8", check=False)
    return float(done.stderr.split()[0]) == 0


@pytest.mark.slow
def test_fragments_after_ok_in_decode_as(wireshark, tmp_path):
    capture = PROJECT / "pcaps" / "refer.pcapng"
    with wireshark_window.Window(wireshark, capture, "-Y", "frame.number > 100") as window:
        none = counts(window, tmp_path / "none.png")
    with wireshark_window.Window(wireshark, capture, "-Y", "sipcodes.fragment") as window:
        before = counts(window, tmp_path / "before.png")
        assert not are_alike(before, none), "no packet is displayed"

        def dialog():
            return next((title for title in window.titles() if "Decode As" in title), None)

        window.click(wireshark_window.WIDTH // 2, wireshark_window.HEADER_Y + 40)
        title = window.press_until(dialog, "ctrl+shift+u")
        window.press_until(lambda: not dialog(), "Return", title=title)
        wireshark_window.wait_until(lambda: are_alike(counts(window, tmp_path / "after.png"), before),
                                    "as many packets as before OK in Decode As", 20)
        assert window.is_alive(), window.output()
