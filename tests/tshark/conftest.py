# SPDX-License-Identifier: GPL-2.0-or-later
import os
import pathlib

import pytest

import flows
import little_captures
import one_of_each
from flow_cases import CASES
from wireshark_programs import PROJECT, Programs, find_plugin

SHOW_MANY_FIELDS = ["all-codes", "reasons", "wrong-responses", "status-lines", "refer", "icmp"]


def pytest_configure(config):
    find_plugin()
    config.addinivalue_line("markers", "slow: more of what another test of the file tests; scripts/test leaves it out, .ci/run does not")


def rule_messages(pattern):
    """Files with the messages of tests/rules/rules.cases, which the build writes beside the plugin."""
    folder = pathlib.Path(os.environ["SIPCODES_PLUGIN_DIR"]).parent / "tests" / "rule-messages"
    found = sorted(folder.glob(pattern))
    assert found, f"{folder}: no {pattern}"
    return found


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
def timed_capture(wireshark):
    """Writes a capture of these (time, packet) where the programs can read it."""
    def write(packets):
        folder = wireshark.new_folder()
        folder.chmod(0o755)
        return little_captures.write_timed(folder / "flow.pcap", packets)
    return write


@pytest.fixture(scope="session")
def mixed_capture(wireshark, little_capture, timed_capture):
    """One of each over UDP, then all of them in one TCP segment, one that breaks each rule, then the shipped captures that are not
    about calls, then flows that show what several messages show."""
    messages = one_of_each.MESSAGES
    broken = [path.read_bytes() for path in rule_messages("*.broken")]
    over_stream = [path.read_bytes() for path in rule_messages("*.broken.stream")]
    little = little_capture([*map(little_captures.datagram, messages), *little_captures.segments([b"".join(messages)]),
                             *map(little_captures.datagram, broken), little_captures.datagram(b"\r\n" + messages[0]),
                             *little_captures.segments(over_stream, client_port=41000)])
    shipped = [capture for name in SHOW_MANY_FIELDS for capture in (PROJECT / "pcaps").glob(f"{name}.pcapng")]
    several = [packet for name, case in CASES.items() for packet in flows.timed(case.table, name=name)]
    return wireshark.merged([little, *shipped, timed_capture(several)])


@pytest.fixture
def profile(wireshark):
    """Writes the user's table, as text or bytes, and returns the keyword that makes the programs use it. Wireshark 4.0 drops a
    last line that has no line end."""
    def write(rows):
        home = wireshark.new_folder()
        home.chmod(0o755)
        folder = home / ".config" / "wireshark"
        folder.mkdir(parents=True)
        (folder / "sipcodes_codes").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
        return {"home": home}
    return write
