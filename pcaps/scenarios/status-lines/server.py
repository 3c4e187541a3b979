#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""server.py LIST: a SIP server that answers with the status lines of LIST, one entry for
each request. No SIP software at hand sends most of them."""

import re
import socket
import sys

ADDRESS = ("192.0.2.20", 5060)
COPIED = ("via", "from", "to", "call-id", "cseq")  # RFC 3261 section 8.2.6.2
PATIENCE_SECONDS = 20


def entries(path, transport):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith(transport):
                kind, _, lines = line.strip().partition("|")
                yield kind.strip(), [unescape(text) for text in lines[:-1].split("|")]


def unescape(text):
    return re.sub(r"\\t|\\u[0-9a-f]{4}", lambda m: m[0].encode().decode("unicode_escape"), text)


def response(status_line, request, line_end):
    lines = [status_line]
    for field in request.split("\r\n\r\n")[0].split("\r\n")[1:]:
        name = field.partition(":")[0].lower()
        if name in COPIED:
            tag = ";tag=bob" if name == "to" and not re.search(r"[0-9] ?100", status_line) else ""
            lines.append(field + tag)
    lines += ["Contact: <sip:bob@192.0.2.20>", "Content-Length: 0", "", ""]
    return line_end.join(lines).encode()


def serve_udp(path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.settimeout(PATIENCE_SECONDS)
        server.bind(ADDRESS)
        for kind, (status_line,) in entries(path, "udp"):
            request, client = server.recvfrom(65535)
            line_end = "\n" if kind == "udp-lf" else "\r\n"
            server.sendto(response(status_line, request.decode(), line_end), client)


def serve_tcp(path):
    with socket.create_server(ADDRESS) as server:
        server.settimeout(PATIENCE_SECONDS)
        connection, _ = server.accept()
        with connection:
            connection.settimeout(PATIENCE_SECONDS)
            for _, status_lines in entries(path, "tcp"):
                request = connection.recv(65535).decode()
                connection.sendall(b"".join(response(s, request, "\r\n") for s in status_lines))
            connection.recv(65535)


if __name__ == "__main__":
    serve = {"udp": serve_udp, "tcp": serve_tcp}[sys.argv[1]]
    serve(sys.argv[2])
