# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/run, under the conditions of other people's machines."""
import os
import re
import shutil
import signal
import subprocess

import pytest

from checkout import IS_ROOT, OWNER, STRANGER, as_root, as_user, mounts, wait_for, write_capture

# tshark that says how it was started, and goes on when it is told to.
WAITING_TSHARK = """
case " $* " in *" -r "*) ;; *) exec {tshark} "$@" ;; esac
echo "$WIRESHARK_PLUGIN_DIR" >"$WATCH/plugins"
while [ $# -gt 0 ] && [ "$1" != -r ]; do shift; done
echo "$2" >"$WATCH/part" && mv "$WATCH/part" "$WATCH/capture"
while [ ! -e "$WATCH/go" ]; do sleep 0.05; done
exit 3
"""

# Prints what a user can read of all that holds a word.
READ_ALL = "grep -rlsF -- \"$0\" \"$@\" || true"

MARK = "a-call-of-two-people"


@pytest.fixture
def little(checkout):
    return write_capture(checkout.new_folder() / "little.pcap")


def run(built, *arguments, **options):
    return built.script("run", *arguments, **options)


def shows_486(done):
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ +1 +0\.000000 +INVITE +486 +Busy Here", done.stdout, re.MULTILINE), done.stdout + done.stderr


# ---- Whose eyes

@pytest.fixture
def at_work(built):
    """Starts scripts/run on a capture, and waits until tshark reads it."""
    started = []

    def start(*arguments, variables=None, **options):
        watch = built.new_folder("watch", 0o1777)
        programs = built.new_folder("programs")
        built.stand_in("tshark", WAITING_TSHARK.format(tshark=shutil.which("tshark")), programs)
        environment = built.environment(programs, WATCH=watch, **(variables or {}))
        process = built.start(built.project / "scripts/run", *arguments, environment=environment, **options)
        started.append(process)
        wait_for((watch / "capture").exists, process)
        process.capture = (watch / "capture").read_text().removesuffix("\n")
        process.temporary = environment["TMPDIR"]
        process.go = watch / "go"
        return process
    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def readable_copies(built, process, user):
    command = as_user(user, "sh", "-c", READ_ALL, MARK, process.temporary, os.path.dirname(process.capture), process.capture)
    return built.call(*command).stdout.splitlines()


@as_root
def test_nobody_else_reads_a_private_capture(built, at_work):
    capture = write_capture(built.new_folder() / "private.pcap", call=MARK)
    capture.chmod(0o600)
    process = at_work(capture, "-V")
    assert readable_copies(built, process, STRANGER) == []
    folder = os.stat(os.path.dirname(process.capture))
    assert (folder.st_mode & 0o777, folder.st_uid) == (0o700, 65534)
    assert os.path.basename(process.capture) == "private.pcap"
    process.go.touch()
    process.communicate()
    assert not os.path.exists(process.capture) and os.listdir(process.temporary) == []


@as_root
def test_nobody_else_reads_what_comes_through_a_pipe(built, at_work):
    capture = write_capture(built.new_folder() / "piped.pcap", call=MARK)
    capture.chmod(0o600)
    with capture.open("rb") as stream:
        process = at_work("-", "-V", stdin=stream)
    assert readable_copies(built, process, STRANGER) == []


@as_root
def test_the_copy_is_for_who_called_sudo(built, at_work):
    capture = write_capture(built.new_folder() / "private.pcap", call=MARK)
    capture.chmod(0o600)
    process = at_work(capture, "-V", variables={"SUDO_UID": OWNER, "SUDO_GID": OWNER})
    assert readable_copies(built, process, STRANGER) == []
    assert readable_copies(built, process, OWNER) != []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_nothing_is_left_when_it_is_interrupted(built, at_work, little, number):
    if IS_ROOT:
        little.chmod(0o600)
    process = at_work(little)
    os.killpg(process.pid, number)
    process.communicate()
    assert process.returncode != 0
    assert os.listdir(process.temporary) == []


# ---- Where from

def test_two_first_runs_at_once(built):
    for done in built.runs:
        assert done.returncode == 0, done.stderr
        assert "486" in done.stdout


def test_checkout_through_a_link_keeps_its_build(built, little):
    link = built.base / "link"
    link.symlink_to(built.project)
    kept = built.project / "build" / "kept"
    kept.touch()
    before = os.stat(built.project / "build" / "CMakeCache.txt").st_ino
    shows_486(built.call(link / "scripts/run", little))
    assert kept.exists()
    assert os.stat(built.project / "build" / "CMakeCache.txt").st_ino == before


def test_cdpath(built, little):
    elsewhere = built.new_folder()
    (elsewhere / "scripts").mkdir()
    shows_486(built.call("scripts/run", little, cwd=built.project, environment=built.environment(CDPATH=f"{elsewhere}:.")))


def test_no_home(built, little):
    shows_486(run(built, little, environment=built.environment(HOME=None)))


@as_root
def test_no_home_and_no_place_to_build(built, little):
    environment = built.environment(HOME=None)
    shows_486(built.call(*as_user(OWNER, built.project / "scripts/run", little), environment=environment))


@as_root
def test_temporary_folder_that_only_root_can_enter(built, little):
    shows_486(run(built, little, environment=built.environment(TMPDIR=built.new_folder("closed", 0o700))))


def test_temporary_folder_that_is_not_there(built, little):
    shows_486(run(built, little, environment=built.environment(TMPDIR="/does/not/exist")))


@mounts
def test_temporary_folders_mounted_noexec(built, little):
    environment = built.environment()
    script = """
        mount -t tmpfs -o noexec,mode=1777 tmpfs "$TMPDIR"
        mount --bind /tmp /tmp && mount -o remount,bind,noexec /tmp
        exec bash "$@"
    """
    shows_486(built.call("unshare", "--mount", "sh", "-ec", script, "sh", built.project / "scripts/run", little,
                         environment=environment))


@as_root
def test_build_is_given_back_when_it_is_interrupted(checkout):
    project = checkout.new_folder() / "checkout"
    shutil.copytree(checkout.project, project, symlinks=True, ignore=shutil.ignore_patterns("build"))
    subprocess.run(["chown", "-R", f"{OWNER}:{OWNER}", project], check=True)
    programs = checkout.new_folder("programs")
    checkout.stand_in("cmake", "touch build/made-by-root; kill -INT 0; sleep 60\n", programs)
    process = checkout.start("scripts/run", environment=checkout.environment(programs), cwd=project)
    process.communicate(timeout=120)
    assert process.returncode != 0
    assert (project / "build/made-by-root").exists()
    assert {path.stat().st_uid for path in (project / "build", *(project / "build").rglob("*"))} == {OWNER}


# ---- The user's settings

@pytest.mark.parametrize("user", [None, pytest.param(OWNER, marks=as_root)])
def test_settings_in_a_folder_of_the_users_own(built, little, user):
    folder = built.new_folder("settings")
    (folder / "preferences").write_text('gui.column.format: "Mine", "%Cus:sipcodes.name"\n')
    if user:
        os.chown(folder, user, user)
    environment = built.environment(WIRESHARK_CONFIG_DIR=folder)
    command = [built.project / "scripts/run", little, "-Y", "sipcodes"]
    done = built.call(*(as_user(user, *command) if user else command), environment=environment)
    assert (done.returncode, done.stdout.strip()) == (0, "Busy Here"), done.stderr


# ---- What tshark says

def test_without_responses(built):
    capture = built.project / "pcaps/no-sip.pcapng"
    done = run(built, capture)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "no SIP response in this capture"), done.stderr


def failing_tshark(built, words):
    programs = built.new_folder("programs")
    built.stand_in("tshark", f'case " $* " in *" -r "*) echo "{words}" >&2; exit 7 ;; esac\nexec {shutil.which("tshark")} "$@"\n', programs)
    return built.environment(programs)


def test_when_tshark_fails_its_own_words_and_status_are_shown(built, little):
    done = run(built, little, environment=failing_tshark(built, "tshark: something is wrong"))
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "tshark: something is wrong\n")


def test_damaged_capture_is_shown_as_far_as_it_goes(built, little):
    whole = little.read_bytes()
    little.write_bytes(whole + whole[24:-10])
    done = run(built, little)
    assert done.returncode != 0
    assert "486" in done.stdout and "no SIP response" not in done.stdout
    assert "cut short" in done.stderr and f"{little}" in done.stderr


@as_root
def test_words_about_a_copy_name_the_file(built, little):
    little.write_bytes(little.read_bytes()[:-10])
    little.chmod(0o600)
    done = run(built, little)
    assert done.returncode != 0
    assert f'"{little}"' in done.stderr and "sipcodes-run" not in done.stderr


# ---- What it takes, and what it refuses

def test_reads_standard_input(built, little):
    with little.open("rb") as stream:
        done = subprocess.run([built.project / "scripts/run", "-"], stdin=stream, capture_output=True, text=True, check=False,
                              env=built.environment())
    shows_486(done)


def test_file_name_with_blanks_and_apostrophe(built, little):
    odd = little.rename(little.parent / "-r it's $(a) call.pcap")
    shows_486(built.call(built.project / "scripts/run", f"./{odd.name}", cwd=odd.parent))


REFUSALS = {
    "unknown option": (["--bogus"], 64, "unknown option --bogus"),
    "unknown option of the window": (["--gui", "--bogus"], 64, "unknown option --bogus"),
    "two files": (["{little}", "{little}"], 64, "one FILE at a time"),
    "no such file": (["{folder}/none"], 66, "there is no such file"),
    "folder": (["{folder}"], 66, "is a folder"),
    "empty": (["{folder}/empty"], 65, "is empty"),
    "text": (["{folder}/text"], 65, "is not a capture file"),
    "short text": (["{folder}/short"], 65, "is not a capture file"),
    "JSON": (["{folder}/json"], 65, "is not a capture file"),
    "empty standard input": (["-"], 65, "standard input is empty"),
}


@pytest.mark.parametrize("arguments, status, words", REFUSALS.values(), ids=REFUSALS)
def test_refusal_says_its_reason_in_one_line(built, little, arguments, status, words):
    folder = little.parent
    (folder / "empty").touch()
    (folder / "text").write_text("INVITE sip:alice@example.com SIP/2.0\n" * 9)
    (folder / "short").write_text("hello\n")
    (folder / "json").write_text('{"a": [1, 2, 3]}\n')
    done = run(built, *(word.format(little=little, folder=folder) for word in arguments))
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    assert re.fullmatch(rf"run: [^\n]*{words}[^\n]*\n", done.stderr)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--gui", "--help"]])
def test_help(built, arguments):
    done = run(built, *arguments)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("usage: scripts/run")


@pytest.mark.parametrize("script", ["analyse", "bench", "fuzz", "install", "memory", "test", "test-matrix", "test-packages"])
def test_other_scripts_refuse_in_one_line(built, script):
    done = built.script(script, "--bogus")
    assert (done.returncode, done.stdout) == (64, "")
    assert re.fullmatch(rf"{script}: [^\n]*--bogus[^\n]*\n", done.stderr)
