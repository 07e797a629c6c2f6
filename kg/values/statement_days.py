"""Days that a statement writes without a year: they are at most a year before its last month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from kg.messages import Message
from kg.values.moments import Moment, parse_time
from kg.values.refused import Refused, shown

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "|".join(_MONTHS)
_FORMS = (
    r"(?P<Y>\d{4}) ?[-/.年] ?(?P<m>\d{1,2})(?!\d)",
    r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<Y>\d{2}(?:\d{2})?)(?!\d)",
    rf"(?P<name>{_NAMED})[a-z]*\.? (?:\d{{1,2}},? )?(?P<Y>\d{{4}})",
    rf"\d{{1,2}} (?P<name>{_NAMED})[a-z]*\.? (?P<Y>\d{{4}})",
    r"(?P<m>\d{1,2})[-/.](?P<Y>\d{4})(?!\d)",
)
_TRANSMITTED = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d){2}"
"""When a card payment was transmitted (ISO 8583): month, day and time of day, and no year."""
_DAY = re.compile(
    rf"(?:\d{{1,2}}([-/])\d{{1,2}}|{_TRANSMITTED}"
    rf"|\d{{1,2}}月\d{{1,2}}日|(?:{_NAMED})[a-z]* \d{{1,2}}"
    rf"|\d{{1,2}}[ -](?:{_NAMED})[a-z]*)",
    re.IGNORECASE,
)
BETWEEN = " @ "
"""What stands between a day and the text that names the statement's last month."""


def is_day_without_year(text: str) -> bool:
    """Say whether a text may be a day of a statement that writes no year.

    >>> is_day_without_year("12/29"), is_day_without_year("Jan 15"), is_day_without_year("3.5")
    (True, True, False)
    """
    return _DAY.fullmatch(text.strip()) is not None


def day_formats(cells: Sequence[str], day_first: bool) -> list[str]:
    """Return the formats, as of ``strptime``, of days without a year.

    >>> day_formats(["12/29"], day_first=False), day_formats(["15 Jan"], day_first=False)
    (['%m/%d'], ['%d %b', '%d %B'])
    """
    text = next(cell.strip() for cell in cells if is_day_without_year(cell))
    if re.fullmatch(_TRANSMITTED, text):
        return ["%m%d%H%M%S"]
    if "月" in text:
        return ["%m月%d日"]
    if numbers := re.fullmatch(r"\d{1,2}([-/])\d{1,2}", text):
        return [numbers[1].join(("%d", "%m") if day_first else ("%m", "%d"))]
    if text[0].isdigit():
        mark = "-" if "-" in text else " "
        return [f"%d{mark}%b", f"%d{mark}%B"]
    return ["%b %d", "%B %d"]


def last_month(text: str, day_first: bool) -> tuple[int, int] | None:
    """Return the year and the month that a line of a statement names, or nothing.

    Args:
        text: A date or a month: ``2024年01月``, ``01/15/2024``, ``January 15, 2024``.
        day_first: Whether the statement writes the day before the month.

    >>> last_month("2024年01月", False), last_month("15/01/24", True), last_month("7", True)
    ((2024, 1), (2024, 1), None)
    """
    for form in _FORMS:
        match = re.search(form, text, re.IGNORECASE)
        if match is None:
            continue
        parts = match.groupdict()
        if name := parts.get("name"):
            month = _MONTHS.index(name.lower()) + 1
        elif parts.get("m"):
            month = int(parts["m"])
        else:
            numbers = int(parts["a"]), int(parts["b"])
            month = numbers[day_first] if numbers[day_first] <= 12 else numbers[not day_first]
        year = int(parts["Y"]) + (2000 if len(parts["Y"]) == 2 else 0)
        return (year, month) if 1 <= month <= 12 else None
    return None


def parse_day_of_statement(text: str, *, zone: str, formats: Sequence[str]) -> Moment:
    """Return the day that a text names which has no year.

    Args:
        text: The day, :data:`BETWEEN`, and the text that names the statement's last month.
        zone: The zone of the day.
        formats: How the day is written, as of ``strptime``, without a year.

    Raises:
        Refused: The text names no day, or no year is known for it.

    >>> of = "2024年01月"
    >>> parse_day_of_statement(f"12/29 @ {of}", zone="UTC", formats=["%m/%d"]).us
    1703808000000000
    """
    day, _, until = text.partition(BETWEEN)
    day_first = formats[0].find("%d") < max(formats[0].find("%m"), formats[0].find("%b"))
    end = last_month(until, day_first)
    if end is None:
        raise Refused("time", Message("no-month-of-statement", text=shown(until)))
    for year in (end[0], end[0] - 1):
        for form in formats:
            try:
                read = datetime.strptime(f"{year} {day.strip()}", f"%Y {form}")  # noqa: DTZ007
            except ValueError:
                continue
            if (read.year, read.month) <= end:
                written = f"{read:%Y-%m-%d %H:%M:%S}" if "%H" in form else f"{read:%Y-%m-%d}"
                moment = parse_time(written, zone=zone)
                return Moment(moment.us, moment.precision, text, moment.flags)
    raise Refused("time", Message("not-a-time-of-layout", text=shown(day)))
