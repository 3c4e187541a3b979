# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures for the page, by matplotlib, as SVG that stands in the page itself. Text stays text, and is escaped by matplotlib."""
import datetime
import io
import re
from typing import List, Sequence, Tuple

import matplotlib

matplotlib.use("svg")
from matplotlib import dates, pyplot  # noqa: E402  pylint: disable=wrong-import-position

# Told apart on paper without colours too: dark, middle, light.
GOOD, NEUTRAL, BAD, WORST, EVERYWHERE = "#2f7d4f", "#8a94a0", "#d0822a", "#a8322d", "#5b2a6e"
_STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "sipcodes", "font.family": "sans-serif", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.edgecolor": "#888", "axes.labelcolor": "#333", "text.color": "#222", "xtick.color": "#444",
    "ytick.color": "#444", "axes.grid": True, "grid.color": "#e3e6ea", "axes.axisbelow": True, "figure.constrained_layout.use": True,
    # Nothing in a text is a formula.
    "text.parse_math": False,
}
# Steps of time into which minutes are put together, in seconds.
_STEPS = (60, 300, 900, 3600, 4 * 3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400)
_MOST_BARS = 120


def _svg(figure, title: str) -> str:
    """Without what only a file needs. The first title is read out where the picture is not seen."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Title": title})
    pyplot.close(figure)
    text = out.getvalue()
    text = text[text.index("<svg"):]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # As wide as the page.
    text = re.sub(r'<svg ([^>]*?)height="[^"]*"', r"<svg \1", text, count=1)
    return re.sub(r'<svg ([^>]*?)width="[^"]*"', r'<svg role="img" \1', text, count=1)


def steps_of(minutes: Sequence[Tuple[int, dict]]) -> Tuple[int, List[Tuple[int, dict]]]:
    """The minutes put together so that there are not too many bars."""
    if not minutes:
        return 60, []
    length = minutes[-1][0] - minutes[0][0] + 60
    step = next((one for one in _STEPS if length / one <= _MOST_BARS), _STEPS[-1])
    found: dict = {}
    for time, row in minutes:
        into = found.setdefault(time // step * step, {})
        for name, value in row.items():
            into[name] = into.get(name, 0) + value
    return step, sorted(found.items())


def _date(seconds: int):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def over_time(minutes: Sequence[Tuple[int, dict]]) -> str:
    """Failures over time."""
    step, rows = steps_of(minutes)
    if not rows:
        return ""
    with matplotlib.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(9, 2.6))
        times = [_date(time + step / 2) for time, _ in rows]
        below = [0] * len(rows)
        for name, colour in (("4xx", BAD), ("5xx", WORST), ("6xx", EVERYWHERE)):
            values = [row.get(name, 0) for _, row in rows]
            axes.bar(times, values, width=step / 86400 * 0.9, bottom=below, color=colour, label=name, linewidth=0)
            below = [one + other for one, other in zip(below, values)]
        axes.set_ylabel("responses")
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.set_xlim(_date(rows[0][0] - step), _date(rows[-1][0] + 2 * step))
        axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(axes.xaxis.get_major_locator(), tz=datetime.timezone.utc))
        axes.grid(axis="x", visible=False)
        axes.legend(loc="upper left", ncols=3, frameon=False)
        return _svg(figure, "Failure responses over time")


def bars(rows: Sequence[Tuple[str, int, str]], title: str) -> str:
    """Lying bars: text, number, colour."""
    if not rows:
        return ""
    with matplotlib.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(9, 0.5 + 0.26 * len(rows)))
        places = list(range(len(rows)))
        drawn = axes.barh(places, [number for _, number, _ in rows], color=[colour for _, _, colour in rows], height=0.7, linewidth=0)
        axes.set_yticks(places, [text for text, _, _ in rows])
        axes.invert_yaxis()
        axes.bar_label(drawn, padding=3)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y", visible=False)
        axes.margins(x=0.08)
        return _svg(figure, title)


def stacked(names: Sequence[str], parts: Sequence[Tuple[str, Sequence[int], str]], title: str) -> str:
    """Lying bars of several parts: name of the part, a number for each bar, colour."""
    if not names:
        return ""
    with matplotlib.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(9, 0.8 + 0.28 * len(names)))
        left = [0] * len(names)
        for label, values, colour in parts:
            axes.barh(range(len(names)), values, left=left, color=colour, height=0.7, label=label, linewidth=0)
            left = [one + other for one, other in zip(left, values)]
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y", visible=False)
        axes.legend(loc="lower right", ncols=len(parts), frameon=False, bbox_to_anchor=(1, 1))
        return _svg(figure, title)


def histogram(values: Sequence[int], title: str) -> str:
    """How long something took, in seconds on a scale that shows short and long ones."""
    seconds = [max(value / 1e9, 0.001) for value in values]
    if not seconds:
        return ""
    edges = [10 ** (power / 4) for power in range(-12, 10)]
    with matplotlib.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(9, 2.2))
        axes.hist([min(one, edges[-1]) for one in seconds], bins=edges, color=GOOD, rwidth=0.94)
        axes.set_xscale("log")
        axes.set_xticks([0.001, 0.01, 0.1, 1, 10, 100], ["1 ms", "10 ms", "0.1 s", "1 s", "10 s", "100 s"])
        axes.set_ylabel("calls")
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="x", visible=False)
        return _svg(figure, title)
