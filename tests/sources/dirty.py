"""Supplier's files made from a seed and made dirty, with what must come out of them.

The dirt is what real returns have: title lines, blank rows, totals, a header in the middle, tabs
and apostrophes around numbers, padded cells, full-width digits, foot lines.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from tests.sources.reader import Result, read_file

WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}
Row = list[str]


def cells(text: str) -> Row:
    """Return the cells of a header written with commas."""
    return text.split(",")


def card(number: int) -> str:
    """Return a card of a prefix that no bank has."""
    return f"062900{number:013d}"


def phone(number: int) -> str:
    return f"1380000{number:04d}"


def clock(minute: int) -> str:
    return f"2024-05-{1 + minute // 1440:02d} {minute // 60 % 24:02d}:{minute % 60:02d}:00"


@dataclass
class Sheet:
    """A table to be written: good rows, rows that must be refused with a code, titles, a foot."""

    header: Row
    rows: list[Row]
    titles: list[Row] = field(default_factory=list)
    foot: list[Row] = field(default_factory=list)
    bad: list[tuple[Row, str]] = field(default_factory=list)
    digits: Sequence[str] = ()
    numbers: Sequence[str] = ()
    padded: bool = False

    def lines(self, rng: Random) -> tuple[list[Row], Counter[str]]:
        """Return every line of the file, and why some of them are to be skipped."""
        lines = [self._dirtied(row, rng) for row in self.rows] + [row for row, _ in self.bad]
        rng.shuffle(lines)
        width = len(self.header)
        blank, total = [""] * width, ["合计：", *[""] * (width - 1)]
        for extra in (blank, blank, total, list(self.header)):
            lines.insert(rng.randrange(1, len(lines)), extra)
        skipped = Counter({"blank row": 2, "totals": 1, "header again": 1})
        skipped["title line"] = len(self.titles)
        skipped["foot line"] = len(self.foot)
        header = [f"{name:<20}" if self.padded else name for name in self.header]
        return [*self.titles, header, *lines, *self.foot], +skipped

    def _dirtied(self, row: Row, rng: Random) -> Row:
        said = list(row)
        for at in map(self.header.index, self.digits):
            if rng.random() < 0.2:
                said[at] = said[at].translate(WIDE)
        for at in map(self.header.index, self.numbers):
            if said[at] and rng.random() < 0.5:
                said[at] = rng.choice(["\t{}", "'{}", "{}\t", " {} "]).format(said[at])
        return [f"{cell:<24}" if self.padded else cell for cell in said]


def as_text(lines: Sequence[Row], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def as_book(lines: Sequence[Row], path: Path) -> None:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
        for written in book.active[book.active.max_row]:
            written.data_type = "s"  # what begins with = is a text here, no formula
    book.save(path)


@dataclass(frozen=True)
class Told:
    """What one dirty file gave, by a text and by a workbook: both say the same."""

    text: Result
    book: Result

    def sums(self, flow: str = "flow_transfer") -> dict[tuple[str, str], Decimal]:
        """Return the sums by currency and direction of what flows, the same from both files."""
        text, book = (_sums(one.rows(flow)) for one in (self.text, self.book))
        assert text == book
        return text


def _sums(flows: list[dict[str, Any]]) -> dict[tuple[str, str], Decimal]:
    sums: Counter[tuple[str, str]] = Counter()
    for flow in flows:
        if flow["status"] == "ok":
            sums[flow["currency"], flow["direction"]] += flow["amount"]
    return dict(sums)


def read_dirty(
    sheet: Sheet,
    tmp_path: Path,
    layout: str,
    *,
    seed: int = 7,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Told:
    """Write the sheet as text and as a workbook, read both, and hold the counts to csv's own."""
    lines, skipped = sheet.lines(Random(seed))
    text, book = tmp_path / "rows.txt", tmp_path / "rows.xlsx"
    text.write_bytes(as_text(lines, delimiter).encode(encoding))
    as_book(lines, book)
    with text.open(encoding=encoding, newline="") as file:
        counted = sum(1 for _ in csv.reader(file, delimiter=delimiter))
    sheet_rows = openpyxl.load_workbook(book).active.max_row
    found = []
    for path, rows in ((text, counted), (book, sheet_rows)):
        result = read_file(path, tmp_path)
        reading = result.reading
        assert reading.layout == layout
        assert reading.read == rows - 1
        found_bad = Counter(one.code for one in reading.problems)
        assert found_bad == Counter(code for _, code in sheet.bad), reading.problems
        assert reading.stored == len(sheet.rows)
        assert Counter(str(one.reason) for one in reading.skipped) == skipped
        found.append(result)
    return Told(*found)
