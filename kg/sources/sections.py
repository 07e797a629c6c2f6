"""Several tables under one another in one sheet or text: where each begins.

A file is read as one table first; where its own header comes again below the number of another
account, or another header stands among the rows, it is read once more, each section by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.sources.delimited import DELIMITERS, cells_of
from kg.sources.detect_layout import LayoutFit
from kg.sources.header_rows import is_header
from kg.sources.patterns import piece_of
from kg.sources.record_scan import line_breaks
from kg.sources.row_files import RowPart
from kg.sources.tables import BLANK_LINE, BLANK_ROW, HEADER_AGAIN, Refusal
from kg.sources.title_lines import account_patterns

LARGEST = 64 << 20
"""A text of more bytes is not cut into sections."""
_READERS = ("delimited", "workbook")
_MOST_TITLES = 20


def sections_of(parts: Sequence[RowPart], problems: Sequence[Refusal]) -> dict[str, list[int]]:
    """Return, by member, the rows (from 1) at which a further table begins, its titles first.

    Args:
        parts: The tables as they were read.
        problems: The rows that are no facts, beside those that the tables' own tallies list.
    """
    cuts: dict[str, list[int]] = {}
    for part in parts:
        tally = part.table.tally
        if part.is_sealed or part.table.reader not in _READERS:
            continue
        refused = [*tally.problems, *(p for p in problems if p.member == tally.member)]
        lines = {refusal.row_no: _cells(refusal.text) for refusal in refused}
        found = list(_starts(part.table.detection.chosen, lines, tally.skipped))
        if found:
            cuts[tally.member] = found
    return cuts


def _starts(
    fit: LayoutFit, lines: Mapping[int, list[str]], skipped: Iterable[tuple[int, object]]
) -> Iterator[int]:
    again = {row for row, reason in skipped if reason == HEADER_AGAIN}
    blank = {row for row, reason in skipped if reason in (BLANK_LINE, BLANK_ROW)}
    patterns = account_patterns(fit)
    others = {row for row, cells in lines.items() if is_header(cells)}
    known, current = fit.header, fit.header
    for row in sorted(again | others):
        header = known if row in again else tuple(lines[row])
        titles = _titles_above(row, lines, blank)
        text = "\n".join(" ".join(lines[title]) for title in titles)
        named = any(piece_of(pattern, text).strip() for pattern in patterns.values())
        if header != current or named:
            yield titles[0] if titles else row
        current = header


def _titles_above(row: int, lines: Mapping[int, list[str]], blank: set[int]) -> list[int]:
    """Return the lines directly above a header that are no facts, without blank ones."""
    titles: list[int] = []
    above = row - 1
    while row - above <= _MOST_TITLES and (above in blank or above in lines):
        if above in lines:
            titles.append(above)
        above -= 1
    return titles[::-1]


def _cells(text: str) -> list[str]:
    """Return the cells of a refused line: kept as JSON, or as the file has them."""
    try:
        cells = json.loads(text)
    except ValueError:
        cells = None
    if isinstance(cells, dict):
        return [str(cell) for cell in cells.values()]
    lines = [cells_of(text.encode(), delimiter) for delimiter in DELIMITERS]
    return [cell for cell in max(lines, key=len) if cell.strip()]


@dataclass(frozen=True, slots=True)
class TextSection:
    """The bytes of some lines of a text; ``first`` is the number of the first of them."""

    data: bytes
    first: int

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes."""
        yield self.data


def cut_text(data: bytes, cuts: Sequence[int]) -> list[TextSection]:
    r"""Return the sections of a text that begins new tables at some lines (from 1).

    >>> [section.first for section in cut_text(b"a\nb\nc\n", [3])]
    [1, 3]
    """
    breaks = line_breaks(np.frombuffer(data, np.uint8))
    places = [0, *(int(breaks[line - 2]) + 1 for line in cuts), len(data)]
    firsts = [1, *cuts]
    return [
        TextSection(data[start:end], first)
        for start, end, first in zip(places, places[1:], firsts, strict=False)
    ]
