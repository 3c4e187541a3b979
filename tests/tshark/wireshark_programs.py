# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs Wireshark's programs with the plugin that was built, and with nothing else of this machine's."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

import start_once
from wireshark_differences import cell_with_single_backslashes

TESTS = pathlib.Path(__file__).resolve().parent
PROJECT = TESTS.parent.parent

# Root's tshark ignores WIRESHARK_PLUGIN_DIR without a message, so it has to run as somebody else.
NOBODY = 65534

# Neither can stand in a value: tshark writes control characters as escapes.
SEPARATOR = "\t"
AGGREGATOR = "\x1f"

# Where Debian and most other systems have it.
WIRESHARK_DATA = pathlib.Path("/usr/share/wireshark")
LONG_LISTS = ("manuf", "services", "enterprises.tsv")

BUILT_FOR_TESTS = {"hook_owner": "sipcodes_hook_owner", "decode_as_reset": "sipcodes_decode_as_reset", "tap_reset": "sipcodes_tap_reset",
                   "sip_records": "sipcodes_sip_records", "start_once": "start_once"}

# The others have nothing of ours in them, so nothing for a sanitizer to find.
LOAD_PLUGINS = ("tshark", "sharkd", "wireshark")

REFERENCES = {ord(space): f"&#{ord(space)};" for space in "\t\r\n"}

SEVERITIES = {0x200000: "chat", 0x400000: "note", 0x600000: "warn", 0x800000: "error"}


def find_plugin():
    """Sets what ctest sets, for who has not been started by it: where the build folder has the plugin, and what else tests load."""
    if "SIPCODES_PLUGIN_DIR" in os.environ:
        return
    for build in (PROJECT / "build", PROJECT / "build" / "gcc"):
        if list(build.glob("plugins/*/epan/sipcodes.so")):
            os.environ["SIPCODES_PLUGIN_DIR"] = str(build / "plugins")
            for name, file in BUILT_FOR_TESTS.items():
                if (build / "tests" / f"{file}.so").exists():
                    os.environ[f"SIPCODES_{name.upper()}"] = str(build / "tests" / f"{file}.so")


def data_without_long_lists(folder):
    """Makes it Wireshark's folder of data, with nothing in the lists of vendors and ports. Up to 4.0 each start reads them, which is
    a third of its time, and no test resolves names. Where they are not there, they are part of the programs."""
    folder.mkdir(mode=0o755)
    for path in WIRESHARK_DATA.glob("*"):
        if path.name in LONG_LISTS:
            (folder / path.name).touch(mode=0o644)
        else:
            (folder / path.name).symlink_to(path)
    return folder


class Programs:
    def __init__(self):
        built = os.environ.get("SIPCODES_PLUGIN_DIR")
        if not built:
            raise RuntimeError("SIPCODES_PLUGIN_DIR does not name the folder of the built plugin: run the tests with "
                               "ctest, or set it to <build folder>/plugins")
        if not list(pathlib.Path(built).glob("*/epan/sipcodes.so")):
            raise RuntimeError(f"SIPCODES_PLUGIN_DIR={built}: no */epan/sipcodes.so there")
        self.workspace = pathlib.Path(tempfile.mkdtemp(prefix="wireshark-tests-"))
        self.workspace.chmod(0o755)
        # The build folder may be where an unprivileged user cannot look.
        self.plugins = self.workspace / "plugins"
        shutil.copytree(built, self.plugins)
        for path in (self.plugins, *self.plugins.rglob("*")):
            path.chmod(0o755)
        # Instead of the plugins: Wireshark as it is without.
        self.no_plugins = self.new_folder()
        # Each start would ask every extcap program which interfaces it has.
        self._no_extcaps = self.workspace / "no-extcaps"
        self._no_extcaps.mkdir(mode=0o755)
        self._data = data_without_long_lists(self.workspace / "data")
        self._readable_copies = {}
        self._outputs = {}
        self._start_once = self._readable_library(os.environ.get("SIPCODES_START_ONCE"))
        self._started = {}
        # The same as tshark's, in a tenth of the time: it has no dissectors.
        said = self.run("mergecap", "--version").stdout
        self.version = tuple(map(int, re.match(r"Mergecap \(Wireshark\) (\d+)\.(\d+)", said).groups()))

    def _readable_library(self, path):
        if not path:
            return None
        copy = self.workspace / "start_once.so"
        shutil.copyfile(path, copy)
        copy.chmod(0o755)
        return copy

    def remove(self):
        for tshark in self._started.values():
            if tshark is not None:
                tshark.close()
        shutil.rmtree(self.workspace, ignore_errors=True)

    def plugins_with(self, variable):
        """A folder of plugins: ours, and the test plugin whose file the environment variable names."""
        other = os.environ.get(variable)
        if not other or not pathlib.Path(other).exists():
            raise RuntimeError(f"{variable}={other} does not name the built test plugin: run the tests with ctest")
        folder = self.workspace / pathlib.Path(other).stem
        if not folder.exists():
            shutil.copytree(self.plugins, folder)
            (epan,) = folder.glob("*/epan")
            shutil.copyfile(other, epan / pathlib.Path(other).name)
        return folder

    def new_folder(self):
        """A folder that the programs can write to."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.workspace))
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        return folder

    def readable(self, capture):
        """A path of the capture that the programs can read."""
        capture = pathlib.Path(capture).resolve()
        if self.workspace in capture.parents:
            return capture
        if capture not in self._readable_copies:
            copy = pathlib.Path(tempfile.mkdtemp(dir=self.workspace)) / capture.name
            copy.parent.chmod(0o755)
            shutil.copyfile(capture, copy)
            self._readable_copies[capture] = copy
        return self._readable_copies[capture]

    def merged(self, captures):
        """One capture of all of these, one behind the other."""
        merged = self.new_folder() / "merged.pcapng"
        self.run("mergecap", "-a", "-w", merged, *map(self.readable, captures))
        return merged

    def command(self, program, *arguments):
        if shutil.which(program) is None:
            raise FileNotFoundError(f"{program} is not installed")
        drop = []
        if os.geteuid() == 0:
            drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        return [*drop, program, *map(str, arguments)]

    def environment(self, program="tshark", plugins=None, personal_plugins=None, preferences_file=None, home=None):
        home = home or self.new_folder()
        if personal_plugins is not None:
            shutil.copytree(personal_plugins, home / ".local" / "lib" / "wireshark" / "plugins")
        if preferences_file is not None:
            profile = home / ".config" / "wireshark"
            profile.mkdir(parents=True)
            (profile / "preferences").write_text(preferences_file)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC0",
            "WIRESHARK_PLUGIN_DIR": str(plugins or self.plugins),
            "WIRESHARK_EXTCAP_DIR": str(self._no_extcaps),
        }
        if any(self._data.iterdir()):
            environment["WIRESHARK_DATA_DIR"] = str(self._data)
        if os.environ.get("SIPCODES_PRELOAD") and program in LOAD_PLUGINS:
            # A plugin built with sanitizers in a tshark built without. Wireshark does not free what lives until its end.
            environment["LD_PRELOAD"] = os.environ["SIPCODES_PRELOAD"]
            environment["ASAN_OPTIONS"] = "detect_leaks=0"
            environment["UBSAN_OPTIONS"] = "print_stacktrace=1"
        return environment

    def run(self, program, *arguments, check=True, quiet=True, stdin="", timeout=120, **environment):
        """The finished process. Fails if the program fails, or has something to say on stderr."""
        done = self._run_started(arguments, timeout, **environment) if program == "tshark" and stdin == "" else None
        done = done or subprocess.run(self.command(program, *arguments), env=self.environment(program, **environment),
                                      input=stdin.encode(), capture_output=True, timeout=timeout, check=False)
        # Not by subprocess, which takes carriage returns away.
        done.stdout, done.stderr = (output.decode("utf-8", "surrogateescape") for output in (done.stdout, done.stderr))
        words = " ".join([program, *map(str, arguments)])
        assert not check or done.returncode == 0, f"{words}: status {done.returncode}\n{done.stderr}"
        assert not quiet or done.stderr == "", f"{words} says:\n{done.stderr}"
        return done

    def _run_started(self, arguments, timeout, plugins=None, **environment):
        """The run by a tshark that has been started already; None where that cannot be had."""
        parts = start_once.split([*map(str, arguments)]) if self._start_once and not environment else None
        if parts is None:
            return None
        capture, early = parts
        key = (str(plugins), early)
        if key not in self._started:
            started = start_once.StartedTshark(self._start_once, self.command("tshark"), early, self.environment(plugins=plugins))
            self._started[key] = started if started.is_ready else None
        tshark = self._started[key]
        if tshark is None:
            return None
        words = ["tshark", *map(str, arguments)]
        return subprocess.CompletedProcess(words, *tshark.run(capture, words, timeout))

    def tshark(self, capture, *arguments, preferences=None, **keywords):
        """What tshark prints about a capture. The same command runs once."""
        options = [f"-o{name}:{value}" for name, value in (preferences or {}).items()]
        words = ("-n", "-r", self.readable(capture), *options, *arguments)
        key = (*map(str, words), *sorted(keywords.items()))
        if key not in self._outputs:
            self._outputs[key] = self.run("tshark", *words, **keywords).stdout
        return self._outputs[key]

    def fields(self, capture, names, *arguments, **keywords):
        """For each frame, for each field, its values: [[["486"], ["Busy Here"]], ...]."""
        selected = [word for name in names for word in ("-e", name)]
        output = self.tshark(capture, "-T", "fields", "-E", f"aggregator={AGGREGATOR}", "-E", "occurrence=a", *selected,
                             *arguments, **keywords)
        return [[cell_with_single_backslashes(self.version, cell).split(AGGREGATOR) if cell else []
                 for cell in line.split(SEPARATOR)]
                for line in output.split("\n")[:-1]]

    def frames(self, capture, display_filter, *arguments, **keywords):
        """The numbers of the frames that a display filter selects."""
        rows = self.fields(capture, ["frame.number"], "-Y", display_filter, *arguments, **keywords)
        return [int(number) for ((number,),) in rows]

    def responses(self, capture, *arguments, **keywords):
        """Every annotated response of a capture."""
        output = self.tshark(capture, "-T", "pdml", "-Y", "sipcodes", *arguments, **keywords)
        return responses_of_pdml(output)

    def glossary(self, kind):
        """The lines of ours in a tshark -G report, split into their cells."""
        output = self.run("tshark", "-G", kind).stdout
        # Of half a million lines.
        ours = (line for line in output.split("\n") if "sipcodes" in line)
        return [line.split("\t") for line in ours if re.search(r"(^|\t)sipcodes", line)]

    def registered_names(self):
        """Filter names and their types, protocols included, in the order of their registration."""
        rows = self.glossary("fields")
        return {row[2]: "protocol" if row[0] == "P" else row[3].removeprefix("FT_").lower() for row in rows}


class Response:
    """One annotation: what stands below one item "sipcodes"."""

    def __init__(self, frame, summary, inside):
        self.frame = frame
        self.summary = summary
        self.inside = inside  # names of the items around it, from the outermost
        self.values = {}  # filter name: values, in the order of the tree
        self.messages = []  # of the expert infos
        self.experts = []  # (severity, filter, sentence)

    def first(self, name):
        return self.values.get(name, [None])[0]

    @property
    def code(self):
        return int(self.first("sipcodes.code"))

    @property
    def anomalies(self):
        """Kinds."""
        return self.values.get("sipcodes.anomaly", [])

    @property
    def remarks(self):
        """Kinds."""
        return self.values.get("sipcodes.remark", [])

    @property
    def rules(self):
        """Names, of anomalies and remarks."""
        return self.values.get("sipcodes.rule", [])

    @property
    def briefs(self):
        return self.values.get("sipcodes.brief", [])

    def __repr__(self):
        return f"<frame {self.frame}: {self.summary}>"


def parse_pdml(text):
    # What the wire holds can be a control character, which XML cannot.
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\udc80-\udcff]", "?", text)
    # tshark writes white space as it is, and XML makes blanks of it in attributes.
    quoted = text.split('"')
    quoted[1::2] = [value if value.isprintable() else value.translate(REFERENCES) for value in quoted[1::2]]
    return xml.etree.ElementTree.fromstring('"'.join(quoted))


def responses_of_pdml(text):
    found = []
    for packet in parse_pdml(text).iter("packet"):
        number = int(packet.find(".//field[@name='frame.number']").get("show"))
        _find_responses(packet, number, (), found)
    return found


def _find_responses(item, frame, inside, found):
    for child in item:
        name = child.get("name", "")
        if name == "sipcodes":
            response = Response(frame, child.get("showname"), inside)
            _read_response(child, response)
            found.append(response)
        elif name == "sipcodes.transaction":
            # Beside the annotation of a response, which stands before it; a request's stands alone.
            if inside and inside[-1] == "sip.Status-Line" and found and found[-1].frame == frame:
                _read_transaction(child, found[-1])
        else:
            _find_responses(child, frame, (*inside, name), found)


def requests_of_pdml(text):
    """What several messages show of requests: one Response for each, which has no annotation "sipcodes" around it."""
    found = []
    for packet in parse_pdml(text).iter("packet"):
        number = int(packet.find(".//field[@name='frame.number']").get("show"))
        for line in packet.iter("field"):
            if line.get("name") == "sip.Request-Line":
                for item in line.iter("field"):
                    if item.get("name") == "sipcodes.transaction":
                        request = Response(number, item.get("showname"), ())
                        _read_transaction(item, request)
                        found.append(request)
    return found


def _read_transaction(item, response):
    response.values.setdefault("sipcodes.transaction", []).append(item.get("show", ""))
    _read_response(item, response)


def _read_response(item, response):
    for child in item:
        name = child.get("name", "")
        if name == "_ws.expert":
            severity, rule, brief = _expert_info(child)
            response.messages.append(brief)
            # It stands below the sentence about the same.
            response.experts.append((severity, rule, item.get("show", "")))
            continue
        if name.startswith("sipcodes."):
            response.values.setdefault(name, []).append(child.get("show", ""))
        _read_response(child, response)


def _expert_info(item):
    parts = {child.get("name"): child.get("show") for child in item}
    anomaly = next(name for name in parts if name.startswith("sipcodes."))
    return SEVERITIES[int(parts["_ws.expert.severity"], 0)], anomaly, parts["_ws.expert.message"]
