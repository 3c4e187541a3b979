# SPDX-License-Identifier: GPL-2.0-or-later
"""From captures to totals: what is to be done, having it done, adding it up."""
import dataclasses
import sys
from typing import Any, Callable, Dict, List, Tuple

import boundaries
import captures
import spread
from captures import Capture
from state import State
from texts import counted
from totals import Place, Totals


@dataclasses.dataclass
class Options:
    """What changes the result."""
    fast: bool
    ports: List[int]
    plugin: str  # Which one it is.


@dataclasses.dataclass
class Series:
    """Captures that are pieces of one recording, in the order of time; when the last of them begins, and when it ends."""
    pieces: List[Capture]
    since: int
    until: int


@dataclasses.dataclass
class Work:
    """The captures and their jobs; the jobs of series, with the captures whose frames they have."""
    captures: List[Capture]
    jobs: List[str] = dataclasses.field(default_factory=list)
    stitches: List[Tuple[str, List[int]]] = dataclasses.field(default_factory=list)
    pieces: int = 0
    not_splittable: int = 0
    stitched: int = 0
    not_stitched: int = 0
    peak: int = 0


def say(text: str) -> None:
    """To who waits; the report is elsewhere."""
    print(text, file=sys.stderr, flush=True)


# ---- Series

def _series_of(group: List[Capture], scans: Dict[str, str], state: State) -> List[Series]:
    """Those that follow one another without a gap in their count and without an overlap. One that begins when the other does is a
    copy, also where that is its only time."""
    timed = [(times, one) for one in group if (times := boundaries.times_of(state.path("scans", scans[one.path])))]
    found: List[Series] = []
    for (first, last), one in sorted(timed, key=lambda pair: (pair[0], pair[1].path)):
        if found and first >= found[-1].until and first > found[-1].since and captures.follows(found[-1].pieces[-1], one):
            found[-1].pieces.append(one)
            found[-1].since, found[-1].until = first, last
        else:
            found.append(Series([one], first, last))
    return [one for one in found if len(one.pieces) > 1]


def _look(work: Work, state: State, how: spread.Spread) -> Tuple[List[Series], Dict[str, str]]:
    groups = captures.alike(work.captures)
    scans = {one.path: state.add(one, {"step": "look"}) for group in groups for one in group}
    sizes = {scans[one.path]: one.size for group in groups for one in group}
    missing = state.missing(list(scans.values()), "scans")
    if missing:
        say(f"looking for calls that go on in the next capture: {counted(len(missing), 'capture')}")
    spread.run(how, state, "look", missing, [sizes[name] for name in missing])
    failed = set(state.missing(list(scans.values()), "scans"))
    work.not_splittable = sum(name in failed or not boundaries.times_of(state.path("scans", name)) for name in set(scans.values()))
    groups = [[one for one in group if scans[one.path] not in failed] for group in groups]
    return [one for group in groups for one in _series_of(group, scans, state)], scans


# ---- Jobs

def _plan(work: Work, state: State, how: spread.Spread) -> Tuple[Dict[str, set], List[Series]]:
    """Which Call-IDs are taken out of which capture."""
    moved: Dict[str, set] = {}
    all_series, scans = _look(work, state, how)
    for series in all_series:
        loaded = (boundaries.load(state.path("scans", scans[one.path])) for one in series.pieces)
        plan = boundaries.plan_series(loaded, len(series.pieces))
        moved.update({one.path: calls for one, calls in zip(series.pieces, plan.moved)})
        work.pieces += len(series.pieces)
        work.stitched += plan.stitched
        work.not_stitched += plan.not_stitched
    return moved, all_series


def do(work: Work, state: State, how: spread.Spread, options: Options) -> None:
    """All jobs whose results are not there yet."""
    moved, all_series = _plan(work, state, how)
    common: Dict[str, Any] = {"fast": options.fast, "ports": options.ports, "plugin": options.plugin}
    for one in work.captures:
        calls = sorted(call.hex() for call in moved.get(one.path, ()))
        work.jobs.append(state.add(one, {**common, "step": "work", "calls": calls}))
    sizes = dict(zip(work.jobs, (one.size for one in work.captures)))
    missing = state.undone(work.jobs)
    say(f"{counted(len(work.captures), 'capture')}, {len(work.jobs) - len(missing)} of them done before")
    spread.run(how, state, "work", missing, [sizes[name] for name in missing])
    _stitch(work, state, how, common, [(series, moved) for series in all_series])


def _stitch(work: Work, state: State, how: spread.Spread, common: dict, all_series: list) -> None:
    number = {one.path: at for at, one in enumerate(work.captures)}
    for series, moved in all_series:
        members = [number[one.path] for one in series.pieces if moved[one.path]]
        undone = set(state.undone([work.jobs[at] for at in members]))
        members = [at for at in members if work.jobs[at] not in undone]
        if members:
            job = {**common, "step": "stitch", "members": [work.jobs[at] for at in members], "until": series.until}
            work.stitches.append((state.add(None, job), members))
    names = [name for name, _ in work.stitches]
    missing = state.undone(names)
    spread.run(how, state, "stitch", missing, [1 << 20 for _ in missing])


# ---- Adding up

TakeCall = Callable[[Dict[str, Any], Place, Place], None]


def _places_of_stitch(members: List[int], work: Work, state: State) -> List[Place]:
    """Of each frame in the order in which mergecap put them."""
    return [(at, frame) for at in members for frame in (state.result(work.jobs[at]) or {}).get("taken", ())]


def _add_stitched(work: Work, state: State, totals: Totals, failed: list) -> Dict[int, list]:
    """Returns their calls by the capture in which they begin."""
    calls: Dict[int, list] = {}
    for name, members in work.stitches:
        partial = state.result(name)
        if not partial or not partial["report"]:
            failed.append((f"what goes on beyond {work.captures[members[0]].name}", (partial or {}).get("error") or "no result", False))
            continue
        places = _places_of_stitch(members, work, state)

        def place(frame: int, places=places) -> Place:
            return places[frame - 1]

        def take(call: Dict[str, Any], first: Place, place=place) -> None:
            calls.setdefault(first[0], []).append((first, place(call["made_in"]) if call["made_in"] else (0, 0), call))
        totals.add(partial, place, take)
        work.peak = max(work.peak, partial["peak"])
    return calls


def add_up(work: Work, state: State, totals: Totals, failed: list, take_call: TakeCall) -> int:
    """Gives each call in the order of captures and frames; returns how many frames the ports left out."""
    stitched = _add_stitched(work, state, totals, failed)
    left_out = 0
    for at, one in enumerate(work.captures):
        rows = stitched.pop(at, [])
        partial = state.result(work.jobs[at])
        if partial is None:
            failed.append((one.name, "tshark came to no end, twice: too little memory?", False))
        elif partial["error"]:
            failed.append((one.name, partial["error"], partial["report"] is not None))

        def take(call: Dict[str, Any], first: Place, at=at, rows=rows) -> None:
            rows.append((first, (at, call["made_in"]), call))
        if partial:
            totals.add(partial, lambda frame, at=at: (at, frame), take)
            work.peak = max(work.peak, partial["peak"])
            left_out += partial["left_out"]
        for first, made_in, call in sorted(rows, key=lambda row: (row[0], row[2]["kind"], row[2]["number"])):
            take_call(call, first, made_in)
    return left_out
