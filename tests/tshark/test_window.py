# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark itself, under Xvfb: a capture, a filter on a field of ours, a click through the annotation."""
import json
import re
import subprocess

import pytest

import wireshark_window
from little_captures import datagram, response
from wireshark_programs import PROJECT

missing = wireshark_window.missing_programs()
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")

# How Wireshark paints the field of a display filter that it understands.
VALID_FILTER = "#AFFFAF"


def colours(screenshot):
    """How often each colour is in the picture."""
    histogram = subprocess.run(["convert", screenshot, "-depth", "8", "-format", "%c", "histogram:info:"],
                               capture_output=True, encoding="utf-8", check=True).stdout
    counts = {}
    for line in histogram.splitlines():
        count, rest = line.split(":", 1)
        colour = next((word for word in rest.split() if word.startswith("#")), None)
        if colour:
            counts[colour[:7]] = counts.get(colour[:7], 0) + int(count)
    return counts


def changed_pixels(one, other):
    done = subprocess.run(["compare", "-metric", "AE", one, other, "null:"], capture_output=True, encoding="utf-8")
    return float(done.stderr.split()[0])


def test_window_with_a_filter_of_ours(wireshark, little_capture, tmp_path):
    capture = little_capture([datagram(response("486 ", call="a")), datagram(response("401 Unauthorized", "REGISTER", call="b")),
                              datagram(response("200 OK", "BYE", call="c"))])
    with wireshark_window.Window(wireshark, capture, "-Y", 'sipcodes.class == "Client Failure"', "-g", "2") as window:
        assert capture.name in window.titles()
        closed = window.screenshot(tmp_path / "closed.png")
        # The annotation is drawn anew for each frame that is selected, after all frames have been dissected.
        wireshark_window.repeat_until(
            window.expand_annotation, lambda: changed_pixels(closed, window.screenshot(tmp_path / "opened.png")) > 20000,
            "the details")
        window.click(100, 120)
        window.screenshot(tmp_path / "other-frame.png")
        assert window.is_alive(), window.output()
        # No dialog has come up over the window: no warning of a plugin, none about the filter.
        assert window.titles().count(capture.name) == 1 and "Error" not in " ".join(window.titles())
    assert colours(closed).get(VALID_FILTER, 0) > 5000, "the display filter is not shown as valid"


def documents_of(text):
    starts, ends = ([match.start() for match in re.finditer(rf"^\{brace}$", text, re.MULTILINE)] for brace in "{}")
    return [json.loads(text[start:end + 1]) for start, end in zip(starts, ends)]


@pytest.mark.slow
def test_statistics_of_a_file_that_is_loaded_again(wireshark, little_capture):
    """With -z, the window prints a count each time it has read the file, and each begins from nothing."""
    capture = little_capture([datagram(response("486 Busy Here", call="a")), datagram(response("401 Unauthorized", "REGISTER", call="b"))])
    with wireshark_window.Window(wireshark, capture, "-z", "sipcodes,json") as window:
        def reload():
            window.click(wireshark_window.WIDTH // 2, wireshark_window.SIP_Y)
            window.press("ctrl+r")

        # The first file can be read before statistics are begun.
        for times in (1, 2):
            wireshark_window.repeat_until(
                reload, lambda: sum(document["responses"] > 0 for document in documents_of(window.output())) >= times, "a count")
        counts = [document for document in documents_of(window.output()) if document["responses"] > 0]
        assert [(row["code"], row["count"]) for row in counts[0]["codes"]] == [(401, 1), (486, 1)]
        assert [(row["name"], row["count"]) for row in counts[0]["anomalies"]] == [("unauthorized_challenge", 1)]
        assert [(row["address"], row["count"]) for row in counts[0]["addresses"]] == [("192.0.2.1", 2)]
        assert all(count == counts[0] for count in counts)
        assert window.is_alive(), window.output()


def test_readme_picture_is_a_window():
    picture = PROJECT / "docs" / "window.png"
    size = subprocess.run(["identify", "-format", "%w %h", picture], capture_output=True, encoding="utf-8", check=True).stdout
    assert size == f"{wireshark_window.WIDTH} {wireshark_window.HEIGHT}"
    assert colours(picture).get(VALID_FILTER, 0) > 5000


@pytest.mark.parametrize("name", ["calls", "graph"])
def test_readme_pictures_of_dialogs(name):
    """Whole ones, not what a display's edge has cut off."""
    picture = PROJECT / "docs" / f"{name}.png"
    size = subprocess.run(["identify", "-format", "%w", picture], capture_output=True, encoding="utf-8", check=True).stdout
    assert 1000 < int(size) <= wireshark_window.WIDTH
    assert colours(picture).get("#FFFFFF", 0) > 50000
