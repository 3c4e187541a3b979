# SPDX-License-Identifier: GPL-2.0-or-later
"""Which frames of a capture tshark gets: all but those that are taken out, and which frame each is in the capture."""
import array
import ctypes
import ctypes.util
from typing import BinaryIO, Iterable, Optional, Set

import frames
import sip_frames

# Without ports: what the rest of a datagram is in, and errors that quote one.
_BESIDE_PORTS = "icmp or icmp6 or ip[6:2] & 0x1fff != 0 or ip6 proto 44"


class _Header(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("micro", ctypes.c_long), ("captured", ctypes.c_uint32), ("length", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("count", ctypes.c_uint), ("code", ctypes.c_void_p)]


def ports_expression(ports: Iterable[int]) -> str:
    """As tcpdump takes it, tagged frames too: a "vlan" shifts what stands behind it."""
    wanted = " or ".join([*(f"port {int(port)}" for port in ports), _BESIDE_PORTS])
    return f"({wanted}) or (vlan and ({wanted})) or (vlan and ({wanted}))"


class PortFilter:
    """BPF, by libpcap: a program for each link type."""

    def __init__(self, ports: Iterable[int]):
        self._ports = list(ports)
        self._programs = {}
        self._library = ctypes.CDLL(ctypes.util.find_library("pcap") or "libpcap.so.0.8")
        self._library.pcap_open_dead.restype = ctypes.c_void_p
        self._library.pcap_compile.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Program), ctypes.c_char_p, ctypes.c_int, ctypes.c_uint32]
        self._library.pcap_offline_filter.argtypes = [ctypes.POINTER(_Program), ctypes.POINTER(_Header), ctypes.c_char_p]

    def _compiled(self, link: int) -> Optional[_Program]:
        handle = self._library.pcap_open_dead(link, 262144)
        for expression in (ports_expression(self._ports), ports_expression(self._ports).split(" or (vlan", 1)[0]):
            program = _Program()
            if handle and self._library.pcap_compile(handle, program, expression.encode(), 1, 0xFFFFFFFF) == 0:
                return program
        return None

    def wants(self, frame: frames.Frame) -> bool:
        """True also where libpcap knows no ports of such a link."""
        if frame.link not in self._programs:
            self._programs[frame.link] = self._compiled(frame.link)
        program = self._programs[frame.link]
        header = _Header(0, 0, len(frame.data), frame.length)
        return program is None or self._library.pcap_offline_filter(program, header, frame.data) != 0


class _Output:
    """A capture that is written, and the number in the original of each frame in it."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self.numbers = array.array("I")

    def other(self, raw: bytes) -> None:
        self._stream.write(raw)

    def frame(self, number: int, raw: bytes) -> None:
        self.numbers.append(number)
        self._stream.write(raw)


class Selection:
    """Takes a capture apart: into what tshark gets now, and into what is moved. What it says of both holds at any time."""

    def __init__(self, moved: Set[bytes], ports: Iterable[int]):
        self._moved = moved
        self._filter = PortFilter(ports) if ports else None
        self.kept = self.taken = array.array("I")  # The numbers of the frames.
        self.left_out = 0  # Frames, by the ports.
        self.is_cut = False

    def _is_moved(self, frame: frames.Frame) -> bool:
        found = sip_frames.sip_in(frame.link, frame.data, len(frame.data) < frame.length) if self._moved else None
        return found is not None and not found.is_torn and found.messages[0].call in self._moved

    def copy(self, source: BinaryIO, kept: BinaryIO, taken: BinaryIO) -> None:
        """The last frame's time ends both."""
        outputs = _Output(kept), _Output(taken)
        self.kept, self.taken = outputs[0].numbers, outputs[1].numbers
        number, frame = 0, None

        def on_other(raw: bytes) -> None:
            for output in outputs:
                output.other(raw)
        reader = frames.Reader(source, on_other)
        for number, frame in enumerate(reader, 1):
            if self._filter and not self._filter.wants(frame):
                self.left_out += 1
            else:
                outputs[self._is_moved(frame)].frame(number, frame.raw)
        self.is_cut = reader.is_cut
        if frame:
            for output in outputs:
                output.frame(number, frame.empty)
