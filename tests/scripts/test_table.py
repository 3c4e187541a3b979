# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/table.awk alone."""
import subprocess

import pytest

from checkout import PROJECT

PACKET = """<packet><proto name="frame">
<field name="frame.time_relative" showname="Time" show="{time}"/>
<field name="frame.number" showname="Frame Number: 7" show="7"/></proto>
{responses}</packet>
"""
RESPONSE = """<proto name="sipcodes" showname="SIP Response Code">
<field name="sipcodes.code" showname="Code: {code}" show="{code}"/>
<field name="sipcodes.name" showname="Name: {name}" show="{name}"/>
<field name="sipcodes.class" showname="Class: Client Failure (4)" show="4"/>
<field name="sipcodes.method" showname="Method: INVITE" show="INVITE"/>
</proto>
"""


def table(text, **environment):
    done = subprocess.run(["awk", "-f", PROJECT / "scripts/table.awk"], input=text, capture_output=True, text=True, check=True,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment})
    return [line.split() for line in done.stdout.splitlines()]


def packet(time="1.000000000", code=486, name="Busy", times=1):
    return PACKET.format(time=time, responses=RESPONSE.format(code=code, name=name) * times)


@pytest.fixture(scope="module")
def decimal_comma(tmp_path_factory):
    """The environment of a locale with a decimal comma."""
    folder = tmp_path_factory.mktemp("locales")
    done = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("no locale with a decimal comma can be made here (Debian: package locales)")
    environment = {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8"}
    said = subprocess.run(["bash", "-c", "printf %.1f 1,5"], env=environment, capture_output=True, text=True, check=False)
    assert said.stdout == "1,5", "the locale has no decimal comma"
    return environment


def test_time_in_a_locale_with_a_decimal_comma(decimal_comma):
    assert table(packet(time="12.345678900"), **decimal_comma)[1][:2] == ["7", "12.345678"]


@pytest.mark.parametrize("time, shown", [("0.000000000", "0.000000"), ("-3.5", "-3.500000"), ("12,345678900", "12.345678"),
                                         ("7", "7")])
def test_time_has_microseconds(time, shown):
    assert table(packet(time=time))[1][1] == shown


def test_one_line_for_each_response():
    lines = table(packet(code=486) + packet(code=99, times=2))
    assert [line[3] for line in lines] == ["code", "486", "099", "099"]


def test_what_the_wire_holds_is_shown_safely():
    assert table(packet(name="&lt;a&gt;&amp;amp;\x1b[2J"))[1][4] == "<a>&amp;?[2J"


def test_without_a_response_it_prints_nothing():
    assert table(PACKET.format(time="0.0", responses="")) == []
