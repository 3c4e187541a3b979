# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands in the files of the profile SIP, and in the menu that filters by the same."""
import re

from wireshark_programs import PROJECT

PROFILE = PROJECT / "plugin" / "profile" / "SIP"


def rows(name):
    """The rows of a table: texts in quotes, with \\x22 for a quote in them."""
    lines = [line for line in (PROFILE / name).read_text().splitlines() if not line.startswith("#")]
    return [[cell.replace("\\x22", '"') for cell in re.findall(r'"([^"]*)"', line)] for line in lines]


def colour_rules():
    """(name, filter, ground, letters), each colour as three numbers up to 1."""
    lines = [line for line in (PROFILE / "colorfilters").read_text().splitlines() if not line.startswith("#")]
    found = [re.fullmatch(r"@(.+)@(.+)@\[(.+)\]\[(.+)\]", line).groups() for line in lines]
    return [(name, text, *([int(part) / 65535 for part in colour.split(",")] for colour in colours)) for name, text, *colours in found]


def menu_filters():
    """{label: filter} of menus.def."""
    text = (PROJECT / "plugin" / "wireshark" / "menus.def").read_text()
    found = re.findall(r'^MENU_FILTER\("([^"]+)",\s*"[^"]+",\s*((?:"(?:\\.|[^"\\])*"\s*)+)\)', text, re.MULTILINE)
    return {label.replace("&", ""): "".join(re.findall(r'"((?:\\.|[^"\\])*)"', parts)).replace('\\"', '"') for label, parts in found}
