/* flows.h: flows of messages as tables, one line a message, and what a tracker has to say of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   0.010 b>a 486 branch=1 to=b -> t1 request=1 time=0.010 outcome=Busy ! two_finals
 *
 *   0.010      the time in seconds; the frame is the line's number among the messages, from 1
 *   b>a        from whom to whom: one letter each, an address of its own; a letter and digits, "a62000", has another port than 5060
 *   486        the status code, or the method
 *   branch=1   the branches of Via, the topmost first: "p,1"; "z9hG4bK" stands before each that does not begin with "-"
 *   cseq=1 call=c from=a to=b      CSeq's number, Call-ID, tags; "cseq=1/INVITE" with another method; "from=", "to=": no tag
 *   sdp=words  a session description that differs where the words do
 *   tcp        over a stream; "same": in the frame of the message before; "if=1" captured there, "id=7" IP's identification
 *   phrase=words                   of a response; else it has one of its own
 *   cut        the header section's end was not captured
 *   "Name: value"                  one more header field
 *
 * Left out are branch=1, cseq=1, call=c, from=a and no To tag. What stands behind "->" has to come out:
 *
 *   t1                the transaction's number
 *   request=1 response=2 cancel=3  frames; 0 is none
 *   time=0.010        the response time in seconds; "time=?": not known
 *   resend=1/4        the first repetition of the message in frame 4; not named, it is none
 *   copy=1            of the packet in frame 1; not named, it is none
 *   made=3/b          the same response was made in frame 3 by b; not named, it was not
 *   outcome=Busy      with "_" for a blank
 *   facts=rang,cancelled
 *   ! names           the findings, exactly these; without "!" there must be none
 *
 * Other lines, behind the messages:
 *
 *   clock 40.0        the capture goes on until then
 *   later 1 ! names   what a later pass finds in frame 1, exactly; frames not named: what was found at once
 *   absent 1 BYE 5 b never_answered    one absence: frame, method, sendings, destination, name. All have to be named
 *   said 1 words      the first finding of frame 1 has these words in it, also in a later pass
 */
#ifndef SIPCODES_FLOWS_H
#define SIPCODES_FLOWS_H

#include "transactions.h"

/** A named flow: its lines, NULL behind the last. */
typedef struct {
    const char *name;
    const char *lines[64];
} flow;

/** Sends the flow through a tracker, and fails the test with each line that does not come out. */
void flow_check(const flow *one);

/** A test of all flows of the table: "test_" and its name. */
#define FLOW_TEST(table) FLOW_TEST_BY(flow_check, table)

/** The same where each flow is checked by this function. */
#define FLOW_TEST_BY(check, table) \
    static void test_##table(void) \
    { \
        for (size_t i = 0; i < G_N_ELEMENTS(table); i++) { \
            check(&(table)[i]); \
        } \
    }

/** Gets a message that the tracker has just taken, and its line. */
typedef void flow_taken(const tracked_message *sent, const char *line, void *context);

/** Sends the flow through the tracker and checks nothing: for what is built on it. */
void flow_send(const flow *one, tracker *all, flow_taken *taken, void *context);

#endif
