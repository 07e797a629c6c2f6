"""Which column of a table on a page a word stands in; where that is in doubt, it is said.

Two kinds of table, told by what is drawn. *Ruled*: lines run down the page past the header; a word
belongs to the column whose lines it stands between. *Open*: no such lines; a word belongs to the
column whose header it stands under, or with whose left, right or middle edge it is flush, as the
words under that header are; in a column of amounts, or of days, nothing else stands. What that says
of several columns or of none is in doubt: no word is given to the nearer of two columns.

Nothing here knows of PDF files: words and lines with places in points come in.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.sources.pdf_text import DrawnLine, Word

Line = Sequence[Word]

MONEY = re.compile(
    r"[-+−(]?\s*(?:[A-Z]{3}|[¥￥$€£₪₽₩₫฿₹₱₺])?\s*[-+−]?(?:\d{1,3}(?:[,' ]\d{3})+|\d+)[.,]\d{1,2}\)?"
    r"(?:\s*(?:CR|DR|元|[-+]))?",
)
"""A cell that is an amount: with decimals, which a day or a number of an account has not."""
DAY = re.compile(
    r"(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|(?:19|20)\d{6}|"
    r"\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})(?:[-/. ](?:\d{4}|\d{2}))?)(?:[T ].*|$)",
)
"""A cell that begins with a day."""
NARROW, WIDE = 0.45, 1.0
"""Gaps in em that part two columns of an open table; the wider is for fonts of fixed width, in
which a space alone is 0.6 em wide."""
_FLUSH = 1.2
"""Points by which edges that are flush may differ."""
_OFTEN = 2
"""An edge is a column's own if so many words that surely stand in it have it."""
_OVER = 1.5
"""Points by which a word may reach over a drawn line."""
_FEWEST = 2
_SURELY, _STRAYS = 3, 0.1
"""A column holds only amounts, or only days, if it has so many and at most such a share else."""


@dataclass(slots=True)
class Piece:
    """Words of one line that stand close together, and the column that they are in.

    ``doubt`` holds the columns between which it stands, where it cannot be told.
    """

    words: list[Word]
    column: int = -1
    doubt: tuple[int, ...] = ()

    @property
    def left(self) -> float:
        """Where the piece begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where the piece ends."""
        return max(word.right for word in self.words)

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)


def shape_of(text: str) -> str:
    """Return what a cell looks like.

    >>> shape_of("1,234.00"), shape_of("2024-03-01 10:00"), shape_of("Lunch")
    ('amount', 'day', 'text')
    """
    bare = text.strip()
    return "amount" if MONEY.fullmatch(bare) else "day" if DAY.fullmatch(bare) else "text"


def pieces_of(line: Line, gap: float) -> list[Piece]:
    """Return the words of a line in pieces that are more than ``gap`` em apart."""
    pieces: list[Piece] = []
    for word in line:
        last = pieces[-1].words[-1] if pieces else None
        if last and word.left - last.right <= gap * min(word.em, last.em):
            pieces[-1].words.append(word)
        else:
            pieces.append(Piece([word]))
    return pieces


class Columns(ABC):
    """The columns of one table: their names and where they stand.

    Args:
        names: What the header says, column by column.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)

    @abstractmethod
    def place(self, line: Line) -> list[Piece]:
        """Return the pieces of a line, each with its column or its doubt."""

    def learn(self, lines: Iterable[Line]) -> None:  # noqa: B027 - drawn lines need not learn
        """See the lines of a page before any of them is placed."""

    def stands_as(self, other: Columns) -> bool:
        """Say whether columns of the same names stand on another page where these do."""
        mine, others = self.bounds(), other.bounds()
        return (
            type(self) is type(other)
            and len(mine) == len(others)
            and all(
                one == two or abs(one - two) <= _FLUSH
                for one, two in zip(mine, others, strict=True)
            )
        )

    @abstractmethod
    def bounds(self) -> Sequence[float]:
        """Return the places across by which the columns are told."""


class RuledColumns(Columns):
    """Columns between drawn lines; ``edges`` are the places of the lines, from left to right."""

    def __init__(self, names: Sequence[str], edges: Sequence[float]) -> None:
        super().__init__(names)
        self.edges = tuple(edges)

    def bounds(self) -> Sequence[float]:
        """Return where the lines are drawn."""
        return self.edges

    @classmethod
    def of(cls, header: Sequence[Line], down: Sequence[DrawnLine]) -> RuledColumns | None:
        """Return the columns of a header that drawn lines run past; nothing where none do."""
        words = [word for line in header for word in line]
        top, bottom = min(w.top for w in words), max(w.bottom for w in words)
        middle = (top + bottom) / 2
        edges = sorted({line.at for line in down if line.start <= middle <= line.end})
        if len(edges) < _FEWEST:
            return None
        if min(word.middle for word in words) < edges[0]:
            edges.insert(0, float("-inf"))
        if max(word.middle for word in words) > edges[-1]:
            edges.append(float("inf"))
        columns = cls([""] * (len(edges) - 1), edges)
        placed = [columns.place(line) for line in header]
        if any(piece.doubt for pieces in placed for piece in pieces):
            return None
        columns.names = tuple(
            joined([p.text for pieces in placed for p in pieces if p.column == place])
            for place in range(len(edges) - 1)
        )
        return columns if sum(map(bool, columns.names)) >= _FEWEST else None

    def place(self, line: Line) -> list[Piece]:
        """Return the words of a line by the drawn lines between which they stand."""
        pieces: list[Piece] = []
        for word in line:
            column = sum(edge <= word.middle for edge in self.edges) - 1
            over = [
                n
                for n, (left, right) in enumerate(pairwise(self.edges))
                if word.left < right - _OVER and word.right > left + _OVER
            ]
            outside = not 0 <= column < len(self.names)
            doubt = tuple(over) if len(over) > 1 or outside else ()
            if pieces and not doubt and not pieces[-1].doubt and pieces[-1].column == column:
                pieces[-1].words.append(word)
            else:
                pieces.append(Piece([word], -1 if doubt or outside else column, doubt))
                if outside and not doubt:
                    pieces[-1].doubt = (min(max(column, 0), len(self.names) - 1),)
        return pieces


@dataclass(slots=True)
class _Extent:
    """Where a header stands, and the edges that words under it have had."""

    left: float
    right: float
    lefts: Counter[int] = field(default_factory=Counter)
    rights: Counter[int] = field(default_factory=Counter)
    middles: Counter[int] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)

    @property
    def seen(self) -> bool:
        return self.shapes.total() > 0

    def takes(self, piece: Piece) -> bool:
        """Say whether a piece may be of the column: in one of amounts, nothing else is."""
        own = shape_of(piece.text)
        return all(
            own == shape
            or self.shapes[shape] < _SURELY
            or self.shapes.total() - self.shapes[shape] > _STRAYS * self.shapes.total()
            for shape in ("amount", "day")
        )

    def overlaps(self, left: float, right: float) -> bool:
        return left < self.right and right > self.left

    def learn(self, piece: Piece) -> None:
        self.shapes[shape_of(piece.text)] += 1
        self.lefts[round(piece.left)] += 1
        self.rights[round(piece.right)] += 1
        self.middles[round((piece.left + piece.right) / 2)] += 1

    def is_flush(self, piece: Piece) -> bool:
        """Say whether an edge of a piece is one of the header's, or often one below it."""
        middle, own = (piece.left + piece.right) / 2, (self.left + self.right) / 2
        sides = (
            (piece.left, self.left, self.lefts),
            (piece.right, self.right, self.rights),
            (middle, own, self.middles),
        )
        return any(
            abs(edge - header) <= _FLUSH or _count_near(edge, known) >= _OFTEN
            for edge, header, known in sides
        )


def _count_near(edge: float, known: Counter[int]) -> int:
    return sum(known[place] for place in range(round(edge - 1), round(edge + 1) + 1))


class OpenColumns(Columns):
    """Columns without drawn lines, told by their headers and by what is flush under these."""

    def __init__(self, header: Sequence[Piece], gap: float) -> None:
        super().__init__([joined(piece.text.split(" ")) for piece in header])
        self.extents = [_Extent(piece.left, piece.right) for piece in header]
        self.gap = gap

    def bounds(self) -> Sequence[float]:
        """Return where each header begins and ends."""
        return [edge for extent in self.extents for edge in (extent.left, extent.right)]

    @classmethod
    def of(cls, header: Sequence[Line], gap: float) -> OpenColumns | None:
        """Return the columns of a header of one line or of several that stand over each other."""
        stacked: list[Piece] = []
        for line in header:
            for piece in pieces_of(line, gap):
                over = [p for p in stacked if p.left < piece.right and p.right > piece.left]
                if len(over) > 1:
                    return None
                if over:
                    over[0].words += piece.words
                else:
                    stacked.append(piece)
        stacked.sort(key=lambda piece: piece.left)
        for piece in stacked:
            piece.words.sort(key=lambda word: (word.base, word.left))
        spans = [(min(w.left for w in p.words), p.right) for p in stacked]
        apart = all(right <= left for (_, right), (left, _) in pairwise(spans))
        if len(stacked) < _FEWEST or not apart:
            return None
        columns = cls(stacked, gap)
        for extent, (left, right) in zip(columns.extents, spans, strict=True):
            extent.left, extent.right = left, right
        return columns

    def learn(self, lines: Iterable[Line]) -> None:
        """Note the edges of the words that surely stand under one header."""
        for line in lines:
            placed = [(piece, self._over(piece)) for piece in self._split(line)]
            for piece, over in placed:
                if len(over) == 1:
                    self.extents[over[0]].learn(piece)

    def place(self, line: Line) -> list[Piece]:
        """Return the pieces of a line by the headers over them and the edges that they share."""
        pieces = list(self._split(line))
        for piece in pieces:
            over = self._over(piece)
            if len(over) == 1:
                piece.column = over[0]
                continue
            among = over or self._beside(piece)
            among = [n for n in among if self.extents[n].takes(piece)] or among
            flush = among if len(among) == 1 else self._flush(piece, among, bool(over))
            if len(flush) == 1:
                piece.column = flush[0]
            else:
                piece.doubt = tuple(among)
        return pieces

    def _flush(self, piece: Piece, among: Sequence[int], is_under: bool) -> list[int]:
        """Return the columns with which a piece is flush; else that which has nothing under it."""
        flush = [n for n in among if self.extents[n].is_flush(piece)]
        if not flush and not is_under:
            flush = [n for n in among if not self.extents[n].seen]
        return flush

    def _split(self, line: Line) -> Iterator[Piece]:
        """Yield the pieces of a line; one that stands under several headers, word by word."""
        for piece in pieces_of(line, self.gap):
            if len(self._over(piece)) > 1 and len(piece.words) > 1:
                yield from self._parted(piece)
            else:
                yield piece

    def _parted(self, piece: Piece) -> Iterator[Piece]:
        """Yield the words of a piece, together where they stand under one header or none."""
        parts: list[Piece] = []
        for word in piece.words:
            one = Piece([word])
            over = self._over(one)
            if parts and (not over or over == self._over(parts[-1])):
                parts[-1].words.append(word)
            else:
                parts.append(one)
        whole = [self._over(part) for part in parts]
        yield from parts if all(len(over) == 1 for over in whole) else [piece]

    def _over(self, piece: Piece) -> list[int]:
        return [n for n, e in enumerate(self.extents) if e.overlaps(piece.left, piece.right)]

    def _beside(self, piece: Piece) -> list[int]:
        """Return the columns to the left and to the right of a piece that no header is over."""
        before = [n for n, e in enumerate(self.extents) if e.right <= piece.left]
        after = [n for n, e in enumerate(self.extents) if e.left >= piece.right]
        return [*before[-1:], *after[:1]]


def joined(texts: Sequence[str]) -> str:
    """Return pieces of one cell as one text: see :func:`join`."""
    whole = ""
    for text in texts:
        whole = join(whole, text)
    return whole


def join(above: str, below: str) -> str:
    """Join two pieces of a cell that was too long for its line.

    Chinese has no spaces, and a number or code that was cut has none either; between a day and a
    time of day, and between words, there is one.

    >>> join("某某科技", "有限公司"), join("6222", "0210"), join("2024-01-02", "10:00:00")
    ('某某科技有限公司', '62220210', '2024-01-02 10:00:00')
    """
    if not above or not below:
        return above or below
    if _is_wide(above[-1]) or _is_wide(below[0]):
        return above + below
    last, first = above.rsplit(" ", 1)[-1], below.split(" ", 1)[0]
    if ":" in first and ":" not in last:
        return f"{above} {below}"
    has_digits = all(any(sign.isdigit() for sign in part) for part in (last, first))
    return f"{above}{below}" if has_digits else f"{above} {below}"


def _is_wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef" or sign >= "\U00020000"
