# SPDX-License-Identifier: GPL-2.0-or-later
"""Text out of a capture, where somebody reads it."""
import datetime
import unicodedata
from typing import Optional

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def visible(text: str) -> str:
    """Characters that would not be seen, or turn others around, as their numbers."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _UNSEEN else c for c in text)


def time_text(nanoseconds: int) -> str:
    """In UTC; "-" for a time that no calendar has."""
    try:
        seconds, rest = divmod(nanoseconds, 1000000000)
        date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    except (OverflowError, ValueError, OSError):
        return "-"
    return f"{date:%Y-%m-%d %H:%M:%S}.{rest // 1000000:03d}"


def seconds_text(nanoseconds: Optional[int]) -> str:
    """With milliseconds; "-" where it is not known."""
    return "-" if nanoseconds is None else f"{nanoseconds / 1e9:.3f}"


def percent_text(value: Optional[float]) -> str:
    """With one digit; "-" where it is not defined."""
    return "-" if value is None else f"{value:.1f}%"


def counted(number: int, one: str, many: Optional[str] = None) -> str:
    """1 call, 2 calls."""
    return f"{number} {one if number == 1 else many or one + 's'}"
