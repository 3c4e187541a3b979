# SPDX-License-Identifier: GPL-2.0-or-later
"""Findings in words: anomalies and remarks apart, in the tree, the summary line and each field."""
import re

import pytest

from little_captures import datagram, response

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])

# status line and method: (rest of the summary line, (rule, kind, brief or None for a remark)...)
FOUND = {
    ("401 Unauthorized", "REGISTER", ""): (", no WWW-Authenticate", ("unauthorized_challenge", "missing_header", "no WWW-Authenticate")),
    ("180 Ringing", "REGISTER", ""): (", provisional to other than INVITE", ("provisional_to_non_invite", "method", "provisional to other than INVITE")),
    ("404 Busy Here", "INVITE", ""): (", phrase of 486", ("phrase_of_other_code", "phrase_of_other_code", "phrase of 486")),
    ("404 Not Found", "INVITE", "Reason: Q.850;cause=17\n"): (
        ", Q.850 cause 17 stands for 486", ("reason_conflict", "reason_conflict", "Q.850 cause 17 stands for 486")),
    ("486 Busy Here", "INVITE", "Authorization: x\nRetry-After: x\n"): (
        ", Retry-After is no number of seconds, 1 more",
        ("retry_after_value", "header_value", "Retry-After is no number of seconds"),
        ("authorization_in_response", "forbidden_header", "Authorization in a response")),
    ("499 x", "INVITE", ""): (", unknown code", ("unknown", "unknown", "unknown code")),
    ("700 x", "INVITE", ""): (", code out of range", ("out_of_range", "out_of_range", "code out of range")),
    # What real traffic does every day stands in no summary.
    ("180 Ringing", "INVITE", ""): ("", ("provisional_contact", "missing_header", None)),
    ("200 OK", "BYE", "Contact: <sip:a@192.0.2.1>\n"): ("", ("bye_ok_with_contact", "forbidden_header", None)),
    ("200 OK", "CANCEL", "Contact: <sip:a@192.0.2.1>\n"): ("", ("bye_ok_with_contact", "forbidden_header", None)),
    ("200 OK", "INVITE", "Contact: <sip:a@192.0.2.1>\n"): (
        "", ("invite_ok_allow", "missing_header", None), ("invite_ok_supported", "missing_header", None), ("invite_ok_sdp", "missing_header", None)),
    ("100 Trying", "REGISTER", ""): ("", ("trying_to_non_invite", "method", None)),
    ("486 On the other line", "INVITE", ""): ("", ("phrase_differs", "phrase_differs", None)),
    ("486 Rejected", "INVITE", ""): ("", ("phrase_differs", "phrase_differs", None)),
    ("488 Not Acceptable Here", "NOTIFY", ""): ("", ("not_acceptable_method", "method", None)),
    ("488 Not Acceptable Here", "REFER", ""): ("", ("not_acceptable_method", "method", None)),
    ("200 OK", "REGISTER", "Contact: <sip:a@192.0.2.1>\nExpires: 60\n"): ("", ("register_ok_contact_expires_header", "header_value", None)),
    # No Date, which nearly all registrars omit.
    ("200 OK", "REGISTER", "Contact: <sip:a@192.0.2.1>;expires=60\n"): ("",),
    # Worth a look, and no more.
    ("200 OK", "REFER", ""): (", no Contact in 2xx to REFER", ("refer_ok_contact", "missing_header", "no Contact in 2xx to REFER")),
    ("489 Bad Event", "PUBLISH", ""): (
        ", no Allow-Events in 489 to PUBLISH",
        ("bad_event_publish_allow_events", "missing_header", "no Allow-Events in 489 to PUBLISH")),
}
NOTES = {"phrase_of_other_code", "reason_conflict", "authorization_in_response", "refer_ok_contact", "bad_event_publish_allow_events"}
NAMES = {180: "Ringing", 404: "Not Found", 486: "Busy Here", 499: None, 700: None}


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([datagram(response(status, method, call=str(number), headers=headers))
                           for number, (status, method, headers) in enumerate(FOUND)])


def summary_of(status, rest):
    code, _, phrase = status.partition(" ")
    name = NAMES.get(int(code), phrase)
    return f"SIP Response Code: {code}{f' {name}' if name else ''}{rest}"


@PASSES
def test_each_says_what_it_is(wireshark, capture, passes):
    responses = wireshark.responses(capture, *passes)
    assert len(responses) == len(FOUND)
    for r, ((status, *_), (rest, *found)) in zip(responses, FOUND.items()):
        assert r.summary == summary_of(status, rest)
        assert sorted(r.rules) == sorted(rule for rule, *_ in found), status
        assert r.briefs == [brief for *_, brief in found if brief]
        assert sorted(r.anomalies) == sorted(kind for _, kind, brief in found if brief)
        assert sorted(r.remarks) == sorted(kind for _, kind, brief in found if not brief)
        assert sorted(name for _, name, _ in r.experts) == sorted(
            f"sipcodes.{'anomaly' if brief else 'remark'}.{rule}" for rule, _, brief in found)
        assert r.values.get("sipcodes.finding", []) == [sentence for *_, sentence in r.experts]


def test_summary_fits_a_line(wireshark, little_capture):
    """With the margin and the brackets of tshark -V, 100 characters: what does not fit is counted."""
    short = response("486 Busy Here", headers="Authorization: x\n")
    both = response("606 Not Acceptable", headers="Authorization: x\nProxy-Authorization: x\n")
    many = response("486 Busy Here", headers="Authorization: x\nProxy-Authorization: x\nRetry-After: x\nWarning: 1\n")
    found = [r.summary for r in wireshark.responses(little_capture([*map(datagram, (short, both, many))]))]
    assert found[0] == "SIP Response Code: 486 Busy Here, Authorization in a response"
    assert all(len(summary) <= 90 for summary in found)
    assert found[1].endswith(", 1 more") and re.search(r", \d more$", found[2])


def test_severities(wireshark, capture):
    for r in wireshark.responses(capture):
        for severity, field, _ in r.experts:
            _, what, name = field.split(".")
            assert (severity == "chat") == (what == "remark")
            assert (severity == "note") == (name in NOTES), name


@PASSES
def test_each_field_alone(wireshark, capture, passes):
    """The same where nothing else asks for a tree."""
    responses = {r.frame: r for r in wireshark.responses(capture)}
    for name in ("sipcodes.anomaly", "sipcodes.remark", "sipcodes.rule", "sipcodes.brief", "sipcodes.finding"):
        rows = wireshark.fields(capture, [name], *passes)
        assert rows == [[responses[frame].values.get(name, [])] for frame in range(1, len(FOUND) + 1)]


def test_no_claim_of_a_missing_target(wireshark, capture):
    """A REFER inside a dialog has the dialog's."""
    (sentence,) = [text for r in wireshark.responses(capture) for _, name, text in r.experts if name.endswith("refer_ok_contact")]
    assert sentence.startswith("No Contact in this 200 to REFER: inside a dialog its own target serves") and "(RFC 3515" in sentence


def test_expert_dialog_names_the_header_field(wireshark):
    """One row for each name, and no two alike."""
    rows = {row[2]: row[1] for row in wireshark.glossary("fields") if row[2].startswith(("sipcodes.anomaly.", "sipcodes.remark."))}
    assert rows["sipcodes.anomaly.unauthorized_challenge"] == "No WWW-Authenticate in a 401"
    assert rows["sipcodes.anomaly.invite_ok_contact"] == "No Contact in a 2xx to INVITE"
    assert rows["sipcodes.remark.bye_ok_with_contact"] == "Contact in a 2xx to BYE or CANCEL"
    assert rows["sipcodes.anomaly.user_defined_error"] == "SIP status code marked by your table as an error"
    assert len(set(rows.values())) == len(rows) > 100


@pytest.mark.parametrize("severity, shown", [("Warning", "warn"), ("Note", "note"), ("Chat", "chat")])
def test_a_remark_can_be_given_a_severity(wireshark, capture, severity, shown):
    own = {"uat:expert_severity": f'"sipcodes.remark.provisional_contact","{severity}"'}
    plain = [(r.frame, *expert) for r in wireshark.responses(capture) for expert in r.experts]
    changed = [(r.frame, *expert) for r in wireshark.responses(capture, preferences=own) for expert in r.experts]
    assert changed == [(frame, shown if name.endswith(".provisional_contact") else before, name, text) for frame, before, name, text in plain]


def test_header_fields_that_are_absent_are_named(wireshark, little_capture):
    """Those alone, where a rule asks for several."""
    headers = ["", "Allow: INVITE\n", "Accept: application/sdp\nSupported: timer\n", "Allow: INVITE\nAccept: a/b\nAccept-Encoding: x\nSupported: y\n"]
    capture = little_capture([datagram(response("200 OK", "OPTIONS", call=str(n), headers=text)) for n, text in enumerate(headers)])
    missing = [r.first("sipcodes.missing_header") for r in wireshark.responses(capture)]
    assert missing == ["Allow, Accept, Accept-Encoding, Accept-Language, Supported", "Accept, Accept-Encoding, Accept-Language, Supported",
                       "Allow, Accept-Encoding, Accept-Language", "Accept-Language"]
    assert [r.first("sipcodes.finding").partition(":")[0] for r in wireshark.responses(capture)] == [
        f"No {names} in this 200 to OPTIONS" for names in missing]
