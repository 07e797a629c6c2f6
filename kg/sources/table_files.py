"""Which Parquet files a table of a data platform has: a folder of them, or one of Apache Iceberg.

Of a folder, as Hive, Spark and DuckDB write one, every file counts, and what stands in its path as
``dt=2024-05-01`` is a column of all its rows. Of Iceberg the current snapshot says which files are
in the table; rows that it takes out of them again (delete files) are not read here, so such a table
is refused. Nothing is fetched: a file that does not lie on this machine is refused too.

Source: the specification of Apache Iceberg, versions 1 and 2 (https://iceberg.apache.org/spec/).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kg.errors import FormatError, NotATableError, UsageError
from kg.limits import Limits
from kg.messages import Message

PARQUET = re.compile(r"\.(?:parquet|parq|pq)$", re.IGNORECASE)
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""What Hive and Spark write into a path for no value."""
OTHER_TABLES = {"_delta_log": "Delta Lake", ".hoodie": "Apache Hudi"}
"""Folders of tables whose files alone do not say which rows are in them."""
METADATA = ".metadata.json"
_DATA, _DELETED = 0, 2
"""The content of a manifest that lists data, and the state of a file that is out again."""
_VERSIONS = (1, 2)


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file of a table: where it lies, how it is called, and the columns that its path tells."""

    path: str
    name: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The files of a table, and the names of those beside them that are no part of it."""

    files: Sequence[TableFile]
    left_out: Sequence[str] = ()


def files_of_table(path: Path | str, limits: Limits) -> TableFiles:
    """Return the files of a table.

    Args:
        path: A folder of Parquet files, a table of Iceberg, or the metadata of one of its states.
        limits: How many bytes of metadata are read (``records_bytes``).

    Raises:
        UsageError: fastavro (the extra ``crimechain[iceberg]``) is not installed.
        NotATableError: Nothing there is a table, or it is one that only other programs can read.
        FormatError: Its metadata is damaged, or a file of it does not lie here.
    """
    place = Path(path).absolute()
    if place.name.endswith(METADATA):
        return _iceberg(place, limits)
    if not place.is_dir():
        raise NotATableError(Message("no-folder-of-a-table"), where=place.name)
    for name, program in OTHER_TABLES.items():
        if (place / name).is_dir():
            hint = Message("save-as-parquet")
            what = Message("table-of-another-program", program=program)
            raise NotATableError(what, where=place.name, hint=hint)
    if states := sorted((place / "metadata").glob(f"*{METADATA}"), key=_state):
        return _iceberg(states[-1], limits)
    found = _folder(place)
    if not found.files:
        raise NotATableError(Message("no-parquet-in-folder"), where=place.name)
    return found


def _folder(root: Path) -> TableFiles:
    """Return the files below a folder; hidden ones, and what begins with ``_``, are no part."""
    files, left_out = list[TableFile](), list[str]()
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if any(part[:1] in "._" and "=" not in part for part in parts):
            continue
        if path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink() or not PARQUET.search(path.name):
            left_out.append("/".join(parts))
            continue
        columns = dict(_column(part) for part in parts[:-1] if "=" in part)
        files.append(TableFile(str(path), _name(root.name, parts), columns))
    return TableFiles(files, left_out)


def _column(part: str) -> tuple[str, str]:
    """Return the name and the value that a folder of a path tells.

    >>> _column("dt=2024-05-01"), _column("bank=a%2Fb"), _column("x=__HIVE_DEFAULT_PARTITION__")
    (('dt', '2024-05-01'), ('bank', 'a/b'), ('x', ''))
    """
    name, _, value = part.partition("=")
    return unquote(name), "" if value == NO_VALUE else unquote(value)


def _name(table: str, parts: Sequence[str]) -> str:
    """Return how a file is called: the table, the folders that tell columns, and its own name."""
    return " ".join((table, *parts)).replace("/", "-")


# -- Iceberg ------------------------------------------------------------------------------------


def _state(path: Path) -> tuple[int, str]:
    """Return the number of a state: ``v3.metadata.json`` or ``00003-….metadata.json``."""
    number = re.match(r"v?(\d+)", path.name)
    return (int(number[1]) if number else -1, path.name)


def _iceberg(metadata: Path, limits: Limits) -> TableFiles:
    table = _IcebergTable(metadata, limits)
    return TableFiles([*table.files()])


class _IcebergTable:
    """The current state of one table."""

    def __init__(self, metadata: Path, limits: Limits) -> None:
        self._where, self._limits = metadata.name, limits
        self.folder = metadata.parent.parent
        try:
            self._check_size(metadata)
            about = json.loads(metadata.read_text(encoding="utf-8"))
            version = about["format-version"]
            self._location = str(about["location"])
            current = about.get("current-snapshot-id")
            snapshots = {one["snapshot-id"]: one for one in about.get("snapshots", ())}
            self._snapshot = snapshots.get(current)
            schemas = {one["schema-id"]: one for one in about.get("schemas", ())}
            schema = schemas.get(about.get("current-schema-id")) or about["schema"]
            self._names = {one["id"]: one["name"] for one in schema["fields"]}
            specs = about.get("partition-specs") or [{"fields": about.get("partition-spec", ())}]
            parted = [one for spec in specs for one in spec["fields"]]
            self._as_it_is = {one["name"] for one in parted if one["transform"] == "identity"}
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._damaged(error) from error
        if version not in _VERSIONS:
            raise FormatError(
                Message("iceberg-of-a-newer-version", version=str(version)), where=self._where
            )

    def files(self) -> Iterator[TableFile]:
        """Yield the files that are in the table now."""
        if self._snapshot is None:
            raise NotATableError(Message("iceberg-is-empty"), where=self.folder.name)
        for manifest in self._manifests():
            content = manifest.get("content") or _DATA
            for entry in self._records(manifest.get("manifest_path")):
                if entry.get("status") == _DELETED:
                    continue
                if content != _DATA or (entry["data_file"].get("content") or _DATA) != _DATA:
                    raise NotATableError(
                        Message("iceberg-has-deletes"), where=self.folder.name,
                        hint=Message("iceberg-compact-it"),
                    )  # fmt: skip
                yield self._file(entry["data_file"])

    def _manifests(self) -> Iterator[Mapping[str, Any]]:
        assert self._snapshot is not None
        if listed := self._snapshot.get("manifest-list"):
            yield from self._records(listed)
        else:  # version 1 may name them itself
            yield from ({"manifest_path": path} for path in self._snapshot.get("manifests", ()))

    def _file(self, about: Mapping[str, Any]) -> TableFile:
        if str(about.get("file_format", "")).upper() != "PARQUET":
            what = Message("iceberg-file-not-parquet", form=str(about.get("file_format")))
            raise NotATableError(what, where=self.folder.name)
        path = self._local(about.get("file_path"))
        partition = about.get("partition") or {}
        columns = {
            str(name): "" if value is None else str(value)
            for name, value in partition.items()
            if name in self._as_it_is
        }
        self._check_names(path)
        return TableFile(str(path), _name(self.folder.name, (*_parts(columns), path.name)), columns)

    def _check_names(self, path: Path) -> None:
        """Refuse a file that calls a column otherwise than the table does now."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            schema = pq.read_schema(path)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._damaged(error) from error
        for column in schema:
            number = (column.metadata or {}).get(b"PARQUET:field_id", b"")
            now = self._names.get(int(number), column.name) if number.isdigit() else column.name
            if now != column.name:
                what = Message("iceberg-column-renamed", name=repr(column.name), now=repr(now))
                raise NotATableError(what, where=path.name, hint=Message("iceberg-compact-it"))

    def _records(self, place: object) -> Iterator[dict[str, Any]]:
        """Yield the records of a file of Avro."""
        try:
            import fastavro
        except ImportError as error:
            missing = Message("extra-not-installed", name="fastavro")
            raise UsageError(missing, hint=Message("install-extra", name="iceberg")) from error
        path = self._local(place)
        try:
            self._check_size(path)
            with path.open("rb") as stream:
                records: list[Any] = list(fastavro.reader(stream))
        except (OSError, ValueError, EOFError, KeyError, TypeError, IndexError) as error:
            raise self._damaged(error) from error
        yield from records

    def _local(self, place: object) -> Path:
        """Return where a file of the table lies, also where the whole table was moved."""
        text = str(place or "")
        if text.startswith(self._location):
            return self.folder / text.removeprefix(self._location).lstrip("/")
        parts = urlsplit(text)
        if parts.scheme not in ("", "file") or not parts.path:
            what = Message("table-file-elsewhere", path=text)
            raise FormatError(what, where=self._where, hint=Message("copy-the-table-here"))
        return Path(unquote(parts.path)) if parts.scheme else Path(text)

    def _check_size(self, path: Path) -> None:
        if path.stat().st_size > self._limits.records_bytes:
            raise ValueError(f"{path.name}: more than records_bytes")

    def _damaged(self, error: Exception) -> FormatError:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        return FormatError(Message("reader-cannot-read", error=first), where=self._where)


def _parts(columns: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in columns.items()]
