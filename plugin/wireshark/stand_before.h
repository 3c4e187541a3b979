/* stand_before.h: places in Wireshark's dissector tables, in front of who stands there
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_STAND_BEFORE_H
#define SIPCODES_STAND_BEFORE_H

#include "compat.h"

/**
 * Puts a dissector of ours in front of another one of a table of strings, which ours has to call. Returns that one; NULL, and nothing
 * is done, where this Wireshark has none. To be called after all hand-offs, or the built-in ones would set the entry back.
 */
dissector_handle_t stand_before(const char *table, const char *key, dissector_t dissector, const char *description);

#endif
