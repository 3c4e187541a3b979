# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of tshark with and without the plugin: what is compared, and how one run is measured."""

import concurrent.futures
import dataclasses
import os
import re
import subprocess
import time

SECONDS_PER_RUN = 1200

# What costs something on frames without SIP: the post-dissector and the heuristic dissector.
FRAME_END_PREFERENCES = ("sipcodes.annotate_empty_phrases", "sipcodes.repair_status_lines")


@dataclasses.dataclass(frozen=True)
class Side:
    """One of the things that are compared."""
    name: str
    plugins: str                        # folder inside the work folder
    options: tuple = ()
    class_4: str = "sip.Status-Code >= 400 && sip.Status-Code < 500"
    fields: tuple = ("sip.Status-Line", "sip.Status-Code", "sip.CSeq.method")


@dataclasses.dataclass(frozen=True)
class Native:
    user_seconds: float
    peak_kilobytes: int


class Runner:
    """Starts tshark as an unprivileged user (as root it ignores plugins) in an environment that holds nothing else."""

    def __init__(self, work):
        self.work = work
        self.prefix = []
        if os.geteuid() == 0:
            self.prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    def command(self, plugins, arguments, tool=()):
        return [*self.prefix, "env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", f"HOME={self.work}/home",
                f"LD_PRELOAD={self.work}/same-hash-seed.so", f"WIRESHARK_PLUGIN_DIR={self.work}/{plugins}",
                *tool, "tshark", *arguments]

    def output(self, plugins, arguments):
        done = subprocess.run(self.command(plugins, arguments), cwd=self.work, check=False, timeout=SECONDS_PER_RUN,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        if done.returncode != 0:
            raise RuntimeError(f"tshark {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    def instructions(self, plugins, arguments, profile="/dev/null"):
        command = self.command(plugins, arguments, ("valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"))
        done = subprocess.run(command, cwd=self.work, check=False, timeout=SECONDS_PER_RUN,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        collected = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode != 0 or collected is None:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        return int(collected.group(1))

    def native(self, plugins, arguments):
        process = subprocess.Popen(self.command(plugins, arguments), cwd=self.work,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + SECONDS_PER_RUN
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid != 0:
                break
            if time.monotonic() > deadline:
                process.kill()
                raise RuntimeError(f"tshark {' '.join(arguments)} takes too long")
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"tshark {' '.join(arguments)} failed")
        return Native(usage.ru_utime, usage.ru_maxrss)


# ---- What is compared

def switched_off(preferences):
    return tuple(option for name in preferences for option in ("-o", f"{name}:FALSE"))


def make_sides(runner, codes_def, lua_script):
    lines = runner.output("sipcodes", ["-G", "defaultprefs"]).splitlines()
    switches = [match.group(1) for match in (re.match(r"#(sipcodes\.\w+): TRUE$", line) for line in lines) if match]
    unknown = set(FRAME_END_PREFERENCES) - set(switches)
    if unknown:
        raise RuntimeError(f"the plugin has no such preference, or it is off by default: {', '.join(sorted(unknown))}")

    fields = tuple(abbreviation for kind, _, abbreviation in
                   (line.split("\t")[:3] for line in runner.output("sipcodes", ["-G", "fields"]).splitlines())
                   if kind == "F" and abbreviation.startswith("sipcodes."))
    ours = {"plugins": "sipcodes", "class_4": "sipcodes.class == 4", "fields": fields}
    lua_fields = tuple(f"sipcodes_lua.{field}" for field in ("code", "name", "class", "unknown"))
    sides = [
        Side("none", "none"),
        Side("plugin", **ours),
        Side("all off", options=switched_off(switches), **ours),
        Side("no frame end", options=switched_off(FRAME_END_PREFERENCES), **ours),
        # Without an output that shows them, responses are not judged at all. This makes the plugin judge each one.
        Side("everything judged", options=("-o", "sipcodes.name_in_info_column:TRUE"), **ours),
        Side("disabled", options=("--disable-protocol", "sipcodes"), **ours),
        Side("lua", "none", ("-X", f"lua_script:{lua_script}", "-X", f"lua_script1:{codes_def}"),
             "sipcodes_lua.class == 4", lua_fields),
        Side("empty", "empty-postdissector"),
    ]
    return {side.name: side for side in sides}


OUTPUTS = {
    "plain": "`tshark -r`",
    "filter": "`-Y sipcodes.class==4`",
    "fields": "`-T fields`, all our fields",
    "details": "`-V`",
    "two passes": "`-2`",
}


def output_options(output, side):
    if output == "filter":
        return ["-Y", side.class_4]
    if output == "fields":
        return ["-T", "fields", *(option for field in side.fields for option in ("-e", field))]
    return {"plain": [], "details": ["-V"], "two passes": ["-2"]}[output]


def arguments_of(capture, output, side):
    return [*side.options, *output_options(output, side), "-r", capture]


# ---- Does it do what is measured?

def check_sides(runner, sides, capture):
    """Refuses to measure a plugin that was not loaded, or a Lua script that does something else."""
    if "sipcodes" in runner.output("none", ["-G", "plugins"]):
        raise RuntimeError("tshark finds the plugin also where it should not be")

    both = dataclasses.replace(sides["lua"], plugins="sipcodes")
    columns = ["sip.Status-Code", "sipcodes.code", "sipcodes_lua.code", "sipcodes.name", "sipcodes_lua.name",
               "sipcodes.class", "sipcodes_lua.class", "sipcodes.anomaly.unknown", "sipcodes_lua.unknown"]
    options = [option for column in columns for option in ("-e", column)]
    rows = runner.output("sipcodes", [*both.options, "-r", capture, "-Y", "sip.Status-Code", "-T", "fields", *options])
    responses = 0
    for row in rows.splitlines():
        sent, code, lua_code, name, lua_name, class_4, lua_class, unknown, lua_unknown = row.split("\t")
        is_unknown = bool(unknown)
        if not (sent == code == lua_code and class_4 == lua_class and is_unknown == (lua_unknown in ("1", "True"))
                and name == lua_name):
            raise RuntimeError(f"plugin and Lua script do not say the same: {row!r}")
        responses += 1
    if responses == 0:
        raise RuntimeError(f"{capture}: no response in it")
    return responses


# ---- Instructions

class Instructions:
    """Instructions of many runs, each with its start-up (the same run on an empty capture) subtracted."""

    def __init__(self, runner, empty_capture):
        self.runner = runner
        self.empty_capture = empty_capture
        self.wanted = {}
        self.results = {}

    def want(self, capture, output, side, profile="/dev/null"):
        for one in (self.empty_capture, capture):
            key = one, output, side.name
            if self.wanted.get(key, (None, "/dev/null"))[1] == "/dev/null":
                self.wanted[key] = side, profile if one == capture else "/dev/null"

    def run(self, progress):
        def measure(item):
            (capture, output, name), (side, profile) = item
            result = self.runner.instructions(side.plugins, arguments_of(capture, output, side), profile)
            progress(f"{os.path.basename(capture)}, {output}, {name}")
            return (capture, output, name), result

        with concurrent.futures.ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
            # The long runs first, so that no processor idles at the end.
            items = sorted(self.wanted.items(), key=lambda item: -os.path.getsize(item[0][0]))
            self.results.update(pool.map(measure, items))

    def start_up(self, side_name, output="plain"):
        return self.results[self.empty_capture, output, side_name]

    def net(self, capture, output, side_name):
        return self.results[capture, output, side_name] - self.start_up(side_name, output)

    def percent_more(self, capture, output, side_name, base="none"):
        return (self.net(capture, output, side_name) / self.net(capture, output, base) - 1) * 100
