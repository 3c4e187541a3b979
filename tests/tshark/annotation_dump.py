# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin says about a capture, as lines that can be compared: expected/*.tsv.

The first line names the columns; then one line for each response, with every field of ours. Several values of one field
are joined by " | ". The last column lists the expert infos as severity, name and sentence.

What is printed for people, our part of -V and the statistics, is made of the same facts: printed.sha256 has a checksum of
it for each capture, so that it is the same in every version of Wireshark.
"""
import hashlib

from wireshark_differences import cut_label
from wireshark_programs import PROJECT, TESTS

EXPECTED = TESTS / "expected"
PRINTED = EXPECTED / "printed.sha256"
JOIN = " | "

# Wireshark 4.2 went from 1 and 0 to True and False.
BOOLEANS = {"True": "1", "False": "0"}


def shipped_captures():
    return sorted((PROJECT / "pcaps").glob("*.pcapng"))


def expected_file(capture):
    return EXPECTED / f"{capture.stem}.tsv"


def _one_line(text):
    return text.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")


def plain(name, values, types):
    """Values as every version of Wireshark would show them."""
    if types.get(name) == "boolean":
        values = [BOOLEANS.get(value, value) for value in values]
    return [_one_line(value) for value in values]


def _row(response, names, types):
    cells = [str(response.frame), _one_line(response.summary)]
    cells += [JOIN.join(plain(name, response.values.get(name, []), types)) for name in names]
    cells.append(JOIN.join(f"{severity} {name.split('.')[-1]}: {_one_line(sentence)}" for severity, name, sentence in response.experts))
    return cells


def table_of(responses, types):
    """The dump as rows of cells. Columns that are empty throughout are left out."""
    names = list(types)
    for response in responses:
        names += [name for name in response.values if name not in names]
    rows = [["frame", "summary", *names, "expert infos"]]
    rows += [_row(response, names, types) for response in responses]
    used = [any(column[1:]) for column in zip(*rows)] if responses else [False] * len(rows[0])
    used[0] = True
    return [[cell for cell, keep in zip(row, used) if keep] for row in rows]


def text_of(table):
    return "".join("\t".join(row) + "\n" for row in table)


def table_from(text):
    return [line.split("\t") for line in text.split("\n")[:-1]]


def differences(expected, actual):
    """What differs between two tables, in words."""
    found = []
    for column in sorted(set(expected[0]) ^ set(actual[0])):
        found.append(f"column {column} is {'missing' if column in expected[0] else 'new'}")
    if len(expected) != len(actual):
        found.append(f"{len(actual) - 1} responses instead of {len(expected) - 1}")
    for wanted, seen in zip(expected[1:], actual[1:]):
        wanted, seen = dict(zip(expected[0], wanted)), dict(zip(actual[0], seen))
        found += [f"frame {wanted['frame']}, {column}: {seen[column]!r} instead of {wanted[column]!r}"
                  for column in wanted if column in seen and seen[column] != wanted[column]]
    return found


def _details(lines):
    """Our part of -V: each summary and what is indented below it, with its indent taken away."""
    summary_indent = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if summary_indent is not None and (not line or indent <= summary_indent):
            summary_indent = None
        if summary_indent is None and line.lstrip(" [").startswith("SIP Response Code"):
            summary_indent = indent
        if summary_indent is not None:
            yield line[summary_indent:]


def printed(wireshark, capture):
    """{kind: text} of what is printed about a capture for people."""
    text = wireshark.tshark(capture, "-V", "-Y", "sipcodes", "-z", "sipcodes,report", "-z", "sipcodes,json")
    # JSON comes first, whatever the order of the options.
    start_of_statistics = f"\n{text}".index("\n{\n")
    lines = text[:start_of_statistics].split("\n")
    return {
        "details": "\n".join(cut_label(wireshark.version, line) for line in _details(lines)),
        "statistics": text[start_of_statistics:],
    }


def checksums(wireshark, capture):
    """Lines of PRINTED."""
    return [f"{hashlib.sha256(text.encode()).hexdigest()}  {capture.stem} {kind}" for kind, text in printed(wireshark, capture).items()]
