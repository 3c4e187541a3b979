# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/run, under the conditions of other people's machines."""
import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import termios

import pytest

from checkout import (IS_ROOT, ODD_NAME, OWNER, STRANGER, as_root, as_user, little_captures, mounts, wait_for,
                      write_capture)

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
    row = r"^ +1 +0\.000000 +192\.0\.2\.1 > 192\.0\.2\.20 +INVITE +486 +Busy Here"
    assert re.search(row, done.stdout, re.MULTILINE), done.stdout + done.stderr


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


SIGNALS = {"INT": [signal.SIGINT], "TERM": [signal.SIGTERM], "HUP": [signal.SIGHUP], "HUP and TERM": [signal.SIGHUP, signal.SIGTERM]}


@pytest.mark.parametrize("numbers", SIGNALS.values(), ids=SIGNALS)
def test_nothing_is_left_when_it_is_interrupted(built, at_work, little, numbers):
    if IS_ROOT:
        little.chmod(0o600)
    process = at_work(little)
    for number in numbers:
        os.killpg(process.pid, number)
    process.communicate()
    assert process.returncode in [128 + number for number in numbers]
    assert os.listdir(process.temporary) == []


def test_leaving_goes_on_where_a_signal_interrupts_it(checkout):
    """The second comes before what the first one begins is done with its first step; nothing is left, and no step left out."""
    environment = checkout.environment()
    watch = checkout.new_folder()
    done = checkout.library(f"""
        step() {{ touch {watch}/$1; }}
        first() {{ step first; }}
        second() {{ step second; }}
        at_exit first
        at_exit second
        set -o functrace
        trap 'if [[ ${{FUNCNAME[0]:-}} == finish && -z ${{again:-}} ]]; then again=yes; kill -TERM $$; fi' DEBUG
        kill -HUP $$
    """, environment=environment)
    assert done.returncode in (129, 143), done.stderr
    assert sorted(os.listdir(watch)) == ["first", "second"]
    assert os.listdir(environment["TMPDIR"]) == []


# ---- Where from

def test_two_first_runs_at_once(built):
    for done in built.runs:
        assert done.returncode == 0, done.stderr
        assert "486" in done.stdout


@pytest.mark.slow
def test_checkout_with_an_apostrophe(built, little):
    odd = built.base / ODD_NAME
    shutil.copytree(built.project, odd, symlinks=True, ignore=shutil.ignore_patterns("build"))
    shows_486(built.call(odd / "scripts/run", little))


def test_checkout_through_a_link_keeps_its_build(built, building, little):
    link = built.base / "link"
    link.symlink_to(built.project)
    kept = built.project / "build" / "kept"
    kept.touch()
    before = os.stat(built.project / "build" / "CMakeCache.txt").st_ino
    shows_486(built.call(link / "scripts/run", little, environment=building))
    assert kept.exists()
    assert os.stat(built.project / "build" / "CMakeCache.txt").st_ino == before


def test_cdpath(built, building, little):
    elsewhere = built.new_folder()
    (elsewhere / "scripts").mkdir()
    shows_486(built.call("scripts/run", little, cwd=built.project, environment={**building, "CDPATH": f"{elsewhere}:."}))


def test_no_home(built, little):
    shows_486(run(built, little, environment=built.environment(HOME=None)))


@pytest.mark.slow
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


@mounts
def test_full_disk(built, little):
    """Says so in words, and leaves nothing."""
    environment = built.environment()
    script = """
        mount -t tmpfs -o mode=1777,size=64k tmpfs "$TMPDIR"
        status=0; "$@" || status=$?
        echo "left: $(ls -A "$TMPDIR")"; exit "$status"
    """
    done = built.call("unshare", "--mount", "sh", "-ec", script, "sh", built.project / "scripts/run", little, environment=environment)
    assert done.returncode == 73, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1:] == ["left: "] and "No space left" in done.stderr


# ---- The user's settings

@pytest.mark.parametrize("user", [None, pytest.param(OWNER, marks=[as_root, pytest.mark.slow])])
def test_settings_in_a_folder_of_the_users_own(built, little, user):
    folder = built.new_folder("settings")
    (folder / "preferences").write_text('gui.column.format: "Mine", "%Cus:sipcodes.name"\n')
    if user:
        os.chown(folder, user, user)
    environment = built.environment(WIRESHARK_CONFIG_DIR=folder)
    command = [built.project / "scripts/run", little, "-Y", "sipcodes"]
    done = built.call(*(as_user(user, *command) if user else command), environment=environment)
    assert (done.returncode, done.stdout.strip()) == (0, "Busy Here"), done.stderr
    assert [path.name for path in folder.iterdir()] == ["preferences"], "settings are read, and nothing is written to them"
    assert os.listdir(environment["HOME"]) == []


# ---- The window

def test_gui_gets_plugin_file_and_options(built, little):
    programs = built.new_folder("programs")
    built.stand_in("wireshark", 'echo "$@"; ls "$WIRESHARK_PLUGIN_DIR"/*/epan/sipcodes.so; cd "$WIRESHARK_CONFIG_DIR"; ls profiles; cat recent_common\n', programs)
    done = run(built, "--gui", little, "-Y", "sipcodes", environment=built.environment(programs, DISPLAY=":0"))
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"-C SIP -r {re.escape(str(little))} -Y sipcodes\n/\S+/epan/sipcodes\.so\nSIP\n"
                        r"gui.geometry_main_width: 1280\ngui.geometry_main_height: 860\n", done.stdout)


def test_gui_without_a_display(built, little):
    done = run(built, "--gui", little, environment=built.environment(DISPLAY=None, WAYLAND_DISPLAY=None))
    assert (done.returncode, done.stdout) == (69, "") and "there is no display" in done.stderr


def test_profile_beside_the_users_own(built, little):
    """It is there without being installed, and one of that name that the user has is not ours."""
    folder = built.new_folder("settings")
    (folder / "profiles" / "Mine").mkdir(parents=True)
    (folder / "profiles" / "Mine" / "preferences").write_text('gui.column.format: "Mine", "%Cus:sipcodes.code:0:U"\n')
    shown = {}
    for name in ("SIP", "Mine"):
        done = run(built, little, "-C", name, "-Y", "sipcodes", environment=built.environment(WIRESHARK_CONFIG_DIR=folder))
        assert (done.returncode, done.stderr) == (0, "")
        shown[name] = done.stdout.split()
    assert shown["Mine"] == ["486"]
    assert " ".join(shown["SIP"]).endswith("INVITE 486 Busy Here Busy Status: 486 Busy Here |")
    assert sorted(path.name for path in (folder / "profiles").iterdir()) == ["Mine"]
    (folder / "profiles" / "Mine").rename(folder / "profiles" / "SIP")
    done = run(built, little, "-C", "SIP", "-Y", "sipcodes", environment=built.environment(WIRESHARK_CONFIG_DIR=folder))
    assert done.stdout.split() == ["486"], done.stderr


# ---- What tshark says

def test_without_responses(built):
    capture = built.project / "pcaps/no-sip.pcapng"
    done = run(built, capture)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "no SIP response in this capture"), done.stderr


def test_table_then_a_block_for_each_failing_code_then_the_report(built):
    done = run(built, built.project / "pcaps/call-failures.pcapng")
    table, *blocks = done.stdout.split("\n\n")
    assert table.splitlines()[0].split()[:6] == "frame time source > destination method".split()
    assert re.search(r"192\.0\.2\.20 > 192\.0\.2\.1 +INVITE +486 +Busy Here", table)
    report = next(number for number, block in enumerate(blocks) if "SIP response codes" in block)
    headings = [block.split(":")[0] for block in blocks[:report]]
    assert "486 Busy Here to INVITE" in headings and "404 Not Found to INVITE" in headings
    assert len(headings) == len(set(headings)) and not any(heading[:3] in ("200", "401", "407", "487") for heading in headings)
    for block in blocks[:report]:
        assert "\n  Hint: " in block and "\n  Description: " in block


def test_words_of_the_sender(built, little):
    headers = 'Reason: Q.850;cause=17;text="No callee endpoints were found"\n'
    little_captures.write(little, [little_captures.datagram(little_captures.response("486 Busy Here", headers=headers))] * 2)
    assert 'Sender says: "No callee endpoints were found" in Reason, 2 times' in run(built, little).stdout


def test_findings_in_words(built, little):
    little_captures.write(little, [little_captures.datagram(little_captures.response("401 Unauthorized", method="REGISTER"))])
    done = run(built, little)
    assert "no WWW-Authenticate" in done.stdout.splitlines()[1]
    assert "No failing code in this capture." in done.stdout


HOSTILE = ["\x1b[2J", "\u009b2J", "\u202e", "\u2066", "\u200f", "\x07", "\x7f"]


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_hostile_text_does_not_reach_the_terminal(built, little, locale):
    messages = []
    for text in HOSTILE:
        headers = f'Reason: Q.850;cause=17;text="a {text} b"\nWarning: 399 host "c {text} d"\n'
        messages.append(little_captures.response(f"486 Busy {text} Now", method=f"M{text}", headers=headers))
    little_captures.write(little, map(little_captures.datagram, messages))
    done = run(built, little, environment=built.environment(LC_ALL=locale))
    rows = re.findall(r"^ +[0-9]+ +[0-9.]+ .*486 ", done.stdout, re.MULTILINE)
    assert (done.returncode, len(rows)) == (0, len(HOSTILE)), done.stdout + done.stderr
    assert not set(done.stdout + done.stderr) & (set("".join(HOSTILE)) - set("[2J"))


# ---- The terminal

def on_terminal(built, capture, width=120, **changes):
    """What a terminal gets that is so wide."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    environment = built.environment(**{"TERM": "xterm", "NO_COLOR": None, "COLUMNS": None, **changes})
    process = subprocess.Popen([built.project / "scripts/run", capture], env=environment, stdin=subprocess.DEVNULL, stdout=slave,
                               stderr=subprocess.PIPE)
    os.close(slave)
    said = b""
    try:
        while part := os.read(master, 65536):
            said += part
    except OSError:  # The terminal is gone: the program has ended.
        pass
    os.close(master)
    errors = process.communicate()[1].decode()
    assert process.returncode == 0, errors
    return said.decode().replace("\r\n", "\n")


def first_part(said):
    """The table and the blocks: the report is as wide as it is."""
    return said.split("=====")[0]


def test_colours_on_a_terminal(built, little):
    assert "\x1b[31m486\x1b[0m" in on_terminal(built, little)


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}], ids=str)
def test_no_colours_where_they_are_not_wanted(built, little, changes):
    said = on_terminal(built, little, **changes)
    assert "486" in said and "\x1b" not in said


def test_no_colours_into_a_pipe(built, little):
    assert "\x1b" not in run(built, little, environment=built.environment(TERM="xterm")).stdout


@pytest.mark.parametrize("width, changes, most", [
    (70, {}, 70), (200, {}, 200), (200, {"COLUMNS": "75"}, 75), (70, {"COLUMNS": "x"}, 70), (0, {}, 80)], ids=str)
def test_lines_fit_the_terminal(built, width, changes, most):
    said = on_terminal(built, built.project / "pcaps/wrong-responses.pcapng", width, NO_COLOR="1", **changes)
    longest = max(map(len, first_part(said).splitlines()))
    assert most // 3 < longest <= most


def test_into_a_pipe_nothing_is_cut(built):
    said = first_part(run(built, built.project / "pcaps/wrong-responses.pcapng").stdout)
    assert "Proxy Authentication Required" in said and "..." not in said.split("\n\n")[0]


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
