# SPDX-License-Identifier: GPL-2.0-or-later
"""The one installer of all scripts, in scripts/lib.sh: with a package database and an apt-get of the tests' own."""
import re
import shutil
import subprocess

import pytest

from checkout import IS_ROOT, as_root, as_user

pytestmark = pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="there is no dpkg here")

PACKAGE = """Package: {name}
Status: {status}
Architecture: {architecture}
Multi-Arch: {multi_arch}
Version: 1
Maintainer: nobody
Description: none

"""

# Does what the test has put into the file "plan", one word a call, and says how it was called. Asked what it would fetch, it
# knows that as soon as it has fetched its lists of packages.
APT_GET = """
case " $* " in *" --print-uris "*)
    [ -e "$PLAN.lists" ] || exit 100
    cat "$PLAN.lists"; exit 0 ;;
esac
read -r step < "$PLAN"; sed -i 1d "$PLAN"
echo "$step: $* proxy=$http_proxy frontend=$DEBIAN_FRONTEND" >>"$CALLS"
case $step in
succeeds) exit 0 ;;
lists) cp "$URIS" "$PLAN.lists"; exit 0 ;;
takes-long)
    echo "Unpacking this"
    # What is said behind the next sleep has been said when the one after that begins.
    touch "$PLAN.sleeps"; last=$(($(wc -l <"$PLAN.sleeps") + 2))
    while [ "$(wc -l <"$PLAN.sleeps")" -lt "$last" ]; do :; done; exit 0 ;;
locked) echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1" >&2; exit 100 ;;
fails) echo "E: Failed to fetch something" >&2; exit 100 ;;
esac
echo "called too often" >&2; exit 98
"""

# As sudo does: only what is named gets through.
SUDO = """
kept=
case $1 in
--preserve-env=*) kept=${1#--preserve-env=}; shift ;;
esac
for name in $(echo "$kept" | tr , ' '); do eval "set -- \\"$name=\\${$name}\\" \\"\\$@\\""; done
exec env -i PATH="$PATH" PLAN="$PLAN" CALLS="$CALLS" URIS="$URIS" "$@"
"""


URIS = """Reading package lists...
Building dependency tree...
The following NEW packages will be installed:
  this that
'http://deb.example/pool/this_1_all.deb' this_1_all.deb 120500000 SHA256:00
'http://deb.example/pool/that_1_all.deb' that_1_all.deb 3000000 SHA256:00
"""


@pytest.fixture(scope="module")
def native():
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def installed(checkout):
    """Writes a package database and returns the environment that uses it."""
    def write(*packages):
        folder = checkout.new_folder("dpkg")
        (folder / "status").write_text("".join(
            PACKAGE.format(name=name, status=status, architecture=architecture, multi_arch="no" if architecture == "all" else "same")
            for name, status, architecture in packages))
        (folder / "info").mkdir()
        (folder / "updates").mkdir()
        return checkout.environment(DPKG_ADMINDIR=folder)
    return write


def missing(checkout, environment, *packages):
    done = checkout.library('install_packages() { echo "$*"; }; install_missing ' + " ".join(packages), environment=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_held_package_is_installed(checkout, installed, native):
    environment = installed(("held", "hold ok installed", native), ("removed", "deinstall ok config-files", native))
    assert missing(checkout, environment, "held", "removed", "unknown") == ["removed", "unknown"]


def test_package_of_two_architectures_is_installed(checkout, installed, native):
    other = "armhf" if native != "armhf" else "amd64"
    environment = installed(("both", "install ok installed", native), ("both", "install ok installed", other),
                            ("foreign", "install ok installed", other), ("any", "install ok installed", "all"))
    assert missing(checkout, environment, "both", "foreign", "any") == ["foreign"]


def test_command_stands_for_its_package(checkout, installed):
    assert missing(checkout, installed(), "sh:dash", "no-such-command:package") == ["package"]


@pytest.fixture
def install(checkout):
    """Runs the installer against apt-get's plan. Returns the finished process and apt-get's calls."""
    def run(*plan, user=None, **changes):
        folder = checkout.new_folder("apt", 0o777)
        programs = checkout.new_folder("programs")
        checkout.stand_in("apt-get", APT_GET, programs)
        checkout.stand_in("sudo", SUDO, programs)
        checkout.stand_in("sleep", 'echo >>"$PLAN.sleeps"\n', programs)
        (folder / "uris").write_text(URIS)
        (folder / "plan").write_text("".join(f"{step}\n" for step in plan))
        (folder / "plan").chmod(0o666)
        environment = checkout.environment(programs, PLAN=folder / "plan", CALLS=folder / "calls",
                                           URIS=folder / "uris", **changes)
        prefix = as_user(user) if user else []
        done = checkout.call(*prefix, "bash", "-c", 'set -euo pipefail; source "$0"; install_packages this that',
                             checkout.project / "scripts/lib.sh", environment=environment)
        calls = folder / "calls"
        return done, calls.read_text().splitlines() if calls.exists() else []
    return run


def test_lists_are_left_alone_where_they_are_good(install):
    done, calls = install("succeeds")
    assert done.returncode == 0, done.stderr
    assert len(calls) == 1 and "install --no-install-recommends this that" in calls[0]
    assert "frontend=noninteractive" in calls[0] and "DPkg::Lock::Timeout=" in calls[0]


def test_one_broken_source_is_no_reason_to_give_up(install):
    done, calls = install("fails", "fails", "succeeds")
    assert done.returncode == 0, done.stderr
    assert ["update" in call for call in calls] == [False, True, False]


def test_what_cannot_be_installed_is_named(install):
    done, _ = install("fails", "succeeds", "fails")
    assert done.returncode == 69
    assert "could not install: this that" in done.stderr and "E: Failed to fetch something" in done.stderr


def test_waits_for_another_program_that_installs(install):
    done, calls = install("locked", "locked", "succeeds")
    assert done.returncode == 0, done.stderr
    assert len(calls) == 3 and done.stderr.count("waiting for another program") == 1


def test_says_how_much_it_will_fetch_as_soon_as_that_is_known(install):
    done, _ = install("fails", "lists", "succeeds")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "goes on" not in line] == [
        "installing: this that",
        "the lists of packages are missing or old: fetching them (apt-get update)",
        "to fetch: 123 MB in 2 packages; this takes some minutes"]


def test_says_that_it_goes_on(install):
    done, _ = install("takes-long")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^apt-get install, goes on \(\d+ s\): Unpacking this$", done.stderr, re.MULTILINE)


@pytest.mark.parametrize("user", [pytest.param(54321, marks=as_root)] if IS_ROOT else [None])
def test_proxy_survives_sudo(install, user):
    done, calls = install("succeeds", user=user, http_proxy="proxy.example:3128")
    assert done.returncode == 0, done.stderr
    assert "proxy=proxy.example:3128" in calls[0]


@as_root
def test_who_cannot_install_is_told_what_to_ask_for(checkout, installed):
    environment = installed()
    programs = checkout.new_folder("programs")
    for name in ("bash", "dirname", "getent", "cut", "mktemp", "rm", "dpkg-query", "dpkg", "apt-get", "true"):
        (programs / name).symlink_to(shutil.which(name))
    environment["PATH"] = str(programs)
    done = checkout.call(*as_user(54321), shutil.which("bash"), "-c", 'set -euo pipefail; source "$0"; install_missing this',
                         checkout.project / "scripts/lib.sh", environment=environment)
    assert done.returncode == 77
    assert done.stderr == "lib.sh: ask root to run: apt-get install this\n"
