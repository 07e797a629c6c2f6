"""What tables a file holds: text, packed text, members of a zip, sheets of a workbook, pages."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kg.errors import FormatError, LayoutError, NotATableError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.chooser import Chooser
from kg.sources.delimited import DELIMITERS, first_rows, read_table
from kg.sources.detect_layout import TableContext, choose
from kg.sources.formats import (
    IMPORT,
    NODE_LINK,
    OWN_TABLE,
    as_record_table,
    format_of,
    read_bytes,
    read_text,
)
from kg.sources.formats.json_records import (
    has_parts,
    is_json_lines,
    lists_beside,
    read_json_lines,
    record_paths,
    records_at,
)
from kg.sources.formats.json_text import parse_json
from kg.sources.formats.neo4j_csv import (
    ImportFile,
    is_foreign_import,
    is_header_file,
    is_import_header,
    read_import,
    tells_relationships,
)
from kg.sources.formats.networks import NetworkRecords
from kg.sources.formats.nodelink import holds_graph
from kg.sources.formats.records import RecordList, as_table, check_size
from kg.sources.layout import GraphWords, Layout
from kg.sources.parquet_rows import READER, read_parquet
from kg.sources.reading_result import NO_LAYOUT
from kg.sources.record_lists import form_of, read_records
from kg.sources.row_files import RowPart
from kg.sources.sections import cut_text
from kg.sources.source_file import (
    ONE_C,
    WORKBOOKS,
    SourceFile,
    check_kind,
    kind_of,
    no_table,
    text_form,
)
from kg.sources.tables import Refusal, SourceTable
from kg.sources.text_stream import Restart, TextStream
from kg.sources.unpack import Packed, gunzip, members, zip_kind
from kg.text import visible


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
    check_kind(kind, source.name)
    if kind in WORKBOOKS:
        yield from _sheets(source.path, kind, chooser, limits)
    elif kind == READER:
        where = chooser.where
        told = chooser.columns
        yield Opened(lambda: read_parquet(source.path, where, chooser.of(where), limits, told))
    elif kind == "PDF":
        yield from _pages(source, chooser, limits)
    elif kind == "zip":
        packed = members(source.path, limits, chooser.warnings)
        chooser.several = len(packed) > 1
        if _is_import(packed, chooser):
            yield from _import(packed, chooser, limits, encoding)
            return
        for member in packed:
            yield from _member(member, chooser, limits, encoding)
    elif kind == "gzip":
        blocks = lambda: _gunzipped(source, chooser, limits)  # noqa: E731
        yield from _texts(blocks, "", chooser, limits, encoding)
    else:
        yield from _texts(source.blocks, "", chooser, limits, encoding)


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
        if own := chooser.of_json():
            return _by_path(own, blocks, member, where, chooser, limits, encoding)
        found = format_of(next(blocks(), b""))
        if found and found.is_bytes:
            choice = chooser.of_format(where, found)
            words = chooser.words_of(where)
            return read_bytes(found, blocks(), member, where, choice, limits, encoding or "", words)
        if text_form(next(blocks(), b"")[:_HEAD]) == ONE_C:  # whatever its encoding is
            raise no_table(ONE_C, where)
        if not streams:
            streams.append(TextStream(blocks, where, encoding))
        chooser.encoding = streams[0].encoding.name
        head = _head(streams[0])
        if found := format_of(head):
            choice = chooser.of_format(where, found)
            if found.is_bytes:  # known only now that it is decoded: what it declares is past
                blocks_of = streams[0].blocks()
                words = chooser.words_of(where)
                return read_bytes(found, blocks_of, member, where, choice, limits, "utf-8", words)
            words = chooser.words_of(where)
            return read_text(found, streams[0], member, where, choice, limits, words)
        json = partial(_records_of_json, blocks, member, where, chooser, limits, encoding)
        return _plain_text(streams[0], head, member, where, chooser, limits, json)

    return Opened(open_table)


def _plain_text(
    text: TextStream, head: bytes, member: str, where: str, chooser: Chooser, limits: Limits,
    json: Callable[..., SourceTable],
) -> SourceTable:  # fmt: skip
    """Return the table of a text of no format: a list of records, or lines cut by a delimiter."""
    form = form_of(head)
    if form == "json" and chooser.parts_as_columns:
        return json(with_parts=True)
    if form:
        try:
            return read_records(text, form, member, where, chooser.of(where), limits)
        except LayoutError:
            if form != "json" or chooser.named:
                raise
        return json()
    kind = text_form(head)
    if kind == "JSON" and chooser.takes_graphs and not _LOG_LINE.match(head.lstrip()):
        return json()
    try:
        return read_table(text, member, where, chooser.of(where), limits)
    except (FormatError, LayoutError):
        if chooser.named or not kind:
            raise
    raise no_table(kind, where)


def _by_path(
    own: Sequence[Layout], blocks: Callable[[], Iterator[bytes]], member: str, where: str,
    chooser: Chooser, limits: Limits, encoding: str | None,
) -> SourceTable:  # fmt: skip
    """Return the records of a JSON file by the first layout whose path leads to some that it fits.

    Raises:
        FormatError: No path does.
    """
    text = _whole(blocks, where, chooser, limits, encoding)
    lines = read_json_lines(text, where, limits) if is_json_lines(text) else None
    document = None if lines else parse_json(text, where, limits)
    paths = [] if lines else record_paths(document)
    errors: list[FormatError | LayoutError] = []
    for layout in own:
        try:
            if lines and layout.records == ".":
                records = lines
            else:
                records = records_at(document, layout.records, where, limits)
                _name_unread(records, layout.records, paths)
            context = TableContext(where, chooser.answers)
            detection = choose(_first_records(records), [layout], where, True, context)
            return as_table(records, member, records.reader, detection)
        except (FormatError, LayoutError) as error:
            errors.append(error)
    raise errors[0]


def _records_of_json(
    blocks: Callable[[], Iterator[bytes]], member: str, where: str, chooser: Chooser,
    limits: Limits, encoding: str | None, *, with_parts: bool = False,
) -> SourceTable:  # fmt: skip
    """Return the longest list of records of a JSON file that a layout fits.

    With ``with_parts`` a list whose objects have no parts is read as a table of their names.

    Raises:
        LayoutError: No layout fits any list.
        NotATableError: The file has no list of objects.
    """
    if kept := [one for one in chooser.kept if one.records]:
        with suppress(FormatError, LayoutError):
            return _by_path(kept, blocks, member, where, chooser, limits, encoding)
    text = _whole(blocks, where, chooser, limits, encoding)
    if is_json_lines(text):
        if chooser.lists_passed:
            raise no_table("JSON", where)
        records = read_json_lines(text, where, limits)
        detection = chooser.of(where)(_first_records(records))
        return as_table(records, member, records.reader, detection)
    document = parse_json(text, where, limits)
    if chooser.takes_graphs and not chooser.lists_passed and holds_graph(document):
        stream = TextStream(lambda: iter([text.encode()]), where, "utf-8")
        choice, words = chooser.of_format(where, NODE_LINK), chooser.words_of(where)
        return read_text(NODE_LINK, stream, member, where, choice, limits, words)
    errors: list[LayoutError] = []
    paths = record_paths(document)
    for path in paths[chooser.lists_passed : LISTS_TRIED]:
        if path == "." and with_parts and not has_parts(document):
            stream = TextStream(lambda: iter([text.encode()]), where, "utf-8")
            return read_records(stream, "json", member, where, chooser.of(where), limits)
        records = records_at(document, path, where, limits)
        _name_unread(records, path, paths)
        try:
            detection = chooser.of(where)(_first_records(records))
        except LayoutError as error:
            errors.append(error)
            continue
        return as_table(records, member, records.reader, detection)
    raise errors[0] if errors else no_table("JSON", where)


def _name_unread(records: RecordList, path: str, paths: Sequence[str]) -> None:
    """Name the lists of a file that are not read, where a path leads to another one."""
    if others := lists_beside(path, paths):
        records.warn(Message("json-lists-not-read", paths=others[:LISTS_TRIED]))


def _whole(
    blocks: Callable[[], Iterator[bytes]], where: str, chooser: Chooser, limits: Limits,
    encoding: str | None,
) -> str:  # fmt: skip
    """Return a text that is read whole, and note its encoding.

    Raises:
        LimitExceeded: It has more bytes than ``records_bytes``.
    """
    stream = TextStream(blocks, where, encoding)
    try:
        text = _joined(stream, where, limits)
    except Restart:
        text = _joined(stream, where, limits)
    chooser.encoding = stream.encoding.name
    return text.decode().removeprefix("\ufeff")


def _joined(stream: TextStream, where: str, limits: Limits) -> bytes:
    blocks, size = list[bytes](), 0
    for block in stream.blocks():
        blocks.append(block)
        size += len(block)
        check_size(size, where, limits)
    return b"".join(blocks)


def _first_records(records: RecordList) -> list[list[str]]:
    first = [[r.cells.get(c, "") for c in records.columns] for r in records.records[:_CHOSEN_BY]]
    return [list(records.columns), *first]


_LOG_LINE = re.compile(rb"\[[^\]\n]{0,80}\][ \t]*[^\s,\]}]")
"""A line that begins with a stamp in brackets, and goes on as no JSON can."""
LISTS_TRIED = 20
"""How many lists of a JSON file are tried for one that a layout fits, the longest first."""
_CHOSEN_BY = 30
"""How many records of a list a layout is chosen by."""


def _texts(
    blocks: Callable[[], Iterator[bytes]],
    member: str,
    chooser: Chooser,
    limits: Limits,
    encoding: str | None,
) -> Iterator[Opened]:
    """Yield the one table of a text, or those of its sections where it is known to have several."""
    if not (cuts := chooser.cuts.get(member)):
        yield _text(blocks, member, chooser, limits, encoding)
        return
    where = f"{chooser.where}#{member}" if member else chooser.where
    stream = TextStream(blocks, where, encoding)
    try:
        data = b"".join(stream.blocks())
    except Restart:
        data = b"".join(stream.blocks())
    chooser.encoding = stream.encoding.name
    chooser.several = True
    for section in cut_text(data.removeprefix(b"\xef\xbb\xbf"), cuts):
        opened = Opened(
            lambda section=section: read_table(  # type: ignore[misc]
                section, member, where, chooser.of(where), limits, section.first
            )
        )
        try:
            opened.tried()
        except LayoutError as error:
            head = [text.split("\t") for text in section.data.decode().splitlines()[:1]]
            chooser.warnings.append(
                Message("section-not-read", row=section.first, reason=error.what)
            )
            reason = Message("table-not-read", reason=error.what)
            text = visible("\t".join(head[0]) if head else "")
            chooser.unread.append(Refusal(member, section.first, NO_LAYOUT, reason, text))
            continue
        yield opened


_NOTHING = b"\xef\xbb\xbf \t\r\n"
"""Bytes of a text that says nothing."""
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
        if chooser.cuts.get(member.label):
            yield from _texts(member.blocks, member.label, chooser, limits, encoding)
            return
        opened = _text(member.blocks, member.label, chooser, limits, encoding)
        if not any(block.strip(_NOTHING) for block in member.blocks()):
            empty = FormatError(Message("no-header-no-text"), where=where)
            chooser.warnings.append(Message("member-not-read", reason=empty.message))
            return
        try:
            opened.tried()
        except (LayoutError, NotATableError) as error:
            chooser.warnings.append(Message("member-not-read", reason=error.message))
            if isinstance(error, LayoutError):
                chooser.leave_out(member.label, 1, error, _first_rows(member.blocks, where, limits))
            return
        yield opened
    elif member.kind in ("xls", "zip", "HTML"):
        yield from _packed_sheets(member, chooser, limits)
    else:
        what = Message("no-table-not-read", kind=member.kind)
        chooser.warnings.append(Message("at-place", where=where, what=what))


def _is_import(packed: Sequence[Packed], chooser: Chooser) -> bool:
    """Say whether the members of a zip are the files of one import into Neo4j, to read together.

    Those that the layouts of kg read whole are not, unless somebody says what their words mean.
    """
    heads = [next(member.blocks(), b"") for member in packed if member.kind == "text"]
    if len(heads) < len(packed) or not any(map(is_import_header, heads)):
        return False
    headed = [is_import_header(head) for head in heads]
    are_all = all(headed) or any(map(is_header_file, (member.label for member in packed)))
    are_foreign = any(is_foreign_import(head, alone=False) for head in heads)
    return are_all and any(map(tells_relationships, heads)) and (chooser.says_words or are_foreign)


def _import(
    packed: Sequence[Packed], chooser: Chooser, limits: Limits, encoding: str | None
) -> Iterator[Opened]:
    """Yield the tables of the files of one import: what a relationship ties another file says."""
    files = []
    for member in packed:
        where = f"{chooser.where}#{member.label}"
        stream = TextStream(member.blocks, where, encoding)
        check_size(sum(one.size for one in packed), chooser.where, limits)
        try:
            text = b"".join(stream.blocks()).decode()
        except Restart:
            text = b"".join(stream.blocks()).decode()
        files.append(ImportFile(member.label, text))
        chooser.encoding = stream.encoding.name

    def words(network: NetworkRecords) -> GraphWords | None:
        told = [chooser.words_of(f"{chooser.where}#{file.name}")(network) for file in files]
        return told[0]

    for label, records in read_import(files, chooser.where, limits, words).items():
        where = f"{chooser.where}#{label}"
        choice = chooser.of_format(where, IMPORT)
        yield Opened(partial(as_record_table, IMPORT, records, label, where, choice))


def _first_rows(
    blocks: Callable[[], Iterator[bytes]], where: str, limits: Limits
) -> list[list[str]]:
    """Return the first rows of a text that no layout fits, cut by what cuts them most."""
    head = _head(TextStream(blocks, where, None))
    some = (first_rows(head, delimiter, where, limits.title_lines) for delimiter in DELIMITERS)
    return max(some, key=lambda rows: sum(map(len, rows)))


def _sheets(
    path: Path, kind: str, chooser: Chooser, limits: Limits, where: str = "", packed: str = ""
) -> Iterator[Opened]:
    from kg.sources.workbook import own_tables, sheets

    chooser.several = chooser.several or bool(chooser.cuts)
    if kind == "xlsx" and not chooser.named and not chooser.cuts:
        choice = lambda place: chooser.of_format(place, OWN_TABLE)  # noqa: E731
        if own := own_tables(path, choice, limits, where, packed):
            yield from (Opened(lambda table=table: table) for table in own)  # type: ignore[misc]
            return
    for table in sheets(
        path, kind, chooser.of, chooser.warnings, limits, chooser.cuts,
        chooser.leave_out, chooser.note_several, where, packed,
    ):  # fmt: skip
        yield Opened(lambda table=table: table)  # type: ignore[misc]


def _packed_sheets(member: Packed, chooser: Chooser, limits: Limits) -> Iterator[Opened]:
    """Yield the sheets of a workbook in a zip; one without a table is a warning."""
    where = f"{chooser.where}#{member.label}"
    with tempfile.TemporaryDirectory(prefix="kg-member-") as folder:
        path = Path(folder) / "workbook"
        with path.open("wb") as file:
            file.writelines(member.blocks())
        try:
            kind = zip_kind(path, where) if member.kind == "zip" else member.kind
            yield from _sheets(path, kind, chooser, limits, where, member.label)
        except (FormatError, LayoutError) as error:
            chooser.warnings.append(Message("member-not-read", reason=error.message))


def _pages(source: SourceFile, chooser: Chooser, limits: Limits) -> Iterator[Opened]:
    from kg.sources.pdf_table import tables_of

    known, choose = chooser.known(chooser.where), chooser.of(chooser.where)
    for table in tables_of(source.path, known, choose, chooser.warnings, limits):
        yield Opened(lambda table=table: table)  # type: ignore[misc]
