"""Years of other calendars whose days and months are the usual ones: Japan, Thailand, Taiwan.

What names its era is read wherever it stands: 令和6年, R6.4.15, 民國113年, พ.ศ. 2567. Bare numbers
are read so only where a layout names the calendar: 113/04/15, 15-04-67.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

ERAS = ("buddhist", "minguo", "reiwa")
"""Calendars that a layout may name: a year of theirs is 543 ahead of ours, 1911 or 2018 behind."""
_BUDDHIST, _MINGUO, _REIWA, _CENTURY = 543, 1911, 2018, 2500
_NAMED: dict[str, tuple[int, int]] = {
    "令和": (2018, 99), "R": (2018, 99), "平成": (1988, 31), "H": (1988, 31),
    "昭和": (1925, 64), "S": (1925, 64), "大正": (1911, 15), "明治": (1867, 45),
    "民国": (_MINGUO, 200), "民國": (_MINGUO, 200),
}  # fmt: skip
"""The year before the first of each era, and how many it had at most."""
_WITH_NAME = re.compile(
    r"(?:中華|中华)?(?P<era>令和|平成|昭和|大正|明治|民国|民國|[RHS](?=\d)) ?(?P<year>\d{1,3}|元)"
    r"(?=年|[-/.]\d{1,2}[-/.]\d)"
)
_OF_THAILAND = re.compile("[ก-๛]")
_FIRST_SHORT = 45
"""Beside a month in Thai a year of two digits from this one on is of 25xx: 67, not 24."""
_THAI = re.compile(r"พ\.?ศ\.? ?(?=25\d\d)")
_YEAR_LAST = re.compile(
    r"(\d{1,2}[-/. ](?:\d{1,2}|[^\W\d_]{2,}\.?(?:[^\W\d_]+\.?)?)[-/. ])(25\d\d|\d\d)(?!\d)"
)
_YEAR_FIRST = re.compile(r"(25\d\d)(?=[-/.]|\d{4}(?!\d))")
_OF_MINGUO = re.compile(r"(\d{2,3})(?=[-/.年]\d{1,2}[-/.月]\d{1,2})")
_OF_REIWA = re.compile(r"(\d{1,2})(?=[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d))")
_SEVEN_DIGITS = re.compile(r"(0[1-9]\d|1\d\d)((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)")
_AHEAD = timedelta(days=1)


def in_our_years(text: str) -> str:
    """Return a time whose year is told with the name of its era, with the year as we count it.

    >>> in_our_years("令和6年4月15日"), in_our_years("R6.4.15"), in_our_years("2024-04-15")
    ('2024年4月15日', '2024.4.15', '2024-04-15')
    >>> in_our_years("15 เม.ย. 67"), in_our_years("15 เมษายน 2567 09:05")
    ('15 april 2024', '15 april 2024 09:05')
    """
    if match := _WITH_NAME.match(text):
        before, most = _NAMED[match["era"]]
        count = 1 if match["year"] == "元" else int(match["year"])
        return f"{before + count}{text[match.end() :]}" if 0 < count <= most else text
    if not _OF_THAILAND.search(text):
        return text
    plain = _thai_month().sub(lambda match: _thai_months()[match[0]], text)
    year = _YEAR_LAST.match(plain)
    is_ours = year is not None and len(year[2]) == 2 and int(year[2]) < _FIRST_SHORT
    return plain if is_ours else of_calendar(_THAI.sub("", plain), "buddhist")


@cache
def _thai_months() -> dict[str, str]:
    """Return the English name of each month by its names in Thai."""
    text = Path(__file__).with_name("months.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    pairs = zip(data["months"], data["thai"], strict=True)
    return {name: ours.split()[0] for ours, names in pairs for name in names.split()}


@cache
def _thai_month() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _thai_months())))


def of_calendar(text: str, era: str) -> str:
    """Return a time of a calendar with the year as we count it; as it is where it has none.

    >>> of_calendar("113/04/15 09:05", "minguo"), of_calendar("1130415", "minguo")
    ('2024/04/15 09:05', '20240415')
    >>> of_calendar("6.4.15", "reiwa")
    '2024.4.15'
    >>> of_calendar("15-04-67", "buddhist"), of_calendar("2567-04-15", "buddhist")
    ('15-04-2024', '2024-04-15')
    """
    if era == "minguo":
        if match := _SEVEN_DIGITS.match(text) or _OF_MINGUO.match(text):
            return f"{int(match[1]) + _MINGUO}{text[len(match[1]) :]}"
        return text
    if era == "reiwa":
        short = _OF_REIWA.match(text)
        return f"{int(short[1]) + _REIWA}{text[short.end() :]}" if short else text
    if match := _YEAR_FIRST.match(text):
        return f"{int(match[1]) - _BUDDHIST}{text[4:]}"
    if match := _YEAR_LAST.match(text):
        year = int(match[2]) + (0 if len(match[2]) == 4 else _CENTURY)
        return f"{match[1]}{year - _BUDDHIST}{text[match.end() :]}"
    return text


def era_of(cells: Sequence[str], least: float, digits: bool = False) -> str:
    """Return the calendar that times can only be of: that of a year of three digits, or of 25xx.

    Args:
        cells: The cells of a column.
        least: The share of them that must be so.
        digits: Whether seven digits may be a day, as the header says that these are times.

    >>> era_of(["113/04/15"], 0.9), era_of(["15/04/2567"], 0.9), era_of(["15/04/67"], 0.9)
    ('minguo', 'buddhist', '')
    """
    last = datetime.now(UTC).year + 1
    forms = {"minguo": [_OF_MINGUO, *([_SEVEN_DIGITS] if digits else [])]}
    counted = {
        "minguo": sum(
            any(_is_minguo(form.match(c), last) for form in forms["minguo"]) for c in cells
        ),
        "buddhist": sum(_is_buddhist(cell, last) for cell in cells),
    }
    return next(
        (era for era, count in counted.items() if cells and count >= least * len(cells)), ""
    )


def _is_minguo(match: re.Match[str] | None, last: int) -> bool:
    return match is not None and len(match[1]) == 3 and 60 <= int(match[1]) <= last - _MINGUO


def _is_buddhist(cell: str, last: int) -> bool:
    match = _YEAR_FIRST.match(cell)
    year = match[1] if match else (m[2] if (m := _YEAR_LAST.match(cell)) else "")
    return len(year) == 4 and int(year) - _BUDDHIST <= last


def latest_time() -> int:
    """Return the latest moment, in microseconds, at which something may have happened: tomorrow."""
    return int((datetime.now(UTC) + _AHEAD).timestamp()) * 1_000_000
