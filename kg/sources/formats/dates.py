"""Dates whose order a file does not say: settled only where the file itself proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DATE = re.compile(
    r"\s*(?P<a>[0-9]{1,4})\s*(?P<s>[./-])\s*(?P<b>[0-9]{1,2})\s*(?:(?P=s)|')\s*(?P<c>[0-9]{1,4})\s*"
)
_MONTHS = 12
_SHORT = 2
_CENTURY = 70
"""Years of two digits from here on are of the twentieth century."""


def day_first(dates: Iterable[str]) -> bool | None:
    """Say whether dates are written day before month, as far as they prove it themselves.

    Args:
        dates: Texts such as ``31/12/2024`` or ``12/31/24``; others are passed over.

    Returns:
        True or False where some number above twelve decides it and none speaks against it; None
        where nothing decides it, or the dates contradict each other.

    >>> day_first(["01/02/2024", "31/01/2024"]), day_first(["01/02/2024"])
    (True, None)
    """
    seen: set[bool] = set()
    for date in dates:
        match = _DATE.fullmatch(date)
        if match and len(match["a"]) <= _SHORT:
            if int(match["a"]) > _MONTHS:
                seen.add(True)
            if int(match["b"]) > _MONTHS:
                seen.add(False)
    return seen.pop() if len(seen) == 1 else None


def iso_date(date: str, is_day_first: bool | None) -> str:
    """Return a date as ISO 8601 writes it; as it stands where its order is not known.

    >>> iso_date("31/12/24", True), iso_date("2024/1/5", None), iso_date("1/2'04", None)
    ('2024-12-31', '2024-01-05', '1/2/2004')
    """
    match = _DATE.fullmatch(date)
    if match is None:
        return date
    if len(match["a"]) > _SHORT:
        return f"{match['a']}-{int(match['b']):02d}-{int(match['c']):02d}"
    year = int(match["c"])
    if len(match["c"]) <= _SHORT:
        is_of_ours = "'" in date or year < _CENTURY
        year += 2000 if is_of_ours else 1900
    if is_day_first is None:
        return f"{match['a']}/{match['b']}/{year:04d}"
    day, month = (match["a"], match["b"]) if is_day_first else (match["b"], match["a"])
    return f"{year:04d}-{int(month):02d}-{int(day):02d}"
