# SPDX-License-Identifier: GPL-2.0-or-later
"""Build folders that outlive what they were made for. Only configured, never compiled."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from checkout import as_root


@pytest.fixture
def project(checkout):
    """A checkout of its own, without its tests: they take long to configure."""
    copy = checkout.new_folder() / "it's a check out"
    shutil.copytree(checkout.project, copy, symlinks=True, ignore=shutil.ignore_patterns("build", "pcaps", "tshark", "captures"))
    return copy


@pytest.fixture
def wireshark(checkout):
    """Writes a wireshark.pc of another version, as after an upgrade, and returns the environment that has it."""
    original = subprocess.run(["pkg-config", "--variable=pcfiledir", "wireshark"], capture_output=True, text=True, check=False)
    if original.returncode != 0:
        pytest.skip("Wireshark is not known to pkg-config here")
    with open(f"{original.stdout.strip()}/wireshark.pc", encoding="utf-8") as file:
        text = file.read()
    folder = checkout.new_folder("pkgconfig")

    def write(version):
        text_of_version = re.sub(r"^Version: .*$", f"Version: {version}", text, flags=re.MULTILINE)
        (folder / "wireshark.pc").write_text(text_of_version)
        return checkout.environment(PKG_CONFIG_PATH=folder)
    return write


def configure(checkout, project, environment, *options):
    done = checkout.call("cmake", "-S", project, "-B", project / "build", "-DBUILD_TESTING=OFF",
                         "-DCMAKE_DISABLE_FIND_PACKAGE_Wireshark=ON", *options, environment=environment)
    assert done.returncode == 0, done.stderr
    return re.search(r"^-- Wireshark (\S+),", done.stdout, re.MULTILINE)[1]


def commands_of(project):
    return (project / "build/compile_commands.json").read_text()


def test_configured_again_after_an_upgrade(checkout, project, wireshark):
    assert configure(checkout, project, wireshark("4.8.0"), "-GNinja") == "4.8"
    first = commands_of(project)
    assert configure(checkout, project, wireshark("5.0.1"), "-GNinja") == "5.0"
    assert "plugins/5.0/epan/sipcodes.so" in (project / "build/build.ninja").read_text()
    # Headers that come with a package are older than what was compiled: what reads them has to have another command.
    assert first != commands_of(project)
    assert configure(checkout, project, wireshark("5.0.2"), "-GNinja") == "5.0"
    assert first != commands_of(project)


@pytest.mark.parametrize("preset", ["core", "fuzz"])
def test_presets_that_no_script_uses(checkout, project, preset):
    if preset == "fuzz" and shutil.which("clang") is None:
        pytest.skip("clang is not installed")
    done = checkout.call("cmake", "--preset", preset, cwd=project, environment=checkout.environment(CMAKE_BUILD_TYPE=None))
    assert done.returncode == 0, done.stderr
    listed = checkout.call("ctest", "--preset", preset, "-N", cwd=project)
    assert listed.returncode == 0 and re.search(r"^Total Tests: [1-9]", listed.stdout, re.MULTILINE), listed.stdout + listed.stderr


def library(checkout, project, commands, environment=None):
    text = f'set -euo pipefail; source "$0"; {commands}'
    return checkout.call("bash", "-c", text, project / "scripts/lib.sh", environment=environment)


CONFIGURE = 'configure "$project/build" "$project" -DBUILD_TESTING=OFF'


def assert_configured(done, project):
    assert done.returncode == 0, done.stderr
    assert (project / "build/build.ninja").exists()


def test_cache_of_a_run_that_found_no_make(checkout, project):
    """As the README's build by hand, where only ninja is."""
    programs = checkout.new_folder("programs")
    for folder in filter(lambda name: os.access(name, os.R_OK | os.X_OK), os.environ["PATH"].split(os.pathsep)):
        for program in pathlib.Path(folder).glob("*"):
            if program.name not in ("make", "gmake") and not (programs / program.name).exists():
                (programs / program.name).symlink_to(program)
    environment = checkout.environment(PATH=programs)
    done = checkout.call("cmake", "-S", project, "-B", project / "build", "-GUnix Makefiles", environment=environment)
    assert done.returncode != 0 and "CMAKE_MAKE_PROGRAM" in done.stderr
    assert (project / "build/CMakeCache.txt").exists()
    assert_configured(library(checkout, project, CONFIGURE, environment), project)


def test_build_of_another_place(checkout, project):
    assert_configured(library(checkout, project, CONFIGURE), project)
    (project / "build/kept").touch()
    moved = project.rename(project.parent / "moved")
    assert_configured(library(checkout, moved, CONFIGURE), moved)
    assert str(moved) in (moved / "build/CMakeCache.txt").read_text()
    assert (moved / "build/kept").exists()


def test_what_cannot_be_configured_leaves_no_cache(checkout, project):
    (project / "CMakeLists.txt").write_text('cmake_minimum_required(VERSION 3.16)\nproject(none C)\nmessage(FATAL_ERROR "never")\n')
    done = library(checkout, project, CONFIGURE)
    assert done.returncode == 70
    assert "never" in done.stderr and done.stderr.endswith("lib.sh: cannot be configured (above)\n")
    assert not (project / "build/CMakeCache.txt").exists()


def test_what_builds_by_hand_is_used(checkout, project):
    """With its generator and its options."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    done = checkout.call("cmake", "-S", project, "-B", project / "build", "-GUnix Makefiles", "-DBUILD_TESTING=OFF",
                         "-DCMAKE_BUILD_TYPE=Debug")
    assert done.returncode == 0, done.stderr
    done = library(checkout, project, CONFIGURE)
    assert done.returncode == 0, done.stderr
    cache = (project / "build/CMakeCache.txt").read_text()
    assert "CMAKE_GENERATOR:INTERNAL=Unix Makefiles" in cache and "CMAKE_BUILD_TYPE:STRING=Debug" in cache


def test_one_at_a_time(checkout, project):
    """The second waits until the first has ended."""
    watch = checkout.new_folder()
    (project / "build").mkdir()
    commands = f"""
        await() {{ while [[ ! -s $1 ]]; do kill -0 "$2"; sleep 0.02; done; }}
        work() {{ echo "$1 begins" >>{watch}/log; while [[ ! -e {watch}/go-$1 ]]; do sleep 0.02; done; echo "$1 ends" >>{watch}/log; }}
        alone_in "$project/build" work one & first=$!
        await {watch}/log "$first"
        alone_in "$project/build" work two 2>{watch}/words & second=$!
        await {watch}/words "$second"
        touch {watch}/go-two {watch}/go-one
        wait "$first" "$second"
    """
    if shutil.which("flock") is None:
        pytest.skip("flock is not installed")
    done = library(checkout, project, commands)
    assert done.returncode == 0, done.stderr
    assert (watch / "log").read_text().splitlines() == ["one begins", "one ends", "two begins", "two ends"]
    assert "waiting for another run" in (watch / "words").read_text()


def test_lock_ends_with_the_script(checkout, project):
    """Also where a compiler's server goes on."""
    (project / "build").mkdir()
    done = library(checkout, project, 'work() { sleep 600 >/dev/null 2>&1 & server=$!; }; alone_in "$project/build" eval "work; echo \\$server"')
    try:
        assert library(checkout, project, 'alone_in "$project/build" true').stderr == ""
    finally:
        subprocess.run(["kill", done.stdout.strip()], check=True)


@as_root
@pytest.mark.parametrize("variables, expected", [({}, "{home}/.cache/sipcodes/build-"), ({"HOME": None}, "{temporary}/")],
                         ids=["home", "no home"])
def test_who_may_not_write_in_the_checkout_builds_elsewhere(checkout, project, variables, expected):
    environment = checkout.environment(**variables)
    home = environment.get("HOME")
    if home:
        shutil.chown(home, 54321)
    text = 'set -euo pipefail; source "$0"; build_root'
    done = checkout.call("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", "bash", "-c", text,
                         project / "scripts/lib.sh", environment=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(expected.format(home=home, temporary=environment["TMPDIR"]))


def test_says_that_it_builds_only_where_something_is_to_be_built(checkout):
    folder = checkout.new_folder()
    question = f'needs_build "{folder}" && echo yes || echo no'
    assert checkout.library(question).stdout == "yes\n"
    library = folder / "plugins/4.0/epan/sipcodes.so"
    library.parent.mkdir(parents=True)
    library.touch()
    assert checkout.library(question).stdout == "no\n"
    source = checkout.project / "plugin/core/codes.def"
    before = source.stat()
    later = library.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert checkout.library(question).stdout == "yes\n"
    os.utime(source, (before.st_atime, before.st_mtime))
