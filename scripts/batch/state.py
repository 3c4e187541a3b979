# SPDX-License-Identifier: GPL-2.0-or-later
"""What has been done, in a folder of its own, so that an interrupted report can go on."""
import hashlib
import json
import os
import shutil
from typing import Any, Dict, List, Optional

import boundaries
from captures import Capture

# Raised with whatever changes what a job does or writes.
_FORM = 3


class State:
    """The folder: jobs/NAME/ (what is to be done), scans/NAME and done/NAME/ (results). Nobody else can read it: captures hold people's
    calls."""

    def __init__(self, folder: str, goes_on: bool):
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        os.chmod(self.folder, 0o700)
        for part in ("jobs", "scans", "done", "tmp"):
            if not goes_on:
                shutil.rmtree(self.path(part), ignore_errors=True)
            os.makedirs(self.path(part), exist_ok=True)

    def path(self, *parts: str) -> str:
        """Inside the folder."""
        return os.path.join(self.folder, *parts)

    def remove(self) -> None:
        """All of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, capture: Optional[Capture], job: Dict[str, Any]) -> str:
        """Writes a job and returns its name, which is another for another capture, another version of it, or other options."""
        of_capture = [capture.path, capture.size, capture.changed] if capture else []
        text = json.dumps([_FORM, of_capture, job], sort_keys=True)
        name = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:24]
        os.makedirs(self.path("jobs", name), exist_ok=True)
        if job.get("calls"):
            boundaries.write_moved({bytes.fromhex(call) for call in job["calls"]}, self.path("jobs", name, "moved.json"))
        with open(self.path("jobs", name, "job.json"), "w", encoding="utf-8") as out:
            json.dump({key: value for key, value in job.items() if key != "calls"}, out)
        link = self.path("jobs", name, "capture")
        if capture and not os.path.lexists(link):
            os.symlink(capture.path, link)
        return name

    def missing(self, names: List[str], part: str, *within: str) -> List[str]:
        """Those without a result yet."""
        return [name for name in dict.fromkeys(names) if not os.path.exists(self.path(part, name, *within))]

    def undone(self, names: List[str]) -> List[str]:
        """The same of what result() gives."""
        return self.missing(names, "done", "result.json")

    def result(self, name: str) -> Optional[Dict[str, Any]]:
        """What the job has written; None where it came to nothing."""
        try:
            with open(self.path("done", name, "result.json"), encoding="utf-8") as stored:
                return json.load(stored)
        except (OSError, ValueError):
            return None
