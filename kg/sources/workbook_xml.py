"""What a workbook's own XML says of its sheets: which rows hold something, which cells lie.

Independent of the library that reads the cells; XML of others is scanned here, never expanded. Each
byte is looked at a fixed number of times: no pattern here may run beyond the tag it begins in.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path

from kg.errors import FormatError, LimitExceeded, SourceError
from kg.limits import MIB, Limits
from kg.messages import Message
from kg.sources.unpack import opened_zip
from kg.text import file_name

_CHUNK = 1 << 20
_ROW_TAG = re.compile(rb"<(/?)(?:\w+:)?row\b([^<>]*)>")
_CELL_TAG = re.compile(rb"<(/?)(?:\w+:)?c\b([^<>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^<>]*>[^<]")
_SURE = re.compile(rb'<(?:\w+:)?c\b(?![^<>]*\bt="(?:s|str|e|inlineStr)")[^<>]*><(?:\w+:)?v>[^<]')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_FILLED = rb"[^<>]*(?<!/)>\s*<(?!/)"
"""What follows the place of a cell that holds something."""
_SHARED = "xl/sharedStrings.xml"
_FIRST_TEXTS = 64 * 1024
"""Bytes at the start of the shared texts, where the first rows of the first page stand."""
_LONGEST_TAG = MIB
_WIDEST, _LETTERS = 16_384, 3


@dataclass(slots=True)
class SheetScan:
    """The rows of a sheet that hold a value, and its cells that hold none worth having.

    ``rows`` may hold an empty text only; those in ``sure`` hold a number for certain. ``width`` is
    the last column that holds something, ``cells`` at least the number of those that do.
    """

    rows: set[int] = field(default_factory=set)
    sure: set[int] = field(default_factory=set)
    faults: dict[int, list[tuple[int, str, Message]]] = field(default_factory=dict)
    width: int = 0
    cells: int = 0

    @property
    def area(self) -> int:
        """The cells of the rectangle from A1 to the last row and column that hold something."""
        return max(self.rows, default=0) * self.width

    def note(self, row: int, body: bytes) -> None:
        """Look at one row."""
        if _VALUE.search(body):
            self.rows.add(row)
            if _SURE.search(body):
                self.sure.add(row)
            if _of_a_later_row(len(str(row))).search(body):
                raise FormatError(Message("row-holds-cell-another", row=str(row)))
            self._measure(body)
        if b't="e"' in body or _FORMULA.search(body):
            for attributes, cell in _elements(_CELL_TAG, body):
                self._note_cell(row, attributes, cell)

    def _measure(self, body: bytes) -> None:
        self.cells += body.count(b"</")
        for match in _beyond(self.width).finditer(body):
            self.width = max(self.width, min(_column(match[1]) + 1, _WIDEST))

    def _note_cell(self, row: int, attributes: bytes, body: bytes) -> None:
        place = _PLACE.search(attributes)
        cell = Message("cell-of-row", row=str(row))
        if place:
            cell = Message("cell-named", cell=(place[1] + place[2]).decode())
        column = _column(place[1]) if place else -1
        if b't="e"' in attributes:
            text = re.sub(rb"<[^<>]*>", b"", body).decode("utf-8", "replace")
            reason = Message("cell-holds-error", cell=cell, error=text)
            self._fault(row, column, "cell_error", reason)
        elif _FORMULA.search(body) and not _VALUE.search(body):
            self._fault(row, column, "formula", Message("formula-never-saved", cell=cell))

    def _fault(self, row: int, column: int, code: str, reason: Message) -> None:
        self.faults.setdefault(row, []).append((column, code, reason))


def _column(letters: bytes) -> int:
    """Return the place of a column, from 0.

    >>> _column(b"A"), _column(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def scan_sheet(path: Path, part: str, limits: Limits, where: str) -> SheetScan:
    """Return what the XML of one sheet says of its rows; refuse one that spans too many cells.

    The library lays out the whole rectangle from the first cell to the last, filled or not.
    """
    try:
        return _scan(path, part, limits)
    except SourceError as error:
        raise type(error)(error.what, where=error.where or where, hint=error.hint) from error


def _scan(path: Path, part: str, limits: Limits) -> SheetScan:
    scan, last = SheetScan(), 0
    with opened_zip(path) as archive, archive.open(part) as member:
        for attributes, body in _rows(iter(lambda: member.read(_CHUNK), b"")):
            number = _NUMBER.search(attributes)
            last = int(number[1]) if number else last + 1
            scan.note(last, body)
    if scan.area > max(limits.sheet_area, scan.cells * limits.sheet_area_per_cell):
        raise LimitExceeded(
            Message(
                "sheet-area-too-large",
                area=scan.area,
                cells=scan.cells,
                limit=limits.sheet_area,
            ),
            hint=Message("delete-cells-far-from"),
        )
    return scan


def _rows(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the attributes and the inside of every row, each byte of the sheet searched once."""
    data, place = bytearray(), 0
    opened: tuple[bytes, int] | None = None
    for chunk in chunks:
        data += chunk
        for match in _ROW_TAG.finditer(data, place):
            place = match.end()
            attributes, is_end = match[2], bool(match[1])
            if is_end != (opened is not None):
                raise FormatError(Message("row-not-properly-closed"))
            if opened is not None:
                yield opened[0], bytes(data[opened[1] : match.start()])
                opened = None
            elif attributes.endswith(b"/"):
                yield bytes(attributes), b""
            else:
                opened = bytes(attributes), place
        place = _searched(data, place)
        done = opened[1] if opened else place
        del data[:done]
        place -= done
        opened = (opened[0], 0) if opened else None
    if opened:
        raise FormatError(Message("ends-within-row"))


def _searched(data: bytearray, place: int) -> int:
    """Return up to where no tag can begin that is not yet whole."""
    last = data.rfind(b"<", place)
    if last < 0 or data.find(b">", last) >= 0:
        return len(data)
    if len(data) - last > _LONGEST_TAG:
        raise FormatError(Message("tag-too-long", limit=_LONGEST_TAG))
    return last


def _elements(tag: re.Pattern[bytes], body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the attributes and the inside of the elements that a pattern of tags finds."""
    opened: tuple[bytes, int] | None = None
    for match in tag.finditer(body):
        if match[1]:
            if opened:
                yield opened[0], body[opened[1] : match.start()]
            opened = None
        elif match[2].endswith(b"/"):
            yield match[2], b""
        else:
            opened = match[2], match.end()


@lru_cache(maxsize=8)
def _of_a_later_row(digits: int) -> re.Pattern[bytes]:
    """Return what finds a cell whose row has more digits than the row it stands in."""
    return re.compile(rb'\br="[A-Z]+\d{%d,}"' % (digits + 1) + _FILLED)


@lru_cache(maxsize=1)
def _beyond(width: int) -> re.Pattern[bytes]:
    """Return what finds a filled cell in a column beyond the first so many.

    >>> bool(_beyond(2).search(b'<c r="C1"><v>1</v></c>')), bool(_beyond(3).search(b'r="C1"><v>'))
    (True, False)
    """
    letters = _letters(width)
    ways = [b"[A-Z]{%d,3}" % (len(letters) + 1)] if len(letters) < _LETTERS else []
    for at, letter in enumerate(letters.encode()):
        if letter < ord("Z"):
            after = b"[%c-Z]" % (letter + 1)
            ways.append(letters[:at].encode() + after + b"[A-Z]{%d}" % (len(letters) - at - 1))
    return re.compile(rb'\br="(' + b"|".join(ways) + rb')\d+"' + _FILLED)


def _letters(number: int) -> str:
    """Return the letters of a column, from 1; of 0 none."""
    letters = ""
    while number:
        number, at = divmod(number - 1, 26)
        letters = chr(65 + at) + letters
    return letters


_DOCTYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_RATIO_FROM = 16 * MIB
_HEAD = 1 << 16
_ANEW = Message("save-anew-in-a-spreadsheet")
_ROOT = re.compile(rb"<\0?\w")
"""The first element: no DOCTYPE may stand after it."""


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse a bomb by the zip's directory, and any DOCTYPE, before a parser sees the file."""
    with opened_zip(path) as archive:
        infos = archive.infolist()
        if len(infos) > limits.zip_members:
            what = Message("too-many-members", count=len(infos), limit=limits.zip_members)
            raise LimitExceeded(what, where=file_name(path))
        total = sum(info.file_size for info in infos)
        if total > limits.workbook_cells_bytes:
            limit = limits.workbook_cells_bytes
            what = Message("workbook-unpacks-to-too-much", size=total, limit=limit)
            raise LimitExceeded(what, where=file_name(path))
        for info in infos:
            _check_member(archive, info, path, limits)


def _check_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, limits: Limits
) -> None:
    most = max(_RATIO_FROM, info.compress_size * limits.unpack_ratio)
    if info.file_size > most:
        limit = limits.unpack_ratio
        what = Message("member-unpacks-beyond-ratio", member=info.filename, limit=limit)
        raise LimitExceeded(what, where=file_name(path), hint=Message("may-be-decompression-bomb"))
    if not info.filename.endswith((".xml", ".rels")):
        return
    with archive.open(info) as member:
        head = member.read(_HEAD)
    if len(head) == _HEAD and not _ROOT.search(head):
        what = Message("no-element-in-head", member=info.filename, size=_HEAD)
        raise FormatError(what, where=file_name(path))
    if any(mark in head for mark in _DOCTYPE):
        what = Message("declares-a-doctype", member=info.filename)
        raise FormatError(what, where=file_name(path), hint=_ANEW)


def sheet_parts(path: Path) -> dict[str, str]:
    """Return which member of an XLSX holds which sheet."""
    with opened_zip(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in _tags(links, "Relationship")
    }
    parts: dict[str, str] = {}
    for tag in _tags(book, "sheet"):
        name = unescape(_attribute(tag, "name"))
        part = _resolved(targets.get(_attribute(tag, r"\w+:id"), ""))
        if name in parts:
            raise FormatError(
                Message("two-sheets-named", name=repr(name)), where=file_name(path), hint=_ANEW
            )
        if part in parts.values():
            what = Message("two-sheets-one-member", member=repr(part))
            raise FormatError(what, where=file_name(path), hint=_ANEW)
        parts[name] = part
    return parts


def first_texts_hold(path: Path, texts: Iterable[str]) -> bool:
    """Say whether one of some texts stands among the first that an XLSX shares between cells."""
    with opened_zip(path) as archive:
        if _SHARED not in archive.namelist():
            return False
        with archive.open(_SHARED) as stream:
            head = stream.read(_FIRST_TEXTS)
    return any(text.encode() in head for text in texts)


def is_1904(path: Path) -> bool:
    """Say whether the workbook counts its days from 1904."""
    with opened_zip(path) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    return re.search(r'date1904="(1|true)"', book) is not None


def _tags(text: str, name: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}\b[^<>]*>", text)


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"\s{name}=\"([^\"]*)\"", tag)
    return match[1] if match else ""


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
