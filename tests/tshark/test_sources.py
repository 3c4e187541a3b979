# SPDX-License-Identifier: GPL-2.0-or-later
"""plugin/wireshark/compat.h is the only source that knows versions of Wireshark."""
import re

import pytest

from wireshark_programs import PROJECT

KNOWS_VERSIONS = "plugin/wireshark/compat.h"
ABOUT_VERSIONS = re.compile(r"WIRESHARK_VERSION|SIPCODES_WIRESHARK_IS_AT_LEAST|ws_version\.h|^\s*#\s*(?:if|elif|ifdef|ifndef)\b.*VERSION",
                            re.MULTILINE)


def sources():
    folders = ("plugin", "tests", "pcaps")
    found = [path for folder in folders for pattern in ("*.[ch]", "*.def") for path in (PROJECT / folder).rglob(pattern)]
    return sorted([*found, *PROJECT.glob("*.[ch]")])


def mentions(text):
    # A condition may go on in the next line.
    text = text.replace("\\\n", " ")
    return [line for line in text.splitlines() if ABOUT_VERSIONS.search(line)]


def test_only_one_source_knows_versions():
    found = {str(path.relative_to(PROJECT)): mentions(path.read_text()) for path in sources()}
    assert found.pop(KNOWS_VERSIONS), f"{KNOWS_VERSIONS} knows no version: does this test still find anything?"
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("text", [
    "#if SIPCODES_WIRESHARK_IS_AT_LEAST(4, 3)", "const int plugin_want_major = WIRESHARK_VERSION_MAJOR;", "#include <ws_version.h>",
    "#if defined(A) && \\\n    VERSION_MINOR > 2", "#  ifdef SOME_VERSION"])
def test_mentions_are_found(text):
    assert mentions(text) != []
