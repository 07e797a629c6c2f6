"""Takes files into a lake: read and mapped as for a case, then decided over all rows together."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from kg import sources
from kg.custody import sha256_of
from kg.errors import FormatError, KgError, SourceError
from kg.files import private_files
from kg.lake.layout import ADDING, SOURCES, TABLES, VERSION, Lake, LakeFile
from kg.lake.spark_engine import SparkEngine
from kg.lake.tables import LakeTables, tables_digest
from kg.ledger import balance_check
from kg.ledger.build_index import IndexTerms
from kg.ledger.source_tables import derived
from kg.limits import LIMITS, MIB
from kg.locking import remove_unused
from kg.messages import Message
from kg.model import Problem
from kg.records import as_kg_wrote, from_plain, to_json
from kg.requests import LoadRequest
from kg.sources.extract_file import is_extract
from kg.sources.reading_result import SourceReading
from kg.sources.table_files import TableFile
from kg.version import __version__
from kg.workers.wire import pack_error, unpack_error

Progress = Callable[[str], None]
PROBLEMS = "problems.jsonl"
"""Beside the rows of a source: those that could not be stored, each with place and reason."""
READ = "read.json"
"""Beside the rows of a source: how it was read, so that a stopped command need not read it anew."""
READER_MEMORY = 1_500 * MIB
"""What a reader takes of a large file: by it ``lake_bytes`` bounds how many read at once."""


@dataclass(frozen=True, slots=True)
class LakeAdded:
    """A file that was given to a lake: its rows, and whether it was in already."""

    file: LakeFile
    already: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A table that was given to a lake: its files, those refused, and what is no part of it."""

    added: Sequence[LakeAdded]
    refused: Sequence[SourceError]
    left_out: Sequence[str]


def add_files(
    lake: Lake,
    paths: Sequence[Path],
    request: LoadRequest,
    on_step: Progress = lambda step: None,
    spark: str = "",
) -> tuple[list[LakeAdded], list[SourceError]]:
    """Read files into a lake and derive its tables anew; what is in already changes nothing.

    The settings are written last, in one step: whoever kills this before then finds the lake as it
    was, and the same command begins again.

    Args:
        lake: Where the rows go.
        paths: The files.
        request: How they are read.
        on_step: Told what is done next.
        spark: The address of a Spark whose executors read the files, several at a time; they need
            kg, and the same folders. Blank: this machine reads them, as many at a time as it has
            processors, and as ``lake_bytes`` of the limits allows.

    Returns:
        What went in, and what was refused.

    Raises:
        StoreBusy: Another process is writing into the lake.
        StoreUnavailable: Spark cannot be reached, or an executor has no kg.
        UsageError: PySpark or Java is not installed.
    """
    with lake.writing():
        files = [TableFile(str(path), "") for path in paths]
        return add_table_files(lake, files, request, on_step, spark)


def attach_table(
    lake: Lake,
    table: Path,
    request: LoadRequest,
    on_step: Progress = lambda step: None,
    spark: str = "",
) -> Attached:
    """Read the files of an existing table into a lake; those that are in already change nothing.

    What is in the lake and no longer in the table stays: it was received. Given again after the
    table has grown, only what is new is read.

    Args:
        lake: Where the rows go.
        table: A folder of Parquet files, a table of Iceberg, or the metadata of one of its states.
        request: How they are read; ``layout`` says what the columns mean, if none is known.
        on_step: Told what is done next.
        spark: The address of a Spark whose executors read the files, as of :func:`add_files`.

    Returns:
        What went in, what was refused, and what in the folder is no part of the table.

    Raises:
        NotATableError: Nothing there is a table that can be read.
        StoreBusy: Another process is writing into the lake.
        StoreUnavailable: Spark cannot be reached, or an executor has no kg.
        UsageError: PySpark or Java is not installed.
    """
    with lake.writing():
        found = sources.files_of_table(table, limits=request.limits)
        added, refused = add_table_files(lake, found.files, request, on_step, spark)
        return Attached(added, refused, found.left_out)


def add_table_files(
    lake: Lake,
    files: Sequence[TableFile],
    request: LoadRequest,
    on_step: Progress,
    spark: str = "",
) -> tuple[list[LakeAdded], list[SourceError]]:
    """Read files of tables into a lake that is held for writing: see :func:`add_files`."""
    known = {file.sha256: file for file in lake.settings.files}
    outcomes = dict[int, LakeAdded | SourceError]()
    left = dict(enumerate(files))
    while left:
        new = dict[str, int]()
        for place, file in left.items():
            on_step(_called(file))
            try:
                sha256 = _hash_of(file, known) or file.path
                before = known.get(sha256) or _read_before(lake, sha256, file, request)
                if sha256 in known:
                    outcomes[place] = _already_there(file, known[sha256])
                elif before:
                    outcomes[place], known[sha256] = LakeAdded(before), before
                else:
                    new.setdefault(sha256, place)  # the others of these bytes after it
            except SourceError as error:
                outcomes[place] = error
        reads = (_read_by_spark if spark else _read_here)(
            lake, [files[place] for place in new.values()], request, on_step, spark
        )
        for place, read in zip(new.values(), reads, strict=True):
            outcomes[place] = read if isinstance(read, SourceError) else _publish(lake, read)
            if isinstance(read, FileRead):
                known[read.file.sha256] = read.file
        left = {place: file for place, file in left.items() if place not in outcomes}
    told = [outcomes[place] for place in range(len(files))]
    added = [one for one in told if isinstance(one, LakeAdded)]
    if not all(one.already for one in added) or (added and lake.settings.version < VERSION):
        _derive(lake, tuple(known.values()), request.limits.lake_bytes, on_step)
        for one in added:
            if not one.already:
                lake.log.append("add", name=one.file.name, sha256=one.file.sha256)
    return added, [one for one in told if isinstance(one, SourceError)]


def _called(file: TableFile) -> str:
    return file.name or Path(file.path).name


def _hash_of(file: TableFile, known: Mapping[str, LakeFile]) -> str:
    """Return the hash of a file that may go into a lake; blank of what is no file."""
    path = Path(file.path)
    if not path.is_file():
        return ""
    sha256 = sha256_of(path)
    if sha256 not in known and is_extract(path):
        raise FormatError(Message("extract-into-a-lake"), where=path.name)
    return sha256


def _way_of(file: TableFile, request: LoadRequest) -> str:
    """Return the digest of all by which a file of the same bytes could be read otherwise."""
    layout = Path(request.layout) if request.layout else None
    said = {
        "kg": __version__,
        "file": replace(file, path=Path(file.path).name),
        "request": replace(request, limits=LIMITS, layout=""),
        "layout": sha256_of(layout) if layout and layout.is_file() else request.layout,
    }
    return hashlib.sha256(to_json(said).encode()).hexdigest()


def _read_before(lake: Lake, sha256: str, file: TableFile, request: LoadRequest) -> LakeFile | None:
    """Return a file that a command read that was stopped before its tables were derived."""
    path = lake.folder / SOURCES / sha256 / READ
    if sha256 == file.path or not path.is_file():  # what is no file goes by its path
        return None
    with as_kg_wrote(path):
        said = json.loads(path.read_text(encoding="utf-8"))
        there = from_plain(LakeFile, said["file"])
        return there if said["by"] == _way_of(file, request) else None


def _already_there(file: TableFile, there: LakeFile) -> LakeAdded:
    """Return a file as it is in the lake already."""
    if file.columns and _in_table(there.name) != _in_table(file.name):
        # the same bytes elsewhere in a table are other rows, and rows are known by their bytes
        raise FormatError(Message("same-bytes-elsewhere", name=there.name), where=file.name)
    return LakeAdded(there, already=True)


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read: where its rows lie until they are published, and what it gave.

    The rows that could not be stored lie there, too; here is how many they are.
    """

    scratch: Path
    reading: SourceReading
    problems: int

    @property
    def file(self) -> LakeFile:
        """The file as the lake lists it."""
        told = self.reading
        return LakeFile(told.sha256, told.name, told.stored, self.problems)


def read_into(folder: Path, given: TableFile, request: LoadRequest) -> FileRead:
    """Read a file into a folder of its own within the lake's.

    Raises:
        SourceError: It cannot be read, or only a case may have it.
    """
    scratch, done = folder / f"{ADDING}{secrets.token_hex(6)}", False
    try:
        with private_files():
            scratch.mkdir()
            reading = sources.read(
                Path(given.path),
                request.layout or None,
                encoding=request.encoding or None,
                limits=request.limits,
                ignore=request.ignore,
                scope=request.scope,
                account=request.account,
                scratch=scratch.absolute(),  # the worker may have been started in another folder
                columns=given.columns,
            )
            reading = replace(reading, name=given.name or reading.name)
            if reading.batch:
                raise FormatError(Message("leaked-data-into-a-lake"), where=Path(given.path).name)
            balance_check(scratch, name=reading.name, limits=request.limits)
            (scratch / PROBLEMS).write_text(_lines(reading.problems), encoding="utf-8")
            file = LakeFile(reading.sha256, reading.name, reading.stored, len(reading.problems))
            how = {"by": _way_of(given, request), "file": file}
            (scratch / READ).write_text(to_json(how), encoding="utf-8")
        done = True
    finally:
        if not done:
            shutil.rmtree(scratch, ignore_errors=True)
    return FileRead(scratch, replace(reading, problems=(), skipped=()), len(reading.problems))


def _publish(lake: Lake, read: FileRead) -> LakeAdded:
    with private_files():
        lake.ledger().publish(read.scratch, read.reading)
    return LakeAdded(read.file)


def _read_here(
    lake: Lake, files: Sequence[TableFile], request: LoadRequest, on_step: Progress, spark: str
) -> Iterator[FileRead | SourceError]:
    """Yield each file as it was read, or why it was refused; some are read at the same time."""
    at_once = min(os.cpu_count() or 1, request.limits.lake_bytes // READER_MEMORY)
    pool, done = ThreadPoolExecutor(max(1, at_once)), False
    try:
        reads = [pool.submit(read_into, lake.folder, file, request) for file in files]
        for file, read in zip(files, reads, strict=True):
            on_step(_called(file))
            try:
                yield read.result()
            except SourceError as error:
                yield error
        done = True
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if not done:  # Ctrl-C, or what no file is to blame for: nobody waits for the others
            sources.stop()
        pool.shutdown()
        if not done:
            lake.remove_unfinished()


def _read_by_spark(
    lake: Lake, files: Sequence[TableFile], request: LoadRequest, on_step: Progress, spark: str
) -> Iterator[FileRead | SourceError]:
    """Yield each file as an executor of a Spark read it, or why it was refused."""
    if not files:
        return
    on_step(spark)
    if Path(request.layout).is_file():
        request = replace(request, layout=str(Path(request.layout).absolute()))
    asked = [
        to_json({"folder": str(lake.folder.absolute()), "file": file, "request": request})
        for file in (replace(file, path=str(Path(file.path).absolute())) for file in files)
    ]
    with (
        tempfile.TemporaryDirectory(prefix="kg-spark-") as scratch,
        SparkEngine(spark, Path(scratch)) as engine,
    ):
        answers = list(map(json.loads, engine.map_texts(read_in_executor, asked)))
    # of an executor that died the task was done anew, in another folder
    lake.remove_unfinished(but=[answer.get("scratch", "") for answer in answers])
    for answer in answers:
        if "error" in answer:
            error = unpack_error(answer)
            if not isinstance(error, SourceError):
                raise error
            yield error
        else:
            reading = from_plain(SourceReading, answer["reading"])
            yield FileRead(lake.folder / answer["scratch"], reading, answer["problems"])


def read_in_executor(asked: str) -> str:
    """Read a file where a Spark runs its tasks.

    Args:
        asked: The lake's folder, the file and the request, as JSON.

    Returns:
        The name of the folder of its rows and what it gave, or why it was refused, as JSON.
    """
    given = json.loads(asked)
    file, request = from_plain(TableFile, given["file"]), from_plain(LoadRequest, given["request"])
    try:
        read = read_into(Path(given["folder"]), file, request)
    except KgError as error:
        return json.dumps(pack_error(error))
    told = {"scratch": read.scratch.name, "reading": read.reading, "problems": read.problems}
    return to_json(told)


def _in_table(name: str) -> str:
    """Return the place of a file in its table, whatever the table is called."""
    return name.partition(" ")[2]


def _lines(problems: Sequence[Problem]) -> str:
    return "".join(f"{to_json(problem)}\n" for problem in problems)


def _derive(lake: Lake, files: tuple[LakeFile, ...], memory: int, on_step: Progress) -> None:
    """Derive the tables of all files, make them the current ones, and remove those before."""
    settings = lake.settings
    shelves = lake.ledger([file.sha256 for file in files]).shelves()
    terms = IndexTerms((), settings.pair_seconds, settings.rail_seconds)
    digest = tables_digest(shelves, terms, settings.buckets)
    derived(
        lake.folder / TABLES / digest,
        lambda work: LakeTables(work, shelves, settings.buckets, on_step, memory).run(terms),
    )
    lake.save(replace(settings, version=VERSION, files=files, tables=digest))
    for place in (lake.folder / TABLES).iterdir():
        if place.name != digest:
            remove_unused(place)  # what an extract reads meanwhile stays until the next time
