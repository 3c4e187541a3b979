#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts the calls of captures by another way than the plugin does: from tshark's own fields (sip.*), without the plugin, and in another
language. Compares attempt by attempt, then the ratios.

usage: tests/tshark/calls_by_fields.py CAPTURE...     prints what differs; exit status 1 if anything does

Environment: SIPCODES_PLUGIN_DIR  the built plugin's folder (default: build/plugins, else build/gcc/plugins)

An attempt is a chain of INVITEs without To tag, one per CSeq number, of one Call-ID and From tag; a BYE, or 32 s after a final, ends it.
Each INVITE is looked at where it has the fewest Via. That is all there is of rules here; what real traffic bends is not guessed.
"""
import csv
import dataclasses
import io
import json
import sys

sys.dont_write_bytecode = True

from wireshark_programs import Programs, find_plugin, parse_pdml

WAIT = 32


@dataclasses.dataclass
class Message:
    frame: int
    time: float
    method: str
    code: int
    call: str
    from_tag: str
    to_tag: str
    number: int
    vias: int
    elsewhere: bool
    network_blocked: bool

    @property
    def is_request(self):
        return self.code == 0


def values(item, name):
    return [field.get("show", "") for field in item.iter("field") if field.get("name") == name]


def read_message(packet, item):
    def first(name, missing=""):
        return next(iter(values(item, name)), missing)

    if first("sip.CSeq.seq") == "" or first("sip.Call-ID") == "":
        return None
    reason = " ".join(values(item, "sip.Reason")).lower().replace(" ", "")
    phrase = first("sip.Status-Line").lower()
    return Message(int(first_of(packet, "frame.number")), float(first_of(packet, "frame.time_epoch")),
                   first("sip.Method") or first("sip.CSeq.method"), int(first("sip.Status-Code", "0")), first("sip.Call-ID"),
                   first("sip.from.tag"), first("sip.to.tag"), int(first("sip.CSeq.seq")), vias_of(item),
                   "sip;cause=200" in reason, "network blocked" in phrase)


def vias_of(item):
    """Two can share a header line, and an old one has no branch."""
    return max(len(values(item, name)) for name in ("sip.Via", "sip.Via.branch", "sip.Via.transport"))


def first_of(packet, name):
    return next(iter(values(packet, name)), "0")


def messages_of(text):
    """Those that were on their way: none that is quoted in an ICMP error."""
    found = []
    for packet in parse_pdml(text).iter("packet"):
        layers = [layer.get("name") for layer in packet.iter("proto")]
        if "icmp" in layers or "icmpv6" in layers:
            continue
        for item in packet:
            if item.get("name") == "sip":
                message = read_message(packet, item)
                if message is not None:
                    found.append(message)
    return found


# ---- Attempts

@dataclasses.dataclass
class Attempt:
    first: Message
    requests: list
    end: float = float("inf")


def outcome_of(code, rang, cancelled, elsewhere, network_blocked):
    if code in (603, 607, 608) and (network_blocked or code != 603):
        return "Blocked"
    names = {486: "Busy", 600: "Busy", 603: "Declined", 401: "Challenged", 407: "Challenged",
             **dict.fromkeys((404, 410, 414, 416, 484, 485, 604), "No such target"), **dict.fromkeys((421, 422, 423, 494), "Try again"),
             **dict.fromkeys((403, 428, 433, 436, 437, 438), "Forbidden"), **dict.fromkeys((415, 488, 606), "No common media"),
             **dict.fromkeys((481, 482, 483, 491, 493), "Protocol")}
    if code == 487:
        return "Answered elsewhere" if elsewhere else "Cancelled" if cancelled else "Terminated"
    if code in (408, 480):
        return "No answer" if rang else "Timeout" if code == 408 else "Unavailable"
    if code in names:
        return names[code]
    return {2: "Answered", 3: "Redirected", 5: "Server failure"}.get(code // 100, "Rejected")


def chains(messages):
    """Attempts of one Call-ID and From tag."""
    byes = [one.time for one in messages if one.is_request and one.method == "BYE"]
    found = []
    last_final = {}
    numbers = {}
    for one in messages:
        if one.method != "INVITE":
            continue
        if not one.is_request:
            if one.code >= 200:
                last_final[one.number] = one.time
        elif one.to_tag == "" and (one.number not in numbers or any(numbers[one.number].first.time < bye <= one.time for bye in byes)):
            earlier = found[-1] if found else None
            known = {request.number for request in earlier.requests} if earlier else set()
            final = max((time for number, time in last_final.items() if number in known), default=one.time)
            starts = earlier is None or any(earlier.first.time < bye <= one.time for bye in byes) or one.time - final > WAIT
            if starts:
                if earlier is not None:
                    earlier.end = one.time
                found.append(Attempt(one, []))
            found[-1].requests.append(one)
            numbers[one.number] = found[-1]
        elif one.to_tag == "":
            numbers[one.number].requests.append(one)
    return found


def row_of(attempt, messages, end_of_capture):
    number = max(request.number for request in attempt.requests)
    own = {request.number for request in attempt.requests}
    answers = [one for one in messages if one.method == "INVITE" and not one.is_request and one.number in own
               and attempt.first.time <= one.time < attempt.end]
    hop = min(request.vias for request in attempt.requests if request.number == number)
    finals = [one for one in answers if one.code >= 200 and one.vias <= hop]
    answered = [one for one in finals if one.code < 300]
    failures = [one for one in finals if one.number == number]
    rest = [one for one in messages if attempt.first.time <= one.time < attempt.end]
    cancels = [one for one in rest if one.is_request and one.method == "CANCEL" and one.number in own]
    if answered or failures:
        final = answered[0] if answered else failures[0]
        outcome = "Answered" if answered else outcome_of(
            final.code, any(one.code == 180 and one.time <= final.time for one in answers), bool(cancels),
            any(one.elsewhere for one in cancels), final.network_blocked)
        return {"frame": attempt.first.frame, "outcome": outcome, "code": final.code,
                "setup": final.time - attempt.first.time if answered else None,
                "requests": len(own), "rang": any(one.code == 180 for one in answers),
                "redirections": len({one.number for one in finals if one.code // 100 == 3})}
    silent = not any(one.number == number for one in answers) and not any(
        one.time >= attempt.first.time and one.method != "CANCEL" and one.to_tag for one in rest)
    late = end_of_capture - attempt.first.time >= WAIT
    return {"frame": attempt.first.frame, "outcome": "No response" if silent and late else "Undetermined", "code": 0, "setup": None,
            "requests": len(own), "rang": False, "redirections": 0}


def attempts_of(messages, end_of_capture):
    groups = {}
    for one in messages:
        groups.setdefault(one.call, []).append(one)
    rows = []
    for group in groups.values():
        tags = {one.from_tag for one in group if one.is_request and one.method == "INVITE" and one.to_tag == ""}
        for tag in tags:
            # A BYE of the callee has the tags the other way round.
            own = [one for one in group if tag in (one.from_tag, one.to_tag)]
            chain = [one for one in own if one.from_tag == tag or one.method == "BYE"]
            rows += [row_of(attempt, own, end_of_capture) for attempt in chains(chain)]
    return sorted(rows, key=lambda row: row["frame"])


# ---- Ratios

def ratios_of(rows):
    known = [row for row in rows if row["outcome"] != "Undetermined"]
    answered = sum(row["outcome"] == "Answered" for row in known)
    redirected = sum(row["outcome"] == "Redirected" for row in known)

    def with_codes(*codes):
        return sum(row["outcome"] != "Answered" and row["code"] in codes for row in known)

    ringing = sum(row["rang"] and row["code"] in (408, 487) for row in known)
    return {"SER": (answered, len(known) - redirected), "SEER": (answered + with_codes(480, 486, 600, 603), len(known) - redirected),
            "SER per INVITE": (answered, sum(row["requests"] - row["redirections"] for row in known)),
            "ISA": (with_codes(408, 500, 503, 504), len(known)), "ASR": (answered, len(known)),
            "NER": (answered + with_codes(480, 486, 600, 603) + ringing, len(known))}


# ---- The plugin's

def compare(wireshark, capture):
    """[(what, by fields, the plugin's)] of what differs, and how many attempts there are."""
    text = wireshark.tshark(capture, "-T", "pdml", "-J", "frame ip ipv6 icmp icmpv6 sip", plugins=wireshark.no_plugins, quiet=False)
    times = [float(first_of(packet, "frame.time_epoch")) for packet in parse_pdml(text).iter("packet")]
    wanted = attempts_of(messages_of(text), max(times, default=0))
    listed = wireshark.tshark(capture, "-q", "-z", "sipcodes,csv", quiet=False)
    got = [{"frame": int(row["frame"]), "outcome": row["outcome"], "code": int(row["code"] or 0),
            "setup": float(row["setup_time"]) if row["setup_time"] else None} for row in csv.DictReader(io.StringIO(listed))]
    document = json.loads(wireshark.tshark(capture, "-q", "-z", "sipcodes,json", quiet=False))
    ratios = {row["name"]: (row["counted"], row["among"]) for row in document["ratios"]}
    of_ratios = [(name, pair, ratios[name]) for name, pair in ratios_of(wanted).items() if ratios[name] != pair]
    return [*differences(wanted, got), *of_ratios], len(wanted)


def differences(wanted, got):
    by_frame = ({row["frame"]: row for row in rows} for rows in (wanted, got))
    ours, plugins = by_frame
    for frame in sorted({*ours, *plugins}):
        one, other = ours.get(frame), plugins.get(frame)
        if one is None or other is None:
            yield f"frame {frame}", one and one["outcome"], other and other["outcome"]
            continue
        for name in ("outcome", "code"):
            if one[name] != other[name]:
                yield f"frame {frame}, {name}", one[name], other[name]
        if (one["setup"] is None) != (other["setup"] is None) or (one["setup"] is not None and abs(one["setup"] - other["setup"]) > 1e-5):
            yield f"frame {frame}, set-up", one["setup"], other["setup"]


def main(captures):
    if not captures or captures[0].startswith("-"):
        print(__doc__)
        return 64
    find_plugin()
    wireshark = Programs()
    status = 0
    try:
        for capture in captures:
            try:
                found, count = compare(wireshark, capture)
            except Exception as failure:  # one capture that cannot be read does not end the list
                print(f"{capture}: {type(failure).__name__}: {failure}")
                status = 1
                continue
            print(f"{capture}: {count} attempts, {len(found)} differences")
            for what, one, other in found:
                print(f"    {what}: by fields {one}, by the plugin {other}")
                status = 1
    finally:
        wireshark.remove()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
