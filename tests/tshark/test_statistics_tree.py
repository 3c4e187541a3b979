# SPDX-License-Identifier: GPL-2.0-or-later
"""-z sipcodes,tree with as many methods and addresses as a capture can hold."""
from statistics_outputs import MANY, SHOWN, below, json_of, many, name_of, tree_items


def tree_and_document(wireshark, capture, *options):
    text = wireshark.tshark(capture, "-q", "-z", "sipcodes,json", "-z", "sipcodes,tree", *options)
    return tree_items(text), json_of(text)


def check_all_is_kept(document, responses):
    assert len(document["codes"]) == document["responses"] == responses, "a row for each of the methods"
    assert len(document["addresses"]) == MANY


def test_tree_has_a_node_for_the_busiest_addresses(wireshark, little_capture):
    """The busiest are not the first: ten from behind take along what they had answered while they shared a node."""
    late = range(SHOWN + 100, SHOWN + 110)
    others = [number for number in range(MANY) if number not in late]
    packets = many(("486 Busy Here", others), ("480 x", late), ("503 x", late), ("503 x", late))
    items, document = tree_and_document(wireshark, little_capture(packets))
    found = below(items, "Responses by address")
    own = [*range(SHOWN), *late]
    assert found == {**{name_of(number): 3 if number in late else 1 for number in own}, "Other addresses": MANY - len(own)}
    assert below(items, "Responses by address", name_of(late[0])) == {"480 Temporarily Unavailable": 1, "503 Service Unavailable": 2}
    assert below(items, "Responses by address", "Other addresses") == {
        "486 Busy Here": MANY - len(own), "480 Temporarily Unavailable": 0}
    assert below(items, "Responses by method") == {"Other methods": len(packets)}
    assert below(items, "Responses by method", "Other methods") == {
        "486 Busy Here": len(others), "480 Temporarily Unavailable": len(late), "503 Service Unavailable": 2 * len(late)}
    check_all_is_kept(document, len(packets))


def test_tree_knows_how_busy_one_has_to_be(wireshark, little_capture):
    """When a thousand have answered twice, two are not enough any more, and three are; the ones before keep their nodes."""
    first, next_ones = range(SHOWN), range(SHOWN, MANY)
    packets = many(("486 x", first), ("486 x", next_ones), ("486 x", first), ("486 x", next_ones), ("486 x", next_ones[:50]))
    items, document = tree_and_document(wireshark, little_capture(packets))
    assert below(items, "Responses by address") == {
        **{name_of(number): 2 for number in first}, **{name_of(number): 3 for number in next_ones[:50]},
        "Other addresses": 2 * len(next_ones[50:])}
    check_all_is_kept(document, len(packets))


def test_tree_needs_no_shared_node_for_a_thousand(wireshark, little_capture):
    """However busy one of them is."""
    packets = many(("486 x", [0] * SHOWN), ("486 x", range(1, SHOWN)))
    items, _ = tree_and_document(wireshark, little_capture(packets))
    assert below(items, "Responses by address") == {name_of(0): SHOWN, **{name_of(number): 1 for number in range(1, SHOWN)}}
