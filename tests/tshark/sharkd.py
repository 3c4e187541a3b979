# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests to sharkd, the program behind web front ends, which dissects a capture's frames again for each of them."""
import json
import shutil

# How many columns sharkd takes in one request.
COLUMNS_AT_ONCE = 32


def is_installed():
    return shutil.which("sharkd") is not None


def ask(wireshark, capture, *requests, preferences=None, **environment):
    """The results of these requests, each (method, parameters), of one process that has loaded the capture."""
    settings = [("setconf", {"name": name, "value": value}) for name, value in (preferences or {}).items()]
    before = [*settings, ("load", {"file": str(wireshark.readable(capture))})]
    calls = [*before, *requests]
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
             for number, (method, parameters) in enumerate(calls, start=1)]
    done = wireshark.run("sharkd", "-", stdin="\n".join(lines) + "\n", quiet=False, **environment)
    answers = {answer["id"]: answer for answer in map(json.loads, filter(None, done.stdout.splitlines()))}
    results = [answers[number].get("result", answers[number]) for number in range(1, len(calls) + 1)]
    assert results[:len(before)] == [{"status": "OK"}] * len(before)
    return results[len(before):]


def frames_of_filters(wireshark, capture, display_filters):
    """{display filter: the numbers of the frames that it selects}"""
    results = ask(wireshark, capture, *(("frames", {"filter": display_filter}) for display_filter in display_filters))
    return {display_filter: [frame["num"] for frame in frames] for display_filter, frames in zip(display_filters, results)}


def columns(wireshark, capture, groups, preferences=None):
    """For each group of fields: {field: for each frame, its values as a column shows them}. Only what is in a group is built for it."""
    requests = [("frames", {f"column{number}": f"{name}:0" for number, name in enumerate(names)}) for names in groups]
    return [{name: [frame["c"][number] for frame in frames] for number, name in enumerate(names)}
            for names, frames in zip(groups, ask(wireshark, capture, *requests, preferences=preferences))]
