/* calls_list.h: -z sipcodes,calls and -z sipcodes,csv
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_LIST_H
#define SIPCODES_CALLS_LIST_H

/** Registers both; to be called once. */
void calls_list_register(void);

#endif
