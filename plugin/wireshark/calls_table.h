/* calls_table.h: the calls as a table in the window, under Telephony
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_TABLE_H
#define SIPCODES_CALLS_TABLE_H

/** Registers it; to be called once. */
void calls_table_register(void);

#endif
