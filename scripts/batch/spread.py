# SPDX-License-Identifier: GPL-2.0-or-later
"""Jobs over all cores and machines, by GNU parallel (O. Tange, https://doi.org/10.5281/zenodo.1146014)."""
import contextlib
import ctypes
import dataclasses
import os
import shlex
import signal
import subprocess
import sys
import time
from typing import List, Optional

from state import State

# What a tshark takes by itself, and for each byte of a capture: 1.5 kB for each message, which takes
# 500 bytes and more in the file.
_TSHARK, _PER_BYTE = 180 << 20, 3
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclasses.dataclass
class Spread:
    """How jobs are spread."""
    worker: List[str]
    jobs: int = 0  # 0: one for each core, as memory allows.
    hosts: Optional[str] = None
    remote_worker: str = "sipcodes-report"
    is_shared: bool = False
    shows_progress: bool = False


def memory_free() -> int:
    """Bytes that can be had without swapping."""
    with contextlib.suppress(OSError), open("/proc/meminfo", encoding="ascii") as known:
        for line in known:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return 2 << 30


def memory_of(size: int) -> int:
    """What tshark may need for a capture of that size."""
    return _TSHARK + _PER_BYTE * size


def jobs_at_once(sizes: List[int], wanted: int) -> int:
    """As many as cores, or fewer, so that the largest captures fit into the memory together."""
    most = wanted or len(os.sched_getaffinity(0))
    room, jobs = memory_free() * 8 // 10, 0
    for size in sorted(sizes, reverse=True)[:most]:
        room -= memory_of(size)
        jobs += room >= 0
    return max(jobs, 1)


def _remote(how: Spread, state: State) -> List[str]:
    """The captures go there and the results come back, each in a folder, unless the machines share their files: for each transfer
    parallel starts ssh and rsync once or twice."""
    options = ["--sshloginfile", how.hosts]
    if how.is_shared:
        return [*options, "--workdir", state.folder]
    return [*options, "--workdir", "...", "--transferfile", "jobs/{}", "--return", "done/{}", "--cleanup"]


def _wait_for_memory(largest: int, jobs: int, is_remote: bool) -> List[str]:
    """Before each job. Not where four times as much is free here: to ask takes parallel a quarter of the time of a small capture."""
    need, free = memory_of(largest), memory_free()
    return [] if not is_remote and 4 * jobs * need < free else ["--memfree", str(min(need, free // 2))]


def _command(how: Spread, state: State, step: str, sizes: List[int]) -> List[str]:
    jobs = jobs_at_once(sizes, how.jobs)
    is_remote = how.hosts and step == "work"
    command = ["parallel", "--will-cite", "--jobs", str(jobs), "--retries", "2", "--tmpdir", state.path("tmp"),
               "--joblog", state.path(step + ".log"), "-a", state.path(step + ".list"), *_wait_for_memory(max(sizes), jobs, is_remote)]
    if how.shows_progress:
        command += ["--bar"]
    if is_remote:
        command += _remote(how, state)
    worker = f"{how.remote_worker} --worker" if is_remote else shlex.join(how.worker)
    return [*command, f"{worker} {step} {{}}"]


def _adopt_orphans() -> None:
    """A job that parallel was just starting when it ended is no longer its job, and would go on: it becomes a child of this process."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
        return True
    except ProcessLookupError:
        return False


def _children(started: List[int]) -> List[int]:
    """Also the adopted ones; without a kernel that tells, those of "started" that are still there."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as known:
            return [int(one) for one in known.read().split()]
    except OSError:
        return list(filter(_is_there, started))


def _send(number: int, process: int) -> None:
    """To the group that it leads."""
    with contextlib.suppress(ProcessLookupError):
        try:
            os.killpg(process, number)
        except ProcessLookupError:
            os.kill(process, number)


def _have_ended(processes: List[int], seconds: float) -> bool:
    """Waits so long for all of them."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not any(map(_is_there, processes)):
            return True
        time.sleep(0.01)
    return False


def _stop(started: List[int]) -> None:
    """With all that they have started: what ends leaves its own children to this process. Before its first job parallel overhears a TERM."""
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL, signal.SIGKILL):
        while children := _children(started):
            for child in children:
                _send(number, child)
            if not _have_ended(children, 5):
                break
        else:
            return


def run(how: Spread, state: State, step: str, names: List[str], sizes: List[int]) -> None:
    """Does the jobs, the largest first; which came to nothing, their results tell."""
    if not names:
        return
    order = sorted(zip(sizes, names), key=lambda pair: (-pair[0], pair[1]))
    with open(state.path(step + ".list"), "w", encoding="ascii") as out:
        out.writelines(name + "\n" for _, name in order)
    # The user's own habits with parallel are not ours.
    environment = {**os.environ, "PARALLEL": "", "PARALLEL_HOME": state.path("tmp"), "PARALLEL_RSYNC_OPTS": "-rLDzR", "SHELL": "/bin/sh"}
    # In a group of its own, so that it ends when we say so; of the same terminal, whose width the bar asks for.
    started: List[int] = []
    try:
        _adopt_orphans()
        with subprocess.Popen(_command(how, state, step, sizes), cwd=state.folder, env=environment, preexec_fn=os.setpgrp,
                              stdin=subprocess.DEVNULL, stdout=sys.stderr) as process:
            started.append(process.pid)
    except BaseException:
        _stop(started)
        raise
