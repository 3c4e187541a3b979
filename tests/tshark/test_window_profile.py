# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark in the profile SIP: it says nothing of it, each entry of our menus does what it says, and goes on to after Decode As, another
profile and a look at the preferences. One window, which each test leaves to the next."""
import re
import subprocess
import time

import pytest

import wireshark_window
from little_captures import request, segments
from sip_profile import colour_rules, menu_filters
from wireshark_differences import call_id_that_sip_keeps
from wireshark_programs import PROJECT
from wireshark_window import repeat_until, wait_until

missing = wireshark_window.missing_programs("tesseract")
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")

CAPTURE = PROJECT / "pcaps" / "call-failures.pcapng"
# A 486 that a proxy passed on, and what its call is to be found by.
FRAME, CALL = 31, 'sip.Call-ID == "59b8a083fc0dd512" || sipcodes.call == 1'
MENU = ("alt+y", "d")
ENTRIES = {"f": "Failures", "i": "Findings", "c": "Failed Calls", "b": "Blocked Calls", "n": "Not Answered"}


# To the last entry of Analyze > Conversation Filter, which is the sixth of those that can be chosen.
CONVERSATION_FILTER = ("alt+a", *5 * ["Down"], "Right", "Up", "Return")


@pytest.fixture(scope="module")
def window(wireshark):
    with wireshark_window.Window(wireshark, CAPTURE, "-g", FRAME, profile="SIP") as one:
        yield one


@pytest.fixture
def picture(window, tmp_path):
    """The colours of the display, as {#RRGGBB: pixels}."""
    def take():
        done = subprocess.run(["convert", window.screenshot(tmp_path / "now.png"), "-depth", "8", "-format", "%c", "histogram:info:"],
                              capture_output=True, encoding="utf-8", check=True)
        return {colour: int(count) for count, colour in re.findall(r"(\d+): .*?(#[0-9A-F]{6})", done.stdout)}
    return take


def ground(name):
    red, green, blue = next(ground for rule, _, ground, _ in colour_rules() if rule == name)
    return f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"


def is_coloured(picture):
    shown = picture()
    return all(shown.get(ground(name), 0) > 5000 for name in ("SIP 4xx", "SIP 1xx"))


def dialog(window, words):
    return next((title for title in window.titles() if words in title), None)


@pytest.mark.slow
def test_starts_without_a_complaint(window, picture):
    wait_until(lambda: is_coloured(picture), "rows in the profile's colours")
    assert window.complaints() == []
    assert window.titles() == [CAPTURE.name], "a dialog has come up"


@pytest.mark.slow
def test_table_of_calls(window):
    repeat_until(lambda: window.choose(*MENU, "t"), lambda: dialog(window, "SIP Calls and Their Outcomes"), "the table")
    title = dialog(window, "SIP Calls and Their Outcomes")
    window.press_until(lambda: not dialog(window, "SIP Calls and Their Outcomes"), "Escape", title=title)


@pytest.mark.slow
def test_conversation_filter(window):
    window.choose(*CONVERSATION_FILTER)
    window.choose("ctrl+slash", "ctrl+a", "BackSpace", "Return")


@pytest.mark.slow
def test_decode_as(window):
    repeat_until(lambda: window.choose("ctrl+shift+u"), lambda: dialog(window, "Decode As"), "the dialog")
    window.press_until(lambda: not dialog(window, "Decode As"), "Return", title=dialog(window, "Decode As"))


@pytest.mark.slow
def test_another_profile_and_back(window, picture):
    """The first of the list in the dialog's middle is Wireshark's own; ours is the next."""
    for keys, coloured in (["Home"], False), (["Home", "Down"], True):
        repeat_until(lambda: window.choose("ctrl+shift+a"), lambda: dialog(window, "Configuration Profiles"), "the dialog")
        title = dialog(window, "Configuration Profiles")
        window.click_middle(title)
        window.press(*keys)
        window.press_until(lambda: not dialog(window, "Configuration Profiles"), "Return", title=title)
        wait_until(lambda: is_coloured(picture) == coloured, f"rows {'with' if coloured else 'without'} the profile's colours")
    assert window.complaints() == []


@pytest.mark.slow
def test_preferences_and_table_editor(window):
    """Preferences > Protocols > SIPCODES, and the table of codes there."""
    repeat_until(lambda: window.choose("ctrl+shift+p"), lambda: dialog(window, "Preferences"), "the dialog")
    title = dialog(window, "Preferences")
    window.focus(title)
    window.type("Protocols")
    window.press("Right")
    # A list takes letters that follow at once for more of the same word, and this one first has to be made.
    time.sleep(2)
    window.type("SIPCODES")
    window.click_words("Edit...", title)
    editor = wait_until(lambda: dialog(window, "SIP response codes"), "the table's editor")
    window.press_until(lambda: not dialog(window, "SIP response codes"), "Escape", title=editor)
    window.press_until(lambda: not dialog(window, "Preferences"), "Escape", title=title)


@pytest.mark.slow
def test_each_entry_filters(window):
    """Last, by what Wireshark writes when it ends: the newest filter stands first, and one that is none is not kept."""
    for key in ENTRIES:
        window.choose(*MENU, key)
    assert window.is_alive(), window.output()
    window.quit()
    assert window.complaints() == []
    used = window.setting("recent.display_filter")[::-1]
    assert used == [CALL, *(menu_filters()[label] for label in ENTRIES.values())]


@pytest.mark.slow
def test_conversation_filter_with_any_call_id(wireshark, little_capture):
    """Two calls in one segment: a Call-ID that could end the text of a filter, and one that the SIP dissector cuts."""
    hostile = 'a"b\\c'
    long = "x" * 200
    messages = b"".join(request(call=call) for call in (hostile, long))
    with wireshark_window.Window(wireshark, little_capture(segments([messages])), profile="SIP") as window:
        window.choose(*CONVERSATION_FILTER)
        assert window.is_alive(), window.output()
        window.quit()
        assert window.complaints() == []
        whole = f"call-{long}@192.0.2.20"
        kept = call_id_that_sip_keeps(wireshark.version, whole)
        assert window.setting("recent.display_filter") == [
            r'sip.Call-ID == "call-a\"b\\c@192.0.2.20" || '
            f'sip.Call-ID {"==" if kept == whole else "contains"} "{kept}" || sipcodes.call == 1 || sipcodes.call == 2']
