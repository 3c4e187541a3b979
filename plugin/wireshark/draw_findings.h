/* draw_findings.h: what is found, as items, expert infos and lists of briefs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_DRAW_FINDINGS_H
#define SIPCODES_DRAW_FINDINGS_H

#include "compat.h"

#include "../core/findings.h"
#include "place.h"

/** Draws a finding about the message at the place: its sentence, its names; the tree can be NULL. */
void draw_finding(packet_info *pinfo, proto_tree *tree, const response_place *place, const finding *found, bool with_expert);

/** True if a list of briefs says the finding: an anomaly of which it has not said the same yet. */
bool draw_is_listed(const findings *all, guint place);

/** Appends the briefs to the line, each once; where it gets longer than the room for it, how many more there are. */
void draw_list_briefs(const findings *all, char *list, size_t size, size_t room);

/** The same for the Info column. */
void draw_briefs_in_column(packet_info *pinfo, const findings *all);

#endif
