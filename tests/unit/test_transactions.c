/* test_transactions.c: which messages belong together, and how transactions end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transactions.h"

#include "flows.h"
#include "keep_going.h"

static const flow flows[] = {
    { "a good call", {
        "0.000 a>b INVITE               -> t1 request=0 response=4 outcome=Answered",
        "0.010 b>a 100                  -> t1 request=1 time=0.010 outcome=None_yet",
        "1.010 b>a 180 to=b             -> t1 request=1 time=1.010",
        "3.010 b>a 200 to=b             -> t1 request=1 time=3.010 outcome=Answered facts=rang",
        "3.020 a>b ACK branch=1a to=b   -> t1 request=1",
        "13.02 a>b BYE branch=1b cseq=2 to=b -> t2 request=0 response=7 outcome=Succeeded",
        "13.03 b>a 200 branch=1b cseq=2 to=b -> t2 request=6 time=0.010 outcome=Succeeded",
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
    { "both hops of a proxy", {
        "0.000 a>p INVITE               -> t1",
        "0.001 p>b INVITE branch=p,1    -> t2",
        "0.011 b>p 486 branch=p,1 to=b  -> t2 request=2 time=0.010 outcome=Busy",
        "0.012 p>b ACK branch=p to=b    -> t2 request=2",
        "0.013 p>a 486 to=b             -> t1 request=1 time=0.013 outcome=Busy made=3/b",
        "0.023 a>p ACK to=b             -> t1",
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
};

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
