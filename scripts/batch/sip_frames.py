# SPDX-License-Identifier: GPL-2.0-or-later
"""Which SIP messages a frame has, found without dissecting it: enough to tell calls that go on in the next capture.

Only what stands whole in one frame can be taken out of a capture without harm to the rest: a datagram that is no fragment, or a TCP
segment that begins and ends with messages. Everything else that holds SIP is told as "torn", and stays where it is."""
import hashlib
import re
from typing import NamedTuple, Optional

_ETHERNET, _NULL, _LOOP, _COOKED, _COOKED_2 = 1, 0, 108, 113, 276
_RAW = (12, 14, 101, 228, 229)
_IPV4, _IPV6, _TAGS = 0x0800, 0x86DD, (0x8100, 0x88A8, 0x9100)
_TCP, _UDP, _ICMP, _ICMP_6 = 6, 17, 1, 58
_CALL_ID = re.compile(rb"^(?:call-id|i)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CSEQ = re.compile(rb"^cseq[ \t]*:[ \t]*(\d{1,10})[ \t]+(\S+)", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_START = re.compile(rb"(?:SIP/2\.0 (\d\d\d)[^\r\n]*|[^\s\x00-\x20]+ \S+ SIP/2\.0)\r?\n")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")


class Message(NamedTuple):
    """What is read of a message. "call" stands for its Call-ID."""
    call: bytes
    code: int  # 0 of a request
    cseq: int
    method: bytes


class Found(NamedTuple):
    """The messages of a frame; where they are torn, no more than their Call-IDs is sure."""
    messages: list
    is_torn: bool


def key_of(call_id: bytes) -> bytes:
    """Eight bytes in place of a Call-ID."""
    return hashlib.blake2b(call_id, digest_size=8).digest()


def _network(link: int, data: bytes) -> Optional[int]:
    """Where the IP header is; None where something else stands there."""
    at, kind = None, None
    if link == _ETHERNET:
        at, kind = 14, int.from_bytes(data[12:14], "big")
        while kind in _TAGS:
            at, kind = at + 4, int.from_bytes(data[at + 2:at + 4], "big")
    elif link == _COOKED:
        at, kind = 16, int.from_bytes(data[14:16], "big")
    elif link == _COOKED_2:
        at, kind = 20, int.from_bytes(data[:2], "big")
    elif link in (_NULL, _LOOP):
        at = 4
    elif link in _RAW:
        at = 0
    return at if kind in (None, _IPV4, _IPV6) else None


def _transport(data: bytes, at: int):
    """The protocol in the IP packet, and where its own header begins and its data end; None for fragments and what else differs."""
    version = data[at] >> 4 if at < len(data) else 0
    if version == 4 and len(data) >= at + 20:
        if int.from_bytes(data[at + 6:at + 8], "big") & 0x3FFF:
            return None
        return data[at + 9], at + (data[at] & 15) * 4, at + int.from_bytes(data[at + 2:at + 4], "big")
    if version == 6 and len(data) >= at + 40:
        return data[at + 6], at + 40, at + 40 + int.from_bytes(data[at + 4:at + 6], "big")
    return None


def _message(text: bytes, code: bytes) -> Optional[Message]:
    call, cseq = _CALL_ID.search(text), _CSEQ.search(text)
    if not call or not cseq:
        return None
    return Message(key_of(call[1]), int(code or 0), int(cseq[1]), cseq[2])


def _of_datagram(text: bytes) -> Optional[list]:
    start = _START.match(text)
    end = _HEADERS_END.search(text)
    one = _message(text[:end.end()] if end else text, start[1]) if start else None
    return [one] if one else None


def _of_segment(text: bytes) -> Optional[list]:
    """The messages, where the segment is made of them."""
    all_of_them, at = [], 0
    while at < len(text):
        start = _START.match(text, at)
        end = _HEADERS_END.search(text, at)
        if not start or not end:
            return None
        head = text[at:end.end()]
        length = _LENGTH.search(head)
        one = _message(head, start[1])
        at = end.end() + int(length[1]) if length else len(text) + 1
        if not one or at > len(text):
            return None
        all_of_them.append(one)
    return all_of_them


def _torn(data: bytes) -> Found:
    return Found([Message(key_of(call[1]), 0, 0, b"") for call in _CALL_ID.finditer(data)], True)


def sip_in(link: int, data: bytes, is_cut: bool) -> Optional[Found]:
    """None where there is no SIP, or only what is quoted in an ICMP error."""
    if b"SIP/2.0" not in data:
        return None
    at = _network(link, data)
    packet = _transport(data, at) if at is not None else None
    if packet is None:
        return _torn(data)
    protocol, begin, end = packet
    if protocol in (_ICMP, _ICMP_6):
        return None
    messages = None
    if protocol == _UDP:
        messages = _of_datagram(data[begin + 8:end])
    elif protocol == _TCP and not is_cut and begin + 13 < len(data):
        messages = _of_segment(data[begin + (data[begin + 12] >> 4) * 4:end])
    if not messages:
        return _torn(data)
    # Two calls in one frame can only be moved together, so they are not.
    return Found(messages, len({one.call for one in messages}) > 1)
