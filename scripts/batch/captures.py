# SPDX-License-Identifier: GPL-2.0-or-later
"""Which captures there are, and which of them may be pieces of one recording."""
import dataclasses
import os
import re
from typing import Dict, Iterable, Iterator, List

import frames

_ENDING = re.compile(r"\.(?:pcap|pcapng|cap|pcapn|dmp|ntar|snoop|erf|5vw|trc|enc)\d*(?:\.(?:gz|zst|lz4))?$", re.IGNORECASE)
# As dumpcap names a ring: NAME_00001_20261126120000.pcapng.
_RING = re.compile(r"^(.*)_(\d{5,})_(\d{14})(\..*)?$")


@dataclasses.dataclass(frozen=True)
class Capture:
    """A file to be read. "name" is what the report calls it."""
    name: str
    path: str
    size: int
    changed: int


def _has_magic(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read(4) in frames.MAGICS
    except OSError:
        return False


def _files_below(folder: str, errors: list) -> Iterator[str]:
    def note(error: OSError) -> None:
        errors.append((error.filename or folder, error.strerror or str(error)))
    for where, folders, names in os.walk(folder, onerror=note):
        folders.sort()
        for name in names:
            path = os.path.join(where, name)
            if os.path.isfile(path) and (_ENDING.search(name) or _has_magic(path)):
                yield path


def find(arguments: Iterable[str], errors: list) -> List[Capture]:
    """Each file once, in the order of names; what cannot be read is added to errors as (name, reason)."""
    found: Dict[str, Capture] = {}
    for argument in arguments:
        for name in _files_below(argument, errors) if os.path.isdir(argument) else [argument]:
            path = os.path.realpath(name)
            try:
                known = os.stat(path)
                with open(path, "rb"):
                    pass
            except OSError as error:
                errors.append((name, error.strerror or str(error)))
                continue
            found.setdefault(path, Capture(name, path, known.st_size, known.st_mtime_ns))
    return sorted(found.values(), key=lambda one: os.fsencode(one.name))


def alike(captures: List[Capture]) -> List[List[Capture]]:
    """Groups of names in one folder that differ in numbers alone: what may be pieces of one recording."""
    groups: Dict[tuple, List[Capture]] = {}
    for one in captures:
        folder, name = os.path.split(one.path)
        groups.setdefault((folder, re.sub(r"\d+", "#", _without_count(name))), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _without_count(name: str) -> str:
    """tcpdump -C names trace.pcap, trace.pcap1, trace.pcap2."""
    return re.sub(r"(\.(?:pcap|pcapng|cap|dmp))\d+", r"\1", name)


def follows(one: Capture, other: Capture) -> bool:
    """False where a piece between them is missing: dumpcap counts."""
    first, second = _RING.match(os.path.basename(one.name)), _RING.match(os.path.basename(other.name))
    return not first or not second or int(second[2]) == int(first[2]) + 1
