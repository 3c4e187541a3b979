# SPDX-License-Identifier: GPL-2.0-or-later
"""One report of many captures: sipcodes-report(1)."""
import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from typing import List, Optional

import captures
import gather
import report_csv
import report_json
import report_text
import spread
import worker
from about import About
from state import State
from texts import counted, visible
from totals import Totals

USAGE, NO_INPUT, UNAVAILABLE, CANNOT_WRITE = 64, 66, 69, 73


class Refusal(Exception):
    """Says why, and with which status."""

    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status = status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        raise Refusal(USAGE, f"{message} (see --help)")


def _ports(text: str) -> List[int]:
    ports = sorted({int(one) for one in text.split(",")})
    if not ports or not all(0 < one < 65536 for one in ports):
        raise ValueError(text)
    return ports


def _count(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def arguments_of(words: List[str]) -> argparse.Namespace:
    """What the user wants."""
    parser = _Parser(prog=os.environ.get("SIPCODES_REPORT_NAME", "sipcodes-report"), allow_abbrev=False, description=(
        "One report of many captures: SIP responses, calls, ratios and delays. Folders are read with all that is below them."))
    parser.add_argument("captures", nargs="+", metavar="FILE|FOLDER")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the report as JSON")
    form.add_argument("--csv", action="store_true", help="a row for each call")
    parser.add_argument("--html", metavar="OUT.html", help="also a page to hand on, with pictures and without scripts")
    parser.add_argument("--title", default="SIP calls and responses", help="of that page")
    parser.add_argument("--fast", action="store_true", help="leave out what stands in SIP bodies, and media")
    parser.add_argument("--ports", type=_ports, metavar="N[,N...]", help="with --fast: only packets of these ports")
    parser.add_argument("--jobs", type=_count, default=0, metavar="N", help="at once (default: one for each core, as memory allows)")
    parser.add_argument("--state", metavar="FOLDER", help="keep what has been done there, for --resume")
    parser.add_argument("--resume", action="store_true",
                        help="go on where the same command was interrupted; with --state, also with more captures")
    parser.add_argument("--sshloginfile", metavar="FILE", help="spread over these machines (see parallel(1))")
    parser.add_argument("--shared", action="store_true", help="they see the same files under the same names: nothing is copied")
    parser.add_argument("--remote-command", default="sipcodes-report", metavar="COMMAND",
                        help="what is called there (default: %(default)s)")
    parser.add_argument("--bar", action="store_true", help="show progress and the time left also where standard error is no terminal")
    parser.add_argument("--quiet", action="store_true", help="say nothing on the way")
    wanted = parser.parse_args(words)
    if wanted.ports and not wanted.fast:
        parser.error("--ports goes with --fast")
    if wanted.sshloginfile and not os.path.isfile(wanted.sshloginfile):
        parser.error(f"--sshloginfile {wanted.sshloginfile}: there is no such file")
    return wanted


# ---- Before

def _check_programs(wanted: argparse.Namespace) -> None:
    needed = {"tshark": "tshark", "parallel": "parallel", "mergecap": "wireshark-common"}
    if wanted.sshloginfile:
        needed.update({"ssh": "openssh-client", "rsync": "rsync"})
    missing = [package for program, package in needed.items() if not shutil.which(program)]
    if wanted.html:
        with contextlib.suppress(ImportError):
            import jinja2, matplotlib  # noqa: F401, E401  pylint: disable=import-outside-toplevel,unused-import,multiple-imports
            needed = {}
        missing += ["python3-jinja2", "python3-matplotlib"] if needed else []
    if missing:
        raise Refusal(UNAVAILABLE, f"not installed: {' '.join(missing)}")


def _check_plugin() -> str:
    """What stands for the plugin and for tshark: another version of either may say something else of a capture. Refuses where the plugin
    is not loaded, or an older one that does not know what is asked for."""
    process = worker.start_tshark({"fast": False}, subprocess.DEVNULL, False)
    words = worker.output_of_tshark("-G", "plugins")
    said = process.communicate()[1].decode("utf-8", "replace")
    line = next((line for line in words.splitlines() if "sipcodes" in line.split("\t")[0]), None)
    if not line:
        raise Refusal(UNAVAILABLE, "tshark does not load the plugin: see \"Why a plugin may not load\" in its README")
    if "sipcodes" in said:
        raise Refusal(UNAVAILABLE, f"the plugin that tshark loads is too old: {said.strip().splitlines()[0]}")
    with open(line.split("\t")[-1], "rb") as library:
        of_plugin = hashlib.sha256(library.read()).hexdigest()
    return f"{of_plugin} {worker.output_of_tshark('--version').splitlines()[0]}"


def _state_folder(wanted: argparse.Namespace) -> str:
    """The same for the same command, so that --resume finds it."""
    if wanted.state:
        return wanted.state
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    named = [os.path.abspath(one) for one in wanted.captures]
    key = hashlib.sha256(json.dumps([named, wanted.fast, wanted.ports]).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    folder = os.path.join(cache, "sipcodes", f"report-{key}")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return folder
    except OSError:
        return tempfile.mkdtemp(prefix="sipcodes-report-")


def _check_can_write(path: Optional[str]) -> None:
    """Before hours of work, not behind them."""
    folder = os.path.dirname(os.path.abspath(path)) if path else None
    if folder and (not os.access(folder, os.W_OK) or os.path.isdir(path)):
        raise Refusal(CANNOT_WRITE, f"cannot write {path}")


# ---- The report

def _left_out(wanted: argparse.Namespace, frames: int) -> List[str]:
    if not wanted.fast:
        return []
    said = ["Left out (--fast): the parts of SIP bodies, as session descriptions, and the media that they announce."]
    if wanted.ports:
        ports = ", ".join(map(str, wanted.ports))
        said.append(f"Only packets of port {ports} were read; {frames} of others, also in tunnels, were left out.")
    return said


class Report:
    """Takes the calls as they are added up, and writes all that is wanted."""

    def __init__(self, wanted: argparse.Namespace, about: About):
        self._wanted = wanted
        self._about = about
        self._page = None
        self._rows = report_csv.Calls(sys.stdout) if wanted.csv else None
        if wanted.html:
            import report_html  # pylint: disable=import-outside-toplevel
            self._page = report_html.Page(wanted.title)

    def take_call(self, call, first, made_in) -> None:
        """The next one, in the order of captures and frames."""
        name = self._about.names[first[0]]
        made = str(made_in[1] or "")
        if made and made_in[0] != first[0]:
            made = f'"{self._about.names[made_in[0]]}:{made}"'.replace("\n", " ")
        if self._rows:
            self._rows.add(call, name, first[1], made)
        if self._page:
            self._page.add(call, name, first[1])

    def write(self, totals: Totals) -> None:
        """What is left to be written when all is known."""
        if self._wanted.json:
            json.dump(report_json.value(totals, self._about), sys.stdout, ensure_ascii=False, indent=2)
            print()
        elif not self._wanted.csv:
            for line in report_text.lines(totals, self._about):
                print(line)
        if self._page:
            self._page.write(totals, self._about, self._wanted.html)
        sys.stdout.flush()


def _worker(state: State) -> List[str]:
    """Starts for each capture: it is compiled once, and needs no packages."""
    return [sys.executable, "-E", "-S", "-X", f"pycache_prefix={state.path('tmp', 'compiled')}", os.path.abspath(worker.__file__)]


def report(wanted: argparse.Namespace, state: State, plugin: str) -> int:
    """Does all of it; returns the exit status."""
    failed: list = []
    work = gather.Work(captures.find(wanted.captures, unread := []))
    if not work.captures:
        raise Refusal(NO_INPUT, "; ".join(f"{name}: {reason}" for name, reason in unread) or "there is no capture")
    hosts = wanted.sshloginfile and os.path.abspath(wanted.sshloginfile)
    how = spread.Spread(_worker(state), wanted.jobs, hosts, wanted.remote_command, wanted.shared,
                        wanted.bar or (sys.stderr.isatty() and not wanted.quiet))
    gather.do(work, state, how, gather.Options(wanted.fast, wanted.ports or [], plugin))
    totals, about = Totals(), About([visible(one.name) for one in work.captures], failed)
    writing = Report(wanted, about)
    left_out = gather.add_up(work, state, totals, failed, writing.take_call)
    for name in ("pieces", "not_splittable", "stitched", "not_stitched"):
        setattr(about, name, getattr(work, name))
    about.left_out = _left_out(wanted, left_out)
    failed.extend((name, reason, False) for name, reason in unread)
    writing.write(totals)
    gather.say(f"a tshark took {work.peak / 1e6:.0f} MB at most")
    if wanted.csv and failed:
        gather.say("\n".join(f"{visible(name)}: {visible(reason)}" for name, reason, _ in failed))
    if failed:
        gather.say(f"{counted(len(failed), 'capture')} could not be read, or not to the end")
    return 1 if failed else 0


_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _end(number: int, _frame) -> None:
    """Once: what has been started has to be stopped yet."""
    for one in _ENDS:
        signal.signal(one, signal.SIG_IGN)
    sys.exit(128 + number)


def run(words: List[str]) -> int:
    """The command."""
    wanted = arguments_of(words)
    for number in _ENDS:
        signal.signal(number, _end)
    os.umask(0o077)
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    if wanted.quiet:
        gather.say = lambda text: None
    _check_programs(wanted)
    plugin = _check_plugin()
    _check_can_write(wanted.html)
    try:
        state = State(_state_folder(wanted), wanted.resume)
    except OSError as error:
        raise Refusal(CANNOT_WRITE, f"{error.filename}: {error.strerror}") from error
    status: Optional[int] = None
    try:
        status = report(wanted, state, plugin)
    except SystemExit:
        gather.say("interrupted: the same command with --resume goes on")
        raise
    finally:
        if not wanted.state and status is not None:
            state.remove()
    return status


def main() -> int:
    """Refusals are one line."""
    try:
        return run(sys.argv[1:])
    except Refusal as refusal:
        print(f"{os.environ.get('SIPCODES_REPORT_NAME', 'sipcodes-report')}: {refusal}", file=sys.stderr)
        return refusal.status
    except BrokenPipeError:
        return 141


if __name__ == "__main__":
    sys.exit(main())
