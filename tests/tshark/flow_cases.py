# SPDX-License-Identifier: GPL-2.0-or-later
"""Flows, what several messages show in each, and how their transactions ended: at least one for each finding of core/transactions."""
import dataclasses

CHALLENGE = "'WWW-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"{}\"'"
LOGIN = "'Authorization: Digest username=\"u\", realm=\"r\", uri=\"sip:r\", qop=auth, nc=00000001, cnonce=\"c\", nonce=\"{}\", response=\"1\"'"


@dataclasses.dataclass
class Case:
    table: str
    findings: dict = dataclasses.field(default_factory=dict)  # frame: names
    outcomes: dict = dataclasses.field(default_factory=dict)  # frame of a final: outcome


def repeated(line, times):
    return "\n".join(f"{time} {line}" for time in times)


CASES = {
    # ---- Reports of others
    "tag-changes-180-200": Case(
        f"""0.00 a>b INVITE
            0.01 b>a 180 to=t1
            1.00 b>a 200 to=t2
            1.02 a>b ACK branch=3 to=t1
            {repeated("b>a 200 to=t2", [1.5, 2.5, 4.5])}
            5.00 a>b BYE branch=4 cseq=2 to=t1
            5.01 b>a 481/BYE branch=4 cseq=2 to=t1""",
        {4: ["dialog_tag"], 6: ["answer_never_acked"], 7: ["answer_never_acked"], 8: ["dialog_tag"]}, {3: "Answered"}),
    "stale-missing": Case(
        f"""0.0 a>b REGISTER
            0.1 b>a 401/REGISTER {CHALLENGE.format("n1")}
            0.2 a>b REGISTER branch=2 cseq=2 {LOGIN.format("n1")}
            0.3 b>a 200/REGISTER branch=2 cseq=2
            290.2 a>b REGISTER branch=3 cseq=3 {LOGIN.format("n1")}
            290.3 b>a 401/REGISTER branch=3 cseq=3 {CHALLENGE.format("n2")}""",
        {6: ["nonce_expired_without_stale"]}, {2: "Challenged", 4: "Succeeded"}),
    "reliable-183-repeated-after-prack": Case(
        f"""0.00 a>b INVITE 'Supported: 100rel'
            0.01 b>a 183 'Require: 100rel' 'RSeq: 1'
            0.02 a>b PRACK branch=2 cseq=2 to=2 'RAck: 1 1 INVITE'
            0.03 b>a 200/PRACK branch=2 cseq=2
            {repeated("b>a 183 'Require: 100rel' 'RSeq: 1'", [0.51, 1.51])}
            3.00 b>a 486
            3.01 a>b ACK to=2""",
        {5: ["provisional_resent_after_prack"], 6: ["provisional_resent_after_prack"]}, {4: "Succeeded", 7: "Busy"}),
    "sdp-differs": Case("""0.00 a>b INVITE sdp=4000
                           0.01 b>a 183 sdp=5000
                           1.00 b>a 200 sdp=6000
                           1.01 a>b ACK branch=2 to=2""", {3: ["answer_changed"]}, {3: "Answered"}),
    "session-expires-missing": Case("""0.00 a>b INVITE 'Supported: timer' 'Session-Expires: 1800'
                                       0.01 b>a 200
                                       0.02 a>b ACK branch=2 to=2""", {2: ["session_timer_ignored"]}, {2: "Answered"}),
    "expires-one-less": Case("""0.00 a>b REGISTER 'Contact: <sip:a@192.0.2.10>' 'Expires: 180'
                                0.01 b>a 200/REGISTER 'Contact: <sip:a@192.0.2.10>;expires=179'""", {2: ["expires_shortened"]}, {2: "Succeeded"}),
    "200-without-ack": Case(f"""0.00 a>b INVITE
                                {repeated("b>a 200", [0.01, 0.51, 1.51, 3.51, 7.51, 11.51])}""",
                            {4: ["answer_never_acked"], 5: ["answer_never_acked"], 6: ["answer_never_acked"], 7: ["answer_never_acked"]},
                            {2: "Answered"}),
    "486-after-cancel": Case("""0.00 a>b INVITE
                                0.01 b>a 180
                                1.00 a>b CANCEL
                                1.01 b>a 200/CANCEL
                                2.00 b>a 486
                                2.01 a>b ACK to=2""", {5: ["failure_after_cancel"]}, {4: "Succeeded", 5: "Busy"}),
    "no-answer-to-bye": Case(repeated("a>b BYE to=2", [0, 0.5, 1.5, 3.5, 7.5]), {1: ["never_answered"]}),
    # ---- Flows
    "good-call": Case("""0.00 a>b INVITE
                         0.01 b>a 100
                         1.01 b>a 180
                         3.01 b>a 200
                         3.02 a>b ACK branch=2 to=2
                         13.02 a>b BYE branch=3 cseq=2 to=2
                         13.03 b>a 200/BYE branch=3 cseq=2""", {}, {4: "Answered", 7: "Succeeded"}),
    "copies": Case("""0.00000 a>b INVITE id=7
                      0.00002 a>b INVITE id=7
                      0.01000 b>a 486 id=8
                      0.01002 b>a 486 id=8
                      0.02000 a>b ACK to=2 id=9
                      0.02002 a>b ACK to=2 id=9""", {}, {3: "Busy"}),
    "both-hops": Case("""0.000 a>p INVITE
                         0.001 p>b INVITE branch=p via=1
                         0.011 b>p 486 branch=p via=1
                         0.012 p>b ACK branch=p to=2
                         0.013 p>a 486
                         0.023 a>p ACK to=2""", {}, {3: "Busy", 5: "Busy"}),
    "challenged-then-answered": Case(f"""0.00 a>b INVITE
                                         0.01 b>a 401 {CHALLENGE.format("n1")}
                                         0.02 a>b ACK to=2
                                         0.03 a>b INVITE branch=2 cseq=2 {LOGIN.format("n1")}
                                         0.04 b>a 200 branch=2 cseq=2 to=3
                                         0.05 a>b ACK branch=3 cseq=2 to=3""", {}, {2: "Challenged", 5: "Answered"}),
    "redirected": Case("""0.00 a>b INVITE
                          0.01 b>a 302 'Contact: <sip:c@192.0.2.30>'
                          0.02 a>b ACK to=2
                          0.03 a>c INVITE branch=2 cseq=2
                          0.04 c>a 486 branch=2 cseq=2 to=3
                          0.05 a>c ACK branch=2 cseq=2 to=3""", {}, {2: "Redirected", 5: "Busy"}),
    "wrong-password": Case(f"""0.0 a>b REGISTER
                               0.1 b>a 401/REGISTER {CHALLENGE.format("n1")}
                               0.2 a>b REGISTER branch=2 cseq=2 {LOGIN.format("n1")}
                               0.3 b>a 401/REGISTER branch=2 cseq=2 {CHALLENGE.format("n2")}
                               0.4 a>b REGISTER branch=3 cseq=3 {LOGIN.format("n2")}
                               0.5 b>a 401/REGISTER branch=3 cseq=3 {CHALLENGE.format("n3")}
                               0.6 a>b REGISTER branch=4 cseq=4 {LOGIN.format("n3")}
                               0.7 b>a 401/REGISTER branch=4 cseq=4 {CHALLENGE.format("n4")}""",
                           {4: ["credentials_refused"], 6: ["credentials_refused"], 8: ["credentials_refused"]},
                           {2: "Challenged", 8: "Challenged"}),
    "cancelled": Case("""0.00 a>b INVITE
                         0.01 b>a 180
                         5.00 a>b CANCEL
                         5.01 b>a 200/CANCEL
                         5.03 b>a 487
                         5.04 a>b ACK to=2""", {}, {4: "Succeeded", 5: "Cancelled"}),
    "cancel-race": Case("""0.00 a>b INVITE
                           0.01 b>a 180
                           5.00 a>b CANCEL
                           5.01 b>a 200/CANCEL
                           5.02 b>a 200
                           5.03 a>b ACK branch=2 to=2
                           5.04 a>b BYE branch=3 cseq=2 to=2
                           5.05 b>a 200/BYE branch=3 cseq=2""", {5: ["answered_while_cancelled"]}, {5: "Answered", 8: "Succeeded"}),
    "answered-elsewhere": Case("""0.00 a>b INVITE
                                  0.01 b>a 180
                                  5.00 a>b CANCEL 'Reason: SIP;cause=200;text="Call completed elsewhere"'
                                  5.01 b>a 200/CANCEL
                                  5.03 b>a 487
                                  5.04 a>b ACK to=2""", {}, {5: "Answered elsewhere"}),
    "same-call-id-again": Case("""0.00 a>b INVITE
                                  0.01 b>a 200
                                  0.02 a>b ACK branch=2 to=2
                                  1.00 a>b BYE branch=3 cseq=2 to=2
                                  1.01 b>a 200/BYE branch=3 cseq=2
                                  20.0 a>b INVITE branch=4 cseq=3
                                  20.1 b>a 486 branch=4 cseq=3 to=5
                                  20.2 a>b ACK branch=4 cseq=3 to=5""", {}, {2: "Answered", 7: "Busy"}),
    "two-finals": Case("""0.00 a>b INVITE
                          0.01 b>a 486
                          0.02 a>b ACK to=2
                          0.50 b>a 503""", {4: ["two_finals"]}, {2: "Busy"}),
    "answer-after-failure": Case("""0.00 a>b INVITE
                                    0.01 b>a 486
                                    0.02 a>b ACK to=2
                                    0.50 b>a 200 to=3
                                    0.51 a>b ACK branch=4 to=3""", {}, {4: "Answered"}),
    "forked-answers": Case("""0.00 a>b INVITE
                              0.01 b>a 100
                              1.00 b>a 180 to=2
                              3.00 b>a 200 to=2
                              3.01 a>b ACK branch=2 to=2
                              3.02 b>a 200 to=3
                              3.03 a>b ACK branch=3 to=3
                              3.04 a>b BYE branch=4 cseq=2 to=3
                              3.05 b>a 200/BYE branch=4 cseq=2 to=3""", {}, {4: "Answered", 6: "Answered"}),
    "provisional-after-final": Case("""0.00 a>b INVITE
                                       0.01 b>a 486
                                       0.02 a>b ACK to=2
                                       0.50 b>a 180""", {4: ["provisional_after_final"]}, {2: "Busy"}),
    "lost-ack-then-seen": Case("""0.00 a>b INVITE
                                  0.01 b>a 200
                                  0.51 b>a 200
                                  0.52 a>b ACK branch=2 to=2""", {}, {2: "Answered"}),
    "old-client": Case("""0.00 a>b INVITE cookie=no
                          0.01 b>a 486 cookie=no
                          0.02 a>b ACK cookie=no to=2""", {}, {2: "Busy"}),
    "never-answered": Case(repeated("a>b INVITE", [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]), {7: ["never_answered"]}),
    "rang-out": Case("""0.00 a>b INVITE
                        0.01 b>a 180
                        30.0 b>a 408
                        30.1 a>b ACK to=2""", {}, {3: "No answer"}),
    "early-100": Case("""0.00 a>b REGISTER
                         0.01 b>a 100/REGISTER
                         0.02 b>a 200/REGISTER""", {2: ["early_100"]}, {3: "Succeeded"}),
    "number-not-echoed": Case("""0.00 a>b OPTIONS cseq=5
                                 0.01 b>a 200/OPTIONS cseq=6""", {2: ["response_echo"]}),
    "via-not-echoed": Case("""0.00 a>b OPTIONS via=1
                              0.01 b>a 200/OPTIONS""", {2: ["response_echo"]}, {2: "Succeeded"}),
    "capture-starts-late": Case("""0.00 b>a 200
                                   0.01 a>b ACK branch=2 to=2
                                   5.00 a>b BYE branch=3 cseq=2 to=2
                                   5.01 b>a 200/BYE branch=3 cseq=2""", {}, {1: "Answered", 4: "Succeeded"}),
    "early-bye": Case("""0.00 a>b INVITE
                         0.01 b>a 180
                         1.00 a>b BYE branch=2 cseq=2 to=2
                         1.01 b>a 200/BYE branch=2 cseq=2
                         1.02 b>a 487
                         1.03 a>b ACK to=2""", {}, {4: "Succeeded", 5: "Terminated"}),
    "nat": Case("""0.0000 a>b OPTIONS sent_by=a id=7
                   0.0002 n>b OPTIONS sent_by=a id=7
                   0.0102 b>n 200/OPTIONS sent_by=a id=8
                   0.0104 b>a 200/OPTIONS sent_by=a id=8""", {}, {3: "Succeeded"}),
    # ---- One of each of the rest
    "challenge-stale": Case(f"""0.0 a>b REGISTER
                                0.1 b>a 401/REGISTER {CHALLENGE.format("n1")}
                                0.2 a>b REGISTER branch=2 cseq=2 {LOGIN.format("n1")}
                                0.3 b>a 401/REGISTER branch=2 cseq=2 {CHALLENGE.format("n2").replace("qop", "stale=TRUE, qop")}""",
                            {4: ["challenge_stale"]}),
    "failure-never-acked": Case(f"""0.00 a>b INVITE
                                    {repeated("b>a 486", [0.01, 0.51, 1.51])}""", {4: ["failure_never_acked"]}),
    "cancel-without-487": Case("""0.00 a>b INVITE
                                  0.01 b>a 180
                                  1.00 a>b CANCEL
                                  1.01 b>a 200/CANCEL""", {4: ["cancel_without_487"]}),
    "ack-branch": Case("""0.00 a>b INVITE
                          0.01 b>a 486
                          0.02 a>b ACK branch=other to=2""", {3: ["ack_branch"]}),
    "cseq-method": Case("""0.00 a>b OPTIONS
                           0.01 b>a 200/INFO""", {2: ["response_cseq_method"]}),
    "terminated": Case("""0.00 a>b INVITE
                          0.01 b>a 180
                          9.00 b>a 487
                          9.01 a>b ACK to=2""", {3: ["terminated_without_cancel"]}, {3: "Terminated"}),
    "cancel-at-once": Case("""0.00 a>b INVITE
                              0.01 a>b CANCEL
                              0.02 b>a 200/CANCEL
                              0.03 b>a 487
                              0.04 a>b ACK to=2""", {2: ["cancel_before_provisional"]}),
    "cancel-branch": Case("""0.00 a>b INVITE
                             0.01 b>a 180
                             1.00 a>b CANCEL branch=9
                             1.01 b>a 481/CANCEL branch=9
                             2.00 b>a 486
                             2.01 a>b ACK to=2""", {3: ["cancel_branch"]}),
    "number-kept": Case(f"""0.0 a>b REGISTER
                            0.1 b>a 401/REGISTER {CHALLENGE.format("n1")}
                            0.2 a>b REGISTER branch=2 {LOGIN.format("n1")}
                            0.3 b>a 200/REGISTER branch=2""", {3: ["cseq_not_incremented"]}),
    "number-back": Case("""0.00 a>b INFO cseq=5 to=2
                           0.01 b>a 200/INFO cseq=5
                           1.00 a>b INFO branch=2 cseq=4 to=2
                           1.01 b>a 200/INFO branch=2 cseq=4""", {3: ["cseq_goes_back"]}),
    "ack-in-branch": Case("""0.00 a>b INVITE
                             0.01 b>a 200
                             0.02 a>b ACK to=2""", {3: ["ack_of_2xx_in_branch"]}),
    "no-prack": Case(f"""0.00 a>b INVITE 'Supported: 100rel'
                         {repeated("b>a 183 'Require: 100rel' 'RSeq: 1'", [0.01, 0.51, 1.51])}
                         2.00 b>a 486
                         2.01 a>b ACK to=2""", {4: ["reliable_without_prack"]}),
    "late-final": Case("""0.0 a>b OPTIONS
                          40.0 b>a 200/OPTIONS""", {2: ["late_final"]}),
    "slow": Case("""0.0 a>b INVITE
                    0.5 a>b INVITE
                    0.6 b>a 100
                    1.0 b>a 486
                    1.1 a>b ACK to=2""", {3: ["slow_first_response"]}),
    "binding-missing": Case("""0.00 a>b REGISTER 'Contact: <sip:a@192.0.2.10>' 'Expires: 180'
                               0.01 b>a 200/REGISTER 'Contact: <sip:a@192.0.2.99>;expires=180'""", {2: ["binding_missing"]}),
    "glare": Case("""0.00 a>b INVITE
                     0.01 b>a 200
                     0.02 a>b ACK branch=2 to=2
                     5.00 a>b INVITE branch=3 cseq=2 to=2
                     5.01 b>a INVITE branch=4 from=2 to=1
                     5.02 b>a 491 branch=3 cseq=2
                     5.03 a>b 491 branch=4 from=2 to=1
                     5.04 a>b ACK branch=3 cseq=2 to=2
                     5.05 b>a ACK branch=4 from=2 to=1""", {6: ["glare"], 7: ["glare"]}),
    "bye-crosses-bye": Case("""0.00 a>b INVITE
                               0.01 b>a 200
                               0.02 a>b ACK branch=2 to=2
                               5.00 a>b BYE branch=3 cseq=2 to=2
                               5.01 b>a BYE branch=4 from=2 to=1
                               5.02 b>a 481/BYE branch=3 cseq=2
                               5.03 a>b 481/BYE branch=4 from=2 to=1""", {6: ["bye_481"], 7: ["bye_481"]}),
}
