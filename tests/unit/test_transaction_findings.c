/* test_transaction_findings.c: what several messages show, each with a flow that shows it and correct ones that do not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "flows.h"
#include "keep_going.h"

#define CHALLENGE(nonce) "'WWW-Authenticate: Digest realm=\"r\", nonce=\"" nonce "\"'"
#define STALE(nonce) "'WWW-Authenticate: Digest realm=\"r\", stale=TRUE, nonce=\"" nonce "\"'"
#define LOGIN(nonce) "'Authorization: Digest realm=\"r\", nonce=\"" nonce "\", response=\"1\"'"

/* clang-format off */
static const flow credentials[] = {
    { "a wrong password", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1"),
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "0.03 b>a 401 branch=2 cseq=2 to=b " CHALLENGE("n2") " -> t2 outcome=Challenged facts=refused ! credentials_refused",
        "0.04 a>b REGISTER branch=3 cseq=3 " LOGIN("n2"),
        "0.05 b>a 401 branch=3 cseq=3 to=b " CHALLENGE("n3") " -> t3 facts=refused ! credentials_refused",
        "0.06 a>b REGISTER branch=4 cseq=4 " LOGIN("n3"),
        "0.07 b>a 401 branch=4 cseq=4 to=b " CHALLENGE("n4") " -> t4 ! credentials_refused",
        "0.57 b>a 401 branch=4 cseq=4 to=b " CHALLENGE("n4") " -> t4 resend=1/8",
        "clock 40",
        "said 4 user, password or realm is wrong",
        "said 8 3 times in a row",
    } },
    { "a fresh nonce that the server itself blames", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1"),
        "17.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "17.03 b>a 401 branch=2 cseq=2 to=b 'phrase=Nonce has changed' " CHALLENGE("n2") " -> t2 facts=expired ! nonce_expired_without_stale",
    } },
    { "the same nonce comes back", {
        "0.00 a>b REGISTER " LOGIN("n1"),
        "0.01 b>a 401 to=b " CHALLENGE("n1") " -> t1 facts=refused ! credentials_refused",
    } },
    { "a proxy's password", {
        "0.00 a>b INVITE",
        "0.01 b>a 407 to=b 'Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\"'",
        "0.02 a>b ACK to=b",
        "0.03 a>b INVITE branch=2 cseq=2 'Proxy-Authorization: Digest realm=\"r\", nonce=\"n1\", response=\"1\"'",
        "0.04 b>a 407 branch=2 cseq=2 to=b 'Proxy-Authenticate: Digest realm=\"r\", nonce=\"n2\"' -> t2 facts=refused ! credentials_refused",
        "0.05 a>b ACK branch=2 cseq=2 to=b",
    } },
    { "a server and a proxy of the same realm", {
        "0.00 a>b INVITE",
        "0.01 b>a 407 to=b 'Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\"'",
        "0.02 a>b ACK to=b",
        "0.03 a>b INVITE branch=2 cseq=2 'Proxy-Authorization: Digest realm=\"r\", nonce=\"n1\", response=\"1\"'",
        "0.04 b>a 401 branch=2 cseq=2 to=b " CHALLENGE("n2") " -> t2 facts=",
        "0.05 a>b ACK branch=2 cseq=2 to=b",
    } },
    { "an expired nonce", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1"),
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "0.03 b>a 200 branch=2 cseq=2 to=b",
        "290.03 a>b REGISTER branch=3 cseq=3 " LOGIN("n1"),
        "290.04 b>a 401 branch=3 cseq=3 to=b " CHALLENGE("n2") " -> t3 facts=expired ! nonce_expired_without_stale",
        "290.05 a>b REGISTER branch=4 cseq=4 " LOGIN("n2"),
        "290.06 b>a 200 branch=4 cseq=4 to=b",
        "said 6 the password may be right",
        "said 6 frame 2",
    } },
    { "a nonce that works once", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1"),
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "0.03 b>a 200 branch=2 cseq=2 to=b",
        "1.00 a>b REGISTER branch=3 cseq=3 " LOGIN("n1"),
        "1.01 b>a 401 branch=3 cseq=3 to=b " CHALLENGE("n2") " -> t3 ! nonce_expired_without_stale",
    } },
    { "a nonce from before the capture", {
        "0.00 a>b REGISTER " LOGIN("n0"),
        "0.01 b>a 401 to=b " CHALLENGE("n1") " -> t1 facts=expired ! nonce_expired_without_stale",
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "0.03 b>a 200 branch=2 cseq=2 to=b",
    } },
    { "a stale nonce, said so", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1"),
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "0.03 b>a 401 branch=2 cseq=2 to=b " STALE("n2") " -> t2 facts= ! challenge_stale",
    } },
    { "a wrong password, with a new From tag each time", {
        "0.00 a>b REGISTER from=1",
        "0.01 b>a 401 from=1 to=b " CHALLENGE("n1"),
        "17.2 a>b REGISTER from=2 branch=2 cseq=2 " LOGIN("n1"),
        "17.3 b>a 401 from=2 branch=2 cseq=2 to=b " CHALLENGE("n2") " -> t2 facts=refused ! credentials_refused",
    } },
    { "the first step of IMS", {
        "0.00 a>b REGISTER 'Authorization: Digest realm=\"r\", nonce=\"\", response=\"\"'",
        "0.01 b>a 401 to=b " CHALLENGE("n1") " -> t1 facts=",
        "0.02 a>b REGISTER branch=2 cseq=2 'Authorization: Digest realm=\"r\", nonce=\"n1\", auts=\"x\", response=\"1\"'",
        "0.03 b>a 401 branch=2 cseq=2 to=b " CHALLENGE("n2") " -> t2 facts=",
        "0.04 a>b REGISTER branch=3 cseq=3 " LOGIN("n2"),
        "0.05 b>a 200 branch=3 cseq=3 to=b",
    } },
    { "another client's challenge", {
        "0.00 c>b REGISTER",
        "0.01 b>c 401 to=b " CHALLENGE("n1"),
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n1"),
        "0.03 b>a 401 branch=2 cseq=2 to=b " CHALLENGE("n2") " -> t2 ! nonce_expired_without_stale",
    } },
    { "several algorithms", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1") " " CHALLENGE("n2"),
        "0.02 a>b REGISTER branch=2 cseq=2 " LOGIN("n2"),
        "0.03 b>a 401 branch=2 cseq=2 to=b " CHALLENGE("n3") " -> t2 ! credentials_refused",
    } },
};

static const flow acks[] = {
    { "an answer that nobody acknowledges", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.51 b>a 200 to=b -> t1 resend=1/2",
        "1.51 b>a 200 to=b -> t1 resend=2/2 ! answer_never_acked",
        "3.51 b>a 200 to=b -> t1 resend=3/2 ! answer_never_acked",
        "7.51 b>a 200 to=b -> t1 resend=4/2 ! answer_never_acked",
        "clock 50",
        "said 6 sent 5 times",
    } },
    { "the ACK of one fork of two", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.02 a>b ACK branch=1a to=b",
        "0.03 b>a 200 to=z",
        "0.53 b>a 200 to=z -> t1 resend=1/4",
        "1.53 b>a 200 to=z -> t1 resend=2/4 ! answer_never_acked",
    } },
    { "the ACK goes past the proxy", {
        "0.00 a>p INVITE",
        "0.00 p>b INVITE branch=p,1",
        "0.01 b>p 200 branch=p,1 to=b",
        "0.02 p>a 200 to=b -> t1 made=3/b",
        "0.03 a>b ACK branch=1a to=b -> t1 request=1",
        "0.51 b>p 200 branch=p,1 to=b -> t2 resend=1/3",
        "1.51 b>p 200 branch=p,1 to=b -> t2 resend=2/3",
    } },
    { "the INVITE was not seen", {
        "0.01 b>a 200 to=b -> t1 request=0",
        "0.51 b>a 200 to=b -> t1 resend=1/1",
        "1.51 b>a 200 to=b -> t1 resend=2/1",
        "3.51 b>a 200 to=b -> t1 resend=3/1",
    } },
    { "a failure that nobody acknowledges", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b",
        "0.51 b>a 486 to=b -> t1 resend=1/2",
        "1.51 b>a 486 to=b -> t1 resend=2/2 ! failure_never_acked",
        "said 4 sent 3 times",
    } },
    { "a failure whose ACK was late", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b",
        "0.51 b>a 486 to=b -> t1 resend=1/2",
        "0.52 a>b ACK to=b",
        "1.51 b>a 486 to=b -> t1 resend=2/2",
    } },
    { "an ACK with another branch", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b",
        "0.02 a>b ACK branch=9 to=b -> t1 request=1 ! ack_branch",
        "0.51 b>a 486 to=b -> t1 resend=1/2",
        "0.52 a>b ACK branch=9 to=b -> t1 resend=1/3",
    } },
    { "the ACK of another hop", {
        "0.00 a>p INVITE",
        "0.00 p>b INVITE branch=p,1",
        "0.01 b>p 486 branch=p,1 to=b",
        "0.02 p>c INVITE branch=q,1",
        "0.03 c>p 200 branch=q,1 to=c",
        "0.04 p>a 200 to=c -> t1 made=5/c",
        "0.05 a>p ACK branch=a to=c -> t1",
    } },
    { "an ACK to an answer, in the INVITE's branch", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.02 a>b ACK to=b -> t1 ! ack_of_2xx_in_branch",
    } },
    { "the tag of another response in ACK and BYE", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=music",
        "5.01 b>a 200 to=agent",
        "5.02 a>b ACK branch=1a to=music -> t1 ! dialog_tag",
        "5.52 b>a 200 to=agent -> t1 resend=1/3",
        "6.52 b>a 200 to=agent -> t1 resend=2/3 ! answer_never_acked",
        "8.52 b>a 200 to=agent -> t1 resend=3/3 ! answer_never_acked",
        "12.5 a>b BYE branch=2 cseq=2 to=music ! dialog_tag",
        "12.6 b>a 481 branch=2 cseq=2 to=music",
        "said 6 ACK in frame 4",
    } },
    { "a BYE for an early dialog beside the answered one", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b1",
        "0.02 b>a 180 to=b2",
        "5.01 b>a 200 to=b2",
        "5.02 a>b ACK branch=1a to=b2",
        "5.03 a>b BYE branch=2 cseq=2 to=b1",
        "5.04 b>a 200 branch=2 cseq=2 to=b1",
    } },
    { "a BYE and a PRACK of no dialog", {
        "0.00 a>b INVITE",
        "0.01 b>a 183 to=b 'RSeq: 1'",
        "0.02 a>b PRACK branch=3 cseq=2 to=x 'RAck: 1 1 INVITE' -> t2 ! dialog_tag",
        "0.03 b>a 481 branch=3 cseq=2 to=x",
        "5.01 b>a 200 to=b",
        "5.02 a>b ACK branch=1a to=b",
        "9.02 a>b BYE branch=2 cseq=3 to=y -> t3 ! dialog_tag",
        "9.03 b>a 481 branch=2 cseq=3 to=y",
    } },
    { "a BYE of the called side", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.02 a>b ACK branch=1a to=b",
        "9.02 b>a BYE branch=2 cseq=1 from=b to=a",
        "9.03 a>b 200 branch=2 cseq=1/BYE from=b to=a",
    } },
};

static const flow cancels[] = {
    { "a failure after the CANCEL", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b",
        "2.01 a>b CANCEL",
        "2.02 b>a 200 cseq=1/CANCEL to=b",
        "2.03 b>a 486 to=b -> t1 outcome=Busy ! failure_after_cancel",
        "2.04 a>b ACK to=b",
    } },
    { "a failure long after the CANCEL", {
        "0.00 a>p INVITE",
        "0.01 p>a 180 to=b",
        "2.01 a>p CANCEL",
        "2.02 p>a 200 cseq=1/CANCEL to=p",
        "2.53 p>a 486 to=b -> t1 ! failure_after_cancel",
        "2.54 a>p ACK to=b",
    } },
    { "a failure that crosses the CANCEL at a proxy", {
        "0.00 a>p INVITE",
        "0.01 p>a 180 to=b",
        "2.01 a>p CANCEL",
        "2.02 p>a 200 cseq=1/CANCEL to=p",
        "2.03 p>a 486 to=b -> t1",
        "2.04 a>p ACK to=b",
    } },
    { "the INVITE stays open", {
        "0.00 a>b INVITE -> t1 outcome=None_yet",
        "0.01 b>a 180 to=b",
        "2.01 a>b CANCEL",
        "2.02 b>a 200 cseq=1/CANCEL to=b",
        "clock 34.1",
        "later 4 ! cancel_without_487",
        "absent 1 INVITE 1 b cancel_without_487",
        "said 4 INVITE in frame 1",
    } },
    { "the INVITE may still end", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b",
        "2.01 a>b CANCEL",
        "2.02 b>a 200 cseq=1/CANCEL to=b",
        "clock 34.0",
    } },
    { "terminated by nobody", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b",
        "9.01 b>a 487 to=b -> t1 outcome=Terminated facts=rang ! terminated_without_cancel",
        "9.02 a>b ACK to=b",
    } },
    { "terminated by Expires", {
        "0.00 a>b INVITE 'Expires: 9'",
        "0.01 b>a 180 to=b",
        "9.01 b>a 487 to=b -> t1 outcome=Terminated",
        "9.02 a>b ACK to=b",
    } },
    { "terminated, the INVITE cut", {
        "0.00 a>b INVITE cut",
        "9.01 b>a 487 to=b -> t1 outcome=Terminated",
    } },
    { "a CANCEL too early", {
        "0.00 a>b INVITE",
        "0.10 a>b CANCEL -> t2 request=1 ! cancel_before_provisional",
        "0.11 b>a 200 cseq=1/CANCEL to=b",
        "0.12 b>a 487 to=b",
        "0.13 a>b ACK to=b",
    } },
    { "a CANCEL with another branch", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b",
        "0.10 a>b CANCEL branch=9 -> t2 request=1 ! cancel_branch",
        "0.11 b>a 481 branch=9 cseq=1/CANCEL to=b",
    } },
    { "a CANCEL of another hop", {
        "0.00 a>p INVITE",
        "0.01 p>a 180 to=b",
        "0.10 p>b CANCEL branch=p -> t2",
        "0.11 b>p 200 branch=p cseq=1/CANCEL to=b",
    } },
};

static const flow numbers[] = {
    { "CSeq stays", {
        "0.00 a>b REGISTER",
        "0.01 b>a 401 to=b " CHALLENGE("n1"),
        "0.02 a>b REGISTER branch=2 " LOGIN("n1") " -> t2 ! cseq_not_incremented",
        "0.03 b>a 200 branch=2 to=b",
    } },
    { "a proxy forks", {
        "0.00 p>b INVITE branch=p1,1",
        "0.01 p>b INVITE branch=p2,1",
        "0.02 b>p 486 branch=p1,1 to=b",
        "0.03 p>b ACK branch=p1 to=b",
        "0.04 b>p 486 branch=p2,1 to=c",
        "0.05 p>b ACK branch=p2 to=c",
    } },
    { "CSeq goes back", {
        "0.00 a>b INFO cseq=5 to=b",
        "0.01 b>a 200 cseq=5 to=b",
        "1.00 a>b INFO branch=2 cseq=4 to=b -> t2 ! cseq_goes_back",
        "1.01 b>a 200 branch=2 cseq=4 to=b",
        "said 3 CSeq 4 is below the 5 of the request in frame 1",
    } },
    { "a second call begins anew", {
        "0.00 a>b INVITE cseq=5",
        "0.01 b>a 200 cseq=5 to=b",
        "0.02 a>b ACK branch=1a cseq=5 to=b",
        "1.00 a>b BYE branch=2 cseq=6 to=b",
        "1.01 b>a 200 branch=2 cseq=6 to=b",
        "9.00 a>b INVITE branch=3 cseq=1",
        "9.01 b>a 486 branch=3 cseq=1 to=c",
        "9.02 a>b ACK branch=3 cseq=1 to=c",
    } },
    { "CSeq of the other side, of another dialog, out of order", {
        "0.00 a>b INFO cseq=5 to=b",
        "0.00 b>a 200 cseq=5 to=b",
        "1.00 b>a INFO branch=2 cseq=4 from=b to=a",
        "1.01 a>b 200 branch=2 cseq=4 from=b to=a",
        "2.00 a>b INFO branch=3 cseq=3 to=c",
        "2.01 b>a 200 branch=3 cseq=3 to=c",
        "2.02 a>b INFO branch=4 cseq=2 to=c",
        "2.03 b>a 200 branch=4 cseq=2 to=c",
    } },
};

static const flow reliable[] = {
    { "sent again after the PRACK", {
        "0.00 a>b INVITE",
        "0.01 b>a 183 to=b 'RSeq: 7'",
        "0.02 a>b PRACK branch=2 cseq=2 to=b 'RAck: 7 1 INVITE'",
        "0.03 b>a 200 branch=2 cseq=2 to=b",
        "0.53 b>a 183 to=b cseq=1/INVITE 'RSeq: 7' -> t1 resend=1/2 ! provisional_resent_after_prack",
        "1.53 b>a 183 to=b cseq=1/INVITE 'RSeq: 7' -> t1 resend=2/2 ! provisional_resent_after_prack",
        "said 5 RSeq 7",
    } },
    { "the next one has the next number", {
        "0.00 a>b INVITE",
        "0.01 b>a 183 to=b 'RSeq: 7'",
        "0.02 a>b PRACK branch=2 cseq=2 to=b 'RAck: 7 1 INVITE'",
        "0.03 b>a 200 branch=2 cseq=2 to=b",
        "1.53 b>a 183 to=b cseq=1/INVITE 'RSeq: 8' -> t1",
    } },
    { "without a PRACK", {
        "0.00 a>b INVITE",
        "0.01 b>a 183 to=b 'RSeq: 7'",
        "0.51 b>a 183 to=b 'RSeq: 7' -> t1 resend=1/2",
        "1.51 b>a 183 to=b 'RSeq: 7' -> t1 resend=2/2 ! reliable_without_prack",
        "said 4 RSeq 7 was sent 3 times",
    } },
    { "a late PRACK", {
        "0.00 a>b INVITE",
        "0.01 b>a 183 to=b 'RSeq: 7'",
        "0.51 b>a 183 to=b 'RSeq: 7' -> t1 resend=1/2",
        "0.52 a>b PRACK branch=2 cseq=2 to=b 'RAck: 7 1 INVITE'",
        "0.53 b>a 200 branch=2 cseq=2 to=b",
    } },
    { "ringing is said again and again", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b",
        "60.0 b>a 180 to=b -> t1 resend=1/2",
        "120.0 b>a 180 to=b -> t1 resend=2/2",
    } },
};

static const flow negotiated[] = {
    { "no session timer", {
        "0.00 a>b INVITE 'Supported: timer' 'Session-Expires: 1800'",
        "0.01 b>a 200 to=b -> t1 ! session_timer_ignored",
        "0.02 a>b ACK branch=1a to=b",
    } },
    { "a session timer", {
        "0.00 a>b INVITE 'Supported: timer' 'Session-Expires: 1800'",
        "0.01 b>a 200 to=b 'Session-Expires: 1800;refresher=uac'",
        "0.02 a>b ACK branch=1a to=b",
        "0.03 a>b INVITE branch=2 cseq=2 to=b 'Supported: 100rel'",
        "0.04 b>a 200 branch=2 cseq=2 to=b",
        "0.05 a>b ACK branch=2a cseq=2 to=b",
    } },
    { "no session timer in a cut answer", {
        "0.00 a>b INVITE 'Supported: timer' 'Session-Expires: 1800'",
        "0.01 b>a 200 to=b cut",
    } },
    { "a shorter time", {
        "0.00 a>b REGISTER 'Contact: <sip:a@10.0.0.1>;expires=180'",
        "0.01 b>a 200 to=b 'Contact: <sip:x@10.0.0.9>;expires=9' 'Contact: <sip:a@10.0.0.1:5060;ob>;expires=179' -> t1 ! expires_shortened",
        "0.02 a>b SUBSCRIBE branch=2 cseq=2 'Expires: 600'",
        "0.03 b>a 200 branch=2 cseq=2 to=b 'Expires: 60' -> t2 ! expires_shortened",
        "said 2 Granted are 179 s, asked for were 180 s",
        "said 4 Granted are 60 s, asked for were 600 s",
    } },
    { "the same time, a longer one, and an end", {
        "0.00 a>b REGISTER 'Contact: <sip:a@10.0.0.1>' 'Expires: 180'",
        "0.01 b>a 200 to=b 'Contact: <sip:A@10.0.0.1>;expires=180'",
        "0.02 a>b SUBSCRIBE branch=2 cseq=2 'Expires: 60'",
        "0.03 b>a 200 branch=2 cseq=2 to=b 'Expires: 600'",
        "0.04 a>b REGISTER branch=3 cseq=3 'Contact: <sip:a@10.0.0.1>;expires=0'",
        "0.05 b>a 200 branch=3 cseq=3 to=b 'Contact: <sip:x@10.0.0.9>;expires=9'",
        "0.06 a>b REGISTER branch=4 cseq=4 'Contact: *' 'Expires: 0'",
        "0.07 b>a 200 branch=4 cseq=4 to=b",
    } },
    { "a binding is missing", {
        "0.00 a>b REGISTER 'Contact: <sip:a@10.0.0.1>;expires=180'",
        "0.01 b>a 200 to=b 'Contact: <sip:x@10.0.0.9>;expires=180' -> t1 ! binding_missing",
        "0.02 a>b REGISTER branch=2 cseq=2 'Contact: <sip:a@10.0.0.1>;expires=180'",
        "0.03 b>a 200 branch=2 cseq=2 to=b 'Contact: <sip:x@10.0.0.9>;expires=180' cut",
    } },
    { "the description changes", {
        "0.00 a>b INVITE sdp=offer",
        "0.01 b>a 183 to=b sdp=early",
        "0.02 b>a 200 to=b sdp=late -> t1 ! answer_changed",
        "0.03 a>b ACK branch=1a to=b",
        "said 3 frame 2",
    } },
    { "the description stays, or is of another phone", {
        "0.00 a>b INVITE sdp=offer",
        "0.01 b>a 183 to=b sdp=early",
        "0.02 b>a 200 to=b sdp=early",
        "0.03 b>a 200 to=c sdp=other",
        "0.04 a>b ACK branch=1a to=b",
        "0.05 a>b ACK branch=1b to=c",
    } },
    { "the description is an offer, or was changed by UPDATE", {
        "0.00 a>b INVITE",
        "0.01 b>a 183 to=b sdp=early",
        "0.02 b>a 200 to=b sdp=late",
        "0.03 a>b ACK branch=1a to=b",
        "1.00 a>b INVITE branch=5 cseq=5 call=d sdp=offer",
        "1.01 b>a 183 branch=5 cseq=5 call=d to=b sdp=early",
        "1.02 a>b UPDATE branch=6 cseq=6 call=d to=b sdp=offer2",
        "1.03 b>a 200 branch=6 cseq=6 call=d to=b sdp=late",
        "1.04 b>a 200 branch=5 cseq=5/INVITE call=d to=b sdp=late",
        "1.05 a>b ACK branch=5a cseq=5 call=d to=b",
    } },
};
/* clang-format on */

FLOW_TEST(credentials)
FLOW_TEST(acks)
FLOW_TEST(cancels)
FLOW_TEST(numbers)
FLOW_TEST(reliable)
FLOW_TEST(negotiated)

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/transactions/findings/credentials", test_credentials);
    g_test_add_func("/transactions/findings/acks", test_acks);
    g_test_add_func("/transactions/findings/cancels", test_cancels);
    g_test_add_func("/transactions/findings/numbers", test_numbers);
    g_test_add_func("/transactions/findings/reliable", test_reliable);
    g_test_add_func("/transactions/findings/negotiated", test_negotiated);
    return g_test_run();
}
