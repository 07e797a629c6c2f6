"""Times: one aware moment in UTC, how finely it is known, and what was wrong with its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kg.messages import Message
from kg.model import Precision
from kg.text import narrow
from kg.values.clock import Clock, read_clock, read_with_formats
from kg.values.eras import in_our_years, of_calendar
from kg.values.refused import Refused, shown

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AHEAD = timedelta(hours=13)
"""So far ahead of UTC is the clock of the easternmost zones."""
DAY_MINUTES = 24 * 60
_PLAUSIBLE_YEARS = range(1970, 2101)
_SERIAL_BASE = {"1900": datetime(1899, 12, 30), "1904": datetime(1904, 1, 1)}  # noqa: DTZ001
_FIRST_SAFE_SERIAL = {"1900": 61, "1904": 1}
_SERIAL_END = 2_958_466
_EPOCH_DIGITS = {"s": (9, 10), "ms": (12, 13), "us": (15, 16)}
#: What times count that are numbers: from 1970 on, or the days of a spreadsheet.
EPOCHS = ("s", "ms", "us", "days")
_EPOCH_STEP = {"s": 1_000_000, "ms": 1_000, "us": 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC microseconds; it lies in ``[us, us + width)`` of its precision.

    ``flags``: ``implausible`` year, ``next_day`` (24:00 was written), ``clock_change`` (the
    local hour happened twice; the first is taken).
    """

    us: int
    precision: Precision
    original: str
    flags: tuple[str, ...] = ()


def parse_time(
    text: str,
    *,
    zone: str | tzinfo | None,
    formats: Sequence[str] = (),
    day_first: bool | None = None,
    epoch: Literal["s", "ms", "us", "days"] | None = None,
    era: str = "",
    serial: Literal["1900", "1904"] | None = None,
) -> Moment:
    """Return the moment that the text states; an offset in the text wins over ``zone``.

    ``01/02/2024`` needs ``formats`` or ``day_first``; a bare number is a date only by its
    digits (``20240501100000``) unless the layout says ``epoch`` or ``serial``. ``era`` names the
    calendar of years that do not: of 67 or 2567 in Thailand, 113 in Taiwan.

    >>> parse_time("2024年5月1日 下午3:05", zone="Asia/Shanghai").us
    1714547100000000
    """
    plain = " ".join(narrow(text).split())
    if epoch == "days":
        serial = "1900"
    elif epoch is not None and plain.isdigit():
        return _from_epoch(plain, text, epoch)
    if serial is not None and _is_number(plain):
        return _in_zone(_from_serial(Decimal(plain), text, serial), text, zone)
    plain = of_calendar(plain, era) if era else in_our_years(plain)
    clock = read_with_formats(plain, formats) if formats else read_clock(plain, day_first)
    if clock is None:
        raise Refused("time", Message("not-a-time-of-layout", text=shown(text)))
    return _in_zone(clock, text, zone)


def _is_number(text: str) -> bool:
    try:
        return text.isascii() and "_" not in text and Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _from_epoch(digits: str, text: str, unit: str) -> Moment:
    if len(digits) not in _EPOCH_DIGITS[unit]:
        raise Refused("time", Message("does-not-count-since", text=shown(text), unit=unit))
    us = int(digits) * _EPOCH_STEP[unit]
    return Moment(us, Precision.SECOND, text, _flags(_EPOCH + us * _MICROSECOND))


def _from_serial(days: Decimal, text: str, system: str) -> Clock:
    """Read an Excel serial; before 1 March 1900 Excel's own calendar is wrong, so refused."""
    if not _FIRST_SAFE_SERIAL[system] <= days < _SERIAL_END:
        raise Refused("time", Message("not-spreadsheet-date", text=shown(text)))
    seconds = int((days * 86_400).to_integral_value())
    whole_day = days == days.to_integral_value()
    precision = Precision.DAY if whole_day else Precision.SECOND
    return Clock(_SERIAL_BASE[system] + timedelta(seconds=seconds), precision)


def _in_zone(clock: Clock, text: str, zone: str | tzinfo | None) -> Moment:
    where = clock.offset if clock.offset is not None else _zone(zone, text)
    try:
        local = clock.local.replace(tzinfo=where)
        utc = local.astimezone(UTC)
    except OverflowError as error:
        raise Refused("time", Message("outside-calendar", text=shown(text))) from error
    if utc.astimezone(where).replace(tzinfo=None) != clock.local:
        raise Refused("clock_gap", Message("clocks-skipped-it", text=shown(text)))
    twice = local.replace(fold=1).utcoffset() != local.utcoffset()
    flags = _flags(utc) + ("next_day",) * clock.next_day + ("clock_change",) * twice
    return Moment((utc - _EPOCH) // _MICROSECOND, clock.precision, text, flags)


def _flags(moment: datetime) -> tuple[str, ...]:
    return () if moment.year in _PLAUSIBLE_YEARS else ("implausible",)


def _zone(zone: str | tzinfo | None, text: str) -> tzinfo:
    if zone is None:
        raise Refused("zone", Message("names-no-zone-layout", text=shown(text)))
    return named_zone(zone) if isinstance(zone, str) else zone


@lru_cache(maxsize=64)
def named_zone(name: str) -> tzinfo:
    """Return the zone of a name (``Asia/Shanghai``) or an offset (``+08:00``)."""
    if name.upper() in ("UTC", "Z"):
        return UTC
    if name[:1] in "+-" and len(name) == 6 and name[1:3].isdigit() and name[4:].isdigit():
        minutes = int(name[1:3]) * 60 + int(name[4:])
        if minutes >= DAY_MINUTES:
            raise Refused("zone", Message("not-time-zone", text=shown(name)))
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # an OSError: the name of a folder of zones, or a name too long for any file
        raise Refused("zone", Message("not-time-zone", text=shown(name))) from error


def width_us(precision: Precision) -> int:
    """Return how many microseconds wide a time of this precision is."""
    return {Precision.SECOND: 1, Precision.MINUTE: 60, Precision.DAY: 86_400}.get(
        precision, 0
    ) * 1_000_000


def longest(precision: Precision) -> timedelta:
    """Return how long a time of this precision can last; of one that is unknown, a day.

    >>> longest(Precision.MINUTE), longest(Precision.UNKNOWN)
    (datetime.timedelta(seconds=60), datetime.timedelta(days=1))
    """
    return width_us(precision) * _MICROSECOND or timedelta(days=1)


def written_day(start: datetime) -> date:
    """Return the day that a row wrote, of which only the moment of its beginning is kept.

    A day is kept as the midnight of its file's zone, which the moment itself tells: zones are
    between eleven hours behind and thirteen ahead (Samoa and Kiribati are the only others).

    >>> [str(written_day(datetime(2024, 4, 30, hour, tzinfo=UTC))) for hour in (15, 4)]
    ['2024-05-01', '2024-04-30']
    """
    return (start.astimezone(UTC) + _AHEAD).date()


def began(start: datetime, precision: Precision, zone: tzinfo) -> datetime:
    """Return when a fact began on the clock of a zone; of a day, that day's midnight there.

    >>> seoul = datetime(2024, 4, 30, 15, tzinfo=UTC)
    >>> began(seoul, Precision.DAY, named_zone("Asia/Shanghai")).isoformat()
    '2024-05-01T00:00:00+08:00'
    """
    if precision is Precision.DAY:
        return datetime.combine(written_day(start), time.min, zone)
    return start.astimezone(zone)


def local_time(moment: datetime, zone: tzinfo) -> str:
    """Return a moment to the second, on the clock of a zone.

    >>> local_time(datetime(2024, 5, 1, 4, tzinfo=UTC), named_zone("Asia/Shanghai"))
    '2024-05-01 12:00:00'
    """
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def told_time(moment: datetime, precision: Precision, zone: tzinfo) -> str:
    """Return a moment as finely as a row tells it, on the clock of a zone; a day has no clock.

    >>> told_time(datetime(2024, 4, 30, 16, tzinfo=UTC), Precision.DAY, named_zone("Asia/Shanghai"))
    '2024-05-01'
    """
    if precision is Precision.DAY:
        return written_day(moment).isoformat()
    text = local_time(moment, zone)
    return text[:-3] if precision is Precision.MINUTE else text


def local_day(moment: datetime, zone: tzinfo) -> str:
    """Return the day of a moment in a zone.

    >>> local_day(datetime(2024, 5, 1, 20, tzinfo=UTC), named_zone("Asia/Shanghai"))
    '2024-05-02'
    """
    return f"{moment.astimezone(zone):%Y-%m-%d}"
