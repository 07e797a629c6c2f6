"""Every row that could not become a fact, as a workbook: as written, why not, the cell marked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.exports.workbook_grid import new_book, sheet_name

_MOST = 1_000_000
_WIDTHS = (18, 8, 48)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A refused row: where it stands, which cell is at fault (and where in the row), why."""

    place: str
    cell: str
    reason: str
    texts: tuple[str, ...]
    marked: int = -1


@dataclass(frozen=True, slots=True)
class ProblemSheet:
    """The refused rows of one source under the headers of its file."""

    name: str
    headers: tuple[str, ...]
    faults: tuple[ProblemRow, ...]


def problem_book(sheets: Iterable[ProblemSheet], heads: Sequence[str], nothing: str) -> bytes:
    """Return a workbook with one sheet a source; ``nothing`` is said where no row was refused."""
    stream = io.BytesIO()
    book = new_book(stream)
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E3E8EE", "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "fault": book.add_format({"num_format": "@", "bg_color": "#F4B6B0", "border": 1}),
    }
    taken: list[str] = []
    for sheet in sheets:
        for number, faults in enumerate(_parts(sheet.faults)):
            taken.append(sheet_name(f"{sheet.name} {number + 1}" if number else sheet.name, taken))
            _write(book.add_worksheet(taken[-1]), sheet.headers, faults, heads, styles)
    if not taken:
        book.add_worksheet(sheet_name(nothing, ())).write_string(0, 0, nothing)
    book.close()
    return stream.getvalue()


def _parts(faults: Sequence[ProblemRow]) -> list[Sequence[ProblemRow]]:
    """Cut what is more than a sheet can hold."""
    return [faults[first : first + _MOST] for first in range(0, len(faults), _MOST)]


def _write(
    page: Any,
    headers: Sequence[str],
    faults: Sequence[ProblemRow],
    heads: Sequence[str],
    styles: dict[str, Any],
) -> None:
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.set_column(len(heads), len(heads) + max(len(headers), 1), 16, styles["text"])
    for column, text in enumerate((*heads, *headers)):
        page.write_string(0, column, text, styles["head"])
    for row, fault in enumerate(faults, 1):
        for column, text in enumerate((fault.place, fault.cell, fault.reason)):
            page.write_string(row, column, text)
        for place, text in enumerate(fault.texts):
            style = styles["fault" if place == fault.marked else "text"]
            # a blank cell at fault is marked too: it is what is missing
            page.write_string(row, len(heads) + place, text, style) if text else page.write_blank(
                row, len(heads) + place, None, style
            )
    page.freeze_panes(1, len(heads))
    page.autofilter(0, 0, max(len(faults), 1), len(heads) + max(len(headers), 1) - 1)
