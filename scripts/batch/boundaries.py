# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes on from one capture of a series into the next.

A capture is looked at once (scan), without dissecting it: which Call-IDs it has, and how each begins and ends there. From that, plan()
tells for each capture which Call-IDs are to be taken out of it and dissected together with the rest of them. It may name too many,
never harmful: each message is counted once, wherever."""
import dataclasses
import json
import os
import struct
from typing import Dict, Iterator, List, Optional, Set

import frames
import sip_frames

# For so long a client may still follow, and a server still answer: 64 * T1 (RFC 3261, section 17.1.1.2), and some more.
WAIT = 40 * 1000000000
# What a client follows by itself: the next request belongs to the same attempt.
_FOLLOWED = (401, 407, 421, 422, 423, 494)
_OF_CALLS = {b"INVITE", b"ACK", b"BYE", b"CANCEL", b"PRACK", b"UPDATE", b"INFO", b"REFER"}
_INSIDE_CALLS = _OF_CALLS - {b"INVITE"}
_ROW = struct.Struct("<8s??????IIqq")


@dataclasses.dataclass
class Seen:
    """A Call-ID in one capture."""
    is_call: bool = False
    is_torn: bool = False
    begins_with_response: bool = False
    begins_inside: bool = False  # With a request that belongs to a call: of a fork, one dialog can go on when another has ended.
    is_settled: bool = False  # Nothing of what was begun is open.
    was_challenged: bool = False
    first_cseq: int = 0
    last_cseq: int = 0
    first: int = 0
    last: int = 0
    failed_cseq: int = -1  # Of the INVITE whose final was a failure: its ACK settles the call.

    def take(self, one: sip_frames.Message, time: int) -> None:
        """The next message of it."""
        if not self.first:
            self.first, self.first_cseq, self.begins_with_response = time, one.cseq, one.code > 0
            self.begins_inside = one.method in _INSIDE_CALLS
        self.last, self.last_cseq = time, one.cseq
        self.is_call |= one.method in _OF_CALLS
        self._settle(one)

    def _settle(self, one: sip_frames.Message) -> None:
        is_final = one.code >= 200
        self.was_challenged = is_final and (one.code in _FOLLOWED or one.code // 100 == 3)
        if one.method == b"INVITE" and one.code >= 300 and not self.was_challenged:
            self.failed_cseq = one.cseq
        if self.is_call:
            ended = one.method == b"BYE" and is_final
            self.is_settled = (ended and not self.was_challenged) or (one.method == b"ACK" and one.cseq == self.failed_cseq)
        else:
            self.is_settled = is_final and not self.was_challenged


@dataclasses.dataclass
class Scan:
    """What a capture has."""
    first: int
    last: int
    calls: Dict[bytes, Seen]


def scan(path: str) -> Optional[Scan]:
    """None where the capture cannot be taken apart, or is empty."""
    calls: Dict[bytes, Seen] = {}
    first = last = 0
    try:
        with frames.opened(path) as stream:
            for frame in frames.Reader(stream):
                first = min(first or frame.time, frame.time)
                last = max(last, frame.time)
                found = sip_frames.sip_in(frame.link, frame.data, len(frame.data) < frame.length)
                for one in found.messages if found else ():
                    seen = calls.setdefault(one.call, Seen())
                    seen.is_torn |= found.is_torn
                    seen.take(one, frame.time)
    except (frames.NotSplittable, OSError):
        return None
    return Scan(first, last, calls) if last else None


def save(found: Optional[Scan], path: str) -> None:
    """Writes it beside the state, whole or not at all."""
    with open(path + ".part", "wb") as out:
        out.write(struct.pack("<qq", found.first, found.last) if found else b"")
        for call, one in sorted(found.calls.items()) if found else ():
            out.write(_ROW.pack(call, one.is_call, one.is_torn, one.begins_with_response, one.begins_inside, one.is_settled,
                                one.was_challenged, one.first_cseq, one.last_cseq, one.first, one.last))
    os.replace(path + ".part", path)


def load(path: str) -> Optional[Scan]:
    """The same again."""
    with open(path, "rb") as stored:
        data = stored.read()
    if not data:
        return None
    first, last = struct.unpack_from("<qq", data)
    return Scan(first, last, {row[0]: Seen(*row[1:]) for row in _ROW.iter_unpack(data[16:])})


# ---- Which are moved

@dataclasses.dataclass
class Plan:
    """Which Call-IDs are taken out of each capture of a series (by its place in it), and how many went on in a later one."""
    moved: List[Set[bytes]]
    stitched: int = 0
    not_stitched: int = 0


@dataclasses.dataclass
class _Chain:
    """Captures one after another in which a Call-ID goes on."""
    where: List[int]
    last: Seen
    is_torn: bool


def _goes_on(before: Seen, after: Seen) -> bool:
    if after.begins_with_response or after.begins_inside or after.first_cseq == before.last_cseq:
        return True
    if before.is_settled:
        return False
    return before.is_call or after.first - before.last <= WAIT


def _joined(before: Seen, after: Seen) -> Seen:
    """What is known after both. A NOTIFY and its response within a call (of a REFER, RFC 3515, section 2.4.4) leave that call open."""
    if before.is_call and not after.is_call:
        return dataclasses.replace(after, is_call=True, is_settled=before.is_settled and after.is_settled)
    return after


def _close(plan: Plan, call: bytes, chain: _Chain) -> None:
    if len(chain.where) == 1:
        return
    if chain.is_torn:
        plan.not_stitched += 1
        return
    plan.stitched += 1
    for at in chain.where:
        plan.moved[at].add(call)


def _take_capture(plan: Plan, chains: Dict[bytes, _Chain], at: int, found: Scan) -> None:
    for call, seen in found.calls.items():
        chain = chains.get(call)
        if chain and _goes_on(chain.last, seen):
            chain.where.append(at)
            chain.last, chain.is_torn = _joined(chain.last, seen), chain.is_torn or seen.is_torn
        else:
            if chain:
                _close(plan, call, chain)
            chains[call] = _Chain([at], seen, seen.is_torn)


def _forget_settled(plan: Plan, chains: Dict[bytes, _Chain], now: int) -> None:
    """Nothing can follow, so that what is kept does not grow with the series."""
    for call in [call for call, chain in chains.items() if chain.last.is_settled and now - chain.last.last > WAIT]:
        _close(plan, call, chains.pop(call))


def _move_unfinished(plan: Plan, at: int, found: Scan) -> None:
    """What is still open says how it ended only by the time that goes by in the next capture."""
    plan.moved[at].update(call for call, seen in found.calls.items()
                          if not seen.is_settled and not seen.is_torn and found.last - seen.last <= WAIT)


def plan_series(scans: Iterator[Scan], count: int) -> Plan:
    """Reads one scan after another, in the order of time."""
    plan, chains = Plan([set() for _ in range(count)]), {}
    for at, found in enumerate(scans):
        _take_capture(plan, chains, at, found)
        if at + 1 < count:
            _move_unfinished(plan, at, found)
        _forget_settled(plan, chains, found.last)
    for call, chain in chains.items():
        _close(plan, call, chain)
    return plan


def times_of(path: str) -> Optional[tuple]:
    """The first and last time of a scan that was saved."""
    with open(path, "rb") as stored:
        data = stored.read(16)
    return struct.unpack("<qq", data) if len(data) == 16 else None


def write_moved(moved: Set[bytes], path: str) -> None:
    """For the worker, which may be on another machine."""
    with open(path, "w", encoding="ascii") as out:
        json.dump(sorted(call.hex() for call in moved), out)


def read_moved(path: str) -> Set[bytes]:
    """The same again; none where nothing was written."""
    if not os.path.exists(path):
        return set()
    with open(path, encoding="ascii") as stored:
        return {bytes.fromhex(call) for call in json.load(stored)}
