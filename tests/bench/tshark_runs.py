# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of tshark with and without the plugin: what is compared, and how one run is measured."""

import concurrent.futures
import dataclasses
import os
import re
import subprocess
import time

SECONDS_PER_RUN = 7200

# Lists of vendors and ports: reading them is half of a start of Wireshark 4.0, and no packet is shown with them.
LONG_LISTS = ("manuf", "services", "enterprises.tsv")
WIRESHARK_DATA = "/usr/share/wireshark"


@dataclasses.dataclass(frozen=True)
class Output:
    """What a user asks for, and what comes closest to it without the plugin."""
    plugin: tuple
    none: tuple = None
    shown: str = ""
    against: str = "the same"

    def of(self, side):
        return self.plugin if side != "none" or self.none is None else self.none


CLASS_4 = "sip.Status-Code >= 400 && sip.Status-Code < 500"
OUTPUTS = {
    "plain": Output((), shown="`-r`"),
    "filter": Output(("-Y", "sipcodes.class == 4"), ("-Y", CLASS_4), "`-Y` by class", f"`-Y \"{CLASS_4}\"`"),
    "report": Output(("-q", "-z", "sipcodes,report"), ("-q", "-z", "sip,stat"), "report", "`-z sip,stat`"),
    "field": Output(("-T", "fields", "-e", "sipcodes.code"), ("-T", "fields", "-e", "sip.Status-Code"), "one field",
                    "`-e sip.Status-Code`"),
    "findings": Output(("-T", "fields", "-e", "sipcodes.anomaly"), ("-T", "fields", "-e", "sip.Status-Code"), "findings as a field",
                       "`-e sip.Status-Code`"),
    "details": Output(("-V",), shown="`-V`"),
    "json": Output(("-T", "json"), shown="`-T json`"),
    "two passes": Output(("-2",), shown="`-2`"),
}


@dataclasses.dataclass(frozen=True)
class Count:
    total: int
    own: int = 0    # of it in functions of the plugin itself


@dataclasses.dataclass(frozen=True)
class Native:
    user_seconds: float
    peak_kilobytes: int


class Runner:
    """Starts programs as an unprivileged user (as root tshark ignores plugins) in an environment that holds nothing else."""

    def __init__(self, work, sources):
        self.work = work
        # The plugin's functions are told by where their files stand.
        self.sources = tuple(f"fl={sources}/{name}" for name in ("plugin/", "packet-sipcodes.c"))
        self.prefix = []
        self.data = os.path.join(work, "data")
        if os.geteuid() == 0:
            self.prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        self._make_data()

    def _make_data(self):
        os.makedirs(self.data, exist_ok=True)
        for name in os.listdir(WIRESHARK_DATA) if os.path.isdir(WIRESHARK_DATA) else ():
            path = os.path.join(self.data, name)
            if os.path.lexists(path):
                continue
            if name in LONG_LISTS:
                with open(path, "w", encoding="ascii"):
                    pass
            else:
                os.symlink(os.path.join(WIRESHARK_DATA, name), path)

    def command(self, side, arguments, tool=(), data=True):
        plugins = "none" if side in ("none", "lua") else side if side == "empty-postdissector" else "sipcodes"
        lists = [f"WIRESHARK_DATA_DIR={self.data}"] if data and os.listdir(self.data) else []
        return [*self.prefix, "env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", f"HOME={self.work}/home",
                f"LD_PRELOAD={self.work}/same-hash-seed.so", f"WIRESHARK_PLUGIN_DIR={self.work}/{plugins}", *lists,
                *tool, "tshark", *arguments]

    def output(self, side, arguments):
        done = subprocess.run(self.command(side, arguments), cwd=self.work, check=False, timeout=SECONDS_PER_RUN,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        if done.returncode != 0:
            raise RuntimeError(f"tshark {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    def count(self, side, arguments, name, data=True):
        """Instructions, counted by cachegrind."""
        profile = os.path.join(self.work, "written", f"{re.sub('[^a-z0-9-]', '_', name)}.cachegrind")
        tool = ("valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={profile}")
        command = self.command(side, arguments, tool, data)
        done = subprocess.run(command, cwd=self.work, check=False, timeout=SECONDS_PER_RUN,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        if done.returncode != 0 or not os.path.exists(profile):
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        result = self._read(profile)
        os.remove(profile)
        return result

    def _read(self, profile):
        total = own = 0
        is_own = False
        with open(profile, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line[:1].isdigit():
                    instructions = int(line.split()[1])
                    total += instructions
                    own += instructions if is_own else 0
                elif line.startswith("fl="):
                    is_own = line.startswith(self.sources)
        return Count(total, own)

    def native(self, command):
        process = subprocess.Popen(command, cwd=self.work, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + SECONDS_PER_RUN
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid != 0:
                break
            if time.monotonic() > deadline:
                process.kill()
                raise RuntimeError(f"{' '.join(command)} takes too long")
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        # grep and ngrep say with 1 that nothing was found.
        if process.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(command)} failed")
        return Native(usage.ru_utime, usage.ru_maxrss)


# ---- Instructions of many runs

EMPTY = "empty"


class Counts:
    """Many counts, from each of which that of the same run on an empty capture, the start-up, can be taken."""

    def __init__(self, runner, path_of, options_of):
        self.runner, self.path_of, self.options_of = runner, path_of, options_of
        self.wanted = {}
        self.results = {}

    def want(self, capture, output, *sides):
        for side in sides:
            self.wanted[capture, output, side] = None
            self.wanted[EMPTY, output, side] = None

    def run(self, say):
        done = 0

        def measure(key):
            nonlocal done
            capture, output, side = key
            arguments = [*self.options_of(side), *OUTPUTS[output].of(side), "-r", self.path_of(capture)]
            self.results[key] = self.runner.count(side, arguments, "-".join(key))
            done += 1
            say(f"  {done:3} of {len(self.wanted)}: {', '.join(key)}")

        with concurrent.futures.ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
            # The long runs first, so that no processor idles at the end.
            list(pool.map(measure, sorted(self.wanted, key=lambda key: -os.path.getsize(self.path_of(key[0])))))

    def net(self, capture, output, side):
        return self.results[capture, output, side].total - self.results[EMPTY, output, side].total

    def own(self, capture, output, side="sipcodes"):
        return self.results[capture, output, side].own - self.results[EMPTY, output, side].own

    def more(self, capture, output, side="sipcodes", base="none"):
        """By how many percent."""
        return (self.net(capture, output, side) / self.net(capture, output, base) - 1) * 100

    def own_share(self, capture, output):
        """What part of what the plugin costs its own functions are, in percent."""
        return self.own(capture, output) / (self.net(capture, output, "sipcodes") - self.net(capture, output, "none")) * 100
