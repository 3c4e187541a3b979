# SPDX-License-Identifier: GPL-2.0-or-later
"""The frames of a capture as they stand in the file, pcap or pcapng, so that some of them can be copied into another one.

Nothing is dissected here. What is not understood is refused (NotSplittable), and its capture is read by tshark as a whole."""
import dataclasses
import gzip
import shutil
import struct
import subprocess
import zlib
from typing import BinaryIO, Iterator, Optional

PCAPNG = 0x0A0D0D0A
INTERFACE, SIMPLE, OLD_PACKET, ENHANCED, SECRETS = 1, 3, 2, 6, 10
BYTE_ORDER = 0x1A2B3C4D
# A block that is longer is none (Wireshark has the same limit for what it reads of one packet).
LONGEST = 256 << 20
_PCAP = {b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000),
         b"\x4d\x3c\xb2\xa1": ("<", 1), b"\xa1\xb2\x3c\x4d": (">", 1)}
_PCAPNG_MAGIC = struct.pack(">I", PCAPNG)  # The same in both orders.
# What a capture begins with.
MAGICS = (*_PCAP, _PCAPNG_MAGIC)


class NotSplittable(Exception):
    """The capture is of another kind, or holds what must not be torn apart."""


@dataclasses.dataclass
class Frame:
    """One frame. "raw" is all of it as it stands in the file; "time" is in nanoseconds."""
    raw: bytes
    link: int
    time: int
    data: bytes
    length: int
    empty: bytes  # The same frame without a byte of data: it tells its time and no more.


def opened(path: str) -> BinaryIO:
    """The capture's bytes, unpacked."""
    stream = open(path, "rb")
    start = stream.read(4)
    stream.seek(0)
    if start[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=stream)
    if start == b"\x28\xb5\x2f\xfd" and shutil.which("zstd"):
        return subprocess.Popen(["zstd", "-dcq"], stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return stream


class Reader:
    """Gives the frames; what stands before or between them (headers, descriptions of interfaces) goes to "on_other" as it is."""

    def __init__(self, stream: BinaryIO, on_other=lambda raw: None):
        self._stream = stream
        self._on_other = on_other
        self.is_cut = False  # Known at the end.

    def __iter__(self) -> Iterator[Frame]:
        try:
            start = self._stream.read(4)
            if start in _PCAP:
                return self._pcap(start)
            if start == _PCAPNG_MAGIC:
                return self._pcapng(start)
        except (OSError, EOFError) as error:
            raise NotSplittable(str(error)) from error
        raise NotSplittable("neither pcap nor pcapng")

    def _bytes(self, count: int) -> Optional[bytes]:
        """None at the end, wherever that is; what is unreadable ends the capture."""
        try:
            got = self._stream.read(count)
        except (OSError, EOFError, ValueError, zlib.error):
            got = None
        self.is_cut |= got is None or 0 < len(got) < count
        return got if got is not None and len(got) == count else None

    def _rest(self, count: int) -> Optional[bytes]:
        """Of what has begun: it may not end here."""
        got = self._bytes(count) if 0 <= count <= LONGEST else None
        self.is_cut |= got is None
        return got

    def _pcap(self, magic: bytes) -> Iterator[Frame]:
        order, unit = _PCAP[magic]
        rest = self._bytes(20)
        if rest is None:
            return
        self._on_other(magic + rest)
        link = struct.unpack(order + "I", rest[16:])[0] & 0xFFFF
        header = struct.Struct(order + "IIII")
        while (head := self._bytes(16)) is not None:
            seconds, part, captured, length = header.unpack(head)
            if (data := self._rest(captured)) is None:
                return
            yield Frame(head + data, link, seconds * 1000000000 + part * unit, data, length, header.pack(seconds, part, 0, 0))

    def _pcapng(self, start: bytes) -> Iterator[Frame]:
        order, interfaces, head = "<", [], start + (self._bytes(4) or b"")
        while len(head) == 8:
            kind = struct.unpack(order + "I", head[:4])[0]
            rest = b""
            if kind == PCAPNG:
                interfaces = []
                rest = self._bytes(4) or b""
                order = "<" if rest == struct.pack("<I", BYTE_ORDER) else ">"
            size = struct.unpack(order + "I", head[4:])[0]
            if (more := self._rest(-1 if size % 4 else size - 8 - len(rest))) is None:
                return
            raw = head + rest + more
            if kind == ENHANCED:
                yield _enhanced(raw, order, interfaces)
            else:
                self._other(kind, raw, order, interfaces)
            head = self._bytes(8) or b""

    def _other(self, kind: int, raw: bytes, order: str, interfaces: list) -> None:
        if kind == INTERFACE:
            interfaces.append((struct.unpack(order + "H", raw[8:10])[0], _units_per_second(raw, order)))
        elif kind in (SIMPLE, OLD_PACKET, SECRETS):
            raise NotSplittable("frames without a time, or keys of an encrypted stream")
        self._on_other(raw)


def _units_per_second(raw: bytes, order: str) -> int:
    """Of an interface's times: its option if_tsresol."""
    at = 16
    while at + 4 <= len(raw) - 4:
        code, size = struct.unpack(order + "HH", raw[at:at + 4])
        if code == 9 and size == 1:
            value = raw[at + 4]
            return 2 ** (value & 0x7F) if value & 0x80 else 10 ** value
        if code == 14:
            raise NotSplittable("an interface with a time offset")
        at += 4 + (size + 3) // 4 * 4
    return 1000000


def _enhanced(raw: bytes, order: str, interfaces: list) -> Frame:
    number, high, low, captured, length = struct.unpack(order + "IIIII", raw[8:28])
    if number >= len(interfaces) or 28 + captured > len(raw) - 4:
        raise NotSplittable("a frame of an interface that is not described, or longer than its block")
    link, units = interfaces[number]
    empty = struct.pack(order + "IIIIIIII", ENHANCED, 32, number, high, low, 0, 0, 32)
    return Frame(raw, link, (high << 32 | low) * 1000000000 // units, raw[28:28 + captured], length, empty)
