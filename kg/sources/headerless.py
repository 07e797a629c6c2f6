"""Tables without a header: where their rows begin, what their cells look like, whose layout it is.

Their columns are called by their numbers (``column 1``). A layout for one says what the cells of
each column look like (``no_header``): it is for tables of just so many columns that look so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.errors import LayoutError
from kg.messages import Message
from kg.sources.detect_layout import (
    Cells,
    Detection,
    TableContext,
    check_answers,
    fit_of,
    own_names,
)
from kg.sources.layout import Layout
from kg.sources.patterns import fits_whole

_DATED = re.compile(
    r"\s*(?:(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}[^;|\t]*"
    r"|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ](?:19|20)\d{2}[^;|\t]*"
    r"|\d{1,2}([-/.])\d{1,2}\1\d{2}|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2}"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[ T]?[\d:]{4,8})?"
    r"|1\d{9}(?:\d{3})?)\s*"
)
_FIGURE = re.compile(r"\s*[-+(]?[¥￥$€£]?\d[\d,. ]*\)?\s*|[0-9A-Za-z*]*\d{5}[0-9A-Za-z*]*")
_FEWEST_CELLS, _MOSTLY, _WIDE = 3, 0.6, 0.6
_ALIKE, _TITLES = 0.9, 3
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class RowsBelowNothing:
    """Where the rows of a table without a header begin (from 0), and how many columns it has."""

    first: int
    width: int


def rows_without_header(rows: Sequence[Cells]) -> RowsBelowNothing | None:
    """Return where the rows of a table without a header begin; None where it has one, or no rows.

    A row is told by a date among its cells. A header is a line of words above the first row that
    names most of its cells; lines of one or two cells there are titles, and so are shorter lines of
    which half are figures. One as long as the rows may be a row without a date: it is no title.
    What looks like a row above a longer line of words is a title, too: from when until when.

    >>> rows_without_header([["2024-05-01", "5.00", "A"], ["2024-05-02", "7.00", "B"]])
    RowsBelowNothing(first=0, width=3)
    >>> rows_without_header([["date", "sum", "who"], ["2024-05-01", "5.00", "A"]])
    """
    first = next((place for place, row in enumerate(rows) if _is_row(row)), None)
    if first is None:
        return None
    filled = [row for row in rows[first:] if any(cell.strip() for cell in row)]
    if sum(map(_is_row, filled)) < len(filled) * _MOSTLY:
        return None
    needed = max(_FEWEST_CELLS, _filled(rows[first]) * _WIDE)
    above = (row for row in rows[:first] if _filled(row) >= needed)
    if not all(len(row) < len(rows[first]) and _is_half_figures(row) for row in above):
        return None
    if _is_title_above_a_header(rows, first):
        return None
    return RowsBelowNothing(first, max(len(row) for row in filled if _is_row(row)))


def _is_title_above_a_header(rows: Sequence[Cells], first: int) -> bool:
    """Say whether below the first row stands a line of words that is longer, then rows like it."""
    below = [row for row in rows[first + 1 :] if _filled(row)]
    header = next((n for n, row in enumerate(below) if not _is_row(row)), len(below))
    if header >= len(below) - 1 or header >= _TITLES:
        return False
    cells = [cell for cell in below[header] if cell.strip()]
    longer = len(cells) > max(_filled(row) for row in (rows[first], *below[:header]))
    return longer and not any(map(_is_figure, cells)) and _is_row(below[header + 1])


def _filled(row: Cells) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_half_figures(row: Cells) -> bool:
    cells = [cell for cell in row if cell.strip()]
    return 2 * sum(map(_is_figure, cells)) >= len(cells)


def _is_row(row: Cells) -> bool:
    cells = [cell for cell in row if cell.strip()]
    dated = any(_DATED.fullmatch(cell) for cell in cells)
    return dated and len(cells) >= _FEWEST_CELLS and sum(map(_is_figure, cells)) >= 2


def _is_figure(cell: str) -> bool:
    return bool(_DATED.fullmatch(cell) or _FIGURE.fullmatch(cell))


def column_names(width: int) -> tuple[str, ...]:
    """Return what the columns of a table without a header are called: ``column 1`` and so on."""
    return tuple(own_names([""] * width))


def choose_without_header(
    rows: Sequence[Cells], layouts: Sequence[Layout], where: str, context: TableContext
) -> Detection | None:
    """Return the layout, of some for tables without a header, whose columns look like a table's.

    Args:
        rows: The first rows of the table.
        layouts: Layouts, of any kind.
        where: The file, and the table in it.
        context: What is known of the table besides its rows.

    Raises:
        LayoutError: Several layouts fit.
        AnswerNeeded: It asks what nothing tells.
    """
    candidates = [layout for layout in layouts if layout.no_header]
    begin = rows_without_header(rows) if candidates else None
    if begin is None:
        return None
    fitting = [layout for layout in candidates if _looks_so(rows, begin, layout.no_header)]
    if not fitting:
        return None
    if len(fitting) > 1:
        raise LayoutError(
            Message("two-layouts-fit", one=fitting[0].name, other=fitting[1].name), where=where,
            hint=Message("choose-one-with-layout"),
        )  # fmt: skip
    header = column_names(begin.width)
    named = {"".join(name.split()): place for place, name in enumerate(header)}
    fit = fit_of(fitting[0], rows[: begin.first], header, named, context)
    fit = replace(fit, row=-1, data_from=begin.first)
    if fit.missing:
        return None
    check_answers(fit, where, context)
    unknown = tuple(name for n, name in enumerate(header) if n not in fit.places)
    return Detection(fit, None, unknown)


def _looks_so(rows: Sequence[Cells], begin: RowsBelowNothing, patterns: Sequence[str]) -> bool:
    if begin.width != len(patterns):
        return False
    some = [row for row in rows[begin.first :] if _is_row(row)][:_LOOKED_AT]
    good = sum(
        all(fits_whole(pattern, cell.strip()) for pattern, cell in zip(patterns, row, strict=False))
        for row in some
    )
    return good >= len(some) * _ALIKE


def look_of(cells: Sequence[str], blanks: bool) -> str:
    """Return a pattern of what the cells of a column look like: their form, never their value.

    Args:
        cells: The filled cells.
        blanks: Whether some cells are blank.

    >>> look_of(["2024-05-01 10:00:00", "2024-05-02 11:00:00"], False)
    '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}'
    >>> look_of(["5.00", "-1,000.25"], True), look_of(["收", "付"], False), look_of([], True)
    ('(?:[-+(]?[¥￥$€£]?[0-9,. ]+[-)]?)?', '[^0-9]*', '')
    """
    if not cells:
        return ""
    pattern = _look(cells)
    return f"(?:{pattern})?" if blanks and pattern != ".*" else pattern


def _look(cells: Sequence[str]) -> str:
    if all(cell.isdigit() or "*" in cell for cell in cells) and all(
        re.fullmatch(r"[0-9*]+", cell) for cell in cells
    ):
        sizes = [len(cell) for cell in cells]
        return f"[0-9*]{{{max(1, min(sizes) - 2)},{max(sizes) + 2}}}"
    if all(re.fullmatch(r"[-+(]?[¥￥$€£]?[0-9,. ]+[-)]?", cell) for cell in cells):
        return r"[-+(]?[¥￥$€£]?[0-9,. ]+[-)]?"
    forms = {re.sub("[0-9]+", lambda run: f"[0-9]{{{len(run[0])}}}", _quoted(c)) for c in cells}
    if len(forms) == 1 and re.search("[0-9]", cells[0]):
        return forms.pop()
    if all(_DATED.fullmatch(cell) for cell in cells):
        return r"[0-9].{4,40}"
    return ".*" if any(char.isdigit() for char in "".join(cells)) else "[^0-9]*"


def _quoted(text: str) -> str:
    """Return a text as a pattern of itself."""
    return re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", text)
