"""Dates whose year has two digits: which of their three numbers it is, and which the day.

31.05.23 can be told by its cells or by the order of the rows; where it cannot, a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

ORDERS = {"day-first": "dmy", "month-first": "mdy", "year-first": "ymd"}
"""What may be answered, and the order of day, month and year that it means."""
_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?")
_FEWEST_DAYS = 6
"""So many different days, all of one year or running one way in time, are no chance."""


def short_year_orders(cells: Sequence[str], runs: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return which of day, month and year may come first; nothing where no cell is such a date.

    Args:
        cells: Different cells of a column, all of which are looked at.
        runs: The column's cells in the order of their rows.

    >>> short_year_orders(["31.05.23", "01.06.23"], [])
    ('day-first',)
    >>> short_year_orders(["03/04/05"], [])
    ('day-first', 'month-first', 'year-first')
    """
    found = [match for cell in cells if (match := _DATE.fullmatch(cell))]
    if not found or len({match[2] for match in found}) > 1:
        return ()
    read = {
        answer: sum(_day(match[0], order) is not None for match in found)
        for answer, order in ORDERS.items()
    }
    most = max(read.values())
    possible = [answer for answer, good in read.items() if good == most and good]
    if found[0][2] == "." and "day-first" in possible:
        return ("day-first",)
    for told in (_by_the_year, lambda some, _: _by_the_rows(some, runs)):
        if len(possible) > 1 and (left := told(possible, [match[0] for match in found])):
            possible = left
    return tuple(possible)


def short_year_formats(cells: Sequence[str], order: str) -> list[str]:
    """Return the formats, as of ``strptime``, of dates that begin as an answer says.

    >>> short_year_formats(["31.05.23"], "day-first")
    ['%d.%m.%y', '%d.%m.%y %H:%M', '%d.%m.%y %H:%M:%S']
    """
    mark = next(match[2] for cell in cells if (match := _DATE.fullmatch(cell)))
    day = mark.join(f"%{letter}" for letter in ORDERS[order])
    return [day, f"{day} %H:%M", f"{day} %H:%M:%S"]


def is_short_year(cell: str) -> bool:
    """Say whether a cell may be a date whose year has two digits."""
    return _DATE.fullmatch(cell) is not None


def _day(cell: str, order: str) -> datetime | None:
    match = _DATE.fullmatch(cell)
    if match is None:
        return None
    numbers = dict(zip(order, (match[1], match[3], match[4]), strict=True))
    try:
        return datetime.strptime("-".join(numbers[part] for part in "ymd"), "%y-%m-%d")  # noqa: DTZ007
    except ValueError:
        return None


def _by_the_year(possible: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Return the orders under which many days are of one year, if there are some but not all."""
    days = [[day for cell in cells if (day := _day(cell, ORDERS[answer]))] for answer in possible]
    if any(len(set(some)) < _FEWEST_DAYS for some in days):
        return []
    years = {
        answer: len({day.year for day in some}) for answer, some in zip(possible, days, strict=True)
    }
    fewest = min(years.values())
    left = [answer for answer, count in years.items() if count == fewest]
    return left if fewest * 3 <= max(years.values()) else []


def _by_the_rows(possible: Sequence[str], runs: Sequence[Sequence[str]]) -> list[str]:
    """Return the one order under which the rows run one way in time, if there is just one."""
    one_way = []
    for answer in possible:
        rises = falls = 0
        for run in runs:
            days = [day for cell in run if (day := _day(cell, ORDERS[answer]))]
            rises += sum(later > earlier for earlier, later in pairwise(days))
            falls += sum(later < earlier for earlier, later in pairwise(days))
        if rises + falls >= _FEWEST_DAYS and not min(rises, falls):
            one_way.append(answer)
    return one_way if len(one_way) == 1 else []
