# SPDX-License-Identifier: GPL-2.0-or-later
"""Where versions of Wireshark itself do different things with the same items of ours: all such differences, and only they.

Everything else has to be the same in every version. Expected output is written down once, as Wireshark 4.0 shows it; each
function here says how a version shows that. Measured with 4.0.17, 4.4.19 and 4.6.9. Releases in between were not tried:
they are taken for what the next tried one is.
"""
import re

_AFTER_4_0 = (4, 1)


def values_of_selected_fields(version, in_tree_order):
    """The values of "-T fields" and "-T json -e", from (value, whether the post-dissector adds it), as the tree has them.

    4.0 builds the whole tree for them. Later versions build the selected fields only, so Status-Lines are not there, and a
    response without a phrase, which the post-dissector adds, has no place before others to go to: it comes last. With
    sip.Status-Line among the selected fields every version has the order of the tree.
    """
    if version >= _AFTER_4_0:
        in_tree_order = sorted(in_tree_order, key=lambda pair: pair[1])
    return [value for value, _ in in_tree_order]


def builds_selected_fields_only(version):
    """Whether "-T fields" builds nothing but the fields that are asked for."""
    return version >= _AFTER_4_0


def cell_with_single_backslashes(version, cell):
    r"""A cell of "-T fields". 4.0 writes a tab as \t and leaves backslashes alone, so that the two look the same. Later
    versions write a backslash as two."""
    if version < _AFTER_4_0:
        return cell
    return re.sub(r"\\(.)", lambda escape: "\\" if escape[1] == "\\" else escape[0], cell)


def items_around_quoted_sip(version, inside):
    """The names of the items around an annotation in SIP that an ICMP error quotes, from those where nothing is quoted.

    4.0 hands what UDP carries the root of the tree, so SIP stands beside ICMP. Later versions hand it the tree that UDP
    itself stands in, which is ICMP's.
    """
    return ("icmp", *inside) if version >= _AFTER_4_0 else inside


def cut_label(version, line):
    """A line of "-V", as 4.0 and later versions alike would cut it. Both cut a label at 240 bytes; 4.0 marks it with
    " [truncated]" and later versions with "[…] ", which is shorter and leaves room for more of the text."""
    mark, same_in_both = ("[…] " if version >= _AFTER_4_0 else " [truncated]"), 200
    if mark not in line:
        return line
    before, text = line.split(mark, 1)
    return f"{before}[cut] {text.encode()[:same_in_both].decode(errors='ignore')}"


def left_in_labels(version):
    """Characters that turn the direction of reading, which later versions leave in the labels of all fields, sip.Server's too;
    4.0 escapes them. Sentences of ours have none in any version."""
    return "\u200f\u202d\u202e\u2066" if version >= _AFTER_4_0 else ""


def call_id_that_sip_keeps(version, call_id):
    """4.0 cuts what it keeps of a Call-ID for others."""
    return call_id if version >= _AFTER_4_0 else call_id[:127]
