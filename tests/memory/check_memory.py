#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark's programs with the plugin under valgrind's memcheck. Fails if the plugin makes a mistake with memory.

Three runs: tshark prints all captures, which must show no error and lose no block; sharkd loads a file some times and then
many times, after which the plugin must hold the same blocks. A finding is the plugin's where one of its functions is in the
stack. A test of CTest: "ctest -C Memory -L memory"."""
import argparse
import collections
import json
import pathlib
import sys
import time
import xml.etree.ElementTree

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "tshark"))

from wireshark_programs import Programs  # noqa: E402 pylint: disable=wrong-import-position

CAPTURES = TESTS.parent / "pcaps"
# Those in which the plugin has most to do: each load takes its time, and there are many.
RELOADED = ("call-tcp", "call-websocket", "icmp", "reasons", "refer", "status-lines", "wrong-responses")

USER_CODE = 'uat:sipcodes_codes:"486","Engaged","","","Warning"'
PRINT_ALL = ("-n", "-V", "-o", "sipcodes.name_in_info_column:TRUE", "-o", USER_CODE,
             "-z", "sipcodes,report", "-z", "sipcodes,json", "-z", "sipcodes,tree")

FEW_LOADS, MANY_LOADS = 5, 50
SECONDS_PER_RUN = 1800

# One allocation for each block, so that a block's borders are where its user thinks they are.
ENVIRONMENT = ("G_SLICE=always-malloc", "WIRESHARK_DEBUG_WMEM_OVERRIDE=simple")


class Finding:
    """An error, or blocks that were not freed and were allocated at the same place."""

    def __init__(self, element):
        self.kind = element.findtext("kind")
        self.is_leak = self.kind.startswith("Leak_")
        self.what = element.findtext("xwhat/text") or element.findtext("what") or ""
        self.blocks = int(element.findtext("xwhat/leakedblocks") or 0)
        self.bytes = int(element.findtext("xwhat/leakedbytes") or 0)
        frames = list(element.iterfind("stack/frame"))
        self.is_ours = any((frame.findtext("obj") or "").endswith("/sipcodes.so") for frame in frames)
        self.stack = tuple(self._describe(frame) for frame in frames)

    @staticmethod
    def _describe(frame):
        where = f" ({frame.findtext('file')}:{frame.findtext('line')})" if frame.findtext("file") else ""
        return (frame.findtext("fn") or pathlib.Path(frame.findtext("obj") or "?").name) + where

    def __str__(self):
        return "\n    ".join([f"{self.kind}: {self.what}", *self.stack])


def findings_of(report):
    """The plugin's findings in a report, which can be too large to be held as a whole."""
    ours = []
    ended = False
    for _, element in xml.etree.ElementTree.iterparse(report):
        if element.tag == "error":
            finding = Finding(element)
            if finding.is_ours:
                ours.append(finding)
            element.clear()
        elif element.tag == "status":
            ended = element.findtext("state") == "FINISHED"
    if not ended:
        raise RuntimeError(f"{report}: valgrind has not come to its end")
    return ours


def run_in_valgrind(programs, program, *arguments, leak_kinds, stdin=""):
    """What the program prints, and the plugin's findings."""
    report = programs.new_folder() / "report.xml"
    suppressions = programs.readable(pathlib.Path(__file__).with_name("wireshark.supp"))
    started = time.monotonic()
    # The plugin is unloaded before blocks are counted, and its names have to outlive it.
    done = programs.run("env", *ENVIRONMENT, "valgrind", "--leak-check=full", f"--show-leak-kinds={leak_kinds}",
                        "--num-callers=30", "--keep-debuginfo=yes", f"--suppressions={suppressions}", "--xml=yes",
                        f"--xml-file={report}", program, *arguments, quiet=False, stdin=stdin, timeout=SECONDS_PER_RUN)
    findings = findings_of(report)
    print(f"{program} in valgrind: {time.monotonic() - started:.0f} s", flush=True)
    return done.stdout, findings


def check_one_pass(programs):
    """tshark frees what it has, so nothing but what it still knows of may be left."""
    captures = sorted(CAPTURES.glob("*.pcapng"))
    output, findings = run_in_valgrind(programs, "tshark", "-r", programs.merged(captures), *PRINT_ALL,
                                       leak_kinds="definite,indirect,possible")
    if output.count("SIP Response Code:") < 400 or "Engaged" not in output:
        raise RuntimeError("the plugin did not take part")
    print(f"one pass over {len(captures)} captures: {len(findings)} findings of the plugin's")
    return [str(finding) for finding in findings]


def requests(capture, loads):
    number = 0
    for _ in range(loads):
        for method, parameters in (
                ("load", {"file": str(capture)}),
                ("frames", {"filter": "sipcodes.anomaly", "column0": "sipcodes.name:1"}),
                ("frame", {"frame": 100, "proto": True}),
                ("tap", {"tap0": "stat:sipcodes"})):
            number += 1
            yield json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})


def held_after(programs, capture, loads):
    """The blocks that the plugin holds after so many loads: stack -> (blocks, bytes). Errors, too."""
    asked = list(requests(capture, loads))
    output, findings = run_in_valgrind(programs, "sharkd", "-", leak_kinds="all", stdin="\n".join(asked) + "\n")
    answers = [json.loads(line) for line in output.splitlines() if line]
    if len(answers) != len(asked) or any("error" in answer for answer in answers):
        raise RuntimeError(f"sharkd refused a request: {output[:2000]}")
    held = collections.defaultdict(lambda: (0, 0))
    for finding in findings:
        if finding.is_leak:
            blocks, size = held[finding.stack]
            held[finding.stack] = (blocks + finding.blocks, size + finding.bytes)
    if not held:
        raise RuntimeError("the plugin's blocks are not recognized: it always holds those of its registration")
    return held, [str(finding) for finding in findings if not finding.is_leak]


def check_reload(programs):
    capture = programs.merged(CAPTURES / f"{name}.pcapng" for name in RELOADED)
    few, problems = held_after(programs, capture, FEW_LOADS)
    many, more_problems = held_after(programs, capture, MANY_LOADS)
    problems += more_problems
    for loads, held in ((FEW_LOADS, few), (MANY_LOADS, many)):
        print(f"after {loads} loads the plugin holds {sum(blocks for blocks, _ in held.values())} blocks, "
              f"{sum(size for _, size in held.values())} bytes")
    for stack in sorted(few.keys() | many.keys()):
        before, after = few.get(stack, (0, 0)), many.get(stack, (0, 0))
        if before != after:
            problems.append("\n    ".join([f"after {FEW_LOADS} loads {before[0]} blocks ({before[1]} bytes), after {MANY_LOADS} "
                                           f"{after[0]} ({after[1]} bytes):", *stack]))
    return problems


def main():
    checks = {"one-pass": check_one_pass, "reload": check_reload}
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"of: {', '.join(checks)} (default: all)")
    chosen = parser.parse_args().checks or list(checks)
    if set(chosen) - set(checks):
        parser.error(f"there is: {', '.join(checks)}")
    programs = Programs()
    try:
        problems = [problem for name in chosen for problem in checks[name](programs)]
    finally:
        programs.remove()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
