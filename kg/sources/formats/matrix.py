"""Adjacency matrices: the first row and the first column name the same things, in one order.

A cell that is neither blank nor zero is a tie, from the row's thing to the column's; its place is
which cell of the matrix it is, row by row. A matrix that is its own mirror says nothing of
directions, and each pair is told once. Source: the exchange of networks as tables in UCINET
(Borgatti, Everett and Freeman 2002), and the matrices of mcmacdonald/criminal-networks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList

COLUMNS = ("matrix row", "matrix column", "weight")
_CORNER = re.compile(r"(?:\"\"|'')?([,;\t|])")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?")
_FEWEST = 2
"""Things that a matrix is of at least."""


def is_matrix(start: bytes) -> bool:
    r"""Say whether a text begins as a matrix: each row named as the column of its number.

    >>> is_matrix(b",a,b\na,0,1\nb,1,0\n"), is_matrix(b",a,b\n1,0,1\n2,1,0\n")
    (True, False)
    """
    text = start.decode("utf-8", "replace")
    if not _CORNER.match(text):
        return False
    rows = [row for row in _rows(text) if row]
    # the start of a long file ends inside a row
    whole = rows if text.endswith("\n") or len(start) < _SHORT else rows[:-1]
    if len(whole) < _FEWEST or len(whole[0]) <= _FEWEST or len(whole) > len(whole[0]):
        return False
    names = whole[0]
    return all(
        len(row) == len(names)
        and row[0].strip() == names[number].strip()
        and all(not cell.strip() or _NUMBER.fullmatch(cell.strip()) for cell in row[1:])
        for number, row in enumerate(whole[1:], 1)
    )


_SHORT = 32 * 1024
"""A start of so many bytes may be only the start of a file."""


def _rows(text: str) -> Iterator[list[str]]:
    corner = _CORNER.match(text)
    return csv.reader(io.StringIO(text, newline=""), delimiter=corner[1] if corner else ",")


def read_matrix(text: str, where: str, limits: Limits) -> RecordList:
    """Return the ties of a matrix.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.

    Raises:
        FormatError: Two columns have one name, or the cells cannot be told apart.
    """
    try:
        rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FormatError(Message("matrix-not-read", error=str(error)), where=where) from error
    if not rows:
        raise FormatError(Message("it-is-empty"), where=where)
    names = [cell.strip() for cell in rows[0][1:]]
    if twice := next((name for name in names if names.count(name) > 1 or not name), None):
        raise FormatError(Message("matrix-name-twice", name=repr(twice)), where=where)
    found = RecordList(COLUMNS, limits)
    ties: dict[tuple[int, int], tuple[int, str]] = {}
    for number, row in enumerate(rows[1:]):
        _read_row(found, ties, names, number, row)
    weights = {ends: Decimal(text) for ends, (_, text) in ties.items()}
    mirrored = all(weights.get((b, a)) == weight for (a, b), weight in weights.items())
    for (a, b), (place, weight) in ties.items():
        if not mirrored or a <= b:
            cells = dict(zip(COLUMNS, (names[a], names[b], weight), strict=True))
            found.add(place, cells, ",".join(cells.values()))
    found.records.sort(key=lambda record: record.place)
    found.warn(Message("matrix-mirrored" if mirrored else "matrix-directed", count=len(names)))
    return found


def _read_row(
    found: RecordList,
    ties: dict[tuple[int, int], tuple[int, str]],
    names: Sequence[str],
    number: int,
    row: Sequence[str],
) -> None:
    """Keep the ties of a row by its number and the column's; refuse what cannot be one."""
    first = number * len(names) + 1
    written = ",".join(row)
    if number >= len(names) or row[0].strip() != names[number]:
        found.refuse(first, "name", Message("matrix-row-not-as-column"), written)
        return
    if len(row) != len(names) + 1:
        what = Message("matrix-row-width", found=len(row) - 1, wanted=len(names))
        found.refuse(first, "columns", what, written)
        return
    for column, cell in enumerate(row[1:]):
        weight = cell.strip()
        if weight and not _NUMBER.fullmatch(weight):
            what = Message("matrix-cell-not-number", text=repr(weight[:40]))
            found.refuse(first + column, "number", what, f"{row[0]},{names[column]},{weight}")
        elif weight and Decimal(weight):
            ties[number, column] = (first + column, weight)
