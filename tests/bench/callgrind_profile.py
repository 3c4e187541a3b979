# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a profile of callgrind: what the functions of one shared object cost."""

import collections
import dataclasses
import re

NAME = re.compile(r"(c?(?:ob|fn))=\((\d+)\)(?: (.*))?$")
# Recursion has a number behind its name, what the compiler made of a function a word.
SUFFIX = re.compile(r"(?:\.(?:isra|part|constprop|cold)[.\d]*)*(?:'\d+)?$")


@dataclasses.dataclass
class Function:
    own: int = 0        # its own instructions
    outside: int = 0    # those of the functions of Wireshark and the C library that it calls


def functions_of(path, shared_object):
    """{name: Function} for the functions of the object whose path ends so."""
    names = {"ob": {}, "fn": {}}
    current = {"ob": "", "fn": "", "cob": None}
    result = collections.defaultdict(Function)
    is_call = False

    def name_of(kind, number, text):
        table = names[kind[-2:]]
        if text is not None:
            table[number] = text
        return table[number]

    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = NAME.match(line)
            if match:
                current[match.group(1)] = name_of(*match.groups())
            elif line.startswith("calls="):
                is_call = True
            elif line[:1].isdigit() or line[:1] in "+-*":
                instructions = int(line.split()[1])
                if current["ob"].endswith(shared_object):
                    function = result[SUFFIX.sub("", current["fn"])]
                    if not is_call:
                        function.own += instructions
                    elif current["cob"] is not None and not current["cob"].endswith(shared_object):
                        function.outside += instructions
                if is_call:
                    is_call = False
                    current["cob"] = None
    return dict(result)


def hottest(path, shared_object, count):
    """[(name, Function)], the most expensive first."""
    functions = functions_of(path, shared_object)
    return sorted(functions.items(), key=lambda item: -(item[1].own + item[1].outside))[:count]
