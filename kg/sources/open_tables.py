"""What tables a file holds: text, packed text, the members of a zip, the sheets of a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.errors import FormatError, LayoutError, NotATableError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.delimited import read_table
from kg.sources.detect_layout import Detection, choose
from kg.sources.layout import Layout
from kg.sources.layout_files import find_layout, layouts
from kg.sources.record_lists import form_of, read_records
from kg.sources.row_files import RowPart
from kg.sources.source_file import WORKBOOKS, SourceFile, check_name, kind_of, no_table, text_form
from kg.sources.tables import SourceTable
from kg.sources.text_stream import Restart, TextStream
from kg.sources.unpack import Packed, gunzip, members, zip_kind


@dataclass(slots=True)
class Chooser:
    """Chooses the layout of each table of one file; a layout named by hand is the only choice."""

    named: str | None
    where: str
    warnings: list[Message] = field(default_factory=list)
    encoding: str = ""
    content_sha256: str = ""

    def layouts(self) -> Sequence[Layout]:
        """Return the layouts that may be chosen."""
        return (find_layout(self.named),) if self.named else layouts()

    def of(self, where: str) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a table at a place."""
        return lambda rows: choose(rows, self.layouts(), where, forced=bool(self.named))


@dataclass(slots=True)
class Opened:
    """A table that can be read from its start, twice if its encoding was judged anew."""

    open: Callable[[], SourceTable]

    def tried(self) -> SourceTable:
        """Return the table as its head shows it."""
        try:
            return self.open()
        except Restart:
            return self.open()

    def kept(self, keep: Callable[[SourceTable], RowPart]) -> RowPart:
        """Return the part that ``keep`` makes of the table."""
        try:
            return keep(self.open())
        except Restart:
            return keep(self.open())


def tables(
    source: SourceFile, chooser: Chooser, limits: Limits, encoding: str | None
) -> Iterator[Opened]:
    """Yield the tables of a file in order."""
    kind = kind_of(source.head())
    if kind == "zip":
        kind = zip_kind(source.path)
    check_name(source.name, kind)
    if kind in WORKBOOKS:
        yield from _sheets(source, kind, chooser, limits)
    elif kind == "zip":
        for member in members(source.path, limits, chooser.warnings):
            yield from _member(member, chooser, limits, encoding)
    elif kind == "gzip":
        yield _text(lambda: _gunzipped(source, chooser, limits), "", chooser, limits, encoding)
    else:
        yield _text(source.blocks, "", chooser, limits, encoding)


def _gunzipped(source: SourceFile, chooser: Chooser, limits: Limits) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for block in gunzip(source.blocks(), limits, source.name):
        digest.update(block)
        yield block
    chooser.content_sha256 = digest.hexdigest()


def _text(
    blocks: Callable[[], Iterator[bytes]],
    member: str,
    chooser: Chooser,
    limits: Limits,
    encoding: str | None,
) -> Opened:
    where = f"{chooser.where}#{member}" if member else chooser.where
    streams: list[TextStream] = []

    def open_table() -> SourceTable:
        if not streams:
            streams.append(TextStream(blocks, where, encoding))
        chooser.encoding = streams[0].encoding.name
        head = _head(streams[0])
        if form := form_of(head):
            return read_records(streams[0], form, member, where, chooser.of(where), limits)
        try:
            return read_table(streams[0], member, where, chooser.of(where), limits)
        except (FormatError, LayoutError):
            if chooser.named or not (kind := text_form(head)):
                raise
        raise no_table(kind, where)

    return Opened(open_table)


def _head(text: TextStream) -> bytes:
    """Return the first block, read again where its encoding had to be judged anew."""
    try:
        return next(text.blocks(), b"")
    except Restart:
        return next(text.blocks(), b"")


def _member(
    member: Packed, chooser: Chooser, limits: Limits, encoding: str | None
) -> Iterator[Opened]:
    where = f"{chooser.where}#{member.label}"
    if member.kind == "text":
        opened = _text(member.blocks, member.label, chooser, limits, encoding)
        try:
            opened.tried()
        except (LayoutError, NotATableError) as error:
            chooser.warnings.append(Message("member-not-read", reason=error.message))
            return
        yield opened
    elif member.kind in ("xls", "zip"):
        what = Message("workbook-in-zip-not-read")
        chooser.warnings.append(Message("at-place", where=where, what=what))
    else:
        what = Message("no-table-not-read", kind=member.kind)
        chooser.warnings.append(Message("at-place", where=where, what=what))


def _sheets(source: SourceFile, kind: str, chooser: Chooser, limits: Limits) -> Iterator[Opened]:
    from kg.sources.workbook import sheets

    for table in sheets(source.path, kind, chooser.of, chooser.warnings, limits):
        yield Opened(lambda table=table: table)  # type: ignore[misc]
