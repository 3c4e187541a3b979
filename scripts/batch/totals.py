# SPDX-License-Identifier: GPL-2.0-or-later
"""Adds up what the captures gave. Nothing is rounded on the way: counts, and each value of each delay."""
import array
import collections
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

# (which capture, which frame of it): captures are in the order of their names.
Place = Tuple[int, int]
CLASSES = ("out_of_range", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx")
# So many addresses, domains and reasons are told apart; the plugin's own report keeps fewer.
ROWS_MAX = 20000


class Tally:
    """Attempts: how they ended, their ratios and delays."""

    def __init__(self):
        self.calls = collections.Counter()
        self.registrations = collections.Counter()
        self.ratios: Dict[str, List[int]] = {}  # name -> counted, among
        self.delays: Dict[str, array.array] = {}  # name -> nanoseconds

    def add(self, attempt: Dict[str, Any]) -> None:
        """One attempt, as -z sipcodes,attempts has it."""
        (self.calls if attempt["kind"] == "call" else self.registrations)[attempt["outcome"]] += 1
        for name, (counted, among) in attempt["ratios"].items():
            ratio = self.ratios.setdefault(name, [0, 0])
            ratio[0] += counted
            ratio[1] += among
        for name, value in attempt["delays_ns"].items():
            self.delays.setdefault(name, array.array("q")).append(value)

    def ratio(self, name: str) -> List[int]:
        """How many counted, and among how many."""
        return self.ratios.get(name, [0, 0])

    def percent(self, name: str) -> Optional[float]:
        """The ratio; None where it is not defined."""
        return percent(self.ratio(name))

    def delay(self, name: str) -> Dict[str, Any]:
        """As delay_of() has it."""
        return delay_of(self.delays.get(name, ()))

    def outcomes(self) -> List[tuple]:
        """(name, calls, registrations), the most frequent first."""
        rows = [(name, self.calls[name], self.registrations[name]) for name in {*self.calls, *self.registrations}]
        return sorted(rows, key=lambda row: (-row[1] - row[2], row[0]))

    def determined(self) -> Tuple[int, int]:
        """The calls and the registrations of which it is known how they ended."""
        return tuple(kind.total() - kind["Undetermined"] for kind in (self.calls, self.registrations))

    def size(self) -> int:
        """All attempts."""
        return self.calls.total() + self.registrations.total()


def delay_of(values: Iterable[int]) -> Dict[str, Any]:
    """As plugin/core/ratios.c has it, in nanoseconds: the middle of an even count is a mean, p95 goes by the nearest rank."""
    ordered = sorted(values)
    count = len(ordered)
    if not count:
        return {"count": 0, "min": None, "mean": None, "median": None, "p95": None, "max": None}
    low, high = ordered[(count - 1) // 2], ordered[count // 2]
    return {"count": count, "min": ordered[0], "mean": sum(ordered) // count, "median": low + (high - low) // 2,
            "p95": ordered[(count * 95 + 99) // 100 - 1], "max": ordered[-1]}


def percent(ratio: List[int]) -> Optional[float]:
    """None where it is not defined."""
    return 100.0 * ratio[0] / ratio[1] if ratio[1] else None


class Totals:
    """All that the report says."""

    def __init__(self):
        self.numbers = collections.Counter()  # responses, resent, fragments, quoted, forgotten, ...
        self.codes: Dict[tuple, Dict[str, Any]] = {}
        self.findings: Dict[str, Dict[str, Any]] = {}
        self.unanswered: Dict[tuple, Dict[str, Any]] = {}
        self.addresses: Dict[str, Dict[str, Any]] = {}
        self.minutes: Dict[int, collections.Counter] = {}
        self.all = Tally()
        self.responders: Dict[str, Tally] = {}
        self.domains: Dict[str, Tally] = {}
        self.ratio_names: List[str] = []  # In the plugin's order.
        self.delay_names: List[str] = []
        self.left_out = collections.Counter()  # Attempts for which there was no row.

    def add(self, partial: Dict[str, Any], place: Callable[[int], Place], take_call: Callable[[Dict[str, Any], Place], None]) -> None:
        """What one run of tshark gave. "place" tells where a frame is, "take_call" gets each attempt."""
        report = partial["report"]
        if report is None:
            return
        self.ratio_names = self.ratio_names or [row["name"] for row in report["ratios"]]
        self.delay_names = self.delay_names or [row["name"] for row in report["delays"]]
        for name in ("responses", "resent", "fragments", "quoted", "forgotten", "series_left_out"):
            self.numbers[name] += report[name]
        for name in ("forgotten", "registrations_forgotten"):
            self.numbers["attempts_" + name] += report["calls"][name]
        self._add_codes(report["codes"], place)
        self._add_first(self.findings, ("name",), report["anomalies"] + report["remarks"], place)
        self._add_first(self.unanswered, ("method", "address"), report["unanswered"], place)
        self._add_addresses(report["addresses"])
        for row in report["series"]:
            minute = self.minutes.setdefault(row["time"], collections.Counter())
            minute.update({name: row[name] for name in (*CLASSES, "attempts", "answered") if row[name]})
        for attempt in partial["attempts"]:
            self._add_attempt(attempt)
            take_call(attempt, place(attempt["frame"]))

    @staticmethod
    def _add_first(rows: dict, key: tuple, more: list, place) -> None:
        for one in more:
            where = tuple(one[name] for name in key)
            row = rows.setdefault(where, {**one, "count": 0, "first": place(one["first_frame"])})
            row["count"] += one["count"]
            row["first"] = min(row["first"], place(one["first_frame"]))

    def _add_codes(self, more: list, place) -> None:
        self._add_first(self.codes, ("code", "method"), [{**one, "resent": 0, "last": None} for one in more], place)
        for one in more:
            row = self.codes[one["code"], one["method"]]
            row["resent"] += one["resent"]
            row["last"] = max(row["last"] or (0, 0), place(one["last_frame"]))

    def _add_addresses(self, more: list) -> None:
        for one in more:
            row = self.addresses.setdefault(one["address"], {"address": one["address"], "counts": collections.Counter(),
                                                             "failures": collections.Counter()})
            row["counts"].update({name: one[name] for name in ("count", *CLASSES)})
            row["failures"].update({failure["code"]: failure["count"] for failure in one["failures"]})

    def _add_attempt(self, attempt: Dict[str, Any]) -> None:
        self.all.add(attempt)
        for name, rows in (("made_by", self.responders), ("domain", self.domains)):
            key = attempt[name]
            if key and (key in rows or len(rows) < ROWS_MAX):
                rows.setdefault(key, Tally()).add(attempt)
            elif key:
                self.left_out[name] += 1


# ---- In the order of the plugin's report

_SEVERITIES = ("error", "warning", "note", "chat")


def codes_of(totals: Totals) -> list:
    """Most first."""
    return sorted(totals.codes.values(), key=lambda row: (-row["count"], row["code"], row["method"].encode()))


def findings_of(totals: Totals, severities: tuple) -> list:
    """Worst first, then most first."""
    rows = [row for row in totals.findings.values() if row["severity"] in severities]
    return sorted(rows, key=lambda row: (_SEVERITIES.index(row["severity"]), -row["count"], row["name"]))


def anomalies_of(totals: Totals) -> list:
    """What is worth a look."""
    return findings_of(totals, _SEVERITIES[:3])


def remarks_of(totals: Totals) -> list:
    """What is for information."""
    return findings_of(totals, _SEVERITIES[3:])


def unanswered_of(totals: Totals) -> list:
    """Most first."""
    return sorted(totals.unanswered.values(), key=lambda row: (-row["count"], row["method"].encode(), row["address"].encode()))


def addresses_of(totals: Totals) -> list:
    """Most responses first."""
    return sorted(totals.addresses.values(), key=lambda row: (-row["counts"]["count"], row["address"].encode()))


def failures_of(row: Dict[str, Any]) -> list:
    """(code, how often), most first."""
    return sorted(row["failures"].items(), key=lambda pair: (-pair[1], pair[0]))


def tallies_of(rows: Dict[str, Tally]) -> List[Tuple[str, Tally]]:
    """Most attempts first."""
    return sorted(rows.items(), key=lambda pair: (-pair[1].size(), pair[0].encode()))
