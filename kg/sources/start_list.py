"""A list of starts in a file: one handle, number or serial a row, in a column known by its header.

The words of the headers are in ``starts.toml``. A row with several of the columns is read by the
most particular one that it fills.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import LayoutError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.model import Problem
from kg.sources.chooser import Chooser
from kg.sources.detect_layout import Detection, LayoutFit, plain_header
from kg.sources.formats import RecordFormat
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.open_tables import Opened, tables
from kg.sources.source_file import SourceFile
from kg.sources.tables import SourceTable
from kg.sources.text_stream import Restart
from kg.text import locator, visible


@dataclass(frozen=True, slots=True)
class StartRow:
    """What one row names: by which column (handle, serial, account), in which words, where.

    A row whose cells are blank names nothing: its text is empty.
    """

    locator: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class StartList:
    """Every row of a list, in order, and those that could not be read, with the reason."""

    name: str
    sha256: str
    rows: tuple[StartRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Message, ...] = ()


class _Starts(Chooser):
    """Knows a list of starts by any one of its headers."""

    def of(self, where: str) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a table at a place."""
        return lambda rows: _known(rows, where)

    def of_format(
        self, where: str, found: RecordFormat
    ) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a file of a format: no statement is a list of starts."""
        return self.of(where)


def read_starts(path: Path | str, *, limits: Limits = LIMITS) -> StartList:
    """Return every row of a CSV or a workbook's sheets; refuse a file without a known header."""
    source = SourceFile(Path(path), limits)
    chooser = _Starts(None, source.name)
    read = [_read(table) for table in tables(source, chooser, limits, None)]
    sha256 = source.hash()
    source.check_unmoved()
    rows = tuple(row for _, some in read for row in some)
    refused = tuple(problem for table, _ in read for problem in _refused(table, sha256))
    return StartList(source.name, sha256, rows, refused, tuple(chooser.warnings))


def _read(opened: Opened) -> tuple[SourceTable, list[StartRow]]:
    """Read a table whole, and once more where its encoding had to be judged anew."""
    try:
        table = opened.open()
        return table, list(_rows(table))
    except Restart:
        table = opened.open()
        return table, list(_rows(table))


def _refused(table: SourceTable, sha256: str) -> list[Problem]:
    """Return the rows that could not even be read, after all others were."""
    return [
        Problem(sha256, locator(table.member, row.row_no, table.reader), row.code, row.reason,
                visible(row.text))
        for row in table.tally.problems
    ]  # fmt: skip


@cache
def _layout() -> Layout:
    text = Path(__file__).with_name("starts.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["columns"]
    columns = {name: LayoutColumn(tuple(fields["names"])) for name, fields in entries.items()}
    return Layout("starts", {"zh": "追踪起点", "en": "starts of a trace"}, "", columns)


def _known(rows: Sequence[Sequence[str]], where: str) -> Detection:
    """Return the first row that holds one of the headers as the header."""
    for place, cells in enumerate(rows):
        header = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
        named = {plain_header(cell): column for column, cell in reversed(list(enumerate(header)))}
        columns = _columns(named)
        if columns:
            return Detection(LayoutFit(_layout(), place, header, columns, ()))
    headers = [cell.strip() for cell in max(rows, key=_filled, default=())[:40]]
    raise LayoutError(
        Message("no-column-names-a-start", found=headers),
        where=where,
        hint=Message("head-of-start-lists"),
    )


def _columns(named: dict[str, int]) -> dict[str, int]:
    columns = {}
    for name, column in _layout().columns.items():
        places = [named[header] for header in map(plain_header, column.names) if header in named]
        if places:
            columns[name] = places[0]
    return columns


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _rows(table: SourceTable) -> Iterator[StartRow]:
    columns = table.detection.chosen.columns
    for job in table.jobs:
        batch = job()
        numbers = batch.column(0).to_pylist()
        cells = {name: batch.column(1 + place).to_pylist() for name, place in columns.items()}
        for at, number in enumerate(numbers):
            place = locator(table.member, number, table.reader)
            texts = ((name, (column[at] or "").strip()) for name, column in cells.items())
            filled = (text for text in texts if text[1] and text[1] not in _layout().blank)
            yield StartRow(place, *next(filled, ("", "")))
