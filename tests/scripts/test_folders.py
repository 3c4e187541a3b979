# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders that are filled, emptied or opened: none that is somebody else's."""
import os
import pathlib
import shutil
import stat
import tempfile

import pytest

from checkout import STRANGER, as_root


@pytest.fixture
def safe():
    """A folder that nobody else can put something in the place of."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="scripts-tests-", dir="/var/tmp"))
    yield folder
    shutil.rmtree(folder)


def modes(folder):
    return {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}


# apt-get and cmake fail in the tests: so it ends, at the latest, before anything is measured.
def bench(checkout, folder):
    programs = checkout.new_folder("programs")
    checkout.stand_in("cmake", "exit 99\n", programs)
    return checkout.script("bench", "--quick", "--keep", folder, environment=checkout.environment(programs))


def test_bench_leaves_a_folder_of_the_users_alone(checkout, safe):
    (safe / "letter").write_text("private\n")
    (safe / "letter").chmod(0o600)
    before = modes(safe)
    done = bench(checkout, safe)
    assert done.returncode == 73
    assert done.stderr == f"bench: --keep: {safe} holds what no earlier run has made\n"
    assert modes(safe) == before


def call_check(checkout, folder):
    """check_work_folder of scripts/bench, without what it would do then."""
    text = ('source "$0/scripts/lib.sh"; eval "$(sed -n "/^check_work_folder() {/,/^}/p" "$0/scripts/bench")"; '
            'work=$1; check_work_folder; echo accepted')
    return checkout.call("bash", "-ec", text, checkout.project, folder)


def test_bench_takes_a_new_folder_an_empty_one_and_its_own(checkout, safe):
    assert call_check(checkout, safe / "new").stdout == "accepted\n"
    assert call_check(checkout, safe).stdout == "accepted\n"
    (safe / ".sipcodes-bench").touch()
    (safe / "sip.pcap").touch()
    assert call_check(checkout, safe).stdout == "accepted\n"


def test_folder_is_ours(checkout, safe):
    def is_ours(path):
        return checkout.library(f'is_ours "{path}"').returncode == 0
    assert is_ours(safe) and is_ours(safe / "none") and is_ours("/")
    opened = safe / "opened"
    opened.mkdir()
    opened.chmod(0o777)
    assert not is_ours(opened) and not is_ours(opened / "below")
    opened.chmod(0o1777)
    assert is_ours(opened)


@as_root
def test_folder_of_another_user_is_not_ours(checkout, safe):
    (safe / "theirs").mkdir()
    os.chown(safe / "theirs", STRANGER, STRANGER)
    (safe / "link").symlink_to(safe)
    os.chown(safe / "link", STRANGER, STRANGER, follow_symlinks=False)
    for path in (safe / "theirs", safe / "theirs/below", safe / "link", safe / "link/below"):
        assert checkout.library(f'is_ours "{path}"').returncode != 0, path
    assert checkout.library(f'is_ours "{path}"', environment=checkout.environment(SUDO_UID=STRANGER)).returncode == 0


def matrix(checkout, folder):
    """With an archive that does not answer: nothing can be made there."""
    return checkout.script("test-matrix", "13", environment=checkout.environment(
        SIPCODES_MATRIX_DIR=folder, SIPCODES_DEBIAN_MIRROR="http://127.0.0.1:9"))


@as_root
@pytest.mark.parametrize("what", ["link", "link to a system", "folder of something else", "open folder"])
def test_matrix_empties_no_folder_of_others(checkout, safe, what):
    kept = safe / "important" / "trixie" / "kept"
    kept.parent.mkdir(parents=True)
    kept.touch()
    systems = safe / "systems"
    if what == "link":
        systems.symlink_to(safe / "important")
        os.chown(systems, STRANGER, STRANGER, follow_symlinks=False)
    elif what == "link to a system":
        systems.mkdir()
        (systems / "trixie").symlink_to(safe / "important" / "trixie")
        os.chown(systems / "trixie", STRANGER, STRANGER, follow_symlinks=False)
    elif what == "folder of something else":
        systems = safe / "important"
    else:
        systems.mkdir()
        systems.chmod(0o1777)
    done = matrix(checkout, systems)
    assert kept.exists()
    assert done.returncode == 77
    assert done.stderr.startswith(f"test-matrix: {systems}") and done.stderr.count("\n") == 1
