"""Property graphs in CSV: the files that ``neo4j-admin`` imports, and the one that APOC exports.

A header of an import names the id, the labels, the ends and the type by ``:ID``, ``:LABEL``,
``:START_ID``, ``:END_ID`` and ``:TYPE``, an id with the space that it holds in behind it, and types
of values behind names. It may stand in a file of its own, for files whose names begin alike.

Source: https://neo4j.com/docs/operations-manual/current/import/ and
https://neo4j.com/docs/apoc/current/export/csv/.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.json_text import texts_of
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import RecordList
from kg.sources.layout_files import find_layout

_DELIMITERS = ",;\t|"
_APOC = re.compile(rb'\s*"?_id"?(.)"?_labels"?\1')
_APOC_ENDS = ("_start", "_end", "_type")
_PART = re.compile(
    r"(?P<name>.*?):(?P<part>ID|START_ID|END_ID|LABEL|TYPE|IGNORE)(?:\((?P<space>[^()]*)\))?"
    r"(?:\{[^{}]*\})?"
)
_TYPED = re.compile(
    r"(?P<name>.+?):(?:int|long|float|double|boolean|byte|short|char|string|point|date|localtime"
    r"|time|localdatetime|datetime|duration|vector)(?:\{[^{}]*\})?(?P<array>\[\])?"
)
_ENDS = ("START_ID", "END_ID")
_HEADER_FILE = re.compile(r"(?i)[-_.]?headers?$")
_HEAD = 4_096
_SHIPPED = "neo4j-relationships"
_REFUSED, _SHOWN = 100, 2_000
_Row: TypeAlias = tuple[int, list[str]]
_RefusedRow: TypeAlias = tuple[int, Message, str]
"""The line, why it is no row, and its text."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file of an import: what it is called, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: the name of a property, or which part of a node or a relationship it is."""

    name: str
    part: str = ""
    space: str = ""
    array: bool = False


def is_apoc_csv(start: bytes) -> bool:
    """Say whether a text begins as the one file of CSV that APOC exports.

    >>> is_apoc_csv(b'"_id","_labels","name","_start","_end","_type"')
    True
    >>> is_apoc_csv(b"_id,name")
    False
    """
    head = start[:_HEAD]
    return bool(_APOC.match(head)) and all(name.encode() in head for name in _APOC_ENDS)


def is_import_header(start: bytes) -> bool:
    """Say whether a text begins with the header of a file for ``neo4j-admin``.

    >>> is_import_header(b"personId:ID(Person),name,:LABEL"), is_import_header(b"ID,name")
    (True, False)
    >>> is_import_header(b":START_ID;:END_ID;:TYPE;amount:float")
    True
    """
    return bool(_columns(_header(start)))


def tells_relationships(start: bytes) -> bool:
    """Say whether a text begins with the header of a file of relationships.

    >>> tells_relationships(b":START_ID,:END_ID"), tells_relationships(b":ID,name")
    (True, False)
    """
    return {column.part for column in _columns(_header(start))} >= set(_ENDS)


def is_header_file(name: str) -> bool:
    """Say whether a file is called as one that holds a header alone.

    >>> is_header_file("import/persons-header.csv"), is_header_file("persons.csv")
    (True, False)
    """
    return _HEADER_FILE.search(_stem(name)) is not None


def is_foreign_import(start: bytes, *, alone: bool = True) -> bool:
    """Say whether a text is of an import that the layouts of kg do not read whole.

    They read ids without spaces, labels, types, and what is said of people and telephones. A file
    of nodes that is ``alone`` must have labels or a space: else it may be a table of anything.

    >>> is_foreign_import(b":START_ID,:END_ID,:TYPE"), is_foreign_import(b":ID,:LABEL,name")
    (False, False)
    >>> is_foreign_import(b":START_ID,:END_ID,:TYPE,amount"), is_foreign_import(b"p:ID(P),name")
    (True, True)
    >>> is_foreign_import(b"p:ID,:LABEL"), is_foreign_import(b"device:ID,amount,time")
    (True, False)
    """
    header = _header(start)
    columns = _columns(header)
    if not columns:
        return False
    parts = {column.part: column for column in columns if column.part}
    if any(column.space for column in columns):
        return True
    if "ID" in parts and "LABEL" in parts:
        return parts["ID"].name not in ("", "id", "nodeId")
    if "ID" in parts:
        return not alone
    known = {name for column in find_layout(_SHIPPED).columns.values() for name in column.names}
    return not set(filter(None, header)) <= known


def read_apoc_csv(text: str, where: str, limits: Limits, words: WordsOf = no_words) -> RecordList:
    """Return the nodes and relationships of a file that APOC exported, each at its line.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is no CSV.
    """
    network = NetworkRecords(where, limits)
    rows = _rows(text, where, limits, network.refused)
    _, header = next(rows, (0, list[str]()))
    if "_id" not in header:
        raise FormatError(Message("no-header-of-an-import"), where=where)
    for line, row in rows:
        shown = _shown(row)
        if len(row) != len(header):
            network.refused.append((line, _wrong_width(row, header), shown))
            continue
        cells = {name: cell for name, cell in zip(header, row, strict=True) if cell}
        said = {
            name: _values(cell) for name, cell in cells.items() if name not in ("_id", *_APOC_ENDS)
        }
        ends = (cells.get("_start", ""), cells.get("_end", ""))
        if any(ends) or "_type" in cells:
            word = cells.get("_type", "")
            network.edge(line, "", ends, {"label": [word], **said}, shown, word or "edge")
        else:
            labels = [one for one in cells.get("_labels", "").split(":") if one]
            said = {"labels": labels, **{n: t for n, t in said.items() if n != "_labels"}}
            network.node(line, cells.get("_id", ""), said, shown, labels or ["node"])
    return network.records(words)


def read_import_file(
    text: str, where: str, limits: Limits, words: WordsOf = no_words
) -> RecordList:
    """Return the nodes of a file of an import that came alone; see :func:`read_import`.

    Raises:
        FormatError: It is no CSV, or has relationships whose nodes are in other files.
    """
    if not any(column.part == "ID" for column in _columns(_first_row(text[:_HEAD]))):
        raise FormatError(Message("relationships-alone"), where=where, hint=Message("zip-import"))
    return read_import([ImportFile(where, text)], where, limits, words)[where]


def read_import(
    files: Sequence[ImportFile], where: str, limits: Limits, words: WordsOf = no_words
) -> dict[str, RecordList]:
    """Return the nodes and relationships of the files of one import, by the name of each file.

    Args:
        files: The files; one is of a header alone where those that it heads are among them.
        where: What errors call them together.
        limits: The largest sizes.
        words: What a person says of the words in them.

    Raises:
        FormatError: One is no CSV.
    """
    network = NetworkRecords(where, limits)
    headed = list(_headed(files, limits))
    for number, (file, header, rows, refused) in enumerate(headed):
        columns = _columns(header)
        network.refused += [(n * len(headed) + number, why, shown) for n, why, shown in refused]
        for line, row in rows:
            place = line * len(headed) + number
            if len(row) != len(columns):
                network.refused.append((place, _wrong_width(row, header), _shown(row)))
            else:
                _take(network, place, file.name, list(zip(columns, row, strict=True)))
    every = network.records(words)
    found = {
        file.name: RecordList(every.columns, limits, repeated=every.repeated) for file, *_ in headed
    }
    for record in every.records:
        line, number = divmod(record.place, len(headed))
        found[headed[number][0].name].records.append(replace(record, place=line))
    for warning in every.warnings if headed else ():
        found[headed[0][0].name].warn(warning)
    return found


def _headed(
    files: Sequence[ImportFile], limits: Limits
) -> Iterator[tuple[ImportFile, list[str], list[_Row], list[_RefusedRow]]]:
    """Yield each file with its header, which may be another file, its rows and what is none."""
    heads: dict[str, list[str]] = {}
    bare: list[tuple[ImportFile, list[_Row], list[_RefusedRow]]] = []
    for file in files:
        refused: list[_RefusedRow] = []
        rows = list(_rows(file.text, file.name, limits, refused))
        if refused and not rows:
            line, why, _ = refused[0]
            raise FormatError(why, where=f"{file.name} line {line}")
        if rows and _columns(rows[0][1]):
            if len(rows) == 1 and is_header_file(file.name):
                heads[_HEADER_FILE.sub("", _stem(file.name))] = rows[0][1]
            yield file, rows[0][1], rows[1:], refused
        elif rows:
            bare.append((file, rows, refused))
    for file, rows, refused in bare:
        stem = max(
            (one for one in heads if _stem(file.name).startswith(one)), key=len, default=None
        )
        if stem is None:
            raise FormatError(Message("no-header-of-an-import"), where=file.name)
        yield file, heads[stem], rows, refused


def _take(
    network: NetworkRecords, place: int, file: str, row: Sequence[tuple[_Column, str]]
) -> None:
    shown = _shown([cell for _, cell in row])
    said = {
        column.name: cell.split(";") if column.array else [cell]
        for column, cell in row
        if column.name and cell and column.part not in ("LABEL", "TYPE", "IGNORE", *_ENDS)
    }
    parts = {column.part: (column, cell) for column, cell in row if column.part}
    if "START_ID" in parts or "END_ID" in parts:
        ends = [_id(*parts[end]) if end in parts else "" for end in _ENDS]
        word = parts["TYPE"][1] if "TYPE" in parts else _stem(file)
        network.edge(place, "", (ends[0], ends[1]), {"label": [word], **said}, shown, word)
        return
    labels = [one for _, cell in (parts[p] for p in ("LABEL",) if p in parts)
              for one in cell.split(";") if one] or [_stem(file)]  # fmt: skip
    id_ = _id(*parts["ID"])
    network.node(place, id_, {"labels": labels, **said}, shown, labels)


def _id(column: _Column, cell: str) -> str:
    """Return an id as it holds in all files: with its space, where it has one."""
    return f"{column.space}:{cell}" if cell and column.space else cell


def _columns(header: Sequence[str]) -> list[_Column]:
    """Return the columns that a header of an import names; nothing where it is none."""
    columns = [_column(cell.strip()) for cell in header]
    parts = {column.part for column in columns}
    return columns if "ID" in parts or parts >= set(_ENDS) else []


def _column(cell: str) -> _Column:
    if part := _PART.fullmatch(cell):
        return _Column(part["name"], part["part"], part["space"] or "")
    if typed := _TYPED.fullmatch(cell):
        return _Column(typed["name"], array=bool(typed["array"]))
    return _Column(cell)


def _rows(text: str, where: str, limits: Limits, refused: list[_RefusedRow]) -> Iterator[_Row]:
    """Yield the rows of a text, each with the line on which it begins; blank ones are left out.

    A line whose quotes do not end is refused, and reading goes on with the line behind it.

    Raises:
        FormatError: There are more such lines than a file has by mistake.
    """
    csv.field_size_limit(limits.field_bytes)
    text = text.removeprefix("\ufeff")
    lines = io.StringIO(text, newline="").readlines()
    delimiter = _delimiter(text[:_HEAD])
    begin = 0
    while begin < len(lines):
        first = begin
        reader = csv.reader(islice(lines, first, None), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield begin + 1, row
                begin = first + reader.line_num
        except csv.Error as error:
            why = Message("is-no-csv", error=str(error))
            if len(refused) == _REFUSED:
                raise FormatError(why, where=f"{where} line {begin + 1}") from error
            refused.append((begin + 1, why, lines[begin].rstrip("\r\n")[:_SHOWN]))
            begin += 1


def _header(start: bytes) -> list[str]:
    """Return the cells of the first line of a text; nothing of what is none."""
    head = start[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return [] if b"\0" in head else _first_row(head.decode("utf-8", "replace"))


def _first_row(text: str) -> list[str]:
    line = text.lstrip("\r\n ").split("\n", 1)[0].rstrip("\r")
    with suppress(csv.Error, StopIteration):
        return next(csv.reader([line], delimiter=_delimiter(line)))
    return []


def _delimiter(text: str) -> str:
    line = text.lstrip("\r\n ").split("\n", 1)[0]
    return max(_DELIMITERS, key=lambda one: (line.count(one), -_DELIMITERS.index(one)))


def _values(cell: str) -> list[str]:
    """Return the texts of a cell: APOC writes an array as JSON."""
    if cell.startswith("["):
        with suppress(ValueError):
            return texts_of(json.loads(cell))
    return [cell]


def _wrong_width(row: Sequence[str], header: Sequence[str]) -> Message:
    return Message("cells-of-a-row", found=len(row), wanted=len(header))


def _shown(row: Sequence[str]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _stem(name: str) -> str:
    return re.sub(r"(?i)\.(csv|tsv|txt)$", "", name.rpartition("/")[2])
