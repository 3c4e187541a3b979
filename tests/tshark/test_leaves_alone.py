# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin adds stands in its own tree: it adds no layer, and takes nothing from a frame that holds thousands of responses."""
import pytest

from little_captures import segments
from wireshark_programs import PROJECT

CAPTURES = sorted((PROJECT / "pcaps").glob("*.pcapng"))
# As many as one IP packet holds; each layer too many would count against Wireshark's limit of 500.
MANY = 2600


def test_layers(wireshark):
    """A line that the SIP dissector refuses has no layer of its own without the plugin; all others have those they had."""
    all_captures = wireshark.merged(CAPTURES)

    def layers(*arguments):
        return wireshark.fields(all_captures, ["frame.protocols", "sipcodes.status_line"], *arguments)

    with_plugin, without = layers(), layers("--disable-protocol", "sipcodes")
    assert len(with_plugin) == len(without) > 1000
    for (ours, status_line), (theirs, _) in zip(with_plugin, without):
        if not status_line:
            assert ours == theirs


@pytest.mark.parametrize("phrase", ["Busy", ""], ids=["phrase", "no-phrase"])
def test_thousands_of_responses_in_one_segment(wireshark, little_capture, phrase):
    capture = little_capture(segments([f"SIP/2.0 486 {phrase}\r\nl:0\r\n\r\n".encode() * MANY]))
    ((codes, sip_codes, malformed),) = wireshark.fields(capture, ["sipcodes.code", "sip.Status-Code", "_ws.malformed"], timeout=60)
    assert codes == sip_codes == ["486"] * MANY
    assert not malformed


def test_status_line_in_each_place_of_a_header_field(wireshark, little_capture):
    """Text that looks like a status line, thousands of times, in front of the one that is."""
    lookalikes = "SIP/2.0 486 " * 1500
    message = f"SIP/2.0 180 Ringing\r\nX: {lookalikes}\r\nl:0\r\n\r\n" + "SIP/2.0 486 \r\nl:0\r\n\r\n" * 1500
    capture = little_capture(segments([message.encode()]))
    ((codes,),) = wireshark.fields(capture, ["sipcodes.code"], timeout=60)
    assert sorted(codes) == ["180"] + ["486"] * 1500
