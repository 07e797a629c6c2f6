"""What stands at a printed place, read again from the file by a reader of its own.

It shares nothing with the readers of :mod:`kg.sources`: what it finds is what a person finds who
opens the file and counts.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, cast

from kg.errors import NotFound
from kg.explain.extract_row import is_extract, row_of_extract
from kg.explain.page_row import words_in_box
from kg.explain.parquet_row import is_parquet, row_of_parquet
from kg.explain.read_path import read_path
from kg.explain.read_record import lines_of_record, read_entry, said_by_line
from kg.explain.workbook_row import row_of_workbook
from kg.messages import Message
from kg.text import PagePlace

_LINE = re.compile(r"(?:(?P<member>.*)#)?line (?P<row>[1-9][0-9]*)", re.DOTALL)
_ENTRY = re.compile(r"(?:(?P<member>.*)#)?entry (?P<row>[1-9][0-9]*)", re.DOTALL)
_PATH = re.compile(r"(?:(?P<member>[^#]*)#)?(?P<path>/[^#]+)", re.DOTALL)
_SHEET = re.compile(r"(?P<sheet>.*)!(?P<row>[1-9][0-9]*)", re.DOTALL)
_DELIMITERS = ",\t;|"
_HEAD_LINES = 30
_LONGEST_FIELD = 64 << 20


def read_at(path: Path, locator: str, encoding: str = "") -> list[str]:
    """Return the cells of the row at ``line 204``, ``Sheet1!17`` or ``member.csv#line 204``.

    Of ``entry 3`` (of Parquet: a row) and of a line of a statement or of messages it is what the
    whole record says.
    So it is of a JSON pointer (``/objects/17``) and of an XML path (``/graphml/graph/node[5]``).
    Lines and rows count from 1 as they stand in the file; a gzip or zip is looked into. Of a place
    on a page (``p.3 line 17 @36,120-560,132``) it is what stands in its box; of an extract, what
    the file had there that its rows come from, and where in the lake they lie. A place that the
    file does not have is a NotFound.
    """
    if is_extract(path):
        return row_of_extract(path, locator)
    if place := PagePlace.of_text(locator):
        with path.open("rb") as stream:
            return words_in_box(stream, place, f"{path.name} {locator}")
    if match := _LINE.fullmatch(locator):
        with _opened(path, match["member"] or "") as stream:
            return _row_of_text(stream, int(match["row"]), encoding, f"{path.name} {locator}")
    if match := _ENTRY.fullmatch(locator):
        if not match["member"] and is_parquet(path):
            return row_of_parquet(path, int(match["row"]), f"{path.name} {locator}")
        with _opened(path, match["member"] or "") as stream:
            return read_entry(stream, int(match["row"]), encoding, f"{path.name} {locator}")
    if match := _PATH.fullmatch(locator):
        with _opened(path, match["member"] or "") as stream:
            return read_path(stream, match["path"], encoding, f"{path.name} {locator}")
    if match := _SHEET.fullmatch(locator):
        member, sheet = _member_and_sheet(path, match["sheet"])
        with _opened(path, member) as stream:
            return row_of_workbook(stream, sheet, int(match["row"]), f"{path.name} {locator}")
    raise NotFound(
        Message("not-a-place-in-a-file", locator=repr(locator)),
        hint=Message("places-are-written-as"),
    )


def serve_read_at(path: str, locator: str, encoding: str) -> list[str]:
    """Answer :func:`kg.explain.read_at` in the worker."""
    return read_at(Path(path), locator, encoding)


@contextmanager
def _opened(path: Path, member: str) -> Iterator[IO[bytes]]:
    """Open the file, unpacked if it is a gzip, or one member of a zip."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if member:
            with zipfile.ZipFile(file) as archive, archive.open(_name_in(archive, member)) as inner:
                yield inner
        elif is_gzip:
            with gzip.open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield file


def _name_in(archive: zipfile.ZipFile, member: str) -> str:
    for info in archive.infolist():
        if member in (info.filename, _in_chinese(info.filename)):
            return info.filename
    raise NotFound(Message("no-member", member=repr(member)), where=str(archive.filename or ""))


def _in_chinese(name: str) -> str:
    """Return the name as Chinese Windows wrote it, without saying that it is GB18030."""
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _member_and_sheet(path: Path, sheet: str) -> tuple[str, str]:
    """Split ``member.xlsx#Sheet1`` where the file is a zip that has such a member."""
    if "#" not in sheet or not zipfile.is_zipfile(path):
        return "", sheet
    with zipfile.ZipFile(path) as archive:
        names = {
            n for info in archive.infolist() for n in (info.filename, _in_chinese(info.filename))
        }
    members = [name for name in names if sheet.startswith(f"{name}#")]
    member = max(members, key=len, default="")
    return member, sheet[len(member) + 1 :] if member else sheet


def _row_of_text(stream: IO[bytes], row: int, encoding: str, where: str) -> list[str]:
    chosen = encoding or _encoding_of(stream)
    stream.seek(0)
    errors = "strict" if encoding else "replace"
    text = io.TextIOWrapper(stream, chosen, errors, newline="")
    head = list(islice(text, _HEAD_LINES))
    lines = iter(head[row - 1 :]) if row <= len(head) else islice(text, row - len(head) - 1, None)
    csv.field_size_limit(_LONGEST_FIELD)
    rest = lines if row > len(head) else _then(lines, text)
    first = list(islice(rest, 1))
    rest = _then(iter(first), rest)
    said = said_by_line(first[0]) if first else []
    record = said or lines_of_record(head, rest)
    cells = record or None
    if record is None:
        cells = next(csv.reader(rest, delimiter=_delimiter(head)), None)
    text.detach()
    if cells is None:
        raise NotFound(Message("no-such-line"), where=where)
    return [cell.removeprefix("\ufeff") if row == 1 else cell for cell in cells]


def _then(first: Iterator[str], second: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from second


def _encoding_of(stream: IO[bytes]) -> str:
    """Return UTF-16 by its mark, UTF-8 if the whole stream is, else GB18030."""
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    block = head
    try:
        while block:
            decoder.decode(block)
            block = stream.read(1 << 20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _delimiter(head: list[str]) -> str:
    """Return the sign that the first lines hold most often outside quotes."""
    bare = re.sub(r'"[^"]*"', "", "".join(head))
    return max(_DELIMITERS, key=bare.count)
