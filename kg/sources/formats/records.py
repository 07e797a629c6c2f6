"""What a reader of statements or messages finds: records by name, each at its place in the file.

A record becomes a row of a table, and a layout says what the row means: so problems, evidence and
unread columns are those of any other table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.errors import LimitExceeded
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection, own_names
from kg.sources.tables import SourceTable, Tally

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 8_192
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_NEVER_IN_TEXT = re.compile("[\0\ud800-\udfff]")
"""NUL, and half of a pair: no file or database can hold either."""


@dataclass(frozen=True, slots=True)
class FormatRecord:
    """A record, its texts by column; or, with a ``reason``, what should be one and cannot be.

    Args:
        place: Its line, or which entry of the file it is; both count from 1.
        cells: The texts by column; blank ones may be left out.
        text: The record as it stands, for a problem.
        code: The sort of problem.
        reason: Why it is none.
    """

    place: int
    cells: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    code: str = ""
    reason: Message | None = None


@dataclass(slots=True)
class RecordList:
    """The records of a file in its order, what is skipped, and what is to be said of it all.

    Args:
        columns: Every column that a record may have.
        limits: The largest sizes; of them ``field_bytes`` holds for each text.
    """

    columns: Sequence[str]
    limits: Limits = LIMITS
    records: list[FormatRecord] = field(default_factory=list)
    skipped: list[tuple[int, Message]] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    repeated: frozenset[str] = frozenset()
    """Columns that only say again, under the file's own names, what stands in others."""
    reader: str = ""
    """What tells how its places are named, where the format has several ways."""
    _unnamed: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Leave out columns whose names no text can hold: a record with one is refused."""
        self._unnamed = {name for name in self.columns if not can_be_text(name)}
        self.columns = tuple(name for name in self.columns if name not in self._unnamed)

    def add(self, place: int, cells: Mapping[str, str], text: str) -> None:
        """Add a record; one that no table can hold is refused."""
        if not can_be_text("".join(cells.values())) or self._unnamed & cells.keys():
            self.refuse(place, "control", Message("holds-what-no-text-can"), text)
            return
        for column, cell in cells.items():
            if len(cell) * 4 > self.limits.field_bytes < len(cell.encode()):
                limit, size = self.limits.field_bytes, len(cell.encode())
                what = Message("field-too-long", column=repr(column), size=size, limit=limit)
                self.refuse(place, "field_too_long", what, text)
                return
        self.records.append(FormatRecord(place, cells))

    def refuse(self, place: int, code: str, reason: Message, text: str) -> None:
        """Add what should be a record and cannot be one."""
        shown = _NEVER_IN_TEXT.sub("\ufffd", text)
        self.records.append(FormatRecord(place, {}, shown, code, reason))

    def skip(self, place: int, reason: Message) -> None:
        """Count a part of the file that is rightly no record."""
        self.skipped.append((place, reason))

    def warn(self, what: Message) -> None:
        """Say something of the file once."""
        if what not in self.warnings:
            self.warnings.append(what)


def can_be_text(text: str) -> bool:
    r"""Say whether a text can be stored: JSON can write halves of letters, which no text holds.

    >>> can_be_text("a"), can_be_text("\ud83d")
    (True, False)
    """
    return _NEVER_IN_TEXT.search(text) is None


def as_table(found: RecordList, member: str, reader: str, detection: Detection) -> SourceTable:
    """Return the records as a table whose header stands before the first of them."""
    tally = Tally(member, sealed=detection.chosen.layout.sealed)
    for place, reason in found.skipped:
        tally.skip(place, reason)
    for record in found.records:
        if record.reason:
            tally.refuse(record.place, record.code, record.reason, record.text)
    good = [record for record in found.records if not record.reason]
    tally.read = len(found.records) + len(found.skipped)
    tally.rows = len(good)
    names = own_names(found.columns)
    jobs = (
        lambda some=good[start : start + _BATCH]: _batch(some, found.columns, names)
        for start in range(0, len(good), _BATCH)
    )
    return SourceTable(
        member,
        found.reader or reader,
        detection,
        0,
        names,
        tally,
        jobs,
        warnings=list(found.warnings),
        repeated=frozenset(
            n for c, n in zip(found.columns, names, strict=True) if c in found.repeated
        ),
    )


def _batch(
    records: Sequence[FormatRecord], columns: Sequence[str], names: list[str]
) -> pa.RecordBatch:
    import pyarrow as pa

    places = pa.array([record.place for record in records], pa.int64())
    cells = [pa.array([r.cells.get(c) or None for r in records], pa.string()) for c in columns]
    return pa.record_batch([places, *cells], names=["row_no", *names])


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text as editors count them: by LF, CRLF or CR alone.

    >>> lines_of("a\r\nb\x0b\n")
    ['a', 'b\x0b']
    """
    lines = _LINE_BREAK.split(text)
    return lines[:-1] if lines and not lines[-1] else lines


def check_size(size: int, where: str, limits: Limits) -> None:
    """Refuse a file that is read whole and is too large for that.

    Raises:
        LimitExceeded: It has more bytes than ``records_bytes``.
    """
    if size > limits.records_bytes:
        what = Message("more-than-records-bytes", limit=limits.records_bytes)
        raise LimitExceeded(what, where=where)
