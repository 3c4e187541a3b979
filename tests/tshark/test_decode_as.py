# SPDX-License-Identifier: GPL-2.0-or-later
"""Places in Wireshark's dissector tables that the plugin stands in: not a user's choice, so no reset takes them away."""
import pytest

from little_captures import response, websocket
from wireshark_programs import PROJECT

REFER = PROJECT / "pcaps" / "refer.pcapng"


@pytest.fixture(scope="module")
def with_reset(wireshark):
    """Keywords that run a program with a plugin that resets Decode As behind each frame."""
    return {"plugins": wireshark.plugins_with("SIPCODES_DECODE_AS_RESET")}


def test_nothing_is_listed_in_decode_as(wireshark, with_reset):
    assert "Decode As lists" not in wireshark.tshark(REFER, "-q", **with_reset)


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one pass", "two passes"])
def test_fragments_after_a_reset(wireshark, with_reset, passes):
    plain = wireshark.frames(REFER, "sipcodes.fragment")
    assert len(plain) == 9
    output = wireshark.tshark(REFER, *passes, "-Y", "sipcodes.fragment", "-T", "fields", "-e", "frame.number", **with_reset)
    assert [int(line) for line in output.splitlines() if line.isdigit()] == plain


def test_websocket_after_a_reset(wireshark, little_capture, with_reset):
    capture = little_capture(websocket([response("486 Busy Here", call="right"), response("486 Busy Here")[:11] + b"\r\n"]))
    plain = wireshark.frames(capture, "sipcodes.status_line")
    assert plain == [4]
    output = wireshark.tshark(capture, "-Y", "sipcodes.status_line", "-T", "fields", "-e", "frame.number", **with_reset)
    assert [int(line) for line in output.splitlines() if line.isdigit()] == plain
