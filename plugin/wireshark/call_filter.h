/* call_filter.h: the display filter that finds all messages of a frame's calls
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALL_FILTER_H
#define SIPCODES_CALL_FILTER_H

#include "compat.h"

/**
 * The filter for the calls of the messages in a frame that has been dissected: their Call-IDs and, where messages are tracked, the
 * numbers of their calls, which have also legs with another Call-ID. To be freed with g_free(); NULL where the frame has no Call-ID.
 */
char *call_filter(packet_info *pinfo);

#endif
