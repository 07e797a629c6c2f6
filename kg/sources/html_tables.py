"""Tables of a page of HTML: what many programs of banks write and call a workbook (``.xls``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from kg.sources.merged_cells import MergedRange, fill_merged

_CELLS = ("td", "th")
_UNSEEN = ("script", "style", "head")
_BREAKS = ("br", "p", "div", "li")
_WIDEST = 1_000
"""A cell spans at most so many columns or rows; no table of payments has one that spans ten."""


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read: its rows, the cell that is open, and what spans rows below."""

    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    wide: int = 1
    high: int = 1
    spans: dict[int, int] = field(default_factory=dict)
    """By column, how many rows below it a cell still covers."""
    merged: list[MergedRange] = field(default_factory=list)

    def begin_row(self) -> None:
        """Begin a row below those that are there."""
        self.end_row()
        self.rows.append([])

    def begin_cell(self, wide: int, high: int) -> None:
        """Begin a cell, in a row that is begun for it where none is open."""
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self.cell, self.wide, self.high = [], wide, high

    def end_cell(self) -> None:
        """Put the open cell into its row: blank where it spans, below what spans from above."""
        if self.cell is None:
            return
        row = self.rows[-1]
        self._skip_covered(row)
        text = " ".join("".join(self.cell).split())
        if self.high > 1:
            first, last = len(self.rows) - 1, len(self.rows) + self.high - 2
            self.merged.append(((first, len(row)), (last, len(row))))
        for number in range(self.wide):
            if self.high > 1:
                self.spans[len(row)] = len(self.rows) + self.high - 1
            row.append("" if number else text)
        self.cell = None

    def end_row(self) -> None:
        """End the row that is open: its last cells may be covered from above."""
        self.end_cell()
        if self.rows:
            self._skip_covered(self.rows[-1])

    def _skip_covered(self, row: list[str]) -> None:
        while self.spans.get(len(row), 0) >= len(self.rows) and len(row) < _WIDEST:
            row.append("")


class _TableParser(HTMLParser):
    """Collects every table of a page, those inside others too, in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_OpenTable] = []
        self.open: list[_OpenTable] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self.unseen += tag in _UNSEEN
        if tag == "table":
            self.unseen = 0  # a head that nobody closed ends here
            self.tables.append(_OpenTable())
            self.open.append(self.tables[-1])
        elif not self.open:
            return
        elif tag == "tr":
            self.open[-1].begin_row()
        elif tag in _CELLS:
            spans = {name: _span(value) for name, value in attrs}
            self.open[-1].begin_cell(spans.get("colspan", 1), spans.get("rowspan", 1))
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell."""
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif self.open and tag in ("tr", "table", *_CELLS):
            self.open[-1].end_cell()
            if tag == "table":
                self.open.pop()
        elif self.open and tag in _BREAKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Add text to the open cell."""
        if self.open and not self.unseen and (cell := self.open[-1].cell) is not None:
            cell.append(data)


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return min(max(int(digits), 1), _WIDEST) if digits.isascii() and digits.isdigit() else 1


def html_tables(text: str) -> list[list[list[str]]]:
    """Return the rows of each table of a page, cells as the text that a person sees.

    A cell that spans others stands in the first of them; what it tells of each of the rows that it
    covers stands in these too, and the rest are blank.

    >>> html_tables("<table><tr><th>日期<th>金额<tr><td>2024-05-01</td><td>1&#46;5</td></table>")
    [[['日期', '金额'], ['2024-05-01', '1.5']]]
    """
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    for table in parser.tables:
        table.end_row()
        fill_merged(table.rows, table.merged)
    return [table.rows for table in parser.tables]
