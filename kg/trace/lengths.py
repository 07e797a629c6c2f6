"""Lengths of time as a person types them."""

from __future__ import annotations

import re
from datetime import timedelta

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
    found = re.fullmatch(r"\s*(\d{1,6})\s*([smhd])\s*", text.lower())
    if not found:
        raise UsageError(
            Message("no-length-time", text=repr(text)), hint=Message("write-72h-30m-7d")
        )
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])
