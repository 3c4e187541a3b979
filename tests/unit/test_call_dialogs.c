/* test_call_dialogs.c: the dialogs of a call, and calls of which not all was seen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "call_flows.h"
#include "keep_going.h"

#define CLOCK "clock 100"

/* clang-format off */
/* ---- Forks and dialogs ---- */

static const flow dialogs[] = {
    { "forked answers", {
        "0.000 a>b INVITE",
        "1.010 b>a 180 to=b             -> c1 srd=1.010",
        "3.010 b>a 200 to=b             -> c1 Answered setup=3.010 ring=2.000",
        "3.020 a>b ACK branch=1a to=b",
        "3.030 b>a 200 to=z cseq=1/INVITE",
        "3.040 a>b ACK branch=1z to=z",
        "3.050 a>b BYE branch=2z cseq=2 to=z",
        "3.060 b>a 200 branch=2z cseq=2 to=z",
        "13.06 a>b BYE branch=1b cseq=2 to=b -> c1 duration=10.050",
        "13.07 b>a 200 branch=1b cseq=2 to=b -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=3/200 by=b requests=1 rang completed srd=1.010 setup=3.010 ring=2.000 duration=10.050 gone=0.010 "
         "end=caller"),
    } },
    { "forked answers, and the caller keeps the second", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "0.02 b>a 200 to=z",
        "0.03 a>b BYE branch=2 cseq=2 to=b",
        "0.04 b>a 200 branch=2 cseq=2 to=b",
        "9.01 b>a BYE branch=9 cseq=8 from=z to=a 'Reason: Q.850;cause=16' -> c1 duration=9.000",
        "9.02 a>b 200 branch=9 cseq=8 from=z to=a -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=2/200 by=b requests=1 completed srd=0.010 setup=0.010 duration=9.000 gone=0.010 end=callee "
         "reason=Q.850;16"),
    } },
    { "two branches of a fork, seen behind the proxy alone: one is busy, the other answers", {
        "0.00 p>b INVITE branch=x,1",
        "0.01 p>c INVITE branch=y,1",
        "0.02 b>p 486 branch=x,1 to=b",
        "0.03 c>p 180 branch=y,1 to=c   -> c1 srd=0.030",
        "0.04 c>p 200 branch=y,1 to=c   -> c1 Answered setup=0.040 ring=0.010",
        CLOCK,
        "call 1 Answered frame=1 final=5/200 by=c requests=2 rang up srd=0.030 setup=0.040 ring=0.010",
        "ratio SER: 1/1", "ratio SER per INVITE: 1/2",
    } },
    { "two branches of a fork: the last failure decides", {
        "0.00 p>b INVITE branch=x,1",
        "0.01 p>c INVITE branch=y,1",
        "0.02 b>p 486 branch=x,1 to=b",
        "0.04 c>p 603 branch=y,1 to=c   -> c1 Declined srd=0.040",
        CLOCK,
        "call 1 Declined frame=1 final=4/603 by=c requests=2 srd=0.040",
    } },
    { "a proxy cancels the branch that lost", {
        "0.00 a>p INVITE",
        "0.01 p>b INVITE branch=x,1",
        "0.02 p>c INVITE branch=y,1",
        "0.03 b>p 200 branch=x,1 to=b",
        "0.04 p>c CANCEL branch=y 'Reason: SIP;cause=200'",
        "0.05 p>a 200 cseq=1/INVITE to=b -> c1 Answered srd=0.050 setup=0.050",
        "0.06 c>p 200 cseq=1/CANCEL branch=y to=c",
        "0.07 c>p 487 cseq=1/INVITE branch=y,1 to=c",
        CLOCK,
        "call 1 Answered frame=1 final=6/200 by=b/4 requests=1 up srd=0.050 setup=0.050",
    } },
    { "an early BYE to one branch, and the other answers", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=x              -> c1 srd=0.010",
        "0.02 b>a 180 to=y",
        "0.03 a>b BYE branch=2 cseq=2 to=x",
        "0.04 b>a 200 branch=2 cseq=2 to=x",
        "0.05 b>a 200 to=y cseq=1/INVITE -> c1 Answered setup=0.050 ring=0.040",
        "0.06 a>b BYE branch=3 cseq=3 to=y -> c1 duration=0.010",
        "0.07 b>a 200 branch=3 cseq=3 to=y -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=6/200 by=b requests=1 rang completed srd=0.010 setup=0.050 ring=0.040 duration=0.010 gone=0.010 "
         "end=caller"),
    } },
    { "what is inside a dialog is no attempt", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "0.02 a>b ACK branch=1a to=b",
        "1.00 a>b INVITE branch=2 cseq=2 to=b",
        "1.01 b>a 491 branch=2 cseq=2 to=b",
        "1.02 a>b ACK branch=2 cseq=2 to=b",
        "2.00 b>a INVITE branch=3 cseq=7 from=b to=a",
        "2.01 a>b 200 branch=3 cseq=7 from=b to=a",
        "2.02 b>a ACK branch=3a cseq=7 from=b to=a",
        "3.00 a>b INFO branch=4 cseq=4 to=b",
        "3.01 b>a 405 branch=4 cseq=4 to=b",
        "4.00 b>a CANCEL branch=3 cseq=7 from=b to=a",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 up srd=0.010 setup=0.010",
        "ratio SER per INVITE: 1/1",
    } },
    { "a BYE that is challenged", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "1.01 a>b BYE branch=2 cseq=2 to=b -> c1 duration=1.000",
        "1.02 b>a 407 branch=2 cseq=2 to=b",
        "1.03 a>b BYE branch=3 cseq=3 to=b",
        "1.04 b>a 200 branch=3 cseq=3 to=b -> c1 gone=0.030",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 completed srd=0.010 setup=0.010 duration=1.000 gone=0.030 end=caller",
    } },
    { "a BYE with the To tag of a provisional response, as the answer changed it", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=x              -> c1 srd=0.010",
        "0.02 b>a 200 to=b              -> c1 Answered setup=0.020 ring=0.010",
        "1.02 a>b BYE branch=2 cseq=2 to=x -> c1 duration=1.000",
        "1.03 b>a 481 branch=2 cseq=2 to=x",
        CLOCK,
        "call 1 Answered frame=1 final=3/200 by=b requests=1 rang srd=0.010 setup=0.020 ring=0.010 duration=1.000 end=caller",
    } },
    { "a BYE that nobody knows", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "1.01 a>b BYE branch=2 cseq=2 to=b 'Reason: SIP;cause=408' -> c1 duration=1.000",
        "1.02 b>a 481 branch=2 cseq=2 to=b",
        "call 1 Answered frame=1 final=2/200 by=b requests=1 srd=0.010 setup=0.010 duration=1.000 end=caller reason=SIP;408",
        "ratio SCR: 0/1", "delay SDD: none", "delay SDT: 1 1.000",
    } },
    { "a BYE without a response", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "1.01 a>b BYE branch=2 cseq=2 to=b -> c1 duration=1.000",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 srd=0.010 setup=0.010 duration=1.000 end=caller",
        "ratio SCR: 0/1",
    } },
    { "a BYE, and the capture ends", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "1.01 a>b BYE branch=2 cseq=2 to=b -> c1 duration=1.000",
        "clock 20",
        "call 1 Answered frame=1 final=2/200 by=b requests=1 up srd=0.010 setup=0.010 duration=1.000 end=caller",
        "ratio SCR: none",
    } },
};

/* ---- What was not seen ---- */

static const flow unseen[] = {
    { "never answered", {
        "0.0 a>b INVITE",
        "0.5 a>b INVITE",
        "1.5 a>b INVITE",
        "3.5 a>b INVITE",
        "7.5 a>b INVITE",
        "15.5 a>b INVITE",
        "31.5 a>b INVITE",
        "clock 36.5",
        "call 1 No_response frame=1 requests=1",
        "ratio SER: 0/1", "ratio SEER: 0/1", "ratio ASR: 0/1", "delay SRD failed: none",
    } },
    { "never answered, as far as was captured", {
        "0.0 a>b INVITE",
        "clock 31.9",
        "call 1 Undetermined frame=1 requests=1",
        "ratio SER: none",
    } },
    { "never answered, and tried again", {
        "0.0 a>b INVITE",
        "40.0 a>b INVITE branch=2 cseq=2 -> c2",
        "40.1 b>a 486 branch=2 cseq=2 to=b -> c2 Busy srd=0.100",
        CLOCK,
        "call 1 No_response frame=1 requests=1",
        "call 2 Busy frame=2 final=3/486 by=b requests=1 srd=0.100",
    } },
    { "the responses were not captured, but the ACK was", {
        "0.0 a>b INVITE",
        "1.0 a>b ACK to=b",
        CLOCK,
        "call 1 Undetermined frame=1 requests=1",
        "ratio SER: none", "ratio SEER: none", "ratio ISA: none", "ratio SCR: none", "ratio ASR: none", "ratio NER: none",
        "ratio SER per INVITE: none",
    } },
    { "challenged, and then never answered", {
        "0.00 a>b INVITE",
        "0.01 b>a 401 to=b",
        "0.03 a>b INVITE branch=2 cseq=2",
        "clock 33",
        "call 1 No_response frame=1 requests=2",
        "ratio SER: 0/1", "ratio SER per INVITE: 0/2",
    } },
    { "the responses were not captured, but the PRACK was", {
        "0.0 a>b INVITE",
        "1.0 a>b PRACK branch=2 cseq=2 to=b",
        CLOCK,
        "call 1 Undetermined frame=1 requests=1",
    } },
    { "the responses were not captured, but the BYE was", {
        "0.0 a>b INVITE",
        "1.0 a>b ACK branch=1a to=b",
        "9.0 a>b BYE branch=2 cseq=2 to=b",
        CLOCK,
        "call 1 Undetermined frame=1 requests=1 end=caller",
    } },
    { "cut at the end", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "clock 3.01",
        "call 1 Undetermined frame=1 requests=1 rang srd=0.010",
        "ratio SER: none", "ratio SEER: none", "ratio ISA: none", "ratio SCR: none", "ratio ASR: none", "ratio NER: none",
        "ratio SER per INVITE: none", "delay SRD successful: none", "delay SRD failed: none",
    } },
    { "it rings for long", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        CLOCK,
        "call 1 Undetermined frame=1 requests=1 rang srd=0.010",
    } },
    { "cut behind the challenge", {
        "0.00 a>b INVITE",
        "0.01 b>a 401 to=b",
        "0.03 a>b INVITE branch=2 cseq=2",
        "call 1 Undetermined frame=1 requests=2",
        "ratio SER per INVITE: none",
    } },
    { "the capture starts late", {
        "0.00 b>a 200 branch=1 cseq=2/BYE to=b -> -",
        "0.01 a>b INVITE branch=3 cseq=4 to=b -> -",
        "0.02 b>a 200 branch=3 cseq=4 to=b -> -",
        "0.03 a>b BYE branch=5 cseq=5 to=b -> -",
        "0.04 b>a 486 branch=6 cseq=1/INVITE call=d to=b -> -",
        CLOCK,
        "ratio SER: none", "ratio IRA: none",
    } },
    { "the response stands before its request, as in files that were put together", {
        "0.00 b>a 180 cseq=1/INVITE to=b -> -",
        "0.00 a>b INVITE",
        "0.10 b>a 486 to=b              -> c1 Busy srd=0.100",
        CLOCK,
        "call 1 Busy frame=2 final=3/486 by=b requests=1 srd=0.100",
    } },
    { "what is no call and no registration", {
        "0.00 a>b OPTIONS               -> -",
        "0.01 b>a 200 to=b              -> -",
        "0.00 a>b NOTIFY branch=2 cseq=2 -> -",
        CLOCK,
    } },
    { "the clock steps back by hours: no absurd times", {
        "90000 a>b INVITE",
        "90000.5 b>a 180 to=b           -> c1 srd=0.500",
        "100.0 b>a 200 to=b             -> c1 Answered",
        "101.0 a>b BYE branch=2 cseq=2 to=b",
        "101.5 b>a 200 branch=2 cseq=2 to=b",
        CLOCK,
        "call 1 Answered frame=1 final=3/200 by=b requests=1 rang completed srd=0.500 end=caller",
        "ratio SCR: 1/1", "delay SDD: none", "delay SDT: none",
    } },
};
/* clang-format on */

CALL_FLOW_TEST(dialogs)
CALL_FLOW_TEST(unseen)

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/calls/dialogs", test_dialogs);
    g_test_add_func("/calls/unseen", test_unseen);
    return g_test_run();
}
