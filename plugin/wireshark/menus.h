/* menus.h: what the plugin adds to the menus of Wireshark's window
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SIPCODES_MENUS_H
#define SIPCODES_MENUS_H

/**
 * Registers Telephony > SIP Response Codes, and Conversation Filter > SIP Call. To be called once, after draw_register(). Programs
 * without a window keep the entries and never look at them.
 */
void menus_register(void);

#endif
