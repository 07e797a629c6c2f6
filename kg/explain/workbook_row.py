"""One row of a workbook, found by its number in the sheet's own XML."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from kg.errors import FormatError, NotFound
from kg.messages import Message

_BLOCK = 1 << 16
_COLUMN = re.compile(r"[A-Z]+")


_TABLE = re.compile(r"table ([1-9][0-9]*)")
_HTML_HEAD = 4 << 20
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")


class _Done(Exception):
    """Everything that was looked for has been read."""


def row_of_workbook(stream: IO[bytes], sheet: str, row: int, where: str) -> list[str]:
    """Return the cells of a row as text; numbers as Excel would write them unformatted."""
    if (table := _TABLE.fullmatch(sheet)) and b"<table" in stream.read(_HTML_HEAD).lower():
        stream.seek(0)
        return _row_of_html(stream.read(), int(table[1]), row, where)
    if not zipfile.is_zipfile(stream):
        return _row_by_calamine(stream, sheet, row, where)
    with zipfile.ZipFile(stream) as book:
        if "xl/workbook.xml" not in book.namelist():
            return _row_by_calamine(stream, sheet, row, where)
        collector = _RowCollector(row)
        _parse(book, _path_of(book, sheet, where), collector.start, collector.end, collector.text)
        if not collector.seen:
            raise NotFound(Message("no-such-row-in-sheet"), where=where)
        return _with_shared(book, collector.cells)


@dataclass(slots=True)
class _Cell:
    column: int
    kind: str
    text: str = ""


@dataclass(slots=True)
class _RowCollector:
    """Collects one row while the sheet's XML streams by."""

    wanted: int
    at: int = 0
    seen: bool = False
    cells: list[_Cell] = field(default_factory=list)
    column: int = 0
    inside: bool = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self.at = int(attributes.get("r", self.at + 1))
            self.seen = self.seen or self.at == self.wanted
            self.column = 0
            if self.at > self.wanted:
                raise _Done
        elif self.at == self.wanted and tag == "c":
            self.column = _column(attributes.get("r", "")) or self.column + 1
            self.cells.append(_Cell(self.column, attributes.get("t", "n")))
        elif self.at == self.wanted:
            self.inside = tag in ("v", "t")

    def end(self, tag: str) -> None:
        self.inside = False
        if tag == "row" and self.at == self.wanted:
            raise _Done

    def text(self, text: str) -> None:
        if self.inside and self.cells:
            self.cells[-1].text += text


def _column(reference: str) -> int:
    letters = _COLUMN.match(reference)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _with_shared(book: zipfile.ZipFile, cells: list[_Cell]) -> list[str]:
    """Fill in the texts that the workbook keeps in one shared list, and empty cells."""
    numbers = {int(cell.text) for cell in cells if cell.kind == "s" and cell.text}
    shared = _shared_texts(book, numbers) if numbers else {}
    row = [""] * max((cell.column for cell in cells), default=0)
    for cell in cells:
        is_shared = cell.kind == "s" and cell.text
        row[cell.column - 1] = shared.get(int(cell.text), "") if is_shared else _plain(cell)
    return row


def _plain(cell: _Cell) -> str:
    if cell.kind == "b":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.kind != "n" or not cell.text:
        return cell.text
    number = float(cell.text)
    return cell.text if re.fullmatch(r"-?[0-9]+", cell.text) else f"{number:.15g}"


def _shared_texts(book: zipfile.ZipFile, numbers: set[int]) -> dict[int, str]:
    texts: dict[int, str] = {}
    state = {"at": -1, "text": 0, "sound": 0}

    def start(tag: str, _: Mapping[str, str]) -> None:
        state["at"] += tag == "si"
        state["sound"] += tag == "rPh"
        state["text"] = tag == "t"
        if state["at"] > max(numbers):
            raise _Done

    def end(tag: str) -> None:
        state["sound"] -= tag == "rPh"
        state["text"] = 0

    def text(piece: str) -> None:
        if state["text"] and not state["sound"] and state["at"] in numbers:
            texts[state["at"]] = texts.get(state["at"], "") + piece

    _parse(book, "xl/sharedStrings.xml", start, end, text)
    return texts


def _path_of(book: zipfile.ZipFile, sheet: str, where: str) -> str:
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def see_sheet(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "sheet":
            sheets[attributes["name"]] = next(v for k, v in attributes.items() if k.endswith("id"))

    def see_target(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    _parse(book, "xl/workbook.xml", see_sheet)
    _parse(book, "xl/_rels/workbook.xml.rels", see_target)
    if sheet not in sheets:
        raise NotFound(Message("no-sheet", sheet=repr(sheet)), where=where)
    target = targets[sheets[sheet]]
    return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def _parse(
    book: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Stream one part of the workbook; document types and with them entities are refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2]) if end else None
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with book.open(name) as part:
            while block := part.read(_BLOCK):
                parser.Parse(block, False)
    except expat.ExpatError as error:
        raise FormatError(Message("broken-xml", name=name), where=str(book.filename)) from error
    except _Done:
        return


def _refuse(*_: Any) -> None:
    raise FormatError(Message("workbook-has-no-doctype"))


def _row_by_calamine(stream: IO[bytes], sheet: str, row: int, where: str) -> list[str]:
    """Read XLS, XLSB and ODS, which are not read by hand here."""
    from python_calamine import CalamineWorkbook

    stream.seek(0)
    book = CalamineWorkbook.from_filelike(stream)
    if sheet not in book.sheet_names:
        raise NotFound(Message("no-sheet", sheet=repr(sheet)), where=where)
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if row > len(rows):
        raise NotFound(Message("no-such-row-in-sheet"), where=where)
    return [_shown(cell) for cell in rows[row - 1]]


def _shown(cell: object) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _row_of_html(data: bytes, table: int, row: int, where: str) -> list[str]:
    """Return the cells of a row of a page's table, found by counting its tags."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    tables, begun = 0, list[int]()  # the tables that are open, by their number
    rows: dict[int, int] = {}
    cells: list[str] = []
    tags = list(_TAG.finditer(text))
    for tag, after in zip(tags, [*tags[1:], None], strict=True):
        name, closes = tag[2].lower(), bool(tag[1])
        if name == "table":
            tables += not closes
            begun = begun[:-1] if closes else [*begun, tables]
        elif begun and not closes and name == "tr":
            rows[begun[-1]] = rows.get(begun[-1], 0) + 1
        elif begun and not closes and (begun[-1], rows.get(begun[-1], 1)) == (table, row):
            inside = text[tag.end() : after.start() if after else len(text)]
            cells.append(" ".join(html.unescape(_ANY_TAG.sub(" ", inside)).split()))
    if row > rows.get(table, 0):
        raise NotFound(Message("no-such-row-in-sheet"), where=where)
    return cells
