/* requests.h: what is done for a request: it is given to the tracker, and what it and the others of its call show is drawn and counted
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_REQUESTS_H
#define SIPCODES_REQUESTS_H

#include "compat.h"

#include "place.h"

/** True if requests of this frame are to be given to the tracker, or somebody wants to know. Else there is nothing to do. */
bool requests_are_wanted(packet_info *pinfo, proto_tree *tree);

/** True if the request at the place is tracked, or says something of what is asked for. Else nothing of it is drawn, found or counted, and
 * it need not be annotated. */
bool requests_has_something(packet_info *pinfo, proto_tree *tree, const response_place *place);

/** Gives the request at the place to the tracker, once, and tells who wants to know. The tree is the one below which it is drawn. */
void requests_annotate(packet_info *pinfo, proto_tree *tree, response_place *place);

#endif
