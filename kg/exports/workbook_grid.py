"""Sheets filled from the top: a text stays a text, an amount keeps every digit.

Texts are written as texts, so nothing is run as a formula. An amount is a number where a
spreadsheet keeps all its digits, and a text where it would round.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.messages import Message
from kg.model import Money

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | None

DIGITS = 15
"""How many digits a spreadsheet keeps of a number."""
ROWS, LINKS = 1_048_576, 65_530
"""How many rows and links a sheet can hold."""
LONGEST = 32_767
"""How many characters a cell can hold."""


class WorkbookGrid:
    """A workbook in memory; the same cells give the same bytes."""

    def __init__(self) -> None:
        import xlsxwriter

        self._stream = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._stream, {"in_memory": True})
        self._book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC), "author": ""})
        self.bold = self._book.add_format({"bold": True})
        self.head = self._book.add_format({"bold": True, "bottom": 1})
        self.red = self._book.add_format({"bold": True, "font_color": "#B00020", "font_size": 14})
        self._styles: dict[tuple[int, bool], Format] = {}

    def sheet(self, name: str, widths: Sequence[int]) -> GridSheet:
        """Add a sheet with columns of these widths."""
        page = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        return GridSheet(self, name, page)

    def content(self) -> bytes:
        """Return the whole file."""
        self._book.close()
        return self._stream.getvalue()

    def money(self, places: int, link: bool) -> Format:
        """Return how an amount looks: so many decimals, underlined where it leads somewhere."""
        if (places, link) not in self._styles:
            look: Mapping[str, object] = {"font_color": "#0B57D0", "underline": 1} if link else {}
            form = {"num_format": f"#,##0.{'0' * places}", "align": "right", **look}
            self._styles[places, link] = self._book.add_format(form)
        return self._styles[places, link]


class GridSheet:
    """One sheet; ``at`` is the row that is filled next, counted from 0."""

    def __init__(self, grid: WorkbookGrid, name: str, page: Worksheet) -> None:
        self.name, self.at = name, 0
        self._grid, self._page = grid, page
        self._links = 0

    def heads(self, texts: Sequence[str]) -> None:
        """Write the heads of columns and keep them in sight."""
        self.row(texts, self._grid.head)
        self._page.freeze_panes(self.at, 0)

    def row(self, cells: Sequence[Cell], style: Format | None = None) -> int:
        """Write cells from the left into the next row; return its number."""
        row, self.at = self.at, self.at + 1
        if row >= ROWS:
            raise _too_much(Message("sheet-limit-rows", count=ROWS))
        for column, cell in enumerate(cells):
            self.cell(row, column, cell, style)
        return row

    def cell(self, row: int, column: int, cell: Cell, style: Format | None = None) -> None:
        """Write a text as a text and a count as a number."""
        if isinstance(cell, int):
            self._page.write_number(row, column, cell, style)
        elif cell:
            self._page.write_string(row, column, cell[:LONGEST], style)

    def amount(self, row: int, column: int, money: Money, link: str = "") -> None:
        """Write money as an amount with at least two decimals, without its currency."""
        amount, places = money.amount, max(2, money.places)
        style = self._grid.money(places, bool(link))
        if link:
            self._link(row, column, link)
        if len(str(abs(money.units))) <= DIGITS:
            self._page.write_number(row, column, float(amount), style)
        else:
            self._page.write_string(row, column, f"{amount:,.{places}f}", style)

    def number(self, row: int, column: int, text: str) -> None:
        """Write a decimal number as a number, unless a spreadsheet would round it."""
        if sum(sign.isdecimal() for sign in text) <= DIGITS:
            self._page.write_number(row, column, float(text))
        else:
            self._page.write_string(row, column, text)

    def span(self, first: int, last: int, columns: str) -> str:
        """Return the link to rows of this sheet, such as columns ``A:L``."""
        left, right = columns.split(":")
        return f"internal:'{self.name}'!{left}{first + 1}:{right}{last + 1}"

    def _link(self, row: int, column: int, link: str) -> None:
        self._links += 1
        if self._links > LINKS:
            raise _too_much(Message("sheet-limit-links", count=LINKS))
        # the amount that is written next takes the place of the text and keeps the link
        self._page.write_url(row, column, link, None, "·")


def _too_much(what: Message) -> UsageError:
    return UsageError(Message("sheet-holds-this-result", what=what), hint=Message("trace-less"))


_LONGEST = 31
_SILENT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: The same content gives the same bytes on every day.
_CREATED = datetime(2024, 1, 1, tzinfo=UTC)


def new_book(stream: io.BytesIO) -> Any:
    """Return an empty workbook that writes what it is given as text."""
    import xlsxwriter

    book = xlsxwriter.Workbook(stream, dict(_SILENT))
    book.set_properties({"created": _CREATED, "author": ""})
    return book


def sheet_name(title: str, taken: Collection[str]) -> str:
    """Return a name that a sheet may have, close to the wanted one and different from the taken.

    >>> sheet_name("a/b:c", ["A_B_C"])
    'a_b_c 2'
    """
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", title).strip("' ") or "_"
    names, number = {name.casefold() for name in taken}, 1
    name = plain[:_LONGEST]
    while name.casefold() in names:
        number += 1
        name = f"{plain[: _LONGEST - len(str(number)) - 1]} {number}"
    return name
