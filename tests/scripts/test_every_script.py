# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds of each script."""
import os
import re
import shutil
import signal

import pytest

from checkout import mounts, wait_for

# As if all packages were there: on this machine some need not be.
ALL_INSTALLED = """
case "$*" in *'${Package} ${Architecture}'*) ;; *) exit 1 ;; esac
shift 3
for name; do echo "$name all installed"; done
"""
BUILDERS = [("test",), ("test", "--sanitizers"), ("coverage",), ("analyse", "cppcheck"), ("bench", "--quick"), ("run",), ("install",)]


@pytest.mark.parametrize("command", BUILDERS, ids=" ".join)
def test_any_script_interrupted_while_it_builds(checkout, command):
    """As by ^C: it ends at once, by its status says why, and leaves nothing where others can write."""
    if command == ("install",) and shutil.which("tshark") is None:
        pytest.skip("scripts/install asks tshark first")
    programs, watch = checkout.new_folder("programs"), checkout.new_folder("watch", 0o1777)
    checkout.stand_in("dpkg-query", ALL_INSTALLED, programs)
    # Without a child of its own: dash can miss a signal that comes while one ends.
    checkout.stand_in("cmake", ': >"$WATCH/begun"; exec sleep 600\n', programs)
    environment = checkout.environment(programs, WATCH=watch)
    process = checkout.start(checkout.project / "scripts" / command[0], *command[1:], environment=environment)
    wait_for((watch / "begun").exists, process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert os.listdir(environment["TMPDIR"]) == []


@mounts
def test_read_only_checkout_is_built_elsewhere(checkout):
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec bash -c \'set -eu; source "$0"; build_root\' "$0/scripts/lib.sh"'
    environment = checkout.environment()
    done = checkout.call("unshare", "--mount", "sh", "-ec", script, checkout.project, environment=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{environment['HOME']}/.cache/sipcodes/build-")


@pytest.mark.parametrize("script", ["analyse", "bench", "install", "test", "test-matrix", "test-packages"])
def test_other_scripts_refuse_in_one_line(checkout, script):
    done = checkout.script(script, "--bogus")
    assert (done.returncode, done.stdout) == (64, "")
    assert re.fullmatch(rf"{script}: [^\n]*--bogus[^\n]*\n", done.stderr)
