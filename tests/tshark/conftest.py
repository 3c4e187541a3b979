# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

import little_captures
import one_of_each
from wireshark_programs import PROJECT, Programs

SHOW_MANY_FIELDS = ["all-codes", "reasons", "wrong-responses", "status-lines", "refer", "icmp"]


@pytest.fixture(scope="session")
def wireshark():
    programs = Programs()
    yield programs
    programs.remove()


@pytest.fixture(scope="session")
def little_capture(wireshark):
    """Writes a capture of these packets where the programs can read it."""
    def write(packets):
        folder = wireshark.new_folder()
        folder.chmod(0o755)
        return little_captures.write(folder / "little.pcap", packets)
    return write


@pytest.fixture(scope="session")
def mixed_capture(wireshark, little_capture):
    """One of each over UDP, then all of them in one TCP segment, then the shipped captures that are not about calls."""
    messages = one_of_each.MESSAGES
    little = little_capture([*map(little_captures.datagram, messages), *little_captures.segments([b"".join(messages)])])
    shipped = [capture for name in SHOW_MANY_FIELDS for capture in (PROJECT / "pcaps").glob(f"{name}.pcapng")]
    mixed = wireshark.new_folder() / "mixed.pcapng"
    wireshark.run("mergecap", "-a", "-w", mixed, little, *map(wireshark.readable, shipped))
    return mixed
