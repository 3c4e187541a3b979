# SPDX-License-Identifier: GPL-2.0-or-later
"""What the documents say is so: links lead somewhere, names exist, and each command of the README does what it says."""
import json
import os
import re
import shutil
import urllib.parse

import pytest

from wireshark_programs import NOBODY, PROJECT

DOCUMENTS = sorted(path for path in PROJECT.rglob("*.md") if not {"build", ".git"} & set(path.relative_to(PROJECT).parts))


def name(path):
    return str(path.relative_to(PROJECT))


def text_of(path):
    return path.read_text(encoding="utf-8")


def without_code(text):
    """Without blocks of code, which can hold anything."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^    .*$", "", text, flags=re.MULTILINE)


def anchors(path):
    """As forges make them of headings."""
    found = set()
    for heading in re.findall(r"^#+ +(.*?)\s*$", without_code(text_of(path)), re.MULTILINE):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        again = anchor
        number = 0
        while again in found:
            number += 1
            again = f"{anchor}-{number}"
        found.add(again)
    return found


# ---- Links

@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    text = without_code(text_of(document))
    links = re.findall(r"\[[^]]*\]\(([^)\s]+)\)", text)
    broken = []
    for link in links:
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (document.parent / urllib.parse.unquote(path)).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_files_that_are_named_are_there(document):
    """In `quotes`, where they begin with a folder of ours."""
    named = re.findall(r"`((?:plugin|scripts|tests|docs|pcaps|cmake)/[\w./-]+)`", text_of(document))
    # NAME and the like are the reader's to fill in.
    assert [path for path in named if not (PROJECT / path).exists() and not re.search(r"(?<![a-z])[A-Z]{3,}(?!\.md)", path)
            and not path.startswith(("tests/fuzz/found", "tests/fuzz/regression"))] == []


# ---- Names

def test_names_of_fields_exist(wireshark):
    known = set(wireshark.registered_names())
    known |= set(re.findall(r"^#?(sipcodes\.\w+): ", wireshark.run("tshark", "-G", "currentprefs").stdout, re.MULTILINE))
    unknown = {}
    for document in DOCUMENTS:
        # Names that are gone are what a list of changes is about.
        if document.name == "CHANGELOG.md":
            continue
        for word in re.findall(r"(?<![\w/.-])sipcodes\.[a-z_]+(?:\.[a-z_]+)*(?![\w*<.(/-])", text_of(document)):
            if word not in known and word != "sipcodes.so":
                unknown.setdefault(name(document), []).append(word)
    assert unknown == {}


def test_statistics_of_the_reference(wireshark):
    """Those that -z knows, and every name in the JSON report."""
    reference = text_of(PROJECT / "docs" / "reference.md")
    known = set(re.findall(r"^\s*sipcodes,(\w+)", wireshark.run("tshark", "-z", "help", quiet=False).stderr, re.MULTILINE))
    known |= set(re.findall(r"^\s*sipcodes,(\w+)", wireshark.run("tshark", "-z", "help", quiet=False).stdout, re.MULTILINE))
    assert known and known == set(re.findall(r"`-z sipcodes,(\w+)`", reference))
    report = json.loads(wireshark.tshark(PROJECT / "pcaps" / "call-failures.pcapng", "-q", "-z", "sipcodes,json"))
    words = set(re.findall(r"`([\w]+)`", reference))
    assert {key for key in keys(report) if key not in words and not re.fullmatch("[1-6]xx", key)} == set()


def keys(value):
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from keys(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from keys(inside)


# ---- The README's commands

# What cannot be run here, and the file that runs it: by these words.
RUN_ELSEWHERE = {
    "scripts/run": ("tests/scripts/conftest.py", 'checkout.project / "scripts/run", environment'),
    "scripts/run FILE": ("tests/scripts/test_run.py", 'run(built, built.project / "pcaps/call-failures.pcapng")'),
    "scripts/run FILE -V": ("tests/scripts/test_run.py", 'at_work(capture, "-V")'),
    "scripts/run --gui FILE": ("tests/scripts/test_run.py", 'run(built, "--gui", little'),
    "scripts/run --gui": ("tests/scripts/test_run.py", 'run(built, "--gui", little'),
    "tshark -C SIP": ("tests/tshark/test_profile.py", '"-C", "SIP"'),
    "sipcodes-report captures/": ("tests/scripts/test_report.py", 'built.script("report", "--json", built.project / "pcaps")'),
    "sipcodes-report --html night.html captures/": ("tests/tshark/test_batches_page.py", '"--html"'),
    "sipcodes-report --fast --ports 5060,5080 --sshloginfile hosts.txt captures/":
        ("tests/tshark/test_batches_hosts.py", '"--sshloginfile"'),
    "find /var/captures -name 'sip_*' -mmin +1 -exec sipcodes-report --quiet --html /var/www/sip.html "
    "--state /var/lib/sip-report --resume {} + >/var/lib/sip-report.txt": ("tests/tshark/test_batches_failing.py", '"--resume"'),
    "scripts/report": ("tests/scripts/test_report.py", '"report"'),
    "scripts/test": (".ci/run", "scripts/test"),
    "scripts/install": ("tests/scripts/test_install.py", '"scripts/install"'),
    "git pull && scripts/install": ("tests/scripts/test_install.py", "git pull && scripts/install"),
    "cmake -G Ninja -B build && cmake --build build && sudo cmake --install build":
        ("tests/systems/by-hand", "commands_of README.md"),
    "cmake --build build --target package": ("tests/systems/by-hand", "cmake --build build --target package"),
    "apt install ./build/wireshark-sipcodes_*.deb": ("tests/systems/by-hand", "apt install -y ./build/wireshark-sipcodes_*.deb"),
}


def commands_of(text):
    """Of blocks of code, lines that go on joined, without what is said of them; and those in `quotes`, without those of tshark that are but named."""
    blocks = re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^    ", "", "".join(blocks), flags=re.MULTILINE)).splitlines()
    lines = [re.sub(r"\s+# .*$", "", line) for line in lines]
    starts = r"(?:tshark|scripts/|sipcodes-report|find|cmake|git|apt|printf|sudo|xargs)"
    quoted = re.findall(rf"`({starts}[^`]*)`", text)
    return [line for line in lines if re.match(starts, line)], [line for line in quoted if not line.startswith(("tshark -G plugins", "tshark -r"))]


IN_BLOCKS, IN_QUOTES = commands_of(text_of(PROJECT / "README.md"))
HERE = [command for command in IN_BLOCKS if command.startswith(("tshark", "printf"))]


@pytest.mark.skipif("SIPCODES_PRELOAD" in os.environ, reason="a shell starts tshark, and gives it no sanitizers")
@pytest.mark.parametrize("command", HERE)
def test_command_of_the_readme(wireshark, command):
    folder = wireshark.new_folder()
    (folder / "captures").mkdir()
    for place in ("night.pcapng", "captures/one.pcapng", "captures/it's two.pcapng"):
        shutil.copyfile(PROJECT / "pcaps" / "call-failures.pcapng", folder / place)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, NOBODY, NOBODY) if path.owner() == "root" else None
    done = wireshark.run("bash", "-ec", f'cd "$0"; {command}', folder)
    said = [path.read_text(encoding="utf-8") for path in folder.rglob("*.json")] or [done.stdout]
    assert all("sipcodes" in text or "486" in text for text in said), said


def test_each_command_of_the_readme_is_run():
    others = [command for command in [*IN_BLOCKS, *IN_QUOTES] if command not in HERE]
    assert sorted(set(others)) == sorted(RUN_ELSEWHERE)
    for command, (path, words) in RUN_ELSEWHERE.items():
        assert words in text_of(PROJECT / path), f"{command}: {path} does not run it"


def test_readme_names_the_packages():
    """That a build by hand takes."""
    quoted = " ".join(re.search(r"`(gcc [^`]*)`", text_of(PROJECT / "README.md"))[1].split())
    lists = dict(line.split(None, 1) for line in text_of(PROJECT / "scripts" / "packages").splitlines()
                 if line and not line.startswith("#"))
    assert quoted.split() == [word.split(":")[-1] for word in lists["build"].split()]
