# SPDX-License-Identifier: GPL-2.0-or-later
"""A row for each call (RFC 4180), as -z sipcodes,csv has it, with the file in front and the sender's words at the end."""
from typing import Any, Dict, Optional, TextIO

from texts import time_text, visible

TITLES = ("file,call,frame,time_utc,from,to,outcome,code,brief,made_by,made_in,srd,setup_time,ring_time,duration,disconnect_delay,"
          "ended_by,words")


def _text(text: str) -> str:
    """In quotes. What a spreadsheet takes for a formula has an apostrophe before it."""
    guard = "'" if text[:1] in tuple("=+-@\t\r") else ""
    return '"' + guard + visible(text).replace('"', '""') + '"'


def _seconds(nanoseconds: Optional[int]) -> str:
    return "" if nanoseconds is None else f"{nanoseconds // 1000000000}.{nanoseconds % 1000000000:09d}"


class Calls:
    """Writes rows as they come, and numbers them."""

    def __init__(self, out: TextIO):
        self._out = out
        self._number = 0
        out.write(TITLES + "\r\n")

    def add(self, call: Dict[str, Any], name: str, frame: int, made_in: str) -> None:
        """The next call; registrations are passed over."""
        if call["kind"] != "call":
            return
        self._number += 1
        texts = [_text(call[key]) for key in ("from", "to", "outcome")]
        times = [_seconds(call[key + "_ns"]) for key in ("srd", "setup_time", "ring_time", "duration", "disconnect_delay")]
        row = [_text(name), str(self._number), str(frame), _text(time_text(call["time_ns"])), *texts, str(call["code"] or ""),
               _text(call["brief"]), _text(call["made_by"]), made_in, *times, _text(call["ended_by"]), _text(call["words"])]
        self._out.write(",".join(row) + "\r\n")
