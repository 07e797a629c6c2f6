"""Workbooks (XLSX, XLS, ODS): every sheet looked at, cells as the text a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import FormatError, KgError, LayoutError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection, own_names
from kg.sources.formats.own_tables import is_own_book, notices, read_own_rows
from kg.sources.formats.records import RecordList, as_table
from kg.sources.html_tables import html_tables
from kg.sources.merged_cells import fill_merged
from kg.sources.source_file import SourceFile, form_of_page, no_table
from kg.sources.tables import BLANK_ROW, TITLE_LINE, Job, SourceTable, Tally, not_data
from kg.sources.text_stream import Restart, TextStream
from kg.sources.workbook_xml import (
    SheetScan,
    check_archive,
    first_texts_hold,
    is_1904,
    scan_sheet,
    sheet_parts,
)
from kg.text import file_name

if TYPE_CHECKING:
    import pyarrow as pa

_EXACT = 1e15
_BATCH = 20_000
_SEEN = 30
"""How many rows of a page are shown to whoever chooses its layout."""
#: The first cell of a sheet that explains a template.
NOT_DATA = "本页不是数据 · this sheet is not data"
Choose = Callable[[Sequence[Sequence[str]]], Detection]


def cell_text(value: object) -> str:
    """Return the text of a cell; a number with more digits than a sheet keeps shows its loss.

    >>> cell_text(50000.0), cell_text(0.1 + 0.2), cell_text(6.222021234567890e18)
    ('50000', '0.3', '6.22202123456789e+18')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value:.15g}" if abs(value) >= _EXACT or value != int(value) else str(int(value))
    if isinstance(value, datetime):
        return _rounded(value).isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _rounded(moment: datetime) -> datetime:
    """Return the second that was meant: a serial is a float and misses it by microseconds."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def sheets(
    path: Path,
    kind: str,
    choose: Callable[[str], Choose],
    warn: list[Message],
    limits: Limits,
    cuts: Mapping[str, Sequence[int]],
    unread: Callable[[str, int, LayoutError, Sequence[Sequence[str]]], None],
    several: Callable[[], None],
    where: str = "",
    packed: str = "",
) -> list[SourceTable]:
    """Return the tables of a workbook.

    Args:
        path: The file.
        kind: What it is: xlsx, xls, ods; HTML, whose tables are its sheets.
        choose: The choice of a layout for the table at a place.
        warn: Warnings are added to it.
        limits: The largest sizes that are read.
        cuts: By sheet, the rows at which a further table begins.
        unread: Told of each table that no layout fits: sheet, first row, reason, first rows.
        several: Called before any choice where there is more than one sheet.
        where: What the workbook is called in errors; blank: by its file's name.
        packed: The name of the zip's member that it is, if it is one.
    """
    where, before = where or file_name(path), f"{packed}#" if packed else ""
    if kind in ("xlsx", "ods"):
        check_archive(path, limits)
    parts = sheet_parts(path) if kind == "xlsx" else {}
    serial = ("1904" if is_1904(path) else "1900") if parts else "1900"
    tables: list[SourceTable] = []
    errors: list[KgError] = []
    found = list(_html_sheets(path, where, limits, warn) if kind == "HTML" else _sheets(path))
    if kind == "HTML" and not found:
        raise no_table(form_of_page(SourceFile(path, limits).head(1 << 16)), where)
    if len(found) > 1:
        several()
    for name, hidden, rows in found:
        member = before + name
        sheet = _Sheet(path, name, member, where, rows, parts.get(name, ""), serial, hidden, limits)
        for opened in sheet.tables(choose(f"{where}!{name}"), warn, cuts.get(member, ())):
            if isinstance(opened, SourceTable):
                tables.append(opened)
                continue
            errors.append(opened.error)
            about = "hidden-sheet-not-read" if hidden else "sheet-not-read"
            warn.append(Message(about, reason=opened.error.message))
            unread(member, opened.first, opened.error, opened.head)
    if not tables:
        raise (errors[0] if errors else FormatError(Message("no-header-no-sheet"), where=where))
    hidden_ones = (table.member for table in tables if table.hidden)
    warn.extend(Message("sheet-hidden-was-read", sheet=name) for name in hidden_ones)
    return tables


def own_tables(
    path: Path, choose: Callable[[str], Choose], limits: Limits, where: str = "", packed: str = ""
) -> list[SourceTable]:
    """Return the pages of a workbook that kg wrote, as rows of the graph and rows that are kept.

    Args:
        path: The file, a workbook of XML.
        choose: The choice of the layout for the page at a place.
        limits: The largest sizes that are read.
        where: What the workbook is called in errors; blank: by its file's name.
        packed: The name of the zip's member that it is, if it is one.

    Returns:
        Its pages that have rows; none where kg did not write it.
    """
    where, before = where or file_name(path), f"{packed}#" if packed else ""
    check_archive(path, limits)
    if not _may_be_own(path):
        return []
    parts, tables = sheet_parts(path), list[SourceTable]()
    for number, (name, hidden, cells) in enumerate(_sheets(path)):
        member, place = before + name, f"{where}!{name}"
        sheet = _Sheet(path, name, member, where, cells, parts.get(name, ""), "", hidden, limits)
        rows = sheet.texts()
        if not number and not is_own_book(rows):
            return []
        records = sheet.own_records(rows, place)
        if records.records:
            columns = list(records.columns)
            first = [
                [record.cells.get(c, "") for c in columns] for record in records.records[:_SEEN]
            ]
            tables.append(as_table(records, member, "workbook", choose(place)([columns, *first])))
    return tables


def _may_be_own(path: Path) -> bool:
    """Say whether kg may have written a workbook; of a large one no page is read for this."""
    try:
        return first_texts_hold(path, notices())
    except FormatError:  # what is wrong with it those say who read its pages
        return False


def _html_sheets(
    path: Path, where: str, limits: Limits, warn: list[Message]
) -> Iterator[tuple[str, bool, Callable[[], list[list[Any]]]]]:
    """Yield the tables of a page of HTML that have rows, by their number in it."""
    if path.stat().st_size > limits.records_bytes:
        what = Message("more-than-records-bytes", limit=limits.records_bytes)
        raise LimitExceeded(what, where=where)
    stream = TextStream(lambda: iter([path.read_bytes()]), where)
    try:
        text = b"".join(stream.blocks())
    except Restart:
        text = b"".join(stream.blocks())
    for number, rows in enumerate(html_tables(text.decode().removeprefix("\ufeff")), 1):
        width = max(map(len, rows), default=0)
        if width > 1:
            if short := _first_short(rows, width):
                warn.append(Message("rows-end-early", row=f"table {number}!{short}"))
            whole = [[*row, *[""] * (width - len(row))] for row in rows]
            yield f"table {number}", False, lambda whole=whole: whole  # type: ignore[misc]


def _first_short(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return which row (from 1) is the first that ends early below a whole one; 0: none does.

    Lines of one cell or two are titles, or say a sum.

    >>> _first_short([["a", "b", "c", "d"], ["1", "2", "3", "4"], ["1", "2", "3"]], 4)
    3
    """
    whole = next((n for n, row in enumerate(rows, 1) if len(row) == width), len(rows))
    ends = (n for n, row in enumerate(rows, 1) if n > whole and 2 < len(row) < width)
    return next(ends, 0)


def _sheets(path: Path) -> Iterator[tuple[str, bool, Callable[[], list[list[Any]]]]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise FormatError(Message("locked-with-password"), where=file_name(path)) from error
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError) as error:
        raise FormatError(
            Message("not-a-readable-workbook", error=str(error)), where=file_name(path)
        ) from error
    names = [about.name for about in book.sheets_metadata]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise FormatError(Message("two-sheets-named", name=repr(twice)), where=file_name(path))
    for about in book.sheets_metadata:
        visible = about.visible == calamine.SheetVisibleEnum.Visible
        if about.typ == calamine.SheetTypeEnum.WorkSheet:
            name = about.name
            yield name, not visible, lambda name=name: _cells(book, name, path)  # type: ignore[misc]


def _cells(book: Any, name: str, path: Path) -> list[list[Any]]:
    import python_calamine as calamine

    try:
        sheet = book.get_sheet_by_name(name)
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or ()
    except (calamine.CalamineError, calamine.XmlError, calamine.WorksheetNotFound) as error:
        raise FormatError(
            Message("sheet-cannot-be-read", error=str(error)), where=f"{file_name(path)}!{name}"
        ) from error
    fill_merged(rows, merged)
    return rows


@dataclass(frozen=True, slots=True)
class _Unread:
    """A table that no layout fits: its first row in the sheet, why, and its first rows."""

    first: int
    error: LayoutError
    head: list[list[str]]


@dataclass(slots=True)
class _Sheet:
    """One sheet on its way to a table."""

    path: Path
    name: str
    member: str
    book: str
    cells: Callable[[], list[list[Any]]]
    part: str
    serial: str
    hidden: bool
    limits: Limits
    scan: SheetScan | None = field(default=None)

    def tables(
        self, choose: Choose, warn: list[Message], cuts: Sequence[int]
    ) -> Iterator[SourceTable | _Unread]:
        """Yield the sheet's tables; none where the sheet is empty or says that it is no data."""
        where = f"{self.book}!{self.name}"
        self.scan = scan_sheet(self.path, self.part, self.limits, where) if self.part else None
        rows = self.cells()
        if not any(any(cell != "" for cell in row) for row in rows):
            return
        if rows[0][:1] == [NOT_DATA]:
            warn.append(Message("sheet-says-no-data", sheet=self.name))
            return
        for start, end in pairwise([0, *(cut - 1 for cut in cuts), len(rows)]):
            some = rows[start:end]
            head = [
                [cell_text(cell) for cell in row] for row in some[: self.limits.title_lines + 1]
            ]
            try:
                detection = choose(head)
            except LayoutError as error:
                yield _Unread(start + 1, error, head)
                continue
            self._check_rows(rows)
            yield self._table(some, start, detection)

    def texts(self) -> list[list[str]]:
        """Return all cells of the sheet as texts, held to its own XML."""
        where = f"{self.book}!{self.name}"
        self.scan = scan_sheet(self.path, self.part, self.limits, where) if self.part else None
        rows = self.cells()
        self._check_rows(rows)
        return [[cell_text(cell) for cell in row] for row in rows]

    def own_records(self, rows: list[list[str]], where: str) -> RecordList:
        """Return what the rows of a page that kg wrote say; a row with a bad cell is refused."""
        faults = self.scan.faults if self.scan else {}
        numbered = [(n, row) for n, row in enumerate(rows, 1) if n not in faults]
        found = read_own_rows(numbered, self.name, where, self.limits)
        for number, ((_, code, reason), *_) in faults.items():
            row = rows[number - 1] if number <= len(rows) else []
            found.refuse(number, code, reason, "\t".join(row))
        return found

    def _table(self, rows: list[list[Any]], above: int, detection: Detection) -> SourceTable:
        """Return the table in some rows of the sheet, which stand below so many others."""
        chosen = detection.chosen
        tally = Tally(self.member, sealed=chosen.layout.sealed)
        names = own_names(chosen.header)
        jobs = self._jobs(rows, above, detection, names, tally)
        place = above + chosen.row + 1 if chosen.row >= 0 else 0
        return SourceTable(
            self.member, "workbook", detection, place, names, tally, jobs,
            serial=self.serial, hidden=self.hidden,
        )  # fmt: skip

    def _check_rows(self, rows: list[list[Any]]) -> None:
        """Hold the library to the sheet's own XML: no row that holds something may be missing."""
        if self.scan is None:
            return
        read = {n for n, row in enumerate(rows, 1) if any(cell != "" for cell in row)}
        missed = (self.scan.sure - read) | (read - self.scan.rows)
        if missed:
            at = min(missed)
            raise FormatError(
                Message("reader-and-sheet-differ", row=str(at)),
                where=f"{self.book}!{self.name}", hint=Message("save-as-csv-load"),
            )  # fmt: skip

    def _jobs(
        self,
        rows: list[list[Any]],
        above: int,
        detection: Detection,
        names: list[str],
        tally: Tally,
    ) -> Iterator[Job]:
        for first in range(0, len(rows), _BATCH):
            some = rows[first : first + _BATCH]
            yield lambda some=some, first=first: self._batch(  # type: ignore[misc]
                some, above, first + 1, detection, names, tally
            )

    def _batch(
        self,
        rows: list[list[Any]],
        above: int,
        first: int,
        detection: Detection,
        names: list[str],
        tally: Tally,
    ) -> pa.RecordBatch:
        import pyarrow as pa

        kept: list[int] = []
        data: list[list[str | None]] = []
        for place, row in enumerate(rows, first):
            cells = [cell_text(cell) or None for cell in row[: len(names)]]
            if self._is_data(place, above, cells, detection, tally):
                kept.append(above + place)
                data.append(cells)
        columns = [pa.array(column, pa.string()) for column in zip(*data, strict=True)]
        columns = columns or [pa.nulls(0, pa.string())] * len(names)
        tally.rows += len(kept)
        return pa.record_batch([pa.array(kept, pa.int64()), *columns], names=["row_no", *names])

    def _is_data(
        self, place: int, above: int, cells: list[str | None], detection: Detection, tally: Tally
    ) -> bool:
        if place == detection.chosen.row + 1:
            return False
        tally.read += 1
        number = above + place
        faults = self._faults(number, detection)
        reason = not_data(cells, detection.chosen.header, detection.chosen.layout.foot)
        if place <= detection.chosen.first:
            tally.skip(number, reason if reason == BLANK_ROW else TITLE_LINE)
        elif reason and not faults:
            tally.skip(number, reason)
        elif faults:
            tally.refuse(number, faults[0][1], faults[0][2], "\t".join(c or "" for c in cells))
        else:
            return True
        return False

    def _faults(self, number: int, detection: Detection) -> list[tuple[int, str, Message]]:
        if self.scan is None or number not in self.scan.faults:
            return []
        chosen = detection.chosen
        used = chosen.places_of(chosen.layout.used())
        return [fault for fault in self.scan.faults[number] if fault[0] in used or fault[0] < 0]
