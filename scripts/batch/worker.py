# SPDX-License-Identifier: GPL-2.0-or-later
"""One capture: tshark over it, and what comes out of that as a file of JSON. Runs once for each capture, here or on another machine."""
import json
import os
import re
import resource
import struct
import subprocess
import sys
import threading
from typing import Any, Dict, List, Optional

import boundaries
import frames
import selection

# Left out by --fast: what stands in a SIP body, and the media that it announces. The checks of bodies read the bytes themselves.
FAST = ("sdp", "rtp", "rtcp", "rtpevent", "t38", "zrtp", "isup", "xml", "msrp", "bfcp")
_STATISTICS = ("-z", "sipcodes,json", "-z", "sipcodes,attempts")
# Frames that are taken out leave gaps in a TCP stream: no waiting for what should stand there.
_GAPS = ("-o", "tcp.reassemble_out_of_order:FALSE")
_FRAME_MEMBERS = {"frame", "made_in", "first_frame", "last_frame"}


def tshark_command(is_fast: bool, has_gaps: bool) -> List[str]:
    """Reads standard input: whoever may not open the capture can be given it."""
    disabled = [word for name in (FAST if is_fast else ()) for word in ("--disable-protocol", name)]
    return [os.environ.get("TSHARK", "tshark"), "-n", "-q", "-r", "-", *_STATISTICS, *(_GAPS if has_gaps else ()), *disabled]


def _user() -> Dict[str, Any]:
    """Root's tshark ignores plugins that are not installed for all: it runs as nobody, or as who called sudo."""
    if os.geteuid() != 0 or not os.environ.get("WIRESHARK_PLUGIN_DIR"):
        return {}
    user, group = int(os.environ.get("SUDO_UID") or 65534), int(os.environ.get("SUDO_GID") or 65534)
    return {"user": user, "group": group, "extra_groups": [], "cwd": "/"}


def _environment() -> Dict[str, str]:
    """Without a home that has another copy of the plugin, or that is closed to who runs it."""
    home = os.environ.get("SIPCODES_TSHARK_HOME") or ("/nonexistent" if _user() else None)
    return {**os.environ, **({"HOME": home, "XDG_CONFIG_HOME": home + "/.config"} if home else {})}


def start_tshark(job: Dict[str, Any], stdin, has_gaps: bool) -> subprocess.Popen:
    """tshark over what stdin gives."""
    return subprocess.Popen(tshark_command(job["fast"], has_gaps), stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=_environment(), **_user())


def output_of_tshark(*arguments: str) -> str:
    """Of a tshark that reads no capture."""
    command = [os.environ.get("TSHARK", "tshark"), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment(), **_user())
    return done.stdout.decode("utf-8", "replace")


# ---- What tshark prints

def split_output(text: str):
    """The report, and a list of attempts."""
    start = text.find("{\n")
    if start < 0:
        return None, []
    report, end = json.JSONDecoder().raw_decode(text, start)
    lines = (text[:start] + text[end:]).splitlines()
    return report, [json.loads(line) for line in lines if line.startswith("{")]


def _reason(words: str, status: int) -> Optional[str]:
    """In one line, without the name that tshark has for standard input. None where it ended well."""
    said = [line for line in words.splitlines() if line.startswith("tshark:") or line.lstrip().startswith("(")]
    if status == 0:
        return None
    text = " ".join(line.strip() for line in said) or f"tshark ended with status {status}"
    text = re.sub(r"^tshark: ", "", text)
    return re.sub(r'[Tt]he (?:standard input|file "-")', "It", text)[:300]


def renumber(value: Any, numbers) -> None:
    """The frames' numbers in what tshark read become those in the capture, in place."""
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, (dict, list)):
            renumber(one, numbers)
    if isinstance(value, dict):
        for name in _FRAME_MEMBERS & value.keys():
            if value[name]:
                value[name] = numbers[value[name] - 1]


# ---- Runs

def _drain(process: subprocess.Popen, words: list) -> threading.Thread:
    thread = threading.Thread(target=lambda: words.append(process.stderr.read()))
    thread.start()
    return thread


def _output_of(process: subprocess.Popen, feed=None):
    """Its output, words and status. "feed" writes its input, in a thread of its own."""
    words: list = []
    reading = _drain(process, words)
    feeding = threading.Thread(target=feed) if feed else None
    if feeding:
        feeding.start()
    text = process.stdout.read().decode("utf-8", "replace")
    if feeding:
        feeding.join()
    reading.join()
    return text, words[0].decode("utf-8", "replace"), process.wait()


def _run_whole(job: Dict[str, Any], capture: str) -> Dict[str, Any]:
    with open(capture, "rb") as source:
        return partial_of(*_output_of(start_tshark(job, source, False)))


def _run_selected(job: Dict[str, Any], capture: str, moved, edge: str) -> Optional[Dict[str, Any]]:
    """The capture without what is moved, which goes into "edge". None where it cannot be taken apart."""
    process = start_tshark(job, subprocess.PIPE, True)
    chosen = selection.Selection(moved, job["ports"])
    refused: List[Exception] = []

    def feed() -> None:
        try:
            with frames.opened(capture) as source, open(edge, "wb") as taken, process.stdin as kept:
                chosen.copy(source, kept, taken)
        except frames.NotSplittable as error:
            refused.append(error)
        except BrokenPipeError:
            pass  # tshark has ended, and says why.
    partial = partial_of(*_output_of(process, feed))
    if refused and not moved:
        return None
    renumber([partial["report"] or {}, partial["attempts"]], chosen.kept)
    if not partial["error"] and (refused or chosen.is_cut):
        partial["error"] = "It appears to have been cut short in the middle of a packet."
    return {**partial, "taken": chosen.taken.tolist(), "left_out": chosen.left_out}


def run(job: Dict[str, Any], folder: str, edge: str) -> Dict[str, Any]:
    """What the capture in the job's folder adds to the report, as partial_of() has it."""
    capture = os.path.join(folder, "capture")
    if os.path.getsize(capture) == 0:
        return {"report": None, "attempts": [], "error": "It is empty.", "status": 0}
    moved = boundaries.read_moved(os.path.join(folder, "moved.json"))
    got = _run_selected(job, capture, moved, edge) if moved or job["ports"] else None
    return got or _run_whole(job, capture)


def partial_of(text: str, words: str, status: int) -> Dict[str, Any]:
    """What one run of tshark gave: its report (None where it has none), its attempts, what went wrong."""
    report, attempts = split_output(text)
    error = _reason(words, status)
    if report is None and not error:
        error = "tshark printed no report"
    return {"report": report, "attempts": attempts, "error": error, "status": status}


def write_whole(value: Any, path: str) -> None:
    """Or not at all."""
    with open(path + ".part", "w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, separators=(",", ":"))
    os.replace(path + ".part", path)


def _job(name: str) -> Dict[str, Any]:
    with open(f"jobs/{name}/job.json", encoding="utf-8") as stored:
        return json.load(stored)


def _finish(name: str, partial: Dict[str, Any]) -> int:
    """A tshark that was killed is worth another try."""
    partial["peak"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    write_whole(partial, f"done/{name}/result.json")
    return 1 if partial["status"] < 0 else 0


def work(name: str) -> int:
    """The job of that name in the current folder."""
    os.makedirs(f"done/{name}", exist_ok=True)
    return _finish(name, {"taken": [], "left_out": 0, **run(_job(name), f"jobs/{name}", f"done/{name}/edge")})


def _write_end(time: int, path: str) -> None:
    """A capture of one empty frame: the recording went on until then."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
        out.write(struct.pack("<IIII", time // 1000000000, time % 1000000000, 0, 0))


def _has_bytes(path: str) -> bool:
    return os.path.exists(path) and os.path.getsize(path) > 0


def stitch(name: str) -> int:
    """What was taken out of the captures of a series, in their order, as one capture."""
    job = _job(name)
    merged, end = f"done/{name}/merged", f"done/{name}/end"
    os.makedirs(f"done/{name}", exist_ok=True)
    _write_end(job["until"], end)
    edges = filter(_has_bytes, (f"done/{member}/edge" for member in job["members"]))
    subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", merged, *edges, end], check=True)
    with open(merged, "rb") as source:
        partial = partial_of(*_output_of(start_tshark(job, source, True)))
    os.remove(merged)
    os.remove(end)
    return _finish(name, partial)


def look(name: str) -> int:
    """The same job, but only what goes on beyond the capture."""
    boundaries.save(boundaries.scan(f"jobs/{name}/capture"), f"scans/{name}")
    return 0


def main(arguments: List[str]) -> int:
    """STEP NAME, in the folder of the state."""
    step, name = arguments
    return {"look": look, "work": work, "stitch": stitch}[step](name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
