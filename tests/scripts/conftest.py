# SPDX-License-Identifier: GPL-2.0-or-later
import types

import pytest

from checkout import Checkout


@pytest.fixture(scope="module")
def checkout():
    made = Checkout()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def built(checkout):
    """The checkout after two first runs at once; what they said is in "runs"."""
    processes = [checkout.start(checkout.project / "scripts/run") for _ in range(2)]
    said = [process.communicate() for process in processes]
    checkout.runs = [types.SimpleNamespace(returncode=process.returncode, stdout=out, stderr=err)
                     for process, (out, err) in zip(processes, said)]
    return checkout
