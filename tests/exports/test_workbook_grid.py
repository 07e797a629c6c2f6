"""Cells of a workbook, read back: no text is run, no amount loses a digit."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from kg.errors import UsageError
from kg.exports import workbook_grid
from kg.exports.workbook_grid import WorkbookGrid
from kg.model import Money

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "'=1", "http://x", "007"]


def read_back(book: WorkbookGrid) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book.content())).active


def test_a_text_stays_a_text() -> None:
    book = WorkbookGrid()
    sheet = book.sheet("表", (10,))
    for text in DANGEROUS:
        sheet.row([text])
    cells = [row[0] for row in read_back(book).iter_rows()]
    assert [cell.value for cell in cells] == DANGEROUS
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize(
    ("units", "scale", "value"),
    [
        (1, 100, 0.01),
        (-123456, 100, -1234.56),
        (999_999_999_999_999, 100, 9_999_999_999_999.99),
        (1_000_000_000_000_001, 100, "10,000,000,000,000.01"),
        (2**60 + 1, 10**9, "1,152,921,504.606846977"),
        (5, 1, 5),
        (1_500_000, 10**6, 1.5),
    ],
)
def test_an_amount_is_a_number_unless_it_would_be_rounded(
    units: int, scale: int, value: float | str
) -> None:
    book = WorkbookGrid()
    book.sheet("表", (10,)).amount(0, 0, Money(units, "", scale))
    assert read_back(book)["A1"].value == value


def test_an_amount_leads_to_its_rows_and_stays_a_number() -> None:
    book = WorkbookGrid()
    money, rows = book.sheet("钱", (10,)), book.sheet("行", (10,))
    money.amount(0, 0, Money(1234, "CNY", 100), rows.span(1, 4, "A:C"))
    cell = read_back(book)["A1"]
    assert (cell.value, cell.number_format) == (12.34, "#,##0.00")
    assert cell.hyperlink.location == "'行'!A2:C5"


def test_what_a_sheet_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_grid, "LINKS", 1)
    monkeypatch.setattr(workbook_grid, "ROWS", 2)
    sheet = WorkbookGrid().sheet("表", (10,))
    sheet.amount(0, 0, Money(1, "CNY", 100), sheet.span(0, 0, "A:A"))
    with pytest.raises(UsageError, match="1 links"):
        sheet.amount(1, 0, Money(1, "CNY", 100), sheet.span(0, 0, "A:A"))
    sheet.row(["a"])
    sheet.row(["b"])
    with pytest.raises(UsageError, match="2 rows"):
        sheet.row(["c"])


def test_the_same_cells_are_the_same_bytes() -> None:
    first, second = WorkbookGrid(), WorkbookGrid()
    for book in (first, second):
        book.sheet("表", (10,)).row(["a", 1])
    assert first.content() == second.content()
