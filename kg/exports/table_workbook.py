"""XLSX of tables: each on a sheet of its own, under what must be read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.exports.workbook_grid import WorkbookGrid
from kg.messages import say


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet: its name, its heads, its rows of texts, how wide its columns are (characters)."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


def table_book(first: Sequence[str], sheets: Sequence[TableSheet], lang: str) -> bytes:
    """Return the workbook: the same bytes for the same tables, and no formula in it.

    Args:
        first: What must be read first, line by line.
        sheets: The tables.
        lang: The language of the first sheet's name.
    """
    grid = WorkbookGrid()
    page = grid.sheet(say("sheet-of-first", lang), (100,))
    for line in first:
        page.row([line])
    for sheet in sheets:
        page = grid.sheet(sheet.name, sheet.widths or [18] * len(sheet.heads))
        page.heads(sheet.heads)
        for row in sheet.rows:
            page.row(list(row))
    return grid.content()
