# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/profile.sh: the profile is installed where there is none, follows its updates, and is its user's as soon as that changes it."""
import shutil

import pytest

from checkout import PROJECT

FILES = sorted(path.name for path in (PROJECT / "plugin" / "profile" / "SIP").iterdir())
RECORD = "installed-by-sipcodes"


@pytest.fixture
def profiles(checkout):
    return checkout.new_folder("profiles")


@pytest.fixture
def call(checkout, profiles):
    """Runs one of the library's functions on the folder of profiles; returns what it says."""
    def run(function):
        done = checkout.call("bash", "-euc", 'set -o pipefail; source "$0"; "$1" "$2"', checkout.project / "scripts/profile.sh", function,
                             profiles)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout
    return run


def held(profiles):
    folder = profiles / "SIP"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else None


def test_install_and_uninstall(call, profiles):
    assert "profile: " in call("install_profile")
    assert held(profiles) == sorted([*FILES, RECORD])
    assert "removed " in call("uninstall_profile")
    assert held(profiles) is None and profiles.exists()


def test_nothing_to_uninstall(call, profiles):
    assert call("uninstall_profile") == ""
    assert held(profiles) is None


def test_update(call, checkout, profiles):
    """What an older version installed is brought up to date, but for the file that Wireshark writes anew."""
    source = checkout.project / "plugin/profile/SIP/preferences"
    newer = source.read_text()
    try:
        source.write_text("# of an older version\n")
        call("install_profile")
    finally:
        source.write_text(newer)
    (profiles / "SIP/recent").write_text("gui.geometry_main_x: 7\n")
    assert "profile: " in call("install_profile")
    assert (profiles / "SIP/preferences").read_text() == newer
    assert (profiles / "SIP/recent").read_text() == "gui.geometry_main_x: 7\n"
    assert "removed " in call("uninstall_profile")
    assert held(profiles) is None


def test_changed_by_its_user(call, profiles):
    call("install_profile")
    (profiles / "SIP/colorfilters").write_text("@Mine@sip@[0,0,0][1,1,1]\n")
    (profiles / "SIP/dfilters").write_text('"Mine" sip\n')
    assert "left as it is" in call("install_profile")
    assert (profiles / "SIP/colorfilters").read_text().startswith("@Mine@")
    assert "colorfilters dfilters" in call("uninstall_profile")
    assert held(profiles) == ["colorfilters", "dfilters"]


def test_of_the_users_own(call, profiles):
    """One of that name that was never installed."""
    (profiles / "SIP").mkdir()
    (profiles / "SIP/preferences").write_text("gui.column.format: \n")
    for function in ("install_profile", "uninstall_profile"):
        assert "left as it is" in call(function)
        assert held(profiles) == ["preferences"]


def test_copy_without_a_record(call, checkout, profiles):
    """As Wireshark makes one of what a package has installed."""
    shutil.copytree(checkout.project / "plugin/profile/SIP", profiles / "SIP")
    assert "profile: " in call("install_profile")
    (profiles / "SIP" / RECORD).unlink()
    assert "removed " in call("uninstall_profile")
    assert held(profiles) is None
