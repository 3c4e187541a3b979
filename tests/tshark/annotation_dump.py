# SPDX-License-Identifier: GPL-2.0-or-later
"""What is particular to a capture, as lines that can be compared: expected/*.tsv.

The first line names the columns; then one line for each response: what was read from the message itself, and the last column lists
what was found, as severity and name. Several values of one field are joined by " | ".

What follows from the code alone (name, description, hint, ...) is checked once per code by test_every_number.py, and the sentences of
rules by the unit tests. Remarks (chat) of rules are left out as well: a new one changes no expected output.
"""
import re

from wireshark_differences import cut_label
from wireshark_programs import PROJECT, TESTS, parse_pdml

EXPECTED = TESTS / "expected"
JOIN = " | "

# Fields, and prefixes of fields, whose values are the message's own.
PARTICULAR = ("sipcodes.code", "sipcodes.phrase", "sipcodes.method", "sipcodes.explanation", "sipcodes.status_line", "sipcodes.fragment",
              "sipcodes.quoted", "sipcodes.reason", "sipcodes.warning", "sipcodes.retry_after", "sipcodes.blocked")
FINDINGS = "findings"

# Wireshark 4.2 went from 1 and 0 to True and False.
BOOLEANS = {"True": "1", "False": "0"}


def is_particular(name):
    return any(name == known or name.startswith(f"{known}.") for known in PARTICULAR)


def rule_names():
    return set(re.findall(r"^RULE\((\w+),", (PROJECT / "plugin" / "core" / "rules.def").read_text(), re.MULTILINE))


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


def _findings(response, rules):
    names = [(severity, name.split(".")[-1]) for severity, name, _ in response.experts]
    return ", ".join(f"{severity} {name}" for severity, name in names if severity != "chat" or name not in rules)


def _row(response, names, types, rules):
    cells = [JOIN.join(plain(name, response.values.get(name, []), types)) for name in names]
    return [str(response.frame), *cells, _findings(response, rules)]


def table_of(responses, types):
    """The dump as rows of cells. Columns that are empty throughout are left out."""
    names = [name for name in types if is_particular(name)]
    rules = rule_names()
    rows = [["frame", *names, FINDINGS]]
    rows += [_row(response, names, types, rules) for response in responses]
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


def details_of_text(version, text):
    """Our lines of "-V", with their indent below the summary, and without the brackets that "-V" puts around what is generated; of a
    label that is cut the second is cut off."""
    return [re.sub(r"^( *)\[(\[cut\].*|.*(?=\]))\]?$", r"\1\2", cut_label(version, line)) for line in _details(text.split("\n"))]


def details_of_pdml(version, text):
    """The same from the labels of the items in PDML."""
    lines = []
    for packet in parse_pdml(text).iter("packet"):
        _add_labels(packet, None, version, lines)
    return lines


def _add_labels(item, depth, version, lines):
    for child in item:
        if child.get("hide") == "yes":
            continue
        below = 0 if depth is None and child.get("name") == "sipcodes" else depth
        if below is not None:
            label = child.get("showname") or child.get("show", "")
            lines.append(cut_label(version, "    " * below + label))
        _add_labels(child, None if below is None else below + 1, version, lines)
