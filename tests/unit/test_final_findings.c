/* test_final_findings.c: what several messages show of final responses, each with a flow that shows it and correct ones that do not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "flows.h"
#include "keep_going.h"

/* clang-format off */
static const flow finals[] = {
    { "two finals", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b -> t1 outcome=Busy",
        "0.02 a>b ACK to=b",
        "0.03 b>a 503 to=z -> t1 outcome=Server_failure ! two_finals",
        "0.53 b>a 503 to=z -> t1 resend=1/4",
    } },
    { "two finals, of two elements", {
        "0.00 a>b OPTIONS",
        "0.01 b>a 404 to=b",
        "0.02 b>a 404 to=c -> t1 ! two_finals",
    } },
    { "a failure after the answer", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.02 a>b ACK branch=1a to=b",
        "0.03 b>a 486 to=z -> t1 ! two_finals",
    } },
    { "a stateless server answers each sending", {
        "0.00 a>b OPTIONS",
        "0.50 a>b OPTIONS -> t1 resend=1/1",
        "0.51 b>a 404 to=b",
        "0.52 b>a 404 to=c -> t1",
    } },
    { "a provisional response after the final", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b",
        "0.02 a>b ACK to=b",
        "1.02 b>a 180 to=b -> t1 ! provisional_after_final",
        "1.52 b>a 180 to=b -> t1 resend=1/4",
    } },
    { "overtaken on the way", {
        "0.00 a>b INVITE",
        "0.01 b>a 486 to=b",
        "0.02 b>a 180 to=b -> t1",
        "0.03 a>b ACK to=b",
    } },
    { "nothing overtakes in a stream", {
        "0.00 a>b INVITE tcp",
        "0.01 b>a 486 to=b tcp",
        "0.02 b>a 180 to=b tcp -> t1 ! provisional_after_final",
        "0.03 a>b ACK to=b tcp",
    } },
    { "a frame with several shows no order", {
        "0.00 a>b INVITE tcp",
        "0.01 b>a 486 to=b tcp",
        "0.01 b>a 100 tcp same",
        "0.02 a>b ACK to=b tcp",
    } },
    { "another phone still rings", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.02 a>b ACK branch=1a to=b",
        "1.02 b>a 180 to=c -> t1",
    } },
    { "100 too early", {
        "0.00 a>b REGISTER",
        "0.01 b>a 100 -> t1 time=0.010 ! early_100",
        "0.02 b>a 200 to=b",
    } },
    { "100 after 3.5 s, and in a stream", {
        "0.0 a>b REGISTER",
        "0.5 a>b REGISTER -> t1 resend=1/1",
        "1.5 a>b REGISTER -> t1 resend=2/1",
        "3.5 b>a 100",
        "4.0 b>a 200 to=b",
        "5.0 a>b REGISTER branch=2 cseq=2 tcp",
        "5.1 b>a 100 branch=2 cseq=2 tcp",
        "5.2 b>a 200 branch=2 cseq=2 to=b tcp",
    } },
    { "a late final", {
        "0.0 a>b OPTIONS",
        "0.5 a>b OPTIONS -> t1 resend=1/1",
        "32.1 b>a 200 to=b -> t1 time=32.100 ! late_final",
    } },
    { "a final just in time, and an INVITE that rings for long", {
        "0.0 a>b OPTIONS",
        "31.9 b>a 200 to=b -> t1 time=31.900",
        "40.0 a>b INVITE branch=2 cseq=2",
        "40.1 b>a 180 branch=2 cseq=2 to=c",
        "99.0 b>a 200 branch=2 cseq=2 to=c -> t2 time=59.000",
        "99.1 a>b ACK branch=2a cseq=2 to=c",
    } },
    { "a late first response", {
        "0.00 a>b INVITE",
        "0.50 a>b INVITE -> t1 resend=1/1",
        "0.60 b>a 100 -> t1 ! slow_first_response",
        "0.70 b>a 180 to=b",
    } },
    { "a late first response in a stream", {
        "0.00 a>b INVITE tcp",
        "0.60 b>a 100 tcp",
        "0.70 b>a 180 to=b tcp",
    } },
    { "INVITE crosses INVITE", {
        "0.00 a>b INVITE branch=5 cseq=5 to=b",
        "0.01 b>a INVITE branch=6 cseq=6 from=b to=a",
        "0.02 b>a 491 branch=5 cseq=5/INVITE to=b -> t1 outcome=Protocol ! glare",
        "0.03 a>b 491 branch=6 cseq=6/INVITE from=b to=a -> t2 ! glare",
        "0.04 a>b ACK branch=5 cseq=5 to=b",
        "0.05 b>a ACK branch=6 cseq=6 from=b to=a",
    } },
    { "491 without a crossing", {
        "0.00 a>b INVITE branch=5 cseq=5 to=b",
        "0.02 b>a 491 branch=5 cseq=5 to=b -> t1",
        "0.04 a>b ACK branch=5 cseq=5 to=b",
    } },
    { "BYE crosses BYE", {
        "0.00 a>b BYE branch=5 cseq=5 to=b",
        "0.01 b>a BYE branch=6 cseq=6 from=b to=a",
        "0.02 b>a 481 branch=5 cseq=5/BYE to=b -> t1 ! bye_481",
        "0.03 a>b 200 branch=6 cseq=6/BYE from=b to=a -> t2",
    } },
    { "481 without a crossing", {
        "0.00 a>b BYE branch=5 cseq=5 to=b",
        "0.02 b>a 481 branch=5 cseq=5 to=b -> t1",
    } },
};

static const flow unanswered[] = {
    { "an INVITE never answered", {
        "0.0 a>b INVITE",
        "0.5 a>b INVITE -> t1 resend=1/1",
        "1.5 a>b INVITE -> t1 resend=2/1",
        "3.5 a>b INVITE -> t1 resend=3/1",
        "7.5 a>b INVITE -> t1 resend=4/1",
        "15.5 a>b INVITE -> t1 resend=5/1",
        "31.5 a>b INVITE -> t1 resend=6/1 ! never_answered",
        "clock 36",
        "absent 1 INVITE 7 b never_answered",
        "said 7 no response from there at all",
    } },
    { "a BYE never answered, by somebody who answers others", {
        "0.0 a>b OPTIONS branch=9 call=d",
        "0.1 b>a 200 branch=9 to=x call=d",
        "1.0 a>b BYE cseq=2 to=b",
        "1.5 a>b BYE cseq=2 to=b -> t2 resend=1/3",
        "2.5 a>b BYE cseq=2 to=b -> t2 resend=2/3",
        "4.5 a>b BYE cseq=2 to=b -> t2 resend=3/3",
        "8.5 a>b BYE cseq=2 to=b -> t2 resend=4/3",
        "later 3 ! never_answered",
        "absent 3 BYE 5 b never_answered",
        "said 3 No response was seen to this request, which was sent 5 times (RFC",
    } },
    { "a request sent eleven times", {
        "0.0 a>b OPTIONS",
        "0.5 a>b OPTIONS -> t1 resend=1/1",
        "1.5 a>b OPTIONS -> t1 resend=2/1",
        "3.5 a>b OPTIONS -> t1 resend=3/1",
        "7.5 a>b OPTIONS -> t1 resend=4/1",
        "11.5 a>b OPTIONS -> t1 resend=5/1",
        "15.5 a>b OPTIONS -> t1 resend=6/1",
        "19.5 a>b OPTIONS -> t1 resend=7/1",
        "23.5 a>b OPTIONS -> t1 resend=8/1",
        "27.5 a>b OPTIONS -> t1 resend=9/1",
        "31.5 a>b OPTIONS -> t1 resend=10/1 ! never_answered",
        "absent 1 OPTIONS 11 b never_answered",
    } },
    { "one INVITE in a stream, and 32 s", {
        "0.0 a>b INVITE tcp",
        "clock 32.0",
        "later 1 ! never_answered",
        "absent 1 INVITE 1 b never_answered",
    } },
    { "one INVITE in a stream, and less", {
        "0.0 a>b INVITE tcp",
        "clock 31.9",
    } },
    { "an INVITE that rings for long, and an ACK", {
        "0.0 a>b INVITE",
        "0.1 b>a 180 to=b",
        "0.2 c>d ACK call=x to=b branch=8",
        "clock 100",
    } },
    { "100, and nothing behind it", {
        "0.0 a>b OPTIONS",
        "0.5 a>b OPTIONS -> t1 resend=1/1",
        "4.0 b>a 100",
        "clock 40",
        "later 1 ! never_answered",
        "absent 1 OPTIONS 2 b never_answered",
        "said 1 No response but 100",
    } },
    { "a request that was cut", {
        "0.0 a>b OPTIONS cut",
        "clock 40",
    } },
};

static const flow echoes[] = {
    { "another CSeq number", {
        "0.00 a>b OPTIONS",
        "0.01 b>a 200 cseq=7/OPTIONS to=b -> t1 request=1 time=0.010 ! response_echo",
        "said 2 CSeq number.",
    } },
    { "another Call-ID", {
        "0.00 a>b OPTIONS",
        "0.01 b>a 200 call=d cseq=1/OPTIONS to=b -> t1 request=1 time=0.010 ! response_echo",
        "said 2 request in frame 1: Call-ID.",
    } },
    { "another Call-ID within a dialog", {
        "0.00 a>b OPTIONS to=b",
        "0.01 b>a 200 call=d cseq=1/OPTIONS to=b -> t1 request=1 time=0.010 ! response_echo",
        "said 2 request in frame 1: Call-ID.",
    } },
    { "the same branch in several calls", {
        "0.00 a>b OPTIONS",
        "0.01 c>b OPTIONS call=d",
        "0.02 b>a 200 to=b -> t1 request=1",
        "0.03 b>c 200 call=d to=b -> t2 request=2",
        "0.04 b>a 200 call=e cseq=1/OPTIONS to=b -> t3 request=0",
        "0.05 a>b OPTIONS call=f from=x",
        "0.06 b>a 200 call=g cseq=1/OPTIONS to=b -> t5 request=0",
    } },
    { "another method in CSeq", {
        "0.00 a>b OPTIONS",
        "0.01 b>a 200 cseq=1/REGISTER to=b -> t1 request=1 ! response_cseq_method",
    } },
    { "a Via too many", {
        "0.00 a>b OPTIONS",
        "0.01 b>a 200 branch=1,q to=b -> t1 ! response_echo",
        "said 2 request in frame 1: Via.",
    } },
    { "the second Via changed", {
        "0.00 a>b OPTIONS branch=1,q",
        "0.01 b>a 200 branch=1,r to=b -> t1 ! response_echo",
    } },
    { "100 may have one Via", {
        "0.00 a>b INVITE branch=1,q",
        "0.01 b>a 100 branch=1",
        "0.01 b>a 180 branch=1,q to=b",
    } },
    { "other tags", {
        "0.00 a>b INFO cseq=2 to=b",
        "0.01 b>a 200 cseq=2 from=x to=y -> t1 ! response_echo",
        "said 2 From tag, To tag.",
    } },
    { "responses that were cut", {
        "0.00 a>b INFO cseq=2 to=b",
        "0.01 b>a 200 cseq=2 from=x to=y cut -> t1",
        "0.02 a>b INFO cseq=3 to=b cut branch=2",
        "0.03 b>a 200 cseq=3 from=x to=y branch=2 -> t2",
    } },
    { "a response of another transaction with the same branch", {
        "0.00 a>b REGISTER",
        "0.01 b>a 200 to=b",
        "0.02 b>a 423 cseq=2/REGISTER to=b -> t2 request=0",
    } },
};

/* Races that are legal (RFC 5407). */
static const flow races[] = {
    { "a re-INVITE before the ACK (3.1.5)", {
        "0.00 a>b INVITE",
        "0.01 b>a 200 to=b",
        "0.02 b>a INVITE branch=r cseq=1 from=b to=a",
        "0.03 a>b ACK branch=1a to=b",
        "0.04 a>b 491 branch=r cseq=1/INVITE from=b to=a",
        "0.05 b>a ACK branch=r cseq=1 from=b to=a",
    } },
    { "the answer and an early BYE (3.1.3)", {
        "0.00 a>b INVITE",
        "0.01 b>a 180 to=b",
        "1.00 a>b BYE branch=2 cseq=2 to=b",
        "1.00 b>a 200 to=b cseq=1/INVITE",
        "1.01 b>a 200 branch=2 cseq=2 to=b",
        "1.02 a>b ACK branch=1a to=b",
    } },
    { "a BYE and a re-INVITE (3.2.2)", {
        "0.00 a>b BYE branch=5 cseq=5 to=b",
        "0.01 b>a INVITE branch=6 cseq=6 from=b to=a",
        "0.02 a>b 481 branch=6 cseq=6 from=b to=a",
        "0.03 b>a ACK branch=6 cseq=6 from=b to=a",
        "0.04 b>a 200 branch=5 cseq=5 to=b",
    } },
};
/* clang-format on */

FLOW_TEST(finals)
FLOW_TEST(unanswered)
FLOW_TEST(echoes)
FLOW_TEST(races)

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/transactions/findings/finals", test_finals);
    g_test_add_func("/transactions/findings/unanswered", test_unanswered);
    g_test_add_func("/transactions/findings/echoes", test_echoes);
    g_test_add_func("/transactions/findings/races", test_races);
    return g_test_run();
}
