#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Damages the shipped captures and sends them through tshark with the plugin, which must neither crash nor hang.

Each damaged capture is made from the seed and its own number alone. tshark's start costs more than a damaged capture, so many go through
it together; where something goes wrong, halves are tried until one capture is left, which is kept. What breaks tshark without the plugin
too is Wireshark's own and reported apart. Captures in tests/fuzz/regression/captures, which once broke something, are tried first.
"""
import argparse
import itertools
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tshark"))

# pylint: disable=wrong-import-position
import damage
from wireshark_programs import PROJECT, Programs

RUNS = {
    "one pass, -V": ["-l", "-P", "-V"],
    "two passes, -V": ["-2", "-P", "-V"],
    "one pass, -T json": ["-l", "-T", "json"],
    "two passes, -T json": ["-2", "-T", "json"],
}
# Unknown to a tshark without the plugin.
OWN_OPTIONS = ["-o", "sipcodes.name_in_info_column:TRUE"]
OWN_STATISTICS = [word for kind in ("json", "report", "tree") for word in ("-z", f"sipcodes,{kind}")]
STRICT = {
    "WIRESHARK_ABORT_ON_DISSECTOR_BUG": "1",
    "WIRESHARK_ABORT_ON_TOO_MANY_ITEMS": "1",
    "WIRESHARK_DEBUG_WMEM_OVERRIDE": "strict",
}
KINDS = ["errors", "snaplen", "sip", "sip"]

# One batch: few enough that each has addresses of its own, and that halving does not take long.
BATCH_CAPTURES = 100
BATCH_PACKETS = 3000

# A dissector bug of ours, and an exception that comes out of our code: reading where there are no bytes.
OURS_IN_OUTPUT = re.compile(rb"Malformed Packet: SIPCODES|Dissector bug, protocol SIPCODES|SIPCODES truncated|"
                            rb"Dissector bug.*(sipcodes|plugin/[\w/]+\.c)")
SANITIZER = re.compile(r"AddressSanitizer|runtime error:|LeakSanitizer")
ANNOTATION = re.compile(rb"^ *\[SIP Response Code: ")

# How long a single message may take. With -l and one pass, tshark writes each packet when it is done with it, so a slow one is seen
# as a pause in the output.
SECONDS_PER_MESSAGE = 1.0


# ---- Captures

def read_pcapng(path):
    """The frames of a shipped capture, and its TLS secrets. All of these are Ethernet."""
    data = path.read_bytes()
    frames, secrets, at = [], b"", 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == 1 and struct.unpack_from("<H", data, at + 8) != (1,):
            raise ValueError(f"{path}: not Ethernet")
        if kind == 6:
            captured = struct.unpack_from("<I", data, at + 20)[0]
            frames.append(data[at + 28:at + 28 + captured])
        elif kind == 10:
            secrets += data[at + 16:at + 16 + struct.unpack_from("<I", data, at + 12)[0]]
        at += length
    return frames, secrets


def write_pcap(path, frames):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for number, frame in enumerate(frames):
            file.write(struct.pack("<IIII", 1700000000 + number // 100, number % 100 * 10000, len(frame), len(frame)) + frame)


class Shipped:
    def __init__(self):
        self.captures, secrets = {}, b""
        for path in sorted((PROJECT / "pcaps").glob("*.pcapng")):
            self.captures[path.stem], found = read_pcapng(path)
            secrets += found
        self.secrets = secrets
        self.names = list(self.captures)
        self.messages = [payload for frames in self.captures.values() for payload in damage.payloads(frames)
                         if damage.MARK.search(payload)]


class Damaged:
    """One damaged capture."""

    def __init__(self, name, path, packets):
        self.name = name
        self.path = path
        self.packets = packets


class Maker:
    def __init__(self, shipped, folder, seed, most_packets):
        self._shipped = shipped
        self._folder = folder
        self._seed = seed
        self._most_packets = most_packets

    def make(self, number):
        """Each kind of damage meets each capture, however few are made."""
        names = self._shipped.names
        name = names[number % len(names)]
        kind = KINDS[(number + number // len(names)) % len(KINDS)]
        draw = random.Random(f"{self._seed} {number}")
        frames = [damage.moved(frame, number % BATCH_CAPTURES + 1) for frame in self._some(draw, self._shipped.captures[name])]
        if kind == "sip":
            frames = list(damage.Damage(draw, self._shipped.messages).frames(frames))
        path = self._folder / f"{self._seed}-{number}-{name}-{kind}.pcap"
        write_pcap(path, frames)
        if kind == "errors":
            # Ethernet, IPv4 and UDP stay whole: 14 + 20 + 8 bytes.
            probability = draw.choice([0.0005, 0.002, 0.01, 0.05])
            self._edit(path, "-E", probability, "-o", 42, "--seed", draw.randrange(1, 2**31))
        elif kind == "snaplen":
            self._edit(path, "-s", draw.choice([draw.randrange(43, 100), draw.randrange(43, 600), draw.randrange(43, 1500)]))
        return Damaged(path.stem, path, len(frames))

    def _some(self, draw, frames):
        """A connection is understood from its beginning only, so the beginning is what is kept of those."""
        has_tcp = any(frame[12:14] == b"\x08\x00" and frame[23] == 6 for frame in frames)
        start = 0 if has_tcp else draw.randrange(max(1, len(frames) - self._most_packets + 1))
        return frames[start:start + self._most_packets]

    @staticmethod
    def _edit(path, *options):
        whole = path.with_suffix(".whole")
        path.rename(whole)
        subprocess.run(["editcap", "-F", "pcap", *map(str, options), whole, path], check=True, stdout=subprocess.DEVNULL)
        whole.unlink()


# ---- tshark

class Run:
    """One run of tshark: its status (None: had to be killed), what it says, the longest pause in its output."""

    def __init__(self, command, environment, output, timeout):
        with open(output, "wb") as file, tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment)
            killer = threading.Timer(timeout, process.kill)
            killer.start()
            self.pause = self._copy(process.stdout, file)
            status = process.wait()
            was_killed = not killer.is_alive()
            killer.cancel()
            process.stdout.close()
            said.seek(0)
            self.said = said.read().decode("utf-8", "replace")
        self.status = None if was_killed else status

    @staticmethod
    def _copy(pipe, file):
        """The first output comes after tshark's start, which is no pause."""
        longest, last = 0.0, None
        while chunk := os.read(pipe.fileno(), 1 << 20):
            now = time.monotonic()
            longest = max(longest, now - (last or now))
            file.write(chunk)
            last = time.monotonic()
        return longest


class Tshark:
    def __init__(self, programs, secrets):
        self._programs = programs
        self._folder = programs.new_folder()
        self._folder.chmod(0o755)
        self._home = programs.new_folder()
        self._no_plugins = programs.no_plugins
        # Something to write before the first message, so that a pause there is seen too.
        self._leader = self._folder / "leader.pcap"
        write_pcap(self._leader, [bytes(60)])
        keys = self._folder / "secrets"
        keys.write_bytes(secrets)
        self._options = ["-n", "-o", f"tls.keylog_file:{keys}"]
        self.runs = self.annotated = 0
        self.longest_pause = 0.0

    def failure(self, captures, with_plugin=True):
        """What goes wrong with these captures, in words; None if nothing does."""
        batch = self._folder / "batch.pcapng"
        subprocess.run(["mergecap", "-a", "-w", batch, self._leader, *(capture.path for capture in captures)], check=True)
        packets = sum(capture.packets for capture in captures)
        for name, options in RUNS.items():
            problem = self._problem_of_run(batch, options, packets, with_plugin)
            if problem is not None:
                return f"{name}: {problem}"
        return None

    def _problem_of_run(self, batch, options, packets, with_plugin):
        timeout = 60 + packets * SECONDS_PER_MESSAGE / 2
        run = self._run(batch, options, timeout, with_plugin)
        if run.status is None:
            return f"does not end in {timeout:.0f} s"
        if run.status != 0:
            return f"ends with status {run.status}\n{run.said}"
        if SANITIZER.search(run.said) or "sipcodes" in run.said.lower():
            return run.said
        return self._slowness(run, batch, options, timeout, with_plugin)

    def _slowness(self, run, batch, options, timeout, with_plugin):
        if "-2" in options:
            return None
        pause = run.pause
        if pause > SECONDS_PER_MESSAGE:
            # Somebody else's load is a pause as well.
            pause = min(pause, *(self._run(batch, options, timeout, with_plugin).pause for _ in range(2)))
        self.longest_pause = max(self.longest_pause, pause)
        return f"a packet takes {pause:.1f} s" if pause > SECONDS_PER_MESSAGE else None

    def _run(self, capture, options, timeout, with_plugin):
        # Statistics are printed behind the last packet. That is no message's time, so not where pauses are measured.
        statistics = OWN_STATISTICS if "-V" in options and "-2" in options else []
        own = OWN_OPTIONS + statistics if with_plugin else []
        environment = self._programs.environment(home=self._home, plugins=None if with_plugin else self._no_plugins)
        output = self._folder / "output"
        self.runs += 1
        run = Run(self._programs.command("tshark", "-r", capture, *self._options, *own, *options), environment | STRICT, output, timeout)
        run.said += "".join(f"in the output: sipcodes: {line}" for line in self._ours_in(output, "-2" not in options and "-V" in options))
        return run

    def _ours_in(self, output, count):
        with open(output, "rb") as file:
            for line in file:
                if count and ANNOTATION.match(line):
                    self.annotated += 1
                if OURS_IN_OUTPUT.search(line):
                    yield line[:400].decode("utf-8", "replace")


# ---- Looking for the capture that does it

class Search:
    def __init__(self, tshark, keep, report):
        self._tshark = tshark
        self._keep = keep
        self._report = report
        self.ours = 0
        self.of_wireshark = 0

    def examine(self, captures):
        """Returns whether something is wrong with them."""
        problem = self._tshark.failure(captures)
        if problem is None:
            return False
        if len(captures) > 1:
            middle = len(captures) // 2
            found = [self.examine(half) for half in (captures[:middle], captures[middle:])]
            if any(found):
                return True
        self._judge(captures, problem)
        return True

    def _judge(self, captures, problem):
        names = ", ".join(capture.name for capture in captures)
        if self._tshark.failure(captures, with_plugin=False) is not None:
            self.of_wireshark += 1
            self._report(f"Wireshark's own, also without the plugin: {names}: {problem}")
            return
        self.ours += 1
        self._keep.mkdir(parents=True, exist_ok=True)
        for capture in captures:
            shutil.copyfile(capture.path, self._keep / capture.path.name)
        self._report(f"FAILED, kept in {self._keep}: {names}: {problem}")


def batches(captures):
    batch = []
    for capture in captures:
        if batch and (len(batch) == BATCH_CAPTURES or sum(c.packets for c in batch) + capture.packets > BATCH_PACKETS):
            yield batch
            batch = []
        batch.append(capture)
    if batch:
        yield batch


def regressions():
    return [Damaged(path.stem, path, 1000) for path in sorted((HERE / "regression" / "captures").glob("*.pcap*"))]


def say(text):
    print(text, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000, help="so many damaged captures (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER", help="begin with this one: to make a kept one again")
    parser.add_argument("--packets", type=int, default=100, help="so many packets of each at most (default: %(default)s)")
    parser.add_argument("--keep", type=pathlib.Path, default=HERE / "found", metavar="FOLDER", help="for what breaks something")
    return parser.parse_args()


def main():
    wanted = arguments()
    programs = Programs()
    try:
        folder = programs.new_folder()
        folder.chmod(0o755)
        shipped = Shipped()
        maker = Maker(shipped, folder, wanted.seed, wanted.packets)
        tshark = Tshark(programs, shipped.secrets)
        search = Search(tshark, wanted.keep, say)
        started = time.monotonic()
        made = packets = 0
        numbers = range(wanted.first, wanted.first + wanted.count)
        for batch in batches(itertools.chain(regressions(), map(maker.make, numbers))):
            search.examine(batch)
            made, packets = made + len(batch), packets + sum(capture.packets for capture in batch)
            for capture in batch:
                if capture.path.parent == folder:
                    capture.path.unlink()
    finally:
        programs.remove()
    say(f"{made} damaged captures (seed {wanted.seed}), {packets} packets, {tshark.runs} runs of tshark in "
        f"{time.monotonic() - started:.0f} s: {tshark.annotated} annotated responses, {search.ours} failures, "
        f"{search.of_wireshark} of Wireshark's own, longest pause {tshark.longest_pause:.2f} s")
    if tshark.annotated == 0:
        say("no response was annotated: the plugin is not at work")
    return int(search.ours > 0 or tshark.annotated == 0)


if __name__ == "__main__":
    sys.exit(main())
