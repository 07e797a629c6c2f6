"""A workbook to be filled in by hand: headers, drop-downs, an example row that is never loaded."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.exports.workbook_grid import new_book, sheet_name

ROWS = 5_000
_LISTS = "lists"
_WIDTHS = (12, 36)


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column to fill in: its header, what goes into it, its words, an example."""

    header: str
    about: str
    required: bool
    choices: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """A workbook to be made: its sheet, its columns, the page that explains them.

    ``apart`` is the text by which a reader knows that a sheet holds no data.
    """

    title: str
    blanks: tuple[TemplateColumn, ...]
    help_title: str
    help_heads: tuple[str, ...]
    help_lines: tuple[str, ...]
    required: Mapping[bool, str]
    apart: str


def template_book(form: TemplateForm) -> bytes:
    """Return the workbook: the sheet to fill, the page that explains it, the hidden word lists."""
    stream = io.BytesIO()
    book = new_book(stream)
    page = book.add_worksheet(sheet_name(form.title, ()))
    _fill_in(book, page, form)
    _explain(book, form)
    lists = book.add_worksheet(_LISTS)
    lists.write_string(0, 0, form.apart)
    lists.hide()
    with_lists = [(n, blank) for n, blank in enumerate(form.blanks) if blank.choices]
    for at, (column, blank) in enumerate(with_lists):
        _drop_down(page, lists, column, at, blank)
    book.close()
    return stream.getvalue()


def _fill_in(book: Any, page: Any, form: TemplateForm) -> None:
    text = book.add_format({"num_format": "@"})
    heads = {
        True: book.add_format(
            {"bold": True, "bg_color": "#F8D7A0", "border": 1, "num_format": "@"}
        ),
        False: book.add_format(
            {"bold": True, "bg_color": "#E3E8EE", "border": 1, "num_format": "@"}
        ),
    }
    pale = book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"})
    for column, blank in enumerate(form.blanks):
        # text for the whole column: a spreadsheet must not round what looks like a number
        page.set_column(column, column, _width(blank), text)
        page.write_string(0, column, blank.header, heads[blank.required])
        if blank.example:
            page.write_string(1, column, blank.example, pale)
    page.freeze_panes(1, 0)


def _width(blank: TemplateColumn) -> int:
    longest = max(len(blank.header) * 2, len(blank.example) + 2)
    return min(max(longest, _WIDTHS[0]), _WIDTHS[1])


def _drop_down(page: Any, lists: Any, column: int, at: int, blank: TemplateColumn) -> None:
    """Offer the words of a column; others may be typed too, they are judged when it is loaded."""
    for row, word in enumerate(blank.choices, 1):
        lists.write_string(row, at, word)
    letter = _letters(at)
    words = f"='{_LISTS}'!${letter}$2:${letter}${len(blank.choices) + 1}"
    wish = {"validate": "list", "source": words, "show_error": False}
    page.data_validation(1, column, ROWS, column, wish)


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _explain(book: Any, form: TemplateForm) -> None:
    page = book.add_worksheet(sheet_name(form.help_title, (form.title,)))
    bold = book.add_format({"bold": True, "bg_color": "#E3E8EE", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((24, 8, 44, 60)):
        page.set_column(column, column, width)
    page.write_string(0, 0, form.apart)
    for row, line in enumerate(form.help_lines, 1):
        page.write_string(row, 0, line)
    first = len(form.help_lines) + 2
    for column, head in enumerate(form.help_heads):
        page.write_string(first, column, head, bold)
    for row, blank in enumerate(form.blanks, first + 1):
        for column, text in enumerate(_explained(blank, form)):
            page.write_string(row, column, text, wrapped)


def _explained(blank: TemplateColumn, form: TemplateForm) -> Sequence[str]:
    return blank.header, form.required[blank.required], blank.about, " · ".join(blank.choices)
