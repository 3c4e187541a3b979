/* frame_end.h: what is found at the end of a frame: responses without a phrase, and what stands in a stream unseen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_FRAME_END_H
#define SIPCODES_FRAME_END_H

#include "compat.h"

/** Makes the post-dissector; to be called once, behind the protocol. With the hook taken by another plugin, all responses are found here. */
void frame_end_register(gboolean is_hook_taken);

/** Registers it where the preferences want it, and switches it; to be called before each file. */
void frame_end_switch(void);

#endif
