/* test_registrations.c: which transactions make a registration, and how it ended
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "call_flows.h"
#include "keep_going.h"

#define CLOCK "clock 100"

/* clang-format off */
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
/* clang-format on */

CALL_FLOW_TEST(registrations)

int main(int argc, char **argv)
{
    (void)argc;
    init_keep_going(argv);
    g_test_add_func("/calls/registrations", test_registrations);
    return g_test_run();
}
