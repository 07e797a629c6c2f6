"""What tables a file holds: text, packed text, members of a zip, sheets of a workbook, pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.errors import FormatError, LayoutError, NotATableError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.delimited import read_table
from kg.sources.detect_layout import Detection, TableContext, choose
from kg.sources.formats import RecordFormat, format_of, read_bytes, read_text
from kg.sources.layout import Layout
from kg.sources.layout_files import find_layout, layouts
from kg.sources.record_lists import form_of, read_records
from kg.sources.row_files import RowPart
from kg.sources.source_file import WORKBOOKS, SourceFile, check_name, kind_of, no_table, text_form
from kg.sources.tables import SourceTable
from kg.sources.text_stream import Restart, TextStream
from kg.sources.title_lines import check_titles
from kg.sources.unpack import Packed, gunzip, members, zip_kind


@dataclass(slots=True)
class Chooser:
    """Chooses the layout of each table of one file; a layout named by hand is the only choice.

    ``answers`` are a person's, by what a layout may ask (``account``); ``kept`` are layouts of a
    person's own, for files of just their header.
    """

    named: str | None
    where: str
    answers: Mapping[str, str] = field(default_factory=dict)
    kept: Sequence[Layout] = ()
    warnings: list[Message] = field(default_factory=list)
    encoding: str = ""
    content_sha256: str = ""

    def layouts(self) -> Sequence[Layout]:
        """Return the layouts that may be chosen."""
        return (find_layout(self.named),) if self.named else (*self.kept, *layouts())

    def of(self, where: str) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a table at a place."""
        return lambda rows: self._chosen(rows, where)

    def _chosen(self, rows: Sequence[Sequence[str]], where: str) -> Detection:
        context, forced = TableContext(where, self.answers), bool(self.named)
        detection = choose(rows, self.layouts(), where, forced, context)
        check_titles(detection.chosen, rows[: detection.chosen.row], where)
        return detection

    def of_format(
        self, where: str, found: RecordFormat
    ) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a file of a format, whose columns only its own layout knows."""
        layout, context = find_layout(self.named or found.layout), TableContext(where, self.answers)
        return lambda rows: choose(rows, (layout,), where, True, context)


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
    head = source.head(_HEAD)
    kind = "text" if format_of(head) else kind_of(head)
    if kind == "zip":
        kind = zip_kind(source.path)
    check_name(source.name, kind)
    if kind in WORKBOOKS:
        yield from _sheets(source, kind, chooser, limits)
    elif kind == "PDF":
        yield from _pages(source, chooser, limits)
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
        found = format_of(next(blocks(), b""))
        if found and found.is_bytes:
            choice = chooser.of_format(where, found)
            return read_bytes(found, blocks(), member, where, choice, limits, encoding or "")
        if not streams:
            streams.append(TextStream(blocks, where, encoding))
        chooser.encoding = streams[0].encoding.name
        head = _head(streams[0])
        if found := format_of(head):
            choice = chooser.of_format(where, found)
            if found.is_bytes:  # known only now that it is decoded: what it declares is past
                blocks_of = streams[0].blocks()
                return read_bytes(found, blocks_of, member, where, choice, limits, "utf-8")
            return read_text(found, streams[0], member, where, choice, limits)
        if form := form_of(head):
            return read_records(streams[0], form, member, where, chooser.of(where), limits)
        try:
            return read_table(streams[0], member, where, chooser.of(where), limits)
        except (FormatError, LayoutError):
            if chooser.named or not (kind := text_form(head)):
                raise
        raise no_table(kind, where)

    return Opened(open_table)


_HEAD = 64 * 1024
"""How much of a file is looked at to know its format."""


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
    if member.kind == "text" or format_of(next(member.blocks(), b"")):
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


def _pages(source: SourceFile, chooser: Chooser, limits: Limits) -> Iterator[Opened]:
    from kg.sources.pdf_table import tables_of

    known, choose = Chooser.of(chooser, chooser.where), chooser.of(chooser.where)
    for table in tables_of(source.path, known, choose, chooser.warnings, limits):
        yield Opened(lambda table=table: table)  # type: ignore[misc]
