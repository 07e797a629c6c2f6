"""Cells that are merged over rows: each of these rows means what stands in the first of them.

An account, a name or a day is told of all rows beside it. A figure is not: an amount that stands
once beside three lines was paid once, so it stays where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

MergedRange = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of some merged ones, each by row and column from 0."""
_FIGURE = re.compile(r"[-+(]?[^\w\s]?\s?[0-9][0-9,. ]*\s?[^\w\s]?\)?")
_DIGITS_OF_FIGURES = 12
"""What has as many digits or more is the number of an account, a telephone or an order."""
_OF_DAYS = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|(19|20)[0-9]{2}[01][0-9][0-3][0-9]")
_TELEPHONE = re.compile(r"1[3-9][0-9]{9}")


def is_told_below(cell: object) -> bool:
    """Say whether a cell that is merged over rows tells something of each of them.

    >>> is_told_below("6222021234567890987"), is_told_below("2024-04-15"), is_told_below("王")
    (True, True, True)
    >>> is_told_below(1000.0), is_told_below("1,000.00"), is_told_below("¥500"), is_told_below("")
    (False, False, False, False)
    """
    if isinstance(cell, date | datetime | time):
        return True
    if not isinstance(cell, str) or not cell.strip():
        return False
    text = cell.strip()
    if _OF_DAYS.fullmatch(text) or _TELEPHONE.fullmatch(text):
        return True
    digits = sum(map(str.isdigit, text))
    return not _FIGURE.fullmatch(text) or (digits >= _DIGITS_OF_FIGURES and "." not in text)


def fill_merged(rows: list[list[Any]], ranges: Iterable[MergedRange]) -> None:
    """Write what merged cells tell into the rows below that they cover, if these say more.

    A row of which nothing else is filled stays as it is.

    >>> rows = [["甲", "5.00"], ["", "7.00"], ["", ""]]
    >>> fill_merged(rows, [((0, 0), (2, 0))])
    >>> rows
    [['甲', '5.00'], ['甲', '7.00'], ['', '']]
    """
    found = [((top, left), bottom) for (top, left), (bottom, _) in ranges if bottom > top]
    blank = {number for number, row in enumerate(rows) if not any(cell != "" for cell in row)}
    for (top, left), bottom in found:
        cell = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if not is_told_below(cell):
            continue
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if number not in blank and left < len(rows[number]) and rows[number][left] == "":
                rows[number][left] = cell
