"""Lengths of time as a person types them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from kg.errors import UsageError
from kg.messages import Message

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def duration(text: timedelta | str) -> timedelta:
    """Return a window as typed: 72h, 30m, 7d, 90s.

    >>> duration("72h")
    datetime.timedelta(days=3)
    """
    if isinstance(text, timedelta):
        return text
    match = re.fullmatch(r"\s*(\d{1,6})\s*([smhd])\s*", text.lower())
    if not match:
        raise UsageError(
            Message("no-length-time", text=repr(text)), hint=Message("write-72h-30m-7d")
        )
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_of(microseconds: int) -> datetime:
    """Return a moment of the index as a time."""
    return EPOCH + timedelta(microseconds=microseconds)


def moment_of(time: datetime) -> int:
    """Return a time as a moment of the index."""
    return (time - EPOCH) // timedelta(microseconds=1)


def length_text(seconds: int) -> str:
    """Return a length of time in hours and minutes, or days.

    >>> length_text(4_800), length_text(45), length_text(-120), length_text(200_000)
    ('1h20m', '45s', '-2m', '2d7h')
    """
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    parts = []
    for size, letter in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{letter}")
    return sign + "".join(parts[:2]) if parts else "0s"
