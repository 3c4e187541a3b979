# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of pcaps/transactions.md: what every message of the recorded calls is, and what has to be said of it."""
import dataclasses
import re

from wireshark_programs import PROJECT

FILE = PROJECT / "pcaps" / "transactions.md"
ADDRESSES = {"alice": "192.0.2.10", "bob": "192.0.2.20", "carol": "192.0.2.30", "proxy": "192.0.2.1"}
ROW = re.compile(r"\| (\d+) \| (\w+) > (\w+) \| (?:([A-Z]+)|(\d{3}) \(([A-Z]+)\)) \| ([^|]*)\| ([^|]*)\| ([^|]*)\| ([^|]*)\| ([^|]*)\|")


@dataclasses.dataclass(frozen=True)
class Row:
    """A message. The frames that it names are None where it names none."""
    frame: int
    source: str
    destination: str
    method: str
    code: int | None
    of: int | None
    again: int | None
    made_in: int | None
    outcome: str
    finding: str

    @property
    def is_response(self):
        return self.code is not None

    @property
    def is_final(self):
        return self.is_response and self.code >= 200


def _number(cell):
    return int(cell) if cell.strip() else None


def _row(line):
    found = ROW.fullmatch(line)
    assert found, f"{FILE.name}: not a row: {line}"
    frame, source, destination, request, code, method, of, again, made_in, outcome, finding = found.groups()
    return Row(int(frame), ADDRESSES[source], ADDRESSES[destination], request or method, code and int(code),
               _number(of), _number(again), _number(made_in), outcome.strip(), finding.strip())


def _rows(section):
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [_row(line) for line in lines[2:]]


def read():
    """{name of the capture: its rows}"""
    _, *sections = re.split(r"^## ", FILE.read_text(), flags=re.MULTILINE)
    return {section.split("\n", 1)[0]: _rows(section) for section in sections}
