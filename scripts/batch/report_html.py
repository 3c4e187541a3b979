# SPDX-License-Identifier: GPL-2.0-or-later
"""A page to hand on: one file, no script, nothing fetched. All text out of captures is escaped by the template (autoescape), and its
unseen characters are shown; only pictures.py's own SVG goes in as it is."""
import collections
import os
from typing import Any, Dict, List

import jinja2
import markupsafe

import pictures
import totals as t
from about import About, notes
from texts import counted, percent_text, seconds_text, time_text, visible

_CALLS_MAX, _REASONS_MAX, _ROWS, _LONGEST = 300, 25, 15, 36
# Not what somebody has to look into.
_NO_FAILURE = ("Answered", "Answered elsewhere", "Cancelled", "Redirected", "Undetermined", "None yet")
_OF_CALLED = ("Busy", "Declined", "No answer")
# So many different reasons are told apart.
_KINDS_MAX = 5000
RATIOS = {
    "SER": "calls answered, of all that were not redirected (RFC 6076, 4.6)",
    "SER per INVITE": "the same per INVITE: a call that is challenged and answered is one of two",
    "SEER": "calls answered, or ended by the called side: 480, 486, 600, 603 (RFC 6076, 4.7)",
    "ISA": "calls that a server failed: 408, 500, 503, 504 (RFC 6076, 4.8)",
    "SCR": "calls that were answered and hung up in order (RFC 6076, 4.9)",
    "IRA": "registrations that failed (RFC 6076, 4.2)",
    "ASR": "calls answered, of all (ITU-T E.411)",
    "NER": "calls that the network did its part of (ITU-T E.425)",
}
DELAYS = {
    "SRD successful": "until an answered call got its first sign of progress",
    "SRD failed": "until a failed call got its first sign of progress or its failure",
    "SDD": "until a hang-up was confirmed",
    "SDT": "from the answer to the hang-up",
    "RRD": "until a registration was confirmed",
}


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST - 1] + "…"


class Page:
    """Takes the calls as they come, and is written at the end."""

    def __init__(self, title: str):
        self._title = title
        self._calls: List[Dict[str, Any]] = []
        self._failed = 0
        self._reasons: collections.Counter = collections.Counter()
        self._kinds_left_out = 0

    def add(self, call: Dict[str, Any], name: str, frame: int) -> None:
        """Keeps what failed."""
        if call["kind"] != "call" or call["outcome"] in _NO_FAILURE:
            return
        self._failed += 1
        reason = (call["outcome"], call["code"], call["made_by"], call["words"] or call["brief"])
        if reason in self._reasons or len(self._reasons) < _KINDS_MAX:
            self._reasons[reason] += 1
        else:
            self._kinds_left_out += 1
        if len(self._calls) < _CALLS_MAX:
            self._calls.append({**call, "time": time_text(call["time_ns"]), "name": name, "frame": frame})

    def _reason_rows(self) -> list:
        rows = sorted(self._reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(*reason, count) for reason, count in rows[:_REASONS_MAX]]

    def write(self, totals: t.Totals, about: About, path: str) -> None:
        """The whole page, or nothing."""
        environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                                         loader=jinja2.FileSystemLoader(os.path.dirname(os.path.abspath(__file__))))
        environment.finalize = lambda value: visible(value) if type(value) is str else value  # Not what is marked safe.
        environment.filters.update(seconds=seconds_text, percent=percent_text, counted=counted)
        text = environment.get_template("report.html.j2").render(
            title=self._title, about=about, notes=notes(about, totals), numbers=totals.numbers, tiles=_tiles(totals, self._failed),
            period=_period(totals), pictures=_pictures(totals), ratios=_ratios(totals), delays=_delays(totals),
            addresses=[_address(row) for row in t.addresses_of(totals)[:_ROWS]], addresses_more=max(len(totals.addresses) - _ROWS, 0),
            domains=_domains(totals), reasons=self._reason_rows(),
            reasons_more=max(len(self._reasons) - _REASONS_MAX, 0), code_names=_names(totals),
            calls=self._calls, failed=self._failed, unanswered=t.unanswered_of(totals)[:_ROWS], anomalies=t.anomalies_of(totals)[:_ROWS])
        with open(path + ".part", "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(path + ".part", path)


# ---- What the template gets

def _period(totals: t.Totals) -> tuple:
    times = sorted(totals.minutes)
    return (time_text(times[0] * 1000000000)[:16], time_text((times[-1] + 60) * 1000000000)[:16]) if times else ()


def _tiles(totals: t.Totals, failed: int) -> list:
    calls, registrations = totals.all.calls, totals.all.registrations
    ratio = {name: percent_text(totals.all.percent(name)) for name in ("ASR", "NER", "IRA")}
    return [(calls.total(), "calls"), (calls["Answered"], f"answered ({ratio['ASR']})"), (failed, "failed, or refused by the called side"),
            (ratio["NER"], "network effectiveness (NER)"), (registrations.total(), f"registrations ({ratio['IRA']} failed)")]


def _names(totals: t.Totals) -> Dict[int, str]:
    return {row["code"]: row["name"] for row in totals.codes.values()}


def _colour(outcome: str) -> str:
    if outcome == "Answered":
        return pictures.GOOD
    if outcome in _OF_CALLED:
        return pictures.BAD
    return pictures.NEUTRAL if outcome in _NO_FAILURE else pictures.WORST


def _pictures(totals: t.Totals) -> Dict[str, markupsafe.Markup]:
    outcomes = sorted(totals.all.calls.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = t.addresses_of(totals)[:_ROWS]
    parts = [("2xx", pictures.GOOD), ("3xx", pictures.NEUTRAL), ("4xx", pictures.BAD), ("5xx", pictures.WORST),
             ("6xx", pictures.EVERYWHERE)]
    drawn = {
        "outcomes": pictures.bars([(name, count, _colour(name)) for name, count in outcomes], "How calls ended"),
        "time": pictures.over_time(sorted(totals.minutes.items())),
        "addresses": pictures.stacked([_short(row["address"]) for row in rows], [
            (name, [row["counts"][name] for row in rows], colour) for name, colour in parts], "Final responses by address"),
        "delays": pictures.histogram(totals.all.delays.get("SRD successful", ()), "Session request delay of answered calls"),
    }
    return {name: markupsafe.Markup(svg) for name, svg in drawn.items()}


def _ratios(totals: t.Totals) -> list:
    return [(name, RATIOS.get(name, ""), *totals.all.ratio(name), percent_text(totals.all.percent(name))) for name in totals.ratio_names]


def _delays(totals: t.Totals) -> list:
    return [(name, DELAYS.get(name, ""), totals.all.delay(name)) for name in totals.delay_names]


def _address(row: Dict[str, Any]) -> Dict[str, Any]:
    return {"address": row["address"], "counts": [row["counts"][name] for name in ("count", *t.CLASSES[1:])],
            "failures": t.failures_of(row)[:4]}


def _domains(totals: t.Totals) -> list:
    return [(name, one.calls.total(), one.calls["Answered"], *(percent_text(one.percent(ratio)) for ratio in ("SER", "SEER", "ISA", "NER")))
            for name, one in t.tallies_of(totals.domains)[:_ROWS]]
