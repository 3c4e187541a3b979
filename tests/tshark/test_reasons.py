# SPDX-License-Identifier: GPL-2.0-or-later
"""Reason, Warning, Retry-After and blocked calls as tshark shows them. plugin/core/reason.c itself has its unit tests."""
import collections

import pytest

from little_captures import datagram, request, response, segments
from wireshark_programs import PROJECT

REASON_COLUMNS = ["protocol", "cause", "name", "text", "location", "ppi"]
REASON_FIELDS = [f"sipcodes.reason.{column}" for column in REASON_COLUMNS]
WARNING_FIELDS = [f"sipcodes.warning.{column}" for column in ("code", "name", "agent", "text")]

# Calls through correct servers, some of which failed.
CORRECT_CALLS = ["register-call-udp", "call-tcp", "call-tls", "call-ipv6", "call-websocket", "call-failures", "rtp-call-short",
                 "refer", "transfer"]

Case = collections.namedtuple("Case", "status headers values anomalies", defaults=[[]])


def reason(protocol, cause="0", name="", text="", location="", ppi=""):
    """What a Reason value shows; what it lacks keeps its place in the columns."""
    return (protocol, cause, name, text, location, ppi)


USER_BUSY = reason("Q.850", "17", "User busy", "User busy")

REASONS = {
    "RFC 3326, completed elsewhere": Case(
        "487 Request Terminated", 'Reason: SIP ;cause=200 ;text="Call completed elsewhere"\n',
        [reason("SIP", "200", "OK", "Call completed elsewhere")]),
    "RFC 3326, terminated": Case(
        "487 Request Terminated", 'Reason: Q.850 ;cause=16 ;text="Terminated"\n',
        [reason("Q.850", "16", "Normal call clearing", "Terminated")]),
    "RFC 3326, busy everywhere": Case(
        "600 Busy Everywhere", 'Reason: SIP ;cause=600 ;text="Busy Everywhere"\n',
        [reason("SIP", "600", "Busy Everywhere", "Busy Everywhere")]),
    "RFC 3326, preconditions": Case(
        "487 Request Terminated", 'Reason: SIP ;cause=580 ;text="Precondition Failure"\n',
        [reason("SIP", "580", "Precondition Failure", "Precondition Failure")]),
    "RFC 9366, one protocol twice": Case(
        "480 Temporarily Unavailable", 'Reason: Q.850;cause=31;text="Normal, unspecified", Q.850;cause=19;text="No answer"\n',
        [reason("Q.850", "31", "Normal unspecified", "Normal, unspecified"),
         reason("Q.850", "19", "No answer from user (user alerted)", "No answer")]),
    "RFC 8606, location": Case(
        "486 Busy Here", 'Reason: Q.850;cause=17;text="User busy";location=LN\n',
        [reason("Q.850", "17", "User busy", "User busy", "LN")]),
    "RFC 9410, two PASSporTs": Case(
        "438 Invalid Identity Header",
        'Reason: STIR;cause=437;text="Unsupported Credential";ppi="a..b", STIR;cause=438;ppi="c..d"\n',
        [reason("STIR", "437", "Unsupported Credential", "Unsupported Credential", "", "a..b"),
         reason("STIR", "438", "Invalid Identity Header", "", "", "c..d")]),
    "text before cause": Case("486 Busy Here", 'Reason: Q.850;text="User busy";cause=17\n', [USER_BUSY]),
    "space around everything": Case("486 Busy Here", 'Reason:   Q.850 ; cause = 17 ;\ttext = "User busy"  \n', [USER_BUSY]),
    "names in other cases": Case(
        "486 Busy Here", 'rEASON: q.850;CAUSE=17;Text="User busy"\n', [reason("q.850", "17", "User busy", "User busy")]),
    "folded between values": Case(
        "486 Busy Here", 'Reason: SIP;cause=486,\n Q.850\n\t;cause=17;text="User busy"\n',
        [reason("SIP", "486", "Busy Here"), USER_BUSY]),
    "folded inside a text": Case(
        "486 Busy Here", 'Reason: Q.850;cause=17;text="User  \n   busy"\n', [USER_BUSY]),
    "escapes": Case(
        "403 Forbidden", r'Reason: Q.850;cause=21;text="see \"policy, part 4\"; C:\\calls;cause=99", SIP;cause=403' + "\n",
        [reason("Q.850", "21", "Call rejected", r'see "policy, part 4"; C:\calls;cause=99'),
         reason("SIP", "403", "Forbidden")]),
    "text in UTF-8": Case(
        "486 Busy Here", 'Reason: Q.850;cause=17;text="Занято"\n', [reason("Q.850", "17", "User busy", "Занято")]),
    "two fields": Case(
        "503 Service Unavailable", "Retry-After: 5\nReason: Q.850;cause=34\nServer: in between\nReason: SIP;cause=503\n",
        [reason("Q.850", "34", "No circuit/channel available"), reason("SIP", "503", "Service Unavailable")]),
    "parts missing in turn": Case(
        "500 Server Internal Error", 'Reason: SIP;cause=500, X-Own;text="a", Q.850;location=RLN, preemption;cause=1\n',
        [reason("SIP", "500", "Server Internal Error"), reason("X-Own", text="a"), reason("Q.850", location="RLN"),
         reason("preemption", "1")]),
    "unknown parameters": Case(
        "486 Busy Here", 'Reason: Q.850;vendor="a;cause=1, SIP;cause=2";cause=17;flag;text="User busy"\n', [USER_BUSY]),
    "no protocol": Case(
        "500 Server Internal Error", "Reason: ;cause=41\n", [reason("", "41")], ["reason_malformed"]),
    "cause in letters": Case(
        "500 Server Internal Error", 'Reason: Q.850;cause=forty;text="x"\n', [reason("Q.850", text="x")], ["reason_malformed"]),
    "cause beyond 32 bits": Case(
        "500 Server Internal Error", "Reason: Q.850;cause=4294967337\n", [reason("Q.850")], ["reason_malformed"]),
    "negative cause": Case(
        "500 Server Internal Error", "Reason: Q.850;cause=-41\n", [reason("Q.850")], ["reason_malformed"]),
    "quotes never closed": Case(
        "500 Server Internal Error", 'Reason: Q.850;cause=41;text="open, SIP;cause=500\n',
        [reason("Q.850", "41", "Temporary failure", "open, SIP;cause=500")], ["reason_malformed"]),
    "code and cause disagree": Case(
        "404 Not Found", 'Reason: Q.850;cause=17;text="User busy"\n', [USER_BUSY], ["reason_conflict"]),
    "the other leg has failed": Case(
        "183 Session Progress", 'Reason: Q.850;cause=17;text="User busy"\nContact: <sip:bob@192.0.2.1>\n', [USER_BUSY],
        ["provisional_failure"]),
    "none at all": Case("486 Busy Here", "Server: Reason: Q.850;cause=17\n", []),
}


def rows_of(cells):
    """The n-th value of every column, for each n."""
    assert len({len(column) for column in cells}) == 1, f"the columns have different lengths: {cells}"
    return list(zip(*cells))


def messages_of(cases):
    return [datagram(response(case.status, call=str(number), headers=case.headers)) for number, case in enumerate(cases.values())]


def by_case(cases, rows):
    assert len(rows) == len(cases)
    return dict(zip(cases, rows))


@pytest.fixture(scope="module")
def reasons(little_capture):
    return little_capture(messages_of(REASONS))


@pytest.fixture(scope="module", params=[(), ("-2",)], ids=["one-pass", "two-pass"])
def shown_reasons(request, wireshark, reasons):
    return by_case(REASONS, wireshark.fields(reasons, [*REASON_FIELDS, "sipcodes.anomaly"], *request.param))


@pytest.mark.parametrize("name", REASONS)
def test_reason(shown_reasons, name):
    *cells, anomalies = shown_reasons[name]
    # A single empty value and no value look the same in a cell.
    cells = [cell or [""] * len(REASONS[name].values) for cell in cells]
    assert rows_of(cells) == REASONS[name].values
    assert anomalies == REASONS[name].anomalies


def test_reason_as_sent_and_by_filter(wireshark, reasons):
    sent = by_case(REASONS, wireshark.fields(reasons, ["sipcodes.reason"]))
    assert sent["RFC 3326, terminated"] == [['Q.850 ;cause=16 ;text="Terminated"']]
    assert sent["folded between values"][0][0] == "SIP;cause=486"
    assert sent["none at all"] == [[]]
    numbers = {name: number for number, name in enumerate(REASONS, start=1)}
    assert wireshark.frames(reasons, r'sipcodes.reason.text contains "\"policy, part 4\"; C:\\calls"') == [numbers["escapes"]]
    assert wireshark.frames(reasons, 'sipcodes.reason.name == "Busy Everywhere"') == [numbers["RFC 3326, busy everywhere"]]


def test_columns_of_the_shipped_capture_are_aligned(wireshark):
    rows = wireshark.fields(PROJECT / "pcaps" / "reasons.pcapng", ["sipcodes.reason", *REASON_FIELDS[:4], *WARNING_FIELDS])
    several = 0
    for sent, *cells in rows:
        reasons, warnings = cells[:4], cells[4:]
        assert {len(cell) for cell in reasons if len(sent) > 1 or cell} <= {len(sent)}, cells
        assert len({len(cell) for cell in warnings if len(cell) > 1}) <= 1, warnings
        several += len(sent) > 1
    assert several >= 5


def test_columns_with_printable_separators(wireshark, reasons):
    """As docs/reference.md says it, and the first or last value of each field alone."""
    names = [word for field in REASON_FIELDS[:4] for word in ("-e", field)]
    number = list(REASONS).index("parts missing in turn")

    def line(*options):
        return wireshark.tshark(reasons, "-T", "fields", "-E", "separator=|", "-E", "aggregator=;", *options, *names).split("\n")[number]

    assert line("-E", "occurrence=a") == "SIP;X-Own;Q.850;preemption|500;0;0;1|Server Internal Error;;;|;a;;"
    assert line("-E", "occurrence=f") == "SIP|500|Server Internal Error|"
    assert line("-E", "occurrence=l") == "preemption|1||"
    assert line("-E", "occurrence=a", "-E", "quote=d").startswith('"SIP;X-Own;Q.850;preemption"|"500;0;0;1"|')


def test_keepers_of_columns_are_not_seen(wireshark, reasons):
    text = wireshark.tshark(reasons, "-V", "-Y", 'sipcodes.reason.protocol == "preemption"')
    reason_lines = [line.strip() for line in text.splitlines() if line.strip().startswith("[Cause:")]
    assert reason_lines == ["[Cause: 500]", "[Cause: 1]"]


@pytest.mark.parametrize("name", CORRECT_CALLS)
def test_no_conflict_in_correct_calls(wireshark, name):
    capture = PROJECT / "pcaps" / f"{name}.pcapng"
    if not capture.exists():
        pytest.skip(f"pcaps/{name}.pcapng is not there")
    rows = wireshark.fields(capture, ["sipcodes.code", "sipcodes.reason", "sipcodes.anomaly"], "-Y", "sipcodes.code")
    assert rows
    assert [row for row in rows if "reason_conflict" in row[2]] == []


WARNINGS = {
    "RFC 3261, 307": Case(
        "488 Not Acceptable Here", "Warning: 307 isi.edu \"Session parameter 'foo' not understood\"\n",
        [("307", "Session description parameter not understood", "isi.edu", "Session parameter 'foo' not understood")]),
    "RFC 3261, 301": Case(
        "488 Not Acceptable Here", "Warning: 301 isi.edu \"Incompatible network address type 'E.164'\"\n",
        [("301", "Incompatible network address formats", "isi.edu", "Incompatible network address type 'E.164'")]),
    "several": Case(
        "488 Not Acceptable Here",
        'Warning: 305 pbx "a, b; \\"c\\"", 370 [2001:db8::1]:5060 "d"\nWarning: 399 x "",\n 381 y "e"\n',
        [("305", "Incompatible media format", "pbx", 'a, b; "c"'), ("370", "Insufficient bandwidth", "[2001:db8::1]:5060", "d"),
         ("399", "Miscellaneous warning", "x", ""), ("381", "SIPS Required", "y", "e")]),
    "unnamed code": Case("488 Not Acceptable Here", 'Warning: 398 pbx "x"\n', [("398", "", "pbx", "x")]),
    "four digits": Case(
        "488 Not Acceptable Here", 'Warning: 1812 overture "In Progress", 304 pbx "video"\n',
        [("0", "", "overture", "In Progress"), ("304", "Media type not available", "pbx", "video")], ["header_value"]),
}


def test_warnings(wireshark, little_capture):
    rows = wireshark.fields(little_capture(messages_of(WARNINGS)), [*WARNING_FIELDS, "sipcodes.anomaly"])
    for name, (*cells, anomalies) in by_case(WARNINGS, rows).items():
        case = WARNINGS[name]
        cells = [cell or [""] * len(case.values) for cell in cells]
        assert (name, rows_of(cells)) == (name, case.values)
        assert (name, anomalies) == (name, case.anomalies)


RETRIES = {
    "18000;duration=3600": (["18000"], ["3600"], [], []),
    "120 (I'm in a meeting)": (["120"], [], ["I'm in a meeting"], []),
    "120;duration=30": (["120"], ["30"], [], []),
    "120 (in maintenance)": (["120"], [], ["in maintenance"], []),
    "  5(a (nested; one), \\) )  ; x=y ;duration=7": (["5"], ["7"], [r"a (nested; one), ) "], []),
    "0": (["0"], [], [], []),
    "4294967295": (["4294967295"], [], [], []),
    "4294967296": ([], [], [], ["header_value"]),
    "949302838503028349304023988": ([], [], [], ["header_value"]),
    "soon": ([], [], [], ["header_value"]),
    "-5": ([], [], [], ["header_value"]),
    "5 seconds": (["5"], [], [], ["header_value"]),
}


def test_retry_after(wireshark, little_capture):
    capture = little_capture([datagram(response("503 Service Unavailable", call=str(number), headers=f"Retry-After: {value}\n"))
                              for number, value in enumerate(RETRIES)])
    names = ["sipcodes.retry_after", "sipcodes.retry_after.duration", "sipcodes.retry_after.comment", "sipcodes.anomaly"]
    shown = wireshark.fields(capture, names)
    assert dict(zip(RETRIES, map(tuple, shown))) == RETRIES


BLOCKED = {
    ("603 Network Blocked", 'Reason: SIP;cause=603;text="v=analytics1;url=https://blocked.example.test/why";location=RLN\n'):
        ("analytics1", "https://blocked.example.test/why", "RLN", []),
    ("603 network blocked", 'Reason: Q.850;cause=21;text="v=analytics1;tel=+12025550143";location=TN\n'):
        ("analytics1", "+12025550143", "TN", []),
    ("603 Network Blocked", 'Reason: X;cause=1, SIP;location=LN;cause=603;text="v=analytics1; email=a@example.test"\n'):
        ("analytics1", "a@example.test", "LN", []),
    ("603 Network Blocked", ""): ("", "", "", ["blocked_incomplete"]),
    ("603 Network Blocked", 'Reason: SIP;cause=603;text="v=analytics1";location=RLN\n'):
        ("analytics1", "", "RLN", ["blocked_incomplete"]),
    ("603 Network Blocked", 'Reason: SIP;cause=603;text="v=analytics1;tel=+12025550143"\n'):
        ("analytics1", "+12025550143", "", ["blocked_incomplete"]),
    ("603 Decline", 'Reason: SIP;cause=603;text="v=analytics1;tel=+12025550143";location=RLN\n'):
        ("analytics1", "+12025550143", "RLN", ["blocked_incomplete"]),
    ("608 Rejected", "Call-Info: <https://block.example.test/complaint.json>;purpose=jwscard\n"):
        ("", "https://block.example.test/complaint.json", "", []),
    ("607 Unwanted", ""): None,
    ("603 Decline", 'Reason: SIP;cause=603;text="not now"\n'): None,
    ("403 Forbidden", 'Reason: Q.850;cause=21;text="v=analytics1;tel=+12025550143"\n'): None,
    ("200 OK", "Contact: <sip:bob@192.0.2.1>\n"): None,
}


def test_blocked_calls(wireshark, little_capture):
    capture = little_capture([datagram(response(status, call=str(number), headers=headers))
                              for number, (status, headers) in enumerate(BLOCKED)])
    names = ["sipcodes.blocked.version", "sipcodes.blocked.contact", "sipcodes.blocked.location", "sipcodes.anomaly"]
    rows = wireshark.fields(capture, ["sipcodes.blocked", *names])
    for wanted, (is_blocked, *cells, anomalies), case in zip(BLOCKED.values(), rows, BLOCKED):
        if wanted is None:
            assert (case, is_blocked, cells) == (case, [], [[], [], []])
            continue
        assert (case, is_blocked in (["1"], ["True"])) == (case, True)
        *wanted, wanted_anomalies = wanted
        assert (case, cells) == (case, [[value] if value else [] for value in wanted])
        assert (case, [name for name in anomalies if name != "phrase_differs"]) == (case, wanted_anomalies)


BARE_BLOCK = response("603 Network Blocked")
FILLERS = "".join(f"X-Filler-{number}: x\n" for number in range(128))
WHOLE_BLOCK = 'Reason: SIP;cause=603;text="v=analytics1;url=https://blocked.example.test/why";location=RLN\n'


def test_no_block_is_incomplete_that_was_not_read(wireshark, little_capture):
    """Cut off by the snapshot length, in a bare fragment, in a first segment alone, behind as many fields as are read."""
    fragment = b"SIP/2.0 603 Network Blocked\r\n"
    notify = request("NOTIFY").replace(b"Content-Length: 0", b"Content-Type: message/sipfrag\r\nContent-Length: %d" % len(fragment))
    cut = datagram(BARE_BLOCK)
    capture = little_capture([(cut, len(cut) - 2), datagram(notify + fragment), *segments([BARE_BLOCK[:-2]]),
                              datagram(response("603 Network Blocked", headers=FILLERS + WHOLE_BLOCK)), datagram(BARE_BLOCK)])
    preferences = {"tcp.desegment_tcp_streams": "FALSE"}
    frames = list(range(1, 6))
    assert wireshark.frames(capture, "sipcodes.blocked", preferences=preferences) == frames
    # The last one is whole, and does lack its Reason.
    assert wireshark.frames(capture, "sipcodes.anomaly == \"blocked_incomplete\"", preferences=preferences) == frames[-1:]


BEHIND_THE_128TH = [
    ("183 Session Progress", "INVITE", "RSeq: 1\nContact: <sip:bob@192.0.2.1>\n", "Require: 100rel\n"),
    ("200 OK", "INVITE", "Contact: <sip:bob@192.0.2.1>\nSession-Expires: 1800;refresher=uac\n", "Require: timer\n"),
    ("608 Rejected", "INVITE", "Call-Info: <https://a.example.test/>;purpose=info\n",
     "Call-Info: <https://a.example.test/c.json>;purpose=jwscard\n"),
    ("199 Early Dialog Terminated", "INVITE", "", "Reason: SIP;cause=486\n"),
    ("200 OK", "REGISTER", "Contact: <sip:bob@192.0.2.1>\n", "Expires: 60\n"),
]


def test_legal_values_behind_many_fields(wireshark, little_capture):
    packets = [datagram(response(status, method, call=str(number), headers=first + FILLERS + last))
               for number, (status, method, first, last) in enumerate(BEHIND_THE_128TH)]
    responses = wireshark.responses(little_capture(packets))
    warned = [[expert for expert in r.experts if expert[0] in ("warn", "error")] for r in responses]
    assert warned == [[]] * len(packets)


HINTS = [
    ("503 Service Unavailable", "Retry-After: 5\n", "503 Service Unavailable", ""),
    ("480 Temporarily Unavailable", "Reason: Q.850;cause=20\n", "480 Temporarily Unavailable", ""),
    ("480 Temporarily Unavailable", "Reason: Q.850;cause=19\n", "480 Temporarily Unavailable", "Reason: Q.850;cause=20\n"),
    ("401 Unauthorized", 'WWW-Authenticate: Digest realm="a", nonce="b", stale=true\n',
     "401 Unauthorized", 'WWW-Authenticate: Digest realm="a", nonce="b", stale=false\n'),
    ("488 Not Acceptable Here", 'Warning: 305 pbx "x"\n', "488 Not Acceptable Here", 'Warning: 370 pbx "x"\n'),
]


def test_hint_follows_the_header_fields(wireshark, little_capture):
    """Code and code alike, only the header fields differ."""
    cases = [case for first, its_headers, second, other_headers in HINTS for case in ((first, its_headers), (second, other_headers))]
    capture = little_capture([datagram(response(status, call=str(number), headers=headers))
                              for number, (status, headers) in enumerate(cases)])
    hints = [hint for ((hint,),) in wireshark.fields(capture, ["sipcodes.hint"])]
    for one, other, case in zip(hints[::2], hints[1::2], HINTS):
        assert one and other and one != other, case
    assert hints[0].endswith(hints[1]), "503's own hint stands below what Retry-After adds"
