"""Reads a case that was handed over whole: the rows of each of its files, and what was done.

An export ``--for-transfer`` has, beside the facts that any tool reads, one line of its own for each
row of the case's ledger, for each row that became no fact, and for each action in force. These are
read here line by line, so that each row keeps the line that it has in the export. Of every file of
the old case one packed file is made, as of rows that were cut out of a lake
(:mod:`kg.sources.extract_file`): it is what the new case keeps and reads again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import FormatError, NotATableError
from kg.limits import Limits
from kg.messages import Message
from kg.model.loads import TRANSFER, TRANSFER_LINE, TRANSFER_OBJECT
from kg.sources.extract_file import (
    ABOUT,
    EXTRACT,
    EXTRACT_VERSION,
    LINES,
    PROBLEMS,
    SKIPPED,
    TABLE,
)
from kg.sources.source_file import SourceFile

if TYPE_CHECKING:
    import pyarrow as pa

TRANSFER_VERSION = 1
CASE, SOURCE, TABLE_OF, ROW, LEFT, ACTION, END = (
    "case", "source", "table", "row", "left", "action", "end",
)  # fmt: skip
SUFFIX = ".transfer.zip"
_QUOTED = f'"[\\"{TRANSFER}\\",'.encode()
_BEGINNINGS = (
    f"<{TRANSFER_LINE}".encode(),
    f'{{"@id": "{TRANSFER_LINE}'.encode(),
    f'{{"id": "{TRANSFER_LINE}'.encode(),
    f'{{"type": "{TRANSFER_OBJECT}"'.encode(),
    _QUOTED,
)
_FIRST = f'"[\\"{TRANSFER}\\",\\"{CASE}\\",'.encode()
_HEAD = 1 << 16
_CHUNK = 20_000
_ROWS = "row_"
_KIND = re.compile(
    r"string|bool|double|int(?:8|16|32|64)|decimal128\([0-9]{1,2}, [0-9]{1,2}\)|list<\w+: string>"
)


@dataclass(frozen=True, slots=True)
class TransferredFile:
    """A file of the old case: the packed rows of it, and how it was called and counted there."""

    path: str
    said: str
    old: str
    """The hash under which the old case had it."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """What a transfer holds: what the old case says of itself, its files, its actions in order.

    The case and its actions are JSON, for whoever knows what an action has to say.
    """

    case: str
    files: tuple[TransferredFile, ...]
    actions: tuple[str, ...]


def is_transfer(path: Path) -> bool:
    """Say whether a file is a case handed over, by how it begins."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return any(_FIRST in line for line in head.split(b"\n") if line.startswith(_BEGINNINGS))


def refuse_transfer(path: Path) -> None:
    """Refuse a case handed over where single files are read.

    Raises:
        NotATableError: It is one.
    """
    if is_transfer(path):
        raise NotATableError(
            Message("transfer-goes-into-an-empty-case"),
            where=path.name,
            hint=Message("transfer-load-example"),
        )


def unpack_transfer(path: Path, scratch: Path, limits: Limits) -> Transferred:
    """Make of each file of a case handed over one packed file below ``scratch``.

    Args:
        path: The export.
        scratch: An empty folder.
        limits: The largest sizes that are read.

    Raises:
        FormatError: It is cut off, was altered, or is of a version that is not known here.
    """
    source = SourceFile(path, limits)
    source.hash()
    reader = _Transfer(source.name, source.sha256, scratch)
    with path.open("rb") as stream:
        for number, said in _lines(stream, source.name):
            reader.take(number, said)
    source.check_unmoved()
    return reader.whole()


def _lines(stream: Iterator[bytes], where: str) -> Iterator[tuple[int, str]]:
    """Yield what each line of a transfer says, with its number in the file."""
    for number, line in enumerate(stream, start=1):
        if not line.startswith(_BEGINNINGS):
            continue
        start, end = line.find(_QUOTED), line.rfind(b'"')
        # of JSON-LD the closing bracket stands behind the text, of RDF the graph and a point
        if not 0 <= start < end:
            continue
        try:
            said = json.loads(line[start : end + 1])
        except (ValueError, RecursionError) as error:
            raise _altered(where, number) from error
        yield number, said


def _altered(where: str, number: int) -> FormatError:
    what = Message("transfer-line-not-of-kg", line=number)
    return FormatError(what, where=where, hint=Message("transfer-ask-again"))


@dataclass(slots=True)
class _PackedTable:
    """A table on its way: its columns, the rows of it that are not written yet."""

    path: Path
    schema: pa.Schema
    rows: list[list[Any]] = field(default_factory=list)
    writer: Any = None

    def add(self, row: list[Any]) -> None:
        self.rows.append(row)
        if len(self.rows) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, self.schema, compression="zstd")
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.schema)
        arrays = [
            pa.array([_cell(value, kind.type) for value in column], kind.type)
            for column, kind in zip(columns, self.schema, strict=True)
        ]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
        self.rows = []

    def close(self) -> None:
        self.flush()
        self.writer.close()


def _cell(value: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    return Decimal(value) if value is not None and pa.types.is_decimal(kind) else value


class _Transfer:
    """The lines of a transfer, one after the other."""

    def __init__(self, name: str, sha256: str, scratch: Path) -> None:
        self._name, self._sha256, self._scratch = name, sha256, scratch
        self._case = ""
        self._about: Mapping[str, Any] = {}
        self._folder: Path | None = None
        self._table: _PackedTable | None = None
        self._places: list[tuple[str | None, int, int]] = []
        self._left: dict[str, list[str]] = {}
        self._files: list[TransferredFile] = []
        self._actions: list[str] = []
        self._digest = hashlib.sha256()
        self._count = 0
        self._is_whole = False

    def take(self, number: int, said: str) -> None:
        """Take what a line says.

        Raises:
            FormatError: No line of kg says it at this place.
        """
        import pyarrow as pa

        try:
            mark, what, *rest = json.loads(said)
            if mark != TRANSFER or self._is_whole or bool(self._case) == (what == CASE):
                raise _altered(self._name, number)
            if what == END:
                self._finish(*rest)
                return
            self._digest.update(said.encode() + b"\n")
            self._count += 1
            if what == ROW:
                self._row(number, *rest)
            else:
                takes: Mapping[str, Callable[..., None]] = {
                    CASE: self._begin, SOURCE: self._source, TABLE_OF: self._new_table,
                    LEFT: self._left_row, ACTION: self._action,
                }  # fmt: skip
                takes[what](*rest)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise _altered(self._name, number) from error
        except (InvalidOperation, OverflowError, pa.ArrowException) as error:
            raise _altered(self._name, number) from error

    def whole(self) -> Transferred:
        """Return what the lines said, all of them.

        Raises:
            FormatError: The last of them is lacking.
        """
        if not self._is_whole:
            raise FormatError(
                Message("transfer-is-cut-off"),
                where=self._name,
                hint=Message("transfer-ask-again"),
            )
        return Transferred(self._case, tuple(self._files), tuple(self._actions))

    def _begin(self, about: Mapping[str, Any]) -> None:
        if not isinstance(about, dict):
            raise TypeError(CASE)
        if about.get("version") != TRANSFER_VERSION:
            raise FormatError(Message("transfer-of-another-version"), where=self._name)
        self._case = json.dumps(about, ensure_ascii=False)

    def _action(self, said: Mapping[str, Any]) -> None:
        if not isinstance(said, dict):
            raise TypeError(ACTION)
        self._actions.append(json.dumps(said, ensure_ascii=False))

    def _source(self, about: Mapping[str, Any]) -> None:
        self._close_source()
        if not isinstance(about, dict):
            raise TypeError(SOURCE)
        self._about = about
        self._folder = self._scratch / f"part-{len(self._files)}"
        self._folder.mkdir()
        self._places, self._left = [], {PROBLEMS: [], SKIPPED: []}

    def _new_table(self, name: str, columns: Sequence[tuple[str, str]]) -> None:
        self._close_table()
        if self._folder is None or not TABLE.fullmatch(name):
            raise ValueError(name)
        path = self._folder / f"{name}.parquet"
        if path.exists():
            raise ValueError(name)
        self._table = _PackedTable(path, _schema(columns))

    def _row(self, number: int, row: list[Any]) -> None:
        if self._table is None or not isinstance(row, list):
            raise TypeError(ROW)
        if len(row) != len(self._table.schema):
            raise ValueError(ROW)
        self._table.add(row)
        if self._table.path.name.startswith(_ROWS):
            said = dict(zip(self._table.schema.names, row, strict=True))
            self._places.append((said["member"], int(said["row_no"]), number))

    def _left_row(self, which: str, row: Mapping[str, Any]) -> None:
        self._left[which].append(json.dumps(row, ensure_ascii=False, sort_keys=True))

    def _close_table(self) -> None:
        if self._table is not None:
            self._table.close()
            self._table = None

    def _close_source(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._close_table()
        folder = self._folder
        if folder is None:
            return
        if self._places:
            members, rows, lines = zip(*self._places, strict=True)
            table = pa.table({
                "member": pa.array(members, pa.string()), "row_no": pa.array(rows, pa.int64()),
                "line": pa.array(lines, pa.int64()),
            })  # fmt: skip
            pq.write_table(table, folder / f"{LINES}.parquet", compression="zstd")
        for name, rows_left in self._left.items():
            if rows_left:
                (folder / name).write_text("".join(f"{r}\n" for r in rows_left), encoding="utf-8")
        self._files.append(self._packed(folder))
        shutil.rmtree(folder)
        self._folder = None

    def _packed(self, folder: Path) -> TransferredFile:
        """Pack a folder's files by name and without times: equal rows give equal bytes."""
        old = self._about
        about = {
            "format": EXTRACT,
            "version": EXTRACT_VERSION,
            **{key: old[key] for key in (*_TEXTS, *_COUNTS, "unread")},
            "sources": 1,
            "transfer": {"name": self._name, "sha256": self._sha256},
        }
        name = Path(str(old["name"])).name or "source"
        path = self._scratch / str(len(self._files)) / f"{name}{SUFFIX}"
        path.parent.mkdir()
        (folder / ABOUT).write_text(
            json.dumps(about, ensure_ascii=False, sort_keys=True), encoding="utf-8"
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(folder.iterdir()):
                archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes())
        return TransferredFile(str(path), str(old["said"]), str(old["sha256"]))

    def _finish(self, count: int, digest: str) -> None:
        self._close_source()
        if count != self._count or digest != self._digest.hexdigest():
            raise ValueError(END)
        self._is_whole = True


_TEXTS = ("origin", "name", "reader", "layout", "layout_sha256", "tables")
_COUNTS = ("rows", "stored", "flows")


def _schema(columns: Sequence[tuple[str, str]]) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(str(name), _arrow(kind)) for name, kind in columns])


def _arrow(kind: str) -> pa.DataType:
    import pyarrow as pa

    if not _KIND.fullmatch(kind):
        raise ValueError(kind)
    if kind.startswith("decimal"):
        digits, after = map(int, re.findall(r"[0-9]+", kind)[1:])
        return pa.decimal128(digits, after)
    if kind.startswith("list"):
        return pa.list_(pa.string())
    return pa.type_for_alias(kind)
