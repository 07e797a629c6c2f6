"""Which row of a table is its header: the one whose cells name columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.sources.headerless import rows_without_header
from kg.text import narrow

_LEAST_COLUMNS, _LEAST_NAMED, _LEAST_CELLS = 2, 2, 3
_ROLE_WEIGHT, _WORD_WEIGHT, _DATA_WEIGHT = 3, 1, -3
_LONGEST = 60
_DATA = re.compile(
    r"[-+(]?[¥$€£₪₽₩₫฿₹₱₺]?[\d,. ]*\d\)?|\W*\d{4}[-/.年]\d{1,2}[-/.月].*"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*"
)


def header_place(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows is the header: the one that names most; None: there is none.

    >>> header_place([["Account: 17"], ["Date", "Amount"], ["2024-05-01", "5.00"]])
    1
    """
    rated = [(_named(row), -place) for place, row in enumerate(rows)]
    best = max(rated, default=(0, 0))
    return -best[1] if best[0] > 0 else None


def _named(row: Sequence[str]) -> int:
    cells = {cell.strip().lstrip("\ufeff") for cell in row} - {""}
    if len(cells) < _LEAST_COLUMNS:
        return 0
    score = 0
    for cell in cells:
        if _DATA.fullmatch(narrow(cell)):
            score += _DATA_WEIGHT
        elif len(cell) < _LONGEST and re.search(r"[^\W\d_]", cell):
            score += _WORD_WEIGHT + (_ROLE_WEIGHT if _role_of(cell) else 0)
    return score


def is_header(cells: Sequence[str]) -> bool:
    """Say whether a row can only be a header: three names or more, two of them known, no figure.

    >>> is_header(["日期", "金额", "备注"]), is_header(["户名：甲", "账号：0629000000000000017"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < _LEAST_CELLS or len(set(filled)) < len(filled):
        return False
    if any(re.search(r"\d{3}|[:：]", cell) or len(cell) > _LONGEST for cell in filled):
        return False
    return sum(bool(_role_of(cell)) for cell in filled) >= max(_LEAST_NAMED, len(filled) // 2)


def holds_table(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether some first rows are those of a table, and not of a page of notes."""
    if rows_without_header(rows):
        return True
    header = next((place for place, row in enumerate(rows) if is_header(row)), None)
    below = [] if header is None else rows[header + 1 :]
    return any(sum(bool(cell.strip()) for cell in row) >= _LEAST_CELLS for row in below)


def _role_of(cell: str) -> str:
    from kg.sources.proposal.guess_column import role_of_header

    return role_of_header(cell)
