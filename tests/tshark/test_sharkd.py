# SPDX-License-Identifier: GPL-2.0-or-later
"""sharkd, the program behind web front ends, which dissects frames in any order and again and again."""
import functools

import pytest

import sharkd
from little_captures import datagram, response

pytestmark = pytest.mark.skipif(not sharkd.is_installed(), reason="sharkd is not in this system's packages")


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([datagram(response("486 Busy Here", call="a")), datagram(response("486 ", call="b")),
                           datagram(response("401 Unauthorized", "REGISTER", call="c"))])


@pytest.fixture(scope="module")
def ask(wireshark, capture):
    return functools.partial(sharkd.ask, wireshark, capture)


def labels(nodes):
    for node in nodes:
        yield node.get("l", "")
        yield from labels(node.get("n", []))


def test_filter_and_column(ask):
    columns = {"column0": "sipcodes.name:1"}
    by_name, by_anomaly = ask(("frames", {"filter": 'sipcodes.code == "Busy Here"', **columns}),
                              ("frames", {"filter": 'sipcodes.anomaly == "missing_header"', **columns}))
    assert [(frame["num"], frame["c"]) for frame in by_name] == [(1, ["Busy Here"]), (2, ["Busy Here"])]
    assert [(frame["num"], frame["c"]) for frame in by_anomaly] == [(3, ["Unauthorized"])]


def test_tree_in_any_order(ask):
    order = [3, 1, 2, 1, 3, 2]
    trees = [[label for label in labels(answer["tree"]) if "SIP Response Code" in label]
             for answer in ask(*(("frame", {"frame": number, "proto": True}) for number in order))]
    assert all(len(found) == 1 for found in trees)
    by_frame = {}
    for number, found in zip(order, trees):
        assert by_frame.setdefault(number, found) == found
    assert [by_frame[number][0].strip("[]") for number in (1, 2, 3)] == [
        "SIP Response Code: 486 Busy Here", "SIP Response Code: 486 Busy Here", "SIP Response Code: 401 Unauthorized, no WWW-Authenticate"]


def test_completion_offers_the_fields(ask):
    (answer,) = ask(("complete", {"field": "sipcodes.c"}))
    assert {"sipcodes.code", "sipcodes.class"} <= {field["f"] for field in answer["field"]}
