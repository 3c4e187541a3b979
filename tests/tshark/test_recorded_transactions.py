# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of pcaps/transactions.md against the messages of the captures: each row has to follow from single header fields, as
Wireshark shows them. Wireshark's own matching of requests and responses is not asked.
"""
import dataclasses

import pytest

import recorded_transactions
from wireshark_programs import PROJECT

TABLES = recorded_transactions.read()
FIELDS = ["frame.number", "ip.src", "ip.dst", "sip.Method", "sip.Status-Code", "sip.CSeq.method", "sip.CSeq.seq", "sip.Via.branch",
          "sip.Call-ID", "sip.from.tag", "sip.to.tag"]
OUTCOMES_OF_INVITE = {200: {"answered"}, 407: {"challenged"}, 486: {"busy"}, 487: {"cancelled", "answered_elsewhere"},
                      504: {"server_failure"}}
OUTCOMES_OF_OTHERS = {200: {"succeeded"}, 401: {"challenged"}}


@dataclasses.dataclass(frozen=True)
class Message:
    """What two sendings of one message have in common."""
    source: str
    destination: str
    method: str
    code: int | None
    cseq: str
    branches: tuple
    call_id: str
    from_tag: str
    to_tag: str

    @property
    def key(self):
        """Of its client transaction (RFC 3261 section 17.1.3), as its server sees it."""
        return self.branches[0], self.method, self.cseq, self.call_id

    @property
    def dialog(self):
        return self.call_id, self.cseq, self.from_tag

    def goes_back_from(self, other):
        return (self.source, self.destination) == (other.destination, other.source)

    def goes_along_with(self, other):
        return (self.source, self.destination) == (other.source, other.destination)


def read_messages(wireshark, name):
    """{frame: message}. No segment of these captures holds two messages."""
    found = {}
    capture = PROJECT / "pcaps" / f"{name}.pcapng"
    for frame, source, destination, method, code, cseq_method, cseq, branches, call_id, from_tag, to_tag in wireshark.fields(
            capture, FIELDS, "-Y", "sip"):
        assert len(method) + len(code) == 1, f"frame {frame[0]} holds several messages"
        found[int(frame[0])] = Message(source[0], destination[0], *(method or cseq_method), int(code[0]) if code else None, cseq[0],
                                       tuple(branches), call_id[0], from_tag[0], to_tag[0] if to_tag else "")
    return found


class Recording:
    """A table and the messages of its capture."""
    def __init__(self, wireshark, name):
        self.rows = TABLES[name]
        self.messages = read_messages(wireshark, name)

    def earlier(self, row):
        """The messages before that of a row, by their frames."""
        return {frame: message for frame, message in self.messages.items() if frame < row.frame}

    def frames_of(self, rows):
        return [(row, self.messages[row.frame]) for row in rows]


@pytest.fixture(scope="module", params=TABLES)
def recording(request, wireshark):
    return Recording(wireshark, request.param)


def test_each_message_has_its_row(recording):
    rows = [(row.frame, row.source, row.destination, row.method, row.code) for row in recording.rows]
    assert rows == [(frame, message.source, message.destination, message.method, message.code)
                    for frame, message in recording.messages.items()]


def test_responses_answer_their_requests(recording):
    for row, response in recording.frames_of(row for row in recording.rows if row.is_response):
        requests = [frame for frame, message in recording.earlier(row).items()
                    if message.code is None and message.key == response.key and response.goes_back_from(message)]
        assert requests, f"frame {row.frame} answers nothing"
        assert row.of == requests[0], f"frame {row.frame}"


def test_ack_and_cancel_go_with_their_invite(recording):
    for row, request in recording.frames_of(row for row in recording.rows if not row.is_response):
        invites = [frame for frame, message in recording.earlier(row).items()
                   if message.method == "INVITE" and message.code is None and message.dialog == request.dialog
                   and request.goes_along_with(message)]
        if request.method in ("ACK", "CANCEL"):
            assert row.of == invites[0], f"frame {row.frame}"
        else:
            assert row.of is None, f"frame {row.frame}"


def test_branches_of_ack_and_cancel(recording):
    """Those of the INVITE (RFC 3261 sections 9.1, 17.1.1.3), but for the ACK of a 2xx, which has a new one (13.2.2.4) and the To tag
    of the 2xx."""
    for row, request in recording.frames_of(row for row in recording.rows if not row.is_response and row.of is not None):
        invite = recording.messages[row.of]
        tags = {response.to_tag for earlier, response in recording.frames_of(recording.rows)
                if earlier.frame < row.frame and earlier.of == row.of and earlier.outcome == "answered"}
        if request.method == "ACK" and tags:
            assert request.branches[0] != invite.branches[0], f"frame {row.frame}"
            assert request.to_tag in tags, f"frame {row.frame}"
        else:
            assert request.branches[0] == invite.branches[0], f"frame {row.frame}"


def test_what_was_sent_again(recording):
    for row, message in recording.frames_of(recording.rows):
        same = [frame for frame, earlier in recording.earlier(row).items() if earlier == message]
        assert row.again == (same[0] if same else None), f"frame {row.frame}"


def test_where_responses_were_made(recording):
    for row, message in recording.frames_of(recording.rows):
        longer = [frame for frame, earlier in recording.earlier(row).items()
                  if message.code not in (None, 100) and earlier.code == message.code and earlier.to_tag == message.to_tag
                  and earlier.dialog == message.dialog and earlier.branches[1:] == message.branches]
        assert row.made_in == (longer[0] if longer else None), f"frame {row.frame}"


def test_outcomes(recording):
    for row in recording.rows:
        known = OUTCOMES_OF_INVITE if row.method == "INVITE" else OUTCOMES_OF_OTHERS
        assert row.outcome in (known[row.code] if row.is_final else {""}), f"frame {row.frame}"
