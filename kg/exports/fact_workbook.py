"""XLSX of facts: links, entities and evidence on a sheet each, under what must be read first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.exports.csv_tables import NUMBERS, evidence_rows, link_rows, node_rows
from kg.exports.material import ExportMaterial
from kg.exports.workbook_grid import GridSheet, WorkbookGrid
from kg.messages import say

ID, NAME, TEXT = 46, 22, 16


def fact_book(material: ExportMaterial) -> bytes:
    """Return the workbook: the same bytes for the same facts, and no formula in it."""
    grid = WorkbookGrid()
    first = grid.sheet(say("sheet-of-first", material.lang), (100,))
    for line in material.said():
        first.row([line])
    fact_sheets(grid, material, list(PAGES))
    return grid.content()


def fact_sheets(grid: WorkbookGrid, material: ExportMaterial, pages: Sequence[str]) -> None:
    """Add pages of facts to a workbook: ``links``, ``nodes``, ``evidence``.

    A page of links tells each payment once, so that the workbook comes back by ``kg load``.
    """
    for name in pages:
        sheet = grid.sheet(say(f"sheet-of-{name}", material.lang), (ID, NAME, NAME, *[TEXT] * 20))
        _fill(sheet, PAGES[name](material), NUMBERS)


PAGES = {"links": link_rows, "nodes": node_rows, "evidence": evidence_rows}


def _fill(sheet: GridSheet, rows: Iterator[list[str]], numbers: frozenset[str]) -> None:
    heads = next(rows)
    sheet.heads(heads)
    for row in rows:
        at = sheet.row([None if h in numbers else c for h, c in zip(heads, row, strict=True)])
        for column, (head, cell) in enumerate(zip(heads, row, strict=True)):
            if head in numbers and cell:
                sheet.number(at, column, cell)
