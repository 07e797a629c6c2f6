"""What a workbook's own XML says of its sheets: which rows hold something, which cells lie.

Independent of the library that reads the cells; XML of others is scanned here, never expanded.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import FormatError, LimitExceeded
from kg.limits import MIB, Limits
from kg.sources.archives import opened_zip

_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>[^<]", re.DOTALL)
_SURE = re.compile(rb'<(?:\w+:)?c\b(?![^>]*\bt="(?:s|str|e|inlineStr)")[^>]*><(?:\w+:)?v>[^<]')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_DOCTYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_RATIO_FROM = 16 * MIB


@dataclass(slots=True)
class SheetScan:
    """The rows of a sheet that hold a value, and its cells that hold none worth having.

    ``rows`` may hold an empty text only; those in ``sure`` hold a number for certain.
    """

    rows: set[int] = field(default_factory=set)
    sure: set[int] = field(default_factory=set)
    faults: dict[int, list[tuple[int, str, str]]] = field(default_factory=dict)

    def note(self, row: int, body: bytes) -> None:
        """Look at one row."""
        if _VALUE.search(body):
            self.rows.add(row)
            if _SURE.search(body):
                self.sure.add(row)
        if b't="e"' in body or _FORMULA.search(body):
            for cell in _CELL.finditer(body):
                self._note_cell(row, cell[1], cell[2] or b"")

    def _note_cell(self, row: int, attributes: bytes, body: bytes) -> None:
        place = _PLACE.search(attributes)
        name = (place[1] + place[2]).decode() if place else f"a cell of row {row}"
        column = _column(place[1]) if place else -1
        if b't="e"' in attributes:
            found = re.sub(rb"<[^>]*>", b"", body).decode("utf-8", "replace")
            self._fault(row, column, "cell_error", f"cell {name} holds the error {found}")
        elif _FORMULA.search(body) and not _VALUE.search(body):
            reason = f"cell {name} holds a formula whose value was never saved"
            self._fault(row, column, "formula", reason)

    def _fault(self, row: int, column: int, code: str, reason: str) -> None:
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


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse a bomb by the zip's directory, and any DOCTYPE, before a parser sees the file."""
    with opened_zip(path) as archive:
        infos = archive.infolist()
        total = sum(info.file_size for info in infos)
        if total > limits.workbook_cells_bytes:
            what = (
                f"unpacks to {total} bytes; workbook_cells_bytes is {limits.workbook_cells_bytes}"
            )
            raise LimitExceeded(what, where=path.name)
        for info in infos:
            _check_member(archive, info, path, limits)


def _check_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, limits: Limits
) -> None:
    most = max(_RATIO_FROM, info.compress_size * limits.unpack_ratio)
    if info.file_size > most:
        what = f"{info.filename} unpacks to more than {limits.unpack_ratio} times its size"
        raise LimitExceeded(what, where=path.name, hint="it may be a decompression bomb")
    if not info.filename.endswith((".xml", ".rels")):
        return
    with archive.open(info) as member:
        head = member.read(1 << 16)
    if any(mark in head for mark in _DOCTYPE):
        what = f"{info.filename} declares a DOCTYPE, which no spreadsheet does"
        raise FormatError(what, where=path.name, hint="save it anew in a spreadsheet program")


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
    return {
        _unescaped(_attribute(tag, "name")): _resolved(targets.get(_attribute(tag, r"\w+:id"), ""))
        for tag in _tags(book, "sheet")
    }


def is_1904(path: Path) -> bool:
    """Say whether the workbook counts its days from 1904."""
    with opened_zip(path) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    return re.search(r'date1904="(1|true)"', book) is not None


def _tags(text: str, name: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}\b[^>]*>", text)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=\"([^\"]*)\"", tag)
    return found[1] if found else ""


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def scan_sheet(path: Path, part: str) -> SheetScan:
    """Return what the XML of one sheet says of its rows."""
    scan, last = SheetScan(), 0
    with opened_zip(path) as archive, archive.open(part) as member:
        for found in _rows(iter(lambda: member.read(_CHUNK), b"")):
            number = _NUMBER.search(found[1])
            last = int(number[1]) if number else last + 1
            scan.note(last, found[2] or b"")
    return scan


def _rows(chunks: Iterator[bytes]) -> Iterator[re.Match[bytes]]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = 0
        for found in _ROW.finditer(rest):
            end = found.end()
            yield found
        rest = rest[end:]
