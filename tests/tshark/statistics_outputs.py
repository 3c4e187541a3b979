# SPDX-License-Identifier: GPL-2.0-or-later
"""What the statistics print, as data; and packets that more than one of their tests counts."""
import json
import re

from little_captures import datagram, message, response

# How many addresses and methods have a node of their own in the tree, and more than that.
SHOWN = 1000
MANY = SHOWN + 200
OTHER = bytes([192, 0, 2, 9])
_FRAGMENT = b"SIP/2.0 603 Decline\r\n"
NOTIFY_OF_603 = message("NOTIFY sip:a@b SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKn\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\n"
                        "Call-ID: n\nCSeq: 1 NOTIFY\nEvent: refer\nContent-Type: message/sipfrag\n"
                        f"Content-Length: {len(_FRAGMENT)}\n") + _FRAGMENT


def json_of(text):
    """The JSON report in the output of several statistics: from a line { to a line }."""
    start = text.index("{\n") if text.startswith("{\n") else text.index("\n{\n") + 1
    return json.loads(text[start:text.index("\n}\n", start) + 2])


def report_of(text):
    """The lines of the report, between its rulers."""
    lines = text.split("\n")
    first = lines.index("SIP response codes")
    return lines[first:next(i for i in range(first, len(lines)) if lines[i].startswith("====="))]


def tree_items(text):
    """The first tree in the output as (depth, name, count)."""
    lines = text[text.index("What is wrong"):].split("\n")
    items = []
    for line in lines[:next(i for i, line in enumerate(lines) if not line.strip())]:
        item = re.match(r"( *)(.+?)  +(\d+) ", line)
        items.append((len(item[1]), item[2], int(item[3])))
    return items


def below(items, *path):
    """What stands directly below an item."""
    for depth, name in enumerate(path):
        first = next(i for i, item in enumerate(items) if item[:2] == (depth, name)) + 1
        items = items[first:]
        items = items[:next((i for i, item in enumerate(items) if item[0] <= depth), len(items))]
    return {name: count for depth, name, count in items if depth == len(path)}


def address_of(number):
    return bytes([10, 1, number >> 8, number & 255])


def name_of(number):
    return ".".join(map(str, address_of(number)))


def many(*rounds):
    """Each round is a status and the numbers of the addresses that answer so; every response has another method."""
    answers = [(status, number) for status, numbers in rounds for number in numbers]
    return [datagram(response(status, f"X-{count}", call=str(count)), source=address_of(number))
            for count, (status, number) in enumerate(answers)]
