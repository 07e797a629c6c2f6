"""The demo's files as a stranger reads them: csv, openpyxl and gzip, nothing of kg."""

from __future__ import annotations

import csv
import gzip
import io
import re
from functools import cache
from pathlib import Path

import openpyxl

PLACE = re.compile(r"line (?P<line>\d+)|(?P<sheet>.+)!(?P<row>\d+)")


def text_of(path: Path) -> str:
    """Return a text file's content, unpacked and decoded."""
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


@cache
def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """Return every sheet of a file as rows of text; a text file is one sheet without a name."""
    if path.suffix != ".xlsx":
        return {"": list(csv.reader(io.StringIO(text_of(path))))}
    book = openpyxl.load_workbook(path, read_only=True)
    found = {
        sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        for sheet in book
    }
    book.close()
    return found


def rows_of(path: Path) -> list[list[str]]:
    """Return the rows of a file that has one sheet."""
    (rows,) = sheets_of(path).values()
    return rows


def row_at(path: Path, locator: str) -> dict[str, str]:
    """Return what stands at ``line 204`` or ``Sheet1!17``, by the heads of its columns."""
    place = PLACE.fullmatch(locator)
    assert place, locator
    rows = sheets_of(path)[place["sheet"] or ""]
    row = rows[int(place["line"] or place["row"]) - 1]
    return {head.strip(): cell.strip() for head, cell in zip(head_of(rows), row, strict=True)}


def head_of(rows: list[list[str]]) -> list[str]:
    """Return the first row that has no empty cell."""
    return next(row for row in rows if all(row))


def facts_of(path: Path) -> list[dict[str, str]]:
    """Return the rows under the header as they stand, the total left out."""
    rows = rows_of(path)
    head = rows.index(head_of(rows))
    under = [row for row in rows[head + 1 :] if any(row) and row[0] != "合计"]
    return [dict(zip(rows[head], row, strict=False)) for row in under]
