# SPDX-License-Identifier: GPL-2.0-or-later
"""000 to 999, each sent as "SIP/2.0 NNN x", against the registry's facts (tests/unit/registry.tsv)."""
import re

import pytest

from little_captures import datagram, response
from wireshark_programs import TESTS

CLASSES = {1: "Provisional", 2: "Successful", 3: "Redirection", 4: "Client Failure", 5: "Server Failure", 6: "Global Failure"}
ANOMALY_OF_STATUS = {
    "Registered": [], "Deprecated": ["deprecated"], "Reserved": ["reserved"], "Obsolete": ["obsolete"], "Vendor": ["vendor"],
    "HTTP only": ["http_only"], "Unknown": ["unknown"], "Out of range": ["out_of_range"],
}
# To INVITE.
BRIEFS = {
    "Deprecated": "deprecated 202", "Reserved": "code reserved for future use", "Obsolete": "obsolete code", "Vendor": "vendor's code",
    "HTTP only": "code of HTTP", "Unknown": "unknown code", "Out of range": "code out of range",
}
NOT_AS_ITSELF = {"Obsolete", "Vendor", "HTTP only", "Unknown"}

# RFC 3261 wants the server to say in the phrase what exactly it means: sections 21.1.4, 21.4.1, 21.4.18 and 21.4.22.
FREE_PHRASES = {182, 400, 480, 484}
# Other codes have no registered phrase to differ from.
REGISTERED = {"Registered", "Deprecated", "Reserved"}


def read_registry():
    lines = (TESTS.parent / "unit" / "registry.tsv").read_text().splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"))) for line in lines[1:]]
    return {int(row["code"]): row for row in rows}


def expected_of(code, registry):
    row = registry.get(code)
    out_of_range = not 100 <= code <= 699
    status = row["status"] if row else "Out of range" if out_of_range else "Unknown"
    words = [f"{code:03}", *([row["phrase"]] if row else [])]
    if status in BRIEFS:
        words[-1] += f", {BRIEFS[status]}"
    treated_as = (183 if code < 200 else code // 100 * 100) if status in NOT_AS_ITSELF else None
    return {
        "code": str(code),
        "name": row["phrase"] if row else None,
        "class": None if out_of_range else CLASSES[code // 100],
        "final": None if out_of_range else code >= 200,
        "failure": out_of_range or (code >= 400 and code not in (401, 407, 487)),
        "status": status,
        "treated_as": None if treated_as is None else str(treated_as),
        "anomalies": ANOMALY_OF_STATUS[status],
        "remarks": ["phrase_differs"] if status in REGISTERED and code not in FREE_PHRASES else [],
        "summary": f"SIP Response Code: {' '.join(words)}",
    }


@pytest.fixture(scope="module")
def responses(wireshark, little_capture):
    capture = little_capture([datagram(response(f"{code:03} x", call=f"c{code}")) for code in range(1000)])
    # What the codes need in header fields has tests of its own.
    preferences = {"sipcodes.check_headers": "FALSE", "sipcodes.check_methods": "FALSE"}
    return wireshark.responses(capture, preferences=preferences)


@pytest.fixture(scope="module")
def value_names(wireshark):
    names = {}
    for row in wireshark.glossary("values"):
        if row[0] == "V":
            names[row[1], str(int(row[2], 0))] = row[3]
    return names


def test_every_number(responses, value_names):
    registry = read_registry()
    assert [response.frame for response in responses] == list(range(1, 1001))
    wrong = []
    for code, response in enumerate(responses):
        final, failure = response.first("sipcodes.final"), response.first("sipcodes.failure")
        actual = {
            "code": response.first("sipcodes.code"),
            "name": response.first("sipcodes.name"),
            "class": value_names.get(("sipcodes.class", response.first("sipcodes.class"))),
            "final": None if final is None else final in ("1", "True"),
            "failure": None if failure is None else failure in ("1", "True"),
            "status": value_names.get(("sipcodes.status", response.first("sipcodes.status"))),
            "treated_as": response.first("sipcodes.treated_as"),
            "anomalies": response.anomalies,
            "remarks": response.remarks,
            "summary": response.summary,
        }
        expected = expected_of(code, registry)
        wrong += [f"{code:03}: {key} is {actual[key]!r} instead of {expected[key]!r}"
                  for key in expected if actual[key] != expected[key]]
    assert wrong == []


def descriptions_of_table():
    """{code: the description of codes.def}, line ends as blanks."""
    text = (TESTS.parent.parent / "plugin" / "core" / "codes.def").read_text()
    string = r'"(?:[^"\\]|\\.)*"'
    row = re.compile(rf'^CODE\((\d+),[^"]*{string},\s*{string},\s*{string},\s*{string},\s*{string},\s*((?:{string}\s*)+),', re.MULTILINE)
    return {int(found[1]): "".join(literal[1:-1] for literal in re.findall(string, found[2])).replace("\\n", " ").replace('\\"', '"')
            for found in row.finditer(text)}


def test_descriptions_are_those_of_the_table(responses):
    """Once per code, so that no capture's expected output has to repeat them."""
    table = descriptions_of_table()
    assert set(read_registry()) <= set(table)
    wrong = [f"{code}: {responses[code].first('sipcodes.description')!r} instead of {text!r}"
             for code, text in table.items() if responses[code].first("sipcodes.description").replace("\n", " ") != text]
    assert wrong == []


def test_every_number_is_explained(responses):
    assert [r for r in responses if not r.first("sipcodes.description") or not r.first("sipcodes.hint")] == []


def test_severities_of_statuses(responses):
    severities = {anomaly: severity for response in responses for severity, anomaly, _ in response.experts}
    assert severities == {
        "sipcodes.anomaly.out_of_range": "error", "sipcodes.anomaly.unknown": "warn", "sipcodes.anomaly.http_only": "warn",
        "sipcodes.anomaly.accepted_elsewhere": "note", "sipcodes.anomaly.reserved": "note", "sipcodes.anomaly.obsolete": "note",
        "sipcodes.anomaly.vendor": "note", "sipcodes.remark.phrase_differs": "chat",
    }
    assert all(len(response.experts) == len(response.anomalies) + len(response.remarks) for response in responses)
