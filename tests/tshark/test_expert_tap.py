# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark's own lists of expert infos: tshark -z expert and sharkd's tap, which nothing but a tap listener asks for."""
import collections
import json
import re
import shutil

import pytest

from wireshark_programs import PROJECT

CAPTURE = PROJECT / "pcaps" / "wrong-responses.pcapng"
HEADINGS = {"Errors": "error", "Warns": "warn", "Notes": "note", "Chats": "chat"}


@pytest.fixture(scope="module")
def findings(wireshark):
    """How often each of our expert infos stands in the tree, with its severity."""
    return collections.Counter((severity, brief) for r in wireshark.responses(CAPTURE)
                               for (severity, _, _), brief in zip(r.experts, r.messages))


def listed_by_tshark(output):
    """What -z expert lists of ours, with its severity."""
    listed, severity = collections.Counter(), None
    for line in output.splitlines():
        heading = re.match(r"(\w+) \(\d+\)$", line)
        if heading:
            severity = HEADINGS[heading[1]]
            continue
        cells = re.match(r"\s+(\d+)\s+(\S+)\s+(.*)$", line)
        if cells and cells[3].startswith("SIPCODES "):
            listed[severity, cells[3].split(None, 1)[1]] += int(cells[1])
    return listed


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one pass", "two passes"])
def test_tshark_lists_our_findings(wireshark, findings, passes):
    assert sum(findings.values()) > 60
    assert listed_by_tshark(wireshark.tshark(CAPTURE, *passes, "-q", "-z", "expert")) == findings


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one pass", "two passes"])
def test_tshark_lists_warnings_alone(wireshark, findings, passes):
    grave = collections.Counter({found: count for found, count in findings.items() if found[0] in ("warn", "error")})
    assert grave
    assert listed_by_tshark(wireshark.tshark(CAPTURE, *passes, "-q", "-z", "expert,warn")) == grave


REFUSED = PROJECT / "pcaps" / "status-lines.pcapng"


def our_rows(output):
    """The rows of -z expert that are found under our protocol's name, as they stand."""
    return sorted(line for line in output.splitlines() if re.match(r" +\d+ +\S+ +SIPCODES  ", line))


@pytest.mark.parametrize("others", [("-T", "json"), ("-T", "json", "-z", "sipcodes,report"), ("-V",), ("-q", "-z", "sipcodes,report"),
                                    ("-o", "sipcodes.name_in_info_column:TRUE"), ("-2", "-T", "json", "-z", "sipcodes,report")],
                         ids=["json", "json and report", "tree", "report", "Info column", "two passes"])
def test_same_experts_whatever_else_is_asked_for(wireshark, others):
    """Most of this capture's responses are found beside the SIP dissector, which must not answer for them."""
    alone = our_rows(wireshark.tshark(REFUSED, "-q", "-z", "expert"))
    assert len(alone) > 4
    assert our_rows(wireshark.tshark(REFUSED, *others, "-z", "expert")) == alone


@pytest.mark.skipif(shutil.which("sharkd") is None, reason="sharkd is not in this system's packages")
def test_sharkd_lists_our_findings(wireshark, findings):
    calls = [("load", {"file": str(wireshark.readable(CAPTURE))}), ("tap", {"tap0": "expert"})]
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
             for number, (method, parameters) in enumerate(calls, start=1)]
    done = wireshark.run("sharkd", "-", stdin="\n".join(lines) + "\n", quiet=False)
    answers = {answer["id"]: answer for answer in map(json.loads, filter(None, done.stdout.splitlines()))}
    details = answers[2]["result"]["taps"][0]["details"]
    listed = collections.Counter((row["s"].lower().removesuffix("ing"), row["m"]) for row in details
                                 if any(row["m"] == brief for _, brief in findings))
    assert listed == findings
