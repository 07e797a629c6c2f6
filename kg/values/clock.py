"""The written forms of a date and a time of day, without a zone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path

from kg.messages import Message
from kg.model import Precision
from kg.values.refused import Refused, shown


@dataclass(frozen=True, slots=True)
class Clock:
    """What a wall clock and a calendar showed; ``offset`` only where the text states one."""

    local: datetime
    precision: Precision
    offset: tzinfo | None = None
    next_day: bool = False


_TIME = (
    r"(?:(?P<half>上午|下午|凌晨|早上|中午|晚上|오전|오후|午前|午後|AM|PM) ?)?"
    r"(?P<H>\d{1,2})(?:[:时点])(?P<M>\d{1,2})分?(?:(?::|(?<=分)|(?=\d{2}))"
    r"(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?秒?)?(?: ?(?P<late>AM|PM))?"
)
ZONE_HOURS = {
    **{"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3},
    **{"EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8},
    **{"HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
}
"""Names of zones that mean one offset only, and how many hours it is.

CST, IST, BST, MST and AST mean several each (CST is China's and Chicago's): none of them is read.
"""
_ZONES = "|".join(sorted(ZONE_HOURS, key=lambda name: (-len(name), name)))
_AT = r"(?:T|, ?|,? (?:at|um|à|alle|a las|kl\.?) |[ -])?"
_TAIL = rf"(?:{_AT}{_TIME} ?(?P<offset>{_ZONES}|[+-]\d{{2}}:?\d{{2}})?)?"
_YEAR_FIRST = re.compile(
    r"(?P<Y>\d{4})(?P<sep>[-/.年]|\. )(?P<m>\d{1,2})(?:(?P=sep)|(?<=\d)月)(?P<d>\d{1,2})"
    rf"(?:日|\.(?= |$))?{_TAIL}",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[-/.]|\. )(?P<b>\d{1,2})(?P=sep)(?P<Y>\d{4})"
    rf"(?:\.(?= |$))?{_TAIL}",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?P<Y>[12]\d{3})(?P<m>\d{2})(?P<d>\d{2})(?:[ T]?(?P<H>\d{1,2}(?=:)|\d{2}):?(?P<M>\d{2})"
    r"(?::?(?P<S>\d{2})"
    r"(?:\.?(?P<f>\d{1,6}))?)?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_NUMBERED = re.compile(
    r"^(\d{8}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[ T](\d{1,2})(\d{2})(\d{2})$", re.ASCII
)
"""A day, and a time of day as a number, which has lost a leading zero: 20240501 93011."""
_DOTTED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(\d{2})\.(\d{2})\.(\d{2})(?=\.\d|$)", re.ASCII)
"""A stamp of a mainframe's database: 2024-05-01-09.30.11.000000."""
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_MONTH_FIRST = re.compile(rf"{_MONTH} (?P<d>\d{{1,2}}),? (?P<Y>\d{{4}}){_TAIL}", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}})(?: de |\.? |[-/.]){_MONTH}(?: de |[-/. ])(?P<Y>\d{{4}}|\d{{2}})"
    rf"(?:\.(?= |$))?{_TAIL}",
    re.IGNORECASE,
)
_LAST_OF_THE_CENTURY = 68
_MORNING = ("AM", "上午", "早上", "凌晨", "오전", "午前")
_NOON_AND_AFTER = ("PM", "中午", "下午", "晚上", "오후", "午後")
_MIDNIGHT_AFTER = re.compile(r"24:?00(:?00)?(?!\d)")


def read_clock(text: str, day_first: bool | None) -> Clock | None:
    """Read a text in any unambiguous form; day/month/year only when the layout decides it."""
    text = _DOTTED.sub(r"\1 \2:\3:\4", _NUMBERED.sub(r"\1 \2:\3:\4", text))
    for form in (_YEAR_FIRST, _DIGITS, _MONTH_FIRST, _DAY_MONTH):
        if match := form.fullmatch(text):
            return _clock(match.groupdict(), text)
    if match := _EITHER_WAY.fullmatch(text):
        parts = match.groupdict()
        if day_first is None:
            raise Refused("day_or_month", Message("day-or-month-first", text=shown(text)))
        parts["d"], parts["m"] = (parts["a"], parts["b"]) if day_first else (parts["b"], parts["a"])
        return _clock(parts, text)
    return None


def read_with_formats(text: str, formats: Sequence[str]) -> Clock | None:
    """Read a text in one of the layout's own forms (strptime's letters), first that fits."""
    for form in formats:
        if clock := _strptime(text, form):
            return clock
    early = _MIDNIGHT_AFTER.sub(lambda match: "00" + match[0][2:], text, count=1)
    late = next(filter(None, (_strptime(early, form) for form in formats)), None)
    if early == text or late is None or late.local.hour or late.local.minute:
        return None
    return Clock(late.local + timedelta(days=1), late.precision, late.offset, next_day=True)


def _strptime(text: str, form: str) -> Clock | None:
    try:
        read = datetime.strptime(text, form)  # noqa: DTZ007  the zone is the layout's
    except ValueError:
        return None
    return Clock(read.replace(tzinfo=None), _precision_of_format(form), read.tzinfo)


def _precision_of_format(form: str) -> Precision:
    if any(letter in form for letter in ("%S", "%T", "%X", "%c", "%s")):
        return Precision.SECOND
    return Precision.MINUTE if "%M" in form or "%R" in form else Precision.DAY


def _clock(parts: dict[str, str | None], text: str) -> Clock:
    hour, minute, second = _hour(parts, text), _int(parts, "M"), _int(parts, "S")
    next_day = hour == 24 and not (minute or second or _micro(parts))
    try:
        local = datetime(  # noqa: DTZ001  the zone is the layout's
            _year(parts), _month(parts, text), _int(parts, "d"),
            0 if next_day else hour, minute, second, _micro(parts),
        )  # fmt: skip
        local += timedelta(days=next_day)
    except (ValueError, OverflowError) as error:
        raise Refused("time", Message("not-calendar", text=shown(text))) from error
    return Clock(local, _precision(parts), _offset(parts, text), next_day)


def _int(parts: dict[str, str | None], name: str) -> int:
    return int(parts.get(name) or 0)


def _year(parts: dict[str, str | None]) -> int:
    """Return the year; of two digits, which are read beside a month's name, 69 is 1969."""
    year = _int(parts, "Y")
    if len(parts["Y"] or "") > 2:
        return year
    return year + (2000 if year <= _LAST_OF_THE_CENTURY else 1900)


def _micro(parts: dict[str, str | None]) -> int:
    return int((parts.get("f") or "0").ljust(6, "0")[:6])


def _month(parts: dict[str, str | None], text: str) -> int:
    name = (parts.get("month") or "").lower()
    if not name:
        return _int(parts, "m")
    if name not in _month_names():
        raise Refused("time", Message("names-no-month", text=shown(text)))
    return _month_names()[name]


@cache
def _month_names() -> dict[str, int]:
    """Return the number of each month by its names and abbreviations, in small letters."""
    text = Path(__file__).with_name("months.toml").read_text(encoding="utf-8")
    months = enumerate(tomllib.loads(text)["months"], 1)
    return {name: number for number, names in months for name in names.split()}


def _hour(parts: dict[str, str | None], text: str) -> int:
    """Return the hour of 24; ``晚上12:00`` may be either midnight and is refused."""
    hour, half = _int(parts, "H"), (parts.get("half") or parts.get("late") or "").upper()
    if parts.get("half") and parts.get("late"):
        raise Refused("time", Message("names-two-halves-day", text=shown(text)))
    if half in _MORNING and hour <= 12:
        return hour % 12
    if half in _NOON_AND_AFTER and 1 <= hour < 24 and (half, hour) != ("晚上", 12):
        at_noon = half == "中午" and hour == 11
        return hour if hour >= 12 or at_noon else hour + 12
    if half:
        raise Refused("time", Message("not-hour-half-day", text=shown(text)))
    return hour


def _precision(parts: dict[str, str | None]) -> Precision:
    if parts.get("S"):
        return Precision.SECOND
    return Precision.MINUTE if parts.get("H") else Precision.DAY


def _offset(parts: dict[str, str | None], text: str) -> tzinfo | None:
    written = parts.get("offset")
    if not written:
        return None
    if (hours_ahead := ZONE_HOURS.get(written.upper())) is not None:
        return timezone(timedelta(hours=hours_ahead))
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:
        raise Refused("time", Message("has-impossible-offset", text=shown(text)))
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if written[0] == "-" else span)
