/* asked_for.h: who wants to know: a tree that somebody looks at, a filter, a field, a column, a tap, the window
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most passes over most packets want nothing, and end there. Who asks only for the class or a count gets no sentence, no finding, or
 * no header field read.
 */
#ifndef SIPCODES_ASKED_FOR_H
#define SIPCODES_ASKED_FOR_H

#include "compat.h"

#include "../core/verdict.h"

/** Finds out who looks; to be called before each file. */
void asked_for_before_file(void);

/** True if something of ours is to be drawn in the tree. */
bool asked_for_in_tree(proto_tree *tree);

/** True if a response is to be judged: for a tree, a tap, a column or the window. */
bool asked_for_response(packet_info *pinfo, proto_tree *tree);

/** True if what is found of a request is asked for, or what several messages show of it, for the same. */
bool asked_for_request(packet_info *pinfo, proto_tree *tree);

/** True if this frame's messages are to be given to the tracker: somebody asks for what it knows, now or in a later pass. */
bool asked_for_tracking(packet_info *pinfo, proto_tree *tree);

/** True if somebody asks for the expert infos of this frame. */
bool asked_for_experts(packet_info *pinfo, proto_tree *tree);

/** True if somebody asks for the sentences about what is found. */
bool asked_for_sentences(proto_tree *tree);

/** True if somebody asks for a message's Reason, its sender's words or its hint. */
bool asked_for_words(proto_tree *tree);

/** Which checks are wanted of a message. */
wanted_checks asked_for_checks(proto_tree *tree, bool with_experts);

#endif
