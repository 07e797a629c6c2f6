"""Comma, tab and semicolon separated text: every record read or listed, under its own line."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.errors import FormatError, KgError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection, LayoutFit, own_names
from kg.sources.record_scan import LONGEST_RECORD, Records, RecordScan
from kg.sources.short_rows import ShortRows
from kg.sources.tables import (
    BLANK_LINE,
    TITLE_LINE,
    Job,
    SourceTable,
    Tally,
    not_data,
    without_totals,
)

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = (b",", b"\t", b";", b"|")
Choose = Callable[[Sequence[Sequence[str]]], Detection]
_HEAD = 1 << 16
_MARK = '="'
_AS_TEXT = r'^="([^"]*)"[ \t]*$'
"""How a text table says that a spreadsheet shall take a cell of digits for a text: ="0123"."""


class TextBlocks(Protocol):
    """Text in UTF-8, block by block, from its start each time."""

    def blocks(self) -> Iterator[bytes]:
        """Yield the text."""


def read_table(
    text: TextBlocks, member: str, where: str, choose: Choose, limits: Limits, first: int = 1
) -> SourceTable:
    """Return the table in a stream of text, its layout chosen by its first records.

    ``first`` is the number of the text's first line in its file.
    """
    head = _head(text.blocks(), where)
    delimiter, detection = _choose(head, where, choose, limits)
    header = detection.chosen.header
    if len(header) > limits.columns:
        what = Message("too-many-columns", count=len(header), limit=limits.columns)
        raise LimitExceeded(what, where=where)
    tally = Tally(member, sealed=detection.chosen.layout.sealed)
    chosen, names = detection.chosen, own_names(header)
    foot = chosen.layout.foot
    form = _Form(delimiter, header, names, chosen, where, limits, tally, foot)
    scan = RecordScan(delimiter, where, first)
    line = first - 1 + int(_records(head, delimiter, where).line[chosen.row])
    line = line if chosen.row >= 0 else 0
    jobs = form.jobs(text.blocks(), scan)
    return SourceTable(member, "delimited", detection, line, form.names, tally, jobs, form.warnings)


def _head(blocks: Iterator[bytes], where: str) -> bytes:
    """Return the first block or blocks, enough to hold any header."""
    head = b""
    for block in blocks:
        head += block
        if len(head) >= _HEAD and (b"\n" in head or b"\r" in head):
            break
        if len(head) > LONGEST_RECORD:
            what = Message("no-line-break", limit=LONGEST_RECORD)
            raise FormatError(what, where=f"{where} line 1")
    return head.removeprefix(b"\xef\xbb\xbf")


def _records(head: bytes, delimiter: bytes, where: str) -> Records:
    scan = RecordScan(delimiter, where)
    records = scan.feed(head)
    return records if len(records.start) else RecordScan(delimiter, where).feed(head, last=True)


def _choose(head: bytes, where: str, choose: Choose, limits: Limits) -> tuple[bytes, Detection]:
    """Try each delimiter; the one under which a layout knows most columns is the file's.

    One under which rows have few of the header's cells comes last: commas of a memo, taken for
    delimiters, make columns of one row alone.
    """
    chosen: list[tuple[tuple[bool, int], bytes, Detection]] = []
    errors: list[tuple[int, KgError]] = []
    for delimiter in DELIMITERS:
        try:
            rows = first_rows(head, delimiter, where, limits.title_lines)
            detection = choose(rows)
            fit = detection.chosen
            rated = _fill_most(rows[fit.row + 1 :], len(fit.header)), len(fit.places)
            chosen.append((rated, delimiter, detection))
        except KgError as error:
            errors.append((head[:_HEAD].count(delimiter), error))
    if not chosen:
        raise max(errors, key=lambda rated: rated[0])[1]
    _, delimiter, detection = max(chosen, key=lambda rated: rated[0])
    return delimiter, detection


def _fill_most(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Say whether most rows that are cut at all have more than half of so many cells.

    Not all of them: programs leave out blank cells at the end of a row.
    """
    cut = [row for row in rows if len(row) > 1]
    return 2 * sum(2 * len(row) > width for row in cut) > len(cut)


def first_rows(head: bytes, delimiter: bytes, where: str, count: int) -> list[list[str]]:
    """Return the first records as cells, blank ones too."""
    records = _records(head, delimiter, where)
    texts = [records.text(place) for place in range(min(count + 1, len(records.start)))]
    return [cells_of(text, delimiter) for text in texts]


def cells_of(record: bytes, delimiter: bytes) -> list[str]:
    """Return the cells of one record."""
    text = record.decode("utf-8", "replace").replace("\0", "␀")
    csv.field_size_limit(1 << 30)
    cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter.decode()), [])
    return [re.sub(_AS_TEXT, r"\1", cell) for cell in cells] if _MARK in text else cells


def _as_texts(column: pa.Array) -> pa.Array:
    """Return the cells of a column without what tells a spreadsheet that they are texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.replace_substring_regex(column, _AS_TEXT, r"\1")
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


@dataclass
class _Form:
    """How one table is parsed, block by block."""

    delimiter: bytes
    header: tuple[str, ...]
    names: list[str]
    fit: LayoutFit
    where: str
    limits: Limits
    tally: Tally
    foot: tuple[str, ...] = ()
    seen: int = 0
    warnings: list[Message] = field(default_factory=list)

    @cached_property
    def short(self) -> ShortRows:
        """What tells the short rows that can be filled up from others."""
        return ShortRows(self.fit)

    def jobs(self, blocks: Iterator[bytes], scan: RecordScan) -> Iterator[Job]:
        """Yield one job for each block of whole records."""
        first = True
        for block in blocks:
            whole = block.removeprefix(b"\xef\xbb\xbf") if first else block
            first = False
            yield self._job(scan.feed(whole))
        yield self._job(scan.feed(b"", last=True))

    def _job(self, records: Records) -> Job:
        start, self.seen = self.seen, self.seen + len(records.start)
        return lambda: self.parse(records, start)

    def parse(self, records: Records, start: int) -> pa.RecordBatch:
        """Return the data rows of a block; all others are in the tally."""
        dropped = self._titles(records, start) | records.blank
        for place in np.flatnonzero(records.blank & ~self._above(records, start)):
            self.tally.skip(records.line[place], BLANK_LINE)
        self.tally.read += len(dropped) - int(start <= self.fit.row < self.seen_to(records, start))
        dropped |= self._pulled_out(records, dropped)
        data = records.without(dropped) if (dropped & ~records.blank).any() else records.data
        batch = self._batch(data, records.line[~dropped])
        if len(batch):
            batch = without_totals(batch, self.header, self.tally, self.foot)
        self.tally.rows += len(batch)
        return batch

    def seen_to(self, records: Records, start: int) -> int:
        """Return the number of records up to the end of this block."""
        return start + len(records.start)

    def _above(self, records: Records, start: int) -> NDArray[np.bool_]:
        above: NDArray[np.bool_] = start + np.arange(len(records.start)) < self.fit.first
        return above

    def _titles(self, records: Records, start: int) -> NDArray[np.bool_]:
        above = self._above(records, start)
        for place in np.flatnonzero(above):
            if start + place != self.fit.row:
                reason = TITLE_LINE if records.text(int(place)).strip() else BLANK_LINE
                self.tally.skip(records.line[place], reason)
        return above

    def _pulled_out(self, records: Records, dropped: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Take out the records that no parser should see: NUL inside, or a field too long."""
        out = np.zeros(len(records.start), bool)
        long = np.flatnonzero(records.end - records.start > self.limits.field_bytes)
        for place in long[~dropped[long]]:
            out[place] = self._too_long(records, int(place))
        if b"\0" in records.data:
            for place in np.flatnonzero(~dropped & ~out):
                if b"\0" in (text := records.text(int(place))):
                    out[place] = True
                    self._refuse(records, int(place), "control", Message("holds-a-nul"), text)
        return out

    def _too_long(self, records: Records, place: int) -> bool:
        cells = [cell.encode() for cell in cells_of(records.text(place), self.delimiter)]
        longest = max(cells, key=len)
        if len(longest) <= self.limits.field_bytes:
            return False
        reason = Message(
            "field-too-long",
            column=str(cells.index(longest) + 1),
            size=len(longest),
            limit=self.limits.field_bytes,
        )
        digest = f"sha256 {hashlib.sha256(longest).hexdigest()}"
        self._refuse(records, place, "field_too_long", reason, digest.encode())
        return True

    def _refuse(
        self, records: Records, place: int, code: str, reason: Message, text: bytes
    ) -> None:
        self.tally.refuse(records.line[place], code, reason, text.decode("utf-8", "replace"))

    def _batch(self, data: bytes, lines: NDArray[np.int64]) -> pa.RecordBatch:
        import pyarrow as pa

        bad: list[Any] = []
        table = self._read_csv(data, bad) if data.strip(b"\r\n") else None
        rows = len(table) if table is not None else 0
        if rows + len(bad) != len(lines):
            what = Message("parser-and-scan-differ", parsed=rows + len(bad), scanned=len(lines))
            raise FormatError(what, where=f"{self.where} near line {lines[:1]}")
        wrong = np.array([row.number - 1 for row in bad], np.int64)
        kept = np.delete(np.arange(len(lines)), wrong)
        columns = [c.combine_chunks() for c in table.columns] if table is not None else []
        columns = columns or [pa.nulls(0, pa.string())] * len(self.names)
        if _MARK.encode() in data:
            columns = [_as_texts(column) for column in columns]
        wider = self._wider(bad, wrong, lines)
        if wider:
            more = zip(*wider.values(), strict=True)
            ends = [pa.array([cell or None for cell in cells], pa.string()) for cells in more]
            columns = [pa.concat_arrays(pair) for pair in zip(columns, ends, strict=True)]
            kept = np.concatenate((kept, np.fromiter(wider, np.int64)))
        batch = pa.record_batch(
            [pa.array(lines[kept], pa.int64()), *columns], names=["row_no", *self.names]
        )
        return batch.take(pa.array(np.argsort(kept))) if wider else batch

    def _wider(
        self, bad: Sequence[Any], wrong: NDArray[np.int64], lines: NDArray[np.int64]
    ) -> dict[int, list[str]]:
        """Return, by place, the records with more or fewer cells than the header, by no fault.

        Some programs end each row, but not the header, with a delimiter: cells beyond the header
        are all empty. Some cut off blank cells. All others are refused.
        """
        cells_by_row: dict[int, list[str]] = {}
        width = len(self.names)
        for row, place in zip(bad, wrong.tolist(), strict=True):
            cells = cells_of(row.text.encode(), self.delimiter)
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells_by_row[place] = cells[:width]
            elif len(cells) < width and self.short.lines_up(cells):
                self._note_short(int(lines[place]))
                cells_by_row[place] = [*cells, *[""] * (width - len(cells))]
            else:
                self._wrong_width(row, cells, int(lines[place]))
        return cells_by_row

    def _note_short(self, line: int) -> None:
        """Warn of the first row that was filled up."""
        if not self.warnings:
            self.warnings.append(Message("rows-end-early", row=str(line)))

    def _wrong_width(self, row: Any, cells: list[str], line: int) -> None:
        if why := not_data(cells, self.header, self.foot):
            self.tally.skip(line, why)
            return
        reason = Message(
            "wrong-number-of-fields", found=row.actual_columns, wanted=row.expected_columns
        )
        self.tally.refuse(line, "columns", reason, row.text)

    def _read_csv(self, data: bytes, bad: list[Any]) -> pa.Table:
        import pyarrow as pa
        from pyarrow import csv as pa_csv

        def note(row: Any) -> str:
            bad.append(row)
            return "skip"

        plain = [f"c{n}" for n in range(len(self.names))]
        return pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(
                column_names=plain, use_threads=False, block_size=len(data) + 1
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter.decode(), invalid_row_handler=note
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(plain, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,
            ),
        )
