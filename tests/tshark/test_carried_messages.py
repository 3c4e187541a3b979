# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole response in a message/sip body (a diagnosis in a MESSAGE, a bounced message): told of, not sent by who carries it."""
import json

import pytest

from little_captures import CLIENT, SERVER, datagram, message, response, segments

PASSES = pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])


def carrying(body, content_type="message/sip"):
    head = message("MESSAGE sip:operator@example.test SIP/2.0\n"
                   "Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK-carrier\n"
                   "Max-Forwards: 70\n"
                   "From: <sip:proxy@example.test>;tag=1\n"
                   "To: <sip:operator@example.test>\n"
                   "Call-ID: carrier@192.0.2.1\n"
                   "CSeq: 1 MESSAGE\n"
                   f"Content-Type: {content_type}\n"
                   f"Content-Length: {len(body)}\n")
    return head + body


def without_length(body):
    return body.replace(b"Content-Length: 0\r\n", b"")


@pytest.fixture(scope="module")
def capture(little_capture):
    """The carried ones have no Content-Length, which only TCP asks for (RFC 3261, section 20.14), and one has no phrase."""
    told = without_length(response("486 Busy Here", call="told"))
    no_phrase = without_length(response("480 ", call="no-phrase"))
    parts = (b"--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/sip\r\n\r\n" + told
             + b"\r\n--b--\r\n")
    over_tcp = segments([carrying(told) + without_length(response("503 Service Unavailable", call="sent"))])
    return little_capture([datagram(carrying(told)), *over_tcp, datagram(carrying(no_phrase)),
                           datagram(carrying(parts, "multipart/mixed;boundary=b"))])


@PASSES
def test_carried_is_not_sent(wireshark, capture, passes):
    rows = [(r.frame, r.code, "sipcodes.fragment" in r.values, "missing_header" in r.anomalies)
            for r in wireshark.responses(capture, *passes)]
    assert rows == [(1, 486, True, False), (2, 486, True, False), (2, 503, False, True), (3, 480, True, False), (4, 486, True, False)]


def test_carried_ends_with_its_body(wireshark, little_capture):
    """Header fields behind the body, of the next message in the segment, are not the carried message's."""
    cut = response("486 Busy Here", call="told").split(b"Call-ID")[0]
    behind = response("603 Decline", call="behind", headers="Retry-After: 5\n")
    (told, sent) = wireshark.responses(little_capture(segments([carrying(cut) + behind])))
    assert (told.code, told.first("sipcodes.retry_after")) == (486, None)
    assert (sent.code, sent.first("sipcodes.retry_after")) == (603, "5")


def test_report_does_not_count_it(wireshark, capture):
    report = json.loads(wireshark.tshark(capture, "-q", "-z", "sipcodes,json"))
    assert [(row["code"], row["count"]) for row in report["codes"]] == [(503, 1)]
