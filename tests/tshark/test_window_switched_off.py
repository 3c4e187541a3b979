# SPDX-License-Identifier: GPL-2.0-or-later
"""The protocol switched off and on again in Wireshark's Enabled Protocols dialog, while a capture is open."""
import pytest

import wireshark_window
from test_window_decode_as import are_alike, counts, missing
from wireshark_programs import PROJECT

pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")


def choose_for_all(window, words):
    """Of the protocols that the dialog lists, which are ours."""
    def dialog():
        return next((title for title in window.titles() if "Enabled Protocols" in title), None)

    window.focus()
    title = window.press_until(dialog, "ctrl+shift+e")
    window.focus(title)
    window.type("sipcodes")
    window.click_words(words, title)
    # Where the search stands, Return is OK; on a button it would press that.
    window.click_words("sipcodes", title)
    window.press_until(lambda: not dialog(), "Return", title=title)


@pytest.mark.slow
def test_switched_off_and_on_while_a_capture_is_open(wireshark, tmp_path):
    with wireshark_window.Window(wireshark, PROJECT / "pcaps" / "cancelled.pcapng", "-Y", "sipcodes") as window:
        before = counts(window, tmp_path / "before.png")
        choose_for_all(window, "Disable All")
        wireshark_window.wait_until(lambda: window.place_of_words("Displayed: 0"), "no packet where the protocol is off")
        choose_for_all(window, "Enable All")
        wireshark_window.wait_until(lambda: are_alike(counts(window, tmp_path / "on.png"), before), "as many packets as before", 20)
        assert window.is_alive(), window.output()
