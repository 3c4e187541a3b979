# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/install, where it can do no harm: this machine's plugin folder is another, empty one in a mount namespace."""
import shutil
import subprocess

import pytest

from checkout import ODD_NAME, Checkout, mounts

pytestmark = mounts

# Mounts a file system of so many bytes over the plugins that this machine has, and runs the rest in it.
APART = """
    mount -t tmpfs -o mode=755 tmpfs "$1"
    mkdir -p "$1/$2/epan"
    mount -t tmpfs -o "mode=755,size=$3" tmpfs "$1/$2/epan"
    plugins=$1/$2/epan script=$4
    shift 4
    eval "$1"
"""

LOOK = 'echo "holds: $(ls -A "$plugins" | tr "\\n" " ")"'


@pytest.fixture(scope="module")
def global_folder():
    done = subprocess.run(["tshark", "-G", "folders"], capture_output=True, text=True, check=True)
    plugins = next(line for line in done.stdout.splitlines() if line.startswith("Global Plugins:")).split(":", 1)[1].strip()
    return plugins.rpartition("/")


@pytest.fixture(scope="module")
def checkout():
    made = Checkout(ODD_NAME)
    yield made
    made.remove()


@pytest.fixture
def apart(checkout, global_folder):
    def run(commands, size="64m", **changes):
        return checkout.call("unshare", "--mount", "bash", "-euc", APART, "bash", global_folder[0], global_folder[2], size,
                             checkout.project / "scripts/install", commands, environment=checkout.environment(**changes))
    return run


@pytest.fixture
def ready_made(checkout):
    """The environment in which a build is but a file: where it is not loaded."""
    programs = checkout.new_folder("programs")
    checkout.stand_in("cmake", 'case $1 in --build) mkdir -p "$2/plugins" && head -c 100000 /dev/zero >"$2/plugins/sipcodes.so" ;; esac\n',
                      programs)
    return checkout.environment(programs)


def test_full_disk_leaves_what_was_there_and_nothing_else(apart, ready_made):
    done = apart(f"""
        echo "an older copy" >"$plugins/sipcodes.so"; echo another >"$plugins/libsipcodes.so"
        status=0; "$script" --global || status=$?
        echo "status: $status"; cat "$plugins/sipcodes.so"; {LOOK}
    """, size="16k", PATH=ready_made["PATH"])
    assert done.stdout.splitlines()[-3:] == ["status: 73", "an older copy", "holds: libsipcodes.so sipcodes.so "], done.stderr
    assert "what was installed before still is" in done.stderr


@pytest.mark.slow
def test_update_and_uninstall_without_a_home(checkout, apart):
    """As the README updates. Old copies and what older versions of the script left half-made go, too."""
    checkout.stand_in("git", '[ "$*" = pull ] && [ -x scripts/install ]\n')
    done = apart(f"""
        touch "$plugins/sipcodes-0.0.so"
        cd "${{script%/scripts/install}}"
        git pull && scripts/install; {LOOK}
        "$PREFIX/bin/sipcodes-report" --help | head -n 1
        ls "$PREFIX/share/man/man1"
        touch "$plugins/sipcodes.so.new" "$plugins/.sipcodes.so.abc123"
        "$script" --uninstall; {LOOK}
        echo "left: $(find "$PREFIX" -name "*sipcodes*")"
    """, HOME=None)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("holds:")] == ["holds: sipcodes.so ", "holds: "]
    assert "loaded: sipcodes.so" in done.stdout and "no longer loads" in done.stdout
    lines = done.stdout.splitlines()
    assert any(line.startswith("usage: sipcodes-report ") for line in lines) and "sipcodes-report.1" in lines
    assert lines[-1] == "left: "


def test_interrupted_while_it_writes(checkout, apart, ready_made):
    programs = checkout.new_folder("programs")
    checkout.stand_in("install", f'case " $* " in *" -m 644 "*) echo half >"$4"; kill -INT $PPID; exit 1 ;; esac\n'
                                 f'exec {shutil.which("install")} "$@"\n', programs)
    done = apart(f'status=0; "$script" --global || status=$?; echo "status: $status"; {LOOK}', PATH=f"{programs}:{ready_made['PATH']}")
    assert done.stdout.splitlines()[-2:] in (["status: 130", "holds: "], ["status: 73", "holds: "]), done.stderr
