/* call_flows.h: flows of messages, and which calls and registrations they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tables as flows.h has them. Behind "->" stands what the message says of its attempt, all of it: "c1" for call 1, "r1" for
 * registration 1, the outcome where the message decides it, and times in seconds that become known with it. Without "->" it says "c1"
 * alone; "-> -": it belongs to none. Other lines, behind the messages:
 *
 *   call 1 Busy ...     one call, or "registration 1 ...", with all that is known in the end. All have to be named
 *   ratio SER: 1/2      of the whole flow; "none": undefined. Those not named are not looked at
 *   delay SDD: 1 0.010  of the whole flow: how many have it, and the mean in seconds; or "none"
 */
#ifndef SIPCODES_CALL_FLOWS_H
#define SIPCODES_CALL_FLOWS_H

#include "flows.h"

/** Sends the flow through a tracker and calls, and fails the test with each line that does not come out. */
void call_flow_check(const flow *one);

/** A test of all flows of the table: "test_" and its name. */
#define CALL_FLOW_TEST(table) FLOW_TEST_BY(call_flow_check, table)

#endif
