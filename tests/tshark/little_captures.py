# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of single messages, written byte by byte: what is wrong in them has to be exactly what a test wants."""
import struct

SIP_PORT = 5060
SERVER = bytes([192, 0, 2, 1])
CLIENT = bytes([192, 0, 2, 20])

_LINKTYPE_RAW = 101
_TCP = 6
_UDP = 17
_UDP_LITE = 136


def message(text):
    """A message as it goes over the wire, from text with plain line ends; without a body it gets its empty line."""
    if "\n\n" not in text:
        text = text.rstrip("\n") + "\n\n"
    return text.replace("\n", "\r\n").encode()


def response(status, method="INVITE", call="1", headers="", body=""):
    """A response that is right as far as its code asks for no header field of its own. status is "486 Busy Here", body is
    as on the wire."""
    head = message(f"SIP/2.0 {status}\n"
                   f"Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK-{call}-{method}\n"
                   f"From: <sip:alice@example.test>;tag=from-{call}\n"
                   f"To: <sip:bob@example.test>;tag=to-{call}\n"
                   f"Call-ID: call-{call}@192.0.2.20\n"
                   f"CSeq: 1 {method}\n"
                   f"{headers}"
                   f"Content-Length: {len(body)}\n")
    return head + body.encode()


def request(method="INVITE", call="1", headers=""):
    return message(f"{method} sip:bob@example.test SIP/2.0\n"
                   f"Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK-{call}-{method}\n"
                   f"Max-Forwards: 70\n"
                   f"From: <sip:alice@example.test>;tag=from-{call}\n"
                   f"To: <sip:bob@example.test>\n"
                   f"Call-ID: call-{call}@192.0.2.20\n"
                   f"CSeq: 1 {method}\n"
                   f"Contact: <sip:alice@192.0.2.20>\n"
                   f"{headers}"
                   f"Content-Length: 0\n\n")


def ipv4(protocol, payload, source=SERVER, destination=CLIENT, ip_id=1):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ip_id, 0, 64, protocol, 0, source, destination)
    total = sum(struct.unpack("!10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return head[:10] + struct.pack("!H", ~total & 0xFFFF) + head[12:] + payload


def datagram(payload, source=SERVER, destination=CLIENT, port=SIP_PORT):
    """One UDP packet (with checksum 0: none)."""
    return ipv4(_UDP, struct.pack("!HHHH", port, port, 8 + len(payload), 0) + payload, source, destination)


def lite_datagram(payload, coverage, source=SERVER, destination=CLIENT, port=SIP_PORT):
    """One UDP-Lite packet (RFC 3828) whose checksum covers so many bytes of it, the header's eight among them."""
    return ipv4(_UDP_LITE, struct.pack("!HHHH", port, port, coverage, 0) + payload, source, destination)


def fragments(packet, length):
    """The packet of ipv4() in two IP fragments, the first with so many bytes (a multiple of 8) behind the IP header."""
    head, payload = packet[:20], packet[20:]
    parts = []
    for offset, part in ((0, payload[:length]), (length, payload[length:])):
        flags = (0x2000 if offset == 0 else 0) | offset // 8
        parts.append(head[:2] + struct.pack("!H", 20 + len(part)) + head[4:6] + struct.pack("!H", flags) + head[8:10] + b"\0\0"
                     + head[12:] + part)
    return parts


def segments(payloads, client_port=40000, source=SERVER, destination=CLIENT, port=SIP_PORT):
    """The TCP packets of one connection that carry these payloads, one after the other."""
    packets = []
    sequence = 1000
    for payload in payloads:
        head = struct.pack("!HHIIBBHHH", port, client_port, sequence, 1, 5 << 4, 0x18, 65535, 0, 0)
        packets.append(ipv4(_TCP, head + payload, source, destination))
        sequence += len(payload)
    return packets


def websocket(payloads):
    """A connection that the client has upgraded, with the server's unmasked text frames."""
    asks = message("GET / HTTP/1.1\nHost: pbx.example.test\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: sip\n")
    agrees = message("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n"
                     "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\nSec-WebSocket-Protocol: sip\n")
    frames = [b"\x81\x7e" + struct.pack("!H", len(payload)) + payload for payload in payloads]
    return [*segments([asks], client_port=80, port=43000, source=CLIENT, destination=SERVER),
            *segments([agrees, *frames], client_port=43000, port=80)]


_BEGIN = 1700000000
_HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, _LINKTYPE_RAW)


def write(path, packets):
    """Writes a capture, a packet a second. A packet is its bytes, or (bytes, how many of them were captured)."""
    with open(path, "wb") as file:
        file.write(_HEAD)
        for number, packet in enumerate(packets):
            data, captured = packet if isinstance(packet, tuple) else (packet, len(packet))
            file.write(struct.pack("<IIII", _BEGIN + number, 0, captured, len(data)) + data[:captured])
    return path


def write_timed(path, packets):
    """Writes a capture of (time in seconds, bytes)."""
    with open(path, "wb") as file:
        file.write(_HEAD)
        for time, data in packets:
            microseconds = round(time * 1e6)
            file.write(struct.pack("<IIII", _BEGIN + microseconds // 1000000, microseconds % 1000000, len(data), len(data)) + data)
    return path
