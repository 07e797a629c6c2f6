"""Dates of birth compared: many ways of writing, day and month swapped, one digit off."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.identity.folding import distances, plain

SAME, SWAPPED, NEAR, OTHER = "birth", "birth-swapped", "birth-near", "birth-differs"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = re.compile(r"[0-9]+|[a-z]+")
_TWO_DIGITS_OF_THE_CENTURY = 26


class BirthDate(NamedTuple):
    """A date of birth.

    ``short`` where the century was not written, ``sure`` where day and month cannot have been taken
    for each other.
    """

    year: int
    month: int
    day: int
    short: bool = False
    sure: bool = True

    @property
    def key(self) -> tuple[int, int, int]:
        """What two writings of one date share, also where day and month are swapped."""
        return self.year % 100, min(self.month, self.day), max(self.month, self.day)


@lru_cache(maxsize=1 << 16)
def birth_date(text: str) -> BirthDate | None:
    """Return a date of birth as a file may write it, or None where it is none.

    >>> birth_date("3/1/70")[:3], birth_date("20/8/1991")[:3], birth_date("24-May-11")[:3]
    ((1970, 3, 1), (1991, 8, 20), (2011, 5, 24))
    """
    parts = _PARTS.findall(plain(text).partition("t00")[0])
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) < 3:
        return None
    words = [n for n, part in enumerate(parts[:3]) if part[:3] in _MONTHS]
    if words:
        month = _MONTHS.index(parts[words[0]][:3]) + 1
        rest = [part for n, part in enumerate(parts[:3]) if n != words[0]]
        if not all(part.isdigit() for part in rest):
            return None
        day, year = (rest[1], rest[0]) if len(rest[0]) == 4 else (rest[0], rest[1])
        return _date(year, month, int(day), sure=True)
    if not all(part.isdigit() for part in parts[:3]):
        return None
    if len(parts[0]) == 4:
        return _date(parts[0], int(parts[1]), int(parts[2]), sure=True)
    first, second = int(parts[0]), int(parts[1])
    month, day = (first, second) if first <= 12 else (second, first)
    return _date(parts[2], month, day, sure=max(first, second) > 12)


def _date(year: str, month: int, day: int, *, sure: bool) -> BirthDate | None:
    number, short = int(year), len(year) <= 2
    if short:
        number += 2000 if number <= _TWO_DIGITS_OF_THE_CENTURY else 1900
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1850 <= number <= 2100):
        return None
    return BirthDate(number, month, day, short, sure)


@lru_cache(maxsize=1 << 16)
def compare_births(one: str, other: str) -> str:
    """Compare two dates of birth; empty where one of them cannot be read.

    >>> compare_births("12/11/1978", "11/12/1978"), compare_births("11/21/73", "11/12/73")
    ('birth-swapped', 'birth-near')
    """
    a, b = birth_date(one), birth_date(other)
    if a is None or b is None:
        return ""
    years = (a.year - b.year) % 100 == 0 if a.short or b.short else a.year == b.year
    if years and (a.month, a.day) == (b.month, b.day):
        return SAME
    if years and (a.month, a.day) == (b.day, b.month):
        return SWAPPED
    digits = [f"{d.year:04}{d.month:02}{d.day:02}" for d in (a, b)]
    turned = f"{b.year:04}{b.day:02}{b.month:02}" if not b.sure or not a.sure else digits[1]
    apart = min(distances().OSA.distance(digits[0], way) for way in (digits[1], turned))
    return NEAR if apart <= 1 else OTHER
