"""How long a call lasted, as carriers write it: seconds, clock fields, or words."""

from __future__ import annotations

import re

from kg.messages import Message
from kg.text import narrow
from kg.values.refused import Refused, shown

_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{1,2})")
_WORDS = re.compile(
    r"(?:([0-9]{1,4})(?:小时|时|h))?(?:([0-9]{1,5})(?:分钟|分|m|'|′))?"
    r"(?:([0-9]{1,7})(?:秒钟|秒|s|''|\"|″))?",
    re.IGNORECASE,
)


def parse_span(text: str) -> int:
    """Return a length of time in whole seconds; a part of a second counts as a second.

    >>> parse_span("45"), parse_span("00:01:05"), parse_span("1分5秒"), parse_span("0.4")
    (45, 65, 65, 1)
    """
    plain = re.sub(r"\s", "", narrow(text)).lstrip("'")
    if match := re.fullmatch(r"([0-9]{1,7})(?:\.([0-9]+))?", plain):
        return int(match[1]) + bool((match[2] or "").strip("0"))
    if match := _CLOCK.fullmatch(plain):
        return _seconds(*match.groups())
    match = _WORDS.fullmatch(plain)
    if not plain or not match:
        raise Refused("span", Message("no-length-time", text=shown(text)))
    return _seconds(*match.groups())


def _seconds(hours: str | None, minutes: str | None, seconds: str | None) -> int:
    return 3600 * int(hours or 0) + 60 * int(minutes or 0) + int(seconds or 0)
