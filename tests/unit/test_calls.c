/* test_calls.c: which transactions make a call or a registration, how it ended, and how long it took
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls.h"

#include "call_flows.h"
#include "keep_going.h"
#include "verdict.h"

#define CLOCK "clock 100"

/* ---- Calls ---- */

/* clang-format off */
static const flow plain[] = {
    { "a good call", {
        "0.000 a>b INVITE",
        "0.010 b>a 100",
        "1.010 b>a 180 to=b             -> c1 srd=1.010",
        "3.010 b>a 200 to=b             -> c1 Answered setup=3.010 ring=2.000",
        "3.020 a>b ACK branch=1a to=b",
        "13.02 a>b BYE branch=1b cseq=2 to=b -> c1 duration=10.010",
        "13.03 b>a 200 branch=1b cseq=2 to=b -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=4/200 by=b requests=1 rang completed srd=1.010 setup=3.010 ring=2.000 duration=10.010 gone=0.010 "
         "end=caller"),
        "ratio SER: 1/1", "ratio SER per INVITE: 1/1", "ratio SEER: 1/1", "ratio ISA: 0/1", "ratio SCR: 1/1", "ratio IRA: none",
        "ratio ASR: 1/1", "ratio NER: 1/1",
        "delay SRD successful: 1 1.010", "delay SRD failed: none", "delay SDD: 1 0.010", "delay SDT: 1 10.010", "delay RRD: none",
    } },
    { "copies are nothing", {
        "0.00000 a>b INVITE id=101",
        "0.00002 a>b INVITE id=101",
        "0.01002 b>a 486 to=b id=102    -> c1 Busy srd=0.010",
        "0.01004 b>a 486 to=b id=102",
        "0.02004 a>b ACK to=b id=103",
        "0.02006 a>b ACK to=b id=103",
        CLOCK,
        "call 1 Busy frame=1 final=3/486 by=b requests=1 srd=0.010",
        "ratio SER: 0/1", "ratio SEER: 1/1", "ratio NER: 1/1", "ratio ASR: 0/1", "ratio ISA: 0/1", "ratio SCR: 0/1",
        "delay SRD failed: 1 0.010", "delay SRD successful: none", "delay SDD: none", "delay SDT: none",
    } },
    { "refused as unwanted, by whom ever", {
        "0.00 a>b INVITE",
        "0.01 b>a 607 to=b              -> c1 Blocked srd=0.010",
        "1.00 a>b INVITE call=2 branch=2 -> c2",
        "1.01 b>a 608 call=2 branch=2 to=b -> c2 Blocked srd=0.010",
        CLOCK,
        "call 1 Blocked frame=1 final=2/607 by=b requests=1 srd=0.010",
        "call 2 Blocked frame=3 final=4/608 by=b requests=1 srd=0.010",
        "ratio SEER: 0/2",
    } },
    { "cancelled", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "5.01 a>b CANCEL",
        "5.02 b>a 200 cseq=1/CANCEL to=b",
        "5.03 b>a 487 to=b              -> c1 Cancelled ring=5.020",
        "5.04 a>b ACK to=b",
        CLOCK,
        "call 1 Cancelled frame=1 final=5/487 by=b requests=1 rang srd=0.010 ring=5.020 end=CANCEL",
        "ratio NER: 1/1", "ratio SEER: 0/1",
    } },
    { "cancelled before it rang", {
        "0.00 a>b INVITE",
        "0.01 b>a 100",
        "5.01 a>b CANCEL",
        "5.02 b>a 200 cseq=1/CANCEL to=b",
        "5.03 b>a 487 to=b              -> c1 Cancelled srd=5.030",
        CLOCK,
        "call 1 Cancelled frame=1 final=5/487 by=b requests=1 srd=5.030 end=CANCEL",
        "ratio NER: 0/1",
    } },
    { "answered while it is cancelled", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "5.01 a>b CANCEL",
        "5.02 b>a 200 cseq=1/CANCEL to=b",
        "5.021 b>a 200 cseq=1/INVITE to=b -> c1 Answered setup=5.021 ring=5.011",
        "5.031 a>b ACK branch=1a to=b",
        "5.131 a>b BYE branch=1b cseq=2 to=b -> c1 duration=0.110",
        "5.141 b>a 200 branch=1b cseq=2 to=b -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=5/200 by=b requests=1 rang completed srd=0.010 setup=5.021 ring=5.011 duration=0.110 gone=0.010 "
         "end=caller"),
    } },
    { "answered elsewhere", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "5.01 a>b CANCEL 'Reason: SIP;cause=200;text=\"Call completed elsewhere\"'",
        "5.02 b>a 200 cseq=1/CANCEL to=b",
        "5.03 b>a 487 to=b              -> c1 Answered_elsewhere ring=5.020",
        CLOCK,
        "call 1 Answered_elsewhere frame=1 final=5/487 by=b requests=1 rang srd=0.010 ring=5.020 end=CANCEL reason=SIP;200",
    } },
    { "it rang out", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "30.01 b>a 480 to=b             -> c1 No_answer ring=30.000",
        "30.02 a>b ACK to=b",
        CLOCK,
        "call 1 No_answer frame=1 final=3/480 by=b requests=1 rang srd=0.010 ring=30.000",
        "ratio SEER: 1/1",
    } },
    { "an early BYE", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "0.02 a>b BYE branch=2 cseq=2 to=b",
        "0.03 b>a 200 branch=2 cseq=2 to=b",
        "0.04 b>a 487 to=b cseq=1/INVITE -> c1 Terminated ring=0.030",
        CLOCK,
        "call 1 Terminated frame=1 final=5/487 by=b requests=1 rang srd=0.010 ring=0.030 end=caller",
        "ratio SCR: 0/1", "delay SDD: none",
    } },
    { "an early BYE that crosses the answer", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "0.02 a>b BYE branch=2 cseq=2 to=b",
        "0.03 b>a 200 cseq=1/INVITE to=b -> c1 Answered setup=0.030 ring=0.020",
        "0.04 b>a 200 branch=2 cseq=2 to=b -> c1 gone=0.020",
        CLOCK,
        "call 1 Answered frame=1 final=4/200 by=b requests=1 rang completed srd=0.010 setup=0.030 ring=0.020 gone=0.020 end=caller",
        "ratio SCR: 1/1", "delay SDT: none",
    } },
    { "a CANCEL that comes after the answer", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "0.02 a>b CANCEL 'Reason: SIP;cause=200'",
        "0.03 b>a 481 cseq=1/CANCEL to=b",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 up srd=0.010 setup=0.010",
    } },
    { "lost ACK, then seen", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "0.51 b>a 200 to=b",
        "0.52 a>b ACK branch=1a to=b",
        "10.52 a>b BYE branch=1b cseq=2 to=b -> c1 duration=10.510",
        "10.53 b>a 200 branch=1b cseq=2 to=b -> c1 gone=0.010",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 completed srd=0.010 setup=0.010 duration=10.510 gone=0.010 end=caller",
    } },
    { "an old client without cookie", {
        "0.00 a>b INVITE branch=-7",
        "0.01 b>a 486 branch=-7 to=b    -> c1 Busy srd=0.010",
        "0.02 a>b ACK branch=-7 to=b",
        CLOCK,
        "call 1 Busy frame=1 final=2/486 by=b requests=1 srd=0.010",
    } },
    { "two in one segment", {
        "0.00 a>b INVITE tcp",
        "0.01 b>a 180 to=b tcp          -> c1 srd=0.010",
        "0.01 b>a 200 to=b tcp same     -> c1 Answered setup=0.010 ring=0.000",
        "0.02 a>b ACK branch=1a to=b tcp",
        "0.02 a>b BYE branch=1b cseq=2 to=b tcp same -> c1 duration=0.010",
        "0.03 b>a 200 branch=1b cseq=2 to=b tcp -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=2/200 by=b requests=1 rang completed srd=0.010 setup=0.010 ring=0.000 duration=0.010 gone=0.010 "
         "end=caller"),
    } },
    { "never acked", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "0.51 b>a 200 to=b",
        "1.51 b>a 200 to=b",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 up srd=0.010 setup=0.010",
        "ratio SER: 1/1", "ratio SCR: none", "delay SDT: none",
    } },
    { "two finals: the first holds", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b              -> c1 Busy srd=0.010",
        "0.02 a>b ACK to=b",
        "0.03 b>a 503 to=z",
        CLOCK,
        "call 1 Busy frame=1 final=2/486 by=b requests=1 srd=0.010",
        "ratio ISA: 0/1",
    } },
    { "an answer after a failure", {
        "0.00 a>b INVITE",
        "0.01 b>a 603 to=b              -> c1 Declined srd=0.010",
        "0.02 a>b ACK to=b",
        "0.03 b>a 200 to=z              -> c1 Answered setup=0.030",
        "0.04 a>b ACK branch=1a to=z",
        CLOCK,
        "call 1 Answered frame=1 final=4/200 by=b requests=1 up srd=0.010 setup=0.030",
    } },
    { "an answer after a redirection", {
        "0.00 a>b INVITE",
        "0.01 b>a 302 to=b",
        "0.03 b>a 200 to=z              -> c1 Answered srd=0.030 setup=0.030",
        "call 1 Answered frame=1 final=3/200 by=b requests=1 up srd=0.030 setup=0.030",
        "ratio SER per INVITE: 1/1",
    } },
    { "a provisional response after the final", {
        "0.00 a>b INVITE",
        "0.01 b>a 408 to=b              -> c1 Timeout srd=0.010",
        "0.02 a>b ACK to=b",
        "1.02 b>a 180 to=b",
        CLOCK,
        "call 1 Timeout frame=1 final=2/408 by=b requests=1 srd=0.010",
        "ratio NER: 0/1", "ratio ISA: 1/1",
    } },
};

/* ---- Hops, branches, chains ---- */

static const flow chains[] = {
    { "both hops of a proxy", {
        "0.000 a>p INVITE",
        "0.001 p>b INVITE branch=p,1",
        "0.011 b>p 486 branch=p,1 to=b",
        "0.012 p>b ACK branch=p to=b",
        "0.013 p>a 486 to=b             -> c1 Busy srd=0.013",
        "0.023 a>p ACK to=b",
        CLOCK,
        "call 1 Busy frame=1 final=5/486 by=b/3 requests=1 srd=0.013",
        "ratio SER per INVITE: 0/1",
    } },
    { "both hops of a proxy, captured the other way round", {
        "0.001 p>b INVITE branch=p,1",
        "0.000 a>p INVITE",
        "0.011 b>p 180 branch=p,1 to=b",
        "0.012 p>a 180 to=b             -> c1 srd=0.012",
        "0.021 b>p 200 branch=p,1 to=b",
        "0.023 p>a 200 to=b             -> c1 Answered setup=0.023 ring=0.011",
        "1.022 b>p BYE branch=x from=b to=a cseq=9 -> c1 duration=0.999",
        "1.023 p>a BYE branch=y,x from=b to=a cseq=9",
        "1.033 a>p 200 branch=y,x from=b to=a cseq=9",
        "1.034 p>b 200 branch=x from=b to=a cseq=9 -> c1 gone=0.012",
        CLOCK,
        ("call 1 Answered frame=2 final=6/200 by=b/5 requests=1 rang completed srd=0.012 setup=0.023 ring=0.011 duration=0.999 gone=0.012 "
         "end=callee"),
    } },
    { "the nearer hop comes when something was said already", {
        "0.000 p>b INVITE branch=p,1",
        "0.100 b>p 180 branch=p,1 to=b  -> c1 srd=0.100",
        "0.110 a>p INVITE",
        "0.120 p>a 180 to=b",
        "0.200 b>p 486 branch=p,1 to=b  -> c1 Busy ring=0.100",
        "0.210 p>a 486 to=b",
        CLOCK,
        "call 1 Busy frame=1 final=5/486 by=b requests=1 rang srd=0.100 ring=0.100",
    } },
    { "a NAT on the way: another sighting", {
        "0.0000 a>b INVITE",
        "0.0002 n>b INVITE",
        "0.0100 b>n 486 to=b            -> c1 Busy srd=0.010",
        "0.0102 b>a 486 to=b",
        CLOCK,
        "call 1 Busy frame=1 final=3/486 by=b requests=1 srd=0.010",
        "ratio SER per INVITE: 0/1",
    } },
    { "challenged, then answered", {
        "0.00 a>b INVITE",
        "0.01 b>a 401 to=b",
        "0.02 a>b ACK to=b",
        "0.03 a>b INVITE branch=2 cseq=2",
        "0.04 b>a 180 branch=2 cseq=2 to=b -> c1 srd=0.040",
        "0.05 b>a 200 branch=2 cseq=2 to=b -> c1 Answered setup=0.050 ring=0.010",
        "0.06 a>b ACK branch=2a cseq=2 to=b",
        "0.07 a>b BYE branch=3 cseq=3 to=b -> c1 duration=0.020",
        "0.08 b>a 200 branch=3 cseq=3 to=b -> c1 gone=0.010",
        CLOCK,
        ("call 1 Answered frame=1 final=6/200 by=b requests=2 rang completed srd=0.040 setup=0.050 ring=0.010 duration=0.020 gone=0.010 "
         "end=caller"),
        "ratio SER: 1/1", "ratio SER per INVITE: 1/2",
    } },
    { "challenged, and nothing follows", {
        "0.00 a>b INVITE",
        "0.01 b>a 407 to=b",
        "0.02 a>b ACK to=b",
        "call 1 Challenged frame=1 final=2/407 by=b requests=1",
        "ratio SER: 0/1", "ratio SEER: 0/1", "delay SRD failed: none",
    } },
    { "challenged, and a call follows later than a client waits", {
        "0.00 a>b INVITE",
        "0.01 b>a 407 to=b",
        "0.02 a>b ACK to=b",
        "40.0 a>b INVITE branch=2 cseq=2 -> c2",
        "40.1 b>a 486 branch=2 cseq=2 to=b -> c2 Busy srd=0.100",
        CLOCK,
        "call 1 Challenged frame=1 final=2/407 by=b requests=1",
        "call 2 Busy frame=4 final=5/486 by=b requests=1 srd=0.100",
    } },
    { "challenged, and then captured the other way round", {
        "0.000 a>p INVITE",
        "0.010 p>a 407 to=p",
        "0.031 p>b INVITE branch=p,2 cseq=2",
        "0.030 a>p INVITE branch=2 cseq=2",
        "0.040 b>p 486 branch=p,2 cseq=2 to=b",
        "0.041 p>a 486 branch=2 cseq=2 to=b -> c1 Busy srd=0.041",
        CLOCK,
        "call 1 Busy frame=1 final=6/486 by=b/5 requests=2 srd=0.041",
    } },
    { "the final of an older request decides nothing", {
        "0.0 a>b INVITE",
        "0.5 a>b INVITE branch=2 cseq=2",
        "0.7 b>a 603 branch=2 cseq=2 to=c -> c1 Declined srd=0.700",
        "0.8 b>a 486 cseq=1/INVITE to=b",
        CLOCK,
        "call 1 Declined frame=1 final=3/603 by=b requests=2 srd=0.700",
    } },
    { "redirected and followed", {
        "0.00 a>b INVITE",
        "0.01 b>a 302 to=b",
        "0.02 a>b ACK to=b",
        "0.03 a>c INVITE branch=2 cseq=2",
        "0.04 c>a 486 branch=2 cseq=2 to=c -> c1 Busy srd=0.040",
        "0.05 a>c ACK branch=2 cseq=2 to=c",
        CLOCK,
        "call 1 Busy frame=1 final=5/486 by=c requests=2 redirections=1 srd=0.040",
        "ratio SER: 0/1", "ratio SER per INVITE: 0/1",
    } },
    { "redirected, and not followed", {
        "0.00 a>b INVITE",
        "0.01 b>a 302 to=b",
        "0.02 a>b ACK to=b",
        CLOCK,
        "call 1 Redirected frame=1 final=2/302 by=b requests=1 redirections=1",
        "ratio SER: none", "ratio SER per INVITE: none", "ratio SEER: none", "ratio ASR: 0/1", "ratio ISA: 0/1",
    } },
    { "a session timer that is too short", {
        "0.00 a>b INVITE",
        "0.01 b>a 422 to=b",
        "0.02 a>b ACK to=b",
        "0.03 a>b INVITE branch=2 cseq=2",
        "0.04 b>a 422 branch=2 cseq=2 to=c",
        "0.05 a>b ACK branch=2 cseq=2 to=c",
        "0.06 a>b INVITE branch=3 cseq=3",
        "0.07 b>a 200 branch=3 cseq=3 to=d -> c1 Answered srd=0.070 setup=0.070",
        "call 1 Answered frame=1 final=8/200 by=b requests=3 up srd=0.070 setup=0.070",
        "ratio SER per INVITE: 1/3",
    } },
    { "a session timer that is too short, and nothing follows", {
        "0.00 a>b INVITE",
        "0.01 b>a 422 to=b",
        "call 1 Try_again frame=1 final=2/422 by=b requests=1",
    } },
    { "a failure, tried again at once elsewhere", {
        "0.00 a>b INVITE",
        "0.01 b>a 503 to=b              -> c1 Server_failure srd=0.010",
        "0.02 a>b ACK to=b",
        "0.03 a>c INVITE branch=2",
        "0.04 c>a 200 branch=2 to=c     -> c1 Answered setup=0.040",
        CLOCK,
        "call 1 Answered frame=1 final=5/200 by=c requests=2 up srd=0.010 setup=0.040",
    } },
    { "the Call-ID again, after a BYE", {
        "0.000 a>b INVITE",
        "1.010 b>a 180 to=b             -> c1 srd=1.010",
        "3.010 b>a 200 to=b             -> c1 Answered setup=3.010 ring=2.000",
        "3.020 a>b ACK branch=1a to=b",
        "13.02 a>b BYE branch=1b cseq=2 to=b -> c1 duration=10.010",
        "13.03 b>a 200 branch=1b cseq=2 to=b -> c1 gone=0.010",
        "18.03 a>b INVITE branch=3 cseq=3 -> c2",
        "18.04 b>a 486 branch=3 cseq=3 to=b2 -> c2 Busy srd=0.010",
        "18.05 a>b ACK branch=3 cseq=3 to=b2 -> c2",
        CLOCK,
        ("call 1 Answered frame=1 final=3/200 by=b requests=1 rang completed srd=1.010 setup=3.010 ring=2.000 duration=10.010 gone=0.010 "
         "end=caller"),
        "call 2 Busy frame=7 final=8/486 by=b requests=1 srd=0.010",
        "ratio SER: 1/2",
    } },
    { "the Call-ID again, after an early BYE and with the same CSeq", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b              -> c1 srd=0.010",
        "0.02 a>b BYE branch=2 cseq=2 to=b",
        "0.03 b>a 200 branch=2 cseq=2 to=b",
        "0.04 b>a 487 cseq=1/INVITE to=b -> c1 Terminated ring=0.030",
        "9.00 a>b INVITE branch=3       -> c2",
        "9.01 b>a 486 cseq=1/INVITE branch=3 to=b -> c2 Busy srd=0.010",
        CLOCK,
        "call 1 Terminated frame=1 final=5/487 by=b requests=1 rang srd=0.010 ring=0.030 end=caller",
        "call 2 Busy frame=6 final=7/486 by=b requests=1 srd=0.010",
    } },
    { "the Call-ID again, after an answer whose BYE was not seen", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b              -> c1 Answered srd=0.010 setup=0.010",
        "33.0 a>b INVITE branch=2 cseq=5 -> c2",
        "33.01 b>a 486 branch=2 cseq=5 to=c -> c2 Busy srd=0.010",
        CLOCK,
        "call 1 Answered frame=1 final=2/200 by=b requests=1 up srd=0.010 setup=0.010",
        "call 2 Busy frame=3 final=4/486 by=b requests=1 srd=0.010",
    } },
    { "a client that asks again without To tag before it knows of the answer, and just then", {
        "0.00 a>b INVITE",
        "0.06 a>b INVITE branch=2 cseq=2",
        "0.09 b>a 200 cseq=1/INVITE to=b -> c1 Answered srd=0.090 setup=0.090",
        "0.12 a>b INVITE branch=3 cseq=3",
        "0.14 b>a 200 branch=2 cseq=2 to=b",
        "0.22 b>a 491 branch=3 cseq=3 to=b",
        "9.09 a>b BYE branch=4 cseq=4 to=b -> c1 duration=9.000",
        CLOCK,
        "call 1 Answered frame=1 final=3/200 by=b requests=3 srd=0.090 setup=0.090 duration=9.000 end=caller",
    } },
    { "addresses of both ends translated: another sighting", {
        "0.0000 a>b INVITE",
        "0.0010 m>n INVITE",
        "0.0100 n>m 180 to=b",
        "0.0110 b>a 180 to=b            -> c1 srd=0.011",
        "0.0200 n>m 486 to=b",
        "0.0210 b>a 486 to=b            -> c1 Busy ring=0.010",
        CLOCK,
        "call 1 Busy frame=1 final=6/486 by=n/5 requests=1 rang srd=0.011 ring=0.010",
        "ratio SER per INVITE: 0/1",
    } },
    { "the same branch again, between others, later", {
        "0.0 a>b INVITE",
        "1.0 m>n INVITE",
        "1.1 n>m 486 to=b",
        "1.2 b>a 486 to=b               -> c1 Busy srd=1.200",
        CLOCK,
        "call 1 Busy frame=1 final=4/486 by=n/3 requests=2 srd=1.200",
    } },
    { "the same branch again, between others, after a failure", {
        "0.00 a>b INVITE",
        "0.01 b>a 503 to=b              -> c1 Server_failure srd=0.010",
        "0.02 m>n INVITE",
        "0.03 n>m 486 to=c              -> c1 Busy",
        CLOCK,
        "call 1 Busy frame=1 final=4/486 by=n requests=2 srd=0.010",
    } },
    { "another From tag is another call", {
        "0.00 a>b INVITE",
        "0.01 a>b INVITE branch=2 from=x -> c2",
        "0.02 b>a 486 branch=2 from=x to=b -> c2 Busy srd=0.010",
        "0.03 b>a 603 to=b              -> c1 Declined srd=0.030",
        CLOCK,
        "call 1 Declined frame=1 final=4/603 by=b requests=1 srd=0.030",
        "call 2 Busy frame=2 final=3/486 by=b requests=1 srd=0.010",
        "ratio SEER: 2/2",
    } },
};

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

/* ---- Registrations ---- */

static const flow registrations[] = {
    { "registered after a challenge, and refreshed", {
        "0.00 a>b REGISTER              -> r1",
        "0.01 b>a 401 to=b              -> r1",
        "0.02 a>b REGISTER branch=2 cseq=2 -> r1",
        "0.03 b>a 200 branch=2 cseq=2 to=b -> r1 Succeeded setup=0.030",
        "10.0 a>b REGISTER branch=3 cseq=3 -> r2",
        "10.1 b>a 200 branch=3 cseq=3 to=b -> r2 Succeeded setup=0.100",
        CLOCK,
        "registration 1 Succeeded frame=1 final=4/200 by=b requests=2 setup=0.030",
        "registration 2 Succeeded frame=5 final=6/200 by=b requests=1 setup=0.100",
        "ratio IRA: 0/2", "ratio SER: none", "delay RRD: 2 0.065", "delay SRD successful: none",
    } },
    { "a wrong password", {
        "0.00 a>b REGISTER              -> r1",
        "0.01 b>a 401 to=b              -> r1",
        "0.02 a>b REGISTER branch=2 cseq=2 -> r1",
        "0.03 b>a 401 branch=2 cseq=2 to=b -> r1",
        "0.04 a>b REGISTER branch=3 cseq=3 -> r1",
        "0.05 b>a 401 branch=3 cseq=3 to=b -> r1",
        "0.06 a>b REGISTER branch=4 cseq=4 -> r1",
        "0.07 b>a 401 branch=4 cseq=4 to=b -> r1",
        CLOCK,
        "registration 1 Challenged frame=1 final=8/401 by=b requests=4",
        "ratio IRA: 0/1", "delay RRD: none",
    } },
    { "an expired nonce, and an early 100", {
        "0.00 a>b REGISTER              -> r1",
        "0.01 b>a 100                   -> r1",
        "0.01 b>a 401 to=b              -> r1",
        "0.02 a>b REGISTER branch=2 cseq=2 -> r1",
        "0.03 b>a 200 branch=2 cseq=2 to=b -> r1 Succeeded setup=0.030",
        CLOCK,
        "registration 1 Succeeded frame=1 final=5/200 by=b requests=2 setup=0.030",
    } },
    { "an interval that is too brief", {
        "0.00 a>b REGISTER              -> r1",
        "0.01 b>a 423 to=b              -> r1",
        "0.02 a>b REGISTER branch=2 cseq=2 -> r1",
        "0.03 b>a 200 branch=2 cseq=2 to=b -> r1 Succeeded setup=0.030",
        CLOCK,
        "registration 1 Succeeded frame=1 final=4/200 by=b requests=2 setup=0.030",
    } },
    { "forbidden, and tried again: each by itself", {
        "0.00 a>b REGISTER              -> r1",
        "0.01 b>a 403 to=b              -> r1 Failed",
        "5.00 a>b REGISTER branch=2 cseq=2 -> r2",
        "5.01 b>a 403 branch=2 cseq=2 to=b -> r2 Failed",
        CLOCK,
        "registration 1 Failed frame=1 final=2/403 by=b requests=1",
        "registration 2 Failed frame=3 final=4/403 by=b requests=1",
        "ratio IRA: 2/2",
    } },
    { "a registrar that is silent", {
        "0.00 a>b REGISTER              -> r1",
        "0.50 a>b REGISTER              -> r1",
        "40.0 a>b REGISTER branch=2 cseq=2 -> r2",
        "41.0 b>a 100 branch=2 cseq=2   -> r2",
        "80.0 a>b REGISTER branch=3 cseq=3 -> r2",
        "80.1 b>a 402 branch=3 cseq=3 to=b -> r2 Failed",
        "registration 1 No_response frame=1 requests=1",
        "registration 2 Failed frame=3 final=6/402 by=b requests=2",
        "ratio IRA: 1/2",
    } },
    { "a registrar that says 100 alone", {
        "0.00 a>b REGISTER              -> r1",
        "0.01 b>a 100                   -> r1",
        "clock 33",
        "registration 1 No_response frame=1 requests=1",
    } },
    { "a registration whose second hop stands behind the response of the first", {
        "0.000 a>p REGISTER             -> r1",
        "0.020 p>a 200 to=r             -> r1 Succeeded setup=0.020",
        "0.001 p>r REGISTER branch=p,1  -> r1",
        "0.011 r>p 200 branch=p,1 to=r  -> r1",
        CLOCK,
        "registration 1 Succeeded frame=1 final=2/200 by=p requests=1 setup=0.020",
    } },
    { "a registration through a proxy, beside a call with the same Call-ID", {
        "0.000 a>p REGISTER             -> r1",
        "0.001 p>r REGISTER branch=p,1  -> r1",
        "0.002 a>b INVITE branch=2 cseq=2",
        "0.011 r>p 200 cseq=1/REGISTER branch=p,1 to=r -> r1",
        "0.013 p>a 200 cseq=1/REGISTER to=r -> r1 Succeeded setup=0.013",
        "0.022 b>a 486 branch=2 cseq=2 to=b -> c1 Busy srd=0.020",
        CLOCK,
        "call 1 Busy frame=3 final=6/486 by=b requests=1 srd=0.020",
        "registration 1 Succeeded frame=1 final=5/200 by=r/4 requests=1 setup=0.013",
        "ratio IRA: 0/1", "ratio SER: 0/1",
    } },
};

/* ---- Tests ---- */

static void check_all(const flow *flows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        call_flow_check(&flows[i]);
    }
}

static void test_plain(void)
{
    check_all(plain, G_N_ELEMENTS(plain));
}

static void test_chains(void)
{
    check_all(chains, G_N_ELEMENTS(chains));
}

static void test_dialogs(void)
{
    check_all(dialogs, G_N_ELEMENTS(dialogs));
}

static void test_unseen(void)
{
    check_all(unseen, G_N_ELEMENTS(unseen));
}

static void test_registrations(void)
{
    check_all(registrations, G_N_ELEMENTS(registrations));
}

/* ---- Limits, and what is cut ---- */

static const flow three_calls = { "three calls", {
    "0.00 a>b INVITE call=1",
    "0.01 b>a 486 call=1 to=b",
    "1.00 a>b INVITE call=2 branch=2",
    "1.01 b>a 486 call=2 branch=2 to=b",
    "2.00 a>b INVITE call=3 branch=3",
    "2.01 b>a 486 call=3 branch=3 to=b",
    "3.00 a>b REGISTER call=1 branch=4 cseq=4",
} };
/* clang-format on */

static void give_to_calls(const tracked_message *sent, const char *line, void *context)
{
    (void)line;
    calls_add((calls *)context, sent);
}

static void write_number(const call *one, void *context)
{
    g_string_append_printf((GString *)context, "%c%u ", one->is_registration ? 'r' : 'c', one->number);
}

static void check_limits(uint32_t transactions_max, uint32_t attempts_max, const char *wanted, uint64_t forgotten, bool first_is_known)
{
    tracker *messages = tracker_new(transactions_max);
    calls *all = calls_new(messages, attempts_max);
    GString *numbers = g_string_new(NULL);
    call_said said;
    call found;

    flow_send(&three_calls, messages, give_to_calls, all);
    calls_each(all, write_number, numbers);
    g_assert_cmpstr(numbers->str, ==, wanted);
    g_assert_cmpuint(calls_forgotten(all, false), ==, forgotten);
    g_assert_cmpuint(calls_forgotten(all, true), ==, 0);
    g_assert_true(calls_said(all, 1, 0, &said) == first_is_known && calls_find(all, 1, 0, &found) == first_is_known);
    g_assert_cmpuint(said.number, ==, first_is_known ? 1 : 0);
    g_assert_true(calls_said(all, 7, 0, &said) && said.is_registration && said.number == 1);
    g_assert_false(calls_said(all, 8, 0, &said));
    g_assert_false(calls_said(all, 7, 1, &said));
    g_string_free(numbers, TRUE);
    calls_free(all);
    tracker_free(messages);
}

static void test_limits(void)
{
    check_limits(1000, 1000, "c1 c2 c3 r1 ", 0, true);
    check_limits(1000, 2, "c2 c3 r1 ", 1, false);
    check_limits(1000, 0, "c3 r1 ", 2, false);
    check_limits(2, 1000, "c1 c2 c3 r1 ", 0, false);
    calls_free(NULL);
}

/* The number of the call that the message, of which more was sent, belongs to. */
static uint32_t call_of_cut(const char *bytes)
{
    static message m;
    const message_way way = { .is_datagram = true, .datagram_length = 2000 };
    const text_slice sent = text_from(bytes);
    const tracked_message one = { .m = &m, .frame = 1, .sent = sent };
    tracker *messages = tracker_new(10);
    calls *all = calls_new(messages, 10);
    call_said said;

    g_assert_true(request_read(&m, sent.bytes, sent.length, &way));
    tracker_add(messages, &one);
    calls_add(all, &one);
    calls_said(all, 1, 0, &said);
    calls_free(all);
    tracker_free(messages);
    return said.number;
}

#define CUT_INVITE \
    "INVITE sip:b@b.example SIP/2.0\r\n" \
    "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCall-ID: c\r\n" \
    "From: <sip:a@a.example>;tag=a\r\nCSeq: 1 INVITE\r\n"

/* An INVITE whose To was not seen can be one inside a dialog. */
static void test_cut(void)
{
    g_assert_cmpuint(call_of_cut(CUT_INVITE "To: <sip:b@b.example>\r\nX: y"), ==, 1);
    g_assert_cmpuint(call_of_cut(CUT_INVITE "To: <sip:b@b.example>;tag=b\r\nX: y"), ==, 0);
    g_assert_cmpuint(call_of_cut(CUT_INVITE "To: <sip:b@b.exa"), ==, 0);
    g_assert_cmpuint(call_of_cut(CUT_INVITE), ==, 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/calls/plain", test_plain);
    g_test_add_func("/calls/chains", test_chains);
    g_test_add_func("/calls/dialogs", test_dialogs);
    g_test_add_func("/calls/unseen", test_unseen);
    g_test_add_func("/calls/registrations", test_registrations);
    g_test_add_func("/calls/limits", test_limits);
    g_test_add_func("/calls/cut", test_cut);
    return g_test_run();
}
