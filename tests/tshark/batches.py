# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs scripts/batch over captures, with the plugin that was built."""
import json
import os
import pathlib
import subprocess

from wireshark_programs import PROJECT

MAIN = PROJECT / "scripts" / "batch" / "main.py"
PYTHON = "/usr/bin/python3"
# How the totals came about, and where something was met first: that depends on how a recording lies in files.
_ABOUT = {"captures", "failed", "pieces", "stitched", "not_stitched", "notes", "first_file", "first_frame", "last_file", "last_frame"}


def shipped(name):
    return PROJECT / "pcaps" / f"{name}.pcapng"


def environment(wireshark, **changes):
    """Sanitizers, where there are any, go into tshark alone."""
    home = wireshark.new_folder()
    home.chmod(0o755)
    made = wireshark.environment(home=home)
    if "LD_PRELOAD" in made:
        wrapper = home / "tshark"
        wrapper.write_text(f"#!/bin/sh\nLD_PRELOAD='{made.pop('LD_PRELOAD')}' exec tshark \"$@\"\n")
        wrapper.chmod(0o755)
        made["TSHARK"] = str(wrapper)
    made.update({"SIPCODES_TSHARK_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"})
    if os.geteuid() == 0:
        # What is ours alone: the folder of the state must not be where tshark's user looks.
        made.update({"HOME": str(home), "TMPDIR": str(home)})
    return {**made, **changes}


def command(*arguments):
    return [PYTHON, str(MAIN), *map(str, arguments)]


def worker():
    return [PYTHON, "-B", str(MAIN.parent / "worker.py")]


def run(wireshark, *arguments, status=0, **options):
    """The finished process."""
    done = subprocess.run(command(*arguments), env=options.pop("environment", None) or environment(wireshark), capture_output=True,
                          timeout=900, check=False, stdin=subprocess.DEVNULL, **options)
    done.stdout, done.stderr = (said.decode("utf-8", "surrogateescape") for said in (done.stdout, done.stderr))
    assert done.returncode == status, (done.returncode, done.stdout[-2000:], done.stderr)
    return done


def report(wireshark, *arguments, **options):
    """The report as data."""
    return json.loads(run(wireshark, "--json", *arguments, **options).stdout)


def totals(value):
    """The report without what depends on how the recording lies in files."""
    if isinstance(value, dict):
        return {name: totals(one) for name, one in value.items() if name not in _ABOUT}
    return [totals(one) for one in value] if isinstance(value, list) else value


def split(wireshark, capture, frames, name="ring"):
    """The capture in pieces of so many frames, named as dumpcap names a ring."""
    folder = wireshark.new_folder()
    folder.chmod(0o755)
    subprocess.run(["editcap", "-c", str(frames), capture, folder / f"{name}.pcapng"], check=True, capture_output=True)
    return folder


def folder_of(wireshark, captures):
    """Copies of these, by the names that are given."""
    folder = wireshark.new_folder()
    folder.chmod(0o755)
    for name, capture in captures.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pathlib.Path(capture).read_bytes() if not isinstance(capture, bytes) else capture)
    return folder
