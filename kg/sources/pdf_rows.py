"""Which lines of a page make one row of a table, where cells go on in the next line.

A row is told by what is drawn (lines across the table between its rows), else by the gaps (lines of
one row stand closer than rows do), else by its day (each row begins with one), else by its first
line (what has no amount and no day goes on with the row above). Of these the first that gives each
row exactly one line with an amount, or with a day where no column has amounts, is taken. What fits
none is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.sources.pdf_columns import DAY, MONEY, Piece
from kg.sources.pdf_text import DrawnLine, Word

_LEAP = 1.25
"""Gaps between rows are at least so many times those within one."""
_CLOSE = 1.9
"""Lines of one cell are at most so many em apart."""
_MOSTLY = 0.6
_WIDE = 0.6
"""A line that parts rows runs past so much of the table's width."""


@dataclass(slots=True)
class TableLine:
    """A line of a page in the columns of a table; ``number`` counts the lines of the page."""

    number: int
    words: Sequence[Word]
    pieces: list[Piece]

    @property
    def base(self) -> float:
        """The height on which the line stands."""
        return self.words[0].base

    @property
    def em(self) -> float:
        """The height of its largest font."""
        return max(word.em for word in self.words)

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(word.text for word in self.words)

    @property
    def in_doubt(self) -> bool:
        """Say whether some word of the line is in no sure column."""
        return any(piece.doubt for piece in self.pieces)

    def cells(self, pattern: re.Pattern[str]) -> set[int]:
        """Return the columns in which the line has a piece that a pattern fits."""
        return {p.column for p in self.pieces if not p.doubt and pattern.fullmatch(p.text.strip())}


@dataclass(slots=True)
class TableRow:
    """The lines of one row.

    ``unsure``: another row may have a claim to some of them. ``ruled``: drawn lines part it from
    the rows above and below.
    """

    lines: list[TableLine] = field(default_factory=list)
    unsure: bool = False
    ruled: bool = False


@dataclass(slots=True)
class Anchors:
    """The columns that hold an amount, or a day, wherever they hold anything; learnt by the page.

    ``money`` and ``days`` count their cells, ``filled`` all cells, by column. ``leads`` says that
    a line of the first row stands above its amount: then such lines may belong to the row below.
    """

    money: dict[int, int] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)
    leads: bool | None = None

    def learn(self, lines: Sequence[TableLine]) -> None:
        """Count the cells of more lines."""
        for line in lines:
            for counted, columns in (
                (self.money, line.cells(MONEY)),
                (self.days, line.cells(DAY)),
                (self.filled, {p.column for p in line.pieces if not p.doubt}),
            ):
                for column in columns:
                    counted[column] = counted.get(column, 0) + 1

    def _mostly(self, counted: dict[int, int]) -> set[int]:
        return {c for c, n in counted.items() if n >= _MOSTLY * self.filled.get(c, n)}

    def money_in(self, line: TableLine) -> set[int]:
        """Return the columns of amounts in which a line has one."""
        return line.cells(MONEY) & self._mostly(self.money)

    def days_in(self, line: TableLine) -> set[int]:
        """Return the columns of days in which a line has one."""
        days = self._mostly(self.days)
        return line.cells(DAY) & days

    def looks_marked(self, line: TableLine) -> bool:
        """Say whether a line has an amount, or a day where no column has amounts, anywhere."""
        pattern = MONEY if self._mostly(self.money) else DAY
        return any(pattern.fullmatch(piece.text.strip()) for piece in line.pieces)

    def fullest_in(self, line: TableLine) -> set[int]:
        """Return the column that most lines fill, if a line fills it."""
        most = max(self.filled.values(), default=0)
        fullest = min((c for c, n in self.filled.items() if n == most), default=-1)
        return {piece.column for piece in line.pieces if not piece.doubt} & {fullest}

    @property
    def mark(self) -> Callable[[TableLine], set[int]]:
        """What each row has exactly one line with: an amount, else a day, else a certain cell."""
        if self._mostly(self.money):
            return self.money_in
        return self.days_in if self._mostly(self.days) else self.fullest_in


def rows_of(
    lines: Sequence[TableLine], across: Sequence[DrawnLine], anchors: Anchors
) -> list[TableRow]:
    """Return the lines of a page, below its header, as rows.

    Args:
        lines: The lines, from top to bottom.
        across: What is drawn across the page.
        anchors: What was learnt of the table, this page included.

    Returns:
        The rows in order. Lines above the first row, and lines between rows or below the last one,
        that belong to none, are rows without a mark (:attr:`Anchors.mark`).
    """
    rows: list[TableRow] = []
    for band, is_ruled in _bands(lines, across):
        marks = sum(bool(anchors.mark(line)) for line in band)
        if is_ruled and marks <= 1:
            rows.append(TableRow(list(band), ruled=True))
        else:
            rows += _rows_in(band, anchors)
    return rows


def _bands(
    lines: Sequence[TableLine], across: Sequence[DrawnLine]
) -> Iterator[tuple[list[TableLine], bool]]:
    """Yield the lines between each two drawn lines, and whether they are drawn as one row.

    Lines only above and below the whole table part no rows.
    """
    if not lines:
        return
    left = min(word.left for line in lines for word in line.words)
    right = max(word.right for line in lines for word in line.words)
    levels = [
        line.at
        for line in across
        if min(line.end, right) - max(line.start, left) >= _WIDE * (right - left)
    ]
    bands: dict[int, list[TableLine]] = {}
    for line in lines:
        middle = line.base - line.em / 3
        bands.setdefault(sum(level < middle for level in levels), []).append(line)
    closed = [n for n in bands if 0 < n < len(levels)]
    for place, band in sorted(bands.items()):
        yield band, place in closed and len(closed) > 1


def _rows_in(lines: list[TableLine], anchors: Anchors) -> list[TableRow]:
    mark = anchors.mark
    if all(mark(line) for line in lines):
        return [TableRow([line]) for line in lines]
    if rows := _by_gaps(lines, mark):
        return rows
    rows = _by_days(lines, anchors) or _by_first_lines(lines, anchors)
    if anchors.leads is None:
        anchors.leads = not mark(rows[0].lines[0]) and not anchors.days_in(rows[0].lines[0])
    for row in rows:
        row.unsure |= anchors.leads and len(row.lines) > 1
    return rows


def _by_gaps(
    lines: list[TableLine], mark: Callable[[TableLine], set[int]]
) -> list[TableRow] | None:
    """Return rows parted where gaps leap, if each then has one line with a mark."""
    gaps = [below.base - above.base for above, below in pairwise(lines)]
    sizes = sorted(set(gaps))
    for low, high in pairwise(sizes):
        if high < _LEAP * max(low, 0.1):
            continue
        rows = [TableRow([lines[0]])]
        for gap, line in zip(gaps, lines[1:], strict=True):
            if gap > low:
                rows.append(TableRow())
            rows[-1].lines.append(line)
        marks = [sum(bool(mark(line)) for line in row.lines) for row in rows]
        marked = [n for n, count in enumerate(marks) if count]
        if marked and all(count == 1 for count in marks[marked[0] : marked[-1] + 1]):
            return rows
    return None


def _by_days(lines: list[TableLine], anchors: Anchors) -> list[TableRow] | None:
    """Return rows that each begin with a day, if each then has one line with an amount."""
    starts = [n for n, line in enumerate(lines) if anchors.days_in(line)]
    if not starts or anchors.mark == anchors.days_in:
        return None
    bounds = [*starts, len(lines)]
    rows = [TableRow(lines[start:end]) for start, end in pairwise(bounds)]
    if starts[0]:
        rows.insert(0, TableRow(lines[: starts[0]]))
    counts = [sum(bool(anchors.money_in(line)) for line in row.lines) for row in rows]
    whole = counts[1:] if starts[0] else counts
    return rows if all(count == 1 for count in whole) and not (starts[0] and counts[0]) else None


def _by_first_lines(lines: list[TableLine], anchors: Anchors) -> list[TableRow]:
    """Return rows that each begin with a line that has a mark; what precedes the first is apart.

    A line with a day and no amount can neither begin a row nor go on with one: it is in doubt.
    """
    rows: list[TableRow] = []
    for line in lines:
        above = rows[-1].lines[-1] if rows else None
        far = above and line.base - above.base > _CLOSE * max(line.em, above.em)
        if anchors.mark(line) or not above or far:
            rows.append(TableRow([line]))
        else:
            rows[-1].lines.append(line)
            rows[-1].unsure |= bool(anchors.days_in(line))
    return rows
