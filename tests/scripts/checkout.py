# SPDX-License-Identifier: GPL-2.0-or-later
"""A copy of the checkout for the scripts to work in, with an environment of its own and, in front of this machine's, programs that
stand in for others. No test installs anything: apt-get and sudo are such programs."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tshark"))
import little_captures  # noqa: E402  pylint: disable=wrong-import-position
from wireshark_programs import data_without_long_lists  # noqa: E402  pylint: disable=wrong-import-position

NOBODY = 65534
# Users that need not exist.
OWNER = 54321
STRANGER = 54322

IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="takes a second user, so it has to be run by root")


def can_mount():
    if not IS_ROOT:
        return False
    command = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


mounts = pytest.mark.skipif(not can_mount(), reason="takes a mount namespace, which is not permitted here")


def as_user(uid, *command):
    return [shutil.which("setpriv"), f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--", *map(str, command)]


def make_executable(path, text):
    path.write_text(text)
    path.chmod(0o755)


def write_capture(path, status="486 Busy Here", call="little"):
    little_captures.write(path, [little_captures.datagram(little_captures.response(status, call=call))])
    return path


def wait_for(condition, process, seconds=300):
    """Fails if the process ends before the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, f"ended with {process.returncode}: {process.communicate()}"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _restore_signals():
    # A shell that starts something in the background has it ignore these, and bash cannot undo that.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


# Where there is an apostrophe in its path, ninja cannot read what gcc says of the headers, and compiles all of it at each build.
NAME = "a check (out)"
ODD_NAME = "somebody's check out"


class Checkout:
    def __init__(self, name=NAME):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="scripts-tests-"))
        self.base.chmod(0o755)
        self.project = self.base / name
        shutil.copytree(PROJECT, self.project, symlinks=True, ignore=shutil.ignore_patterns(
            "build*", ".git", "__pycache__", ".pytest_cache"))
        for path in (self.project, *self.project.rglob("*")):
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        self._data = data_without_long_lists(self.base / "data")
        if any(self._data.iterdir()):
            # What is installed for all users must not get into this machine's.
            (self._data / "profiles").unlink(missing_ok=True)
            (self._data / "profiles").mkdir()
        self.programs = self.new_folder("programs")
        for name in ("apt-get", "sudo"):
            self.stand_in(name, f'echo "{name} was called: $*" >&2\nexit 99\n')

    def remove(self):
        shutil.rmtree(self.base, ignore_errors=True)

    def new_folder(self, name="folder", mode=0o755):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.base))
        folder.chmod(mode)
        return folder

    def stand_in(self, name, script, folder=None):
        make_executable((folder or self.programs) / name, "#!/bin/sh\n" + script)

    def environment(self, programs=None, **changes):
        """A change to None takes a variable away."""
        path = [str(programs)] if programs else []
        environment = {
            "PATH": os.pathsep.join([*path, str(self.programs), os.environ["PATH"]]),
            "HOME": str(self.new_folder("home")),
            "TMPDIR": str(self.new_folder("temporary", 0o1777)),
            "LC_ALL": "C.UTF-8",
            # For cmake: compiled faster.
            "CMAKE_BUILD_TYPE": "Debug",
            "PYTHONDONTWRITEBYTECODE": "1",
            # For sipcodes-report: not this machine's.
            "PREFIX": str(self.new_folder("prefix")),
        }
        if any(self._data.iterdir()):
            environment["WIRESHARK_DATA_DIR"] = str(self._data)
        environment.update(changes)
        return {name: str(value) for name, value in environment.items() if value is not None}

    def start(self, *command, environment=None, cwd="/", **options):
        """In a process group of its own, as a terminal does it."""
        return subprocess.Popen(list(map(str, command)), env=environment or self.environment(), cwd=cwd, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                                preexec_fn=_restore_signals, **options)

    def call(self, *command, environment=None, cwd="/", stdin="", timeout=600):
        """The finished process."""
        return subprocess.run(list(map(str, command)), env=environment or self.environment(), cwd=cwd, text=True, input=stdin,
                              capture_output=True, timeout=timeout, check=False, preexec_fn=_restore_signals)

    def script(self, name, *arguments, **options):
        return self.call(self.project / "scripts" / name, *arguments, **options)

    def library(self, commands, **options):
        """Runs shell commands behind scripts/lib.sh."""
        text = f'set -euo pipefail; source "$0"; {commands}'
        return self.call("bash", "-c", text, self.project / "scripts" / "lib.sh", **options)
