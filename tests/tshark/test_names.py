# SPDX-License-Identifier: GPL-2.0-or-later
"""Filter names and values: the public interface, which never changes once released."""
import re

import pytest

import annotation_dump
from wireshark_programs import PROJECT, TESTS

README = PROJECT / "README.md"
# What the README and the design call Wireshark's severities.
SEVERITY_WORDS = {"ERROR": "error", "WARN": "warning", "NOTE": "note", "CHAT": "chat"}


@pytest.fixture(scope="module")
def types(wireshark):
    return wireshark.registered_names()


def pinned_names():
    lines = [line for line in (TESTS / "names.txt").read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("\t") for line in lines)


def test_names_and_types_are_pinned(types):
    pinned = pinned_names()
    assert {name: types.get(name) for name in pinned} == pinned, "a released name is gone, or has another type"
    # A new rule brings its own name; from a release on it is pinned as others are (tests/tshark/regenerate).
    of_rules = {f"sipcodes.anomaly.{name}" for name in annotation_dump.rule_names()}
    assert sorted(set(types) - set(pinned) - of_rules) == [], "new names: add them to tests/tshark/names.txt"


def test_every_anomaly_has_its_filter(types):
    source = (PROJECT / "plugin" / "core" / "anomalies.def").read_text()
    ids = set(re.findall(r"^ANOMALY\((\w+),", source, re.MULTILINE))
    rules = annotation_dump.rule_names()
    assert ids and rules
    # Found by rules alone, each of which has its own.
    ids -= {"method", "missing_header", "forbidden_header", "header_value", "deprecated", "malformed_message", "session_description"}
    ids |= rules | {"user_defined_error"}
    assert sorted(f"sipcodes.anomaly.{name}" for name in ids) == sorted(
        name for name in types if name.startswith("sipcodes.anomaly."))


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


# ---- The tables of the README


def readme_tables():
    """Each table as rows of cells, its header line first."""
    if not README.exists():
        pytest.skip("README.md is not written yet")
    tables, rows = [], []
    for line in [*README.read_text().splitlines(), ""]:
        if line.startswith("|"):
            # An escaped bar does not end a cell.
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
        elif rows:
            tables.append(rows)
            rows = []
    return tables


def test_readme_lists_every_field(types):
    listed = {}
    for header, *rows in readme_tables():
        if header[:2] != ["field", "type"]:
            continue
        for cells in rows:
            # Rows such as | `sipcodes.missing_header`, `sipcodes.forbidden_header` | string | ... |
            names = re.findall(r"`(sipcodes[\w.]*)`", cells[0])
            if names and "".join(re.split(r"`sipcodes[\w.]*`", cells[0])).strip(" ,") == "":
                listed.update({name: cells[1].split(",")[0].strip() for name in names})
    # sipcodes.anomaly.<id> are in the table of anomalies.
    wanted = {name: kind for name, kind in types.items() if kind != "none"}
    assert listed == wanted


def test_readme_lists_every_anomaly():
    source = (PROJECT / "plugin" / "core" / "anomalies.def").read_text()
    wanted = {name: SEVERITY_WORDS[severity] for name, severity in
              re.findall(r"^ANOMALY\((\w+),\s*(\w+),", source, re.MULTILINE)}
    listed = {}
    for header, *rows in readme_tables():
        if header[0].lower().startswith("anomaly") and header[1].lower() == "severity":
            for anomaly, severity, *_ in rows:
                for name in re.findall(r"`(\w+)`", anomaly):
                    listed[name] = re.match(r"\w*", severity).group()
    assert listed == wanted
