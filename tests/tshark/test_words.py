# SPDX-License-Identifier: GPL-2.0-or-later
"""Explanation, hint and description as tshark shows them: in lines, in this order, and what the reported patterns need.
plugin/hints.c and plugin/explanation.c have their unit tests."""
import re

import pytest

from little_captures import datagram, message, response
from wireshark_programs import PROJECT

LONGEST_LINE = 100

# status, method, header fields; a piece of the hint; what the hint must not say; the explanations
CASES = {
    "SHA-256 alone": (
        "407 Proxy Authentication Required", "INVITE",
        'Proxy-Authenticate: Digest realm="a", nonce="b", opaque="c=", algorithm=SHA-256, qop="auth"\n',
        "many clients know MD5 alone", None, []),
    "expired nonce without stale": (
        "401 Unauthorized", "REGISTER", 'WWW-Authenticate: Digest realm="fritz.box", nonce="BBBB"\n',
        "it may have expired", "wrong password", []),
    "nonce by phrase": (
        "401 nonce has changed", "REGISTER", 'WWW-Authenticate: Digest realm="a", nonce="b"\n',
        "only the nonce was refused", "wrong password", ["nonce has changed"]),
    "403 to BYE": ("403 Wrong Status", "BYE", "", "cannot end the call", "international", ["Wrong Status"]),
    "Teams": (
        "480 Temporarily Unavailable", "INVITE",
        'REASON: Q.850;cause=31;text="5e19725b-7fad;No callee endpoints were found."\nSERVER: Microsoft.PSTNHub.SIPProxy v.1\n',
        "go by the text of the Reason", "without saying why", ["5e19725b-7fad;No callee endpoints were found."]),
    "Lync": (
        "504 Server time-out", "INVITE",
        'ms-diagnostics: 1008;reason="Unable to resolve DNS SRV record";domain="example.net";source="edge.example.com"\n',
        "ms-diagnostics", None, ["1008: Unable to resolve DNS SRV record"]),
    "anonymous": (
        "183 Session Progress", "INVITE", 'Contact: <sip:b@192.0.2.1>\nReason: STIR; cause=433; text="Anonymity Disallowed"\n',
        "verification", None, ["Anonymity Disallowed"]),
    "408 to OPTIONS": ("408 Request Timeout", "OPTIONS", "", "keep-alive or probe", "nobody picked up", []),
    "404 to OPTIONS": ("404 Not Found", "OPTIONS", "", "no wrong number", "+E.164", []),
    "Kamailio": (
        "404 Not here", "INVITE", 'Warning: 392 192.0.2.20:5060 "Noisy feedback tells: pid=1 in_uri=sip:x@a out_uri=sip:x@a"\n',
        "debugging aid", None, ["Noisy feedback tells: pid=1 in_uri=sip:x@a out_uri=sip:x@a"]),
    "Flexisip": ("110 Push sent", "INVITE", "", "the phone is being woken", "configuration", []),
    "tel": (
        "302 Moved Temporarily", "INVITE", "Contact: <tel:8005550100;cic=0222;rn=18005550100>;q=1\n", "RFC 4694", "forwarding at", []),
    "409 of a gateway": (
        "409 Conflict", "INVITE", 'Server: Audiocodes-Sip-Gateway-Mediant\nReason: Q.850;cause=96;text="mandatory-ie-missing"\n',
        "ISDN", "HTTP", ["mandatory-ie-missing"]),
    "brackets": (
        "480 Temporarily Unavailable [call Processing Released]", "INVITE", "", "What came before tells", None,
        ["Temporarily Unavailable [call Processing Released]"]),
    "503, its own hint and the time": (
        "503 Service Unavailable", "INVITE", "Retry-After: 5\n", "every route behind the element", None, []),
}


@pytest.fixture(scope="module")
def cases(wireshark, little_capture):
    return little_capture([datagram(response(status, method, str(number), headers))
                           for number, (status, method, headers, *_) in enumerate(CASES.values())])


def test_what_the_patterns_need(wireshark, cases):
    rows = wireshark.fields(cases, ["sipcodes.hint", "sipcodes.explanation"])
    for (name, (_, _, _, wanted, unwanted, explanations)), ([hint], shown) in zip(CASES.items(), rows):
        assert (name, wanted in hint) == (name, True), hint
        assert (name, unwanted is not None and unwanted in hint) == (name, False), hint
        assert (name, shown) == (name, explanations)


def test_names(wireshark, little_capture):
    """Flexisip's code, a STIR cause, warn-codes that are not registered, and the location of a Reason."""
    capture = little_capture([
        datagram(response("110 Push sent", call="1")),
        datagram(response("183 Session Progress", call="2", headers="Contact: <sip:b@192.0.2.1>\nReason: STIR;cause=433\n")),
        datagram(response("404 Not here", call="3", headers='Warning: 392 a.example "x", 390 a.example "y"\n')),
        datagram(response("404 Not Found", call="4", headers="Reason: Q.850;cause=1;location=TN\n")),
    ])
    names = ["sipcodes.name", "sipcodes.status", "sipcodes.reason.name", "sipcodes.warning.name", "sipcodes.reason.location"]
    push, stir, warning, location = wireshark.fields(capture, names)
    assert push[:2] == [["Push sent"], ["4"]]
    assert stir[2] == ["Anonymity Disallowed"]
    assert warning[3] == ["Debugging aid of Kamailio and OpenSIPS", "Error of PJSIP"]
    assert location[4] == ["TN"]
    assert "[Location: TN (transit network)]" in wireshark.tshark(capture, "-V", "-Y", "frame.number == 4")


def shown_words(text):
    """For each response: [(field, [its lines])] of explanation, hint and description in the order of -V, brackets taken away."""
    found, current, indent = [], None, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        plain = line.strip().removeprefix("[").removesuffix("]")
        label = re.match(r"(Explanation in [^:]+|Hint|Description): ", plain)
        if plain.startswith("SIP Response Code: "):
            found.append([])
            current = None
        elif label and found:
            current = [plain[label.end():]]
            indent = depth
            found[-1].append((label[1].split()[0].lower(), current, [line]))
        elif current is not None and depth > indent:
            current.append(plain)
            found[-1][-1][2].append(line)
        else:
            current = None
    return found


CAPTURES = sorted((PROJECT / "pcaps").glob("*.pcapng"))


@pytest.mark.parametrize("capture", CAPTURES, ids=[capture.stem for capture in CAPTURES])
def test_lines(wireshark, capture):
    """The item shows the first line and the others stand below it; together they are the value. None is too long."""
    values = wireshark.responses(capture)
    shown = shown_words(wireshark.tshark(capture, "-V", "-Y", "sipcodes"))
    shown = [words for words in shown if words]
    values = [one for one in values if "sipcodes.hint" in one.values]
    assert len(shown) == len(values)
    for words, one in zip(shown, values):
        assert [field for field, _, _ in words if field != "explanation"] == ["hint", "description"]
        for field, lines, printed in words:
            if field != "explanation":
                assert " ".join(lines) == one.first(f"sipcodes.{field}")
                assert max(map(len, printed)) <= LONGEST_LINE


def test_order(wireshark, little_capture):
    """Findings, the sender's words, the hint, the description; then the rest."""
    capture = little_capture([datagram(response("480 Gone fishing", headers='Reason: Q.850;cause=18;text="a"\nRetry-After: x\n'))])
    [found] = wireshark.responses(capture)
    assert found.values["sipcodes.explanation"] == ["Gone fishing", "a"]
    order = [name for name in found.values if name in
             ("sipcodes.anomaly", "sipcodes.explanation", "sipcodes.hint", "sipcodes.description", "sipcodes.code", "sipcodes.reason")]
    assert order == ["sipcodes.anomaly", "sipcodes.explanation", "sipcodes.hint", "sipcodes.description", "sipcodes.code", "sipcodes.reason"]


def test_explanation_marks_its_place(wireshark, little_capture):
    """The bytes that it is taken from: the phrase, the value of the header field."""
    sent = response("480 Gone fishing", headers='Reason: Q.850;cause=18;text="a \\"b\\""\n')
    capture = little_capture([datagram(sent)])
    pdml = wireshark.tshark(capture, "-T", "pdml")
    marked = [(int(size), int(at)) for size, at in re.findall(r'name="sipcodes.explanation"[^>]* size="(\d+)" pos="(\d+)"', pdml)]
    before = 28  # IPv4 and UDP
    assert [sent[at - before:at - before + size] for size, at in marked] == [b"Gone fishing", b'Q.850;cause=18;text="a \\"b\\""']
    [found] = wireshark.responses(capture)
    assert found.values["sipcodes.explanation"][1] == 'a "b"'


def in_multiparts(levels, body, content_type):
    """A NOTIFY with this body in so many multiparts, one inside the other."""
    for level in range(levels):
        body = f"--b{level}\r\nContent-Type: {content_type}\r\n\r\n".encode() + body + f"\r\n--b{level}--\r\n".encode()
        content_type = f"multipart/mixed;boundary=b{level}"
    return message("NOTIFY sip:alice@192.0.2.20 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-n\nMax-Forwards: 70\n"
                   "From: <sip:bob@example.test>;tag=1\nTo: <sip:alice@example.test>;tag=2\nCall-ID: n@192.0.2.1\nCSeq: 2 NOTIFY\n"
                   "Event: refer\nSubscription-State: terminated\nContact: <sip:bob@192.0.2.1>\n"
                   f"Content-Type: {content_type}\nContent-Length: {len(body)}\n") + body


def lines_of_ours(text):
    """For each response, its lines in -V, from the summary on."""
    found, indent = [], None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        if line.lstrip().startswith("[SIP Response Code: "):
            found.append([line])
            indent = depth
        elif indent is not None and depth > indent:
            found[-1].append(line)
        else:
            indent = None
    return found


@pytest.mark.parametrize("content_type", ["message/sipfrag", "message/sip"])
def test_lines_deep_in_multiparts(wireshark, little_capture, content_type):
    """Broken earlier the deeper they stand, and whole all the same. Deeper still, a link and the name of a code have no room."""
    told = response("503 Gone fishing", headers="Reason: Q.850;cause=17\nRetry-After: 5\nMax-Forwards: 3\nUnsupported: a\n")
    told = told.replace(b";tag=from-1", b"").replace(b"z9hG4bK", b"")
    capture = little_capture([datagram(in_multiparts(levels, told, content_type)) for levels in range(3)])
    shown = lines_of_ours(wireshark.tshark(capture, "-V"))
    assert len(shown) == 3
    values = wireshark.responses(capture)
    for levels, (lines, one) in enumerate(zip(shown, values)):
        words = " ".join(line.strip().removeprefix("[").removesuffix("]") for line in lines)
        for field in ("sipcodes.hint", "sipcodes.description", "sipcodes.finding"):
            assert all(value in words for value in one.values[field]), (levels, field)
        assert [line for line in lines if len(line) > LONGEST_LINE] == [], levels
