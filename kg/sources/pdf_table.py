"""PDF with a text layer (statements, certificates of payments): its tables, with page and box.

A table begins at the first line (or the first two or three) that a layout knows as its header, and
goes on over all pages on which that header stands again or none does; what stands above it are its
title lines. Every line of every page is a row, a problem, or skipped with the reason, and the
characters of each page, counted as the page writes them, are all in these: else the file is
refused. A row that goes on over a page is one row, anchored where it begins.

Columns are told in :mod:`kg.sources.pdf_columns`, rows in :mod:`kg.sources.pdf_rows`; what these
leave in doubt is a problem here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import FormatError, KgError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection, own_names
from kg.sources.pdf_columns import (
    Columns,
    join,
)
from kg.sources.pdf_headers import Header, candidates, overlap, shown_below, text_of, with_rows
from kg.sources.pdf_pages import PagesSeen, opened_pdf, pages
from kg.sources.pdf_rows import Anchors, TableLine, TableRow, rows_of
from kg.sources.pdf_text import FAULTS, Page, Word
from kg.sources.pdf_totals import Totals
from kg.sources.tables import TITLE_LINE, SourceTable, Tally, not_data
from kg.text import PagePlace, file_name
from kg.text.page_place import LINES

if TYPE_CHECKING:
    import pyarrow as pa

READER = "pdf"
Choose = Callable[[Sequence[Sequence[str]]], Detection]
Known = Callable[[Sequence[Sequence[str]]], object]
_BATCH = 20_000
_NEAR = 3.0
"""What goes on with a row of the page before stands so few em below the header, or above a row."""
_PAGE_NUMBER, _HEADER_AGAIN = Message("page-number"), Message("header-again")
_BELOW, _ASIDE = Message("text-below-table"), Message("text-aside")
_TOTALS, _TOTALS_AGREE = Message("totals-row"), Message("totals-row-agrees")


class _Entry(NamedTuple):
    """A line or a row as it is counted: its cells where it is data, else the reason."""

    place: PagePlace
    cells: list[str]
    reason: Message | None = None
    code: str = ""
    text: str = ""


@dataclass(slots=True)
class _Table:
    """A table on its way: what was read of it so far."""

    columns: Columns
    text: str
    lines: int
    detection: Detection
    place: PagePlace
    entries: list[_Entry] = field(default_factory=list)
    anchors: Anchors = field(default_factory=Anchors)
    totals: Totals = field(default_factory=Totals)
    last: int = -1

    @property
    def foot(self) -> tuple[str, ...]:
        """How foot lines begin, by the layout."""
        return self.detection.chosen.layout.foot


def tables_of(
    path: Path, known: Known, choose: Choose, warn: list[Message], limits: Limits
) -> list[SourceTable]:
    """Return the tables of a PDF, in the order in which they begin.

    Args:
        path: The file.
        known: Refuses the first rows of what is no table; asked of whatever may be one.
        choose: The choice of who reads the file; asked of tables that are known, or else of that
            which is most like one.
        warn: Takes what is worth knowing and refuses nothing.
        limits: The most pages, and characters of a page, that are read.

    Raises:
        UsageError: The library is not installed (the extra ``pdf``).
        FormatError: The file cannot be read, is locked, has no text, or text that says not which
            characters it is made of.
        LayoutError: No table in it is one that a layout knows.
        LimitExceeded: It is larger than is read.
    """
    document = _Document(file_name(path), known, choose, warn, limits)
    with opened_pdf(path, warn) as pdf:
        for page in pages(pdf, document.name, limits):
            document.read(page)
    document.finish()
    return [_source_table(table, place) for place, table in enumerate(document.tables)]


class _Document:
    """Reads the pages of a document one after another into tables."""

    def __init__(
        self, name: str, known: Known, choose: Choose, warn: list[Message], limits: Limits
    ) -> None:
        self.name, self.warn, self.limits = name, warn, limits
        self.known, self.choose = known, choose
        self.tables: list[_Table] = []
        self.before: list[_Entry] = []
        self.nearest: tuple[int, list[list[str]]] = (0, [])
        self.pages = PagesSeen()
        self.titles: set[str] = set()
        self.taken = 0

    def read(self, page: Page) -> None:
        """Take the next page: each of its lines becomes an entry of a table."""
        where = f"{self.name} p.{page.number}"
        if len(page.lines) >= LINES:
            what = Message("too-many-lines", count=len(page.lines), limit=LINES - 1)
            raise LimitExceeded(what, where=where)
        self.pages.see(page)
        self.taken = 0
        if self.tables:
            self.tables[-1].totals.next_page()
        headers = self._headers(page)
        bounds = [*(header.start for header in headers), len(page.lines)]
        self._above(page, bounds[0], headers[0] if headers else None)
        for header, stop in zip(headers, bounds[1:], strict=True):
            self._begin_or_go_on(page, header)
            self._body(page, header.end, stop)
        if page.aside:
            self._skip(page, len(page.lines) + 1, page.aside, _ASIDE)
        if self.taken != page.characters:
            what = Message("characters-lost", read=self.taken, all=page.characters)
            raise FormatError(what, where=where)

    def finish(self) -> None:
        """Say what no table has, or refuse the document if there is none."""
        if not self.tables:
            self.pages.check_text(self.name)
            if self.nearest[1]:
                self.choose(self.nearest[1])
            hint = Message("or-draft-a-layout")
            raise FormatError(Message("pdf-without-table"), where=self.name, hint=hint)
        self.warn += self.pages.warnings()

    # headers

    def _headers(self, page: Page) -> list[Header]:
        """Return the headers on a page, in order; those of the table that goes on, and new ones."""
        table = self.tables[-1] if self.tables else None
        again = [h for h in candidates(page) if table and text_of(page, h) == table.text]
        found = [header for header in again if self._same_kind(header)]
        for header in found:
            header.detection = self._of_another(page, header)
        others = [h for h in candidates(page) if not any(overlap(h, a) for a in found)]
        known = [header for header in with_rows(page, others) if self._is_known(page, header)]
        for header in sorted(known, key=lambda header: (*header.rank, -header.start), reverse=True):
            if not any(overlap(header, other) for other in found):
                found.append(header)
        return sorted(found, key=lambda header: header.start)

    def _same_kind(self, header: Header) -> bool:
        return header.columns.names == self.tables[-1].columns.names

    def _of_another(self, page: Page, header: Header) -> Detection | None:
        """Return a detection if the lines above a repeated header name another account."""
        own = self.tables[-1].detection.chosen.heads
        if not own or not self._is_known(page, header):
            return None
        detection, header.detection = header.detection, None
        other = detection.chosen.heads if detection else {}
        return (
            detection if any(other.get(name, text) != text for name, text in own.items()) else None
        )

    def _is_known(self, page: Page, header: Header) -> bool:
        """Say whether a layout knows a header; note it, or how near it came."""
        above = range(max(0, header.start - self.limits.title_lines + 2), header.start)
        titles = [[" ".join(word.text for word in page.lines[n])] for n in above]
        rows = [*titles, list(header.columns.names), *shown_below(page, header)]
        rows = rows[: self.limits.title_lines + 1]
        try:
            self.known(rows)
            detection = self.choose(rows)
        except KgError:
            likely = header.good * len(header.columns.names)
            if not self.tables and likely > self.nearest[0]:
                self.nearest = (likely, rows)
            return False
        header.detection = detection
        return detection.chosen.row == len(titles)

    def _begin_or_go_on(self, page: Page, header: Header) -> None:
        lines = range(header.start, header.end)
        words = [word for n in lines for word in page.lines[n]]
        place = _place(page, header.start + 1, words)
        self.taken += _length(words)
        if header.detection is None:
            table = self.tables[-1]
            if not table.columns.stands_as(header.columns):
                table.columns = header.columns
            table.entries.append(_Entry(place, [], _HEADER_AGAIN))
            return
        text = text_of(page, header)
        table = _Table(header.columns, text, header.count, header.detection, place)
        table.entries, self.before = self.before, []
        self.tables.append(table)

    # lines

    def _above(self, page: Page, stop: int, header: Header | None) -> None:
        """Take the lines above the first header of a page."""
        table = self.tables[-1] if self.tables else None
        goes_on = table and (not header or self._has_rows(page, stop))
        if goes_on:
            self._body(page, 0, stop)
            return
        for n in range(stop):
            number = _is_page_number(page.lines[n])
            self._skip(page, n + 1, page.lines[n], _PAGE_NUMBER if number else TITLE_LINE)
            self.titles.add(_without_digits(page.lines[n]))

    def _has_rows(self, page: Page, stop: int) -> bool:
        """Say whether some line above a header is a row of the table that goes on."""
        table = self.tables[-1]
        for n in range(stop):
            line = TableLine(n + 1, page.lines[n], table.columns.place(page.lines[n]))
            if not line.in_doubt and table.anchors.money_in(line) and table.anchors.days_in(line):
                return True
        return False

    def _skip(self, page: Page, number: int, words: Sequence[Word], reason: Message) -> None:
        self.taken += _length(words)
        entry = _Entry(_place(page, number, words), [], reason)
        (self.tables[-1].entries if self.tables else self.before).append(entry)

    def _body(self, page: Page, start: int, stop: int) -> None:
        """Take lines of the table that goes on: its rows, totals, and what is neither."""
        table = self.tables[-1]
        apart: dict[int, bool] = {}
        for n in range(start, stop):
            if _is_page_number(page.lines[n]) or _is_totals(page.lines[n]):
                apart[n] = _is_page_number(page.lines[n])
        kept = [n for n in range(start, stop) if n not in apart]
        table.columns.learn(page.lines[n] for n in kept)
        lines = [TableLine(n + 1, page.lines[n], table.columns.place(page.lines[n])) for n in kept]
        table.anchors.learn(lines)
        rows = rows_of(lines, page.across, table.anchors)
        waiting = sorted(apart)
        head = page.lines[start - 1][0].base if start else None
        for row, kind in _kinds(rows, table.anchors, head):
            while waiting and waiting[0] + 1 < row.lines[0].number:
                self._apart(page, waiting.pop(0), apart)
            self._take(page, row, kind)
        for n in waiting:
            self._apart(page, n, apart)

    def _apart(self, page: Page, n: int, apart: dict[int, bool]) -> None:
        """Take a page's number or a line of totals, whose figures are checked."""
        line, table = page.lines[n], self.tables[-1]
        if apart[n]:
            self._skip(page, n + 1, line, _PAGE_NUMBER)
            return
        text = " ".join(word.text for word in line)
        wrong = table.totals.unexplained(text) if table.totals.whole.rows else []
        self._skip(page, n + 1, line, _TOTALS if wrong else _TOTALS_AGREE)
        if wrong:
            place = str(_place(page, n + 1, line))
            self.warn.append(Message("total-disagrees", place=place, figures=wrong))

    def _take(self, page: Page, row: TableRow, kind: str) -> None:
        """Take a row, or lines that are none."""
        table = self.tables[-1]
        words = [word for line in row.lines for word in line.words]
        place = _place(page, row.lines[0].number, words)
        self.taken += _length(words)
        entry = self._entry(place, row)
        if kind == "tail" and self._goes_on(entry, page):
            return
        if kind != "row":
            entry = self._no_row(entry, row, kind)
        if not entry.reason:
            table.totals.add(entry.cells)
            table.last = len(table.entries)
        elif entry.code or entry.reason == _BELOW:
            table.last = -1
        table.entries.append(entry)

    def _no_row(self, entry: _Entry, row: TableRow, kind: str) -> _Entry:
        """Return lines that are no row as skipped, if nothing in them may be of a row."""
        table = self.tables[-1]
        if entry.code in FAULTS:
            return entry
        if not any(table.anchors.looks_marked(line) for line in row.lines):
            if all(_without_digits(line.words) in self.titles for line in row.lines):
                return _Entry(entry.place, [], TITLE_LINE)
            if kind == "below":
                return _Entry(entry.place, [], _BELOW)
        return _Entry(entry.place, [], Message("line-of-no-row"), "row", entry.text)

    def _goes_on(self, entry: _Entry, page: Page) -> bool:
        """Add lines at the top of a page to the row that the page before ends with."""
        table = self.tables[-1]
        if entry.reason or table.last < 0:
            return False
        row = table.entries[table.last]
        if row.place.page != page.number - 1:
            return False
        cells = [join(above, below) for above, below in zip(row.cells, entry.cells, strict=True)]
        table.entries[table.last] = row._replace(cells=cells)
        self.warn.append(Message("row-goes-on", place=str(row.place), on=str(entry.place)))
        # the lines are counted with their row; so that no line of a page is without an entry
        table.entries.append(_Entry(entry.place, [], Message("goes-on-from", place=str(row.place))))
        return True

    def _entry(self, place: PagePlace, row: TableRow) -> _Entry:
        """Return a row as cells, or as a problem that says what is in doubt."""
        table = self.tables[-1]
        cells = [""] * len(table.columns.names)
        for line in row.lines:
            for column in range(len(cells)):
                pieces = [piece.text for piece in line.pieces if piece.column == column]
                cells[column] = join(cells[column], " ".join(pieces))
        text = " / ".join(line.text for line in row.lines)
        code, reason = _doubt(row, table)
        if not reason:
            reason = not_data(cells, table.detection.chosen.header, table.foot)
        return _Entry(place, cells, reason, code, text)


def _doubt(row: TableRow, table: _Table) -> tuple[str, Message | None]:
    """Return why the text of a row, or a column in it, is not sure."""
    for word in (word for line in row.lines for word in line.words):
        if word.faults:
            fault = min(word.faults)
            return fault, Message(f"text-{fault}", text=repr(word.text))
    names = table.columns.names
    for piece in (piece for line in row.lines for piece in line.pieces):
        if piece.doubt:
            between = [names[column] or str(column + 1) for column in piece.doubt]
            return "column", Message("between-columns", text=repr(piece.text), columns=between)
    for line in row.lines:
        for column in table.anchors.money_in(line):
            if sum(piece.column == column for piece in line.pieces) > 1:
                name = names[column] or str(column + 1)
                return "column", Message("two-amounts-in-a-cell", column=repr(name))
    return ("row", Message("line-of-two-rows")) if row.unsure else ("", None)


def _kinds(
    rows: Sequence[TableRow], anchors: Anchors, head: float | None
) -> Iterator[tuple[TableRow, str]]:
    """Yield the rows of a page with what each is.

    A ``row``; the ``tail`` of a row of the page before; or lines ``above``, ``between`` or
    ``below`` the rows. ``head`` is the base of the header above, if there is one.
    """
    marked = [row.ruled or _has_mark(row, anchors) for row in rows]
    first = next((n for n, is_row in enumerate(marked) if is_row), len(rows))
    last = max((n for n, is_row in enumerate(marked) if is_row), default=-1)
    for n, row in enumerate(rows):
        is_first = n == 0 and not _has_mark(row, anchors)
        if is_first and _may_be_tail(row, rows[1:2], head):
            yield row, "tail"
        elif n == last:
            own, rest = _without_note(row, anchors)
            yield own, "row"
            if rest:
                yield rest, "below"
        elif marked[n]:
            yield row, "row"
        elif n > last:
            yield row, "below"
        else:
            yield row, "above" if n < first else "between"


def _may_be_tail(row: TableRow, after: Sequence[TableRow], head: float | None) -> bool:
    """Say whether the first lines of a page stand where the end of a row would."""
    first, last = row.lines[0], row.lines[-1]
    if head is not None:
        return first.base - head <= _NEAR * first.em
    return bool(after) and after[0].lines[0].base - last.base <= _NEAR * last.em


def _has_mark(row: TableRow, anchors: Anchors) -> bool:
    return any(anchors.mark(line) for line in row.lines)


def _without_note(row: TableRow, anchors: Anchors) -> tuple[TableRow, TableRow | None]:
    """Part from the last row of a page the lines below it of which no word is in a column."""
    marks = [n for n, line in enumerate(row.lines) if anchors.mark(line)]
    for n in range(max(marks, default=len(row.lines)) + 1, len(row.lines)):
        if all(piece.doubt for line in row.lines[n:] for piece in line.pieces):
            return TableRow(row.lines[:n], row.unsure), TableRow(row.lines[n:])
    return row, None


# lines


@cache
def _patterns(which: str) -> re.Pattern[str]:
    text = Path(__file__).with_name("pdf_lines.toml").read_text(encoding="utf-8")
    return re.compile("|".join(f"(?:{one})" for one in tomllib.loads(text)[which]), re.IGNORECASE)


def _is_page_number(line: Sequence[Word]) -> bool:
    return bool(_patterns("page_number").fullmatch(" ".join(word.text for word in line)))


def _is_totals(line: Sequence[Word]) -> bool:
    return bool(_patterns("totals").match(" ".join(word.text for word in line)))


def _without_digits(line: Sequence[Word]) -> str:
    return re.sub(r"\d", "", "".join(word.text for word in line))


def _length(words: Iterable[Word]) -> int:
    return sum(len(word.text) for word in words)


def _place(page: Page, number: int, words: Sequence[Word]) -> PagePlace:
    return PagePlace.around(
        page.number, number,
        min(word.left for word in words), min(word.top for word in words),
        max(word.right for word in words), max(word.bottom for word in words),
    )  # fmt: skip


def _source_table(table: _Table, number: int) -> SourceTable:
    """Return a table as the mapping takes it."""
    member = "" if number == 0 else f"table {number + 1}"
    tally = Tally(member, sealed=table.detection.chosen.layout.sealed)
    names = own_names(table.detection.chosen.header)
    entries = sorted(table.entries, key=lambda entry: entry.place.number)
    jobs = (
        lambda some=entries[first : first + _BATCH]: _batch(some, names, tally)
        for first in range(0, max(1, len(entries)), _BATCH)
    )
    return SourceTable(member, READER, table.detection, table.place.number, names, tally, jobs)


def _batch(entries: Sequence[_Entry], names: Sequence[str], tally: Tally) -> pa.RecordBatch:
    """Return the data of some entries; all others are in the tally."""
    import pyarrow as pa

    data = [entry for entry in entries if not entry.reason]
    for entry in entries:
        if entry.reason and entry.code:
            tally.refuse(entry.place.number, entry.code, entry.reason, entry.text)
        elif entry.reason:
            tally.skip(entry.place.number, entry.reason)
    tally.read += len(entries)
    tally.rows += len(data)
    columns = [
        pa.array([entry.cells[n] or None for entry in data], pa.string()) for n in range(len(names))
    ]
    numbers = pa.array([entry.place.number for entry in data], pa.int64())
    return pa.record_batch([numbers, *columns], names=["row_no", *names])
