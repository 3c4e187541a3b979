/* tracking.h: the core's tracker (core/transactions) and calls for the file that is open
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages are given to it on the first visit of their frame, in the order in which they are met; every dissection looks up what came
 * of them.
 */
#ifndef SIPCODES_TRACKING_H
#define SIPCODES_TRACKING_H

#include "compat.h"

#include "../core/calls.h"
#include "../core/transactions.h"
#include "place.h"

/** Registers what ends it with each file; to be called once. */
void tracking_register(void);

/** Starts with nothing, where the preferences want it; to be called before each file. */
void tracking_before_file(void);

/** True if the messages of this file are tracked. */
bool tracking_is_on(void);

/** True if this frame's messages have not been given yet: they are tracked, and it has not been dissected before. */
bool tracking_takes(packet_info *pinfo);

/** The time in nanoseconds, as the core has times. */
int64_t tracking_nanoseconds(const nstime_t *time);

/** Which message of its frame stands at the place: the same on each dissection. */
uint32_t tracking_number(const packet_info *pinfo, const response_place *place);

/** Notes how far the capture has gone; to be called for each frame. */
void tracking_note_time(const packet_info *pinfo);

/** Gives the message at the place. One that is quoted or carried takes no part. */
void tracking_add(packet_info *pinfo, const response_place *place, const message_way *way);

/** What is known of the message at the place by now; false, and *found is cleared, where it is not kept. */
bool tracking_find(packet_info *pinfo, const response_place *place, tracked *found);

/** What the message at the place says of its call: in a later pass the first INVITE also how it ended. False, and *said is cleared,
 * where it belongs to none, also to a registration. */
bool tracking_find_call(packet_info *pinfo, const response_place *place, call_said *said);

/** The call, or registration, of the message with that number in the frame, with all that is known by now; false, and *found is
 * cleared, where it belongs to none that is kept. */
bool tracking_call_of(uint32_t frame, uint32_t number, call *found);

/** As calls_each(); nothing where no messages are tracked. */
void tracking_each_call(void (*take)(const call *one, void *context), void *context);

/** How many calls, or registrations, were forgotten. */
uint64_t tracking_calls_forgotten(bool registrations);

/** Notes what is wrong with the response at the place, for the call that it decides. */
void tracking_note_brief(const packet_info *pinfo, const response_place *place, finding_index index);

/** Adds what several messages show of this one: in a later pass also what is missing. */
void tracking_add_findings(packet_info *pinfo, const response_place *place, findings *all);

/** How many transactions were forgotten. */
uint64_t tracking_forgotten(void);

/** As tracker_absences(); nothing where no messages are tracked. */
void tracking_absences(void (*take)(const absence *one, void *context), void *context);

#endif
