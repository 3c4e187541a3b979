# SPDX-License-Identifier: GPL-2.0-or-later
"""Another plugin owns the SIP dissector's hook: a clear warning, and every response is annotated all the same."""
import os
import pathlib
import shutil

import pytest

from little_captures import datagram, response, segments


@pytest.fixture(scope="module")
def with_owner(wireshark):
    """Keywords that run a program with both plugins, the owner of the hook being registered first.

    Which folder's plugins that are is Wireshark's choice. In the other order it stops itself, since this owner does not ask
    whether the name is taken.
    """
    owner = os.environ.get("SIPCODES_HOOK_OWNER")
    if not owner or not pathlib.Path(owner).exists():
        raise RuntimeError(f"SIPCODES_HOOK_OWNER={owner} does not name the built test plugin: run the tests with ctest")
    (epan,) = wireshark.plugins.glob("*/epan")
    folder = wireshark.workspace / "owner"
    copy = folder / epan.relative_to(wireshark.plugins) / "a-hook-owner.so"
    copy.parent.mkdir(parents=True)
    shutil.copyfile(owner, copy)
    for keywords in ({"personal_plugins": folder}, {"plugins": folder, "personal_plugins": wireshark.plugins}):
        keywords["quiet"] = False
        if wireshark.run("tshark", "-G", "plugins", check=False, **keywords).returncode == 0:
            return keywords
    pytest.fail("with another plugin that owns the hook, tshark does not start")


@pytest.fixture(scope="module")
def capture(little_capture):
    return little_capture([datagram(response("486 Busy Here", call="a")), datagram(response("486 ", call="b")),
                           *segments([response("487 ", call="c") + response("603 Decline", call="d") + response("480 x", call="e")])])


def test_warning_names_the_owner(wireshark, capture, with_owner):
    done = wireshark.run("tshark", "-r", capture, **with_owner)
    assert "sipcodes" in done.stderr and "sip.diagnostic" in done.stderr and "HOOKOWNER" in done.stderr


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one-pass", "two-pass"])
def test_all_responses_are_annotated(wireshark, capture, with_owner, passes):
    def facts(**keywords):
        return [(r.frame, r.inside[-1], r.summary, without_number(r.values), r.experts)
                for r in wireshark.responses(capture, *passes, **keywords)]

    def without_number(values):
        """Transactions are numbered as they are met, which within a frame is not the same."""
        return {name: found for name, found in values.items() if name != "sipcodes.transaction"}

    fallback = facts(**with_owner)
    assert len(fallback) == 5
    assert fallback == facts()


def test_the_owner_still_works(wireshark, capture, with_owner):
    rows = wireshark.frames(capture, "hookowner.seen && sipcodes", **with_owner)
    assert rows == [1, 3]


def test_fields_alone(wireshark, capture, with_owner):
    rows = wireshark.fields(capture, ["sipcodes.anomaly"], **with_owner)
    assert rows == wireshark.fields(capture, ["sipcodes.anomaly"])
