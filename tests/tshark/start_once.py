# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks one started tshark, into which start_once.c is preloaded, for run after run."""
import os
import signal
import socket
import struct
import subprocess
import tempfile

SOCKET_VARIABLE = "SIPCODES_START_ONCE_SOCKET"
ANY_CAPTURE = "/any-capture"
LONGEST_MESSAGE = 65535

# tshark looks for these before it registers what it has.
EARLY = ("-P", "-V", "-x")
# And for these, which a run through here cannot have; words that begin with two hyphens can, but for a few.
NEVER = ("-C", "-G", "-K", "-O", "-X", "-h", "-i", "-v")
LATE = ("--disable-protocol", "--enable-protocol", "--disable-heuristic", "--enable-heuristic")


def split(words):
    """(capture, early words) of a run that can be had from a started tshark, or None."""
    if words.count("-r") != 1 or words.index("-r") + 1 == len(words):
        return None
    place = words.index("-r") + 1
    options = [word for number, word in enumerate(words) if number not in (place - 1, place)]
    if words[place] == "-" or sum(len(word.encode()) + 1 for word in words) > LONGEST_MESSAGE:
        return None
    if any(word.startswith(NEVER) or (word.startswith("--") and word not in LATE) for word in options):
        return None
    return words[place], tuple(word for word in EARLY if word in options)


class StartedTshark:
    """One that is ready to run."""

    def __init__(self, library, command, early, environment):
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [*command, "-r", ANY_CAPTURE, *early], pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said,
            env={**environment, "LD_PRELOAD": str(library), SOCKET_VARIABLE: str(theirs.fileno())})
        theirs.close()
        # It ends without a word where it is not the tshark that start_once.c knows.
        self.is_ready = self._socket.recv(16) == b"ready"
        self._said.seek(0)
        # As each start would say it.
        self.said = self._said.read()

    def run(self, capture, words, timeout):
        """(status as subprocess has it, stdout, stderr)"""
        with open(os.devnull, "rb") as nothing, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            message = b"".join(os.fsencode(word) + b"\0" for word in (capture, *words))
            socket.send_fds(self._socket, [message], [nothing.fileno(), out.fileno(), errors.fileno()])
            self._socket.settimeout(timeout)
            (process,) = struct.unpack("i", self._socket.recv(4))
            try:
                status = self._socket.recv(4)
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                self._socket.settimeout(None)
                self._socket.recv(4)
                raise subprocess.TimeoutExpired(words, timeout) from None
            out.seek(0)
            errors.seek(0)
            return os.waitstatus_to_exitcode(struct.unpack("i", status)[0]), out.read(), self.said + errors.read()

    def close(self):
        self._socket.close()
        self._process.wait()
        self._said.close()
