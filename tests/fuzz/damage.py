# SPDX-License-Identifier: GPL-2.0-or-later
"""Damages SIP messages and the packets that carry them: what can stand on the wire, though no SIP element sends it.

Whatever is damaged, the lengths of IP, UDP and WebSocket are right again afterwards and TCP's numbers go on: else the messages would
not reach the SIP dissector. Everything is drawn from the random.Random that is given, so the same seed does the same damage.
"""
import re
import struct

# A datagram of IPv4, with its headers.
LONGEST = 65000

NUMBERS = [b"", b"0", b"-1", b"1", b"99", b"100", b"000", b"127", b"128", b"255", b"256", b"699", b"700", b"999", b"1000", b"65535",
           b"65536", b"2147483647", b"2147483648", b"4294967295", b"4294967296", b"18446744073709551615", b"18446744073709551616",
           b"9" * 400, b"1e9", b"0x10", b"1.5", "\u0661".encode()]
SNIPPETS = [b"%n", b"%s%s%s%n%x", b"%2147483647d", b"\0", b"\x01", b"\x07", b"\x1b[2J", b"\x1b]0;x\x07", b"\x7f", b"\t", b"\x0b", b"\x0c", b"\r",
            b"\n", b"\xff\xfe", b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", "\u202e".encode(),
            "\u2066\u202d".encode(), "\u0085".encode(), "\u2028".encode(), b'"', b'""', b'"\\', b"\\", b"<", b">", b"(", b"((((", b")", b",",
            b",,", b";", b";;", b"=", b":", b" ", b"  ", b"\r\n ", b"\r\n\t\r\n ", b"\r\n\r\n", b"SIP/2.0 ", b"SIP/2.0 486 ", b"</a>&lt;]]>"]
LINE_ENDS = [b"\n", b"\r", b"\r\r\n", b"\n\r", b"\0\r\n"]
STATUS_LINES = [b"SIP/2.0 486 ", b"SIP/2.0 486", b"SIP/2.0  486 Busy Here", b"SIP/2.0\t486\tBusy Here", b"sip/2.0 486 Busy Here", b"SIP/2.0 48 Busy",
                b"SIP/2.0 4866 Busy", b"SIP/3.0 486 Busy Here", b"SIP/2.0 -86 Busy", b"SIP/2.0486 Busy Here", b" SIP/2.0 486 Busy Here",
                b"SIP/2.0 099 Low", b"SIP/2.0 700 High", b"SIP/2.0 999 ", b"SIP/2.0 603 Network Blocked", b"SIP/2.0 608 Rejected", b"SIP/",
                b"SIP/2.0 401 Unauthorized", b"SIP/2.0 503 Service Unavailable", b"SIP/2.0 424 Bad Location Information", b"SIP/2.0 420 \xff"]
FIELDS = [b'Reason: Q.850;cause=17;text="User busy"', b'Reason: SIP;cause=200;text="a\\"b\\', b"Reason: STIR;cause=436;ppi=\"x\"",
          b'Reason: Q.850;cause=16;text="v=analytics1;url=https://example.test;location=RLN"', b"Reason: ;;;cause=;cause", b"Reason: " + b"Q.850;cause=1," * 70,
          b'Warning: 399 a "b"', b'Warning: 370 agent "not closed', b"Warning: 3", b"Warning: " + b'301 a "b", ' * 70, b"Retry-After: 120 (in a (nested) comment);duration=30",
          b"Retry-After: 4294967296", b"Retry-After: ((((((((", b"Call-Info: <https://example.test>;purpose=jwk, <", b"Call-Info: <data:application/json,%7b>;purpose=jcard",
          b"Max-Forwards: 70", b"WWW-Authenticate: Digest", b"Require: ", b"Unsupported: , ,", b"Min-SE: x", b"CSeq: 1 INVITE", b"CSeq: 4294967296", b"CSeq: 1 \xff\x1b",
          b"s: x", b"l: 4294967296", b"Content-Length: -1", b"Content-Length: 0", b"Content-Type: message/sipfrag", b"Contact: *", b"Contact: <sip:a(b,c;d@e>"]

MARK = re.compile(rb"SIP/2\.0", re.IGNORECASE)


# ---- Bytes

def with_snippet(random, data):
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(SNIPPETS) * random.choice([1, 1, 1, 2, 300]) + data[at:]


def with_other_number(random, data):
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = random.choice(numbers)
    return data[:number.start()] + random.choice(NUMBERS) + data[number.end():]


def without_part(random, data):
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def cut(random, data):
    return data[:random.randrange(len(data) + 1)]


def part_repeated(random, data):
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice([1, 3, 20, 200]))
    return data[:end] + data[start:end] * random.choice([1, 2, 30, 400]) + data[end:]


def bytes_changed(random, data):
    changed = bytearray(data)
    for _ in range(random.choice([1, 2, 8]) if data else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def other_line_ends(random, data):
    end = random.choice(LINE_ENDS)
    return b"".join(end if part == b"\r\n" and random.random() < 0.5 else part for part in re.split(rb"(\r\n)", data))


ON_BYTES = [with_snippet, with_snippet, with_snippet, with_other_number, with_other_number, with_other_number, without_part, cut,
            part_repeated, bytes_changed, other_line_ends]


# ---- Lines of a message: the first, then the header fields

def changed_line(random, lines):
    at = random.randrange(len(lines))
    return [*lines[:at], random.choice(ON_BYTES)(random, lines[at]), *lines[at + 1:]]


def repeated_line(random, lines):
    at = random.randrange(len(lines))
    return lines[:at] + [lines[at]] * random.choice([2, 2, 3, 20, 200]) + lines[at + 1:]


def removed_line(random, lines):
    at = random.randrange(len(lines))
    return lines[:at] + lines[at + 1:]


def joined_lines(random, lines):
    at = random.randrange(len(lines))
    return lines[:at] + [random.choice([b"", b" ", b", ", b"\r\n ", b"\r"]).join(lines[at:at + 2])] + lines[at + 2:]


def swapped_lines(random, lines):
    swapped = list(lines)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    swapped[one], swapped[other] = lines[other], lines[one]
    return swapped


def swapped_values(random, lines):
    swapped = list(lines)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    (name, colon, value), (other_name, other_colon, other_value) = (lines[n].partition(b":") for n in (one, other))
    swapped[one], swapped[other] = name + colon + other_value, other_name + other_colon + value
    return swapped


def added_field(random, lines):
    at = random.randrange(len(lines)) + 1
    return [*lines[:at], random.choice(FIELDS), *lines[at:]]


def long_line(random, lines):
    at = random.randrange(len(lines))
    filling = random.choice([b"x", b"%n", b"\xff", b"\x1b", b"a,", b"(", b'"', b"\\", b"<>", b" ", "\u202e".encode(), b"\0"])
    return [*lines[:at], lines[at] + filling * (random.choice([100, 240, 1000, 8000, 60000]) // len(filling)), *lines[at + 1:]]


def other_status_line(random, lines):
    return [random.choice(STATUS_LINES), *lines[1:]]


def other_code(random, lines):
    code = random.choice([b"%03d" % random.randrange(1000), b"486", b"603", b"401"])
    return [b"SIP/2.0 " + code + b" " + random.choice([b"", b"Busy Here", b" ", b"Network Blocked"]), *lines[1:]]


def no_phrase(_random, lines):
    return [re.sub(rb"^(SIP/2\.0 \d{3} ).*", rb"\1", lines[0], flags=re.DOTALL), *lines[1:]]


def long_phrase(random, lines):
    return long_line(random, lines[:1]) + lines[1:]


ON_LINES = [changed_line, changed_line, changed_line, repeated_line, removed_line, joined_lines, swapped_lines, swapped_values,
            added_field, added_field, added_field, long_line, other_status_line, other_code, other_code, no_phrase, no_phrase, long_phrase]


# ---- Messages

def as_lines(random, message, _others):
    head, empty_line, body = message.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    for _ in range(random.choice([1, 1, 2, 3, 6])):
        lines = random.choice(ON_LINES)(random, lines) or [b""]
    return b"\r\n".join(lines) + empty_line + body


def as_bytes(random, message, _others):
    return random.choice(ON_BYTES)(random, message)


def concatenated(random, message, others):
    return b"".join([message, *(random.choice(others) for _ in range(random.choice([1, 2, 5])))])


def crowd(random, message, _others):
    """Very many short responses where there was one message."""
    short = random.choice([b"SIP/2.0 486 \r\n\r\n", b"SIP/2.0 486 B\r\n\r\n", b"SIP/2.0 4 B\r\n\r\n", b"SIP/2.0 486 \r\nl: 0\r\n\r\n"])
    return short * random.choice([3, 50, 400]) + message


def with_fragment(random, message, others):
    told = as_lines(random, random.choice(others), others)[:30000]
    head = message.partition(b"\r\n\r\n")[0]
    head = re.sub(rb"\r\n(content-(type|length)|[cl])[ \t]*:[^\r]*", b"", head, flags=re.IGNORECASE)
    return head + b"\r\nContent-Type: message/sipfrag\r\nContent-Length: %d\r\n\r\n" % len(told) + told


WAYS = [as_lines] * 10 + [as_bytes] * 3 + [concatenated] * 2 + [with_fragment] * 2 + [crowd]


def damaged_message(random, message, others):
    message = random.choice(WAYS)(random, message, others)
    if random.random() < 0.2:
        message = random.choice(WAYS)(random, message, others)
    return message[:LONGEST]


# ---- WebSocket

def unframed(payload):
    """The text of a payload that is one whole WebSocket message (RFC 6455, section 5.2), else None."""
    if len(payload) < 2 or payload[0] not in (0x81, 0x82):
        return None
    length, at = payload[1] & 0x7F, 2
    if length >= 126:
        size = 2 if length == 126 else 8
        length, at = int.from_bytes(payload[2:2 + size], "big"), 2 + size
    mask = b"\0\0\0\0"
    if payload[1] & 0x80:
        mask, at = payload[at:at + 4], at + 4
    if len(payload) != at + length or len(mask) != 4:
        return None
    return bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload[at:]))


def framed(text, is_masked):
    flag, mask = (0x80, b"\0\0\0\0") if is_masked else (0, b"")
    length = bytes([flag | len(text)]) if len(text) < 126 else bytes([flag | 126]) + struct.pack("!H", len(text))
    return b"\x81" + length + mask + text


# ---- Packets

class Damage:
    """Damages the packets of one capture, one after the other."""

    def __init__(self, random, others):
        self._random = random
        self._others = others
        self._shifts = {}

    def frames(self, frames):
        for frame in frames:
            damaged = on_payload(frame, self._payload, self._shift)
            yield from [damaged] * self._random.choice([1] * 40 + [0, 2])

    def _payload(self, payload):
        text = unframed(payload)
        if text is not None and MARK.search(text):
            return framed(damaged_message(self._random, text, self._others), payload[1] & 0x80)
        if MARK.search(payload):
            return damaged_message(self._random, payload, self._others) if self._random.random() < 0.8 else payload
        if payload and self._random.random() < 0.1:
            return self._random.choice([as_bytes, lambda random, _, others: damaged_message(random, random.choice(others), others)])(
                self._random, payload, self._others)
        return payload

    def _shift(self, connection, sequence, acknowledged, growth):
        """The numbers of a TCP segment, moved by what this side and the other side had grown before it."""
        source, destination = connection
        before, others = self._shifts.get((source, destination), 0), self._shifts.get((destination, source), 0)
        self._shifts[source, destination] = before + growth
        return (sequence + before) & 0xFFFFFFFF, (acknowledged + others) & 0xFFFFFFFF


def on_payload(frame, change, shift):
    """The Ethernet frame with what UDP or TCP carries changed; also where ICMP quotes it."""
    if frame[12:14] not in (b"\x08\x00", b"\x86\xdd"):
        return frame
    return frame[:14] + _ip(frame[14:], change, shift)


def _ip(packet, change, shift):
    if len(packet) >= 40 and packet[0] >> 4 == 6:
        inside = _upper(packet[6], packet[8:24], packet[24:40], packet[40:], change, shift)
        return packet[:4] + struct.pack("!H", len(inside) & 0xFFFF) + packet[6:40] + inside
    header = (packet[0] & 15) * 4 if packet else 0
    is_fragment = packet[6:8] not in (b"\0\0", b"\x40\0")
    if len(packet) < 20 or packet[0] >> 4 != 4 or header < 20 or is_fragment:
        return packet
    end = int.from_bytes(packet[2:4], "big")
    inside = _upper(packet[9], packet[12:16], packet[16:20], packet[header:end], change, shift)
    return packet[:2] + struct.pack("!H", (header + len(inside)) & 0xFFFF) + packet[4:header] + inside


def _upper(protocol, source, destination, data, change, shift):
    if protocol == 17 and len(data) >= 8:
        payload = change(data[8:])
        return data[:4] + struct.pack("!HH", 8 + len(payload), 0) + payload
    if protocol == 6 and len(data) >= 20:
        return _tcp(source, destination, data, change, shift)
    if (protocol, data[:1]) in ((1, b"\x03"), (58, b"\x01")):
        return data[:8] + _ip(data[8:], change, shift)
    return data


def _tcp(source, destination, data, change, shift):
    header = (data[12] >> 4) * 4
    payload = data[header:]
    changed = change(payload) if payload else payload
    connection = (source + data[0:2], destination + data[2:4])
    numbers = shift(connection, *struct.unpack("!II", data[4:12]), len(changed) - len(payload))
    return data[:4] + struct.pack("!II", *numbers) + data[12:header] + changed


def payloads(frames):
    """What UDP and TCP carry in these frames."""
    found = []

    def note(payload):
        found.append(unframed(payload) or payload)
        return payload

    for frame in frames:
        on_payload(frame, note, lambda connection, sequence, acknowledged, growth: (sequence, acknowledged))
    return found


def moved(frame, number):
    """The same frame between other addresses: so that captures that are put together stay calls of their own."""
    changed = bytearray(frame)
    at = {b"\x08\x00": (27, 31), b"\x86\xdd": (36, 52)}.get(frame[12:14], ())
    for address in at:
        if address < len(frame):
            changed[address] ^= number
    return bytes(changed)
