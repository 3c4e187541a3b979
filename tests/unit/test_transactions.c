/* test_transactions.c: which messages belong together, and how transactions end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transactions.h"

#include "flows.h"
#include "keep_going.h"

/* Each has its outcome and these findings alone. */
/* clang-format off */
static const flow flows[] = {
    { "a good call", {
        "0.000 a>b INVITE               -> t1 request=0 response=4 outcome=Answered",
        "0.010 b>a 100                  -> t1 request=1 time=0.010 outcome=None_yet",
        "1.010 b>a 180 to=b             -> t1 request=1 time=1.010",
        "3.010 b>a 200 to=b             -> t1 request=1 time=3.010 outcome=Answered facts=rang",
        "3.020 a>b ACK branch=1a to=b   -> t1 request=1",
        "13.02 a>b BYE branch=1b cseq=2 to=b -> t2 request=0 response=7 outcome=Succeeded",
        "13.03 b>a 200 branch=1b cseq=2 to=b -> t2 request=6 time=0.010 outcome=Succeeded facts=",
        "clock 60",
    } },
    { "copies are nothing", {
        "0.00000 a>b INVITE id=101      -> t1",
        "0.00002 a>b INVITE id=101      -> t1 copy=1",
        "0.01002 b>a 486 to=b id=102    -> t1 request=1 time=0.010 outcome=Busy",
        "0.01004 b>a 486 to=b id=102    -> t1 copy=3 outcome=Busy",
        "0.02004 a>b ACK to=b id=103    -> t1 request=1",
        "0.02006 a>b ACK to=b id=103    -> t1 copy=5 request=1",
        "clock 40",
    } },
    { "copies on two interfaces, with other identifications", {
        "0.000 a>b INVITE id=101 if=0   -> t1",
        "0.020 a>b INVITE id=7 if=1     -> t1 copy=1",
        "0.030 b>a 486 to=b if=1        -> t1 time=0.030",
        "0.031 b>a 486 to=b if=0 id=8   -> t1 copy=3",
        "0.032 a>b ACK to=b             -> t1",
    } },
    { "sent again at once by a broken sender is no copy", {
        "0.000 a>b OPTIONS id=1         -> t1",
        "0.020 a>b OPTIONS id=2         -> t1 resend=1/1",
        "0.520 a>b OPTIONS id=2         -> t1 resend=2/1",
        "0.530 b>a 200 to=b             -> t1 time=0.530",
    } },
    { "both hops of a proxy", {
        "0.000 a>p INVITE               -> t1",
        "0.001 p>b INVITE branch=p,1    -> t2",
        "0.011 b>p 486 branch=p,1 to=b  -> t2 request=2 time=0.010 outcome=Busy",
        "0.012 p>b ACK branch=p to=b    -> t2 request=2",
        "0.013 p>a 486 to=b             -> t1 request=1 time=0.013 outcome=Busy made=3/b",
        "0.023 a>p ACK to=b             -> t1 request=1",
        "clock 40",
    } },
    { "a proxy hands its own branch on", {
        "0.000 a>p INVITE branch=1      -> t1",
        "0.001 p>b INVITE branch=1,1    -> t2",
        "0.011 b>p 486 branch=1,1 to=b  -> t2 request=2 time=0.010",
        "0.012 p>b ACK branch=1 to=b    -> t2 request=2",
        "0.013 p>a 486 to=b             -> t1 request=1 time=0.013 made=3/b",
        "0.023 a>p ACK to=b             -> t1 request=1",
    } },
    { "challenged, then answered", {
        "0.00 a>b INVITE                -> t1 outcome=Challenged",
        "0.01 b>a 401 to=b 'WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"' -> t1 outcome=Challenged facts=",
        "0.02 a>b ACK to=b              -> t1",
        "0.03 a>b INVITE branch=2 cseq=2 'Authorization: Digest realm=\"r\", nonce=\"n1\", response=\"1\"' -> t2 outcome=Answered",
        "0.04 b>a 180 branch=2 cseq=2 to=b -> t2",
        "0.05 b>a 200 branch=2 cseq=2 to=b -> t2 outcome=Answered",
        "0.06 a>b ACK branch=2a cseq=2 to=b -> t2",
        "0.07 a>b BYE branch=3 cseq=3 to=b -> t3",
        "0.08 b>a 200 branch=3 cseq=3 to=b -> t3",
        "clock 40",
    } },
    { "redirected, and followed", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 302 to=b              -> t1 outcome=Redirected",
        "0.02 a>b ACK to=b              -> t1",
        "0.03 a>c INVITE branch=2 cseq=2 -> t2",
        "0.04 c>a 486 branch=2 cseq=2 to=c -> t2 outcome=Busy",
        "0.05 a>c ACK branch=2 cseq=2 to=c -> t2",
        "clock 40",
    } },
    { "a cancelled call", {
        "0.00 a>b INVITE                -> t1 outcome=Cancelled response=5",
        "0.01 b>a 180 to=b              -> t1",
        "5.01 a>b CANCEL                -> t2 request=1 response=4",
        "5.02 b>a 200 cseq=1/CANCEL to=b -> t2 request=3 time=0.010 outcome=Succeeded facts=",
        "5.03 b>a 487 to=b              -> t1 request=1 time=5.030 outcome=Cancelled facts=cancelled,rang cancel=3",
        "5.04 a>b ACK to=b              -> t1 request=1",
        "clock 45",
    } },
    { "cancelled at the other hop only", {
        "0.00 a>p INVITE                -> t1",
        "0.00 p>b INVITE branch=p,1     -> t2",
        "0.01 b>p 180 branch=p,1 to=b   -> t2",
        "0.02 p>a 180 to=b              -> t1 made=3/b",
        "5.01 a>p CANCEL                -> t3 request=1",
        "5.02 p>a 200 cseq=1/CANCEL to=p -> t3",
        "5.03 b>p 487 branch=p,1 to=b   -> t2 outcome=Cancelled cancel=5",
        "5.04 p>b ACK branch=p to=b     -> t2",
        "5.05 p>a 487 to=b              -> t1 outcome=Cancelled cancel=5 made=7/b",
        "5.06 a>p ACK to=b              -> t1",
    } },
    { "a race that the answer wins", {
        "0.000 a>b INVITE               -> t1",
        "0.010 b>a 180 to=b             -> t1",
        "5.010 a>b CANCEL               -> t2",
        "5.020 b>a 200 cseq=1/CANCEL to=b -> t2 facts=",
        "5.021 b>a 200 to=b             -> t1 outcome=Answered cancel=3 facts=answered,rang ! answered_while_cancelled",
        "5.031 a>b ACK branch=1a to=b   -> t1",
        "5.131 a>b BYE branch=1b cseq=2 to=b -> t3",
        "5.141 b>a 200 branch=1b cseq=2 to=b -> t3",
        "clock 45",
        "said 5 frame 3",
    } },
    { "the answer comes before the CANCEL", {
        "0.000 a>b INVITE               -> t1",
        "0.010 b>a 180 to=b             -> t1",
        "5.010 b>a 200 to=b             -> t1 outcome=Answered cancel=0",
        "5.011 a>b CANCEL               -> t2",
        "5.020 b>a 200 cseq=1/CANCEL to=b -> t2 facts=answered",
        "5.031 a>b ACK branch=1a to=b   -> t1",
        "clock 45",
    } },
    { "answered elsewhere", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 180 to=b              -> t1",
        "5.01 a>b CANCEL 'Reason: SIP;cause=200;text=\"Call completed elsewhere\"' -> t2",
        "5.02 b>a 200 cseq=1/CANCEL to=b -> t2",
        "5.03 b>a 487 to=b              -> t1 outcome=Answered_elsewhere",
        "5.04 a>b ACK to=b              -> t1",
        "clock 45",
    } },
    { "answered elsewhere, in words alone", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 180 to=b              -> t1",
        "5.01 a>b CANCEL 'Reason: SIP;text=\"Call completed elsewhere\"' -> t2",
        "5.03 b>a 487 to=b              -> t1 outcome=Answered_elsewhere",
    } },
    { "the same Call-ID again", {
        "0.00 a>b INVITE                -> t1",
        "3.01 b>a 200 to=b              -> t1 outcome=Answered",
        "3.02 a>b ACK branch=1a to=b    -> t1",
        "13.0 a>b BYE branch=1b cseq=2 to=b -> t2",
        "13.1 b>a 200 branch=1b cseq=2 to=b -> t2",
        "18.0 a>b INVITE branch=3 cseq=1 -> t3",
        "18.1 b>a 486 branch=3 cseq=1 to=b2 -> t3 outcome=Busy",
        "18.2 a>b ACK branch=3 cseq=1 to=b2 -> t3",
        "clock 60",
    } },
    { "an answer after a failure", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 603 to=b              -> t1 outcome=Declined",
        "0.02 a>b ACK to=b              -> t1",
        "0.03 b>a 200 to=z              -> t1 outcome=Answered",
        "0.04 a>b ACK branch=1a to=z    -> t1",
        "clock 40",
    } },
    { "two phones answer", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 100                   -> t1",
        "1.01 b>a 180 to=b              -> t1",
        "3.01 b>a 200 to=b              -> t1 outcome=Answered",
        "3.02 a>b ACK branch=1a to=b    -> t1",
        "3.03 b>a 200 to=z              -> t1 outcome=Answered",
        "3.04 a>b ACK branch=1z to=z    -> t1",
        "3.05 a>b BYE branch=2z cseq=2 to=z -> t2",
        "3.06 b>a 200 branch=2z cseq=2 to=z -> t2",
        "13.0 a>b BYE branch=1b cseq=2 to=b -> t3",
        "13.1 b>a 200 branch=1b cseq=2 to=b -> t3",
        "clock 53",
    } },
    { "a lost ACK, then seen", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 200 to=b              -> t1",
        "0.51 b>a 200 to=b              -> t1 resend=1/2 time=0.510 outcome=Answered",
        "0.52 a>b ACK branch=1a to=b    -> t1",
        "10.5 a>b BYE branch=1b cseq=2 to=b -> t2",
        "10.6 b>a 200 branch=1b cseq=2 to=b -> t2",
        "clock 50",
    } },
    { "an old client without a cookie", {
        "0.00 a>b INVITE branch=-7      -> t1",
        "0.01 b>a 486 branch=-7 to=b    -> t1 request=1 outcome=Busy",
        "0.02 a>b ACK branch=-7 to=b    -> t1",
        "0.03 a>b INVITE branch=-7 cseq=2 -> t2",
        "0.04 b>a 200 branch=-7 cseq=2 to=b -> t2 request=4",
        "0.05 a>b ACK branch=-7 cseq=2 to=b -> t2",
        "clock 40",
    } },
    { "several in one segment", {
        "0.00 a>b INVITE tcp            -> t1",
        "0.01 b>a 180 to=b tcp          -> t1",
        "0.01 b>a 200 to=b tcp same     -> t1 outcome=Answered",
        "0.02 a>b ACK branch=1a to=b tcp -> t1",
        "0.02 a>b BYE branch=1b cseq=2 to=b tcp same -> t2 response=4",
        "0.03 b>a 200 branch=1b cseq=2 to=b tcp -> t2 request=3 time=0.010",
        "clock 40",
    } },
    { "cut at the end", {
        "0.00 a>b INVITE                -> t1 outcome=None_yet response=0",
        "0.01 b>a 180 to=b              -> t1",
        "clock 3",
    } },
    { "it rang out", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 180 to=b              -> t1",
        "30.0 b>a 480 to=b              -> t1 outcome=No_answer facts=rang",
        "30.1 a>b ACK to=b              -> t1",
        "clock 70",
    } },
    { "the capture starts late", {
        "0.00 b>a 200 branch=1b cseq=2/BYE to=b -> t1 request=0 time=? outcome=Succeeded",
        "clock 40",
    } },
    { "an early BYE", {
        "0.00 a>b INVITE                -> t1",
        "0.01 b>a 180 to=b              -> t1",
        "0.02 a>b BYE branch=2 cseq=2 to=b -> t2",
        "0.03 b>a 200 branch=2 cseq=2 to=b -> t2",
        "0.04 b>a 487 to=b              -> t1 outcome=Terminated",
        "0.05 a>b ACK to=b              -> t1",
        "clock 40",
    } },
    { "both sides of a NAT", {
        "0.0000 a>b OPTIONS             -> t1",
        "0.0002 n62000>b OPTIONS        -> t1 copy=1",
        "0.0102 b>n62000 200 to=b       -> t1 request=1",
        "0.0104 b>a 200 to=b            -> t1 copy=3",
        "0.5000 a>b OPTIONS branch=2 cseq=2 -> t2",
        "0.5002 n62000>b OPTIONS branch=2 cseq=2 -> t2 copy=5",
        "1.0000 a>b OPTIONS branch=2 cseq=2 -> t2 resend=1/5",
        "1.0002 n62000>b OPTIONS branch=2 cseq=2 -> t2 copy=7",
        "1.1000 b>n62000 200 branch=2 cseq=2 to=b -> t2",
        "clock 40",
    } },
    { "clocks step back, and forth by twenty years", {
        "100.0 a>b OPTIONS              -> t1",
        "50.00 b>a 200 to=b             -> t1 request=1 time=?",
        "51.00 a>b OPTIONS branch=2 cseq=2 -> t2",
        "630720051.0 b>a 200 branch=2 cseq=2 to=b -> t2 time=?",
        "630720052.0 a>b OPTIONS branch=3 cseq=3 -> t3",
        "630720051.9 b>a 200 branch=3 cseq=3 to=b -> t3 time=?",
        "630720053.0 a>b OPTIONS branch=4 cseq=4 -> t4",
        "630720053.1 b>a 200 branch=4 cseq=4 to=b -> t4 time=0.100",
    } },
    { "a step of the clock is no time without an answer", {
        "0.0 a>b OPTIONS                -> t1",
        "clock 630720000",
    } },
    { "a response by another way", {
        "0.00 a>b OPTIONS               -> t1",
        "0.01 c>a 200 to=b              -> t1 request=1 time=0.010",
    } },
    { "a response before its request", {
        "0.00 b>a 200 cseq=1/OPTIONS to=b -> t1 request=2 time=?",
        "0.01 a>b OPTIONS               -> t1",
    } },
    { "an ACK whose INVITE was not seen", {
        "0.00 a>b ACK to=b              -> t1 request=0",
        "0.50 a>b ACK to=b              -> t1 resend=1/1",
        "clock 40",
    } },
    { "a method of its own", {
        "0.00 a>b PING                  -> t1 response=3",
        "0.00 a>b PONG                  -> t2 response=0",
        "0.01 b>a 200 cseq=1/PING to=b  -> t1",
    } },
};
/* clang-format on */

static void test_flows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(flows); i++) {
        flow_check(&flows[i]);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/transactions/flows", test_flows);
    return g_test_run();
}
