"""The containers that tables come in, each with an own count of its rows by another reader."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from random import Random

import openpyxl
import xlwt

from tests.story.every_layout.page import Line, Made, Page, Told, told


def text_file(
    page: Page, name: str, dice: Random, encoding: str = "utf-8", delimiter: str = ",",
    owner: str = "",
) -> Made:  # fmt: skip
    """Return a page as delimited text."""
    data, said, rows = _text(page, dice, encoding, delimiter)
    return Made(name, data, (said,), rows, owner)


def gz_file(page: Page, name: str, dice: Random) -> Made:
    """Return a page as packed text."""
    data, said, rows = _text(page, dice, "utf-8", ",")
    return Made(name, gzip.compress(data, mtime=0), (said,), rows)


def zip_file(
    pages: Sequence[tuple[str, Page]], name: str, dice: Random, encoding: str = "gb18030"
) -> Made:
    """Return pages in folders whose names are in GBK, as Chinese Windows packs them."""
    out, tolds, rows = io.BytesIO(), [], 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for label, page in pages:
            data, said, count = _text(page, dice, encoding, ",", f"{label}#")
            packed.writestr(_in_gbk(label), data)
            tolds.append(said)
            rows += count
    return Made(name, out.getvalue(), tuple(tolds), rows)


def _in_gbk(label: str) -> zipfile.ZipInfo:
    info = _GbkInfo(label.encode("gbk").decode("cp437"), (2024, 5, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


class _GbkInfo(zipfile.ZipInfo):
    """A member whose name is in GBK and does not say so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp437"), self.flag_bits


def _text(
    page: Page, dice: Random, encoding: str, delimiter: str, prefix: str = ""
) -> tuple[bytes, Told, int]:
    lines = page.lines(dice)
    written, places, at = [], [], 1
    for line in lines:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(line.cells)
        places.append(f"{prefix}line {at}")
        written.append(out.getvalue())
        at += out.getvalue().count("\n")
    text = "".join(written)
    rows = sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) - 1
    return text.encode(encoding), told(page, lines, places, "blank line"), rows


def book_file(
    pages: Sequence[tuple[str, Page]], name: str, dice: Random, hidden: Sequence[str] = ()
) -> Made:
    """Return pages as sheets, some of them hidden, titles merged over the table's width."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if hidden:
        book.create_sheet("说明").append(["本表由系统导出"])
    tolds = [_sheet(book.create_sheet(label), page, dice) for label, page in pages]
    for label in hidden:
        book[label].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    again = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    rows = sum(again[label].max_row - 1 for label, _ in pages)
    return Made(name, out.getvalue(), tuple(tolds), rows)


def _sheet(sheet: openpyxl.worksheet.worksheet.Worksheet, page: Page, dice: Random) -> Told:
    lines = page.lines(dice)
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line.cells, 1):
            if cell:
                sheet.cell(number, column, cell).data_type = "s"
        if line.skipped == "title line" and len(line.cells) == 1:
            sheet.merge_cells(
                start_row=number, end_row=number, start_column=1, end_column=len(page.header)
            )
    return told(page, lines, [f"{sheet.title}!{n}" for n in range(1, len(lines) + 1)], "blank row")


def old_book_file(page: Page, name: str, dice: Random, label: str = "Sheet1") -> Made:
    """Return a page as a workbook of Excel 97, its cells texts."""
    lines, book = page.lines(dice), xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(label)
    for number, line in enumerate(lines):
        for column, cell in enumerate(line.cells):
            if cell:
                sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    places = [f"{label}!{n}" for n in range(1, len(lines) + 1)]
    said = told(page, lines, places, "blank row")
    return Made(name, out.getvalue(), (said,), _filled(lines))


def _filled(lines: Sequence[Line]) -> int:
    """Return how far down a sheet reaches, its header left out: no other reader of XLS is here."""
    return max(n for n, line in enumerate(lines) if any(line.cells))
