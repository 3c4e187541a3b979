/* calls_list.h: -z sipcodes,calls, -z sipcodes,csv and -z sipcodes,attempts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_CALLS_LIST_H
#define SIPCODES_CALLS_LIST_H

/** Registers them; to be called once. */
void calls_list_register(void);

#endif
