# SPDX-License-Identifier: GPL-2.0-or-later
"""Filter names and values: the public interface, which never changes once released."""
import re

import pytest

import annotation_dump
from wireshark_programs import PROJECT, TESTS

REFERENCE = PROJECT / "docs" / "reference.md"
# What it calls Wireshark's severities.
SEVERITY_WORDS = {"ERROR": "error", "WARN": "warning", "NOTE": "note", "CHAT": "remark"}


@pytest.fixture(scope="module")
def types(wireshark):
    return wireshark.registered_names()


def pinned_names():
    lines = [line for line in (TESTS / "names.txt").read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("\t") for line in lines)


def test_names_and_types_are_pinned(types):
    pinned = pinned_names()
    assert {name: types.get(name) for name in pinned} == pinned, "a released name is gone, or has another type"
    # A new rule brings its own name; with the release it is pinned as others are (tests/tshark/regenerate).
    free = set() if is_released() else {f"sipcodes.{group}.{name}" for name in annotation_dump.rule_names() for group in ("anomaly", "remark")}
    assert sorted(set(types) - set(pinned) - free) == [], "new names: add them to tests/tshark/names.txt (tests/tshark/regenerate)"


def is_released():
    """Whether the changelog has nothing newer than the version that is built."""
    version = re.search(r"^set\(SIPCODES_VERSION (\S+)\)$", (PROJECT / "CMakeLists.txt").read_text(), re.MULTILINE)[1]
    newest = re.search(r"^## (.*)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert newest.startswith("Not released") or re.fullmatch(rf"{re.escape(version)} \(\d{{4}}-\d\d-\d\d\)", newest), newest
    return newest.startswith(version)


def findings():
    """{name: (kind, severity)} of the tables."""
    core = PROJECT / "plugin" / "core"
    kinds = {"REQUIRE": "missing_header", "FORBID": "forbidden_header", "METHOD": "method", "DEPRECATED": "deprecated", "VALUE": "header_value",
             "SYNTAX": "malformed_message", "BODY": "session_description"}
    own = re.findall(r"^FINDING\((\w+),\s*(\w+),\s*(\w+),", (core / "findings.def").read_text(), re.MULTILINE)
    rules = re.findall(rf"^RULE\((\w+), .*?, ({'|'.join(kinds)}), \w+, \w+, (\w+), ", (core / "rules.def").read_text(), re.MULTILINE)
    assert own and {name for name, *_ in rules} == annotation_dump.rule_names()
    return {name: (kinds.get(kind, kind), severity) for name, kind, severity in own + rules}


def test_every_finding_has_its_filter(types):
    """An anomaly's name, or a remark's: the severity decides, and each is there once."""
    wanted = [f"sipcodes.{'remark' if severity == 'CHAT' else 'anomaly'}.{name}" for name, (_, severity) in findings().items()]
    assert sorted(wanted) == sorted(name for name, kind in types.items() if kind == "none")


def test_codes_classes_and_statuses_have_names(wireshark):
    names = {}
    for kind, field, value, name in (row[:4] for row in wireshark.glossary("values") if row[0] == "V"):
        assert kind == "V"
        names.setdefault(field, {})[int(value, 0)] = name
    registry = [line.split("\t") for line in (TESTS.parent / "unit" / "registry.tsv").read_text().splitlines()[1:]]
    for code, phrase, *_ in registry:
        assert names["sipcodes.code"].get(int(code)) == phrase
    assert names["sipcodes.class"] == {1: "Provisional", 2: "Successful", 3: "Redirection", 4: "Client Failure",
                                       5: "Server Failure", 6: "Global Failure"}
    assert list(names["sipcodes.status"].values()) == [
        "Registered", "Deprecated", "Reserved", "Obsolete", "Vendor", "User-defined", "HTTP only", "Unknown", "Out of range"]


# ---- The tables of docs/reference.md


def reference_tables():
    """Each table as rows of cells, its header line first."""
    tables, rows = [], []
    for line in [*REFERENCE.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            # An escaped bar does not end a cell.
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
        elif rows:
            tables.append(rows)
            rows = []
    return tables


def test_reference_lists_every_field(types):
    listed = {}
    for header, *rows in reference_tables():
        if header[:2] != ["field", "type"]:
            continue
        for cells in rows:
            # Rows such as | `sipcodes.missing_header`, `sipcodes.forbidden_header` | string | ... |
            names = re.findall(r"`(sipcodes[\w.]*)`", cells[0])
            if names and "".join(re.split(r"`sipcodes[\w.]*`", cells[0])).strip(" ,") == "":
                listed.update({name: cells[1].split(",")[0].strip() for name in names})
    # Of sipcodes.anomaly.<name> and sipcodes.remark.<name> the table of kinds speaks.
    wanted = {name: kind for name, kind in types.items() if kind != "none"}
    assert listed == wanted


def test_reference_lists_every_kind():
    """With the severities that its names have."""
    wanted = {}
    for kind, severity in findings().values():
        wanted.setdefault(kind, set()).add(SEVERITY_WORDS[severity])
    listed = {}
    for header, *rows in reference_tables():
        if header[:2] == ["kind", "severity"]:
            listed.update({re.fullmatch(r"`(\w+)`", kind)[1]: set(severity.split(", ")) for kind, severity, *_ in rows})
    assert listed == wanted
