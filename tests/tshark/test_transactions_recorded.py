# SPDX-License-Identifier: GPL-2.0-or-later
"""The fields and findings of transactions against the tables of pcaps/transactions.md, which say of each message of the recorded calls
what it is; tests/tshark/test_recorded_transactions.py holds the tables against the messages."""
import pytest

import flows
import recorded_transactions
from wireshark_programs import PROJECT

TABLES = recorded_transactions.read()
FIELDS = ["frame.number", "sipcodes.request_in", "sipcodes.invite_in", "sipcodes.resend_of", "sipcodes.copy_of", "sipcodes.made_in",
          "sipcodes.rule"]


@pytest.fixture(scope="module", params=TABLES)
def recorded(request, wireshark):
    """The table's rows, and {frame: {field: values}} of a later pass."""
    capture = PROJECT / "pcaps" / f"{request.param}.pcapng"
    rows = wireshark.fields(capture, FIELDS, "-2", "-Y", "sip")
    return capture, TABLES[request.param], {int(row[0][0]): dict(zip(FIELDS, row)) for row in rows}


def shown(found, row, *names):
    values = [value for name in names for value in found[row.frame][f"sipcodes.{name}"]]
    return int(values[0]) if values else None


def test_what_it_answers_or_belongs_to(recorded):
    _, rows, found = recorded
    assert {row.frame: shown(found, row, "request_in", "invite_in") for row in rows} == {row.frame: row.of for row in rows}


def test_what_was_sent_again(recorded):
    _, rows, found = recorded
    assert {row.frame: shown(found, row, "resend_of") for row in rows} == {row.frame: row.again for row in rows}
    assert not any(found[row.frame]["sipcodes.copy_of"] for row in rows)


def test_where_it_was_made(recorded):
    _, rows, found = recorded
    assert {row.frame: shown(found, row, "made_in") for row in rows} == {row.frame: row.made_in for row in rows}


def test_outcomes(recorded, wireshark):
    capture, rows, _ = recorded
    for outcome in {row.outcome for row in rows if row.outcome}:
        name = outcome.replace("_", " ").capitalize()
        assert wireshark.frames(capture, f'sipcodes.outcome == "{name}" and sipcodes') == [row.frame for row in rows if row.outcome == outcome]


def test_findings(recorded):
    _, rows, found = recorded
    raised = {row.frame: [name for name in found[row.frame]["sipcodes.rule"] if name in flows.OF_SEVERAL_MESSAGES] for row in rows}
    assert raised == {row.frame: [row.finding] if row.finding else [] for row in rows}
