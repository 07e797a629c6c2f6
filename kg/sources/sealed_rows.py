"""Rows of leaked data on their way in: no text of theirs is written anywhere, not for a moment.

A cell becomes the keyed hashes of the telephones or identity numbers in it, the sign for what
could not be read, or the sign for a filled cell; a blank one stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kg.masking.numbering import keyed_hash
from kg.sources.detect_layout import own_names, plain_header
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.tables import Job, SourceTable
from kg.values import Refused
from kg.values.identities import parse_resident_id
from kg.values.phones import PLAIN_MOBILE, normal_phone

if TYPE_CHECKING:
    import pyarrow as pa

FILLED, UNREAD = "1", "?"
"""What stands for a text that is there, and for a number that could not be read."""
SORTS = {"phone": "phone", "certificate": "residentId"}
"""The types of columns whose numbers are hashed, and the sort of the hash."""
OF_READER = "file"
"""The column that a reader of records adds to what the file has."""
_EDGES = "\t\r\n \u00a0\u3000\ufeff'`\""
_APART = re.compile(r"[\s,;/|、，；／]+")
_PLAIN_MOBILE = re.compile(PLAIN_MOBILE)


def sealed(table: SourceTable, key: bytes) -> SourceTable:
    """Return the table with its rows sealed, under names that are no text of the file's rows."""
    columns = [column for _, column in sealed_columns(table)]
    seal = _Seal(key, columns, table.detection.chosen.layout.blank)
    jobs: Iterator[Job] = (partial(seal.batch, job) for job in table.jobs)
    return replace(table, names=[name for name, _ in sealed_columns(table)], jobs=jobs)


def sealed_columns(table: SourceTable) -> list[tuple[str, LayoutColumn | None]]:
    """Return the file's columns: a header that the layout knows as it stands, others by number."""
    known = _headers(table.detection.chosen.layout)
    header = table.detection.chosen.header
    columns = [known.get(plain_header(text)) for text in header]
    names = [text if column else "" for text, column in zip(header, columns, strict=True)]
    return list(zip(own_names(names), columns, strict=True))


def _headers(layout: Layout) -> dict[str, LayoutColumn]:
    pairs = [(plain_header(n), column) for column in layout.columns.values() for n in column.names]
    return dict(reversed(pairs))


@dataclass(frozen=True, slots=True)
class _Seal:
    """What is done to each column of a table, block by block."""

    key: bytes
    columns: Sequence[LayoutColumn | None]
    blank: Sequence[str]

    def batch(self, job: Job) -> pa.RecordBatch:
        """Return the sealed rows of a block: their numbers stay."""
        import pyarrow as pa

        rows, *cells = (clear := job()).columns
        marks = [self._marks(cell, of) for cell, of in zip(cells, self.columns, strict=True)]
        return pa.record_batch([rows, *marks], names=clear.schema.names)

    def _marks(self, cells: pa.Array, column: LayoutColumn | None) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        bare = pc.utf8_trim(cells, _EDGES)
        blank = pc.is_in(bare, pa.array(["", *self.blank]))
        bare = pc.if_else(blank, pa.scalar(None, pa.string()), bare)
        if column is None or column.type not in SORTS:
            return pc.if_else(pc.is_valid(bare), FILLED, pa.scalar(None, pa.string()))
        each = bare.dictionary_encode()
        hashes = [self._hashes(text, column.type) for text in each.dictionary.to_pylist()]
        return pa.array(hashes, pa.string()).take(each.indices)

    def _hashes(self, text: str, kind: str) -> str:
        sort = SORTS[kind]
        hashes = [keyed_hash(self.key, sort, number) for number in _numbers(text, _READERS[kind])]
        return " ".join(dict.fromkeys(hashes)) or UNREAD


def _numbers(text: str, read: Callable[[str], str]) -> list[str]:
    """Return the number in a cell, or the several that stand apart in it."""
    whole = _read(text, read)
    pieces = [whole] if whole else [_read(piece, read) for piece in _APART.split(text)]
    return [number for number in pieces if number]


def _read(text: str, read: Callable[[str], str]) -> str:
    try:
        return read(text)
    except Refused:
        return ""


def _phone(text: str) -> str:
    return f"+86{text}" if _PLAIN_MOBILE.match(text) else normal_phone(text).text


def _resident_id(text: str) -> str:
    return parse_resident_id(text).text


_READERS = {"phone": _phone, "certificate": _resident_id}
