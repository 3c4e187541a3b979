# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as JSON: the members of -z sipcodes,json, with the file of each frame beside it."""
from typing import Any, Dict

import totals as t
from about import About, notes


def _seconds(one: Dict[str, Any]) -> Dict[str, Any]:
    return {key: value if key == "count" or value is None else value / 1e9 for key, value in one.items()}


def _tally(one: t.Tally, totals: t.Totals) -> Dict[str, Any]:
    ratios = [(name, *one.ratio(name)) for name in totals.ratio_names]
    return {"outcomes": [{"outcome": name, "calls": calls, "registrations": registrations}
                         for name, calls, registrations in one.outcomes()],
            "ratios": [{"name": name, "counted": counted, "among": among, "percent": one.percent(name)} for name, counted, among in ratios],
            "delays": [{"name": name, **_seconds(one.delay(name))} for name in totals.delay_names]}


def _rows(rows: Dict[str, t.Tally], key: str, totals: t.Totals) -> list:
    return [{key: name, **dict(zip(("calls", "registrations"), one.determined())), **_tally(one, totals)}
            for name, one in t.tallies_of(rows)]


def _first(row: Dict[str, Any], about: About) -> Dict[str, Any]:
    return {"first_file": about.names[row["first"][0]], "first_frame": row["first"][1]}


def _codes(totals: t.Totals, about: About) -> list:
    all_of_them = totals.numbers["responses"]
    return [{**{name: row[name] for name in ("code", "name", "method", "class", "count")}, "share": 100.0 * row["count"] / all_of_them,
             "resent": row["resent"], **_first(row, about), "last_file": about.names[row["last"][0]], "last_frame": row["last"][1]}
            for row in t.codes_of(totals)]


def _findings(rows: list, about: About) -> list:
    return [{**{name: row[name] for name in ("name", "kind", "severity", "header", "brief", "count")}, **_first(row, about)}
            for row in rows]


def _addresses(totals: t.Totals) -> list:
    return [{"address": row["address"], **row["counts"], "failures": [{"code": code, "count": count} for code, count in t.failures_of(row)]}
            for row in t.addresses_of(totals)]


def _minutes(totals: t.Totals) -> list:
    return [{"time": time, **{name: row[name] for name in (*t.CLASSES, "attempts", "answered")},
             "percent_answered": t.percent([row["answered"], row["attempts"]])} for time, row in sorted(totals.minutes.items())]


def _calls(totals: t.Totals) -> Dict[str, int]:
    calls, registrations = totals.all.calls, totals.all.registrations
    return {"attempts": calls.total(), "undetermined": calls["Undetermined"], "forgotten": totals.numbers["attempts_forgotten"],
            "registrations": registrations.total(), "registrations_undetermined": registrations["Undetermined"],
            "registrations_forgotten": totals.numbers["attempts_registrations_forgotten"]}


def value(totals: t.Totals, about: About) -> Dict[str, Any]:
    """What is written."""
    numbers = totals.numbers
    return {"captures": len(about.names), "failed": [{"file": name, "reason": reason, "counted": is_counted}
                                                     for name, reason, is_counted in about.failed],
            "pieces": about.pieces, "stitched": about.stitched, "not_stitched": about.not_stitched, "notes": notes(about, totals),
            **{name: numbers[name] for name in ("responses", "resent", "fragments", "quoted", "forgotten")},
            "codes": _codes(totals, about), "calls": _calls(totals), **_tally(totals.all, totals),
            "responders": _rows(totals.responders, "address", totals), "responders_left_out": totals.left_out["made_by"],
            "domains": _rows(totals.domains, "domain", totals), "domains_left_out": totals.left_out["domain"],
            "series": _minutes(totals), "series_left_out": numbers["series_left_out"],
            "unanswered": [{"method": row["method"], "address": row["address"], "count": row["count"], **_first(row, about)}
                           for row in t.unanswered_of(totals)],
            "anomalies": _findings(t.anomalies_of(totals), about), "remarks": _findings(t.remarks_of(totals), about),
            "addresses": _addresses(totals)}
