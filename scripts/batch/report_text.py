# SPDX-License-Identifier: GPL-2.0-or-later
"""The report for a terminal, in the form of -z sipcodes,report."""
from typing import Iterable, Iterator, List, Sequence

import totals as t
from about import About, notes
from texts import counted, percent_text, seconds_text, visible

_ROWS = 20
_RATIOS_SHOWN = ("SER", "SEER", "ISA", "SCR", "NER", "IRA")


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> List[str]:
    """Columns as wide as their longest text; the first "left" are flush left, and a last title that ends in a blank too."""
    lines = [list(titles), *([visible(str(cell)) for cell in row] for row in rows)]
    if len(lines) == 1:
        return []
    widths = [max(map(len, column)) for column in zip(*lines)]
    flush = [at < left or titles[at].endswith(" ") for at in range(len(titles))]
    return ["", *("  ".join(["", *(cell.ljust(width) if to_left else cell.rjust(width)
                                  for cell, width, to_left in zip(line, widths, flush))]).rstrip() for line in lines)]


def _place(about: About, place) -> str:
    return f"{about.names[place[0]]}:{place[1]}"


def _codes(totals: t.Totals, about: About) -> List[str]:
    all_of_them = max(totals.numbers["responses"], 1)
    return table(("Code", "Name", "Method", "Count", "Share", "Resent", "First "),
                 ((f"{row['code']:03d}", row["name"] or "-", row["method"] or "-", row["count"],
                   percent_text(100.0 * row["count"] / all_of_them), row["resent"], _place(about, row["first"]))
                  for row in t.codes_of(totals)), 3)


def _attempts(totals: t.Totals) -> Iterator[str]:
    calls, registrations = totals.all.calls, totals.all.registrations
    if not totals.all.size():
        return
    yield ""
    yield (f"{counted(calls.total(), 'call')} ({calls['Undetermined']} undetermined), "
           f"{counted(registrations.total(), 'registration')} ({registrations['Undetermined']} undetermined).")
    if calls["Undetermined"] + registrations["Undetermined"]:
        yield "Undetermined: the capture ended before they did. They are in no ratio and no delay."
    yield from table(("Outcome", "Calls", "Registrations"), totals.all.outcomes(), 1)
    yield from table(("Ratio", "Counted", "Among", "Percent"),
                     ((name, *totals.all.ratio(name), percent_text(totals.all.percent(name))) for name in totals.ratio_names), 1)
    delays = [(name, totals.all.delay(name)) for name in totals.delay_names]
    yield from table(("Delay in seconds", "Count", "Min", "Mean", "Median", "p95", "Max"),
                     ((name, one["count"], *(seconds_text(one[key]) for key in ("min", "mean", "median", "p95", "max")))
                      for name, one in delays), 1)


def _rows(title: str, tallies: dict) -> List[str]:
    rows = t.tallies_of(tallies)
    lines = table((title, "Calls", "Regs", *_RATIOS_SHOWN),
                  ((name, *one.determined(), *(percent_text(one.percent(ratio)) for ratio in _RATIOS_SHOWN))
                   for name, one in rows[:_ROWS]), 1)
    return lines + ([f"  {len(rows) - _ROWS} more with fewer are in --json."] if len(rows) > _ROWS else [])


def _findings(title: str, rows: list, about: About) -> List[str]:
    return table((title, "Severity", "Header field", "Count", "In brief ", "First "),
                 ((row["name"], row["severity"], row["header"] or "-", row["count"], row["brief"], _place(about, row["first"]))
                  for row in rows), 3)


def _addresses(totals: t.Totals) -> List[str]:
    return table(("Answered by", "Count", *t.CLASSES[1:], "Most frequent failures "),
                 ((row["address"], row["counts"]["count"], *(row["counts"][name] for name in t.CLASSES[1:]),
                   ", ".join(f"{code:03d} ({count})" for code, count in t.failures_of(row)[:3]))
                  for row in t.addresses_of(totals)[:200]), 1)


def _failed(about: About) -> Iterator[str]:
    if about.failed:
        yield ""
        yield f"Could not be read: {counted(len(about.failed), 'capture')}"
        for name, reason, is_counted in about.failed:
            yield f"  {visible(name)}: {visible(reason)}{' It is counted as far as that.' if is_counted else ''}"


def lines(totals: t.Totals, about: About) -> Iterator[str]:
    """The report, line by line."""
    numbers = totals.numbers
    yield f"SIP response codes of {counted(len(about.names), 'capture')}"
    yield (f"{counted(numbers['responses'], 'response')}, {numbers['resent']} of them sent again. Not among them: "
           f"{numbers['fragments']} in message/sipfrag, {numbers['quoted']} quoted in ICMP errors.")
    yield from notes(about, totals)
    yield from _codes(totals, about)
    yield from _attempts(totals)
    yield from _rows("Decided by", totals.responders)
    yield from _rows("Called domain", totals.domains)
    yield from table(("Not answered by", "Method", "Count", "First "),
                     ((row["address"], row["method"], row["count"], _place(about, row["first"])) for row in t.unanswered_of(totals)), 2)
    yield from _findings("Anomaly", t.anomalies_of(totals), about)
    yield from _findings("Remark", t.remarks_of(totals), about)
    yield from _addresses(totals)
    yield from _failed(about)
