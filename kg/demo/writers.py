"""Files as offices send them: the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

Cell = str | float
Row = Sequence[Cell]


def write_csv(path: Path, rows: Sequence[Sequence[str]], encoding: str) -> None:
    """Write rows as a CSV file with the line ends of a Windows office."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(path: Path, sheet: str, rows: Sequence[Row], widths: Sequence[int] = ()) -> None:
    """Write one sheet; numbers become number cells, all else stays text."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": datetime(2024, 5, 20, 9, 0, tzinfo=UTC), "author": ""})
    page = book.add_worksheet(sheet)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    for row_no, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    page.write_string(row_no, column, cell)
            else:
                page.write_number(row_no, column, cell)
    book.close()
