"""What may be the header of a table on a page, and what stands below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.sources.detect_layout import Detection
from kg.sources.pdf_columns import (
    DAY,
    MONEY,
    NARROW,
    WIDE,
    Columns,
    OpenColumns,
    RuledColumns,
    join,
    pieces_of,
)
from kg.sources.pdf_text import Page, Word

_HEADER_LINES = 3
_CLOSE = 1.9
"""Lines of one header are at most so many em apart."""
_DIGITS = 0.25
"""A header has at most so many digits among its signs."""
_SHOWN_BELOW = 20
"""Lines below a header by which its layout is chosen."""
_ROWS = 3
"""If below one header of a page so many rows stand, none below which fewer than half do is one."""


@dataclass(slots=True)
class Header:
    """Lines of a page that may be the header of a table: where they begin, and their columns.

    ``good`` counts the first lines below that fit the columns and have an amount or a day.
    """

    start: int
    count: int
    columns: Columns
    detection: Detection | None = None
    good: int = 0

    @property
    def end(self) -> int:
        """The place of the first line below."""
        return self.start + self.count

    @property
    def rank(self) -> tuple[int, int]:
        """Order headers: most columns known, then fewest lines."""
        return len(self.detection.chosen.places) if self.detection else 0, -self.count


def candidates(page: Page) -> Iterator[Header]:
    """Yield what may be a header on a page: lines of words, alone or two or three together."""
    is_header = [_is_header_like(line) for line in page.lines]
    for start in range(len(page.lines)):
        for count in range(1, _HEADER_LINES + 1):
            lines = page.lines[start : start + count]
            if len(lines) < count or not all(is_header[start : start + count]):
                break
            if any(
                below[0].base - above[0].base > _CLOSE * max(above[0].em, below[0].em)
                for above, below in pairwise(lines)
            ):
                break
            ruled = RuledColumns.of(lines, page.down)
            choices = [ruled] if ruled else [OpenColumns.of(lines, gap) for gap in (NARROW, WIDE)]
            seen: set[tuple[str, ...]] = set()
            for columns in choices:
                if columns and columns.names not in seen:
                    seen.add(columns.names)
                    yield Header(start, count, columns)


def _is_header_like(line: Sequence[Word]) -> bool:
    text = "".join(word.text for word in line)
    if sum(sign.isdigit() for sign in text) > _DIGITS * len(text):
        return False
    texts = [piece.text for piece in pieces_of(line, NARROW)]
    return not any(MONEY.fullmatch(text) or DAY.fullmatch(text) for text in texts)


def overlap(one: Header, other: Header) -> bool:
    """Say whether two headers have a line in common."""
    return one.start < other.end and other.start < one.end


def text_of(page: Page, header: Header) -> str:
    """Return the text of a header's lines, by which it is known again on the next page."""
    return "".join(word.text for line in page.lines[header.start : header.end] for word in line)


def with_rows(page: Page, headers: Sequence[Header]) -> list[Header]:
    """Return the headers below which rows stand, if any has some; of others no table begins."""
    for header in headers:
        lines = page.lines[header.end : header.end + _SHOWN_BELOW]
        header.columns.learn(lines)
        for line in lines:
            pieces = header.columns.place(line)
            texts = [piece.text.strip() for piece in pieces]
            has_mark = any(MONEY.fullmatch(text) or DAY.fullmatch(text) for text in texts)
            header.good += has_mark and not any(piece.doubt for piece in pieces)
    most = max((header.good for header in headers), default=0)
    return [header for header in headers if most < _ROWS or header.good * 2 >= most]


def shown_below(page: Page, header: Header) -> list[list[str]]:
    """Return the first lines below a header in its columns, as a layout is chosen by them."""
    rows = []
    for line in page.lines[header.end : header.end + _SHOWN_BELOW]:
        cells = [""] * len(header.columns.names)
        for piece in header.columns.place(line):
            if not piece.doubt:
                cells[piece.column] = join(cells[piece.column], piece.text)
        rows.append(cells)
    return rows
