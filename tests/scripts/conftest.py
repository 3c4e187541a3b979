# SPDX-License-Identifier: GPL-2.0-or-later
import shutil
import subprocess
import types

import pytest

from checkout import Checkout

# Half of the time of a run goes into finding out that nothing is to be built.
BUILT_CMAKE = """
case "$*" in "-S "*" -B $BUILT" | "--build $BUILT "*) exit 0 ;; esac
exec {cmake} "$@"
"""


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: compiles the plugin once more; scripts/test --all runs it")


@pytest.fixture(scope="module")
def checkout():
    made = Checkout()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def built(checkout):
    """The checkout after two first runs at once, under a umask that lets nobody in and where "I" is no capital of "i"; what they said is
    in "runs". From then on cmake leaves its build alone, but in the environment of "building"."""
    locales = checkout.new_folder("locales")
    subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", locales / "tr_TR.UTF-8"], capture_output=True, check=False)
    environment = checkout.environment(LOCPATH=locales, LC_ALL="tr_TR.UTF-8" if any(locales.iterdir()) else "C.UTF-8")
    processes = [checkout.start("sh", "-c", 'umask 077; exec "$0"', checkout.project / "scripts/run", environment=environment)
                 for _ in range(2)]
    said = [process.communicate() for process in processes]
    checkout.runs = [types.SimpleNamespace(returncode=process.returncode, stdout=out, stderr=err)
                     for process, (out, err) in zip(processes, said)]
    checkout.stand_in("cmake", BUILT_CMAKE.replace("$BUILT", f"{checkout.project}/build").format(cmake=shutil.which("cmake")))
    return checkout


@pytest.fixture
def building(built):
    programs = built.new_folder("programs")
    (programs / "cmake").symlink_to(shutil.which("cmake"))
    return built.environment(programs)
