# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that others made, which are not in the repository. Where there are none, the tests are made of the shipped ones alone.

Environment: SIPCODES_SHARED_CAPTURES  their folder, which has to be there if it is named (default: ../shared/captures)
"""
import csv
import os
import pathlib

from wireshark_programs import PROJECT


def _folder():
    named = os.environ.get("SIPCODES_SHARED_CAPTURES")
    if named and not pathlib.Path(named).is_dir():
        raise RuntimeError(f"SIPCODES_SHARED_CAPTURES={named} names no folder")
    return pathlib.Path(named) if named else PROJECT.parent / "shared" / "captures"


def all_captures():
    return sorted(path for path in _folder().glob("*") if path.suffix in (".pcap", ".pcapng", ".erf"))


def without_responses():
    """Those of which the folder's index.csv tells that they hold no SIP response."""
    index = _folder() / "index.csv"
    if not index.exists():
        return []
    with open(index, newline="", encoding="utf-8") as file:
        return [index.parent / row["file"] for row in csv.DictReader(file) if row["sip_responses"] == "0"]
