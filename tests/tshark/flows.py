# SPDX-License-Identifier: GPL-2.0-or-later
"""Flows of several messages, written as a table: one line a message.

    0.000  a>b  INVITE
    0.010  b>a  486  'Retry-After: 5'
    0.020  a>b  ACK  to=2

Time in seconds, who sends to whom, the method of a request or the code of a response (with its method where that is not INVITE:
200/BYE), then what differs from the defaults: branch, call, cseq, from, to (tags; to= for none), via (how many more stand below the
top one), sent_by, cookie=no (a branch without z9hG4bK), sdp (the port of a stream), id (IP's identification); and header fields in
quotes.
"""
import pathlib
import re
import shlex
import struct

from little_captures import datagram, fragments, ipv4, message

HOSTS = {"a": "192.0.2.10", "b": "192.0.2.20", "p": "192.0.2.5", "n": "198.51.100.1", "c": "192.0.2.30"}
QUIET_FOR = 40

_PHRASES = {100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 302: "Moved Temporarily", 401: "Unauthorized",
            407: "Proxy Authentication Required", 408: "Request Timeout", 423: "Interval Too Brief",
            481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated", 491: "Request Pending", 503: "Service Unavailable"}
_DEFINITIONS = pathlib.Path(__file__).resolve().parents[2] / "plugin" / "core" / "findings.def"

# The findings of core/transactions.
OF_SEVERAL_MESSAGES = re.findall(r"^FINDING\((\w+)", _DEFINITIONS.read_text().split("/* What several messages show")[1], re.MULTILINE)


def address(letter):
    return bytes(map(int, HOSTS[letter].split(".")))


def session(port):
    return f"v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\n"


class Message:
    def __init__(self, line, name="flow"):
        self.name = name
        time, way, what, *rest = shlex.split(line)
        self.time = float(time)
        self.source, self.destination = way.split(">")
        self.is_request = not what[0].isdigit()
        code, _, method = what.partition("/")
        self.code = None if self.is_request else int(code)
        self.method = what if self.is_request else method or "INVITE"
        self.headers = [word for word in rest if ": " in word]
        self.options = dict(word.split("=", 1) for word in rest if ": " not in word)

    def _option(self, name, default):
        return self.options.get(name, default)

    def _first_line(self):
        return f"{self.method} sip:bob@example.test SIP/2.0" if self.is_request else f"SIP/2.0 {self.code} {_PHRASES[self.code]}"

    def _vias(self):
        client = self.source if self.is_request else self.destination
        cookie = "" if self._option("cookie", "yes") == "no" else "z9hG4bK"
        top = f"Via: SIP/2.0/UDP {HOSTS[self._option('sent_by', client)]}:5060;branch={cookie}-{self._option('branch', '1')}"
        return [top, *(f"Via: SIP/2.0/UDP 192.0.2.{200 + number}:5060;branch=z9hG4bK-hop{number}"
                       for number in range(int(self._option("via", "0"))))]

    def bytes(self):
        to_tag = self._option("to", "" if self.is_request or self.code == 100 else "2")
        body = session(self.options["sdp"]) if "sdp" in self.options else ""
        lines = [self._first_line(), *self._vias(), f"From: <sip:alice@example.test>;tag={self._option('from', '1')}",
                 "To: <sip:bob@example.test>" + (f";tag={to_tag}" if to_tag else ""),
                 f"Call-ID: {self.name}-{self._option('call', '1')}@192.0.2.10",
                 f"CSeq: {self._option('cseq', '1')} {self.method}", *self.headers]
        if self.is_request:
            lines.append("Max-Forwards: 70")
        if self.method == "INVITE" and (self.is_request or self.code == 200):
            lines.append(f"Contact: <sip:{self.source}@{HOSTS[self.source]}>")
        if body:
            lines.append("Content-Type: application/sdp")
        return message("\n".join(lines) + f"\nContent-Length: {len(body)}\n\n") + body.encode()

    def packet(self, ip_id):
        plain = datagram(self.bytes(), address(self.source), address(self.destination))
        return ipv4(plain[9], plain[20:], plain[12:16], plain[16:20], ip_id=int(self._option("id", ip_id)))


def messages(table, name="flow"):
    return [Message(line, name) for line in table.strip().splitlines()]


def quiet(time):
    """A packet that is no SIP: the capture goes on."""
    return time, ipv4(17, struct.pack("!HHHH", 9, 9, 8, 0), bytes([192, 0, 2, 9]), bytes([192, 0, 2, 8]))


def timed(table, quiet_for=QUIET_FOR, name="flow"):
    """The packets of the table over UDP, each with an identification of its own, and then quiet. The name tells its calls from those
    of other tables."""
    all_messages = messages(table, name)
    packets = [(one.time, one.packet(number)) for number, one in enumerate(all_messages, start=2)]
    return [*packets, quiet(packets[-1][0] + quiet_for)] if quiet_for else packets


# ---- Other ways than UDP over IPv4

_CLIENT_PORT, _SERVER_PORT = 40000, 5060


class Connection:
    """One TCP connection from a, who opens it, to b."""

    def __init__(self, server_port=_SERVER_PORT):
        self.ports = {"a": _CLIENT_PORT, "b": server_port}
        self.sequences = {"a": 1000, "b": 5000}

    def segment(self, source, destination, payload):
        head = struct.pack("!HHIIBBHHH", self.ports[source], self.ports[destination], self.sequences[source],
                           self.sequences[destination], 5 << 4, 0x18, 65535, 0, 0)
        self.sequences[source] += len(payload)
        return ipv4(6, head + payload, address(source), address(destination))


def together(table):
    """[(time, source, destination, bytes)]: what one side sends at one time is one piece."""
    pieces = []
    for one in messages(table):
        key = one.time, one.source, one.destination
        if pieces and pieces[-1][:3] == key:
            pieces[-1] = (*key, pieces[-1][3] + one.bytes())
        else:
            pieces.append((*key, one.bytes()))
    return pieces


def over_tcp(table):
    connection = Connection()
    return [(time, connection.segment(source, destination, data)) for time, source, destination, data in together(table)]


def over_small_segments(table, size=200):
    connection = Connection()
    return [(time + part / 1e5, connection.segment(source, destination, data[part:part + size]))
            for time, source, destination, data in together(table) for part in range(0, len(data), size)]


def over_websocket(table):
    connection = Connection(80)
    asks = message("GET / HTTP/1.1\nHost: pbx.example.test\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: sip\n")
    agrees = message("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n"
                     "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\nSec-WebSocket-Protocol: sip\n")
    before = [(0, connection.segment("a", "b", asks)), (0, connection.segment("b", "a", agrees))]
    return [*before, *((one.time + 1, connection.segment(one.source, one.destination, _websocket_frame(one)))
                       for one in messages(table))]


def _websocket_frame(one):
    data = one.bytes()
    if one.source != "a":
        return b"\x81\x7e" + struct.pack("!H", len(data)) + data
    mask = b"\x11\x22\x33\x44"
    return b"\x81\xfe" + struct.pack("!H", len(data)) + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


def over_sctp(table):
    packets = []
    for number, (time, source, destination, _) in enumerate(together(table)):
        sent = [one.bytes() for one in messages(table) if (one.time, one.source, one.destination) == (time, source, destination)]
        chunks = b"".join(struct.pack("!BBHIHHI", 0, 3, 16 + len(data), 10 * number + i, 0, i, 0) + data + b"\0" * (-len(data) % 4)
                          for i, data in enumerate(sent))
        packets.append((time, ipv4(132, struct.pack("!HHII", _SERVER_PORT, _SERVER_PORT, 1, 0) + chunks, address(source), address(destination))))
    return packets


def over_ipv6(table):
    def end(letter):
        return bytes.fromhex("20010db8") + bytes(8) + address(letter)

    packets = []
    for one in messages(table):
        data = one.bytes()
        udp = struct.pack("!HHHH", _SERVER_PORT, _SERVER_PORT, 8 + len(data), 0) + data
        packets.append((one.time, struct.pack("!IHBB", 6 << 28, len(udp), 17, 64) + end(one.source) + end(one.destination) + udp))
    return packets


def over_fragments(table):
    return [(one.time + part / 1e5, packet) for number, one in enumerate(messages(table), start=2)
            for part, packet in enumerate(fragments(one.packet(number), 104))]


def in_a_tunnel(table):
    """IP in IP."""
    return [(one.time, ipv4(4, one.packet(number), address("c"), address("n"))) for number, one in enumerate(messages(table), start=2)]
