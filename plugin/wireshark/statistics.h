/* statistics.h: what -z and the Statistics menu count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_STATISTICS_H
#define SIPCODES_STATISTICS_H

/**
 * Registers "-z sipcodes,report" and "-z sipcodes,json". Each takes a display filter behind another comma. To be called as a
 * plugin's tap listener registration.
 */
void statistics_register(void);

/** The same for "-z sipcodes,tree" with its entry in the Statistics menu. To be called in a hand-off: sharkd asks nothing else. */
void statistics_register_tree(void);

#endif
