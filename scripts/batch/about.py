# SPDX-License-Identifier: GPL-2.0-or-later
"""What the report says about itself: what was read, what was left out, what could not be read."""
import dataclasses
from typing import List, Tuple

from texts import counted
from totals import Totals


@dataclasses.dataclass
class About:
    """How the totals came about. The names of captures stand in the order of their numbers."""
    names: List[str]
    failed: List[Tuple[str, str, bool]]  # Name, reason, whether it was counted as far as it could be read.
    pieces: int = 0  # Captures that are pieces of a series.
    not_splittable: int = 0  # Captures with the names of a series.
    stitched: int = 0
    not_stitched: int = 0
    left_out: List[str] = dataclasses.field(default_factory=list)


def boundaries_line(about: About) -> str:
    """What crosses from one capture into another."""
    if not about.pieces:
        return ""
    gone_on = counted(about.stitched, "call or registration", "calls and registrations")
    return (f"{counted(about.pieces, 'capture')} are pieces of series. {gone_on} went on beyond a piece and "
            f"{'was' if about.stitched == 1 else 'were'} put together; {about.not_stitched} could not be.")


def notes(about: About, totals: Totals) -> List[str]:
    """What a reader has to know of the numbers, a sentence each."""
    numbers = totals.numbers
    said = [boundaries_line(about), *about.left_out]
    if about.not_splittable:
        said.append(f"{counted(about.not_splittable, 'capture')} with numbered names could not be looked at for calls that go on in the "
                    "next one.")
    for number, what in ((numbers["forgotten"], "transactions"), (numbers["attempts_forgotten"], "calls"),
                         (numbers["attempts_registrations_forgotten"], "registrations")):
        if number:
            said.append(f"{number} of the oldest {what} were forgotten (sipcodes.transactions_max).")
    for key, what in (("made_by", "addresses"), ("domain", "domains")):
        if totals.left_out[key]:
            said.append(f"{totals.left_out[key]} calls and registrations are in no row of {what}, as there are too many of these.")
    return [one for one in said if one]
